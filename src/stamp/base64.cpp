// Base64 with exactly one spelling per value (RFC 4648 §3.5, §4).
#include "stamp/base64.hpp"

#include <cstdint>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr int value_of(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

constexpr bool is_folding(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

void write_base64(ByteView octets, char* out) noexcept {
    for (std::size_t at = 0; at < octets.size(); at += 3) {
        const auto left = octets.size() - at;
        std::uint32_t group = static_cast<std::uint32_t>(octets[at]) << 16U;
        if (left > 1) group |= static_cast<std::uint32_t>(octets[at + 1]) << 8U;
        if (left > 2) group |= octets[at + 2];
        *out++ = alphabet[group >> 18U];
        *out++ = alphabet[(group >> 12U) & 63U];
        *out++ = left > 1 ? alphabet[(group >> 6U) & 63U] : '=';
        *out++ = left > 2 ? alphabet[group & 63U] : '=';
    }
}

std::string to_base64(ByteView octets) {
    std::string text((octets.size() + 2) / 3 * 4, '=');
    write_base64(octets, text.data());
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    Bytes octets;
    octets.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    unsigned digits = 0;
    unsigned padding = 0;
    for (const char c : text) {
        if (is_folding(c)) continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const int value = value_of(c);
        if (value < 0 || padding > 0) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        ++digits;
        if (digits % 4 != 1) {
            const unsigned unused = (4 - digits % 4) % 4 * 2;
            octets.push_back(static_cast<std::uint8_t>(bits >> unused));
            bits &= (1U << unused) - 1;
        }
    }
    if (padding != (4 - digits % 4) % 4 || padding > 2 || bits != 0) return std::nullopt;
    return octets;
}

}  // namespace domainsec::inline v1::detail
