// Peers that come back, and peers that we come back to (RFC 8446 §2.2). Where we were given no keys
// for tickets, and in TLS 1.2, every session is a full handshake, whatever the other side would
// like.
#include <domainsec/tls/ticket_keys.hpp>

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
    bool resumes = false;  ///< We allow it.
    std::string first;     ///< How the first session comes out,
    std::string second;    ///< and the second.
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
    if (row.meeting.resumes) plan.tls.resumption.keys = TicketKeys::create();
    const auto [first, second] = visit_twice(row.program, plan);
    BOOST_TEST(outcome(first.served.facts, {}) == row.meeting.first);
    if (second.served.facts)
        BOOST_TEST((second.served.facts->chain().digest() == plan.order.identity->chain.digest()));
    check_outcome({row.program.peer, PeerRole::client, row.meeting.name},
                  outcome(second.served.facts, second.served.answer), row.meeting.second);
}

void check_server(const ServerRow& row) {
    Call plan;
    plan.order.version = row.meeting.version;
    if (row.meeting.resumes) plan.tls.resumption.client_sessions = 10;
    const auto [first, second] = call_twice(row.program, plan);
    BOOST_TEST(outcome(first.sent.facts, first.sent.verdict) == row.meeting.first);
    if (second.sent.facts)
        BOOST_TEST((second.sent.facts->chain().digest() == plan.order.identity.chain.digest()));
    check_outcome({row.program.peer, PeerRole::server, row.meeting.name},
                  outcome(second.sent.facts, second.sent.verdict), row.meeting.second);
}

const std::string full = "full handshake, ";

const std::vector<Return> by_clients{
    {"resumed session TLS 1.3", OnlyVersion::tls13, true, full, "resumed, secured TLS1.3"},
    {"comes back TLS 1.2", OnlyVersion::tls12, true, full, "full handshake, secured TLS1.2"},
    {"comes back without a ticket TLS 1.3", OnlyVersion::tls13, false, full,
     "full handshake, secured TLS1.3"},
    {"comes back without a ticket TLS 1.2", OnlyVersion::tls12, false, full,
     "full handshake, secured TLS1.2"},
};

const std::vector<Return> to_servers{
    {"resumed session TLS 1.3", OnlyVersion::tls13, true, full + "deliver, secured, TLS1.3",
     "resumed, deliver, secured, TLS1.3"},
    {"we come back TLS 1.2", OnlyVersion::tls12, true, full + "deliver, secured, TLS1.2",
     full + "deliver, secured, TLS1.2"},
    {"we come back and kept no ticket", OnlyVersion::tls13, false,
     full + "deliver, secured, TLS1.3", full + "deliver, secured, TLS1.3"},
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
