/* threads.h: what the thread kinds share, and the calls behind the table in threads.c. */
#ifndef KIT_THREADS_H
#define KIT_THREADS_H

#include "run.h"

enum { KIT_OUTLIVING = 4 }; /* threads of the kind `outlive` */

/* Runs the library on the calling thread. */
int64_t kit_carry(struct kit_run *run);

/* Keeps the answer of several runs: the first wrong one stays. */
void kit_keep(struct kit_run *run, int64_t answer);

/* Says on the page what a thread waits for, and for whom (a slot's index, or -1 when its errand will fill it in). */
void kit_waits(struct kit_slot *slot, int32_t what, int32_t whom);

/* sem_wait that no signal cuts short. */
void kit_wait_for(sem_t *semaphore);

/* Starts a thread that claims a slot, names itself as the one `waiter` waits for, and does `work`. False, with the page
 * noted, when the system refuses. stack: in bytes, 0 for the system's default. */
bool kit_start(struct kit_run *run, const char *role, struct kit_slot *waiter, size_t stack, pthread_t *thread,
               void (*work)(struct kit_run *, struct kit_slot *));

/* pthread_join, told on the page. */
void kit_join(struct kit_slot *waiter, pthread_t thread);

void prepare_worker(struct kit_run *run);
int64_t go_detached(struct kit_run *run);
int64_t go_worker(struct kit_run *run);
int64_t go_signal(struct kit_run *run);
int64_t go_signal_onstack(struct kit_run *run);
int64_t go_signal_managed(struct kit_run *run);
int64_t go_signal_managed_onstack(struct kit_run *run);
int64_t go_key_fresh(struct kit_run *run);
int64_t go_key_attached(struct kit_run *run);
int64_t go_dtor_fresh(struct kit_run *run);
int64_t go_dtor_before(struct kit_run *run);
int64_t go_dtor_after(struct kit_run *run);
int64_t go_key_managed(struct kit_run *run);
int64_t go_dtor_managed(struct kit_run *run);
int64_t go_atexit(struct kit_run *run);
int64_t go_elf_destructor(struct kit_run *run);
int64_t go_outlive(struct kit_run *run);
int64_t go_fork(struct kit_run *run);

#endif
