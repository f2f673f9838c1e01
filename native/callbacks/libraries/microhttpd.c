/* microhttpd: a web server with a thread for each connection. Every request is met by a thread that the runtime has
 * never seen, and that ends with the connection: it asks what to answer, asks for the content, and says when it needs
 * it no more. The client is the thread that made the call: it waits until the server is
 * done with its request, then reads.
 */
#include "kit.h"
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* microhttpd.h. */
#define EACH_FUNCTION(X)                                                                                               \
    X(start_daemon, struct MHD_Daemon *,                                                                               \
      (unsigned, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback, void *, ...))                  \
    X(stop_daemon, void, (struct MHD_Daemon *))                                                                        \
    X(get_version, const char *, (void))                                                                               \
    X(create_response_from_callback, struct MHD_Response *,                                                            \
      (uint64_t, size_t, ssize_t(*)(void *, uint64_t, char *, size_t), void *, void (*)(void *)))                      \
    X(queue_response, enum MHD_Result, (struct MHD_Connection *, unsigned, struct MHD_Response *))                     \
    X(destroy_response, void, (struct MHD_Response *))

#if __has_include(<microhttpd.h>)
#include <microhttpd.h>
#define SAME(name, type, arguments) KIT_SAME(MHD_##name, type, arguments)
#else
enum MHD_Result { MHD_NO = 0, MHD_YES = 1 };
struct MHD_Daemon;
struct MHD_Connection;
struct MHD_Response;
typedef enum MHD_Result (*MHD_AcceptPolicyCallback)(void *, const struct sockaddr *, socklen_t);
typedef enum MHD_Result (*MHD_AccessHandlerCallback)(void *, struct MHD_Connection *, const char *, const char *,
                                                     const char *, const char *, size_t *, void **);
#endif
enum { THREAD_PER_CONNECTION = 4, OWN_THREADS = 8, LISTEN_SOCKET = 12, END = 0, OK = 200 };
#ifdef SAME
EACH_FUNCTION(SAME)
_Static_assert(THREAD_PER_CONNECTION == (int)MHD_USE_THREAD_PER_CONNECTION &&
                   OWN_THREADS == (int)MHD_USE_INTERNAL_POLLING_THREAD &&
                   LISTEN_SOCKET == (int)MHD_OPTION_LISTEN_SOCKET && END == (int)MHD_OPTION_END,
               "unlike microhttpd.h");
#endif

static struct {
    EACH_FUNCTION(KIT_FIELD)
} http; /* written once, by kit_load */

#define FIND(name, type, arguments) {"MHD_" #name, &http.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {
    .files = "libmicrohttpd.so.12", .packages = "libmicrohttpd12t64|libmicrohttpd12", .symbols = symbols};

/* The connections' threads share it. */
struct state {
    const struct kit_request *request;
    uint64_t sum; /* atomic */
    sem_t given;  /* posted when the server needs an answer no more */
};

/* One answer: its content is what the callback said. */
struct answer {
    struct state *state;
    int64_t item;
};

static int64_t tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    int64_t answer = kit_call(state->request, a, b);
    __atomic_add_fetch(&state->sum, kit_fold(item, answer), __ATOMIC_SEQ_CST);
    return answer;
}

static ssize_t content(void *user, uint64_t position, char *to, size_t room)
{
    struct answer *answer = user;
    if (position != 0 || room < sizeof(int64_t))
        return -2; /* MHD_CONTENT_READER_END_WITH_ERROR: it is never asked twice for eight bytes */
    int64_t value = tell(answer->state, 3 * answer->item + 1, answer->item * 0xb00000001, answer->item);
    memcpy(to, &value, sizeof value);
    return sizeof value;
}

static void given(void *user)
{
    struct answer *answer = user;
    tell(answer->state, 3 * answer->item + 2, -answer->item, answer->item * 0xd00000001);
    sem_post(&answer->state->given);
    free(answer);
}

