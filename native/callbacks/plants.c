/* plants.c: cells that lie on purpose, to see whether the kit can be lied to. Run before anything else. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    pthread_mutex_t lock[2];
    pthread_barrier_t both; /* each has its own lock before either asks for the other's */
} crossed = {.lock = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER}};

static void cross(struct kit_slot *slot, int own, int32_t other_slot)
{
    slot->stage = KIT_INSIDE;
    pthread_mutex_lock(&crossed.lock[own]);
    pthread_barrier_wait(&crossed.both);
    slot->waits_for = other_slot;
    slot->waits = KIT_WAITS_LOCK;
    pthread_mutex_lock(&crossed.lock[1 - own]);
}

static void *second(void *unused)
{
    cross(kit_claim("second"), 1, 0);
    return unused;
}

static void deadlock(void)
{
    pthread_t thread;
    pthread_barrier_init(&crossed.both, NULL, 2);
    pthread_create(&thread, NULL, second, NULL);
    cross(kit_slot(), 0, 1);
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

KIT_EXPORT void kit_plant(const char *name)
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
    else if (strcmp(name, "assert") == 0) {
        /* What a Checked build of the runtime writes before it ends itself (src/coreclr/utilcode/debug.cpp). */
        fprintf(stderr,
                "\nAssert failure(PID %d [0x%08x], Thread: %d [0x%04x]): planted\n"
                "    File: plants.c:%d\n    Image: /kit\n\n",
                (int)getpid(), (unsigned)getpid(), (int)getpid(), (unsigned)getpid(), __LINE__);
        abort();
    } else if (strcmp(name, "exit-midway") == 0)
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
