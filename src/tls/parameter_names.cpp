// The names of cipher suites and groups as IANA registers them (RFC 8446 §B.4 and §4.2.7).
#include "tls/parameter_names.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace domainsec::inline v1::detail {
namespace {

struct Alias {
    std::string_view other;
    std::string_view iana;
};

struct NamedGroup {
    std::uint16_t code_point;
    std::string_view name;
};

// OpenSSL's names of the TLS 1.2 AEAD suites; its names of TLS 1.3 suites are IANA's.
constexpr std::array cipher_aliases{
    Alias{"ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    Alias{"ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    Alias{"ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    Alias{"ECDHE-ECDSA-AES128-CCM", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"},
    Alias{"ECDHE-ECDSA-AES256-CCM", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"},
    Alias{"ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"},
    Alias{"ECDHE-ECDSA-AES256-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"},
    Alias{"ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    Alias{"ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    Alias{"ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    Alias{"DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
    Alias{"DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
    Alias{"DHE-RSA-CHACHA20-POLY1305", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    Alias{"DHE-RSA-AES128-CCM", "TLS_DHE_RSA_WITH_AES_128_CCM"},
    Alias{"DHE-RSA-AES256-CCM", "TLS_DHE_RSA_WITH_AES_256_CCM"},
    Alias{"AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
    Alias{"AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"},
};

constexpr std::array group_aliases{
    Alias{"p-256", "secp256r1"},
    Alias{"prime256v1", "secp256r1"},
    Alias{"p-384", "secp384r1"},
    Alias{"p-521", "secp521r1"},
    Alias{"curve25519", "x25519"},
    Alias{"group-x25519", "x25519"},
    Alias{"x25519-mlkem768", "x25519mlkem768"},
};

constexpr std::array groups{
    NamedGroup{0x0017, "secp256r1"}, NamedGroup{0x0018, "secp384r1"},
    NamedGroup{0x0019, "secp521r1"}, NamedGroup{0x001D, "x25519"},
    NamedGroup{0x001E, "x448"},      NamedGroup{0x11EC, "x25519mlkem768"},
};

bool contains(std::string_view text, std::string_view part) noexcept {
    return text.find(part) != std::string_view::npos;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string iana_cipher_name(std::string_view name) {
    const auto* alias = std::find_if(cipher_aliases.begin(), cipher_aliases.end(),
                                     [&](const Alias& entry) { return entry.other == name; });
    return std::string(alias == cipher_aliases.end() ? name : alias->iana);
}

bool is_aead_cipher(std::string_view iana_name) noexcept {
    return iana_name.substr(0, 4) == "TLS_" &&
           (contains(iana_name, "_GCM_") || contains(iana_name, "_CCM") ||
            contains(iana_name, "CHACHA20_POLY1305"));
}

bool is_tls13_cipher(std::string_view iana_name) noexcept {
    return iana_name.substr(0, 4) == "TLS_" && !contains(iana_name, "_WITH_");
}

std::string group_name(std::string_view name) {
    std::string lowered(name);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    const auto* alias = std::find_if(group_aliases.begin(), group_aliases.end(),
                                     [&](const Alias& entry) { return entry.other == lowered; });
    return alias == group_aliases.end() ? lowered : std::string(alias->iana);
}

std::string group_name(std::uint16_t code_point) {
    const auto* group = std::find_if(groups.begin(), groups.end(), [&](const NamedGroup& entry) {
        return entry.code_point == code_point;
    });
    if (group != groups.end()) return std::string(group->name);
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "group_0x%04x", static_cast<unsigned>(code_point));
    return text.data();
}

}  // namespace domainsec::inline v1::detail
