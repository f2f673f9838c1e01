/* kit-launcher WORKDIR: starts children one at a time, and sees to it that nothing of them is left.
 *
 * One stands beside the parent for every job slot. What it does needs a process with a single thread and no runtime:
 * PR_SET_PDEATHSIG follows the thread that forked, and managed code cannot become a subreaper or reap what is not its
 * own. It makes WORKDIR (which must not exist), and when its standard input ends, however that came about, it kills
 * every descendant, removes WORKDIR and exits with 0. Children write to WORKDIR/out and WORKDIR/err, since a grandchild
 * can hold a pipe open for ever, and inherit one descriptor, the progress page (page.h).
 *
 * It says once:
 *
 * - ready PID FD: the parent maps /proc/PID/fd/FD, a child finds the page as FD.
 *
 * It understands:
 *
 * - start NARGS NENV CPU_SECONDS DATA_BYTES CORES, then NARGS+NENV strings, each ending in a NUL, the first of them the
 *   path to execute. A limit of 0 is none; with CORES 1 core files are kept.
 * - kill: SIGKILL to the child and all that came of it. Does nothing when there is none.
 * - spin N: keeps N processes busy until another spin, or the end.
 *
 * It answers:
 *
 * - started PID, or failed ERRNO MESSAGE, and then there is no child.
 * - ended PID WAITSTATUS UTIME_US STIME_US MAXRSS_KB LEFT: the times are those of the child and of what it waited for;
 *   LEFT descendants had to be killed. All are gone by then, and the page stays as they left it until the next start.
 * - spinning N.
 */
#include "descendants.h"
#include "page.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_STRINGS = 1 << 16, LONGEST_HEADER = 128, LONGEST_REQUEST = 8 << 20 };

static char *work; /* WORKDIR, when we have made it */
static int folder, nothing, signals;
static void *page;

static int remove_entry(const char *path, const struct stat *s, int type, struct FTW *at)
{
    (void)s, (void)type, (void)at;
    remove(path);
    return 0;
}

_Noreturn static void end(int code)
{
    kit_kill_everything();
    if (work)
        nftw(work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    exit(code);
}

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("kit-launcher: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    end(2);
}

/* Nobody there to take it: then standard input has ended as well, and the next poll sees that. */
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vdprintf(STDOUT_FILENO, format, arguments);
    va_end(arguments);
}

static void say_failed(const char *program, const char *step, int error)
{
    say("failed %d %s: %s: %s\n", error, strchr(program, '\n') ? "a program" : program, step, strerror(error));
}

static void start(struct kit_start *start)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    const char *program = start->arguments[0], *step = NULL;
    memset(page, 0, KIT_PAGE_BYTES);
    start->folder = folder;
    start->in = nothing;
    start->out = openat(folder, "out", flags, 0600);
    start->err = openat(folder, "err", flags, 0600);
    pid_t pid;
    if (start->out < 0 || start->err < 0)
        say_failed(program, "open WORKDIR/out and WORKDIR/err", errno);
    else if ((pid = kit_start_child(start, &step)) < 0)
        say_failed(program, step, errno);
    else
        say("started %d\n", pid);
    close(start->out);
    close(start->err);
}

/* What a killed runtime leaves in TMPDIR, which is WORKDIR. */
static void remove_sockets(void)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (!strncmp(entry->d_name, "dotnet-diagnostic-", 18) || !strncmp(entry->d_name, "clr-debug-pipe-", 15))
            unlinkat(folder, entry->d_name, 0);
    closedir(entries);
}

static void tell_end(void)
{
    struct kit_end end;
    if (!kit_child_ended(&end))
        return;
    remove_sockets();
    const struct rusage *u = &end.usage;
    say("ended %d %d %lld %lld %ld %d\n", end.pid, end.status, u->ru_utime.tv_sec * 1000000LL + u->ru_utime.tv_usec,
        u->ru_stime.tv_sec * 1000000LL + u->ru_stime.tv_usec, u->ru_maxrss, end.left);
}

