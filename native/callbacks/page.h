/* page.h: the progress page, what a cell tells the world while it runs.
 *
 * A shared memory file, inherited by the cell's process as the descriptor named in the environment variable KIT_PAGE
 * and mapped by the parent as well. Plain stores, no lock, no helper thread: a thread that is stuck, signalled or about
 * to be killed has already said where it was, and the page outlives SIGKILL. Nothing here is a primitive under test.
 *
 * The C# twins are conformance/Cells/Page.cs (writes) and src/Kit/Execution/Watching/Page.cs (reads); PageLayoutTests
 * holds the three together. All fields are little-endian and naturally aligned.
 */
#ifndef KIT_PAGE_H
#define KIT_PAGE_H

#include <stdint.h>

#define KIT_PAGE_MAGIC 0x4741504bu /* "KPAG" */
#define KIT_PAGE_VERSION 1
#define KIT_SLOTS 120
#define KIT_MEASURES 16
#define KIT_PAGE_BYTES 16384

/* How far something got. A row names a stage by the word behind it. */
enum kit_stage {
    KIT_STARTING = 0,  /* starting: the runtime has not reached Main */
    KIT_ARRANGING = 1, /* arranging: Main runs, the cell is being set up */
    KIT_CALLING = 2,   /* calling: inside the call into C, no callback yet or between two */
    KIT_ENTERING = 3,  /* entering: C has called the door into managed code, no managed line has run */
    KIT_INSIDE = 4,    /* inside: the body runs */
    KIT_LEAVING = 5,   /* leaving: the body is done, on its way back to C */
    KIT_RETURNED = 6,  /* returned: the call is back in managed code */
    KIT_WAITING = 7,   /* waiting: managed code waits for callbacks that come after the call */
    KIT_CHECKING = 8,  /* checking: the answer is being checked */
    KIT_EXITING = 9,   /* exiting: Main is done, the process ends */
    KIT_ENDED = 10     /* ended: this thread is gone */
};

/* The call kind a thread is inside of, as in the key; 0 when it is not inside a call into C. */
enum kit_call_kind {
    KIT_NO_CALL = 0,
    KIT_SAFE = 1,
    KIT_UNSAFE = 2, /* the thread stays in cooperative mode: a collection has to wait for it */
    KIT_SAFE_POINTER = 3,
    KIT_UNSAFE_POINTER = 4, /* as KIT_UNSAFE */
    KIT_MARSHALLED = 5
};

/* What a thread waits for, without a time limit. waits_for is the slot of the awaited thread, or -1. */
enum kit_wait {
    KIT_NO_WAIT = 0,
    KIT_WAITS_JOIN = 1,       /* for thread `waits_for` to end */
    KIT_WAITS_CALLBACK = 2,   /* for thread `waits_for` to bring a callback back */
    KIT_WAITS_LOCK = 3,       /* for a lock or static constructor held by `waits_for` */
    KIT_WAITS_COLLECTION = 4, /* it collects: for every thread that is inside an unsafe call */
    KIT_WAITS_TASK = 5,       /* for a managed thread or task, `waits_for` if it has a slot */
    KIT_WAITS_FINALIZERS = 6, /* for the finalizer thread */
    KIT_WAITS_PROCESS = 7,    /* for the forked child `waits_for` */
    KIT_WAITS_TIMED = 8       /* a wait or a sleep that ends by itself: never part of a proof */
};

/* The final token. Only a process that ends as the cell meant it to, with a token, has returned. */
enum kit_token {
    KIT_NO_TOKEN = 0,
    KIT_TOKEN_RIGHT = 1,  /* the answer is right */
    KIT_TOKEN_WRONG = 2,  /* the answer is wrong: `reason` says how */
    KIT_TOKEN_BROKEN = 3, /* the kit's own fault, or a precondition that did not hold: `reason` */
    KIT_TOKEN_ABSENT = 4  /* not possible here: `reason` */
};

/* One thread of one process. 128 bytes. */
struct kit_slot {
    int32_t pid;        /* the process, as the kernel numbers it */
    int32_t tid;        /* the thread, likewise; 0: slot unused */
    int32_t stage;      /* enum kit_stage */
    int32_t call;       /* enum kit_call_kind */
    int32_t waits;      /* enum kit_wait */
    int32_t waits_for;  /* a slot's index, or -1 */
    int64_t entered;    /* callbacks that C began on this thread */
    int64_t inside;     /* callbacks in which a managed line ran */
    int64_t returned;   /* callbacks that came back to C */
    int64_t beats;      /* anything else that moves: a thread that beats is slow, not stuck */
    char role[24];      /* "caller", "pthread", "collector", ... */
    int64_t scratch[6]; /* the body's own */
};

/* 16384 bytes: 1024 of header, KIT_SLOTS slots. */
struct kit_page {
    uint32_t magic;
    uint32_t version;
    int32_t pid;                    /* the cell's process */
    int32_t stage;                  /* of the cell as a whole: the caller's, then exiting */
    int32_t token;                  /* enum kit_token */
    int32_t exit_code;              /* what the process will end with if all goes as meant; 0 unless the body ends it */
    int32_t slots;                  /* handed out so far; may exceed KIT_SLOTS: then they are shared */
    int32_t fork_status;            /* wait status of the forked child, 0 if none or well */
    int64_t expected;               /* the fold of the same library with a callback in C */
    int64_t answer;                 /* the fold of this cell */
    int64_t measures[KIT_MEASURES]; /* what a body observed; named by measure_names */
    char reason[256];               /* for every token but right */
    char runtime[128];              /* what the runtime says of itself */
    char measure_names[256];        /* space separated, in the order of measures */
    char reserved[1024 - 48 - 8 * KIT_MEASURES - 256 - 128 - 256];
    struct kit_slot slot[KIT_SLOTS];
};

_Static_assert(sizeof(struct kit_slot) == 128, "the C# twins count on it");
_Static_assert(sizeof(struct kit_page) == KIT_PAGE_BYTES, "the C# twins count on it");

/* The page of this process: the inherited one, else (a cell run by hand) private memory. Never NULL. */
struct kit_page *kit_page(void);

/* The slot of the calling thread, claimed on first use; safe in signal handlers. */
struct kit_slot *kit_slot(void);

/* Claims a slot for a thread by role; `kit_forget` lets a forked child or an ending thread give it up. */
struct kit_slot *kit_claim(const char *role);
void kit_forget(void);

int32_t kit_slot_index(const struct kit_slot *slot);

#endif
