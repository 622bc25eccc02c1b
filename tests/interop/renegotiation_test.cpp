// Who wants to renegotiate in TLS 1.2 (RFC 5246 §7.4.1, RFC 5746) ends the session: the facts of a
// session are those of one handshake.
#include "client_programs.hpp"
#include "matrix.hpp"
#include "server_programs.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string refused = "protocol_error no_renegotiation";

Visit visit_in_tls12() {
    Visit plan;
    plan.order.identity = presented::good();
    plan.order.version = OnlyVersion::tls12;
    plan.commands = "EHLO mx1.fabrikam.example\r\nNOOP\r\n";
    return plan;
}

Call call_in_tls12() {
    Call plan;
    plan.order.version = OnlyVersion::tls12;
    return plan;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(renegotiation)

BOOST_AUTO_TEST_CASE(openssl_as_client) {
    Visit plan = visit_in_tls12();
    plan.on_command = [](ChildProcess& program, const std::string& command) {
        if (command == "NOOP") program.write("R\n");
    };
    const Visited visited = visit(openssl_client(), plan);
    check_outcome({"OpenSSL", PeerRole::client, "renegotiation"}, visited.served.end, refused);
}

BOOST_AUTO_TEST_CASE(gnutls_as_client) {
    Visit plan = visit_in_tls12();
    plan.order.more = {"--rehandshake"};
    const Visited visited = visit(gnutls_client(), plan);
    check_outcome({"GnuTLS", PeerRole::client, "renegotiation"}, visited.served.end, refused);
}

BOOST_AUTO_TEST_CASE(openssl_as_server) {
    Call plan = call_in_tls12();
    plan.order.reads_keys = true;
    plan.input = "HELO\n";
    plan.when_answered = [](ChildProcess& program, SmtpWire&) { program.write("r\n"); };
    const Called called = call(openssl_server(), plan);
    check_outcome({"OpenSSL", PeerRole::server, "renegotiation"}, called.sent.end, refused);
}

BOOST_AUTO_TEST_CASE(gnutls_as_server) {
    Call plan = call_in_tls12();
    plan.when_answered = [](ChildProcess&, SmtpWire& wire) { wire.write("**REHANDSHAKE**\n"); };
    const Called called = call(gnutls_server(), plan);
    check_outcome({"GnuTLS", PeerRole::server, "renegotiation"}, called.sent.end, refused);
}

BOOST_AUTO_TEST_CASE(python_has_no_call_for_it) {
    for (const PeerRole role : {PeerRole::client, PeerRole::server})
        record_not_offered({"Python ssl", role, "renegotiation"}, "ssl has no call for it");
}

BOOST_AUTO_TEST_SUITE_END()
