// What we add to a handshake: ALPN, stapled answers, limits, and the key log (RFC 7301, RFC 6066
// §8, RFC 8449).
#include <botan/tls_extensions.h>
#include <botan/x509cert.h>

#include <algorithm>
#include <utility>

#include "tls/handshake_policy.hpp"
#include "tls/session_core.hpp"

namespace domainsec::inline v1::detail {

// The first of ours that the client offers: which is best is the server's to say (RFC 7301 §3.2).
std::string SessionCore::tls_server_choose_app_protocol(const std::vector<std::string>& offered) {
    for (const std::string& protocol : parts_->options.protocols)
        if (std::find(offered.begin(), offered.end(), protocol) != offered.end()) return protocol;
    return {};
}

std::vector<std::uint8_t> SessionCore::tls_provide_cert_status(
    const std::vector<Botan::X509_Certificate>& chain,
    const Botan::TLS::Certificate_Status_Request&) {
    if (!parts_->options.staple || chain.empty()) return {};
    const Chain* own = parts_->credentials->chain_of(chain.front());
    return own == nullptr ? Bytes() : parts_->options.staple(*own);
}

// What the engine's policy cannot say: a server answers with its own record size limit only where
// the client has one (RFC 8449 §4), and asks for a staple (RFC 8446 §4.4.2.1).
void SessionCore::tls_modify_extensions(Botan::TLS::Extensions& extensions,
                                        Botan::TLS::Connection_Side side,
                                        Botan::TLS::Handshake_Type message) {
    using Botan::TLS::Handshake_Type;
    using Botan::TLS::Record_Size_Limit;
    if (side != Botan::TLS::Connection_Side::Server) return;
    if (message == Handshake_Type::CertificateRequest && parts_->options.request_client_staple)
        extensions.add(std::make_unique<Botan::TLS::Certificate_Status_Request>());
    if (message == Handshake_Type::EncryptedExtensions && extensions.has<Record_Size_Limit>()) {
        extensions.remove_extension(Botan::TLS::Extension_Code::RecordSizeLimit);
        extensions.add(std::make_unique<Record_Size_Limit>(
            record_size_limit_on_wire(parts_->options.record_size_limit)));
    }
}

void SessionCore::tls_ssl_key_log_data(std::string_view label,
                                       std::span<const std::uint8_t> client_random,
                                       std::span<const std::uint8_t> secret) const {
    if (beginning_.role == Role::server && label == "CLIENT_TRAFFIC_SECRET_0")
        client_secret_.assign(secret.begin(), secret.end());
    if (!parts_->options.key_log) return;
    parts_->options.key_log(std::string(label) + ' ' + to_hex(client_random) + ' ' +
                            to_hex(secret));
}

}  // namespace domainsec::inline v1::detail
