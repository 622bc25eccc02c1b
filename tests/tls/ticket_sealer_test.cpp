// Session tickets: sealed, opened where they belong, and refused for everything else.
#include <botan/system_rng.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <set>
#include <thread>

#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"
#include "tls/ticket_sealer.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::TicketSealer;

namespace {

constexpr Sha256Digest policy{1, 2, 3};
constexpr std::string_view listener = "edge1.contoso.example";
constexpr std::size_t header_length = 41;

Bytes octets(std::size_t count) {
    Bytes content(count);
    for (std::size_t i = 0; i < count; ++i) content[i] = static_cast<std::uint8_t>(i * 7);
    return content;
}

struct Sealing {
    std::shared_ptr<TicketKeys> keys = TicketKeys::create();
    TicketSealer sealer{keys, std::string(listener), policy};

    Bytes seal(ByteView content = bytes_of("session")) const {
        return sealer.seal(content, Botan::system_rng());
    }
};

bool opens(const TicketSealer& sealer, const Bytes& ticket, ByteView content) {
    const auto opened = sealer.open(ticket);
    return opened && std::ranges::equal(*opened, content);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ticket_sealer)

BOOST_AUTO_TEST_CASE(what_was_sealed_is_opened) {
    const Sealing sealing;
    for (const std::size_t length : {0u, 1u, 15u, 16u, 17u, 2048u, 65478u}) {
        const auto content = octets(length);
        const auto ticket = sealing.seal(content);
        BOOST_TEST(ticket.size() == length + TicketSealer::overhead);
        BOOST_TEST(opens(sealing.sealer, ticket, content), length);
    }
}

BOOST_AUTO_TEST_CASE(content_that_makes_no_ticket_is_refused) {
    const Sealing sealing;
    expect_error(errc::limit_exceeded, "65478", [&] { sealing.seal(octets(65479)); });
}

BOOST_AUTO_TEST_CASE(no_two_tickets_have_anything_but_the_tag_in_common) {
    const Sealing sealing;
    const auto one = sealing.seal();
    const auto other = sealing.seal();
    BOOST_TEST(std::equal(one.begin(), one.begin() + 9, other.begin()));
    BOOST_TEST(!std::equal(one.begin() + 9, one.begin() + header_length, other.begin() + 9));
    BOOST_TEST(!std::equal(one.begin() + header_length, one.end(), other.begin() + header_length));
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_refused) {
    const Sealing sealing;
    const auto ticket = sealing.seal(octets(200));
    for (std::size_t bit = 0; bit < ticket.size() * 8; ++bit) {
        auto changed = ticket;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1u << (bit % 8)));
        BOOST_TEST_REQUIRE(!sealing.sealer.open(changed).has_value(), bit);
    }
}

BOOST_AUTO_TEST_CASE(every_other_length_is_refused) {
    const Sealing sealing;
    auto ticket = sealing.seal(octets(100));
    for (std::size_t length = 0; length < ticket.size(); ++length)
        BOOST_TEST_REQUIRE(!sealing.sealer.open(ByteView(ticket).first(length)).has_value());
    ticket.push_back(0);
    BOOST_TEST(!sealing.sealer.open(ticket).has_value());
    ticket.resize(70000);
    BOOST_TEST(!sealing.sealer.open(ticket).has_value());
}

BOOST_AUTO_TEST_CASE(spliced_tickets_are_refused) {
    const Sealing sealing;
    const auto one = sealing.seal(octets(100));
    auto spliced = sealing.seal(octets(100));
    std::copy(one.begin(), one.begin() + header_length, spliced.begin());
    BOOST_TEST(!sealing.sealer.open(spliced).has_value());
}

BOOST_AUTO_TEST_CASE(another_listener_refuses) {
    const Sealing sealing;
    const auto ticket = sealing.seal();
    for (const char* other :
         {"", "edge2.contoso.example", "edge1.contoso.exampl", "edge1.contoso.example."})
        BOOST_TEST(!TicketSealer(sealing.keys, other, policy).open(ticket).has_value(), other);
    BOOST_TEST(opens(TicketSealer(sealing.keys, std::string(listener), policy), ticket,
                     bytes_of("session")));
}

BOOST_AUTO_TEST_CASE(another_policy_refuses) {
    const Sealing sealing;
    const auto ticket = sealing.seal();
    for (std::size_t octet = 0; octet < policy.size(); ++octet) {
        auto other = policy;
        other[octet] ^= 0x80;
        const TicketSealer sealer(sealing.keys, std::string(listener), other);
        BOOST_TEST(!sealer.open(ticket).has_value());
    }
}

