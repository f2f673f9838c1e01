/* openssl: TLS handshakes and records over a BIO that is the program's own, with callbacks for the certificate and for
 * every step of the handshake. And what no other library here has: hooks for memory that belong to the whole process,
 * so that the callback comes in the middle of everything, from calls that look as if they called nobody.
 *
 * Memory hooks are taken only before OpenSSL has ever allocated: a process whose runtime used it first is too late.
 */
#include "kit.h"
#include "load.h"
#include "openssl.api.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct state {
    const struct kit_request *request;
    BIO *wire; /* the client's half of a BIO pair, beneath its own BIO */
    int64_t others, verified, wrong, written;
    bool flowing; /* the handshake is over: what is written now are messages */
    uint64_t sum;
};

static _Thread_local struct state *running;

/* How often these come is OpenSSL's affair: wrong answers are counted. Nobody, NULL, is outside of a run. */
static void uncounted(struct state *state, int64_t b)
{
    if (state == NULL)
        return;
    int64_t a = ++state->others * 0x3300000001;
    state->wrong += kit_call(state->request, a, b) != a - b;
}

static void *get(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    uncounted(running, (int64_t)size);
    return malloc(size);
}

static void *resize(void *block, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    uncounted(running, -(int64_t)size);
    return realloc(block, size);
}

static void put(void *block, const char *file, int line)
{
    (void)file, (void)line;
    uncounted(block != NULL ? running : NULL, 0);
    free(block);
}

/* The certificate is its own issuer, and not a known one: whether that is well is for this callback to say. */
static int verify(int well, X509_STORE_CTX *store)
{
    (void)well;
    SSL *tls = ssl.X509_STORE_CTX_get_ex_data(store, ssl.SSL_get_ex_data_X509_STORE_CTX_idx());
    struct state *state = ssl.SSL_get_ex_data(tls, APP_DATA);
    state->verified++;
    uncounted(state, 1);
    return 1;
}

static void info(const SSL *tls, int where, int value)
{
    (void)value;
    struct state *state = ssl.SSL_get_ex_data(tls, APP_DATA);
    uncounted(state, where);
}

/* The client's BIO: what is written and read passes through here. */
static int wire_write(BIO *bio, const char *data, int length)
{
    struct state *state = ssl.BIO_get_data(bio);
    if (state->flowing) { /* one record a message */
        int64_t item = state->written++;
        state->sum += kit_fold(item, kit_call(state->request, item * 0x3500000001, -item));
    } else {
        uncounted(state, length > 0);
    }
    return ssl.BIO_write(state->wire, data, length);
}

static int wire_read(BIO *bio, char *data, int length)
{
    struct state *state = ssl.BIO_get_data(bio);
    uncounted(state, length > 0);
    int got = ssl.BIO_read(state->wire, data, length);
    ssl.BIO_clear_flags(bio, RETRY_FLAGS);
    if (got <= 0)
        ssl.BIO_set_flags(bio, RETRY_READ);
    return got;
}

static long wire_control(BIO *bio, int what, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return what == CONTROL_FLUSH;
}

static EVP_PKEY *make_key(void)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = ssl.EVP_PKEY_CTX_new_id(ED25519, NULL); /* its signatures are all of one length */
    if (ssl.EVP_PKEY_keygen_init(maker) == 1)
        ssl.EVP_PKEY_keygen(maker, &key);
    ssl.EVP_PKEY_CTX_free(maker);
    return key;
}

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *certificate = ssl.X509_new();
    X509_NAME *name = ssl.X509_get_subject_name(certificate);
    ssl.X509_gmtime_adj(ssl.X509_getm_notBefore(certificate), -3600);
    ssl.X509_gmtime_adj(ssl.X509_getm_notAfter(certificate), 3600);
    ssl.X509_NAME_add_entry_by_txt(name, "CN", TEXT_ASCII, (const unsigned char *)"localhost", -1, -1, 0);
    ssl.X509_set_issuer_name(certificate, name);
    ssl.X509_set_pubkey(certificate, key);
    ssl.X509_sign(certificate, key, NULL);
    return certificate;
}

/* Both ends in one thread, in turns. */
static bool shake_hands(SSL *client, SSL *server)
{
    bool done = false;
    for (int turn = 0; turn < 20 && !done; turn++)
        done = (ssl.SSL_do_handshake(client) == 1) & (ssl.SSL_do_handshake(server) == 1);
    return done;
}

