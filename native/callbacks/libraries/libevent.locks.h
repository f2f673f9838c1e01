/* libevent.locks.h: the mutexes and condition variables that libevent.c gives to libevent: pthread's, and a callback
 * each time. Part of libevent.c, which says what `running` is. */
#ifndef KIT_LIBEVENT_LOCKS_H
#define KIT_LIBEVENT_LOCKS_H

#include <errno.h>
#include <pthread.h>
#include <time.h>

/* How often libevent locks is its own affair: what the callback answers is counted when it is wrong. */
static void locking(int64_t a)
{
    if (running != NULL) {
        int64_t b = ++running->locks * 0x2900000001;
        running->wrong += kit_call(running->request, a, b) != a - b;
    }
}

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
    locking(3); /* held */
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

#endif
