// Marks hidden from one reader and seen by another: the border takes them off in every reading
// (RFC 5321 §2.3.8, RFC 5322 §3.5, §4.5; SMTP smuggling, CVE-2023-51764).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/message/border.hpp>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace domainsec;
using namespace std::string_literals;

BorderRules our_rules() {
    return {.own_names = {DomainName::from_string("contoso.example").value()}};
}

std::string passed(const std::string& message) {
    return border_edits(MessageView::parse(message), our_rules()).applied_to(message);
}

// One way in which some mail software reads a header.
struct Reader {
    const char* name;
    std::vector<std::string> line_ends;  // the longest first
    bool drops_nul = false;
    bool skips_malformed = true;   // else a malformed line ends the header
    bool white_line_ends = false;  // a line of white space ends the header
    bool trims_lines = false;      // white space in front of a name does not count
    bool skips_leading_empty = false;
};

const std::vector<Reader> readers = {
    {"CRLF only", {"\r\n"}},
    {"CRLF or LF", {"\r\n", "\n"}},
    {"CRLF, LF or CR", {"\r\n", "\n", "\r"}},
    {"CRLF or CR", {"\r\n", "\r"}},
    {"LF, NUL dropped", {"\r\n", "\n"}, true},
    {"all, NUL dropped", {"\r\n", "\n", "\r"}, true},
    {"stops at malformed lines", {"\r\n", "\n"}, false, false},
    {"white lines end the header", {"\r\n", "\n"}, false, true, true},
    {"trims", {"\r\n", "\n", "\r"}, false, true, false, true},
    {"skips empty lines", {"\r\n", "\n"}, false, true, false, false, true},
    {"anything goes", {"\r\n", "\n", "\r"}, true, true, false, false, true},
};

std::vector<std::string> lines_of(const std::string& text, const Reader& reader) {
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 0;
        for (const auto& end : reader.line_ends) {
            if (length == 0 && text.compare(at, end.size(), end) == 0) length = end.size();
        }
        if (length > 0) {
            lines.emplace_back();
            at += length;
        } else {
            lines.back() += text[at++];
        }
    }
    return lines;
}

std::string lowered_name(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    for (auto& octet : text) {
        if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet + 32);
    }
    return text;
}

// The names of the fields that this reader finds, in lower case.
std::vector<std::string> names_seen(std::string text, const Reader& reader) {
    if (reader.drops_nul) std::erase(text, '\0');
    std::vector<std::string> names;
    bool first = true;
    for (auto line : lines_of(text, reader)) {
        const bool white = line.find_first_not_of(" \t") == line.npos;
        if (line.empty() && first && reader.skips_leading_empty) continue;
        if (line.empty() || (white && reader.white_line_ends)) break;
        const bool continues = line[0] == ' ' || line[0] == '\t';
        if (continues && reader.trims_lines && first) line.erase(0, line.find_first_not_of(" \t"));
        first = false;
        if (continues && !(reader.trims_lines && names.empty())) continue;
        const auto colon = line.find(':');
        if (colon == line.npos && !reader.skips_malformed) break;
        if (colon != line.npos) names.push_back(lowered_name(line.substr(0, colon)));
    }
    return names;
}

bool is_mark(const std::string& name) {
    return name == "domain-secured" || name.starts_with("x-ms-exchange-forest-");
}

