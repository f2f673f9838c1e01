/* libffi: a callback whose C signature exists only at run time. The library writes a piece of machine code for it,
 * takes apart what arrives in registers and on the stack, and puts the answer back together; the call is made the same
 * way.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <string.h>

typedef struct type { /* ffi_type */
    size_t size;
    unsigned short alignment, type;
    struct type **elements;
} type_of;

typedef struct { /* ffi_cif, with room for what some processors add */
    int abi;
    unsigned nargs;
    type_of **arg_types, *rtype;
    unsigned bytes, flags;
    unsigned room[8];
} shape;

typedef struct closure closure_of;
typedef unsigned status;     /* ffi_status */
typedef unsigned abi_number; /* ffi_abi */

/* ffi_NAME of the C interface is ffi.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(prep_cif, status, (shape *, abi_number, unsigned, type_of *, type_of **))                                        \
    X(call, void, (shape *, void (*)(void), void *, void **))                                                          \
    X(closure_alloc, void *, (size_t, void **))                                                                        \
    X(closure_free, void, (void *))                                                                                    \
    X(prep_closure_loc, status, (closure_of *, shape *, void (*)(shape *, void *, void **, void *), void *, void *))

#if defined(__x86_64__)
enum { DEFAULT_ABI = 2 }; /* FFI_UNIX64 */
#else
enum { DEFAULT_ABI = 1 }; /* FFI_SYSV */
#endif
enum { CLOSURE_BYTES = 64, STRUCT = 13 }; /* sizeof(ffi_closure) or more; FFI_TYPE_STRUCT */

static struct {
    EACH_FUNCTION(KIT_FIELD)
    type_of *number, *real, *byte; /* ffi_type_sint64, ffi_type_double, ffi_type_sint8 */
} ffi;

#define FIND(name, type, arguments) {"ffi_" #name, &ffi.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){"ffi_type_sint64", &ffi.number},
                                            {"ffi_type_double", &ffi.real},
                                            {"ffi_type_sint8", &ffi.byte},
                                            {NULL, NULL}};

#if __has_include(<ffi.h>)
#include <ffi.h>
_Static_assert(sizeof(type_of) == sizeof(ffi_type) && offsetof(type_of, elements) == offsetof(ffi_type, elements) &&
                   sizeof(shape) >= sizeof(ffi_cif) && offsetof(shape, flags) == offsetof(ffi_cif, flags) &&
                   DEFAULT_ABI == (int)FFI_DEFAULT_ABI && CLOSURE_BYTES >= sizeof(ffi_closure) &&
                   STRUCT == FFI_TYPE_STRUCT,
               "unlike ffi.h");
#define type_of ffi_type
#define shape ffi_cif
#define closure_of ffi_closure
#define status ffi_status
#define abi_number ffi_abi
#define SAME(name, type, arguments) KIT_SAME(ffi_##name, type, arguments)
EACH_FUNCTION(SAME)
#undef type_of
#undef shape
#undef closure_of
#undef status
#undef abi_number
#endif

#define PACKAGES "libffi8"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libffi.so.8", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    return "8"; /* it has no function that says more: the number of its file, which is that of its binary interface */
}

/* Seventeen arguments: more than registers can hold, of three kinds, and a struct by value. */
enum { ARGUMENTS = 17 };

struct pair {
    int64_t number;
    double real;
};

struct state {
    const struct kit_request *request;
    int64_t wrong;
};

/* Called by what libffi wrote: where each argument lies is its affair. */
static void called(shape *shape, void *answer, void **argument, void *user)
{
    (void)shape;
    struct state *state = user;
    struct pair pair = *(struct pair *)argument[16];
    int64_t a = *(int64_t *)argument[0], b = pair.number;
    for (int i = 1; i < 16; i++)
        state->wrong += i % 3 == 0   ? *(double *)argument[i] != (double)(b + i)
                        : i % 3 == 1 ? *(signed char *)argument[i] != (signed char)(b + i)
                                     : *(int64_t *)argument[i] != b + i;
    state->wrong += pair.real != (double)b / 2;
    int64_t value = kit_call(state->request, a, b);
    memcpy(answer, &value, sizeof value);
}

static int64_t call(shape *shape, void *function, int64_t a, int64_t b)
{
    int64_t numbers[ARGUMENTS], answer = 0;
    double reals[ARGUMENTS];
    signed char bytes[ARGUMENTS];
    struct pair pair = {b, (double)b / 2};
    void *arguments[ARGUMENTS] = {&a};
    void (*plain)(void);
    for (int i = 1; i < 16; i++) {
        numbers[i] = b + i, reals[i] = (double)(b + i), bytes[i] = (signed char)(b + i);
        arguments[i] = i % 3 == 0 ? (void *)&reals[i] : i % 3 == 1 ? (void *)&bytes[i] : (void *)&numbers[i];
    }
    arguments[16] = &pair;
    memcpy(&plain, &function, sizeof plain);
    ffi.call(shape, plain, &answer, arguments);
    return answer;
}

static bool describe(shape *shape, type_of *pair, type_of **types)
{
    types[0] = ffi.number;
    for (int i = 1; i < 16; i++)
        types[i] = i % 3 == 0 ? ffi.real : i % 3 == 1 ? ffi.byte : ffi.number;
    types[16] = pair;
    return ffi.prep_cif(shape, DEFAULT_ABI, ARGUMENTS, ffi.number, types) == 0;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    type_of *members[] = {ffi.number, ffi.real, NULL}, pair = {0, 0, STRUCT, members}, *types[ARGUMENTS];
    shape shape;
    void *code = NULL, *closure = ffi.closure_alloc(CLOSURE_BYTES, &code);
    if (closure == NULL || !describe(&shape, &pair, types) ||
        ffi.prep_closure_loc(closure, &shape, called, &state, code) != 0) {
        request->fail(request, "libffi makes no closure");
        return 0;
    }
    uint64_t sum = 0;
    for (int64_t item = 0; item < request->count; item++)
        sum += kit_fold(item, call(&shape, code, item * 0x4300000001, item * 3));
    ffi.closure_free(closure);
    return (int64_t)(sum + kit_fold(-1, state.wrong));
}

const struct kit_library kit_libffi = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "libffi",
    .sentence =
        "The callback is machine code written at run time, for seventeen arguments in registers, on the stack and in a "
        "struct by value.",
    .origin = "system libffi.so.8",
    .reentry = "No source speaks: a closure holds nothing but what it was made with.",
    .unwinding = "No source speaks.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
};
