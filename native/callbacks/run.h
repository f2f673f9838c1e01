/* run.h: one run of one cell as the native side sees it, and the table of thread kinds. Not part of the plug-in
 * contract. */
#ifndef KIT_RUN_H
#define KIT_RUN_H

#include "kit.h"
#include "page.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

struct kit_thread;

/* The door: what C calls when it calls back. The slot is the calling thread's own. */
typedef int64_t (*kit_entry)(struct kit_slot *slot, int64_t a, int64_t b);

/* Allocated by kit_open; its C# twin is Run in conformance/Cells/Native.cs, which sees the fields up to `answer`. */
struct kit_run {
    struct kit_request request; /* what the library gets: callback = kit_through, user = this */
    kit_entry entry;            /* the door under test */
    kit_entry attach;           /* an empty managed callback, to attach a thread beforehand */
    int32_t call;               /* enum kit_call_kind of the call under test */
    int32_t shield;             /* enum kit_shield: what C does around each callback */
    atomic_int went;            /* the call has returned: callbacks that come after it may start */
    atomic_int done;            /* threads whose callbacks are all back */
    atomic_int gone;            /* threads of the kit that ended inside a callback (pthread_exit) */
    atomic_int damage;          /* callbacks after which a shield found something changed */
    const int64_t *unpinned;    /* KIT_SHIELD_UNPINNED: eight numbers that C reads after the callback, */
    int64_t unpinned_sum;       /* and what their sum must be */
    int64_t answer;             /* the fold, when it is known only after the call */
    struct kit_slot *neighbour; /* +collecting: the thread that collects all the time, or NULL */
    /* the native side's own from here on */
    const struct kit_library *library;
    const struct kit_thread *thread;
    struct kit_slot *caller;
    int32_t worker_slot;
    void *expected_stored; /* what the library stored for kit_expect, and may keep until the process ends */
    atomic_int met;        /* the collection that the neighbour was to meet the first callback with */
    sem_t order, reply, finished;
};

/* What C does around each callback, asked for by a body. */
enum kit_shield {
    KIT_NO_SHIELD = 0,
    KIT_SHIELD_JUMP = 1,      /* setjmp: a longjmp out of the callback lands here and counts as the answer */
    KIT_SHIELD_CPP = 2,       /* C++ try/catch: likewise for an exception */
    KIT_SHIELD_REGISTERS = 3, /* callee-saved registers are filled before and compared after */
    KIT_SHIELD_ERRNO = 4,     /* errno is set before and compared after */
    KIT_SHIELD_ROUNDING = 5,  /* rounding upwards is set before, compared after, then restored */
    KIT_SHIELD_FLUSH = 6,     /* flush-to-zero likewise */
    KIT_SHIELD_UNPINNED = 7   /* C reads through the pointer that it was given before the callback */
};

/* When the callbacks of a thread kind come. */
enum kit_when {
    KIT_DURING = 0, /* inside the call, which waits for them */
    KIT_AFTER = 1,  /* after the call has returned; kit_finish waits for them */
    KIT_AT_EXIT = 2 /* when the process ends; the token is written by C */
};

/* What a thread kind carries to its thread. */
enum kit_carries {
    KIT_CARRIES_RUN = 0,     /* the whole run of the library */
    KIT_CARRIES_CALLBACK = 1 /* each callback alone: a signal handler must not run SQLite */
};

/* One thread kind: a row of the table in threads.c. */
struct kit_thread {
    const char *name;
    const char *sentence;
    int32_t when;    /* enum kit_when */
    int32_t foreign; /* the callbacks come on another thread than the caller's */
    int32_t carries; /* enum kit_carries */
    int32_t own;     /* the call is made on a managed thread of its own, which ends right after */
    int32_t spins;   /* the caller waits in managed code, not in kit_finish: that is where the signal must land */
    int32_t times;   /* how many threads, one after another */
    /* NULL, or before the call, on the calling thread, in a safe call. */
    void (*prepare)(struct kit_run *run);
    /* The call under test. Answers the fold, or 0 when the callbacks come later. */
    int64_t (*go)(struct kit_run *run);
    /* NULL, or why this platform has no such thread. */
    const char *(*absent)(void);
};

extern const struct kit_thread kit_threads[];
extern const int kit_thread_count;
extern const struct kit_library *const kit_libraries[];
extern const int kit_library_count;

/* The two entries called from managed code, declared once per call kind. */
int64_t kit_run(struct kit_run *run);
int64_t kit_run_text(const char *text, struct kit_run *run);

/* Set-up and check, always safe calls. */
struct kit_run *kit_open(const char *library, const char *thread,
                         int32_t count); /* NULL: token and reason on the page */
int64_t kit_expect(struct kit_run *run); /* the library with a callback in C: also kept on the page */
void kit_prepare(struct kit_run *run);
int64_t kit_finish(struct kit_run *run);
kit_entry kit_c_body(const char *name); /* the body written in C, or NULL */
void kit_describe(const char *library); /* the axes as JSON lines on standard output; `library` a path or NULL */

/* What bodies have beneath them in C; called by managed code as the key says. */
int64_t kit_again(struct kit_run *run, int64_t a, int64_t b); /* calls back, one level deeper */
int64_t kit_leaf(int64_t a, int64_t b);                       /* does not call back */
void kit_leave(struct kit_run *run);                          /* by the library's own ways out */
void kit_yield(struct kit_run *run);
int64_t kit_again_library(struct kit_run *run, int64_t a, int64_t b); /* the library's own API, once more */
void kit_jump(void);                                                  /* longjmp to the shield */
void kit_cpp_prepare(void);                                           /* before any of those with cpp in the name */
void kit_cpp_throw(void);                                             /* a C++ exception for the shield */
int64_t kit_cpp_caught(int64_t a, int64_t b); /* a C++ exception thrown and caught beneath the callback */
void kit_thread_exit(void);                   /* pthread_exit */
void kit_exit(int32_t code);
void kit_spin(int64_t nanoseconds);
int64_t kit_sleep(int64_t nanoseconds); /* how often it was interrupted (EINTR) */
int64_t kit_alignment(void);            /* of its stack frame, modulo 16 */

/* How long the spin and sleep bodies keep the call, and where they leave how often a sleep was interrupted. */
#define KIT_OCCUPY_NANOSECONDS 200000000
#define KIT_MEASURE_EINTR 0

/* In how many callbacks of a thread a body does its deed when a library's real work takes thousands of them; in the
 * others it merely answers. */
#define KIT_DEEDS 4

/* What these files share. */
const struct kit_library *kit_find_library(const char *name); /* NULL, with the page noted, when there is none */
int64_t kit_through(void *run, int64_t a, int64_t b);         /* the trampoline: slot, stage, shield, entry */
int64_t kit_shielded(struct kit_run *run, struct kit_slot *slot, int64_t a, int64_t b);
int64_t kit_cpp_try(kit_entry entry, struct kit_slot *slot, int64_t a, int64_t b);
int64_t kit_answer(struct kit_slot *slot, int64_t a, int64_t b); /* a - b, in C */
extern struct kit_run *kit_opened;                               /* the run of this process, for bodies in C */
int64_t kit_now(void);                                           /* nanoseconds, CLOCK_MONOTONIC */
void kit_note(int32_t token, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
