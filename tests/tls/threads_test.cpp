// Many sessions at once over one pair of contexts: contexts are shared between threads, a session
// is not. For `ctest --preset tsan`.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <thread>

#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr int threads = 4;
constexpr int sessions_each = 15;

// Boost.Test's checks are not for several threads: what is right is counted.
bool talks(const ServerContext& server, const ClientContext& client, int number,
           std::atomic<int>* resumed = nullptr) {
    Pair pair(server, client, {.client_ip = "192.0.2.7"}, {.server_name = "mx1.contoso.example"});
    pair.talk();
    if (pair.server.facts() == nullptr || pair.client.facts() == nullptr) return false;
    if (resumed != nullptr && pair.server.facts()->proof().resumed) ++*resumed;
    const std::string said = "NOOP " + std::to_string(number) + "\r\n";
    pair.client.send(bytes_of(said));
    pair.talk();
    const bool heard = text_from(pair.server.take_plaintext()) == said;
    const bool same = pair.server.exporter() == pair.client.exporter();
    pair.client.close();
    pair.talk();
    return heard && same && pair.server.state() == SessionState::closed &&
           pair.server.facts()->chain().leaf() == client_identity().chain.leaf();
}

// What a thread holds when the contexts are let go elsewhere still works.
bool fails_alone(const ServerContext& server) {
    Session session = server.accept();
    session.receive(bytes_of("EHLO mx1.fabrikam.example\r\n"));
    session.connection_ended();
    return session.failure().has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(several_threads)

BOOST_AUTO_TEST_CASE(share_contexts) {
    const auto server = server_context();
    const auto client = client_context();
    std::atomic<int> right{0};
    std::vector<std::thread> crew;
    for (int thread = 0; thread < threads; ++thread)
        crew.emplace_back([&] {
            for (int i = 0; i < sessions_each; ++i)
                if (talks(*server, *client, i) && fails_alone(*server)) ++right;
        });
    for (std::thread& member : crew) member.join();
    BOOST_TEST(right == threads * sessions_each);
}

BOOST_AUTO_TEST_CASE(resume_while_ticket_keys_are_turned) {
    const auto keys = TicketKeys::create(FixedClock().clock());
    TlsOptions server_options = tls_options();
    server_options.resumption.keys = keys;
    TlsOptions client_options = tls_options();
    client_options.resumption.client_sessions = 10;
    const auto server = server_context(server_options);
    const auto client = client_context(client_options);
    std::atomic<int> right{0};
    std::atomic<int> resumed{0};
    std::atomic<int> busy{threads};
    std::vector<std::thread> crew;
    for (int thread = 0; thread < threads; ++thread)
        crew.emplace_back([&] {
            for (int i = 0; i < sessions_each; ++i)
                if (talks(*server, *client, i, &resumed)) ++right;
            --busy;
        });
    for (int turns = 0; busy != 0; ++turns) {
        if (turns % 100 == 0) keys->rotate();
        std::this_thread::yield();
    }
    for (std::thread& member : crew) member.join();
    BOOST_TEST(right == threads * sessions_each);
    BOOST_TEST_MESSAGE(resumed << " of " << right << " sessions were resumed");
}

BOOST_AUTO_TEST_CASE(session_wanders_from_thread_to_thread_and_outlives_its_contexts) {
    auto server = server_context();
    auto client = client_context();
    Pair pair(*server, *client);
    server.reset();
    client.reset();
    for (int turn = 0; turn < 6; ++turn) {
        Session& from = turn % 2 == 0 ? pair.client : pair.server;
        Session& to = turn % 2 == 0 ? pair.server : pair.client;
        std::thread([&] { carry(from, to); }).join();
    }
    BOOST_TEST(to_string(pair.server.state()) == "established");
    BOOST_TEST(to_string(pair.client.state()) == "established");
}

BOOST_AUTO_TEST_SUITE_END()
