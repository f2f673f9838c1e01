/* openssl-late: callbacks that OpenSSL makes when it is late. What a program attached to an object is given back by a
 * callback, with the last reference, on whichever thread held it, when the one that made the object has let go of it.
 * And who asked to be told when a thread stops is told from the destructor of a pthread key: the thread's own code is
 * over, and the runtime may have forgotten the thread already.
 *
 * Thread-stop handlers are for providers, so this is one: built in, without an algorithm, in a library context of its
 * own, which leaves that of the rest of the process as it was.
 */
#include "kit.h"
#include "load.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct ossl_lib_ctx_st OSSL_LIB_CTX;
typedef struct ossl_provider_st OSSL_PROVIDER;
typedef struct ossl_core_handle_st OSSL_CORE_HANDLE;
typedef struct ossl_init_settings_st OPENSSL_INIT_SETTINGS;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct crypto_ex_data_st CRYPTO_EX_DATA;

typedef struct ossl_dispatch_st dispatch;
#if !__has_include(<openssl/core_dispatch.h>) || !__has_include(<openssl/opensslconf.h>)
struct ossl_dispatch_st {
    int function_id;
    void (*function)(void);
};
#endif

typedef int provider_init(const OSSL_CORE_HANDLE *, const dispatch *, const dispatch **, void **);
typedef void ex_new(void *, void *, CRYPTO_EX_DATA *, int, long, void *);
typedef int ex_dup(CRYPTO_EX_DATA *, const CRYPTO_EX_DATA *, void **, int, long, void *);
typedef void ex_free(void *, void *, CRYPTO_EX_DATA *, int, long, void *);

/* NAME of the C interface is ssl.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(OpenSSL_version, const char *, (int))                                                                            \
    X(OPENSSL_init_crypto, int, (uint64_t, const OPENSSL_INIT_SETTINGS *))                                             \
    X(OSSL_LIB_CTX_new, OSSL_LIB_CTX *, (void))                                                                        \
    X(OSSL_PROVIDER_add_builtin, int, (OSSL_LIB_CTX *, const char *, provider_init *))                                 \
    X(OSSL_PROVIDER_load, OSSL_PROVIDER *, (OSSL_LIB_CTX *, const char *))                                             \
    X(CRYPTO_get_ex_new_index, int, (int, long, void *, ex_new *, ex_dup *, ex_free *))                                \
    X(BIO_s_null, const BIO_METHOD *, (void))                                                                          \
    X(BIO_new, BIO *, (const BIO_METHOD *))                                                                            \
    X(BIO_up_ref, int, (BIO *))                                                                                        \
    X(BIO_free, int, (BIO *))                                                                                          \
    X(BIO_set_ex_data, int, (BIO *, int, void *))

enum {
    VERSION_STRING = 6,  /* OPENSSL_VERSION_STRING */
    NO_ATEXIT = 0x80000, /* OPENSSL_INIT_NO_ATEXIT */
    OF_BIOS = 12,        /* CRYPTO_EX_INDEX_BIO */
    THREAD_START = 3     /* OSSL_FUNC_CORE_THREAD_START */
};

static struct {
    EACH_FUNCTION(KIT_FIELD)
} ssl; /* written once, by kit_load */

#define FIND(name, type, arguments) {#name, &ssl.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<openssl/core_dispatch.h>) && __has_include(<openssl/opensslconf.h>)
#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>
#define SAME(name, type, arguments) KIT_SAME(name, type, arguments)
EACH_FUNCTION(SAME)
KIT_SAME(OSSL_FUNC_core_thread_start_fn, int, (const OSSL_CORE_HANDLE *, void (*)(void *), void *))
_Static_assert(VERSION_STRING == OPENSSL_VERSION_STRING && NO_ATEXIT == OPENSSL_INIT_NO_ATEXIT &&
                   OF_BIOS == CRYPTO_EX_INDEX_BIO && THREAD_START == OSSL_FUNC_CORE_THREAD_START,
               "unlike openssl/*.h");
#endif
_Static_assert(sizeof(dispatch) == 2 * sizeof(void *) && offsetof(dispatch, function) == sizeof(void *),
               "unlike openssl/core.h");

#define PACKAGES "libssl3t64|libssl3"

static int (*thread_start)(const OSSL_CORE_HANDLE *, void (*)(void *), void *);
static const OSSL_CORE_HANDLE *provider;
static int attached; /* the index of what we attach to a BIO */
static const char *missing;

static int start_provider(const OSSL_CORE_HANDLE *core, const dispatch *in, const dispatch **out, void **context)
{
    static const dispatch nothing[] = {{0, NULL}};
    for (; in->function_id != 0; in++)
        if (in->function_id == THREAD_START)
            thread_start = (int (*)(const OSSL_CORE_HANDLE *, void (*)(void *), void *))in->function;
    provider = core;
    *out = nothing;
    *context = &provider; /* anything but NULL */
    return thread_start != NULL;
}

