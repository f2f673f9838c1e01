/* wasmtime.api.h: as much of wasm.h, the C interface that WebAssembly engines share, as wasmtime.c uses, and two
 * functions of Wasmtime's own. Declared by hand, and checked against the real headers where they are. */
#ifndef KIT_WASMTIME_API_H
#define KIT_WASMTIME_API_H

#include "load.h"

#include <stddef.h>
#include <stdint.h>

/* wasm_NAME of wasm.h is wasm.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(engine_new, wasm_engine_t *, (void))                                                                             \
    X(store_new, wasm_store_t *, (wasm_engine_t *))                                                                    \
    X(store_delete, void, (wasm_store_t *))                                                                            \
    X(module_new, wasm_module_t *, (wasm_store_t *, const wasm_byte_vec_t *))                                          \
    X(module_share, wasm_shared_module_t *, (const wasm_module_t *))                                                   \
    X(module_obtain, wasm_module_t *, (wasm_store_t *, const wasm_shared_module_t *))                                  \
    X(module_delete, void, (wasm_module_t *))                                                                          \
    X(valtype_new, wasm_valtype_t *, (uint8_t))                                                                        \
    X(valtype_vec_new, void, (wasm_valtype_vec_t *, size_t, wasm_valtype_t *const[]))                                  \
    X(functype_new, wasm_functype_t *, (wasm_valtype_vec_t *, wasm_valtype_vec_t *))                                   \
    X(functype_delete, void, (wasm_functype_t *))                                                                      \
    X(func_new_with_env, wasm_func_t *,                                                                                \
      (wasm_store_t *, const wasm_functype_t *, wasm_trap_t *(*)(void *, const wasm_val_vec_t *, wasm_val_vec_t *),    \
       void *, void (*)(void *)))                                                                                      \
    X(func_delete, void, (wasm_func_t *))                                                                              \
    X(func_as_extern, wasm_extern_t *, (wasm_func_t *))                                                                \
    X(extern_as_func, wasm_func_t *, (wasm_extern_t *))                                                                \
    X(extern_vec_delete, void, (wasm_extern_vec_t *))                                                                  \
    X(instance_new, wasm_instance_t *,                                                                                 \
      (wasm_store_t *, const wasm_module_t *, const wasm_extern_vec_t *, wasm_trap_t **))                              \
    X(instance_delete, void, (wasm_instance_t *))                                                                      \
    X(instance_exports, void, (const wasm_instance_t *, wasm_extern_vec_t *))                                          \
    X(func_call, wasm_trap_t *, (const wasm_func_t *, const wasm_val_vec_t *, wasm_val_vec_t *))                       \
    X(trap_new, wasm_trap_t *, (wasm_store_t *, const wasm_byte_vec_t *))                                              \
    X(trap_message, void, (const wasm_trap_t *, wasm_byte_vec_t *))                                                    \
    X(trap_delete, void, (wasm_trap_t *))                                                                              \
    X(byte_vec_delete, void, (wasm_byte_vec_t *))

/* wasmtime_NAME of wasmtime.h */
#define EACH_OWN_FUNCTION(X)                                                                                           \
    X(wat2wasm, wasmtime_error_t *, (const char *, size_t, wasm_byte_vec_t *))                                         \
    X(error_delete, void, (wasmtime_error_t *))

#if __has_include(<wasmtime.h>)
#include <wasmtime.h>
#define SAME(name, type, arguments) KIT_SAME(wasm_##name, type, arguments)
#define OWN_SAME(name, type, arguments) KIT_SAME(wasmtime_##name, type, arguments)
EACH_FUNCTION(SAME)
EACH_OWN_FUNCTION(OWN_SAME)
#else
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_store_t wasm_store_t;
typedef struct wasm_module_t wasm_module_t;
typedef struct wasm_shared_module_t wasm_shared_module_t;
typedef struct wasm_instance_t wasm_instance_t;
typedef struct wasm_extern_t wasm_extern_t;
typedef struct wasm_func_t wasm_func_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasmtime_error wasmtime_error_t;
enum { WASM_I64 = 1 };
typedef struct {
    uint8_t kind;
    union {
        int64_t i64;
        void *ref; /* and smaller ones */
    } of;
} wasm_val_t;
#define VECTOR(name, element)                                                                                          \
    typedef struct {                                                                                                   \
        size_t size;                                                                                                   \
        element *data;                                                                                                 \
    } wasm_##name##_vec_t;
VECTOR(byte, char)
VECTOR(val, wasm_val_t)
VECTOR(extern, wasm_extern_t *)
VECTOR(valtype, wasm_valtype_t *)
#endif
_Static_assert(WASM_I64 == 1 && sizeof(wasm_val_t) == 16 && offsetof(wasm_val_t, of) == 8 &&
                   sizeof(wasm_val_vec_t) == 16 && offsetof(wasm_val_vec_t, data) == 8,
               "unlike wasm.h");

#endif
