/* page.c: the progress page as the cell's process writes it. Plain stores: see page.h. */
#include "run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* initial-exec: a signal handler may be the first to ask, and the lazy model would call malloc for it. */
static _Thread_local struct kit_slot *mine __attribute__((tls_model("initial-exec")));
static struct kit_page *page;

static void map_page(void)
{
    const char *inherited = getenv("KIT_PAGE");
    void *memory = MAP_FAILED;
    if (inherited != NULL)
        memory = mmap(NULL, KIT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, atoi(inherited), 0);
    if (memory == MAP_FAILED) /* run by hand, under a debugger: nobody watches, the stores go nowhere */
        memory = mmap(NULL, KIT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    page = memory;
    /* Where Yama restricts ptrace to ancestors (Ubuntu's default), the look into a stuck process, which is a sibling,
     * would be refused. Fails where there is no Yama. */
    if (inherited != NULL)
        prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    page->pid = getpid();
    page->version = KIT_PAGE_VERSION;
    page->magic = KIT_PAGE_MAGIC;
}

struct kit_page *kit_page(void)
{
    if (page == NULL) /* first called by the only thread there is, from kit_open or kit_describe */
        map_page();
    return page;
}

struct kit_slot *kit_claim(const char *role)
{
    struct kit_page *p = kit_page();
    int32_t index = __atomic_fetch_add(&p->slots, 1, __ATOMIC_RELAXED);
    /* Thousands of short-lived threads share what is left; the first slots (caller, collector, ...) stay theirs. */
    if (index >= KIT_SLOTS)
        index = KIT_SLOTS / 2 + index % (KIT_SLOTS / 2);
    struct kit_slot *slot = &p->slot[index];
    memset(slot, 0, sizeof *slot);
    slot->waits_for = -1;
    slot->pid = getpid();
    strncpy(slot->role, role, sizeof slot->role - 1);
    slot->tid = (int32_t)syscall(SYS_gettid);
    mine = slot;
    return slot;
}

struct kit_slot *kit_slot(void)
{
    return mine != NULL ? mine : kit_claim("thread");
}

void kit_forget(void)
{
    mine = NULL;
}

int32_t kit_slot_index(const struct kit_slot *slot)
{
    return (int32_t)(slot - kit_page()->slot);
}

int64_t kit_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void kit_note(int32_t token, const char *format, ...)
{
    struct kit_page *p = kit_page();
    if (p->token != KIT_NO_TOKEN) /* the first word counts */
        return;
    va_list rest;
    va_start(rest, format);
    vsnprintf(p->reason, sizeof p->reason, format, rest);
    va_end(rest);
    p->token = token;
}
