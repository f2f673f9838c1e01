/* leveldb: a log-structured store whose order is a callback. What is written is sorted on the thread that writes; what
 * was written is merged by one background thread, which LevelDB starts when it first needs it and never joins: it
 * outlives every database, and the library has no call that ends it.
 *
 * The comparisons of the thread that made the call are done in C here: inside an unsafe call the first one would end at
 * the door, as `each` shows, before the background thread could matter.
 */
#include "kit.h"
#include "load.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* leveldb/c.h; its structures are opaque. The last two are C++ and get their Linux names below. */
#define EACH_FUNCTION(X)                                                                                               \
    X(major_version, int, (void))                                                                                      \
    X(minor_version, int, (void))                                                                                      \
    X(comparator_create, leveldb_comparator_t *,                                                                       \
      (void *, void (*)(void *), int (*)(void *, const char *, size_t, const char *, size_t),                          \
       const char *(*)(void *)))                                                                                       \
    X(comparator_destroy, void, (leveldb_comparator_t *))                                                              \
    X(create_default_env, leveldb_env_t *, (void))                                                                     \
    X(env_destroy, void, (leveldb_env_t *))                                                                            \
    X(options_create, leveldb_options_t *, (void))                                                                     \
    X(options_destroy, void, (leveldb_options_t *))                                                                    \
    X(options_set_comparator, void, (leveldb_options_t *, leveldb_comparator_t *))                                     \
    X(options_set_create_if_missing, void, (leveldb_options_t *, unsigned char))                                       \
    X(options_set_env, void, (leveldb_options_t *, leveldb_env_t *))                                                   \
    X(open, leveldb_t *, (const leveldb_options_t *, const char *, char **))                                           \
    X(close, void, (leveldb_t *))                                                                                      \
    X(writeoptions_create, leveldb_writeoptions_t *, (void))                                                           \
    X(writeoptions_destroy, void, (leveldb_writeoptions_t *))                                                          \
    X(readoptions_create, leveldb_readoptions_t *, (void))                                                             \
    X(readoptions_destroy, void, (leveldb_readoptions_t *))                                                            \
    X(put, void, (leveldb_t *, const leveldb_writeoptions_t *, const char *, size_t, const char *, size_t, char **))   \
    X(compact_range, void, (leveldb_t *, const char *, size_t, const char *, size_t))                                  \
    X(create_iterator, leveldb_iterator_t *, (leveldb_t *, const leveldb_readoptions_t *))                             \
    X(iter_destroy, void, (leveldb_iterator_t *))                                                                      \
    X(iter_seek_to_first, void, (leveldb_iterator_t *))                                                                \
    X(iter_valid, unsigned char, (const leveldb_iterator_t *))                                                         \
    X(iter_next, void, (leveldb_iterator_t *))                                                                         \
    X(iter_key, const char *, (const leveldb_iterator_t *, size_t *))                                                  \
    X(free, void, (void *))

#if __has_include(<leveldb/c.h>)
#include <leveldb/c.h>
#define SAME(name, type, arguments) KIT_SAME(leveldb_##name, type, arguments)
EACH_FUNCTION(SAME)
#else
typedef struct leveldb_t leveldb_t;
typedef struct leveldb_comparator_t leveldb_comparator_t;
typedef struct leveldb_env_t leveldb_env_t;
typedef struct leveldb_iterator_t leveldb_iterator_t;
typedef struct leveldb_options_t leveldb_options_t;
typedef struct leveldb_readoptions_t leveldb_readoptions_t;
typedef struct leveldb_writeoptions_t leveldb_writeoptions_t;
#endif

static struct {
    EACH_FUNCTION(KIT_FIELD)
    void *(*memory)(void *base);  /* leveldb::NewMemEnv(Env *): helpers/memenv.h */
    void *(*default_files)(void); /* leveldb::Env::Default(): env.h */
} db;                             /* written once, by kit_load */

#define FIND(name, type, arguments) {"leveldb_" #name, &db.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){"_ZN7leveldb9NewMemEnvEPNS_3EnvE", &db.memory},
                                            {"_ZN7leveldb3Env7DefaultEv", &db.default_files},
                                            {NULL, NULL}};
static struct kit_needed needed = {.files = "libleveldb.so.1d", .packages = "libleveldb1d", .symbols = symbols};

struct state {
    const struct kit_request *request;
    pthread_t caller;
    int64_t compared; /* by the background thread: it is one, and its merges are waited for */
    int64_t wrong;
    int dropped;
    uint64_t sum;
};

