/* harfbuzz: a layout engine that asks about every character of a text, in its innermost loop: which glyph it is, how
 * wide, how tall. What it is given to ask with, it gives back through destroy callbacks: not when its owner lets go of
 * it, but when the last object does that holds it.
 *
 * No font file is needed: the font is the callbacks, and each glyph has the number of its character.
 */
#include "harfbuzz.api.h"
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <string.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)
} hb; /* written once, by kit_load */

#define FIND(name, type, arguments) {"hb_" #name, &hb.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#define PACKAGES "libharfbuzz0b"

static const char *open_library(void)
{
    static struct kit_needed needed = {
        .files = "libHarfBuzzSharp.so libharfbuzz.so.0", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    return why != NULL || hb.version_atleast(1, 2, 3)
               ? why
               : "the HarfBuzz that is here is older than 1.2.3, and its callbacks are others";
}

static const char *version(void)
{
    return hb.version_string();
}

struct state {
    const struct kit_request *request;
    hb_font_t *font;
    int64_t asked, wrong;
    bool nested;
    uint64_t sum;
};

static _Thread_local struct state *now; /* for `again`, which is given nothing of ours */

/* While `again` is at work nobody outside is asked. */
static int64_t ask(struct state *state, int64_t a, int64_t b)
{
    if (state->nested)
        return a - b;
    int64_t answer = kit_call(state->request, a, b);
    state->wrong += answer != a - b;
    state->sum += kit_fold(state->asked++, answer);
    return answer;
}

/* There is no character with a mark in one: HarfBuzz tries, and then puts the mark over the letter by itself. */
static hb_bool_t glyph_of(hb_font_t *font, void *data, uint32_t character, uint32_t *glyph, void *user)
{
    (void)font, (void)data;
    *glyph = (uint32_t)ask(user, (int64_t)character + 0x500000000, 0x500000000);
    return character < 0xc0 || character > 0x24f;
}

static int32_t width_of(hb_font_t *font, void *data, uint32_t glyph, void *user)
{
    (void)font, (void)data;
    return (int32_t)ask(user, 500 + glyph, glyph % 16);
}

static hb_bool_t extents_of(hb_font_t *font, void *data, uint32_t glyph, hb_glyph_extents_t *extents, void *user)
{
    (void)font, (void)data;
    int32_t height = (int32_t)ask(user, 700 + glyph, glyph);
    *extents = (hb_glyph_extents_t){.x_bearing = 0, .y_bearing = height, .width = 500, .height = -height};
    return 1;
}

/* A table of the font's file, when it is first needed: there is none, and nobody outside is asked, as `again` may need
 * one first. */
static hb_blob_t *table(hb_face_t *face, uint32_t tag, void *user)
{
    (void)face, (void)tag, (void)user;
    return NULL;
}

/* At each step of the work: may it be done? */
static hb_bool_t step(hb_buffer_t *buffer, hb_font_t *font, const char *message, void *user)
{
    (void)buffer, (void)font;
    ask(user, (int64_t)strlen(message), 2);
    return 1;
}

static void given_back(void *user)
{
    ask(user, 0x700000000, 7);
}

/* Letters with marks of their own, and a script whose letters change with their neighbours. */
static const char *const lines[] = {
    "Cre\xcc\x80me bru\xcc\x82le\xcc\x81"
    "e, nai\xcc\x88ve cafe\xcc\x81: the marks stand over their letters",
    "\xd9\x83\xd9\x84 \xd8\xa7\xd9\x84\xd9\x86\xd8\xa7\xd8\xb3 \xd9\x8a\xd9\x88\xd9\x84\xd8\xaf\xd9\x88\xd9\x86 "
    "\xd8\xa3\xd8\xad\xd8\xb1\xd8\xa7\xd8\xb1\xd8\xa7 "
    "\xd9\x88\xd9\x85\xd8\xaa\xd8\xb3\xd8\xa7\xd9\x88\xd9\x8a\xd9\x86"};

/* How wide the line is, and of how many glyphs. */
static int64_t shape(hb_font_t *font, hb_buffer_t *buffer, const char *text)
{
    unsigned glyphs = 0;
    int64_t width = 0;
    hb.buffer_clear_contents(buffer);
    hb.buffer_add_utf8(buffer, text, -1, 0, -1);
    hb.buffer_guess_segment_properties(buffer);
    hb.shape(font, buffer, NULL, 0);
    hb_glyph_position_t *position = hb.buffer_get_glyph_positions(buffer, &glyphs);
    for (unsigned i = 0; i < glyphs; i++)
        width += position[i].x_advance;
    return width * 1000 + glyphs;
}

/* Another text with the same font, in the middle of this one. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct state *state = now;
    hb_buffer_t *buffer = hb.buffer_create();
    state->nested = true;
    int64_t two = shape(state->font, buffer, "ok");
    state->nested = false;
    hb.buffer_destroy(buffer);
    return two == (500 + 'o' - 'o' % 16 + 500 + 'k' - 'k' % 16) * 1000 + 2 ? a - b : a - b + 1;
}

static hb_font_t *font_of(struct state *state)
{
    hb_font_funcs_t *functions = hb.font_funcs_create();
    hb.font_funcs_set_nominal_glyph_func(functions, glyph_of, state, given_back);
    hb.font_funcs_set_glyph_h_advance_func(functions, width_of, state, given_back);
    hb.font_funcs_set_glyph_extents_func(functions, extents_of, state, given_back);
    hb_face_t *face = hb.face_create_for_tables(table, state, given_back);
    hb_font_t *font = hb.font_create(face);
    hb.font_set_funcs(font, functions, state, given_back);
    hb.font_funcs_destroy(functions); /* which the font still holds, */
    hb.face_destroy(face);            /* and this */
    return font;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = now;
    now = &state;
    state.font = font_of(&state);
    hb_buffer_t *buffer = hb.buffer_create();
    hb.buffer_set_message_func(buffer, step, &state, given_back);
    for (int32_t i = 0; i <= request->count / 20; i++)
        state.sum += kit_fold(-1 - i, shape(state.font, buffer, lines[i % 2]));
    hb.buffer_destroy(buffer);
    hb.font_destroy(state.font); /* and with it all that it held */
    now = outer;
    return (int64_t)(state.sum + kit_fold(INT64_MIN, state.asked) + kit_fold(INT64_MIN + 1, state.wrong));
}

const struct kit_library kit_harfbuzz = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "harfbuzz",
    .sentence =
        "Questions about every character of a text, and user data that is given back by whichever object held it "
        "last.",
    .origin = "NuGet HarfBuzzSharp.NativeAssets.Linux, else the system's libharfbuzz.so.0",
    .reentry = "No source speaks. Another text can be shaped with the same font meanwhile, as seen in 8.3.1.",
    .unwinding =
        "No source speaks. HarfBuzz is built with cpp_eh=none, so nothing of its own is put in order on the way "
        "(https://github.com/harfbuzz/harfbuzz/blob/10.2.0/meson.build).",
    .items = 1000,
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .again = again,
};
