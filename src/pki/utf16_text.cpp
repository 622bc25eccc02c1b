// UTF-8 and UTF-16BE (RFC 3629 §3, RFC 2781 §2).
#include "pki/utf16_text.hpp"

#include "pki/der_values.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t utf8_string = 0x0C;
constexpr std::uint32_t beyond_basic_plane = 0x10000;

void append_unit(SecretOctets& out, std::uint32_t unit) {
    out.push_back(static_cast<std::uint8_t>(unit >> 8));
    out.push_back(static_cast<std::uint8_t>(unit));
}

void append_utf16(SecretOctets& out, std::uint32_t character) {
    if (character < beyond_basic_plane) return append_unit(out, character);
    append_unit(out, 0xD800 + ((character - beyond_basic_plane) >> 10));
    append_unit(out, 0xDC00 + ((character - beyond_basic_plane) & 0x3FF));
}

void append_utf8(std::string& out, std::uint32_t character) {
    const auto continued = [&](unsigned shift) {
        out += static_cast<char>(0x80 | ((character >> shift) & 0x3F));
    };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xC0 | (character >> 6));
        continued(0);
    } else if (character < beyond_basic_plane) {
        out += static_cast<char>(0xE0 | (character >> 12));
        continued(6);
        continued(0);
    } else {
        out += static_cast<char>(0xF0 | (character >> 18));
        continued(12);
        continued(6);
        continued(0);
    }
}

bool is_high_surrogate(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(std::uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

std::optional<SecretOctets> utf16_from_utf8(std::string_view text) {
    const ByteView octets = bytes_of(text);
    if (!is_text_of_type(utf8_string, octets)) return std::nullopt;
    SecretOctets out;
    out.reserve(2 * octets.size() + 2);
    for (std::size_t at = 0; at < octets.size();) {
        const std::uint32_t lead = octets[at];
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t character = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            character = character << 6 | (octets[at + i] & 0x3FU);
        append_utf16(out, character);
        at += length;
    }
    return out;
}

std::optional<std::string> utf8_from_utf16(ByteView octets) {
    if (octets.size() % 2 != 0) return std::nullopt;
    const auto unit = [&](std::size_t at) -> std::uint32_t {
        return static_cast<std::uint32_t>(octets[at] << 8 | octets[at + 1]);
    };
    std::string out;
    for (std::size_t at = 0; at < octets.size(); at += 2) {
        std::uint32_t character = unit(at);
        if (is_low_surrogate(character)) return std::nullopt;
        if (is_high_surrogate(character)) {
            at += 2;
            if (at == octets.size() || !is_low_surrogate(unit(at))) return std::nullopt;
            character = beyond_basic_plane + ((character & 0x3FF) << 10 | (unit(at) & 0x3FF));
        }
        append_utf8(out, character);
    }
    return out;
}

}  // namespace domainsec::inline v1::detail
