// The steps of a verdict on a stamp, in their order (docs/stamp-format.md §4.5).
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/message/author.hpp>
#include <utility>

#include "message/canonical_header.hpp"
#include "stamp/key_ring_impl.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/verifier_impl.hpp"

namespace domainsec::inline v1::detail {
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
        case StampReason::key_unavailable:
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

bool may_speak_for(const KeyRingEntry& entry, const DomainName& edge) {
    if (entry.any_edge && (edge == entry.domain || edge.is_below(entry.domain))) return true;
    return std::find(entry.edges.begin(), entry.edges.end(), edge) != entry.edges.end();
}

KeyRole role_of(const StampTags& tags) noexcept {
    return tags.replaced ? KeyRole::filter : KeyRole::edge;
}

}  // namespace

Judgement::Judgement(const Verifier::Impl& verifier, const MessageView& header,
                     ContentDigestUse use)
    : verifier_(verifier),
      header_(header),
      selection_(select_stamp(header, verifier.trusted, verifier.options.limits)),
      workspace_(take_workspace(verifier.workspaces)) {
    if (selection_.field == nullptr) return;
    auto read = read_stamp_tags(selection_.tags, *selection_.domain);
    if (auto* fault = std::get_if<StampFault>(&read)) {
        fault_ = std::move(*fault);
        return;
    }
    tags_ = std::move(std::get<StampTags>(read));
    body_.emplace(tags_->canonicalization.body, workspace_->hash);
    if (tags_->content_hash && use == ContentDigestUse::with_body) content_.emplace(header);
}

void Judgement::update(std::string_view body) {
    if (body_) body_->update(body);
    if (content_) content_->update(body);
}

StampReport Judgement::finish(const VerifyOptions& about, std::string_view whole_body) {
    report_.archival = about.at.has_value();
    report_.domain = selection_.domain;
    if (selection_.field == nullptr) {
        conclude(selection_.reason, std::move(selection_.detail));
    } else if (fault_) {
        conclude(fault_->reason, std::move(fault_->detail));
    } else {
        tell(about);
        body_digest_ = body_->finish();
        if (check_message() && check_key() && check_author() && check_body(whole_body) &&
            check_signature()) {
            bind_recipients(about);
            if (check_time(about)) conclude(StampReason::none, "The stamp holds.");
        }
    }
    return std::move(report_);
}

// False, so that a check can end with it.
bool Judgement::conclude(StampReason reason, std::string detail) {
    report_.reason = reason;
    report_.status = status_of(reason);
    report_.detail = std::move(detail);
    return false;
}

// What the stamp says goes into the report whatever becomes of it.
void Judgement::tell(const VerifyOptions& about) {
    report_.selector = tags_->selector;
    report_.partner = tags_->partner;
    report_.identity = tags_->identity;
    report_.method = tags_->method;
    report_.edge = tags_->edge;
    report_.tls = tags_->tls;
    report_.via = tags_->via;
    report_.mail_from = tags_->mail_from;
    report_.stamped_at = tags_->stamped_at;
    report_.expires_at = tags_->expires_at;
    report_.asserted_by_caller = tags_->asserted_by_caller;
    report_.resumed = tags_->resumed;
    report_.changed_by_filter = tags_->changed;
    const auto delivered = about.at ? *about.at : about.delivered_at.value_or(about.now);
    report_.stale = delivered - tags_->stamped_at > stale_after;
}

bool Judgement::check_message() {
    if (header_.defect() != MessageDefect::none)
        return conclude(
            StampReason::malformed_message,
            "The message's form is broken: " + std::string(to_string(header_.defect())) + ".");
    return fits(header_, body_digest_.framing) ||
           conclude(StampReason::malformed_message,
                    "The body holds a NUL, a CR without LF, or other line ends than the header.");
}

bool Judgement::check_key() {
    const auto* entry = verifier_.keyring.find(tags_->domain, tags_->selector);
    if (entry == nullptr)
        return conclude(StampReason::unknown_key, "The keyring has no key " +
                                                      std::string(tags_->selector) + " of " +
                                                      tags_->domain.str() + ".");
    report_.key_source = entry->source;
    if (tags_->algorithm != to_string(entry->algorithm))
        return conclude(StampReason::algorithm_mismatch,
                        "The stamp says " + escaped(tags_->algorithm, 40) + ", its key is " +
                            std::string(to_string(entry->algorithm)) + ".");
    if (!may_speak_for(*entry, tags_->edge))
        return conclude(StampReason::edge_not_allowed,
                        "The key may not speak for " + tags_->edge.str() + ".");
    if (entry->role != role_of(*tags_))
        return conclude(StampReason::role_not_allowed,
                        tags_->replaced ? "The key of an edge has replaced a stamp."
                                        : "The key of a filter has made an edge's stamp.");
    key_ = &key_of(verifier_.keyring, *entry);
    return check_state(*entry);
}

