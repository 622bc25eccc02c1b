// The one way a stamp is written: fixed order of tags, short lines (docs/stamp-format.md §2).
#include "stamp/stamp_writing.hpp"

#include <algorithm>
#include <charconv>

#include "stamp/base64.hpp"
#include "stamp/quoted_printable.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_column = 78;

// Where a value may be folded.
enum class Cut {
    nowhere,
    anywhere,     // base64
    after_colon,  // h=
    not_in_hex,   // dkim-quoted-printable: "=XX" stays together
};

// How many octets of `text` fit into `room`; 0 when it cannot be cut there.
std::size_t fitting(std::string_view text, std::size_t room, Cut cut) noexcept {
    if (text.size() <= room) return text.size();
    switch (cut) {
        case Cut::nowhere:
            return 0;
        case Cut::anywhere:
            return room;
        case Cut::after_colon: {
            const auto colon = room == 0 ? std::string_view::npos : text.rfind(':', room - 1);
            return colon == std::string_view::npos ? 0 : colon + 1;
        }
        case Cut::not_in_hex: {
            const auto start = room < 2 ? 0 : room - 2;
            const auto hex = text.substr(0, room).find('=', start);
            return hex == std::string_view::npos ? room : hex;
        }
    }
    return 0;
}

class FoldedWriter final {
  public:
    FoldedWriter(std::string& field, std::string_view line_end) noexcept
        : field_(field), line_end_(line_end), line_begin_(last_line_of(field)) {}

    // On a new line when `name=` and a few octets, or all of a value that cannot be cut, do not
    // fit.
    void tag(std::string_view name, std::string_view value, Cut cut = Cut::nowhere) {
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

    void tag(std::string_view name, std::int64_t number) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        tag(name, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
    }

    void put(std::string_view value, Cut cut) {
        while (!value.empty()) {
            const auto room = max_column - 1 - std::min(column(), max_column - 1);
            auto taken = fitting(value, room, cut);
            if (taken == 0 && (column() == 1 || cut == Cut::nowhere)) taken = value.size();
            field_.append(value.substr(0, taken));
            value.remove_prefix(taken);
            if (!value.empty()) fold();
        }
    }

    void fold() {
        field_ += line_end_;
        line_begin_ = field_.size();
        field_ += ' ';
    }

  private:
    static std::size_t last_line_of(const std::string& field) noexcept {
        const auto lf = field.rfind('\n');
        return lf == std::string::npos ? 0 : lf + 1;
    }
    std::size_t column() const noexcept { return field_.size() - line_begin_; }

    std::string& field_;
    std::string_view line_end_;
    std::size_t line_begin_;
};

// The caller's own TLS stack may name things as it likes; the tag's alphabet is closed.
std::string tls_text(const std::string& parameters) {
    auto text = parameters.substr(0, max_tls_octets);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return !is_tls_octet(c); }, '_');
    return text.empty() ? "unknown" : text;
}

std::string mail_from_text(const SecuredPath& path) {
    return path.mail_from() ? to_quoted_printable(path.mail_from()->str()) : std::string();
}

std::string via_text(const std::string& via) {
    auto text = via.substr(0, max_via_octets);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '_');
    return to_quoted_printable(text);
}

void write_path(FoldedWriter& writer, const SecuredPath& path) {
    writer.fold();
    writer.tag("p", path.partner().str());
    if (path.identity()) writer.tag("n", path.identity()->str());
    writer.tag("m", path.method());
    writer.tag("e", path.edge().str());
    if (!path.via().empty()) writer.tag("via", via_text(path.via()), Cut::not_in_hex);
    if (path.asserted_by_caller()) writer.tag("ca", "1");
    if (path.resumed()) writer.tag("rs", "1");
    writer.fold();
    writer.tag("tls", tls_text(path.tls_parameters()));
    writer.tag("cf", to_base64(path.key_digest()), Cut::anywhere);
}

}  // namespace

std::string write_unsigned_stamp(const StamperOptions& options, const SecuredPath& path,
                                 const StampContents& contents, std::string_view line_end) {
    std::string field;
    field.reserve(1536 + contents.recipient_tokens.size() * 3 / 2);
    field.append(stamp_field_name).append(":");
    FoldedWriter writer(field, line_end);
    writer.tag("v", "1");
    writer.tag("a", to_string(contents.algorithm));
    writer.tag("c", to_string(options.canonicalization));
    writer.tag("d", options.domain->str());
    writer.tag("s", options.selector);
    write_path(writer, path);
    const auto stamped_at = path.judged_at().time_since_epoch();
    writer.tag("t", stamped_at.count());
    writer.tag("x", (stamped_at + options.lifetime).count());
    writer.fold();
    writer.tag("mf", mail_from_text(path), Cut::not_in_hex);
    writer.tag("h", contents.covered, Cut::after_colon);
    if (!contents.recipient_tokens.empty())
        writer.tag("rt", to_base64(contents.recipient_tokens), Cut::anywhere);
    writer.tag("bh", to_base64(contents.body_hash), Cut::anywhere);
    writer.fold();
    field += "b=";
    return field;
}

void append_signature(std::string& field, ByteView signature, std::string_view line_end) {
    FoldedWriter(field, line_end).put(to_base64(signature), Cut::anywhere);
    field += line_end;
}

}  // namespace domainsec::inline v1::detail
