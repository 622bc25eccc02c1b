// TLSA records (RFC 6698, RFC 7671, RFC 7672).
#include <botan/hash.h>

#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

DomainName owner(const std::string& name = "_25._tcp.mail.fabrikam.example") {
    return *DomainName::from_owner_name(name);
}

TrustPolicy dane() {
    TrustPolicy policy;
    policy.method = TrustMethod::dane;
    policy.tlsa_owners = {owner()};
    policy.identities = domain_names({"mail.fabrikam.example"});
    policy.revocation = RevocationMode::off;
    return policy;
}

DnsAnswer<TlsaRecord> answer(std::vector<TlsaRecord> records,
                             DnsSecurity security = DnsSecurity::secure) {
    DnsAnswer<TlsaRecord> result;
    result.outcome = records.empty() ? DnsOutcome::no_data : DnsOutcome::records;
    result.security = security;
    result.records = std::move(records);
    result.ttl = std::chrono::minutes(10);
    return result;
}

ValidationReport judged_with(const DnsAnswer<TlsaRecord>& tlsa,
                             const std::vector<Certificate>& chain,
                             const TrustPolicy& policy = dane()) {
    EvidenceStore store;
    store.put_tlsa(owner(), tlsa, test_now());
    return ChainValidator(policy, PeerRole::server)
        .judge(Chain(chain), *store.snapshot(), test_now());
}

Bytes digest(const Sha256Digest& octets) {
    return {octets.begin(), octets.end()};
}

Bytes sha512(const Bytes& octets) {
    const auto hash = Botan::HashFunction::create_or_throw("SHA-512");
    return hash->process<std::vector<std::uint8_t>>(octets);
}

TlsaRecord record(std::uint8_t usage, const Certificate& certificate) {
    return {usage, 1, 1, digest(certificate.spki_sha256())};
}

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Certificate& leaf() {
    static const Certificate certificate = forge(root(), edge()).certificate;
    return certificate;
}

const std::vector<Certificate>& chain() {
    static const std::vector<Certificate> certificates{leaf(), root().certificate};
    return certificates;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dane_records)

BOOST_AUTO_TEST_CASE(end_entity_key_passes) {  // RFC 7671 §5.1
    const auto report = judged_with(answer({record(3, leaf())}), {leaf()});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.method_tag == "dane-ee");
    BOOST_TEST(report.path.size() == 1u);
}

