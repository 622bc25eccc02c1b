// dkim-quoted-printable, both ways (RFC 6376 §2.11).
#include "stamp/quoted_printable.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr bool is_safe(char c) noexcept {
    return c > ' ' && c < 0x7f && c != ';' && c != '=';
}

constexpr int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_quoted_printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_safe(c)) {
            encoded += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        encoded += '=';
        encoded += digits[octet >> 4U];
        encoded += digits[octet & 15U];
    }
    return encoded;
}

std::optional<std::string> from_quoted_printable(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        if (is_safe(c)) {
            decoded += c;
            continue;
        }
        if (c != '=' || text.size() - at < 3) return std::nullopt;
        const int high = hex_value(text[at + 1]);
        const int low = hex_value(text[at + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return decoded;
}

}  // namespace domainsec::inline v1::detail
