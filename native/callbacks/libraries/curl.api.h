/* curl.api.h: as much of the binary interface of libcurl 7 and 8 as curl.c uses, held against the real header where it
 * is. */
#ifndef KIT_CURL_API_H
#define KIT_CURL_API_H

#include "load.h"

typedef void CURL;
typedef int code;   /* CURLcode */
typedef int option; /* CURLoption */

/* curl_NAME of the C interface is curl.NAME here. easy_setopt takes one argument more, of a type that the option says:
 * on the platforms of this kit a pointer and a long are passed alike. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version, char *, (void))                                                                                         \
    X(global_init, code, (long))                                                                                       \
    X(easy_init, CURL *, (void))                                                                                       \
    X(easy_setopt, code, (CURL *, option, ...))                                                                        \
    X(easy_perform, code, (CURL *))                                                                                    \
    X(easy_recv, code, (CURL *, void *, size_t, size_t *))                                                             \
    X(easy_cleanup, void, (CURL *))

enum {
    OK = 0,
    RECURSIVE = 93,       /* CURLE_RECURSIVE_API_CALL */
    GLOBAL_DEFAULT = 3,   /* CURL_GLOBAL_DEFAULT */
    BUFFERSIZE = 98,      /* of numbers */
    NOPROGRESS = 43,      /* */
    NOSIGNAL = 99,        /* */
    WRITEDATA = 10001,    /* of pointers */
    URL = 10002,          /* */
    XFERINFODATA = 10057, /* */
    HEADERDATA = 10029,   /* */
    PROXY = 10004,        /* */
    WRITEFUNCTION = 20011 /* of functions */,
    HEADERFUNCTION = 20079,
    XFERINFOFUNCTION = 20219
};

static struct {
    EACH_FUNCTION(KIT_FIELD)
} curl;

#define FIND(name, type, arguments) {"curl_" #name, &curl.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<curl/curl.h>)
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#define code CURLcode
#define option CURLoption
#undef curl_easy_setopt
#define SAME(name, type, arguments) KIT_SAME(curl_##name, type, arguments)
EACH_FUNCTION(SAME)
#undef code
#undef option
_Static_assert(RECURSIVE == (int)CURLE_RECURSIVE_API_CALL && GLOBAL_DEFAULT == CURL_GLOBAL_DEFAULT &&
                   BUFFERSIZE == (int)CURLOPT_BUFFERSIZE && NOPROGRESS == (int)CURLOPT_NOPROGRESS &&
                   NOSIGNAL == (int)CURLOPT_NOSIGNAL && WRITEDATA == (int)CURLOPT_WRITEDATA &&
                   URL == (int)CURLOPT_URL && XFERINFODATA == (int)CURLOPT_XFERINFODATA &&
                   HEADERDATA == (int)CURLOPT_HEADERDATA && PROXY == (int)CURLOPT_PROXY &&
                   WRITEFUNCTION == (int)CURLOPT_WRITEFUNCTION && HEADERFUNCTION == (int)CURLOPT_HEADERFUNCTION &&
                   XFERINFOFUNCTION == (int)CURLOPT_XFERINFOFUNCTION,
               "unlike curl.h");
#endif

#define PACKAGES "libcurl4t64|libcurl4"

#endif
