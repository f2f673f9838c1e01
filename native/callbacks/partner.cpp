// partner.cpp: the C++ half of the bodies that need one. C++ because only it can throw. libpartner.so, which partner.c
// loads; its functions have the same names there.
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

extern "C" {
struct kit_slot;
typedef int64_t (*kit_entry)(struct kit_slot *slot, int64_t a, int64_t b);

EXPORT void kit_cpp_throw(void)
{
    throw 42;
}

EXPORT int64_t kit_cpp_caught(int64_t a, int64_t b)
{
    try {
        throw a - b;
    } catch (int64_t answer) {
        return answer;
    }
}

// run.h uses C11 atomics, which C++17 does not know: so the entry comes as an argument.
EXPORT int64_t kit_cpp_try(kit_entry entry, struct kit_slot *slot, int64_t a, int64_t b)
{
    try {
        return entry(slot, a, b);
    } catch (int) {
        return a - b;
    }
}
}
