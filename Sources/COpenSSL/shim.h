#pragma once
// The C side of COpenSSL: what Swift cannot see by itself goes here as static inline functions.
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Versions, options and modes are set by macros. 1 when everything was accepted.
static inline int weft_tls_harden(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_max_cert_list(context, 32 * 1024);
    SSL_CTX_set_security_level(context, 2);
    return SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
           SSL_CTX_set_ciphersuites(
               context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256") == 1;
}

// Takes revocation lists from a PEM file into the store and has it check leaves against them. The number of lists, 0 on failure.
static inline int weft_tls_load_revocations(SSL_CTX *context, const char *path) {
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    int count = lookup == NULL ? 0 : X509_load_crl_file(lookup, path, X509_FILETYPE_PEM);
    if (count > 0) X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return count;
}

// For tests of peers that are out of date or weak: lets a context do what `weft_tls_harden` forbids.
static inline int weft_tls_restrict_versions(SSL_CTX *context, int minimum, int maximum) {
    return SSL_CTX_set_min_proto_version(context, minimum) == 1 && SSL_CTX_set_max_proto_version(context, maximum) == 1;
}

static inline void weft_tls_set_owner(SSL *ssl, void *owner) { SSL_set_app_data(ssl, owner); }

static inline void *weft_tls_owner_of(const SSL *ssl) { return ssl == NULL ? NULL : SSL_get_app_data(ssl); }

// Whether a message of a handshake (RFC 8446 section 4) asks for new keys.
static inline int weft_tls_is_key_update(int type, const void *bytes, size_t count) {
    return type == SSL3_RT_HANDSHAKE && count > 0 && ((const unsigned char *)bytes)[0] == SSL3_MT_KEY_UPDATE;
}

static inline void *weft_tls_owner(X509_STORE_CTX *verification) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx());
    return ssl == NULL ? NULL : SSL_get_app_data(ssl);
}

static inline int weft_err_reason(unsigned long error) { return ERR_GET_REASON(error); }

// EVP_PKEY_Q_keygen is variadic.
static inline EVP_PKEY *weft_pki_make_key(void) { return EVP_EC_gen("P-256"); }

// The subject alternative names by position: the type (GEN_URI, GEN_DNS, GEN_IPADD) and the bytes, -1 behind the last one.
static inline int weft_x509_alternative_name(
    const GENERAL_NAMES *names, int position, const unsigned char **bytes, int *count) {
    if (names == NULL || position >= sk_GENERAL_NAME_num(names)) return -1;
    int type = 0;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, position), &type);
    *count = 0;
    if (type == GEN_URI || type == GEN_DNS || type == GEN_IPADD) {
        *bytes = ASN1_STRING_get0_data(value);
        *count = ASN1_STRING_length(value);
    }
    return type;
}

static inline GENERAL_NAMES *weft_x509_alternative_names(const X509 *certificate) {
    return X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

static inline void weft_x509_free_names(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }

// Adds an extension in the notation of x509v3_config(5). X509V3_set_ctx is a macro in parts. 1 on success.
static inline int weft_x509_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    int done = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

// The number of a revocation list, which rises from one list to the next, and the key that signed it. 1 on success.
static inline int weft_crl_add_extensions(X509_CRL *list, X509 *issuer, uint64_t number) {
    ASN1_INTEGER *value = ASN1_INTEGER_new();
    int done = value != NULL && ASN1_INTEGER_set_uint64(value, number) == 1 &&
               X509_CRL_add1_ext_i2d(list, NID_crl_number, value, 0, 0) == 1;
    ASN1_INTEGER_free(value);
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, NULL, NULL, list, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    done = done && extension != NULL && X509_CRL_add_ext(list, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}
