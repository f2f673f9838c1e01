/* png: an error callback that must not return. libpng decodes a thousand damaged images, and tells of each in a
 * callback that has to leave by a jump, over all frames of the library and its own. A callback in managed code cannot
 * keep that: here C jumps when it has returned, as a binding has to do, and `leave` is what happens when managed code
 * does it.
 */
#include "kit.h"
#include "load.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* png.h; its structures are opaque. */
#define EACH_FUNCTION(X)                                                                                               \
    X(get_libpng_ver, const char *, (const png_struct *))                                                              \
    X(create_read_struct, png_struct *, (const char *, void *, png_error_ptr, png_error_ptr))                          \
    X(create_write_struct, png_struct *, (const char *, void *, png_error_ptr, png_error_ptr))                         \
    X(create_info_struct, png_info *, (const png_struct *))                                                            \
    X(destroy_read_struct, void, (png_struct **, png_info **, png_info **))                                            \
    X(destroy_write_struct, void, (png_struct **, png_info **))                                                        \
    X(set_longjmp_fn, jmp_buf *, (png_struct *, void (*)(jmp_buf, int), size_t))                                       \
    X(longjmp, void, (const png_struct *, int))                                                                        \
    X(error, void, (const png_struct *, const char *))                                                                 \
    X(get_error_ptr, void *, (const png_struct *))                                                                     \
    X(get_io_ptr, void *, (const png_struct *))                                                                        \
    X(set_read_fn, void, (png_struct *, void *, png_rw_ptr))                                                           \
    X(set_write_fn, void, (png_struct *, void *, png_rw_ptr, void (*)(png_struct *)))                                  \
    X(set_IHDR, void, (const png_struct *, png_info *, uint32_t, uint32_t, int, int, int, int, int))                   \
    X(write_info, void, (png_struct *, const png_info *))                                                              \
    X(write_row, void, (png_struct *, const unsigned char *))                                                          \
    X(write_end, void, (png_struct *, png_info *))                                                                     \
    X(read_info, void, (png_struct *, png_info *))                                                                     \
    X(read_row, void, (png_struct *, unsigned char *, unsigned char *))                                                \
    X(read_end, void, (png_struct *, png_info *))

#if __has_include(<png.h>)
#include <png.h>
#define SAME(name, type, arguments) KIT_SAME(png_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(PNG_COLOR_TYPE_RGB == 2, "unlike png.h");
#else
typedef struct png_struct_def png_struct;
typedef struct png_info_def png_info;
typedef void (*png_error_ptr)(png_struct *, const char *);
typedef void (*png_rw_ptr)(png_struct *, unsigned char *, size_t);
#endif

static struct {
    EACH_FUNCTION(KIT_FIELD)
} lib; /* written once, by kit_load */

#define FIND(name, type, arguments) {"png_" #name, &lib.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {
    .files = "libpng16.so.16", .packages = "libpng16-16t64|libpng16-16", .symbols = symbols};

enum { SIDE = 16, RGB = 2, HEADER = 16, DATA = 41 /* where the bytes of IHDR and of the first IDAT begin */ };

struct image {
    unsigned char bytes[4096];
    size_t length, at;
};

/* Whom an error is told; also what is written and read while it lasts. */
struct decoding {
    const struct kit_request *request;
    int64_t item;
    int errors;
    uint64_t sum;
};

/* What `leave` jumps with: the structure whose callback runs on this thread. */
static _Thread_local png_struct *failing __attribute__((tls_model("initial-exec")));

/* "Errors handled through png_error() are fatal, meaning that png_error() should never return to its caller." */
static void failed(png_struct *png, const char *message)
{
    struct decoding *decoding = lib.get_error_ptr(png);
    int64_t a = decoding->item * 0x700000001, b = (int64_t)strlen(message), item = decoding->item;
    decoding->errors++;
    decoding->sum += kit_fold(item, a - b); /* what stands if the callback jumps, */
    failing = png;
    int64_t answer = kit_call(decoding->request, a, b);
    decoding->sum += kit_fold(item, answer) - kit_fold(item, a - b); /* and what does if it returns */
    lib.longjmp(png, 1);
}

static void warned(png_struct *png, const char *message)
{
    (void)png, (void)message; /* of a damaged image there are many */
}

static void read_bytes(png_struct *png, unsigned char *to, size_t length)
{
    struct image *image = lib.get_io_ptr(png);
    if (length > image->length - image->at)
        lib.error(png, "the file ends too early"); /* what libpng's own reader does */
    memcpy(to, image->bytes + image->at, length);
    image->at += length;
}

