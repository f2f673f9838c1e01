/* pcap: libpcap reads a capture and calls back for each packet: a long call, a hot loop around a filter that runs byte
 * code, and a way out of the loop that is taken from inside the callback. The packet is the library's own memory, good
 * only until the callback returns.
 *
 * The capture is a savefile that this file writes itself, with libpcap: nobody's traffic is ever looked at, and no
 * privilege is needed. It has no name by the time it is read, so nothing stays behind.
 */
#include "kit.h"
#include "load.h"
#include "pcap.api.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define PACKAGES "libpcap0.8t64|libpcap0.8"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libpcap.so.0.8", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    if (why != NULL || strncmp(pcap.lib_version(), "libpcap version 1.", 18) == 0)
        return why;
    return "libpcap.so.0.8 is not version 1, whose structs this kit knows: apt-get install libpcap0.8";
}

static const char *version(void)
{
    static char number[32] = "";
    sscanf(pcap.lib_version(), "libpcap version %31[0-9.]", number);
    return number;
}

/* A frame of 64 bytes: Ethernet, IPv4, UDP to port 53, and its own number. Every eighth is of another kind, for the
 * filter to drop. */
enum { FRAME = 64, NUMBER = 42, NOISE = 8 };

static void frame(unsigned char *to, int64_t number, bool noise)
{
    static const unsigned char start[NUMBER] = {
        2,    0, 0, 0,  0, 1,  2, 0, 0,  0,  0, 2, 8,  0,                    /* Ethernet */
        0x45, 0, 0, 50, 0, 0,  0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, /* IPv4, UDP */
        0xc0, 0, 0, 53, 0, 30, 0, 0                                          /* UDP */
    };
    memset(to, (int)(number * 7 & 0xff), FRAME);
    memcpy(to, start, sizeof start);
    memcpy(to + NUMBER, &number, sizeof number);
    if (noise)
        to[13] = 6; /* ARP */
}

/* What an earlier call leaves: the savefile. Each run reads it anew, through this path. */
struct stored {
    char path[64];
};

static FILE *nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/kit-XXXXXX.pcap", folder && *folder ? folder : "/tmp");
    int file = mkstemps(path, 5);
    if (file < 0)
        return NULL;
    unlink(path);
    return fdopen(file, "w+b");
}

static void fail_silently(const struct kit_request *request, const char *why)
{
    (void)request, (void)why;
}

static void *begin(const struct kit_request *request)
{
    struct stored *stored = calloc(1, sizeof *stored);
    FILE *file = nameless_file();
    /* libpcap closes the file that it wrote: what is left is a descriptor of our own, until the process ends. */
    int kept = file ? dup(fileno(file)) : -1;
    pcap_t *dead = pcap.open_dead(ETHERNET, SNAPSHOT);
    pcap_dumper_t *dumper = kept >= 0 && dead ? pcap.dump_fopen(dead, file) : NULL;
    if (stored == NULL || dumper == NULL) {
        request->fail(request, "no savefile can be made in TMPDIR, or /tmp");
        return stored;
    }
    for (int64_t item = 0; item < request->count; item++)
        for (int noise = item % NOISE == 0; noise >= 0; noise--) {
            unsigned char bytes[FRAME];
            struct packet packet = {{1000000000 + item / 1000000, item % 1000000}, FRAME, FRAME};
            frame(bytes, item, noise);
            pcap.dump((unsigned char *)dumper, &packet, bytes);
        }
    pcap.dump_close(dumper);
    pcap.close(dead);
    snprintf(stored->path, sizeof stored->path, "/proc/self/fd/%d", kept);
    return stored;
}

static pcap_t *open_savefile(const struct stored *stored, struct filter *filter)
{
    char message[MESSAGE];
    pcap_t *capture = pcap.open_offline(stored->path, message);
    if (capture && pcap.compile(capture, filter, "udp dst port 53", 1, 0) == 0 && pcap.setfilter(capture, filter) == 0)
        return capture;
    if (capture)
        pcap.close(capture);
    return NULL;
}

/* For who reads by themselves, wherever they like: the same packets, from the beginning. NULL when there can be none.
 * The savefile of the first call serves all others; kit_pcap_close ends one reading. */
KIT_EXPORT void *kit_pcap_poll(int32_t packets)
{
    static struct stored *stored;
    struct filter filter;
    struct kit_request request = {.count = packets, .fail = fail_silently};
    if (stored == NULL && open_library() == NULL)
        stored = begin(&request);
    pcap_t *capture = stored ? open_savefile(stored, &filter) : NULL;
    if (capture)
        pcap.freecode(&filter);
    return capture;
}

