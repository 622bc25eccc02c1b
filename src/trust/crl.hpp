// A certificate revocation list, read once and looked up often (RFC 5280 §5).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "trust/directory_name.hpp"
#include "trust/signature.hpp"

namespace domainsec::inline v1::detail {

/// What the list covers (RFC 5280 §5.2.5).
struct CrlScope {
    std::optional<std::vector<std::string>>
        uris;  ///< Of the distribution point, when it names one.
    bool only_user_certificates = false;
    bool only_ca_certificates = false;
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

    /// Why it says nothing to us, however well it is signed; empty when it does.
    const std::string& unusable() const noexcept { return unusable_; }

    /// Whether a serial number (content octets of the INTEGER) is on it.
    bool lists(ByteView serial) const noexcept;
    std::size_t size() const noexcept { return serials_.size(); }

    /// Checks the signature; the answer for a key is remembered.
    SignatureState signed_by(const Certificate& issuer) const;

  private:
    friend class CrlReader;
    Bytes der_;
    ByteView signed_part_;
    ByteView signature_algorithm_;
    ByteView signature_;
    DirectoryName issuer_;
    TimePoint this_update_{};
    std::optional<TimePoint> next_update_;
    std::vector<ByteView> serials_;  ///< Sorted.
    CrlScope scope_;
    std::string unusable_;

    mutable std::mutex mutex_;
    mutable std::vector<std::pair<Sha256Digest, SignatureState>> checked_;
};

}  // namespace domainsec::inline v1::detail
