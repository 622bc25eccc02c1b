// The facts that make one message Domain Secured. Only a transaction that has judged them makes
// one.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// What a stamp carries. Immutable; cannot be made, stored or sent by users: a stamp is only ever
/// put on what was judged.
class DOMAINSEC_EXPORT SecuredPath final {
  public:
    /// The partner's name as configured.
    const std::string& partner_name() const noexcept { return partner_name_; }
    /// The partner's domain that the author belongs to: p=.
    const DomainName& partner() const noexcept { return partner_; }
    /// The identity in the certificate that was matched: n=. Nothing where the method needs none
    /// (pin, DANE-EE).
    const std::optional<DomainName>& identity() const noexcept { return identity_; }
    /// "pkix", "pin", "dane-ta", "dane-ee": m=.
    const std::string& method() const noexcept { return method_; }
    /// The edge that judged: e=.
    const DomainName& edge() const noexcept { return edge_; }
    /// "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768": tls=.
    const std::string& tls_parameters() const noexcept { return tls_parameters_; }
    /// SHA-256 of the leaf's SubjectPublicKeyInfo: cf=.
    const Sha256Digest& key_digest() const noexcept { return key_digest_; }
    /// When it was judged: t=.
    TimePoint judged_at() const noexcept { return judged_at_; }
    /// MAIL FROM; nothing for the null reverse-path: mf=.
    const std::optional<MailAddress>& mail_from() const noexcept { return mail_from_; }
    /// The recipients that were accepted, for rt=.
    const std::vector<MailAddress>& recipients() const noexcept { return recipients_; }
    /// The intermediary that handed it over; empty when it came directly: via=.
    const std::string& via() const noexcept { return via_; }
    /// The caller's own TLS stack vouches for the session: ca=1.
    bool asserted_by_caller() const noexcept { return asserted_by_caller_; }
    /// The session was resumed: the key was proved earlier.
    bool resumed() const noexcept { return resumed_; }

  private:
    friend class SecuredPathBuilder;
    SecuredPath(DomainName partner, DomainName edge)
        : partner_(std::move(partner)), edge_(std::move(edge)) {}
    std::string partner_name_;
    DomainName partner_;
    std::optional<DomainName> identity_;
    std::string method_;
    DomainName edge_;
    std::string tls_parameters_;
    Sha256Digest key_digest_{};
    TimePoint judged_at_{};
    std::optional<MailAddress> mail_from_;
    std::vector<MailAddress> recipients_;
    std::string via_;
    bool asserted_by_caller_ = false;
    bool resumed_ = false;
};

}  // namespace domainsec::inline v1
