/* waiting.c: what `latency` times where somebody waits. A hand-over from a foreign thread to one that waits; and what a
 * long call does to the others: the calls that last and the system calls that are interrupted meanwhile, for managed
 * code and for a thread in C that no runtime knows. */
#include "sample.h"

#include "run.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static cpu_set_t allowed;

static void read_allowed(void)
{
    sched_getaffinity(0, sizeof allowed, &allowed);
}

/* Keeps the calling thread on the first or the last of the processors that the process may use. Who is in a long call
 * has the last one for itself: two that compute and one that collects would else wait for each other's processor, for
 * milliseconds, on a machine that has two. */
KIT_EXPORT void kit_time_pin(int32_t last)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_allowed);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int i = 0, found = 0; i < CPU_SETSIZE && (last || !found); i++)
        if (CPU_ISSET(i, &allowed)) {
            found = 1;
            CPU_ZERO(&one);
            CPU_SET(i, &one);
        }
    sched_setaffinity(0, sizeof one, &one);
}

/* Who waits is asleep by then: .NET's own locks spin for some tens of microseconds before they sleep. */
#define ASLEEP_NANOSECONDS 300000

/* One thread hands over n times. The one that waits counts `ready` up before it waits; the callback gets the ticks at
 * which it was called, and wakes it. */
struct kit_hand {
    kit_callback callback;
    void *user;
    int64_t n;
    int64_t ready;
    int64_t *ticks; /* the twin's: how long each took */
    sem_t sent;
    int64_t sent_at;
    pthread_t thread;
};

static void *hand_over(void *argument)
{
    struct kit_hand *hand = argument;
    const struct timespec moment = {0, 20000};
    for (int64_t i = 0; i < hand->n; i++) {
        while (__atomic_load_n(&hand->ready, __ATOMIC_ACQUIRE) <= i)
            nanosleep(&moment, NULL);
        kit_spin(ASLEEP_NANOSECONDS);
        hand->callback(hand->user, kit_ticks(), i);
    }
    return NULL;
}

/* Starts the thread that hands over; NULL when there can be none. */
KIT_EXPORT struct kit_hand *kit_time_hand(kit_callback callback, void *user, int64_t n)
{
    struct kit_hand *hand = calloc(1, sizeof *hand);
    if (hand == NULL)
        return NULL;
    hand->callback = callback;
    hand->user = user ? user : hand;
    hand->n = n;
    sem_init(&hand->sent, 0, 0);
    if (pthread_create(&hand->thread, NULL, hand_over, hand) == 0)
        return hand;
    free(hand);
    return NULL;
}

KIT_EXPORT void kit_time_hand_ready(struct kit_hand *hand)
{
    __atomic_fetch_add(&hand->ready, 1, __ATOMIC_RELEASE);
}

KIT_EXPORT void kit_time_hand_end(struct kit_hand *hand)
{
    pthread_join(hand->thread, NULL);
    sem_destroy(&hand->sent);
    free(hand);
}

static int64_t send(void *user, int64_t ticks, int64_t i)
{
    struct kit_hand *hand = user;
    hand->sent_at = ticks;
    sem_post(&hand->sent);
    return i;
}

static void *receive(void *argument)
{
    struct kit_hand *hand = argument;
    for (int64_t i = 0; i < hand->n; i++) {
        kit_time_hand_ready(hand);
        while (sem_wait(&hand->sent) != 0)
            ;
        hand->ticks[i] = kit_ticks() - hand->sent_at;
    }
    return NULL;
}

/* The twin: C hands over to C. */
KIT_EXPORT int32_t kit_time_hand_twin(int64_t n, int64_t *ticks)
{
    pthread_t waits;
    struct kit_hand *hand = kit_time_hand(send, NULL, n);
    if (hand == NULL)
        return 0;
    hand->ticks = ticks;
    if (pthread_create(&waits, NULL, receive, hand) != 0)
        exit(1); /* the other waits for ever */
    pthread_join(waits, NULL);
    kit_time_hand_end(hand);
    return 1;
}

/* A system call that blocks for so long, begun again when it is interrupted. How often it was (EINTR). "read" is of a
 * timer: a call that the kernel begins again itself where the handler was installed with SA_RESTART (signal(7)). */
KIT_EXPORT int64_t kit_time_blocked(const char *call, int64_t nanoseconds)
{
    int64_t interrupted = 0, until = kit_now() + nanoseconds;
    int timer = strcmp(call, "read") == 0 ? timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) : -1;
    if (timer >= 0) {
        struct itimerspec at = {{0, 0}, {until / 1000000000, until % 1000000000}};
        timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
    }
    for (int64_t left; (left = until - kit_now()) > 0;) {
        struct timespec rest = {left / 1000000000, left % 1000000000};
        uint64_t times;
        int64_t answer = timer >= 0                       ? read(timer, &times, sizeof times)
                         : strcmp(call, "nanosleep") == 0 ? nanosleep(&rest, NULL)
                                                          : ppoll(NULL, 0, &rest, NULL);
        interrupted += answer < 0 && errno == EINTR;
    }
    if (timer >= 0)
        close(timer);
    return interrupted;
}

/* The twin of a managed thread that is in a long call all the time: the same on a thread that no runtime knows, while
 * it is C's turn (2). `call` is a system call's name, or "spin". What it was interrupted is added up. */
struct occupant {
    const int32_t *turn;
    const char *call;
    int64_t nanoseconds;
    int64_t *interrupted, *times;
};

static void *occupy(void *argument)
{
    struct occupant *me = argument;
    const struct timespec moment = {0, 50000};
    int32_t turn;
    kit_time_pin(1);
    while ((turn = __atomic_load_n(me->turn, __ATOMIC_ACQUIRE)) >= 0) {
        if (turn != 2) {
            nanosleep(&moment, NULL);
        } else if (strcmp(me->call, "spin") == 0) {
            kit_spin(me->nanoseconds);
        } else {
            __atomic_fetch_add(me->interrupted, kit_time_blocked(me->call, me->nanoseconds), __ATOMIC_RELAXED);
            __atomic_fetch_add(me->times, 1, __ATOMIC_RELAXED);
        }
    }
    free(me);
    return NULL;
}

/* Goes on until the turn is negative. The strings are the caller's for as long. */
KIT_EXPORT int32_t kit_time_occupant(const int32_t *turn, const char *call, int64_t nanoseconds, int64_t *interrupted,
                                     int64_t *times)
{
    pthread_t thread;
    struct occupant *me = calloc(1, sizeof *me);
    if (me == NULL)
        return 0;
    *me = (struct occupant){turn, call, nanoseconds, interrupted, times};
    if (pthread_create(&thread, NULL, occupy, me) != 0) {
        free(me);
        return 0;
    }
    pthread_detach(thread);
    return 1;
}
