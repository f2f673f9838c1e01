/* roles.h: the parts that threads play in roles.c. Each claims a slot (or does not) and says there what a cell would say. */
#ifndef ROLES_H
#define ROLES_H

#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLOW_MS = 1500 };

static struct kit_slot *caller;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t never, later;

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        ;
}

static void spin_ms(long ms)
{
    for (int64_t end = kit_now() + ms * 1000000; kit_now() < end;)
        ;
}

static void wait_on(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0)
        ;
}

static void say(struct kit_slot *slot, int stage, int waits, int whom)
{
    slot->stage = stage;
    slot->waits_for = whom;
    slot->waits = waits;
}

static void ignore(int number)
{
    (void)number;
}

/* What a suspension does: polls, and signals the thread that it waits for. */
static void suspend_for(long ms)
{
    struct timespec moment = {0, 100000};
    for (int64_t end = kit_now() + ms * 1000000; ms == 0 || kit_now() < end;) {
        syscall(SYS_tgkill, getpid(), caller->tid, SIGUSR2);
        nanosleep(&moment, NULL);
    }
}

/* The parts. */
static void *collects(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_WAITS_COLLECTION, -1);
    suspend_for(0);
    return NULL;
}

static void *collects_and_does_not_say_so(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_NO_WAIT, -1);
    suspend_for(0);
    return NULL;
}

static void *collects_slowly(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_WAITS_COLLECTION, -1);
    suspend_for(SLOW_MS);
    return NULL;
}

static void *needs_the_lock(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_WAITS_LOCK, kit_slot_index(caller));
    pthread_mutex_lock(&lock);
    return NULL;
}

static void *is_kept_out(void *role)
{
    say(kit_claim(role), KIT_ENTERING, KIT_NO_WAIT, -1);
    wait_on(&never);
    return NULL;
}

static void *sleeps(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_WAITS_TIMED, -1);
    pause_ms(SLOW_MS);
    return NULL;
}

static void *sleeps_and_does_not_say_so(void *role)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += SLOW_MS / 1000 + 1;
    say(kit_claim(role), KIT_INSIDE, KIT_NO_WAIT, -1);
    while (sem_timedwait(&never, &end) != 0 && errno == EINTR)
        ;
    return NULL;
}

static void *spins(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_NO_WAIT, -1);
    spin_ms(SLOW_MS);
    return NULL;
}

static void *spins_for_ever(void *role)
{
    say(kit_claim(role), KIT_INSIDE, KIT_NO_WAIT, -1);
    for (;;)
        ;
    return NULL;
}

static void *beats_for_ever(void *role)
{
    struct kit_slot *slot = kit_claim(role);
    for (slot->stage = KIT_INSIDE;; slot->beats++)
        pause_ms(3);
    return NULL;
}

static void *ends_at_once(void *role)
{
    kit_claim(role)->stage = KIT_ENDED;
    return NULL;
}

static void *posts_later(void *role)
{
    (void)role; /* no slot: nobody knows of it */
    pause_ms(SLOW_MS);
    sem_post(&later);
    return NULL;
}

#endif
