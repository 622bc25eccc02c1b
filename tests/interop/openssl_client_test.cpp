// `openssl s_client` comes to our server.
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/contexts.hpp>
#include <optional>

#include "child_process.hpp"
#include "matrix.hpp"
#include "openssl_files.hpp"
#include "socket_session.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

using Words = std::vector<std::string>;

const Words tls13{"-tls1_3"};
const Words tls12{"-tls1_2"};

struct Fixture {
    OpensslFiles files;
    Listener listener;
    Identity ours = files.authority().issue({"mx1.contoso.example"});
    Identity theirs = files.authority().issue({"mx1.fabrikam.example"});
    std::optional<ChildProcess> program;
    std::optional<Socket> socket;
    std::optional<Session> session;

    std::shared_ptr<const ServerContext> context() const {
        TlsOptions options;
        options.clock = FixedClock().clock();
        return ServerContext::create(ours, options);
    }

    void start(const Words& words) {
        program.emplace(Words{"openssl", "s_client", "-connect",
                              "127.0.0.1:" + std::to_string(listener.port()), "-servername",
                              "mx1.contoso.example"} +
                        files.trust_words() + words);
        socket.emplace(listener.accept());
    }

    void handshake(const Words& words, const AcceptOptions& options = {}) {
        start(words);
        session.emplace(context()->accept(options));
        drive_handshake(*session, *socket);
    }

    // A line each way, and close_notify from them.
    void check_talk() {
        BOOST_REQUIRE(to_string(session->state()) == "established");
        program->write("EHLO mx1.fabrikam.example\n");
        BOOST_TEST(drive_text(*session, *socket, 26) == "EHLO mx1.fabrikam.example\n");
        session->send(bytes_of("250 mx1.contoso.example\n"));
        socket->write(session->take_output());
        BOOST_TEST(program->wait_for("250 mx1.contoso.example"));
        program->close_input();
        drive_to_end(*session, *socket);
        BOOST_TEST(to_string(session->state()) == "closed");
    }

    void check_chain(const Identity& identity) const {
        BOOST_REQUIRE(session->facts() != nullptr);
        BOOST_TEST((session->facts()->chain().digest() == identity.chain.digest()));
        BOOST_TEST(session->facts()->is_strong());
        BOOST_TEST(session->facts()->server_name() == "mx1.contoso.example");
    }

    std::string reason() const {
        return session->failure() ? std::string(to_string(session->failure()->reason)) : "none";
    }

    // As without -quiet, but without taking letters of the input for commands.
    Words talking(const Words& words) const { return words + Words{"-quiet", "-no_ign_eof"}; }
    Words with(const Words& words, const Identity& identity) const {
        return talking(words) + files.identity_words(identity);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openssl_client, Fixture)

BOOST_AUTO_TEST_CASE(mutual_tls13) {
    handshake(with(tls13, theirs));
    check_chain(theirs);
    BOOST_TEST((session->facts()->proof().version == TlsVersion::tls13));
    check_talk();
}

BOOST_AUTO_TEST_CASE(mutual_tls12) {
    handshake(with(tls12, theirs));
    check_chain(theirs);
    BOOST_TEST((session->facts()->proof().version == TlsVersion::tls12));
    BOOST_TEST(session->facts()->proof().extended_master_secret);
    check_talk();
}

BOOST_AUTO_TEST_CASE(chain_with_an_intermediate) {
    theirs = files.authority().intermediate("Interop Below").issue({"mx1.fabrikam.example"});
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs));
        check_chain(theirs);
        BOOST_TEST(session->facts()->chain().certificates().size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(no_certificate) {
    for (const Words& version : {tls13, tls12}) {
        handshake(talking(version));
        BOOST_REQUIRE(session->facts() != nullptr);
        BOOST_TEST(session->facts()->chain().empty());
        check_talk();
    }
}

BOOST_AUTO_TEST_CASE(not_asked_for_a_certificate) {
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs), {.request_certificate = false});
        BOOST_REQUIRE(session->facts() != nullptr);
        BOOST_TEST(session->facts()->chain().empty());
    }
}

BOOST_AUTO_TEST_CASE(self_signed_and_expired_certificate) {
    theirs = self_signed({"mx1.fabrikam.example"}, expired());
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs));
        check_chain(theirs);
        check_talk();
    }
    record_passed({"OpenSSL", PeerRole::client, "self-signed and expired"},
                  "established, both versions, chain recorded");
}

BOOST_AUTO_TEST_CASE(rsa_on_both_sides) {
    IssueOptions options;
    options.key = KeyAlgorithm::rsa_2048;
    theirs = files.authority().issue({"mx1.fabrikam.example"}, options);
    ours = files.authority().issue({"mx1.contoso.example"}, options);
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs));
        check_chain(theirs);
    }
    record_passed({"OpenSSL", PeerRole::client, "RSA on both sides"}, "established, both versions");
}

BOOST_AUTO_TEST_CASE(groups_are_agreed_on) {
    // RSA, for in TLS 1.2 the list is also that of the curves which certificates may have.
    IssueOptions options;
    options.key = KeyAlgorithm::rsa_2048;
    theirs = files.authority().issue({"mx1.fabrikam.example"}, options);
    ours = files.authority().issue({"mx1.contoso.example"}, options);
    for (const auto& [offered, agreed] :
         {std::pair<std::string, std::string>{"P-256", "secp256r1"},
          {"P-384", "secp384r1"},
          {"X25519", "x25519"},
          // The first has a share that is of no use to us: hello retry request.
          {"P-521:P-256", "secp256r1"}}) {
        for (const Words& version : {tls13, tls12}) {
            handshake(with(version, theirs) + Words{"-groups", offered});
            BOOST_REQUIRE(session->facts() != nullptr);
            BOOST_TEST(session->facts()->proof().group == agreed);
        }
    }
    record_passed({"OpenSSL", PeerRole::client, "groups, hello retry request"},
                  "P-256, P-384, X25519, both versions");
}

