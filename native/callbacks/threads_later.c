/* threads_later.c: threads that are there before the call, or still there when it is over. */
#include "threads.h"

#include <string.h>

/* detached: starts during the call, calls back once the call is over. */
static void carry_later(struct kit_run *run, struct kit_slot *slot)
{
    (void)slot;
    kit_wait_for(&run->order);
    kit_keep(run, kit_carry(run));
    atomic_fetch_add(&run->done, 1);
    sem_post(&run->finished);
}

int64_t go_detached(struct kit_run *run)
{
    pthread_t thread;
    if (kit_start(run, "detached", run->caller, 0, &thread, carry_later))
        pthread_detach(thread);
    return 0;
}

/* worker: started before the call, told by the call what to do. */
static void obey(struct kit_run *run, struct kit_slot *slot)
{
    bool later = strcmp(run->thread->name, "worker-later") == 0;
    run->worker_slot = kit_slot_index(slot);
    if (later)
        run->attach(slot, 1, 0);
    sem_post(&run->reply);
    kit_wait_for(&run->order);
    kit_keep(run, kit_carry(run));
    sem_post(&run->reply);
    kit_wait_for(&run->order); /* lives on: a worker does not end when its order is done */
}

void prepare_worker(struct kit_run *run)
{
    pthread_t thread;
    if (!kit_start(run, "worker", NULL, 0, &thread, obey))
        return;
    pthread_detach(thread);
    kit_wait_for(&run->reply);
}

int64_t go_worker(struct kit_run *run)
{
    struct kit_slot *slot = kit_slot();
    sem_post(&run->order);
    kit_waits(slot, KIT_WAITS_CALLBACK, run->worker_slot);
    kit_wait_for(&run->reply);
    kit_waits(slot, KIT_NO_WAIT, -1);
    return run->answer;
}

KIT_EXPORT int64_t kit_finish(struct kit_run *run)
{
    struct kit_slot *slot = kit_slot();
    int threads = run->thread->go == go_outlive ? KIT_OUTLIVING : run->thread->times;
    slot->stage = KIT_WAITING;
    atomic_store(&run->went, 1);
    slot->waits = KIT_WAITS_CALLBACK;
    for (int i = 0; i < threads; i++)
        sem_post(&run->order);
    for (int i = 0; i < threads; i++)
        kit_wait_for(&run->finished);
    kit_waits(slot, KIT_NO_WAIT, -1);
    return run->answer;
}
