// What the keyring's word on a key makes of its stamps (docs/stamp-format.md §4 step 5).
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

StampReport judged_with(const KeyRingEntry& entry, const std::string& whole = stamped(message())) {
    return Verifier(KeyRing({entry}), {domain("contoso.example")}).verify(whole, at_delivery());
}

void expect(const StampReport& report, Status status, StampReason reason) {
    BOOST_TEST(to_string(report.status) == to_string(status));
    BOOST_TEST(to_string(report.reason) == to_string(reason));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keys_in_verdicts)

BOOST_AUTO_TEST_CASE(a_selector_that_is_not_in_the_ring_is_unknown) {
    auto entry = entry_for(ed25519_key());
    entry.selector = "edge2";
    expect(judged_with(entry), Status::permerror, StampReason::unknown_key);
}

BOOST_AUTO_TEST_CASE(the_field_cannot_choose_the_algorithm) {
    expect(judged_with(entry_for(p256_key())), Status::permerror, StampReason::algorithm_mismatch);
    expect(report_on(resigned({"a=ecdsa-p256-sha256"})), Status::permerror,
           StampReason::algorithm_mismatch);
    expect(report_on(resigned({"a=none"})), Status::permerror, StampReason::algorithm_mismatch);
    expect(report_on(resigned({"a=rsa-sha256"})), Status::permerror,
           StampReason::algorithm_mismatch);
}

BOOST_AUTO_TEST_CASE(a_key_speaks_only_for_its_edges) {
    auto entry = entry_for(ed25519_key());
    entry.edges = {domain("edge2.contoso.example")};
    expect(judged_with(entry), Status::permerror, StampReason::edge_not_allowed);
    entry.edges.push_back(domain("edge1.contoso.example"));
    expect(judged_with(entry), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(another_key_under_the_same_selector_fails) {
    auto entry = entry_for(PrivateKey::generate(KeyAlgorithm::ed25519));
    expect(judged_with(entry), Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(nothing_made_with_a_compromised_key_passes) {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::compromised;
    expect(judged_with(entry), Status::fail, StampReason::key_compromised);
}

BOOST_AUTO_TEST_CASE(the_archival_question_does_not_bring_back_a_compromised_key) {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::compromised;
    auto about = at_delivery();
    about.at = stamped_at;
    expect(
        Verifier(KeyRing({entry}), {domain("contoso.example")}).verify(stamped(message()), about),
        Status::fail, StampReason::key_compromised);
}

BOOST_AUTO_TEST_CASE(stamps_of_a_retired_key_hold_up_to_its_end) {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::retired;
    entry.not_after = stamped_at;
    expect(judged_with(entry), Status::pass, StampReason::none);
    entry.not_after = stamped_at - Seconds{1};
    expect(judged_with(entry), Status::fail, StampReason::key_not_valid);
}

BOOST_AUTO_TEST_CASE(stamps_before_a_key_began_do_not_hold) {
    auto entry = entry_for(ed25519_key());
    entry.not_before = stamped_at;
    expect(judged_with(entry), Status::pass, StampReason::none);
    entry.not_before = stamped_at + Seconds{1};
    expect(judged_with(entry), Status::fail, StampReason::key_not_valid);
}

BOOST_AUTO_TEST_CASE(ecdsa_stamps_pass_and_break_like_others) {
    const auto text = message();
    const auto result =
        Stamper(StampKey(p256_key()), stamper_options()).stamp(MessageView::parse(text), path());
    const auto whole = result.field + text;
    expect(judged_with(entry_for(p256_key()), whole), Status::pass, StampReason::none);
    expect(judged_with(entry_for(p256_key()), replaced(whole, "Subject: Q", "Subject: q")),
           Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_SUITE_END()
