// Two of our own sessions with each other: what they prove, carry and say at the end.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>

#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct Established : Pair {
    Established() { talk(); }
};

void check_both_established(const Pair& pair) {
    BOOST_TEST(to_string(pair.server.state()) == "established");
    BOOST_TEST(to_string(pair.client.state()) == "established");
    BOOST_REQUIRE(pair.server.facts() != nullptr);
    BOOST_REQUIRE(pair.client.facts() != nullptr);
}

std::shared_ptr<const ClientContext> client_with(const Identity& identity) {
    return ClientContext::create(identity, tls_options());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(mutual_handshake_gives_both_sides_the_others_chain) {
    Established pair;
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->is_tls());
    BOOST_TEST((pair.server.facts()->chain().leaf() == client_identity().chain.leaf()));
    BOOST_TEST((pair.client.facts()->chain().leaf() == server_identity().chain.leaf()));
    BOOST_TEST(pair.server.facts()->chain_problem().empty());
    BOOST_TEST(pair.server.facts()->chain().certificates().size() ==
               client_identity().chain.certificates().size());
}

BOOST_AUTO_TEST_CASE(proof_names_the_parameters) {
    Established pair;
    check_both_established(pair);
    for (const SessionFacts* facts : {pair.server.facts(), pair.client.facts()}) {
        BOOST_TEST((facts->proof().version == TlsVersion::tls13));
        BOOST_TEST(facts->proof().cipher == "TLS_AES_256_GCM_SHA384");
        BOOST_TEST(facts->proof().group == "x25519mlkem768");
        BOOST_TEST(facts->proof().extended_master_secret);
        BOOST_TEST(!facts->proof().resumed);
        BOOST_TEST(!facts->proof().asserted_by_caller);
        BOOST_TEST((facts->proof().proved_at == test_now()));
        BOOST_TEST(facts->is_strong());
        BOOST_TEST(facts->parameters() == "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768");
    }
}

BOOST_AUTO_TEST_CASE(without_hybrid_the_group_is_x25519) {
    TlsOptions options = tls_options();
    options.hybrid_first = false;
    Pair pair(*server_context(), *client_context(options));
    pair.talk();
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->proof().group == "x25519");
    BOOST_TEST(pair.client.facts()->proof().group == "x25519");
}

BOOST_AUTO_TEST_CASE(server_without_hybrid_takes_the_second_share) {
    TlsOptions options = tls_options();
    options.hybrid_first = false;
    Pair pair(*server_context(options), *client_context());
    pair.server.receive(pair.client.take_output());
    pair.client.receive(pair.server.take_output());
    BOOST_TEST(to_string(pair.client.state()) == "established");
    BOOST_TEST(pair.client.facts()->proof().group == "x25519");
}

BOOST_AUTO_TEST_CASE(client_without_certificate_goes_on) {
    Pair pair(*server_context(), *ClientContext::create(std::nullopt, tls_options()));
    pair.talk();
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->chain().empty());
    BOOST_TEST(pair.server.facts()->chain_problem().empty());
}