static ex_free given_back;

static void prepare(void)
{
    static struct kit_needed needed = {.files = "libcrypto.so.3", .packages = PACKAGES, .symbols = symbols};
    if ((missing = kit_load(&needed)) != NULL)
        return;
    ssl.OPENSSL_init_crypto(NO_ATEXIT, NULL);
    OSSL_LIB_CTX *context = ssl.OSSL_LIB_CTX_new();
    attached = ssl.CRYPTO_get_ex_new_index(OF_BIOS, 0, NULL, NULL, NULL, given_back);
    if (ssl.OpenSSL_version(VERSION_STRING)[0] != '3' || context == NULL || attached < 0 ||
        ssl.OSSL_PROVIDER_add_builtin(context, "kit", start_provider) != 1 ||
        ssl.OSSL_PROVIDER_load(context, "kit") == NULL)
        missing = "libcrypto.so.3 takes no provider, as OpenSSL 3 does: apt-get install libssl3";
}

static const char *open_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare);
    return missing;
}

static const char *version(void)
{
    return ssl.OpenSSL_version(VERSION_STRING);
}

/* Two threads let go of most objects, two of one each, and two of none: they call back when they stop, for the first
 * time. */
enum { BUSY = 2, ONE = 2, NONE = 2, THREADS = BUSY + ONE + NONE };

struct state {
    const struct kit_request *request;
    atomic_llong stopped, wrong;
    _Atomic uint64_t sum;
};

struct object {
    struct state *state;
    int64_t item;
    BIO *bio;
};

struct share {
    struct state *state;
    struct object *first, *end;
};

/* The last reference to a BIO is gone. Those of others have nothing attached. */
static void given_back(void *bio, void *object, CRYPTO_EX_DATA *all, int index, long number, void *pointer)
{
    (void)bio, (void)all, (void)index, (void)number, (void)pointer;
    struct object *o = object;
    if (o != NULL)
        atomic_fetch_add(&o->state->sum,
                         kit_fold(o->item, kit_call(o->state->request, o->item * 0x4f00000001, -o->item)));
}

/* Which thread is which nobody knows, so a wrong answer is counted. */
static void at_thread_stop(void *user)
{
    struct state *state = user;
    int64_t number = atomic_fetch_add(&state->stopped, 1), a = -number, b = number * 0x5100000001;
    atomic_fetch_add(&state->wrong, kit_call(state->request, a, b) != a - b);
}

static void *let_go(void *user)
{
    struct share *share = user;
    if (thread_start(provider, at_thread_stop, share->state) != 1)
        share->state->request->fail(share->state->request, "OpenSSL takes no handler for the end of a thread");
    for (struct object *object = share->first; object < share->end; object++)
        ssl.BIO_free(object->bio);
    return NULL;
}

static bool make(struct object *object, struct state *state, int64_t item)
{
    *object = (struct object){state, item, ssl.BIO_new(ssl.BIO_s_null())};
    return object->bio != NULL && ssl.BIO_set_ex_data(object->bio, attached, object) == 1 &&
           ssl.BIO_up_ref(object->bio) == 1; /* the thread's reference, */
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request};
    struct object *objects = calloc((size_t)request->count, sizeof *objects), *next = objects;
    struct share shares[THREADS];
    pthread_t threads[THREADS];
    int64_t started = 0, busy = (request->count - ONE) / BUSY;
    bool right = objects != NULL && request->count > ONE;
    for (int64_t item = 0; right && item < request->count; item++)
        right = make(&objects[item], &state, item);
    for (int64_t item = 0; right && item < request->count; item++)
        ssl.BIO_free(objects[item].bio); /* and the owner's is gone */
    for (; right && started < THREADS; started += right) {
        int64_t count = started == 0     ? request->count - ONE - busy * (BUSY - 1)
                        : started < BUSY ? busy
                                         : started < BUSY + ONE;
        shares[started] = (struct share){&state, next, next + count};
        next += count;
        right = pthread_create(&threads[started], NULL, let_go, &shares[started]) == 0;
    }
    for (int64_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL); /* when they have stopped, whatever they do on the way */
    if (!right)
        request->fail(request, "OpenSSL makes no object, or Linux no thread");
    else if (state.stopped != THREADS)
        request->fail(request, "OpenSSL did not tell of the end of every thread");
    free(objects);
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, state.stopped));
}

const struct kit_library kit_openssl_late = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "openssl-late",
    .sentence = "Destructors on whichever thread let go last, when the owner has long done so, and a handler for the "
                "end of a thread, from a pthread key's destructor.",
    .origin = "system libcrypto.so.3",
    .reentry = "No page forbids it. The handler for the end of a thread is called \"from the thread that is stopping\" "
               "(provider-base(7)).",
    .unwinding = "No source speaks: both callbacks return nothing.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
};
