/* lua: the library whose errors and yields are longjmps. A script runs with a hook, over an allocator, and calls a C
 * function for every item, each in a coroutine of its own: there lua_error and lua_yieldk take the stack away from
 * under whatever lies above them, which is how every binding of Lua that raises from a callback dies.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct lua_State lua_State;
typedef struct lua_Debug lua_Debug;
typedef int (*c_function)(lua_State *);
typedef int (*c_continuation)(lua_State *, int, intptr_t);

/* lua_NAME of the C interface is lua.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(newstate, lua_State *, (void *(*)(void *, void *, size_t, size_t), void *))                                      \
    X(close, void, (lua_State *))                                                                                      \
    X(version, double, (lua_State *))                                                                                  \
    X(newthread, lua_State *, (lua_State *))                                                                           \
    X(pushcclosure, void, (lua_State *, c_function, int))                                                              \
    X(pushinteger, void, (lua_State *, long long))                                                                     \
    X(pushlightuserdata, void, (lua_State *, void *))                                                                  \
    X(pushvalue, void, (lua_State *, int))                                                                             \
    X(xmove, void, (lua_State *, lua_State *, int))                                                                    \
    X(settop, void, (lua_State *, int))                                                                                \
    X(checkstack, int, (lua_State *, int))                                                                             \
    X(tointegerx, long long, (lua_State *, int, int *))                                                                \
    X(tolstring, const char *, (lua_State *, int, size_t *))                                                           \
    X(touserdata, void *, (lua_State *, int))                                                                          \
    X(load, int, (lua_State *, const char *(*)(lua_State *, void *, size_t *), void *, const char *, const char *))    \
    X(pcallk, int, (lua_State *, int, int, int, intptr_t, c_continuation))                                             \
    X(resume, int, (lua_State *, lua_State *, int, int *))                                                             \
    X(yieldk, int, (lua_State *, int, intptr_t, c_continuation))                                                       \
    X(error, int, (lua_State *))                                                                                       \
    X(sethook, void, (lua_State *, void (*)(lua_State *, lua_Debug *), int, int))

static struct {
    EACH_FUNCTION(KIT_FIELD)
} lua;

#define FIND(name, type, arguments) {"lua_" #name, &lua.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

/* From lua.h, where they are part of the binary interface of 5.4; lua_upvalueindex(1) is UPVALUE. */
enum { OK = 0, YIELD = 1, ERRRUN = 2, MASKCOUNT = 8, UPVALUE = -1000000 - 1000 - 1, OFTEN = 64 };

#if __has_include(<lua5.4/lua.h>)
#include <lua5.4/lua.h>
#define SAME(name, type, arguments) KIT_SAME(lua_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(OK == LUA_OK && YIELD == LUA_YIELD && ERRRUN == LUA_ERRRUN && MASKCOUNT == LUA_MASKCOUNT &&
                   UPVALUE == lua_upvalueindex(1),
               "unlike lua.h");
#endif

#define PACKAGES "liblua5.4-0"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "liblua54.so liblua5.4.so.0", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    return why != NULL                     ? why
           : (int)lua.version(NULL) == 504 ? NULL
                                           : "the Lua that is here is not 5.4, and its macros have other values";
}

static const char *version(void)
{
    static char text[16];
    int number = (int)lua.version(NULL);
    snprintf(text, sizeof text, "%d.%d", number / 100, number % 100);
    return text;
}

struct state {
    const struct kit_request *request;
    lua_State *inside; /* the coroutine whose callback runs, and may be left; NULL: it may not */
    int64_t a, b;      /* of that callback */
    int64_t allocations, called, wrong;
    uint64_t sum;
};

/* kit.h gives `leave` the request and nothing of ours; a callback is left on the thread that it came on. */
static _Thread_local struct state *now;
static const char left; /* its address is the error that `leave` raises */

/* A callback whose answer Lua has no use for, and that must not be left. */
static void check(struct state *state, int64_t a, int64_t b)
{
    lua_State *inside = state->inside;
    state->inside = NULL;
    if (state->called > 0) /* a function's comes first: it is the one that can be left */
        state->wrong += kit_call(state->request, a, b) != a - b;
    state->inside = inside;
}

static void *allocate(void *user, void *block, size_t old, size_t size)
{
    (void)old;
    struct state *state = user;
    if (++state->allocations % OFTEN == 0)
        check(state, (int64_t)size, 0);
    if (size > 0)
        return realloc(block, size);
    free(block);
    return NULL;
}

static void hook(lua_State *L, lua_Debug *event)
{
    (void)L, (void)event;
    check(now, -1, 1);
}

