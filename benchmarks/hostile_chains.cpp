// Forges chains: every certificate is in order by itself, what they say together is not (RFC 4158
// §2.4.2; RFC 5280 §4.2.1.10).
#include "hostile_chains.hpp"

#include <botan/bigint.h>
#include <botan/der_enc.h>
#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/system_rng.h>

#include <domainsec/pki/private_key.hpp>
#include <memory>

#include "pki/certificate_builder.hpp"
#include "pki/private_key_data.hpp"

namespace domainsec_benchmark {
namespace {

using namespace domainsec;
using detail::CertificateContent;
using detail::RawExtension;

constexpr std::uint32_t signs_certificates = 0x0600;

// An authority or a leaf: its key and the name it goes by.
struct Party {
    std::shared_ptr<Botan::Private_Key> key;
    Bytes public_key;
    Bytes name;
};

Party party(const std::string& name, const std::string& curve = "secp256r1") {
    auto key = std::make_shared<Botan::ECDSA_PrivateKey>(Botan::system_rng(),
                                                         Botan::EC_Group::from_name(curve));
    Bytes public_key = key->subject_public_key();
    return {std::move(key), std::move(public_key), detail::encode_name(name, {})};
}

class Forge final {
  public:
    explicit Forge(TimePoint now) : now_(now) {}

    /// The certificate of an authority, by another one or by itself.
    Bytes authority(const Party& subject, const Party& issuer,
                    std::vector<RawExtension> more = {}) const {
        more.push_back(detail::basic_constraints(true, std::nullopt));
        more.push_back(detail::key_usage(signs_certificates));
        return certificate(subject, issuer, std::move(more));
    }

