// Counts fields by name as an MTA does, and takes the prefix apart into fields again.
#include <domainsec/message/milter_changes.hpp>

#include <algorithm>

namespace domainsec::inline v1 {
namespace {

std::uint32_t index_among_its_name(const MessageView& message, std::size_t index) {
    const auto& fields = message.fields();
    const auto name = fields[index].name();
    const auto end = fields.begin() + static_cast<std::ptrdiff_t>(index) + 1;
    return static_cast<std::uint32_t>(
        std::count_if(fields.begin(), end, [name](const auto& field) { return field.is(name); }));
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
    const auto& removed = edits.removed();
    for (auto field = removed.rbegin(); field != removed.rend(); ++field) {
        if (field->index >= message.fields().size()) {
            changes.complete = false;
            continue;
        }
        changes.removals.push_back({std::string(message.fields()[field->index].name()),
                                    index_among_its_name(message, field->index)});
    }
    const auto added = MessageView::parse(edits.prefix());
    const auto& fields = added.fields();
    for (auto field = fields.rbegin(); field != fields.rend(); ++field)
        changes.insertions.push_back({std::string(field->name()), value_for_milter(*field)});
    return changes;
}

}  // namespace domainsec::inline v1