static void write_bytes(png_struct *png, unsigned char *from, size_t length)
{
    struct image *image = lib.get_io_ptr(png);
    if (length > sizeof image->bytes - image->length)
        lib.error(png, "the image is larger than it should be");
    memcpy(image->bytes + image->length, from, length);
    image->length += length;
}

static void flush(png_struct *png)
{
    (void)png;
}

static unsigned char color(int row, int i)
{
    return (unsigned char)((row * row + 3 * i) ^ i >> 2);
}

static bool write_image(struct image *image)
{
    png_struct *png = lib.create_write_struct(lib.get_libpng_ver(NULL), NULL, NULL, warned);
    png_info *info = png != NULL ? lib.create_info_struct(png) : NULL;
    bool written = info != NULL && setjmp(*lib.set_longjmp_fn(png, longjmp, sizeof(jmp_buf))) == 0;
    if (written) {
        unsigned char row[3 * SIDE];
        lib.set_write_fn(png, image, write_bytes, flush);
        lib.set_IHDR(png, info, SIDE, SIDE, 8, RGB, 0, 0, 0);
        lib.write_info(png, info);
        for (int y = 0; y < SIDE; y++) {
            for (int i = 0; i < 3 * SIDE; i++)
                row[i] = color(y, i);
            lib.write_row(png, row);
        }
        lib.write_end(png, NULL);
    }
    lib.destroy_write_struct(&png, &info);
    return written;
}

/* How many rows came out as they went in, until the end or an error. */
static int read_image(struct image *image, struct decoding *decoding)
{
    volatile int rows = 0;
    png_struct *png = lib.create_read_struct(lib.get_libpng_ver(NULL), decoding, failed, warned);
    png_info *info = png != NULL ? lib.create_info_struct(png) : NULL;
    if (info != NULL && setjmp(*lib.set_longjmp_fn(png, longjmp, sizeof(jmp_buf))) == 0) {
        unsigned char
            row[3 * SIDE + 8 * SIDE]; /* room for what a damaged header asks for is not needed: its CRC fails */
        lib.set_read_fn(png, image, read_bytes);
        lib.read_info(png, info);
        for (int y = 0; y < SIDE; y++) {
            lib.read_row(png, row, NULL);
            bool same = true;
            for (int i = 0; i < 3 * SIDE; i++)
                same = same && row[i] == color(y, i);
            rows = rows + same;
        }
        lib.read_end(png, NULL);
    }
    lib.destroy_read_struct(&png, &info, NULL);
    return rows;
}

/* Every third image is cut off, every third has a wrong header, the others wrong pixels. */
static void damage(struct image *image, int64_t item)
{
    if (item % 3 == 0)
        image->length = 8 + (size_t)(item * 7919) % (image->length - 20);
    else
        image->bytes[item % 3 == 1 ? HEADER + item % 13 : DATA + 2 + item % 40] ^= 0x20;
}

static int64_t run(const struct kit_request *request)
{
    struct decoding decoding = {.request = request};
    struct image whole = {.length = 0};
    if (!write_image(&whole))
        request->fail(request, "libpng cannot write an image");
    for (decoding.item = 0; decoding.item < request->count; decoding.item++) {
        struct image damaged = whole;
        damage(&damaged, decoding.item);
        read_image(&damaged, &decoding);
    }
    int rows = read_image(&whole, &decoding); /* libpng has borne all of it */
    return (int64_t)(decoding.sum + kit_fold(-1 - rows, decoding.errors));
}

static void leave(const struct kit_request *request)
{
    (void)request;
    lib.longjmp(failing, 1);
}

/* Another image, from inside the callback. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    png_struct *outer = failing;
    struct decoding decoding = {.request = request};
    struct image image = {.length = 0};
    bool right = write_image(&image) && read_image(&image, &decoding) == SIDE && decoding.errors == 0;
    failing = outer;
    return a - b + !right;
}

static const char *open_library(void)
{
    return kit_load(&needed);
}

static const char *version(void)
{
    return lib.get_libpng_ver(NULL);
}

const struct kit_library kit_png = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "png",
    .sentence = "An error callback that must not return: it has to jump, over the library's frames and its own.",
    .origin = "the system's libpng16.so.16",
    .reentry =
        "Another image: yes, as \"Libpng is thread safe, provided the threads are using different instances of the "
        "structures\" (libpng-manual.txt, I). The image that failed: no.",
    .unwinding = "By png_longjmp, and it has to: \"png_error() should never return to its caller. Currently, this is "
                 "handled via "
                 "setjmp() and longjmp()\" (libpng-manual.txt, VI, Error handling). A managed callback may not.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = "libpng16-16t64|libpng16-16",
    .leave = leave,
    .again = again,
};
