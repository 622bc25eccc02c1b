// Revocation by lists that are at hand, and who needs none (RFC 5280 §5, §6.3; RFC 9608).
#include <botan/der_enc.h>

#include "pki/certificate_data.hpp"
#include "pki/private_key_data.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string uri = "http://crl.fabrikam.example/ca.crl";

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Certificate& leaf() {
    static const Certificate certificate =
        forge(root(), edge({detail::crl_distribution_points({uri})})).certificate;
    return certificate;
}

TrustPolicy policy_with(RevocationMode mode) {
    TrustPolicy policy = trusting({root().certificate});
    policy.revocation = mode;
    return policy;
}

Bytes serial_of(const Certificate& certificate) {
    return certificate.data().x509().serial_number();
}

Bytes list_of(const Party& issuer, const std::vector<Certificate>& revoked = {},
              std::vector<detail::RawExtension> extensions = {},
              TimePoint this_update = test_now() - std::chrono::hours(1),
              TimePoint next_update = test_now() + std::chrono::hours(1)) {
    detail::RevocationListContent content;
    content.issuer = issuer.name;
    content.this_update = this_update;
    content.next_update = next_update;
    for (const Certificate& certificate : revoked)
        content.entries.push_back({Botan::BigInt::from_bytes(serial_of(certificate)), this_update});
    content.extensions = std::move(extensions);
    return detail::sign_revocation_list(content, *issuer.key.data().botan_key);
}

ValidationReport judged_with(const Bytes& list, RevocationMode mode = RevocationMode::hard,
                             const Certificate& certificate = leaf()) {
    EvidenceStore store;
    std::string why;
    BOOST_TEST(store.put_crl(uri, list, &why), why);
    return ChainValidator(policy_with(mode), PeerRole::client)
        .judge(Chain({certificate}), *store.snapshot(), test_now());
}

ValidationReport judged_without(RevocationMode mode, const Certificate& certificate = leaf()) {
    return judged(policy_with(mode), {certificate});
}

detail::RawExtension scope(std::initializer_list<Bytes> fields) {
    return {"2.5.29.28", true, tlv(0x30, fields)};
}

const Bytes yes{0xFF};

}  // namespace

BOOST_AUTO_TEST_SUITE(revocation)

BOOST_AUTO_TEST_CASE(not_listed_passes) {  // RFC 5280 §6.3.3
    const auto report = judged_with(list_of(root()));
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.pending.empty());
}

BOOST_AUTO_TEST_CASE(listed_is_revoked) {  // RFC 5280 §6.3.3(i)
    const auto report = judged_with(list_of(root(), {root().certificate, leaf()}));
    BOOST_TEST(outcome(report) == "fail revoked");
    BOOST_TEST(rule_of(report, TrustReason::revoked) == "RFC 5280 §6.3.3(i)");
    BOOST_TEST(outcome(judged_with(list_of(root(), {leaf()}), RevocationMode::soft)) ==
               "fail revoked");
}

BOOST_AUTO_TEST_CASE(off_does_not_look) {
    BOOST_TEST(outcome(judged_with(list_of(root(), {leaf()}), RevocationMode::off)) == "pass");
}

BOOST_AUTO_TEST_CASE(missing_list_is_asked_for_under_hard) {
    const auto report = judged_without(RevocationMode::hard);
    BOOST_TEST(outcome(report) == "temperror evidence_missing");
    BOOST_REQUIRE(report.pending.size() == 1u);
    BOOST_TEST((report.pending[0] == EvidenceRequest{EvidenceKind::crl, uri}));
    BOOST_TEST((report.valid_until == test_now()));
}

BOOST_AUTO_TEST_CASE(missing_list_is_a_warning_under_soft) {
    const auto report = judged_without(RevocationMode::soft);
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.pending.empty());
    BOOST_TEST(report.wanted.size() == 1u);
    BOOST_REQUIRE(finding(report, TrustReason::revocation_unknown) != nullptr);
    BOOST_TEST(
        (finding(report, TrustReason::revocation_unknown)->severity == FindingSeverity::warning));
}

