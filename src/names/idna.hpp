// Internationalized labels (IDNA2008, RFC 5890 and 5891), on libidn2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// A label with U+0080 and above, mapped by UTS #46 (non-transitional) and turned into ASCII. An
/// ideographic full stop (U+3002) in it becomes a dot, so the result can be several labels. What
/// comes out has still to be judged as ASCII: is_host_label() and is_valid_a_label().
std::optional<std::string> mapped_to_ascii(std::string_view label);

/// True for a lower-case A-label that decodes to a valid U-label and is that one's only A-label
/// (RFC 5891 §4.2, §5.4).
bool is_valid_a_label(std::string_view label);

/// The U-label of an A-label for which is_valid_a_label() holds.
std::string to_u_label(std::string_view a_label);

}  // namespace domainsec::inline v1::detail