static bool send_messages(struct state *state, SSL *client, SSL *server)
{
    int64_t message[8] = {0}, arrived[8];
    for (; message[0] < state->request->count; message[0]++)
        if (ssl.SSL_write(client, message, sizeof message) != sizeof message ||
            ssl.SSL_read(server, arrived, sizeof arrived) != sizeof arrived ||
            memcmp(message, arrived, sizeof message) != 0)
            return false;
    return true;
}

static SSL_CTX *context; /* these two are made once, as programs do */
static BIO_METHOD *method;

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request}, *outer = running;
    running = &state;
    SSL *client = ssl.SSL_new(context), *server = ssl.SSL_new(context);
    BIO *far = NULL, *own = ssl.BIO_new(method);
    if (!client || !server || !own || ssl.BIO_new_bio_pair(&state.wire, 0, &far, 0) != 1) {
        request->fail(request, "OpenSSL makes no connection");
        return 0;
    }
    ssl.SSL_set_ex_data(client, APP_DATA, &state);
    ssl.SSL_set_ex_data(server, APP_DATA, &state);
    ssl.BIO_set_data(own, &state);
    ssl.BIO_set_init(own, 1);
    ssl.SSL_set_bio(client, own, own); /* each end owns its BIO from here on */
    ssl.SSL_set_bio(server, far, far);
    ssl.SSL_set_connect_state(client);
    ssl.SSL_set_accept_state(server);
    bool right = shake_hands(client, server);
    state.flowing = right;
    right = right && send_messages(&state, client, server);
    state.flowing = false;
    ssl.SSL_free(client);
    ssl.SSL_free(server);
    ssl.BIO_free(state.wire);
    ssl.OPENSSL_thread_stop(); /* what the thread was given is given back: more callbacks */
    running = outer;
    return (int64_t)(state.sum + kit_fold(-1 - state.wrong, right * 2 + (state.verified > 0)));
}

static int64_t plain(void *user, int64_t a, int64_t b)
{
    (void)user;
    return a - b;
}

/* The hooks first, then everything that OpenSSL makes once in a process, so that every later run is alike. */
static void prepare(void)
{
    const struct kit_request request = {.callback = plain, .count = 1};
    ssl.CRYPTO_set_mem_functions(get, resize, put);
    ssl.OPENSSL_init_crypto(NO_ATEXIT, NULL); /* there are cells whose callbacks come when the process ends */
    EVP_PKEY *key = make_key();
    X509 *certificate = make_certificate(key);
    context = ssl.SSL_CTX_new(ssl.TLS_method());
    ssl.SSL_CTX_use_certificate(context, certificate);
    ssl.SSL_CTX_use_PrivateKey(context, key);
    ssl.SSL_CTX_set_verify(context, VERIFY_PEER, verify);
    ssl.SSL_CTX_set_info_callback(context, info);
    ssl.X509_free(certificate); /* the context holds both */
    ssl.EVP_PKEY_free(key);
    method = ssl.BIO_meth_new(SOURCE_SINK, "kit's wire");
    ssl.BIO_meth_set_write(method, wire_write);
    ssl.BIO_meth_set_read(method, wire_read);
    ssl.BIO_meth_set_ctrl(method, wire_control);
    run(&request);
}

static const char *open_library(void)
{
    static struct kit_needed needed = {
        .files = "libssl.so.3", .packages = PACKAGES, .symbols = symbols, .prepare = prepare};
    return kit_load(&needed);
}

static const char *version(void)
{
    return ssl.OpenSSL_version(VERSION_STRING);
}

/* Another part of the library, in the middle of a handshake: the digest of "abc" is in FIPS 180-4. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    static const unsigned char expected[4] = {0xba, 0x78, 0x16, 0xbf};
    unsigned char digest[64];
    unsigned length = 0;
    bool right = ssl.EVP_Digest("abc", 3, digest, &length, ssl.EVP_sha256(), NULL) == 1;
    return right && memcmp(digest, expected, sizeof expected) == 0 ? a - b : a - b + 1;
}

const struct kit_library kit_openssl = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "openssl",
    .sentence = "A TLS handshake and its records through the program's own BIO, and memory hooks of the whole process: "
                "any call may call back.",
    .origin = "system libssl.so.3",
    .reentry = "No page forbids it: a verify callback is meant to call X509_STORE_CTX_get_error and its like "
               "(SSL_CTX_set_verify(3)).",
    .unwinding = "No source speaks: errors go by return value and the thread's error queue.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 500,
    .packages = PACKAGES,
    .again = again,
};
