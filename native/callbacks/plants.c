/* plants.c: cells that lie on purpose, to see whether the kit can be lied to. Run before anything else. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *lock_second(void *locks)
{
    pthread_mutex_t *lock = locks;
    struct kit_slot *slot = kit_claim("second");
    slot->stage = KIT_INSIDE;
    pthread_mutex_lock(&lock[1]);
    usleep(20000); /* let the first have the other lock */
    slot->waits_for = 0;
    slot->waits = KIT_WAITS_LOCK;
    pthread_mutex_lock(&lock[0]);
    return NULL;
}

static void deadlock(void)
{
    static pthread_mutex_t lock[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
    struct kit_slot *slot = kit_slot();
    pthread_t second;
    pthread_mutex_lock(&lock[0]);
    pthread_create(&second, NULL, lock_second, lock);
    usleep(20000);
    slot->waits_for = 1;
    slot->waits = KIT_WAITS_LOCK;
    pthread_mutex_lock(&lock[1]);
}

static void orphan(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            pause();
        _exit(0);
    }
}

__attribute__((visibility("default"))) void kit_plant(const char *name)
{
    struct kit_slot *slot = kit_claim("caller");
    slot->stage = KIT_INSIDE;
    if (strcmp(name, "segfault") == 0) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds" /* the point of this line */
        *(volatile int *)16 = 1; /* a real fault in C: the runtime returns from one that was only raised */
#pragma GCC diagnostic pop
    } else if (strcmp(name, "abort") == 0)
        abort();
    else if (strcmp(name, "exit-midway") == 0)
        _exit(0);
    else if (strcmp(name, "exit-seven") == 0)
        _exit(7);
    else if (strcmp(name, "spin") == 0)
        for (;;)
            ;
    else if (strcmp(name, "sleep") == 0) {
        slot->waits = KIT_WAITS_TIMED;
        sleep(1000);
    } else if (strcmp(name, "deadlock") == 0)
        deadlock();
    else if (strcmp(name, "orphan") == 0)
        orphan();
    else if (strcmp(name, "close-stdout") == 0) {
        fclose(stdout);
        fclose(stderr);
    } else
        kit_note(KIT_TOKEN_BROKEN, "there is no plant called %s", name);
}
