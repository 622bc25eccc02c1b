// ClientHellos that nobody should send: each is answered or refused with one alert, at once, and
// none proves anything (RFC 8446 §4.1.2, §4.2; RFC 6066 §3).
#include <boost/test/unit_test.hpp>
#include <ctime>

#include "client_hello.hpp"
#include "engine_peer.hpp"
#include "exchange.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

TlsOptions without_hybrid() {
    TlsOptions options = tls_options();
    options.hybrid_first = false;
    return options;
}

ClientHello ordinary() {
    static const auto context = client_context(without_hybrid());
    return ClientHello::read(
        context->connect({.server_name = "mx1.contoso.example"}).take_output());
}

const ServerContext& server() {
    static const auto context = server_context();
    return *context;
}

Session answer_to(const ClientHello& hello) {
    Session session = server().accept();
    session.receive(hello.records());
    BOOST_TEST(session.facts() == nullptr);
    BOOST_TEST(session.take_plaintext().empty());
    return session;
}

void check_answered(const ClientHello& hello) {
    Session session = answer_to(hello);
    BOOST_TEST(to_string(session.state()) == "handshaking");
    BOOST_TEST(records_of(session.take_output()).size() > 1U);
}

void check_refused(const ClientHello& hello, std::string_view alert) {
    Session session = answer_to(hello);
    BOOST_REQUIRE(to_string(session.state()) == "failed");
    BOOST_TEST(session.failure()->alert == alert);
    const auto records = records_of(session.take_output());
    BOOST_REQUIRE(records.size() == 1U);
    BOOST_TEST(unsigned{records[0][0]} == 21U);
}

Bytes unknown_suites(std::size_t count) {
    Bytes suites;
    for (std::size_t i = 0; i < count; ++i) {
        suites.push_back(0xF0);
        suites.push_back(static_cast<std::uint8_t>(i));
    }
    return suites;
}

// One KeyShareEntry (RFC 8446 §4.2.8).
Bytes share_of(std::uint16_t group, const Bytes& content) {
    Bytes entry{static_cast<std::uint8_t>(group / 256), static_cast<std::uint8_t>(group % 256)};
    const Bytes octets = counted(content, 2);
    entry.insert(entry.end(), octets.begin(), octets.end());
    return counted(entry, 2);
}

Bytes name_of(const Bytes& name) {
    Bytes entry{0};
    const Bytes octets = counted(name, 2);
    entry.insert(entry.end(), octets.begin(), octets.end());
    return counted(entry, 2);
}

constexpr std::uint16_t p256 = 23;
constexpr std::uint16_t x25519 = 29;
constexpr std::uint16_t hybrid = 0x11EC;

ClientHello with_share(std::uint16_t group, const Bytes& content) {
    ClientHello hello = ordinary();
    hello.extension(key_share) = share_of(group, content);
    hello.extension(supported_groups) = counted(
        Bytes{static_cast<std::uint8_t>(group / 256), static_cast<std::uint8_t>(group % 256)}, 2);
    return hello;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_hello)

BOOST_AUTO_TEST_CASE(unchanged) {
    check_answered(ordinary());
}

BOOST_AUTO_TEST_CASE(many_unknown_suites_and_extensions) {
    ClientHello hello = ordinary();
    const Bytes known = hello.suites;
    hello.suites = unknown_suites(120);
    hello.suites.insert(hello.suites.end(), known.begin(), known.end());
    for (std::uint16_t code = 0x7000; code < 0x7000 + 100; ++code) hello.extension(code) = {1, 2};
    check_answered(hello);
}

