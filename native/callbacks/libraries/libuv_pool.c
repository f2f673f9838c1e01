/* libuv-pool: work that libuv does on its own four threads, which it starts with the first piece of work and keeps
 * until the process ends; nobody joins them. The callback that says that a piece is done comes on the loop's thread,
 * and here it only collects the answers.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdlib.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_work_s uv_work_t;
typedef struct uv_req_s uv_req_t;

#define EACH_FUNCTION(X)                                                                                               \
    X(version_string, const char *, (void))                                                                            \
    X(loop_size, size_t, (void))                                                                                       \
    X(loop_init, int, (uv_loop_t *))                                                                                   \
    X(loop_close, int, (uv_loop_t *))                                                                                  \
    X(run, int, (uv_loop_t *, uv_run_mode))                                                                            \
    X(req_size, size_t, (uv_req_type))                                                                                 \
    X(req_get_data, void *, (const uv_req_t *))                                                                        \
    X(req_set_data, void, (uv_req_t *, void *))                                                                        \
    X(queue_work, int, (uv_loop_t *, uv_work_t *, void (*)(uv_work_t *), void (*)(uv_work_t *, int)))

#if __has_include(<uv.h>)
#include <uv.h>
#else
typedef enum { UV_WORK = 7 } uv_req_type;
typedef enum { UV_RUN_DEFAULT = 0 } uv_run_mode;
#endif
_Static_assert(UV_WORK == 7 && UV_RUN_DEFAULT == 0, "unlike uv.h");

static struct {
    EACH_FUNCTION(KIT_FIELD)
} uv;

#define FIND(name, type, arguments) {"uv_" #name, &uv.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#ifdef UV_H
#define SAME(name, type, arguments) KIT_SAME(uv_##name, type, arguments)
EACH_FUNCTION(SAME)
#endif

#define PACKAGES "libuv1t64|libuv1"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libuv.so.1", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    return uv.version_string();
}

/* A piece of work: one a request, so that the threads share nothing. */
struct piece {
    const struct kit_request *request;
    int64_t item, answer, done;
};

static void work(uv_work_t *request)
{
    struct piece *piece = uv.req_get_data((uv_req_t *)request);
    piece->answer = kit_call(piece->request, piece->item * 0x1d00000001, -piece->item);
}

static void done(uv_work_t *request, int status)
{
    struct piece *piece = uv.req_get_data((uv_req_t *)request);
    piece->done += status == 0;
}

static int64_t run(const struct kit_request *request)
{
    size_t size = uv.req_size(UV_WORK), count = (size_t)request->count;
    char *works = calloc(count, size);
    struct piece *pieces = calloc(count, sizeof *pieces);
    uv_loop_t *loop = calloc(1, uv.loop_size());
    uint64_t sum = 0;
    int64_t finished = 0;
    int failed = works && pieces && loop ? uv.loop_init(loop) : -1;
    if (failed) {
        request->fail(request, "libuv makes no loop");
        count = 0;
    }
    for (size_t item = 0; item < count; item++) {
        uv_work_t *one = (uv_work_t *)(works + item * size);
        pieces[item] = (struct piece){.request = request, .item = (int64_t)item};
        uv.req_set_data((uv_req_t *)one, &pieces[item]);
        failed |= uv.queue_work(loop, one, work, done);
    }
    if (count > 0) {
        failed |= uv.run(loop, UV_RUN_DEFAULT); /* until all of it is done */
        failed |= uv.loop_close(loop);
    }
    for (size_t item = 0; item < count; item++) {
        sum += kit_fold((int64_t)item, pieces[item].answer);
        finished += pieces[item].done;
    }
    free(loop);
    free(pieces);
    free(works);
    return (int64_t)(sum + kit_fold(-1 - failed, finished));
}

const struct kit_library kit_libuv_pool = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "libuv-pool",
    .sentence = "Thousands of pieces of work on four threads that the library keeps for the life of the process, while "
                "the caller sits in its loop.",
    .origin = "system libuv.so.1",
    .reentry =
        "From a piece of work uv_async_send alone: the loop is \"not thread-safe except where stated otherwise\" "
        "(docs.libuv.org, Design overview).",
    .unwinding = "No source speaks: a piece of work returns nothing.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
};
