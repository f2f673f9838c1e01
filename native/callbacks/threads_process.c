/* threads_process.c: callbacks while the process ends, and in a process that was forked. */
#include "threads.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* atexit, elf-destructor: nothing managed is left to check the answer, so C writes the token. */
static struct kit_run *at_end;

static void at_process_exit(void)
{
    struct kit_run *run = at_end;
    if (run == NULL)
        return;
    at_end = NULL;
    struct kit_slot *slot = kit_slot();
    slot->stage = KIT_CALLING;
    int64_t answer = kit_page()->answer = kit_carry(run);
    slot->stage = KIT_EXITING;
    if (run->damage != 0)
        kit_note(KIT_TOKEN_WRONG, "a shield found something changed after %d callbacks", (int)run->damage);
    else if (answer == kit_page()->expected)
        kit_note(KIT_TOKEN_RIGHT, "%s", "");
    else
        kit_note(KIT_TOKEN_WRONG, "the answer is %lld, C's is %lld", (long long)answer,
                 (long long)kit_page()->expected);
}

static bool through_destructor;

__attribute__((destructor)) static void on_unload(void)
{
    if (through_destructor)
        at_process_exit();
}

int64_t go_atexit(struct kit_run *run)
{
    at_end = run;
    atexit(at_process_exit);
    return 0;
}

int64_t go_elf_destructor(struct kit_run *run)
{
    at_end = run;
    through_destructor = true;
    return 0;
}

/* outlive: threads that nobody stops call back for as long as there is a process. */
static void carry_for_ever(struct kit_run *run, struct kit_slot *slot)
{
    static pthread_mutex_t keeping = PTHREAD_MUTEX_INITIALIZER;
    struct kit_request own = run->request; /* several at once: what a library stores is each thread's own */
    if (run->library->begin)
        own.stored = run->library->begin(&own);
    kit_wait_for(&run->order);
    int64_t answer = run->library->run(&own);
    pthread_mutex_lock(&keeping);
    kit_keep(run, answer);
    pthread_mutex_unlock(&keeping);
    atomic_fetch_add(&run->done, 1);
    sem_post(&run->finished);
    const struct timespec pause = {0, 2000000}; /* without one, threads that collect keep the exit itself waiting */
    for (;;) {
        run->library->run(&own);
        slot->beats++;
        nanosleep(&pause, NULL);
    }
}

int64_t go_outlive(struct kit_run *run)
{
    for (int i = 0; i < KIT_OUTLIVING; i++) {
        pthread_t thread;
        if (!kit_start(run, "outliving", NULL, 0, &thread, carry_for_ever))
            return 0;
        pthread_detach(thread);
    }
    return 0;
}

/* fork: the call waits for the forked child, which shares nothing with it but the page. */
int64_t go_fork(struct kit_run *run)
{
    struct kit_slot *waiter = kit_slot();
    kit_waits(waiter, KIT_NO_WAIT, -1);
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) {
        kit_note(KIT_TOKEN_BROKEN, "fork: %s", strerror(errno));
        return 0;
    }
    if (child == 0) {
        kit_forget();
        struct kit_slot *slot = kit_claim("forked");
        waiter->waits_for = kit_slot_index(slot);
        slot->stage = KIT_CALLING;
        kit_page()->answer = kit_carry(run);
        if (run->damage != 0) /* the parent's copy will not show it */
            kit_note(KIT_TOKEN_WRONG, "a shield found something changed after %d callbacks", (int)run->damage);
        slot->stage = KIT_ENDED;
        _exit(0);
    }
    int status = 0;
    waiter->waits = KIT_WAITS_PROCESS;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    kit_waits(waiter, KIT_NO_WAIT, -1);
    kit_page()->fork_status = status;
    return kit_page()->answer;
}