BOOST_AUTO_TEST_CASE(listener_and_policy_cannot_be_shifted_into_each_other) {
    const auto keys = TicketKeys::create();
    Sha256Digest one{};
    one.fill('x');
    const TicketSealer short_name(keys, "edge", one);
    const TicketSealer long_name(keys, "edgex", one);
    const TicketSealer swallowing(keys, "edge" + std::string(36, 'x'), one);
    const auto ticket = short_name.seal(bytes_of("session"), Botan::system_rng());
    BOOST_TEST(!long_name.open(ticket).has_value());
    BOOST_TEST(!swallowing.open(ticket).has_value());
}

BOOST_AUTO_TEST_CASE(another_master_key_refuses) {
    const Sealing sealing;
    const TicketSealer stranger(TicketKeys::create(), std::string(listener), policy);
    BOOST_TEST(!stranger.open(sealing.seal()).has_value());
}

BOOST_AUTO_TEST_CASE(known_tag_in_front_of_a_stranger_s_ticket_is_refused) {
    const Sealing sealing;
    const TicketSealer stranger(TicketKeys::create(), std::string(listener), policy);
    auto ticket = stranger.seal(bytes_of("session"), Botan::system_rng());
    const auto own = sealing.seal();
    std::copy(own.begin(), own.begin() + 9, ticket.begin());
    BOOST_TEST(!sealing.sealer.open(ticket).has_value());
}

BOOST_AUTO_TEST_CASE(previous_key_opens_and_the_one_before_does_not) {
    const Sealing sealing;
    const auto ticket = sealing.seal();
    sealing.keys->rotate();
    BOOST_TEST(opens(sealing.sealer, ticket, bytes_of("session")));
    const auto fresh = sealing.seal();
    BOOST_TEST(!std::equal(fresh.begin(), fresh.begin() + 9, ticket.begin()));
    sealing.keys->rotate();
    BOOST_TEST(!sealing.sealer.open(ticket).has_value());
    BOOST_TEST(opens(sealing.sealer, fresh, bytes_of("session")));
}

BOOST_AUTO_TEST_CASE(edges_that_share_a_file_open_each_other_s_tickets) {
    const TemporaryDirectory folder;
    const auto file = folder / "tickets.keys";
    TicketKeys::create_file(file);
    const auto one = TicketKeys::from_file(file);
    const auto other = TicketKeys::from_file(file);
    const TicketSealer here(one, "inbound", policy);
    const TicketSealer there(other, "inbound", policy);
    const auto before = here.seal(bytes_of("session"), Botan::system_rng());
    BOOST_TEST(opens(there, before, bytes_of("session")));

    TicketKeys::rotate_file(file);
    BOOST_TEST(one->refresh());
    const auto after = here.seal(bytes_of("session"), Botan::system_rng());
    // Until the other one has looked, the newest key is unknown there: a full handshake.
    BOOST_TEST(!there.open(after).has_value());
    BOOST_TEST(other->refresh());
    BOOST_TEST(opens(there, after, bytes_of("session")));
    BOOST_TEST(opens(there, before, bytes_of("session")));
}

BOOST_AUTO_TEST_CASE(sealing_and_opening_go_on_while_keys_turn) {
    const TemporaryDirectory folder;
    const auto file = folder / "tickets.keys";
    TicketKeys::create_file(file);
    const auto keys = TicketKeys::from_file(file);
    const TicketSealer sealer(keys, "inbound", policy);
    constexpr int rounds = 200;
    std::atomic<int> opened{0};
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&] {
            const auto content = octets(300);
            for (int round = 0; round < rounds; ++round) {
                const auto content_again = sealer.open(sealer.seal(content, Botan::system_rng()));
                if (!content_again) continue;  // the keys turned twice in between
                ++opened;
                if (!std::ranges::equal(*content_again, content)) ++wrong;
            }
        });
    }
    for (int turn = 0; turn < 50; ++turn) {
        TicketKeys::rotate_file(file);
        keys->refresh();
        std::this_thread::yield();
    }
    for (auto& thread : threads) thread.join();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(opened > 0);
}

BOOST_AUTO_TEST_CASE(keys_of_a_process_turn_while_tickets_are_opened) {
    const auto keys = TicketKeys::create();
    const TicketSealer sealer(keys, "inbound", policy);
    std::atomic<bool> ended{false};
    std::thread turning([&] {
        while (!ended) keys->rotate();
    });
    int opened = 0;
    for (int round = 0; round < 500; ++round)
        if (sealer.open(sealer.seal(bytes_of("session"), Botan::system_rng()))) ++opened;
    ended = true;
    turning.join();
    BOOST_TEST_MESSAGE(opened << " of 500 tickets outlived two turns");
    BOOST_TEST(
        opens(sealer, sealer.seal(bytes_of("session"), Botan::system_rng()), bytes_of("session")));
}

BOOST_AUTO_TEST_SUITE_END()
