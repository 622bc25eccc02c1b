// Delta lists (RFC 5280 §5.2.4, §5.2.6, §4.2.1.15, §6.3.3).
#include "trust/list_world.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace domainsec::test::list_world;

BOOST_AUTO_TEST_SUITE(crl_scope)

BOOST_AUTO_TEST_CASE(delta_alone_says_nothing) {  // RFC 5280 §6.3.3(c)
    BOOST_TEST(by_lists(bare(), {delta_list(1, 2)}) == unknown);
}

BOOST_AUTO_TEST_CASE(delta_adds_a_revocation) {  // RFC 5280 §6.3.3(i)
    BOOST_TEST(by_lists(bare(), {base_list(1), delta_list(1, 2, {entry_for(bare())})}) == revoked);
}

BOOST_AUTO_TEST_CASE(delta_takes_a_hold_back) {  // RFC 5280 §6.3.3(k)
    const Bytes base = base_list(1, {entry_for(bare(), std::uint8_t{6})});
    const Bytes delta = delta_list(1, 2, {entry_for(bare(), std::uint8_t{8})});
    BOOST_TEST(by_lists(bare(), {base}) == revoked);
    BOOST_TEST(by_lists(bare(), {base, delta}) == "pass");
}

BOOST_AUTO_TEST_CASE(delta_against_a_newer_base_does_not_count) {  // RFC 5280 §5.2.4(b)
    const Bytes base = base_list(1, {entry_for(bare(), std::uint8_t{6})});
    const Bytes delta = delta_list(2, 3, {entry_for(bare(), std::uint8_t{8})});
    BOOST_TEST(by_lists(bare(), {base, delta}) == revoked);
}

BOOST_AUTO_TEST_CASE(delta_older_than_the_base_does_not_count) {  // RFC 5280 §5.2.4(c)
    const Bytes base = base_list(5, {entry_for(bare(), std::uint8_t{6})});
    const Bytes delta = delta_list(1, 4, {entry_for(bare(), std::uint8_t{8})});
    BOOST_TEST(by_lists(bare(), {base, delta}) == revoked);
}

BOOST_AUTO_TEST_CASE(delta_of_another_scope_does_not_count) {  // RFC 5280 §6.3.3(c)(2)
    const Bytes delta = list_with({list_number(2), delta_against(1), list_scope({tlv(0x81, yes)})},
                                  {entry_for(bare())});
    BOOST_TEST(by_lists(bare(), {base_list(1), delta}) == "pass");
}

BOOST_AUTO_TEST_CASE(delta_of_another_key_does_not_count) {  // RFC 5280 §6.3.3(c)(3), (h)
    const Bytes named = list_with({list_number(2), delta_against(1), key_identifier_of(root())},
                                  {entry_for(bare())});
    BOOST_TEST(by_lists(bare(), {base_list(1), named}) == "pass");
    const Party impostor = forge_root(authority("Fabrikam Root"));
    ListSpec forged;
    forged.extensions = {list_number(2), delta_against(1)};
    forged.entries = {entry_for(bare())};
    BOOST_TEST(by_lists(bare(), {base_list(1), forge_list(impostor, forged)}) == "pass");
}

BOOST_AUTO_TEST_CASE(delta_past_its_time_does_not_count) {  // RFC 5280 §6.3.3(a)
    ListSpec old;
    old.extensions = {list_number(2), delta_against(1)};
    old.entries = {entry_for(bare(), std::uint8_t{8})};
    old.next_update = test_now() - Seconds{1};
    const Bytes base = base_list(1, {entry_for(bare(), std::uint8_t{6})});
    BOOST_TEST(by_lists(bare(), {base, forge_list(root(), old)}) == revoked);
}

BOOST_AUTO_TEST_CASE(delta_does_not_prolong_its_base) {  // RFC 5280 §6.3.3(a)
    ListSpec ended;
    ended.extensions = {list_number(1)};
    ended.next_update = test_now() - Seconds{1};
    BOOST_TEST(by_lists(bare(), {forge_list(root(), ended), delta_list(1, 2)}) == unknown);
}

BOOST_AUTO_TEST_CASE(newest_delta_decides) {  // RFC 5280 §5.2.4
    ListSpec older;
    older.extensions = {list_number(2), delta_against(1)};
    older.entries = {entry_for(bare())};
    older.this_update = test_now() - std::chrono::hours(2);
    EvidenceStore store;
    BOOST_TEST(store.put_crl("http://a.example/", base_list(1)));
    BOOST_TEST(store.put_crl("http://b.example/", forge_list(root(), older)));
    BOOST_TEST(store.put_crl("http://c.example/", delta_list(1, 3)));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({bare()}), *store.snapshot(), test_now())) == "pass");
}

BOOST_AUTO_TEST_CASE(verdict_ends_with_the_delta) {  // RFC 5280 §5.1.2.5
    ListSpec delta;
    delta.extensions = {list_number(2), delta_against(1)};
    delta.next_update = test_now() + Seconds{9};
    const auto report = report_on({bare()}, {base_list(1), forge_list(root(), delta)});
    BOOST_TEST((report.valid_until == test_now() + Seconds{9}));
}

BOOST_AUTO_TEST_CASE(freshest_list_is_wanted_and_not_waited_for) {  // RFC 5280 §4.2.1.15
    const Certificate certificate = leaf_with({freshest_list(delta_uri)});
    const auto report = report_on({certificate}, {base_list(1)});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_REQUIRE(report.wanted.size() == 1u);
    BOOST_TEST((report.wanted[0] == EvidenceRequest{EvidenceKind::crl, delta_uri}));
}

BOOST_AUTO_TEST_CASE(freshest_list_of_the_list_is_wanted) {  // RFC 5280 §5.2.6
    const auto report =
        report_on({bare()}, {list_with({list_number(1), freshest_list(delta_uri)})});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.wanted.size() == 1u);
}

BOOST_AUTO_TEST_CASE(critical_freshest_list_is_refused) {  // RFC 5280 §4.2.1.15
    auto critical = freshest_list(delta_uri);
    critical.critical = true;
    BOOST_TEST(by_lists(leaf_with({critical}), {base_list(1)}) ==
               "fail unknown_critical_extension");
}

BOOST_AUTO_TEST_SUITE_END()
