// CFWS, comments and quoted strings of structured fields (RFC 5322 §3.2.1 to §3.2.4).
#include "message/header_cursor.hpp"

#include "message/ascii.hpp"

namespace domainsec::inline v1::detail {
namespace {

bool is_text(char octet) noexcept {
    return is_graphic(octet) || is_wsp(octet) || is_eight_bit(octet);
}

}  // namespace

bool HeaderCursor::take(char octet) noexcept {
    if (at_end() || text_[at_] != octet) return false;
    ++at_;
    return true;
}

// A line end that is followed by white space; the white space itself stays.
bool HeaderCursor::skip_fold() noexcept {
    auto next = at_;
    if (next < text_.size() && text_[next] == '\r') ++next;
    if (next >= text_.size() || text_[next] != '\n') return false;
    ++next;
    if (next >= text_.size() || !is_wsp(text_[next])) return false;
    at_ = next;
    return true;
}

std::optional<Gap> HeaderCursor::skip_gap() {
    Gap gap;
    while (!at_end()) {
        const char octet = peek();
        if (is_wsp(octet)) {
            ++at_;
        } else if (octet == '\r' || octet == '\n') {
            if (!skip_fold()) return std::nullopt;
        } else if (octet == '(') {
            if (gap.comment) gap.comments += ' ';
            if (!skip_comment(gap.comments)) return std::nullopt;
            gap.comment = true;
        } else {
            break;
        }
        gap.any = true;
    }
    return gap;
}

bool HeaderCursor::skip_comment(std::string& content) {
    int depth = 0;
    do {
        if (at_end()) return false;
        const char octet = peek();
        if (octet == '\r' || octet == '\n') {
            if (!skip_fold()) return false;
            continue;
        }
        if (!is_text(octet)) return false;
        const bool opens = octet == '(';
        const bool closes = octet == ')';
        if (opens && ++depth > max_comment_depth) return false;
        if (closes) --depth;
        if (octet == '\\') {
            ++at_;
            if (at_end() || !is_text(peek())) return false;
        }
        const bool outer = (opens && depth == 1) || (closes && depth == 0);
        if (!outer) content += peek();
        ++at_;
    } while (depth > 0);
    return true;
}

std::optional<std::string> HeaderCursor::quoted_string() {
    if (!take('"')) return std::nullopt;
    std::string content;
    while (!at_end()) {
        const char octet = peek();
        if (octet == '\r' || octet == '\n') {
            if (!skip_fold()) return std::nullopt;
            continue;
        }
        if (!is_text(octet)) return std::nullopt;
        ++at_;
        if (octet == '"') return content;
        if (octet == '\\') {
            if (at_end() || !is_text(peek())) return std::nullopt;
            content += text_[at_++];
        } else {
            content += octet;
        }
    }
    return std::nullopt;
}

}  // namespace domainsec::inline v1::detail
