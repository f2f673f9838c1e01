/* kit.c: the entries called from managed code, and the trampoline that every callback goes through. */
#include "run.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct kit_library *plug_in(const char *path)
{
    void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (file == NULL) {
        kit_note(KIT_TOKEN_BROKEN, "%s cannot be loaded: %s", path, dlerror());
        return NULL;
    }
    const struct kit_library *library = dlsym(file, "kit_library");
    if (library == NULL) {
        kit_note(KIT_TOKEN_BROKEN, "%s is not a library for the kit: it exports no `kit_library` (see kit.h)", path);
        return NULL;
    }
    if (library->abi != KIT_ABI) {
        kit_note(KIT_TOKEN_BROKEN, "%s was built for version %u of kit.h, this kit has version %u: build it again",
                 path, library->abi, KIT_ABI);
        return NULL;
    }
    return library;
}

const struct kit_library *kit_find_library(const char *name)
{
    if (strchr(name, '/') != NULL)
        return plug_in(name);
    for (int i = 0; i < kit_library_count; i++)
        if (strcmp(kit_libraries[i]->name, name) == 0)
            return kit_libraries[i];
    kit_note(KIT_TOKEN_BROKEN, "there is no library called %s", name);
    return NULL;
}

static const struct kit_thread *find_thread(const char *name)
{
    for (int i = 0; i < kit_thread_count; i++)
        if (strcmp(kit_threads[i].name, name) == 0)
            return &kit_threads[i];
    kit_note(KIT_TOKEN_BROKEN, "there is no thread kind called %s", name);
    return NULL;
}

static void failed(const struct kit_request *request, const char *why)
{
    (void)request;
    kit_note(KIT_TOKEN_BROKEN, "the library failed: %s", why);
}

struct kit_run *kit_opened;

KIT_EXPORT struct kit_run *kit_open(const char *library, const char *thread, int32_t count)
{
    kit_page();
    const struct kit_library *l = kit_find_library(library);
    const struct kit_thread *t = l ? find_thread(thread) : NULL;
    if (l == NULL || t == NULL)
        return NULL;
    const char *why = l->open ? l->open() : NULL;
    if (why == NULL && t->absent)
        why = t->absent();
    if (why != NULL) {
        kit_note(KIT_TOKEN_ABSENT, "%s", why);
        return NULL;
    }
    struct kit_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        kit_note(KIT_TOKEN_BROKEN, "out of memory");
        return NULL;
    }
    run->request.callback = kit_through;
    run->request.user = run;
    run->request.count = t->times > 1 && count > 2 ? 2 /* two thousand threads need not call often */
                         : l->items > count        ? l->items
                                                   : count;
    run->request.fail = failed;
    run->request.run = run;
    run->library = l;
    run->thread = t;
    run->worker_slot = -1;
    sem_init(&run->order, 0, 0);
    sem_init(&run->reply, 0, 0);
    sem_init(&run->finished, 0, 0);
    run->caller = kit_slot();
    kit_opened = run;
    return run;
}

/* The callback in C that every answer is compared with. */
static int64_t plain(void *calls, int64_t a, int64_t b)
{
    atomic_fetch_add((atomic_int *)calls, 1);
    return a - b;
}

KIT_EXPORT int64_t kit_expect(struct kit_run *run)
{
    atomic_int calls = 0;
    struct kit_request request = {plain, &calls, run->request.count, 0, NULL, failed, NULL};
    if (run->library->begin)
        run->expected_stored = request.stored = run->library->begin(&request);
    kit_page()->expected = run->library->run(&request);
    if (calls < request.count)
        kit_note(KIT_TOKEN_BROKEN, "the library called back %d times, not %d", (int)calls, request.count);
    return kit_page()->expected;
}

/* KIT_TIMEOUT_SCALE: how much longer than usual to wait, on a build of the runtime that is slow; 1 without it. */
static double timeout_scale(void)
{
    const char *text = getenv("KIT_TIMEOUT_SCALE");
    double scale = text ? strtod(text, NULL) : 1;
    return scale > 0 ? scale : 1;
}

/* +collecting: the first callback on a foreign thread comes when a collection is being held up, if one is going to be:
 * whether the two meet by chance depends on how busy the machine is. Collections that end are held up by nobody; one
 * that lasts for milliseconds is. */
