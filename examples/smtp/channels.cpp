// domainsec's session and OpenSSL's as channels.
#include "smtp/channels.hpp"

#include <array>
#include <domainsec/clock.hpp>

#include "own_tls_openssl/openssl_end.hpp"
#include "own_tls_openssl/openssl_facts.hpp"

namespace smtp {
namespace {

std::string to_text(const domainsec::Bytes& octets) {
    return {octets.begin(), octets.end()};
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
    : context_(own_tls::make_context(TLS_server_method(), identity)), ssl_(nullptr, &SSL_free) {
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
    return own_tls::openssl_facts(ssl_.get(), domainsec::system_clock(), peer_address);
}

}  // namespace smtp
