/* libevent-locks: the program's mutexes, seen from the other side. A loop runs on a thread of its own and takes the
 * lock of its base through callbacks; the thread that made the call wants nothing but to make events active, which is
 * short and calls nobody back there, yet has to wait for that lock. So a binding that takes event_active for harmless,
 * and so for unsafe, waits for a callback that holds a mutex, on whatever the callback waits for.
 */
#include "kit.h"
#include "libevent.api.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct state {
    const struct kit_request *request;
    struct event_base *base;
    int64_t locks, wrong; /* of the loop's thread alone, as is the sum */
    atomic_bool met;      /* the loop's thread has come to its first callback, and holds the lock */
    atomic_llong fired;
    uint64_t sum;
};

static _Thread_local struct state *running; /* the base whose loop this thread is in */

static void log_line(int severity, const char *text)
{
    (void)severity, (void)text;
    if (running != NULL)
        running->wrong++;
}

/* The loop's thread alone calls back, and only when it holds the lock. */
static void locking(int64_t what)
{
    struct state *state = running;
    if (state == NULL || what != HELD)
        return;
    int64_t b = ++state->locks * 0x5700000001;
    atomic_store(&state->met, true);
    state->wrong += kit_call(state->request, what, b) != what - b;
}

#include "libevent.locks.h"

struct item {
    struct state *state;
    struct event *event;
    int64_t number;
};

static void fired(int file, short what, void *user)
{
    (void)file;
    struct item *item = user;
    struct state *state = item->state;
    state->sum += kit_fold(item->number, kit_call(state->request, item->number * 0x5500000001, what));
    if (atomic_fetch_add(&state->fired, 1) + 1 == state->request->count)
        ev.event_base_loopbreak(state->base);
}

static void *loop(void *user)
{
    struct state *state = running = user;
    ev.event_base_loop(state->base, STAY);
    running = NULL;
    return NULL;
}

/* Every event is made active once, by the thread that made the call. */
static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    struct item *items = calloc((size_t)request->count, sizeof *items);
    pthread_t thread;
    state.base = ev.event_base_new();
    bool right = items != NULL && state.base != NULL && given;
    for (int64_t i = 0; right && i < request->count; i++) {
        items[i] = (struct item){&state, ev.event_new(state.base, -1, 0, fired, &items[i]), i};
        right = items[i].event != NULL;
    }
    right = right && pthread_create(&thread, NULL, loop, &state) == 0;
    if (!right)
        request->fail(request, "libevent takes no locks or makes no event, or Linux no thread");
    while (right && !atomic_load(&state.met)) /* else all could be done before the two have met at the lock */
        sched_yield();
    for (int64_t i = 0; right && i < request->count; i++)
        ev.event_active(items[i].event, READ, 0);
    if (right)
        pthread_join(thread, NULL);
    for (int64_t i = 0; items != NULL && i < request->count; i++)
        if (items[i].event != NULL)
            ev.event_free(items[i].event);
    if (state.base != NULL)
        ev.event_base_free(state.base);
    free(items);
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, state.fired));
}

const struct kit_library kit_libevent_locks = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "libevent-locks",
    .sentence =
        "A mutex that a callback takes on the loop's thread, and that a call as short as event_active waits for.",
    .origin = "system libevent-2.1.so.7",
    .reentry = "No source speaks of a lock callback. It runs while libevent changes what the lock is there for.",
    .unwinding = "No source speaks. It would leave the base's mutex locked wherever a lock callback is on the stack.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = PACKAGES,
};
