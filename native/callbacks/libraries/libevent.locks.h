/* libevent.locks.h: the mutexes and condition variables that libevent.c and libevent_locks.c give to libevent:
 * pthread's, and a callback each time. Part of these files, which say what `running` is and what becomes of a line for
 * the log.
 *
 * Locks are given once in a process and carry no user data. */
#ifndef KIT_LIBEVENT_LOCKS_H
#define KIT_LIBEVENT_LOCKS_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static void *make_lock(unsigned kind)
{
    pthread_mutex_t *lock = malloc(sizeof *lock);
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, kind & RECURSIVE ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    if (lock != NULL)
        pthread_mutex_init(lock, &recursive);
    pthread_mutexattr_destroy(&recursive);
    locking(1);
    return lock;
}

static void free_lock(void *lock, unsigned kind)
{
    (void)kind;
    locking(2);
    pthread_mutex_destroy(lock);
    free(lock);
}

static int lock(unsigned mode, void *lock)
{
    (void)mode;
    int failed = pthread_mutex_lock(lock);
    locking(HELD);
    return failed;
}

static int unlock(unsigned mode, void *lock)
{
    (void)mode;
    locking(4); /* still held */
    return pthread_mutex_unlock(lock);
}

/* A base has one for whoever deletes an event that another thread is in the middle of. */
static void *make_condition(unsigned kind)
{
    (void)kind;
    pthread_cond_t *condition = malloc(sizeof *condition);
    if (condition != NULL)
        pthread_cond_init(condition, NULL);
    locking(6);
    return condition;
}

static void free_condition(void *condition)
{
    locking(7);
    pthread_cond_destroy(condition);
    free(condition);
}

static int signal_condition(void *condition, int all)
{
    locking(8);
    return all ? pthread_cond_broadcast(condition) : pthread_cond_signal(condition);
}

static int wait_condition(void *condition, void *lock, const struct timeval *timeout)
{
    locking(9);
    if (timeout == NULL)
        return pthread_cond_wait(condition, lock) == 0 ? 0 : -1;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t nanoseconds = until.tv_nsec + timeout->tv_usec * 1000;
    until.tv_sec += timeout->tv_sec + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    int failed = pthread_cond_timedwait(condition, lock, &until);
    return failed == 0 ? 0 : failed == ETIMEDOUT ? 1 : -1;
}

static unsigned long thread_id(void)
{
    locking(5);
    return (unsigned long)pthread_self();
}

static bool given; /* the locks are ours, and not those of somebody who came first */

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libevent-2.1.so.7", .packages = PACKAGES, .symbols = symbols};
    static const struct locks locks = {LOCKS_VERSION, RECURSIVE, make_lock, free_lock, lock, unlock};
    static const struct conditions conditions = {CONDITIONS_VERSION, make_condition, free_condition, signal_condition,
                                                 wait_condition};
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    const char *why = kit_load(&needed);
    if (why == NULL && ev.event_get_version_number() >> 16 != 0x0201)
        return "libevent-2.1.so.7 is not version 2.1, whose structs this kit knows: apt-get install libevent-2.1-7";
    pthread_mutex_lock(&once);
    if (why == NULL && !given) { /* before the first base, as its documentation has it */
        ev.event_set_log_callback(log_line);
        given = ev.evthread_set_lock_callbacks(&locks) == 0 && ev.evthread_set_condition_callbacks(&conditions) == 0;
        ev.evthread_set_id_callback(thread_id);
    }
    pthread_mutex_unlock(&once);
    return why;
}

static const char *version(void)
{
    return ev.event_get_version();
}

#endif
