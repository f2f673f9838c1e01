/* zmq: a destructor on a thread that nobody can foretell. A message is handed over with the memory it lies in, and
 * ZeroMQ calls back when it needs that no more: here, over TCP on this machine, on the thread that writes to the
 * socket, while the sender waits to have it back. For other transports it is the receiver's thread.
 */
#include "kit.h"
#include "load.h"

#include <errno.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* zmq.h. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version, void, (int *, int *, int *))                                                                            \
    X(ctx_new, void *, (void))                                                                                         \
    X(ctx_term, int, (void *))                                                                                         \
    X(socket, void *, (void *, int))                                                                                   \
    X(close, int, (void *))                                                                                            \
    X(bind, int, (void *, const char *))                                                                               \
    X(connect, int, (void *, const char *))                                                                            \
    X(getsockopt, int, (void *, int, void *, size_t *))                                                                \
    X(msg_init, int, (zmq_msg_t *))                                                                                    \
    X(msg_init_data, int, (zmq_msg_t *, void *, size_t, void (*)(void *, void *), void *))                             \
    X(msg_send, int, (zmq_msg_t *, void *, int))                                                                       \
    X(msg_recv, int, (zmq_msg_t *, void *, int))                                                                       \
    X(msg_data, void *, (zmq_msg_t *))                                                                                 \
    X(msg_close, int, (zmq_msg_t *))

enum { PULL = 7, PUSH = 8, LAST_ENDPOINT = 32 };

#if __has_include(<zmq.h>)
#include <zmq.h>
#define SAME(name, type, arguments) KIT_SAME(zmq_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(PULL == ZMQ_PULL && PUSH == ZMQ_PUSH && LAST_ENDPOINT == ZMQ_LAST_ENDPOINT, "unlike zmq.h");
#else
typedef struct {
    _Alignas(void *) unsigned char opaque[64];
} zmq_msg_t;
#endif
_Static_assert(sizeof(zmq_msg_t) == 64 && _Alignof(zmq_msg_t) == _Alignof(void *), "unlike zmq.h");

static struct {
    EACH_FUNCTION(KIT_FIELD)
} zmq; /* written once, by kit_load */

#define FIND(name, type, arguments) {"zmq_" #name, &zmq.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {.files = "libzmq.so.5", .packages = "libzmq5", .symbols = symbols};

struct state {
    const struct kit_request *request;
    uint64_t sum; /* atomic, both: "it will be called from an arbitrary thread" */
    int64_t freed;
    sem_t given; /* posted for each */
};

/* What a message carries: enough to be written by the thread that owns the socket, without a copy. */
struct parcel {
    int64_t item;
    unsigned char load[120];
};

static void done_with(void *data, void *hint)
{
    struct parcel *parcel = data;
    struct state *state = hint;
    int64_t item = parcel->item, answer = kit_call(state->request, item * 0x900000005, item);
    __atomic_add_fetch(&state->sum, kit_fold(item, answer), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&state->freed, 1, __ATOMIC_SEQ_CST);
    free(parcel);
    sem_post(&state->given);
}

static bool send(struct state *state, void *push, int64_t item)
{
    zmq_msg_t message;
    struct parcel *parcel = malloc(sizeof *parcel);
    if (parcel == NULL)
        return false;
    parcel->item = item;
    memset(parcel->load, (int)item, sizeof parcel->load);
    int sent = zmq.msg_init_data(&message, parcel, sizeof *parcel, done_with, state);
    while (sent == 0 && (sent = zmq.msg_send(&message, push, 0)) < 0 && errno == EINTR)
        sent = 0; /* a collection interrupts by signals */
    return sent == sizeof *parcel;
}

/* Whether the next parcel is whole, and the one that is due. */
static bool receive(void *pull, int64_t item)
{
    zmq_msg_t message;
    struct parcel parcel = {.item = -1};
    int received;
    zmq.msg_init(&message);
    do
        received = zmq.msg_recv(&message, pull, 0);
    while (received < 0 && errno == EINTR);
    if (received == sizeof parcel)
        memcpy(&parcel, zmq.msg_data(&message), sizeof parcel);
    zmq.msg_close(&message);
    return parcel.item == item && parcel.load[0] == (unsigned char)item && parcel.load[119] == (unsigned char)item;
}

static bool join(void *pull, void *push)
{
    char address[64];
    size_t length = sizeof address;
    return pull != NULL && push != NULL && zmq.bind(pull, "tcp://127.0.0.1:*") == 0 &&
           zmq.getsockopt(pull, LAST_ENDPOINT, address, &length) == 0 && zmq.connect(push, address) == 0;
}

static int64_t run(const struct kit_request *request)
{
    enum { BATCH = 50 };
    struct state state = {.request = request};
    int64_t whole = 0;
    sem_init(&state.given, 0, 0);
    void *context = zmq.ctx_new(), *pull = zmq.socket(context, PULL), *push = zmq.socket(context, PUSH);
    bool works = join(pull, push);
    for (int64_t from = 0; works && from < request->count; from += BATCH) {
        int64_t to = from + BATCH < request->count ? from + BATCH : request->count;
        for (int64_t item = from; item < to; item++)
            works = works && send(&state, push, item);
        for (int64_t item = from; works && item < to; item++)
            while (sem_wait(&state.given) != 0) /* here the call waits, until the memory is its own again */
                ;
        for (int64_t item = from; works && item < to; item++)
            whole += receive(pull, item);
    }
    if (!works)
        request->fail(request, "ZeroMQ cannot send to itself over the loopback address");
    zmq.close(push);
    zmq.close(pull);
    zmq.ctx_term(context); /* waits for the library's threads: whatever was handed over has been given back */
    sem_destroy(&state.given);
    return (int64_t)(state.sum + kit_fold(-1 - whole, state.freed));
}

static const char *open_library(void)
{
    static char why[96];
    const char *missing = kit_load(&needed);
    if (missing != NULL)
        return missing;
    int major = 0, minor, patch;
    zmq.version(&major, &minor, &patch);
    snprintf(why, sizeof why, "libzmq.so.5 is version %d, and a message's size is known of version 4 alone", major);
    return major == 4 ? NULL : why;
}

static const char *version(void)
{
    static char text[32];
    int major = 0, minor = 0, patch = 0;
    zmq.version(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
    return text;
}

const struct kit_library kit_zmq = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "zmq",
    .sentence = "A message's destructor, on whichever thread needed it last: here the one that writes to the socket.",
    .origin = "the system's libzmq.so.5",
    .reentry =
        "No source speaks. \"The deallocation function ffn needs to be thread-safe, since it will be called from an "
        "arbitrary thread\" (https://manpages.ubuntu.com/manpages/plucky/man3/zmq_msg_init_data.3.html).",
    .unwinding = "No source speaks. The thread that calls back serves all sockets of its context.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = "libzmq5",
};
