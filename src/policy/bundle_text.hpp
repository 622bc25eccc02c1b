// Writing TOML that people read, and which texts a bundle may hold (TOML 1.0, UTR #36).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// A basic string in quotes. Braces are escaped: a bundle has none.
std::string toml_text(std::string_view text);

/// `key = [..]`, one item a line where there are several, with a line end.
std::string toml_list(std::string_view key, const std::vector<std::string>& items);

/// Whether people see what stands there: UTF-8 without control characters and without those that
/// change the direction or cannot be seen. `\n` counts as a control character.
bool is_plain_text(std::string_view text);

}  // namespace domainsec::inline v1::detail
