// Our client comes to `openssl s_server`.
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/contexts.hpp>
#include <optional>
#include <stdexcept>

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
// Sends each line back reversed.
const Words reverses{"-rev"};
const Words asks{"-verify", "3"};
const Words insists{"-Verify", "3", "-verify_return_error"};

struct Fixture {
    OpensslFiles files;
    std::optional<Identity> ours = files.authority().issue({"mx1.fabrikam.example"});
    Identity theirs = files.authority().issue({"mx1.contoso.example"});
    std::optional<ChildProcess> program;
    std::optional<Socket> socket;
    std::optional<Session> session;

    std::uint16_t start(const Words& words) {
        program.emplace(Words{"openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1"} +
                        files.identity_words(theirs) + files.trust_words() + words);
        const std::string announced = "ACCEPT 127.0.0.1:";
        if (!program->wait_for(announced)) throw std::runtime_error(program->output());
        std::size_t at = program->output().find(announced) + announced.size();
        while (program->output().find('\n', at) == std::string::npos) program->read_for(100);
        return static_cast<std::uint16_t>(std::stoi(program->output().substr(at)));
    }

    void handshake(const Words& words, bool hybrid_first = true) {
        socket.reset();
        socket.emplace(connect_to(start(words)));
        TlsOptions options;
        options.clock = FixedClock().clock();
        options.hybrid_first = hybrid_first;
        session.emplace(
            ClientContext::create(ours, options)->connect({.server_name = "mx1.contoso.example"}));
        drive_handshake(*session, *socket);
    }

    void check_talk() {
        BOOST_REQUIRE(to_string(session->state()) == "established");
        session->send(bytes_of("OLEH\n"));
        BOOST_TEST(drive_text(*session, *socket, 5) == "HELO\n");
    }

    void check_chain() const {
        BOOST_REQUIRE(session->facts() != nullptr);
        BOOST_TEST((session->facts()->chain().digest() == theirs.chain.digest()));
        BOOST_TEST(session->facts()->is_strong());
    }

    std::string reason() const {
        return session->failure() ? std::string(to_string(session->failure()->reason)) : "none";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openssl_server, Fixture)

BOOST_AUTO_TEST_CASE(mutual_tls13) {
    handshake(tls13 + reverses + insists);
    check_chain();
    BOOST_TEST((session->facts()->proof().version == TlsVersion::tls13));
    check_talk();
    BOOST_TEST(program->wait_for("verify return:1"));
}

BOOST_AUTO_TEST_CASE(mutual_tls12) {
    handshake(tls12 + reverses + insists);
    check_chain();
    BOOST_TEST((session->facts()->proof().version == TlsVersion::tls12));
    check_talk();
}

BOOST_AUTO_TEST_CASE(no_certificate_where_it_is_only_asked_for) {
    ours.reset();
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses + asks);
        check_chain();
        check_talk();
    }
}

BOOST_AUTO_TEST_CASE(not_asked_for_a_certificate) {
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses);
        check_chain();
        check_talk();
    }
}

BOOST_AUTO_TEST_CASE(no_certificate_where_it_is_required_tls13) {
    ours.reset();
    handshake(tls13 + reverses + insists);
    BOOST_TEST(to_string(session->state()) == "established");
    drive_to_end(*session, *socket);
    BOOST_TEST(reason() == "peer_rejected_certificate");
    BOOST_TEST(session->failure()->alert == "certificate_required");
}

