// partner.cpp: the C++ half of the bodies that need one. C++ because only it can throw.
extern "C" {
#define _Static_assert static_assert
struct kit_run;
struct kit_slot;
#include <stdint.h>
typedef int64_t (*kit_entry)(struct kit_slot *slot, int64_t a, int64_t b);

__attribute__((visibility("default"))) void kit_cpp_throw(void)
{
    throw 42;
}

__attribute__((visibility("default"))) int64_t kit_cpp_caught(int64_t a, int64_t b)
{
    try {
        throw a - b;
    } catch (int64_t answer) {
        return answer;
    }
}

// run.h uses C11 atomics, which C++17 does not know: so the entry comes as an argument.
int64_t kit_cpp_try(kit_entry entry, struct kit_slot *slot, int64_t a, int64_t b)
{
    try {
        return entry(slot, a, b);
    } catch (int) {
        return a - b;
    }
}
}
