// Border edits: which fields are marks, and how they are taken off a message that is well-formed
// (RFC 8601 §5). What is not is left to lenient_header.
#include <domainsec/message/authentication_results.hpp>
#include <domainsec/message/border.hpp>

#include "message/lenient_header.hpp"
#include "message/mark.hpp"

namespace domainsec::inline v1 {
namespace {

bool goes(const HeaderField& field, const BorderRules& rules, bool keep_stamp) {
    switch (detail::mark_of(field.name())) {
        case detail::Mark::none:
            return false;
        case detail::Mark::stamp:
            return !keep_stamp;
        case detail::Mark::authentication_results:
            return could_claim(field.value(), rules.own_names);
        case detail::Mark::exchange:
            return true;
    }
    return true;
}

EditList plain_edits(const MessageView& message, const BorderRules& rules) {
    EditList edits(message.octets().size());
    // Two stamps are never both good: which of them was verified would be a guess.
    const bool keep_stamp = rules.keep_stamp && message.count("Domain-Secured") == 1;
    const auto& fields = message.fields();
    for (std::size_t index = 0; index < fields.size(); ++index) {
        if (goes(fields[index], rules, keep_stamp)) edits.remove(index, fields[index], message);
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
