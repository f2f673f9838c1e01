/* rocksdb.api.h: what rocksdb.c uses of rocksdb/c.h, declared by hand and checked against it where it is there. */
#ifndef KIT_ROCKSDB_API_H
#define KIT_ROCKSDB_API_H

#include "load.h"

#include <stdbool.h>

/* rocksdb_NAME of c.h is db.NAME here; its structures are opaque. */
#define EACH_FUNCTION(X)                                                                                               \
    X(create_mem_env, rocksdb_env_t *, (void))                                                                         \
    X(env_destroy, void, (rocksdb_env_t *))                                                                            \
    X(comparator_create, rocksdb_comparator_t *,                                                                       \
      (void *, void (*)(void *), int (*)(void *, const char *, size_t, const char *, size_t),                          \
       const char *(*)(void *)))                                                                                       \
    X(comparator_destroy, void, (rocksdb_comparator_t *))                                                              \
    X(mergeoperator_create, rocksdb_mergeoperator_t *,                                                                 \
      (void *, void (*)(void *),                                                                                       \
       char *(*)(void *, const char *, size_t, const char *, size_t, const char *const *, const size_t *, int,         \
                 unsigned char *, size_t *),                                                                           \
       char *(*)(void *, const char *, size_t, const char *const *, const size_t *, int, unsigned char *, size_t *),   \
       void (*)(void *, const char *, size_t), const char *(*)(void *)))                                               \
    X(compactionfilter_create, rocksdb_compactionfilter_t *,                                                           \
      (void *, void (*)(void *),                                                                                       \
       unsigned char (*)(void *, int, const char *, size_t, const char *, size_t, char **, size_t *, unsigned char *), \
       const char *(*)(void *)))                                                                                       \
    X(compactionfilter_destroy, void, (rocksdb_compactionfilter_t *))                                                  \
    X(options_create, rocksdb_options_t *, (void))                                                                     \
    X(options_destroy, void, (rocksdb_options_t *))                                                                    \
    X(options_set_comparator, void, (rocksdb_options_t *, rocksdb_comparator_t *))                                     \
    X(options_set_merge_operator, void, (rocksdb_options_t *, rocksdb_mergeoperator_t *))                              \
    X(options_set_compaction_filter, void, (rocksdb_options_t *, rocksdb_compactionfilter_t *))                        \
    X(options_set_create_if_missing, void, (rocksdb_options_t *, unsigned char))                                       \
    X(options_set_compression, void, (rocksdb_options_t *, int))                                                       \
    X(options_set_env, void, (rocksdb_options_t *, rocksdb_env_t *))                                                   \
    X(open, rocksdb_t *, (const rocksdb_options_t *, const char *, char **))                                           \
    X(close, void, (rocksdb_t *))                                                                                      \
    X(writeoptions_create, rocksdb_writeoptions_t *, (void))                                                           \
    X(writeoptions_destroy, void, (rocksdb_writeoptions_t *))                                                          \
    X(put, void, (rocksdb_t *, const rocksdb_writeoptions_t *, const char *, size_t, const char *, size_t, char **))   \
    X(merge, void, (rocksdb_t *, const rocksdb_writeoptions_t *, const char *, size_t, const char *, size_t, char **)) \
    X(flushoptions_create, rocksdb_flushoptions_t *, (void))                                                           \
    X(flushoptions_destroy, void, (rocksdb_flushoptions_t *))                                                          \
    X(flush, void, (rocksdb_t *, const rocksdb_flushoptions_t *, char **))                                             \
    X(compact_range, void, (rocksdb_t *, const char *, size_t, const char *, size_t))                                  \
    X(readoptions_create, rocksdb_readoptions_t *, (void))                                                             \
    X(readoptions_destroy, void, (rocksdb_readoptions_t *))                                                            \
    X(create_iterator, rocksdb_iterator_t *, (rocksdb_t *, const rocksdb_readoptions_t *))                             \
    X(iter_destroy, void, (rocksdb_iterator_t *))                                                                      \
    X(iter_seek_to_first, void, (rocksdb_iterator_t *))                                                                \
    X(iter_valid, unsigned char, (const rocksdb_iterator_t *))                                                         \
    X(iter_next, void, (rocksdb_iterator_t *))                                                                         \
    X(iter_key, const char *, (const rocksdb_iterator_t *, size_t *))                                                  \
    X(iter_value, const char *, (const rocksdb_iterator_t *, size_t *))                                                \
    X(free, void, (void *))

#if __has_include(<rocksdb/c.h>)
#include <rocksdb/c.h>
#define SAME(name, type, arguments) KIT_SAME(rocksdb_##name, type, arguments)
EACH_FUNCTION(SAME)
#else
typedef struct rocksdb_t rocksdb_t;
typedef struct rocksdb_comparator_t rocksdb_comparator_t;
typedef struct rocksdb_mergeoperator_t rocksdb_mergeoperator_t;
typedef struct rocksdb_compactionfilter_t rocksdb_compactionfilter_t;
typedef struct rocksdb_env_t rocksdb_env_t;
typedef struct rocksdb_iterator_t rocksdb_iterator_t;
typedef struct rocksdb_options_t rocksdb_options_t;
typedef struct rocksdb_readoptions_t rocksdb_readoptions_t;
typedef struct rocksdb_writeoptions_t rocksdb_writeoptions_t;
typedef struct rocksdb_flushoptions_t rocksdb_flushoptions_t;
#endif

#endif
