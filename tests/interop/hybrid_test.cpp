// The PQ/T hybrid X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem) with the peers that have it, alone
// and in our order of preference.
#include "client_programs.hpp"
#include "matrix.hpp"
#include "server_programs.hpp"
#include "support/run_command.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string group = "x25519mlkem768";
const std::string lacking = "this version has no X25519MLKEM768";

bool says(const std::string& line, const std::string& word) {
    return run_command(line).output.find(word) != std::string::npos;
}

bool openssl_has_it() {
    return says("openssl list -kem-algorithms", "X25519MLKEM768");
}

bool gnutls_has_it() {
    return says("gnutls-cli --list", "GROUP-X25519-MLKEM768");
}

// Since OpenSSL 3.5 it is the first of the groups that are offered by default.
bool python_has_it() {
    return says("python3 -c 'import ssl; print(ssl.OPENSSL_VERSION_INFO >= (3, 5))'", "True");
}

template <typename Talk>
std::string group_of(const Talk& talk) {
    return talk.facts ? talk.facts->proof().group : "no session";
}

void check_both(const ClientProgram& client, const ServerProgram& server, bool has_it) {
    const MatrixCase as_client{client.peer, PeerRole::client, "X25519MLKEM768"};
    const MatrixCase as_server{server.peer, PeerRole::server, "X25519MLKEM768"};
    if (!has_it) {
        record_not_offered(as_client, lacking);
        record_not_offered(as_server, lacking);
        return;
    }
    Visit plan;
    plan.order.identity = presented::good();
    plan.order.hybrid = true;
    check_outcome(as_client, group_of(visit(client, plan).served), group);
    Call outward;
    outward.order.hybrid = true;
    check_outcome(as_server, group_of(call(server, outward).sent), group);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hybrid)

BOOST_AUTO_TEST_CASE(openssl) {
    check_both(openssl_client(), openssl_server(), openssl_has_it());
}

BOOST_AUTO_TEST_CASE(gnutls) {
    check_both(gnutls_client(), gnutls_server(), gnutls_has_it());
}

BOOST_AUTO_TEST_CASE(python) {
    check_both(python_client(), python_server(), python_has_it());
}

// Who has no hybrid meets a client hello that offers it first, and takes what it knows.
BOOST_AUTO_TEST_CASE(is_offered_to_all) {
    for (const ServerProgram& program : server_programs()) {
        Call plan;
        plan.tls.hybrid_first = true;
        const Called called = call(program, plan);
        check_outcome({program.peer, PeerRole::server, "hybrid offered first"}, called.sent.verdict,
                      "deliver, secured, TLS1.3");
    }
}

BOOST_AUTO_TEST_SUITE_END()
