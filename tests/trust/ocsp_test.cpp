// OCSP: stapled and fetched answers, who may give them, and for how long they hold (RFC 6960, RFC
// 8954, RFC 9654).
#include <domainsec/error.hpp>

#include "trust/evidence_data.hpp"
#include "trust/judging.hpp"
#include "trust/ocsp_request.hpp"
#include "trust/revocation_forge.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string uri = "http://ocsp.fabrikam.example/";
const std::string unknown = "temperror revocation_unknown";
const std::string missing = "temperror evidence_missing";
const std::string revoked = "fail revoked";

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Certificate& leaf() {
    static const Certificate certificate =
        forge(root(), edge({detail::authority_information_access({uri})})).certificate;
    return certificate;
}

/// A leaf that names no responder: staples alone can clear it, and nothing is asked for.
const Certificate& bare() {
    static const Certificate certificate = forge(root(), edge()).certificate;
    return certificate;
}

TrustPolicy hard() {
    TrustPolicy policy = trusting({root().certificate});
    policy.revocation = RevocationMode::hard;
    return policy;
}

AnswerSpec answer_for(const Certificate& certificate, const std::string& hash = "SHA-1") {
    AnswerSpec answer;
    answer.id = certificate_id(certificate, root(), hash);
    return answer;
}

ResponseSpec response_for(const Certificate& certificate) {
    ResponseSpec spec;
    spec.answers = {answer_for(certificate)};
    return spec;
}

ValidationReport stapled_report(const Bytes& response, TrustPolicy policy = hard(),
                                const std::vector<Bytes>& lists = {}) {
    EvidenceStore store;
    for (const Bytes& list : lists) BOOST_TEST(store.put_crl(list));
    return ChainValidator(std::move(policy), PeerRole::client)
        .judge(Chain({bare()}), *store.snapshot(), test_now(), {response});
}

std::string stapled(const Bytes& response) {
    return outcome(stapled_report(response));
}

/// By the root's own key, about bare(), after `change`.
template <typename Change>
std::string stapled_after(Change change) {
    ResponseSpec spec = response_for(bare());
    change(spec);
    return stapled(forge_response(root(), spec));
}

std::string problem_of(const Bytes& response) {
    const auto report = stapled_report(response);
    const Finding* const found = finding(report, TrustReason::revocation_unknown);
    return found == nullptr ? std::string() : found->seen;
}

/// Why a response cannot be filed; empty when it can.
std::string refusal(const Bytes& response) {
    std::string why;
    return detail::OcspResponse::from_der(response, why) == nullptr ? why : std::string();
}

EvidenceRequest request_for(const Certificate& certificate) {
    return {EvidenceKind::ocsp, uri,
            detail::ocsp_request(detail::CertificateFacts(certificate),
                                 detail::CertificateFacts(root().certificate))};
}

Spec responder_spec(bool no_check = true) {
    Spec spec;
    spec.subject = "Responder";
    spec.extensions = {detail::extended_key_usage({"1.3.6.1.5.5.7.3.9"})};
    if (no_check) spec.extensions.push_back({"1.3.6.1.5.5.7.48.1.5", false, tlv(0x05, Bytes{})});
    return spec;
}

/// By a responder with this certificate, about bare().
std::string delegated(const Spec& spec, const Party& issuer = root(),
                      const std::vector<Bytes>& lists = {}) {
    const Party responder = forge(issuer, spec);
    ResponseSpec response = response_for(bare());
    response.certificates = {responder.certificate};
    return outcome(stapled_report(forge_response(responder, response), hard(), lists));
}

detail::RawExtension usage(std::string_view bits) {
    return {"2.5.29.15", true, tlv(0x03, bits)};
}

Bytes critical_extension() {
    return tlv(0x30, {tlv(0x06, "\x2B\x06\x01\x04\x01\x86\x8D\x1F\x01"), tlv(0x01, Bytes{0xFF}),
                      tlv(0x04, Bytes{})});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ocsp)

