// What stands in clear text behind STARTTLS, or behind the answer to it, ends a session before it
// begins (CVE-2011-0411). Python's ssl alone lets its user do that.
#include "client_programs.hpp"
#include "matrix.hpp"
#include "server_programs.hpp"

using namespace domainsec;
using namespace domainsec::test;

BOOST_AUTO_TEST_SUITE(injection)

BOOST_AUTO_TEST_CASE(python_sends_a_command_behind_starttls) {
    Visit plan;
    plan.order.identity = presented::good();
    plan.order.more = {"--injected", "NOOP"};
    const Visited visited = visit(python_client(), plan);
    check_outcome({"Python ssl", PeerRole::client, "injection behind STARTTLS"},
                  visited.served.answer, "plaintext_injected");
}

BOOST_AUTO_TEST_CASE(python_sends_a_reply_behind_that_to_starttls) {
    Call plan;
    plan.order.more = {"--injected", "250 trust me"};
    const Called called = call(python_server(), plan);
    check_outcome({"Python ssl", PeerRole::server, "injection behind STARTTLS"},
                  called.sent.verdict, "plaintext_injected");
}

BOOST_AUTO_TEST_SUITE_END()
