// Keywords and tokens of Authentication-Results (RFC 5321 §4.1.2, RFC 2045 §5.1, RFC 8616 §5).
#pragma once

#include <algorithm>
#include <string_view>

#include "message/ascii.hpp"

namespace domainsec::inline v1::detail {

/// Keyword = *( ALPHA / DIGIT / "-" ) ( ALPHA / DIGIT )
constexpr bool is_keyword(std::string_view word) noexcept {
    const auto belongs = [](char octet) {
        return is_letter(octet) || is_digit(octet) || octet == '-';
    };
    return !word.empty() && word.back() != '-' && std::all_of(word.begin(), word.end(), belongs);
}

/// Neither space, control nor tspecial (RFC 2045 §5.1); UTF-8 belongs (RFC 8616 §5).
constexpr bool is_token_octet(char octet) noexcept {
    constexpr std::string_view tspecials = "()<>@,;:\\\"/[]?=";
    return is_eight_bit(octet) ||
           (is_graphic(octet) && tspecials.find(octet) == std::string_view::npos);
}

constexpr bool is_token(std::string_view word) noexcept {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_token_octet);
}

}  // namespace domainsec::inline v1::detail
