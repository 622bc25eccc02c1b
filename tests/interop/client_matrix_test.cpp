// Clients of others come to our server with one message: what we make of each certificate, and
// what each makes of us. Every program meets every case (RFC 3207, RFC 8446, RFC 5246).
#include "client_programs.hpp"
#include "matrix.hpp"
#include "matrix_rows.hpp"
#include "support/case_table.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// A case for all programs; `expected` is Served::answer.
struct Meeting {
    std::string name;  ///< As in the matrix.
    std::optional<Identity> (*identity)();
    std::string expected;
    std::string receive_rules;
    void (*change)(Visit& plan) = nullptr;
};

using Row = MatrixRow<ClientProgram, Meeting>;

template <Identity (*make)()>
std::optional<Identity> some() {
    return make();
}

std::optional<Identity> none() {
    return std::nullopt;
}

constexpr auto good = &some<presented::good>;

void in_tls12(Visit& plan) {
    plan.order.version = OnlyVersion::tls12;
}

void in_tls11(Visit& plan) {
    plan.order.version = OnlyVersion::tls11;
}

void unasked(Visit& plan) {
    plan.accept.request_certificate = false;
}

void with_few_octets(Visit& plan) {
    plan.tls.chain.max_octets = 32 * 1024;
}

void with_one_certificate(Visit& plan) {
    plan.tls.chain.max_certificates = 1;
}

void distrusting_tls13(Visit& plan) {
    plan.order.trusts_us = false;
}

void distrusting_tls12(Visit& plan) {
    in_tls12(plan);
    distrusting_tls13(plan);
}

void octet_by_octet(Visit& plan) {
    plan.relay.emplace().piece = 1;
}

void octet_by_octet_tls12(Visit& plan) {
    in_tls12(plan);
    octet_by_octet(plan);
}

void slowly(Visit& plan) {
    plan.relay = RelayRules{.piece = 200, .pause = std::chrono::milliseconds(30)};
}

void garbled(Visit& plan) {
    plan.relay.emplace().garbles_client = true;
}

// In the middle of our certificate.
void cut(Visit& plan) {
    plan.relay.emplace().cut_after = 700;
}

// The program ends without a farewell once it is inside TLS.
void killed(Visit& plan) {
    plan.commands = "EHLO mx1.fabrikam.example\r\nNOOP\r\n";
    plan.on_command = [](ChildProcess& program, const std::string& command) {
        if (command == "NOOP") program.kill();
    };
}

void killed_tls12(Visit& plan) {
    in_tls12(plan);
    killed(plan);
}

// The intermediate's certificate lives long and names no list.
const std::string no_lists = "revocation = \"off\"\n";
const std::string by_mta_rule = "eku = \"mta\"\n";
const std::string by_any_rule = "eku = \"any\"\n";
const std::string chain_refused = "451 4.7.5 invalid_chain";

const std::vector<Meeting>& meetings() {
    using namespace presented;
    static const std::vector<Meeting> all{
        {"mutual TLS 1.3", good, "secured TLS1.3", {}, nullptr},
        {"mutual TLS 1.2", good, "secured TLS1.2", {}, &in_tls12},
        {"TLS 1.1", good, "handshake_failed protocol_version", {}, &in_tls11},
        {"no certificate TLS 1.3", &none, "451 4.7.5 no_certificate", {}, nullptr},
        {"no certificate TLS 1.2", &none, "451 4.7.5 no_certificate", {}, &in_tls12},
        {"not asked for a certificate", good, "451 4.7.5 no_certificate", {}, &unasked},
        {"chain with an intermediate", &some<below>, "secured TLS1.3", no_lists, nullptr},
        {"untrusted", &some<untrusted>, chain_refused, {}, nullptr},
        {"expired", &some<presented::expired>, "451 4.7.5 expired", {}, nullptr},
        {"wrong name", &some<wrong_name>, "451 4.7.5 name_mismatch", {}, nullptr},
        {"serverAuth alone, eku client", &some<servers_alone>, chain_refused, {}, nullptr},
        {"serverAuth alone, eku mta", &some<servers_alone>, "secured TLS1.3", by_mta_rule, nullptr},
        {"serverAuth alone, eku any", &some<servers_alone>, "secured TLS1.3", by_any_rule, nullptr},
        {"clientAuth alone, eku client", &some<clients_alone>, "secured TLS1.3", {}, nullptr},
        {"emailProtection alone, eku client", &some<mail_alone>, chain_refused, {}, nullptr},
        {"emailProtection alone, eku mta", &some<mail_alone>, chain_refused, by_mta_rule, nullptr},
        {"emailProtection alone, eku any", &some<mail_alone>, "secured TLS1.3", by_any_rule,
         nullptr},
        {"large certificate", &some<large>, "secured TLS1.3", {}, nullptr},
        {"oversized chain", &some<large>, "limit_exceeded decode_error", {}, &with_few_octets},
        {"too many certificates",
         &some<below>,
         "limit_exceeded bad_certificate",
         {},
         &with_one_certificate},
        {"distrusts us TLS 1.3",
         good,
         "peer_rejected_certificate unknown_ca",
         {},
         &distrusting_tls13},
        {"distrusts us TLS 1.2",
         good,
         "peer_rejected_certificate unknown_ca",
         {},
         &distrusting_tls12},
        {"one-octet pieces TLS 1.3", good, "secured TLS1.3", {}, &octet_by_octet},
        {"one-octet pieces TLS 1.2", good, "secured TLS1.2", {}, &octet_by_octet_tls12},
        {"slow", good, "secured TLS1.3", {}, &slowly},
        {"garbage", good, "handshake_failed unexpected_message", {}, &garbled},
        {"cut in the handshake", good, "abandoned", {}, &cut},
        {"truncation TLS 1.3", good, "truncated", {}, &killed},
        {"truncation TLS 1.2", good, "truncated", {}, &killed_tls12},
    };
    return all;
}

// GnuTLS has one alert for all that is wrong with a certificate.
std::string expected_of(const ClientProgram& program, const Meeting& meeting) {
    if (program.peer == "GnuTLS" && meeting.expected == "peer_rejected_certificate unknown_ca")
        return "peer_rejected_certificate bad_certificate";
    return meeting.expected;
}

void check(const Row& row) {
    Visit plan;
    plan.order.identity = row.meeting.identity();
    plan.receive_rules = row.meeting.receive_rules;
    if (row.meeting.change != nullptr) row.meeting.change(plan);
    const Visited visited = visit(row.program, plan);
    const std::string expected = expected_of(row.program, row.meeting);
    if (expected.starts_with("secured")) {
        BOOST_TEST(visited.served.message == message_from("alice@fabrikam.example"));
        BOOST_TEST(visited.served.end == "closed");
        BOOST_REQUIRE(visited.served.facts.has_value());
        BOOST_TEST(visited.served.facts->server_name() == "edge1.contoso.example");
    }
    if (expected.starts_with("451"))
        BOOST_TEST(visited.output.find("451 4.7.5") != std::string::npos);
    check_outcome({row.program.peer, PeerRole::client, row.meeting.name}, visited.served.answer,
                  expected);
    if (visited.served.answer != expected) BOOST_TEST_MESSAGE(visited.output);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_matrix)

const CaseTable<Row> every_program(rows_of(client_programs(), meetings()), &check);

BOOST_AUTO_TEST_SUITE_END()
