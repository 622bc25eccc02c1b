// Servers of others see the name that we ask for (RFC 6066 §3).
#include "matrix.hpp"
#include "server_programs.hpp"

using namespace domainsec;
using namespace domainsec::test;

BOOST_AUTO_TEST_SUITE(server_name)

// The second certificate is for the name that is asked for, and no other.
BOOST_AUTO_TEST_CASE(openssl_chooses_a_certificate_by_it) {
    const PemFiles files;
    const Identity second = presented::good();
    const IdentityFiles written = files.write(second);
    Call plan;
    plan.order.identity = presented::wrong_name();
    // For the second certificate the program would know no authority.
    plan.order.asks = Asks::no;
    plan.order.more = {"-servername", "mx1.fabrikam.example", "-cert2", written.leaf, "-key2",
                       written.key};
    const Called called = call(openssl_server(), plan);
    BOOST_REQUIRE(called.sent.facts.has_value());
    BOOST_TEST((called.sent.facts->chain().digest() == second.chain.digest()));
    check_outcome({"OpenSSL", PeerRole::server, "server name"}, called.sent.verdict,
                  "deliver, secured, TLS1.3");
}

BOOST_AUTO_TEST_CASE(gnutls_wants_it) {
    Call plan;
    plan.order.more = {"--sni-hostname=mx1.fabrikam.example", "--sni-hostname-fatal"};
    const Called called = call(gnutls_server(), plan);
    check_outcome({"GnuTLS", PeerRole::server, "server name"}, called.sent.verdict,
                  "deliver, secured, TLS1.3");
}

BOOST_AUTO_TEST_CASE(gnutls_refuses_another) {
    Call plan;
    plan.order.more = {"--sni-hostname=mx2.fabrikam.example", "--sni-hostname-fatal"};
    const Called called = call(gnutls_server(), plan);
    check_outcome({"GnuTLS", PeerRole::server, "another server name"}, called.sent.verdict,
                  "peer_alert unrecognized_name");
}

BOOST_AUTO_TEST_CASE(python_sees_it) {
    const Called called = call(python_server(), Call());
    BOOST_TEST(called.output.find("asked for: mx1.fabrikam.example") != std::string::npos);
    check_outcome({"Python ssl", PeerRole::server, "server name"}, called.sent.verdict,
                  "deliver, secured, TLS1.3");
}

BOOST_AUTO_TEST_SUITE_END()
