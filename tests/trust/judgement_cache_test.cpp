// Verdicts are remembered under everything that they depend on, and no longer than they hold.
#include <boost/test/unit_test.hpp>
#include <domainsec/trust/judgement_cache.hpp>
#include <thread>

#include "support/expect_error.hpp"
#include "trust/judging.hpp"
#include "trust/revocation_forge.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

// A chain that is good for "mail.fabrikam.example", and a cache that is asked about it.
struct Asking {
    Party root = forge_root(authority("Root"));
    TrustPolicy policy = trusting({root.certificate});
    Chain chain{
        {forge(root, edge({detail::extended_key_usage({"1.3.6.1.5.5.7.3.2"})})).certificate}};
    PeerRole peer = PeerRole::client;
    ValidatorOptions options;
    std::string partner = "Fabrikam";
    std::shared_ptr<const Evidence> evidence = Evidence::none();
    std::vector<Bytes> staples;
    TimePoint now = test_now();
    std::shared_ptr<JudgementCache> cache = std::make_shared<JudgementCache>();

    std::shared_ptr<const ValidationReport> ask() const {
        return cache->judge(ChainValidator(policy, peer, options),
                            {partner, chain, *evidence, staples}, now);
    }
};

// Whether the same question, changed, is a question of its own.
template <typename Change>
bool is_judged_anew(const Change& change) {
    Asking asking;
    const auto before = asking.ask();
    BOOST_TEST(before == asking.ask());
    change(asking);
    return asking.ask() != before;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judgement_cache)

