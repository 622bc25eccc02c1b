// What a stamp log adds to the keyring's word: back-dating with a stolen key shows
// (docs/stamp-format.md §5.4).
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "stamp/stamp_world.hpp"
#include "support/temporary_directory.hpp"

using namespace stamp_test;
using domainsec::test::TemporaryDirectory;

namespace {

std::string field_of(const std::string& whole) {
    return whole.substr(0, whole.find("Received:"));
}

StampLog log_with(const std::string& selector, const std::vector<std::string>& fields,
                  TimePoint recorded_at = stamped_at) {
    const TemporaryDirectory folder;
    const StampLogWriter writer(folder / "stamp.log");
    for (const auto& field : fields) writer.append(selector, field, recorded_at);
    return StampLog::from_file(folder / "stamp.log");
}

StampReport judged(const KeyRingEntry& entry, const std::optional<StampLog>& log,
                   const std::string& whole = stamped(message())) {
    VerifierOptions options;
    options.log = log;
    return Verifier(KeyRing({entry}), {domain("contoso.example")}, options)
        .verify(whole, at_delivery());
}

KeyRingEntry retired() {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::retired;
    entry.not_after = stamped_at + Seconds{3600};
    return entry;
}

KeyRingEntry compromised(Seconds after_the_stamp) {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::compromised;
    entry.compromised_at = stamped_at + after_the_stamp;
    return entry;
}

void expect(const StampReport& report, Status status, StampReason reason) {
    BOOST_TEST(to_string(report.status) == to_string(status));
    BOOST_TEST(to_string(report.reason) == to_string(reason));
}

const std::string other_field = "Domain-Secured: v=1; b=AAAA\r\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(log_in_verdicts)

BOOST_AUTO_TEST_CASE(a_stamp_of_a_retired_key_that_is_in_the_log_passes) {
    const auto report = judged(retired(), log_with("edge1", {field_of(stamped(message()))}));
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.in_log);
}

// The thief of a retired key writes a t= at which it was still good.
BOOST_AUTO_TEST_CASE(a_back_dated_stamp_of_a_retired_key_is_not_in_the_log) {
    expect(judged(retired(), log_with("edge1", {other_field})), Status::fail,
           StampReason::not_in_log);
}

BOOST_AUTO_TEST_CASE(a_log_that_never_held_this_selector_says_nothing_about_it) {
    expect(judged(retired(), log_with("edge2", {other_field})), Status::pass, StampReason::none);
    expect(judged(retired(), std::nullopt), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(a_stamp_under_another_selector_does_not_count) {
    expect(judged(compromised(Seconds{100}), log_with("edge2", {field_of(stamped(message()))})),
           Status::fail, StampReason::key_compromised);
}

BOOST_AUTO_TEST_CASE(what_was_recorded_before_the_key_was_lost_stays_good) {
    const auto log = log_with("edge1", {field_of(stamped(message()))}, stamped_at + Seconds{1});
    const auto report = judged(compromised(Seconds{2}), log);
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.in_log);
    expect(judged(compromised(Seconds{1}), log), Status::fail, StampReason::key_compromised);
    expect(judged(compromised(Seconds{0}), log), Status::fail, StampReason::key_compromised);
}

BOOST_AUTO_TEST_CASE(without_a_time_of_loss_no_log_helps) {
    auto entry = compromised(Seconds{2});
    entry.compromised_at.reset();
    expect(judged(entry, log_with("edge1", {field_of(stamped(message()))})), Status::fail,
           StampReason::key_compromised);
}

BOOST_AUTO_TEST_CASE(an_active_key_needs_no_log) {
    const auto report = judged(entry_for(ed25519_key()), log_with("edge1", {other_field}));
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(!report.in_log);
}

BOOST_AUTO_TEST_CASE(a_changed_message_under_a_logged_stamp_fails) {
    const auto whole = stamped(message());
    expect(judged(compromised(Seconds{100}), log_with("edge1", {field_of(whole)}),
                  replaced(whole, "Subject: Q", "Subject: q")),
           Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_SUITE_END()
