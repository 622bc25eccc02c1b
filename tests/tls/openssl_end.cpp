// OpenSSL at one end of a connection, memory to memory.
#include "openssl_end.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <stdexcept>

namespace domainsec::test {
namespace {

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

X509Pointer certificate_of(const Certificate& certificate) {
    const std::uint8_t* in = certificate.der().data();
    return {d2i_X509(nullptr, &in, static_cast<long>(certificate.der().size())), &X509_free};
}

int take_any_certificate(int, X509_STORE_CTX*) {
    return 1;
}

}  // namespace

OpensslEnd::OpensslEnd(SSL_CTX* context, const Identity* identity, bool tls12_only)
    : context_(context, &SSL_CTX_free) {
    if (!context_) throw std::runtime_error("OpenSSL gives no context");
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    if (tls12_only) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, take_any_certificate);
    SSL_CTX_set_block_padding(context, 64);  // TLS 1.3: RFC 8446 §5.4
    if (identity != nullptr) use(*identity);
    ssl_.reset(SSL_new(context));
    incoming_ = BIO_new(BIO_s_mem());
    outgoing_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
}

void OpensslEnd::use(const Identity& identity) {
    const auto& certificates = identity.chain.certificates();
    SSL_CTX_use_certificate(context_.get(), certificate_of(certificates.front()).get());
    for (std::size_t place = 1; place < certificates.size(); ++place)
        SSL_CTX_add1_chain_cert(context_.get(), certificate_of(certificates[place]).get());
    const auto pem = identity.key.to_pem(SecretAccess::granted());
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    if (SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1)
        throw std::runtime_error("OpenSSL does not take the key");
}

std::unique_ptr<OpensslEnd> OpensslEnd::server(const Identity& identity, bool tls12_only) {
    std::unique_ptr<OpensslEnd> end(
        new OpensslEnd(SSL_CTX_new(TLS_server_method()), &identity, tls12_only));
    SSL_set_accept_state(end->ssl_.get());
    return end;
}

std::unique_ptr<OpensslEnd> OpensslEnd::client(const Identity* identity, bool tls12_only) {
    std::unique_ptr<OpensslEnd> end(
        new OpensslEnd(SSL_CTX_new(TLS_client_method()), identity, tls12_only));
    SSL_set_connect_state(end->ssl_.get());
    end->advance();
    return end;
}

// Errors show in what OpenSSL sends; its queue of them is of no interest.
void OpensslEnd::advance() {
    if (!is_established()) SSL_do_handshake(ssl_.get());
    std::array<char, 4096> heard;
    while (is_established() && SSL_read(ssl_.get(), heard.data(), heard.size()) > 0) continue;
    ERR_clear_error();
}

void OpensslEnd::receive(ByteView wire) {
    BIO_write(incoming_, wire.data(), static_cast<int>(wire.size()));
    advance();
}

Bytes OpensslEnd::take_output() {
    Bytes output(BIO_ctrl_pending(outgoing_));
    if (!output.empty()) BIO_read(outgoing_, output.data(), static_cast<int>(output.size()));
    return output;
}

bool OpensslEnd::is_established() const {
    return SSL_is_init_finished(ssl_.get()) == 1;
}

void OpensslEnd::send(ByteView plaintext) {
    said_.insert(said_.end(), plaintext.begin(), plaintext.end());
    SSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
    ERR_clear_error();
}

void OpensslEnd::close() {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

}  // namespace domainsec::test
