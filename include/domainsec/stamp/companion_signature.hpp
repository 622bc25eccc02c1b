// A DKIM-Signature beside the stamp, so that ordinary DKIM verifiers inside can check the same
// coverage (RFC 6376, RFC 8463). Off by default: docs/decisions.md says why.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/private_key.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

struct DOMAINSEC_EXPORT CompanionOptions {
    /// d=: a subdomain that signs nothing else and sends no mail, such as secured.contoso.example.
    /// Required.
    std::optional<DomainName> domain;
    std::string selector;  ///< s=. Required; a-z, 0-9, '-', '_', '.', 1 to 63.
    /// x= is t= plus this, 1 hour to 365 days. Short: it is for verifiers on the way to the
    /// mailbox.
    Seconds lifetime{std::chrono::hours{24 * 7}};

    /// Throws Error(invalid_argument) that names the field.
    void check() const;
};

/// Immutable, thread-safe.
class DOMAINSEC_EXPORT CompanionSigner final {
  public:
    /// `key`: Ed25519 (a=ed25519-sha256) or RSA (a=rsa-sha256), and never a stamp's. Throws what
    /// CompanionOptions::check() throws, and Error(unsupported_algorithm).
    CompanionSigner(PrivateKey key, CompanionOptions options);

    /// The whole field, folded, with the line ends of the message; it covers what a stamp covers
    /// and `stamp`, the Domain-Secured field that will stand in the message. The message is one
    /// that was stamped: nothing else is checked. Throws Error(invalid_argument) when `stamp` is no
    /// field.
    std::string sign(const MessageView& message, std::string_view stamp, TimePoint now) const;

    const CompanionOptions& options() const noexcept;
    const PrivateKey& key() const noexcept;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

/// The DNS record that DKIM verifiers need: owner "selector._domainkey.domain" and its text (RFC
/// 6376 §3.6).
struct CompanionRecord {
    std::string owner;
    std::string text;
};
DOMAINSEC_EXPORT CompanionRecord to_companion_record(const CompanionSigner& signer);

}  // namespace domainsec::inline v1
