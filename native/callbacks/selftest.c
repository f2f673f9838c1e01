/* selftest [LIBRARY [THREAD]]: every library on every thread kind with a callback in C. No runtime is anywhere near, so
 * what fails here is the kit's own fault, and what the sanitizers find is the kit's own too. selftest 1/2 does every
 * second check and selftest 2/2 the others, for two cores.
 *
 * Each check runs in a forked child: selftest.h. One line each, `ok NAME`, `not ok NAME: why` or `ok NAME # skipped:
 * why`, then the sum; 1 if one failed.
 */
#include "selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT = 50 };

#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1, TRIED = 20 }; /* what a lie does is the same, and each takes ten times as long */

/* The leak checker itself dies on the thread-local storage that libjpeg, which is loaded at run time, has on a thread
 * that lives until the process ends. There it does not look for leaks; all else is looked for, and leaks everywhere
 * else. */
static bool leaks_unseen;
KIT_EXPORT int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return leaks_unseen;
}

/* Thread-local storage that has a destructor and is first used in the destructor of a key, as Rust's in Wasmtime: glibc
 * neither runs what is registered so late nor frees its own note of it. */
KIT_EXPORT const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:__cxa_thread_atexit_impl\n";
}
#else
enum { SANITIZED = 0, TRIED = 100 };
#endif

/* Never freed, as callbacks may come for as long as there is a process: here a leak checker finds it. */
static struct kit_run *run;

static void *call(void *unused)
{
    (void)unused;
    kit_run(run);
    return NULL;
}

/* Makes the call as managed code would, and answers the fold when the callbacks are over. */
static int64_t make_call(void)
{
    int64_t answer = 0;
    pthread_t thread;
    for (int i = 0; run->thread->own && i < run->thread->times; i++) /* their callbacks come when the thread ends */
        if (pthread_create(&thread, NULL, call, NULL) == 0)
            pthread_join(thread, NULL);
        else
            kit_note(KIT_TOKEN_BROKEN, "no thread to make the call on");
    if (!run->thread->own)
        answer = kit_run(run);
    if (run->thread->spins) { /* here the signal shall land */
        run->caller->stage = KIT_WAITING;
        atomic_store(&run->went, 1);
        while (atomic_load(&run->done) == 0)
            run->caller->beats++;
        return run->answer;
    }
    return run->thread->when == KIT_AFTER ? kit_finish(run) : answer;
}

static void combination(const struct check *check)
{
    run = kit_open(check->library, check->thread->name, COUNT);
    if (run == NULL)
        return;
#ifdef __SANITIZE_ADDRESS__
    leaks_unseen =
        strcmp(run->library->name, "jpeg") == 0 && (run->thread->when == KIT_AFTER || run->thread->prepare != NULL);
#endif
    run->call = KIT_SAFE;
    run->entry = run->attach = kit_c_body("empty");
    int64_t expected = kit_expect(run);
    kit_prepare(run);
    int64_t answer = make_call();
    if (run->thread->when == KIT_AT_EXIT)
        return; /* still to come, and so is the token */
    int64_t entered = 0;
    for (int i = 0; i < KIT_SLOTS; i++)
        entered += kit_page()->slot[i].entered;
    if (kit_page()->fork_status != 0)
        kit_note(KIT_TOKEN_WRONG, "the forked child ended with wait status %d", kit_page()->fork_status);
    else if (entered < run->request.count)
        kit_note(KIT_TOKEN_WRONG, "%lld callbacks for %d items", (long long)entered, run->request.count);
    else if (answer != expected)
        kit_note(KIT_TOKEN_WRONG, "the answer is %lld, not %lld", (long long)answer, (long long)expected);
    else
        kit_note(KIT_TOKEN_RIGHT, "%s", "");
}

/* A callback that is wrong by one, once. A library that hides it could not tell a broken door from a good one. */
struct liar {
    atomic_int calls;
    int wrong; /* which of them, counted from 1 */
};

static int64_t lie(void *user, int64_t a, int64_t b)
{
    struct liar *liar = user;
    return a - b + (atomic_fetch_add(&liar->calls, 1) + 1 == liar->wrong);
}

