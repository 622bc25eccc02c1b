// Whole sessions over a connection that cuts, corrupts, reorders, repeats and makes up records, in
// both directions, at every record boundary and at random places: each ends in a verdict, without
// facts or plaintext that are not the peer's. A failure names its seed and case:
//   DOMAINSEC_FAULT_SEED=<seed> DOMAINSEC_FAULT_CASE=<number> test_tls --run_test=fault/<name>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <sstream>

#include "faulty_way.hpp"
#include "openssl_end.hpp"
#include "watched_session.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr std::uint32_t default_seed = 20261125;
constexpr std::size_t cases_per_setup = 700;  // in eighteen set-ups

// Between two ends of ours it is always TLS 1.3. The other end is the bare engine, or OpenSSL.
enum class Ends { ours, our_server, our_client };

struct Setup {
    bool tls12 = false;
    bool client_certificate = false;
    Ends ends = Ends::ours;
    bool openssl = false;
};

std::optional<std::uint32_t> from_environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
}

// The key exchange is not what is tested here; the shortest ClientHello is cheapest.
TlsOptions quick_options() {
    TlsOptions options = tls_options();
    options.hybrid_first = false;
    return options;
}

std::shared_ptr<const ServerContext> server_of() {
    static const auto context = server_context(quick_options());
    return context;
}

std::shared_ptr<const ClientContext> client_of(bool certificate) {
    static const auto with = client_context(quick_options());
    static const auto without = ClientContext::create(std::nullopt, quick_options());
    return certificate ? with : without;
}

/// Both ends of one connection, and those of them that are ours.
struct Connection {
    std::unique_ptr<ConnectionEnd> client;
    std::unique_ptr<ConnectionEnd> server;
    std::vector<WatchedSession*> ours;

    explicit Connection(const Setup& setup);
    bool compared = false;
};

std::unique_ptr<ConnectionEnd> other_client(const Setup& setup) {
    if (setup.openssl)
        return OpensslEnd::client(setup.client_certificate ? &client_identity() : nullptr,
                                  setup.tls12);
    PeerBehaviour behaviour;
    behaviour.tls12_only = setup.tls12;
    if (setup.client_certificate) behaviour.identity = client_identity();
    return std::make_unique<EngineEnd>(EnginePeer::client(behaviour));
}

std::unique_ptr<ConnectionEnd> other_server(const Setup& setup) {
    if (setup.openssl) return OpensslEnd::server(server_identity(), setup.tls12);
    PeerBehaviour behaviour;
    behaviour.tls12_only = setup.tls12;
    behaviour.identity = server_identity();
    return std::make_unique<EngineEnd>(EnginePeer::server(behaviour));
}

Connection::Connection(const Setup& setup) {
    if (setup.ends != Ends::our_server) {
        auto end = std::make_unique<WatchedSession>(client_of(setup.client_certificate)->connect(),
                                                    &server_identity().chain);
        ours.push_back(end.get());
        client = std::move(end);
    } else {
        client = other_client(setup);
    }
    if (setup.ends != Ends::our_client) {
        auto end = std::make_unique<WatchedSession>(
            server_of()->accept(), setup.client_certificate ? &client_identity().chain : nullptr);
        ours.push_back(end.get());
        server = std::move(end);
    } else {
        server = other_server(setup);
    }
    for (WatchedSession* end : ours) end->set_peer(end == client.get() ? *server : *client);
}

/// Delivered in pieces, as networks do.
void deliver(const Bytes& octets, ConnectionEnd& to, std::mt19937& random) {
    const std::size_t most = random() % 3 == 0 ? 1 + random() % 700 : octets.size();
    for (ByteView left = octets; !left.empty();) {
        const std::size_t piece = std::min(left.size(), most);
        to.receive(left.first(piece));
        left = left.subspan(piece);
    }
}

