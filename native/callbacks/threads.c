/* threads.c: on which thread a callback arrives. One row of the table at the end is one thread kind. */
#include "threads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

int64_t kit_carry(struct kit_run *run)
{
    return run->library->run(&run->request);
}

void kit_keep(struct kit_run *run, int64_t answer)
{
    if (run->answer == 0 || run->answer == kit_page()->expected)
        run->answer = answer;
}

/* The waiting thread names whom it waits for first: a watcher must never see half of it. Released, since arm64 may show
 * two plain stores in any order. */
void kit_waits(struct kit_slot *slot, int32_t what, int32_t whom)
{
    slot->waits_for = whom;
    __atomic_store_n(&slot->waits, what, __ATOMIC_RELEASE);
}

void kit_wait_for(sem_t *semaphore)
{
    while (sem_wait(semaphore) != 0 && errno == EINTR)
        ;
}

/* An errand is one thread of the kit: it claims a slot, tells who waits for it, and does one thing. */
struct errand {
    struct kit_run *run;
    const char *role;
    struct kit_slot *waiter; /* its waits_for is ours to fill in */
    void (*work)(struct kit_run *run, struct kit_slot *slot);
};

/* Reached when a callback ended the thread (pthread_exit) before its errand was done. */
static void ended_early(void *run)
{
    struct kit_run *r = run;
    atomic_fetch_add(&r->gone, 1);
    kit_slot()->stage = KIT_ENDED;
    sem_post(&r->reply);
    sem_post(&r->finished);
}

static void *do_errand(void *argument)
{
    struct errand errand = *(struct errand *)argument;
    free(argument);
    struct kit_slot *slot = kit_claim(errand.role);
    if (errand.waiter)
        errand.waiter->waits_for = kit_slot_index(slot);
    slot->stage = KIT_CALLING;
    pthread_cleanup_push(ended_early, errand.run);
    errand.work(errand.run, slot);
    pthread_cleanup_pop(0);
    slot->stage = KIT_ENDED;
    return NULL;
}

/* Starts an errand; false with the page noted when the system refuses the thread. stack 0: the system's default. */
bool kit_start(struct kit_run *run, const char *role, struct kit_slot *waiter, size_t stack, pthread_t *thread,
               void (*work)(struct kit_run *, struct kit_slot *))
{
    struct errand *errand = malloc(sizeof *errand);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int refused = errand == NULL ? ENOMEM : 0;
    if (refused == 0 && stack != 0)
        refused = pthread_attr_setstacksize(&attributes, stack);
    if (refused == 0) {
        *errand = (struct errand){run, role, waiter, work};
        refused = pthread_create(thread, &attributes, do_errand, errand);
    }
    pthread_attr_destroy(&attributes);
    if (refused == 0)
        return true;
    free(errand);
    kit_note(stack ? KIT_TOKEN_ABSENT : KIT_TOKEN_BROKEN,
             "pthread_create refuses a thread with a stack of %zu bytes: %s; the least here is %ld bytes", stack,
             strerror(refused), sysconf(_SC_THREAD_STACK_MIN));
    return false;
}

void kit_join(struct kit_slot *waiter, pthread_t thread)
{
    waiter->waits = KIT_WAITS_JOIN;
    pthread_join(thread, NULL);
    kit_waits(waiter, KIT_NO_WAIT, -1);
}

/* caller: nothing in between. */
static int64_t go_caller(struct kit_run *run)
{
    return kit_carry(run);
}

/* library: nothing in between either, but the call waits for the library's threads. */
static int64_t go_library(struct kit_run *run)
{
    struct kit_slot *slot = kit_slot();
    kit_waits(slot, KIT_WAITS_CALLBACK, -1);
    int64_t answer = kit_carry(run);
    kit_waits(slot, KIT_NO_WAIT, -1);
    return answer;
}

/* pthread and small stacks: a fresh thread, joined by the call. */
static void carry_and_keep(struct kit_run *run, struct kit_slot *slot)
{
    (void)slot;
    kit_keep(run, kit_carry(run));
}

static int64_t on_fresh_thread(struct kit_run *run, const char *role, size_t stack)
{
    struct kit_slot *slot = kit_slot();
    pthread_t thread;
    if (!kit_start(run, role, slot, stack, &thread, carry_and_keep))
        return 0;
    kit_join(slot, thread);
    return run->answer;
}

static int64_t go_pthread(struct kit_run *run)
{
    return on_fresh_thread(run, "pthread", 0);
}

static int64_t go_stack_16k(struct kit_run *run)
{
    return on_fresh_thread(run, "stack-16k", 16 * 1024);
}

static int64_t go_stack_64k(struct kit_run *run)
{
    return on_fresh_thread(run, "stack-64k", 64 * 1024);
}

static int64_t go_stack_256k(struct kit_run *run)
{
    return on_fresh_thread(run, "stack-256k", 256 * 1024);
}

/* ucontext: the calling thread, on a stack that it did not start with. Only a pointer is the thread's own: a whole
 * context has 4 KB on arm64, and a library that is loaded late gets no room for so much (rtld.optional_static_tls). */
static _Thread_local struct kit_run *context_run;

static void on_context(void)
{
    kit_keep(context_run, kit_carry(context_run));
}

