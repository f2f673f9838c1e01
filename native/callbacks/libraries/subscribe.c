/* subscribe: the callback is stored by one call and fired later by another. Whoever hands it over must keep it alive
 * beyond the call that took it, and even beyond the one that gave it back: an event that was queued before unsubscribe
 * is still delivered after it, as many real buses do, and a binding that frees at unsubscribe frees too early.
 *
 * Real ones: g_signal_connect and idle sources, D-Bus matches, uv_close and its last callbacks, libevent's event_add,
 * kqueue and epoll loops, CloseThreadpoolTimer without waiting for its callbacks.
 */
#include "kit.h"

#include <stdbool.h>
#include <stdlib.h>

/* The library: a bus. An event holds the subscription it is meant for. */
typedef void (*bus_callback)(void *user, int64_t item);

struct subscription {
    struct subscription *next;
    bus_callback callback;
    void *user;
    int references; /* the bus's own, and one for each queued event */
};

struct event {
    struct event *next;
    struct subscription *to;
    int64_t item;
};

struct bus {
    struct subscription *subscriptions;
    struct event *first, **last;
};

static void drop(struct subscription *subscription)
{
    if (--subscription->references == 0)
        free(subscription);
}

static struct subscription *bus_subscribe(struct bus *bus, bus_callback callback, void *user)
{
    struct subscription *s = malloc(sizeof *s);
    if (s == NULL)
        return NULL;
    *s = (struct subscription){bus->subscriptions, callback, user, 1};
    return bus->subscriptions = s;
}

static void bus_unsubscribe(struct bus *bus, struct subscription *subscription)
{
    struct subscription **link = &bus->subscriptions;
    while (*link != NULL && *link != subscription)
        link = &(*link)->next;
    if (*link == NULL)
        return;
    *link = subscription->next;
    drop(subscription); /* what is queued still holds it */
}

/* Queues an event for everyone who is subscribed now; calls nobody. */
static bool bus_post(struct bus *bus, int64_t item)
{
    for (struct subscription *s = bus->subscriptions; s != NULL; s = s->next) {
        struct event *event = malloc(sizeof *event);
        if (event == NULL)
            return false;
        *event = (struct event){NULL, s, item};
        s->references++;
        *bus->last = event;
        bus->last = &event->next;
    }
    return true;
}

/* Delivers what is queued. The queue is whole again before each callback, which may therefore post or unsubscribe. */
static void bus_dispatch(struct bus *bus)
{
    while (bus->first != NULL) {
        struct event *event = bus->first;
        bus->first = event->next;
        if (bus->first == NULL)
            bus->last = &bus->first;
        event->to->callback(event->to->user, event->item);
        drop(event->to);
        free(event);
    }
}

/* What an earlier call made, and later ones fire. Nobody ever takes it back; the list shows a leak checker that this is
 * meant. */
static struct stored {
    struct stored *older;
    struct bus bus;
    struct subscription *subscription;
    const struct kit_request *request; /* of the run that fires */
    uint64_t sum;
} *newest;

static void deliver(void *user, int64_t item)
{
    struct stored *stored = user;
    int64_t answer = kit_call(stored->request, item * 0x300000007, item * item + 1);
    stored->sum += kit_fold(item, answer);
}

static void *begin(const struct kit_request *request)
{
    struct stored *stored = calloc(1, sizeof *stored);
    if (stored != NULL) {
        stored->older = newest;
        newest = stored;
        stored->bus.last = &stored->bus.first;
        stored->subscription = bus_subscribe(&stored->bus, deliver, stored);
    }
    if (stored == NULL || stored->subscription == NULL)
        request->fail(request, "no memory for a subscription");
    return stored;
}

static int64_t run(const struct kit_request *request)
{
    enum { BATCH = 16 };
    struct stored *stored = request->stored;
    struct bus *bus = &stored->bus;
    stored->request = request;
    stored->sum = 0;
    for (int64_t item = 0; item < request->count; item++) {
        if (!bus_post(bus, item))
            request->fail(request, "no memory for an event");
        if (item % BATCH == BATCH - 1 && item != request->count - 1)
            bus_dispatch(bus);
    }
    bus_unsubscribe(bus, stored->subscription); /* the last item, at least, is still on its way */
    bus_post(bus, request->count);              /* and this one reaches nobody */
    bus_dispatch(bus);
    stored->subscription = bus_subscribe(bus, deliver, stored); /* for the next run */
    return (int64_t)stored->sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_subscribe = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "subscribe",
    .sentence = "The callback is stored by one call and fired by another, for the last time after it was unsubscribed.",
    .origin = "kit",
    .reentry = "Yes: a callback may post, subscribe and unsubscribe, the queue is whole while it runs (subscribe.c).",
    .unwinding = "Survives it, but leaks the event that was being delivered (subscribe.c).",
    .version = version,
    .begin = begin,
    .run = run,
};