BOOST_AUTO_TEST_CASE(stapled_good_passes) {  // RFC 6960 §2.2
    BOOST_TEST(stapled(forge_response(root(), response_for(bare()))) == "pass");
}

BOOST_AUTO_TEST_CASE(stapled_revoked_fails) {  // RFC 6960 §2.2
    ResponseSpec spec = response_for(bare());
    spec.answers[0].status = revoked_at(test_now() - std::chrono::hours(3));
    const auto report = stapled_report(forge_response(root(), spec));
    BOOST_TEST(outcome(report) == revoked);
    BOOST_TEST(rule_of(report, TrustReason::revoked) == "RFC 6960 §2.2");
}

BOOST_AUTO_TEST_CASE(stapled_unknown_says_nothing) {  // RFC 6960 §2.2
    BOOST_TEST(stapled_after([](auto& spec) { spec.answers[0].status = unknown_status(); }) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(empty_staple_is_none) {
    BOOST_TEST(stapled({}) == unknown);
}

BOOST_AUTO_TEST_CASE(garbage_staple_counts_for_nothing) {
    BOOST_TEST(stapled(Bytes{0x30, 0x03, 0x0A, 0x01, 0x00}) == unknown);
}

BOOST_AUTO_TEST_CASE(staples_count_for_each_certificate_of_the_path) {  // RFC 8446 §4.4.2.1
    const Party middle = forge(root(), authority("Issuing"));
    const Certificate certificate = forge(middle, edge()).certificate;
    ResponseSpec for_leaf;
    for_leaf.answers.resize(1);
    for_leaf.answers[0].id = certificate_id(certificate, middle);
    const std::vector<Bytes> staples{forge_response(middle, for_leaf),
                                     forge_response(root(), response_for(middle.certificate))};
    const Chain chain({certificate, middle.certificate});
    const ChainValidator validator(hard(), PeerRole::server);
    BOOST_TEST(outcome(validator.judge(chain, *Evidence::none(), test_now(), staples)) == "pass");
    BOOST_TEST(outcome(validator.judge(chain, *Evidence::none(), test_now(), {staples[0]})) ==
               unknown);
    BOOST_TEST(outcome(validator.judge(chain, *Evidence::none(), test_now(), {{}, staples[1]})) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(more_staples_than_certificates_are_left_alone) {
    EvidenceStore store;
    const Bytes good = forge_response(root(), response_for(bare()));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::server)
                           .judge(Chain({bare()}), *store.snapshot(), test_now(), {{}, good})) ==
               unknown);
}

// What is asked for, and the answer (RFC 5280 §4.2.2.1, RFC 6960 §4.1).

BOOST_AUTO_TEST_CASE(responder_is_asked) {
    const auto report = judged(hard(), {leaf()});
    BOOST_TEST(outcome(report) == missing);
    BOOST_REQUIRE(report.pending.size() == 1u);
    BOOST_TEST((report.pending[0] == request_for(leaf())));
}

BOOST_AUTO_TEST_CASE(lists_and_responders_are_asked_together) {
    const Certificate certificate =
        forge(root(), edge({detail::authority_information_access({uri}),
                            detail::crl_distribution_points({"http://crl.fabrikam.example/"})}))
            .certificate;
    BOOST_TEST(judged(hard(), {certificate}).pending.size() == 2u);
}

BOOST_AUTO_TEST_CASE(only_http_responders_are_asked) {  // RFC 5280 §4.2.2.1
    const Certificate certificate =
        forge(root(), edge({detail::authority_information_access({"ldap://ocsp.example/"})}))
            .certificate;
    BOOST_TEST(outcome(judged(hard(), {certificate})) == unknown);
}

BOOST_AUTO_TEST_CASE(fetched_answer_is_used) {
    EvidenceStore store;
    std::string why;
    const Bytes response = forge_response(root(), response_for(leaf()));
    BOOST_TEST(store.put(request_for(leaf()), response, &why), why);
    const auto epoch = store.snapshot()->epoch();
    BOOST_TEST(store.put_ocsp(request_for(leaf()), response));
    BOOST_TEST(store.snapshot()->epoch() == epoch);
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({leaf()}), *store.snapshot(), test_now())) == "pass");
}