/* Carries out the first request in the buffer and answers its length, 0 when it is not all there yet. */
static size_t obey(char *request, size_t length)
{
    char header[LONGEST_HEADER], *body = memchr(request, '\n', length), *zero;
    if (!body && length < sizeof header)
        return 0;
    if (!body || ++body - request > (ptrdiff_t)sizeof header)
        die("a request has no end");
    memcpy(header, request, (size_t)(body - request));
    header[body - request - 1] = 0;

    unsigned arguments, environment, cores, count;
    struct kit_start wanted = {0};
    if (!strcmp(header, "kill")) {
        kit_kill_child();
    } else if (sscanf(header, "spin %u", &count) == 1) {
        say("spinning %d\n", kit_spin((int)count));
    } else if (sscanf(header, "start %u %u %llu %llu %u", &arguments, &environment, &wanted.cpu_seconds,
                      &wanted.data_bytes, &cores) == 5 &&
               arguments > 0 && arguments <= MOST_STRINGS && environment <= MOST_STRINGS) {
        char **strings = calloc(arguments + environment + 2, sizeof *strings); /* two lists, each ending in NULL */
        if (!strings)
            die("out of memory");
        wanted.arguments = strings;
        wanted.environment = strings + arguments + 1;
        wanted.cores = cores;
        for (unsigned i = 0; i < arguments + environment; i++, body = zero + 1) {
            if (!(zero = memchr(body, 0, (size_t)(request + length - body)))) {
                free(strings);
                return 0;
            }
            strings[i < arguments ? i : i + 1] = body;
        }
        if (kit_child())
            say_failed(strings[0], "another child still runs", EBUSY);
        else
            start(&wanted);
        free(strings);
    } else {
        die("not a request: %s", header);
    }
    return (size_t)(body - request);
}

static void prepare(const char *path)
{
    setsid(); /* away from the terminal and its Ctrl-C; fails only for a group leader, started by hand */
    if (syscall(SYS_close_range, 3u, ~0u, 0u)) /* Linux 5.9 */
        for (int fd = 3; fd < 1024; fd++)
            close(fd);
    sigset_t all, ours;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&ours);
    for (const int *s = (const int[]){SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, 0}; *s; s++)
        sigaddset(&ours, *s);
    const char *unfit = kit_adopt();
    if (unfit)
        die("this kernel is not fit for the kit: %s", unfit);
    if (mkdir(path, 0700) || !(work = realpath(path, NULL)))
        die("cannot make %s: %s", path, strerror(errno));
    folder = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    /* Sealed: a cell that writes to the wrong descriptor must not take the page from under the parent. */
    int fd = memfd_create("kit-page", MFD_ALLOW_SEALING);
    if (folder < 0 || nothing < 0 || signals < 0 || fd < 0 || ftruncate(fd, KIT_PAGE_BYTES) ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ||
        (page = mmap(NULL, KIT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED)
        die("cannot start: %s", strerror(errno));
    say("ready %d %d\n", getpid(), fd);
}

int main(int count, char **arguments)
{
    size_t have = 0, room = 1 << 16;
    char *buffer = malloc(room);
    if (count != 2 || !buffer)
        return fputs("usage: kit-launcher WORKDIR   (the kit starts it; launcher.c says what it understands)\n",
                     stderr),
               2;
    prepare(arguments[1]);
    for (;;) {
        struct pollfd news[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
        struct signalfd_siginfo signal;
        if (poll(news, 2, -1) < 0 && errno != EINTR)
            die("cannot poll: %s", strerror(errno));
        while (news[1].revents && read(signals, &signal, sizeof signal) > 0)
            if (signal.ssi_signo != SIGCHLD)
                end(128 + (int)signal.ssi_signo);
        if (news[1].revents)
            tell_end();
        if (!news[0].revents)
            continue;
        if (have == room && ((room *= 2) > LONGEST_REQUEST || !(buffer = realloc(buffer, room))))
            die("a request is too long");
        ssize_t got = read(STDIN_FILENO, buffer + have, room - have);
        if (got <= 0)
            end(0); /* the parent is done, or dead */
        have += (size_t)got;
        for (size_t used; have && (used = obey(buffer, have)); have -= used)
            memmove(buffer, buffer + used, have - used);
    }
}
