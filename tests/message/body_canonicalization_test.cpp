// The canonical body (RFC 6376 §3.4.3, §3.4.4), whole and streamed, against a slow second
// implementation.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <domainsec/message/canonicalization.hpp>
#include <random>
#include <string>
#include <vector>

#include "message/canonical_body.hpp"

namespace {

using namespace domainsec;
using namespace std::string_literals;
using detail::BodyCanonicalizer;
using detail::FramingSeen;

std::string relaxed(std::string_view body) {
    return canonical_body(body, Canonicalization::relaxed);
}
std::string simple(std::string_view body) {
    return canonical_body(body, Canonicalization::simple);
}

std::string relaxed_line(const std::string& line) {
    std::string out;
    for (const char octet : line) {
        const bool blank = octet == ' ' || octet == '\t';
        if (!blank) out += octet;
        if (blank && (out.empty() || out.back() != ' ')) out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

// The rules of §3.4.3 and §3.4.4 read out one after the other; a line ends in CRLF or LF.
std::string by_the_letter(const std::string& body, Canonicalization form) {
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < body.size(); ++at) {
        if (body.compare(at, 2, "\r\n") == 0) ++at;
        if (body[at] == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += body[at];
        }
    }
    if (form == Canonicalization::relaxed) {
        for (auto& line : lines) line = relaxed_line(line);
    }
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    std::string out;
    for (const auto& line : lines) out += line + "\r\n";
    return lines.empty() && form == Canonicalization::simple ? "\r\n" : out;
}

struct Streamed {
    std::string octets;
    FramingSeen framing;
};

Streamed stream(const std::vector<std::string_view>& chunks, Canonicalization form,
                const detail::OctetScan& scan = detail::octet_scan()) {
    Streamed result;
    const auto take = [&result](std::string_view piece) { result.octets += piece; };
    BodyCanonicalizer canonicalizer(form, scan);
    for (const auto chunk : chunks) canonicalizer.update(std::string(chunk), take);
    canonicalizer.finish(take);
    result.framing = canonicalizer.framing();
    return result;
}

FramingSeen framing_by_the_letter(const std::string& body) {
    FramingSeen seen;
    for (std::size_t at = 0; at < body.size(); ++at) {
        const bool after_cr = at > 0 && body[at - 1] == '\r';
        if (body[at] == '\0') seen.nul = true;
        if (body[at] == '\n') (after_cr ? seen.crlf : seen.lf) = true;
        if (body[at] == '\r' && body.compare(at, 2, "\r\n") != 0) seen.bare_cr = true;
    }
    return seen;
}

std::string random_body(std::mt19937& random) {
    static const std::vector<std::string> parts = {
        "a",
        "word",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\r\n\r\n",
        " \r\n",
        "\n",
        "\r",
        "\0"s,
        "\x01",
        "a longer stretch of words without anything to change in it, over sixty-four octets long"};
    std::string body;
    const auto kinds = 2 + random() % (parts.size() - 1);
    for (auto count = random() % 24; count > 0; --count) body += parts[random() % kinds];
    return body;
}

constexpr Canonicalization both_forms[] = {Canonicalization::simple, Canonicalization::relaxed};

}  // namespace

BOOST_AUTO_TEST_SUITE(relaxed_body_rfc6376_3_4_4)

BOOST_AUTO_TEST_CASE(example_of_rfc6376_3_4_5) {
    BOOST_TEST(relaxed(" C \r\nD \t E\r\n\r\n\r\n") == " C\r\nD E\r\n");
}

BOOST_AUTO_TEST_CASE(empty_body_stays_empty) {
    BOOST_TEST(relaxed("") == "");
}

BOOST_AUTO_TEST_CASE(only_empty_lines_leave_nothing) {
    BOOST_TEST(relaxed("\r\n") == "");
    BOOST_TEST(relaxed("\r\n\r\n\r\n") == "");
}

BOOST_AUTO_TEST_CASE(only_white_space_leaves_nothing) {
    BOOST_TEST(relaxed(" ") == "");
    BOOST_TEST(relaxed(" \t\r\n\t \r\n ") == "");
}

BOOST_AUTO_TEST_CASE(missing_last_line_end_is_added) {
    BOOST_TEST(relaxed("a") == "a\r\n");
    BOOST_TEST(relaxed("a \t") == "a\r\n");
}

BOOST_AUTO_TEST_CASE(trailing_white_space_only_lines_are_empty_lines) {
    BOOST_TEST(relaxed("a\r\n \r\n\t\t\r\n\r\n  ") == "a\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_only_lines_inside_become_empty_lines) {
    BOOST_TEST(relaxed("a\r\n \t \r\nb\r\n") == "a\r\n\r\nb\r\n");
}

BOOST_AUTO_TEST_CASE(empty_lines_at_the_beginning_are_kept) {
    BOOST_TEST(relaxed("\r\n\r\na\r\n") == "\r\n\r\na\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_at_the_beginning_of_a_line_is_one_space) {
    BOOST_TEST(relaxed("\t\ta\r\n    b\r\n") == " a\r\n b\r\n");
}

BOOST_AUTO_TEST_CASE(a_tab_alone_becomes_a_space) {
    BOOST_TEST(relaxed("a\tb\r\n") == "a b\r\n");
}

BOOST_AUTO_TEST_CASE(other_controls_are_content) {
    BOOST_TEST(relaxed("a \x0b \x0c\x01 \r\n") == "a \x0b \x0c\x01\r\n");
}

BOOST_AUTO_TEST_CASE(no_break_space_is_content) {
    BOOST_TEST(relaxed("a\xc2\xa0\xc2\xa0\r\n") == "a\xc2\xa0\xc2\xa0\r\n");
}

BOOST_AUTO_TEST_CASE(a_cr_alone_is_content) {
    BOOST_TEST(relaxed("a \rb\r\r\n \r") == "a \rb\r\r\n \r\r\n");
}

BOOST_AUTO_TEST_CASE(lf_storage_gives_the_same) {
    BOOST_TEST(relaxed(" C \nD \t E\n\n\n") == " C\r\nD E\r\n");
}

BOOST_AUTO_TEST_CASE(dot_lines_are_content) {
    BOOST_TEST(relaxed("..\r\n.\r\n") == "..\r\n.\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(simple_body_rfc6376_3_4_3)

BOOST_AUTO_TEST_CASE(example_of_rfc6376_3_4_5) {
    BOOST_TEST(simple(" C \r\nD \t E\r\n\r\n\r\n") == " C \r\nD \t E\r\n");
}

BOOST_AUTO_TEST_CASE(empty_body_is_one_crlf) {
    BOOST_TEST(simple("") == "\r\n");
}

BOOST_AUTO_TEST_CASE(only_empty_lines_are_one_crlf) {
    BOOST_TEST(simple("\r\n\r\n\r\n") == "\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_only_lines_are_kept) {
    BOOST_TEST(simple("a\r\n \r\n\r\n") == "a\r\n \r\n");
}

BOOST_AUTO_TEST_CASE(missing_last_line_end_is_added) {
    BOOST_TEST(simple("a\r\nb") == "a\r\nb\r\n");
}

BOOST_AUTO_TEST_CASE(lf_storage_gives_crlf) {
    BOOST_TEST(simple("a\n\nb \n\n") == "a\r\n\r\nb \r\n");
}

BOOST_AUTO_TEST_CASE(a_cr_alone_is_content) {
    BOOST_TEST(simple("a\r\r\n\r") == "a\r\r\n\r\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(body_as_a_stream)

// However long the body: the memory is constant, and what is given out is hashed while it is near.
BOOST_AUTO_TEST_CASE(the_sink_gets_pieces_that_are_never_empty_or_long) {
    std::mt19937 random(8);
    for (const auto form : both_forms) {
        std::string body;
        while (body.size() < 50'000) body += random_body(random);
        for (int line = 0; line < 500; ++line) body += std::string(76, 'Q') + "\r\n";
        std::size_t octets = 0;
        const auto take = [&octets](std::string_view piece) {
            BOOST_TEST(!piece.empty());
            BOOST_TEST(piece.size() <= BodyCanonicalizer::piece);
            octets += piece.size();
        };
        BodyCanonicalizer canonicalizer(form);
        canonicalizer.update(body, take);
        canonicalizer.finish(take);
        BOOST_TEST(octets == canonical_body(body, form).size());
    }
}

BOOST_AUTO_TEST_CASE(a_million_empty_lines_then_a_word) {
    std::string body = "a";
    for (int i = 0; i < 1'000'000; ++i) body += "\r\n";
    BOOST_TEST(simple(body) == "a\r\n");
    const auto kept = stream({body, "b"}, Canonicalization::relaxed);
    BOOST_CHECK(kept.octets == body + "b\r\n");
}

BOOST_AUTO_TEST_CASE(every_split_of_one_body_gives_the_whole) {
    const auto body =
        " lead\r\n\r\na  b\tc \r\n \r\nx\ry\r\r\nz\0 \x01\n\nlast words \t\r\n\r\n \r\n"s;
    for (const auto form : both_forms) {
        const auto whole = stream({body}, form);
        for (std::size_t cut = 0; cut <= body.size(); ++cut) {
            const std::string_view view = body;
            for (std::size_t second = cut; second <= body.size(); ++second) {
                const auto parts = stream(
                    {view.substr(0, cut), view.substr(cut, second - cut), view.substr(second)},
                    form);
                BOOST_TEST_INFO("cut at " << cut << " and " << second);
                BOOST_REQUIRE_EQUAL(parts.octets, whole.octets);
                BOOST_REQUIRE(parts.framing == whole.framing);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(random_bodies_follow_the_letter_of_the_rules) {
    std::mt19937 random(34);
    for (int round = 0; round < 20'000; ++round) {
        const auto body = random_body(random);
        for (const auto form : both_forms) {
            const auto streamed = stream({body}, form);
            BOOST_TEST_INFO("round " << round);
            BOOST_REQUIRE_EQUAL(streamed.octets, by_the_letter(body, form));
            BOOST_REQUIRE(streamed.framing == framing_by_the_letter(body));
        }
    }
}

BOOST_AUTO_TEST_CASE(random_bodies_are_the_same_by_every_scan_and_cut) {
    std::mt19937 random(344);
    const auto scans = detail::all_octet_scans();
    for (int round = 0; round < 5'000; ++round) {
        const auto body = random_body(random);
        std::vector<std::string_view> chunks;
        for (std::string_view rest = body; !rest.empty();) {
            chunks.push_back(rest.substr(0, random() % 70));
            rest.remove_prefix(chunks.back().size());
        }
        for (const auto form : both_forms) {
            const auto expected = by_the_letter(body, form);
            for (const auto& scan : scans) {
                BOOST_TEST_INFO("round " << round << ", " << scan.name);
                const auto streamed = stream(chunks, form, scan);
                BOOST_REQUIRE_EQUAL(streamed.octets, expected);
                BOOST_REQUIRE(streamed.framing == framing_by_the_letter(body));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(strict_framing_is_crlf_or_lf_alone) {
    const auto strict = [](std::string_view body) {
        return stream({body}, Canonicalization::relaxed).framing.is_strict();
    };
    BOOST_TEST(strict(""));
    BOOST_TEST(strict("a\r\nb\r\n"));
    BOOST_TEST(strict("a\nb\n"));
    BOOST_TEST(!strict("a\nb\r\n"));
    BOOST_TEST(!strict("a\rb\r\n"));
    BOOST_TEST(!strict("a\0b\r\n"s));
}

BOOST_AUTO_TEST_SUITE_END()
