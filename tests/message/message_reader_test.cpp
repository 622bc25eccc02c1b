// A message in pieces has the fields, defects and body of the whole, wherever it is cut (RFC 5322
// §2.1).
#include <domainsec/message/message_reader.hpp>

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "message/message_parser.hpp"
#include "support/case_table.hpp"
#include "support/expect_error.hpp"

namespace {

using namespace domainsec;
using namespace std::string_literals;

struct Sample {
    std::string name;
    std::string message;
};

const MessageLimits small{.max_header_octets = 1024, .max_fields = 10};

std::vector<Sample> samples() {
    std::string many;
    for (int at = 0; at < 12; ++at) many += "X: y\r\n";
    return {{"crlf", "From: a@b.example\r\nTo: c\r\n d\r\n\r\nbody\r\n\r\nmore"},
            {"lf", "From: a@b.example\nTo: c\n d\n\nbody\n"},
            {"mixed", "From: a@b.example\r\nTo: c\n\r\nbody"},
            {"lf_then_crlf_end", "From: a\n\r\nbody\r\n"},
            {"crlf_then_lf_end", "From: a\r\n\nbody\r\n"},
            {"empty", ""},
            {"only_line_end", "\r\n"},
            {"body_only", "\r\nbody"},
            {"no_empty_line", "From: a\r\nTo: b\r\n"},
            {"no_line_end", "From: a"},
            {"cr_in_line", "From: a\rb\r\n\r\nbody"},
            {"cr_cr_lf", "From: a\r\n\r\r\nTo: b\r\n\r\nbody"},
            {"cr_at_line_begin", "From: a\r\n\rx\r\n\r\nbody"},
            {"ends_in_cr", "From: a\r\n\r"},
            {"nul", "From: a\0b\r\n\r\nbody"s},
            {"space_line", "From: a\r\n \r\n\r\nbody"},
            {"malformed_line", "From: a\r\nno field\r\nTo: b\r\n\r\nbody"},
            {"over_the_limit", "From: a\r\nX: " + std::string(1100, 'x') + "\r\nTo: b\r\n\r\nbody"},
            {"at_the_limit", "X: " + std::string(1017, 'x') + "\r\n\r\nbody"},
            {"just_over", "X: " + std::string(1019, 'x') + "\r\n\r\nbody"},
            {"too_many_fields", many + "\r\nbody"},
            {"two_bodies", "From: a\r\n\r\nTo: b\r\n\r\nbody"}};
}

struct Read {
    std::vector<std::pair<std::string, std::string>> fields;
    MessageDefect defect = MessageDefect::none;
    LineEnds line_ends = LineEnds::crlf;
    std::size_t header_octets = 0;
    std::string body;
    friend bool operator==(const Read&, const Read&) = default;
};

void take_header(Read& read, const MessageView& header) {
    for (const auto& field : header.fields()) read.fields.emplace_back(field.name(), field.raw());
    read.defect = header.defect();
    read.line_ends = header.line_ends();
}

Read in_pieces(const std::vector<std::string_view>& pieces) {
    Read read;
    MessageReader reader(small);
    for (const auto piece : pieces) read.body += reader.update(std::string(piece));
    reader.finish();
    take_header(read, *reader.header());
    read.header_octets = reader.header_octets();
    return read;
}

Read whole(const std::string& message) {
    Read read;
    const auto view = MessageParser::parse(message, small, BodyScan::later);
    take_header(read, view);
    read.header_octets = view.body_offset();
    read.body = view.body();
    return read;
}

void every_cut_gives_the_whole(const Sample& sample) {
    const auto expected = whole(sample.message);
    const std::string_view text = sample.message;
    std::vector<std::string_view> octets;
    for (std::size_t at = 0; at < text.size(); ++at) octets.push_back(text.substr(at, 1));
    BOOST_TEST((in_pieces(octets) == expected));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        BOOST_TEST_INFO("cut at " << cut);
        BOOST_REQUIRE((in_pieces({text.substr(0, cut), text.substr(cut)}) == expected));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_in_pieces)
const domainsec::test::CaseTable<Sample> table(samples(), every_cut_gives_the_whole);

BOOST_AUTO_TEST_CASE(limits_out_of_range_are_refused) {
    domainsec::test::expect_error(errc::invalid_argument, "max_fields",
                                  [] { MessageReader reader({.max_fields = 0}); });
}

BOOST_AUTO_TEST_SUITE_END()
