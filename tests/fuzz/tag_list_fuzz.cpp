// Any text is a list of tags or none; its parts lie in it, and no name stands twice (RFC 6376
// §3.2).
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "stamp/stamp_tags.hpp"
#include "stamp/tag_list.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto domain = DomainName::from_string("contoso.example").value();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = detail::TagList::parse(text, {});
    const auto* list = std::get_if<detail::TagList>(&parsed);
    if (list == nullptr) return 0;
    for (const auto& tag : list->tags()) {
        if (tag.name.empty() || list->find(tag.name) != &tag) std::abort();
        for (const auto part : {tag.name, tag.enclosed}) {
            if (part.data() < text.data() || part.data() + part.size() > text.data() + text.size())
                std::abort();
        }
        if (tag.value.find(';') != std::string_view::npos) std::abort();
    }
    const auto read = detail::read_stamp_tags(*list, domain);
    const auto* tags = std::get_if<detail::StampTags>(&read);
    if (tags == nullptr) return 0;
    if (tags->expires_at <= tags->stamped_at || tags->covered.size() < 2) std::abort();
    if (tags->replaced.has_value() == tags->changed.empty()) std::abort();
    return 0;
}
