// Peers that never stop: key updates, empty records, warnings, tickets, requests to renegotiate.
// What each costs us is bounded by what it sends (RFC 8446 §4.6, §5.1, §6; RFC 5246 §7.2,
// §7.4.1.1).
#include <boost/test/unit_test.hpp>
#include <functional>

#include "engine_peer.hpp"
#include "exchange.hpp"
#include "support/crafted_certificate.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr int many = 5000;

/// Our server and the engine's client after the handshake.
struct FloodedServer {
    explicit FloodedServer(bool tls12) : client(EnginePeer::client(behaviour_of(tls12))) {
        exchange(client, server);
        BOOST_REQUIRE(to_string(server.state()) == "established");
    }

    static PeerBehaviour behaviour_of(bool tls12) {
        PeerBehaviour behaviour;
        behaviour.tls12_only = tls12;
        behaviour.identity = client_identity();
        return behaviour;
    }

    /// The same message many times; gives all that was answered.
    Bytes flood(const std::function<void(Botan::TLS::Channel&)>& send) {
        for (int i = 0; i < many; ++i) send(client.channel());
        server.receive(client.take_output());
        return server.take_output();
    }

    void check_still_works() {
        BOOST_TEST(to_string(server.state()) == "established");
        client.channel().send("QUIT\r\n");
        carry(client, server);
        BOOST_TEST(text_from(server.take_plaintext()) == "QUIT\r\n");
    }

    Session server = server_context()->accept();
    EnginePeer client;
};

std::string reason_of(const Session& session) {
    return session.failure() ? std::string(to_string(session.failure()->reason)) : "none";
}

/// Our client and the engine's server.
struct FloodedClient {
    explicit FloodedClient(PeerBehaviour behaviour) : server(engine_server(std::move(behaviour))) {
        exchange(client, server);
    }

    static EnginePeer engine_server(PeerBehaviour behaviour) {
        behaviour.identity = server_identity();
        return EnginePeer::server(behaviour);
    }

    Session client = client_context()->connect();
    EnginePeer server;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(flood)

BOOST_AUTO_TEST_CASE(one_key_update_is_answered_before_the_next_plaintext) {
    FloodedServer pair(false);
    pair.client.channel().update_traffic_keys(true);
    carry(pair.client, pair.server);
    BOOST_TEST(pair.server.take_output().empty());
    pair.server.send(bytes_of("250 Ok\r\n"));
    carry(pair.server, pair.client);
    BOOST_TEST(text_from(pair.client.take_plaintext()) == "250 Ok\r\n");
    pair.check_still_works();
}

BOOST_AUTO_TEST_CASE(key_updates_without_end_are_refused) {
    FloodedServer pair(false);
    const Bytes answer =
        pair.flood([](Botan::TLS::Channel& client) { client.update_traffic_keys(true); });
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    BOOST_TEST(pair.server.failure()->alert == "unexpected_message");
    BOOST_TEST(records_of(answer).size() == 1U);
}

BOOST_AUTO_TEST_CASE(empty_records_leave_nothing_behind) {
    FloodedServer pair(false);
    BOOST_TEST(pair.flood([](Botan::TLS::Channel& client) { client.send(""); }).empty());
    BOOST_TEST(pair.server.take_plaintext().empty());
    pair.check_still_works();
}

BOOST_AUTO_TEST_CASE(warnings_leave_nothing_behind) {
    using Botan::TLS::Alert;
    for (const bool tls12 : {false, true}) {
        FloodedServer pair(tls12);
        BOOST_TEST(pair.flood([](Botan::TLS::Channel& client) {
                           client.send_warning_alert(Alert::UserCanceled);
                       })
                       .empty());
        pair.check_still_works();
    }
    FloodedServer pair(true);
    BOOST_TEST(pair.flood([](Botan::TLS::Channel& client) {
                       client.send_warning_alert(Alert::NoRenegotiation);
                   })
                   .empty());
    pair.check_still_works();
}

BOOST_AUTO_TEST_CASE(renegotiations_without_end_get_one_answer) {
    FloodedServer pair(true);
    pair.client.channel().renegotiate(true);
    pair.server.receive(pair.client.take_output());
    BOOST_TEST(reason_of(pair.server) == "protocol_error");
    BOOST_TEST(records_of(pair.server.take_output()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(hello_requests_inside_the_handshake) {
    PeerBehaviour behaviour;
    behaviour.tls12_only = true;
    Session client = client_context()->connect();
    EnginePeer server = FloodedClient::engine_server(behaviour);
    carry(client, server);
    auto flight = records_of(server.take_output());
    BOOST_REQUIRE(flight.size() > 1U);
    client.receive(flight[0]);
    const Bytes hello_request{22, 3, 3, 0, 4, 0, 0, 0, 0};
    for (int i = 0; i < many; ++i) client.receive(hello_request);
    BOOST_TEST(reason_of(client) == "handshake_failed");
    BOOST_TEST(records_of(client.take_output()).size() <= 1U);
}

BOOST_AUTO_TEST_CASE(tickets_without_end) {
    PeerBehaviour behaviour;
    behaviour.tickets = 1000;
    FloodedClient pair(behaviour);
    BOOST_TEST(to_string(pair.client.state()) == "established");
    BOOST_TEST(pair.client.take_output().empty());
    pair.server.channel().send("220 ready\r\n");
    carry(pair.server, pair.client);
    BOOST_TEST(text_from(pair.client.take_plaintext()) == "220 ready\r\n");
}

BOOST_AUTO_TEST_CASE(change_cipher_specs_without_end_are_bounded) {
    Session server = server_context()->accept();
    Session client = client_context()->connect();
    server.receive(client.take_output());
    server.take_output();
    const Bytes change{20, 3, 3, 0, 1, 1};
    for (int i = 0; i < 100'000 && server.state() == SessionState::handshaking; ++i)
        server.receive(change);
    BOOST_TEST(reason_of(server) == "limit_exceeded");
    BOOST_TEST(records_of(server.take_output()).size() <= 1U);
}

BOOST_AUTO_TEST_CASE(key_that_is_costly_to_verify_with_is_refused_unused) {
    Identity identity = client_identity();
    identity.key = pooled_key(KeyAlgorithm::rsa_2048);
    identity.chain = Chain({crafted(tls_authority(), [](detail::CertificateContent& content) {
        const Bytes modulus_of_16384_bits(2048, 0xC5);
        content.subject_public_key = rsa_public_key(modulus_of_16384_bits, Bytes{1, 0, 1});
    })});
    PeerBehaviour behaviour;
    behaviour.identity = identity;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_TEST(reason_of(server) == "limit_exceeded");
    BOOST_TEST(server.failure()->text.find("8192 bits") != std::string::npos);
    BOOST_TEST(server.facts() == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
