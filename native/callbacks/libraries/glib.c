/* glib: the main loop, whose every callback brings a destructor with it: the source is removed, and GDestroyNotify
 * comes, on whatever thread let go last, for data whose owner may long be gone. Sources may run the loop again from
 * inside.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct _GMainContext GMainContext;
typedef struct _GMainLoop GMainLoop;
typedef struct _GSource GSource;
typedef struct _GHashTable GHashTable;
typedef struct _GList GList;

/* g_NAME of the C interface is g.NAME here; its gint is int, its gpointer void *. */
#define EACH_FUNCTION(X)                                                                                               \
    X(main_context_new, GMainContext *, (void))                                                                        \
    X(main_context_unref, void, (GMainContext *))                                                                      \
    X(main_context_iteration, int, (GMainContext *, int))                                                              \
    X(main_loop_new, GMainLoop *, (GMainContext *, int))                                                               \
    X(main_loop_run, void, (GMainLoop *))                                                                              \
    X(main_loop_quit, void, (GMainLoop *))                                                                             \
    X(main_loop_unref, void, (GMainLoop *))                                                                            \
    X(idle_source_new, GSource *, (void))                                                                              \
    X(timeout_source_new, GSource *, (unsigned))                                                                       \
    X(source_set_callback, void, (GSource *, int (*)(void *), void *, void (*)(void *)))                               \
    X(source_attach, unsigned, (GSource *, GMainContext *))                                                            \
    X(source_unref, void, (GSource *))                                                                                 \
    X(hash_table_new_full, GHashTable *,                                                                               \
      (unsigned (*)(const void *), int (*)(const void *, const void *), void (*)(void *), void (*)(void *)))           \
    X(hash_table_insert, int, (GHashTable *, void *, void *))                                                          \
    X(hash_table_unref, void, (GHashTable *))                                                                          \
    X(list_prepend, GList *, (GList *, void *))                                                                        \
    X(list_sort_with_data, GList *, (GList *, int (*)(const void *, const void *, void *), void *))                    \
    X(list_nth_data, void *, (GList *, unsigned))                                                                      \
    X(list_free, void, (GList *))

static struct {
    EACH_FUNCTION(KIT_FIELD)
} g;

#define FIND(name, type, arguments) {"g_" #name, &g.name},
static const unsigned *major, *minor, *micro; /* glib_major_version, ...: numbers that the library exports */
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){"glib_major_version", &major},
                                            {"glib_minor_version", &minor},
                                            {"glib_micro_version", &micro},
                                            {NULL, NULL}};

#if __has_include(<glib.h>)
#include <glib.h>
#define SAME(name, type, arguments) KIT_SAME(g_##name, type, arguments)
EACH_FUNCTION(SAME)
#endif

#define PACKAGES "libglib2.0-0t64|libglib2.0-0"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libglib-2.0.so.0", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    static char number[32];
    snprintf(number, sizeof number, "%u.%u.%u", *major, *minor, *micro);
    return number;
}

struct state {
    const struct kit_request *request;
    GMainContext *context;
    GMainLoop *loop;
    int64_t called, destroyed, wrong, forgotten;
    uint64_t sum;
};

/* What a callback gets, and its destructor frees. */
struct item {
    struct state *state;
    int64_t number;
};

static _Thread_local struct state *running;

static void tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    state->sum += kit_fold(item, kit_call(state->request, a, b));
}

static int called(void *user)
{
    struct item *item = user;
    struct state *state = item->state;
    tell(state, item->number, item->number * 0x1f00000001, item->number);
    if (++state->called == state->request->count)
        g.main_loop_quit(state->loop);
    return 0; /* G_SOURCE_REMOVE */
}

/* Right after the source's only callback. */
static void removed(void *user)
{
    struct item *item = user;
    struct state *state = item->state;
    state->destroyed++;
    tell(state, state->request->count + item->number, item->number, item->number * 0x2100000001);
    free(item);
}

