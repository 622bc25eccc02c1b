// Credentials of GnuTLS and a session between two memory buffers.
#include "own_tls_gnutls/gnutls_end.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>

#include "own_tls_gnutls/gnutls_facts.hpp"

namespace own_tls {
namespace {

void require(int done, const char* what) {
    if (done < 0)
        throw std::runtime_error(std::string("GnuTLS does not ") + what + ": " +
                                 gnutls_strerror(done));
}

gnutls_datum_t view_of(std::string_view text) {
    // GnuTLS does not write to it.
    return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
            static_cast<unsigned>(text.size())};
}

}  // namespace

Credentials make_credentials(const std::optional<domainsec::Identity>& identity) {
    gnutls_certificate_credentials_t made = nullptr;
    require(gnutls_certificate_allocate_credentials(&made), "make credentials");
    Credentials credentials(made);
    prepare_for_judgement(made);
    if (!identity) return credentials;
    std::string chain;
    for (const auto& certificate : identity->chain.certificates()) chain += certificate.pem();
    // GnuTLS needs the key itself: one of the places where a secret leaves the library.
    const auto key = identity->key.to_pem(domainsec::SecretAccess::granted());
    const auto chain_view = view_of(chain);
    const auto key_view = view_of({key.data(), key.size()});
    require(gnutls_certificate_set_x509_key_mem(made, &chain_view, &key_view, GNUTLS_X509_FMT_PEM),
            "take the certificate and key");
    return credentials;
}

GnutlsEnd::GnutlsEnd(gnutls_certificate_credentials_t credentials, unsigned flags,
                     const char* versions) {
    require(gnutls_init(&session_, flags | GNUTLS_NONBLOCK), "make a session");
    require(gnutls_priority_set_direct(session_, versions, nullptr), "offer these versions");
    require(gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, credentials),
            "take the credentials");
    if ((flags & GNUTLS_SERVER) != 0) ask_for_certificate(session_);
    gnutls_transport_set_ptr(session_, this);
    gnutls_transport_set_push_function(session_, &push);
    gnutls_transport_set_pull_function(session_, &pull);
    gnutls_transport_set_pull_timeout_function(session_, &wait);
}

void GnutlsEnd::ask_for(const std::string& server_name) {
    require(
        gnutls_server_name_set(session_, GNUTLS_NAME_DNS, server_name.data(), server_name.size()),
        "take the server's name");
}

ssize_t GnutlsEnd::push(gnutls_transport_ptr_t self, const void* data, std::size_t length) {
    const auto* octets = static_cast<const std::uint8_t*>(data);
    auto& outgoing = static_cast<GnutlsEnd*>(self)->outgoing_;
    outgoing.insert(outgoing.end(), octets, octets + length);
    return static_cast<ssize_t>(length);
}

ssize_t GnutlsEnd::pull(gnutls_transport_ptr_t self, void* data, std::size_t length) {
    auto& end = *static_cast<GnutlsEnd*>(self);
    if (end.incoming_.empty()) {
        gnutls_transport_set_errno(end.session_, EAGAIN);
        return -1;
    }
    const auto taken = static_cast<std::ptrdiff_t>(std::min(length, end.incoming_.size()));
    std::copy_n(end.incoming_.begin(), taken, static_cast<std::uint8_t*>(data));
    end.incoming_.erase(end.incoming_.begin(), end.incoming_.begin() + taken);
    return taken;
}

int GnutlsEnd::wait(gnutls_transport_ptr_t self, unsigned) {
    return static_cast<GnutlsEnd*>(self)->incoming_.empty() ? 0 : 1;
}

// After the handshake a client reads on: tickets come then.
void GnutlsEnd::receive(const domainsec::Bytes& wire) {
    incoming_.insert(incoming_.end(), wire.begin(), wire.end());
    if (handshake_ != GNUTLS_E_SUCCESS) {
        handshake_ = gnutls_handshake(session_);
        if (handshake_ != GNUTLS_E_AGAIN) require(handshake_, "complete the handshake");
        return;
    }
    std::array<char, 1024> plaintext;
    const auto length = gnutls_record_recv(session_, plaintext.data(), plaintext.size());
    if (length != GNUTLS_E_AGAIN) require(static_cast<int>(length), "read on");
}

void exchange(GnutlsEnd& client, GnutlsEnd& server) {
    client.receive({});
    for (int round = 0; round < 10; ++round) {
        server.receive(client.take_output());
        client.receive(server.take_output());
    }
}

}  // namespace own_tls
