/* partner.c: the C side of partner.cpp. That is a library of its own: to load the C++ runtime costs a process half a
 * millisecond, and few cells throw C++ exceptions. Theirs loads it while it is arranged and never inside a callback: on
 * a small stack or in a signal handler nothing can be loaded. */
#include "load.h"
#include "run.h"

/* kit_cpp_NAME of partner.cpp is cpp.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(throw, void, (void))                                                                                             \
    X(caught, int64_t, (int64_t, int64_t))                                                                             \
    X(try, int64_t, (kit_entry, struct kit_slot *, int64_t, int64_t))

static struct {
    EACH_FUNCTION(KIT_FIELD)
} cpp; /* written once, by kit_load */

#define FIND(name, type, arguments) {"kit_cpp_" #name, &cpp.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

KIT_EXPORT void kit_cpp_prepare(void)
{
    static struct kit_needed needed = {.files = "libpartner.so", .symbols = symbols};
    const char *why = kit_load(&needed);
    if (why != NULL)
        kit_note(KIT_TOKEN_BROKEN, "%s", why);
}

KIT_EXPORT void kit_cpp_throw(void)
{
    cpp.throw();
}

KIT_EXPORT int64_t kit_cpp_caught(int64_t a, int64_t b)
{
    return cpp.caught(a, b);
}

int64_t kit_cpp_try(kit_entry entry, struct kit_slot *slot, int64_t a, int64_t b)
{
    return cpp.try(entry, slot, a, b);
}
