// An authority, certificates of it and lists about them, for tests of what lists say.
#pragma once

#include <domainsec/error.hpp>
#include "pki/der_reader.hpp"
#include "trust/evidence_data.hpp"
#include "trust/judging.hpp"
#include "trust/revocation_forge.hpp"

namespace domainsec::test::list_world {

using Extensions = std::vector<detail::RawExtension>;

const std::string uri = "http://crl.fabrikam.example/ca.crl";
const std::string delta_uri = "http://crl.fabrikam.example/delta.crl";
const Bytes yes{0xFF};
const std::string unknown = "temperror revocation_unknown";
const std::string missing = "temperror evidence_missing";
const std::string revoked = "fail revoked";

inline const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

inline Bytes name_of(const std::string& common_name) {
    return detail::encode_name(common_name, "");
}

inline Certificate leaf_with(const Extensions& extensions, const Party& issuer = root()) {
    return forge(issuer, edge(extensions)).certificate;
}

/// A leaf whose distribution point is a URI.
inline const Certificate& leaf() {
    static const Certificate certificate = leaf_with({detail::crl_distribution_points({uri})});
    return certificate;
}

/// A leaf without a distribution point.
inline const Certificate& bare() {
    static const Certificate certificate = leaf_with({});
    return certificate;
}

inline TrustPolicy hard(const Party& anchor = root()) {
    TrustPolicy policy = trusting({anchor.certificate});
    policy.revocation = RevocationMode::hard;
    return policy;
}

inline ValidationReport report_on(const std::vector<Certificate>& chain,
                                  const std::vector<Bytes>& lists, TrustPolicy policy = hard()) {
    EvidenceStore store;
    for (const Bytes& list : lists) {
        std::string why;
        BOOST_TEST(store.put_crl(list, &why), why);
    }
    return ChainValidator(std::move(policy), PeerRole::client)
        .judge(Chain(chain), *store.snapshot(), test_now());
}

inline std::string by_lists(const Certificate& certificate, const std::vector<Bytes>& lists) {
    return outcome(report_on({certificate}, lists));
}

inline std::string by_lists(const std::vector<Certificate>& chain,
                            const std::vector<Bytes>& lists) {
    return outcome(report_on(chain, lists));
}

/// A list of the root's with these extensions.
inline Bytes list_with(Extensions extensions, std::vector<ListEntry> entries = {}) {
    ListSpec spec;
    spec.extensions = std::move(extensions);
    spec.entries = std::move(entries);
    return forge_list(root(), spec);
}

inline Bytes base_list(std::uint8_t number, std::vector<ListEntry> entries = {}) {
    return list_with({list_number(number)}, std::move(entries));
}

inline Bytes delta_list(std::uint8_t base, std::uint8_t number,
                        std::vector<ListEntry> entries = {}) {
    return list_with({list_number(number), delta_against(base)}, std::move(entries));
}

inline Bytes reasons(std::string_view bits) {
    return tlv(0x83, bits);
}

constexpr std::string_view key_compromise = "\x06\x40";
constexpr std::string_view all_but_key_compromise{"\x07\x3F\x80", 3};

/// An authority that signs lists for others, with its own list's reasons to exist.
struct Delegation {
    Party signer;
    Certificate certificate;

    Bytes list(std::vector<ListEntry> entries = {}, Extensions more = {}) const {
        ListSpec spec;
        spec.extensions = {list_scope({tlv(0x84, yes)})};
        for (auto& extension : more) spec.extensions.push_back(std::move(extension));
        spec.entries = std::move(entries);
        return forge_list(signer, spec);
    }
};

inline Spec list_signer(const std::string& name, std::string_view usage = "\x01\x02") {
    Spec spec;
    spec.subject = name;
    spec.extensions = {{"2.5.29.15", true, tlv(0x03, usage)}};
    return spec;
}

/// A leaf whose distribution point names the issuer of an indirect list.
inline Delegation delegation(Spec spec = list_signer("List Issuer")) {
    const Bytes point = tlv(0xA2, directory_name(name_of(spec.subject)));
    return {forge(root(), spec), leaf_with({distribution_points({point})})};
}

inline detail::RawExtension issuer_of_entry(const Bytes& name) {
    return {"2.5.29.29", true, tlv(0x30, directory_name(name))};
}

}  // namespace domainsec::test::list_world
