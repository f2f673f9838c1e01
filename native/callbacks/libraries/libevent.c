/* libevent: Tor's loop. Timers, events that the program activates itself, a socket that is read and a buffer that says
 * when it changes; and the callbacks that a binding rarely thinks of, as they are the library's locks: whoever gives
 * libevent its mutex is called on every thread that touches a base, with the mutex held.
 */
#include "kit.h"
#include "load.h"
#include "libevent.api.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct state {
    const struct kit_request *request;
    struct event_base *base;
    int64_t locks, wrong, changes, released, warnings;
    uint64_t sum;
};

static _Thread_local struct state *running; /* the base whose loop this thread is in */

/* "The function you provide must not call any other libevent functionality." */
static void log_line(int severity, const char *text)
{
    (void)text;
    struct state *state = running;
    if (state == NULL)
        return;
    int64_t number = ++state->warnings * 0x5300000001;
    state->wrong += kit_call(state->request, number, severity) != number - severity;
}

/* How often libevent locks is its own affair: what the callback answers is counted when it is wrong. */
static void locking(int64_t a)
{
    if (running != NULL) {
        int64_t b = ++running->locks * 0x2900000001;
        running->wrong += kit_call(running->request, a, b) != a - b;
    }
}

#include "libevent.locks.h"

/* An event of this program's, and what it is to say. */
struct item {
    struct state *state;
    struct event *event;
    int64_t number;
};

static void tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    state->sum += kit_fold(item, kit_call(state->request, a, b));
}

static void fired(int file, short what, void *user)
{
    (void)file;
    struct item *item = user;
    tell(item->state, item->number, item->number * 0x2b00000001, what);
}

/* One number at a time, though all of them are there: the loop comes back for the next. */
static void readable(int file, short what, void *user)
{
    struct item *item = user;
    int64_t number;
    if (read(file, &number, sizeof number) == (ssize_t)sizeof number)
        tell(item->state, number, number * 0x2d00000001, what);
}

static void changed(struct evbuffer *buffer, const struct change *change, void *user)
{
    (void)buffer;
    struct state *state = user;
    int64_t number = ++state->changes;
    tell(state, -number, (int64_t)change->n_added * number, (int64_t)change->n_deleted * 0x2f00000001);
}

/* The buffer has let go of memory that it only borrowed. */
static void released(const void *data, size_t length, void *user)
{
    (void)data;
    struct state *state = user;
    int64_t number = ++state->released;
    tell(state, INT64_MIN + number, number * 0x3100000001, (int64_t)length);
}

static bool use_buffer(struct state *state, int64_t items)
{
    static const char lent[64] = "lent";
    struct evbuffer *buffer = ev.evbuffer_new();
    bool right = buffer != NULL && ev.evbuffer_add_cb(buffer, changed, state) != NULL;
    for (int64_t i = 0; right && i < items; i++)
        right = ev.evbuffer_add(buffer, lent, 1 + (size_t)(i % 60)) == 0 &&
                ev.evbuffer_add_reference(buffer, lent, sizeof lent, released, state) == 0;
    right = right && ev.evbuffer_drain(buffer, SIZE_MAX) == 0;
    if (buffer != NULL)
        ev.evbuffer_free(buffer);
    return right;
}

/* A third each: timers that are due, events made active by hand, numbers through a socket. */
static bool use_loop(struct state *state, struct item *items, int pair[2])
{
    const struct timeval at_once = {0, 0};
    int64_t count = state->request->count;
    bool right = true;
    for (int64_t i = 0; i < count; i++) {
        struct item *item = &items[i];
        *item = (struct item){state, NULL, i};
        if (i % 3 == 2 && i != 2)
            continue;
        item->event = i % 3 == 2 ? ev.event_new(state->base, pair[0], READ | PERSIST, readable, item)
                                 : ev.event_new(state->base, -1, 0, fired, item);
        right &= item->event != NULL && (i % 3 == 1 || ev.event_add(item->event, i % 3 == 0 ? &at_once : NULL) == 0);
        if (i % 3 == 1)
            ev.event_active(item->event, READ, 0);
    }
    for (int64_t i = 2; i < count; i += 3) {
        right &= write(pair[1], &i, sizeof i) == (ssize_t)sizeof i;
        right &= ev.event_base_loop(state->base, NONBLOCK) == 0;
    }
    for (int64_t i = 0; i < count; i++)
        if (items[i].event != NULL)
            ev.event_free(items[i].event);
    return right;
}

/* Mistakes that it writes a line about: no event is of a signal and a file alike. */
static bool make_mistakes(struct state *state)
{
    enum { MISTAKES = 8 };
    for (int i = 0; i < MISTAKES; i++)
        if (ev.event_new(NULL, 1, SIGNAL | READ, fired, NULL) != NULL)
            return false;
    return state->warnings >= MISTAKES;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = running;
    struct item *items = calloc((size_t)request->count, sizeof *items);
    int pair[2] = {-1, -1};
    running = &state;
    bool told = make_mistakes(&state); /* first of all: these are the callbacks in which a body does its deed */
    state.base = ev.event_base_new();
    if (items == NULL || state.base == NULL || !given || !told || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        request->fail(request,
                      "libevent takes no locks, tells of no mistake or makes no base, or Linux no socket pair");
        running = outer;
        free(items);
        return 0;
    }
    bool right = use_loop(&state, items, pair) & use_buffer(&state, request->count / 3);
    ev.event_base_free(state.base);
    running = outer;
    close(pair[0]);
    close(pair[1]);
    free(items);
    return (int64_t)(state.sum + kit_fold(INT64_MAX - state.wrong, state.changes * 2 + right));
}

/* What its documentation forbids: a callback that gets a line for the log calls libevent. It has a base of its own,
 * with an event that runs the loop again from inside: refused, with another line for the log. */
struct nested {
    struct event_base *base;
    int answer;
};

static void loop_again(int file, short what, void *user)
{
    (void)file, (void)what;
    struct nested *nested = user;
    nested->answer = ev.event_base_loop(nested->base, NONBLOCK);
}

static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct nested nested = {ev.event_base_new(), 1};
    struct event *event = ev.event_new(nested.base, -1, 0, loop_again, &nested);
    ev.event_active(event, READ, 0);
    ev.event_base_loop(nested.base, NONBLOCK);
    ev.event_free(event);
    ev.event_base_free(nested.base);
    return nested.answer == -1 ? a - b : a - b + 1;
}

const struct kit_library kit_libevent = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "libevent",
    .sentence =
        "Tor's loop, with its mutexes in the program's hands: the callback is the lock, and runs with the lock held.",
    .origin = "system libevent-2.1.so.7",
    .reentry = "The loop: no, event_base_loop refuses a \"reentrant invocation\" (event.c). A log callback: \"must not "
               "call any other libevent functionality\" (event2/event.h).",
    .unwinding = "No source speaks. It would leave the base's mutex locked wherever a lock callback is on the stack.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 900,
    .packages = PACKAGES,
    .again = again,
};
