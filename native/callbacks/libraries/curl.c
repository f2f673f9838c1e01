/* curl: transfers, with callbacks for what arrives, each header line and the progress, from a file and from a server on
 * 127.0.0.1 that this file starts for one request at a time. It is the library that notices when a callback calls it
 * again, and refuses.
 */
#include "kit.h"
#include "curl.api.h"
#include "load.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static void prepare(void)
{
    curl.global_init(GLOBAL_DEFAULT);
}

static const char *open_library(void)
{
    static struct kit_needed needed = {
        .files = "libcurl.so.4", .packages = PACKAGES, .symbols = symbols, .prepare = prepare};
    return kit_load(&needed);
}

static const char *version(void)
{
    static char number[32]; /* "libcurl/7.88.1 OpenSSL/3.0.19 ..." */
    sscanf(curl.version(), "libcurl/%31[0-9.]", number);
    return number;
}

enum { PIECE = 1024, LINE = 32 }; /* curl hands out this much at most when asked to; an item is a line of the file */

struct state {
    const struct kit_request *request;
    CURL *transfer;
    int64_t items, wrong, others, used;
    char line[LINE];
    uint64_t sum;
};

static _Thread_local struct state *running;

/* How often these come is curl's affair: wrong answers are counted. */
static bool uncounted(struct state *state, int64_t b)
{
    int64_t a = ++state->others * 0x4500000001;
    bool right = kit_call(state->request, a, b) == a - b;
    state->wrong += !right;
    return right;
}

/* An item for each line, however the lines are cut into pieces. */
static size_t arrived(char *data, size_t size, size_t count, void *user)
{
    struct state *state = user;
    for (size_t i = 0; i < size * count; i++) {
        state->line[state->used++ % LINE] = data[i];
        if (data[i] != '\n')
            continue;
        int64_t item = state->items++, number = strtoll(state->line, NULL, 10);
        state->wrong += state->used != LINE;
        state->used = 0;
        state->sum += kit_fold(item, kit_call(state->request, number * 0x4700000001, item));
    }
    return size * count;
}

static size_t header(char *data, size_t size, size_t count, void *user)
{
    (void)data;
    uncounted(user, 1);
    return size * count;
}

static int progress(void *user, int64_t all, int64_t now, int64_t up_all, int64_t up_now)
{
    (void)all, (void)now, (void)up_all, (void)up_now;
    return !uncounted(user, 2); /* anything but 0 aborts the transfer */
}

/* Lines of a fixed length in a file without a name. */
static int document(int64_t from, int64_t to)
{
    int file = memfd_create("kit-curl", MFD_CLOEXEC);
    FILE *lines = file >= 0 ? fdopen(dup(file), "w") : NULL;
    if (lines == NULL)
        return -1;
    for (int64_t i = from; i < to; i++)
        fprintf(lines, "%*lld\n", LINE - 1, (long long)i);
    fclose(lines);
    return file;
}

/* The server: one connection, one answer, on a thread of its own that calls nobody back. */
struct server {
    int listening, file;
    int64_t lines;
    unsigned short port;
    pthread_t thread;
};

static void *serve(void *user)
{
    struct server *server = user;
    char buffer[4096];
    int client = accept(server->listening, NULL, NULL);
    ssize_t got = client >= 0 ? read(client, buffer, sizeof buffer) : 0; /* a request of one packet */
    if (got > 0) {
        int head =
            snprintf(buffer, sizeof buffer, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\nConnection: close\r\n\r\n",
                     (long long)server->lines * LINE);
        bool listens =
            send(client, buffer, (size_t)head, MSG_NOSIGNAL) == head; /* not after a callback that stopped it */
        for (off_t at = 0; listens && (got = pread(server->file, buffer, sizeof buffer, at)) > 0; at += got)
            listens = send(client, buffer, (size_t)got, MSG_NOSIGNAL) == got;
    }
    if (client >= 0)
        close(client);
    return NULL;
}

static bool start(struct server *server)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    server->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listening < 0 || bind(server->listening, (struct sockaddr *)&here, sizeof here) != 0 ||
        listen(server->listening, 1) != 0 || getsockname(server->listening, (struct sockaddr *)&here, &size) != 0)
        return false;
    server->port = ntohs(here.sin_port);
    return pthread_create(&server->thread, NULL, serve, server) == 0;
}

static code transfer(struct state *state, const char *url)
{
    CURL *t = state->transfer = curl.easy_init();
    curl.easy_setopt(t, URL, url);
    curl.easy_setopt(t, PROXY, ""); /* whatever the environment says */
    curl.easy_setopt(t, NOSIGNAL, 1l);
    curl.easy_setopt(t, BUFFERSIZE, (long)PIECE);
    curl.easy_setopt(t, WRITEFUNCTION, arrived);
    curl.easy_setopt(t, WRITEDATA, state);
    curl.easy_setopt(t, HEADERFUNCTION, header);
    curl.easy_setopt(t, HEADERDATA, state);
    curl.easy_setopt(t, NOPROGRESS, 0l);
    curl.easy_setopt(t, XFERINFOFUNCTION, progress);
    curl.easy_setopt(t, XFERINFODATA, state);
    code answer = curl.easy_perform(t);
    curl.easy_cleanup(t);
    return answer;
}

/* Half of the lines by file://, half by http:// from 127.0.0.1. */
static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = running;
    int64_t half = request->count / 2;
    struct server server = {-1, document(half, request->count), request->count - half, 0, 0};
    int file = document(0, half);
    char url[64];
    if (file < 0 || server.file < 0 || !start(&server)) {
        request->fail(request, "no file, or no server on 127.0.0.1");
        return 0;
    }
    running = &state;
    snprintf(url, sizeof url, "file:///proc/self/fd/%d", file);
    code answer = transfer(&state, url);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", server.port);
    answer = answer * 1000 + transfer(&state, url);
    running = outer;
    shutdown(server.listening, SHUT_RDWR); /* in case nobody came */
    pthread_join(server.thread, NULL);
    close(server.listening);
    close(server.file);
    close(file);
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, (int64_t)answer * 1000000 + state.items));
}

/* The same handle in its own callback: refused, and the transfer goes on. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    char nothing[8];
    size_t got = 0;
    bool right = curl.easy_recv(running->transfer, nothing, sizeof nothing, &got) == RECURSIVE;
    return right && curl.easy_perform(running->transfer) != OK ? a - b : a - b + 1;
}

const struct kit_library kit_curl = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "curl",
    .sentence =
        "Transfers from a file and from a server on 127.0.0.1, by a library that notices when a callback calls it "
        "again.",
    .origin = "system libcurl.so.4",
    .reentry = "No: refused with CURLE_RECURSIVE_API_CALL, \"An API function was called from inside a callback.\" "
               "(libcurl-errors(3)).",
    .unwinding = "No source speaks: a callback aborts the transfer by what it returns.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
    .again = again,
};