BOOST_AUTO_TEST_CASE(suites_are_named) {
    handshake(with(tls13, theirs) + Words{"-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"});
    BOOST_TEST(session->facts()->proof().cipher == "TLS_CHACHA20_POLY1305_SHA256");
    handshake(with(tls13, theirs) + Words{"-ciphersuites", "TLS_AES_128_GCM_SHA256"});
    BOOST_TEST(session->facts()->proof().cipher == "TLS_AES_128_GCM_SHA256");
    handshake(with(tls12, theirs) + Words{"-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"});
    BOOST_TEST(session->facts()->proof().cipher == "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    record_passed({"OpenSSL", PeerRole::client, "suites"}, "ChaCha20-Poly1305, AES-128-GCM");
}

BOOST_AUTO_TEST_CASE(suites_without_aead_are_refused) {
    handshake(with(tls12, theirs) + Words{"-cipher", "ECDHE-ECDSA-AES256-SHA384"});
    BOOST_TEST(reason() == "handshake_failed");
    BOOST_TEST(session->failure()->alert == "handshake_failure");
    BOOST_TEST(program->wait_for("handshake failure"));
    record_passed({"OpenSSL", PeerRole::client, "suite without AEAD"},
                  "handshake_failed handshake_failure");
}

BOOST_AUTO_TEST_CASE(tls11_is_refused) {
    handshake(with({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"}, theirs));
    BOOST_TEST(reason() == "handshake_failed");
    BOOST_TEST(session->failure()->alert == "protocol_version");
}

BOOST_AUTO_TEST_CASE(renegotiation_ends_the_session) {
    handshake(tls12 + files.identity_words(theirs));
    BOOST_REQUIRE(session->facts() != nullptr);
    program->write("R\n");
    drive_to_end(*session, *socket);
    BOOST_TEST(reason() == "protocol_error");
    BOOST_TEST(session->failure()->alert == "no_renegotiation");
}

BOOST_AUTO_TEST_CASE(key_update_is_followed) {
    handshake(tls13 + files.identity_words(theirs));
    BOOST_REQUIRE(session->facts() != nullptr);
    program->write("K\n");
    // The program asks for ours as well and takes what follows under the new keys.
    const auto is_updated = [&] {
        return program->output().find("KEYUPDATE") != std::string::npos;
    };
    for (int i = 0; i < 50 && !is_updated(); ++i) program->read_for(100);
    program->write("NOOP\n");
    BOOST_TEST(drive_text(*session, *socket, 5) == "NOOP\n");
    session->send(bytes_of("250 still here\n"));
    socket->write(session->take_output());
    BOOST_TEST(program->wait_for("250 still here"));
    record_passed({"OpenSSL", PeerRole::client, "key update"}, "goes on");
}

BOOST_AUTO_TEST_CASE(no_tickets_are_given) {
    handshake(tls13 + files.identity_words(theirs));
    session->send(bytes_of("250 done\n"));
    socket->write(session->take_output());
    BOOST_TEST(program->wait_for("250 done"));
    BOOST_TEST(program->output().find("Post-Handshake New Session Ticket") == std::string::npos);
    record_passed({"OpenSSL", PeerRole::client, "tickets by default"}, "none are given");
}

BOOST_AUTO_TEST_CASE(client_that_does_not_trust_us_says_so) {
    ours = self_signed({"mx1.contoso.example"});
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs) + Words{"-verify_return_error", "-verify", "3"});
        BOOST_TEST(reason() == "peer_rejected_certificate");
        BOOST_TEST(session->facts() == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(program_that_dies_truncates_the_session) {
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs));
        program->kill();
        drive_to_end(*session, *socket);
        BOOST_TEST(reason() == "truncated");
    }
}

BOOST_AUTO_TEST_CASE(we_close_first) {
    for (const Words& version : {tls13, tls12}) {
        handshake(with(version, theirs));
        session->close();
        socket->write(session->take_output());
        BOOST_TEST(to_string(session->state()) == "closed");
        bool ended = false;
        for (int i = 0; i < 50 && !ended; ++i) socket->read(100, ended);
        BOOST_TEST(ended);
    }
    record_passed({"OpenSSL", PeerRole::client, "we close first"}, "closed, both versions");
}

// It has none, and goes on (RFC 8446 §4.4.2.1).
BOOST_AUTO_TEST_CASE(asked_for_a_staple) {
    start(with(tls13, theirs));
    TlsOptions asking;
    asking.clock = FixedClock().clock();
    asking.request_client_staple = true;
    session.emplace(ServerContext::create(ours, asking)->accept());
    drive_handshake(*session, *socket);
    check_chain(theirs);
    record_passed({"OpenSSL", PeerRole::client, "asked for a staple"}, "none, established");
}

BOOST_AUTO_TEST_CASE(starttls_for_smtp) {
    start(with({"-starttls", "smtp"}, theirs));
    socket->write("220 mx1.contoso.example ESMTP\r\n");
    BOOST_TEST(socket->read_line().substr(0, 4) == "EHLO");
    socket->write("250-mx1.contoso.example\r\n250 STARTTLS\r\n");
    BOOST_TEST(socket->read_line() == "STARTTLS\r\n");
    socket->write("220 go ahead\r\n");
    session.emplace(context()->accept());
    drive_handshake(*session, *socket);
    check_chain(theirs);
}

BOOST_AUTO_TEST_SUITE_END()
