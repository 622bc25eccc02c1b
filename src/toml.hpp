// toml++ for all areas, with its assertions turned into errors of the file: it asserts, or in a
// release build assumes, what a file can break ("[[[" does).
#pragma once

#include <string_view>

namespace domainsec::inline v1::detail {

/// An assertion of toml++ that does not hold.
struct BrokenTomlAssumption {};

constexpr void require_of_toml(bool holds) {
    if (!holds) throw BrokenTomlAssumption{};
}

}  // namespace domainsec::inline v1::detail

#define TOML_ASSERT(expression) ::domainsec::detail::require_of_toml(static_cast<bool>(expression))

// In a release build toml++ would have the compiler assume them.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace domainsec::inline v1::detail {

/// Throws toml::parse_error, and nothing else, for what is not TOML.
toml::table parsed_toml(std::string_view text);

}  // namespace domainsec::inline v1::detail
