// Builds PKCS#12 files from their parts (RFC 7292), and BER from DER (X.690 §8).
#include "pki/crafted_pkcs12.hpp"

#include <botan/pk_keys.h>

#include <algorithm>

#include "pki/pkcs12_mac.hpp"
#include "pki/private_key_data.hpp"

namespace domainsec::test {

using namespace std::string_view_literals;

Bytes der(std::uint8_t tag, const std::vector<Bytes>& parts) {
    Bytes content;
    for (const Bytes& part : parts) content.insert(content.end(), part.begin(), part.end());
    Bytes length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8)
        length.insert(length.begin(), static_cast<std::uint8_t>(rest));
    if (content.size() >= 0x80)
        length.insert(length.begin(), static_cast<std::uint8_t>(0x80 | length.size()));
    if (length.empty()) length.push_back(0);
    Bytes octets{tag};
    octets.insert(octets.end(), length.begin(), length.end());
    octets.insert(octets.end(), content.begin(), content.end());
    return octets;
}

Bytes der_sequence_of(const std::vector<Bytes>& parts) {
    return der(0x30, parts);
}
Bytes der_oid(std::string_view content) {
    return der(0x06, {Bytes(content.begin(), content.end())});
}
Bytes der_octets(ByteView content) {
    return der(0x04, {Bytes(content.begin(), content.end())});
}
Bytes der_number(std::uint64_t value) {
    Bytes octets;
    for (; value != 0; value >>= 8) octets.insert(octets.begin(), static_cast<std::uint8_t>(value));
    if (octets.empty() || (octets[0] & 0x80) != 0) octets.insert(octets.begin(), 0);
    return der(0x02, {octets});
}

Bytes bag(std::string_view type, const Bytes& value, const Bytes& attributes) {
    return der_sequence_of({der_oid(type), der(0xA0, {value}), attributes});
}

Bytes certificate_bag(const Certificate& certificate, const Bytes& attributes) {
    return bag(detail::oid::certificate_bag,
               der_sequence_of({der_oid(detail::oid::x509_certificate),
                                der(0xA0, {der_octets(certificate.der())})}),
               attributes);
}

Bytes key_octets(const PrivateKey& key) {
    const auto octets = key.data().botan_key->private_key_info();
    return {octets.begin(), octets.end()};
}

Bytes plain_key_bag(const PrivateKey& key, const Bytes& attributes) {
    return bag(detail::oid::key_bag, key_octets(key), attributes);
}

Bytes shrouded_key_bag(const detail::Encrypted& key) {
    return bag(detail::oid::shrouded_key_bag,
               der_sequence_of({key.algorithm, der_octets(key.ciphertext)}));
}

Bytes plain_part(const std::vector<Bytes>& bags) {
    return der_sequence_of(
        {der_oid(detail::oid::data), der(0xA0, {der_octets(der_sequence_of(bags))})});
}

Bytes encrypted_part(const detail::Encrypted& part) {
    const Bytes info =
        der_sequence_of({der_oid(detail::oid::data), part.algorithm, der(0x80, {part.ciphertext})});
    return der_sequence_of({der_oid(detail::oid::encrypted_data),
                            der(0xA0, {der_sequence_of({der_number(0), info})})});
}

Bytes pfx(const std::vector<Bytes>& parts, std::string_view passphrase) {
    return detail::write_pfx(Pkcs12Protection::exchange2010, 1,
                             detail::Pkcs12Passphrase::of(passphrase), der_sequence_of(parts));
}

Bytes pbes2(std::uint64_t iterations) {
    const Bytes derivation = der_sequence_of(
        {der_oid(detail::oid::pbkdf2),
         der_sequence_of({der_octets(Bytes(8, 1)), der_number(iterations),
                          der_sequence_of({der_oid(detail::oid::hmac_sha256), {0x05, 0x00}})})});
    const Bytes cipher = der_sequence_of(
        {der_oid("\x60\x86\x48\x01\x65\x03\x04\x01\x2A"sv), der_octets(Bytes(16, 2))});
    return der_sequence_of({der_oid(detail::oid::pbes2), der_sequence_of({derivation, cipher})});
}

Bytes with_mac(const Bytes& mac_data) {
    const Bytes safe = der_sequence_of({plain_part({})});
    return der_sequence_of(
        {der_number(3),
         der_sequence_of({der_oid(detail::oid::data), der(0xA0, {der_octets(safe)})}), mac_data});
}

Bytes mac_data(std::uint64_t iterations) {
    return der_sequence_of({der_sequence_of({der_sequence_of({der_oid(detail::oid::sha256)}),
                                             der_octets(Bytes(32, 1))}),
                            der_octets(Bytes(8, 1)), der_number(iterations)});
}

Bytes pbmac1_data(std::uint64_t iterations, const Bytes& key_length) {
    const Bytes hmac = der_sequence_of({der_oid(detail::oid::hmac_sha256)});
    const Bytes derivation = der_sequence_of(
        {der_oid(detail::oid::pbkdf2),
         der_sequence_of({der_octets(Bytes(8, 1)), der_number(iterations), key_length, hmac})});
    const Bytes algorithm =
        der_sequence_of({der_oid(detail::oid::pbmac1), der_sequence_of({derivation, hmac})});
    return der_sequence_of({der_sequence_of({algorithm, der_octets(Bytes(32, 1))}),
                            der_octets(Bytes(8, 1)), der_number(1)});
}

namespace {

void append_ber(Bytes& out, detail::DerElement element, std::size_t piece) {
    const bool is_octets = element.tag == 0x04 || element.tag == 0x80;
    if ((element.tag & 0x20) == 0 && !is_octets) {
        out.insert(out.end(), element.whole.begin(), element.whole.end());
        return;
    }
    out.push_back(static_cast<std::uint8_t>(element.tag | 0x20));
    out.push_back(0x80);
    if (is_octets) {
        for (ByteView rest = element.content; !rest.empty();) {
            const Bytes part = der_octets(rest.first(std::min(piece, rest.size())));
            out.insert(out.end(), part.begin(), part.end());
            rest = rest.subspan(std::min(piece, rest.size()));
        }
    } else {
        detail::DerReader inner(element.content);
        while (const auto child = inner.next()) append_ber(out, *child, piece);
    }
    out.insert(out.end(), 2, 0);
}

}  // namespace

Bytes as_ber(ByteView octets, std::size_t piece) {
    Bytes out;
    detail::DerReader reader(octets);
    append_ber(out, reader.next().value(), piece);
    return out;
}

Bytes as_ber_throughout(ByteView file, std::string_view passphrase) {
    detail::DerReader fields(detail::only_element(file, 0x30)->content);
    fields.next();
    const auto content = detail::read_content_info(fields.next());
    const Bytes safe = as_ber(detail::only_element(content->content, 0x04)->content, 33);
    return as_ber(detail::write_pfx(Pkcs12Protection::exchange2010, 1,
                                    detail::Pkcs12Passphrase::of(passphrase), safe));
}

}  // namespace domainsec::test
