// Parsing: lines, fields, limits, framing (RFC 5322 §2.2, §3.5, §4.5; RFC 5321 §2.3.8).
#include "message/message_parser.hpp"

#include <algorithm>
#include <cstring>

#include "message/ascii.hpp"
#include "message/octet_scan.hpp"

namespace domainsec::inline v1 {
namespace {

std::size_t find_octet(std::string_view text, char octet, std::size_t from = 0) noexcept {
    if (from >= text.size()) return std::string_view::npos;
    const auto* found =
        static_cast<const char*>(std::memchr(text.data() + from, octet, text.size() - from));
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(found - text.data());
}

}  // namespace

namespace detail {

std::optional<FieldStart> field_start(std::string_view line) noexcept {
    std::size_t at = 0;
    while (at < line.size() && is_field_name_octet(line[at])) ++at;
    const auto name_length = at;
    while (at < line.size() && is_wsp(line[at])) ++at;
    if (name_length == 0 || at == line.size() || line[at] != ':') return std::nullopt;
    return FieldStart{name_length, at + 1};
}

}  // namespace detail

MessageParser::MessageParser(std::string_view message, const MessageLimits& limits)
    : limits_(limits) {
    view_.message_ = message;
}

MessageView MessageParser::parse(std::string_view message, const MessageLimits& limits,
                                 BodyScan scan) {
    limits.check();
    MessageParser parser(message, limits);
    parser.read_header();
    parser.scan_framing(scan == BodyScan::now ? message
                                              : message.substr(0, parser.view_.body_offset_));
    return std::move(parser.view_);
}

void MessageParser::note(MessageDefect defect, std::size_t at) noexcept {
    if (at >= defect_at_) return;
    view_.defect_ = defect;
    defect_at_ = at;
}

void MessageParser::read_header() {
    const auto message = view_.message_;
    view_.fields_.reserve(std::min<std::size_t>(64, message.size() / 16));
    std::size_t begin = 0;
    bool in_header = true;
    while (in_header && begin < message.size()) {
        const auto lf = find_octet(message, '\n', begin);
        const auto end = lf == std::string_view::npos ? message.size() : lf + 1;
        auto line = message.substr(begin, (lf == std::string_view::npos ? end : lf) - begin);
        if (lf != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        in_header = read_line(line, begin, end);
        begin = end;
    }
    if (in_header) close_field(begin);
    view_.body_offset_ = begin;
    if (view_.fields_.empty() && storing_) note(MessageDefect::no_header, 0);
}

// False at the empty line that ends the header.
bool MessageParser::read_line(std::string_view line, std::size_t begin, std::size_t end) {
    if (line.empty()) {
        close_field(begin);
        return false;
    }
    if (end > limits_.max_header_octets) {
        note(MessageDefect::header_too_large, begin);
        if (!detail::is_wsp(line.front())) close_field(begin);
        open_.reset();
        storing_ = false;
    }
    if (!storing_) return true;
    if (!detail::is_wsp(line.front())) {
        close_field(begin);
        open_field(line, begin);
    } else if (!open_) {
        note(MessageDefect::malformed_field, begin);  // continues nothing
    }
    return true;
}

void MessageParser::open_field(std::string_view line, std::size_t begin) {
    const auto start = detail::field_start(line);
    if (!start) {
        note(MessageDefect::malformed_field, begin);
    } else if (view_.fields_.size() == limits_.max_fields) {
        note(MessageDefect::too_many_fields, begin);
        storing_ = false;
    } else {
        open_ = OpenField{begin, start->name_length, start->value_offset};
    }
}

void MessageParser::close_field(std::size_t end) {
    if (!open_) return;
    view_.fields_.emplace_back(view_.message_.substr(open_->begin, end - open_->begin),
                               open_->name_length, open_->value_offset);
    open_.reset();
}

void MessageParser::scan_framing(std::string_view octets) {
    const auto lf = find_octet(octets, '\n');
    const bool lf_only = lf != std::string_view::npos && (lf == 0 || octets[lf - 1] != '\r');
    if (lf_only) {
        view_.line_ends_ = LineEnds::lf;
        scan_lf_framing(octets);
    } else if (!octets.empty()) {
        scan_crlf_framing(octets);
    }
}

// The first line ends in CRLF, or there is no line end: each LF must follow a CR, each CR must
// stand before an LF.
void MessageParser::scan_crlf_framing(std::string_view octets) {
    if (octets.front() == '\0') note(MessageDefect::nul, 0);
    const auto find = detail::octet_scan().framing;
    const char* const end = octets.data() + octets.size();
    for (const char* at = octets.data(); (at = find(at + 1, end)) != end;) {
        const auto offset = static_cast<std::size_t>(at - octets.data());
        if (*at == '\0') note(MessageDefect::nul, offset);
        if (at[-1] == '\r' || *at == '\n') {
            view_.line_ends_ = LineEnds::mixed;
            if (at[-1] == '\r') {
                note(MessageDefect::bare_cr, offset - 1);
            } else {
                note(MessageDefect::mixed_line_ends, offset);
            }
            return;
        }
    }
    if (octets.back() == '\r') {
        view_.line_ends_ = LineEnds::mixed;
        note(MessageDefect::bare_cr, octets.size() - 1);
    }
}

// The first line ends in LF alone: there must be no CR at all.
void MessageParser::scan_lf_framing(std::string_view octets) {
    const auto nul = find_octet(octets, '\0');
    if (nul != std::string_view::npos) note(MessageDefect::nul, nul);
    const auto cr = find_octet(octets, '\r');
    if (cr == std::string_view::npos) return;
    view_.line_ends_ = LineEnds::mixed;
    note(octets.substr(cr).starts_with("\r\n") ? MessageDefect::mixed_line_ends
                                               : MessageDefect::bare_cr,
         cr);
}

}  // namespace domainsec::inline v1
