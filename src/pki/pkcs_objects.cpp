// The structures that PKCS#7 and PKCS#12 share (RFC 5652 §3, RFC 5280 §4.1.1.2).
#include "pki/pkcs_objects.hpp"

#include <algorithm>

#include "pki/pem.hpp"

namespace domainsec::inline v1::detail {
namespace {

SecretOctets octets_of_pem(std::string_view text, std::initializer_list<std::string_view> labels,
                           errc code, const std::string& what) {
    auto blocks = read_pem(text, code, {});
    const auto fits = [&](const PemBlock& block) {
        return std::find(labels.begin(), labels.end(), block.label) != labels.end();
    };
    const auto found = std::find_if(blocks.begin(), blocks.end(), fits);
    if (found == blocks.end())
        throw Error(code, "It holds a PEM block \"" + escaped(blocks.front().label, 40) +
                              "\", which is no " + what);
    if (std::count_if(blocks.begin(), blocks.end(), fits) > 1)
        throw Error(code, "It holds more than one " + what + " where one is expected");
    return std::move(found->octets);
}

}  // namespace

std::optional<AlgorithmIdentifier> read_algorithm(
    const std::optional<DerElement>& element) noexcept {
    if (!element || element->tag != der_sequence) return std::nullopt;
    DerReader fields(element->content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid) return std::nullopt;
    AlgorithmIdentifier algorithm{text_of(oid->content), {}};
    if (fields.at_end()) return algorithm;
    const auto parameters = fields.next();
    if (!parameters || !fields.at_end()) return std::nullopt;
    algorithm.parameters = parameters->whole;
    return algorithm;
}

std::optional<std::uint64_t> read_count(const std::optional<DerElement>& integer) noexcept {
    if (!integer || integer->content.empty() || (integer->content[0] & 0x80) != 0)
        return std::nullopt;
    if (integer->content.size() > 8) return UINT64_MAX;
    std::uint64_t value = 0;
    for (const std::uint8_t octet : integer->content) value = value << 8 | octet;
    return value;
}

std::optional<ContentInfo> read_content_info(const std::optional<DerElement>& element) noexcept {
    constexpr std::uint8_t explicit_0 = 0xA0;
    if (!element || element->tag != der_sequence) return std::nullopt;
    DerReader fields(element->content);
    const auto type = fields.next(der_object_identifier);
    if (!type) return std::nullopt;
    ContentInfo info{text_of(type->content), {}};
    if (const auto content = fields.next(explicit_0)) info.content = content->content;
    if (!fields.at_end()) return std::nullopt;
    return info;
}

SecretOctets read_pkcs_file(ByteView file, std::initializer_list<std::string_view> labels,
                            errc code, const std::string& what) {
    if (file.size() > max_pkcs_octets)
        throw Error(errc::limit_exceeded, "It is longer than " + std::to_string(max_pkcs_octets) +
                                              " octets, the most that is read of a " + what);
    SecretOctets decoded;
    auto der = der_from_ber(file);
    if (!der && looks_like_pem(file)) {
        decoded = octets_of_pem(text_of(file), labels, code, what);
        der = der_from_ber(decoded);
    }
    if (!der || der->front() != der_sequence)
        throw Error(code, "It is not a " + what + ", or it is not whole");
    return *std::move(der);
}

}  // namespace domainsec::inline v1::detail
