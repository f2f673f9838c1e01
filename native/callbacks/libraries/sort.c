/* sort: the callback is a comparator, and its answer steers the library: a wrong one changes the order, not only a sum.
 * glibc's three searchers in one run: qsort_r, which hands a user pointer through; bsearch and tsearch/twalk, which
 * have none, so that a binding has to put it into a thread-local variable, as this one does; and tdestroy, which
 * releases every node through a callback.
 *
 * Real ones: glibc itself, sqlite3_create_collation, LevelDB's and LMDB's comparators, g_list_sort.
 */
#include "kit.h"

#include <search.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

/* What the callbacks of a run share; `now` is for those whose API has no place for it. */
struct state {
    const struct kit_request *request;
    int64_t count;
    int64_t rank;  /* how many nodes twalk has shown */
    int64_t wrong; /* answers that were not a - b: one with the right sign would not change the order */
    uint64_t sum;
};
static _Thread_local struct state *now;

static int compare(const void *left, const void *right, void *user)
{
    struct state *state = user;
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    int64_t answer = kit_call(state->request, a, b);
    state->wrong += answer != a - b;
    return (answer > 0) - (answer < 0); /* not a cast: the answers do not fit an int */
}

static int compare_now(const void *left, const void *right)
{
    return compare(left, right, now);
}

static void walk_now(const void *node, VISIT visit, int depth)
{
    (void)depth;
    if (visit != postorder && visit != leaf) /* every node once, in order */
        return;
    int64_t value = **(int64_t *const *)node, rank = now->rank++;
    now->sum += kit_fold(2 * now->count + rank, kit_call(now->request, value, rank));
}

static void release_now(void *node)
{
    int64_t value = *(int64_t *)node;
    now->sum += kit_fold(value, kit_call(now->request, value, -value));
}

/* Item i as it is sorted: negative and positive, and too far apart for the difference to fit 32 bits. */
static int64_t value_of(int64_t item, int64_t count)
{
    return (item - count / 2) * 0x180000001;
}

static void shuffle(int64_t *values, int64_t count)
{
    uint64_t random = 88172645463325252u; /* always the same shuffle: xorshift64 */
    for (int64_t i = count - 1; i > 0; i--) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        int64_t other = (int64_t)(random % (uint64_t)(i + 1)), value = values[i];
        values[i] = values[other];
        values[other] = value;
    }
}

static int64_t run(const struct kit_request *request)
{
    enum { FOURTH = 4 }; /* enough of them: qsort has compared all, and each costs a callback for every level */
    int64_t count = request->count;
    int64_t *values = malloc((size_t)(count + 1) * sizeof *values);
    if (values == NULL)
        return 0;
    struct state state = {.request = request, .count = count};
    struct state *outer = now; /* a run inside a callback of a run on this thread finds its way back */
    now = &state;

    for (int64_t item = 0; item < count; item++)
        values[item] = value_of(item, count);
    shuffle(values, count);
#ifdef __GLIBC__
    qsort_r(values, (size_t)count, sizeof *values, compare, &state);
#else
    qsort(values, (size_t)count, sizeof *values, compare_now);
#endif
    for (int64_t rank = 0; rank < count; rank++)
        state.sum += kit_fold(rank, values[rank]);

    for (int64_t item = 0; item < count; item += FOURTH) {
        int64_t key = value_of(item, count);
        const int64_t *found = bsearch(&key, values, (size_t)count, sizeof *values, compare_now);
        state.sum += kit_fold(count + item, found != NULL ? found - values : -1);
    }

    void *root = NULL;
    for (int64_t item = 0; item < count; item += FOURTH)
        tsearch(&values[item], &root, compare_now);
    twalk(root, walk_now);
    tdestroy(root, release_now);

    now = outer;
    free(values);
    return (int64_t)(state.sum + kit_fold(-1, state.wrong));
}

static const char *version(void)
{
#ifdef __GLIBC__
    return gnu_get_libc_version();
#else
    return "not glibc";
#endif
}

const struct kit_library kit_sort = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "sort",
    .sentence = "The callback's answer steers the library: qsort_r, bsearch, tsearch, twalk and tdestroy.",
    .origin = "glibc",
    .reentry =
        "Another sort: yes. The same data: \"The application shall ensure that the comparison function pointed to by "
        "compar does not alter the contents of the array\" "
        "(https://pubs.opengroup.org/onlinepubs/9699919799/functions/qsort.html).",
    .unwinding =
        "C++ exceptions and pthread_exit: yes, glibc builds qsort, bsearch and tsearch with $(uses-callbacks) = "
        "-fexceptions (https://cygwin.com/ml/libc-hacker/2003-September/010139.html), though a large qsort leaks "
        "its buffer (https://sourceware.org/bugzilla/show_bug.cgi?id=32058). longjmp: no source speaks.",
    .version = version,
    .run = run,
};
