// Facts as a caller with its own TLS describes them: all of the proof, or none.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

CallerSession caller_session() {
    CallerSession session;
    session.leaf = client_identity().chain.leaf().der();
    session.proof.handshake_complete = true;
    session.proof.resumed = false;
    session.proof.proved_at = test_now();
    session.proof.version = TlsVersion::tls13;
    session.proof.cipher = "TLS_AES_256_GCM_SHA384";
    session.proof.group = "X25519";
    session.proof.extended_master_secret = true;
    session.peer_address = "192.0.2.7";
    session.server_name = "mx1.contoso.example";
    return session;
}

CallerSession caller_session12(const std::string& cipher, bool extended_master_secret) {
    CallerSession session = caller_session();
    session.proof.version = TlsVersion::tls12;
    session.proof.cipher = cipher;
    session.proof.extended_master_secret = extended_master_secret;
    return session;
}

void expect_refused(const char* field, const std::function<void(CallerSession&)>& change) {
    CallerSession session = caller_session();
    change(session);
    try {
        SessionFacts::from_peer(session);
    } catch (const Error& error) {
        BOOST_TEST((error.code() == errc::invalid_argument));
        BOOST_TEST(error.field() == field);
        return;
    }
    BOOST_ERROR("no Error was thrown for " << field);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(facts)

BOOST_AUTO_TEST_CASE(whole_description_gives_facts) {
    const SessionFacts facts = SessionFacts::from_peer(caller_session());
    BOOST_TEST(facts.is_tls());
    BOOST_TEST((facts.chain().leaf() == client_identity().chain.leaf()));
    BOOST_TEST(facts.proof().asserted_by_caller);
    BOOST_TEST(facts.is_strong());
    BOOST_TEST(facts.parameters() == "TLS1.3/TLS_AES_256_GCM_SHA384/x25519");
    BOOST_TEST(facts.peer_address() == "192.0.2.7");
    BOOST_TEST(facts.server_name() == "mx1.contoso.example");
    BOOST_TEST((facts.proof().proved_at == test_now()));
}

BOOST_AUTO_TEST_CASE(each_missing_part_of_the_proof_is_named) {
    using S = CallerSession;
    expect_refused("proof.handshake_complete", [](S& s) { s.proof.handshake_complete.reset(); });
    expect_refused("proof.handshake_complete", [](S& s) { s.proof.handshake_complete = false; });
    expect_refused("proof.resumed", [](S& s) { s.proof.resumed.reset(); });
    expect_refused("proof.proved_at", [](S& s) { s.proof.proved_at.reset(); });
    expect_refused("proof.version", [](S& s) { s.proof.version.reset(); });
    expect_refused("proof.cipher", [](S& s) { s.proof.cipher.clear(); });
    expect_refused("proof.group", [](S& s) { s.proof.group.clear(); });
    expect_refused("proof.extended_master_secret",
                   [](S& s) { s.proof.extended_master_secret.reset(); });
}

BOOST_AUTO_TEST_CASE(impossible_parts_are_named) {
    using S = CallerSession;
    expect_refused("proof.cipher", [](S& s) { s.proof.cipher = "TLS_AES; d=evil.example"; });
    expect_refused("proof.cipher", [](S& s) { s.proof.cipher = std::string(65, 'A'); });
    expect_refused("proof.group", [](S& s) { s.proof.group = "x25519\r\n"; });
    expect_refused("proof.cipher", [](S& s) { s.proof.version = TlsVersion::tls12; });
    expect_refused("proof.cipher", [](S& s) { s.proof.cipher = "ECDHE-ECDSA-AES256-GCM-SHA384"; });
    expect_refused("leaf", [](S& s) { s.intermediates = {std::exchange(s.leaf, {})}; });
}

BOOST_AUTO_TEST_CASE(resumption_is_kept) {
    CallerSession session = caller_session();
    session.proof.resumed = true;
    session.proof.proved_at = test_now() - std::chrono::hours(5);
    const SessionFacts facts = SessionFacts::from_peer(session);
    BOOST_TEST(facts.proof().resumed);
    BOOST_TEST((facts.proof().proved_at == test_now() - std::chrono::hours(5)));
}

BOOST_AUTO_TEST_CASE(openssl_names_are_understood) {
    const SessionFacts facts =
        SessionFacts::from_peer(caller_session12("ECDHE-ECDSA-AES256-GCM-SHA384", true));
    BOOST_TEST(facts.proof().cipher == "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    BOOST_TEST(facts.is_strong());
}

BOOST_AUTO_TEST_CASE(tls12_without_extended_master_secret_is_weak) {
    const SessionFacts facts =
        SessionFacts::from_peer(caller_session12("ECDHE-RSA-AES256-GCM-SHA384", false));
    BOOST_TEST(!facts.is_strong());
}

BOOST_AUTO_TEST_CASE(cbc_suites_are_weak_but_no_mistake) {
    for (const char* cipher : {"ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                               "AES128-SHA", "ECDHE-RSA-DES-CBC3-SHA"})
        BOOST_TEST(!SessionFacts::from_peer(caller_session12(cipher, true)).is_strong());
}

BOOST_AUTO_TEST_CASE(tls13_binds_the_transcript_whatever_the_library_reports) {
    CallerSession session = caller_session();
    session.proof.extended_master_secret = false;
    BOOST_TEST(SessionFacts::from_peer(session).proof().extended_master_secret);
}

BOOST_AUTO_TEST_CASE(no_certificate_is_an_empty_chain) {
    CallerSession session = caller_session();
    session.leaf.clear();
    const SessionFacts facts = SessionFacts::from_peer(session);
    BOOST_TEST(facts.chain().empty());
    BOOST_TEST(facts.chain_problem().empty());
}

BOOST_AUTO_TEST_CASE(leaf_that_is_repeated_is_counted_once) {
    CallerSession session = caller_session();
    session.intermediates = {session.leaf, tls_authority().certificate().der()};
    BOOST_TEST(SessionFacts::from_peer(session).chain().certificates().size() == 2U);
}

BOOST_AUTO_TEST_CASE(unreadable_certificate_is_the_peers_problem) {
    CallerSession session = caller_session();
    session.leaf = octets_of("no certificate");
    const SessionFacts facts = SessionFacts::from_peer(session);
    BOOST_TEST(facts.is_tls());
    BOOST_TEST(facts.chain().empty());
    BOOST_TEST(!facts.chain_problem().empty());
}

BOOST_AUTO_TEST_CASE(unreadable_intermediate_spoils_the_chain) {
    CallerSession session = caller_session();
    session.intermediates = {octets_of("0")};
    const SessionFacts facts = SessionFacts::from_peer(session);
    BOOST_TEST(facts.chain().empty());
    BOOST_TEST(!facts.chain_problem().empty());
}

BOOST_AUTO_TEST_CASE(chain_over_the_limits_is_the_peers_problem) {
    CallerSession session = caller_session();
    session.intermediates.assign(3, tls_authority().certificate().der());
    ChainLimits limits;
    limits.max_certificates = 3;
    const SessionFacts facts = SessionFacts::from_peer(session, limits);
    BOOST_TEST(facts.chain().empty());
    BOOST_TEST(facts.chain_problem().find("4 certificates") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(limits_out_of_range_are_the_callers_mistake) {
    ChainLimits limits;
    limits.max_certificates = 0;
    expect_error(errc::invalid_argument, "0 is not between",
                 [&] { SessionFacts::from_peer(caller_session(), limits); });
}

BOOST_AUTO_TEST_CASE(clear_text_has_no_proof) {
    const SessionFacts facts = SessionFacts::clear_text("192.0.2.7");
    BOOST_TEST(!facts.is_tls());
    BOOST_TEST(!facts.is_strong());
    BOOST_TEST(facts.chain().empty());
    BOOST_TEST(facts.parameters().empty());
    BOOST_TEST(facts.peer_address() == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(names_from_the_peer_are_escaped) {
    CallerSession session = caller_session();
    session.server_name = "a\r\nb";
    BOOST_TEST(SessionFacts::from_peer(session).server_name() == "a\\x0d\\x0ab");
}

BOOST_AUTO_TEST_SUITE_END()
