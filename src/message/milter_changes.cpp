// Counts fields by name as an MTA does, and takes the prefix apart into fields again.
#include <domainsec/message/milter_changes.hpp>

#include <algorithm>
#include <ranges>

namespace domainsec::inline v1 {
namespace {

std::uint32_t index_among_its_name(const MessageView& message, std::size_t index) {
    const auto& fields = message.fields();
    const auto name = fields[index].name();
    return static_cast<std::uint32_t>(
        std::ranges::count_if(fields | std::views::take(index + 1),
                              [name](const auto& field) { return field.is(name); }));
}

std::string value_for_milter(const HeaderField& field) {
    std::string value(field.value());
    if (value.starts_with(' ')) value.erase(0, 1);
    std::erase(value, '\r');
    return value;
}

}  // namespace

MilterChanges milter_changes(const EditList& edits, const MessageView& message) {
    MilterChanges changes;
    for (const auto& removed : edits.removed() | std::views::reverse) {
        if (removed.index >= message.fields().size()) {
            changes.complete = false;
            continue;
        }
        changes.removals.push_back({std::string(message.fields()[removed.index].name()),
                                    index_among_its_name(message, removed.index)});
    }
    const auto added = MessageView::parse(edits.prefix());
    for (const auto& field : added.fields() | std::views::reverse)
        changes.insertions.push_back({std::string(field.name()), value_for_milter(field)});
    return changes;
}

}  // namespace domainsec::inline v1
