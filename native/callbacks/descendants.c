#include "descendants.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_SPINNERS = 1024 };

static pid_t self;
static pid_t child; /* 0: none runs */
static struct kit_end last;
static bool killing; /* from here on a death by SIGKILL is our doing */
static pid_t spinners[MOST_SPINNERS];
static int spinner_count;

const char *kit_adopt(void)
{
    self = getpid();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1))
        return "it has no subreapers: orphans would get away";
    if (access("/proc/thread-self/children", R_OK))
        return "it has no /proc/PID/task/TID/children (or /proc is not mounted): orphans could not be found";
    return NULL;
}

pid_t kit_child(void)
{
    return child;
}

static void limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit now;
    if (getrlimit(what, &now))
        return;
    now.rlim_max = hard < now.rlim_max ? hard : now.rlim_max;
    now.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
    setrlimit(what, &now);
}

/* Written by the child, read by us: until exec we share memory. */
static const char *volatile failed_step;
static volatile int failed_error;

/* The child's way to exec: system calls only, since it borrows our stack. The descriptors it must not have are
 * close-on-exec, and no signal has a handler. */
_Noreturn static void become(const struct kit_start *start)
{
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != self)
        _exit(127);
    /* 1, not 0: a core_pattern that is a pipe (systemd-coredump, apport) minds no limit but 1, see core_pattern in
     * fs/coredump.c; for a file 1 is as good as 0. */
    limit(RLIMIT_CORE, start->cores ? RLIM_INFINITY : 1, start->cores ? RLIM_INFINITY : 1);
    limit(RLIMIT_STACK, 8 << 20, RLIM_INFINITY); /* how deep a cell gets must not depend on the user's shell */
    if (start->cpu_seconds)
        limit(RLIMIT_CPU, start->cpu_seconds, start->cpu_seconds + 2); /* SIGXCPU says why, SIGKILL insists */
    if (start->data_bytes)
        limit(RLIMIT_DATA, start->data_bytes, start->data_bytes);
    int adjust = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    (void)!write(adjust, "1000", 4); /* when memory is short it is the cell that goes */
    close(adjust);
    if (dup2(start->in, 0) < 0 || dup2(start->out, 1) < 0 || dup2(start->err, 2) < 0)
        failed_step = "redirect";
    else if (fchdir(start->folder))
        failed_step = "chdir";
    else {
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(start->arguments[0], start->arguments, start->environment);
        failed_step = "exec";
    }
    failed_error = errno;
    _exit(127);
}

pid_t kit_start_child(const struct kit_start *start, const char **step)
{
    failed_step = NULL;
    memset(&last, 0, sizeof last);
    killing = false;
    pid_t pid = vfork(); /* 0.15 ms cheaper than fork, and it returns when exec has succeeded or failed */
    if (pid == 0)
        become(start);
    if (pid > 0 && !failed_step)
        return child = pid;
    *step = pid < 0 ? "fork" : failed_step;
    if (pid > 0) {
        waitpid(pid, NULL, 0);
        errno = failed_error;
    }
    return -1;
}

void kit_kill_child(void)
{
    killing = true;
    if (child) {
        kill(-child, SIGKILL); /* its number is ours until it is reaped */
        kill(child, SIGKILL);  /* it may have moved to another group */
    }
}

static int spinner(pid_t pid)
{
    for (int i = 0; i < spinner_count; i++)
        if (spinners[i] == pid)
            return i;
    return -1;
}

/* All that have ended; with wait, at least one. */
static void reap(bool wait)
{
    int status;
    struct rusage usage;
    for (pid_t pid; (pid = wait4(-1, &status, wait ? 0 : WNOHANG, &usage)) > 0; wait = false) {
        int index = spinner(pid);
        if (index >= 0) {
            spinners[index] = spinners[--spinner_count];
        } else if (pid == child) {
            child = 0;
            last.pid = pid;
            last.status = status;
            last.usage = usage;
        } else if (killing && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
            last.left++;
        }
    }
}

/* SIGKILL to all children but the spinners, and how many they are. Orphans from any depth and session become our
 * children, and leave the list only when we reap them: none is missed. */
static int kill_children(void)
{
    FILE *list = fopen("/proc/thread-self/children", "re");
    if (!list)
        return 0;
    int count = 0;
    for (int pid; fscanf(list, "%d", &pid) == 1;)
        if (spinner(pid) < 0) {
            kill(pid, SIGKILL);
            count++;
        }
    fclose(list);
    return count;
}

static void kill_family(void)
{
    kit_kill_child(); /* the group first: it dies in one step, nothing in it can fork its way out */
    reap(false);
    while (kill_children() > 0)
        reap(true);
}

bool kit_child_ended(struct kit_end *end)
{
    siginfo_t info = {0};
    bool one = child != 0;
    /* WNOWAIT: while the child is a zombie its number still stands for its group. */
    if (!one || waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid) {
        reap(false); /* an orphan that ended by itself */
        if (!one || child)
            return false;
        /* The child itself ended between the two looks, and was reaped by the second. */
    }
    kill_family();
    *end = last;
    return true;
}

int kit_spin(int wanted)
{
    while (spinner_count > 0 && spinner_count > wanted) {
        pid_t pid = spinners[--spinner_count];
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    while (spinner_count < wanted && spinner_count < MOST_SPINNERS) {
        pid_t pid = fork();
        if (pid < 0)
            break;
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            prctl(PR_SET_NAME, "kit-spinner");
            if (getppid() != self)
                _exit(0);
            syscall(SYS_close_range, 0u, ~0u, 0u);
            for (volatile unsigned i = 0;; i++) {
            }
        }
        spinners[spinner_count++] = pid;
    }
    return spinner_count;
}

void kit_kill_everything(void)
{
    spinner_count = 0; /* they are children like all others now */
    kill_family();
}