BOOST_AUTO_TEST_CASE(expired_answer_is_asked_for_again) {  // RFC 6960 §4.2.2.1
    ResponseSpec spec = response_for(leaf());
    spec.answers[0].next_update = test_now() - Seconds{1};
    EvidenceStore store;
    BOOST_TEST(store.put_ocsp(request_for(leaf()), forge_response(root(), spec)));
    const auto report = ChainValidator(hard(), PeerRole::client)
                            .judge(Chain({leaf()}), *store.snapshot(), test_now());
    BOOST_TEST(outcome(report) == missing);
    BOOST_TEST(report.pending.size() == 1u);
}

BOOST_AUTO_TEST_CASE(answer_that_does_not_know_is_not_asked_for_again) {  // RFC 6960 §2.2
    ResponseSpec spec = response_for(leaf());
    spec.answers[0].status = unknown_status();
    EvidenceStore store;
    BOOST_TEST(store.put_ocsp(request_for(leaf()), forge_response(root(), spec)));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({leaf()}), *store.snapshot(), test_now())) == unknown);
}

BOOST_AUTO_TEST_CASE(answer_to_another_question_is_not_filed) {
    EvidenceStore store;
    std::string why;
    const Bytes response = forge_response(root(), response_for(leaf()));
    BOOST_TEST(!store.put_ocsp({EvidenceKind::crl, uri, {}}, response, &why));
    BOOST_TEST(!store.put_ocsp({EvidenceKind::ocsp, uri, {}}, response, &why));
    BOOST_TEST(!store.put_ocsp({EvidenceKind::ocsp, "", Bytes{0x30, 0x00}}, response, &why));
    BOOST_TEST(store.snapshot()->epoch() == 0u);
}

BOOST_AUTO_TEST_CASE(missing_answer_is_wanted_under_soft) {
    TrustPolicy policy = hard();
    policy.revocation = RevocationMode::soft;
    const auto report = judged(policy, {leaf()});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.wanted.size() == 1u);
}

BOOST_AUTO_TEST_CASE(list_alone_will_do) {
    EvidenceStore store;
    BOOST_TEST(store.put_crl(forge_list(root())));
    const auto report = ChainValidator(hard(), PeerRole::client)
                            .judge(Chain({leaf()}), *store.snapshot(), test_now());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.pending.empty());
}

BOOST_AUTO_TEST_CASE(request_is_as_the_rfc_has_it) {  // RFC 6960 §4.1.1, RFC 5019 §2.1.1
    const Bytes id = certificate_id(leaf(), root());
    const Bytes expected = tlv(0x30, tlv(0x30, tlv(0x30, tlv(0x30, id))));
    BOOST_TEST((request_for(leaf()).query == expected));
}

BOOST_AUTO_TEST_CASE(nonce_is_added_to_a_request) {  // RFC 9654 §2.1
    const Bytes id = certificate_id(leaf(), root());
    detail::OcspNonce nonce{};
    nonce.fill(7);
    const Bytes expected = tlv(
        0x30, tlv(0x30, {tlv(0x30, tlv(0x30, id)), tlv(0xA2, tlv(0x30, nonce_extension(nonce)))}));
    BOOST_TEST((detail::with_nonce(request_for(leaf()).query, nonce) == expected));
    BOOST_CHECK_THROW(detail::with_nonce(bytes_of("?"), nonce), Error);
}