static void meet_collection(const struct kit_slot *neighbour)
{
    const struct timespec moment = {0, 100000};
    const double scale = timeout_scale();
    int64_t start = kit_now(), since = start, first = neighbour->beats, beats = first;
    while (kit_now() - start < 50000000 * scale && beats - first < 2) {
        nanosleep(&moment, NULL);
        if (neighbour->waits != KIT_WAITS_COLLECTION || neighbour->beats != beats)
            since = kit_now();
        else if (kit_now() - since > 4000000 * scale)
            return;
        beats = neighbour->beats;
    }
}

/* What a slot said before a callback, and says after it; kept for a callback that does not come back this way. */
struct outside {
    int32_t stage, call, waits, waits_for;
};

static _Thread_local struct outside left_from __attribute__((tls_model("initial-exec")));

static void come_back(struct kit_slot *slot, struct outside outside)
{
    slot->returned++;
    slot->stage = outside.stage;
    slot->call = outside.call;
    slot->waits_for = outside.waits_for;
    slot->waits = outside.waits;
}

KIT_EXPORT void kit_leave(struct kit_run *run)
{
    come_back(kit_slot(), left_from);
    run->library->leave(&run->request);
}

KIT_EXPORT void kit_yield(struct kit_run *run)
{
    come_back(kit_slot(), left_from);
    run->library->yield(&run->request);
}

KIT_EXPORT int64_t kit_again_library(struct kit_run *run, int64_t a, int64_t b)
{
    return run->library->again(&run->request, a, b);
}

int64_t kit_through(void *user, int64_t a, int64_t b)
{
    struct kit_run *run = user;
    struct kit_slot *slot = kit_slot();
    if (run->caller->waits == KIT_WAITS_CALLBACK && run->library->threads == KIT_ON_OWN)
        run->caller->waits_for =
            kit_slot_index(slot); /* a library tells nobody on whom its call waits: on all of these */
    if (run->neighbour != NULL && slot != run->caller && atomic_exchange(&run->met, 1) == 0)
        meet_collection(run->neighbour);
    struct outside outside = {slot->stage, slot->call, slot->waits, slot->waits_for};
    if (run->library->leave != NULL || run->library->yield != NULL)
        left_from = outside;
    slot->waits = KIT_NO_WAIT;
    slot->waits_for = -1;
    slot->call = KIT_NO_CALL; /* a thread that is in managed code is inside no call, whatever lies beneath */
    slot->stage = KIT_ENTERING;
    slot->entered++;
    int64_t answer = run->shield == KIT_NO_SHIELD ? run->entry(slot, a, b) : kit_shielded(run, slot, a, b);
    come_back(slot, outside);
    return answer;
}

KIT_EXPORT int64_t kit_run(struct kit_run *run)
{
    struct kit_slot *slot = kit_slot();
    slot->call = run->call;
    slot->stage = KIT_CALLING;
    int64_t answer = run->thread->go(run);
    slot->stage = KIT_RETURNED;
    slot->call = KIT_NO_CALL;
    return answer;
}

KIT_EXPORT int64_t kit_run_text(const char *text, struct kit_run *run)
{
    if (strcmp(text, "callbacks \xc3\xa6\xc3\xb8\xc3\xa5") != 0) /* the string itself was marshalled wrongly */
        kit_note(KIT_TOKEN_WRONG, "the string argument arrived as \"%s\"", text);
    return kit_run(run);
}

KIT_EXPORT void kit_prepare(struct kit_run *run)
{
    if (run->library->begin)
        run->request.stored = run->library->begin(&run->request);
    if (run->thread->prepare)
        run->thread->prepare(run);
}

/* For the C# side, which has no other way to see them. */
KIT_EXPORT struct kit_page *kit_page_address(void)
{
    return kit_page();
}

KIT_EXPORT struct kit_slot *kit_claim_slot(const char *role)
{
    return kit_claim(role);
}

KIT_EXPORT int32_t kit_thread_when(const struct kit_run *run)
{
    return run->thread->when;
}

KIT_EXPORT int32_t kit_thread_own(const struct kit_run *run)
{
    return run->thread->own;
}

KIT_EXPORT int32_t kit_thread_times(const struct kit_run *run)
{
    return run->thread->times;
}

KIT_EXPORT int32_t kit_thread_spins(const struct kit_run *run)
{
    return run->thread->spins;
}
