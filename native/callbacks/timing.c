/* timing.c: the loops in C that `latency` times. Each is called by managed code, or calls it, or is the same in C
 * alone: the twin. Nothing here may be inlined into its caller, as no compiler could inline a call into another
 * language. */
#include "sample.h"

#include "run.h"

#include <string.h>

#define APART KIT_EXPORT __attribute__((noinline))

static volatile int64_t sink;

/* The callback alone, from a loop in C. An indirect call that has gone to two places was seen to be slower, as if it
 * were predicted otherwise: after another callback the one in C took 2.2 ns from the same instruction in some
 * processes, and 1.4 to 1.6 from its own in all. A program's call has one callback, mostly. So each callback has a loop
 * to itself here, and each twin below a call; the comments in assembly keep the compiler from making one of them again.
 */
#define LOOP_OF(number)                                                                                                \
    static __attribute__((noinline)) int64_t loop_##number(kit_callback callback, void *user, int64_t n)               \
    {                                                                                                                  \
        int64_t sum = 0;                                                                                               \
        for (int64_t i = 0; i < n; i++)                                                                                \
            sum += callback(user, i, 3);                                                                               \
        __asm__ volatile("/* " #number " */");                                                                         \
        return sum;                                                                                                    \
    }
LOOP_OF(0)
LOOP_OF(1)
LOOP_OF(2)
LOOP_OF(3)

APART int64_t kit_time_loop(kit_callback callback, void *user, int64_t n)
{
    static int64_t (*const loops[])(kit_callback, void *, int64_t) = {loop_0, loop_1, loop_2, loop_3};
    static kit_callback owners[sizeof loops / sizeof *loops];
    size_t last = sizeof loops / sizeof *loops - 1, i = 0;
    for (kit_callback none = NULL; i < last; i++, none = NULL)
        if (__atomic_load_n(&owners[i], __ATOMIC_ACQUIRE) == callback ||
            __atomic_compare_exchange_n(&owners[i], &none, callback, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ||
            none == callback)
            break;
    return loops[i](callback, user, n); /* those that come too late share the last */
}

/* A call that calls back once: the round trip, seen from managed code. */
APART int64_t kit_time_once(kit_callback callback, void *user, int64_t a, int64_t b)
{
    return callback(user, a, b);
}

static __attribute__((noinline)) int64_t once_in_c(kit_callback callback, void *user, int64_t a, int64_t b)
{
    __asm__ volatile("/* once */" : "+r"(callback)); /* nor may it know which */
    return callback(user, a, b);
}

APART int64_t kit_time_leaf_text(const char *text, int64_t a, int64_t b)
{
    return text == NULL ? 0 : a - b;
}

/* A callback that calls C, which calls back, b levels deep: user is the callback itself. */
APART int64_t kit_time_nest(void *self, int64_t a, int64_t b)
{
    return ((kit_callback)self)(self, a, b);
}

static __attribute__((noinline)) int64_t call_in_c(void *self, int64_t a, int64_t b)
{
    __asm__ volatile("/* nest */" : "+r"(self));
    return ((kit_callback)self)(self, a, b);
}

static int64_t nest_in_c(void *self, int64_t a, int64_t b)
{
    return b == 0 ? a : call_in_c(self, a, b - 1);
}

/* Of the seed's table: a structure of the size of a VkDeviceCreateInfo, and functions that take none, one or eight. */
struct kit_complex {
    int32_t type, pad;
    void *next;
    uint32_t flags, queues;
    void *queue;
    uint32_t layers, pad2;
    void *names;
    uint32_t extensions, pad3;
    void *extension, *features;
};

APART int32_t kit_time_add(int32_t a, int32_t b)
{
    return a + b;
}

APART void kit_time_pointer(struct kit_complex *a)
{
    sink = (int64_t)(intptr_t)a;
}

APART void kit_time_pointers(struct kit_complex *a, struct kit_complex *b, struct kit_complex *c, struct kit_complex *d,
                             struct kit_complex *e, struct kit_complex *f, struct kit_complex *g, struct kit_complex *h)
{
    sink =
        (intptr_t)a ^ (intptr_t)b ^ (intptr_t)c ^ (intptr_t)d ^ (intptr_t)e ^ (intptr_t)f ^ (intptr_t)g ^ (intptr_t)h;
}

APART int64_t kit_time_one(int64_t a, int64_t b)
{
    return kit_leaf(a, b);
}

/* The twins by name; each does in C what the managed loop of that name does. Answers the ticks, -1 for no such name. */
KIT_EXPORT int64_t kit_time_twin(const char *name, int64_t n, int32_t point)
{
    static struct kit_complex block[8];
    int64_t sum = 0, start = kit_ticks();
#define LOOP(what, ...)                                                                                                \
    if (strcmp(name, what) == 0) {                                                                                     \
        for (int64_t i = 0; i < n; i++)                                                                                \
            __VA_ARGS__;                                                                                               \
        sink = sum;                                                                                                    \
        return kit_ticks() - start;                                                                                    \
    }
    LOOP("leaf", sum += kit_leaf(i, 3))
    LOOP("leaf-text", sum += kit_time_leaf_text("callbacks", i, 3))
    LOOP("one", sum += kit_time_one(i, 3))
    LOOP("once", sum += once_in_c(kit_time_nothing, NULL, i, 3))
    LOOP("nest", sum += call_in_c((void *)nest_in_c, i, point))
    LOOP("add", sum += kit_time_add((int32_t)i, 3))
    LOOP("pointer", kit_time_pointer(block))
    LOOP("pointers",
         kit_time_pointers(block, block + 1, block + 2, block + 3, block + 4, block + 5, block + 6, block + 7))
    LOOP("pointers-nil", kit_time_pointers(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
#undef LOOP
    return -1;
}
