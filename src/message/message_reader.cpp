// Finds the empty line that ends a header, in pieces cut anywhere (RFC 5322 §2.1).
#include <domainsec/message/message_reader.hpp>

#include <algorithm>

#include "message/message_parser.hpp"

namespace domainsec::inline v1 {

MessageReader::MessageReader(const MessageLimits& limits) : limits_(limits) {
    limits_.check();
}

std::string_view MessageReader::update(std::string_view octets) {
    if (header_) return octets;
    const auto ours = octets.substr(0, end_of_header(octets));
    header_octets_ += ours.size();
    // The empty line may stand behind as much as the limit allows; any other line that reaches as
    // far is seen to be over it.
    constexpr std::size_t empty_line = 2;
    const auto room = limits_.max_header_octets + empty_line - gathered_.size();
    gathered_.append(ours.substr(0, std::min(room, ours.size())));
    if (!ended_) return {};
    end_header();
    return octets.substr(ours.size());
}

void MessageReader::finish() {
    if (!header_) end_header();
}

// How many of these octets are the header's; notes whether its last line is among them. The parser
// takes an LF for a line end and a CR before it for a part of that.
std::size_t MessageReader::end_of_header(std::string_view octets) noexcept {
    std::size_t at = 0;
    while (at < octets.size()) {
        const char octet = octets[at++];
        if (octet == '\n') {
            if (line_is_empty_) {
                ended_ = true;
                return at;
            }
            line_is_empty_ = true;
            after_cr_ = false;
        } else if (octet == '\r' && line_is_empty_ && !after_cr_) {
            after_cr_ = true;
        } else {
            line_is_empty_ = false;
            at = std::min(octets.find('\n', at), octets.size());
        }
    }
    return at;
}

void MessageReader::end_header() {
    // A CRLF that the limit cut in two is no bare CR.
    const bool cut = header_octets_ > gathered_.size();
    if (cut && gathered_.ends_with('\r')) gathered_.pop_back();
    header_ = MessageParser::parse(gathered_, limits_, BodyScan::later);
}

}  // namespace domainsec::inline v1
