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

struct StampResult {
    StampingProblem problem = StampingProblem::none;
    std::string field;  ///< The whole field, folded, with the line end of the message; empty when
                        ///< there is a problem.
};

/// Immutable, thread-safe.
class DOMAINSEC_EXPORT Stamper final {
  public:
    /// Throws what StamperOptions::check() throws.
    Stamper(StampKey key, StamperOptions options);

    /// The stamp for a message as it will stand after the border's edits: fields that the edits
    /// remove are not covered.
    StampResult stamp(const MessageView& message, const SecuredPath& path) const;

    const StamperOptions& options() const noexcept;
    const StampKey& key() const noexcept;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
