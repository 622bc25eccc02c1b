// Tickets: when a session is resumed, when it is not, and what its facts say (RFC 8446 §2.2).
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <functional>

#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

Sha256Digest revision(std::uint8_t number) {
    Sha256Digest digest{};
    digest.front() = number;
    return digest;
}

// A server and a client that both remember, on one clock that a case can move.
struct Acquainted {
    TimePoint now = test_now();
    std::shared_ptr<TicketKeys> keys = TicketKeys::create();
    TlsOptions server_options = both_options();
    std::shared_ptr<const ClientContext> client;

    Acquainted() {
        server_options.resumption.keys = keys;
        server_options.resumption.listener = "mx1";
        server_options.resumption.policy_revision = revision(1);
        TlsOptions options = both_options();
        options.resumption.client_sessions = 10;
        client = client_context(options);
    }

    TlsOptions both_options() {
        TlsOptions options = tls_options();
        options.clock = [this] { return now; };
        return options;
    }

    Pair meet(const AcceptOptions& accept = {},
              const ConnectOptions& connect = {.server_name = "mx1.contoso.example"}) const {
        Pair pair(*server_context(server_options), *client, accept, connect);
        pair.talk();
        BOOST_REQUIRE(to_string(pair.server.state()) == "established");
        BOOST_REQUIRE(to_string(pair.client.state()) == "established");
        return pair;
    }