BOOST_AUTO_TEST_CASE(server_that_does_not_ask_gets_none) {
    Pair pair(*server_context(), *client_context(), {.request_certificate = false});
    pair.talk();
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->chain().empty());
    BOOST_TEST(!pair.client.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(expired_client_certificate_completes) {
    const Identity old = tls_authority().issue({"mx1.fabrikam.example"}, expired());
    Pair pair(*server_context(), *client_with(old));
    pair.talk();
    check_both_established(pair);
    BOOST_TEST((pair.server.facts()->chain().leaf() == old.chain.leaf()));
}

BOOST_AUTO_TEST_CASE(self_signed_client_certificate_completes) {
    const Identity own = self_signed({"mx1.fabrikam.example"});
    Pair pair(*server_context(), *client_with(own));
    pair.talk();
    check_both_established(pair);
    BOOST_TEST((pair.server.facts()->chain().leaf() == own.chain.leaf()));
}

BOOST_AUTO_TEST_CASE(untrusted_expired_server_certificate_completes) {
    const Identity old = self_signed({"elsewhere.example"}, expired());
    Pair pair(*ServerContext::create(old, tls_options()), *client_context(), {},
              {.server_name = "mx1.contoso.example"});
    pair.talk();
    check_both_established(pair);
    BOOST_TEST((pair.client.facts()->chain().leaf() == old.chain.leaf()));
}

BOOST_AUTO_TEST_CASE(chain_with_intermediates_is_recorded_in_order) {
    const TestCa below = tls_authority().intermediate("Below");
    const Identity identity = below.issue({"mx1.fabrikam.example"});
    Pair pair(*server_context(), *client_with(identity));
    pair.talk();
    check_both_established(pair);
    BOOST_TEST((pair.server.facts()->chain().digest() == identity.chain.digest()));
    BOOST_TEST(pair.server.facts()->chain().certificates().size() == 2U);
}

BOOST_AUTO_TEST_CASE(identities_of_every_kind_of_key_work) {
    for (const KeyAlgorithm algorithm :
         {KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        IssueOptions options;
        options.key = algorithm;
        const Identity identity = tls_authority().issue({"mx1.fabrikam.example"}, options);
        Pair pair(*ServerContext::create(identity, tls_options()), *client_with(identity));
        pair.talk();
        BOOST_TEST_CONTEXT(to_string(algorithm)) {
            check_both_established(pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(server_name_reaches_the_server) {
    Pair pair(*server_context(), *client_context(), {.client_ip = "192.0.2.7"},
              {.server_name = "MX1.Contoso.example.", .server_ip = "192.0.2.25"});
    pair.talk();
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->server_name() == "mx1.contoso.example");
    BOOST_TEST(pair.client.facts()->server_name() == "mx1.contoso.example");
    BOOST_TEST(pair.server.facts()->peer_address() == "192.0.2.7");
    BOOST_TEST(pair.client.facts()->peer_address() == "192.0.2.25");
}

BOOST_AUTO_TEST_CASE(address_literal_is_no_server_name) {
    Pair pair(*server_context(), *client_context(), {}, {.server_name = "192.0.2.25"});
    pair.talk();
    check_both_established(pair);
    BOOST_TEST(pair.server.facts()->server_name().empty());
}

BOOST_AUTO_TEST_CASE(plaintext_flows_both_ways) {
    Established pair;
    pair.client.send(bytes_of("EHLO mx1.fabrikam.example\r\n"));
    pair.server.send(bytes_of("250 mx1.contoso.example\r\n"));
    pair.talk();
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "EHLO mx1.fabrikam.example\r\n");
    BOOST_TEST(text_from(pair.client.take_plaintext()) == "250 mx1.contoso.example\r\n");
    BOOST_TEST(pair.server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(more_than_one_record_arrives_whole) {
    Established pair;
    Bytes large(100'000);
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::uint8_t>(i * 7);
    pair.client.send(large);
    pair.talk();
    BOOST_TEST((pair.server.take_plaintext() == large));
}

BOOST_AUTO_TEST_CASE(plaintext_right_behind_the_handshake_is_delivered) {
    Pair pair;
    pair.server.receive(pair.client.take_output());
    pair.client.receive(pair.server.take_output());
    pair.client.send(bytes_of("EHLO a.example\r\n"));
    pair.server.receive(pair.client.take_output());
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "EHLO a.example\r\n");
}

BOOST_AUTO_TEST_CASE(one_byte_pieces_give_the_same_session) {
    Pair pair;
    bool moved = true;
    while (moved) {
        moved = false;
        for (auto [from, to] :
             {std::pair{&pair.client, &pair.server}, std::pair{&pair.server, &pair.client}}) {
            for (const std::uint8_t octet : from->take_output()) {
                to->receive({&octet, 1});
                moved = true;
            }
        }
    }
    check_both_established(pair);
    BOOST_TEST((pair.server.exporter() == pair.client.exporter()));
}

BOOST_AUTO_TEST_CASE(exporter_is_the_same_on_both_sides_and_differs_per_session) {
    Established first;
    Established second;
    BOOST_TEST(first.server.exporter().size() == 32U);
    BOOST_TEST((first.server.exporter() == first.client.exporter()));
    BOOST_TEST((first.server.exporter() != second.server.exporter()));
}

BOOST_AUTO_TEST_CASE(exporter_needs_the_completed_handshake) {
    Pair pair;
    expect_error(errc::invalid_state, "handshaking", [&] { pair.server.exporter(); });
    pair.server.receive(pair.client.take_output());
    expect_error(errc::invalid_state, "handshaking", [&] { pair.server.exporter(); });
}

BOOST_AUTO_TEST_CASE(sending_needs_an_established_session) {
    Pair pair;
    expect_error(errc::invalid_state, "handshaking", [&] { pair.server.send(bytes_of("220 ")); });
    pair.server.receive(pair.client.take_output());
    // The engine could send now; the client has proved nothing yet.
    expect_error(errc::invalid_state, "handshaking", [&] { pair.server.send(bytes_of("220 ")); });
    pair.talk();
    pair.server.close();
    expect_error(errc::invalid_state, "closed", [&] { pair.server.send(bytes_of("220 ")); });
}

BOOST_AUTO_TEST_CASE(nothing_to_send_is_no_record) {
    Established pair;
    pair.client.send({});
    BOOST_TEST(pair.client.take_output().empty());
}

BOOST_AUTO_TEST_CASE(close_notify_closes_both_sides) {
    Established pair;
    pair.client.send(bytes_of("QUIT\r\n"));
    pair.client.close();
    BOOST_TEST(to_string(pair.client.state()) == "closed");
    pair.talk();
    BOOST_TEST(to_string(pair.server.state()) == "closed");
    BOOST_TEST(text_from(pair.server.take_plaintext()) == "QUIT\r\n");
    pair.server.connection_ended();
    pair.client.connection_ended();
    BOOST_TEST(to_string(pair.server.state()) == "closed");
    BOOST_TEST(!pair.server.failure().has_value());
    BOOST_TEST(!pair.client.failure().has_value());
}

BOOST_AUTO_TEST_CASE(facts_stay_after_the_session_was_closed) {
    Established pair;
    pair.client.close();
    pair.talk();
    BOOST_REQUIRE(pair.server.facts() != nullptr);
    BOOST_TEST((pair.server.facts()->chain().leaf() == client_identity().chain.leaf()));
}

BOOST_AUTO_TEST_CASE(clear_text_after_close_is_dropped) {
    Established pair;
    pair.client.close();
    pair.talk();
    pair.server.receive(bytes_of("MAIL FROM:<a@fabrikam.example>\r\n"));
    BOOST_TEST(pair.server.take_plaintext().empty());
    BOOST_TEST(pair.server.take_output().empty());
    BOOST_TEST(to_string(pair.server.state()) == "closed");
}

BOOST_AUTO_TEST_CASE(no_tickets_are_issued) {
    Pair pair;
    pair.server.receive(pair.client.take_output());
    pair.client.receive(pair.server.take_output());
    pair.server.receive(pair.client.take_output());
    BOOST_TEST(to_string(pair.server.state()) == "established");
    BOOST_TEST(pair.server.take_output().empty());
}

BOOST_AUTO_TEST_CASE(sessions_outlive_their_context) {
    std::optional<Pair> pair;
    {
        const auto server_side = server_context();
        const auto client_side = client_context();
        pair.emplace(*server_side, *client_side);
    }
    pair->talk();
    check_both_established(*pair);
}

BOOST_AUTO_TEST_CASE(sessions_can_be_moved_at_any_time) {
    Pair pair;
    pair.server.receive(pair.client.take_output());
    Session server = std::move(pair.server);
    Session client = std::move(pair.client);
    exchange(server, client);
    BOOST_TEST(to_string(server.state()) == "established");
    BOOST_TEST((server.exporter() == client.exporter()));
}

BOOST_AUTO_TEST_SUITE_END()
