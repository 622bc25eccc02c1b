// Makes the signed `Domain-Secured:` field that carries a secured path (docs/stamp-format.md; RFC
// 6376 §3, §5).
#pragma once

#include <cstddef>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <domainsec/status.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// Most recipients that one stamp is bound to: 22 octets of rt= each. Postfix takes 1000 by
/// default.
inline constexpr std::size_t max_bound_recipients = 1024;

struct DOMAINSEC_EXPORT StamperOptions {
    std::optional<DomainName> domain;  ///< d=. Required.
    std::string selector;              ///< s=. Required; a-z, 0-9, '-', '_', '.', 1 to 63.
    CanonicalizationPair canonicalization;
    Seconds lifetime{std::chrono::hours{24 * 365}};  ///< x= is t= plus this, 1 hour to 20 years.
    /// 16 to 64 octets that inside verifiers hold too: switches rt= on. Empty: off.
    Bytes recipient_key;
    /// dh=: a second digest, over the decoded parts of a message in a strict subset of MIME, so
    /// that the stamp still tells of a message whose parts were re-encoded on the way.
    bool decoded_digest = false;

    /// Throws Error(invalid_argument) that names the field.
    void check() const;
};

/// Why no stamp was made.
enum class StampingProblem {
    none,
    malformed_message,    ///< A defect of MessageView, duplicated singleton fields, or no From:.
    too_many_recipients,  ///< rt= is on and there are more than max_bound_recipients.
    signing_failed,       ///< The signing callback gave no valid signature: a temporary matter.
};

DOMAINSEC_EXPORT std::string_view to_string(StampingProblem problem) noexcept;

struct StampResult {
    StampingProblem problem = StampingProblem::none;
    std::string field;  ///< The whole field, folded, with the line end of the message; empty when
                        ///< there is a problem.
    std::string detail{};  ///< Why it could not be signed, where that is known; escaped.
};

class Stamper;

/// A message that is stamped while it comes in, in pieces cut anywhere; the same stamp as for the
/// whole. Holds the header (MessageLimits) and some KiB. For one thread at a time.
class DOMAINSEC_EXPORT Stamping final {
  public:
    Stamping(Stamping&&) noexcept;
    Stamping& operator=(Stamping&&) noexcept;
    ~Stamping();

    /// Takes the next octets.
    void update(std::string_view octets);

    /// The stamp, once all octets were given. No call may follow: Error(invalid_state).
    StampResult finish(const SecuredPath& path);

  private:
    friend class Stamper;
    struct Impl;
    explicit Stamping(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// Immutable, thread-safe.
class DOMAINSEC_EXPORT Stamper final {
  public:
    /// Throws what StamperOptions::check() throws.
    Stamper(StampKey key, StamperOptions options);

    /// The stamp for a message as it will stand after the border's edits: fields that the edits
    /// remove are not covered.
    StampResult stamp(std::string_view message, const SecuredPath& path) const;
    StampResult stamp(const MessageView& message, const SecuredPath& path) const;

    /// The same for a message in pieces. Throws what MessageLimits::check() throws.
    Stamping begin(const MessageLimits& limits = {}) const;

    const StamperOptions& options() const noexcept;
    const StampKey& key() const noexcept;

    struct Impl;
    const Impl& impl() const noexcept { return *impl_; }

  private:
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
