// Whether a mark has to go, and why: the one rule of the strict and of the lenient border.
#pragma once

#include <domainsec/message/border.hpp>
#include <string_view>

#include "message/mark.hpp"

namespace domainsec::inline v1::detail {

/// For a field with a name of this kind and this value; `keep_stamp` is not looked at.
RemovalReason removal_reason(Mark mark, std::string_view value, const BorderRules& rules);

}  // namespace domainsec::inline v1::detail