BOOST_AUTO_TEST_CASE(nonce_must_match_where_there_is_one) {  // RFC 9654 §2.1
    ResponseSpec spec = response_for(leaf());
    spec.extensions = nonce_extension(Bytes(32, 7));
    const Bytes response = forge_response(root(), spec);
    EvidenceStore store;
    std::string why;
    BOOST_TEST(!store.put_ocsp(request_for(leaf()), response, &why, Bytes(32, 8)));
    BOOST_TEST(why == "It answers another question: its nonce is not the one that was sent");
    BOOST_TEST(store.put_ocsp(request_for(leaf()), response, &why, Bytes(32, 7)));
    BOOST_TEST(store.put_ocsp(request_for(leaf()), response));
}

BOOST_AUTO_TEST_CASE(answer_without_a_nonce_is_taken) {  // RFC 9654 §2.1
    EvidenceStore store;
    BOOST_TEST(store.put_ocsp(request_for(leaf()), forge_response(root(), response_for(leaf())),
                              nullptr, Bytes(32, 8)));
}

BOOST_AUTO_TEST_CASE(nonce_of_129_octets_is_refused) {  // RFC 9654 §2.1
    const auto with_nonce_of = [](std::size_t octets) {
        ResponseSpec spec = response_for(leaf());
        spec.extensions = nonce_extension(Bytes(octets, 7));
        return refusal(forge_response(root(), spec));
    };
    BOOST_TEST(with_nonce_of(128).empty());
    BOOST_TEST(!with_nonce_of(129).empty());
    BOOST_TEST(!with_nonce_of(0).empty());
}

// Which certificate it is about (RFC 6960 §3.2(1), §4.1.1).

BOOST_AUTO_TEST_CASE(all_hashes_are_understood) {
    for (const char* hash : {"SHA-1", "SHA-256", "SHA-384", "SHA-512"})
        BOOST_TEST(stapled_after([&](auto& spec) { spec.answers = {answer_for(bare(), hash)}; }) ==
                   "pass");
}

BOOST_AUTO_TEST_CASE(answer_about_another_certificate) {
    BOOST_TEST(stapled(forge_response(root(), response_for(leaf()))) == unknown);
}

BOOST_AUTO_TEST_CASE(answer_about_another_issuers_certificate) {
    const Party same_name = forge_root(authority("Fabrikam Root"));
    BOOST_TEST(stapled_after([&](auto& spec) {
                   spec.answers[0].id = certificate_id(bare(), same_name);
               }) == unknown);
    const Party same_key{root().certificate, root().key, detail::encode_name("Other", "")};
    BOOST_TEST(stapled_after([&](auto& spec) {
                   spec.answers[0].id = certificate_id(bare(), same_key);
               }) == unknown);
}

BOOST_AUTO_TEST_CASE(one_of_many_answers) {
    BOOST_TEST(stapled_after([](auto& spec) {
                   spec.answers.insert(spec.answers.begin(), 200, answer_for(leaf()));
               }) == "pass");
}

BOOST_AUTO_TEST_CASE(worst_of_contradicting_answers) {
    BOOST_TEST(stapled_after([](auto& spec) {
                   spec.answers.push_back(spec.answers[0]);
                   spec.answers[1].status = revoked_at(test_now());
               }) == revoked);
}

// Time (RFC 6960 §3.2(5)(6), §4.2.2.1).

