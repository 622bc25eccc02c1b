// Every way of copying blocks gives what is given octet by octet (RFC 6376 §3.4.4).
#include "message/relaxed_blocks.hpp"

#include <boost/test/unit_test.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <random>
#include <string>

#include "message/canonical_body.hpp"

namespace {

using namespace domainsec;
using namespace std::string_literals;
using detail::BodyCanonicalizer;

struct Canonical {
    std::string octets;
    detail::FramingSeen framing;
};

// Pieces of one octet are never copied by blocks.
Canonical octet_by_octet(std::string_view body) {
    Canonical result;
    BodyCanonicalizer canonicalizer(Canonicalization::relaxed);
    const auto take = [&](std::string_view run) { result.octets += run; };
    for (std::size_t at = 0; at < body.size(); ++at) canonicalizer.update(body.substr(at, 1), take);
    canonicalizer.finish(take);
    result.framing = canonicalizer.framing();
    return result;
}

Canonical by_blocks(std::string_view body, const detail::RelaxedCopy& copy) {
    Canonical result;
    BodyCanonicalizer canonicalizer(Canonicalization::relaxed, detail::octet_scan(), copy);
    const auto take = [&](std::string_view run) { result.octets += run; };
    canonicalizer.update(body, take);
    canonicalizer.finish(take);
    result.framing = canonicalizer.framing();
    return result;
}

void expect_equal(const std::string& body) {
    const auto expected = octet_by_octet(body);
    for (const auto& copy : detail::all_relaxed_copies()) {
        BOOST_TEST_INFO(copy.name);
        const auto found = by_blocks(body, copy);
        BOOST_REQUIRE(found.octets == expected.octets);
        BOOST_REQUIRE(found.framing == expected.framing);
    }
}

// Lines with as much white space as one likes; now and then what is no text.
std::string random_body(std::mt19937& random, std::size_t size) {
    const auto odd = random() % 3 == 0 ? 1 + random() % 200 : 0;
    const auto blanks = 2 + random() % 30;
    std::string body;
    while (body.size() < size) {
        const auto kind = random() % 100;
        if (odd != 0 && random() % odd == 0) {
            static constexpr std::string_view strange{"\r\n\0\x01\x0b\x80\xff", 7};
            body += strange[random() % strange.size()];
        } else if (kind < blanks) {
            body += random() % 4 == 0 ? '\t' : ' ';
        } else if (kind < blanks + 4) {
            body += "\r\n";
        } else {
            body += static_cast<char>('a' + random() % 26);
        }
    }
    return body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(relaxed_blocks)

BOOST_AUTO_TEST_CASE(the_fastest_is_the_last_of_all) {
    BOOST_TEST(detail::relaxed_copy().name == detail::all_relaxed_copies().back().name);
#if defined(__x86_64__) || defined(__aarch64__)
    BOOST_TEST(detail::all_relaxed_copies().size() >= 2U);
#endif
}

BOOST_AUTO_TEST_CASE(every_pair_of_octets_that_matter_across_every_place_of_a_block) {
    static constexpr std::string_view matter{" \t\r\n\0a", 6};
    for (const char first : matter) {
        for (const char second : matter) {
            for (const char third : matter) {
                for (std::size_t place = 55; place < 75; ++place) {
                    std::string body(260, 'x');
                    body[place] = first;
                    body[place + 1] = second;
                    body[place + 2] = third;
                    BOOST_TEST_INFO("place " << place);
                    expect_equal(body);
                }
            }
        }
    }
}

// Blocks are copied in groups; one that cannot be copied may stand first, within or last.
BOOST_AUTO_TEST_CASE(a_line_end_that_is_none_at_every_place_of_many_blocks) {
    for (const std::string odd : {"\r", "\n", " \n", " \rx", "\n\r", "\r\r\n"}) {
        for (std::size_t place = 0; place < 1100; ++place) {
            std::string body;
            while (body.size() < 1500) body += "two  words\tand \r\n";
            body.replace(place, odd.size(), odd);
            BOOST_TEST_INFO("place " << place);
            expect_equal(body);
        }
    }
}

BOOST_AUTO_TEST_CASE(random_bodies_of_many_blocks) {
    std::mt19937 random(64);
    for (int round = 0; round < 3'000; ++round) {
        BOOST_TEST_INFO("round " << round);
        expect_equal(random_body(random, random() % 1500));
    }
}

BOOST_AUTO_TEST_CASE(bodies_longer_than_what_is_copied_at_once) {
    std::mt19937 random(16);
    for (int round = 0; round < 20; ++round) {
        BOOST_TEST_INFO("round " << round);
        expect_equal(random_body(random, 60'000) + "\r\n \r\n\t\r\n\r\n");
    }
}

BOOST_AUTO_TEST_CASE(empty_lines_over_many_blocks_then_a_word_or_the_end) {
    std::string lines;
    for (int at = 0; at < 20'000; ++at) lines += at % 5 == 0 ? " \t\r\n" : "\r\n";
    expect_equal("a" + lines);
    expect_equal("a" + lines + "b");
    expect_equal(lines);
}

// Lines of each length around those that are given out where they lie, after text that ends
// anywhere, and with a line of another length among them.
BOOST_AUTO_TEST_CASE(encoded_lines_of_every_length) {
    for (std::size_t length = 62; length < 135; ++length) {
        std::string lines;
        for (int line = 0; line < 300; ++line)
            lines += std::string(length + (line == 170 ? 1 : 0), 'Q') + "\r\n";
        BOOST_TEST_INFO("length " << length);
        expect_equal(std::string(length, 'a') + " \r\n\r\n" + lines + "\r\n\r\ntext" + lines);
        expect_equal(lines);
    }
}

// Encoded lines are copied as they are; what disturbs them is seen wherever it stands.
BOOST_AUTO_TEST_CASE(an_odd_octet_at_every_place_of_encoded_lines) {
    std::string lines;
    for (int line = 0; line < 60; ++line) lines += std::string(76, 'Q') + "\r\n";
    expect_equal(lines);
    for (const std::string odd :
         {" ", "\t", "\r", "\n", "  ", " \r\n", "\r\n\r\n", "\n\r", "\x01", "\x80\xff"}) {
        for (std::size_t place = 500; place < 4'000; place += place % 700 < 160 ? 1 : 17) {
            auto body = lines;
            body.replace(place, odd.size(), odd);
            BOOST_TEST_INFO("place " << place);
            expect_equal(body);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
