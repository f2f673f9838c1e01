/* jpeg: an error callback that must not return, in a library that has no way out of its own. libpng brings a jump,
 * libjpeg leaves it to the application: its error_exit is a field in a structure that the application fills in, and
 * whoever fills in a managed callback has a choice of a jump over a managed frame or of none. Here C jumps when the
 * callback has returned; `leave` is what happens when the callback itself does. A thousand damaged images.
 */
#include "jpeg.api.h"
#include "kit.h"
#include "load.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)
} jpeg; /* written once, by kit_load */

#define PACKAGES "libjpeg62-turbo|libjpeg-turbo8"
#define FIND(name, type, arguments) {"jpeg_" #name, &jpeg.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {.files = "libjpeg.so.62 libjpeg.so.8", .packages = PACKAGES, .symbols = symbols};
static int api;                 /* 62, 80 */
static size_t writing, reading; /* the sizes of its two structures, in bytes */

enum { SIDE = 16 };

struct image {
    unsigned char *bytes;
    unsigned long length;
};

/* Whom an error is told; begins with what the library knows of it. */
struct decoding {
    struct errors errors;
    jmp_buf out;
    const struct kit_request *request; /* NULL: there is nobody to ask */
    int64_t item;
    int told;
    uint64_t sum;
};

/* What `leave` jumps out of: the decoding whose callback runs on this thread. */
static _Thread_local struct decoding *failing __attribute__((tls_model("initial-exec")));

/* "Error exit handler: does not return to caller" */
static void failed(void *picture)
{
    struct decoding *decoding = (struct decoding *)((struct picture *)picture)->err;
    if (decoding->request != NULL) {
        int64_t a = decoding->item * 0x700000001, b = decoding->errors.msg_code, item = decoding->item;
        decoding->told++;
        decoding->sum += kit_fold(item, a - b); /* what stands if the callback jumps, */
        failing = decoding;
        int64_t answer = kit_call(decoding->request, a, b);
        decoding->sum += kit_fold(item, answer) - kit_fold(item, a - b); /* and what does if it returns */
    }
    longjmp(decoding->out, 1);
}

static void warned(void *picture, int level)
{
    (void)picture, (void)level; /* of a damaged image there are many */
}

static void *begin(struct picture *picture, struct decoding *decoding)
{
    memset(picture, 0, sizeof *picture);
    jpeg.std_error((void *)&decoding->errors);
    decoding->errors.error_exit = failed;
    decoding->errors.emit_message = warned;
    picture->err = &decoding->errors;
    return picture;
}

static unsigned char shade(int x, int y)
{
    return (unsigned char)(40 + 7 * x + 5 * y);
}

static bool write_image(struct image *image)
{
    struct decoding nobody = {.request = NULL};
    struct picture picture;
    void *to = begin(&picture, &nobody);
    image->bytes = NULL;
    if (setjmp(nobody.out) != 0)
        return false;
    jpeg.CreateCompress(to, api, writing);
    jpeg.mem_dest(to, &image->bytes, &image->length);
    picture.image_width = picture.image_height = SIDE;
    picture.components = 1;
    picture.space = GRAY;
    jpeg.set_defaults(to);
    jpeg.start_compress(to, 1);
    for (int y = 0; y < SIDE; y++) {
        unsigned char row[SIDE], *rows = row;
        for (int x = 0; x < SIDE; x++)
            row[x] = shade(x, y);
        jpeg.write_scanlines(to, &rows, 1);
    }
    jpeg.finish_compress(to);
    jpeg.destroy_compress(to);
    return true;
}

/* How many pixels came out much as they went in, until the end or an error. */
static int read_image(const struct image *image, struct decoding *decoding)
{
    volatile int near = 0;
    struct picture picture;
    void *from = begin(&picture, decoding);
    if (setjmp(decoding->out) == 0) {
        jpeg.CreateDecompress(from, api, reading);
        jpeg.mem_src(from, image->bytes, image->length);
        jpeg.read_header(from, 1);
        jpeg.start_decompress(from);
        for (int y = 0; y < SIDE; y++) {
            unsigned char row[3 * SIDE], *rows = row;
            jpeg.read_scanlines(from, &rows, 1);
            for (int x = 0; x < SIDE; x++)
                near = near + (abs(row[x] - shade(x, y)) <= 8);
        }
        jpeg.finish_decompress(from);
    }
    jpeg.destroy_decompress(from);
    return near;
}

