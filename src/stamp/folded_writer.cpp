// Lines of at most 78 octets, where the values allow it.
#include "stamp/folded_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_column = 78;

std::size_t behind_last(char separator, std::string_view text) noexcept {
    const auto at = text.rfind(separator);
    return at == std::string_view::npos ? 0 : at + 1;
}

// How many octets of `text` fit into `room`; 0 when it cannot be cut there.
std::size_t fitting(std::string_view text, std::size_t room, Cut cut) noexcept {
    if (text.size() <= room) return text.size();
    switch (cut) {
        case Cut::nowhere:
            return 0;
        case Cut::anywhere:
            return room;
        case Cut::after_colon:
            return behind_last(':', text.substr(0, room));
        case Cut::after_comma:
            return behind_last(',', text.substr(0, room));
        case Cut::not_in_hex: {
            const auto start = room < 2 ? 0 : room - 2;
            const auto hex = text.substr(0, room).find('=', start);
            return hex == std::string_view::npos ? room : hex;
        }
    }
    return 0;
}

std::size_t last_line_of(const std::string& field) noexcept {
    const auto lf = field.rfind('\n');
    return lf == std::string::npos ? 0 : lf + 1;
}

}  // namespace

FoldedWriter::FoldedWriter(std::string& field, std::string_view line_end) noexcept
    : field_(field), line_end_(line_end), line_begin_(last_line_of(field)) {}

void FoldedWriter::tag(std::string_view name, std::string_view value, Cut cut) {
    const auto whole = name.size() + 1 + value.size() + 1;
    const auto needed = cut == Cut::nowhere ? whole : std::min(whole, name.size() + 20);
    if (column() + 1 + needed > max_column) {
        fold();
    } else if (field_.back() != ' ') {
        field_ += ' ';
    }
    field_.append(name).append("=");
    put(value, cut);
    field_ += ';';
}

void FoldedWriter::tag(std::string_view name, std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    tag(name, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

void FoldedWriter::put(std::string_view value, Cut cut) {
    while (!value.empty()) {
        const auto room = max_column - 1 - std::min(column(), max_column - 1);
        auto taken = fitting(value, room, cut);
        if (taken == 0 && (column() == 1 || cut == Cut::nowhere)) taken = value.size();
        field_.append(value.substr(0, taken));
        value.remove_prefix(taken);
        if (!value.empty()) fold();
    }
}

void FoldedWriter::fold() {
    field_ += line_end_;
    line_begin_ = field_.size();
    field_ += ' ';
}

}  // namespace domainsec::inline v1::detail