    Bytes leaf(const Party& issuer, std::vector<RawExtension> more = {}) const {
        more.push_back(detail::extended_key_usage({"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}));
        return certificate(party("mail.fabrikam.example"), issuer, std::move(more));
    }

  private:
    Bytes certificate(const Party& subject, const Party& issuer,
                      std::vector<RawExtension> extensions) const {
        CertificateContent content;
        content.serial = detail::random_serial();
        content.issuer = issuer.name;
        content.not_before = now_ - std::chrono::days(10);
        content.not_after = now_ + std::chrono::days(30);
        content.subject = subject.name;
        content.subject_public_key = subject.public_key;
        content.extensions = std::move(extensions);
        return detail::sign_certificate(content, *issuer.key);
    }

    TimePoint now_;
};

Certificate read(const Bytes& der) {
    return Certificate::from_octets(der);
}

RawExtension names(const std::vector<std::string>& dns_names) {
    return detail::subject_alternative_name(dns_names, false);
}

RawExtension ordinary_name() {
    return names({"mail.fabrikam.example"});
}

Party unrelated_root() {
    return party("Trusted Root");
}

HostileChain below_nothing(const Forge& forge, std::string name, std::vector<Bytes> presented) {
    const Party root = unrelated_root();
    return {std::move(name), std::move(presented), read(forge.authority(root, root))};
}

// Each is signed by the next, all have one name, and none is signed by the anchor of that name:
// each is a candidate for each.
HostileChain cross_signed(const Forge& forge, std::size_t count, const std::string& curve) {
    std::vector<Party> parties;
    for (std::size_t i = 0; i <= count; ++i) parties.push_back(party("Everyone", curve));
    std::vector<Bytes> presented{forge.leaf(parties.front(), {ordinary_name()})};
    for (std::size_t i = 0; i < count; ++i)
        presented.push_back(forge.authority(parties[i], parties[i + 1]));
    const Party root = party("Everyone", curve);
    return {std::to_string(count) + " intermediates of one name, " + curve, std::move(presented),
            read(forge.authority(root, root))};
}

// Every authority of a ring is certified by every other.
HostileChain loops(const Forge& forge) {
    constexpr std::size_t members = 14;
    std::vector<Party> ring;
    for (std::size_t i = 0; i < members; ++i) ring.push_back(party("Ring " + std::to_string(i)));
    std::vector<Bytes> presented{forge.leaf(ring.front(), {ordinary_name()})};
    for (std::size_t i = 0; i < members; ++i)
        for (std::size_t j = 0; j < members; ++j)
            if (i != j) presented.push_back(forge.authority(ring[i], ring[j]));
    return below_nothing(forge, "a ring of 14 authorities", std::move(presented));
}

// The modulus is odd and of full length; nobody needs to know its factors to have it computed with.
Party rsa_party(std::size_t bits, const Bytes& exponent, const Party& signs) {
    Bytes modulus(bits / 8);
    Botan::system_rng().randomize(modulus);
    modulus.front() = static_cast<std::uint8_t>(modulus.front() | 0x80);
    modulus.back() = static_cast<std::uint8_t>(modulus.back() | 1);
    Bytes numbers;
    Botan::DER_Encoder(numbers)
        .start_sequence()
        .encode(Botan::BigInt::from_bytes(modulus))
        .encode(Botan::BigInt::from_bytes(exponent))
        .end_cons();
    Bytes key;
    Botan::DER_Encoder(key)
        .start_sequence()
        .encode(Botan::AlgorithmIdentifier("RSA", Botan::AlgorithmIdentifier::USE_NULL_PARAM))
        .encode(numbers, Botan::ASN1_Type::BitString)
        .end_cons();
    return {signs.key, std::move(key), signs.name};
}

HostileChain large_rsa(const Forge& forge, std::size_t bits) {
    constexpr std::size_t count = 30;
    const Bytes exponent(8, 0xFF);
    const Party signs = party("Everyone");
    // Signed with RSA, so that each of the keys is tried.
    const PrivateKey small = PrivateKey::generate(KeyAlgorithm::rsa_2048);
    const Party issuer{small.data().botan_key, small.public_key(), signs.name};
    std::vector<Bytes> presented{forge.leaf(issuer, {ordinary_name()})};
    for (std::size_t i = 0; i < count; ++i)
        presented.push_back(forge.authority(rsa_party(bits, exponent, signs), signs));
    return below_nothing(forge, "RSA of " + std::to_string(bits) + " bits, exponent of 64",
                         std::move(presented));
}

Bytes element(std::uint8_t tag, ByteView content) {
    constexpr std::uint8_t number = 0x1F, kind = 0xE0;
    Bytes octets;
    Botan::DER_Encoder(octets).add_object(Botan::ASN1_Type(tag & number),
                                          Botan::ASN1_Class(tag & kind), content);
    return octets;
}

// nameConstraints with `count` excluded bases of one kind, none of which is met.
RawExtension constraints(std::size_t count, const Bytes& base) {
    Bytes subtrees;
    const Bytes one = element(0x30, base);
    for (std::size_t i = 0; i < count; ++i) subtrees.insert(subtrees.end(), one.begin(), one.end());
    return {"2.5.29.30", true, element(0x30, element(0xA1, subtrees))};
}

RawExtension alternative_names(std::size_t count, const Bytes& name) {
    Bytes list = element(0x82, bytes_of("mail.fabrikam.example"));
    for (std::size_t i = 0; i < count; ++i) list.insert(list.end(), name.begin(), name.end());
    return {"2.5.29.17", false, element(0x30, list)};
}

// As many comparisons as are made at all, of names of one form.
HostileChain constrained(const Forge& forge, const std::string& form, const Bytes& name,
                         const Bytes& base) {
    constexpr std::size_t most_names = 2000;
    constexpr std::size_t most_bases = 2000;
    const Party root = unrelated_root();
    const Party issuing = party("Issuing");
    return {"name constraints, " + form,
            {forge.leaf(issuing, {alternative_names(most_names, name)}),
             forge.authority(issuing, root, {constraints(most_bases, base)})},
            read(forge.authority(root, root))};
}

HostileChain many_names(const Forge& forge) {
    const Party root = unrelated_root();
    return {"10,000 names",
            {forge.leaf(root, {names(std::vector<std::string>(10'000, "*.b"))})},
            read(forge.authority(root, root))};
}

}  // namespace

std::vector<HostileChain> hostile_chains(TimePoint now) {
    const Forge forge(now);
    const Bytes name = detail::encode_name("a", {});
    std::vector<HostileChain> chains;
    chains.push_back(cross_signed(forge, 200, "secp256r1"));
    chains.push_back(cross_signed(forge, 200, "secp384r1"));
    chains.push_back(cross_signed(forge, 100, "secp521r1"));
    chains.push_back(loops(forge));
    chains.push_back(large_rsa(forge, 8192));
    chains.push_back(large_rsa(forge, 16384));
    chains.push_back(constrained(forge, "dNSName", element(0x82, bytes_of("a.b.example")),
                                 element(0x82, bytes_of("c.b.example"))));
    chains.push_back(constrained(forge, "rfc822Name", element(0x81, bytes_of("a@b.example")),
                                 element(0x81, bytes_of("c@b.example"))));
    chains.push_back(constrained(forge, "directoryName", element(0xA4, name),
                                 element(0xA4, detail::encode_name("b", {}))));
    chains.push_back(many_names(forge));
    return chains;
}

}  // namespace domainsec_benchmark
