/* libuv: one loop, many sources: timers, an idle handle, calls that another thread sends in, and the close callbacks
 * that come a turn later than the close, when the owner may have forgotten the handle. What is sent in is not counted:
 * five sends may be one callback.
 */
#include "kit.h"
#include "libuv.api.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct state {
    const struct kit_request *request;
    uv_loop_t *loop;
    void *idle, *async;
    int64_t timers, idles, sends; /* how many items go each way */
    int64_t idled, received, closed;
    atomic_llong sent;
    uint64_t sum;
};

static _Thread_local struct state *running; /* the loop whose callback is running on this thread */

static void tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    state->sum += kit_fold(item, kit_call(state->request, a, b));
}

/* A turn after uv_close. */
static void closed(uv_handle_t *handle)
{
    struct state *state = uv.handle_get_data(handle);
    int64_t number = ++state->closed;
    free(handle);
    tell(state, -number, number, -number * 0x1500000001);
}

static void ticked(uv_timer_t *timer)
{
    struct state *state = uv.handle_get_data((uv_handle_t *)timer);
    int64_t item = --state->timers;
    tell(state, item * 3, item * 0x1700000001, item);
    uv.close((uv_handle_t *)timer, closed);
}

static void idled(uv_idle_t *idle)
{
    struct state *state = uv.handle_get_data((uv_handle_t *)idle);
    int64_t item = state->idled++;
    if (item < state->idles)
        tell(state, item * 3 + 1, item, item * 0x1900000001);
    if (state->idled >= state->idles)
        uv.close((uv_handle_t *)idle, closed);
}

/* All that was sent until now: how often this comes is libuv's affair. */
static void received(uv_async_t *async)
{
    struct state *state = uv.handle_get_data((uv_handle_t *)async);
    for (int64_t sent = atomic_load(&state->sent); state->received < sent;) {
        int64_t item = state->received++;
        tell(state, item * 3 + 2, -item, item * 0x1b00000001);
    }
    if (state->received == state->sends)
        uv.close((uv_handle_t *)async, closed);
}

static void *send_all(void *user)
{
    struct state *state = user;
    for (int64_t i = 0; i < state->sends; i++) {
        atomic_fetch_add(&state->sent, 1);
        uv.async_send(state->async); /* the last one is received before the handle may be closed */
    }
    return NULL;
}

static void *handle(struct state *state, uv_handle_type type)
{
    void *handle = calloc(1, uv.handle_size(type));
    if (handle == NULL)
        state->request->fail(state->request, "no memory for a handle");
    return handle;
}

static void own(struct state *state, void *handle)
{
    uv.handle_set_data(handle, state);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    uv_loop_t *loop = state.loop = calloc(1, uv.loop_size());
    pthread_t sender;
    if (loop == NULL || uv.loop_init(loop) != 0) {
        request->fail(request, "libuv makes no loop");
        free(loop);
        return 0;
    }
    state.sends = request->count / 3;
    state.idles = (request->count + 1) / 3;
    int64_t timers = request->count - state.sends - state.idles;
    int failed = 0;
    while (state.timers < timers) {
        uv_timer_t *timer = handle(&state, UV_TIMER);
        failed |= uv.timer_init(loop, timer);
        own(&state, timer);
        failed |= uv.timer_start(timer, ticked, 0, 0);
        state.timers++;
    }
    state.idle = handle(&state, UV_IDLE);
    failed |= uv.idle_init(loop, state.idle);
    own(&state, state.idle);
    failed |= uv.idle_start(state.idle, idled);
    state.async = handle(&state, UV_ASYNC);
    failed |= uv.async_init(loop, state.async, received);
    own(&state, state.async);
    struct state *outer = running;
    running = &state;
    bool sending = state.sends > 0 && pthread_create(&sender, NULL, send_all, &state) == 0;
    if (!sending)
        uv.close(state.async, closed);
    failed |= uv.run(loop, UV_RUN_DEFAULT);
    if (sending)
        pthread_join(sender, NULL);
    running = outer;
    failed |= uv.loop_close(loop); /* EBUSY if a handle were still open */
    free(loop);
    return (int64_t)(state.sum + kit_fold(INT64_MIN - failed, state.closed * 1000 + state.received));
}

/* What its documentation forbids: the loop is run from a callback of the same loop. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    uv.run(running->loop, UV_RUN_NOWAIT);
    return a - b;
}

const struct kit_library kit_libuv = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "libuv",
    .sentence = "One loop calls back for timers, idle turns, what another thread sent in, and for each handle that was "
                "closed a turn ago.",
    .origin = "system libuv.so.1",
    .reentry = "All but the loop: \"uv_run is not reentrant. It must not be called from a callback.\" "
               "(docs.libuv.org, uv_loop_t). Other threads may call uv_async_send alone (uv_async_t).",
    .unwinding = "No source speaks: errors go by return code.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1500,
    .packages = PACKAGES,
    .again = again,
};
