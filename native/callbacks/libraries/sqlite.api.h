/* sqlite.api.h: as much of the binary interface of SQLite 3 as sqlite.c and sqlite_hooks.c use, held against the real
 * header where it is. The library is looked for beside the kit (libe_sqlite3.so comes inside a NuGet package), then on
 * the system. */
#ifndef KIT_SQLITE_API_H
#define KIT_SQLITE_API_H

#include "load.h"

#include <dlfcn.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;
typedef long long sqlite3_int64;

/* sqlite3_NAME of the C interface is sql.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(libversion, const char *, (void))                                                                                \
    X(open_v2, int, (const char *, sqlite3 **, int, const char *))                                                     \
    X(close, int, (sqlite3 *))                                                                                         \
    X(exec, int, (sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **))                   \
    X(create_function_v2, int,                                                                                         \
      (sqlite3 *, const char *, int, int, void *, void (*)(sqlite3_context *, int, sqlite3_value **),                  \
       void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(sqlite3_context *), void (*)(void *)))             \
    X(create_collation_v2, int,                                                                                        \
      (sqlite3 *, const char *, int, void *, int (*)(void *, int, const void *, int, const void *), void (*)(void *))) \
    X(progress_handler, void, (sqlite3 *, int, int (*)(void *), void *))                                               \
    X(update_hook, void *, (sqlite3 *, void (*)(void *, int, const char *, const char *, sqlite3_int64), void *))      \
    X(commit_hook, void *, (sqlite3 *, int (*)(void *), void *))                                                       \
    X(rollback_hook, void *, (sqlite3 *, void (*)(void *), void *))                                                    \
    X(trace_v2, int, (sqlite3 *, unsigned, int (*)(unsigned, void *, void *, void *), void *))                         \
    X(user_data, void *, (sqlite3_context *))                                                                          \
    X(aggregate_context, void *, (sqlite3_context *, int))                                                             \
    X(value_int64, long long, (sqlite3_value *))                                                                       \
    X(result_int64, void, (sqlite3_context *, long long))

static struct {
    EACH_FUNCTION(KIT_FIELD)
} sql;

#define FIND(name, type, arguments) {"sqlite3_" #name, &sql.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

/* From sqlite3.h, where they are part of the binary interface. */
enum {
    OPEN_READWRITE = 2,
    OPEN_CREATE = 4,
    UTF8 = 1,
    TRACE_STMT = 1,
    TRACE_ROW = 4,
    INSERT = 18,
    DELETE = 9,
    UPDATE = 23
};

#if __has_include(<sqlite3.h>)
#include <sqlite3.h>
#define SAME(name, type, arguments) KIT_SAME(sqlite3_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(OPEN_READWRITE == SQLITE_OPEN_READWRITE && OPEN_CREATE == SQLITE_OPEN_CREATE && UTF8 == SQLITE_UTF8 &&
                   TRACE_STMT == SQLITE_TRACE_STMT && TRACE_ROW == SQLITE_TRACE_ROW && INSERT == SQLITE_INSERT &&
                   DELETE == SQLITE_DELETE && UPDATE == SQLITE_UPDATE,
               "unlike sqlite3.h");
#endif

#define PACKAGES "libsqlite3-0"

static const char *open_library(void)
{
    /* trace_v2 came with 3.14, of 2016 */
    static struct kit_needed needed = {
        .files = "libe_sqlite3.so libsqlite3.so.0", .packages = PACKAGES, .symbols = symbols};
    dlopen("libm.so.6", RTLD_NOW | RTLD_GLOBAL); /* libe_sqlite3.so uses it without saying that it needs it */
    return kit_load(&needed);
}

static const char *version(void)
{
    return sql.libversion();
}

#endif
