// Steps through the stretches that were taken off while the original passes by.
#include <domainsec/message/edited_stream.hpp>

#include <algorithm>

namespace domainsec::inline v1 {

EditedStream::EditedStream(const EditList& edits) : prefix_(edits.prefix()) {
    removed_.reserve(edits.removed().size());
    for (const auto& field : edits.removed())
        if (field.range.length > 0) removed_.push_back(field.range);
}

std::vector<std::string_view> EditedStream::update(std::string_view octets) {
    std::vector<std::string_view> pieces;
    if (!begun_ && !prefix_.empty()) pieces.emplace_back(prefix_);
    begun_ = true;
    while (!octets.empty()) {
        const bool more = next_ < removed_.size();
        const auto begin = more ? removed_[next_].offset : offset_ + octets.size();
        if (offset_ < begin) {
            const auto kept = octets.substr(0, begin - offset_);
            pieces.push_back(kept);
            offset_ += kept.size();
            octets.remove_prefix(kept.size());
            continue;
        }
        const auto end = begin + removed_[next_].length;
        const auto gone = std::min(octets.size(), end - offset_);
        offset_ += gone;
        octets.remove_prefix(gone);
        if (offset_ == end) ++next_;
    }
    return pieces;
}

}  // namespace domainsec::inline v1
