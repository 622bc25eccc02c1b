// Distinguished names (RFC 5280 §4.1.2.4, §7.1; X.501).
#include "trust/directory_name.hpp"

#include <algorithm>

#include "pki/der_reader.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t utf8_string = 0x0C;
constexpr std::uint8_t numeric_string = 0x12;
constexpr std::uint8_t printable_string = 0x13;
constexpr std::uint8_t teletex_string = 0x14;
constexpr std::uint8_t ia5_string = 0x16;
constexpr std::uint8_t visible_string = 0x1A;
constexpr std::uint8_t universal_string = 0x1C;
constexpr std::uint8_t bmp_string = 0x1E;

void append_utf8(std::string& out, std::uint32_t character) {
    const auto tail = [&](int shift) {
        out += static_cast<char>(0x80 | (character >> shift & 0x3F));
    };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xC0 | character >> 6);
        tail(0);
    } else if (character < 0x10000) {
        out += static_cast<char>(0xE0 | character >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | character >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

// Characters of `width` octets each, most significant first. Nothing for what is not in Unicode or
// not in whole characters.
std::optional<std::string> wide_text(ByteView octets, std::size_t width) {
    if (octets.size() % width != 0) return std::nullopt;
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += width) {
        std::uint32_t character = 0;
        for (std::size_t k = 0; k < width; ++k) character = character << 8 | octets[i + k];
        if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
            return std::nullopt;
        append_utf8(text, character);
    }
    return text;
}

// A value of one of the string types, in UTF-8. TeletexString is Latin-1, as those who wrote it
// meant it (RFC 5280 §4.1.2.4 and appendix B).
std::optional<std::string> text_value(const DerElement& value) {
    switch (value.tag) {
        case utf8_string:
        case numeric_string:
        case printable_string:
        case ia5_string:
        case visible_string:
            return std::string(text_of(value.content));
        case teletex_string:
            return wide_text(value.content, 1);
        case bmp_string:
            return wide_text(value.content, 2);
        case universal_string:
            return wide_text(value.content, 4);
        default:
            return std::nullopt;
    }
}

bool is_printable_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// RFC 5280 §7.1 asks for the caseIgnore steps of RFC 4518; of these, the ones that matter in ASCII.
// Control characters, which are nothing there, stay: no honest name has one.
std::string folded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            if (!result.empty() && result.back() != ' ') result += ' ';
        } else {
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

void append_counted(std::string& out, std::string_view part) {
    const auto size = static_cast<std::uint32_t>(part.size());
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    out += part;
}

struct Attribute {
    std::string type;
    std::string canonical;
    bool is_vague = false;
    std::optional<std::string> email;
    std::optional<std::string> common_name;
};

std::optional<Attribute> read_attribute(ByteView content) {
    DerReader fields(content);
    const auto type = fields.next(der_object_identifier);
    const auto value = fields.next();
    if (!type || !value || !fields.at_end()) return std::nullopt;
    Attribute attribute;
    attribute.type = text_of(type->content);
    append_counted(attribute.canonical, attribute.type);
    if (const auto text = text_value(*value)) {
        append_counted(attribute.canonical, "t" + folded(*text));
        attribute.is_vague = !is_printable_ascii(*text);
    } else {
        attribute.is_vague = value->tag == bmp_string || value->tag == universal_string;
        append_counted(attribute.canonical, "o" + std::string(text_of(value->whole)));
    }
    if (text_of(type->content) == oid::common_name)
        attribute.common_name = std::string(text_of(value->content));
    if (text_of(type->content) == oid::email_address)
        attribute.email = std::string(text_of(value->content));
    return attribute;
}

}  // namespace

std::optional<DirectoryName> DirectoryName::from_der(ByteView name) {
    const auto sequence = only_element(name, der_sequence);
    if (!sequence) return std::nullopt;
    DirectoryName result;
    DerReader rdns(sequence->content);
    while (!rdns.at_end()) {
        const auto rdn = rdns.next(der_set);
        if (!rdn || !result.append_rdn(rdn->content)) return std::nullopt;
    }
    return result;
}

bool DirectoryName::may_be_within(const DirectoryName& base) const noexcept {
    if (base.rdns_.size() > rdns_.size()) return false;
    for (std::size_t i = 0; i < base.rdns_.size(); ++i) {
        const Outline& ours = outlines_[i];
        const Outline& theirs = base.outlines_[i];
        const bool may_be_same = (ours.is_vague || theirs.is_vague) && ours.types == theirs.types;
        if (rdns_[i] != base.rdns_[i] && !may_be_same) return false;
    }
    return true;
}

bool DirectoryName::append_rdn(ByteView rdn) {
    if (rdn.empty()) return false;
    std::vector<std::string> attributes, types;
    Outline outline;
    DerReader members(rdn);
    while (!members.at_end()) {
        const auto member = members.next(der_sequence);
        if (!member) return false;
        auto attribute = read_attribute(member->content);
        if (!attribute) return false;
        attributes.push_back(std::move(attribute->canonical));
        types.push_back(std::move(attribute->type));
        outline.is_vague = outline.is_vague || attribute->is_vague;
        if (attribute->common_name) common_names_.push_back(*std::move(attribute->common_name));
        if (attribute->email) emails_.push_back(*std::move(attribute->email));
    }
    std::sort(attributes.begin(), attributes.end());
    std::sort(types.begin(), types.end());
    std::string joined;
    for (const std::string& attribute : attributes) append_counted(joined, attribute);
    for (const std::string& type : types) append_counted(outline.types, type);
    rdns_.push_back(std::move(joined));
    outlines_.push_back(std::move(outline));
    return true;
}

std::optional<DirectoryName> DirectoryName::with_rdn(ByteView rdn) const {
    DirectoryName longer = *this;
    if (!longer.append_rdn(rdn)) return std::nullopt;
    return longer;
}

std::string DirectoryName::canonical() const {
    std::string joined;
    for (const std::string& rdn : rdns_) append_counted(joined, rdn);
    return joined;
}

bool DirectoryName::is_within(const DirectoryName& base) const noexcept {
    return base.rdns_.size() <= rdns_.size() &&
           std::equal(base.rdns_.begin(), base.rdns_.end(), rdns_.begin());
}

}  // namespace domainsec::inline v1::detail
