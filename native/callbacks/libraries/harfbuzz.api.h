/* harfbuzz.api.h: what harfbuzz.c uses of hb.h, declared by hand and checked against it where it is there. */
#ifndef KIT_HARFBUZZ_API_H
#define KIT_HARFBUZZ_API_H

#include "load.h"

#include <stdint.h>

/* hb_NAME of hb.h is hb.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version_string, const char *, (void))                                                                            \
    X(version_atleast, hb_bool_t, (unsigned, unsigned, unsigned))                                                      \
    X(font_funcs_create, hb_font_funcs_t *, (void))                                                                    \
    X(font_funcs_destroy, void, (hb_font_funcs_t *))                                                                   \
    X(font_funcs_set_nominal_glyph_func, void,                                                                         \
      (hb_font_funcs_t *, hb_bool_t(*)(hb_font_t *, void *, uint32_t, uint32_t *, void *), void *, void (*)(void *)))  \
    X(font_funcs_set_glyph_h_advance_func, void,                                                                       \
      (hb_font_funcs_t *, int32_t(*)(hb_font_t *, void *, uint32_t, void *), void *, void (*)(void *)))                \
    X(font_funcs_set_glyph_extents_func, void,                                                                         \
      (hb_font_funcs_t *, hb_bool_t(*)(hb_font_t *, void *, uint32_t, hb_glyph_extents_t *, void *), void *,           \
       void (*)(void *)))                                                                                              \
    X(face_create_for_tables, hb_face_t *, (hb_blob_t * (*)(hb_face_t *, uint32_t, void *), void *, void (*)(void *))) \
    X(face_destroy, void, (hb_face_t *))                                                                               \
    X(font_create, hb_font_t *, (hb_face_t *))                                                                         \
    X(font_destroy, void, (hb_font_t *))                                                                               \
    X(font_set_funcs, void, (hb_font_t *, hb_font_funcs_t *, void *, void (*)(void *)))                                \
    X(buffer_create, hb_buffer_t *, (void))                                                                            \
    X(buffer_destroy, void, (hb_buffer_t *))                                                                           \
    X(buffer_clear_contents, void, (hb_buffer_t *))                                                                    \
    X(buffer_add_utf8, void, (hb_buffer_t *, const char *, int, unsigned, int))                                        \
    X(buffer_guess_segment_properties, void, (hb_buffer_t *))                                                          \
    X(buffer_set_message_func, void,                                                                                   \
      (hb_buffer_t *, hb_bool_t(*)(hb_buffer_t *, hb_font_t *, const char *, void *), void *, void (*)(void *)))       \
    X(buffer_get_glyph_positions, hb_glyph_position_t *, (hb_buffer_t *, unsigned *))                                  \
    X(shape, void, (hb_font_t *, hb_buffer_t *, const hb_feature_t *, unsigned))

#if __has_include(<hb.h>)
#include <hb.h>
#define SAME(name, type, arguments) KIT_SAME(hb_##name, type, arguments)
EACH_FUNCTION(SAME)
#else
typedef int hb_bool_t;
typedef struct hb_font_funcs_t hb_font_funcs_t;
typedef struct hb_font_t hb_font_t;
typedef struct hb_face_t hb_face_t;
typedef struct hb_blob_t hb_blob_t;
typedef struct hb_buffer_t hb_buffer_t;
typedef struct hb_feature_t hb_feature_t;
typedef struct {
    int32_t x_bearing, y_bearing, width, height;
} hb_glyph_extents_t;
typedef struct {
    int32_t x_advance, y_advance, x_offset, y_offset;
    uint32_t private;
} hb_glyph_position_t;
#endif
_Static_assert(sizeof(hb_glyph_extents_t) == 16 && offsetof(hb_glyph_extents_t, height) == 12 &&
                   sizeof(hb_glyph_position_t) == 20 && offsetof(hb_glyph_position_t, y_offset) == 12,
               "unlike hb.h");

#endif
