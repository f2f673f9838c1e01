/* urcu: memory that is given back later. A reader never waits, so what a writer takes out of a structure may still be
 * looked at: the library's one thread calls back for it when every reader that could have seen it is gone. The writer
 * has then long forgotten it, and has perhaps ended.
 */
#include "kit.h"
#include "load.h"

#include <stddef.h>
#include <stdlib.h>

/* urcu/urcu-memb.h and urcu/call-rcu.h, in which `rcu_` and `call_rcu` are macros for these names. */
#define EACH_FUNCTION(X)                                                                                               \
    X(register_thread, void, (void))                                                                                   \
    X(unregister_thread, void, (void))                                                                                 \
    X(read_lock, void, (void))                                                                                         \
    X(read_unlock, void, (void))                                                                                       \
    X(call_rcu, void, (struct rcu_head *, void (*)(struct rcu_head *)))                                                \
    X(barrier, void, (void))

#if __has_include(<urcu/urcu-memb.h>)
#include <urcu/urcu-memb.h>
#define SAME(name, type, arguments) KIT_SAME(urcu_memb_##name, type, arguments)
EACH_FUNCTION(SAME)
#else
struct rcu_head {
    void *next;
    void (*func)(struct rcu_head *head);
};
#endif
_Static_assert(sizeof(struct rcu_head) == 2 * sizeof(void *) && offsetof(struct rcu_head, func) == sizeof(void *),
               "unlike urcu/call-rcu.h");

static struct {
    EACH_FUNCTION(KIT_FIELD)
} urcu; /* written once, by kit_load */

#define FIND(name, type, arguments) {"urcu_memb_" #name, &urcu.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {
    .files = "liburcu-memb.so.8", .packages = "liburcu8t64|liburcu8", .symbols = symbols};

/* What readers look at: one version after another, each in memory of its own. */
struct version {
    struct rcu_head head;
    struct state *state;
    int64_t item, value;
};

struct state {
    const struct kit_request *request;
    uint64_t sum; /* changed by the library's thread alone, and read when that is waited for */
};

static void reclaim(struct rcu_head *head)
{
    struct version *old = (struct version *)head; /* head is its first member */
    int64_t answer = kit_call(old->state->request, old->value, -old->item);
    old->state->sum += kit_fold(old->item, answer);
    free(old);
}

/* From the library's thread to the library's thread: every fourth is handed in once more, and comes in a later grace
 * period. */
static void reclaim_later(struct rcu_head *head)
{
    urcu.call_rcu(head, reclaim);
}

static struct version *new_version(struct state *state, int64_t item)
{
    struct version *version = malloc(sizeof *version);
    if (version != NULL)
        *version = (struct version){.state = state, .item = item, .value = item * 0x300000007};
    return version;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {request, 0};
    struct version *shared = NULL;
    int64_t seen = 0;
    urcu.register_thread();
    for (int64_t item = 0; item <= request->count; item++) {
        struct version *next = item < request->count ? new_version(&state, item) : NULL;
        if (next == NULL && item < request->count)
            request->fail(request, "no memory for a version");
        struct version *old = __atomic_exchange_n(&shared, next, __ATOMIC_SEQ_CST);
        if (old != NULL)
            urcu.call_rcu(&old->head, old->item % 4 == 3 ? reclaim_later : reclaim);
        urcu.read_lock();
        struct version *now = __atomic_load_n(&shared, __ATOMIC_CONSUME);
        seen += now != NULL && now->value == item * 0x300000007;
        urcu.read_unlock();
    }
    urcu.unregister_thread();
    urcu.barrier(); /* until all are reclaimed, */
    urcu.barrier(); /* and what was handed in while they were */
    return (int64_t)(state.sum + kit_fold(-1, seen));
}

/* What its documentation forbids: the one thread that calls back waits for all that was handed in before, which is for
 * that thread to do. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    urcu.barrier();
    return a - b;
}

static const char *open_library(void)
{
    return kit_load(&needed);
}

/* It does not tell its version; the number in the file's name is that of its binary interface. */
static const char *version(void)
{
    return "liburcu-memb.so.8";
}

const struct kit_library kit_urcu = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "urcu",
    .sentence = "Memory is given back later, by one thread of the library, when the last that could see it has gone.",
    .origin = "the system's liburcu-memb.so.8",
    .reentry =
        "call_rcu from a callback: yes, it is for \"registered RCU read-side threads\", and the library's is one. To "
        "wait: no, \"rcu_barrier() should never be called from a call_rcu() thread\" "
        "(https://github.com/urcu/userspace-rcu/blob/master/doc/rcu-api.md).",
    .unwinding = "No source speaks: one thread runs all callbacks of the process, and whoever ends it ends them.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = "liburcu8t64|liburcu8",
    .again = again,
};
