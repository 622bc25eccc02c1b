// GeneralName (RFC 5280 §4.2.1.6).
#include "trust/general_name.hpp"

#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

std::optional<GeneralName> from_element(const DerElement& element) {
    constexpr std::uint8_t context = 0x80;
    constexpr std::uint8_t constructed = 0x20;
    const std::uint8_t number = element.tag & 0x1F;
    if ((element.tag & 0xC0) != context || number > 8) return std::nullopt;
    const auto form = static_cast<NameForm>(number);
    const bool is_constructed = (element.tag & constructed) != 0;
    const bool must_be_constructed = form == NameForm::other_name ||
                                     form == NameForm::x400_address ||
                                     form == NameForm::directory || form == NameForm::edi_party;
    if (is_constructed != must_be_constructed) return std::nullopt;
    // [4] is EXPLICIT, for Name is a CHOICE: its content is a whole Name.
    return GeneralName{form, element.content};
}

}  // namespace

std::optional<GeneralName> read_general_name(ByteView element) {
    DerReader reader(element);
    const auto only = reader.next();
    if (!only || !reader.at_end()) return std::nullopt;
    return from_element(*only);
}

std::optional<std::vector<GeneralName>> read_general_names(ByteView content) {
    std::vector<GeneralName> names;
    DerReader reader(content);
    while (!reader.at_end()) {
        const auto element = reader.next();
        if (!element) return std::nullopt;
        const auto name = from_element(*element);
        if (!name) return std::nullopt;
        names.push_back(*name);
    }
    return names;
}

}  // namespace domainsec::inline v1::detail
