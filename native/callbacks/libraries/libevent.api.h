/* libevent.api.h: as much of the binary interface of libevent 2.1 as libevent.c and libevent_locks.c use, held against
 * the real headers where they are. */
#ifndef KIT_LIBEVENT_API_H
#define KIT_LIBEVENT_API_H

#include "load.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

struct event_base;
struct event;
struct evbuffer;
struct evbuffer_cb_entry;

struct locks { /* struct evthread_lock_callbacks */
    int lock_api_version;
    unsigned supported_locktypes;
    void *(*alloc)(unsigned);
    void (*free)(void *, unsigned);
    int (*lock)(unsigned, void *);
    int (*unlock)(unsigned, void *);
};

struct conditions { /* struct evthread_condition_callbacks */
    int condition_api_version;
    void *(*alloc_condition)(unsigned);
    void (*free_condition)(void *);
    int (*signal_condition)(void *, int);
    int (*wait_condition)(void *, void *, const struct timeval *);
};

struct change { /* struct evbuffer_cb_info */
    size_t orig_size, n_added, n_deleted;
};

typedef void (*handler)(int, short, void *);
typedef void (*changed_handler)(struct evbuffer *, const struct change *, void *);

/* NAME of the C interface is ev.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(event_get_version, const char *, (void))                                                                         \
    X(event_get_version_number, uint32_t, (void))                                                                      \
    X(event_set_log_callback, void, (void (*)(int, const char *)))                                                     \
    X(evthread_set_lock_callbacks, int, (const struct locks *))                                                        \
    X(evthread_set_condition_callbacks, int, (const struct conditions *))                                              \
    X(evthread_set_id_callback, void, (unsigned long (*)(void)))                                                       \
    X(event_base_new, struct event_base *, (void))                                                                     \
    X(event_base_free, void, (struct event_base *))                                                                    \
    X(event_base_loop, int, (struct event_base *, int))                                                                \
    X(event_base_loopbreak, int, (struct event_base *))                                                                \
    X(event_new, struct event *, (struct event_base *, int, short, handler, void *))                                   \
    X(event_add, int, (struct event *, const struct timeval *))                                                        \
    X(event_active, void, (struct event *, int, short))                                                                \
    X(event_free, void, (struct event *))                                                                              \
    X(evbuffer_new, struct evbuffer *, (void))                                                                         \
    X(evbuffer_free, void, (struct evbuffer *))                                                                        \
    X(evbuffer_add_cb, struct evbuffer_cb_entry *, (struct evbuffer *, changed_handler, void *))                       \
    X(evbuffer_add, int, (struct evbuffer *, const void *, size_t))                                                    \
    X(evbuffer_add_reference, int,                                                                                     \
      (struct evbuffer *, const void *, size_t, void (*)(const void *, size_t, void *), void *))                       \
    X(evbuffer_drain, int, (struct evbuffer *, size_t))

enum {
    TIMEOUT = 1,
    READ = 2,
    SIGNAL = 8,
    PERSIST = 16,
    RECURSIVE = 1,
    NONBLOCK = 2,
    STAY = 4,
    LOCKS_VERSION = 1,
    CONDITIONS_VERSION = 1
};

enum { HELD = 3 }; /* of libevent.locks.h: what `locking` is told when the lock has been taken */

static struct {
    EACH_FUNCTION(KIT_FIELD)
} ev;

#define FIND(name, type, arguments) {#name, &ev.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<event2/event.h>)
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/thread.h>
_Static_assert(sizeof(struct locks) == sizeof(struct evthread_lock_callbacks) &&
                   offsetof(struct locks, unlock) == offsetof(struct evthread_lock_callbacks, unlock) &&
                   sizeof(struct conditions) == sizeof(struct evthread_condition_callbacks) &&
                   offsetof(struct conditions, wait_condition) ==
                       offsetof(struct evthread_condition_callbacks, wait_condition) &&
                   sizeof(struct change) == sizeof(struct evbuffer_cb_info) &&
                   offsetof(struct change, n_added) == offsetof(struct evbuffer_cb_info, n_added) &&
                   TIMEOUT == EV_TIMEOUT && READ == EV_READ && SIGNAL == EV_SIGNAL && PERSIST == EV_PERSIST &&
                   RECURSIVE == EVTHREAD_LOCKTYPE_RECURSIVE && NONBLOCK == EVLOOP_NONBLOCK &&
                   STAY == EVLOOP_NO_EXIT_ON_EMPTY && LOCKS_VERSION == EVTHREAD_LOCK_API_VERSION &&
                   CONDITIONS_VERSION == EVTHREAD_CONDITION_API_VERSION,
               "unlike event2/*.h");
#define locks evthread_lock_callbacks
#define conditions evthread_condition_callbacks
#define change evbuffer_cb_info
#define changed_handler evbuffer_cb_func
#define SAME(name, type, arguments) KIT_SAME(name, type, arguments)
EACH_FUNCTION(SAME)
#undef locks
#undef conditions
#undef change
#undef changed_handler
#endif

#define PACKAGES "libevent-2.1-7t64|libevent-2.1-7"

#endif
