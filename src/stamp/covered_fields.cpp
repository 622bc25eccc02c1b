// Fields sorted by name once, so that a hostile h= costs no more than an honest one (RFC 6376
// §5.4.2).
#include "stamp/covered_fields.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "message/ascii.hpp"
#include "message/canonical_header.hpp"

namespace domainsec::inline v1::detail {
namespace {

int compare_names(std::string_view a, std::string_view b) noexcept {
    const auto shared = std::min(a.size(), b.size());
    for (std::size_t at = 0; at < shared; ++at) {
        const auto x = static_cast<unsigned char>(ascii_lower(a[at]));
        const auto y = static_cast<unsigned char>(ascii_lower(b[at]));
        if (x != y) return x < y ? -1 : 1;
    }
    if (a.size() == b.size()) return 0;
    return a.size() < b.size() ? -1 : 1;
}

}  // namespace

// The first eight octets in lower case, then compared as one number: most names differ there.
std::uint64_t FieldPicker::sort_key(std::string_view name) noexcept {
    std::uint64_t key = 0;
    for (std::size_t at = 0; at < 8; ++at) {
        const char octet = at < name.size() ? ascii_lower(name[at]) : '\0';
        key = key << 8U | static_cast<unsigned char>(octet);
    }
    return key;
}

void FieldPicker::begin(const MessageView& message) {
    fields_ = &message.fields();
    entries_.clear();
    entries_.reserve(fields_->size());
    for (std::size_t index = fields_->size(); index-- > 0;)
        entries_.push_back(
            {sort_key((*fields_)[index].name()), static_cast<std::uint32_t>(index), 0});
    std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
        const int order = compare(a.key, name_of(a), b);
        return order != 0 ? order < 0 : a.index > b.index;
    });
}

std::string_view FieldPicker::name_of(const Entry& entry) const noexcept {
    return (*fields_)[entry.index].name();
}

int FieldPicker::compare(std::uint64_t key, std::string_view name,
                         const Entry& entry) const noexcept {
    if (key != entry.key) return key < entry.key ? -1 : 1;
    return compare_names(name, name_of(entry));
}

const HeaderField* FieldPicker::next(std::string_view name) noexcept {
    const auto key = sort_key(name);
    const auto first =
        std::partition_point(entries_.begin(), entries_.end(),
                             [&](const Entry& entry) { return compare(key, name, entry) > 0; });
    if (first == entries_.end() || compare(key, name, *first) != 0) return nullptr;
    if (entries_.end() - first <= static_cast<std::ptrdiff_t>(first->taken)) return nullptr;
    const auto& entry = *(first + first->taken);
    if (compare(key, name, entry) != 0) return nullptr;
    ++first->taken;
    return &(*fields_)[entry.index];
}

std::vector<FieldPicker::Name> FieldPicker::names(const HeaderField& except) const {
    std::vector<Name> names;
    for (auto first = entries_.begin(); first != entries_.end();) {
        const auto last = std::find_if(first, entries_.end(), [&](const Entry& entry) {
            return compare(first->key, name_of(*first), entry) != 0;
        });
        const auto count = last - first;
        const bool only_except = count == 1 && &(*fields_)[first->index] == &except;
        if (!only_except)
            names.push_back({escaped(ascii_lowered(name_of(*first)), 64),
                             static_cast<std::ptrdiff_t>(first->taken) == count});
        first = last;
    }
    return names;
}

void cover(FieldPicker& picker, Canonicalization form, std::string& names, std::string& canonical) {
    for (const auto name : covered_names) {
        // Named once more than it is there: adding another one breaks the stamp (RFC 6376 §8.15).
        const HeaderField* field = nullptr;
        do {
            field = picker.next(name);
            if (field != nullptr) append_canonical_field(canonical, *field, form);
            if (!names.empty()) names += ':';
            names += name;
        } while (field != nullptr);
    }
}

}  // namespace domainsec::inline v1::detail
