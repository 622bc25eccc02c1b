// Judges the stamp of a message step by step (docs/stamp-format.md §4; RFC 6376 §6.1).
#include <domainsec/stamp/verifier.hpp>

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/message/author.hpp>
#include <utility>

#include "message/canonical_header.hpp"
#include "message/message_parser.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/key_ring_impl.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/stamp_selection.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1 {

struct Verifier::Impl {
    KeyRing keyring;
    std::vector<DomainName> trusted;
    VerifierOptions options;
};

namespace {

constexpr Seconds stale_after = std::chrono::hours{24 * 7};

Status status_of(StampReason reason) noexcept {
    switch (reason) {
        case StampReason::none:
            return Status::pass;
        case StampReason::no_stamp:
        case StampReason::not_ours:
            return Status::none;
        case StampReason::key_compromised:
        case StampReason::key_not_valid:
        case StampReason::not_in_log:
        case StampReason::body_hash_mismatch:
        case StampReason::encoding_mismatch:
        case StampReason::signature_mismatch:
        case StampReason::several_authors:
            return Status::fail;
        case StampReason::expired:
        case StampReason::reencoded:
        case StampReason::unbound_recipient:
            return Status::policy;
        case StampReason::from_future:
            return Status::temperror;
        case StampReason::malformed_message:
        case StampReason::malformed_stamp:
        case StampReason::several_stamps:
        case StampReason::unknown_version:
        case StampReason::unknown_key:
        case StampReason::algorithm_mismatch:
        case StampReason::edge_not_allowed:
        case StampReason::from_not_covered:
        case StampReason::role_not_allowed:
            return Status::permerror;
    }
    return Status::permerror;
}

// Whether the body's octets have been looked at for NUL and line ends before.
enum class BodyLookedAt { yes, no };

// What a verifier knows before it sees a message.
struct Trust {
    const KeyRing& keyring;
    const std::vector<DomainName>& domains;
    const VerifierOptions& options;
};

// One message's way through the steps. The first that fails ends it.
class Judgement final {
  public:
    Judgement(const Trust& trust, const MessageView& message, BodyLookedAt body,
              const VerifyOptions& about)
        : trust_(trust), message_(message), body_looked_at_(body), about_(about) {}

    StampReport run() {
        report_.archival = about_.at.has_value();
        auto selection = detail::select_stamp(message_, trust_.domains, trust_.options.limits);
        if (selection.field == nullptr) {
            conclude(selection.reason, std::move(selection.detail));
            return std::move(report_);
        }
        report_.domain = selection.domain;
        auto read = detail::read_stamp_tags(selection.tags, *selection.domain);
        if (auto* fault = std::get_if<detail::StampFault>(&read)) {
            conclude(fault->reason, std::move(fault->detail));
            return std::move(report_);
        }
        tell(std::get<detail::StampTags>(read));
        judge(selection, std::get<detail::StampTags>(read));
        return std::move(report_);
    }

  private:
    // False, so that a check can end with it.
    bool conclude(StampReason reason, std::string detail) {
        report_.reason = reason;
        report_.status = status_of(reason);
        report_.detail = std::move(detail);
        return false;
    }

    void judge(const detail::StampSelection& selection, const detail::StampTags& tags) {
        if (!check_message(tags) || !check_key(tags) || !check_author(tags)) return;
        if (!check_body(tags) || !check_signature(selection, tags)) return;
        bind_recipients(tags);
        if (check_time(tags)) conclude(StampReason::none, "The stamp holds.");
    }

    // What the stamp says goes into the report whatever becomes of it.
    void tell(const detail::StampTags& tags) {
        report_.selector = tags.selector;
        report_.partner = tags.partner;
        report_.identity = tags.identity;
        report_.method = tags.method;
        report_.edge = tags.edge;
        report_.tls = tags.tls;
        report_.via = tags.via;
        report_.mail_from = tags.mail_from;
        report_.stamped_at = tags.stamped_at;
        report_.expires_at = tags.expires_at;
        report_.asserted_by_caller = tags.asserted_by_caller;
        const auto delivered = about_.at ? *about_.at : about_.delivered_at.value_or(about_.now);
        report_.stale = delivered - tags.stamped_at > stale_after;
    }

    bool check_message(const detail::StampTags& tags) {
        if (message_.defect() != MessageDefect::none)
            return conclude(
                StampReason::malformed_message,
                "The message's form is broken: " + std::string(to_string(message_.defect())) + ".");
        if (body_looked_at_ == BodyLookedAt::yes) return true;
        body_ = detail::digest_body(message_.body(), tags.canonicalization.body);
        const bool lf = message_.line_ends() == LineEnds::lf;
        if (body_->framing.is_strict() && !(lf ? body_->framing.crlf : body_->framing.lf))
            return true;
        return conclude(
            StampReason::malformed_message,
            "The body holds a NUL, a CR without LF, or other line ends than the header.");
    }

    bool check_key(const detail::StampTags& tags) {
        const auto* entry = trust_.keyring.find(tags.domain, tags.selector);
        if (entry == nullptr)
            return conclude(StampReason::unknown_key, "The keyring has no key " +
                                                          std::string(tags.selector) + " of " +
                                                          tags.domain.str() + ".");
        if (tags.algorithm != to_string(entry->algorithm))
            return conclude(StampReason::algorithm_mismatch,
                            "The stamp says " + escaped(tags.algorithm, 40) + ", its key is " +
                                std::string(to_string(entry->algorithm)) + ".");
        if (std::find(entry->edges.begin(), entry->edges.end(), tags.edge) == entry->edges.end())
            return conclude(StampReason::edge_not_allowed,
                            "The key may not speak for " + tags.edge.str() + ".");
        if (entry->state == KeyState::compromised)
            return conclude(StampReason::key_compromised, "The key has been given up.");
        if ((entry->not_before && tags.stamped_at < *entry->not_before) ||
            (entry->not_after && tags.stamped_at > *entry->not_after))
            return conclude(StampReason::key_not_valid,
                            "The stamp was made when its key was not valid.");
        key_ = &detail::key_of(trust_.keyring, *entry);
        return true;
    }

