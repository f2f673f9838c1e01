/* sqlite: a real database engine, with every kind of callback it has for a query: a scalar function, an aggregate, a
 * collation, a row callback, a progress handler, a trace hook and the destructors of what was registered, over a table
 * of real rows in memory. The frames between two callbacks are the engine's own: its virtual machine, its sorter, its
 * locks. What it forbids its callbacks is stricter than what any runtime does: see `reentry` at the end.
 */
#include "kit.h"
#include "sqlite.api.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct state {
    const struct kit_request *request;
    int64_t count, rows, ticks, traces, dropped, wrong;
    uint64_t sum;
};

static int64_t tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    int64_t answer = kit_call(state->request, a, b);
    state->sum += kit_fold(item, answer);
    return answer;
}

/* kit_minus(a, b) */
static void minus(sqlite3_context *context, int count, sqlite3_value **value)
{
    (void)count;
    struct state *state = sql.user_data(context);
    sql.result_int64(context, kit_call(state->request, sql.value_int64(value[0]), sql.value_int64(value[1])));
}

/* kit_total(id, a, b): its sum lives in memory that SQLite gives each group. */
static void step(sqlite3_context *context, int count, sqlite3_value **value)
{
    (void)count;
    struct state *state = sql.user_data(context);
    uint64_t *sum = sql.aggregate_context(context, sizeof *sum);
    int64_t answer = kit_call(state->request, sql.value_int64(value[1]), sql.value_int64(value[2]));
    if (sum != NULL)
        *sum += kit_fold(sql.value_int64(value[0]), answer);
}

static void final(sqlite3_context *context)
{
    uint64_t *sum = sql.aggregate_context(context, 0);
    sql.result_int64(context, sum != NULL ? (long long)*sum : 0);
}

/* COLLATE kit_order: texts that are numbers, in the order of the numbers. They do not end in a NUL. */
static int64_t number(int length, const char *text)
{
    int64_t value = 0;
    for (int i = 0; i < length; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

static int collate(void *user, int left_length, const void *left, int right_length, const void *right)
{
    struct state *state = user;
    int64_t a = number(left_length, left), b = number(right_length, right);
    int64_t answer = kit_call(state->request, a, b);
    state->wrong += answer != a - b; /* the sign alone reaches the order */
    return (answer > 0) - (answer < 0);
}

/* id, kit_minus(a, b), in the order of kit_order: all three answers end up here. */
static int row(void *user, int columns, char **text, char **names)
{
    (void)columns, (void)names;
    struct state *state = user;
    int64_t id = strtoll(text[0], NULL, 10), rank = state->rows++;
    state->sum += kit_fold(id, strtoll(text[1], NULL, 10));
    tell(state, state->count + rank, id * 0xb00000001, rank);
    return 0;
}

static int total(void *user, int columns, char **text, char **names)
{
    (void)columns, (void)names;
    ((struct state *)user)->sum += (uint64_t)strtoll(text[0], NULL, 10);
    return 0;
}

/* How often it comes is SQLite's affair. Anything but 0 interrupts the query. */
static int progress(void *user)
{
    struct state *state = user;
    int64_t tick = state->ticks++;
    return kit_call(state->request, tick * 0xd00000001, tick * 0xd00000001) != 0;
}

static int trace(unsigned event, void *user, void *subject, void *detail)
{
    (void)subject, (void)detail;
    struct state *state = user;
    int64_t number = state->traces++;
    tell(state, 2 * state->count + number, number * 0xf00000001, event);
    return 0; /* "Callback implementations should return zero to ensure future compatibility" */
}

/* When a function is replaced, and when the connection is closed. */
static void drop(void *user)
{
    struct state *state = user;
    int64_t number = ++state->dropped;
    tell(state, -number, number, -number * 0x1100000001);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .count = request->count};
    sqlite3 *db = NULL;
    char fill[512];
    /* 7919 is a step through the numbers below a prime: distinct labels, out of order, unequal in length. */
    snprintf(fill, sizeof fill,
             "CREATE TABLE item(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, label TEXT);"
             "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT %d) "
             "INSERT INTO item SELECT i, (i * i + 3) * 4294967299, i * -17, i * 7919 %% 1000003 FROM n",
             (int)request->count);
    int failed = sql.open_v2(":memory:", &db, OPEN_READWRITE | OPEN_CREATE, NULL);
    if (failed)
        request->fail(request, "SQLite cannot open a database in memory");
    for (int twice = 0; twice < 2; twice++) /* the second replaces the first, and drops it */
        failed |= sql.create_function_v2(db, "kit_minus", 2, UTF8, &state, minus, NULL, NULL, drop);
    failed |= sql.create_function_v2(db, "kit_total", 3, UTF8, &state, NULL, step, final, drop);
    failed |= sql.create_collation_v2(db, "kit_order", UTF8, &state, collate, drop);
    failed |= sql.exec(db, fill, NULL, NULL, NULL);
    failed |= sql.exec(db, "SELECT id, kit_minus(a, b) FROM item ORDER BY label COLLATE kit_order", row, &state, NULL);
    sql.progress_handler(db, 100, progress, &state); /* every hundred instructions of the virtual machine */
    failed |= sql.trace_v2(db, TRACE_STMT | TRACE_ROW, trace, &state);
    failed |= sql.exec(db, "SELECT kit_total(id, a, b) FROM item", total, &state, NULL);
    failed |= sql.close(db);
    /* A refused call is part of the answer: a wrong answer of a callback may be what made SQLite refuse. */
    return (int64_t)(state.sum + kit_fold(-1000 - failed, state.rows * 1000 + state.wrong));
}

const struct kit_library kit_sqlite = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "sqlite",
    .sentence =
        "A real engine: scalar, aggregate, collation, row, progress, trace and destructor callbacks over one table.",
    .origin = "NuGet SQLitePCLRaw.lib.e_sqlite3, else the system's libsqlite3.so.0",
    .reentry =
        "A function: yes, but it \"must not close the database connection nor finalize or reset the prepared "
        "statement in which the function is running\" (sqlite3.h, sqlite3_create_function). The progress handler: "
        "no, it \"must not do anything that will modify the database connection\", and \"sqlite3_prepare_v2() and "
        "sqlite3_step() both modify their database connections\" (sqlite3.h, sqlite3_progress_handler).",
    .unwinding =
        "No source speaks: errors go by return code and sqlite3_result_error (sqlite3.h). Seen in 3.40 and 3.53: "
        "the connection's mutex is held while a callback runs, and would stay locked.",
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
};
