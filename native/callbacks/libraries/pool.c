/* pool: the library brings threads of its own, and calls back on several of them at once. The threads are the library's
 * from start to end: the runtime has never seen them, nobody hands it a chance to prepare them, and the caller sits in
 * the call that started them until they are done.
 *
 * Real ones: libuv's uv_queue_work, GThreadPool, librdkafka, LevelDB's and RocksDB's background threads, libgomp.
 */
#include "kit.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define WORKERS 4

/* The library: jobs in, callbacks out, in whatever order and on whatever thread. */
typedef void (*pool_job)(void *user, int64_t item);

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pool_job callback;
    void *user;
    int64_t submitted; /* jobs are numbers: 0 .. submitted-1 have been handed in, */
    int64_t taken;     /* 0 .. taken-1 have been taken by a worker */
    bool open;         /* the workers may begin: all of them are here */
    bool closed;       /* no more jobs come */
    int workers;
    pthread_t worker[WORKERS];
};

/* A job, or -1 when there will be none. No lock is held while a callback runs, so a worker that dies in one takes only
 * its own job with it. */
static int64_t take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->open || (pool->taken == pool->submitted && !pool->closed))
        pthread_cond_wait(&pool->changed, &pool->lock);
    int64_t job = pool->taken < pool->submitted ? pool->taken++ : -1;
    pthread_mutex_unlock(&pool->lock);
    return job;
}

static void *work(void *user)
{
    struct pool *pool = user;
    for (int64_t job = take(pool); job >= 0; job = take(pool))
        pool->callback(pool->user, job);
    return NULL;
}

static void pool_start(struct pool *pool, pool_job callback, void *user)
{
    *pool = (struct pool){.callback = callback, .user = user};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    while (pool->workers < WORKERS && pthread_create(&pool->worker[pool->workers], NULL, work, pool) == 0)
        pool->workers++;
}

static void pool_submit(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->submitted++;
    /* The first jobs wait until there is one for each worker: they all call back at the same time. */
    pool->open = pool->open || pool->submitted >= pool->workers;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

/* Waits, for as long as it takes, until every job is done and every worker has ended. */
static void pool_finish(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->open = pool->closed = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->workers; i++)
        pthread_join(pool->worker[i], NULL);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
}

struct state {
    const struct kit_request *request;
    int64_t *answers; /* one for each item: the workers share nothing else */
};

static void answer(void *user, int64_t item)
{
    struct state *state = user;
    state->answers[item] = kit_call(state->request, item * 0x500000003, -item);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {request, calloc((size_t)request->count + 1, sizeof(int64_t))};
    struct pool pool;
    if (state.answers == NULL)
        return 0;
    pool_start(&pool, answer, &state);
    for (int64_t item = 0; item < request->count; item++)
        pool_submit(&pool);
    pool_finish(&pool);
    uint64_t sum = 0;
    for (int64_t item = 0; item < request->count; item++)
        sum += kit_fold(item, state.answers[item]);
    free(state.answers);
    return (int64_t)sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_pool = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "pool",
    .sentence =
        "The library's own four threads call back, several at once, while the caller waits for them without end.",
    .origin = "kit",
    .reentry = "Yes: no lock is held while a callback runs (pool.c).",
    .unwinding =
        "pthread_exit ends a worker and loses its job, the others go on; anything else ends the process (pool.c).",
    .version = version,
    .run = run,
};
