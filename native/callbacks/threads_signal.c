/* threads_signal.c: callbacks in signal handlers. SIGUSR2: no runtime uses it. */
#include "threads.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* signal: each callback alone happens in a handler, on the calling thread.  */
static struct {
    struct kit_run *run;
    int64_t a, b, answer;
    int32_t stage; /* in which the calling thread must be, else the signal landed elsewhere */
} post;

static void handle(int number)
{
    (void)number;
    int before = errno;
    if (kit_slot()->stage != post.stage)
        kit_note(KIT_TOKEN_BROKEN, "the signal landed in stage %d, not %d", kit_slot()->stage, post.stage);
    post.answer = kit_through(post.run, post.a, post.b);
    sem_post(&post.run->reply);
    errno = before;
}

static void send(struct kit_run *run, int64_t a, int64_t b)
{
    post.a = a;
    post.b = b;
    syscall(SYS_tgkill, getpid(), run->caller->tid, SIGUSR2);
    kit_wait_for(&run->reply);
}

static int64_t in_handler(void *run, int64_t a, int64_t b)
{
    send(run, a, b);
    return post.answer;
}

static void install(struct kit_run *run, int flags, int32_t stage)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = flags | SA_RESTART};
    sigemptyset(&action.sa_mask);
    post.run = run;
    post.stage = stage;
    run->request.callback = in_handler;
    sigaction(SIGUSR2, &action, NULL);
}

int64_t go_signal(struct kit_run *run)
{
    install(run, 0, KIT_CALLING);
    return kit_carry(run);
}

int64_t go_signal_onstack(struct kit_run *run)
{
    install(run, SA_ONSTACK, KIT_CALLING);
    return kit_carry(run);
}

/* signal-managed: a second thread runs the library; its callbacks interrupt the caller, which spins in managed code. */
static void interrupt(struct kit_run *run, struct kit_slot *slot)
{
    struct timespec moment = {0, 2000000};
    while (!atomic_load(&run->went) || run->caller->stage != KIT_WAITING) {
        slot->beats++;
        nanosleep(&moment, NULL);
    }
    nanosleep(&moment, NULL); /* the caller says WAITING just before its loop: let it get there */
    kit_waits(slot, KIT_WAITS_CALLBACK, kit_slot_index(run->caller));
    kit_keep(run, kit_carry(run));
    kit_waits(slot, KIT_NO_WAIT, -1);
    atomic_fetch_add(&run->done, 1);
}

static int64_t arm_interrupt(struct kit_run *run, int flags)
{
    pthread_t thread;
    install(run, flags, KIT_WAITING);
    if (kit_start(run, "sender", NULL, 0, &thread, interrupt))
        pthread_detach(thread);
    return 0;
}

int64_t go_signal_managed(struct kit_run *run)
{
    return arm_interrupt(run, 0);
}

int64_t go_signal_managed_onstack(struct kit_run *run)
{
    return arm_interrupt(run, SA_ONSTACK);
}
