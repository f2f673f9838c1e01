/* wasmtime: machine code that the library makes as it runs lies between the call and the callback, and what goes wrong
 * in it is a signal: its own handlers of SIGSEGV, SIGILL, SIGFPE and SIGBUS stand before those of the process, which
 * they ask only when the fault is not theirs.
 */
#include "kit.h"
#include "load.h"
#include "wasmtime.api.h"

#include <stdbool.h>
#include <string.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)
    EACH_OWN_FUNCTION(KIT_FIELD)
} wasm; /* written once, by kit_load */

#define FIND(name, type, arguments) {"wasm_" #name, &wasm.name},
#define OWN_FIND(name, type, arguments) {"wasmtime_" #name, &wasm.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND) EACH_OWN_FUNCTION(OWN_FIND){NULL, NULL}};

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libwasmtime.so", .symbols = symbols};
    return kit_load(&needed);
}

/* Each of its functions takes (item, a, b). `wild` reads where there is no memory, which is a SIGSEGV, `divide`
 * divides by zero, a SIGFPE or SIGILL, both after the callback has answered. */
static const char module_text[] = "(module"
                                  " (import \"kit\" \"minus\" (func $minus (param i64 i64 i64) (result i64)))"
                                  " (memory 1)"
                                  " (func (export \"plain\") (param i64 i64 i64) (result i64)"
                                  "  (call $minus (local.get 0) (local.get 1) (local.get 2)))"
                                  " (func (export \"wild\") (param i64 i64 i64) (result i64)"
                                  "  (drop (call $minus (local.get 0) (local.get 1) (local.get 2)))"
                                  "  (i64.load (i32.const 0x7fffffff)))"
                                  " (func (export \"divide\") (param i64 i64 i64) (result i64)"
                                  "  (i64.div_s (call $minus (local.get 0) (local.get 1) (local.get 2))"
                                  "             (i64.const 0)))"
                                  " (func (export \"twice\") (param i64 i64 i64) (result i64)"
                                  "  (call $minus (i64.const -1)"
                                  "   (call $minus (local.get 0) (local.get 1) (local.get 2)) (i64.const 0))))";
enum { PLAIN, WILD, DIVIDE, TWICE, FUNCTIONS };

struct state {
    const struct kit_request *request;
    wasm_store_t *store;
    wasm_func_t *function[FUNCTIONS];
    int64_t wrong, traps;
    bool nested;
    uint64_t sum;
};

static _Thread_local struct state *now; /* for `again`, which is given nothing of ours */

static wasm_val_t number(int64_t value)
{
    return (wasm_val_t){.kind = WASM_I64, .of = {.i64 = value}};
}

static wasm_trap_t *call(struct state *state, int which, int64_t item, int64_t a, int64_t b, int64_t *answer)
{
    wasm_val_t arguments[] = {number(item), number(a), number(b)}, result = number(0);
    wasm_val_vec_t in = {3, arguments}, out = {1, &result};
    wasm_trap_t *trap = wasm.func_call(state->function[which], &in, &out);
    *answer = result.of.i64;
    return trap;
}

/* The host function. Every eighth item is refused: it ends in a trap of the host's own. */
static wasm_trap_t *minus(void *user, const wasm_val_vec_t *in, wasm_val_vec_t *out)
{
    struct state *state = user;
    int64_t item = in->data[0].of.i64, a = in->data[1].of.i64, b = in->data[2].of.i64;
    int64_t answer = state->nested ? a - b : kit_call(state->request, a, b);
    state->wrong += answer != a - b;
    if (item >= 0 && !state->nested)
        state->sum += kit_fold(item, answer);
    out->data[0] = number(answer);
    wasm_byte_vec_t why = {sizeof "refused", "refused"};
    return item % 8 == 7 && !state->nested ? wasm.trap_new(state->store, &why) : NULL;
}

