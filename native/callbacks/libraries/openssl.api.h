/* openssl.api.h: as much of the binary interface of OpenSSL 3 as openssl.c uses, held against the real headers where
 * they are. Everything is opaque: no struct is declared. */
#ifndef KIT_OPENSSL_API_H
#define KIT_OPENSSL_API_H

#include "load.h"

#include <stdint.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef struct x509_st X509;
typedef struct X509_name_st X509_NAME;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;
typedef struct evp_md_st EVP_MD;
typedef struct engine_st ENGINE;
typedef struct ossl_init_settings_st OPENSSL_INIT_SETTINGS;
typedef struct asn1_string_st ASN1_TIME;

/* NAME of the C interface is ssl.NAME here. libssl needs libcrypto, so both are found through it. */
#define EACH_FUNCTION(X)                                                                                               \
    X(OpenSSL_version, const char *, (int))                                                                            \
    X(OPENSSL_init_crypto, int, (uint64_t, const OPENSSL_INIT_SETTINGS *))                                             \
    X(OPENSSL_thread_stop, void, (void))                                                                               \
    X(CRYPTO_set_mem_functions, int,                                                                                   \
      (void *(*)(size_t, const char *, int), void *(*)(void *, size_t, const char *, int),                             \
       void (*)(void *, const char *, int)))                                                                           \
    X(EVP_Digest, int, (const void *, size_t, unsigned char *, unsigned *, const EVP_MD *, ENGINE *))                  \
    X(EVP_sha256, const EVP_MD *, (void))                                                                              \
    X(EVP_PKEY_CTX_new_id, EVP_PKEY_CTX *, (int, ENGINE *))                                                            \
    X(EVP_PKEY_keygen_init, int, (EVP_PKEY_CTX *))                                                                     \
    X(EVP_PKEY_keygen, int, (EVP_PKEY_CTX *, EVP_PKEY **))                                                             \
    X(EVP_PKEY_CTX_free, void, (EVP_PKEY_CTX *))                                                                       \
    X(EVP_PKEY_free, void, (EVP_PKEY *))                                                                               \
    X(X509_new, X509 *, (void))                                                                                        \
    X(X509_free, void, (X509 *))                                                                                       \
    X(X509_gmtime_adj, ASN1_TIME *, (ASN1_TIME *, long))                                                               \
    X(X509_getm_notBefore, ASN1_TIME *, (const X509 *))                                                                \
    X(X509_getm_notAfter, ASN1_TIME *, (const X509 *))                                                                 \
    X(X509_get_subject_name, X509_NAME *, (const X509 *))                                                              \
    X(X509_set_issuer_name, int, (X509 *, const X509_NAME *))                                                          \
    X(X509_NAME_add_entry_by_txt, int, (X509_NAME *, const char *, int, const unsigned char *, int, int, int))         \
    X(X509_set_pubkey, int, (X509 *, EVP_PKEY *))                                                                      \
    X(X509_sign, int, (X509 *, EVP_PKEY *, const EVP_MD *))                                                            \
    X(X509_STORE_CTX_get_ex_data, void *, (const X509_STORE_CTX *, int))                                               \
    X(BIO_meth_new, BIO_METHOD *, (int, const char *))                                                                 \
    X(BIO_meth_free, void, (BIO_METHOD *))                                                                             \
    X(BIO_meth_set_write, int, (BIO_METHOD *, int (*)(BIO *, const char *, int)))                                      \
    X(BIO_meth_set_read, int, (BIO_METHOD *, int (*)(BIO *, char *, int)))                                             \
    X(BIO_meth_set_ctrl, int, (BIO_METHOD *, long (*)(BIO *, int, long, void *)))                                      \
    X(BIO_new, BIO *, (const BIO_METHOD *))                                                                            \
    X(BIO_new_bio_pair, int, (BIO **, size_t, BIO **, size_t))                                                         \
    X(BIO_free, int, (BIO *))                                                                                          \
    X(BIO_set_data, void, (BIO *, void *))                                                                             \
    X(BIO_get_data, void *, (BIO *))                                                                                   \
    X(BIO_set_init, void, (BIO *, int))                                                                                \
    X(BIO_set_flags, void, (BIO *, int))                                                                               \
    X(BIO_clear_flags, void, (BIO *, int))                                                                             \
    X(BIO_read, int, (BIO *, void *, int))                                                                             \
    X(BIO_write, int, (BIO *, const void *, int))                                                                      \
    X(TLS_method, const SSL_METHOD *, (void))                                                                          \
    X(SSL_CTX_new, SSL_CTX *, (const SSL_METHOD *))                                                                    \
    X(SSL_CTX_free, void, (SSL_CTX *))                                                                                 \
    X(SSL_CTX_use_certificate, int, (SSL_CTX *, X509 *))                                                               \
    X(SSL_CTX_use_PrivateKey, int, (SSL_CTX *, EVP_PKEY *))                                                            \
    X(SSL_CTX_set_verify, void, (SSL_CTX *, int, int (*)(int, X509_STORE_CTX *)))                                      \
    X(SSL_CTX_set_info_callback, void, (SSL_CTX *, void (*)(const SSL *, int, int)))                                   \
    X(SSL_new, SSL *, (SSL_CTX *))                                                                                     \
    X(SSL_free, void, (SSL *))                                                                                         \
    X(SSL_set_bio, void, (SSL *, BIO *, BIO *))                                                                        \
    X(SSL_set_ex_data, int, (SSL *, int, void *))                                                                      \
    X(SSL_get_ex_data, void *, (const SSL *, int))                                                                     \
    X(SSL_get_ex_data_X509_STORE_CTX_idx, int, (void))                                                                 \
    X(SSL_set_connect_state, void, (SSL *))                                                                            \
    X(SSL_set_accept_state, void, (SSL *))                                                                             \
    X(SSL_do_handshake, int, (SSL *))                                                                                  \
    X(SSL_read, int, (SSL *, void *, int))                                                                             \
    X(SSL_write, int, (SSL *, const void *, int))

