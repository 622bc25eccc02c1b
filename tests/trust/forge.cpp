// Encodes certificates by hand (RFC 5280 §4.1).
#include "trust/forge.hpp"

#include <botan/der_enc.h>
#include <botan/pubkey.h>
#include <botan/x509_obj.h>

#include <stdexcept>

#include "pki/private_key_data.hpp"
#include "pki/random.hpp"
#include "time_text.hpp"

namespace domainsec::test {
namespace {

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

// "2026-11-24T12:00:00Z" without what a GeneralizedTime does not have.
Bytes time_of(TimePoint time) {
    std::string digits;
    for (const char c : detail::time_text(time))
        if (c >= '0' && c <= '9') digits += c;
    const bool is_short = digits.substr(0, 4) >= "1950" && digits.substr(0, 4) < "2050";
    return is_short ? tlv(0x17, digits.substr(2) + "Z") : tlv(0x18, digits + "Z");
}

Bytes oid_of(const std::string& dotted) {
    Bytes octets;
    Botan::DER_Encoder(octets).encode(Botan::OID(dotted));
    return octets;
}

Bytes extensions_of(const Spec& spec) {
    Bytes list;
    for (const detail::RawExtension& extension : spec.extensions) {
        const Bytes one =
            tlv(0x30, {oid_of(extension.oid), extension.critical ? tlv(0x01, "\xFF") : Bytes{},
                       tlv(0x04, extension.content)});
        list.insert(list.end(), one.begin(), one.end());
    }
    return list.empty() ? Bytes{} : tlv(0xA3, tlv(0x30, list));
}

Bytes version_of(const Spec& spec) {
    if (spec.version == 1) return {};
    return tlv(0xA0, tlv(0x02, Bytes{static_cast<std::uint8_t>(spec.version - 1)}));
}

Bytes subject_of(const Spec& spec) {
    return spec.subject_name ? *spec.subject_name : detail::encode_name(spec.subject, "");
}

Bytes serial_of(const Spec& spec) {
    if (spec.serial) return *spec.serial;
    Bytes serial;
    Botan::DER_Encoder(serial).encode(detail::random_serial());
    return serial;
}

Bytes validity_of(const Spec& spec) {
    if (spec.validity) return *spec.validity;
    return joined({time_of(spec.not_before), time_of(spec.not_after)});
}

Bytes subtrees(std::uint8_t tag, std::initializer_list<Bytes> bases) {
    Bytes list;
    for (const Bytes& base : bases) {
        const Bytes subtree = tlv(0x30, base);
        list.insert(list.end(), subtree.begin(), subtree.end());
    }
    return list.empty() ? Bytes{} : tlv(tag, list);
}

}  // namespace

Bytes tlv(std::uint8_t tag, ByteView content) {
    Bytes element{tag};
    const std::size_t size = content.size();
    if (size < 0x80) {
        element.push_back(static_cast<std::uint8_t>(size));
    } else {
        element.insert(element.end(),
                       {0x83, static_cast<std::uint8_t>(size >> 16),
                        static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)});
        if (size < 0x100)
            element.erase(element.begin() + 2, element.begin() + 4);
        else if (size < 0x10000)
            element.erase(element.begin() + 2);
        element[1] = static_cast<std::uint8_t>(size < 0x100 ? 0x81 : size < 0x10000 ? 0x82 : 0x83);
    }
    element.insert(element.end(), content.begin(), content.end());
    return element;
}

Bytes tlv(std::uint8_t tag, std::string_view content) {
    return tlv(tag, bytes_of(content));
}

Bytes tlv(std::uint8_t tag, std::initializer_list<Bytes> parts) {
    return tlv(tag, joined(parts));
}

Bytes dns_name(std::string_view name) {
    return tlv(0x82, name);
}
Bytes email_name(std::string_view address) {
    return tlv(0x81, address);
}
Bytes uri_name(std::string_view uri) {
    return tlv(0x86, uri);
}
Bytes ip_name(std::initializer_list<std::uint8_t> octets) {
    return tlv(0x87, Bytes(octets));
}
Bytes directory_name(const Bytes& name) {
    return tlv(0xA4, name);
}

detail::RawExtension alternative_names(std::initializer_list<Bytes> names) {
    return {"2.5.29.17", false, tlv(0x30, names)};
}

detail::RawExtension name_constraints(std::initializer_list<Bytes> permitted,
                                      std::initializer_list<Bytes> excluded) {
    return {"2.5.29.30", true, tlv(0x30, {subtrees(0xA0, permitted), subtrees(0xA1, excluded)})};
}

Spec authority(const std::string& subject, std::vector<detail::RawExtension> more,
               std::optional<std::size_t> path_length) {
    Spec spec;
    spec.subject = subject;
    spec.not_before = test_now() - std::chrono::days(365);
    spec.not_after = test_now() + std::chrono::days(3650);
    spec.extensions = {detail::basic_constraints(true, path_length),
                       {"2.5.29.15", true, tlv(0x03, "\x01\x06")}};
    for (auto& extension : more) spec.extensions.push_back(std::move(extension));
    return spec;
}

Spec edge(std::vector<detail::RawExtension> more) {
    Spec spec;
    spec.extensions = {alternative_names({dns_name("mail.fabrikam.example")})};
    for (auto& extension : more) spec.extensions.push_back(std::move(extension));
    return spec;
}

Party forge_root(const Spec& spec) {
    const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    const Bytes name = subject_of(spec);
    return {forge_with(*key.data().botan_key, name, spec, key.public_key()), key, name};
}

Party forge(const Party& issuer, const Spec& spec, const std::optional<PrivateKey>& key) {
    const PrivateKey own = key ? *key : PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    return {forge_with(*issuer.key.data().botan_key, issuer.name, spec, own.public_key()), own,
            subject_of(spec)};
}

Bytes forge_der(const Botan::Private_Key& signer, const Bytes& issuer, const Spec& spec,
                const Bytes& public_key) {
    const auto kind = signer.algo_name();  // these two hash themselves
    const std::string hash = kind == "Ed25519" || kind.starts_with("ML-DSA") ? "" : spec.hash;
    const auto operation =
        Botan::X509_Object::choose_sig_format(signer, detail::system_random(), hash, spec.padding);
    const auto algorithm = operation->algorithm_identifier();
    Bytes algorithm_der;
    Botan::DER_Encoder(algorithm_der).encode(algorithm);
    const Bytes content =
        tlv(0x30, {version_of(spec), serial_of(spec), algorithm_der, issuer,
                   tlv(0x30, validity_of(spec)), subject_of(spec),
                   spec.public_key ? *spec.public_key : public_key, extensions_of(spec)});
    return Botan::X509_Object::make_signed(*operation, detail::system_random(), algorithm, content);
}

Certificate forge_with(const Botan::Private_Key& signer, const Bytes& issuer, const Spec& spec,
                       const Bytes& public_key) {
    std::string why;
    auto certificate = Certificate::from_der(forge_der(signer, issuer, spec, public_key), &why);
    if (!certificate) throw std::invalid_argument(why);
    return *std::move(certificate);
}

}  // namespace domainsec::test
