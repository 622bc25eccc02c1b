// domainsec's session and OpenSSL's as channels; the facts of the latter are put together by hand.
#include "smtp/channels.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <chrono>
#include <domainsec/clock.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <stdexcept>

namespace smtp {
namespace {

std::string to_text(const domainsec::Bytes& octets) {
    return {octets.begin(), octets.end()};
}

domainsec::Bytes der_of(X509* certificate) {
    domainsec::Bytes der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)));
    auto* out = der.data();
    i2d_X509(certificate, &out);
    return der;
}

/// The certificate is asked for and taken as it is; domainsec judges it when a sender is claimed.
int take_any_certificate(int, X509_STORE_CTX*) {
    return 1;
}

void use_identity(SSL_CTX* context, const domainsec::Identity& identity) {
    for (std::size_t place = 0; place < identity.chain.certificates().size(); ++place) {
        const auto& der = identity.chain.certificates()[place].der();
        const auto* in = der.data();
        std::unique_ptr<X509, decltype(&X509_free)> certificate(
            d2i_X509(nullptr, &in, static_cast<long>(der.size())), &X509_free);
        if (place == 0)
            SSL_CTX_use_certificate(context, certificate.get());
        else
            SSL_CTX_add1_chain_cert(context, certificate.get());
    }
    // OpenSSL needs the key itself: one of the places where a secret leaves the library.
    const auto pem = identity.key.to_pem(domainsec::SecretAccess::granted());
    std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        throw std::runtime_error("OpenSSL does not take the key");
}

}  // namespace

void DomainsecChannel::from_wire(std::string_view octets) {
    session_.receive(domainsec::bytes_of(octets));
}
std::string DomainsecChannel::to_wire() {
    return to_text(session_.take_output());
}
std::string DomainsecChannel::plaintext() {
    return to_text(session_.take_plaintext());
}
void DomainsecChannel::encrypt(std::string_view octets) {
    session_.send(domainsec::bytes_of(octets));
}
void DomainsecChannel::close() {
    if (session_.state() == domainsec::SessionState::established) session_.close();
}
bool DomainsecChannel::ready() const {
    return session_.state() == domainsec::SessionState::established;
}
std::string DomainsecChannel::failure() const {
    if (session_.failure()) return session_.failure()->text;
    return session_.state() == domainsec::SessionState::closed ? "the peer has closed the session"
                                                               : "";
}

OpensslChannel::OpensslChannel(const domainsec::Identity& identity)
    : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free), ssl_(nullptr, &SSL_free) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(
        context_.get(), [](X509_STORE_CTX* store, void*) { return take_any_certificate(1, store); },
        nullptr);
    // A ticket would let a session come back without the key being proved again.
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context_.get(), 0);
    SSL_CTX_set_options(context_.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    use_identity(context_.get(), identity);
    ssl_.reset(SSL_new(context_.get()));
    incoming_ = BIO_new(BIO_s_mem());
    outgoing_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    SSL_set_accept_state(ssl_.get());
}

void OpensslChannel::from_wire(std::string_view octets) {
    BIO_write(incoming_, octets.data(), static_cast<int>(octets.size()));
    if (!ready()) {
        const int done = SSL_do_handshake(ssl_.get());
        if (done != 1 && SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ)
            failure_ = "OpenSSL gave up the handshake";
    }
    if (ready()) read_plaintext();
}

void OpensslChannel::read_plaintext() {
    std::array<char, 16384> buffer;
    int length = 0;
    while ((length = SSL_read(ssl_.get(), buffer.data(), buffer.size())) > 0)
        plaintext_.append(buffer.data(), static_cast<std::size_t>(length));
    const int error = SSL_get_error(ssl_.get(), length);
    if (error == SSL_ERROR_ZERO_RETURN)
        failure_ = "the peer has closed the session";
    else if (error != SSL_ERROR_WANT_READ)
        failure_ = "OpenSSL reports a broken session";
}

std::string OpensslChannel::to_wire() {
    std::string wire(BIO_ctrl_pending(outgoing_), '\0');
    if (!wire.empty()) BIO_read(outgoing_, wire.data(), static_cast<int>(wire.size()));
    return wire;
}

void OpensslChannel::encrypt(std::string_view octets) {
    SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size()));
}

domainsec::SessionFacts OpensslChannel::facts(const std::string& peer_address) const {
    domainsec::CallerSession session;
    if (std::unique_ptr<X509, decltype(&X509_free)> leaf(SSL_get1_peer_certificate(ssl_.get()),
                                                         &X509_free);
        leaf)
        session.leaf = der_of(leaf.get());
    // On a server this stack leaves the leaf out, so it is the intermediates alone.
    if (const auto* chain = SSL_get_peer_cert_chain(ssl_.get()))
        for (int place = 0; place < sk_X509_num(chain); ++place)
            session.intermediates.push_back(der_of(sk_X509_value(chain, place)));
    session.proof.handshake_complete = ready();
    session.proof.resumed = SSL_session_reused(ssl_.get()) == 1;
    session.proof.proved_at = domainsec::system_clock()();
    session.proof.version = SSL_version(ssl_.get()) == TLS1_3_VERSION
                                ? domainsec::TlsVersion::tls13
                                : domainsec::TlsVersion::tls12;
    session.proof.cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_.get()));
    session.proof.group = OBJ_nid2sn(static_cast<int>(SSL_get_negotiated_group(ssl_.get())));
    session.proof.extended_master_secret =
        SSL_version(ssl_.get()) == TLS1_3_VERSION || SSL_get_extms_support(ssl_.get()) == 1;
    session.peer_address = peer_address;
    return domainsec::SessionFacts::from_peer(session);
}

}  // namespace smtp