enum {
    VERSION_STRING = 6,    /* OPENSSL_VERSION_STRING */
    ED25519 = 1087,        /* EVP_PKEY_ED25519 */
    TEXT_ASCII = 0x1001,   /* MBSTRING_ASC */
    SOURCE_SINK = 0x0480,  /* BIO_TYPE_SOURCE_SINK, and a number of our own */
    RETRY_READ = 0x01 | 8, /* BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY */
    RETRY_FLAGS = 0x0f,    /* BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY */
    CONTROL_FLUSH = 11,    /* BIO_CTRL_FLUSH */
    VERIFY_PEER = 1,       /* SSL_VERIFY_PEER */
    NO_ATEXIT = 0x80000,   /* OPENSSL_INIT_NO_ATEXIT */
    APP_DATA = 0           /* the index of SSL_set_app_data */
};

static struct {
    EACH_FUNCTION(KIT_FIELD)
} ssl;

#define FIND(name, type, arguments) {#name, &ssl.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<openssl/ssl.h>) && __has_include(<openssl/opensslconf.h>)
#include <openssl/ssl.h>
#if OPENSSL_VERSION_MAJOR >= 3
#define SAME(name, type, arguments) KIT_SAME(name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(VERSION_STRING == OPENSSL_VERSION_STRING && ED25519 == EVP_PKEY_ED25519 && TEXT_ASCII == MBSTRING_ASC &&
                   RETRY_READ == (BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY) &&
                   RETRY_FLAGS == (BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY) && CONTROL_FLUSH == BIO_CTRL_FLUSH &&
                   VERIFY_PEER == SSL_VERIFY_PEER && NO_ATEXIT == OPENSSL_INIT_NO_ATEXIT &&
                   (SOURCE_SINK & 0xff00) == BIO_TYPE_SOURCE_SINK,
               "unlike openssl/*.h");
#endif
#endif

#define PACKAGES "libssl3t64|libssl3"

#endif