    // After a first meeting and whatever `change` does, the second is this.
    void expect(
        bool resumed, const std::function<void()>& change = [] {}) {
        BOOST_TEST(!meet().server.facts()->proof().resumed);
        change();
        const Pair second = meet();
        BOOST_TEST(second.server.facts()->proof().resumed == resumed);
        BOOST_TEST(second.client.facts()->proof().resumed == resumed);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(resumption)

BOOST_FIXTURE_TEST_CASE(second_session_is_resumed_with_the_first_ones_proof, Acquainted) {
    meet();
    now += std::chrono::hours(3);
    const Pair pair = meet();
    for (const SessionFacts* facts : {pair.server.facts(), pair.client.facts()}) {
        BOOST_TEST(facts->proof().resumed);
        BOOST_TEST((facts->proof().proved_at == test_now()));
        BOOST_TEST(facts->proof().group == "x25519mlkem768");
        BOOST_TEST(facts->is_strong());
        BOOST_TEST(facts->binding().size() == 32u);
    }
    BOOST_TEST((pair.server.facts()->chain().digest() == client_identity().chain.digest()));
    BOOST_TEST((pair.client.facts()->chain().digest() == server_identity().chain.digest()));
    BOOST_TEST((pair.server.facts()->binding() == pair.client.facts()->binding()));
}

BOOST_FIXTURE_TEST_CASE(resumed_session_carries_mail_both_ways, Acquainted) {
    meet();
    Pair pair = meet();
    pair.client.send(bytes_of("EHLO"));
    pair.server.send(bytes_of("250"));
    pair.talk();
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "EHLO");
    BOOST_TEST(text_from(pair.client.take_plaintext()) == "250");
}

BOOST_AUTO_TEST_CASE(no_tickets_unless_switched_on) {
    TlsOptions remembering = tls_options();
    remembering.resumption.client_sessions = 10;
    const auto client = client_context(remembering);
    for (int meeting = 0; meeting < 2; ++meeting) {
        Pair pair(*server_context(), *client, {}, {.server_name = "mx1.contoso.example"});
        pair.talk();
        BOOST_REQUIRE(pair.server.facts() != nullptr);
        BOOST_TEST(!pair.server.facts()->proof().resumed);
    }
}

// The life of the proof counts, however often it was used in between.
BOOST_FIXTURE_TEST_CASE(tickets_end_24_hours_after_the_signature, Acquainted) {
    meet();
    now += std::chrono::hours(23);
    BOOST_TEST(meet().server.facts()->proof().resumed);
    now += std::chrono::hours(1);
    BOOST_TEST(meet().server.facts()->proof().resumed);
    now += std::chrono::seconds(1);
    const Pair pair = meet();
    BOOST_TEST(!pair.server.facts()->proof().resumed);
    BOOST_TEST((pair.server.facts()->proof().proved_at == now));
}

BOOST_FIXTURE_TEST_CASE(tickets_from_the_future_are_not_taken, Acquainted) {
    expect(false, [this] { now -= std::chrono::hours(1); });
}

BOOST_FIXTURE_TEST_CASE(another_listener_makes_a_full_handshake, Acquainted) {
    expect(false, [this] { server_options.resumption.listener = "mx2"; });
}

BOOST_FIXTURE_TEST_CASE(another_policy_makes_a_full_handshake, Acquainted) {
    expect(false, [this] { server_options.resumption.policy_revision = revision(2); });
}

BOOST_FIXTURE_TEST_CASE(another_edge_with_the_same_keys_resumes, Acquainted) {
    expect(true);
}

BOOST_FIXTURE_TEST_CASE(the_previous_key_still_opens, Acquainted) {
    expect(true, [this] { keys->rotate(); });
}

BOOST_FIXTURE_TEST_CASE(the_key_before_that_does_not, Acquainted) {
    expect(false, [this] {
        keys->rotate();
        keys->rotate();
    });
}

BOOST_FIXTURE_TEST_CASE(another_name_makes_a_full_handshake, Acquainted) {
    meet();
    const Pair pair = meet({}, {.server_name = "mx2.contoso.example"});
    BOOST_TEST(!pair.server.facts()->proof().resumed);
}

BOOST_FIXTURE_TEST_CASE(another_address_of_the_same_name_is_another_server, Acquainted) {
    meet({}, {.server_name = "mx1.contoso.example", .server_ip = "192.0.2.1"});
    const Pair pair = meet({}, {.server_name = "mx1.contoso.example", .server_ip = "192.0.2.2"});
    BOOST_TEST(!pair.server.facts()->proof().resumed);
}

// Else a sender that has got its certificate at last would stay unknown for a day.
BOOST_FIXTURE_TEST_CASE(who_showed_no_certificate_when_asked_gets_no_ticket, Acquainted) {
    TlsOptions options = both_options();
    options.resumption.client_sessions = 10;
    client = ClientContext::create(std::nullopt, options);
    expect(false);
}

BOOST_FIXTURE_TEST_CASE(who_was_not_asked_is_resumed_only_while_nobody_asks, Acquainted) {
    const AcceptOptions unasked{.request_certificate = false};
    meet(unasked);
    const Pair again = meet(unasked);
    BOOST_TEST(again.server.facts()->proof().resumed);
    BOOST_TEST(again.server.facts()->chain().empty());
    const Pair asked = meet();
    BOOST_TEST(!asked.server.facts()->proof().resumed);
    BOOST_TEST(!asked.server.facts()->chain().empty());
    // And the other way round: an identity does not come in where none is asked for.
    BOOST_TEST(!meet(unasked).server.facts()->proof().resumed);
}

BOOST_FIXTURE_TEST_CASE(chains_over_8_kib_get_no_ticket, Acquainted) {
    std::vector<std::string> names;
    for (int number = 0; number < 400; ++number)
        names.push_back("mx" + std::to_string(number) + ".fabrikam.example");
    TlsOptions options = both_options();
    options.resumption.client_sessions = 10;
    client = ClientContext::create(tls_authority().issue(names), options);
    expect(false);
}

// Real answers, and that a ticket keeps them: edge/staple_test.
BOOST_FIXTURE_TEST_CASE(a_staple_that_is_no_ocsp_response_counts_as_none, Acquainted) {
    server_options.staple = [](const Chain&) { return octets_of("no OCSP response"); };
    const Pair first = meet();
    for (const Bytes& staple : first.client.facts()->staples()) BOOST_TEST(staple.empty());
    BOOST_TEST(meet().client.facts()->proof().resumed);
}

BOOST_FIXTURE_TEST_CASE(full_handshake_when_the_ticket_is_changed, Acquainted) {
    meet();
    // The ticket is in the hello in clear text: change octets all over the hello but in its frame.
    Session whole = client->connect({.server_name = "mx1.contoso.example"});
    const Bytes hello = whole.take_output();
    std::size_t resumed = 0;
    for (std::size_t at = 60; at < hello.size(); at += 7) {
        Bytes changed = hello;
        changed[at] ^= 1;
        Session server = server_context(server_options)->accept();
        server.receive(changed);
        BOOST_TEST(server.facts() == nullptr);
        Session client_side = client->connect({.server_name = "mx1.contoso.example"});
        client_side.take_output();
        client_side.receive(server.take_output());
        if (client_side.facts() != nullptr) ++resumed;
    }
    BOOST_TEST(resumed == 0u);
}

// A ticket that somebody copied is of no use without the secret that belongs to it.
BOOST_FIXTURE_TEST_CASE(replayed_hello_gives_no_facts, Acquainted) {
    meet();
    Session whole = client->connect({.server_name = "mx1.contoso.example"});
    const Bytes hello = whole.take_output();
    Session server = server_context(server_options)->accept();
    server.receive(hello);
    BOOST_TEST(server.facts() == nullptr);
    BOOST_TEST(to_string(server.state()) == "handshaking");
    whole.receive(server.take_output());
    BOOST_TEST(to_string(whole.state()) == "established");
    Session second = server_context(server_options)->accept();
    second.receive(hello);
    second.take_output();
    second.receive(whole.take_output());
    BOOST_TEST(second.facts() == nullptr);
    BOOST_TEST(to_string(second.state()) == "failed");
}

BOOST_FIXTURE_TEST_CASE(facts_come_only_with_the_clients_finished, Acquainted) {
    meet();
    Session server = server_context(server_options)->accept();
    Session client_side = client->connect({.server_name = "mx1.contoso.example"});
    carry(client_side, server);
    BOOST_TEST(server.facts() == nullptr);
    carry(server, client_side);
    BOOST_TEST(server.facts() == nullptr);
    carry(client_side, server);
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST(server.facts()->proof().resumed);
}

BOOST_FIXTURE_TEST_CASE(tls12_sessions_are_never_resumed, Acquainted) {
    PeerBehaviour old;
    old.tls12_only = true;
    old.identity = server_identity();
    for (int meeting = 0; meeting < 2; ++meeting) {
        EnginePeer server = EnginePeer::server(old);
        Session client_side = client->connect({.server_name = "mx1.contoso.example"});
        exchange(client_side, server);
        BOOST_REQUIRE(client_side.facts() != nullptr);
        BOOST_TEST(!client_side.facts()->proof().resumed);
    }
}

// One visit to somebody in the middle must not cut the client off from the server for a day.
BOOST_FIXTURE_TEST_CASE(tickets_that_no_hello_can_carry_are_not_kept, Acquainted) {
    for (const std::size_t octets : {65'535U, 65'400U, 40'000U, 16'385U}) {
        PeerBehaviour behaviour;
        behaviour.tickets = 1;
        behaviour.ticket_octets = octets;
        behaviour.identity = server_identity();
        EnginePeer server = EnginePeer::server(behaviour);
        Session first = client->connect({.server_name = "mx1.contoso.example"});
        exchange(first, server);
        BOOST_REQUIRE(first.facts() != nullptr);
        Session second = client->connect({.server_name = "mx1.contoso.example"});
        BOOST_TEST(second.take_output().size() < 4096U);
    }
}

BOOST_FIXTURE_TEST_CASE(a_ticket_that_a_handshake_failed_with_is_not_offered_again, Acquainted) {
    meet();
    Session refused = client->connect({.server_name = "mx1.contoso.example"});
    refused.take_output();
    const Bytes decrypt_error{21, 3, 3, 0, 2, 2, 51};
    refused.receive(decrypt_error);
    BOOST_TEST(to_string(refused.state()) == "failed");
    BOOST_TEST(!meet().client.facts()->proof().resumed);
    BOOST_TEST(meet().client.facts()->proof().resumed);
}

// Who went away before the server answered has shown nothing wrong with the ticket; yet a full
// handshake costs a millisecond, and a ticket that fails costs mail.
BOOST_FIXTURE_TEST_CASE(a_ticket_is_given_up_with_its_connection, Acquainted) {
    meet();
    Session cut = client->connect({.server_name = "mx1.contoso.example"});
    cut.connection_ended();
    BOOST_TEST(!meet().client.facts()->proof().resumed);
}

BOOST_FIXTURE_TEST_CASE(a_client_forgets_the_server_used_longest_ago, Acquainted) {
    TlsOptions options = both_options();
    options.resumption.client_sessions = 2;
    client = client_context(options);
    for (const char* name : {"mx1.contoso.example", "mx2.contoso.example", "mx3.contoso.example"})
        meet({}, {.server_name = name});
    BOOST_TEST(meet({}, {.server_name = "mx3.contoso.example"}).client.facts()->proof().resumed);
    BOOST_TEST(meet({}, {.server_name = "mx2.contoso.example"}).client.facts()->proof().resumed);
    BOOST_TEST(!meet({}, {.server_name = "mx1.contoso.example"}).client.facts()->proof().resumed);
}

BOOST_AUTO_TEST_SUITE_END()
