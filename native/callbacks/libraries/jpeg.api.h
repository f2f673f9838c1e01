/* jpeg.api.h: what libraries/jpeg.c needs of jpeglib.h, declared by hand and, where the real header is here, held
 * against it. What is before `rest` is the same in all versions; how large the rest is, the library says itself when it
 * is asked.
 */
#ifndef KIT_LIBRARIES_JPEG_API_H
#define KIT_LIBRARIES_JPEG_API_H

#include "load.h"

#include <stddef.h>
#include <stdio.h>

#define EACH_FUNCTION(X)                                                                                               \
    X(std_error, struct jpeg_error_mgr *, (struct jpeg_error_mgr *))                                                   \
    X(CreateCompress, void, (j_compress_ptr, int, size_t))                                                             \
    X(mem_dest, void, (j_compress_ptr, unsigned char **, unsigned long *))                                             \
    X(set_defaults, void, (j_compress_ptr))                                                                            \
    X(start_compress, void, (j_compress_ptr, int))                                                                     \
    X(write_scanlines, unsigned, (j_compress_ptr, unsigned char **, unsigned))                                         \
    X(finish_compress, void, (j_compress_ptr))                                                                         \
    X(destroy_compress, void, (j_compress_ptr))                                                                        \
    X(CreateDecompress, void, (j_decompress_ptr, int, size_t))                                                         \
    X(mem_src, void, (j_decompress_ptr, const unsigned char *, unsigned long))                                         \
    X(read_header, int, (j_decompress_ptr, int))                                                                       \
    X(start_decompress, int, (j_decompress_ptr))                                                                       \
    X(read_scanlines, unsigned, (j_decompress_ptr, unsigned char **, unsigned))                                        \
    X(finish_decompress, int, (j_decompress_ptr))                                                                      \
    X(destroy_decompress, void, (j_decompress_ptr))

struct errors {
    void (*error_exit)(void *picture);
    void (*emit_message)(void *picture, int level);
    void (*others[3])(void *picture);
    int msg_code;
    int parameters[20];
    int trace_level;
    long num_warnings;
    const char *const *jpeg_message_table;
    int last_jpeg_message;
    const char *const *addon_message_table;
    int first_addon_message, last_addon_message;
};

struct picture {
    struct errors *err;
    void *mem, *progress, *client_data;
    int is_decompressor, global_state;
    void *source;
    unsigned image_width, image_height;
    int components, space;
    _Alignas(16) unsigned char rest[4096];
};

enum { GRAY = 1 };

#if __has_include(<jpeglib.h>) && __has_include(<jconfig.h>)
#include <jpeglib.h>
#define SAME(name, type, arguments) KIT_SAME(jpeg_##name, type, arguments)
EACH_FUNCTION(SAME)
#define LIKE(ours, theirs, a, b) _Static_assert(offsetof(ours, a) == offsetof(theirs, b), "unlike jpeglib.h: " #b);
LIKE(struct errors, struct jpeg_error_mgr, error_exit, error_exit)
LIKE(struct errors, struct jpeg_error_mgr, emit_message, emit_message)
LIKE(struct errors, struct jpeg_error_mgr, msg_code, msg_code)
LIKE(struct errors, struct jpeg_error_mgr, parameters, msg_parm)
LIKE(struct errors, struct jpeg_error_mgr, last_addon_message, last_addon_message)
LIKE(struct picture, struct jpeg_compress_struct, err, err)
LIKE(struct picture, struct jpeg_compress_struct, image_width, image_width)
LIKE(struct picture, struct jpeg_compress_struct, image_height, image_height)
LIKE(struct picture, struct jpeg_compress_struct, components, input_components)
LIKE(struct picture, struct jpeg_compress_struct, space, in_color_space)
_Static_assert(sizeof(struct errors) == sizeof(struct jpeg_error_mgr) && GRAY == (int)JCS_GRAYSCALE &&
                   sizeof(struct picture) > sizeof(struct jpeg_decompress_struct),
               "unlike jpeglib.h");
#else
typedef struct jpeg_compress_struct *j_compress_ptr;
typedef struct jpeg_decompress_struct *j_decompress_ptr;
struct jpeg_error_mgr;
#endif

#endif
