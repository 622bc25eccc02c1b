// Border edits: which fields are marks, and how they are taken off a message that is well-formed
// (RFC 8601 §5). What is not is left to lenient_header.
#include <domainsec/message/border.hpp>

#include "message/claim.hpp"
#include "message/lenient_header.hpp"
#include "message/removal.hpp"

namespace domainsec::inline v1 {

std::string_view to_string(RemovalReason reason) noexcept {
    switch (reason) {
        case RemovalReason::none:
            return "none";
        case RemovalReason::stamp:
            return "stamp";
        case RemovalReason::claims_us:
            return "claims_us";
        case RemovalReason::unreadable_results:
            return "unreadable_results";
        case RemovalReason::exchange_field:
            return "exchange_field";
        case RemovalReason::begins_mark:
            return "begins_mark";
    }
    return "unknown";
}

RemovalReason detail::removal_reason(Mark mark, std::string_view value, const BorderRules& rules) {
    switch (mark) {
        case Mark::none:
            return RemovalReason::none;
        case Mark::stamp:
            return RemovalReason::stamp;
        case Mark::exchange:
            return RemovalReason::exchange_field;
        case Mark::authentication_results:
            break;
    }
    switch (claim_of(value, rules.own_names)) {
        case Claim::of_others:
            return RemovalReason::none;
        case Claim::of_ours:
            return RemovalReason::claims_us;
        case Claim::unreadable:
            break;
    }
    return RemovalReason::unreadable_results;
}

namespace {

EditList plain_edits(const MessageView& message, const BorderRules& rules) {
    EditList edits(message.octets().size());
    // Two stamps are never both good: which of them was verified would be a guess.
    const bool keep_stamp = rules.keep_stamp && message.count("Domain-Secured") == 1;
    const auto& fields = message.fields();
    for (std::size_t index = 0; index < fields.size(); ++index) {
        const auto& field = fields[index];
        const auto mark = detail::mark_of(field.name());
        if (mark == detail::Mark::stamp && keep_stamp) continue;
        const auto reason = detail::removal_reason(mark, field.value(), rules);
        if (reason != RemovalReason::none) edits.remove(index, field, message, reason);
    }
    return edits;
}

}  // namespace

EditList border_edits(const MessageView& message, const BorderRules& rules) {
    if (message.defect() == MessageDefect::none) {
        auto edits = plain_edits(message, rules);
        // With no field left, the empty line stands on top: some readers skip it and take the body
        // for the header.
        if (edits.removed().size() != message.fields().size()) return edits;
    }
    return detail::lenient_border_edits(message, rules);
}

std::optional<EditList> header_border_edits(const MessageView& header, const BorderRules& rules) {
    if (header.defect() != MessageDefect::none || header.line_ends() != LineEnds::crlf)
        return std::nullopt;
    auto edits = plain_edits(header, rules);
    if (edits.removed().size() == header.fields().size()) return std::nullopt;
    return edits;
}

}  // namespace domainsec::inline v1