BOOST_AUTO_TEST_CASE(no_source_is_unknown_and_nothing_is_asked_for) {
    const auto bare = forge(root(), edge()).certificate;
    const auto report = judged_without(RevocationMode::hard, bare);
    BOOST_TEST(outcome(report) == "temperror revocation_unknown");
    BOOST_TEST(report.pending.empty());
    BOOST_TEST(outcome(judged_without(RevocationMode::soft, bare)) == "pass");
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_for_a_chain_that_fails_anyway) {
    TrustPolicy policy = policy_with(RevocationMode::hard);
    policy.identities = domain_names({"mail.contoso.example"});
    const auto wrong_name = judged(policy, {leaf()});
    BOOST_TEST(outcome(wrong_name) == "fail name_mismatch");
    BOOST_TEST(wrong_name.pending.empty());
    const auto stranger = forge_root(authority("Stranger"));
    policy = policy_with(RevocationMode::hard);
    policy.anchors = AnchorSet::from_certificates({stranger.certificate});
    BOOST_TEST(judged(policy, {leaf()}).pending.empty());
}

BOOST_AUTO_TEST_CASE(list_past_its_renewal_is_asked_for_again) {  // RFC 5280 §5.1.2.5
    const auto report = judged_with(list_of(root(), {}, {}, test_now() - std::chrono::days(9),
                                            test_now() - std::chrono::days(2)));
    BOOST_TEST(outcome(report) == "temperror evidence_missing");
    BOOST_TEST(report.pending.size() == 1u);
}

BOOST_AUTO_TEST_CASE(list_from_the_future_does_not_count) {  // RFC 5280 §5.1.2.4
    BOOST_TEST(outcome(judged_with(list_of(root(), {}, {}, test_now() + Seconds{1}))) ==
               "temperror evidence_missing");
}

BOOST_AUTO_TEST_CASE(list_signed_by_another_key_does_not_count) {  // RFC 5280 §6.3.3(g)
    Party impostor = forge_root(authority("Fabrikam Root"));
    BOOST_TEST(outcome(judged_with(list_of(impostor, {leaf()}))) == "temperror evidence_missing");
}

// Over http anybody on the way can put one there: the right one is asked for again.
BOOST_AUTO_TEST_CASE(list_of_another_issuer_does_not_count) {  // RFC 5280 §6.3.3(b)(1)
    const Party other = forge_root(authority("Other"));
    const auto report = judged_with(list_of(other, {leaf()}));
    BOOST_TEST(outcome(report) == "temperror evidence_missing");
    BOOST_REQUIRE(report.pending.size() == 1u);
    BOOST_TEST(report.pending[0].locator == uri);
}

