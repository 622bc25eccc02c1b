// The memory of one session, which docs/threat-model.md gives in figures: before the handshake,
// whatever a stranger sends in whatever order, and after it. Counted by the C library.
#include <malloc.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "client_hello.hpp"
#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr std::size_t kib = 1024;

/// Octets that are allocated now. (The engine's locked pool, of 512 KiB for the whole process, is
/// not among them.)
std::size_t allocated() {
    const auto figures = mallinfo2();
    return figures.uordblks + figures.hblkhd;
}

// The sanitizers bring their own allocator, which counts nothing here.
boost::test_tools::assertion_result allocator_counts(boost::unit_test::test_unit_id) {
    const std::size_t before = allocated();
    const Bytes octets(64 * kib);
    return allocated() >= before + octets.size();
}

/// Counted over several sessions, for the C library keeps up to 230 KiB of small pieces as if they
/// were in use.
constexpr std::size_t sessions_at_once = 10;

std::size_t over(std::size_t before) {
    const std::size_t now = allocated();
    return now > before ? now - before : 0;
}

/// The most that one session holds while it is fed `wire` in segments of a network.
std::size_t most_held(const std::function<Session()>& begin, const Bytes& wire) {
    std::vector<Session> sessions;
    sessions.reserve(sessions_at_once);
    const std::size_t before = allocated();
    for (std::size_t i = 0; i < sessions_at_once; ++i) sessions.push_back(begin());
    std::size_t most = 0;
    for (ByteView left = wire; !left.empty();) {
        const std::size_t octets = std::min<std::size_t>(1460, left.size());
        for (Session& session : sessions) {
            session.receive(left.first(octets));
            session.take_output();
        }
        left = left.subspan(octets);
        most = std::max(most, over(before));
    }
    return most / sessions_at_once;
}

/// What a stranger may send without end: each fills the handshake's octets in another way.
std::vector<std::pair<std::string, Bytes>> worst_ways(std::uint8_t type, std::size_t octets) {
    const Bytes content(octets, 0);
    Bytes changes;
    for (std::size_t i = 0; i < octets; i += 6) changes.insert(changes.end(), {20, 3, 3, 0, 1, 1});
    return {{"one message in long records", handshake_records(type, content, 16 * kib)},
            {"one message in short records", handshake_records(type, content, 100)},
            {"one message in records of one octet", handshake_records(type, content, 1)},
            {"change_cipher_spec", changes}};
}

Bytes hello_with_many_extensions() {
    ClientHello hello = ClientHello::read(client_context()->connect().take_output());
    for (std::uint16_t code = 0x2000; code < 0x2000 + 15'000; ++code)
        hello.extensions.emplace_back(code, Bytes());
    return hello.records();
}

void report(const std::string& what, std::size_t octets) {
    BOOST_TEST_MESSAGE(what << ": " << octets / kib << " KiB");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory, *boost::unit_test::precondition(allocator_counts))

BOOST_AUTO_TEST_CASE(of_a_server_before_the_handshake) {
    const TlsOptions options = tls_options();
    const auto context = server_context(options);
    const auto begin = [&] { return context->accept(); };
    // Handed out and given back once, so that what is made at first use is not counted.
    most_held(begin, Bytes(1, 22));
    auto ways = worst_ways(1, options.max_handshake_octets - 16);
    ways.emplace_back("many extensions", hello_with_many_extensions());
    for (const auto& [way, wire] : ways) {
        const std::size_t most = most_held(begin, wire);
        report(way, most);
        BOOST_TEST(most <= 3 * options.max_handshake_octets + 64 * kib, way);
    }
}

BOOST_AUTO_TEST_CASE(of_a_client_before_the_handshake) {
    const TlsOptions options = tls_options();
    const auto context = client_context(options);
    const auto begin = [&] { return context->connect(); };
    most_held(begin, Bytes(1, 22));
    for (const auto& [way, wire] : worst_ways(2, options.max_handshake_octets - 16)) {
        const std::size_t most = most_held(begin, wire);
        report(way, most);
        BOOST_TEST(most <= 3 * options.max_handshake_octets + 64 * kib, way);
    }
}

BOOST_AUTO_TEST_CASE(grows_with_the_limit_alone) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * kib;
    const auto context = server_context(options);
    const auto begin = [&] { return context->accept(); };
    most_held(begin, Bytes(1, 22));
    for (const auto& [way, wire] : worst_ways(1, 1024 * kib)) {
        const std::size_t most = most_held(begin, wire);
        report(way, most);
        BOOST_TEST(most <= 3 * options.max_handshake_octets + 64 * kib, way);
    }
}

BOOST_AUTO_TEST_CASE(of_a_failed_session) {
    const auto context = server_context();
    most_held([&] { return context->accept(); }, Bytes(1, 22));
    const std::size_t before = allocated();
    std::vector<Session> sessions;
    for (int i = 0; i < 100; ++i) {
        sessions.push_back(context->accept());
        sessions.back().receive(bytes_of("EHLO mx1.fabrikam.example\r\n"));
        sessions.back().take_output();
    }
    const std::size_t each = over(before) / sessions.size();
    report("failed", each);
    BOOST_TEST(each <= 4 * kib);
}

BOOST_AUTO_TEST_CASE(of_an_established_session) {
    const auto server = server_context();
    const auto client = client_context();
    Pair(*server, *client).talk();
    std::vector<Session> kept;
    kept.reserve(100);
    const std::size_t before = allocated();
    std::size_t by_clients = 0;
    for (int i = 0; i < 100; ++i) {
        Pair pair(*server, *client);
        pair.talk();
        BOOST_REQUIRE(pair.server.facts() != nullptr);
        kept.push_back(std::move(pair.server));
        const std::size_t with_client = allocated();
        { const Session gone = std::move(pair.client); }
        by_clients += with_client - allocated();
    }
    const std::size_t server_each = over(before) / kept.size();
    report("server's, idle", server_each);
    report("client's, idle", by_clients / kept.size());
    BOOST_TEST(server_each <= 28 * kib);
    // A record that never ends: its octets are held, and no more than one record is.
    const std::size_t idle = allocated();
    Bytes endless(16 * kib, 0);
    endless[0] = 23;
    endless[1] = endless[2] = 3;
    endless[3] = 0x40;
    for (Session& session : kept) session.receive(endless);
    const std::size_t held = over(idle) / kept.size();
    report("more for an unfinished record", held);
    BOOST_TEST(held <= 40 * kib);
}

BOOST_AUTO_TEST_SUITE_END()
