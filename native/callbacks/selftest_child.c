/* selftest_child.c: a crash is pinned to its check's name, and the thread kinds that call back when the process ends
 * can end it. See selftest.h. */
#include "selftest.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 240 }; /* some need two when nothing else goes on */

static int passed, failed, skipped;

void report(const char *name, bool right, const char *why)
{
    if (right)
        printf("ok %s\n", name);
    else
        printf("not ok %s: %s\n", name, why);
    *(right ? &passed : &failed) += 1;
}

void skip(const char *name, const char *why)
{
    printf("ok %s # skipped: %s\n", name, why);
    skipped++;
}

/* How the child ended: NULL when it ended well, with a token. */
static const char *fault(const struct kit_page *page, int status)
{
    static const char *const stages[] = {"starting", "arranging", "calling",  "entering", "inside", "leaving",
                                         "returned", "waiting",   "checking", "exiting",  "ended"};
    static char why[400];
    int32_t number = page->slot[0].stage;
    const char *stage = number >= KIT_STARTING && number <= KIT_ENDED ? stages[number] : "overwritten";
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        snprintf(why, sizeof why, "not done after %d s, the caller's stage is %s", SECONDS, stage);
    else if (WIFSIGNALED(status))
        snprintf(why, sizeof why, "%s, the caller's stage is %s", strsignal(WTERMSIG(status)), stage);
    else if (WEXITSTATUS(status) != 0)
        snprintf(why, sizeof why, "exit code %d, the caller's stage is %s", WEXITSTATUS(status), stage);
    else if (page->token == KIT_NO_TOKEN)
        snprintf(why, sizeof why, "it exited without a token, the caller's stage is %s", stage);
    else if (page->token != KIT_TOKEN_RIGHT && page->token != KIT_TOKEN_ABSENT)
        snprintf(why, sizeof why, "%.255s", page->reason);
    else
        return NULL;
    return why;
}

void in_child(const struct check *check)
{
    char number[16];
    int file = memfd_create("page", 0); /* inherited, as the launcher would have it */
    struct kit_page *page = MAP_FAILED;
    if (file >= 0 && ftruncate(file, KIT_PAGE_BYTES) == 0)
        page = mmap(NULL, KIT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    snprintf(number, sizeof number, "%d", file);
    setenv("KIT_PAGE", number, 1);
    fflush(NULL); /* else what is buffered is written twice */
    pid_t child = page == MAP_FAILED ? -1 : fork();
    if (child == 0) {
        alarm(SECONDS);
        check->work(check);
        exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("selftest");
        exit(2);
    }
    const char *why = fault(page, status);
    if (why == NULL && page->token == KIT_TOKEN_ABSENT)
        skip(check->name, page->reason);
    else
        report(check->name, why == NULL, why);
    munmap(page, KIT_PAGE_BYTES);
    close(file);
}

int sum(void)
{
    if (passed + failed + skipped == 0)
        return 2;
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
