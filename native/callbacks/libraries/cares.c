/* cares: a resolver whose network is callbacks: what would be system calls on sockets is asked of the program, a few
 * times for each question, before the answer itself comes in a callback. And whoever still waits is told so by the call
 * that takes everything away: ares_destroy.
 *
 * No packet leaves the program: the server is a function in here.
 */
#include "cares.api.h"
#include "kit.h"
#include "load.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)
} ares; /* written once, by kit_load */

#define FIND(name, type, arguments) {"ares_" #name, &ares.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#define PACKAGES "libcares2|libc-ares2"

static void prepare(void)
{
    ares.library_init(INIT_ALL);
}

static const char *open_library(void)
{
    static struct kit_needed needed = {
        .files = "libcares.so.2", .packages = PACKAGES, .symbols = symbols, .prepare = prepare};
    return kit_load(&needed);
}

static const char *version(void)
{
    return ares.version(NULL);
}

/* So many questions at once; an answer fits into a buffer. */
enum { BATCH = 10, SIZE = 512, SOCKET = 900, REFUSED = 4 };

struct answer {
    unsigned char bytes[SIZE];
    int length;
};

struct state {
    const struct kit_request *request;
    ares_channel channel;
    bool quiet, silent; /* nobody outside is asked; the server does not answer */
    struct answer queue[BATCH];
    int queued, taken;
    int64_t asked, answered, wrong;
    uint64_t sum;
};

static _Thread_local struct state *now; /* for `again`, which is given nothing of ours */

static int64_t ask(struct state *state, int64_t a, int64_t b)
{
    if (state->quiet)
        return a - b;
    int64_t answer = kit_call(state->request, a, b);
    state->wrong += answer != a - b;
    state->sum += kit_fold(state->asked++, answer);
    return answer;
}

static int make(int domain, int type, int protocol, void *user)
{
    (void)protocol;
    return domain == AF_INET && type == SOCK_DGRAM ? (int)ask(user, SOCKET + 3, 3) : -1;
}

static int end(int socket, void *user)
{
    return (int)ask(user, socket, socket);
}

static int attach(int socket, const struct sockaddr *address, socklen_t length, void *user)
{
    (void)socket, (void)address;
    return (int)ask(user, length, length);
}

/* The server: the address of kNUMBER is what comes back from outside. */
static ssize_t send_off(int socket, const struct iovec *data, int count, void *user)
{
    (void)socket;
    struct state *state = user;
    const unsigned char *question = data[0].iov_base;
    int64_t item = strtol((const char *)question + 14, NULL, 10); /* behind a header, a length and the k */
    int64_t address = ask(state, item * 3 + 0x0a000000, item);
    if (state->taken == state->queued)
        state->taken = state->queued = 0;
    if (count == 1 && !state->silent && state->queued < BATCH) {
        static const unsigned char flags[] = {0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0};
        unsigned char rest[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0};
        uint32_t network = htonl((uint32_t)address);
        struct answer *answer = &state->queue[state->queued++];
        size_t name = strlen((const char *)question + 12) + 1 + 4;
        memcpy(answer->bytes, question, 12 + name);
        memcpy(answer->bytes + 2, flags, sizeof flags);
        memcpy(rest + 12, &network, sizeof network);
        memcpy(answer->bytes + 12 + name, rest, sizeof rest);
        answer->length = (int)(12 + name + sizeof rest);
    }
    return (ssize_t)data[0].iov_len;
}

static ssize_t receive(int socket, void *buffer, size_t size, int flags, struct sockaddr *from, socklen_t *length,
                       void *user)
{
    (void)socket, (void)flags;
    struct state *state = user;
    const struct answer *answer = &state->queue[state->taken];
    if (state->taken == state->queued || (size_t)answer->length > size) {
        errno = EAGAIN;
        return -1;
    }
    state->taken++;
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (from != NULL && *length >= sizeof server) {
        memcpy(from, &server, sizeof server);
        *length = sizeof server;
    }
    memcpy(buffer, answer->bytes, (size_t)answer->length);
    return (ssize_t)ask(state, answer->length + 9, 9);
}

static const struct ares_socket_functions network = {make, end, attach, receive, send_off};

static void told(void *user, int status, int timeouts, unsigned char *bytes, int length)
{
    (void)timeouts;
    struct state *state = user;
    uint32_t address = 0;
    if (status == SUCCESS && length >= 4) {
        memcpy(&address, bytes + length - 4, 4);
        state->answered++;
    }
    ask(state, (int64_t)ntohl(address) + status, status);
}

static void nothing(void *user, int status, int timeouts, unsigned char *bytes, int length)
{
    (void)user, (void)status, (void)timeouts, (void)bytes, (void)length;
}

/* One more question to the same channel: right, unless it is being destroyed. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct state *state = now;
    bool quiet = state->quiet, silent = state->silent;
    state->quiet = state->silent = true;
    ares.query(state->channel, "k0.kit", IN, A, nothing, NULL);
    state->quiet = quiet;
    state->silent = silent;
    return a - b;
}

static void question(struct state *state, int32_t item)
{
    char name[32];
    snprintf(name, sizeof name, "k%d.kit", item);
    ares.query(state->channel, name, IN, A, told, state);
}

static bool open_channel(struct state *state)
{
    if (ares.init(&state->channel) != SUCCESS || ares.set_servers_csv(state->channel, "127.0.0.1") != SUCCESS)
        return false;
    ares.set_socket_functions(state->channel, &network, state);
    return true;
}

/* Questions without an answer: their callbacks are the first that come, out of ares_destroy. */
static bool destroy_waiting(struct state *state)
{
    state->quiet = state->silent = true;
    if (!open_channel(state))
        return false;
    for (int i = 0; i < REFUSED; i++)
        question(state, i);
    state->quiet = false;
    ares.destroy(state->channel);
    state->silent = false;
    return true;
}

static void work(struct state *state)
{
    for (int32_t i = 0; i < state->request->count; i += BATCH) {
        for (int32_t item = i; item < i + BATCH; item++)
            question(state, item);
        ares.process_fd(state->channel, SOCKET, -1);
    }
    state->silent = true;
    for (int i = 0; i < REFUSED; i++)
        question(state, i);
    ares.cancel(state->channel);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = now;
    now = &state;
    if (destroy_waiting(&state) && open_channel(&state)) {
        work(&state);
        ares.destroy(state.channel);
    } else
        request->fail(request, "c-ares makes no channel");
    if (state.answered == 0 && state.wrong == 0) /* else it had no chance, and the fold shows why */
        request->fail(request, "c-ares takes no answer");
    now = outer;
    return (int64_t)(state.sum + kit_fold(-1, state.asked) + kit_fold(-2 - state.answered, state.wrong));
}

const struct kit_library kit_cares = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "cares",
    .sentence = "The network itself is callbacks, and the call that destroys everything calls back for all who wait.",
    .origin = "the system's libcares.so.2",
    .reentry = "Yes, but out of ares_destroy: \"A callback must not add new requests to a channel being destroyed\" "
               "(ares_destroy(3)).",
    .unwinding = "No source speaks: errors go by status codes.",
    .items = 1000,
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .again = again,
};
