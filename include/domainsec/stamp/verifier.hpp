// Checks stamps anywhere downstream: only those of our own domains, only with keys from the
// keyring.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

struct DOMAINSEC_EXPORT VerifierOptions {
    MessageLimits message;
    /// Stamps may be this far ahead of our clock, 0 to 3600 s.
    Seconds max_clock_skew{300};
    /// A pass turns into `policy` when none of the given recipients is bound.
    bool strict_recipients = false;
    /// The key of rt= (StamperOptions::recipient_key); empty: bindings stay unknown.
    Bytes recipient_key;

    /// Throws Error(invalid_argument) that names the field.
    void check() const;
};

/// About one message.
struct VerifyOptions {
    std::vector<MailAddress> recipients;  ///< Whose mailbox this is: all addresses that lead to it.
    TimePoint now{};                      ///< Required.
    std::optional<TimePoint> delivered_at;  ///< For `stale`; nothing: `now`.
    std::optional<TimePoint> at;  ///< The archival question: was it good then? The report says so.
};

/// Immutable, thread-safe. Never does I/O.
class DOMAINSEC_EXPORT Verifier final {
  public:
    /// `trusted` are our own domains: a stamp of another d= is `none`, reason not_ours. Throws
    /// Error(invalid_argument) when it is empty.
    Verifier(KeyRing keyring, std::vector<DomainName> trusted, VerifierOptions options = {});

    StampReport verify(std::string_view message, const VerifyOptions& options) const;
    StampReport verify(const MessageView& message, const VerifyOptions& options) const;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
