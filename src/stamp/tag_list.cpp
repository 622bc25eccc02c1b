// The tag-list parser (RFC 6376 §3.2).
#include "stamp/tag_list.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {
namespace {

constexpr bool is_alpha(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_name_octet(char c) noexcept {
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '_';
}

// VALCHAR = %x21-3A / %x3C-7E; the semicolon has ended the tag-spec before.
constexpr bool is_value_octet(char c) noexcept {
    return (c > ' ' && c < 0x7f) || is_folding_space(c);
}

// tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
std::optional<Tag> read_tag(std::string_view spec) noexcept {
    const auto equals = spec.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Tag tag;
    tag.name = trimmed(spec.substr(0, equals));
    tag.enclosed = spec.substr(equals + 1);
    tag.value = trimmed(tag.enclosed);
    const bool named = !tag.name.empty() && is_alpha(tag.name.front()) &&
                       std::all_of(tag.name.begin(), tag.name.end(), is_name_octet);
    if (!named || !std::all_of(tag.value.begin(), tag.value.end(), is_value_octet))
        return std::nullopt;
    return tag;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_folding_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_folding_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view to_string(TagListProblem problem) noexcept {
    switch (problem) {
        case TagListProblem::too_long:
            return "it is longer than the limit";
        case TagListProblem::too_many_tags:
            return "it has more tags than the limit";
        case TagListProblem::syntax:
            return "it is not a list of name=value with semicolons between";
        case TagListProblem::duplicate:
            return "a tag stands twice";
    }
    return "it is broken";
}

std::variant<TagList, TagListProblem> TagList::parse(std::string_view text,
                                                     const StampLimits& limits) {
    if (text.size() > limits.max_stamp_octets) return TagListProblem::too_long;
    TagList list;
    list.tags_.reserve(std::min<std::size_t>(limits.max_tags, 24));
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find(';', begin), text.size());
        const auto spec = text.substr(begin, end - begin);
        const bool after_last = end == text.size() && !list.tags_.empty() && trimmed(spec).empty();
        if (after_last) break;
        if (list.tags_.size() == limits.max_tags) return TagListProblem::too_many_tags;
        const auto tag = read_tag(spec);
        if (!tag) return TagListProblem::syntax;
        if (list.find(tag->name) != nullptr) return TagListProblem::duplicate;
        list.tags_.push_back(*tag);
        begin = end + 1;
    }
    return list;
}

const Tag* TagList::find(std::string_view name) const noexcept {
    const auto found = std::find_if(tags_.begin(), tags_.end(),
                                    [name](const Tag& tag) { return tag.name == name; });
    return found == tags_.end() ? nullptr : &*found;
}

}  // namespace domainsec::inline v1::detail