/* When the table is let go of, and nobody holds the values any more. */
static void forgotten(void *user)
{
    struct item *item = user;
    struct state *state = item->state;
    state->forgotten++;
    tell(state, -1 - item->number, -item->number, item->number * 0x2300000001);
    free(item);
}

static int compare(const void *left, const void *right, void *user)
{
    struct state *state = user;
    int64_t a = ((const struct item *)left)->number, b = ((const struct item *)right)->number;
    int64_t answer = kit_call(state->request, a, b);
    state->wrong += answer != a - b;
    return (answer > 0) - (answer < 0);
}

static struct item *make(struct state *state, int64_t number)
{
    struct item *item = malloc(sizeof *item);
    if (item == NULL)
        abort(); /* as GLib itself does */
    *item = (struct item){state, number};
    return item;
}

static void attach(struct state *state, GSource *source, int64_t number)
{
    g.source_set_callback(source, called, make(state, number), removed);
    g.source_attach(source, state->context);
    g.source_unref(source);
}

/* A list in an order that no number is in before, sorted by the callback. */
static void sort(struct state *state, unsigned count)
{
    struct item *items = calloc(count, sizeof *items);
    GList *list = NULL;
    for (unsigned i = 0; items && i < count; i++) {
        items[i] = (struct item){state, i * 7919ll % 1000003};
        list = g.list_prepend(list, &items[i]);
    }
    list = g.list_sort_with_data(list, compare, state);
    for (unsigned i = 0; items && i + 1 < count; i++)
        state->wrong +=
            ((struct item *)g.list_nth_data(list, i))->number > ((struct item *)g.list_nth_data(list, i + 1))->number;
    g.list_free(list);
    free(items);
}

static int64_t run(const struct kit_request *request)
{
    enum { SORTED = 40 };
    struct state state = {.request = request, .context = g.main_context_new()}, *outer = running;
    state.loop = g.main_loop_new(state.context, 0);
    running = &state;
    for (int64_t i = 0; i < request->count; i++)
        attach(&state, i % 2 ? g.idle_source_new() : g.timeout_source_new(0), i);
    g.main_loop_run(state.loop);
    while (g.main_context_iteration(state.context, 0)) /* what was ready when the last one quit */
        ;
    sort(&state, SORTED);
    GHashTable *table = g.hash_table_new_full(NULL, NULL, NULL, forgotten);
    for (int64_t i = 0; i < request->count; i++)
        g.hash_table_insert(table, (void *)(intptr_t)(i + 1), make(&state, i));
    g.hash_table_unref(table);
    g.main_loop_unref(state.loop);
    g.main_context_unref(state.context);
    running = outer;
    return (int64_t)(state.sum + kit_fold(INT64_MIN + state.wrong, state.destroyed * 100000 + state.forgotten));
}

/* A source of its own, and the loop run from inside a callback until it was called. */
static int nested(void *user)
{
    *(bool *)user = true;
    return 0;
}

static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    bool ran = false;
    GSource *source = g.timeout_source_new(0);
    g.source_set_callback(source, nested, &ran, NULL);
    g.source_attach(source, running->context);
    g.source_unref(source);
    for (int turn = 0; turn < 100 && !ran; turn++)
        g.main_context_iteration(running->context, 0);
    return ran ? a - b : a - b + 1;
}

const struct kit_library kit_glib = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "glib",
    .sentence =
        "Destructors follow callbacks: GDestroyNotify of each source and of each value in a table, and a main loop "
        "that may run inside itself.",
    .origin = "system libglib-2.0.so.0",
    .reentry = "Yes: \"It is possible to create new instances of GMainLoop recursively. This is often used in GTK+ "
               "applications when showing modal dialog boxes.\" (docs.gtk.org, The Main Event Loop).",
    .unwinding = "No source speaks: a callback says by its return value whether it stays.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 800,
    .packages = PACKAGES,
    .again = again,
};
