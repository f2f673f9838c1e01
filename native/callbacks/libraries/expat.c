/* expat: a document is parsed and calls back for each element, its attributes and its text; the program may stop the
 * parser from inside a handler and let it go on later, from outside, where it left off.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct XML_ParserStruct *XML_Parser;

typedef struct { /* XML_Memory_Handling_Suite */
    void *(*malloc_fcn)(size_t);
    void *(*realloc_fcn)(void *, size_t);
    void (*free_fcn)(void *);
} suite_of;

/* XML_NAME of the C interface is xml.NAME here; its XML_Char is char, its XML_Bool unsigned char. */
#define EACH_FUNCTION(X)                                                                                               \
    X(ExpatVersion, const char *, (void))                                                                              \
    X(ParserCreate_MM, XML_Parser, (const char *, const suite_of *, const char *))                                     \
    X(ParserFree, void, (XML_Parser))                                                                                  \
    X(SetUserData, void, (XML_Parser, void *))                                                                         \
    X(SetElementHandler, void,                                                                                         \
      (XML_Parser, void (*)(void *, const char *, const char **), void (*)(void *, const char *)))                     \
    X(SetCharacterDataHandler, void, (XML_Parser, void (*)(void *, const char *, int)))                                \
    X(Parse, status, (XML_Parser, const char *, int, int))                                                             \
    X(StopParser, status, (XML_Parser, unsigned char))                                                                 \
    X(ResumeParser, status, (XML_Parser))

typedef unsigned status; /* enum XML_Status */
enum { ERROR = 0, OK = 1, SUSPENDED = 2 };

static struct {
    EACH_FUNCTION(KIT_FIELD)
} xml;

#define FIND(name, type, arguments) {"XML_" #name, &xml.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<expat.h>)
#include <expat.h>
_Static_assert(sizeof(suite_of) == sizeof(XML_Memory_Handling_Suite) && sizeof(status) == sizeof(enum XML_Status) &&
                   ERROR == (int)XML_STATUS_ERROR && OK == (int)XML_STATUS_OK && SUSPENDED == (int)XML_STATUS_SUSPENDED,
               "unlike expat.h");
#define suite_of XML_Memory_Handling_Suite
#define status enum XML_Status
#define SAME(name, type, arguments) KIT_SAME(XML_##name, type, arguments)
EACH_FUNCTION(SAME)
#undef suite_of
#undef status
#endif

#define PACKAGES "libexpat1"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libexpat.so.1", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    const char *text = xml.ExpatVersion(); /* expat_2.5.0 */
    return strncmp(text, "expat_", 6) == 0 ? text + 6 : text;
}

struct state {
    const struct kit_request *request;
    XML_Parser parser;
    int64_t started, ended, texts, stops, bytes;
    uint64_t sum;
};

static _Thread_local struct state *running;

static void tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    state->sum += kit_fold(item, kit_call(state->request, a, b));
}

static void started(void *user, const char *name, const char **attributes)
{
    struct state *state = user;
    if (strcmp(name, "item") != 0)
        return;
    int64_t item = strtoll(attributes[1], NULL, 10);
    state->started++;
    tell(state, item * 2, item * 0x3b00000001, item);
    if (item % 100 == 99) { /* and goes on when the one who called XML_Parse says so */
        state->stops++;
        xml.StopParser(state->parser, 1);
    }
}

static void ended(void *user, const char *name)
{
    struct state *state = user;
    if (strcmp(name, "item") == 0) {
        int64_t item = state->ended++;
        tell(state, item * 2 + 1, item, item * 0x3d00000001);
    }
}

/* In how many pieces a text comes is expat's affair. */
static void text(void *user, const char *data, int length)
{
    (void)data;
    struct state *state = user;
    int64_t number = ++state->texts * 0x3f00000001;
    state->bytes += length + (kit_call(state->request, number, length) != number - length ? 1000000 : 0);
}

/* A feed of so many items, in pieces that end anywhere. */
static char *document(int64_t items, size_t *size)
{
    size_t room = (size_t)items * 64 + 64, used = 0;
    char *text = malloc(room);
    if (text == NULL)
        return NULL;
    used += (size_t)snprintf(text + used, room - used, "<feed>");
    for (int64_t i = 0; i < items; i++)
        used += (size_t)snprintf(text + used, room - used, "<item id='%lld'>&lt;%lld&gt;</item>\n", (long long)i,
                                 (long long)(i * 7919 % 1000003));
    used += (size_t)snprintf(text + used, room - used, "</feed>");
    *size = used;
    return text;
}

static status feed(struct state *state, const char *text, size_t size)
{
    enum { PIECE = 1000 };
    status status = OK;
    for (size_t at = 0; at < size && status == OK; at += PIECE) {
        size_t length = size - at < PIECE ? size - at : PIECE;
        status = xml.Parse(state->parser, text + at, (int)length, at + length == size);
        while (status == SUSPENDED)
            status = xml.ResumeParser(state->parser);
    }
    return status;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .parser = xml.ParserCreate_MM("UTF-8", NULL, NULL)}, *outer = running;
    size_t size = 0;
    char *text_of_it = document(request->count, &size);
    if (state.parser == NULL || text_of_it == NULL) {
        request->fail(request, "expat makes no parser");
        free(text_of_it);
        return 0;
    }
    xml.SetUserData(state.parser, &state);
    xml.SetElementHandler(state.parser, started, ended);
    xml.SetCharacterDataHandler(state.parser, text);
    running = &state;
    status status = feed(&state, text_of_it, size);
    running = outer;
    xml.ParserFree(state.parser);
    free(text_of_it);
    return (int64_t)(state.sum + kit_fold(-1 - status, state.bytes) + kit_fold(INT64_MIN, state.stops + state.started));
}

static void count(void *user, const char *name, const char **attributes)
{
    (void)name, (void)attributes;
    ++*(int *)user;
}

/* A parser of its own inside a handler, which is allowed; and what the documentation forbids: the parser whose handler
 * this is is told to go on. It has not been stopped, and refuses; why, not every version says. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    int elements = 0;
    XML_Parser inner = xml.ParserCreate_MM("UTF-8", NULL, NULL);
    xml.SetUserData(inner, &elements);
    xml.SetElementHandler(inner, count, NULL);
    bool right = xml.Parse(inner, "<a><b/></a>", 11, 1) == OK && elements == 2;
    right = right && xml.ResumeParser(running->parser) == ERROR;
    xml.ParserFree(inner);
    return right ? a - b : a - b + 1;
}

const struct kit_library kit_expat = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "expat",
    .sentence = "A parser that its own handler stops, and that goes on later where it left off.",
    .origin = "system libexpat.so.1",
    .reentry =
        "XML_StopParser: yes, it is there to be called from handlers. XML_ResumeParser: no, \"Must not be called "
        "from within a handler call-back.\" (expat.h).",
    .unwinding = "No source speaks: handlers return void, and XML_StopParser is the way out.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1500,
    .packages = PACKAGES,
    .again = again,
};
