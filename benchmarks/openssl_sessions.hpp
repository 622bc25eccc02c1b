// OpenSSL's sessions in benchmarks, as mail servers use it: TLS 1.3, mutual, both sides verify,
// over memory BIOs (RFC 8446).
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "authorities.hpp"

namespace domainsec_benchmark {

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};

template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

inline std::string openssl_version() {
    return std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING);
}

inline Owned<X509> openssl_certificate(const Certificate& certificate) {
    const std::uint8_t* octets = certificate.der().data();
    Owned<X509> read(d2i_X509(nullptr, &octets, static_cast<long>(certificate.der().size())));
    require(read != nullptr, "OpenSSL does not read a certificate");
    return read;
}

inline Owned<EVP_PKEY> openssl_key(const PrivateKey& key) {
    const std::string pem = key.to_pem(domainsec::SecretAccess::granted());
    const Owned<BIO> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Owned<EVP_PKEY> read(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
    require(read != nullptr, "OpenSSL does not read a key");
    return read;
}

/// One side's context. No tickets unless they are asked for; X25519 unless another group is named.
inline Owned<SSL_CTX> openssl_context(const SSL_METHOD* method, const Identity& identity,
                                      const Certificate& root, const char* groups = "X25519") {
    Owned<SSL_CTX> context(SSL_CTX_new(method));
    require(context != nullptr, "SSL_CTX_new failed");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    require(SSL_CTX_set1_groups_list(context.get(), groups) == 1, "OpenSSL has no such group");
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()), now.time_since_epoch().count());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), openssl_certificate(root).get());
    SSL_CTX_use_certificate(context.get(),
                            openssl_certificate(identity.chain.certificates().front()).get());
    SSL_CTX_add1_chain_cert(context.get(),
                            openssl_certificate(identity.chain.certificates().back()).get());
    require(SSL_CTX_use_PrivateKey(context.get(), openssl_key(identity.key).get()) == 1,
            "OpenSSL does not take a key");
    return context;
}

/// Whether this OpenSSL has the group.
inline bool openssl_has(const char* group) {
    const Owned<SSL_CTX> context(SSL_CTX_new(TLS_method()));
    const bool has = SSL_CTX_set1_groups_list(context.get(), group) == 1;
    ERR_clear_error();
    return has;
}

struct OpensslPair {
    Owned<SSL> server;
    Owned<SSL> client;
};

inline void connect_by_memory(SSL* client, SSL* server) {
    BIO* to_server = BIO_new(BIO_s_mem());
    BIO* to_client = BIO_new(BIO_s_mem());
    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(client, to_client, to_server);
    SSL_set_bio(server, to_server, to_client);
}

/// Both ends of a new session, once the handshake is complete; the client asks to resume `session`
/// where one is given.
inline OpensslPair connect(SSL_CTX* server_context, SSL_CTX* client_context, const char* name,
                           const char* name_of_client, SSL_SESSION* session = nullptr) {
    OpensslPair pair{Owned<SSL>(SSL_new(server_context)), Owned<SSL>(SSL_new(client_context))};
    SSL* const server = pair.server.get();
    SSL* const client = pair.client.get();
    connect_by_memory(client, server);
    SSL_set_accept_state(server);
    SSL_set_connect_state(client);
    // What the macro SSL_set_tlsext_host_name does, without its cast.
    std::string sni(name);
    SSL_ctrl(client, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, sni.data());
    SSL_set1_host(client, name);
    SSL_set1_host(server, name_of_client);
    if (session != nullptr) SSL_set_session(client, session);
    SSL_do_handshake(client);
    SSL_do_handshake(server);
    require(SSL_do_handshake(client) == 1, "OpenSSL's client made no handshake");
    require(SSL_do_handshake(server) == 1, "OpenSSL's server made no handshake");
    require(SSL_get_verify_result(server) == X509_V_OK &&
                SSL_get_verify_result(client) == X509_V_OK &&
                SSL_get0_peer_certificate(server) != nullptr,
            "OpenSSL refused a chain");
    return pair;
}

}  // namespace domainsec_benchmark
