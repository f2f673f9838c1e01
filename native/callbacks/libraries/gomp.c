/* gomp: GCC's OpenMP. A team of threads, kept by the library from one region to the next, works through a stencil row
 * by row: each of its numbers is a callback, rows are separated by a barrier, and each thread's share of a row is told
 * in a critical section. The thread that made the call is a member of the team: at every barrier it waits for all the
 * others, wherever they are at that moment.
 *
 * It calls nothing back itself: inside an unsafe call it would end at the door, as `each` shows, before its team could
 * matter.
 */
#include "kit.h"
#include "load.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

/* What omp.h declares, and what GCC calls for `#pragma omp`: that no header declares. Its types are those of the
 * compiler's __builtin_GOMP_parallel and so on, which exist with -fopenmp alone; the manual has them under "The libgomp
 * ABI". */
#define EACH_FUNCTION(X)                                                                                               \
    X(omp_get_thread_num, int, (void))                                                                                 \
    X(omp_get_num_threads, int, (void))
#define EACH_BUILTIN(X)                                                                                                \
    X(GOMP_parallel, void, (void (*)(void *), void *, unsigned, unsigned))                                             \
    X(GOMP_barrier, void, (void))                                                                                      \
    X(GOMP_critical_start, void, (void))                                                                               \
    X(GOMP_critical_end, void, (void))

static struct {
    EACH_FUNCTION(KIT_FIELD)
    EACH_BUILTIN(KIT_FIELD)
} gomp; /* written once, by kit_load */

#define FIND(name, type, arguments) {#name, &gomp.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND) EACH_BUILTIN(FIND){NULL, NULL}};
static struct kit_needed needed = {.files = "libgomp.so.1", .packages = "libgomp1", .symbols = symbols};

#if __has_include(<omp.h>)
#include <omp.h>
EACH_FUNCTION(KIT_SAME)
#endif
enum { TEAM = 4, WIDTH = 32 };

struct stencil {
    const struct kit_request *request;
    int64_t rows;
    int64_t row[2][WIDTH]; /* the one that is read, and the one that is written */
    uint64_t sum;          /* changed in the critical section alone */
    int team;
};

/* A number of the next row: from its neighbours in the last, which other threads of the team have written. */
static int64_t next(struct stencil *stencil, const int64_t *last, int64_t item)
{
    int64_t i = item % WIDTH, left = last[(i + WIDTH - 1) % WIDTH], right = last[(i + 1) % WIDTH];
    return kit_call(stencil->request, left >> 8 ^ item * 0x500000003, right >> 9);
}

static void member(void *user)
{
    struct stencil *stencil = user;
    int me = gomp.omp_get_thread_num(), team = gomp.omp_get_num_threads();
    if (me == 0)
        stencil->team = team;
    for (int64_t row = 0; row < stencil->rows; row++) {
        const int64_t *last = stencil->row[row % 2];
        int64_t *now = stencil->row[(row + 1) % 2];
        uint64_t share = 0;
        for (int i = me - 1; me > 0 && i < WIDTH; i += team - 1) {
            now[i] = next(stencil, last, row * WIDTH + i);
            share += kit_fold(row * WIDTH + i, now[i]);
        }
        if (me > 0) { /* the callback runs inside the critical section: the others of the team may queue behind it */
            gomp.GOMP_critical_start();
            stencil->sum += share + kit_fold(-1, kit_call(stencil->request, row * 0x700000001, row));
            gomp.GOMP_critical_end();
        }
        gomp.GOMP_barrier();
    }
}

static int64_t run(const struct kit_request *request)
{
    struct stencil stencil = {.request = request, .rows = (request->count + WIDTH - 1) / WIDTH};
    for (int i = 0; i < WIDTH; i++)
        stencil.row[0][i] = i * 0x100000001;
    gomp.GOMP_parallel(member, &stencil, TEAM, 0);
    if (stencil.team < 2)
        request->fail(request, "OpenMP gives no team: is OMP_THREAD_LIMIT set?");
    return (int64_t)stencil.sum;
}

/* A region within the region: a team of its own, or of one thread where nesting is off, which is the default. */
struct pair {
    int64_t value[2], answer;
};

static void add(void *user)
{
    struct pair *pair = user;
    gomp.GOMP_barrier(); /* of the inner team: the outer one's would never open */
    for (int i = gomp.omp_get_thread_num(); i < 2; i += gomp.omp_get_num_threads())
        __atomic_add_fetch(&pair->answer, pair->value[i], __ATOMIC_RELAXED);
}

static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct pair pair = {{a, (int64_t)(0 - (uint64_t)b)}, 0};
    gomp.GOMP_parallel(add, &pair, 2, 0);
    return pair.answer;
}

static const char *open_library(void)
{
    return kit_load(&needed);
}

/* It does not tell its version; what it exports does. */
static const char *version(void)
{
    static const char *const known[][2] = {{"omp_display_env", "OMP_5.1"},
                                           {"omp_realloc", "OMP_5.0.2"},
                                           {"omp_capture_affinity", "OMP_5.0"},
                                           {"omp_get_max_task_priority", "OMP_4.5"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (dlvsym(needed.file, known[i][0], known[i][1]) != NULL)
            return known[i][1];
    return "OMP_4.0";
}

const struct kit_library kit_gomp = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "gomp",
    .sentence = "A barrier: the call waits for its team and each of the team for all others, wherever they are.",
    .origin = "the system's libgomp.so.1",
    .reentry = "Yes, a region within a region: a team of its own, or one thread, as the number of nested regions is "
               "limited and "
               "\"set to one\" by default (https://gcc.gnu.org/onlinedocs/gcc-14.4.0/libgomp/"
               "OMP_005fMAX_005fACTIVE_005fLEVELS.html).",
    .unwinding =
        "No: \"longjmp() and throw() must not violate the entry/exit criteria\" of the region (OpenMP 5.0, 2.1, "
        "https://www.openmp.org/wp-content/uploads/OpenMP-API-Specification-5.0.pdf). Whoever leaves is missed at the "
        "next barrier.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = "libgomp1",
    .again = again,
};
