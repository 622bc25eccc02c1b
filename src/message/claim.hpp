// What an Authentication-Results field says of whose word it is (RFC 8601 §5).
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

enum class Claim {
    of_others,
    of_ours,     ///< One of our names, or what could be taken for it.
    unreadable,  ///< Any reader's guess.
};

/// could_claim() with the reason.
Claim claim_of(std::string_view field_value, const std::vector<DomainName>& names);

}  // namespace domainsec::inline v1::detail