static int64_t go_ucontext(struct kit_run *run)
{
    size_t size = 256 * 1024;
    void *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    ucontext_t there, back;
    if (stack == MAP_FAILED || getcontext(&there) != 0) {
        kit_note(KIT_TOKEN_BROKEN, "no context: %s", strerror(errno));
        return 0;
    }
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = size;
    there.uc_link = &back;
    context_run = run;
    makecontext(&there, on_context, 0);
    swapcontext(&back, &there);
    munmap(stack, size);
    return run->answer;
}

#define ROW(name, sentence, when, foreign, ...)                                                                        \
    {                                                                                                                  \
        name, sentence, when, foreign, __VA_ARGS__                                                                     \
    }
#define ON_EXIT(name, sentence, when, how, managed)                                                                    \
    {name, sentence, when, 1, .own = managed, .times = 1, .go = how},                                                  \
    {                                                                                                                  \
        name "-2000", sentence "; two thousand threads, one after another", when, 1, .own = managed, .times = 2000,    \
                                                                                     .go = how                         \
    }

const struct kit_thread kit_threads[] = {
    ROW("caller", "the thread that made the call", KIT_DURING, 0, .times = 1, .go = go_caller),
    ROW("pthread", "a fresh native thread, joined by the call", KIT_DURING, 1, .times = 1, .go = go_pthread),
    ROW("detached", "a native thread that calls back after the call has returned", KIT_AFTER, 1, .times = 1,
        .go = go_detached),
    ROW("worker", "a long-lived native thread; its first callback; the call waits for it", KIT_DURING, 1, .times = 1,
        .prepare = prepare_worker, .go = go_worker),
    ROW("worker-later", "a long-lived native thread that has called back before; the call waits for it", KIT_DURING, 1,
        .times = 1, .prepare = prepare_worker, .go = go_worker),
    ROW("stack-16k", "a fresh native thread with a stack of 16 KiB", KIT_DURING, 1, .times = 1, .go = go_stack_16k),
    ROW("stack-64k", "a fresh native thread with a stack of 64 KiB", KIT_DURING, 1, .times = 1, .go = go_stack_64k),
    ROW("stack-256k", "a fresh native thread with a stack of 256 KiB", KIT_DURING, 1, .times = 1, .go = go_stack_256k),
    ROW("ucontext", "the calling thread, on a stack made with makecontext", KIT_DURING, 0, .times = 1,
        .go = go_ucontext),
    ROW("signal", "a signal handler on the calling thread, during the call", KIT_DURING, 0,
        .carries = KIT_CARRIES_CALLBACK, .times = 1, .go = go_signal),
    ROW("signal-onstack", "the same with SA_ONSTACK: on the alternate stack that the runtime set up", KIT_DURING, 0,
        .carries = KIT_CARRIES_CALLBACK, .times = 1, .go = go_signal_onstack),
    ROW("signal-managed", "a signal handler that interrupts the calling thread in managed code, after the call",
        KIT_AFTER, 0, .carries = KIT_CARRIES_CALLBACK, .spins = 1, .times = 1, .go = go_signal_managed),
    ROW("signal-managed-onstack", "the same with SA_ONSTACK", KIT_AFTER, 0, .carries = KIT_CARRIES_CALLBACK, .spins = 1,
        .times = 1, .go = go_signal_managed_onstack),
    ON_EXIT("key-fresh", "a pthread key's destructor, on a native thread that never called back before", KIT_DURING,
            go_key_fresh, 0),
    ON_EXIT("key-attached", "a pthread key's destructor, on a native thread that has called back before", KIT_DURING,
            go_key_attached, 0),
    ON_EXIT("key-managed", "a pthread key's destructor, on a managed thread that ends", KIT_AFTER, go_key_managed, 1),
    ON_EXIT("dtor-fresh", "a thread_local destructor, on a native thread that never called back before", KIT_DURING,
            go_dtor_fresh, 0),
    ON_EXIT("dtor-before",
            "a thread_local destructor registered before the thread's first callback, so run after the "
            "runtime's own",
            KIT_DURING, go_dtor_before, 0),
    ON_EXIT("dtor-after",
            "a thread_local destructor registered after the thread's first callback, so run before the "
            "runtime's own",
            KIT_DURING, go_dtor_after, 0),
    ON_EXIT("dtor-managed", "a thread_local destructor, on a managed thread that ends", KIT_AFTER, go_dtor_managed, 1),
    ROW("atexit", "the main thread, in an atexit handler", KIT_AT_EXIT, 0, .times = 1, .go = go_atexit),
    ROW("elf-destructor", "the main thread, in a shared object's destructor", KIT_AT_EXIT, 0, .times = 1,
        .go = go_elf_destructor),
    ROW("outlive", "native threads that keep calling back while Main returns", KIT_AFTER, 1, .times = 1,
        .go = go_outlive),
    ROW("fork", "the forked child of the calling thread; the call waits for it", KIT_DURING, 1, .times = 1,
        .go = go_fork),
    ROW("library", "the library's own threads", KIT_DURING, 1, .times = 1, .go = go_library),
};

const int kit_thread_count = sizeof kit_threads / sizeof *kit_threads;
