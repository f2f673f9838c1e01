/* libuv.api.h: as much of the binary interface of libuv 1 as libuv.c and libuv_pool.c use, held against the real header
 * where it is. What a loop, a handle or a request takes is asked of the library, not declared. */
#ifndef KIT_LIBUV_API_H
#define KIT_LIBUV_API_H

#include "load.h"

#include <stdint.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_timer_s uv_timer_t;
typedef struct uv_idle_s uv_idle_t;
typedef struct uv_async_s uv_async_t;
typedef struct uv_work_s uv_work_t;
typedef struct uv_req_s uv_req_t;

/* uv_NAME of the C interface is uv.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version_string, const char *, (void))                                                                            \
    X(loop_size, size_t, (void))                                                                                       \
    X(loop_init, int, (uv_loop_t *))                                                                                   \
    X(loop_close, int, (uv_loop_t *))                                                                                  \
    X(run, int, (uv_loop_t *, uv_run_mode))                                                                            \
    X(walk, void, (uv_loop_t *, void (*)(uv_handle_t *, void *), void *))                                              \
    X(handle_size, size_t, (uv_handle_type))                                                                           \
    X(handle_get_data, void *, (const uv_handle_t *))                                                                  \
    X(handle_set_data, void, (uv_handle_t *, void *))                                                                  \
    X(close, void, (uv_handle_t *, void (*)(uv_handle_t *)))                                                           \
    X(is_closing, int, (const uv_handle_t *))                                                                          \
    X(timer_init, int, (uv_loop_t *, uv_timer_t *))                                                                    \
    X(timer_start, int, (uv_timer_t *, void (*)(uv_timer_t *), uint64_t, uint64_t))                                    \
    X(idle_init, int, (uv_loop_t *, uv_idle_t *))                                                                      \
    X(idle_start, int, (uv_idle_t *, void (*)(uv_idle_t *)))                                                           \
    X(async_init, int, (uv_loop_t *, uv_async_t *, void (*)(uv_async_t *)))                                            \
    X(async_send, int, (uv_async_t *))                                                                                 \
    X(sem_init, int, (uv_sem_t *, unsigned))                                                                           \
    X(sem_post, void, (uv_sem_t *))                                                                                    \
    X(sem_wait, void, (uv_sem_t *))                                                                                    \
    X(sem_destroy, void, (uv_sem_t *))                                                                                 \
    X(req_size, size_t, (uv_req_type))                                                                                 \
    X(req_get_data, void *, (const uv_req_t *))                                                                        \
    X(req_set_data, void, (uv_req_t *, void *))                                                                        \
    X(queue_work, int, (uv_loop_t *, uv_work_t *, void (*)(uv_work_t *), void (*)(uv_work_t *, int)))

#if __has_include(<uv.h>)
#include <uv.h>
#else
typedef enum { UV_ASYNC = 1, UV_IDLE = 6, UV_TIMER = 13 } uv_handle_type;
typedef enum { UV_WORK = 7 } uv_req_type;
typedef union {
    char bytes[128]; /* room for the system's own type, which it is */
    long long aligned;
} uv_sem_t;
typedef enum { UV_RUN_DEFAULT = 0, UV_RUN_NOWAIT = 2 } uv_run_mode;
#endif
_Static_assert(UV_ASYNC == 1 && UV_IDLE == 6 && UV_TIMER == 13 && UV_WORK == 7 && UV_RUN_DEFAULT == 0 &&
                   UV_RUN_NOWAIT == 2,
               "unlike uv.h");
_Static_assert(sizeof(uv_sem_t) <= 128 && _Alignof(uv_sem_t) <= _Alignof(long long), "larger than in uv.h");

static struct {
    EACH_FUNCTION(KIT_FIELD)
} uv;

#define FIND(name, type, arguments) {"uv_" #name, &uv.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#ifdef UV_H
#define SAME(name, type, arguments) KIT_SAME(uv_##name, type, arguments)
EACH_FUNCTION(SAME)
#endif

#define PACKAGES "libuv1t64|libuv1"

static const char *open_library(void)
{
    static struct kit_needed needed = {.files = "libuv.so.1", .packages = PACKAGES, .symbols = symbols};
    return kit_load(&needed);
}

static const char *version(void)
{
    return uv.version_string();
}

#endif
