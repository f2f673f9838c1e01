/* rocksdb: a store that calls back from two pools of threads of its own while the caller waits: one writes what was put
 * to a table and merges it, another merges tables and asks what may stay. The pools belong to the process and outlive
 * every database.
 *
 * What comes on the thread that made the call is answered in C here: inside an unsafe call the first one would end at
 * the door, as `each` shows, before the other threads could matter.
 */
#include "kit.h"
#include "load.h"
#include "rocksdb.api.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct text { /* a std::string as libstdc++ lays it out: a short one lies in `near` */
    char *at;
    size_t length;
    char near[16];
};

static struct {
    EACH_FUNCTION(KIT_FIELD)
    struct text (*version)(bool with_patch); /* rocksdb::GetRocksVersionAsString: version.h */
} db;                                        /* written once, by kit_load */

#define FIND(name, type, arguments) {"rocksdb_" #name, &db.name},
static const struct kit_symbol symbols[] = {
    EACH_FUNCTION(FIND){"_ZN7rocksdb23GetRocksVersionAsStringB5cxx11Eb", &db.version}, {NULL, NULL}};
static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "librocksdb.so", .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    static char number[16];
    struct text text = db.version(true);
    memcpy(number, text.near, sizeof number);
    number[sizeof number - 1] = 0;
    return text.length < sizeof number ? number : "a version with a long name";
}

/* What came back for an item: whichever of the threads asked, and however often. */
struct item {
    int64_t merged, kept;
};

struct state {
    const struct kit_request *request;
    rocksdb_t *store;
    pthread_t caller;
    struct item *item;
    atomic_llong wrong;
    atomic_int dropped;
    uint64_t sum;
};

static int64_t ask(struct state *state, int64_t a, int64_t b)
{
    if (pthread_equal(pthread_self(), state->caller))
        return a - b;
    int64_t answer = kit_call(state->request, a, b);
    atomic_fetch_add(&state->wrong, answer != a - b);
    return answer;
}

static int32_t number(const char *bytes)
{
    int32_t value;
    memcpy(&value, bytes, sizeof value); /* not aligned in the block */
    return value;
}

/* A step through the numbers below a prime: the keys come out of order. */
enum { STEP = 7919, PRIME = 1000003 };

static struct item *item_of(struct state *state, const char *key)
{
    enum { INVERSE = 658671 };
    _Static_assert((int64_t)STEP * INVERSE % PRIME == 1, "not the inverse");
    return &state->item[(int64_t)number(key) * INVERSE % PRIME];
}

static int compare(void *user, const char *left, size_t left_length, const char *right, size_t right_length)
{
    (void)left_length, (void)right_length;
    int64_t a = number(left) * 0x100000001, b = number(right) * 0x100000001;
    ask(user, a, b); /* a wrong answer counts, and goes no further: RocksDB asserts that its order is one, and aborts */
    return (a > b) - (a < b);
}

/* What was put is 100 times the key; what is merged with it comes from outside. */
static char *merge(void *user, const char *key, size_t key_length, const char *value, size_t length,
                   const char *const *operands, const size_t *lengths, int count, unsigned char *success, size_t *size)
{
    (void)key_length, (void)length, (void)lengths;
    int64_t answer = ask(user, value != NULL ? number(value) : 0, number(operands[count - 1]));
    item_of(user, key)->merged = answer;
    int64_t *merged = malloc(sizeof *merged);
    *success = merged != NULL;
    *size = merged != NULL ? sizeof *merged : 0;
    if (merged != NULL)
        *merged = answer;
    return (char *)merged;
}

static char *merge_some(void *user, const char *key, size_t key_length, const char *const *operands,
                        const size_t *lengths, int count, unsigned char *success, size_t *size)
{
    (void)user, (void)key, (void)key_length, (void)operands, (void)lengths, (void)count;
    *success = 0; /* to be done when all are together */
    *size = 0;
    return NULL;
}

static void free_merged(void *user, const char *value, size_t length)
{
    (void)user, (void)length;
    free((void *)value);
}

/* Every third key goes. */
static unsigned char filter(void *user, int level, const char *key, size_t key_length, const char *value, size_t length,
                            char **changed, size_t *changed_length, unsigned char *has_changed)
{
    (void)level, (void)key_length, (void)value, (void)length, (void)changed, (void)changed_length;
    int64_t answer = ask(user, number(key), 3);
    item_of(user, key)->kept = answer;
    *has_changed = 0;
    return answer % 3 == 0;
}

static void drop(void *user)
{
    atomic_fetch_add(&((struct state *)user)->dropped, 1);
}