/* Where the segment of a marker begins, or the end. */
static unsigned long segment(const struct image *image, int marker)
{
    unsigned long at = 2;
    while (at + 4 < image->length && image->bytes[at + 1] != marker)
        at += 2 + (unsigned long)(image->bytes[at + 2] << 8 | image->bytes[at + 3]);
    return at;
}

/* No image at all, one without its pixels, one of a kind that is not supported, one with a wrong table. */
static void damage(struct image *image, int64_t item)
{
    enum { FRAME = 0xC0, TABLE = 0xC4, SCAN = 0xDA, LOSSLESS = 0xC3 };
    if (item % 4 == 0)
        image->bytes[item / 4 % 2] ^= 0x10;
    else if (item % 4 == 1)
        image->length = segment(image, SCAN) - (unsigned long)(item % 3);
    else if (item % 4 == 2)
        image->bytes[segment(image, FRAME) + 1] = LOSSLESS;
    else
        memset(image->bytes + segment(image, TABLE) + 5, 255, 4);
}

static int64_t run(const struct kit_request *request)
{
    struct decoding decoding = {.request = request};
    struct image whole;
    unsigned char bytes[2048];
    if (!write_image(&whole) || whole.length > sizeof bytes)
        request->fail(request, "libjpeg cannot write an image");
    for (decoding.item = 0; decoding.item < request->count; decoding.item++) {
        struct image damaged = {memcpy(bytes, whole.bytes, whole.length), whole.length};
        damage(&damaged, decoding.item);
        read_image(&damaged, &decoding);
    }
    int near = read_image(&whole, &decoding); /* libjpeg has borne all of it */
    free(whole.bytes);
    return (int64_t)(decoding.sum + kit_fold(-1 - near, decoding.told));
}

static void leave(const struct kit_request *request)
{
    (void)request;
    longjmp(failing->out, 1);
}

/* Another image, from inside the callback. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    struct decoding *outer = failing, decoding = {.request = request};
    struct image image;
    bool right = write_image(&image) && read_image(&image, &decoding) == SIDE * SIDE && decoding.told == 0;
    free(image.bytes);
    failing = outer;
    return a - b + !right;
}

/* What the library expects where it is given a wrong version, then a wrong size: the error says it. */
static int expects(void (*create)(void *, int, size_t), int version)
{
    struct decoding nobody = {.request = NULL};
    struct picture picture;
    begin(&picture, &nobody);
    if (setjmp(nobody.out) == 0)
        create(&picture, version, 0);
    return nobody.errors.parameters[0];
}

static void create_compress(void *picture, int version, size_t size)
{
    jpeg.CreateCompress(picture, version, size);
}

static void create_decompress(void *picture, int version, size_t size)
{
    jpeg.CreateDecompress(picture, version, size);
}

static const char *open_library(void)
{
    const char *missing = kit_load(&needed);
    if (missing != NULL)
        return missing;
    api = expects(create_compress, 0);
    writing = (size_t)expects(create_compress, api);
    reading = (size_t)expects(create_decompress, api);
    if (api < 62 || api > 90 || writing > sizeof(struct picture) || reading > sizeof(struct picture))
        return "libjpeg has structures that are not those of version 6.2 to 9: apt-get install " PACKAGES;
    return NULL;
}

static const char *version(void)
{
    static char text[32];
    snprintf(text, sizeof text, "interface %d.%d", api / 10, api % 10);
    return text;
}

const struct kit_library kit_jpeg = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "jpeg",
    .sentence =
        "An error callback that must not return, where the library has no way out: the jump is the application's.",
    .origin = "the system's libjpeg.so.62 or libjpeg.so.8",
    .reentry =
        "No source forbids another image. The image that failed: no, as its state \"is likely to be out of whack\" "
        "(libjpeg.txt, Mechanics of usage).",
    .unwinding =
        "By longjmp, and it has to: \"Control must NOT return to the caller; generally this routine will exit() or "
        "longjmp() somewhere\" (libjpeg.txt, Error handling). A managed callback may not.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = PACKAGES,
    .leave = leave,
    .again = again,
};
