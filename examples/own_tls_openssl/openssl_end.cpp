// Contexts of OpenSSL and a session between two memory buffers.
#include "own_tls_openssl/openssl_end.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>

#include "own_tls_openssl/openssl_facts.hpp"

namespace own_tls {
namespace {

using CertificatePointer = std::unique_ptr<X509, decltype(&X509_free)>;

CertificatePointer read(const domainsec::Certificate& certificate) {
    const auto* in = certificate.der().data();
    return {d2i_X509(nullptr, &in, static_cast<long>(certificate.der().size())), &X509_free};
}

void require(int done, const char* what) {
    if (done != 1) throw std::runtime_error(std::string("OpenSSL does not take ") + what);
}

// OpenSSL needs the key itself: one of the places where a secret leaves the library.
void use_key(SSL_CTX* context, const domainsec::PrivateKey& key) {
    const auto pem = key.to_pem(domainsec::SecretAccess::granted());
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> read_key(
        PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    require(SSL_CTX_use_PrivateKey(context, read_key.get()), "the key");
}

void use_identity(SSL_CTX* context, const domainsec::Identity& identity) {
    const auto& certificates = identity.chain.certificates();
    require(SSL_CTX_use_certificate(context, read(certificates.front()).get()), "the certificate");
    for (std::size_t place = 1; place < certificates.size(); ++place)
        require(static_cast<int>(SSL_CTX_add1_chain_cert(context, read(certificates[place]).get())),
                "an intermediate certificate");
    use_key(context, identity.key);
}

}  // namespace

ContextPointer make_context(const SSL_METHOD* method,
                            const std::optional<domainsec::Identity>& identity) {
    ContextPointer context(SSL_CTX_new(method), &SSL_CTX_free);
    if (!context) throw std::runtime_error("OpenSSL makes no context");
    prepare_for_judgement(context.get());
    resume_nothing(context.get());
    if (identity) use_identity(context.get(), *identity);
    return context;
}

void use_version(SSL_CTX* context, domainsec::TlsVersion version) {
    const int number = version == domainsec::TlsVersion::tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    SSL_CTX_set_min_proto_version(context, number);
    SSL_CTX_set_max_proto_version(context, number);
}

void CloseAndFree::operator()(SSL* ssl) const {
    if (SSL_is_init_finished(ssl) == 1) SSL_shutdown(ssl);
    SSL_free(ssl);
}

OpensslEnd::OpensslEnd(SSL_CTX* context, Role role)
    : ssl_(SSL_new(context)), incoming_(BIO_new(BIO_s_mem())), outgoing_(BIO_new(BIO_s_mem())) {
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    if (role == Role::server)
        SSL_set_accept_state(ssl_.get());
    else
        SSL_set_connect_state(ssl_.get());
}

void OpensslEnd::ask_for(std::string server_name) {
    require(static_cast<int>(SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                      TLSEXT_NAMETYPE_host_name, server_name.data())),
            "the server's name");
}

void OpensslEnd::resume(SSL_SESSION* session) {
    require(SSL_set_session(ssl_.get(), session), "the session to resume");
}

void OpensslEnd::receive(const domainsec::Bytes& wire) {
    if (!wire.empty()) BIO_write(incoming_, wire.data(), static_cast<int>(wire.size()));
    go_on();
}

// A client reads on after the handshake: tickets come then.
void OpensslEnd::go_on() {
    std::array<char, 1024> plaintext;
    ERR_clear_error();
    const int done = SSL_is_init_finished(ssl_.get()) == 1
                         ? SSL_read(ssl_.get(), plaintext.data(), plaintext.size())
                         : SSL_do_handshake(ssl_.get());
    if (done == 1 || SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ) return;
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    throw std::runtime_error(std::string("OpenSSL gave up: ") + text.data());
}

domainsec::Bytes OpensslEnd::take_output() {
    domainsec::Bytes wire(BIO_ctrl_pending(outgoing_));
    if (!wire.empty()) BIO_read(outgoing_, wire.data(), static_cast<int>(wire.size()));
    return wire;
}

void exchange(OpensslEnd& client, OpensslEnd& server) {
    client.receive({});
    for (int round = 0; round < 10; ++round) {
        server.receive(client.take_output());
        client.receive(server.take_output());
    }
}

}  // namespace own_tls
