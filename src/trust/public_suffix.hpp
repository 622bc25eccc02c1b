// The public suffixes, under which strangers register names (publicsuffix.org), by libpsl.
#pragma once

#include <string_view>

namespace domainsec::inline v1::detail {

/// Whether `name`, in lower-case A-labels, is such a suffix: of the ICANN part or a private one.
bool is_public_suffix(std::string_view name);

}  // namespace domainsec::inline v1::detail