static void notices(const struct check *check)
{
    run = kit_open(check->library, "caller", COUNT);
    if (run == NULL)
        return;
    struct liar liar = {0, 0};
    struct kit_request request = run->request; /* with the kit's own way to fail */
    request.callback = lie;
    request.user = &liar;
    if (run->library->begin)
        run->expected_stored = request.stored = run->library->begin(&request);
    int64_t expected = run->library->run(&request);
    int calls = liar.calls;
    if (calls < request.count)
        kit_note(KIT_TOKEN_WRONG, "%d callbacks for %d items", calls, request.count);
    int step = run->library->items > 0 ? calls / TRIED + 1 : 1; /* all of them, where that is not many */
    for (liar.wrong = 1; liar.wrong <= calls; liar.wrong += step) {
        liar.calls = 0;
        int64_t answer = run->library->run(&request);
        bool lied = liar.calls >= liar.wrong;
        if (lied && answer == expected)
            kit_note(KIT_TOKEN_WRONG, "a wrong answer of callback %d of %d does not show", liar.wrong, calls);
        if (lied)
            continue;
        /* How often some call is a matter of time (curl's progress, libevent's locks), and a lie that was not told
         * cannot show. That every run in which all goes well calls back as often as it was asked to is not. */
        if (liar.calls < request.count)
            kit_note(KIT_TOKEN_WRONG, "%d callbacks for %d items, not %d again", liar.calls, request.count, calls);
        if (answer != expected)
            kit_note(KIT_TOKEN_WRONG, "the answer is %lld, not %lld, and every callback's was right", (long long)answer,
                     (long long)expected);
    }
    kit_note(KIT_TOKEN_RIGHT, "%s", "");
}

/* What the descriptor says of itself is what makes it a row of the matrix. */
static void described(const struct kit_library *library)
{
    char name[128];
    snprintf(name, sizeof name, "%s: its descriptor", library->name);
    bool right = library->abi == KIT_ABI && library->sentence && library->origin && library->reentry &&
                 library->unwinding && library->version && library->run;
    report(name, right, "kit.h has more fields than it fills in");
}

static int part = 1, parts = 1, turn;

/* Whether the next check is ours to do. */
static bool mine(void)
{
    return turn++ % parts == part - 1;
}

static void check_library(const char *path, const struct kit_library *library, const char *thread)
{
    struct check check = {.library = path};
    if (thread == NULL && mine())
        described(library);
    if (thread == NULL && mine()) {
        check.work = notices;
        snprintf(check.name, sizeof check.name, "%s: notices one wrong answer", library->name);
        in_child(&check);
    }
    check.work = combination;
    for (int i = 0; i < kit_thread_count; i++) {
        check.thread = &kit_threads[i];
        bool own = strcmp(check.thread->name, "library") == 0; /* these two belong to each other, and to nothing else */
        if (own != (library->threads == KIT_ON_OWN) || (thread != NULL && strcmp(check.thread->name, thread) != 0))
            continue;
        if (!mine())
            continue;
        snprintf(check.name, sizeof check.name, "%s::%s", library->name, check.thread->name);
        bool tiny = strcmp(check.thread->name, "stack-16k") == 0;
        if (strcmp(library->name, "harfbuzz") == 0 && strcmp(check.thread->name, "elf-destructor") == 0)
            skip(check.name,
                 "HarfBuzz has freed its list of languages by then, in a destructor of its own, and reads it");
        else if (library->items > 0 && strcmp(check.thread->name, "outlive") == 0)
            skip(check.name,
                 "a real library may take itself apart while threads are in it, as HarfBuzz does, and is no cell");
        else if (SANITIZED && tiny)
            skip(check.name, "a sanitizer's own frames need more stack than that");
        else if (library->items > 0 && tiny)
            skip(check.name, "real work may need more stack than that: libuv's, PCRE2's and llvmpipe's does");
        else if (library->items > 0 && check.thread->times > 1)
            skip(check.name, "real work thousands of times over takes minutes, and is no cell");
        else
            in_child(&check);
    }
}

/* The plug-in that the build puts beside this program. */
static void check_plugin(void)
{
    char path[4096] = "";
    if (readlink("/proc/self/exe", path, sizeof path - 32) > 0)
        strcpy(strrchr(path, '/'), "/libselftest-plugin.so");
    struct check check = {"plug-in::caller", path, &kit_threads[0], combination};
    in_child(&check);
}

int main(int argc, char **argv)
{
    const char *library = argc > 1 ? argv[1] : NULL, *thread = argc > 2 ? argv[2] : NULL;
    if (library != NULL && sscanf(library, "%d/%d", &part, &parts) == 2)
        library = NULL;
    bool usable = parts > 0 && part > 0 && part <= parts;
    for (int i = 0; usable && i < kit_library_count; i++)
        if (library == NULL || strcmp(kit_libraries[i]->name, library) == 0)
            check_library(kit_libraries[i]->name, kit_libraries[i], thread);
    if (usable && library == NULL && mine())
        check_plugin();
    int code = sum();
    if (code == 2)
        fprintf(stderr,
                "selftest: no such library, thread kind or part\nusage: selftest [LIBRARY [THREAD] | PART/PARTS]\n");
    return code;
}
