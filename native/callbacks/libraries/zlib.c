/* zlib: the smallest allocator there is. Every stream asks for its memory through two callbacks and gives it back
 * through one, and inflateBack asks for input and hands out output through two more, from the middle of its decoder.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct stream { /* z_stream */
    const unsigned char *next_in;
    unsigned avail_in;
    unsigned long total_in;
    unsigned char *next_out;
    unsigned avail_out;
    unsigned long total_out;
    const char *msg;
    struct internal_state *state;
    void *(*zalloc)(void *, unsigned, unsigned);
    void (*zfree)(void *, void *);
    void *opaque;
    int data_type;
    unsigned long adler, reserved;
};

typedef unsigned (*pull)(void *, const unsigned char **);
typedef int (*push)(void *, unsigned char *, unsigned);

/* NAME of the C interface is z.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(zlibVersion, const char *, (void))                                                                               \
    X(deflateInit2_, int, (struct stream *, int, int, int, int, int, const char *, int))                               \
    X(deflate, int, (struct stream *, int))                                                                            \
    X(deflateEnd, int, (struct stream *))                                                                              \
    X(inflateBackInit_, int, (struct stream *, int, unsigned char *, const char *, int))                               \
    X(inflateBack, int, (struct stream *, pull, void *, push, void *))                                                 \
    X(inflateBackEnd, int, (struct stream *))

enum { OK = 0, END = 1, FINISH = 4, DEFLATED = 8, RAW = -15, WINDOW = 32768, NO_MEMORY = -4 };

static struct {
    EACH_FUNCTION(KIT_FIELD)
} z;

#define FIND(name, type, arguments) {#name, &z.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<zlib.h>)
#define ZLIB_CONST /* next_in is const in the header only if asked */
#include <zlib.h>
_Static_assert(sizeof(struct stream) == sizeof(z_stream) &&
                   offsetof(struct stream, zalloc) == offsetof(z_stream, zalloc) &&
                   offsetof(struct stream, opaque) == offsetof(z_stream, opaque) && OK == Z_OK && END == Z_STREAM_END &&
                   FINISH == Z_FINISH && DEFLATED == Z_DEFLATED && NO_MEMORY == Z_MEM_ERROR,
               "unlike zlib.h");
#define stream z_stream_s
#define pull in_func
#define push out_func
#define SAME(name, type, arguments) KIT_SAME(name, type, arguments)
EACH_FUNCTION(SAME)
#undef stream
#undef pull
#undef push
#endif

#define PACKAGES "zlib1g"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libz.so.1", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    if (why != NULL || z.zlibVersion()[0] == '1') /* zlib compares this, and the size of its struct, itself */
        return why;
    return "libz.so.1 is not version 1, whose struct this kit knows: apt-get install zlib1g";
}

static const char *version(void)
{
    return z.zlibVersion();
}

struct state {
    const struct kit_request *request;
    const unsigned char *packed;
    size_t size, pulled, pushed, wrong;
    int64_t calls, blocks;
    uint64_t sum;
};

/* zlib is deterministic: the items are its calls, as they come. */
static int64_t tell(struct state *state, int64_t what)
{
    int64_t item = state->calls++, a = item * 0x3900000001;
    int64_t answer = kit_call(state->request, a, what);
    state->sum += kit_fold(item, answer);
    return answer - (a - what);
}

static void *get(void *user, unsigned count, unsigned size)
{
    struct state *state = user;
    tell(state, (int64_t)count * size);
    state->blocks++;
    return calloc(count, size);
}

static void put(void *user, void *block)
{
    struct state *state = user;
    tell(state, -1);
    state->blocks--;
    free(block);
}

/* A few bytes at a time, so that the decoder stops and goes on everywhere. */
static unsigned more(void *user, const unsigned char **next)
{
    enum { PIECE = 4 };
    struct state *state = user;
    size_t left = state->size - state->pulled, length = left < PIECE ? left : PIECE;
    tell(state, (int64_t)length);
    *next = state->packed + state->pulled;
    state->pulled += length;
    return (unsigned)length;
}

/* Real text is not needed, but something that neither repeats nor is noise: numbers, of which each is a short way from
 * the last. */
static unsigned char byte(size_t at)
{
    return (unsigned char)(kit_fold((int64_t)(at / 7), 0) % 23 + at % 5);
}

static int take(void *user, unsigned char *data, unsigned length)
{
    struct state *state = user;
    for (unsigned i = 0; i < length; i++)
        state->wrong += data[i] != byte(state->pushed + i);
    state->pushed += length;
    return tell(state, -(int64_t)length) != 0; /* anything but 0 ends it */
}

static bool pack(struct state *state, unsigned char *plain, size_t size, unsigned char *packed, size_t room)
{
    struct stream stream = {.next_in = plain, .avail_in = (unsigned)size, .next_out = packed};
    stream.avail_out = (unsigned)room;
    stream.zalloc = get, stream.zfree = put, stream.opaque = state;
    for (size_t i = 0; i < size; i++)
        plain[i] = byte(i);
    bool right = z.deflateInit2_(&stream, 6, DEFLATED, RAW, 8, 0, z.zlibVersion(), sizeof stream) == OK &&
                 z.deflate(&stream, FINISH) == END;
    state->size = stream.total_out;
    state->packed = packed;
    return (z.deflateEnd(&stream) == OK) & right;
}

static bool unpack(struct state *state, unsigned char window[WINDOW])
{
    struct stream stream = {.zalloc = get, .zfree = put, .opaque = state};
    bool right = z.inflateBackInit_(&stream, 15, window, z.zlibVersion(), sizeof stream) == OK &&
                 z.inflateBack(&stream, more, state, take, state) == END;
    return (z.inflateBackEnd(&stream) == OK) & right;
}

static int64_t run(const struct kit_request *request)
{
    size_t size = (size_t)request->count * 40, room = size + size / 2 + 1000;
    struct state state = {.request = request};
    unsigned char *memory = malloc(size + room + WINDOW);
    if (memory == NULL) {
        request->fail(request, "no memory for the text");
        return 0;
    }
    bool right = pack(&state, memory, size, memory + size, room) & unpack(&state, memory + size + room);
    free(memory);
    return (int64_t)(state.sum + kit_fold(-1 - (int64_t)state.wrong, (int64_t)state.pushed * 2 + right) +
                     kit_fold(INT64_MIN, state.blocks));
}

static void *nothing(void *user, unsigned count, unsigned size)
{
    (void)user, (void)count, (void)size;
    return NULL;
}

/* Another stream in the middle of this one, whose allocator has nothing: told by Z_MEM_ERROR. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct stream stream = {.zalloc = nothing, .zfree = put};
    int answer = z.deflateInit2_(&stream, 6, DEFLATED, RAW, 8, 0, z.zlibVersion(), sizeof stream);
    return answer == NO_MEMORY ? a - b : a - b + 1;
}

const struct kit_library kit_zlib = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "zlib",
    .sentence =
        "The smallest allocator, and a decoder that pulls its input and pushes its output from the middle of itself.",
    .origin = "system libz.so.1",
    .reentry = "Other streams: yes, zlib is thread-safe if zalloc and zfree are (zlib.h). Of the same stream no source "
               "speaks.",
    .unwinding = "No source speaks: in() and out() end inflateBack by what they return (zlib.h).",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
    .again = again,
};
