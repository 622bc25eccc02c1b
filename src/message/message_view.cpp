// Splits a message into fields and body and finds its defects (RFC 5322 §2.2, §3.5, §4.5; RFC 5321
// §2.3.8).
#include <domainsec/error.hpp>
#include <domainsec/message/message_view.hpp>

#include <algorithm>
#include <array>

#include "message/ascii.hpp"
#include "message/message_parser.hpp"

namespace domainsec::inline v1 {

void MessageLimits::check() const {
    if (max_header_octets < 1024 || max_header_octets > 64U * 1024 * 1024) {
        throw Error(errc::invalid_argument,
                    "MessageLimits::max_header_octets must be between 1 KiB and 64 MiB");
    }
    if (max_fields < 10 || max_fields > 1'000'000) {
        throw Error(errc::invalid_argument,
                    "MessageLimits::max_fields must be between 10 and 1,000,000");
    }
}

std::string_view HeaderField::value() const noexcept {
    auto value = raw_.substr(value_offset_);
    if (value.ends_with('\n')) {
        value.remove_suffix(1);
        if (value.ends_with('\r')) value.remove_suffix(1);
    }
    return value;
}

std::string HeaderField::unfolded() const {
    const auto folded = value();
    std::string text;
    text.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size(); ++at) {
        const bool line_end =
            folded[at] == '\n' || (folded[at] == '\r' && folded.substr(at).starts_with("\r\n"));
        if (!line_end) text += folded[at];
    }
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    text.erase(text.find_last_not_of(" \t") + 1);
    text.erase(0, first);
    return text;
}

bool HeaderField::is(std::string_view name) const noexcept {
    return detail::ascii_equal(this->name(), name);
}

std::string_view to_string(MessageDefect defect) noexcept {
    switch (defect) {
        case MessageDefect::none:
            return "none";
        case MessageDefect::no_header:
            return "no_header";
        case MessageDefect::malformed_field:
            return "malformed_field";
        case MessageDefect::header_too_large:
            return "header_too_large";
        case MessageDefect::too_many_fields:
            return "too_many_fields";
        case MessageDefect::nul:
            return "nul";
        case MessageDefect::bare_cr:
            return "bare_cr";
        case MessageDefect::mixed_line_ends:
            return "mixed_line_ends";
    }
    return "unknown";
}

MessageView MessageView::parse(std::string_view message, const MessageLimits& limits) {
    return MessageParser::parse(message, limits, BodyScan::now);
}

std::size_t MessageView::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(),
                      [name](const HeaderField& field) { return field.is(name); }));
}

const HeaderField* MessageView::last(std::string_view name) const noexcept {
    const auto found = std::find_if(fields_.rbegin(), fields_.rend(),
                                    [name](const HeaderField& field) { return field.is(name); });
    return found == fields_.rend() ? nullptr : &*found;
}

std::vector<std::string> duplicated_singletons(const MessageView& message) {
    // RFC 5322 §3.6, then those of MIME: RFC 2045 §3, RFC 2183 §2. Readers differ on which of two
    // they believe.
    static constexpr std::array<std::string_view, 18> singletons = {"date",
                                                                    "from",
                                                                    "sender",
                                                                    "reply-to",
                                                                    "to",
                                                                    "cc",
                                                                    "bcc",
                                                                    "message-id",
                                                                    "in-reply-to",
                                                                    "references",
                                                                    "subject",
                                                                    "mime-version",
                                                                    "content-type",
                                                                    "content-id",
                                                                    "content-transfer-encoding",
                                                                    "content-md5",
                                                                    "content-description",
                                                                    "content-disposition"};
    std::vector<std::string> duplicated;
    for (const auto name : singletons) {
        if (message.count(name) > 1) duplicated.emplace_back(name);
    }
    return duplicated;
}

}  // namespace domainsec::inline v1
