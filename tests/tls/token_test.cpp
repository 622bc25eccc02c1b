// Sessions whose certificates' keys lie in a token, with SoftHSM2.
#include <botan/x509cert.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "engine_peer.hpp"
#include "exchange.hpp"
#include "support/soft_token.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct Kind {
    const char* label;
    const char* type;
    const char* tls12_cipher;
};

const Kind kinds[] = {
    {"p256", "EC:prime256v1", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    {"p384", "EC:secp384r1", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    {"rsa", "RSA:2048", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
};

Identity identity_in_token(const Kind& kind, const std::string& name) {
    return tls_authority().issue_for(SoftToken::of_this_process().key(kind.label, kind.type),
                                     {name});
}

std::string state(const Session& session) {
    return std::string(to_string(session.state()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token)

BOOST_AUTO_TEST_CASE(keys_prove_both_ends_of_tls13) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    for (const Kind& kind : kinds) {
        BOOST_TEST_CONTEXT(kind.label) {
            const auto identity = identity_in_token(kind, "mx1.contoso.example");
            const auto server = ServerContext::create(identity, tls_options());
            const auto client = ClientContext::create(identity, tls_options());
            for (int round = 0; round < 3; ++round) {
                Pair pair(*server, *client);
                pair.talk();
                BOOST_TEST(state(pair.server) == "established");
                BOOST_REQUIRE(pair.server.facts() != nullptr && pair.client.facts() != nullptr);
                BOOST_TEST((pair.server.facts()->chain().leaf() == identity.chain.leaf()));
                BOOST_TEST((pair.client.facts()->chain().leaf() == identity.chain.leaf()));
                BOOST_TEST((pair.server.facts()->proof().version == TlsVersion::tls13));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(keys_prove_both_ends_of_tls12) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    for (const Kind& kind : kinds) {
        BOOST_TEST_CONTEXT(kind.label) {
            const auto identity = identity_in_token(kind, "mx1.contoso.example");
            PeerBehaviour old;
            old.tls12_only = true;
            old.identity = client_identity();
            Session server = ServerContext::create(identity, tls_options())->accept();
            EnginePeer old_client = EnginePeer::client(old);
            exchange(old_client, server);
            BOOST_REQUIRE(server.facts() != nullptr);
            BOOST_TEST(server.facts()->proof().cipher == kind.tls12_cipher);
            old.identity = server_identity();
            Session client = ClientContext::create(identity, tls_options())
                                 ->connect({.server_name = "mx1.contoso.example"});
            EnginePeer old_server = EnginePeer::server(old);
            exchange(client, old_server);
            BOOST_TEST(state(client) == "established");
            BOOST_TEST(old_server.channel().peer_cert_chain().size() == 1U);
        }
    }
}

BOOST_AUTO_TEST_CASE(that_is_removed_fails_handshakes_with_words) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    SoftToken::of_this_process().make("tls", "EC:prime256v1", "01");
    const auto key = PrivateKey::from_pkcs11(
        "pkcs11:token=edge;object=tls?module-path=" DOMAINSEC_FAULTY_DRIVER, SoftToken::pin);
    const auto identity = tls_authority().issue_for(key, {"mx1.contoso.example"});
    const auto server = ServerContext::create(identity, tls_options());
    const auto client = ClientContext::create(identity, tls_options());
    const auto says = [](const Session& session) {
        BOOST_TEST(state(session) == "failed");
        BOOST_REQUIRE(session.failure().has_value());
        BOOST_TEST(session.failure()->text.find("the token was removed") != std::string::npos,
                   session.failure()->text);
        BOOST_TEST((session.failure()->reason == SessionFailureReason::handshake_failed));
    };
    ::setenv("TOKEN_FAULT", "removed", 1);
    Pair ours(*server, *client_context());
    ours.talk();
    says(ours.server);
    BOOST_TEST(state(ours.client) == "failed");
    Pair theirs(*server_context(), *client);
    theirs.talk();
    says(theirs.client);
    BOOST_TEST(state(theirs.server) == "failed");
    ::unsetenv("TOKEN_FAULT");
}

BOOST_AUTO_TEST_SUITE_END()
