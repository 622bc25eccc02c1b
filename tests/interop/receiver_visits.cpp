// Our visits to one mail server of others, to a port of its own for each case.
#include "receiver_visits.hpp"

#include <boost/test/unit_test.hpp>
#include <string_view>

#include "matrix.hpp"

namespace domainsec::test {
namespace {

Sent visit(const ReceiverCase& one, std::uint16_t port) {
    std::optional<Relay> relay;
    if (one.relay) relay.emplace(port, *one.relay);
    return send_message(connect_to(relay ? relay->port() : port),
                        *ClientContext::create(one.ours, one.tls),
                        partner_rules({}, one.send_rules));
}

std::string outcome(const ReceiverCase& one, const Sent& sent, MailReceiver& receiver) {
    std::string text = one.seen ? one.seen(sent) : sent.verdict;
    text += ", " + sent.reply.substr(0, 3);
    if (sent.verdict.starts_with("deliver")) text += ", " + receiver.opinion(one.reception.name);
    return text;
}

}  // namespace

void run_cases(MailReceiver& receiver, std::vector<ReceiverCase> cases) {
    std::vector<std::uint16_t> ports;
    for (ReceiverCase& one : cases) {
        one.reception.name = "case" + std::to_string(ports.size() + 1);
        ports.push_back(receiver.add(one.reception));
    }
    receiver.start();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const ReceiverCase& one = cases[i];
        const Sent sent = visit(one, ports[i]);
        const std::string observed = outcome(one, sent, receiver);
        BOOST_TEST_CONTEXT("last reply " << sent.reply << ", log\n" << receiver.log()) {
            check_outcome({receiver.peer(), PeerRole::server, one.name}, observed, one.expected);
        }
    }
}

}  // namespace domainsec::test
