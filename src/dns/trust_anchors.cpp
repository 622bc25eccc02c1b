// Reads trust anchors ourselves, so that a mistake in a file is told with its line and not late.
#include "dns/trust_anchors.hpp"

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <fstream>
#include <sstream>

#include "names/label.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::streamsize max_file_octets = 1 << 20;

// A text with ";" comments cut off each line.
std::string without_comments(std::string_view text) {
    std::string result;
    bool in_comment = false;
    for (const char c : text) {
        if (c == '\n') in_comment = false;
        if (c == ';') in_comment = true;
        if (!in_comment) result += c;
    }
    return result;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_ascii_lower(x) == to_ascii_lower(y); });
}

bool is_number(const std::string& word) noexcept {
    return std::all_of(word.begin(), word.end(), is_ascii_digit);
}

std::optional<std::string> zone_of(const std::string& owner) {
    if (owner == ".") return std::string();
    const auto name = DomainName::from_owner_name(owner);
    if (!name) return std::nullopt;
    return name->str();
}

// How many parentheses a line leaves open, comments aside.
long open_parentheses(const std::string& line) noexcept {
    return static_cast<long>(std::count(line.begin(), line.end(), '(')) -
           static_cast<long>(std::count(line.begin(), line.end(), ')'));
}

}  // namespace

// anchor = owner [ TTL ] [ "IN" ] ( "DS" / "DNSKEY" ) 4*data, with TTL and class in either order
std::optional<TrustAnchor> read_trust_anchor(std::string_view text) {
    std::string plain = without_comments(text);
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
    const std::vector<std::string> words = words_of(plain);
    if (words.empty()) return std::nullopt;
    auto zone = zone_of(words.front());
    if (!zone) return std::nullopt;
    std::size_t type = 1;
    while (type < words.size() && type < 3 &&
           (is_number(words[type]) || equals_ignoring_case(words[type], "IN"))) {
        ++type;
    }
    if (words.size() < type + 5) return std::nullopt;
    if (!equals_ignoring_case(words[type], "DS") && !equals_ignoring_case(words[type], "DNSKEY")) {
        return std::nullopt;
    }
    TrustAnchor anchor{{}, std::move(*zone)};
    for (const std::string& word : words)
        anchor.record += (anchor.record.empty() ? "" : " ") + word;
    return anchor;
}

std::vector<TrustAnchor> read_trust_anchor_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) {
        throw Error(errc::unreadable_file,
                    "the trust anchor file cannot be opened: check its path and permissions", path);
    }
    const std::streamsize size = file.tellg();
    if (size < 0 || size > max_file_octets) {
        throw Error(errc::unreadable_file, "a trust anchor file is a file of at most 1 MiB", path);
    }
    file.seekg(0);
    std::vector<TrustAnchor> anchors;
    std::string entry;
    int line_number = 0;
    for (std::string line; std::getline(file, line);) {
        ++line_number;
        entry += without_comments(line) + ' ';
        if (open_parentheses(entry) > 0 || words_of(entry).empty()) continue;
        auto anchor = read_trust_anchor(entry);
        if (!anchor) {
            throw Error(errc::unreadable_file,
                        "expected a DS or DNSKEY record like \"example. IN DS 12345 13 2 ABCD...\"",
                        path, line_number);
        }
        anchors.push_back(std::move(*anchor));
        entry.clear();
    }
    if (anchors.empty() || !words_of(entry).empty()) {
        throw Error(errc::unreadable_file, "the file holds no whole DS or DNSKEY record", path);
    }
    return anchors;
}

std::optional<std::string> system_trust_anchor_file() {
    constexpr std::array places{"/usr/share/dns/root.key", "/var/lib/unbound/root.key",
                                "/etc/unbound/root.key", "/usr/share/dnssec-root/trusted-key.key"};
    for (const char* place : places) {
        if (std::ifstream(place).good()) return place;
    }
    return std::nullopt;
}

bool is_covered(const std::vector<TrustAnchor>& anchors, const DomainName& name) {
    return std::any_of(anchors.begin(), anchors.end(), [&name](const TrustAnchor& anchor) {
        const std::string& text = name.str();
        return anchor.zone.empty() || text == anchor.zone || text.ends_with("." + anchor.zone);
    });
}

}  // namespace domainsec::inline v1::detail