BOOST_AUTO_TEST_CASE(issuer_without_crl_sign_makes_no_lists) {  // RFC 5280 §6.3.3(f)
    Spec spec = authority("No Lists");
    spec.extensions[1].content = tlv(0x03, "\x02\x04");
    const Party issuer = forge_root(spec);
    const auto certificate =
        forge(issuer, edge({detail::crl_distribution_points({uri})})).certificate;
    EvidenceStore store;
    BOOST_REQUIRE(store.put_crl(uri, list_of(issuer)));
    TrustPolicy policy = trusting({issuer.certificate});
    policy.revocation = RevocationMode::hard;
    BOOST_TEST(outcome(ChainValidator(policy, PeerRole::client)
                           .judge(Chain({certificate}), *store.snapshot(), test_now())) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(scope_names_the_distribution_point) {  // RFC 5280 §5.2.5, §6.3.3(b)(2)(i)
    const auto point = [](const std::string& name) {
        return scope({tlv(0xA0, tlv(0xA0, uri_name(name)))});
    };
    BOOST_TEST(outcome(judged_with(list_of(root(), {}, {point(uri)}))) == "pass");
    BOOST_TEST(outcome(judged_with(list_of(root(), {}, {point("http://other.example/")}))) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(scope_tells_users_from_authorities) {  // RFC 5280 §6.3.3(b)(2)(ii)(iii)
    BOOST_TEST(outcome(judged_with(list_of(root(), {}, {scope({tlv(0x81, yes)})}))) == "pass");
    BOOST_TEST(outcome(judged_with(list_of(root(), {}, {scope({tlv(0x82, yes)})}))) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(delta_lists_and_unknown_critical_extensions_do_not_count) {  // RFC 5280 §5.2
    BOOST_TEST(
        outcome(judged_with(list_of(root(), {}, {{"2.5.29.27", true, tlv(0x02, "\x01")}}))) ==
        "temperror evidence_missing");
    BOOST_TEST(outcome(judged_with(
                   list_of(root(), {}, {{"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})}}))) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(intermediate_is_looked_at_too) {  // RFC 5280 §6.1.3(a)(3)
    const std::string middle_uri = "http://crl.fabrikam.example/root.crl";
    const Party middle =
        forge(root(), authority("Issuing", {detail::crl_distribution_points({middle_uri})}));
    const auto certificate =
        forge(middle, edge({detail::crl_distribution_points({uri})})).certificate;
    const Chain chain({certificate, middle.certificate});
    const ChainValidator validator(policy_with(RevocationMode::hard), PeerRole::client);
    EvidenceStore store;
    BOOST_TEST(validator.judge(chain, *store.snapshot(), test_now()).pending.size() == 2u);
    BOOST_REQUIRE(store.put_crl(uri, list_of(middle)));
    BOOST_TEST(validator.judge(chain, *store.snapshot(), test_now()).pending.size() == 1u);
    BOOST_REQUIRE(store.put_crl(middle_uri, list_of(root())));
    BOOST_TEST(outcome(validator.judge(chain, *store.snapshot(), test_now())) == "pass");
    BOOST_REQUIRE(store.put_crl(middle_uri, list_of(root(), {middle.certificate})));
    const auto report = validator.judge(chain, *store.snapshot(), test_now());
    BOOST_TEST(outcome(report) == "fail revoked");
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

BOOST_AUTO_TEST_CASE(second_uri_will_do) {
    const auto certificate =
        forge(root(), edge({detail::crl_distribution_points({"http://gone.example/", uri})}))
            .certificate;
    BOOST_TEST(outcome(judged_with(list_of(root()), RevocationMode::hard, certificate)) == "pass");
}

BOOST_AUTO_TEST_CASE(only_http_is_asked_for) {
    const auto certificate =
        forge(root(), edge({detail::crl_distribution_points(
                          {"ldap://ldap.fabrikam.example/cn=ca", "file:///etc/passwd"})}))
            .certificate;
    const auto report = judged_without(RevocationMode::hard, certificate);
    BOOST_TEST(outcome(report) == "temperror revocation_unknown");
    BOOST_TEST(report.pending.empty());
}

BOOST_AUTO_TEST_CASE(short_lived_leaf_needs_no_list) {  // CA/Browser Forum BR §4.9.10
    Spec spec = edge();
    spec.not_before = test_now() - std::chrono::days(1);
    spec.not_after = spec.not_before + std::chrono::days(10);
    BOOST_TEST(outcome(judged_without(RevocationMode::hard, forge(root(), spec).certificate)) ==
               "pass");
    spec.not_after += Seconds{1};
    BOOST_TEST(outcome(judged_without(RevocationMode::hard, forge(root(), spec).certificate)) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(no_rev_avail_is_believed_under_a_private_anchor_only) {  // RFC 9608 §4
    const auto certificate =
        forge(root(), edge({{"2.5.29.56", false, tlv(0x05, Bytes{})}})).certificate;
    BOOST_TEST(outcome(judged_without(RevocationMode::hard, certificate)) == "pass");
    TrustPolicy policy = policy_with(RevocationMode::hard);
    policy.method = TrustMethod::system;
    BOOST_TEST(outcome(policy, {certificate}) == "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(no_rev_avail_beside_a_distribution_point_is_not_believed) {  // RFC 9608 §3
    const auto certificate = forge(root(), edge({{"2.5.29.56", false, tlv(0x05, Bytes{})},
                                                 detail::crl_distribution_points({uri})}))
                                 .certificate;
    BOOST_TEST(outcome(judged_without(RevocationMode::hard, certificate)) ==
               "temperror evidence_missing");
}

BOOST_AUTO_TEST_CASE(no_rev_avail_beside_other_sources_is_not_believed) {  // RFC 9608 §3
    const detail::RawExtension none_available{"2.5.29.56", false, tlv(0x05, Bytes{})};
    const auto with = [&](const detail::RawExtension& source) {
        return outcome(judged_without(RevocationMode::hard,
                                      forge(root(), edge({none_available, source})).certificate));
    };
    const Bytes point = tlv(0x30, tlv(0x30, tlv(0xA0, tlv(0xA0, uri_name(uri)))));
    BOOST_TEST(with({"2.5.29.46", false, point}) == "temperror revocation_unknown");
    BOOST_TEST(with(detail::authority_information_access({"http://ocsp.fabrikam.example/"})) ==
               "temperror evidence_missing");
}

BOOST_AUTO_TEST_CASE(no_rev_avail_in_an_authority_is_malformed) {  // RFC 9608 §3
    const Party middle =
        forge(root(), authority("Issuing", {{"2.5.29.56", false, tlv(0x05, Bytes{})}}));
    Spec spec = edge();
    spec.not_before = test_now();
    spec.not_after = test_now() + std::chrono::days(1);
    BOOST_TEST(outcome(policy_with(RevocationMode::hard),
                       {forge(middle, spec).certificate, middle.certificate}) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_CASE(short_lived_leaf_that_is_listed_is_revoked) {
    Spec spec = edge({detail::crl_distribution_points({uri})});
    spec.not_before = test_now() - std::chrono::days(1);
    spec.not_after = spec.not_before + std::chrono::days(10);
    const auto certificate = forge(root(), spec).certificate;
    BOOST_TEST(outcome(judged_with(list_of(root(), {certificate}), RevocationMode::hard,
                                   certificate)) == "fail revoked");
}

BOOST_AUTO_TEST_CASE(short_lived_authority_is_not_exempt) {
    Spec spec = authority("Issuing");
    spec.not_before = test_now() - std::chrono::days(1);
    spec.not_after = spec.not_before + std::chrono::days(5);
    const Party middle = forge(root(), spec);
    Spec below = edge();
    below.not_before = test_now();
    below.not_after = test_now() + std::chrono::days(1);
    BOOST_TEST(outcome(policy_with(RevocationMode::hard),
                       {forge(middle, below).certificate, middle.certificate}) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(short_lived_zero_exempts_nothing) {
    Spec spec = edge();
    spec.not_before = test_now();
    spec.not_after = test_now() + Seconds{1};
    TrustPolicy policy = policy_with(RevocationMode::hard);
    policy.short_lived = Seconds{0};
    BOOST_TEST(outcome(policy, {forge(root(), spec).certificate}) ==
               "temperror revocation_unknown");
}

BOOST_AUTO_TEST_CASE(explicitly_trusted_leaf_needs_no_list) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    TrustPolicy policy = trusting({identity.chain.leaf()});
    policy.revocation = RevocationMode::hard;
    BOOST_TEST(outcome(policy, identity.chain.certificates()) == "pass");
}

BOOST_AUTO_TEST_CASE(verdict_holds_until_the_list_is_due) {
    const auto report =
        judged_with(list_of(root(), {}, {}, test_now() - Seconds{9}, test_now() + Seconds{9}));
    BOOST_TEST((report.valid_until == test_now() + Seconds{9}));
}

BOOST_AUTO_TEST_CASE(lists_of_our_own_authority_are_read) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options;
    options.crl_uris = {uri};
    const auto good = ca.issue({"mail.fabrikam.example"}, options);
    const auto bad = ca.issue({"mail.fabrikam.example"}, options);
    EvidenceStore store;
    BOOST_REQUIRE(store.put_crl(uri, ca.crl({bad.chain.leaf()})));
    TrustPolicy policy = trusting({ca.certificate()});
    policy.revocation = RevocationMode::hard;
    const ChainValidator validator(policy, PeerRole::server);
    BOOST_TEST(outcome(validator.judge(good.chain, *store.snapshot(), test_now())) == "pass");
    BOOST_TEST(outcome(validator.judge(bad.chain, *store.snapshot(), test_now())) ==
               "fail revoked");
}

BOOST_AUTO_TEST_CASE(cut_off_lists_are_refused_whole) {
    const Bytes list = list_of(root(), {leaf()});
    EvidenceStore store;
    for (std::size_t size = 0; size < list.size(); ++size) {
        std::string why;
        BOOST_TEST(!store.put_crl(uri, ByteView(list).first(size), &why));
        BOOST_TEST(!why.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