void speak(ConnectionEnd& end) {
    end.send(bytes_of("EHLO mx1.fabrikam.example\r\n"));
    end.send(bytes_of("MAIL FROM:<alice@fabrikam.example>\r\n"));
    const Bytes long_message(20'000, 'x');
    end.send(long_message);
}

/// The two ways and what was said over them.
class Story {
  public:
    Story(Connection& connection, FaultyWay& up, FaultyWay& down, std::uint32_t seed)
        : connection_(connection), up_(up), down_(down), random_(seed) {}

    /// Handshake, data both ways, close_notify both ways; then the connection ends.
    void tell() {
        for (int round = 0; round < 40; ++round) {
            if (move_on()) continue;
            if (closed_++ == 2) break;
            ((closed_ == 1) == client_closes_first_ ? *connection_.client : *connection_.server)
                .close();
        }
        for (WatchedSession* end : connection_.ours) end->end();
    }

  private:
    bool move_on() {
        speak_once(*connection_.client, client_spoke_);
        speak_once(*connection_.server, server_spoke_);
        compare_exporters();
        const Bytes to_server = up_.carry(connection_.client->take_output(), down_.sent());
        deliver(to_server, *connection_.server, random_);
        const Bytes to_client = down_.carry(connection_.server->take_output(), up_.sent());
        deliver(to_client, *connection_.client, random_);
        return !to_server.empty() || !to_client.empty();
    }

    void speak_once(ConnectionEnd& end, bool& spoke) {
        if (spoke || !end.is_established()) return;
        spoke = true;
        speak(end);
    }

    // Two ends that both believe themselves established are ends of one session.
    void compare_exporters() {
        if (connection_.compared || connection_.ours.size() < 2) return;
        const WatchedSession& one = *connection_.ours[0];
        const WatchedSession& other = *connection_.ours[1];
        if (!one.is_established() || !other.is_established()) return;
        connection_.compared = true;
        BOOST_TEST((one.session().exporter() == other.session().exporter()));
    }

    Connection& connection_;
    FaultyWay& up_;
    FaultyWay& down_;
    std::mt19937 random_;
    bool client_closes_first_ = random_() % 2 == 0;
    bool client_spoke_ = false;
    bool server_spoke_ = false;
    int closed_ = 0;
};

/// What both ways carried in a session without faults: foreign material, and how much there is.
struct Recording {
    std::vector<Bytes> up;
    std::vector<Bytes> down;

    explicit Recording(const Setup& setup) {
        Connection connection(setup);
        FaultyWay up_way(std::nullopt, up);
        FaultyWay down_way(std::nullopt, down);
        Story(connection, up_way, down_way, default_seed).tell();
        for (const WatchedSession* end : connection.ours) {
            BOOST_REQUIRE_MESSAGE(end->violation().empty(), end->violation());
            BOOST_REQUIRE(to_string(end->session().state()) == "closed");
        }
        up = up_way.sent();
        down = down_way.sent();
    }
};

struct Plan {
    std::optional<Fault> up;
    std::optional<Fault> down;
};

// First every kind at every record of both ways, then random ones, some of them on both ways.
Plan plan_of(std::size_t number, const Recording& recording, std::mt19937& random) {
    const std::size_t records = recording.up.size() + recording.down.size();
    Plan plan;
    const auto place = [&](std::size_t record, FaultKind kind) {
        const Fault fault{kind, record, static_cast<std::uint32_t>(random())};
        if (record < recording.up.size())
            plan.up = fault;
        else
            plan.down = Fault{kind, record - recording.up.size(), fault.seed};
    };
    const auto any_kind = [&] { return static_cast<FaultKind>(random() % fault_kinds); };
    if (number < records * fault_kinds) {
        place(number / fault_kinds, static_cast<FaultKind>(number % fault_kinds));
    } else {
        place(random() % records, any_kind());
        if (random() % 2 == 0) place(random() % records, any_kind());
    }
    return plan;
}

std::string text_of(const Plan& plan) {
    std::string text;
    for (const auto& [fault, way] : {std::pair{plan.up, "up"}, std::pair{plan.down, "down"}})
        if (fault)
            text += std::string(to_string(fault->kind)) + " at record " +
                    std::to_string(fault->record) + ' ' + way + "; ";
    return text;
}

/// How many cases ended how.
using Tally = std::map<std::string, std::size_t>;

std::string verdict_of(const Session& session) {
    if (session.failure()) return std::string(to_string(session.failure()->reason));
    return std::string(to_string(session.state()));
}

void check_case(const Setup& setup, const Recording& recording, std::uint32_t seed,
                std::size_t number, Tally& tally) {
    std::seed_seq sequence{seed, static_cast<std::uint32_t>(number)};
    std::mt19937 random(sequence);
    const Plan plan = plan_of(number, recording, random);
    Connection connection(setup);
    FaultyWay up(plan.up, recording.up);
    FaultyWay down(plan.down, recording.down);
    Story(connection, up, down, static_cast<std::uint32_t>(random())).tell();
    for (const WatchedSession* end : connection.ours) {
        ++tally[verdict_of(end->session())];
        if (!end->violation().empty())
            BOOST_ERROR("seed " << seed << ", case " << number << " (" << text_of(plan)
                                << "): " << end->violation() << ", state "
                                << to_string(end->session().state()));
    }
}

void check_all(const Setup& setup) {
    const std::uint32_t seed = from_environment("DOMAINSEC_FAULT_SEED").value_or(default_seed);
    const auto only = from_environment("DOMAINSEC_FAULT_CASE");
    const Recording recording(setup);
    const std::size_t records = recording.up.size() + recording.down.size();
    BOOST_TEST(records * fault_kinds < cases_per_setup);
    Tally tally;
    if (only) return check_case(setup, recording, seed, *only, tally);
    for (std::size_t number = 0; number < cases_per_setup; ++number)
        check_case(setup, recording, seed, number, tally);
    std::ostringstream told;
    told << "seed " << seed << ", " << cases_per_setup << " cases:";
    for (const auto& [verdict, count] : tally) told << ' ' << verdict << ' ' << count;
    BOOST_TEST_MESSAGE(told.str());
    // Most faults show; some are none, or come too late to matter.
    BOOST_TEST(tally["closed"] > 0U);
    BOOST_TEST(tally["handshake_failed"] > cases_per_setup / 20);
    BOOST_TEST(tally["protocol_error"] > cases_per_setup / 20);
    BOOST_TEST(tally["truncated"] + tally["abandoned"] > cases_per_setup / 100);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fault)

// Otherwise all that follows would show nothing.
BOOST_AUTO_TEST_CASE(the_watch_sees_a_wrong_chain_and_wrong_plaintext) {
    EngineEnd silent(EnginePeer::client({}));
    for (const Chain* expected : {&client_identity().chain, &server_identity().chain}) {
        WatchedSession server(server_of()->accept(), expected);
        server.set_peer(silent);
        Session client = client_of(true)->connect();
        exchange(client, server);
        BOOST_TEST(server.violation().empty() == (expected == &client_identity().chain));
        if (!server.violation().empty()) continue;
        client.send(bytes_of("RSET\r\n"));
        carry(client, server);
        BOOST_TEST(server.violation() == "plaintext that the peer did not send");
    }
}

BOOST_AUTO_TEST_CASE(tls13_mutual_both_ours) {
    check_all({.client_certificate = true, .ends = Ends::ours});
}

BOOST_AUTO_TEST_CASE(tls13_mutual_our_server) {
    check_all({.client_certificate = true, .ends = Ends::our_server});
}

BOOST_AUTO_TEST_CASE(tls13_mutual_our_client) {
    check_all({.client_certificate = true, .ends = Ends::our_client});
}

BOOST_AUTO_TEST_CASE(tls13_mutual_our_server_openssl) {
    check_all({.client_certificate = true, .ends = Ends::our_server, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls13_mutual_our_client_openssl) {
    check_all({.client_certificate = true, .ends = Ends::our_client, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls13_no_client_certificate_both_ours) {
    check_all({.ends = Ends::ours});
}

BOOST_AUTO_TEST_CASE(tls13_no_client_certificate_our_server) {
    check_all({.ends = Ends::our_server});
}

BOOST_AUTO_TEST_CASE(tls13_no_client_certificate_our_client) {
    check_all({.ends = Ends::our_client});
}

BOOST_AUTO_TEST_CASE(tls13_no_client_certificate_our_server_openssl) {
    check_all({.ends = Ends::our_server, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls13_no_client_certificate_our_client_openssl) {
    check_all({.ends = Ends::our_client, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls12_mutual_our_server) {
    check_all({.tls12 = true, .client_certificate = true, .ends = Ends::our_server});
}

BOOST_AUTO_TEST_CASE(tls12_mutual_our_client) {
    check_all({.tls12 = true, .client_certificate = true, .ends = Ends::our_client});
}

BOOST_AUTO_TEST_CASE(tls12_mutual_our_server_openssl) {
    check_all(
        {.tls12 = true, .client_certificate = true, .ends = Ends::our_server, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls12_mutual_our_client_openssl) {
    check_all(
        {.tls12 = true, .client_certificate = true, .ends = Ends::our_client, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls12_no_client_certificate_our_server) {
    check_all({.tls12 = true, .ends = Ends::our_server});
}

BOOST_AUTO_TEST_CASE(tls12_no_client_certificate_our_client) {
    check_all({.tls12 = true, .ends = Ends::our_client});
}

BOOST_AUTO_TEST_CASE(tls12_no_client_certificate_our_server_openssl) {
    check_all({.tls12 = true, .ends = Ends::our_server, .openssl = true});
}

BOOST_AUTO_TEST_CASE(tls12_no_client_certificate_our_client_openssl) {
    check_all({.tls12 = true, .ends = Ends::our_client, .openssl = true});
}

BOOST_AUTO_TEST_SUITE_END()
