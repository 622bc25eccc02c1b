// The whole way with mail servers of others: the example's server and client around an Edge, from
// the queue of the one into the mailbox of the other.
#include <boost/test/unit_test.hpp>
#include <domainsec/edge/edge.hpp>
#include <memory>

#include "edge/edge_fixture.hpp"
#include "mail_receiver.hpp"
#include "mail_sender.hpp"
#include "matrix.hpp"
#include "smtp/client.hpp"
#include "smtp/server.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// Contoso, that receives from Fabrikam and sends there.
struct Contoso : Organization {
    Contoso() : Organization("contoso.example", "edge1.contoso.example", contoso()) {
        write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
        configure(fabrikam_partner + fabrikam_receive +
                  "[partner.send]\nanchors = [\"fabrikam-ca.pem\"]\n");
    }
};

// What readers at Contoso see.
std::string label_of(const Edge& edge, std::vector<smtp::Delivery> deliveries) {
    if (deliveries.size() != 1) return std::to_string(deliveries.size()) + " messages";
    const StampReport report = edge.verify(deliveries.front().message);
    return report.status == Status::pass ? report.display().label
                                         : std::string(to_string(report.reason));
}

void arrives_stamped(const std::unique_ptr<MailSender>& sender) {
    const Contoso organization;
    const Edge edge = Edge::load(organization.file());
    smtp::Server server(edge, {"edge1.contoso.example", std::nullopt});
    Errand errand;
    errand.recipient = "case1";
    errand.port = server.port();
    errand.identity = presented::good();
    errand.check = ServerCheck::verify;
    sender->add(errand);
    sender->start();
    sender->submit(errand.recipient);
    const std::string fate = sender->fate(errand.recipient);
    BOOST_TEST_CONTEXT(sender->log()) {
        check_outcome({sender->peer(), PeerRole::client, "whole message through an edge"},
                      label_of(edge, server.take_deliveries()) + ", " + fate,
                      "Domain Secured by fabrikam.example, sent");
    }
}

smtp::SendResult send_by(const Edge& edge, std::uint16_t port) {
    const OutboundRoute route = edge.route("fabrikam.example");
    const auto begin = [&](const std::string& leftover) {
        return edge.connect(route, {.leftover = bytes_of(leftover),
                                    .server_name = route.server_name("mx1.fabrikam.example"),
                                    .server_ip = "127.0.0.1"});
    };
    const auto objection = [&](const SessionFacts& facts) {
        const RouteVerdict verdict = route.judge(facts);
        return verdict.secured ? std::string() : verdict.text;
    };
    return smtp::send_secured(
        port,
        {"alice@contoso.example", "bob@fabrikam.example", message_from("alice@contoso.example")},
        begin, objection);
}

void is_delivered_to(const std::unique_ptr<MailReceiver>& receiver) {
    Reception reception;
    reception.name = "case1";
    reception.asking = Asking::required;
    const std::uint16_t port = receiver->add(reception);
    receiver->start();
    const Contoso organization;
    const auto result = send_by(Edge::load(organization.file()), port);
    const bool is_there = receiver->delivers("The contract is attached.");
    BOOST_TEST_CONTEXT(receiver->log()) {
        check_outcome({receiver->peer(), PeerRole::server, "whole message by an edge's route"},
                      result.reply.substr(0, 3) + ", " + receiver->opinion("case1") +
                          (is_there ? ", delivered" : ", not delivered"),
                      "250, trusted, delivered");
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_edge)

BOOST_AUTO_TEST_CASE(from_postfix) {
    arrives_stamped(postfix_sender());
}
BOOST_AUTO_TEST_CASE(from_exim) {
    arrives_stamped(exim_sender());
}
BOOST_AUTO_TEST_CASE(to_postfix) {
    is_delivered_to(postfix_receiver());
}
BOOST_AUTO_TEST_CASE(to_exim) {
    is_delivered_to(exim_receiver());
}

BOOST_AUTO_TEST_SUITE_END()