KIT_EXPORT void kit_pcap_close(void *capture)
{
    pcap.close(capture);
}

static void count_bytes(unsigned char *user, const struct packet *packet, const unsigned char *bytes)
{
    (void)bytes;
    *(int64_t *)user += packet->caplen;
}

/* Reads all of it in C: by asking for each packet, or by being called back for each. How many bytes there were. */
KIT_EXPORT int64_t kit_pcap_read(void *capture, int32_t asks)
{
    int64_t sum = 0;
    struct packet *packet;
    const unsigned char *bytes;
    if (!asks)
        pcap.loop(capture, -1, count_bytes, (unsigned char *)&sum);
    while (asks && pcap.next_ex(capture, &packet, &bytes) == 1)
        count_bytes((unsigned char *)&sum, packet, bytes);
    return sum;
}

struct state {
    const struct kit_request *request;
    pcap_t *capture;
    int64_t packets, middle, wrong;
    uint64_t sum;
};

static int64_t item_of(const struct packet *packet, const unsigned char *bytes)
{
    int64_t item = -1;
    if (packet->caplen == FRAME)
        memcpy(&item, bytes + NUMBER, sizeof item);
    return item;
}

static void arrived(unsigned char *user, const struct packet *packet, const unsigned char *bytes)
{
    struct state *state = (struct state *)user;
    int64_t item = item_of(packet, bytes), number = state->packets++;
    int64_t answer = kit_call(state->request, item * 0x1300000001, packet->ts.tv_usec);
    state->sum += kit_fold(item, answer);
    state->wrong += item != number || item_of(packet, bytes) != item; /* in order, and still there after the callback */
    if (number == state->middle)
        pcap.breakloop(state->capture);
}

static int64_t run(const struct kit_request *request)
{
    enum { BATCH = 1000 };
    struct filter filter;
    struct state state = {.request = request, .middle = request->count / 2};
    state.capture = open_savefile(request->stored, &filter);
    if (state.capture == NULL) {
        request->fail(request, "libpcap cannot read the savefile that it wrote");
        return 0;
    }
    int broke = pcap.loop(state.capture, -1, arrived, (unsigned char *)&state); /* the first half */
    int last;
    while ((last = pcap.dispatch(state.capture, BATCH, arrived, (unsigned char *)&state)) > 0)
        ;
    pcap.freecode(&filter);
    pcap.close(state.capture);
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, broke * 1000 + last) + kit_fold(-2, state.packets));
}

/* A second capture, polled and looped over and left at once, while the first one stands in its callback. */
static void stop(unsigned char *user, const struct packet *packet, const unsigned char *bytes)
{
    (void)packet, (void)bytes;
    struct state *state = (struct state *)user;
    state->packets++;
    pcap.breakloop(state->capture);
}

static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    struct filter filter;
    struct packet *packet = NULL;
    const unsigned char *bytes = NULL;
    struct state state = {.capture = open_savefile(request->stored, &filter)};
    if (state.capture == NULL)
        return -1;
    bool right = pcap.next_ex(state.capture, &packet, &bytes) == 1 && item_of(packet, bytes) == 0;
    right = right && pcap.loop(state.capture, -1, stop, (unsigned char *)&state) == BROKE && state.packets == 1;
    right = right && pcap.next_ex(state.capture, &packet, &bytes) == 1 && item_of(packet, bytes) == 2;
    pcap.freecode(&filter);
    pcap.close(state.capture);
    return right ? a - b : a - b + 1;
}

const struct kit_library kit_pcap = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "pcap",
    .sentence = "A hot loop over thousands of packets of a capture: pcap_loop, left from inside a callback, then "
                "pcap_dispatch.",
    .origin = "system libpcap.so.0.8",
    .reentry =
        "pcap_breakloop: yes, it \"merely sets a flag that is checked within the loop\" (pcap_breakloop(3PCAP)). "
        "Of other captures and of reading on in the same one no page speaks.",
    .unwinding = "No source speaks: the callback returns void, and the way out of the loop is pcap_breakloop "
                 "(pcap_loop(3PCAP)).",
    .open = open_library,
    .version = version,
    .begin = begin,
    .run = run,
    .items = 4000,
    .packages = PACKAGES,
    .again = again,
};