BOOST_AUTO_TEST_CASE(end_entity_ignores_name_dates_and_usage) {  // RFC 7671 §5.1, RFC 7672 §3.1.1
    Spec spec;
    spec.not_after = test_now() - std::chrono::days(1);
    spec.extensions = {detail::extended_key_usage({"1.3.6.1.5.5.7.3.4"})};
    const Party party = forge_root(spec);
    BOOST_TEST(outcome(judged_with(answer({record(3, party.certificate)}), {party.certificate})) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(all_selectors_and_matching_types) {  // RFC 6698 §2.1.2, §2.1.3
    const Bytes& der = leaf().der();
    const Bytes& key = leaf().public_key();
    const std::vector<TlsaRecord> records{
        {3, 0, 0, der}, {3, 0, 1, digest(leaf().fingerprint())}, {3, 0, 2, sha512(der)},
        {3, 1, 0, key}, {3, 1, 1, digest(leaf().spki_sha256())}, {3, 1, 2, sha512(key)}};
    for (const TlsaRecord& one : records)
        BOOST_TEST(outcome(judged_with(answer({one}), {leaf()})) == "pass");
}

BOOST_AUTO_TEST_CASE(other_key_fails) {
    BOOST_TEST(outcome(judged_with(answer({record(3, root().certificate)}), chain())) ==
               "fail tlsa_mismatch");
}

BOOST_AUTO_TEST_CASE(one_of_several_records_will_do) {  // RFC 7671 §8
    BOOST_TEST(outcome(judged_with(answer({record(3, root().certificate), record(3, leaf())}),
                                   {leaf()})) == "pass");
}

BOOST_AUTO_TEST_CASE(records_must_be_secure) {  // RFC 7672 §2.2
    BOOST_TEST(outcome(judged_with(answer({record(3, leaf())}, DnsSecurity::insecure), {leaf()})) ==
               "fail tlsa_not_secure");
    BOOST_TEST(outcome(judged_with(answer({record(3, leaf())}, DnsSecurity::indeterminate),
                                   {leaf()})) == "fail tlsa_not_secure");
}

BOOST_AUTO_TEST_CASE(bogus_answer_is_temporary) {  // RFC 7672 §2.1.1
    BOOST_TEST(outcome(judged_with(answer({}, DnsSecurity::bogus), {leaf()})) ==
               "temperror tlsa_not_secure");
}

BOOST_AUTO_TEST_CASE(missing_records_are_asked_for) {
    const auto report = judged(dane(), {leaf()}, PeerRole::server);
    BOOST_TEST(outcome(report) == "temperror evidence_missing");
    BOOST_REQUIRE(report.pending.size() == 1u);
    BOOST_TEST((report.pending[0] == EvidenceRequest{EvidenceKind::tlsa, owner().str()}));
}

BOOST_AUTO_TEST_CASE(failed_lookup_is_asked_for_again) {
    DnsAnswer<TlsaRecord> failed;
    failed.ttl = std::chrono::minutes(1);
    const auto report = judged_with(failed, {leaf()});
    BOOST_TEST(outcome(report) == "temperror evidence_missing");
    BOOST_TEST(report.pending.size() == 1u);
}

BOOST_AUTO_TEST_CASE(proof_that_there_are_none_is_a_failure) {
    BOOST_TEST(outcome(judged_with(answer({}), {leaf()})) == "fail tlsa_mismatch");
}

BOOST_AUTO_TEST_CASE(usages_0_and_1_and_unknown_parameters_are_unusable) {  // RFC 7672 §3.1.3
    const Bytes key = digest(leaf().spki_sha256());
    BOOST_TEST(outcome(judged_with(answer({{1, 1, 1, key},
                                           {0, 1, 1, key},
                                           {3, 2, 1, key},
                                           {3, 1, 3, key},
                                           {3, 1, 1, Bytes(31)},
                                           {255, 1, 1, key}}),
                                   {leaf()})) == "fail tlsa_mismatch");
}

BOOST_AUTO_TEST_CASE(trust_anchor_in_the_chain_passes) {  // RFC 7671 §5.2
    const auto report = judged_with(answer({record(2, root().certificate)}), chain());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.method_tag == "dane-ta");
    BOOST_TEST(report.matched_identity->str() == "mail.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(trust_anchor_needs_name_and_dates) {  // RFC 7671 §5.2, RFC 7672 §3.2
    TrustPolicy policy = dane();
    policy.identities = domain_names({"mail.contoso.example"});
    BOOST_TEST(outcome(judged_with(answer({record(2, root().certificate)}), chain(), policy)) ==
               "fail name_mismatch");
    Spec old = edge();
    old.not_after = test_now() - std::chrono::days(1);
    BOOST_TEST(outcome(judged_with(answer({record(2, root().certificate)}),
                                   {forge(root(), old).certificate, root().certificate})) ==
               "fail expired");
}

BOOST_AUTO_TEST_CASE(trust_anchor_need_not_be_sent_when_the_record_holds_it) {  // RFC 7671 §5.2
    BOOST_TEST(outcome(judged_with(answer({{2, 0, 0, root().certificate.der()}}), {leaf()})) ==
               "pass");
    BOOST_TEST(outcome(judged_with(answer({record(2, root().certificate)}), {leaf()})) ==
               "fail tlsa_mismatch");
}

BOOST_AUTO_TEST_CASE(anchor_that_did_not_sign_the_leaf_fails) {
    const Party stranger = forge_root(authority("Stranger"));
    const auto report = judged_with(answer({record(2, stranger.certificate)}),
                                    {leaf(), root().certificate, stranger.certificate});
    BOOST_TEST(outcome(report) == "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(leaf_is_not_its_own_trust_anchor) {  // RFC 7671 §5.2
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto certificate = identity.chain.leaf();
    BOOST_TEST(outcome(judged_with(answer({record(2, certificate)}), {certificate})) ==
               "fail tlsa_mismatch");
    BOOST_TEST(outcome(judged_with(answer({{2, 0, 0, certificate.der()}}), {certificate})) ==
               "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(one_owner_that_matches_is_enough) {
    TrustPolicy policy = dane();
    policy.tlsa_owners.push_back(owner("_25._tcp.mx2.fabrikam.example"));
    BOOST_TEST(outcome(judged_with(answer({record(3, leaf())}), {leaf()}, policy)) == "pass");
    BOOST_TEST(outcome(judged_with(answer({record(3, root().certificate)}), {leaf()}, policy)) ==
               "temperror evidence_missing");
}

BOOST_AUTO_TEST_CASE(verdict_holds_until_the_records_end) {
    auto brief = answer({record(3, leaf())});
    brief.ttl = Seconds{7};
    BOOST_TEST((judged_with(brief, {leaf()}).valid_until == test_now() + Seconds{7}));
}

BOOST_AUTO_TEST_SUITE_END()
