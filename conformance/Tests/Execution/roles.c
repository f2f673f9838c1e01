/* roles.c ROLE: threads that are stuck, or only look like it, and say so on the progress page. Built with
 * native/callbacks/page.c by the tests of the watcher. A slow role ends by itself after SLOW_MS, with the token. */
#include "roles.h"

static pthread_t start(void *(*part)(void *), const char *role)
{
    pthread_t thread;
    int before = kit_page()->slots;
    if (pthread_create(&thread, NULL, part, (void *)(uintptr_t)role) != 0)
        abort();
    for (int i = 0; i < 100 && kit_page()->slots == before; i++)
        pause_ms(1); /* slots in the order of the starts; a part without one costs 100 ms */
    return thread;
}

static void join(int call, pthread_t thread, int slot)
{
    caller->call = call;
    say(caller, KIT_CALLING, KIT_WAITS_JOIN, slot);
    pthread_join(thread, NULL);
    say(caller, KIT_RETURNED, KIT_NO_WAIT, -1);
    caller->call = KIT_NO_CALL;
}

static void wait_for_callback(int call, sem_t *semaphore, int slot)
{
    caller->call = call;
    say(caller, KIT_CALLING, KIT_WAITS_CALLBACK, slot);
    wait_on(semaphore);
    say(caller, KIT_RETURNED, KIT_NO_WAIT, -1);
    caller->call = KIT_NO_CALL;
}

static void fork_and_wait(void (*child)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        kit_forget();
        kit_claim("forked")->stage = KIT_CALLING;
        child();
        _exit(0);
    }
    pause_ms(20); /* the child's slot is there */
    int status;
    caller->call = KIT_SAFE;
    say(caller, KIT_CALLING, KIT_WAITS_PROCESS, 1);
    waitpid(pid, &status, 0);
    say(caller, KIT_RETURNED, KIT_NO_WAIT, -1);
    kit_page()->fork_status = status;
}

static void never_wakes(void)
{
    say(kit_slot(), KIT_ENTERING, KIT_NO_WAIT, -1);
    wait_on(&never);
}

static void wakes_later(void)
{
    say(kit_slot(), KIT_INSIDE, KIT_NO_WAIT, -1);
    pause_ms(SLOW_MS);
}

static void collects_alone(void)
{
    struct timespec moment = {0, 100000};
    say(kit_slot(), KIT_INSIDE, KIT_WAITS_COLLECTION, -1);
    for (;;)
        nanosleep(&moment, NULL);
}

#define ROLE(text) else if (strcmp(role, text) == 0)

static void play(const char *role)
{
    if (strcmp(role, "join") == 0) {
        pthread_mutex_lock(&lock);
        join(KIT_SAFE, start(needs_the_lock, "pthread"), 1);
    }
    ROLE("join-beside-a-neighbour") {
        start(beats_for_ever, "neighbour");
        pthread_mutex_lock(&lock);
        join(KIT_SAFE, start(needs_the_lock, "pthread"), 2);
    }
    ROLE("suspension") join(KIT_UNSAFE, start(collects, "pthread"), 1);
    ROLE("unseen-suspension") join(KIT_UNSAFE_POINTER, start(collects_and_does_not_say_so, "pthread"), 1);
    ROLE("kept-out") {
        start(collects, "collector");
        join(KIT_UNSAFE, start(is_kept_out, "pthread"), 2);
    }
    ROLE("library") { /* whose call tells nobody whom it waits for */
        start(collects, "thread");
        start(is_kept_out, "thread");
        caller->call = KIT_UNSAFE;
        say(caller, KIT_CALLING, KIT_NO_WAIT, -1);
        wait_on(&never);
    }
    ROLE("ended") {
        start(ends_at_once, "worker");
        wait_for_callback(KIT_SAFE, &never, 1);
    }
    ROLE("alone") {
        say(caller, KIT_ENTERING, KIT_NO_WAIT, -1);
        wait_on(&never);
    }
    ROLE("forked") fork_and_wait(never_wakes);
    ROLE("forked-collector") fork_and_wait(collects_alone);
    ROLE("slow-sleep") join(KIT_UNSAFE, start(sleeps, "pthread"), 1);
    ROLE("slow-untold-sleep") join(KIT_UNSAFE, start(sleeps_and_does_not_say_so, "pthread"), 1);
    ROLE("slow-spin") join(KIT_UNSAFE, start(spins, "pthread"), 1);
    ROLE("slow-lock") {
        pthread_mutex_lock(&lock);
        pthread_t other = start(needs_the_lock, "pthread");
        pause_ms(SLOW_MS);
        pthread_mutex_unlock(&lock);
        pthread_join(other, NULL);
    }
    ROLE("slow-collection-safe") join(KIT_SAFE, start(collects_slowly, "pthread"), 1);
    ROLE("slow-collection-unsafe") { /* a long unsafe call that runs: the collection waits, and gets its turn */
        pthread_t other = start(collects_slowly, "collector");
        caller->call = KIT_UNSAFE;
        say(caller, KIT_CALLING, KIT_NO_WAIT, -1);
        spin_ms(SLOW_MS);
        pthread_join(other, NULL);
    }
    ROLE("slow-stranger") {
        pthread_t other = start(posts_later, "");
        wait_for_callback(KIT_SAFE, &later, -1);
        pthread_join(other, NULL);
    }
    ROLE("slow-stranger-and-collection") { /* a thread nobody knows ends the unsafe call that a collection waits for */
        pthread_t other = start(collects_slowly, "collector");
        start(posts_later, "");
        wait_for_callback(KIT_UNSAFE, &later, -1);
        pthread_join(other, NULL);
    }
    ROLE("slow-outside") {
        int pipes[2];
        char byte;
        if (pipe(pipes) != 0 || fork() == 0) {
            pause_ms(SLOW_MS);
            _exit(write(pipes[1], "x", 1) == 1 ? 0 : 1);
        }
        caller->call = KIT_SAFE;
        say(caller, KIT_CALLING, KIT_NO_WAIT, -1);
        if (read(pipes[0], &byte, 1) != 1)
            abort();
        wait(NULL);
    }
    ROLE("slow-forked") fork_and_wait(wakes_later);
    ROLE("livelock") join(KIT_SAFE, start(spins_for_ever, "pthread"), 1);
    ROLE("lively") { /* moves for ever: neither stuck nor proved anything */
        join(KIT_SAFE, start(beats_for_ever, "pthread"), 1);
    }
    ROLE("sleep") {
        say(caller, KIT_INSIDE, KIT_WAITS_TIMED, -1);
        pause_ms(1000000);
    }
    else kit_note(KIT_TOKEN_BROKEN, "there is no role %s", role);
}

int main(int count, char **arguments)
{
    signal(SIGUSR2, ignore);
    sem_init(&never, 0, 0);
    sem_init(&later, 0, 0);
    caller = kit_claim("caller");
    play(count > 1 ? arguments[1] : "");
    kit_page()->stage = KIT_EXITING;
    kit_note(KIT_TOKEN_RIGHT, "%s", "");
    return 0;
}