static int64_t number(const char *text, size_t length)
{
    int64_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* Keys are numbers of unequal length, in the order of the numbers. */
static int compare(void *user, const char *left, size_t left_length, const char *right, size_t right_length)
{
    struct state *state = user;
    int64_t a = number(left, left_length), b = number(right, right_length), answer = a - b;
    if (!pthread_equal(pthread_self(), state->caller)) {
        answer = kit_call(state->request, a * 0x100000001, b * 0x100000001);
        int64_t item = state->compared++;
        state->wrong += answer != (a - b) * 0x100000001; /* the sign alone reaches the order */
        state->sum += kit_fold(item, answer);
    }
    return (answer > 0) - (answer < 0);
}

static void drop(void *user)
{
    ((struct state *)user)->dropped++;
}

static const char *name(void *user)
{
    (void)user;
    return "kit.numbers";
}

/* Everything in memory: LevelDB's own environment for tests, over the threads of the real one. c.h has no function for
 * it, so the environment that c.h makes is given another inside: struct leveldb_env_t is {Env *rep; bool is_default}
 * (db/c.cc), which is looked at before it is changed. */
static leveldb_env_t *in_memory(void)
{
    struct {
        void *rep;
        unsigned char is_default;
    } *env = (void *)db.create_default_env();
    if (env->rep != db.default_files() || env->is_default != 1)
        return NULL;
    env->rep = db.memory(env->rep);
    env->is_default = 0; /* to be destroyed with it */
    return (leveldb_env_t *)env;
}

/* Two runs of the keys, each merged to disk: the second has to be merged with what is there already. 7919 is a step
 * through the numbers below a prime: distinct keys, out of order. */
static int fill(leveldb_t *store, int64_t keys)
{
    char key[24], *error = NULL;
    leveldb_writeoptions_t *how = db.writeoptions_create();
    for (int64_t half = 0; half < 2 && error == NULL; half++) {
        for (int64_t i = half; i < keys && error == NULL; i += 2) {
            int length = snprintf(key, sizeof key, "%d", (int)(i * 7919 % 1000003));
            db.put(store, how, key, (size_t)length, "value", 5, &error);
        }
        db.compact_range(store, NULL, 0, NULL, 0); /* waits for the background thread */
    }
    db.writeoptions_destroy(how);
    int failed = error != NULL;
    db.free(error);
    return failed;
}

/* How many keys come in their order. */
static int64_t in_order(leveldb_t *store)
{
    int64_t keys = 0, last = -1;
    leveldb_readoptions_t *how = db.readoptions_create();
    leveldb_iterator_t *at = db.create_iterator(store, how);
    for (db.iter_seek_to_first(at); db.iter_valid(at); db.iter_next(at)) {
        size_t length;
        const char *key = db.iter_key(at, &length);
        keys += number(key, length) > last;
        last = number(key, length);
    }
    db.iter_destroy(at);
    db.readoptions_destroy(how);
    return keys;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .caller = pthread_self()};
    leveldb_env_t *env = in_memory();
    if (env == NULL) {
        request->fail(request, "this LevelDB lays out leveldb_env_t differently");
        return 0;
    }
    leveldb_options_t *options = db.options_create();
    leveldb_comparator_t *order = db.comparator_create(&state, drop, compare, name);
    char *error = NULL;
    db.options_set_env(options, env);
    db.options_set_comparator(options, order);
    db.options_set_create_if_missing(options, 1);
    leveldb_t *store = db.open(options, "/store", &error);
    if (store == NULL)
        request->fail(request, error);
    else {
        int failed = fill(store, request->count);
        state.sum += kit_fold(-1 - failed, in_order(store));
        db.close(store);
    }
    db.free(error);
    db.options_destroy(options);
    db.comparator_destroy(order);
    db.env_destroy(env);
    return (int64_t)(state.sum + kit_fold(-10 - state.dropped, state.wrong));
}

static const char *open_library(void)
{
    return kit_load(&needed);
}

static const char *version(void)
{
    static char text[32];
    snprintf(text, sizeof text, "%d.%d", db.major_version(), db.minor_version());
    return text;
}

const struct kit_library kit_leveldb = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "leveldb",
    .sentence = "A comparator on one background thread that outlives every database and is never joined.",
    .origin = "the system's libleveldb.so.1d",
    .reentry =
        "No source speaks. It has to bear other threads: \"A Comparator implementation must be thread-safe since "
        "leveldb may invoke its methods concurrently from multiple threads\" (leveldb/comparator.h).",
    .unwinding = "No source speaks: errors go by a text (leveldb/c.h), and the database's lock is held around merges.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .packages = "libleveldb1d",
};