BOOST_AUTO_TEST_CASE(as_many_extensions_as_fit_are_refused_at_once) {
    ClientHello hello = ordinary();
    for (std::uint16_t code = 0x2000; code < 0x2000 + 15'000; ++code)
        hello.extensions.emplace_back(code, Bytes());
    const std::clock_t before = std::clock();
    const Session session = answer_to(hello);
    BOOST_TEST(std::clock() - before < CLOCKS_PER_SEC);
    BOOST_REQUIRE(to_string(session.state()) == "failed");
    BOOST_TEST(to_string(session.failure()->reason) == "limit_exceeded");
    BOOST_TEST(session.failure()->text.find("at most 128") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(as_many_groups_and_suites_as_fit_cost_little) {
    ClientHello hello = ordinary();
    const Bytes many(30'000, 0xFA);
    hello.extension(supported_groups) = counted(many, 2);
    hello.suites.insert(hello.suites.end(), many.begin(), many.end());
    const std::clock_t before = std::clock();
    answer_to(hello);
    BOOST_TEST(std::clock() - before < CLOCKS_PER_SEC);
}

BOOST_AUTO_TEST_CASE(extension_twice) {
    ClientHello hello = ordinary();
    hello.extensions.emplace_back(server_name, name_of(octets_of("mx2.contoso.example")));
    check_refused(hello, "decode_error");
}

BOOST_AUTO_TEST_CASE(no_suites_in_common) {
    ClientHello hello = ordinary();
    hello.suites = unknown_suites(100);
    check_refused(hello, "handshake_failure");
}

BOOST_AUTO_TEST_CASE(odd_or_missing_lists) {
    ClientHello odd = ordinary();
    odd.suites.push_back(0);
    check_refused(odd, "decode_error");
    ClientHello long_session = ordinary();
    long_session.session_id = Bytes(33, 1);
    check_refused(long_session, "decode_error");
    ClientHello compressed = ordinary();
    compressed.compression = {1};
    check_refused(compressed, "illegal_parameter");
}

BOOST_AUTO_TEST_CASE(server_name_of_every_kind_is_no_failure_of_memory) {
    const Bytes with_nul{'m', 'x', 0, '.', 'e'};
    for (const Bytes& name :
         {octets_of("192.0.2.1"), octets_of("[2001:db8::1]"), with_nul, Bytes(250, 'a'),
          Bytes(60'000, 'a'), octets_of("a\r\n\x1B[31m"), octets_of("..")}) {
        ClientHello hello = ordinary();
        hello.extension(server_name) = name_of(name);
        const Session session = answer_to(hello);
        BOOST_TEST(!session.failure().has_value() == (session.state() != SessionState::failed));
    }
    ClientHello none = ordinary();
    none.remove(server_name);
    check_answered(none);
}

BOOST_AUTO_TEST_CASE(server_name_that_lies_about_its_length) {
    for (const Bytes& content : {Bytes{0}, Bytes{0, 9, 0, 0, 1, 'a'}, Bytes{0, 4, 0, 0, 9, 'a'},
                                 Bytes{0, 0}, Bytes{0, 3, 0, 0, 0}}) {
        ClientHello hello = ordinary();
        hello.extension(server_name) = content;
        const Session session = answer_to(hello);
        BOOST_TEST_CONTEXT(content.size()) BOOST_TEST(session.facts() == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(server_name_is_escaped_in_the_facts) {
    PeerBehaviour behaviour;
    behaviour.raw_extensions = {{server_name, name_of(octets_of("mx1\r\n\x1B[31m.example"))}};
    Session session = server().accept();
    EnginePeer client = EnginePeer::client(behaviour);
    exchange(client, session);
    if (session.facts() == nullptr) {
        BOOST_TEST(session.failure().has_value());
        return;
    }
    for (const char c : session.facts()->server_name()) BOOST_TEST((c >= ' ' && c <= '~'));
}

BOOST_AUTO_TEST_CASE(x25519_share_that_gives_no_secret) {
    // The neutral element, and a point of small order (RFC 7748 §6.1).
    Bytes one(32, 0);
    one[0] = 1;
    check_refused(with_share(x25519, Bytes(32, 0)), "illegal_parameter");
    check_refused(with_share(x25519, one), "illegal_parameter");
    check_refused(with_share(x25519, Bytes(31, 9)), "illegal_parameter");
    check_refused(with_share(x25519, Bytes()), "decode_error");
}

BOOST_AUTO_TEST_CASE(p256_share_off_the_curve_or_compressed) {
    Bytes off(65, 1);
    off[0] = 4;
    check_refused(with_share(p256, off), "illegal_parameter");
    Bytes compressed(33, 1);
    compressed[0] = 2;
    check_refused(with_share(p256, compressed), "illegal_parameter");
    check_refused(with_share(p256, Bytes{0}), "illegal_parameter");
    Bytes point_of_another_curve(97, 1);
    point_of_another_curve[0] = 4;
    check_refused(with_share(p256, point_of_another_curve), "illegal_parameter");
}

BOOST_AUTO_TEST_CASE(hybrid_share_that_is_none) {
    check_refused(with_share(hybrid, Bytes(1216, 0xFF)), "illegal_parameter");
    check_refused(with_share(hybrid, Bytes(1215, 1)), "illegal_parameter");
    check_refused(with_share(hybrid, Bytes(32, 1)), "illegal_parameter");
}

BOOST_AUTO_TEST_CASE(key_share_twice_for_a_group) {
    ClientHello hello = ordinary();
    Bytes& shares = hello.extension(key_share);
    Bytes twice(shares.begin() + 2, shares.end());
    twice.insert(twice.end(), shares.begin() + 2, shares.end());
    shares = counted(twice, 2);
    check_refused(hello, "illegal_parameter");
}

BOOST_AUTO_TEST_CASE(application_protocols_that_are_none) {
    for (const Bytes& content : {Bytes{}, Bytes{0, 0}, Bytes{0, 1, 0}, Bytes{0, 9, 4, 's', 'm'},
                                 Bytes{0, 3, 9, 'h', '2'}}) {
        ClientHello hello = ordinary();
        hello.extension(application_protocols) = content;
        const Session session = answer_to(hello);
        BOOST_TEST(to_string(session.state()) == "failed");
    }
}

BOOST_AUTO_TEST_CASE(ten_thousand_application_protocols_cost_little) {
    Bytes names;
    for (int i = 0; i < 10'000; ++i) {
        names.push_back(3);
        names.insert(names.end(), {'x', static_cast<std::uint8_t>('a' + i % 26), 'y'});
    }
    ClientHello hello = ordinary();
    hello.extension(application_protocols) = counted(names, 2);
    const std::clock_t before = std::clock();
    answer_to(hello);
    BOOST_TEST(std::clock() - before < CLOCKS_PER_SEC);
}

BOOST_AUTO_TEST_CASE(preshared_keys_nobody_gave) {
    // 1,000 identities and as many binders (RFC 8446 §4.2.11).
    Bytes identities;
    Bytes binders;
    for (int i = 0; i < 1000; ++i) {
        const Bytes identity = counted(Bytes(16, static_cast<std::uint8_t>(i)), 2);
        identities.insert(identities.end(), identity.begin(), identity.end());
        identities.insert(identities.end(), 4, std::uint8_t{0});
        const Bytes binder = counted(Bytes(32, 7), 1);
        binders.insert(binders.end(), binder.begin(), binder.end());
    }
    ClientHello hello = ordinary();
    hello.extension(psk_key_exchange_modes) = {1, 1};
    hello.remove(pre_shared_key);
    Bytes content = counted(identities, 2);
    const Bytes behind = counted(binders, 2);
    content.insert(content.end(), behind.begin(), behind.end());
    hello.extension(pre_shared_key) = content;
    const std::clock_t before = std::clock();
    check_answered(hello);  // by a full handshake
    BOOST_TEST(std::clock() - before < CLOCKS_PER_SEC);
}

BOOST_AUTO_TEST_CASE(preshared_key_that_is_not_the_last_extension) {
    ClientHello hello = ordinary();
    Bytes identity = counted(Bytes(16, 1), 2);
    identity.insert(identity.end(), 4, std::uint8_t{0});
    Bytes content = counted(identity, 2);
    const Bytes binders = counted(counted(Bytes(32, 7), 1), 2);
    content.insert(content.end(), binders.begin(), binders.end());
    hello.remove(pre_shared_key);
    hello.extensions.insert(hello.extensions.begin(), {pre_shared_key, content});
    check_refused(hello, "illegal_parameter");
}

BOOST_AUTO_TEST_CASE(older_versions) {
    ClientHello tls11 = ordinary();
    tls11.extension(supported_versions) = {4, 3, 2, 3, 1};
    check_refused(tls11, "protocol_version");
    Session sslv2 = server().accept();
    sslv2.receive(Bytes{0x80, 0x2E, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10});
    BOOST_TEST(to_string(sslv2.state()) == "failed");
}

BOOST_AUTO_TEST_CASE(in_records_of_one_octet) {
    Session session = server().accept();
    session.receive(ordinary().records(1));
    BOOST_TEST(to_string(session.state()) == "handshaking");
    BOOST_TEST(records_of(session.take_output()).size() > 1U);
}

BOOST_AUTO_TEST_CASE(largest_message_in_records_of_one_octet_costs_little) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 1024 * 1024;
    const auto context = server_context(options);
    Bytes content(150'000, 0);
    const Bytes wire = handshake_records(1, content, 1);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1460}, wire.size()}) {
        Session session = context->accept();
        const std::clock_t before = std::clock();
        for (ByteView left = wire; !left.empty() && session.state() != SessionState::failed;) {
            const std::size_t octets = std::min(piece, left.size());
            session.receive(left.first(octets));
            left = left.subspan(octets);
        }
        BOOST_TEST(std::clock() - before < 3 * CLOCKS_PER_SEC);
        BOOST_TEST(to_string(session.state()) == "failed");
    }
}

BOOST_AUTO_TEST_SUITE_END()
