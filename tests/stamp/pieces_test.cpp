// Messages in pieces: the same stamp and the same report wherever they are cut.
#include <boost/test/unit_test.hpp>
#include <domainsec/message/message_reader.hpp>
#include <random>
#include <string>
#include <vector>

#include "stamp/stamp_world.hpp"
#include "support/case_table.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

struct Sample {
    std::string name;
    std::string message;
};

std::string with_body(const std::string& body) {
    const auto whole = message();
    return whole.substr(0, whole.find("\r\n\r\n") + 4) + body;
}

std::string multipart() {
    return "From: alice@fabrikam.example\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed; boundary=b\r\n\r\nx\r\n--b\r\n"
           "Content-Transfer-Encoding: quoted-printable\r\n\r\n=41=\r\nB "
           "\r\n--b\r\n\r\n\r\n--b--\r\n";
}

std::string long_body() {
    std::mt19937 random(20);
    std::string body;
    while (body.size() < 9000) {
        body += std::string(random() % 90, 'x') + (random() % 3 == 0 ? " \t" : "") + "\r\n";
        if (random() % 20 == 0) body += "\r\n\r\n";
    }
    return body;
}

std::vector<Sample> samples() {
    using namespace std::string_literals;
    return {{"plain", message()},
            {"lf", with_lf(message())},
            {"no_body", with_body("")},
            {"no_line_end", with_body("a")},
            {"white_end", with_body("a \t")},
            {"empty_lines", with_body("\r\n\r\n\r\n")},
            {"white_lines", with_body(" \r\n\t\r\n \r\n")},
            {"trailing_lines", with_body("a\r\n \r\n\r\n")},
            {"doubled_spaces", with_body("a  b\t\tc \t d  \r\n  e\r\n")},
            {"dot_lines", with_body(".\r\n..\r\n")},
            {"eight_bit", with_body("Gr\xc3\xbc\xc3\x9f"
                                    "e \xff\r\n")},
            {"bare_cr", with_body("a\rb\r\n")},
            {"bare_lf", with_body("a\nb\r\n")},
            {"nul", with_body("a\0b\r\n"s)},
            {"ends_in_cr", with_body("a\r\n\r")},
            {"multipart", multipart()},
            {"long_body", with_body(long_body())},
            {"no_empty_line", "From: alice@fabrikam.example\r\nSubject: x\r\n"},
            {"no_header", "\r\nbody\r\n"},
            {"second_from", "From: eve@evil.example\r\n" + message()},
            {"malformed_line", "no field\r\n" + message()},
            {"lf_header_crlf_body", with_lf(with_body("")) + "a\r\n"}};
}

// All cuts of short messages; of a long one those near its pieces and blocks, and some others.
std::vector<std::size_t> cuts_of(const std::string& text) {
    std::vector<std::size_t> cuts;
    std::mt19937 random(5);
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        if (text.size() < 2000 || cut % 64 < 3 || random() % 10 == 0) cuts.push_back(cut);
    return cuts;
}

StamperOptions options() {
    auto options = stamper_options();
    options.decoded_digest = true;
    return options;
}

const Stamper& stamper() {
    static const Stamper stamper(StampKey(ed25519_key()), options());
    return stamper;
}

StampResult stamp_in_pieces(const std::vector<std::string_view>& pieces) {
    auto stamping = stamper().begin();
    for (const auto piece : pieces) stamping.update(std::string(piece));
    return stamping.finish(path());
}

std::string verify_in_pieces(const Verifier& verifier,
                             const std::vector<std::string_view>& pieces) {
    auto verification = verifier.begin();
    for (const auto piece : pieces) verification.update(std::string(piece));
    return verification.finish(at_delivery()).json();
}

void every_cut_gives_the_same_stamp(const Sample& sample) {
    const auto whole = stamper().stamp(sample.message, path());
    const std::string_view text = sample.message;
    for (const auto cut : cuts_of(sample.message)) {
        BOOST_TEST_INFO("cut at " << cut);
        const auto result = stamp_in_pieces({text.substr(0, cut), text.substr(cut)});
        BOOST_REQUIRE(result.problem == whole.problem);
        BOOST_REQUIRE(result.field == whole.field);
    }
    std::vector<std::string_view> octets;
    for (std::size_t at = 0; at < text.size(); ++at) octets.push_back(text.substr(at, 1));
    BOOST_TEST(stamp_in_pieces(octets).field == whole.field);
}

