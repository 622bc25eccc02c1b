// A line that lies in one piece is given out in place.
#include "message/mime_lines.hpp"

namespace domainsec::inline v1::detail {
namespace {}  // namespace

void MimeLines::update(std::string_view octets, OctetSink take) {
    while (!octets.empty() && problem_.empty()) {
        const auto lf = octets.find('\n');
        if (lf == std::string_view::npos) return hold(octets);
        const auto piece = octets.substr(0, lf);
        octets.remove_prefix(lf + 1);
        if (held_.empty()) {
            give_ended(piece, take);
            continue;
        }
        hold(piece);
        if (problem_.empty()) give_ended(held_, take);
        held_.clear();
    }
}

bool MimeLines::finish(OctetSink take) {
    if (held_.empty()) return true;
    if (problem_.empty()) give(held_, take);
    held_.clear();
    return false;
}

// The CR of a line end may be among the octets: it does not count.
void MimeLines::hold(std::string_view octets) {
    if (held_.size() + octets.size() > max_mime_line + 1) {
        problem_ = "a line is over 64 KiB";
    } else {
        held_ += octets;
    }
}

void MimeLines::give_ended(std::string_view line, OctetSink take) {
    const auto end = line.ends_with('\r') ? End::crlf : End::lf;
    if (end == End::crlf) line.remove_suffix(1);
    if (end_ != End::unknown && end_ != end) {
        problem_ = "its line ends are mixed";
        return;
    }
    end_ = end;
    give(line, take);
}

void MimeLines::give(std::string_view line, OctetSink take) {
    if (line.size() > max_mime_line) {
        problem_ = "a line is over 64 KiB";
    } else if (line.find('\r') != std::string_view::npos ||
               line.find('\0') != std::string_view::npos) {
        problem_ = "it holds a CR alone or a NUL";
    } else {
        take(line);
    }
}

}  // namespace domainsec::inline v1::detail
