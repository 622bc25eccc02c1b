// Distinguished names (RFC 5280 §4.1.2.4, §7.1; X.501).
#include "trust/directory_name.hpp"

#include <algorithm>

#include "pki/der_reader.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_set = 0x31;
constexpr std::uint8_t utf8_string = 0x0C;
constexpr std::uint8_t printable_string = 0x13;
constexpr std::uint8_t teletex_string = 0x14;
constexpr std::uint8_t ia5_string = 0x16;

bool is_text(std::uint8_t tag) noexcept {
    return tag == utf8_string || tag == printable_string || tag == teletex_string ||
           tag == ia5_string;
}

// RFC 5280 §7.1 asks for the caseIgnore steps of RFC 4518; of these, the ones that matter in ASCII.
std::string folded(ByteView text) {
    std::string result;
    result.reserve(text.size());
    for (const std::uint8_t octet : text) {
        const char c = static_cast<char>(octet);
        if (c == ' ') {
            if (!result.empty() && result.back() != ' ') result += c;
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
    std::string canonical;
    std::optional<std::string> email;
    std::optional<std::string> common_name;
};

std::optional<Attribute> read_attribute(ByteView content) {
    DerReader fields(content);
    const auto type = fields.next(der_object_identifier);
    const auto value = fields.next();
    if (!type || !value || !fields.at_end()) return std::nullopt;
    Attribute attribute;
    append_counted(attribute.canonical, text_of(type->content));
    if (is_text(value->tag)) {
        append_counted(attribute.canonical, "t" + folded(value->content));
    } else {
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
        if (!rdn || rdn->content.empty()) return std::nullopt;
        std::vector<std::string> attributes;
        DerReader members(rdn->content);
        while (!members.at_end()) {
            const auto member = members.next(der_sequence);
            if (!member) return std::nullopt;
            auto attribute = read_attribute(member->content);
            if (!attribute) return std::nullopt;
            attributes.push_back(std::move(attribute->canonical));
            if (attribute->common_name)
                result.common_names_.push_back(*std::move(attribute->common_name));
            if (attribute->email) result.emails_.push_back(*std::move(attribute->email));
        }
        std::sort(attributes.begin(), attributes.end());
        std::string joined;
        for (const std::string& attribute : attributes) append_counted(joined, attribute);
        result.rdns_.push_back(std::move(joined));
    }
    return result;
}

bool DirectoryName::is_within(const DirectoryName& base) const noexcept {
    return base.rdns_.size() <= rdns_.size() &&
           std::equal(base.rdns_.begin(), base.rdns_.end(), rdns_.begin());
}

}  // namespace domainsec::inline v1::detail