BOOST_AUTO_TEST_CASE(gives_the_same_verdict_again) {
    const Asking asking;
    const auto first = asking.ask();
    BOOST_TEST(outcome(*first) == "pass");
    BOOST_TEST(asking.ask() == first);
    BOOST_TEST(asking.cache->size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_same_certificates_read_again_are_the_same_chain) {
    Asking asking;
    const auto first = asking.ask();
    asking.chain = Chain({Certificate::from_der(asking.chain.leaf().der()).value()});
    BOOST_TEST(asking.ask() == first);
}

BOOST_AUTO_TEST_CASE(another_chain_has_its_own_verdict) {
    Asking asking;
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    const Party other = forge_root(authority("Root"));
    asking.chain = Chain({forge(other, edge()).certificate});
    BOOST_TEST(!asking.ask()->passed());
}

BOOST_AUTO_TEST_CASE(another_role_has_its_own_verdict) {
    Asking asking;
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    asking.peer = PeerRole::server;
    BOOST_TEST(outcome(*asking.ask()) == "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(another_identity_has_its_own_verdict) {
    Asking asking;
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    asking.policy.identities = domain_names({"mail.contoso.example"});
    BOOST_TEST(outcome(*asking.ask()) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(other_anchors_have_their_own_verdict) {
    Asking asking;
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    asking.policy.anchors =
        AnchorSet::from_certificates({forge_root(authority("Root")).certificate});
    BOOST_TEST(!asking.ask()->passed());
}

BOOST_AUTO_TEST_CASE(another_partner_has_its_own_verdict) {
    BOOST_TEST(is_judged_anew([](Asking& asking) { asking.partner = "Contoso"; }));
}

BOOST_AUTO_TEST_CASE(newer_evidence_has_its_own_verdict) {
    BOOST_TEST(is_judged_anew([](Asking& asking) {
        EvidenceStore store;
        store.put_mx(domain_names({"fabrikam.example"}).front(), {}, test_now());
        asking.evidence = store.snapshot();
    }));
}

BOOST_AUTO_TEST_CASE(other_staples_have_their_own_verdict) {
    BOOST_TEST(is_judged_anew([](Asking& asking) { asking.staples = {{0x30, 0x00}}; }));
    BOOST_TEST(is_judged_anew([](Asking& asking) { asking.staples = {{}}; }));
}

BOOST_AUTO_TEST_CASE(staples_are_judged_not_only_told_apart) {  // RFC 6960 §2.2
    Asking asking;
    asking.policy.revocation = RevocationMode::soft;
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    ResponseSpec response;
    response.answers.push_back({certificate_id(asking.chain.leaf(), asking.root),
                                revoked_at(test_now() - std::chrono::hours(3))});
    asking.staples = {forge_response(asking.root, response)};
    BOOST_TEST(outcome(*asking.ask()) == "fail revoked");
}

BOOST_AUTO_TEST_CASE(staples_cut_elsewhere_are_other_staples) {
    Asking asking;
    asking.staples = {{0x30, 0x00}, {}};
    const auto first = asking.ask();
    asking.staples = {{0x30}, {0x00}};
    BOOST_TEST(asking.ask() != first);
}

BOOST_AUTO_TEST_CASE(each_rule_has_its_own_verdict) {
    using Rule = void (*)(Asking&);
    const Rule rules[] = {
        [](Asking& a) { a.policy.method = TrustMethod::system; },
        [](Asking& a) { a.policy.pins = {a.chain.leaf().spki_sha256()}; },
        [](Asking& a) { a.policy.tlsa_owners = domain_names({"fabrikam.example"}); },
        [](Asking& a) { a.policy.wildcards = true; },
        [](Asking& a) { a.policy.eku = EkuMode::mta; },
        [](Asking& a) { a.policy.revocation = RevocationMode::soft; },
        [](Asking& a) { a.policy.short_lived = Seconds{0}; },
        [](Asking& a) { a.policy.min_rsa_bits = 3072; },
        [](Asking& a) { a.policy.limits.max_path_length = 5; },
        [](Asking& a) { a.policy.limits.max_paths = 5; },
        [](Asking& a) { a.policy.limits.max_signatures = 5; },
        [](Asking& a) { a.options.profile = ValidationProfile::strict; },
        [](Asking& a) { a.options.legacy_algorithms = true; },
        [](Asking& a) { a.options.any_identity = true; },
        [](Asking& a) { a.options.any_usage = true; },
        [](Asking& a) {
            a.options.ip_addresses = {{192, 0, 2, 1}};
        },
        [](Asking& a) {
            a.options.mailboxes = {MailAddress::from_string("a@fabrikam.example").value()};
        },
        [](Asking& a) { a.options.max_intermediates = 0; },
        [](Asking& a) { a.options.acceptable_policies = {"2.5.29.32.0"}; },
        [](Asking& a) { a.options.inhibit_policy_mapping = true; },
        [](Asking& a) { a.options.require_explicit_policy = true; },
        [](Asking& a) { a.options.inhibit_any_policy = true; },
    };
    for (const Rule& rule : rules)
        BOOST_TEST(is_judged_anew(rule), "rule " << &rule - std::begin(rules));
}

BOOST_AUTO_TEST_CASE(a_verdict_holds_until_its_time_and_no_longer) {
    Asking asking;
    const auto first = asking.ask();
    asking.now = first->valid_until - Seconds(1);
    BOOST_TEST(asking.ask() == first);
    asking.now = first->valid_until;
    BOOST_TEST(asking.ask() != first);
}

BOOST_AUTO_TEST_CASE(an_end_of_validity_is_met_on_the_second) {
    Asking asking;
    asking.now = asking.chain.leaf().not_after() - Seconds(10);
    BOOST_TEST(outcome(*asking.ask()) == "pass");
    asking.now = asking.chain.leaf().not_after() + Seconds(1);
    BOOST_TEST(outcome(*asking.ask()) == "fail expired");
}

BOOST_AUTO_TEST_CASE(a_certificate_becomes_valid_on_the_second) {
    Asking asking;
    asking.now = asking.chain.leaf().not_before() - Seconds(10);
    BOOST_TEST(outcome(*asking.ask()) == "fail not_yet_valid");
    asking.now = asking.chain.leaf().not_before();
    BOOST_TEST(outcome(*asking.ask()) == "pass");
}

BOOST_AUTO_TEST_CASE(a_verdict_of_the_future_is_not_used) {
    Asking asking;
    const auto first = asking.ask();
    asking.now -= Seconds(1);
    BOOST_TEST(asking.ask() != first);
}

BOOST_AUTO_TEST_CASE(temporary_errors_are_not_kept) {
    Asking asking;
    asking.policy.revocation = RevocationMode::hard;
    asking.policy.short_lived = Seconds{0};
    BOOST_TEST(to_string(asking.ask()->status) == "temperror");
    BOOST_TEST(asking.cache->size() == 0U);
}

BOOST_AUTO_TEST_CASE(is_bounded_and_keeps_what_is_used) {
    Asking asking;
    asking.cache = std::make_shared<JudgementCache>(4);
    const auto used = asking.ask();
    for (int i = 0; i < 20; ++i) {
        asking.partner = "Partner " + std::to_string(i);
        asking.ask();
        asking.partner = "Fabrikam";
        BOOST_TEST(asking.ask() == used);
    }
    BOOST_TEST(asking.cache->size() == 4U);
}

BOOST_AUTO_TEST_CASE(chains_of_strangers_push_out_no_partner) {
    Asking asking;
    asking.cache = std::make_shared<JudgementCache>(2);
    const auto used = asking.ask();
    const Chain good = asking.chain;
    for (int i = 0; i < 10; ++i) {
        asking.chain = Chain({forge(forge_root(authority("Stranger")), edge()).certificate});
        BOOST_TEST(!asking.ask()->passed());
    }
    asking.chain = good;
    BOOST_TEST(asking.ask() == used);
}

BOOST_AUTO_TEST_CASE(large_verdicts_are_not_kept) {
    Asking asking;
    const Party no_authority = forge(asking.root, edge());
    const Bytes padding(20'000, 0x41);
    const Certificate large = forge(no_authority, edge({{"1.2.3.4", false, padding}})).certificate;
    asking.chain = Chain({large, no_authority.certificate});
    BOOST_TEST(!asking.ask()->passed());
    BOOST_TEST(asking.cache->size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_capacity_out_of_range_is_refused) {
    BOOST_CHECK_THROW(JudgementCache(0), Error);
    BOOST_CHECK_THROW(JudgementCache(100'001), Error);
}

BOOST_AUTO_TEST_CASE(serves_several_threads) {
    Asking asking;
    asking.cache = std::make_shared<JudgementCache>(3);
    std::vector<int> passed(6, 0);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < passed.size(); ++i)
        threads.emplace_back([asking, i, &passed]() mutable {
            for (std::size_t round = 0; round < 200; ++round) {
                asking.partner = "Partner " + std::to_string((i + round) % 5);
                passed[i] += asking.ask()->passed() ? 1 : 0;
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : passed) BOOST_TEST(count == 200);
    BOOST_TEST(asking.cache->size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
