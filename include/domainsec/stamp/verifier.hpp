// Checks stamps anywhere downstream: only those of our own domains, only with keys from the
// keyring.
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Most of what a stranger's stamps may hold. Never 0.
struct DOMAINSEC_EXPORT StampLimits {
    /// Domain-Secured fields in one message, 1 to 1000; more are several_stamps. An inside message
    /// has one.
    std::size_t max_stamps = 16;
    /// Octets of one field's value, 1 KiB to 1 MiB; more is malformed_stamp. A stamp without rt=
    /// stays below 4 KiB, one for 1024 recipients below 32 KiB.
    std::size_t max_stamp_octets = std::size_t{64} * 1024;
    /// Tags of one stamp, 20 to 1000; more are malformed_stamp.
    std::size_t max_tags = 64;

    /// Throws Error(invalid_argument) that names the field.
    void check() const;
};

struct DOMAINSEC_EXPORT VerifierOptions {
    MessageLimits message;
    StampLimits limits;
    /// Stamps may be this far ahead of our clock, 0 to 3600 s.
    Seconds max_clock_skew{300};
    /// A pass turns into `policy` when none of the given recipients is bound.
    bool strict_recipients = false;
    /// The key of rt= (StamperOptions::recipient_key); empty: bindings stay unknown.
    Bytes recipient_key;
    /// What was recorded when stamps were made: see StampReason::not_in_log and KeyState.
    std::optional<StampLog> log;

    /// Throws Error(invalid_argument) that names the field.
    void check() const;
};

/// About one message.
struct VerifyOptions {
    std::vector<MailAddress> recipients;  ///< Whose mailbox this is: all addresses that lead to it.
    TimePoint now{};                      ///< Required.
    std::optional<TimePoint> delivered_at;  ///< For `stale`; nothing: `now`.
    /// The archival question: was it good then? Stands for `now` and `delivered_at`; the report
    /// says so. A key that is compromised now does not become good by it.
    std::optional<TimePoint> at;
};

class Verifier;

/// A message that is verified while it comes in, in pieces cut anywhere; the same report as for the
/// whole. Holds the header (MessageLimits) and some KiB. For one thread at a time.
class DOMAINSEC_EXPORT Verification final {
  public:
    Verification(Verification&&) noexcept;
    Verification& operator=(Verification&&) noexcept;
    ~Verification();

    /// Takes the next octets.
    void update(std::string_view octets);

    /// The report, once all octets were given. No call may follow: Error(invalid_state). Throws
    /// Error(invalid_argument) for a `now` that is not set.
    StampReport finish(const VerifyOptions& options);

  private:
    friend class Verifier;
    struct Impl;
    explicit Verification(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// Immutable, thread-safe. Never does I/O.
class DOMAINSEC_EXPORT Verifier final {
  public:
    /// `trusted` are our own domains: a stamp of another d= is `none`, reason not_ours. Throws
    /// Error(invalid_argument) when it is empty.
    Verifier(KeyRing keyring, std::vector<DomainName> trusted, VerifierOptions options = {});

    /// Throws Error(invalid_argument) when `now` is not set, never over the message.
    StampReport verify(std::string_view message, const VerifyOptions& options) const;
    StampReport verify(const MessageView& message, const VerifyOptions& options) const;

    /// For a message in pieces.
    Verification begin() const;

    struct Impl;
    const Impl& impl() const noexcept { return *impl_; }

  private:
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
