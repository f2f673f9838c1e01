/* lmdb: a comparator that is given nothing but two keys. There is no user data, so a binding can tell one database's
 * order from another's by the thread alone; and it comes with the writer's lock of the environment held, a mutex that
 * other processes share. */
#include "kit.h"
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mdb_NAME of lmdb.h is mdb.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version, char *, (int *, int *, int *))                                                                          \
    X(strerror, char *, (int))                                                                                         \
    X(env_create, int, (MDB_env **))                                                                                   \
    X(env_set_mapsize, int, (MDB_env *, size_t))                                                                       \
    X(env_set_maxdbs, int, (MDB_env *, unsigned))                                                                      \
    X(env_open, int, (MDB_env *, const char *, unsigned, unsigned))                                                    \
    X(env_close, void, (MDB_env *))                                                                                    \
    X(txn_begin, int, (MDB_env *, MDB_txn *, unsigned, MDB_txn **))                                                    \
    X(txn_commit, int, (MDB_txn *))                                                                                    \
    X(txn_abort, void, (MDB_txn *))                                                                                    \
    X(dbi_open, int, (MDB_txn *, const char *, unsigned, unsigned *))                                                  \
    X(set_compare, int, (MDB_txn *, unsigned, int (*)(const MDB_val *, const MDB_val *)))                              \
    X(set_dupsort, int, (MDB_txn *, unsigned, int (*)(const MDB_val *, const MDB_val *)))                              \
    X(put, int, (MDB_txn *, unsigned, MDB_val *, MDB_val *, unsigned))                                                 \
    X(get, int, (MDB_txn *, unsigned, MDB_val *, MDB_val *))                                                           \
    X(cursor_open, int, (MDB_txn *, unsigned, MDB_cursor **))                                                          \
    X(cursor_get, int, (MDB_cursor *, MDB_val *, MDB_val *, enum order))                                               \
    X(cursor_close, void, (MDB_cursor *))

/* From lmdb.h, alike in 0.9 and in 1.0. */
enum flags { RDONLY = 0x20000, NOSYNC = 0x10000, NOTLS = 0x200000, DUPSORT = 4, CREATE = 0x40000, NOTFOUND = -30798 };

#if __has_include(<lmdb.h>)
#include <lmdb.h>
#define order MDB_cursor_op
#define SAME(name, type, arguments) KIT_SAME(mdb_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(RDONLY == MDB_RDONLY && NOSYNC == MDB_NOSYNC && NOTLS == MDB_NOTLS && DUPSORT == MDB_DUPSORT &&
                   CREATE == MDB_CREATE && NOTFOUND == MDB_NOTFOUND && MDB_NEXT == 8,
               "unlike lmdb.h");
#else
typedef struct MDB_env MDB_env;
typedef struct MDB_txn MDB_txn;
typedef struct MDB_cursor MDB_cursor;
typedef struct {
    size_t mv_size;
    void *mv_data;
} MDB_val;
enum order { MDB_NEXT = 8 };
#endif
_Static_assert(offsetof(MDB_val, mv_data) == 8 && sizeof(MDB_val) == 16, "unlike lmdb.h");

static struct {
    EACH_FUNCTION(KIT_FIELD)
} mdb; /* written once, by kit_load */

#define FIND(name, type, arguments) {"mdb_" #name, &mdb.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#define PACKAGES "liblmdb0"

#define MEMORY "/dev/shm" /* where an environment lies */

