/* cares.api.h: what cares.c uses of ares.h, declared by hand and checked against it where it is there. */
#ifndef KIT_CARES_API_H
#define KIT_CARES_API_H

#include "load.h"

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

/* ares_NAME of ares.h is ares.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version, const char *, (int *))                                                                                  \
    X(library_init, int, (int))                                                                                        \
    X(init, int, (ares_channel *))                                                                                     \
    X(destroy, void, (ares_channel))                                                                                   \
    X(cancel, void, (ares_channel))                                                                                    \
    X(set_servers_csv, int, (ares_channel, const char *))                                                              \
    X(set_socket_functions, void, (ares_channel, const struct ares_socket_functions *, void *))                        \
    X(query, void, (ares_channel, const char *, int, int, void (*)(void *, int, int, unsigned char *, int), void *))   \
    X(process_fd, void, (ares_channel, int, int))

enum { SUCCESS = 0, INIT_ALL = 1, IN = 1, A = 1 };

#if __has_include(<ares.h>)
#include <ares.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* newer ones would have callers use newer functions */
#define SAME(name, type, arguments) KIT_SAME(ares_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(SUCCESS == (int)ARES_SUCCESS && INIT_ALL == ARES_LIB_INIT_ALL, "unlike ares.h");
#else
typedef struct ares_channeldata *ares_channel;
struct ares_socket_functions {
    int (*asocket)(int, int, int, void *);
    int (*aclose)(int, void *);
    int (*aconnect)(int, const struct sockaddr *, socklen_t, void *);
    ssize_t (*arecvfrom)(int, void *, size_t, int, struct sockaddr *, socklen_t *, void *);
    ssize_t (*asendv)(int, const struct iovec *, int, void *);
};
#endif
_Static_assert(sizeof(struct ares_socket_functions) == 40 && offsetof(struct ares_socket_functions, asendv) == 32,
               "unlike ares.h");

#endif
