// One end of a GnuTLS session through memory buffers, as a mail server would drive it.
#pragma once

#include <gnutls/gnutls.h>

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace own_tls {

struct FreeCredentials {
    void operator()(gnutls_certificate_credentials_t credentials) const {
        gnutls_certificate_free_credentials(credentials);
    }
};
using Credentials =
    std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>, FreeCredentials>;

/// Credentials that take any certificate, and hold `identity` where there is one.
Credentials make_credentials(const std::optional<domainsec::Identity>& identity);

/// Which versions a session offers, in GnuTLS's words.
inline constexpr const char* any_version = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
inline constexpr const char* tls12_alone = "NORMAL:-VERS-ALL:+VERS-TLS1.2";

class GnutlsEnd final {
  public:
    /// `flags` are GNUTLS_SERVER or GNUTLS_CLIENT, and more.
    GnutlsEnd(gnutls_certificate_credentials_t credentials, unsigned flags, const char* versions);
    ~GnutlsEnd() { gnutls_deinit(session_); }
    GnutlsEnd(const GnutlsEnd&) = delete;
    GnutlsEnd& operator=(const GnutlsEnd&) = delete;

    /// A client's: names the server that it wants (RFC 6066 §3).
    void ask_for(const std::string& server_name);

    void receive(const domainsec::Bytes& wire);
    domainsec::Bytes take_output() { return std::exchange(outgoing_, {}); }

    gnutls_session_t session() const noexcept { return session_; }
    /// What gnutls_handshake() returned last.
    int handshake() const noexcept { return handshake_; }

  private:
    static ssize_t push(gnutls_transport_ptr_t self, const void* data, std::size_t length);
    static ssize_t pull(gnutls_transport_ptr_t self, void* data, std::size_t length);
    static int wait(gnutls_transport_ptr_t self, unsigned milliseconds);

    gnutls_session_t session_ = nullptr;
    int handshake_ = GNUTLS_E_AGAIN;
    domainsec::Bytes incoming_;
    domainsec::Bytes outgoing_;
};

/// Until both are silent.
void exchange(GnutlsEnd& client, GnutlsEnd& server);

}  // namespace own_tls
