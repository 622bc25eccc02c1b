// How sessions end when the other side, or the network, does not want them (RFC 8446 §6).
#include <boost/test/unit_test.hpp>

#include "engine_peer.hpp"
#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct Established : Pair {
    Established() { talk(); }
};

std::string reason_of(const Session& session) {
    return session.failure() ? std::string(to_string(session.failure()->reason)) : "none";
}

// A TLS 1.3 server that refuses what it is shown; our client believes itself established by then.
struct LateRefusal {
    Session client = client_context()->connect();
    EnginePeer server;

    explicit LateRefusal(const PeerBehaviour& behaviour) : server(EnginePeer::server(behaviour)) {
        server.receive(client.take_output());
        client.receive(server.take_output());
    }
};

PeerBehaviour strict_server() {
    PeerBehaviour behaviour;
    behaviour.identity = server_identity();
    return behaviour;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(failure)

BOOST_AUTO_TEST_CASE(certificate_refused_late_is_recognized) {
    PeerBehaviour behaviour = strict_server();
    behaviour.refuses_certificate_with = Botan::TLS::AlertType::UnknownCA;
    LateRefusal late(behaviour);
    BOOST_TEST(to_string(late.client.state()) == "established");
    exchange(late.client, late.server);
    BOOST_TEST(to_string(late.client.state()) == "failed");
    BOOST_TEST(reason_of(late.client) == "peer_rejected_certificate");
    BOOST_TEST(late.client.failure()->alert == "unknown_ca");
    BOOST_TEST(late.client.failure()->text.find("after the handshake") != std::string::npos);
    expect_error(errc::invalid_state, "failed", [&] { late.client.send(bytes_of("EHLO\r\n")); });
}

BOOST_AUTO_TEST_CASE(every_alert_about_certificates_is_recognized) {
    using Botan::TLS::AlertType;
    for (const auto& [alert, name] :
         {std::pair{AlertType::BadCertificate, "bad_certificate"},
          {AlertType::UnsupportedCertificate, "unsupported_certificate"},
          {AlertType::CertificateRevoked, "certificate_revoked"},
          {AlertType::CertificateExpired, "certificate_expired"},
          {AlertType::CertificateUnknown, "certificate_unknown"},
          {AlertType::AccessDenied, "access_denied"}}) {
        PeerBehaviour behaviour = strict_server();
        behaviour.refuses_certificate_with = alert;
        LateRefusal late(behaviour);
        exchange(late.client, late.server);
        BOOST_TEST(reason_of(late.client) == "peer_rejected_certificate");
        BOOST_TEST(late.client.failure()->alert == name);
    }
}

BOOST_AUTO_TEST_CASE(certificate_required_is_recognized) {
    PeerBehaviour behaviour = strict_server();
    behaviour.require_certificate = true;
    Session client = ClientContext::create(std::nullopt, tls_options())->connect();
    EnginePeer server = EnginePeer::server(behaviour);
    exchange(client, server);
    BOOST_TEST(reason_of(client) == "peer_rejected_certificate");
    BOOST_TEST(client.failure()->alert == "certificate_required");
}

BOOST_AUTO_TEST_CASE(client_that_refuses_our_certificate_is_recognized) {
    PeerBehaviour behaviour;
    behaviour.refuses_certificate_with = Botan::TLS::AlertType::CertificateExpired;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_TEST(reason_of(server) == "peer_rejected_certificate");
    BOOST_TEST(server.failure()->alert == "certificate_expired");
    BOOST_TEST(server.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(other_alerts_are_given_by_name) {
    PeerBehaviour behaviour = strict_server();
    behaviour.refuses_certificate_with = Botan::TLS::AlertType::InsufficientSecurity;
    LateRefusal late(behaviour);
    exchange(late.client, late.server);
    BOOST_TEST(reason_of(late.client) == "peer_alert");
    BOOST_TEST(late.client.failure()->alert == "insufficient_security");
}

BOOST_AUTO_TEST_CASE(connection_that_ends_without_close_notify_is_truncated) {
    Established pair;
    pair.client.send(bytes_of("DATA"));
    pair.talk();
    pair.server.connection_ended();
    BOOST_TEST(to_string(pair.server.state()) == "failed");
    BOOST_TEST(reason_of(pair.server) == "truncated");
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "DATA");
}

BOOST_AUTO_TEST_CASE(connection_that_ends_in_the_handshake_gives_it_up) {
    Pair pair;
    pair.server.receive(pair.client.take_output());
    pair.server.connection_ended();
    BOOST_TEST(reason_of(pair.server) == "abandoned");
    BOOST_TEST(pair.server.failure()->text.find("before the handshake") != std::string::npos);
    BOOST_TEST(pair.server.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(cut_at_every_record_ends_in_a_verdict) {
    for (std::size_t cut = 0; cut < 40; ++cut) {
        Pair pair;
        std::size_t carried = 0;
        bool moved = true;
        while (moved && carried < cut) {
            moved = false;
            for (auto [from, to] :
                 {std::pair{&pair.client, &pair.server}, std::pair{&pair.server, &pair.client}}) {
                for (const Bytes& record : records_of(from->take_output())) {
                    if (carried++ >= cut) break;
                    to->receive(record);
                    moved = true;
                }
            }
        }
        const bool proved = pair.server.state() == SessionState::established;
        const bool believed = pair.client.state() == SessionState::established;
        pair.server.connection_ended();
        pair.client.connection_ended();
        BOOST_TEST(reason_of(pair.server) == (proved ? "truncated" : "abandoned"));
        BOOST_TEST(reason_of(pair.client) == (believed ? "truncated" : "abandoned"));
        BOOST_TEST((pair.server.facts() != nullptr) == proved);
        if (carried < cut) return;
    }
    BOOST_ERROR("the handshake took more than 40 records");
}

BOOST_AUTO_TEST_CASE(close_notify_in_the_handshake_is_a_failure) {
    Session server = server_context()->accept();
    const Bytes close_notify{21, 3, 3, 0, 2, 1, 0};
    server.receive(close_notify);
    BOOST_TEST(reason_of(server) == "abandoned");
    BOOST_TEST(server.failure()->alert == "close_notify");
    BOOST_TEST(server.failure()->alert_from_peer);
}

BOOST_AUTO_TEST_CASE(own_close_in_the_handshake_gives_no_facts) {
    Pair pair;
    pair.server.receive(pair.client.take_output());
    pair.server.close();
    BOOST_TEST(reason_of(pair.server) == "abandoned");
    pair.talk();
    BOOST_TEST(pair.server.facts() == nullptr);
    BOOST_TEST(pair.server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(after_a_failure_everything_is_dropped) {
    Established pair;
    pair.client.send(bytes_of("one"));
    Bytes good = pair.client.take_output();
    Bytes bad = good;
    bad.back() ^= 1;
    pair.server.receive(bad);
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    BOOST_TEST(pair.server.failure()->alert == "bad_record_mac");
    BOOST_TEST(!pair.server.take_output().empty());
    pair.server.receive(good);
    BOOST_TEST(pair.server.take_plaintext().empty());
    BOOST_TEST(pair.server.take_output().empty());
    pair.server.connection_ended();
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    pair.server.close();
    BOOST_TEST(to_string(pair.server.state()) == "failed");
}

BOOST_AUTO_TEST_CASE(repeated_record_is_a_protocol_error) {
    Established pair;
    pair.client.send(bytes_of("one"));
    const Bytes record = pair.client.take_output();
    pair.server.receive(record);
    pair.server.receive(record);
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "one");
}

BOOST_AUTO_TEST_CASE(clear_text_in_the_session_is_a_protocol_error) {
    Established pair;
    pair.server.receive(bytes_of("RCPT TO:<bob@contoso.example>\r\n"));
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    BOOST_TEST(pair.server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(exporter_after_a_failure_is_refused) {
    Established pair;
    pair.server.connection_ended();
    expect_error(errc::invalid_state, "failed", [&] { pair.server.exporter(); });
}

BOOST_AUTO_TEST_SUITE_END()