    bool check_author(const detail::StampTags& tags) {
        auto author = author_of(message_);
        if (!author.address)
            return conclude(
                StampReason::several_authors,
                "There is not exactly one author: " + std::string(to_string(author.problem)) + ".");
        const auto& domain = author.address->domain();
        report_.from_aligned =
            domain == tags.partner || domain.is_below(tags.partner) || domain == tags.identity;
        report_.author = std::move(author.address);
        return true;
    }

    bool check_body(const detail::StampTags& tags) {
        if (!body_) body_ = detail::digest_body(message_.body(), tags.canonicalization.body);
        return body_->digest == tags.body_hash ||
               conclude(StampReason::body_hash_mismatch, "The body was changed after the stamp.");
    }

    bool check_signature(const detail::StampSelection& selection, const detail::StampTags& tags) {
        const auto& field = *selection.field;
        detail::FieldPicker picker(message_);
        std::string canonical;
        canonical.reserve(message_.body_offset() + 2048);
        for (const auto name : tags.covered) {
            const auto* covered = picker.next(name);
            if (covered != nullptr)
                detail::append_canonical_field(canonical, *covered, tags.canonicalization.header);
        }
        const auto emptied = detail::without(field.raw(), selection.tags.find("b")->enclosed);
        const auto digest =
            detail::digest_header(canonical, emptied, field.name(), tags.canonicalization.header);
        if (!key_->verifies(digest, tags.signature))
            return conclude(StampReason::signature_mismatch,
                            "A covered field or the stamp itself was changed after the stamp.");
        for (auto& name : picker.names(field))
            (name.exhausted ? report_.covered : report_.not_covered)
                .push_back(std::move(name.name));
        return true;
    }

    void bind_recipients(const detail::StampTags& tags) {
        const auto& key = trust_.options.recipient_key;
        if (!tags.recipient_tokens || key.empty() || about_.recipients.empty()) return;
        const bool bound = detail::binds_any(
            *tags.recipient_tokens, {key, tags.body_hash, tags.stamped_at}, about_.recipients);
        report_.recipient = bound ? RecipientBinding::bound : RecipientBinding::unbound;
    }

    // Last, so that these verdicts are only given to stamps that hold.
    bool check_time(const detail::StampTags& tags) {
        const auto now = about_.at.value_or(about_.now);
        if (tags.stamped_at > now + trust_.options.max_clock_skew)
            return conclude(StampReason::from_future, "The stamp's time is ahead of the clock.");
        if (now > tags.expires_at)
            return conclude(StampReason::expired, "The stamp was valid and has expired.");
        if (trust_.options.strict_recipients && report_.recipient == RecipientBinding::unbound)
            return conclude(StampReason::unbound_recipient,
                            "The message was not stamped for any of the given recipients.");
        return true;
    }

    const Trust& trust_;
    const MessageView& message_;
    BodyLookedAt body_looked_at_;
    const VerifyOptions& about_;
    StampReport report_;
    std::optional<detail::BodyDigest> body_;
    const detail::VerificationKey* key_ = nullptr;
};

void check(const VerifyOptions& about) {
    if (about.now == TimePoint{})
        throw Error(errc::invalid_argument, "VerifyOptions: now is not set; give the current time");
}

void check_range(const char* name, std::size_t value, std::size_t least, std::size_t most) {
    if (value < least || value > most)
        throw Error(errc::invalid_argument, std::string("StampLimits: ") + name + " must be " +
                                                std::to_string(least) + " to " +
                                                std::to_string(most));
}

}  // namespace

void StampLimits::check() const {
    check_range("max_stamps", max_stamps, 1, 1000);
    check_range("max_stamp_octets", max_stamp_octets, 1024, std::size_t{1024} * 1024);
    check_range("max_tags", max_tags, 20, 1000);
}

void VerifierOptions::check() const {
    message.check();
    limits.check();
    if (max_clock_skew < Seconds{0} || max_clock_skew > Seconds{3600})
        throw Error(errc::invalid_argument, "VerifierOptions: max_clock_skew must be 0 to 3600 s");
    if (!recipient_key.empty() && (recipient_key.size() < 16 || recipient_key.size() > 64))
        throw Error(errc::invalid_argument,
                    "VerifierOptions: recipient_key must be empty or 16 to 64 octets");
}

Verifier::Verifier(KeyRing keyring, std::vector<DomainName> trusted, VerifierOptions options) {
    options.check();
    if (trusted.empty())
        throw Error(errc::invalid_argument,
                    "Verifier: no trusted domain is given; name your own, and only those");
    impl_ = std::make_shared<const Impl>(
        Impl{std::move(keyring), std::move(trusted), std::move(options)});
}

StampReport Verifier::verify(std::string_view message, const VerifyOptions& options) const {
    check(options);
    const auto view = MessageParser::parse(message, impl_->options.message, BodyScan::later);
    const Trust trust{impl_->keyring, impl_->trusted, impl_->options};
    return Judgement(trust, view, BodyLookedAt::no, options).run();
}

StampReport Verifier::verify(const MessageView& message, const VerifyOptions& options) const {
    check(options);
    const Trust trust{impl_->keyring, impl_->trusted, impl_->options};
    return Judgement(trust, message, BodyLookedAt::yes, options).run();
}

}  // namespace domainsec::inline v1