void every_cut_gives_the_same_report(const Sample& sample) {
    // With the stamp of its own where it can have one, and else with one that does not fit.
    const auto own = stamper().stamp(sample.message, path());
    const auto other = stamper().stamp(message(), path());
    auto whole = (own.field.empty() ? other.field : own.field) + sample.message;
    if (sample.name == "lf_header_crlf_body") whole = with_lf(other.field) + sample.message;
    const auto judge = verifier();
    const auto expected = judge.verify(whole, at_delivery()).json();
    const std::string_view text = whole;
    for (const auto cut : cuts_of(whole)) {
        BOOST_TEST_INFO("cut at " << cut);
        BOOST_REQUIRE(verify_in_pieces(judge, {text.substr(0, cut), text.substr(cut)}) == expected);
    }
    std::vector<std::string_view> octets;
    for (std::size_t at = 0; at < text.size(); ++at) octets.push_back(text.substr(at, 1));
    BOOST_TEST(verify_in_pieces(judge, octets) == expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamping_in_pieces)
const domainsec::test::CaseTable<Sample> table(samples(), every_cut_gives_the_same_stamp);
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(verifying_in_pieces)
const domainsec::test::CaseTable<Sample> table(samples(), every_cut_gives_the_same_report);
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pieces)

// Header fields over the limit are not gathered, and the verdict says so as for the whole.
BOOST_AUTO_TEST_CASE(a_header_over_the_limit_in_pieces) {
    VerifierOptions options;
    options.message.max_header_octets = 4096;
    const auto judge = verifier(options);
    const auto whole = stamped(message());
    const auto large =
        replaced(whole, "X-Mailer: ", "X-Large: " + std::string(5000, 'x') + "\r\nX-Mailer: ");
    const auto expected = judge.verify(large, at_delivery()).json();
    const std::string_view text = large;
    for (const std::size_t cut : {10U, 4000U, 4095U, 4096U, 4097U, 5000U, 6400U})
        BOOST_TEST(verify_in_pieces(judge, {text.substr(0, cut), text.substr(cut)}) == expected);
    BOOST_TEST(expected.find("malformed_message") != std::string::npos);
}

// 100 MB of header, as a stream: the reader holds the limit and no more.
BOOST_AUTO_TEST_CASE(a_header_of_a_hundred_megabytes_is_not_held) {
    MessageReader reader({.max_header_octets = 64 * 1024, .max_fields = 100});
    const std::string field = "X-A: " + std::string(1017, 'x') + "\r\n";
    for (int at = 0; at < 100 * 1024; ++at) BOOST_REQUIRE(reader.update(field).empty());
    BOOST_TEST(reader.update("\r\nbody") == "body");
    BOOST_REQUIRE(reader.header() != nullptr);
    BOOST_TEST(to_string(reader.header()->defect()) == "header_too_large");
    BOOST_TEST(reader.header()->octets().size() <= 64U * 1024 + 2);
    BOOST_TEST(reader.header_octets() == 100U * 1024 * field.size() + 2);
}

BOOST_AUTO_TEST_CASE(no_call_follows_the_end) {
    auto stamping = stamper().begin();
    stamping.update(message());
    BOOST_CHECK(stamping.finish(path()).problem == StampingProblem::none);
    expect_error(errc::invalid_state, "finished before", [&] { stamping.update("x"); });
    expect_error(errc::invalid_state, "finished before", [&] { stamping.finish(path()); });
    auto verification = verifier().begin();
    expect_error(errc::invalid_argument, "now is not set", [&] { verification.finish({}); });
    verification.update(stamped(message()));
    BOOST_TEST(to_string(verification.finish(at_delivery()).status) == "pass");
    expect_error(errc::invalid_state, "finished before", [&] { verification.update("x"); });
}

BOOST_AUTO_TEST_CASE(a_message_in_pieces_outlives_its_stamper_and_verifier) {
    auto stamping = Stamper(StampKey(ed25519_key()), stamper_options()).begin();
    auto verification = verifier().begin();
    const auto moved = std::move(stamping);
    stamping = Stamper(StampKey(ed25519_key()), stamper_options()).begin();
    stamping.update(message());
    const auto result = stamping.finish(path());
    verification.update(result.field);
    verification.update(message());
    BOOST_TEST(to_string(verification.finish(at_delivery()).status) == "pass");
}

BOOST_AUTO_TEST_SUITE_END()