/* minus(a, b) */
static int minus(lua_State *L)
{
    struct state *state = now;
    state->a = lua.tointegerx(L, 1, NULL);
    state->b = lua.tointegerx(L, 2, NULL);
    state->inside = L;
    state->called++;
    int64_t answer = kit_call(state->request, state->a, state->b);
    state->inside = NULL;
    lua.pushinteger(L, answer);
    return 1;
}

/* Where a coroutine that was yielded from inside the callback goes on. */
static int go_on(lua_State *L, int status, intptr_t context)
{
    (void)status, (void)context;
    lua.pushinteger(L, now->a - now->b);
    return 1;
}

/* attempt(item, a, b): minus(a, b) in a coroutine; whatever way the callback was left, its answer ends in the sum. */
static int attempt(lua_State *L)
{
    struct state *state = now;
    int64_t item = lua.tointegerx(L, 1, NULL), answer = 0;
    int results = 0;
    lua_State *own = lua.newthread(L);
    lua.pushcclosure(own, minus, 0);
    lua.pushvalue(L, 2);
    lua.pushvalue(L, 3);
    lua.xmove(L, own, 2);
    int status = lua.resume(own, L, 2, &results);
    if (status == YIELD)
        status = lua.resume(own, L, 0, &results);
    state->inside = NULL;
    if (status == OK)
        answer = lua.tointegerx(own, -1, NULL);
    else if (status == ERRRUN && lua.touserdata(own, -1) == &left)
        answer = state->a - state->b;
    else
        state->wrong++;
    state->sum += kit_fold(item, answer);
    return 0;
}

static void leave(const struct kit_request *request)
{
    (void)request;
    if (now->inside == NULL)
        return; /* out of an allocator there is no way, nor is one promised out of it */
    lua.pushlightuserdata(now->inside, (void *)&left);
    lua.error(now->inside);
}

static void yield(const struct kit_request *request)
{
    (void)request;
    if (now->inside != NULL)
        lua.yieldk(now->inside, 0, 0, go_on);
}

static const char *text_of(lua_State *L, void *text, size_t *size)
{
    (void)L;
    const char *chunk = *(const char **)text;
    *(const char **)text = NULL;
    for (*size = 0; chunk != NULL && chunk[*size] != 0;)
        ++*size;
    return chunk;
}

static bool load(lua_State *L, const char *text)
{
    return lua.load(L, text_of, &text, "=kit", "t") == OK;
}

static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    lua_State *L = now->inside;
    if (L == NULL)
        return a - b;
    int64_t answer = a - b + 1;
    if (lua.checkstack(L, 8) && load(L, "local a, b = ... return a - b")) {
        lua.pushinteger(L, a);
        lua.pushinteger(L, b);
        if (lua.pcallk(L, 2, 1, 0, 0, NULL) == OK)
            answer = lua.tointegerx(L, -1, NULL);
        lua.settop(L, -2);
    }
    return answer;
}

static int64_t run(const struct kit_request *request)
{
    static const char script[] = "local attempt, count = ...\n"
                                 "local log = {}\n"
                                 "for i = 0, count - 1 do\n"
                                 "  attempt(i, (i * i + 7) * 0x100000003, i)\n"
                                 "  log[#log + 1] = 'item ' .. i\n" /* strings and a table that grows: allocations */
                                 "end\n"
                                 "return #log\n";
    struct state state = {.request = request}, *outer = now;
    lua_State *L = lua.newstate(allocate, &state);
    if (L == NULL) {
        request->fail(request, "Lua has no memory for a state");
        return 0;
    }
    now = &state;
    if (!load(L, script))
        request->fail(request, lua.tolstring(L, -1, NULL));
    lua.pushcclosure(L, attempt, 0);
    lua.pushinteger(L, request->count);
    lua.sethook(L, hook, MASKCOUNT, 1000);
    int64_t logged = -1;
    if (lua.pcallk(L, 2, 1, 0, 0, NULL) == OK)
        logged = lua.tointegerx(L, -1, NULL);
    lua.close(L);
    now = outer;
    return (int64_t)(state.sum + kit_fold(-1 - logged, state.wrong));
}

const struct kit_library kit_lua = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "lua",
    .sentence =
        "An interpreter whose errors and yields are longjmps: out of a function's callback, to be gone on with or "
        "not.",
    .origin = "NuGet KeraLua, else the system's liblua5.4.so.0",
    .reentry =
        "From a C function: yes, by lua_call and lua_pcall. An allocator is given no state to call with (lua_Alloc). "
        "https://www.lua.org/manual/5.4/manual.html#4",
    .unwinding =
        "By lua_error, which \"does a long jump, and therefore never returns\", and by lua_yieldk, from a C function "
        "or a hook; by nothing else. https://www.lua.org/manual/5.4/manual.html#lua_error",
    .items = 1000,
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .leave = leave,
    .yield = yield,
    .again = again,
};
