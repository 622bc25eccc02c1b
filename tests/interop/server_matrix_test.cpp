// Our client comes to servers of others with one message: what we make of each certificate, and
// what each makes of ours. Every program meets every case (RFC 3207, RFC 8446, RFC 5246).
#include <map>

#include "matrix.hpp"
#include "matrix_rows.hpp"
#include "server_programs.hpp"
#include "support/case_table.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// A case for all programs; `expected` is Sent::verdict.
struct Meeting {
    std::string name;  ///< As in the matrix.
    Identity (*identity)();
    std::string expected;
    void (*change)(Call& plan) = nullptr;
};

using Row = MatrixRow<ServerProgram, Meeting>;

void in_tls12(Call& plan) {
    plan.order.version = OnlyVersion::tls12;
}

void in_tls11(Call& plan) {
    plan.order.version = OnlyVersion::tls11;
}

void asking(Call& plan) {
    plan.order.asks = Asks::yes;
    plan.ours.reset();
}

void unasking(Call& plan) {
    plan.order.asks = Asks::no;
}

void without_ours(Call& plan) {
    plan.ours.reset();
}

void without_ours_tls12(Call& plan) {
    in_tls12(plan);
    without_ours(plan);
}

void distrusting(Call& plan) {
    plan.order.trusts_us = false;
}

void distrusting_tls12(Call& plan) {
    in_tls12(plan);
    distrusting(plan);
}

void with_expired_ours(Call& plan) {
    plan.ours = contoso_ca().issue({"edge1.contoso.example"}, ended());
}

void with_ours_for_servers(Call& plan) {
    plan.ours = contoso_ca().issue({"edge1.contoso.example"}, for_servers_alone());
}

void without_revocation(Call& plan) {
    plan.send_rules = "revocation = \"off\"\n";
}

void with_few_octets(Call& plan) {
    plan.tls.chain.max_octets = 32 * 1024;
}

void with_one_certificate(Call& plan) {
    plan.tls.chain.max_certificates = 1;
}

void octet_by_octet(Call& plan) {
    plan.relay.emplace().piece = 1;
}

void octet_by_octet_tls12(Call& plan) {
    in_tls12(plan);
    octet_by_octet(plan);
}

void slowly(Call& plan) {
    plan.relay = RelayRules{.piece = 200, .pause = std::chrono::milliseconds(30)};
}

void garbled(Call& plan) {
    plan.relay.emplace().garbles_server = true;
}

// In the middle of its certificate.
void cut(Call& plan) {
    plan.relay.emplace().cut_after = 700;
}

void killed(Call& plan) {
    plan.when_answered = [](ChildProcess& program, SmtpWire&) { program.kill(); };
}

void killed_tls12(Call& plan) {
    in_tls12(plan);
    killed(plan);
}

const std::string secured13 = "deliver, secured, TLS1.3";
const std::string secured12 = "deliver, secured, TLS1.2";
const std::string chain_refused = "next_host invalid_chain";

const std::vector<Meeting>& meetings() {
    using namespace presented;
    static const std::vector<Meeting> all{
        {"mutual TLS 1.3", &good, secured13},
        {"mutual TLS 1.2", &good, secured12, &in_tls12},
        {"TLS 1.1", &good, "peer_alert protocol_version", &in_tls11},
        {"asks, we have no certificate", &good, secured13, &asking},
        {"asks for no certificate", &good, secured13, &unasking},
        {"insists, we have no certificate TLS 1.3", &good,
         "peer_rejected_certificate certificate_required", &without_ours},
        {"insists, we have no certificate TLS 1.2", &good, "peer_alert handshake_failure",
         &without_ours_tls12},
        {"distrusts us TLS 1.3", &good, "peer_rejected_certificate unknown_ca", &distrusting},
        {"distrusts us TLS 1.2", &good, "peer_rejected_certificate unknown_ca", &distrusting_tls12},
        {"our certificate expired", &good, "peer_rejected_certificate certificate_expired",
         &with_expired_ours},
        {"our certificate for servers alone", &good,
         "peer_rejected_certificate unsupported_certificate", &with_ours_for_servers},
        {"chain with an intermediate", &below, secured13, &without_revocation},
        {"untrusted", &untrusted, chain_refused},
        {"expired", &presented::expired, "next_host expired"},
        {"wrong name", &wrong_name, "next_host name_mismatch"},
        {"serverAuth alone", &servers_alone, secured13},
        {"clientAuth alone", &clients_alone, chain_refused},
        {"emailProtection alone", &mail_alone, chain_refused},
        {"large certificate", &large, secured13},
        {"oversized chain", &large, "limit_exceeded decode_error", &with_few_octets},
        {"too many certificates", &below, "limit_exceeded bad_certificate", &with_one_certificate},
        {"one-octet pieces TLS 1.3", &good, secured13, &octet_by_octet},
        {"one-octet pieces TLS 1.2", &good, secured12, &octet_by_octet_tls12},
        {"slow", &good, secured13, &slowly},
        {"garbage", &good, "handshake_failed unexpected_message", &garbled},
        {"cut in the handshake", &good, "abandoned", &cut},
        {"truncation TLS 1.3", &good, "truncated", &killed},
        {"truncation TLS 1.2", &good, "truncated", &killed_tls12},
    };
    return all;
}

// GnuTLS has words of its own, and does not look at the purpose of a client's certificate.
std::string expected_of(const ServerProgram& program, const Meeting& meeting) {
    static const std::map<std::string, std::string> of_gnutls{
        {"TLS 1.1", "peer_alert handshake_failure"},
        {"insists, we have no certificate TLS 1.2", "peer_alert decode_error"},
        {"distrusts us TLS 1.3", "peer_rejected_certificate access_denied"},
        {"distrusts us TLS 1.2", "peer_rejected_certificate access_denied"},
        {"our certificate expired", "peer_rejected_certificate access_denied"},
        {"our certificate for servers alone", secured13}};
    const auto found = of_gnutls.find(meeting.name);
    return program.peer == "GnuTLS" && found != of_gnutls.end() ? found->second : meeting.expected;
}

void check(const Row& row) {
    Call plan;
    plan.order.identity = row.meeting.identity();
    if (row.meeting.change != nullptr) row.meeting.change(plan);
    const Called called = call(row.program, plan);
    const std::string expected = expected_of(row.program, row.meeting);
    if (expected.starts_with("deliver")) {
        BOOST_TEST(called.sent.end == "closed");
        BOOST_REQUIRE(called.sent.facts.has_value());
        BOOST_TEST((called.sent.facts->chain().digest() == plan.order.identity.chain.digest()));
    }
    const std::string& observed = expected == "truncated" ? called.sent.end : called.sent.verdict;
    check_outcome({row.program.peer, PeerRole::server, row.meeting.name}, observed, expected);
    if (observed != expected) BOOST_TEST_MESSAGE(called.output);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_matrix)

const CaseTable<Row> every_program(rows_of(server_programs(), meetings()), &check);

BOOST_AUTO_TEST_SUITE_END()
