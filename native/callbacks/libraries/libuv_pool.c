/* libuv-pool: work that libuv does on its own four threads, which it starts with the first piece of work and keeps
 * until the process ends; nobody joins them. The caller waits on libuv's semaphore, not in its loop: there it would sit
 * in epoll_wait, which something outside could end, and that it is stuck could not be proved. Then it runs the loop, in
 * whose callbacks it only collects the answers.
 */
#include "kit.h"
#include "libuv.api.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* A piece of work: one a request, so that the threads share nothing. */
struct piece {
    struct all *all;
    int64_t item, answer, done;
};

struct all {
    const struct kit_request *request;
    atomic_llong left;
    uv_sem_t last;
};

static void work(uv_work_t *request)
{
    struct piece *piece = uv.req_get_data((uv_req_t *)request);
    piece->answer = kit_call(piece->all->request, piece->item * 0x1d00000001, -piece->item);
    if (atomic_fetch_sub(&piece->all->left, 1) == 1)
        uv.sem_post(&piece->all->last);
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
    struct all all = {.request = request, .left = request->count};
    uint64_t sum = 0;
    int64_t finished = 0;
    int failed = works && pieces && loop ? uv.loop_init(loop) | uv.sem_init(&all.last, 0) : -1;
    if (failed) {
        request->fail(request, "libuv makes no loop");
        count = 0;
    }
    for (size_t item = 0; item < count; item++) {
        uv_work_t *one = (uv_work_t *)(works + item * size);
        pieces[item] = (struct piece){.all = &all, .item = (int64_t)item};
        uv.req_set_data((uv_req_t *)one, &pieces[item]);
        failed |= uv.queue_work(loop, one, work, done);
    }
    if (count > 0) {
        uv.sem_wait(&all.last);
        uv.sem_destroy(&all.last);
        failed |= uv.run(loop, UV_RUN_DEFAULT); /* until all of it is said to be done */
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
                "the caller waits for the last one.",
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
