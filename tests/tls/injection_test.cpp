// Clear text around STARTTLS and inside a session: in the buffer, before the handshake, in its
// middle and behind its end (RFC 3207 §6, CVE-2011-0411; Poddebniak et al., "Why TLS Is Better
// Without STARTTLS", USENIX Security 2021). None of it ever comes out as plaintext.
#include <boost/test/unit_test.hpp>

#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Bytes commands = octets_of("RSET\r\nMAIL FROM:<mallory@fabrikam.example>\r\n");

std::string reason_of(const Session& session) {
    return session.failure() ? std::string(to_string(session.failure()->reason)) : "none";
}

void check_silent(Session& session) {
    BOOST_TEST(session.take_output().empty());
    BOOST_TEST(session.take_plaintext().empty());
    BOOST_TEST(session.facts() == nullptr);
}

EnginePeer engine(bool tls12, bool server) {
    PeerBehaviour behaviour;
    behaviour.tls12_only = tls12;
    behaviour.identity = server ? server_identity() : client_identity();
    return server ? EnginePeer::server(behaviour) : EnginePeer::client(behaviour);
}

/// A handshake with clear text in front of what `session` is sent for the `turn`th time.
void handshake_with_injection(EnginePeer& peer, Session& session, int turn) {
    for (int round = 0; round < 10; ++round) {
        const Bytes from_peer = peer.take_output();
        if (!from_peer.empty() && turn-- == 0) session.receive(commands);
        session.receive(from_peer);
        const Bytes answer = session.take_output();
        if (from_peer.empty() && answer.empty()) return;
        peer.receive(answer);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(injection)

BOOST_AUTO_TEST_CASE(one_octet_in_the_buffer_is_enough) {
    const Bytes one{'\n'};
    Session server = server_context()->accept({.leftover = one});
    Session client = client_context()->connect({.leftover = one});
    BOOST_TEST(reason_of(server) == "plaintext_injected");
    BOOST_TEST(reason_of(client) == "plaintext_injected");
    check_silent(server);
    check_silent(client);
}

BOOST_AUTO_TEST_CASE(handshake_in_the_buffer_is_injected_too) {
    // A client that does not wait for the 220 is none that may be told from an attacker.
    Session hasty = client_context()->connect();
    const Bytes hello = hasty.take_output();
    Session server = server_context()->accept({.leftover = hello});
    BOOST_TEST(reason_of(server) == "plaintext_injected");
    server.receive(hello);
    check_silent(server);
}

BOOST_AUTO_TEST_CASE(session_refused_over_its_buffer_stays_refused) {
    Session server = server_context()->accept({.leftover = commands});
    Session client = client_context()->connect();
    exchange(client, server);
    check_silent(server);
    server.close();
    server.connection_ended();
    BOOST_TEST(reason_of(server) == "plaintext_injected");
    BOOST_TEST(to_string(client.state()) == "handshaking");
}

BOOST_AUTO_TEST_CASE(response_where_the_server_hello_should_be) {
    for (const char* text :
         {"220 2.0.0 Ready\r\n", "250-AUTH PLAIN\r\n250 STARTTLS\r\n", "\r\n.\r\n"}) {
        Session client = client_context()->connect();
        client.take_output();
        client.receive(bytes_of(text));
        client.receive(bytes_of(text));
        BOOST_TEST(reason_of(client) == "handshake_failed");
        BOOST_TEST(records_of(client.take_output()).size() == 1U);
        check_silent(client);
    }
}

BOOST_AUTO_TEST_CASE(commands_in_the_middle_of_the_handshake) {
    for (const bool tls12 : {false, true}) {
        for (int turn = 0; turn < 2; ++turn) {
            Session server = server_context()->accept();
            EnginePeer client = engine(tls12, false);
            handshake_with_injection(client, server, turn);
            BOOST_TEST(reason_of(server) == "handshake_failed");
            check_silent(server);
        }
    }
}

BOOST_AUTO_TEST_CASE(responses_in_the_middle_of_the_handshake) {
    for (const auto& [tls12, turns] : {std::pair{false, 1}, {true, 2}}) {
        for (int turn = 0; turn < turns; ++turn) {
            Session client = client_context()->connect();
            EnginePeer server = engine(tls12, true);
            handshake_with_injection(server, client, turn);
            BOOST_TEST(reason_of(client) == "handshake_failed");
            check_silent(client);
        }
    }
}

BOOST_AUTO_TEST_CASE(commands_between_encrypted_ones) {
    for (const bool tls12 : {false, true}) {
        Session server = server_context()->accept();
        EnginePeer client = engine(tls12, false);
        exchange(client, server);
        client.channel().send("EHLO mx1.fabrikam.example\r\n");
        Bytes wire = client.take_output();
        wire.insert(wire.end(), commands.begin(), commands.end());
        client.channel().send("QUIT\r\n");
        const Bytes behind = client.take_output();
        wire.insert(wire.end(), behind.begin(), behind.end());
        server.receive(wire);
        BOOST_TEST(reason_of(server) == "protocol_error");
        BOOST_TEST(text_from(server.take_plaintext()) == "EHLO mx1.fabrikam.example\r\n");
    }
}

BOOST_AUTO_TEST_CASE(commands_behind_close_notify) {
    for (const bool tls12 : {false, true}) {
        Session server = server_context()->accept();
        EnginePeer client = engine(tls12, false);
        exchange(client, server);
        client.channel().close();
        Bytes wire = client.take_output();
        wire.insert(wire.end(), commands.begin(), commands.end());
        server.receive(wire);
        server.receive(commands);
        BOOST_TEST(to_string(server.state()) == "closed");
        BOOST_TEST(server.take_plaintext().empty());
        BOOST_TEST(records_of(server.take_output()).size() <= 1U);
    }
}

BOOST_AUTO_TEST_CASE(answers_behind_our_close) {
    for (const bool tls12 : {false, true}) {
        Session client = client_context()->connect();
        EnginePeer server = engine(tls12, true);
        exchange(client, server);
        client.close();
        client.take_output();
        client.receive(bytes_of("250 2.0.0 Ok\r\n"));
        BOOST_TEST(client.take_plaintext().empty());
        BOOST_TEST(client.take_output().empty());
        BOOST_TEST((client.state() >= SessionState::closed));
    }
}

BOOST_AUTO_TEST_SUITE_END()