void check_no_reader_sees_a_mark(const std::string& message) {
    // To who does not know LF, a message stored with LF is one line: not a message at all.
    const bool lf_storage = MessageView::parse(message).line_ends() == LineEnds::lf;
    for (const auto* front : {"", "Received: x\r\n"}) {
        const auto result = front + passed(message);
        for (const auto& reader : readers) {
            if (lf_storage && std::find(reader.line_ends.begin(), reader.line_ends.end(), "\n") ==
                                  reader.line_ends.end())
                continue;
            for (const auto& name : names_seen(result, reader)) {
                BOOST_TEST_INFO(reader.name << ": " << escaped(message) << " became "
                                            << escaped(result));
                BOOST_REQUIRE(!is_mark(name));
            }
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(marks_behind_malformed_lines)

BOOST_AUTO_TEST_CASE(after_a_line_that_is_no_field) {
    BOOST_TEST(passed("A: 1\r\nnonsense\r\nDomain-Secured: x\r\nB: 2\r\n\r\nbody") ==
               "A: 1\r\nnonsense\r\nB: 2\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(the_colon_is_on_the_next_line) {
    BOOST_TEST(passed("A: 1\r\nDomain-Secured\r\n : x\r\n y\r\nB: 2\r\n\r\n") ==
               "A: 1\r\nB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_name_is_folded) {
    BOOST_TEST(passed("A: 1\r\nDomain-\r\n Secured: x\r\nB: 2\r\n\r\n") == "A: 1\r\nB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_or_controls_in_the_name) {
    for (const auto& name : {"Domain-Secured\x01"s, "Domain -Secured"s,
                             "\x7f"
                             "Domain-Secured"s,
                             "Domain-Secured\0"s, "Domain-\0Secured"s,
                             "\xef\xbb\xbf"
                             "Domain-Secured"s,
                             "Domain-Secured\xc2\xa0"s,
                             "X-MS-Exchange-Forest-\xe2\x80\x8b"
                             "A"s}) {
        BOOST_TEST_INFO(name);
        BOOST_TEST(passed("A: 1\r\n" + name + ": x\r\nB: 2\r\n\r\n") == "A: 1\r\nB: 2\r\n\r\n");
    }
}

BOOST_AUTO_TEST_CASE(white_space_before_the_first_name) {
    BOOST_TEST(passed(" Domain-Secured: x\r\nA: 1\r\n\r\n") == "A: 1\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(as_the_continuation_of_no_field) {
    BOOST_TEST(passed("A: 1\r\nnonsense\r\n Domain-Secured: x\r\nB: 2\r\n\r\n") ==
               "A: 1\r\nB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_continuation_of_a_field_stays) {
    const auto message = "bad\r\nA: 1\r\n Domain-Secured: x\r\nB: 2\r\n\r\n"s;
    BOOST_TEST(passed(message) == message);
}

BOOST_AUTO_TEST_CASE(after_the_from_line_of_an_mbox) {
    BOOST_TEST(passed("From a@b Mon Jan  1 00:00:00 2024\nDomain-Secured: x\nA: 1\n\nbody\n") ==
               "From a@b Mon Jan  1 00:00:00 2024\nA: 1\n\nbody\n");
}

BOOST_AUTO_TEST_CASE(after_empty_lines_at_the_top) {
    BOOST_TEST(passed("\r\n\r\nDomain-Secured: x\r\nA: 1\r\n\r\nDomain-Secured: body\r\n") ==
               "\r\n\r\nA: 1\r\n\r\nDomain-Secured: body\r\n");
}

BOOST_AUTO_TEST_CASE(authentication_results_of_others_stay_while_lines_are_clear) {
    const auto message = "bad\r\nAuthentication-Results: fabrikam.example; none\r\n\r\n"s;
    BOOST_TEST(passed(message) == message);
    BOOST_TEST(passed("bad\r\nAuthentication-Results: contoso.example; none\r\n\r\n") ==
               "bad\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(marks_behind_odd_line_ends)

BOOST_AUTO_TEST_CASE(after_a_bare_cr_in_a_value) {
    BOOST_TEST(passed("A: 1\rDomain-Secured: x\r\nB: 2\r\n\r\nbody") == "A: 1\r\nB: 2\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(after_a_bare_lf_in_a_value) {
    BOOST_TEST(passed("A: 1\nDomain-Secured: x\r\nB: 2\r\n\r\nbody") == "A: 1\r\nB: 2\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(before_a_bare_cr) {
    BOOST_TEST(passed("A: 1\r\nDomain-Secured: x\rB: 2\r\n\r\nbody") == "A: 1\rB: 2\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(between_bare_crs) {
    BOOST_TEST(passed("A: 1\rDomain-Secured: x\r y\rB: 2\r\n\r\n") == "A: 1\rB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_name_that_the_next_line_would_end) {
    BOOST_TEST(passed("A: 1\r\nDomain-Secured\n: x\r\nB: 2\r\n\r\n") ==
               "A: 1\n: x\r\nB: 2\r\n\r\n");
    BOOST_TEST(passed("A: 1\r\nDomain-\rSecured: x\r\n\r\n") == "A: 1\rSecured: x\r\n\r\n");
    const auto folded = "Subject: one\ntwo\r\n\r\n"s;
    BOOST_TEST(passed(folded) == folded);
}

BOOST_AUTO_TEST_CASE(several_together) {
    BOOST_TEST(
        passed("A: 1\nDomain-Secured: x\rdomain-secured: y\nDOMAIN-SECURED: z\r\nB: 2\r\n\r\n") ==
        "A: 1\r\nB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(behind_an_empty_line_that_is_one_for_some_readers_only) {
    BOOST_TEST(passed("A: 1\n\r\nDomain-Secured: x\r\nB: 2\r\n\r\nbody") ==
               "A: 1\n\r\nB: 2\r\n\r\nbody");
    BOOST_TEST(passed("A: 1\r\r\nDomain-Secured: x\r\n\r\nbody") == "A: 1\r\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_header_stays_where_it_is) {
    // Taking off the whole second line would join "A: 1\n" and the empty line: the body would be
    // header to a reader that knows CRLF only, and with it the mark in it.
    const auto message = "A: 1\nDomain-Secured: x\r\n\r\nDomain-Secured: in the body\r\n"s;
    BOOST_TEST(passed(message) == "A: 1\r\n\r\nDomain-Secured: in the body\r\n");
    check_no_reader_sees_a_mark(message);
}

BOOST_AUTO_TEST_CASE(every_authentication_results_goes) {
    BOOST_TEST(passed("A: 1\rAuthentication-Results: fabrikam.example; none\r\nB: 2\r\n\r\n") ==
               "A: 1\r\nB: 2\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(odd_line_ends_in_the_body_alone_leave_the_results_of_others) {
    const auto message = "Authentication-Results: fabrikam.example; none\r\n\r\none\ntwo\r\n"s;
    BOOST_TEST(passed(message) == message);
}

BOOST_AUTO_TEST_CASE(without_an_end_of_the_header_all_is_header) {
    BOOST_TEST(passed("A: 1\r\nb\n\nDomain-Secured: x\n\nDomain-Secured: y") == "A: 1\r\nb\n\n\n");
}

BOOST_AUTO_TEST_CASE(hidden_marks_are_not_counted_as_fields) {
    const auto message = "A: 1\rDomain-Secured: x\r\nDomain-Secured: y\r\n\r\n"s;
    const auto edits = border_edits(MessageView::parse(message), our_rules());
    BOOST_REQUIRE_EQUAL(edits.removed().size(), 2U);
    BOOST_TEST(edits.removed()[0].index == RemovedField::not_a_field);
    BOOST_TEST(edits.removed()[1].index == 1U);
}

BOOST_AUTO_TEST_CASE(smuggled_second_message_keeps_no_mark_in_its_header) {
    // "\n.\r\n" ends the data for some servers; what follows is a message of its own there, without
    // a border.
    const auto message = "A: 1\n.\r\nMAIL FROM:<a@b>\r\nDomain-Secured: x\r\n\r\nbody"s;
    BOOST_TEST(passed(message) == "A: 1\n.\r\nMAIL FROM:<a@b>\r\n\r\nbody");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(marks_beyond_the_limits)

BOOST_AUTO_TEST_CASE(behind_a_hundred_thousand_fields) {
    std::string fields;
    for (int i = 0; i < 100'000; ++i) fields += "X: y\r\n";
    const auto message = fields + "Domain-Secured: x\r\nB: 2\r\n\r\nbody";
    BOOST_CHECK(passed(message) == fields + "B: 2\r\n\r\nbody");
    const auto edits = border_edits(MessageView::parse(message), our_rules());
    BOOST_TEST(edits.removed()[0].index == RemovedField::not_a_field);
}

BOOST_AUTO_TEST_CASE(behind_a_header_of_four_megabytes) {
    const auto front = "A: " + std::string(4 << 20, 'a') + "\r\n";
    BOOST_CHECK(passed(front + "Domain-Secured: x\r\n\r\nbody") == front + "\r\nbody");
}

BOOST_AUTO_TEST_CASE(within_the_limits_their_index_is_told) {
    std::string message = "Domain-Secured: x\r\n";
    for (int i = 0; i < 3000; ++i) message += "X: y\r\n";
    const auto edits = border_edits(MessageView::parse(message), our_rules());
    BOOST_REQUIRE_EQUAL(edits.removed().size(), 1U);
    BOOST_TEST(edits.removed()[0].index == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(whatever_the_reader)

BOOST_AUTO_TEST_CASE(the_readers_of_this_test_see_marks_that_are_there) {
    for (const auto& reader : readers) {
        const auto names =
            names_seen("A: 1\r\nDomain-Secured : x\r\n\r\nDomain-Secured: y\r\n", reader);
        BOOST_TEST_INFO(reader.name);
        BOOST_TEST(names == (std::vector<std::string>{"a", "domain-secured"}),
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(random_headers_keep_no_mark_for_any_reader) {
    static const std::vector<std::string> parts = {"\r\n",
                                                   "\r\n",
                                                   "\r\n",
                                                   "\n",
                                                   "\r",
                                                   "Domain-Secured: x",
                                                   "domain-secured : y",
                                                   "A: 1",
                                                   "B: 2",
                                                   " more",
                                                   "\t",
                                                   "nonsense",
                                                   ":",
                                                   "\0"s,
                                                   "X-MS-Exchange-Forest-A: z",
                                                   "Domain-",
                                                   "Secured"};
    std::mt19937 random(51764);
    for (int round = 0; round < 30'000; ++round) {
        std::string message;
        for (auto count = 1 + random() % 14; count > 0; --count)
            message += parts[random() % parts.size()];
        check_no_reader_sees_a_mark(message);
    }
}

BOOST_AUTO_TEST_CASE(random_headers_lose_nothing_but_marks) {
    static const std::vector<std::string> parts = {
        "\r\n", "\n",       "\r",    "Domain-Secured: x\r\n", "domain-secured: y\n",
        "A: 1", "B: 2\r\n", "C: 3\n"};
    std::mt19937 random(5321);
    for (int round = 0; round < 20'000; ++round) {
        std::string message;
        for (auto count = 1 + random() % 12; count > 0; --count)
            message += parts[random() % parts.size()];
        const auto result = passed(message);
        for (const auto* kept : {"A: 1", "B: 2", "C: 3"}) {
            const auto count = [kept](const std::string& text) {
                std::size_t found = 0;
                for (auto at = text.find(kept); at != text.npos; at = text.find(kept, at + 1))
                    ++found;
                return found;
            };
            BOOST_TEST_INFO(message);
            BOOST_REQUIRE_EQUAL(count(result), count(message));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
