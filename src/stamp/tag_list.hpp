// tag-list = tag-spec *( ";" tag-spec ) [ ";" ]: the form of a stamp's value (RFC 6376 §3.2).
#pragma once

#include <cstddef>
#include <domainsec/stamp/verifier.hpp>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace domainsec::inline v1::detail {

/// SP, HTAB, and the line ends that folding leaves in a field's value.
constexpr bool is_folding_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct Tag {
    std::string_view name;
    std::string_view value;     ///< Without white space at its ends; folding inside is kept.
    std::string_view enclosed;  ///< All between "=" and the ";" or the end: what b= is emptied of.
};

/// Without folding white space at both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// The first rule that a text breaks.
enum class TagListProblem {
    too_long,
    too_many_tags,
    syntax,
    duplicate,  ///< RFC 6376 §3.2: a tag-list with one is syntactically incorrect.
};

std::string_view to_string(TagListProblem problem) noexcept;

/// The tags in their order, as views into the text.
class TagList final {
  public:
    /// White space may stand around names and values, and inside values. Names are case-sensitive.
    static std::variant<TagList, TagListProblem> parse(std::string_view text,
                                                       const StampLimits& limits);

    const std::vector<Tag>& tags() const noexcept { return tags_; }
    const Tag* find(std::string_view name) const noexcept;

  private:
    std::vector<Tag> tags_;
};

}  // namespace domainsec::inline v1::detail
