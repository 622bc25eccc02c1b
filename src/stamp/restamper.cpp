// A content filter's stamp in place of an edge's: the same facts, and what was changed
// (docs/stamp-format.md §8).
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/stamp/restamper.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <string>
#include <utility>

#include "message/canonical_header.hpp"
#include "message/message_parser.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/stamp_writing.hpp"
#include "stamp/stamper_impl.hpp"
#include "stamp/verifier_impl.hpp"

namespace domainsec::inline v1 {

struct Restamper::Impl {
    Verifier verifier;
    Stamper stamper;
};

namespace {

// The canonical form of all fields with this name, from the bottom up.
std::string canonical_of(detail::FieldPicker& picker, std::string_view name) {
    std::string canonical;
    while (const auto* field = picker.next(name))
        detail::append_canonical_field(canonical, *field, Canonicalization::relaxed);
    return canonical;
}

Sha256Digest body_of(const MessageView& message) {
    detail::Sha256 hash;
    detail::BodyDigester body(Canonicalization::relaxed, hash);
    body.update(message.body());
    return body.finish().digest;
}

// Names of the covered fields that differ, and "body".
std::vector<std::string> changes_between(const MessageView& original, const MessageView& changed) {
    std::vector<std::string> names;
    detail::FieldPicker before(original);
    detail::FieldPicker after(changed);
    for (const auto name : detail::covered_names)
        if (canonical_of(before, name) != canonical_of(after, name)) names.emplace_back(name);
    if (detail::transfer_encoding_of(original) != detail::transfer_encoding_of(changed))
        names.emplace_back("content-transfer-encoding");
    if (body_of(original) != body_of(changed)) names.emplace_back("body");
    return names;
}

// What an earlier filter has changed stays said.
std::string changed_text(std::vector<std::string> names, const std::vector<std::string>& earlier) {
    for (const auto& name : earlier)
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

EditList without_stamps(const MessageView& message) {
    EditList edits(message.octets().size());
    const auto& fields = message.fields();
    for (std::size_t index = 0; index < fields.size(); ++index)
        if (fields[index].is(detail::stamp_field_name)) edits.remove(index, fields[index], message);
    return edits;
}

detail::StampFacts facts_of(const detail::StampTags& tags, TimePoint now) {
    detail::StampFacts facts;
    facts.partner = &tags.partner;
    facts.identity = tags.identity ? &*tags.identity : nullptr;
    facts.method = tags.method;
    facts.edge = &tags.edge;
    facts.via = tags.via;
    facts.asserted_by_caller = tags.asserted_by_caller;
    facts.resumed = tags.resumed;
    facts.tls = tags.tls;
    facts.key_digest = tags.key_digest;
    facts.stamped_at = now;
    facts.expires_at = tags.expires_at;
    facts.mail_from = tags.mail_from;
    return facts;
}

// Those of the given recipients that the stamp binds; nothing when it binds nobody that can be
// checked.
std::optional<std::vector<MailAddress>> bound_recipients(const detail::StampTags& tags,
                                                         const Bytes& key,
                                                         const VerifyOptions& about) {
    if (!tags.recipient_tokens || key.empty()) return std::nullopt;
    std::vector<MailAddress> bound;
    for (const auto& recipient : about.recipients)
        if (detail::binds_any(*tags.recipient_tokens, {key, tags.body_hash, tags.stamped_at},
                              {recipient}))
            bound.push_back(recipient);
    return bound;
}

RestampingProblem problem_of(StampingProblem problem) noexcept {
    switch (problem) {
        case StampingProblem::none:
            return RestampingProblem::none;
        case StampingProblem::signing_failed:
            return RestampingProblem::signing_failed;
        case StampingProblem::malformed_message:
        case StampingProblem::too_many_recipients:
            break;
    }
    return RestampingProblem::malformed_message;
}

}  // namespace

std::string_view to_string(RestampingProblem problem) noexcept {
    switch (problem) {
        case RestampingProblem::none:
            return "none";
        case RestampingProblem::not_verified:
            return "not_verified";
        case RestampingProblem::author_changed:
            return "author_changed";
        case RestampingProblem::malformed_message:
            return "malformed_message";
        case RestampingProblem::signing_failed:
            return "signing_failed";
    }
    return "unknown";
}

Restamper::Restamper(Verifier verifier, Stamper stamper) {
    const auto& trusted = verifier.impl().trusted;
    if (std::find(trusted.begin(), trusted.end(), *stamper.options().domain) == trusted.end())
        throw Error(errc::invalid_argument,
                    "Restamper: the stamper's domain is none that the verifier trusts");
    impl_ = std::make_shared<const Impl>(Impl{std::move(verifier), std::move(stamper)});
}

RestampResult Restamper::restamp(std::string_view original, std::string_view changed,
                                 const VerifyOptions& about) const {
    if (about.now == TimePoint{} || about.at)
        throw Error(errc::invalid_argument,
                    "Restamper: give the current time as now, and no time of an archive");
    const auto& verifier = impl_->verifier.impl();
    const auto before = MessageParser::parse(original, verifier.options.message, BodyScan::later);
    const auto after = MessageParser::parse(changed, verifier.options.message, BodyScan::later);
    RestampResult result;
    result.edits = without_stamps(after);

    detail::Judgement judgement(verifier, before, detail::ContentDigestUse::on_demand);
    judgement.update(before.body());
    result.report = judgement.finish(about, before.body());
    if (result.report.status != Status::pass) {
        result.problem = RestampingProblem::not_verified;
        return result;
    }
    const auto changes = changes_between(before, after);
    if (changes.empty()) {
        result.edits = EditList(changed.size());
        return result;
    }
    if (changes.front() == "from") {
        result.problem = RestampingProblem::author_changed;
        return result;
    }
    const auto& tags = *judgement.tags();
    auto facts = facts_of(tags, about.now);
    facts.replaced = stamp_digest(judgement.field()->raw());
    const auto names = changed_text(changes, tags.changed);
    facts.changed = names;
    const auto recipients = bound_recipients(tags, verifier.options.recipient_key, about);
    detail::StampMaker maker(impl_->stamper.impl(), after);
    maker.update(after.body());
    const auto stamp = maker.finish(facts, recipients ? &*recipients : nullptr);
    result.problem = problem_of(stamp.problem);
    if (stamp.problem == StampingProblem::none) result.edits.prepend(stamp.field);
    return result;
}

}  // namespace domainsec::inline v1
