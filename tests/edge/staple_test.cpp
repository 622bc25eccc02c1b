// Stapled OCSP responses from the evidence of one edge to the judgement of the other (RFC 6066 §8,
// RFC 8446 §4.4.2.1).
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/ticket_keys.hpp>

#include "edge/edge_fixture.hpp"
#include "pki/certificate_data.hpp"
#include "trust/evidence_of_path.hpp"
#include "trust/revocation_forge.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

Identity with_responder(const TestCa& ca, const std::vector<std::string>& names) {
    IssueOptions options;
    options.ocsp_uris = {"http://ocsp.example/"};
    return ca.issue(names, options);
}

Party party_of(const TestCa& ca) {
    return {ca.certificate(), ca.key(),
            tlv(0x30, ca.certificate().data().x509().subject_dn().get_bits())};
}

Bytes answer_about(const Identity& identity, const TestCa& ca, const Bytes& status = {}) {
    AnswerSpec answer;
    answer.id = certificate_id(identity.chain.leaf(), party_of(ca));
    if (!status.empty()) answer.status = status;
    answer.next_update = test_now() + std::chrono::hours(48);
    ResponseSpec response;
    response.answers = {answer};
    return forge_response(party_of(ca), response);
}

EvidenceRequest question_about(const Identity& identity, const TestCa& ca) {
    return detail::evidence_of_path({identity.chain.leaf(), ca.certificate()}).at(0);
}

// Contoso, whose partner Fabrikam demands revocation data and has none but what comes along.
struct World {
    World() {
        contoso.write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
        contoso.configure(fabrikam_partner + fabrikam_receive);
        sender.write("contoso-ca.pem", contoso_ca.certificate().pem());
        sender.configure(
            "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
            "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
    }

    EdgeOptions options() const {
        EdgeOptions given;
        given.clock = clock.clock();
        given.tls.request_client_staple = true;
        return given;
    }

    TestCa contoso_ca{"Contoso CA"};
    // A chain that goes up to the authority, which the question about the leaf needs.
    Identity server = with_issuer(
        with_responder(contoso_ca, {"contoso.example", "edge1.contoso.example"}), contoso_ca);
    Identity client =
        with_issuer(with_responder(fabrikam_ca(), {"fabrikam.example"}), fabrikam_ca());
    Organization contoso{"contoso.example", "edge1.contoso.example", server};
    Organization sender{"fabrikam.example", "mx1.fabrikam.example", client};
    FixedClock clock;

    static Identity with_issuer(Identity identity, const TestCa& ca) {
        auto certificates = identity.chain.certificates();
        certificates.push_back(ca.certificate());
        identity.chain = Chain(std::move(certificates));
        return identity;
    }
};

struct Met : World {
    Edge receiver = Edge::load(contoso.file(), options());
    Edge from = Edge::load(sender.file(), options());

    void file_at(const Edge& edge, const Identity& identity, const TestCa& ca,
                 const Bytes& response) const {
        BOOST_TEST(edge.evidence().put_ocsp(question_about(identity, ca), response));
    }
    Connected meet() const {
        return connected(from, "contoso.example", receiver, "edge1.contoso.example");
    }
    RouteDecision route_to(const Session& session) const {
        return from.route("contoso.example").judge(*session.facts()).decision;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(staples, Met)

BOOST_AUTO_TEST_CASE(a_servers_staple_clears_it_without_any_fetch) {
    const auto before = meet();
    BOOST_REQUIRE(before.client.facts() != nullptr);
    BOOST_TEST((route_to(before.client) != RouteDecision::deliver));
    const Bytes response = answer_about(server, contoso_ca);
    file_at(receiver, server, contoso_ca, response);
    const auto after = meet();
    BOOST_REQUIRE(after.client.facts() != nullptr);
    BOOST_REQUIRE(!after.client.facts()->staples().empty());
    BOOST_TEST((after.client.facts()->staples().front() == response));
    BOOST_TEST((route_to(after.client) == RouteDecision::deliver));
}

BOOST_AUTO_TEST_CASE(a_clients_staple_clears_it_too) {
    file_at(from, client, fabrikam_ca(), answer_about(client, fabrikam_ca()));
    const auto met = meet();
    BOOST_REQUIRE(met.server.facts() != nullptr);
    auto transaction = receiver.begin(*met.server.facts());
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    BOOST_TEST((transaction.rcpt_to("bob@contoso.example").decision == Decision::accepted));
}

BOOST_AUTO_TEST_CASE(answers_that_are_old_or_call_it_revoked_are_not_stapled) {
    const auto is_stapled = [this] {
        const auto staples = meet().client.facts()->staples();
        return !staples.empty() && !staples.front().empty();
    };
    file_at(receiver, server, contoso_ca,
            answer_about(server, contoso_ca, revoked_at(test_now() - std::chrono::hours(2))));
    BOOST_TEST(!is_stapled());
    file_at(receiver, server, contoso_ca, answer_about(server, contoso_ca));
    BOOST_TEST(is_stapled());
    clock.set(test_now() + std::chrono::hours(49));
    BOOST_TEST(!is_stapled());
}

// It must be signed by the authority that issued the certificate.
BOOST_AUTO_TEST_CASE(a_staple_of_another_authority_clears_nobody) {
    AnswerSpec answer;
    answer.id = certificate_id(server.chain.leaf(), party_of(contoso_ca));
    ResponseSpec forged;
    forged.answers = {answer};
    file_at(receiver, server, contoso_ca, forge_response(party_of(stranger_ca()), forged));
    const auto met = meet();
    BOOST_REQUIRE(met.client.facts() != nullptr);
    BOOST_TEST((route_to(met.client) != RouteDecision::deliver));
}

BOOST_AUTO_TEST_SUITE_END()

// The staple of the first session is there again when it is resumed: `hard` has what it needs.
BOOST_FIXTURE_TEST_CASE(a_resumed_session_has_the_staples_of_the_first, World) {
    const auto keys = TicketKeys::create();
    EdgeOptions remembering = options();
    remembering.tls.resumption.keys = keys;
    remembering.tls.resumption.client_sessions = 10;
    const Edge receiver = Edge::load(contoso.file(), remembering);
    const Edge from = Edge::load(sender.file(), remembering);
    from.evidence().put_ocsp(question_about(client, fabrikam_ca()),
                             answer_about(client, fabrikam_ca()));
    receiver.evidence().put_ocsp(question_about(server, contoso_ca),
                                 answer_about(server, contoso_ca));
    connected(from, "contoso.example", receiver, "edge1.contoso.example");
    clock.set(test_now() + std::chrono::hours(1));
    const auto again = connected(from, "contoso.example", receiver, "edge1.contoso.example");
    BOOST_REQUIRE(again.server.facts() != nullptr);
    BOOST_TEST(again.server.facts()->proof().resumed);
    auto transaction = receiver.begin(*again.server.facts());
    transaction.mail_from(alice);
    BOOST_TEST((transaction.rcpt_to("bob@contoso.example").decision == Decision::accepted));
    BOOST_TEST((from.route("contoso.example").judge(*again.client.facts()).decision ==
                RouteDecision::deliver));
}
