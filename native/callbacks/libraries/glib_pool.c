/* glib-pool: GLib's own threads, and a destructor of theirs. Each thread of the pool calls back for its pieces of work;
 * when the pool is freed the threads end, and GPrivate's destructor comes on the ending thread, when the runtime may
 * have forgotten it already.
 */
#include "kit.h"
#include "load.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct _GThreadPool GThreadPool;
typedef struct _GThread GThread;
typedef struct _GError GError;

struct private
{ /* GPrivate */
    void *p;
    void (*notify)(void *);
    void *future[2];
};

/* g_NAME of the C interface is g.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(thread_pool_new, GThreadPool *, (void (*)(void *, void *), void *, int, int, GError **))                         \
    X(thread_pool_push, int, (GThreadPool *, void *, GError **))                                                       \
    X(thread_pool_free, void, (GThreadPool *, int, int))                                                               \
    X(thread_pool_set_max_unused_threads, void, (int))                                                                 \
    X(thread_new, GThread *, (const char *, void *(*)(void *), void *))                                                \
    X(thread_join, void *, (GThread *))                                                                                \
    X(private_get, void *, (struct private *))                                                                         \
    X(private_set, void, (struct private *, void *))

static struct {
    EACH_FUNCTION(KIT_FIELD)
} g;

#define FIND(name, type, arguments) {"g_" #name, &g.name},
static const unsigned *major, *minor, *micro;
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){"glib_major_version", &major},
                                            {"glib_minor_version", &minor},
                                            {"glib_micro_version", &micro},
                                            {NULL, NULL}};

#if __has_include(<glib.h>)
#include <glib.h>
_Static_assert(sizeof(struct private) == sizeof(GPrivate) &&
                   offsetof(struct private, notify) == offsetof(GPrivate, notify),
               "unlike glib.h");
#define private _GPrivate
#define SAME(name, type, arguments) KIT_SAME(g_##name, type, arguments)
EACH_FUNCTION(SAME)
#undef private
#endif

#define PACKAGES "libglib2.0-0t64|libglib2.0-0"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libglib-2.0.so.0", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    if (why == NULL && *major != 2) /* GPrivate has been as above since 2.32, of 2012, and is part of its ABI */
        return "libglib-2.0.so.0 is not version 2, whose structs this kit knows: apt-get install libglib2.0-0";
    if (why == NULL)
        g.thread_pool_set_max_unused_threads(0); /* else even a pool's own threads wait for another pool, 15 s long */
    return why;
}

static const char *version(void)
{
    static char number[32];
    snprintf(number, sizeof number, "%u.%u.%u", *major, *minor, *micro);
    return number;
}

enum { THREADS = 4 };

struct state {
    const struct kit_request *request;
    int64_t *answers;        /* one a piece: the threads share nothing else */
    pthread_barrier_t start; /* every thread takes one of the first pieces */
    atomic_llong ends, wrong;
    sem_t ended;
};

/* Which thread is which nobody knows, so a wrong answer is counted. */
static void at_thread_end(void *user)
{
    struct state *state = user;
    int64_t number = atomic_fetch_add(&state->ends, 1);
    int64_t answer = kit_call(state->request, -number, number * 0x2500000001);
    atomic_fetch_add(&state->wrong, answer != -number - number * 0x2500000001);
    sem_post(&state->ended);
}

static struct private key = {.notify = at_thread_end};

/* A piece is its number and 1, as GLib takes no NULL for one. */
static void work(void *piece, void *user)
{
    struct state *state = user;
    int64_t item = (int64_t)(intptr_t)piece - 1;
    if (item < THREADS) {
        pthread_barrier_wait(&state->start);
        g.private_set(&key, state);
    }
    state->answers[item] = kit_call(state->request, item * 0x2700000001, -item);
}

/* A thread of GLib's that belongs to no pool, and calls back in its destructor alone. */
static void *lone(void *user)
{
    g.private_set(&key, user);
    return user;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .answers = calloc((size_t)request->count, sizeof(int64_t))};
    pthread_barrier_init(&state.start, NULL, THREADS);
    sem_init(&state.ended, 0, 0);
    GThreadPool *pool = g.thread_pool_new(work, &state, THREADS, 1, NULL); /* exclusive: the threads are its own */
    if (state.answers == NULL || pool == NULL) {
        request->fail(request, "GLib makes no pool of threads");
        free(state.answers);
        return 0;
    }
    for (int64_t item = 0; item < request->count; item++)
        g.thread_pool_push(pool, (void *)(intptr_t)(item + 1), NULL);
    GThread *thread = g.thread_new("kit-lone", lone, &state);
    g.thread_pool_free(pool, 0, 1); /* waits for the pieces, not for the threads: their destructors come later */
    bool same = g.thread_join(thread) == &state;
    for (int end = 0; end < THREADS + 1; end++)
        while (sem_wait(&state.ended) != 0)
            ;
    uint64_t sum = 0;
    for (int64_t item = 0; item < request->count; item++)
        sum += kit_fold(item, state.answers[item]);
    sem_destroy(&state.ended);
    pthread_barrier_destroy(&state.start);
    free(state.answers);
    return (int64_t)(sum + kit_fold(-1 - state.wrong, same));
}

const struct kit_library kit_glib_pool = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "glib-pool",
    .sentence =
        "A pool of GLib's threads works, and when they end GPrivate's destructors call back once more, after the "
        "pool is gone.",
    .origin = "system libglib-2.0.so.0",
    .reentry = "Yes: a piece of work may push more (docs.gtk.org, Thread Pools).",
    .unwinding = "No source speaks: a piece of work returns nothing.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
};
