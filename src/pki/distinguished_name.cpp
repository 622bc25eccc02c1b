// Distinguished names for people (RFC 4514 §2).
#include <botan/ber_dec.h>
#include <botan/pkix_types.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "pki/certificate_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_text = 1024;

// RFC 4514 §3, and the address that old certificates carry here.
std::string attribute_name(const Botan::OID& oid) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> names{{
        {"2.5.4.3", "CN"},
        {"2.5.4.6", "C"},
        {"2.5.4.7", "L"},
        {"2.5.4.8", "ST"},
        {"2.5.4.9", "STREET"},
        {"2.5.4.10", "O"},
        {"2.5.4.11", "OU"},
        {"2.5.4.5", "serialNumber"},
        {"0.9.2342.19200300.100.1.25", "DC"},
        {"0.9.2342.19200300.100.1.1", "UID"},
        {"1.2.840.113549.1.9.1", "emailAddress"},
    }};
    std::string dotted = oid.to_string();
    for (const auto& [number, name] : names)
        if (number == dotted) return std::string(name);
    return dotted;
}

// RFC 4514 §2.4; whatever is not printable ASCII as pairs of hexadecimal digits.
std::string escaped_value(std::string_view value) {
    static constexpr char hex[] = "0123456789ABCDEF";
    static constexpr std::string_view special = "\"+,;<>\\=";
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool edge_space = c == ' ' && (i == 0 || i + 1 == value.size());
        if (special.find(c) != std::string_view::npos || edge_space || (c == '#' && i == 0)) {
            text += '\\';
            text += c;
        } else if (c < ' ' || c > '~') {
            const auto octet = static_cast<unsigned char>(c);
            text += '\\';
            text += hex[octet >> 4];
            text += hex[octet & 0x0F];
        } else {
            text += c;
        }
    }
    return text;
}

// Certificates are read only with names that Botan reads as well; should the two ever disagree, a
// name is without text and the same as no other.
std::optional<Botan::X509_DN> decoded_name(ByteView der) {
    Botan::X509_DN name;
    try {
        Botan::BER_Decoder(der, Botan::BER_Decoder::Limits::DER()).decode(name);
    } catch (const Botan::Exception&) {
        return std::nullopt;
    }
    return name;
}

}  // namespace

std::string name_as_text(ByteView der) {
    const auto name = decoded_name(der);
    std::string text;
    if (!name) return text;
    const auto& parts = name->dn_info();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        if (!text.empty()) text += ',';
        text += attribute_name(part->first) + "=" + escaped_value(part->second.value());
        if (text.size() > max_text) return text.substr(0, max_text - 3) + "...";
    }
    return text;
}

bool is_same_name(ByteView a, ByteView b) {
    if (std::ranges::equal(a, b)) return true;
    const auto first = decoded_name(a);
    const auto second = decoded_name(b);
    return first && second && *first == *second;
}

}  // namespace domainsec::inline v1::detail