// A log that was kept since before shows what a key made while it was still in good hands.
bool Judgement::check_state(const KeyRingEntry& entry) {
    const auto& log = verifier_.options.log;
    std::optional<TimePoint> recorded;
    if (log) recorded = log->recorded_at(tags_->selector, stamp_digest(selection_.field->raw()));
    report_.in_log = recorded.has_value();
    if (entry.state == KeyState::compromised &&
        !(recorded && entry.compromised_at && *recorded < *entry.compromised_at))
        return conclude(StampReason::key_compromised, "The key has been given up.");
    if ((entry.not_before && tags_->stamped_at < *entry.not_before) ||
        (entry.not_after && tags_->stamped_at > *entry.not_after))
        return conclude(StampReason::key_not_valid,
                        "The stamp was made when its key was not valid.");
    if (entry.state == KeyState::retired && log && log->covers(tags_->selector) && !recorded)
        return conclude(StampReason::not_in_log,
                        "The key signs no more, and the log of what it signed has no such stamp.");
    return true;
}

bool Judgement::check_author() {
    auto author = author_of(header_);
    if (!author.address)
        return conclude(
            StampReason::several_authors,
            "There is not exactly one author: " + std::string(to_string(author.problem)) + ".");
    const auto& domain = author.address->domain();
    report_.from_aligned =
        domain == tags_->partner || domain.is_below(tags_->partner) || domain == tags_->identity;
    report_.author = std::move(author.address);
    return true;
}

bool Judgement::content_holds(std::string_view whole_body) {
    if (!tags_->content_hash) return false;
    if (!content_) {
        content_.emplace(header_);
        content_->update(whole_body);
    }
    return content_->finish() == tags_->content_hash;
}

bool Judgement::check_body(std::string_view whole_body) {
    const bool same_octets = body_digest_.digest == tags_->body_hash;
    if (same_octets && transfer_encoding_of(header_) == tags_->encoding) return true;
    reencoded_ = content_holds(whole_body);
    if (reencoded_) return true;
    return same_octets
               ? conclude(StampReason::encoding_mismatch,
                          "Content-Transfer-Encoding was changed after the stamp, the body not.")
               : conclude(StampReason::body_hash_mismatch, "The body was changed after the stamp.");
}

bool Judgement::check_signature() {
    auto& [hash, picker, names, canonical] = *workspace_;
    const auto& field = *selection_.field;
    const auto form = tags_->canonicalization.header;
    canonical.reserve(header_.body_offset() + 2048);
    picker.begin(header_);
    for (const auto name : tags_->covered) {
        const auto* covered = picker.next(name);
        if (covered != nullptr) append_canonical_field(canonical, *covered, form);
    }
    const auto* second = selection_.tags.find("b2");
    const auto emptied =
        without(field.raw(), {selection_.tags.find("b")->enclosed,
                              second == nullptr ? std::string_view{} : second->enclosed});
    const auto digest = digest_header(canonical, emptied, field.name(), form, hash);
    if (!key_->verifies(digest, tags_->signatures))
        return conclude(StampReason::signature_mismatch,
                        "A covered field or the stamp itself was changed after the stamp.");
    for (auto& name : picker.names(field)) {
        // ce= holds this one.
        const bool covered = name.exhausted || name.name == "content-transfer-encoding";
        (covered ? report_.covered : report_.not_covered).push_back(std::move(name.name));
    }
    return true;
}

void Judgement::bind_recipients(const VerifyOptions& about) {
    const auto& key = verifier_.options.recipient_key;
    if (!tags_->recipient_tokens || key.empty() || about.recipients.empty()) return;
    const bool bound = binds_any(*tags_->recipient_tokens,
                                 {key, tags_->body_hash, tags_->stamped_at}, about.recipients);
    report_.recipient = bound ? RecipientBinding::bound : RecipientBinding::unbound;
}

// Last, so that these verdicts are only given to stamps that hold.
bool Judgement::check_time(const VerifyOptions& about) {
    const auto now = about.at.value_or(about.now);
    if (tags_->stamped_at > now + verifier_.options.max_clock_skew)
        return conclude(StampReason::from_future, "The stamp's time is ahead of the clock.");
    if (now > tags_->expires_at)
        return conclude(StampReason::expired, "The stamp was valid and has expired.");
    if (reencoded_)
        return conclude(StampReason::reencoded,
                        "The content is unchanged; it was re-encoded on the way.");
    if (verifier_.options.strict_recipients && report_.recipient == RecipientBinding::unbound)
        return conclude(StampReason::unbound_recipient,
                        "The message was not stamped for any of the given recipients.");
    return true;
}

}  // namespace domainsec::inline v1::detail
