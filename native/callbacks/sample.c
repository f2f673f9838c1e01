/* sample.c: the sampler's clock and its file. See sample.h. */
#include "sample.h"

#include "run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

static struct kit_samples *samples;
static bool use_counter;
static int64_t begun_ticks, begun_raw, early_ticks, early_raw;

static int64_t read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The counter is believed when the processor says that it ticks at one rate in every state (CPUID 8000_0007h, EDX bit
 * 8: "invariant TSC", AMD64 Architecture Programmer's Manual volume 3 and Intel SDM volume 3B, 18.17.1), and the kernel
 * has not thrown it out as a clock source itself. */
static bool counter_is_sound(void)
{
#if defined(__x86_64__)
    unsigned a, b, c, d;
    if (!__get_cpuid(0x80000007, &a, &b, &c, &d) || !(d & 1u << 8))
        return false;
    char source[32] = "";
    FILE *file = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "r");
    if (file != NULL) {
        if (fgets(source, sizeof source, file) == NULL)
            source[0] = 0;
        fclose(file);
    }
    return strncmp(source, "tsc", 3) == 0 || strncmp(source, "kvm-clock", 9) == 0 || strncmp(source, "hyperv", 6) == 0;
#else
    return false;
#endif
}

/* rdtscp waits for everything before it, the fence keeps everything after it from starting early. */
KIT_EXPORT int64_t kit_ticks(void)
{
#if defined(__x86_64__)
    if (use_counter) {
        unsigned core;
        int64_t now = (int64_t)__rdtscp(&core);
        _mm_lfence();
        return now;
    }
#endif
    return read_clock(CLOCK_MONOTONIC);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* What two stamps cost with nothing between them, and how fine the clock is. */
static void measure_clock(void)
{
    enum { TIMES = 20001 };
    int64_t *costs = malloc(TIMES * sizeof *costs), step = INT64_MAX;
    if (costs == NULL)
        return;
    for (int i = 0; i < TIMES; i++) {
        int64_t start = kit_ticks();
        costs[i] = kit_ticks() - start;
    }
    qsort(costs, TIMES, sizeof *costs, compare);
    for (int i = 1; i < TIMES; i++)
        if (costs[i] > costs[i - 1] && costs[i] - costs[i - 1] < step)
            step = costs[i] - costs[i - 1];
    samples->stamp_cost = costs[TIMES / 2];
    samples->step = step == INT64_MAX ? 1 : step;
    free(costs);
}

static void pair(int64_t *ticks, int64_t *raw)
{
    /* The tightest of several pairs: a switch between the two readings would be taken for drift. */
    int64_t best = INT64_MAX;
    for (int i = 0; i < 64; i++) {
        int64_t before = kit_ticks(), now = read_clock(CLOCK_MONOTONIC_RAW), after = kit_ticks();
        if (after - before < best) {
            best = after - before;
            *ticks = before + best / 2;
            *raw = now;
        }
    }
}

/* How long a chain of work takes of which each step waits for the one before: it goes as the core's clock does,
 * whatever else the machine has to do, and neither caches nor a busy sibling change it much. The fastest of several,
 * since whoever was interrupted took longer. */
static int64_t time_chain(void)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < 15; i++) {
        uint64_t x = 1;
        int64_t start = kit_ticks();
        for (int step = 0; step < 20000; step++) {
            x = x * 3 + 1;
            __asm__ volatile("" : "+r"(x)); /* no closed form, and no step dropped */
        }
        int64_t ticks = kit_ticks() - start;
        if (ticks < best)
            best = ticks;
    }
    return best;
}

/* Makes the file, of so many bytes, all of them touched. False when it cannot. */
KIT_EXPORT int32_t kit_samples_open(const char *path, int64_t bytes)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    void *memory = MAP_FAILED;
    if (file >= 0 && ftruncate(file, bytes) == 0)
        memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (file >= 0)
        close(file);
    if (memory == MAP_FAILED)
        return 0;
    samples = memory;
    memset(memory, 0, (size_t)bytes); /* a page that was only read would fault again at the first store */
    samples->version = KIT_SAMPLES_VERSION;
    samples->capacity = bytes;
    samples->used = KIT_SAMPLES_HEADER;
    use_counter = counter_is_sound();
    samples->clock = use_counter;
    pair(&begun_ticks, &begun_raw);
    measure_clock();
    while (read_clock(CLOCK_MONOTONIC_RAW) - begun_raw < 20000000)
        ;
    pair(&early_ticks, &early_raw);
    samples->ticks_per_ns = (double)(early_ticks - begun_ticks) / (double)(early_raw - begun_raw);
    samples->chain_first = time_chain();
    samples->magic = KIT_SAMPLES_MAGIC;
    return 1;
}