BOOST_AUTO_TEST_CASE(answer_at_its_last_second) {
    BOOST_TEST(stapled_after([](auto& s) { s.answers[0].next_update = test_now(); }) == "pass");
    BOOST_TEST(stapled_after([](auto& s) { s.answers[0].next_update = test_now() - Seconds{1}; }) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(expired_revocation_says_nothing) {
    BOOST_TEST(stapled_after([](auto& s) {
                   s.answers[0].status = revoked_at(test_now() - std::chrono::days(3));
                   s.answers[0].next_update = test_now() - Seconds{1};
               }) == unknown);
}

BOOST_AUTO_TEST_CASE(five_minutes_ahead_are_granted) {
    BOOST_TEST(stapled_after([](auto& s) {
                   s.answers[0].this_update = test_now() + std::chrono::minutes(5);
               }) == "pass");
    BOOST_TEST(stapled_after([](auto& s) {
                   s.answers[0].this_update = test_now() + std::chrono::minutes(5) + Seconds{1};
               }) == unknown);
}

BOOST_AUTO_TEST_CASE(produced_in_the_future) {
    BOOST_TEST(stapled_after([](auto& s) { s.produced_at = test_now() + std::chrono::hours(1); }) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(without_next_update_it_holds_for_an_hour) {
    BOOST_TEST(stapled_after([](auto& s) { s.answers[0].next_update.reset(); }) == "pass");
    BOOST_TEST(stapled_after([](auto& s) {
                   s.answers[0].next_update.reset();
                   s.answers[0].this_update = test_now() - std::chrono::hours(1) - Seconds{1};
               }) == unknown);
}

BOOST_AUTO_TEST_CASE(verdict_ends_with_the_answer) {
    ResponseSpec spec = response_for(bare());
    spec.answers[0].next_update = test_now() + Seconds{11};
    const auto report = stapled_report(forge_response(root(), spec));
    BOOST_TEST((report.valid_until == test_now() + Seconds{11}));
}

// Who answers (RFC 6960 §3.2(2)(3)(4), §4.2.2.2).

BOOST_AUTO_TEST_CASE(issuer_named_by_its_key) {
    BOOST_TEST(stapled_after([](auto& spec) { spec.responder = by_key(root()); }) == "pass");
}

BOOST_AUTO_TEST_CASE(responder_that_is_not_there) {
    BOOST_TEST(stapled_after([](auto& spec) {
                   spec.responder = tlv(0xA1, detail::encode_name("Nobody", ""));
               }) == unknown);
    BOOST_TEST(stapled_after([](auto& spec) {
                   spec.responder = by_key(forge_root(authority("Other")));
               }) == unknown);
}

BOOST_AUTO_TEST_CASE(signed_by_another_key_of_that_name) {
    const Party impostor = forge_root(authority("Fabrikam Root"));
    const Bytes response = forge_response(impostor, response_for(bare()));
    BOOST_TEST(stapled(response) == unknown);
    BOOST_TEST(problem_of(response).find("did not sign") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(revocation_signed_by_another_key_is_not_believed) {
    const Party impostor = forge_root(authority("Fabrikam Root"));
    ResponseSpec spec = response_for(bare());
    spec.answers[0].status = revoked_at(test_now());
    BOOST_TEST(stapled(forge_response(impostor, spec)) == unknown);
}

BOOST_AUTO_TEST_CASE(weakly_signed) {
    BOOST_TEST(stapled_after([](auto& spec) { spec.hash = "SHA-1"; }) == unknown);
}

BOOST_AUTO_TEST_CASE(delegated_responder) {  // RFC 6960 §4.2.2.2
    BOOST_TEST(delegated(responder_spec()) == "pass");
}

BOOST_AUTO_TEST_CASE(delegated_responder_named_by_its_key) {
    const Party responder = forge(root(), responder_spec());
    ResponseSpec response = response_for(bare());
    response.certificates = {leaf(), responder.certificate};
    response.responder = by_key(responder);
    BOOST_TEST(stapled(forge_response(responder, response)) == "pass");
}

BOOST_AUTO_TEST_CASE(delegated_responder_without_its_certificate) {
    const Party responder = forge(root(), responder_spec());
    BOOST_TEST(stapled(forge_response(responder, response_for(bare()))) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_without_ocsp_signing) {  // RFC 6960 §4.2.2.2
    Spec spec = responder_spec();
    spec.extensions.erase(spec.extensions.begin());
    BOOST_TEST(delegated(spec) == unknown);
    spec.extensions.push_back(detail::extended_key_usage({"2.5.29.37.0"}));
    BOOST_TEST(delegated(spec) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_of_another_issuer) {  // RFC 6960 §4.2.2.2
    BOOST_TEST(delegated(responder_spec(), forge_root(authority("Stranger"))) == unknown);
    BOOST_TEST(delegated(responder_spec(), forge_root(authority("Fabrikam Root"))) == unknown);
    const Party same_key{root().certificate, root().key, detail::encode_name("Other", "")};
    BOOST_TEST(delegated(responder_spec(), same_key) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_of_an_authority_below) {  // RFC 6960 §4.2.2.2: issued directly
    BOOST_TEST(delegated(responder_spec(), forge(root(), authority("Issuing"))) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_out_of_its_dates) {
    Spec spec = responder_spec();
    spec.not_after = test_now() - Seconds{1};
    BOOST_TEST(delegated(spec) == unknown);
    spec = responder_spec();
    spec.not_before = test_now() + Seconds{1};
    BOOST_TEST(delegated(spec) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_without_digital_signature) {  // RFC 5280 §4.2.1.3
    Spec spec = responder_spec();
    spec.extensions.push_back(usage("\x05\x20"));
    BOOST_TEST(delegated(spec) == unknown);
    spec.extensions.back() = usage("\x07\x80");
    BOOST_TEST(delegated(spec) == "pass");
}

BOOST_AUTO_TEST_CASE(delegate_with_an_unknown_critical_extension) {  // RFC 5280 §4.2
    Spec spec = responder_spec();
    spec.extensions.push_back({"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})});
    BOOST_TEST(delegated(spec) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_certified_with_a_weak_algorithm) {
    Spec spec = responder_spec();
    spec.hash = "SHA-1";
    BOOST_TEST(delegated(spec) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_with_a_weak_key) {
    const PrivateKey key = PrivateKey::generate(KeyAlgorithm::rsa_2048);
    const Party responder = forge(root(), responder_spec(), key);
    ResponseSpec response = response_for(bare());
    response.certificates = {responder.certificate};
    TrustPolicy policy = hard();
    const Bytes signed_response = forge_response(responder, response);
    BOOST_TEST(outcome(stapled_report(signed_response, policy)) == "pass");
    policy.min_rsa_bits = 3072;
    BOOST_TEST(outcome(stapled_report(signed_response, policy)) == unknown);
}

BOOST_AUTO_TEST_CASE(delegate_without_nocheck_needs_a_list) {  // RFC 6960 §4.2.2.2.1
    const Party responder = forge(root(), responder_spec(false));
    ResponseSpec response = response_for(bare());
    response.certificates = {responder.certificate};
    const Bytes stapled_response = forge_response(responder, response);
    BOOST_TEST(stapled(stapled_response) == unknown);
    ListSpec scoped;  // Clears the responder alone, for bare() has no such distribution point.
    scoped.extensions = {list_scope({relative_name("Responders")})};
    Spec spec = responder_spec(false);
    spec.extensions.push_back(distribution_points({relative_name("Responders")}));
    BOOST_TEST(delegated(spec, root(), {forge_list(root(), scoped)}) == "pass");
}

BOOST_AUTO_TEST_CASE(delegate_that_is_revoked) {  // RFC 6960 §4.2.2.2.1
    const Party responder = forge(root(), responder_spec(false));
    ResponseSpec response = response_for(bare());
    response.certificates = {responder.certificate};
    ListSpec list;
    list.entries = {entry_for(responder.certificate)};
    const detail::RawExtension some = list_scope({tlv(0x83, "\x06\x40")});
    list.extensions = {some};
    const auto report =
        stapled_report(forge_response(responder, response), hard(), {forge_list(root(), list)});
    BOOST_TEST(outcome(report) == unknown);
    BOOST_TEST(finding(report, TrustReason::revocation_unknown)
                   ->seen.find("a responder that is revoked") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(short_lived_delegate_needs_no_list) {
    Spec spec = responder_spec(false);
    spec.not_before = test_now() - std::chrono::days(1);
    spec.not_after = spec.not_before + std::chrono::days(10);
    BOOST_TEST(delegated(spec) == "pass");
    spec.not_after += Seconds{1};
    BOOST_TEST(delegated(spec) == unknown);
}

// Revoked by one source is revoked.

BOOST_AUTO_TEST_CASE(good_staple_does_not_hide_a_list) {
    ListSpec list;
    list.entries = {entry_for(bare())};
    BOOST_TEST(outcome(stapled_report(forge_response(root(), response_for(bare())), hard(),
                                      {forge_list(root(), list)})) == revoked);
}

BOOST_AUTO_TEST_CASE(good_list_does_not_hide_a_staple) {
    ResponseSpec spec = response_for(bare());
    spec.answers[0].status = revoked_at(test_now());
    BOOST_TEST(outcome(stapled_report(forge_response(root(), spec), hard(),
                                      {forge_list(root())})) == revoked);
}

BOOST_AUTO_TEST_CASE(good_staple_does_not_hide_a_fetched_answer) {
    ResponseSpec spec = response_for(leaf());
    spec.answers[0].status = revoked_at(test_now());
    EvidenceStore store;
    BOOST_TEST(store.put_ocsp(request_for(leaf()), forge_response(root(), spec)));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({leaf()}), *store.snapshot(), test_now(),
                                  {forge_response(root(), response_for(leaf()))})) == revoked);
}

BOOST_AUTO_TEST_CASE(off_does_not_look_at_staples) {
    ResponseSpec spec = response_for(bare());
    spec.answers[0].status = revoked_at(test_now());
    TrustPolicy policy = hard();
    policy.revocation = RevocationMode::off;
    BOOST_TEST(outcome(stapled_report(forge_response(root(), spec), policy)) == "pass");
}

// Form (RFC 6960 §4.2.1).

BOOST_AUTO_TEST_CASE(critical_extensions_are_refused) {  // RFC 6960 §4.4
    BOOST_TEST(stapled_after([](auto& s) { s.extensions = critical_extension(); }) == unknown);
    BOOST_TEST(stapled_after([](auto& s) { s.answers[0].extensions = critical_extension(); }) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(responder_that_gives_no_answer) {  // RFC 6960 §2.3
    const auto with_status = [](std::uint8_t status) {
        return refusal(tlv(0x30, tlv(0x0A, Bytes{status})));
    };
    BOOST_TEST(with_status(1) == "The responder gave no answer: malformedRequest");
    BOOST_TEST(with_status(3) == "The responder gave no answer: tryLater");
    BOOST_TEST(with_status(6) == "The responder gave no answer: unauthorized");
    BOOST_TEST(with_status(4) == "The responder gave no answer: a status that is not defined");
    BOOST_TEST(with_status(0) == "It is not an OCSP response in DER");
}

BOOST_AUTO_TEST_CASE(refusal_with_an_answer_in_it_is_a_refusal) {  // RFC 6960 §4.2.1
    ResponseSpec spec = response_for(bare());
    spec.status = tlv(0x0A, Bytes{6});
    BOOST_TEST(refusal(forge_response(root(), spec)) ==
               "The responder gave no answer: unauthorized");
}

BOOST_AUTO_TEST_CASE(another_version_is_refused) {
    ResponseSpec spec = response_for(bare());
    spec.version = tlv(0xA0, tlv(0x02, Bytes{1}));
    BOOST_TEST(refusal(forge_response(root(), spec)) ==
               "It is an OCSP response of a version other than 1");
    spec.version = tlv(0xA0, tlv(0x02, Bytes{0}));
    BOOST_TEST(refusal(forge_response(root(), spec)).empty());
}

BOOST_AUTO_TEST_CASE(another_type_is_refused) {  // RFC 6960 §4.2.1: id-pkix-ocsp-basic
    const Bytes other = tlv(
        0x30, {tlv(0x0A, Bytes{0}), tlv(0xA0, tlv(0x30, {tlv(0x06, "\x2A\x03"), tlv(0x04, "")}))});
    BOOST_TEST(refusal(other) ==
               "It is an OCSP response of type 1.2.3, where a basic one was expected");
}

BOOST_AUTO_TEST_CASE(trailing_octets_are_refused) {
    ResponseSpec spec = response_for(bare());
    spec.trailing = {0x05, 0x00};
    BOOST_TEST(refusal(forge_response(root(), spec)) == "It is not an OCSP response in DER");
}

BOOST_AUTO_TEST_CASE(cut_off_responses_are_refused_whole) {
    const Bytes response = forge_response(root(), response_for(bare()));
    for (std::size_t size = 0; size < response.size(); ++size)
        BOOST_TEST(
            !refusal(Bytes(response.begin(), response.begin() + static_cast<std::ptrdiff_t>(size)))
                 .empty());
}

BOOST_AUTO_TEST_CASE(changed_octets_never_pass) {
    const Party responder = forge(root(), responder_spec());
    ResponseSpec spec = response_for(bare());
    spec.certificates = {responder.certificate};
    const Bytes response = forge_response(responder, spec);
    BOOST_REQUIRE(stapled(response) == "pass");
    std::size_t passed = 0;
    for (std::size_t i = 0; i < response.size(); ++i) {
        Bytes changed = response;
        changed[i] ^= 0x40;
        const auto report = ChainValidator(hard(), PeerRole::client)
                                .judge(Chain({bare()}), *Evidence::none(), test_now(), {changed});
        if (report.passed()) ++passed;
    }
    BOOST_TEST(passed == 0u);
}

BOOST_AUTO_TEST_CASE(ten_thousand_answers_are_refused) {
    ResponseSpec spec;
    spec.answers.assign(257, answer_for(leaf()));
    BOOST_TEST(refusal(forge_response(root(), spec)) == "It holds more than 256 answers");
    spec.answers.assign(10'000, answer_for(leaf()));
    BOOST_TEST(refusal(forge_response(root(), spec)) == "It is longer than 64 KiB");
}

BOOST_AUTO_TEST_CASE(ten_thousand_certificates_are_refused) {
    ResponseSpec spec = response_for(bare());
    spec.certificates.assign(11, leaf());
    BOOST_TEST(refusal(forge_response(root(), spec)) == "It holds more than 10 certificates");
    spec.certificates.assign(10'000, leaf());
    BOOST_TEST(refusal(forge_response(root(), spec)) == "It is longer than 64 KiB");
}

BOOST_AUTO_TEST_CASE(certificate_that_cannot_be_read_is_refused) {
    ResponseSpec spec = response_for(bare());
    spec.certificates = {leaf()};
    Bytes response = forge_response(root(), spec);
    // The version of the certificate, [0] { INTEGER 2 }, becomes something else.
    const Bytes& der = leaf().der();
    const auto place = std::search(response.begin(), response.end(), der.begin(), der.end());
    BOOST_REQUIRE((place != response.end()));
    *(place + 4) = 0x31;
    BOOST_TEST(refusal(response) == "It holds a certificate that cannot be read");
}

BOOST_AUTO_TEST_CASE(signature_checks_are_bounded) {  // ValidationLimits::max_signatures
    const Party responder = forge(root(), responder_spec());
    ResponseSpec response = response_for(bare());
    response.certificates.assign(10, responder.certificate);
    TrustPolicy policy = hard();
    const Bytes octets = forge_response(responder, response);
    policy.limits.max_signatures = 2;
    BOOST_TEST(outcome(stapled_report(octets, policy)) == "pass");
    policy.limits.max_signatures = 1;
    BOOST_TEST(outcome(stapled_report(octets, policy)) == unknown);
}

BOOST_AUTO_TEST_SUITE_END()