static const char *name(void *user)
{
    (void)user;
    return "kit";
}

/* Each half is written by a thread of the one pool, and then merged by a thread of the other with what is there. */
static int fill(struct state *state)
{
    char *error = NULL;
    rocksdb_writeoptions_t *writing = db.writeoptions_create();
    rocksdb_flushoptions_t *flushing = db.flushoptions_create(); /* which wait, unless told not to */
    for (int64_t half = 0; half < 2 && error == NULL; half++) {
        for (int64_t i = half; i < state->request->count && error == NULL; i += 2) {
            int32_t key = (int32_t)(i * STEP % PRIME), value = key * 100, operand = key + 1;
            db.put(state->store, writing, (char *)&key, sizeof key, (char *)&value, sizeof value, &error);
            if (error == NULL)
                db.merge(state->store, writing, (char *)&key, sizeof key, (char *)&operand, sizeof operand, &error);
        }
        if (error == NULL)
            db.flush(state->store, flushing, &error);
        db.compact_range(state->store, NULL, 0, NULL, 0);
    }
    db.flushoptions_destroy(flushing);
    db.writeoptions_destroy(writing);
    int failed = error != NULL;
    db.free(error);
    return failed;
}

/* What is there afterwards, in its order. */
static uint64_t read_all(struct state *state)
{
    uint64_t sum = 0;
    int64_t last = -1, rows = 0;
    rocksdb_readoptions_t *reading = db.readoptions_create();
    rocksdb_iterator_t *at = db.create_iterator(state->store, reading);
    for (db.iter_seek_to_first(at); db.iter_valid(at); db.iter_next(at)) {
        size_t length;
        int64_t key = number(db.iter_key(at, &length)), value = 0;
        const char *bytes = db.iter_value(at, &length);
        memcpy(&value, bytes, length < sizeof value ? length : sizeof value);
        sum += kit_fold(key, value);
        rows += key > last;
        last = key;
    }
    db.iter_destroy(at);
    db.readoptions_destroy(reading);
    return sum + kit_fold(-1, rows);
}

static void work(struct state *state, rocksdb_options_t *options)
{
    char *error = NULL;
    state->store = db.open(options, "/store", &error);
    if (state->store == NULL) {
        state->request->fail(state->request, error);
        db.free(error);
        return;
    }
    state->wrong += fill(state);
    for (int32_t i = 0; i < state->request->count; i++)
        state->sum += kit_fold(i, state->item[i].merged) + kit_fold(-2 - i, state->item[i].kept);
    state->sum += read_all(state);
    db.close(state->store);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .caller = pthread_self()};
    state.item = calloc((size_t)request->count + 1, sizeof *state.item);
    if (state.item == NULL) {
        request->fail(request, "no memory for the items");
        return 0;
    }
    rocksdb_env_t *env = db.create_mem_env(); /* everything in memory, by threads of the real one */
    rocksdb_options_t *options = db.options_create();
    rocksdb_comparator_t *order = db.comparator_create(&state, drop, compare, name);
    rocksdb_compactionfilter_t *kept = db.compactionfilter_create(&state, drop, filter, name);
    db.options_set_env(options, env);
    db.options_set_create_if_missing(options, 1);
    db.options_set_compression(options, 0);
    db.options_set_comparator(options, order);
    db.options_set_compaction_filter(options, kept);
    db.options_set_merge_operator(options, db.mergeoperator_create(&state, drop, merge, merge_some, free_merged, name));
    work(&state, options);
    db.options_destroy(options); /* with the merge operator, which it owns */
    db.compactionfilter_destroy(kept);
    db.comparator_destroy(order);
    db.env_destroy(env);
    free(state.item);
    return (int64_t)(state.sum + kit_fold(-1000000 - state.dropped, state.wrong));
}

const struct kit_library kit_rocksdb = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "rocksdb",
    .sentence = "A merge, a filter and an order that two pools of threads ask for, while the caller waits for both.",
    .origin = "NuGet RocksDB",
    .reentry =
        "No source speaks of these three. They have to bear other threads: a comparator \"must be thread-safe since "
        "rocksdb may invoke its methods concurrently from multiple threads\" (rocksdb/comparator.h).",
    .unwinding = "No: \"Exceptions MUST NOT propagate out of overridden functions into RocksDB, because RocksDB is not "
                 "exception-safe. This could cause undefined behavior including data loss, unreported corruption, "
                 "deadlocks, and more\" (rocksdb/comparator.h, merge_operator.h, compaction_filter.h).",
    .items = 500,
    .open = open_library,
    .version = version,
    .run = run,
};
