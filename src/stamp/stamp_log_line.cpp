// Each entry is hashed with the chain value above it: one that is changed, taken out or put in
// between breaks all that follow.
#include "stamp/stamp_log_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "stamp/base64.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view log_separation{"domainsec stamp log v1\0", 23};

std::string_view text_of(const Sha256Digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void add_number(std::string& text, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
        text += static_cast<char>(static_cast<std::uint8_t>(number >> shift));
}

template <typename Number>
bool read_number(std::string_view text, Number& number) noexcept {
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    return result.ec == std::errc{} && result.ptr == end && !text.starts_with('-');
}

bool read_digest(std::string_view text, Sha256Digest& digest) {
    const auto octets = from_base64(text);
    if (!octets || octets->size() != digest.size()) return false;
    std::copy(octets->begin(), octets->end(), digest.begin());
    return true;
}

}  // namespace

Sha256Digest chain_value(const StampLogEntry& entry, const Sha256Digest& above) {
    std::string text(log_separation);
    text += text_of(above);
    add_number(text, entry.number);
    add_number(text, static_cast<std::uint64_t>(entry.recorded_at.time_since_epoch().count()));
    text += static_cast<char>(static_cast<std::uint8_t>(entry.selector.size()));
    text += entry.selector;
    text += text_of(entry.stamp);
    Sha256 hash;
    hash(text);
    return hash.finish();
}

std::string log_line(const StampLogEntry& entry) {
    return "1 " + std::to_string(entry.number) + ' ' +
           std::to_string(entry.recorded_at.time_since_epoch().count()) + ' ' + entry.selector +
           ' ' + to_base64(entry.stamp) + ' ' + to_base64(entry.chain) + '\n';
}

std::optional<StampLogEntry> read_log_line(std::string_view line) {
    if (line.size() >= max_log_line) return std::nullopt;
    std::array<std::string_view, 6> words;
    for (auto& word : words) {
        const auto end = std::min(line.find(' '), line.size());
        word = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    StampLogEntry entry;
    std::int64_t seconds = 0;
    const bool read = words[0] == "1" && line.empty() && read_number(words[1], entry.number) &&
                      read_number(words[2], seconds) && is_selector(words[3]) &&
                      read_digest(words[4], entry.stamp) && read_digest(words[5], entry.chain);
    if (!read) return std::nullopt;
    entry.recorded_at = TimePoint{Seconds{seconds}};
    entry.selector = words[3];
    return entry;
}

std::string_view log_fault(const StampLogEntry& entry, const StampLogEntry* above) {
    if (entry.number != (above == nullptr ? 1 : above->number + 1))
        return "its number does not follow the one above";
    if (above != nullptr && entry.recorded_at < above->recorded_at)
        return "its time is before that of the line above";
    if (entry.chain != chain_value(entry, above == nullptr ? Sha256Digest{} : above->chain))
        return "its chain value does not fit the line and the ones above";
    return {};
}

}  // namespace domainsec::inline v1::detail