BOOST_AUTO_TEST_CASE(no_certificate_where_it_is_required_tls12) {
    ours.reset();
    handshake(tls12 + reverses + insists);
    BOOST_TEST(reason() == "peer_alert");
    BOOST_TEST(session->failure()->alert == "handshake_failure");
    BOOST_TEST(session->facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(untrusted_certificate_is_refused_late_in_tls13) {
    ours = TestCa("Somebody Else").issue({"mx1.fabrikam.example"});
    handshake(tls13 + reverses + insists);
    BOOST_TEST(to_string(session->state()) == "established");
    drive_to_end(*session, *socket);
    BOOST_TEST(reason() == "peer_rejected_certificate");
    BOOST_TEST(session->failure()->alert == "unknown_ca");
}

BOOST_AUTO_TEST_CASE(untrusted_certificate_is_refused_in_the_handshake_of_tls12) {
    ours = TestCa("Somebody Else").issue({"mx1.fabrikam.example"});
    handshake(tls12 + reverses + insists);
    BOOST_TEST(reason() == "peer_rejected_certificate");
    BOOST_TEST(session->failure()->alert == "unknown_ca");
    BOOST_TEST(session->facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(expired_certificate_is_refused_by_name) {
    ours = files.authority().issue({"mx1.fabrikam.example"}, expired());
    handshake(tls13 + reverses + insists);
    drive_to_end(*session, *socket);
    BOOST_TEST(reason() == "peer_rejected_certificate");
    BOOST_TEST(session->failure()->alert == "certificate_expired");
}

BOOST_AUTO_TEST_CASE(untrusted_expired_server_is_recorded) {
    theirs = self_signed({"elsewhere.example"}, expired());
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses);
        check_chain();
        check_talk();
    }
    record_passed({"OpenSSL", PeerRole::server, "self-signed and expired"},
                  "established, both versions, chain recorded");
}

BOOST_AUTO_TEST_CASE(chain_with_an_intermediate) {
    theirs = files.authority().intermediate("Interop Below").issue({"mx1.contoso.example"});
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses);
        check_chain();
        BOOST_TEST(session->facts()->chain().certificates().size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(rsa_on_both_sides) {
    IssueOptions options;
    options.key = KeyAlgorithm::rsa_2048;
    theirs = files.authority().issue({"mx1.contoso.example"}, options);
    ours = files.authority().issue({"mx1.fabrikam.example"}, options);
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses + insists);
        check_chain();
        check_talk();
    }
    record_passed({"OpenSSL", PeerRole::server, "RSA on both sides"}, "established, both versions");
}

BOOST_AUTO_TEST_CASE(groups_are_agreed_on) {
    // Other groups than that of the share: hello retry request.
    for (const auto& [offered, agreed] : {std::pair<std::string, std::string>{"P-256", "secp256r1"},
                                          {"P-384", "secp384r1"},
                                          {"X25519", "x25519"}}) {
        for (const Words& version : {tls13, tls12}) {
            for (const bool hybrid_first : {true, false}) {
                handshake(version + reverses + Words{"-groups", offered}, hybrid_first);
                BOOST_REQUIRE(session->facts() != nullptr);
                BOOST_TEST(session->facts()->proof().group == agreed);
            }
        }
    }
    record_passed({"OpenSSL", PeerRole::server, "groups, hello retry request"},
                  "P-256, P-384, X25519, both versions");
}

BOOST_AUTO_TEST_CASE(tickets_are_taken_and_forgotten) {
    handshake(tls13 + reverses + Words{"-num_tickets", "4"});
    check_talk();
    BOOST_TEST(!session->facts()->proof().resumed);
    record_passed({"OpenSSL", PeerRole::server, "tickets by default"}, "taken and forgotten");
}

BOOST_AUTO_TEST_CASE(suites_without_aead_are_refused) {
    handshake(tls12 + reverses + Words{"-cipher", "ECDHE-ECDSA-AES256-SHA384"});
    BOOST_TEST(reason() == "peer_alert");
    BOOST_TEST(session->failure()->alert == "handshake_failure");
    record_passed({"OpenSSL", PeerRole::server, "suite without AEAD"},
                  "peer_alert handshake_failure");
}

BOOST_AUTO_TEST_CASE(program_that_dies_truncates_the_session) {
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses);
        check_talk();
        program->kill();
        drive_to_end(*session, *socket);
        BOOST_TEST(reason() == "truncated");
    }
}

BOOST_AUTO_TEST_CASE(close_notify_is_answered) {
    for (const Words& version : {tls13, tls12}) {
        handshake(version + reverses);
        check_talk();
        // -rev takes this line as the wish to end.
        session->send(bytes_of("CLOSE\n"));
        drive_to_end(*session, *socket);
        BOOST_TEST(to_string(session->state()) == "closed");
    }
    record_passed({"OpenSSL", PeerRole::server, "it closes first"}, "closed, both versions");
}

BOOST_AUTO_TEST_SUITE_END()
