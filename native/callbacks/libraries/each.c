/* each: the callback comes at once, on the thread that called, once for every item, and is forgotten when the call is
 * over. Nothing is stored, allocated or locked: what a cell shows here, it shows of the runtime alone, and a call of
 * this library is as close to the speed of light as a callback gets.
 *
 * Real ones: sqlite3_exec, dl_iterate_phdr, pcap_loop on a file, EnumWindows, XML_Parse, inflateBack.
 */
#include "kit.h"

/* The library: its whole real API. */
typedef void (*each_item)(void *user, int64_t item);

static void each(int64_t count, each_item callback, void *user)
{
    for (int64_t item = 0; item < count; item++)
        callback(user, item);
}

/* The adapter between its callback and the kit's. */
struct state {
    const struct kit_request *request;
    uint64_t sum;
};

static void take(void *user, int64_t item)
{
    struct state *state = user;
    /* Both halves of a and the sign of a - b vary, so that a door that drops or mixes up bits gives itself away. */
    int64_t a = (item % 2 ? 1 : -1) * (item * 0x100000001 + 17), b = item ^ 0x5a;
    state->sum += kit_fold(item, kit_call(state->request, a, b));
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {request, 0};
    each(request->count, take, &state);
    return (int64_t)state.sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_each = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "each",
    .sentence = "The callback comes at once, for every item, and is forgotten when the call returns.",
    .origin = "kit",
    .reentry = "Yes: it keeps no state of its own (each.c).",
    .unwinding = "Yes: nothing is held across the callback, and it is compiled with -fexceptions (each.c).",
    .version = version,
    .run = run,
};