/* Comes twice: when the headers are here, and when all of the request is. */
static enum MHD_Result access_handler(void *user, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *protocol, const char *upload, size_t *upload_size,
                                      void **mine)
{
    (void)method, (void)protocol, (void)upload, (void)upload_size;
    struct state *state = user;
    if (*mine == NULL) {
        *mine = state;
        return MHD_YES;
    }
    struct answer *answer = malloc(sizeof *answer);
    if (answer == NULL)
        return MHD_NO;
    *answer = (struct answer){state, strtoll(url + 1, NULL, 10)};
    tell(state, 3 * answer->item, answer->item, answer->item * 0xf00000001);
    struct MHD_Response *response = http.create_response_from_callback(sizeof(int64_t), 64, content, answer, given);
    enum MHD_Result result = http.queue_response(connection, OK, response);
    http.destroy_response(response); /* the connection holds it until it is sent */
    return result;
}

/* A listening socket that nobody but this machine reaches, at a port that is free. */
static int listen_here(struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (listener >= 0 && bind(listener, (struct sockaddr *)address, length) == 0 && listen(listener, 8) == 0 &&
        getsockname(listener, (struct sockaddr *)address, &length) == 0)
        return listener;
    if (listener >= 0)
        close(listener);
    return -1;
}

/* One request; its answer's last eight bytes, or 0 and false. It is read when the server is done with it. */
static bool get(struct state *state, const struct sockaddr_in *address, int64_t item, int64_t *value)
{
    char request[128], reply[1024];
    size_t got = 0;
    ssize_t more = -1;
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int length = snprintf(request, sizeof request, "GET /%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                          (int)item);
    if (peer >= 0 && connect(peer, (const struct sockaddr *)address, sizeof *address) == 0 &&
        send(peer, request, (size_t)length, MSG_NOSIGNAL) == length) {
        while (sem_wait(&state->given) != 0)
            ; /* here the call waits */
        do {
            more = recv(peer, reply + got, sizeof reply - got, 0);
            got += more > 0 ? (size_t)more : 0;
        } while (more > 0 || (more < 0 && errno == EINTR));
    }
    if (peer >= 0)
        close(peer);
    bool right = more == 0 && got > sizeof *value && strncmp(reply, "HTTP/1.1 200", 12) == 0;
    if (right)
        memcpy(value, reply + got - sizeof *value, sizeof *value);
    return right;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    struct sockaddr_in address;
    uint64_t sum = 0;
    sem_init(&state.given, 0, 0);
    int listener = listen_here(&address);
    struct MHD_Daemon *daemon = listener < 0 ? NULL
                                             : http.start_daemon(THREAD_PER_CONNECTION | OWN_THREADS, 0, NULL, NULL,
                                                                 access_handler, &state, LISTEN_SOCKET, listener, END);
    if (daemon == NULL) {
        request->fail(request, "no server on the loopback address");
        if (listener >= 0)
            close(listener);
        return 0;
    }
    for (int64_t item = 0; item < request->count; item++) {
        int64_t value = 0;
        if (!get(&state, &address, item, &value))
            request->fail(request, "the server does not answer");
        sum += kit_fold(-item, value);
    }
    http.stop_daemon(daemon); /* joins the connections' threads, and closes the socket */
    sem_destroy(&state.given);
    return (int64_t)(sum + state.sum);
}

static const char *open_library(void)
{
    return kit_load(&needed);
}

static const char *version(void)
{
    return http.get_version();
}

const struct kit_library kit_microhttpd = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "microhttpd",
    .sentence = "Each request is met by a thread of its own, which comes and goes with the connection.",
    .origin = "the system's libmicrohttpd.so.12",
    .reentry =
        "Of a connection whose handler runs: yes, to queue the response from there is the contract (microhttpd.h, "
        "MHD_AccessHandlerCallback).",
    .unwinding = "No source speaks: a handler says MHD_NO, and \"the socket must be closed due to a serious error\" "
                 "(microhttpd.h, MHD_AccessHandlerCallback).",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 50,
    .packages = "libmicrohttpd12t64|libmicrohttpd12",
};
