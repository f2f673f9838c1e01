/* bodies_in_c.c: what the entry `c` calls: the oracle, and what the call alone is to blame for. */
#include "run.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

int64_t kit_answer(struct kit_slot *slot, int64_t a, int64_t b)
{
    (void)slot;
    return a - b;
}

static _Atomic int64_t occupied;

static int64_t c_spin(struct kit_slot *slot, int64_t a, int64_t b)
{
    if (atomic_exchange(&occupied, 1) == 0) { /* once a run is enough */
        slot->waits = KIT_WAITS_TIMED;
        kit_spin(KIT_OCCUPY_NANOSECONDS);
        slot->waits = KIT_NO_WAIT;
    }
    return a - b;
}

static int64_t c_sleep(struct kit_slot *slot, int64_t a, int64_t b)
{
    if (atomic_exchange(&occupied, 1) == 0) {
        slot->waits = KIT_WAITS_TIMED;
        kit_page()->measures[KIT_MEASURE_EINTR] += kit_sleep(KIT_OCCUPY_NANOSECONDS);
        slot->waits = KIT_NO_WAIT;
    }
    return a - b;
}

static int64_t c_leave(struct kit_slot *slot, int64_t a, int64_t b)
{
    if (slot->entered <= KIT_DEEDS)
        kit_leave(kit_opened);
    return a - b;
}

static int64_t c_yield(struct kit_slot *slot, int64_t a, int64_t b)
{
    if (slot->entered <= KIT_DEEDS)
        kit_yield(kit_opened);
    return a - b;
}

static int64_t c_reenter_library(struct kit_slot *slot, int64_t a, int64_t b)
{
    if (slot->entered > KIT_DEEDS || slot->scratch[0] != 0)
        return a - b;
    slot->scratch[0] = 1;
    int64_t answer = kit_again_library(kit_opened, a, b);
    slot->scratch[0] = 0;
    return answer;
}

KIT_EXPORT kit_entry kit_c_body(const char *name)
{
    static const struct {
        const char *name;
        kit_entry entry;
    } bodies[] = {
        {"empty", kit_answer},     {"spin", c_spin},
        {"sleep", c_sleep},        {"errno", kit_answer},
        {"rounding", kit_answer},  {"flush-to-zero", kit_answer},
        {"registers", kit_answer}, {"leave", c_leave},
        {"yield", c_yield},        {"reenter-library", c_reenter_library},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (strcmp(bodies[i].name, name) == 0)
            return bodies[i].entry;
    return NULL;
}
