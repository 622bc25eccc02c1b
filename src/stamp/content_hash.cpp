// Line ends are held until text follows them.
#include "stamp/content_hash.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {

void ContentHash::begin(bool is_text) noexcept {
    is_text_ = is_text;
    held_breaks_ = 0;
    after_cr_ = false;
    refused_ = false;
}

void ContentHash::operator()(std::string_view octets) {
    if (!is_text_) return hash_(octets);
    while (!octets.empty()) {
        const auto end = std::min(octets.find_first_of("\r\n"), octets.size());
        if (end > 0) put(octets.substr(0, end));
        octets.remove_prefix(end);
        if (octets.empty()) return;
        if (octets.front() == '\n') {
            after_cr_ = false;
            ++held_breaks_;
        } else {
            refused_ |= after_cr_;
            after_cr_ = true;
        }
        octets.remove_prefix(1);
    }
}

std::optional<Sha256Digest> ContentHash::finish() {
    const auto digest = hash_.finish();
    if (refused_ || after_cr_) return std::nullopt;
    return digest;
}

void ContentHash::put(std::string_view text) {
    refused_ |= after_cr_;
    refused_ |= text.find('\0') != std::string_view::npos;
    after_cr_ = false;
    for (; held_breaks_ > 0; --held_breaks_) hash_("\r\n");
    hash_(text);
}

}  // namespace domainsec::inline v1::detail
