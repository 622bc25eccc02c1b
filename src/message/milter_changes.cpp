// Counts fields by name as an MTA does, and takes the prefix apart into fields again.
#include <domainsec/message/milter_changes.hpp>

#include <algorithm>
#include <unordered_map>

#include "message/ascii.hpp"

namespace domainsec::inline v1 {
namespace {

// Counts the fields above by name. Each field is counted once, however many are taken off.
class NameCount {
  public:
    explicit NameCount(const MessageView& message) : message_(message) {}

    // 1 for the topmost of its name. Indexes must be asked for from the top down.
    std::uint32_t index_among_its_name(std::size_t index) {
        const auto& fields = message_.fields();
        for (; next_ <= index; ++next_) ++counts_[detail::ascii_lowered(fields[next_].name())];
        return counts_[detail::ascii_lowered(fields[index].name())];
    }

  private:
    const MessageView& message_;
    std::unordered_map<std::string, std::uint32_t> counts_;
    std::size_t next_ = 0;
};

std::string value_for_milter(const HeaderField& field) {
    std::string value(field.value());
    if (value.starts_with(' ')) value.erase(0, 1);
    std::erase(value, '\r');
    return value;
}

}  // namespace

MilterChanges milter_changes(const EditList& edits, const MessageView& message) {
    MilterChanges changes;
    NameCount count(message);
    for (const auto& field : edits.removed()) {
        if (field.index >= message.fields().size()) {
            changes.complete = false;
            continue;
        }
        changes.removals.push_back({std::string(message.fields()[field.index].name()),
                                    count.index_among_its_name(field.index)});
    }
    std::reverse(changes.removals.begin(), changes.removals.end());
    const auto added = MessageView::parse(edits.prefix());
    const auto& fields = added.fields();
    for (auto field = fields.rbegin(); field != fields.rend(); ++field)
        changes.insertions.push_back({std::string(field->name()), value_for_milter(*field)});
    return changes;
}

}  // namespace domainsec::inline v1
