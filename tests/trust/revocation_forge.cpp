// Encodes lists and OCSP responses by hand (RFC 5280 §5.1, RFC 6960 §4.2.1).
#include "trust/revocation_forge.hpp"

#include <botan/der_enc.h>
#include <botan/hash.h>
#include <botan/pubkey.h>
#include <botan/x509_obj.h>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "pki/private_key_data.hpp"
#include "pki/random.hpp"
#include "time_text.hpp"

namespace domainsec::test {
namespace {

Bytes generalized(TimePoint time) {
    std::string digits;
    for (const char c : detail::time_text(time))
        if (c >= '0' && c <= '9') digits += c;
    return tlv(0x18, digits + "Z");
}

Bytes utc(TimePoint time) {
    const Bytes long_form = generalized(time);
    return tlv(0x17, ByteView(long_form).subspan(4));
}

Bytes encoded_oid(const std::string& dotted) {
    Bytes octets;
    Botan::DER_Encoder(octets).encode(Botan::OID(dotted));
    return octets;
}

Bytes all_of(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes extension_list(const std::vector<detail::RawExtension>& extensions) {
    std::vector<Bytes> list;
    for (const auto& extension : extensions)
        list.push_back(tlv(0x30, {encoded_oid(extension.oid),
                                  extension.critical ? tlv(0x01, Bytes{0xFF}) : Bytes{},
                                  tlv(0x04, extension.content)}));
    return list.empty() ? Bytes{} : tlv(0x30, all_of(list));
}

// `encode` gets the AlgorithmIdentifier and gives what is signed.
template <typename Encode>
Bytes signed_by(const Party& signer, const std::string& hash, Encode encode) {
    const auto& key = *signer.key.data().botan_key;
    const auto operation =
        Botan::X509_Object::choose_sig_format(key, detail::system_random(), hash, "");
    const auto algorithm = operation->algorithm_identifier();
    Bytes algorithm_der;
    Botan::DER_Encoder(algorithm_der).encode(algorithm);
    return Botan::X509_Object::make_signed(*operation, detail::system_random(), algorithm,
                                           encode(algorithm_der));
}

Bytes digest(ByteView octets, const std::string& hash) {
    const auto function = Botan::HashFunction::create_or_throw(hash);
    function->update(octets);
    return function->final_stdvec();
}

Bytes key_bits(const Party& party) {
    const Bytes info = party.key.public_key();
    const auto outer = detail::only_element(info, detail::der_sequence);
    detail::DerReader fields(outer->content);
    fields.next();
    const auto bits = fields.next();
    return {bits->content.begin() + 1, bits->content.end()};
}

const char* oid_of_hash(const std::string& hash) {
    if (hash == "SHA-1") return "1.3.14.3.2.26";
    if (hash == "SHA-256") return "2.16.840.1.101.3.4.2.1";
    if (hash == "SHA-384") return "2.16.840.1.101.3.4.2.2";
    return "2.16.840.1.101.3.4.2.3";
}

Bytes answer_of(const AnswerSpec& spec) {
    return tlv(0x30, {spec.id, spec.status, generalized(spec.this_update),
                      spec.next_update ? tlv(0xA0, generalized(*spec.next_update)) : Bytes{},
                      spec.extensions.empty() ? Bytes{} : tlv(0xA1, tlv(0x30, spec.extensions))});
}

}  // namespace

Bytes serial_of(const Certificate& certificate) {
    Bytes encoded;
    Botan::DER_Encoder(encoded).encode(
        Botan::BigInt::from_bytes(certificate.data().x509().serial_number()));
    return {encoded.begin() + 2, encoded.end()};
}

ListEntry entry_for(const Certificate& certificate, std::optional<std::uint8_t> reason) {
    return {serial_of(certificate), reason, {}};
}

Bytes forge_list(const Party& signer, const ListSpec& spec) {
    std::vector<Bytes> entries;
    for (const ListEntry& entry : spec.entries) {
        auto extensions = entry.extensions;
        if (entry.reason)
            extensions.push_back({"2.5.29.21", false, tlv(0x0A, Bytes{*entry.reason})});
        entries.push_back(tlv(
            0x30, {tlv(0x02, entry.serial), utc(spec.this_update), extension_list(extensions)}));
    }
    const Bytes extensions = extension_list(spec.extensions);
    return signed_by(signer, spec.hash, [&](const Bytes& algorithm) {
        return tlv(0x30,
                   {tlv(0x02, Bytes{1}), algorithm, spec.issuer.value_or(signer.name),
                    utc(spec.this_update), spec.next_update ? utc(*spec.next_update) : Bytes{},
                    entries.empty() ? Bytes{} : tlv(0x30, all_of(entries)),
                    extensions.empty() ? Bytes{} : tlv(0xA0, extensions)});
    });
}

detail::RawExtension list_number(std::uint8_t number) {
    return {"2.5.29.20", false, tlv(0x02, Bytes{number})};
}

detail::RawExtension delta_against(std::uint8_t base) {
    return {"2.5.29.27", true, tlv(0x02, Bytes{base})};
}

detail::RawExtension list_scope(std::initializer_list<Bytes> fields) {
    return {"2.5.29.28", true, tlv(0x30, fields)};
}

detail::RawExtension key_identifier_of(const Party& party) {
    return detail::authority_key_identifier(detail::key_identifier(party.key.public_key()));
}

Bytes full_name(std::initializer_list<Bytes> names) {
    return tlv(0xA0, tlv(0xA0, names));
}

Bytes relative_name(std::string_view common_name) {
    return tlv(0xA0, tlv(0xA1, tlv(0x30, {encoded_oid("2.5.4.3"), tlv(0x0C, common_name)})));
}

detail::RawExtension distribution_points(std::initializer_list<Bytes> points) {
    std::vector<Bytes> list;
    for (const Bytes& point : points) list.push_back(tlv(0x30, point));
    return {"2.5.29.31", false, tlv(0x30, all_of(list))};
}

detail::RawExtension freshest_list(const std::string& uri) {
    return {"2.5.29.46", false, tlv(0x30, tlv(0x30, full_name({uri_name(uri)})))};
}

Bytes certificate_id(const Certificate& subject, const Party& issuer, const std::string& hash) {
    return tlv(0x30, {tlv(0x30, {encoded_oid(oid_of_hash(hash)), tlv(0x05, Bytes{})}),
                      tlv(0x04, digest(issuer.name, hash)),
                      tlv(0x04, digest(key_bits(issuer), hash)), tlv(0x02, serial_of(subject))});
}

Bytes revoked_at(TimePoint time) {
    return tlv(0xA1, generalized(time));
}

Bytes unknown_status() {
    return tlv(0x82, Bytes{});
}

Bytes forge_response(const Party& signer, const ResponseSpec& spec) {
    std::vector<Bytes> answers;
    for (const AnswerSpec& answer : spec.answers) answers.push_back(answer_of(answer));
    Bytes basic = signed_by(signer, spec.hash, [&](const Bytes&) {
        return tlv(0x30,
                   {spec.version, spec.responder.value_or(tlv(0xA1, signer.name)),
                    generalized(spec.produced_at), tlv(0x30, all_of(answers)),
                    spec.extensions.empty() ? Bytes{} : tlv(0xA1, tlv(0x30, spec.extensions))});
    });
    if (!spec.certificates.empty()) {
        std::vector<Bytes> list;
        for (const Certificate& certificate : spec.certificates)
            list.push_back({certificate.der().begin(), certificate.der().end()});
        const auto outer = detail::only_element(basic, detail::der_sequence);
        basic = tlv(0x30, {Bytes(outer->content.begin(), outer->content.end()),
                           tlv(0xA0, tlv(0x30, all_of(list)))});
    }
    return all_of({tlv(0x30, {spec.status, tlv(0xA0, tlv(0x30, {encoded_oid("1.3.6.1.5.5.7.48.1.1"),
                                                                tlv(0x04, basic)}))}),
                   spec.trailing});
}

Bytes by_key(const Party& responder) {
    return tlv(0xA2, tlv(0x04, digest(key_bits(responder), "SHA-1")));
}

Bytes nonce_extension(ByteView nonce) {
    return tlv(0x30, {encoded_oid("1.3.6.1.5.5.7.48.1.2"), tlv(0x04, tlv(0x04, nonce))});
}

}  // namespace domainsec::test
