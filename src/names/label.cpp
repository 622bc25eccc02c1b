// The grammar of one label, by octets (RFC 1123 §2.1, RFC 8552 §1.1).
#include "names/label.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t max_label_octets = 63;  // RFC 1035 §2.3.4

bool is_hexadecimal_digit(char c) noexcept {
    const char lower = to_ascii_lower(c);
    return is_ascii_digit(c) || (lower >= 'a' && lower <= 'f');
}

}  // namespace

bool is_host_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= max_label_octets && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), is_letter_digit_hyphen);
}

bool is_owner_label(std::string_view label) noexcept {
    if (label.size() > max_label_octets) return false;
    if (!label.empty() && label.front() == '_') label.remove_prefix(1);
    return is_host_label(label);
}

bool looks_like_number(std::string_view label) noexcept {
    if (label.size() >= 2 && label[0] == '0' && to_ascii_lower(label[1]) == 'x') {
        label.remove_prefix(2);
        return std::all_of(label.begin(), label.end(), is_hexadecimal_digit);
    }
    return std::all_of(label.begin(), label.end(), is_ascii_digit);
}

bool has_ace_prefix(std::string_view label) noexcept {
    return label.size() >= 4 && to_ascii_lower(label[0]) == 'x' &&
           to_ascii_lower(label[1]) == 'n' && label[2] == '-' && label[3] == '-';
}

}  // namespace domainsec::inline v1::detail
