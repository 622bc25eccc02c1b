// Encodes OCSP requests (RFC 6960 §4.1.1, RFC 9654 §2.1).
#include "trust/ocsp_request.hpp"

#include <botan/der_enc.h>
#include <botan/hash.h>

#include <domainsec/error.hpp>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr const char* sha1_oid = "1.3.14.3.2.26";
constexpr const char* nonce_oid = "1.3.6.1.5.5.7.48.1.2";

Bytes digest(ByteView octets, std::string_view hash) {
    const auto function = Botan::HashFunction::create_or_throw(hash);
    function->update(octets);
    return function->final_stdvec();
}

// SubjectPublicKeyInfo: the key after its algorithm, without the octet that counts unused bits.
ByteView key_bits(const CertificateFacts& facts) noexcept {
    const auto info = only_element(facts.certificate.data().public_key_info, der_sequence);
    if (!info) return {};
    DerReader fields(info->content);
    fields.next(der_sequence);
    const auto bits = fields.next(der_bit_string);
    return bits && !bits->content.empty() ? bits->content.subspan(1) : ByteView{};
}

}  // namespace

IssuerDigests issuer_digests(const CertificateFacts& subject, const CertificateFacts& issuer,
                             std::string_view hash) {
    return {digest(subject.issuer_der, hash), digest(key_bits(issuer), hash)};
}

Bytes responder_key_hash(const CertificateFacts& responder) {
    return digest(key_bits(responder), "SHA-1");
}

Bytes ocsp_request(const CertificateFacts& subject, const CertificateFacts& issuer) {
    const IssuerDigests digests = issuer_digests(subject, issuer, "SHA-1");
    Bytes request;
    Botan::DER_Encoder der(request);
    // OCSPRequest, TBSRequest, requestList, Request, CertID, hashAlgorithm.
    der.start_sequence().start_sequence().start_sequence().start_sequence().start_sequence();
    der.start_sequence().encode(Botan::OID(sha1_oid)).encode_null().end_cons();
    der.encode(digests.name, Botan::ASN1_Type::OctetString);
    der.encode(digests.key, Botan::ASN1_Type::OctetString);
    der.add_object(Botan::ASN1_Type::Integer, Botan::ASN1_Class::Universal, subject.serial.data(),
                   subject.serial.size());
    der.end_cons().end_cons().end_cons().end_cons().end_cons();
    return request;
}

Bytes with_nonce(ByteView request, const OcspNonce& nonce) {
    const auto outer = only_element(request, der_sequence);
    const auto question = outer ? only_element(outer->content, der_sequence) : std::nullopt;
    if (!question)
        throw Error(errc::invalid_argument, "The request is not one of a judgement: pass its query",
                    {}, 0, "request");
    Bytes value;
    Botan::DER_Encoder(value).encode(nonce.data(), nonce.size(), Botan::ASN1_Type::OctetString);
    Bytes result;
    Botan::DER_Encoder der(result);
    der.start_sequence().start_sequence().raw_bytes(question->content);
    der.start_explicit_context_specific(2).start_sequence().start_sequence();
    der.encode(Botan::OID(nonce_oid)).encode(value, Botan::ASN1_Type::OctetString);
    der.end_cons().end_cons().end_cons().end_cons().end_cons();
    return result;
}

}  // namespace domainsec::inline v1::detail
