// TLS 1.2 with a peer that has no newer version (RFC 5246, RFC 7627).
#include <botan/x509cert.h>

#include <boost/test/unit_test.hpp>

#include "engine_peer.hpp"
#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

PeerBehaviour old_client() {
    PeerBehaviour behaviour;
    behaviour.tls12_only = true;
    behaviour.identity = client_identity();
    return behaviour;
}

PeerBehaviour old_server() {
    PeerBehaviour behaviour;
    behaviour.tls12_only = true;
    behaviour.identity = server_identity();
    return behaviour;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls12)

BOOST_AUTO_TEST_CASE(server_records_the_clients_chain) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    BOOST_TEST(to_string(server.state()) == "established");
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST((server.facts()->chain().leaf() == client_identity().chain.leaf()));
    BOOST_TEST((server.facts()->proof().version == TlsVersion::tls12));
    BOOST_TEST(server.facts()->proof().cipher == "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    BOOST_TEST(server.facts()->proof().group == "x25519");
    BOOST_TEST(server.facts()->proof().extended_master_secret);
    BOOST_TEST(server.facts()->is_strong());
    BOOST_TEST(server.facts()->server_name() == "mx1.contoso.example");
}

BOOST_AUTO_TEST_CASE(client_records_the_servers_chain) {
    Session client = client_context()->connect({.server_name = "mx1.contoso.example"});
    EnginePeer server = EnginePeer::server(old_server());
    exchange(client, server);
    BOOST_TEST(to_string(client.state()) == "established");
    BOOST_REQUIRE(client.facts() != nullptr);
    BOOST_TEST((client.facts()->chain().leaf() == server_identity().chain.leaf()));
    BOOST_TEST(client.facts()->parameters() ==
               "TLS1.2/TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384/x25519");
    BOOST_TEST(server.channel().peer_cert_chain().size() == 1U);
}

BOOST_AUTO_TEST_CASE(rsa_identities_work) {
    IssueOptions options;
    options.key = KeyAlgorithm::rsa_2048;
    PeerBehaviour behaviour = old_client();
    behaviour.identity = tls_authority().issue({"mx1.fabrikam.example"}, options);
    Session server = ServerContext::create(tls_authority().issue({"mx1.contoso.example"}, options),
                                           tls_options())
                         ->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST(server.facts()->proof().cipher == "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    BOOST_TEST(!server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(client_without_certificate_goes_on) {
    PeerBehaviour behaviour = old_client();
    behaviour.identity.reset();
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST(server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(expired_client_certificate_completes) {
    PeerBehaviour behaviour = old_client();
    behaviour.identity = self_signed({"mx1.fabrikam.example"}, expired());
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(server.facts() != nullptr);
    BOOST_TEST((server.facts()->chain().leaf() == behaviour.identity->chain.leaf()));
}

BOOST_AUTO_TEST_CASE(facts_come_with_the_last_octet_only) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    while (true) {
        const Bytes octets = client.take_output();
        if (octets.empty()) break;
        for (std::size_t i = 0; i < octets.size(); ++i) {
            BOOST_REQUIRE(server.facts() == nullptr);
            BOOST_REQUIRE(server.take_plaintext().empty());
            server.receive({&octets[i], 1});
        }
        carry(server, client);
    }
    BOOST_TEST(server.facts() != nullptr);
}

BOOST_AUTO_TEST_CASE(plaintext_flows_both_ways) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    BOOST_REQUIRE(client.is_established());
    client.channel().send("EHLO a.example\r\n");
    server.send(bytes_of("250 b.example\r\n"));
    exchange(client, server);
    BOOST_TEST(text_from(server.take_plaintext()) == "EHLO a.example\r\n");
    BOOST_TEST(text_from(client.take_plaintext()) == "250 b.example\r\n");
}

BOOST_AUTO_TEST_CASE(exporter_agrees_with_the_peers) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    const auto theirs =
        client.channel().key_material_export("EXPORTER-Channel-Binding", "", 32).bits_of();
    BOOST_TEST((server.exporter() == Bytes(theirs.begin(), theirs.end())));
}

