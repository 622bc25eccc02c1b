// A certificate revocation list, read once and looked up often (RFC 5280 §5).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trust/certificate_facts.hpp"
#include "trust/remembered_signature.hpp"

namespace domainsec::inline v1::detail {

/// What the list covers (RFC 5280 §5.2.5).
struct CrlScope {
    std::optional<PointNames> point;  ///< When it names a distribution point.
    bool only_user_certificates = false;
    bool only_ca_certificates = false;
    bool only_attribute_certificates = false;
    bool is_indirect = false;  ///< It may list certificates of other issuers.
    ReasonMask reasons = all_reasons;
    ByteView octets;  ///< The extension's value; empty when it is not there.
};

/// How a certificate stands on a list.
enum class CrlListing {
    absent,
    revoked,
    removed,  ///< removeFromCRL, on a delta list (RFC 5280 §5.3.1).
};

/// Immutable but for what is remembered of signatures; safe between threads.
class Crl final {
  public:
    /// Reads DER. Null, and `why` gets a sentence, when it cannot be read.
    static std::shared_ptr<const Crl> from_der(Bytes der, std::string& why);

    const DirectoryName& issuer() const noexcept { return issuer_; }
    TimePoint this_update() const noexcept { return this_update_; }
    const std::optional<TimePoint>& next_update() const noexcept { return next_update_; }
    const CrlScope& scope() const noexcept { return scope_; }
    const std::optional<ByteView>& authority_key_identifier() const noexcept {
        return key_identifier_.key;
    }

    /// Why it says nothing to us, however well it is signed; empty when it does.
    const std::string& unusable() const noexcept { return unusable_; }

    /// Why nobody is cleared by not being on it; empty when one is (RFC 5280 §5.3).
    const std::string& doubtful() const noexcept { return doubtful_; }

    /// What conforming issuers do otherwise; empty when nothing (RFC 5280 §5.2.3).
    const std::string& unconforming() const noexcept { return unconforming_; }

    /// Changes against an older list (RFC 5280 §5.2.4).
    bool is_delta() const noexcept { return base_number_.has_value(); }

    /// Whether this delta list tells all that changed since `base`: same scope, same key, and
    /// numbers that overlap.
    bool continues(const Crl& base) const noexcept;

    /// True when both are editions of the same list: what one says, the newer one says better.
    bool is_edition_of(const Crl& other) const noexcept;

    /// Newer first: by date, then by number.
    bool is_newer_than(const Crl& other) const noexcept;

    /// Looks up a certificate by its issuer and its serial number (content octets of the INTEGER).
    CrlListing find(const DirectoryName& issuer, ByteView serial) const noexcept;

    /// http(s) URIs of delta lists (RFC 5280 §5.2.6).
    const std::vector<std::string>& delta_uris() const noexcept { return delta_uris_; }

    std::size_t size() const noexcept { return entries_.size(); }
    const Bytes& der() const noexcept { return der_; }

    /// Checks the signature; the answer for a key is remembered.
    SignatureState signed_by(const Certificate& issuer,
                             AlgorithmRules rules = AlgorithmRules::current) const {
        return signature_.check(issuer, rules);
    }

  private:
    friend class CrlReader;

    struct Entry {
        ByteView serial;
        std::uint32_t issuer = 0;  ///< Index in `entry_issuers_`, from 1; 0 is the list's own.
        bool is_removed = false;
    };

    bool is_edition_of_scope(const Crl& other) const noexcept;

    const DirectoryName& issuer_of(const Entry& entry) const noexcept {
        return entry.issuer == 0 ? issuer_ : entry_issuers_[entry.issuer - 1];
    }

    Bytes der_;
    RememberedSignature signature_;
    DirectoryName issuer_;
    TimePoint this_update_{};
    std::optional<TimePoint> next_update_;
    std::vector<Entry> entries_;  ///< Sorted by serial number.
    std::vector<DirectoryName> entry_issuers_;
    CrlScope scope_;
    AuthorityKeyIdentifier key_identifier_;
    std::optional<ByteView> number_;
    std::optional<ByteView> base_number_;
    std::vector<std::string> delta_uris_;
    std::string unusable_;
    std::string doubtful_;
    std::string unconforming_ = "no cRLNumber";
};

}  // namespace domainsec::inline v1::detail
