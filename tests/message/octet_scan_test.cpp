// Every way of scanning finds the same octets (RFC 6376 §3.4.3, §3.4.4).
#include "message/octet_scan.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

namespace {

using domainsec::detail::all_octet_scans;
using domainsec::detail::octet_scan;
using domainsec::detail::OctetScan;

std::size_t find(OctetScan::Find scan, const std::string& text, std::size_t from) {
    return static_cast<std::size_t>(scan(text.data() + from, text.data() + text.size()) -
                                    text.data());
}

std::string random_text(std::mt19937& random, std::size_t size) {
    static constexpr std::string_view octets{
        "aaaaaaaaaaaaaaaaaaaaaaaa  \t\r\n\0\x01\x0b\x1f!\x80\xff\xa0\x8d", 38};
    std::string text(size, 'a');
    const auto kinds = 1 + random() % octets.size();
    for (auto& octet : text) {
        if (random() % 16 == 0) octet = octets[octets.size() - 1 - random() % kinds];
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(octet_scans)

BOOST_AUTO_TEST_CASE(there_is_a_fast_one_on_this_processor) {
#if defined(__x86_64__) || defined(__aarch64__)
    BOOST_TEST(all_octet_scans().size() >= 2U);
#endif
    BOOST_TEST(octet_scan().name == all_octet_scans().back().name);
}

BOOST_AUTO_TEST_CASE(each_single_octet_at_each_place) {
    for (const auto& scan : all_octet_scans()) {
        for (std::size_t place = 1; place < 150; ++place) {
            for (int octet = 0; octet < 256; ++octet) {
                std::string text(150, 'a');
                text[place] = static_cast<char>(octet);
                const bool framing = octet == 0 || octet == '\n';
                const bool after_cr = octet == '\r' && place + 1 < text.size();
                const auto none = text.size();
                BOOST_TEST_INFO(scan.name << ": " << octet << " at " << place);
                BOOST_REQUIRE(find(scan.framing, text, 1) == (framing    ? place
                                                              : after_cr ? place + 1
                                                                         : none));
                BOOST_REQUIRE(find(scan.relaxed, text, 1) == (octet <= '\n' ? place
                                                              : after_cr    ? place + 1
                                                                            : none));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(single_spaces_and_crlf_are_clean) {
    std::string text = "x";
    for (int i = 0; i < 40; ++i) text += "some words in a line\r\n\r\n";
    for (const auto& scan : all_octet_scans()) {
        BOOST_TEST(find(scan.framing, text, 1) == text.size());
        BOOST_TEST(find(scan.relaxed, text, 1) == text.size());
    }
}

BOOST_AUTO_TEST_CASE(white_space_that_must_change_is_found) {
    for (const auto& scan : all_octet_scans()) {
        BOOST_TEST(find(scan.relaxed, "ab  c", 1) == 3U);
        BOOST_TEST(find(scan.relaxed, "ab \r\n", 1) == 3U);
        BOOST_TEST(find(scan.relaxed, "ab \n", 1) == 3U);
        BOOST_TEST(find(scan.relaxed, "ab\tc", 1) == 2U);
        BOOST_TEST(find(scan.framing, "ab  \tc \r\n", 1) == 9U);
    }
}

BOOST_AUTO_TEST_CASE(random_texts_agree) {
    std::mt19937 random(6376);
    const auto scans = all_octet_scans();
    for (int round = 0; round < 20'000; ++round) {
        const auto text = random_text(random, 1 + random() % 300);
        const auto from = 1 + random() % text.size();
        const auto framing = find(scans[0].framing, text, from);
        const auto relaxed = find(scans[0].relaxed, text, from);
        BOOST_TEST_INFO("round " << round);
        for (const auto& scan : scans) {
            BOOST_REQUIRE_EQUAL(find(scan.framing, text, from), framing);
            BOOST_REQUIRE_EQUAL(find(scan.relaxed, text, from), relaxed);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
