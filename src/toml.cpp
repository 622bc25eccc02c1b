// Reads TOML 1.0 past two faults of toml++ 3.3: an assertion that a file can break, and a table of
// white space that is undefined for most of U+00A1 to U+FEFE.
#include "toml.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {
namespace {

constexpr bool is_ascii(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x80;
}

// Where the string that begins at `begin` ends: behind its closing quotes, or at the end of the
// text.
std::size_t end_of_string(std::string_view text, std::size_t begin) noexcept {
    const char quote = text[begin];
    const std::string_view three = quote == '"' ? R"(""")" : "'''";
    const bool multi_line = text.substr(begin).starts_with(three);
    const auto closing = multi_line ? three : three.substr(0, 1);
    auto at = begin + closing.size();
    while (at < text.size() && !text.substr(at).starts_with(closing)) {
        if (text[at] == '\n' && !multi_line) return at;
        at += text[at] == '\\' && quote == '"' ? 2U : 1U;
    }
    // Up to two quotes may stand before the three that close.
    at = std::min(at + closing.size(), text.size());
    for (int more = 0; multi_line && more < 2 && at < text.size() && text[at] == quote; ++more)
        ++at;
    return at;
}

// The first octet over 0x7f that stands neither in a string nor in a comment: never TOML.
std::size_t find_stray_octet(std::string_view text) noexcept {
    std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;  // a byte order mark may begin it
    while (at < text.size() && is_ascii(text[at])) {
        if (text[at] == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (text[at] == '"' || text[at] == '\'') {
            at = end_of_string(text, at);
        } else {
            ++at;
        }
    }
    return at < text.size() ? at : std::string_view::npos;
}

[[noreturn]] void refuse(const char* why, std::string_view before) {
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const toml::source_position position{static_cast<toml::source_index>(line), 1};
    throw toml::parse_error(why, toml::source_region{position, position, nullptr});
}

}  // namespace

toml::table parsed_toml(std::string_view text) {
    const auto stray = find_stray_octet(text);
    if (stray != std::string_view::npos)
        refuse("letters outside ASCII stand only in strings and comments", text.substr(0, stray));
    try {
        return toml::parse(text);
    } catch (const BrokenTomlAssumption&) {
        refuse("brackets, quotes or keys are broken", {});
    }
}

}  // namespace domainsec::inline v1::detail
