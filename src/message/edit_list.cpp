// A list of edits: what stands in front, what is kept. Nothing that stays is copied before it is
// applied.
#include <domainsec/error.hpp>
#include <domainsec/message/border.hpp>

namespace domainsec::inline v1 {

EditList::EditList(std::size_t size) : size_(size) {
    if (size > 0) kept_.push_back({0, size});
}

void EditList::remove(std::size_t index, const HeaderField& field, const MessageView& message,
                      RemovalReason reason) {
    const auto offset = static_cast<std::size_t>(field.raw().data() - message.octets().data());
    remove({index, escaped(field.name()), {offset, field.raw().size()}, reason});
}

void EditList::remove(RemovedField field) {
    const auto [offset, length] = field.range;
    const auto next =
        removed_.empty() ? 0 : removed_.back().range.offset + removed_.back().range.length;
    if (offset < next || offset > size_ || length > size_ - offset) {
        throw Error(
            errc::invalid_argument,
            "fields must be taken off from the top down, each once, and lie in the message");
    }
    removed_.push_back(std::move(field));
    if (length == 0) return;
    // All from `next` on is still kept, as the last stretch.
    auto& last = kept_.back();
    const OctetRange rest{offset + length, size_ - offset - length};
    last.length = offset - last.offset;
    if (last.length == 0) kept_.pop_back();
    if (rest.length > 0) kept_.push_back(rest);
}

void EditList::prepend(std::string_view field) {
    prefix_.insert(0, field);
}

std::string EditList::applied_to(std::string_view message) const {
    if (message.size() != size_) {
        throw Error(errc::invalid_argument, "the edits were made for another message");
    }
    std::string edited;
    std::size_t size = prefix_.size();
    for (const auto& range : kept_) size += range.length;
    edited.reserve(size);
    edited += prefix_;
    for (const auto& range : kept_) edited += message.substr(range.offset, range.length);
    return edited;
}

}  // namespace domainsec::inline v1
