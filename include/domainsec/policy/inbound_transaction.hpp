// One message on its way in: whose mail it claims to be, whether the session may speak for them,
// and what to answer (design rules: a session is judged when a domain is claimed, anew for each
// transaction).
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/policy/answer.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <domainsec/status.hpp>
#include <domainsec/telemetry/event.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/judgement_cache.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

struct PreparedValidators;

/// What a judgement is made with. All injected.
struct JudgementContext {
    std::shared_ptr<const Configuration> configuration;
    /// Gives the newest snapshot of evidence; called once per judgement. Never null, never returns
    /// null.
    std::function<std::shared_ptr<const Evidence>()> evidence;
    Clock clock;
    std::shared_ptr<EventSink> events;  ///< May be null.
    /// Remembers verdicts between transactions and sessions; null: each is made anew. One for all
    /// contexts with the same evidence store, whatever their configuration.
    std::shared_ptr<JudgementCache> judgements{};
    /// The configuration's rules made ready, as an Edge does; null: each transaction does it.
    std::shared_ptr<const PreparedValidators> validators{};
};

/// Of one transaction.
struct TransactionOptions {
    std::string log_id;  ///< The caller's queue or session id: in events. At most 64 octets.
    std::size_t max_recipients =
        1000;  ///< 1 to 100,000; RFC 5321 §4.5.3.1.8 asks for at least 100.
    std::uint64_t max_message_octets =
        std::uint64_t{64} << 20;  ///< 1 KiB to 4 GiB; a message is judged as a whole, in memory.
};

/// The verdict on a whole message.
struct InboundVerdict {
    Answer answer;
    /// pass: Domain Secured. fail: in a partner's name without a secured path. none: no partner is
    /// concerned. temperror: evidence was missing. policy: valid path, but the message may not be
    /// marked.
    Status status = Status::none;
    PolicyReason reason = PolicyReason::none;
    std::string partner;  ///< The partner's name; empty when none is concerned.
    std::optional<DomainName> partner_domain;
    std::optional<SecuredPath> path;         ///< Set exactly when status is pass.
    std::optional<ValidationReport> report;  ///< Of the chain, when one was judged.
};

/// The steps in the order of SMTP. One thread at a time; a new one for every MAIL FROM.
class DOMAINSEC_EXPORT InboundTransaction final {
  public:
    InboundTransaction(JudgementContext context, SessionFacts facts,
                       TransactionOptions options = {});
    InboundTransaction(InboundTransaction&&) noexcept;
    InboundTransaction& operator=(InboundTransaction&&) noexcept;
    ~InboundTransaction();

    /// The reverse-path without angle brackets; "" is the null reverse-path. Calling it again
    /// starts over, for example after a pending answer has been fulfilled. With stage = rcpt a
    /// refusal waits for rcpt_to().
    Answer mail_from(std::string_view reverse_path);

    /// A forward-path without angle brackets, local or not. postmaster and abuse are always
    /// accepted here.
    Answer rcpt_to(std::string_view forward_path);

    /// The size that the client claims with SIZE= (RFC 1870 §6) or adds up with BDAT (RFC 3030 §2).
    /// To be asked before memory is set aside: refused with 552 5.3.4 over
    /// TransactionOptions::max_message_octets.
    Answer declared_size(std::uint64_t octets) const;

    /// The whole message as received, dot-unstuffed. The verdict may still be a refusal; a message
    /// over the limit of declared_size() is refused unread.
    InboundVerdict finish(const MessageView& message);

    /// Whether the session is one of our own edges ([[internal]]).
    bool is_internal() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
