/* timing_threads.c: what `latency` times on threads of C's own, and in libraries; and the neighbour in C. */
#include "sample.h"

#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile int64_t sink;

/* N threads at once, each with a loop of its own; the ticks of the slowest. Each has called back before the clock
 * starts, so that a fresh thread's attaching is not in it. */
struct lane {
    pthread_t thread;
    pthread_barrier_t *start;
    kit_callback callback;
    void *user;
    int64_t n, ticks;
};

static void *run_lane(void *argument)
{
    struct lane *lane = argument;
    int64_t sum = lane->callback(lane->user, 1, 3);
    pthread_barrier_wait(lane->start);
    int64_t start = kit_ticks();
    sum += kit_time_loop(lane->callback, lane->user, lane->n);
    lane->ticks = kit_ticks() - start;
    sink = sum;
    return NULL;
}

KIT_EXPORT int64_t kit_time_threads(kit_callback callback, void *user, int64_t n, int32_t threads)
{
    struct lane lanes[64];
    pthread_barrier_t start;
    if (threads > 64)
        return -1;
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (int i = 0; i < threads; i++) {
        lanes[i] = (struct lane){0, &start, callback, user, n, 0};
        if (pthread_create(&lanes[i].thread, NULL, run_lane, &lanes[i]) != 0) {
            kit_note(KIT_TOKEN_BROKEN, "pthread_create refuses thread %d of %d", i + 1, threads);
            exit(1); /* those before it wait at the barrier for ever */
        }
    }
    int64_t slowest = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(lanes[i].thread, NULL);
        slowest = lanes[i].ticks > slowest ? lanes[i].ticks : slowest;
    }
    pthread_barrier_destroy(&start);
    return slowest;
}

/* A fresh thread that calls back twice and ends. phases, in ticks: whole, start, first callback, second, end. */
struct fresh {
    kit_callback callback;
    void *user;
    int64_t began, first, second, done;
};

static void *run_fresh(void *argument)
{
    struct fresh *f = argument;
    f->began = kit_ticks();
    int64_t sum = f->callback(f->user, 1, 3);
    f->first = kit_ticks();
    sum += f->callback(f->user, 2, 3);
    f->second = kit_ticks();
    sink = sum;
    f->done = kit_ticks();
    return NULL;
}

KIT_EXPORT int32_t kit_time_fresh(kit_callback callback, void *user, int64_t *phases)
{
    struct fresh f = {callback, user, 0, 0, 0, 0};
    pthread_t thread;
    int64_t start = kit_ticks();
    if (pthread_create(&thread, NULL, run_fresh, &f) != 0)
        return 0;
    pthread_join(thread, NULL);
    int64_t end = kit_ticks();
    phases[0] = end - start;
    phases[1] = f.began - start;
    phases[2] = f.first - f.began;
    phases[3] = f.second - f.first;
    phases[4] = end - f.done;
    return 1;
}

/* A library's own run, with any callback; and how often it calls back, counted in C. */
static int64_t count_one(void *user, int64_t a, int64_t b)
{
    __atomic_fetch_add((int64_t *)user, 1, __ATOMIC_RELAXED);
    return a - b;
}

static void failed(const struct kit_request *request, const char *why)
{
    (void)request;
    kit_note(KIT_TOKEN_BROKEN, "the library failed: %s", why);
}

struct kit_timed_library {
    const struct kit_library *library;
    struct kit_request request;
};

/* NULL, with the page noted, when there is no such library or it cannot be here. Ready for this callback alone: a
 * library may store it. */
KIT_EXPORT struct kit_timed_library *kit_time_library_open(const char *name, kit_callback callback, void *user,
                                                           int32_t count)
{
    const struct kit_library *library = kit_find_library(name);
    const char *absent = library && library->open ? library->open() : NULL;
    if (absent != NULL)
        kit_note(KIT_TOKEN_ABSENT, "%s", absent);
    struct kit_timed_library *timed = library && absent == NULL ? calloc(1, sizeof *timed) : NULL;
    if (timed == NULL)
        return NULL;
    timed->library = library;
    timed->request = (struct kit_request){callback, user, count, 0, NULL, failed, NULL};
    if (library->begin)
        timed->request.stored = library->begin(&timed->request);
    return timed;
}

/* How many items a run is asked for: as many as make the library's work real, but no more than take so long, and
 * `count` at least. 0 when there is no such library. */
KIT_EXPORT int32_t kit_time_library_items(const char *name, int32_t count, int64_t nanoseconds)
{
    int64_t calls = 0;
    struct kit_timed_library *timed = kit_time_library_open(name, count_one, &calls, count);
    if (timed == NULL)
        return 0;
    timed->library->run(&timed->request); /* the first makes ready what the others find */
    int64_t start = kit_now();
    timed->library->run(&timed->request);
    int64_t took = kit_now() - start, fit = took > 0 ? count * nanoseconds / took : INT32_MAX;
    int64_t items = timed->library->items < fit ? timed->library->items : fit;
    return (int32_t)(items > count ? items : count);
}

KIT_EXPORT int64_t kit_time_library_calls(const char *name, int32_t count)
{
    int64_t calls = 0;
    struct kit_timed_library *timed = kit_time_library_open(name, count_one, &calls, count);
    if (timed == NULL)
        return 0;
    timed->library->run(&timed->request);
    calls = 0; /* the first run of a process may make ready what the others find */
    timed->library->run(&timed->request);
    return calls;
}

KIT_EXPORT int64_t kit_time_library(struct kit_timed_library *timed, int64_t times)
{
    int64_t start = kit_ticks(), sum = 0;
    for (int64_t i = 0; i < times; i++)
        sum += timed->library->run(&timed->request);
    sink = sum;
    return kit_ticks() - start;
}

/* A neighbour that no collector knows: it calls malloc and free while it is its turn (2). */
static void *allocate_in_c(void *turn)
{
    void *kept[64] = {0};
    for (unsigned i = 0;; i++) {
        if (__atomic_load_n((int32_t *)turn, __ATOMIC_RELAXED) != 2) {
            const struct timespec moment = {0, 200000};
            nanosleep(&moment, NULL);
            continue;
        }
        free(kept[i % 64]);
        kept[i % 64] = calloc(1, 200 + i % 7 * 4000);
    }
    return NULL;
}

KIT_EXPORT void kit_time_neighbour(int32_t *turn)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, allocate_in_c, turn) == 0)
        pthread_detach(thread);
}
