/* sample.h: the sampler, which times callbacks for `latency`. A clock of known cost, a file that survives the process,
 * and the loops in C: those that call back, and the same with a callback in C, which is the speed of light.
 *
 * The file is mapped and touched before anything is timed. Its twin is src/Kit/Latency/SampleFile.cs. All values are
 * ticks of the sampler's clock as they were read: what a stamp itself costs is told in the header and subtracted by who
 * reads, so that nothing is lost here.
 */
#ifndef KIT_SAMPLE_H
#define KIT_SAMPLE_H

#include "kit.h"

#define KIT_SAMPLES_MAGIC 0x504d534bu /* "KSMP" */
#define KIT_SAMPLES_VERSION 2
#define KIT_SAMPLES_HEADER 4096

struct kit_samples {
    uint32_t magic, version;
    int64_t capacity, used;          /* in bytes, with the header */
    int32_t clock;                   /* 1: the time-stamp counter, 0: clock_gettime(CLOCK_MONOTONIC) */
    int32_t whole;                   /* 1: kit_samples_close was reached */
    double ticks_per_ns;             /* measured against CLOCK_MONOTONIC_RAW at the end, over the whole run */
    double drift;                    /* by how much the first 20 ms disagreed with the whole, as a ratio minus 1 */
    int64_t stamp_cost;              /* ticks between two stamps with nothing between them, the median */
    int64_t step;                    /* the smallest difference between two readings that is not 0, in ticks */
    int64_t chain_first, chain_last; /* ticks of the same work at the beginning and at the end: the core's frequency */
};

enum kit_series_kind {
    KIT_SERIES_BATCH = 0,       /* ticks that `operations` operations took */
    KIT_SERIES_EACH = 1,        /* ticks of every single operation, with one stamp's cost in each */
    KIT_SERIES_SLOW = 2,        /* struct kit_slow: the slow ones among them, with what happened meanwhile */
    KIT_SERIES_COLLECTIONS = 3, /* start, end in ticks and pause in nanoseconds, of each collection */
    KIT_SERIES_NUMBERS = 4      /* counts, or nanoseconds that were measured elsewhere */
};

/* A series begins with this; `count` values of 8 bytes follow. 128 bytes. */
struct kit_series {
    char name[104]; /* "quantity key side", see conformance/Cells/Latency/Timing.cs */
    int32_t kind;   /* enum kit_series_kind */
    int32_t round;
    int64_t operations;
    int64_t count;
};

/* One callback, or one gap between two, that took longer than KIT_SLOW_NS. The counters are getrusage's for the thread
 * since the last time that they were read, which is at every slow callback and every slow gap: what is slow here and
 * counts nothing was neither a fault nor a switch. */
struct kit_slow {
    int64_t start, ticks, minor_faults, major_faults, waits, preemptions;
};

#define KIT_SLOW_NS 1000

/* A callback that stamps another. */
struct kit_stamped {
    kit_callback callback; /* the one that is timed */
    void *user;
    int64_t *ticks; /* room for `room` durations */
    struct kit_slow *slow;
    int64_t room, slow_room, count, slow_count;
    int64_t slow_ticks; /* KIT_SLOW_NS in ticks */
    int64_t last;       /* when the last one ended */
    int64_t usage[4];   /* the counters when they were last read */
};

int64_t kit_ticks(void);
int64_t kit_time_loop(kit_callback callback, void *user, int64_t n);
int64_t kit_time_nothing(void *user, int64_t a, int64_t b);

#endif
