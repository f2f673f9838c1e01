/* threads_ending.c: callbacks while their thread ends. */
#include "threads.h"

#include <pthread.h>

/* key-*, dtor-*: callbacks that come while their thread ends. */
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern void *__dso_handle;

static void at_thread_exit(void *run)
{
    struct kit_run *r = run;
    struct kit_slot *slot = kit_slot();
    slot->stage = KIT_CALLING;
    kit_keep(r, kit_carry(r));
    slot->stage = KIT_ENDED;
    atomic_fetch_add(&r->done, 1);
    sem_post(&r->finished);
}

static void arm_key(struct kit_run *run)
{
    static pthread_key_t key;
    static bool made;
    if (!made && pthread_key_create(&key, at_thread_exit) != 0)
        kit_note(KIT_TOKEN_BROKEN, "no pthread key");
    made = true; /* unguarded: the two thousand threads come one after another */
    pthread_setspecific(key, run);
}

static void arm_dtor(struct kit_run *run)
{
    __cxa_thread_atexit_impl(at_thread_exit, run, &__dso_handle);
}

static void end_with_key(struct kit_run *run, struct kit_slot *slot)
{
    (void)slot;
    arm_key(run);
}

static void attach_end_with_key(struct kit_run *run, struct kit_slot *slot)
{
    run->attach(slot, 1, 0);
    arm_key(run);
}

static void end_with_dtor(struct kit_run *run, struct kit_slot *slot)
{
    (void)slot;
    arm_dtor(run);
}

static void dtor_then_attach(struct kit_run *run, struct kit_slot *slot)
{
    arm_dtor(run);
    run->attach(slot, 1, 0);
}

static void attach_then_dtor(struct kit_run *run, struct kit_slot *slot)
{
    run->attach(slot, 1, 0);
    arm_dtor(run);
}

static int64_t ending_threads(struct kit_run *run, void (*work)(struct kit_run *, struct kit_slot *))
{
    struct kit_slot *slot = kit_slot();
    for (int i = 0; i < run->thread->times; i++) {
        pthread_t thread;
        if (!kit_start(run, "ending", slot, 0, &thread, work))
            return 0;
        kit_join(slot, thread);
    }
    return run->answer;
}

int64_t go_key_fresh(struct kit_run *run)
{
    return ending_threads(run, end_with_key);
}

int64_t go_key_attached(struct kit_run *run)
{
    return ending_threads(run, attach_end_with_key);
}

int64_t go_dtor_fresh(struct kit_run *run)
{
    return ending_threads(run, end_with_dtor);
}

int64_t go_dtor_before(struct kit_run *run)
{
    return ending_threads(run, dtor_then_attach);
}

int64_t go_dtor_after(struct kit_run *run)
{
    return ending_threads(run, attach_then_dtor);
}

/* On a managed thread: the call only arms, the callback comes when the thread ends. */
int64_t go_key_managed(struct kit_run *run)
{
    arm_key(run);
    return 0;
}

int64_t go_dtor_managed(struct kit_run *run)
{
    arm_dtor(run);
    return 0;
}
