/* pcre2: callouts, which a pattern asks for at every place that it names, thousands in one match. The same match is
 * made twice: by the interpreter, and by machine code that the library wrote at run time, whose frames no unwinder
 * knows.
 */
#include "kit.h"
#include "load.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct pcre2_real_code_8 code;
typedef struct pcre2_real_match_context_8 match_context;
typedef struct pcre2_real_match_data_8 match_data;
typedef struct pcre2_real_compile_context_8 compile_context;
typedef struct pcre2_real_general_context_8 general_context;

struct block { /* pcre2_callout_block, as version 0 has it; later ones add to its end */
    uint32_t version, callout_number, capture_top, capture_last;
    size_t *offset_vector;
    const unsigned char *mark, *subject;
    size_t subject_length, start_match, current_position, pattern_position, next_item_length;
};

/* pcre2_NAME_8 of the C interface is re.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(config, int, (uint32_t, void *))                                                                                 \
    X(compile, code *, (const unsigned char *, size_t, uint32_t, int *, size_t *, compile_context *))                  \
    X(code_free, void, (code *))                                                                                       \
    X(jit_compile, int, (code *, uint32_t))                                                                            \
    X(match_context_create, match_context *, (general_context *))                                                      \
    X(match_context_free, void, (match_context *))                                                                     \
    X(set_callout, int, (match_context *, int (*)(struct block *, void *), void *))                                    \
    X(match_data_create, match_data *, (uint32_t, general_context *))                                                  \
    X(match_data_free, void, (match_data *))                                                                           \
    X(match, int, (const code *, const unsigned char *, size_t, size_t, uint32_t, match_data *, match_context *))      \
    X(jit_match, int, (const code *, const unsigned char *, size_t, size_t, uint32_t, match_data *, match_context *))

enum { JIT_COMPLETE = 1, CONFIG_JIT = 1, CONFIG_VERSION = 11, NO_MATCH = -1, ABANDONED = -37 };

static struct {
    EACH_FUNCTION(KIT_FIELD)
} re;

#define FIND(name, type, arguments) {"pcre2_" #name "_8", &re.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<pcre2.h>)
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
_Static_assert(offsetof(struct block, subject) == offsetof(pcre2_callout_block, subject) &&
                   offsetof(struct block, current_position) == offsetof(pcre2_callout_block, current_position) &&
                   offsetof(struct block, next_item_length) == offsetof(pcre2_callout_block, next_item_length) &&
                   JIT_COMPLETE == PCRE2_JIT_COMPLETE && CONFIG_JIT == PCRE2_CONFIG_JIT &&
                   CONFIG_VERSION == PCRE2_CONFIG_VERSION && NO_MATCH == PCRE2_ERROR_NOMATCH &&
                   ABANDONED == PCRE2_ERROR_CALLOUT,
               "unlike pcre2.h");
#define block pcre2_callout_block_8
#define SAME(name, type, arguments) KIT_SAME(pcre2_##name##_8, type, arguments)
EACH_FUNCTION(SAME)
#undef block
#endif

#define PACKAGES "libpcre2-8-0"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libpcre2-8.so.0", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    static char number[64]; /* "10.42 2022-12-11" */
    re.config(CONFIG_VERSION, number);
    number[strcspn(number, " ")] = 0;
    return number;
}

struct state {
    const struct kit_request *request;
    int64_t calls, wrong;
    uint64_t sum;
};

/* Matching is deterministic: the items are the callouts, as they come. 0 goes on, anything else does not. */
static int called_out(struct block *block, void *user)
{
    struct state *state = user;
    int64_t item = state->calls++, a = item * 0x4100000001, b = (int64_t)block->current_position;
    int64_t answer = kit_call(state->request, a, b);
    state->sum += kit_fold(item, answer);
    state->wrong += block->current_position > block->subject_length || block->callout_number - 1 > 1;
    return answer == a - b ? 0 : ABANDONED;
}

/* Words with a number between: (?C1) at each word, (?C2) at each number. */
static const char pattern[] = "(?:(?C1)[a-z]+(?C2)[0-9]+,)+$";

static int match(struct state *state, const code *code, bool machine_code)
{
    size_t count = (size_t)state->request->count, size = 0;
    char *subject = malloc(count * 8 + 1);
    match_context *context = re.match_context_create(NULL);
    match_data *data = re.match_data_create(1, NULL);
    int answer = -1000;
    if (subject != NULL && context != NULL && data != NULL) {
        for (size_t i = 0; i < count; i++, size += 6)
            memcpy(subject + size, i % 3 ? "abc12," : "xyz77,", 6);
        re.set_callout(context, called_out, state);
        answer =
            (machine_code ? re.jit_match : re.match)(code, (const unsigned char *)subject, size, 0, 0, data, context);
    }
    re.match_data_free(data);
    re.match_context_free(context);
    free(subject);
    return answer;
}

static code *compile(const char *text, bool machine_code)
{
    int error;
    size_t at;
    code *code = re.compile((const unsigned char *)text, strlen(text), 0, &error, &at, NULL);
    if (code != NULL && machine_code)
        re.jit_compile(code, JIT_COMPLETE);
    return code;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    uint32_t can = 0;
    re.config(CONFIG_JIT, &can);
    code *code = compile(pattern, can);
    if (code == NULL) {
        request->fail(request, "PCRE2 does not compile a pattern");
        return 0;
    }
    int first = match(&state, code, false);
    int64_t calls = state.calls;
    int second = can ? match(&state, code, true) : first;
    bool alike = !can || state.calls == 2 * calls;
    re.code_free(code);
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, (first * 1000 + second) * 2 + alike));
}

/* Another match in the middle of this one. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    code *code = compile("^b+c", false);
    match_data *data = re.match_data_create(1, NULL);
    bool right = re.match(code, (const unsigned char *)"bbc", 3, 0, 0, data, NULL) == 1 &&
                 re.match(code, (const unsigned char *)"abc", 3, 0, 0, data, NULL) == NO_MATCH;
    re.match_data_free(data);
    re.code_free(code);
    return right ? a - b : a - b + 1;
}

const struct kit_library kit_pcre2 = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "pcre2",
    .sentence =
        "Callouts out of machine code that the library wrote at run time: between two managed frames lie frames that "
        "no unwinder knows.",
    .origin = "system libpcre2-8.so.0",
    .reentry = "Other matches: yes, the code \"itself is thread-safe: it contains no static or global variables\" "
               "(pcre2api(3)). Of the match that called out no page speaks.",
    .unwinding = "A callout leaves by what it returns: \"less than zero, the match is abandoned\" (pcre2callout(3)).",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = PACKAGES,
    .again = again,
};