/* Into machine code again, over a callback and more machine code, and to a trap that must end here. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct state *state = now;
    int64_t answer = 0, nothing;
    state->nested = true;
    wasm_trap_t *trap = call(state, WILD, 0, a, b, &nothing), *none = call(state, PLAIN, 0, a, b, &answer);
    state->nested = false;
    bool right = trap != NULL && none == NULL;
    if (trap != NULL)
        wasm.trap_delete(trap);
    if (none != NULL)
        wasm.trap_delete(none);
    return right ? answer : a - b + 1;
}

static void check_trap(struct state *state, wasm_trap_t *trap, const char *expected)
{
    wasm_byte_vec_t message = {0, NULL};
    state->wrong += (trap != NULL) != (expected != NULL);
    if (trap == NULL)
        return;
    state->traps++;
    wasm.trap_message(trap, &message);
    state->wrong += expected != NULL && memmem(message.data, message.size, expected, strlen(expected)) == NULL;
    wasm.byte_vec_delete(&message);
    wasm.trap_delete(trap);
}

static void work(struct state *state)
{
    static const char *const expected[] = {NULL, "out of bounds memory access", "divide by zero", NULL};
    for (int64_t item = 0; item < state->request->count; item++) {
        int64_t a = (item * item + 5) * 0x100000003, b = item, answer;
        int which = (int)(item % FUNCTIONS);
        wasm_trap_t *trap = call(state, which, item, a, b, &answer);
        check_trap(state, trap, item % 8 == 7 ? "refused" : expected[which]);
        if (trap == NULL)
            state->sum += kit_fold(-2 - item, answer);
    }
}

static wasm_func_t *host_function(struct state *state)
{
    wasm_valtype_t *three[] = {wasm.valtype_new(WASM_I64), wasm.valtype_new(WASM_I64), wasm.valtype_new(WASM_I64)};
    wasm_valtype_t *one[] = {wasm.valtype_new(WASM_I64)};
    wasm_valtype_vec_t in, out;
    wasm.valtype_vec_new(&in, 3, three);
    wasm.valtype_vec_new(&out, 1, one);
    wasm_functype_t *type = wasm.functype_new(&in, &out); /* takes both */
    wasm_func_t *function = wasm.func_new_with_env(state->store, type, minus, state, NULL);
    wasm.functype_delete(type);
    return function;
}

/* Made once, and kept until the process ends: the signal handlers belong to all engines and are never taken back, and
 * a module is compiled by threads that a forked child does not have, and by a compiler whose thread-local storage is
 * gone when the process ends. */
static wasm_engine_t *engine;
static wasm_shared_module_t *compiled;

static void compile(void)
{
    wasm_byte_vec_t bytes = {0, NULL};
    engine = wasm.engine_new();
    wasm_store_t *store = wasm.store_new(engine);
    wasmtime_error_t *error = wasm.wat2wasm(module_text, sizeof module_text - 1, &bytes);
    wasm_module_t *module = error == NULL ? wasm.module_new(store, &bytes) : NULL;
    if (module != NULL) {
        compiled = wasm.module_share(module);
        wasm.module_delete(module);
    }
    if (error != NULL)
        wasm.error_delete(error);
    else
        wasm.byte_vec_delete(&bytes);
    wasm.store_delete(store);
}

static void call_all(struct state *state, wasm_module_t *module)
{
    wasm_func_t *function = host_function(state);
    wasm_extern_t *import = wasm.func_as_extern(function);
    wasm_extern_vec_t imports = {1, &import}, exports = {0, NULL};
    wasm_trap_t *trap = NULL;
    wasm_instance_t *instance = wasm.instance_new(state->store, module, &imports, &trap);
    if (instance == NULL) {
        state->request->fail(state->request, "Wasmtime makes no instance of the module");
    } else {
        wasm.instance_exports(instance, &exports);
        for (int i = 0; i < FUNCTIONS; i++)
            state->function[i] = wasm.extern_as_func(exports.data[i]);
        work(state);
        wasm.extern_vec_delete(&exports);
        wasm.instance_delete(instance);
    }
    wasm.func_delete(function);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = now;
    if (engine == NULL)
        compile();
    if (compiled == NULL) {
        request->fail(request, "Wasmtime does not compile the module");
        return 0;
    }
    now = &state;
    state.store = wasm.store_new(engine);
    wasm_module_t *module = wasm.module_obtain(state.store, compiled);
    call_all(&state, module);
    wasm.module_delete(module);
    wasm.store_delete(state.store);
    now = outer;
    return (int64_t)(state.sum + kit_fold(-1, state.wrong) + kit_fold(-100000 - state.traps, 0));
}

/* The file does not say which it is; it is the one that the build put here. */
static const char *version(void)
{
    return "50.0.1";
}

const struct kit_library kit_wasmtime = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "wasmtime",
    .sentence =
        "Machine code made at run time between call and callback, and signal handlers that turn faults into traps "
        "and are asked before the runtime's.",
    .origin = "NuGet Wasmtime",
    .reentry =
        "Yes: a host function reaches the store again through the caller that it is given, \"a temporary object that "
        "can only be used during this function call\". https://docs.wasmtime.dev/c-api/func_8h.html",
    .unwinding =
        "By a trap that is returned: \"the caller relinquishes ownership of the trap and it is passed back to the "
        "engine\". No source speaks of any other way. https://docs.wasmtime.dev/c-api/func_8h.html",
    .items = 1000,
    .open = open_library,
    .version = version,
    .run = run,
    .again = again,
};
