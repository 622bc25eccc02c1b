// The result words of RFC 8601 §2.7, both ways.
#include <array>
#include <domainsec/status.hpp>
#include <utility>

namespace domainsec::inline v1 {

namespace {

constexpr std::array<std::pair<Status, std::string_view>, 6> words{{
    {Status::none, "none"},
    {Status::pass, "pass"},
    {Status::fail, "fail"},
    {Status::policy, "policy"},
    {Status::temperror, "temperror"},
    {Status::permerror, "permerror"},
}};

}  // namespace

std::string_view to_string(Status status) noexcept {
    for (const auto& [value, word] : words) {
        if (value == status) return word;
    }
    return "permerror";
}

std::optional<Status> status_from_string(std::string_view word) noexcept {
    for (const auto& [value, text] : words) {
        if (text == word) return value;
    }
    return std::nullopt;
}

}  // namespace domainsec::inline v1
