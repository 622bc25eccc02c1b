// Sessions and transactions in several threads while the configuration, the store and the partners
// change under them: each session keeps its certificate, each transaction is judged by one whole
// snapshot. For `ctest --preset tsan`.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/telemetry/metrics.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <thread>

#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
const std::string contoso_partner =
    "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
    "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n";
constexpr int workers = 3;
constexpr int sessions_each = 12;

/// Contoso and Fabrikam, with events that several threads may send.
struct BusyOrganizations : TwoOrganizations {
    Edge edge_of(const Organization& organization) const {
        auto options = this->options();
        options.events = metrics;
        return Edge::load(organization.file(), options);
    }

    /// Switches tickets on.
    void remember(const Organization& organization, const std::string& partners) const {
        TicketKeys::create_file(organization.path() / "tickets.keys");
        const std::string table = "[edge]\n";
        std::string head = organization.head();
        head.insert(head.find(table) + table.size(), "tickets = \"tickets.keys\"\n");
        organization.configure_whole(head + partners);
    }

    std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();
};

/// Replaces Contoso's certificate, and edits its partners: with and without a report.
class Administrator {
  public:
    Administrator(const BusyOrganizations& both, const Edge& edge) : both_(both), edge_(edge) {
        auto store = CertificateStore::open(both.contoso.path() / "certificates");
        for (int number = 0; number < 2; ++number) {
            const auto identity =
                both.contoso_ca.issue({"contoso.example", "edge1.contoso.example"}, short_lived());
            store.add(label(number), identity.chain, identity.key);
        }
    }

    void change(int turn) const {
        auto store = CertificateStore::open(both_.contoso.path() / "certificates");
        store.assign(Service::smtp_server, label(turn % 2));
        both_.contoso.configure(std::string(fabrikam_partner) + fabrikam_receive +
                                (turn % 3 == 0 ? "report = true\n" : ""));
        edge_.reload();
    }

  private:
    static std::string label(int number) { return "replacement" + std::to_string(number); }

    const BusyOrganizations& both_;
    const Edge& edge_;
};

// A session and a message in it; Boost.Test's checks are not for several threads.
bool delivers(const Edge& fabrikam, const Edge& contoso) {
    auto session = connected(fabrikam, "contoso.example", contoso, "edge1.contoso.example");
    if (session.server.facts() == nullptr) return false;
    const auto route = fabrikam.route("contoso.example");
    if (route.judge(*session.client.facts()).decision != RouteDecision::deliver) return false;
    const auto message = delivered(contoso, *session.server.facts(), alice, message_from(alice));
    return message && contoso.verify(*message).status == Status::pass;
}

/// Threads that deliver one message after the other, each in a session of its own.
class Crew {
  public:
    Crew(const Edge& from, const Edge& to) {
        for (int worker = 0; worker < workers; ++worker)
            members_.emplace_back([&] {
                for (int i = 0; i < sessions_each; ++i)
                    if (delivers(from, to)) ++right_;
                --busy_;
            });
    }
    ~Crew() { join(); }
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    bool is_busy() const { return busy_ != 0; }

    /// Messages that arrived secured, once all are done.
    int delivered() {
        join();
        return right_;
    }

  private:
    void join() {
        for (std::thread& member : members_)
            if (member.joinable()) member.join();
    }

    std::atomic<int> right_{0};
    std::atomic<int> busy_{workers};
    std::vector<std::thread> members_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(several_threads)

BOOST_AUTO_TEST_CASE(share_an_edge_that_is_reloaded) {
    const BusyOrganizations both;
    const auto contoso = both.edge_of(both.contoso);
    const auto fabrikam = both.edge_of(both.fabrikam);
    const Administrator administrator(both, contoso);
    Crew crew(fabrikam, contoso);
    int changes = 0;
    while (crew.is_busy()) administrator.change(changes++);
    BOOST_TEST(crew.delivered() == workers * sessions_each);
    BOOST_TEST(changes > 0);
    BOOST_TEST(both.metrics->value("domainsec_configuration_loads_total", "result=\"loaded\"") ==
               static_cast<std::uint64_t>(changes) + 2U);
}

// Tickets are given and taken while their keys are turned and everything is read anew.
BOOST_AUTO_TEST_CASE(resume_while_keys_are_turned_and_the_edge_is_reloaded) {
    const BusyOrganizations both;
    const auto keys = both.contoso.path() / "tickets.keys";
    both.remember(both.contoso, fabrikam_partner + fabrikam_receive);
    both.remember(both.fabrikam, contoso_partner);
    const auto contoso = both.edge_of(both.contoso);
    const auto fabrikam = both.edge_of(both.fabrikam);
    Crew crew(fabrikam, contoso);
    for (int turn = 0; crew.is_busy(); ++turn) {
        if (turn % 8 == 0) TicketKeys::rotate_file(keys);
        contoso.refresh_tickets();
        contoso.reload();
    }
    BOOST_TEST(crew.delivered() == workers * sessions_each);
    BOOST_TEST(both.metrics->value("domainsec_handshakes_resumed_total") > 0U);
}

BOOST_AUTO_TEST_CASE(session_keeps_its_certificate_over_a_reload) {
    const BusyOrganizations both;
    const auto contoso = both.edge_of(both.contoso);
    const auto fabrikam = both.edge_of(both.fabrikam);
    const Administrator administrator(both, contoso);
    auto server = contoso.accept({});
    administrator.change(0);
    auto client = fabrikam.connect(fabrikam.route("contoso.example"), {});
    exchange(client, server);
    BOOST_REQUIRE(client.facts() != nullptr);
    const auto later = connected(fabrikam, "contoso.example", contoso, "edge1.contoso.example");
    BOOST_REQUIRE(later.client.facts() != nullptr);
    BOOST_TEST(!(client.facts()->chain().leaf() == later.client.facts()->chain().leaf()));
    client.send(bytes_of("QUIT\r\n"));
    exchange(client, server);
    BOOST_TEST(std::string(text_of(server.take_plaintext())) == "QUIT\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