BOOST_AUTO_TEST_CASE(not_allowed_it_is_refused) {
    TlsOptions options = tls_options();
    options.allow_tls12 = false;
    Session server = server_context(options)->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    BOOST_REQUIRE(server.failure().has_value());
    BOOST_TEST(to_string(server.failure()->reason) == "handshake_failed");
    BOOST_TEST(server.failure()->alert == "protocol_version");
}

BOOST_AUTO_TEST_CASE(client_without_extended_master_secret_is_refused) {
    PeerBehaviour behaviour = old_client();
    behaviour.extended_master_secret = false;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(server.failure().has_value());
    BOOST_TEST(server.failure()->alert == "handshake_failure");
    BOOST_TEST(server.failure()->text.find("Extended Master Secret") != std::string::npos);
    BOOST_TEST(server.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(server_without_extended_master_secret_is_refused) {
    PeerBehaviour behaviour = old_server();
    behaviour.extended_master_secret = false;
    Session client = client_context()->connect();
    EnginePeer server = EnginePeer::server(behaviour);
    exchange(client, server);
    BOOST_REQUIRE(client.failure().has_value());
    BOOST_TEST(to_string(client.failure()->reason) == "handshake_failed");
    BOOST_TEST(client.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(forged_client_signature_proves_nothing) {
    PeerBehaviour behaviour = old_client();
    behaviour.forges_signature = true;
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, server);
    BOOST_TEST(server.facts() == nullptr);
    BOOST_REQUIRE(server.failure().has_value());
    BOOST_TEST(server.failure()->alert == "decrypt_error");
}

BOOST_AUTO_TEST_CASE(forged_server_signature_proves_nothing) {
    PeerBehaviour behaviour = old_server();
    behaviour.forges_signature = true;
    Session client = client_context()->connect();
    EnginePeer server = EnginePeer::server(behaviour);
    exchange(client, server);
    BOOST_TEST(client.facts() == nullptr);
    BOOST_REQUIRE(client.failure().has_value());
    BOOST_TEST(client.failure()->alert == "decrypt_error");
}

BOOST_AUTO_TEST_CASE(renegotiation_by_the_client_ends_the_session) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    BOOST_REQUIRE(client.is_established());
    const Sha256Digest before = server.facts()->chain().digest();
    client.channel().renegotiate(true);
    exchange(client, server);
    BOOST_REQUIRE(server.failure().has_value());
    BOOST_TEST(to_string(server.failure()->reason) == "protocol_error");
    BOOST_TEST(server.failure()->alert == "no_renegotiation");
    BOOST_TEST((server.facts()->chain().digest() == before));
}

BOOST_AUTO_TEST_CASE(renegotiation_by_the_server_ends_the_session) {
    Session client = client_context()->connect();
    EnginePeer server = EnginePeer::server(old_server());
    exchange(client, server);
    BOOST_REQUIRE(server.is_established());
    server.channel().renegotiate(true);
    exchange(server, client);
    BOOST_REQUIRE(client.failure().has_value());
    BOOST_TEST(to_string(client.failure()->reason) == "protocol_error");
}

BOOST_AUTO_TEST_CASE(refused_certificate_is_said_in_the_handshake) {
    PeerBehaviour behaviour = old_server();
    behaviour.refuses_certificate_with = Botan::TLS::AlertType::UnknownCA;
    Session client = client_context()->connect();
    EnginePeer server = EnginePeer::server(behaviour);
    exchange(client, server);
    BOOST_TEST(client.facts() == nullptr);
    BOOST_REQUIRE(client.failure().has_value());
    BOOST_TEST(to_string(client.failure()->reason) == "peer_rejected_certificate");
}

BOOST_AUTO_TEST_CASE(close_notify_closes_both_sides) {
    Session server = server_context()->accept();
    EnginePeer client = EnginePeer::client(old_client());
    exchange(client, server);
    client.channel().close();
    exchange(client, server);
    BOOST_TEST(to_string(server.state()) == "closed");
    BOOST_TEST(server.facts() != nullptr);
    server.connection_ended();
    BOOST_TEST(!server.failure().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
