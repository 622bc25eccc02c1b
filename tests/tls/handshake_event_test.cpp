// The event of a handshake: kind, reason, fields, and who hung up after being asked.
#include "tls/handshake_event.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::handshake_event;
using detail::HandshakeNotes;

namespace {

std::string field(const Event& event, std::string_view name) {
    const auto found =
        std::ranges::find_if(event.fields, [name](const auto& each) { return each.first == name; });
    return found == event.fields.end() ? "(absent)" : found->second;
}

CallerSession described_session() {
    CallerSession session;
    session.leaf = client_identity().chain.leaf().der();
    session.proof = {.handshake_complete = true,
                     .resumed = false,
                     .proved_at = test_now(),
                     .version = TlsVersion::tls13,
                     .cipher = "TLS_AES_256_GCM_SHA384",
                     .group = "x25519",
                     .extended_master_secret = true};
    return session;
}

HandshakeNotes server_notes() {
    HandshakeNotes notes;
    notes.asked_for_certificate = true;
    notes.peer = "192.0.2.77";
    notes.server_name = "mx1.contoso.example";
    notes.now = test_now();
    notes.octets_received = 1234;
    return notes;
}

Event event_after(SessionFailureReason reason, const std::string& alert = {}) {
    const SessionFailure failure{.reason = reason, .alert = alert, .text = "What was seen."};
    HandshakeNotes notes = server_notes();
    notes.failure = &failure;
    return handshake_event(notes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(handshake_events)

BOOST_AUTO_TEST_CASE(a_completed_handshake_tells_its_parameters) {
    const SessionFacts facts = SessionFacts::from_peer(described_session());
    HandshakeNotes notes = server_notes();
    notes.facts = &facts;
    notes.partner = "Fabrikam";
    notes.duration = std::chrono::milliseconds(12);
    const Event event = handshake_event(notes);
    BOOST_TEST((event.kind == EventKind::handshake_completed));
    BOOST_TEST((event.severity == Severity::info));
    BOOST_TEST((event.time == test_now()));
    BOOST_TEST(event.id.size() == 10U);
    BOOST_TEST(event.partner == "Fabrikam");
    BOOST_TEST(event.peer == "192.0.2.77");
    BOOST_TEST(event.reason == "none");
    BOOST_TEST(field(event, "role") == "server");
    BOOST_TEST(field(event, "asked") == "true");
    BOOST_TEST(field(event, "tls_version") == "TLS1.3");
    BOOST_TEST(field(event, "cipher") == "TLS_AES_256_GCM_SHA384");
    BOOST_TEST(field(event, "group") == "x25519");
    BOOST_TEST(field(event, "resumed") == "false");
    BOOST_TEST(field(event, "certificate") == client_identity().chain.leaf().subject());
    BOOST_TEST(field(event, "certificate_key") ==
               to_pin(client_identity().chain.leaf().spki_sha256()));
    BOOST_TEST(field(event, "server_name") == "mx1.contoso.example");
    BOOST_TEST(field(event, "octets") == "1234");
    BOOST_TEST(field(event, "duration_ms") == "12");
    for (const char* absent : {"alert", "aborted_after_asking", "network"})
        BOOST_TEST(field(event, absent) == "(absent)");
}

BOOST_AUTO_TEST_CASE(a_resumed_session_and_a_missing_certificate_are_told) {
    CallerSession session = described_session();
    session.leaf.clear();
    session.proof.resumed = true;
    const SessionFacts facts = SessionFacts::from_peer(session);
    HandshakeNotes notes = server_notes();
    notes.facts = &facts;
    const Event event = handshake_event(notes);
    BOOST_TEST(field(event, "resumed") == "true");
    BOOST_TEST(field(event, "certificate_key") == "none");
    BOOST_TEST(field(event, "certificate") == "(absent)");
}

BOOST_AUTO_TEST_CASE(a_certificate_that_cannot_be_read_is_not_none) {
    CallerSession session = described_session();
    session.leaf = {1, 2, 3};
    const SessionFacts facts = SessionFacts::from_peer(session);
    HandshakeNotes notes = server_notes();
    notes.facts = &facts;
    BOOST_TEST(field(handshake_event(notes), "certificate_key") == "unreadable");
}

BOOST_AUTO_TEST_CASE(each_failure_keeps_its_reason) {
    for (const auto reason :
         {SessionFailureReason::handshake_failed, SessionFailureReason::peer_alert,
          SessionFailureReason::peer_rejected_certificate, SessionFailureReason::limit_exceeded,
          SessionFailureReason::protocol_error}) {
        const Event event = event_after(reason, "handshake_failure");
        BOOST_TEST((event.kind == EventKind::handshake_failed));
        BOOST_TEST((event.severity == Severity::warning));
        BOOST_TEST(event.reason == to_string(reason));
        BOOST_TEST(event.text.starts_with("What was seen."));
        BOOST_TEST(field(event, "alert") == "handshake_failure");
        BOOST_TEST(field(event, "cipher") == "(absent)");
    }
}

BOOST_AUTO_TEST_CASE(injected_plaintext_is_a_kind_of_its_own) {
    const Event event = event_after(SessionFailureReason::plaintext_injected);
    BOOST_TEST((event.kind == EventKind::plaintext_injected));
    BOOST_TEST((event.severity == Severity::warning));
    BOOST_TEST(event.reason == "plaintext_injected");
}

BOOST_AUTO_TEST_CASE(going_away_is_told_apart) {
    HandshakeNotes destroyed = server_notes();
    destroyed.asked_for_certificate = false;
    const Event event = handshake_event(destroyed);
    BOOST_TEST((event.kind == EventKind::handshake_failed));
    BOOST_TEST((event.severity == Severity::info));
    BOOST_TEST(event.reason == "abandoned");
    BOOST_TEST(!event.text.empty());
    BOOST_TEST(field(event, "aborted_after_asking") == "(absent)");
    BOOST_TEST(event_after(SessionFailureReason::truncated).reason == "abandoned");
    BOOST_TEST(event_after(SessionFailureReason::handshake_failed, "close_notify").reason ==
               "abandoned");
}

BOOST_AUTO_TEST_CASE(a_failure_after_the_handshake_is_not_abandoned) {
    const SessionFacts facts = SessionFacts::from_peer(described_session());
    const SessionFailure failure{
        .reason = SessionFailureReason::truncated, .alert = {}, .text = {}};
    HandshakeNotes notes = server_notes();
    notes.facts = &facts;
    notes.failure = &failure;
    const Event event = handshake_event(notes);
    BOOST_TEST((event.kind == EventKind::handshake_failed));
    BOOST_TEST(event.reason == "truncated");
    BOOST_TEST(field(event, "aborted_after_asking") == "(absent)");
}

BOOST_AUTO_TEST_CASE(hanging_up_after_being_asked_is_counted_by_network) {
    for (const Event& event :
         {event_after(SessionFailureReason::truncated), handshake_event(server_notes()),
          event_after(SessionFailureReason::peer_alert, "handshake_failure"),
          event_after(SessionFailureReason::peer_rejected_certificate, "unknown_ca")}) {
        BOOST_TEST(field(event, "aborted_after_asking") == "true");
        BOOST_TEST(field(event, "network") == "192.0.2.0/24");
        BOOST_TEST(event.text.find("request_certificate") != std::string::npos);
        BOOST_TEST((event.severity == Severity::warning));
    }
}

BOOST_AUTO_TEST_CASE(our_own_refusal_is_no_abort_of_the_peer) {
    for (const auto reason :
         {SessionFailureReason::handshake_failed, SessionFailureReason::limit_exceeded,
          SessionFailureReason::plaintext_injected})
        BOOST_TEST(field(event_after(reason, "decode_error"), "aborted_after_asking") ==
                   "(absent)");
}

BOOST_AUTO_TEST_CASE(networks_are_of_both_families) {
    const auto network = [](const std::string& peer) {
        HandshakeNotes notes = server_notes();
        notes.peer = peer;
        return field(handshake_event(notes), "network");
    };
    BOOST_TEST(network("198.51.100.255") == "198.51.100.0/24");
    BOOST_TEST(network("::ffff:198.51.100.255") == "198.51.100.0/24");
    BOOST_TEST(network("2001:db8:7:8:9::1") == "2001:db8:7::/48");
    BOOST_TEST(network("") == "unknown");
    BOOST_TEST(network("mx1\r\nevil") == "unknown");
}

BOOST_AUTO_TEST_CASE(a_client_was_not_asking) {
    HandshakeNotes notes = server_notes();
    notes.server = false;
    const Event event = handshake_event(notes);
    BOOST_TEST(field(event, "role") == "client");
    BOOST_TEST(field(event, "asked") == "(absent)");
    BOOST_TEST(field(event, "aborted_after_asking") == "(absent)");
}

BOOST_AUTO_TEST_CASE(what_the_peer_wrote_is_escaped_and_bounded) {
    HandshakeNotes notes = server_notes();
    notes.server_name = "a\r\nb" + std::string(70000, 'x');
    notes.peer = "1\n2" + std::string(1000, 'y');
    const Event event = handshake_event(notes);
    BOOST_TEST(field(event, "server_name").find('\n') == std::string::npos);
    BOOST_TEST(field(event, "server_name").size() < 400U);
    BOOST_TEST(event.peer.find('\n') == std::string::npos);
    BOOST_TEST(event.peer.size() < 100U);
}

BOOST_AUTO_TEST_CASE(a_key_log_is_noisy) {
    const Event event = detail::key_log_event(test_now());
    BOOST_TEST((event.kind == EventKind::key_log_enabled));
    BOOST_TEST((event.severity == Severity::warning));
    BOOST_TEST((event.time == test_now()));
    BOOST_TEST(event.id.size() == 10U);
    BOOST_TEST(event.text.find("read the mail") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_event_has_an_id_of_its_own) {
    BOOST_TEST(handshake_event(server_notes()).id != handshake_event(server_notes()).id);
}

BOOST_AUTO_TEST_SUITE_END()