static const char *open_library(void)
{
    static char no_memory[160];
    static struct kit_needed needed = {.files = "liblmdb.so liblmdb.so.0", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    int major, minor;
    if (why != NULL)
        return why;
    mdb.version(&major, &minor, NULL);
    if (major != 1 && (major != 0 || minor != 9))
        return "the LMDB that is here is neither 0.9 nor 1.x, and its flags may have other values";
    if (access(MEMORY, W_OK | X_OK) == 0)
        return NULL;
    snprintf(no_memory, sizeof no_memory,
             "no file can be made in " MEMORY " (%s), where LMDB's files would be in memory", strerror(errno));
    return no_memory;
}

static const char *version(void)
{
    static char text[32];
    int major, minor, patch;
    mdb.version(&major, &minor, &patch);
    snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
    return text;
}

struct state {
    const struct kit_request *request;
    MDB_env *env;
    unsigned plain; /* a database in LMDB's own order, for `again` */
    int64_t compared, wrong;
    uint64_t sum;
};

/* All that a comparator has to go by. */
static _Thread_local struct state *now;

static int compare(const MDB_val *left, const MDB_val *right)
{
    struct state *state = now;
    int32_t a, b; /* not aligned in the page */
    memcpy(&a, left->mv_data, sizeof a);
    memcpy(&b, right->mv_data, sizeof b);
    int64_t answer = kit_call(state->request, a * 0x100000001, b * 0x100000001);
    state->wrong += answer != (a - b) * 0x100000001; /* the sign alone reaches the order */
    state->sum += kit_fold(state->compared++, answer);
    return (answer > 0) - (answer < 0);
}

/* A reader beside the writer, on the writer's thread and in the middle of its insertion. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    MDB_txn *reader;
    MDB_val key = {3, "one"}, value;
    if (mdb.txn_begin(now->env, NULL, RDONLY, &reader) != 0)
        return a - b + 1;
    int found = mdb.get(reader, now->plain, &key, &value);
    int64_t answer = a - b + (found != 0 || value.mv_size != 3 || memcmp(value.mv_data, "two", 3) != 0);
    mdb.txn_abort(reader);
    return answer;
}

/* An environment in memory, in files that have no name any more when the first comparison comes: nothing stays behind,
 * however the process ends. */
static int open_environment(struct state *state)
{
    char folder[] = MEMORY "/kit-lmdb-XXXXXX", file[sizeof folder + 16];
    if (mkdtemp(folder) == NULL)
        return -1;
    int failed = mdb.env_create(&state->env);
    failed = failed ? failed : mdb.env_set_mapsize(state->env, 16 << 20);
    failed = failed ? failed : mdb.env_set_maxdbs(state->env, 2);
    failed = failed ? failed : mdb.env_open(state->env, folder, NOSYNC | NOTLS, 0600);
    snprintf(file, sizeof file, "%s/data.mdb", folder);
    unlink(file);
    snprintf(file, sizeof file, "%s/lock.mdb", folder);
    unlink(file);
    rmdir(folder);
    return failed;
}

static int put(MDB_txn *txn, unsigned database, const void *key, size_t size, const void *value, size_t value_size)
{
    MDB_val k = {size, (void *)key}, v = {value_size, (void *)value};
    return mdb.put(txn, database, &k, &v, 0);
}

/* What `again` reads has to be committed before. */
static int write_plain(struct state *state)
{
    MDB_txn *txn;
    int failed = mdb.txn_begin(state->env, NULL, 0, &txn);
    if (failed)
        return failed;
    failed = mdb.dbi_open(txn, "plain", CREATE, &state->plain);
    failed = failed ? failed : put(txn, state->plain, "one", 3, "two", 3);
    return mdb.txn_commit(txn) | failed;
}

/* Every key with two values, both in the callback's order. 7919 is a step through the numbers below a prime: distinct
 * keys, out of order. */
static int fill(MDB_txn *txn, unsigned database, int32_t keys)
{
    int failed = 0;
    for (int64_t i = 0; i < keys && !failed; i++) {
        int32_t key = (int32_t)(i * 7919 % 1000003), values[] = {-key, key + 1};
        for (int which = 0; which < 2 && !failed; which++)
            failed = put(txn, database, &key, sizeof key, &values[which], sizeof values[which]);
    }
    return failed;
}

/* How many pairs come in their order. */
static int64_t in_order(MDB_txn *txn, unsigned database)
{
    MDB_cursor *at;
    MDB_val key, value;
    int64_t pairs = 0, last = -1;
    if (mdb.cursor_open(txn, database, &at) != 0)
        return -1;
    while (mdb.cursor_get(at, &key, &value, MDB_NEXT) == 0) {
        int32_t number;
        memcpy(&number, key.mv_data, sizeof number);
        pairs += number >= last;
        last = number;
    }
    mdb.cursor_close(at);
    return pairs;
}

static int work(struct state *state)
{
    MDB_txn *txn;
    unsigned database;
    int failed = mdb.txn_begin(state->env, NULL, 0, &txn);
    if (failed)
        return failed;
    failed |= mdb.dbi_open(txn, "numbers", CREATE | DUPSORT, &database);
    failed |= mdb.set_compare(txn, database, compare);
    failed |= mdb.set_dupsort(txn, database, compare);
    failed = failed ? failed : fill(txn, database, state->request->count);
    state->sum += kit_fold(-1, in_order(txn, database));
    return mdb.txn_commit(txn) | failed;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = now;
    now = &state;
    int failed = open_environment(&state);
    failed = failed ? failed : write_plain(&state);
    if (failed)
        request->fail(request,
                      failed < 0 && state.env == NULL ? "no folder can be made in " MEMORY : mdb.strerror(failed));
    else
        failed = work(&state);
    if (state.env != NULL)
        mdb.env_close(state.env);
    now = outer;
    /* A refused call is part of the answer: a wrong answer of a callback may be what made LMDB refuse. */
    return (int64_t)(state.sum + kit_fold(-2 - failed, state.wrong));
}

const struct kit_library kit_lmdb = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "lmdb",
    .sentence = "A comparator without user data, in the middle of an insertion and under a lock that processes share.",
    .origin = "NuGet LightningDB, else the system's liblmdb.so.0",
    .reentry = "No source speaks of the comparator. \"A thread may only have a single transaction at a time\", which \""
               "does not apply to read-only transactions\" with MDB_NOTLS (lmdb.h, mdb_txn_begin): so a reader may be "
               "opened, a second writer would wait for its own thread.",
    .unwinding = "No source speaks: errors go by return code (lmdb.h). The transaction would stay open, and with it "
                 "the lock of all writers of all processes.",
    .items = 500,
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .again = again,
};
