// The six words in which every verdict is given (RFC 8601 §2.7).
#pragma once

#include <domainsec/export.hpp>
#include <optional>
#include <string_view>

namespace domainsec::inline v1 {

/// The outcome of looking at something. Each report adds a reason enum that says why.
enum class Status {
    none,       ///< There was nothing to judge, or it was not ours to judge.
    pass,       ///< All rules were met.
    fail,       ///< A rule was broken; nothing suggests that trying again would help.
    policy,     ///< Valid as such, but local rules do not accept it.
    temperror,  ///< Something needed was not at hand; a later attempt may succeed.
    permerror,  ///< It could not be understood; a later attempt will not change that.
};

/// The word itself, as in an Authentication-Results field.
DOMAINSEC_EXPORT std::string_view to_string(Status status) noexcept;

/// The status a word stands for; case-sensitive, nothing for any other text.
DOMAINSEC_EXPORT std::optional<Status> status_from_string(std::string_view word) noexcept;

}  // namespace domainsec::inline v1
