// Peers that come back, and peers that we come back to: without keys for tickets every session is a
// full handshake, whatever the other side would like.
#include "client_programs.hpp"
#include "matrix.hpp"
#include "matrix_rows.hpp"
#include "server_programs.hpp"
#include "support/case_table.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct Return {
    std::string name;  ///< As in the matrix.
    OnlyVersion version = OnlyVersion::tls13;
    std::string expected;
};

// "full handshake, " or "resumed, ", and what we make of the peer.
std::string outcome(const std::optional<SessionFacts>& facts, const std::string& judged) {
    if (!facts) return "no session, " + judged;
    return (facts->proof().resumed ? "resumed, " : "full handshake, ") + judged;
}

using ClientRow = MatrixRow<ClientProgram, Return>;
using ServerRow = MatrixRow<ServerProgram, Return>;

void check_client(const ClientRow& row) {
    Visit plan;
    plan.order.identity = presented::good();
    plan.order.version = row.meeting.version;
    const auto [first, second] = visit_twice(row.program, plan);
    BOOST_TEST(first.served.facts.has_value());
    check_outcome({row.program.peer, PeerRole::client, row.meeting.name},
                  outcome(second.served.facts, second.served.answer), row.meeting.expected);
}

void check_server(const ServerRow& row) {
    Call plan;
    plan.order.version = row.meeting.version;
    const auto [first, second] = call_twice(row.program, plan);
    BOOST_TEST(outcome(first.sent.facts, first.sent.verdict) == row.meeting.expected);
    check_outcome({row.program.peer, PeerRole::server, row.meeting.name},
                  outcome(second.sent.facts, second.sent.verdict), row.meeting.expected);
}

const std::vector<Return> by_clients{
    {"comes back without a ticket TLS 1.3", OnlyVersion::tls13, "full handshake, secured TLS1.3"},
    {"comes back without a ticket TLS 1.2", OnlyVersion::tls12, "full handshake, secured TLS1.2"},
};

const std::vector<Return> to_servers{
    {"we come back without its ticket TLS 1.3", OnlyVersion::tls13,
     "full handshake, deliver, secured, TLS1.3"},
    {"we come back without its ticket TLS 1.2", OnlyVersion::tls12,
     "full handshake, deliver, secured, TLS1.2"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(resumption)

BOOST_AUTO_TEST_SUITE(client)
const CaseTable<ClientRow> every_program(rows_of(client_programs(), by_clients), &check_client);
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server)
const CaseTable<ServerRow> every_program(rows_of(server_programs(), to_servers), &check_server);
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
