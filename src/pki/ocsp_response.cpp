// A BasicOCSPResponse with one answer. The certificate is named with SHA-1, for that is what asks
// for it (RFC 6960 §4.1.1, RFC 5019 §2.1.1); nothing rests on that hash.
#include "pki/ocsp_response.hpp"

#include <botan/bigint.h>
#include <botan/der_enc.h>
#include <botan/hash.h>
#include <botan/pubkey.h>
#include <botan/x509_obj.h>

#include <string_view>

#include "pki/certificate_builder.hpp"
#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "pki/private_key_data.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::ASN1_Class;
using Botan::ASN1_Type;
using Botan::DER_Encoder;

constexpr auto sha1_oid = "1.3.14.3.2.26";
constexpr auto basic_response_oid = "1.3.6.1.5.5.7.48.1.1";

std::vector<std::uint8_t> sha1(ByteView octets) {
    const auto hash = Botan::HashFunction::create_or_throw("SHA-1");
    hash->update(octets);
    return hash->final_stdvec();
}

// The key's own bits: what is hashed is the BIT STRING's content without the count of unused bits
// (RFC 6960 §4.1.1).
ByteView key_bits(const Certificate& authority) {
    const auto info = only_element(authority.public_key(), der_sequence);
    DerReader fields(info->content);
    fields.next(der_sequence);
    return fields.next(der_bit_string)->content.subspan(1);
}

void encode_generalized_time(DER_Encoder& der, TimePoint time) {
    der.add_object(ASN1_Type::GeneralizedTime, ASN1_Class::Universal, generalized_time(time));
}

void encode_certificate_id(DER_Encoder& der, const Certificate& authority, const Bytes& serial) {
    der.start_sequence().start_sequence().encode(Botan::OID(sha1_oid)).encode_null().end_cons();
    der.encode(sha1(authority.data().fields.subject), ASN1_Type::OctetString);
    der.encode(sha1(key_bits(authority)), ASN1_Type::OctetString);
    der.encode(Botan::BigInt::from_bytes(serial)).end_cons();
}

void encode_status(DER_Encoder& der, const OcspAnswer& answer) {
    if (!answer.known) {
        der.add_object(ASN1_Type(2), ASN1_Class::ContextSpecific, std::string_view());
    } else if (!answer.revoked_at) {
        der.add_object(ASN1_Type(0), ASN1_Class::ContextSpecific, std::string_view());
    } else {
        der.start_context_specific(1);
        encode_generalized_time(der, *answer.revoked_at);
        if (answer.reason) {
            const auto reason = static_cast<char>(*answer.reason);
            der.start_explicit_context_specific(0)
                .add_object(ASN1_Type::Enumerated, ASN1_Class::Universal,
                            std::string_view(&reason, 1))
                .end_cons();
        }
        der.end_cons();
    }
}

Bytes response_data(const Certificate& authority, const OcspAnswer& answer) {
    Bytes octets;
    DER_Encoder der(octets);
    der.start_sequence();
    der.start_explicit_context_specific(2)  // byKey
        .encode(sha1(key_bits(authority)), ASN1_Type::OctetString)
        .end_cons();
    encode_generalized_time(der, answer.this_update);
    der.start_sequence().start_sequence();
    encode_certificate_id(der, authority, answer.serial);
    encode_status(der, answer);
    encode_generalized_time(der, answer.this_update);
    der.start_explicit_context_specific(0);
    encode_generalized_time(der, answer.next_update);
    der.end_cons().end_cons().end_cons().end_cons();
    return octets;
}

}  // namespace

Bytes sign_ocsp_response(const Certificate& authority, const PrivateKey& key,
                         const OcspAnswer& answer) {
    const auto signer = signer_for(*key.data().botan_key);
    const Bytes basic = Botan::X509_Object::make_signed(
        *signer, system_random(), signer->algorithm_identifier(), response_data(authority, answer));
    Bytes octets;
    DER_Encoder der(octets);
    constexpr std::string_view successful("\0", 1);
    der.start_sequence().add_object(ASN1_Type::Enumerated, ASN1_Class::Universal, successful);
    der.start_explicit_context_specific(0).start_sequence();
    der.encode(Botan::OID(basic_response_oid)).encode(basic, ASN1_Type::OctetString);
    der.end_cons().end_cons().end_cons();
    return octets;
}

}  // namespace domainsec::inline v1::detail
