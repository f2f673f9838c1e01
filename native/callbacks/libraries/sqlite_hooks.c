/* sqlite-hooks: callbacks in the middle of a write. SQLite tells of each row that is changed, of each transaction that
 * is about to be committed, and of each that was rolled back; the answer of the second decides what becomes of it. What
 * they must not do is what programs like to do there, which is to write to the same database.
 */
#include "kit.h"
#include "sqlite.api.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct state {
    const struct kit_request *request;
    sqlite3 *db;
    int64_t changes, commits, rollbacks;
    uint64_t sum;
};

static _Thread_local struct state *running;

/* SQLite is deterministic: the items are its calls, as they come. Whether the answer was right. */
static bool tell(struct state *state, int64_t item, int64_t a, int64_t b)
{
    int64_t answer = kit_call(state->request, a, b);
    state->sum += kit_fold(item, answer);
    return answer == a - b;
}

static void changed(void *user, int how, const char *database, const char *table, sqlite3_int64 row)
{
    (void)database;
    struct state *state = user;
    if (strcmp(table, "item") == 0) /* not what `again` writes down */
        tell(state, 3 * state->changes++, row * 0x4900000001, how);
}

/* Anything but 0 turns the commit into a rollback. */
static int committing(void *user)
{
    struct state *state = user;
    int64_t number = state->commits++;
    return !tell(state, 3 * number + 1, number, number * 0x4b00000001);
}

static void rolled_back(void *user)
{
    struct state *state = user;
    int64_t number = state->rollbacks++;
    tell(state, 3 * number + 2, -number, number * 0x4d00000001);
}

/* Ten rows come, five are changed and two go; every tenth time it was all for nothing. */
static int write_batch(struct state *state, int64_t from)
{
    char text[512];
    snprintf(text, sizeof text,
             "BEGIN; WITH RECURSIVE n(i) AS (SELECT %lld UNION ALL SELECT i + 1 FROM n LIMIT 10) "
             "INSERT INTO item SELECT i, i * i FROM n;"
             "UPDATE item SET value = value + 1 WHERE id >= %lld AND id < %lld;"
             "DELETE FROM item WHERE id IN (%lld, %lld); %s",
             (long long)from, (long long)from, (long long)from + 5, (long long)from + 3, (long long)from + 7,
             from % 100 == 90 ? "ROLLBACK" : "COMMIT");
    return sql.exec(state->db, text, NULL, NULL, NULL);
}

static int read_sum(void *user, int columns, char **text, char **names)
{
    (void)columns, (void)names;
    struct state *state = user;
    for (const char *digit = text[0]; digit != NULL && *digit != 0; digit++)
        state->sum += kit_fold(digit - text[0], *digit);
    return 0;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = running;
    int failed = sql.open_v2(":memory:", &state.db, OPEN_READWRITE | OPEN_CREATE, NULL);
    if (failed)
        request->fail(request, "SQLite cannot open a database in memory");
    failed |= sql.exec(state.db, "CREATE TABLE item(id INTEGER PRIMARY KEY, value INTEGER); CREATE TABLE log(id)", NULL,
                       NULL, NULL);
    sql.update_hook(state.db, changed, &state);
    sql.commit_hook(state.db, committing, &state);
    sql.rollback_hook(state.db, rolled_back, &state);
    running = &state;
    for (int64_t from = 0; state.changes < request->count && !failed; from += 10)
        failed |= write_batch(&state, from);
    running = outer;
    failed |= sql.exec(state.db, "SELECT sum(id) + sum(value) FROM item", read_sum, &state, NULL);
    failed |= sql.close(state.db);
    return (int64_t)(state.sum + kit_fold(-1 - failed, state.changes * 10000 + state.commits * 100 + state.rollbacks));
}

/* What its documentation forbids, and every audit log wants: another row, written from inside the hook. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    int failed = sql.exec(running->db, "INSERT INTO log VALUES(1)", NULL, NULL, NULL);
    return failed ? a - b + 1 : a - b;
}

const struct kit_library kit_sqlite_hooks = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "sqlite-hooks",
    .sentence = "Hooks in the middle of a write: for each changed row, each commit, which the answer decides, and each "
                "rollback.",
    .origin = "NuGet SQLitePCLRaw.lib.e_sqlite3, else the system's libsqlite3.so.0",
    .reentry = "No: the update hook \"must not do anything that will modify the database connection that invoked the "
               "update hook\" (sqlite3.h, sqlite3_update_hook), and the commit and rollback hooks \"are not "
               "reentrant\": \"running any other SQL statements, including SELECT statements\" counts (sqlite3.h, "
               "sqlite3_commit_hook).",
    .unwinding = "No source speaks: the update and the rollback hook return nothing, the commit hook a number.",
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .items = 1000,
    .again = again,
};
