// Quotes for TOML, and what must not be in a text that people compare by eye.
#include "policy/bundle_text.hpp"

#include <cstdio>

#include "names/utf8.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Marks and overrides of direction, line separators, joiners, invisible operators, tags, the byte
// order mark: "Trojan Source" (CVE-2021-42574), and names that look alike though they are not.
bool is_hidden(char32_t c) noexcept {
    return c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_control(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

}  // namespace

std::string toml_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += {'\\', c};
        } else if (octet < 0x20 || octet == 0x7f || c == '{' || c == '}') {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04X", static_cast<unsigned>(octet));
            quoted += escape;
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string toml_list(std::string_view key, const std::vector<std::string>& items) {
    std::string list = std::string(key) + " = [";
    if (items.size() == 1) return list + toml_text(items.front()) + "]\n";
    for (const auto& item : items) list += "\n    " + toml_text(item) + ",";
    return list + (items.empty() ? "]\n" : "\n]\n");
}

bool is_plain_text(std::string_view text) {
    while (!text.empty()) {
        const auto character = first_utf8_character(text);
        if (!character || is_control(character->code_point) || is_hidden(character->code_point))
            return false;
        text.remove_prefix(character->length);
    }
    return true;
}

}  // namespace domainsec::inline v1::detail