/* The rate over the whole run, and whether the first one agrees. */
KIT_EXPORT void kit_samples_close(void)
{
    int64_t ticks, raw;
    pair(&ticks, &raw);
    double whole = (double)(ticks - begun_ticks) / (double)(raw - begun_raw);
    samples->drift = samples->ticks_per_ns / whole - 1;
    samples->ticks_per_ns = whole;
    samples->chain_last = time_chain();
    samples->whole = 1;
}

KIT_EXPORT double kit_samples_rate(void)
{
    return samples->ticks_per_ns;
}

/* Room for `count` values of a new series; NULL when the file is full. */
KIT_EXPORT int64_t *kit_samples_room(const char *name, int32_t kind, int32_t round, int64_t operations, int64_t count)
{
    int64_t bytes = (int64_t)sizeof(struct kit_series) + 8 * count;
    if (samples->used + bytes > samples->capacity) {
        kit_note(KIT_TOKEN_BROKEN, "the file of samples is full");
        return NULL;
    }
    struct kit_series *series = (struct kit_series *)((char *)samples + samples->used);
    strncpy(series->name, name, sizeof series->name - 1);
    series->kind = kind;
    series->round = round;
    series->operations = operations;
    series->count = count;
    samples->used += bytes;
    return (int64_t *)(series + 1);
}

/* Where the file ends by now, and a way back to there: what was taken since did not count. */
KIT_EXPORT int64_t kit_samples_mark(void)
{
    return samples->used;
}

KIT_EXPORT void kit_samples_rewind(int64_t mark)
{
    samples->used = mark;
}

static void read_usage(int64_t usage[4])
{
    struct rusage now;
    getrusage(RUSAGE_THREAD, &now);
    usage[0] = now.ru_minflt;
    usage[1] = now.ru_majflt;
    usage[2] = now.ru_nvcsw;
    usage[3] = now.ru_nivcsw;
}

static __attribute__((noinline)) void note_slow(struct kit_stamped *s, int64_t start, int64_t ticks, bool keep)
{
    int64_t now[4];
    read_usage(now);
    if (keep && s->slow_count < s->slow_room)
        s->slow[s->slow_count++] = (struct kit_slow){
            start, ticks, now[0] - s->usage[0], now[1] - s->usage[1], now[2] - s->usage[2], now[3] - s->usage[3]};
    memcpy(s->usage, now, sizeof now);
}

/* The callback that a library gets in place of the one that is timed. */
KIT_EXPORT int64_t kit_stamp(void *user, int64_t a, int64_t b)
{
    struct kit_stamped *s = user;
    int64_t start = kit_ticks();
    if (start - s->last > s->slow_ticks && s->last != 0)
        note_slow(s, 0, 0, false); /* what happened in the gap is not to be blamed on this one */
    start = kit_ticks();
    int64_t answer = s->callback(s->user, a, b);
    int64_t end = kit_ticks();
    if (s->count < s->room)
        s->ticks[s->count++] = end - start;
    if (end - start > s->slow_ticks)
        note_slow(s, start, end - start, true);
    s->last = kit_ticks();
    return answer;
}

/* Stamps `n` callbacks, `gap` nanoseconds from one's beginning to the next one's (0: one after the other). A callback
 * that was due during a stall is not made, as a caller that waits would not make it: whoever reads corrects for that
 * ("coordinated omission") by the gap, which the series names. */
KIT_EXPORT int64_t kit_stamp_loop(struct kit_stamped *s, int64_t n, int64_t gap)
{
    int64_t sum = 0;
    read_usage(s->usage);
    s->slow_ticks = (int64_t)(KIT_SLOW_NS * samples->ticks_per_ns);
    s->last = 0;
    int64_t step = (int64_t)((double)gap * samples->ticks_per_ns), due = kit_ticks() + step;
    for (int64_t i = 0; i < n; i++) {
        while (step != 0 && kit_ticks() < due)
            ;
        due += step;
        sum += kit_stamp(s, i, 3);
        if (step != 0 && kit_ticks() > due)
            due = kit_ticks();
    }
    return sum;
}

/* The callback in C of every twin. */
KIT_EXPORT int64_t kit_time_nothing(void *user, int64_t a, int64_t b)
{
    (void)user;
    return a - b;
}
