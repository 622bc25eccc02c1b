// What strangers send instead of a handshake, or in the middle of one: each ends in a verdict, and
// none in facts.
#include <boost/test/unit_test.hpp>
#include <random>

#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

std::string reason_of(const Session& session) {
    return session.failure() ? std::string(to_string(session.failure()->reason)) : "none";
}

// A chain of `count` certificates that need not fit together.
Identity long_chain(std::size_t count) {
    Identity identity = client_identity();
    std::vector<Certificate> certificates = identity.chain.certificates();
    while (certificates.size() < count) certificates.push_back(tls_authority().certificate());
    identity.chain = Chain(std::move(certificates));
    return identity;
}

Identity wide_certificate(std::size_t names) {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < names; ++i)
        list.push_back("host" + std::to_string(i) + ".a-rather-long-name-for-a-host.example");
    return tls_authority().issue(list);
}

void check_never_proved(const Session& session) {
    BOOST_TEST(to_string(session.state()) == "failed");
    BOOST_TEST(session.facts() == nullptr);
}

// What the client says in its two flights, with a server that answered the first.
struct Flights {
    Session server;
    Session client;
    Bytes first;
    Bytes second;

    Flights() : server(server_context()->accept()), client(client_context()->connect()) {
        first = client.take_output();
        server.receive(first);
        client.receive(server.take_output());
        second = client.take_output();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(plaintext_injected_behind_starttls) {
    const Bytes leftover = octets_of("RCPT TO:<x@contoso.example>\r\n");
    Session server = server_context()->accept({.leftover = leftover});
    BOOST_TEST(to_string(server.state()) == "failed");
    BOOST_TEST(reason_of(server) == "plaintext_injected");
    BOOST_TEST(server.failure()->text.find("STARTTLS") != std::string::npos);
    BOOST_TEST(server.take_output().empty());
    Session client = client_context()->connect();
    server.receive(client.take_output());
    BOOST_TEST(server.take_output().empty());
    BOOST_TEST(server.take_plaintext().empty());
    BOOST_TEST(server.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(answer_injected_before_the_client_hello) {
    const Bytes leftover = octets_of("250-AUTH PLAIN\r\n");
    Session client = client_context()->connect({.leftover = leftover});
    BOOST_TEST(reason_of(client) == "plaintext_injected");
    BOOST_TEST(client.take_output().empty());
    client.connection_ended();
    client.close();
    BOOST_TEST(reason_of(client) == "plaintext_injected");
}

BOOST_AUTO_TEST_CASE(smtp_in_place_of_a_client_hello) {
    Session server = server_context()->accept();
    server.receive(bytes_of("EHLO mx1.fabrikam.example\r\n"));
    check_never_proved(server);
    BOOST_TEST(reason_of(server) == "handshake_failed");
    BOOST_TEST(!server.failure()->alert.empty());
}

BOOST_AUTO_TEST_CASE(random_octets) {
    std::mt19937 random(20261124);
    for (int round = 0; round < 200; ++round) {
        Session server = server_context()->accept();
        Session client = client_context()->connect();
        Bytes noise(random() % 4000 + 1);
        for (std::uint8_t& octet : noise) octet = static_cast<std::uint8_t>(random());
        if (round % 2 == 0) {
            noise.insert(noise.begin(), {22, 3, 1, static_cast<std::uint8_t>(noise.size() / 256),
                                         static_cast<std::uint8_t>(noise.size() % 256)});
        }
        server.receive(noise);
        client.receive(noise);
        server.connection_ended();
        client.connection_ended();
        check_never_proved(server);
        check_never_proved(client);
    }
}

BOOST_AUTO_TEST_CASE(one_corrupted_octet_never_gives_different_sessions) {
    std::mt19937 random(42);
    for (int round = 0; round < 300; ++round) {
        Pair pair;
        int flight = static_cast<int>(random() % 3);
        bool moved = true;
        while (moved) {
            moved = false;
            for (auto [from, to] :
                 {std::pair{&pair.client, &pair.server}, std::pair{&pair.server, &pair.client}}) {
                Bytes octets = from->take_output();
                if (octets.empty()) continue;
                if (flight-- == 0)
                    octets[random() % octets.size()] ^=
                        static_cast<std::uint8_t>(1U << random() % 8);
                to->receive(octets);
                moved = true;
            }
        }
        if (pair.server.facts() != nullptr && pair.server.state() == SessionState::established) {
            BOOST_REQUIRE(pair.client.facts() != nullptr);
            BOOST_TEST((pair.client.exporter() == pair.server.exporter()));
        }
        pair.server.connection_ended();
        pair.client.connection_ended();
        BOOST_TEST(pair.server.failure().has_value());
        BOOST_TEST(pair.client.failure().has_value());
    }
}

BOOST_AUTO_TEST_CASE(facts_and_plaintext_come_with_the_last_octet_only) {
    Flights flights;
    for (std::size_t i = 0; i < flights.second.size(); ++i) {
        BOOST_REQUIRE(flights.server.facts() == nullptr);
        BOOST_REQUIRE(flights.server.take_plaintext().empty());
        BOOST_REQUIRE(to_string(flights.server.state()) == "handshaking");
        flights.server.receive({&flights.second[i], 1});
    }
    BOOST_TEST(to_string(flights.server.state()) == "established");
    BOOST_TEST(flights.server.facts() != nullptr);
}

BOOST_AUTO_TEST_CASE(plaintext_before_the_clients_proof_is_never_delivered) {
    Flights flights;
    flights.client.send(bytes_of("MAIL FROM:<ceo@fabrikam.example>\r\n"));
    const Bytes early = flights.client.take_output();
    flights.server.receive(early);
    check_never_proved(flights.server);
    BOOST_TEST(flights.server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(each_record_of_the_clients_proof_is_needed) {
    const std::size_t count = records_of(Flights().second).size();
    BOOST_TEST(count >= 2U);
    for (std::size_t left_out = 1; left_out < count; ++left_out) {
        Flights flights;
        const std::vector<Bytes> records = records_of(flights.second);
        for (std::size_t i = 0; i < records.size(); ++i)
            if (i != left_out) flights.server.receive(records[i]);
        flights.server.connection_ended();
        check_never_proved(flights.server);
    }
}

BOOST_AUTO_TEST_CASE(flight_of_another_session_proves_nothing) {
    Flights one;
    Flights other;
    one.server.receive(other.second);
    check_never_proved(one.server);
    BOOST_TEST(one.server.failure()->alert == "bad_record_mac");
}

BOOST_AUTO_TEST_CASE(forged_client_signature_proves_nothing) {
    PeerBehaviour behaviour;
    behaviour.identity = client_identity();
    behaviour.forges_signature = true;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    check_never_proved(server);
    BOOST_TEST(server.failure()->alert == "decrypt_error");
    BOOST_TEST(server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(forged_server_signature_proves_nothing) {
    PeerBehaviour behaviour;
    behaviour.identity = server_identity();
    behaviour.forges_signature = true;
    Session client = client_context()->connect();
    EnginePeer server = EnginePeer::server(behaviour);
    exchange(client, server);
    check_never_proved(client);
    BOOST_TEST(client.failure()->alert == "decrypt_error");
}

BOOST_AUTO_TEST_CASE(somebody_elses_certificate_proves_nothing) {
    // The victim's chain, signed for with the attacker's key.
    Identity stolen = client_identity();
    stolen.key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    PeerBehaviour behaviour;
    behaviour.identity = stolen;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    check_never_proved(server);
    BOOST_TEST(server.failure()->alert == "decrypt_error");
}

BOOST_AUTO_TEST_CASE(ed25519_client_certificate_is_not_asked_for) {
    PeerBehaviour behaviour;
    behaviour.offers_ed25519 = true;
    behaviour.identity = client_identity();
    behaviour.identity->key = PrivateKey::generate(KeyAlgorithm::ed25519);
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST(server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(too_many_certificates) {
    const Identity identity = long_chain(11);
    Pair pair(*server_context(), *ClientContext::create(identity, tls_options()));
    pair.talk();
    check_never_proved(pair.server);
    BOOST_TEST(reason_of(pair.server) == "limit_exceeded");
    BOOST_TEST(pair.server.failure()->text.find("11 certificates") != std::string::npos);
    BOOST_TEST(pair.server.failure()->alert == "bad_certificate");
}

BOOST_AUTO_TEST_CASE(as_many_certificates_as_allowed) {
    const Identity identity = long_chain(10);
    Pair pair(*server_context(), *ClientContext::create(identity, tls_options()));
    pair.talk();
    BOOST_REQUIRE(pair.server.facts() != nullptr);
    BOOST_TEST(pair.server.facts()->chain().certificates().size() == 10U);
}

BOOST_AUTO_TEST_CASE(too_many_octets_of_certificates) {
    TlsOptions options = tls_options();
    options.chain.max_octets = 8 * 1024;
    Pair pair(*server_context(options),
              *ClientContext::create(wide_certificate(300), tls_options()));
    pair.talk();
    check_never_proved(pair.server);
    BOOST_TEST(reason_of(pair.server) == "limit_exceeded");
}

BOOST_AUTO_TEST_CASE(too_many_octets_of_certificates_for_a_client) {
    TlsOptions options = tls_options();
    options.chain.max_octets = 8 * 1024;
    Pair pair(*ServerContext::create(wide_certificate(300), tls_options()),
              *client_context(options));
    pair.talk();
    check_never_proved(pair.client);
    BOOST_TEST(reason_of(pair.client) == "limit_exceeded");
}

BOOST_AUTO_TEST_CASE(large_certificate_within_the_limits) {
    const Identity identity = wide_certificate(500);
    Pair pair(*server_context(), *ClientContext::create(identity, tls_options()));
    pair.talk();
    BOOST_REQUIRE(pair.server.facts() != nullptr);
    BOOST_TEST((pair.server.facts()->chain().leaf() == identity.chain.leaf()));
}

BOOST_AUTO_TEST_CASE(too_many_octets_for_a_handshake) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * 1024;
    Pair pair(*server_context(options),
              *ClientContext::create(wide_certificate(500), tls_options()));
    pair.talk();
    check_never_proved(pair.server);
    BOOST_TEST(reason_of(pair.server) == "limit_exceeded");
}

BOOST_AUTO_TEST_CASE(endless_handshake_messages) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * 1024;
    Session server = server_context(options)->accept();
    // A ClientHello that says it has 15,000 octets, in records that never complete it.
    server.receive(Bytes{22, 3, 1, 0, 4, 1, 0, 0x3A, 0x98});
    Bytes record(5 + 1000, 0);
    record[0] = 22;
    record[1] = 3;
    record[2] = 1;
    record[3] = 1000 / 256;
    record[4] = 1000 % 256;
    for (int i = 0; i < 40 && server.state() == SessionState::handshaking; ++i)
        server.receive(record);
    check_never_proved(server);
}

BOOST_AUTO_TEST_CASE(huge_message_is_refused_at_its_header) {
    Session server = server_context()->accept();
    server.receive(Bytes{22, 3, 1, 0, 4, 1, 0xFF, 0xFF, 0xFF});
    check_never_proved(server);
    BOOST_TEST(reason_of(server) == "limit_exceeded");
}

BOOST_AUTO_TEST_CASE(warnings_without_end_are_bounded) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * 1024;
    Session client = client_context(options)->connect();
    client.take_output();
    const Bytes warning{21, 3, 3, 0, 2, 1, 112};
    for (int i = 0; i < 10'000 && client.state() == SessionState::handshaking; ++i)
        client.receive(warning);
    check_never_proved(client);
}

BOOST_AUTO_TEST_CASE(octets_behind_the_handshake_do_not_count_for_its_limit) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * 1024;
    Session server = server_context(options)->accept();
    Session client = client_context()->connect();
    server.receive(client.take_output());
    client.receive(server.take_output());
    const Bytes large(200'000, 'x');
    client.send(large);
    server.receive(client.take_output());
    BOOST_TEST(to_string(server.state()) == "established");
    BOOST_TEST(server.take_plaintext().size() == large.size());
}

BOOST_AUTO_TEST_CASE(peers_words_are_escaped) {
    Session server = server_context()->accept();
    server.receive(Bytes{0, 1, 2, 27, 91, 51, 49, 109, 10, 13});
    BOOST_REQUIRE(server.failure().has_value());
    for (const char c : server.failure()->text) BOOST_TEST((c >= ' ' && c <= '~'));
}

BOOST_AUTO_TEST_SUITE_END()
