// The digest of decoded content: what leaves it as it is, what changes it, and what has none (RFC
// 2045, RFC 2046).
#include "stamp/content_digest.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <vector>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;
using domainsec::detail::ContentDigester;

namespace {

struct Found {
    std::optional<Sha256Digest> digest;
    std::string problem;
};

Found digest_in_pieces(const std::string& message, std::vector<std::size_t> cuts) {
    const auto view = MessageView::parse(message);
    ContentDigester digester(view);
    const auto body = view.body();
    std::size_t begin = 0;
    cuts.push_back(body.size());
    for (const auto cut : cuts) {
        digester.update(body.substr(begin, cut - begin));
        begin = cut;
    }
    Found found;
    found.digest = digester.finish();
    found.problem = digester.problem();
    BOOST_TEST(found.problem.empty() == found.digest.has_value());
    return found;
}

Found digest_of(const std::string& message) {
    return digest_in_pieces(message, {});
}

const std::string mime = "From: a@b.example\r\nMIME-Version: 1.0\r\n";

std::string text(const std::string& encoding, const std::string& body) {
    return mime +
           "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: " + encoding +
           "\r\n\r\n" + body;
}

std::string mixed(const std::string& parts, const std::string& boundary = "\"=_b\"") {
    return mime + "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n" + parts;
}

const std::string two_parts =
    "preamble\r\n--=_b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Gr\xc3\xbc\xc3\x9f"
    "e \r\n--=_b \t\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
    "--inner\r\n\r\nplain\r\n--inner\r\nContent-Type: text/html\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>a=3Db=20=\r\n</p>\r\n--inner--\r\n"
    "between\r\n--=_b\r\nContent-Type: application/octet-stream; name=\"x.bin\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n/w==\r\n--=_b--\r\nepilogue\r\n";

void expect_none(const std::string& message, std::string_view problem) {
    const auto found = digest_of(message);
    BOOST_TEST(!found.digest);
    BOOST_TEST(found.problem.find(problem) != std::string::npos,
               "\"" << found.problem << "\" does not say \"" << problem << "\"");
}

void expect_same(const std::string& one, const std::string& other) {
    const auto first = digest_of(one);
    const auto second = digest_of(other);
    BOOST_TEST(first.problem == "");
    BOOST_TEST(second.problem == "");
    BOOST_CHECK(first.digest && first.digest == second.digest);
}

std::string part_of_type(const std::string& type) {
    return mixed("--=_b\r\nContent-Type: " + type + "\r\n\r\nx\r\n--=_b--\r\n");
}

std::string base64_text(const std::string& body) {
    return text("base64", body);
}

std::string qp_text(const std::string& body) {
    return text("quoted-printable", body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content_digest)

BOOST_AUTO_TEST_CASE(the_three_encodings_of_one_text_are_equal_rfc2045_6) {
    const auto eight = text("8bit",
                            "Gr\xc3\xbc\xc3\x9f"
                            "e\r\nzwei \r\n");
    expect_same(eight, qp_text("Gr=C3=BC=C3=9Fe\r\nzwei=20\r\n"));
    expect_same(eight, qp_text("Gr=c3=bc=C3=\r\n=9Fe\r\nzw=65i=20\r\n"));
    expect_same(eight, base64_text("R3LDvMOfZQ0KendlaSANCg==\r\n"));
    expect_same(eight, base64_text("R3LDvMOfZQ0K\r\nendlaSANCg==  \r\n\r\n"));
    BOOST_CHECK(digest_of(eight).digest != digest_of(text("8bit", "Grosse\r\nzwei \r\n")).digest);
}

BOOST_AUTO_TEST_CASE(base64_of_text_with_lf_is_the_same_text) {
    expect_same(text("7bit", "one\r\ntwo\r\n"), base64_text("b25lCnR3bwo=\r\n"));
}

BOOST_AUTO_TEST_CASE(lf_storage_gives_the_same) {
    expect_same(mixed(two_parts), with_lf(mixed(two_parts)));
}

// The limit counts a line's octets, not its end.
BOOST_AUTO_TEST_CASE(lf_storage_gives_the_same_at_the_limit_of_a_line) {
    const auto longest = text("8bit", std::string(65'536, 'x') + "\r\n");
    expect_same(longest, with_lf(longest));
    expect_same(longest, text("8bit", std::string(65'536, 'x')));
    BOOST_TEST(!digest_of(text("8bit", std::string(65'537, 'x') + "\r\n")).digest);
    BOOST_TEST(!digest_of(text("8bit", std::string(65'537, 'x') + "\n")).digest);
    BOOST_TEST(!digest_of(text("8bit", std::string(65'537, 'x'))).digest);
}

BOOST_AUTO_TEST_CASE(line_ends_at_the_end_of_a_text_do_not_count_and_others_do) {
    expect_same(text("7bit", "one\r\n"), text("7bit", "one\r\n\r\n\r\n"));
    expect_same(text("7bit", "one\r\n"), text("7bit", "one"));
    BOOST_CHECK(digest_of(text("7bit", "a\r\n\r\nb\r\n")).digest !=
                digest_of(text("7bit", "a\r\nb\r\n")).digest);
}

BOOST_AUTO_TEST_CASE(every_two_cuts_give_the_whole) {
    const auto message = mixed(two_parts);
    const auto whole = digest_of(message);
    BOOST_REQUIRE(whole.digest);
    const auto size = MessageView::parse(message).body().size();
    for (std::size_t cut = 0; cut <= size; ++cut)
        for (std::size_t second = cut; second <= size; second += 7)
            BOOST_REQUIRE(digest_in_pieces(message, {cut, second}).digest == whole.digest);
}

BOOST_AUTO_TEST_CASE(every_octet_of_the_body_counts_unless_it_is_encoding_or_white_space) {
    const auto message = mixed(two_parts);
    const auto whole = digest_of(message);
    const auto begin = MessageView::parse(message).body_offset();
    int same = 0;
    for (auto at = begin; at < message.size(); ++at) {
        auto changed = message;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        const auto found = digest_of(changed);
        if (found.digest == whole.digest) ++same;
    }
    // "8bit" of the first part is in the field that does not count; "x" there makes it unknown.
    BOOST_TEST(same == 0);
}

BOOST_AUTO_TEST_CASE(fields_of_parts_count_but_for_their_encoding) {
    const auto base = mixed(two_parts);
    const auto digest = digest_of(base).digest;
    BOOST_CHECK(digest_of(replaced(base, "name=\"x.bin\"", "name=\"x.exe\"")).digest != digest);
    BOOST_CHECK(digest_of(replaced(base, "Content-Type: text/html\r\n",
                                   "Content-Type: text/html\r\nContent-ID: <1@x>\r\n"))
                    .digest != digest);
    BOOST_CHECK(
        digest_of(replaced(base, "Transfer-Encoding: 8bit", "Transfer-Encoding: binary")).digest ==
        digest);
}

BOOST_AUTO_TEST_CASE(other_fields_of_the_message_do_not_count) {
    expect_same("Subject: a\r\n" + mixed(two_parts), "Received: b\r\n" + mixed(two_parts));
}

// A part moved into another one, or split in two, has the same text and another meaning.
BOOST_AUTO_TEST_CASE(structure_counts) {
    const std::string header = "\r\nContent-Type: text/plain\r\n\r\n";
    std::set<Sha256Digest> digests;
    for (const auto& message :
         {mixed("--=_b" + header + "ab\r\n--=_b--\r\n"),
          mixed("--=_b" + header + "a\r\n--=_b" + header + "b\r\n--=_b--\r\n"),
          mixed("--=_b" + header + "a\r\n--=_b--\r\nb\r\n"),
          mixed("a\r\n--=_b" + header + "b\r\n--=_b--\r\n"),
          mixed("--=_b\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i" + header +
                "ab\r\n--i--\r\n--=_b--\r\n")}) {
        const auto found = digest_of(message);
        BOOST_TEST(found.problem == "");
        if (found.digest) digests.insert(*found.digest);
    }
    BOOST_TEST(digests.size() == 5U);
}

BOOST_AUTO_TEST_CASE(an_attached_message_is_taken_as_it_is_rfc2046_5_2_1) {
    const auto attached = [](const std::string& inner) {
        return mixed("--=_b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--=_b--\r\n");
    };
    const auto one = attached("From: x@y.example\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==");
    BOOST_TEST(digest_of(one).problem == "");
    BOOST_CHECK(digest_of(one).digest != digest_of(attached("From: x@y.example\r\n\r\nA")).digest);
}

BOOST_AUTO_TEST_CASE(a_message_without_mime_is_text) {
    BOOST_TEST(digest_of("From: a@b.example\r\n\r\nhello\r\n").problem == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(content_without_digest)

BOOST_AUTO_TEST_CASE(two_content_types) {
    expect_none(mime + "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx\r\n", "twice");
    expect_none(mixed("--=_b\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx\r\n"
                      "--=_b--\r\n"),
                "twice");
}

BOOST_AUTO_TEST_CASE(two_transfer_encodings) {
    expect_none(mime +
                    "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n"
                    "\r\nQQ==\r\n",
                "twice");
}

BOOST_AUTO_TEST_CASE(no_mime_version_or_another_rfc2045_4) {
    expect_none("From: a@b.example\r\nContent-Type: text/plain\r\n\r\nx\r\n", "MIME-Version");
    expect_none("MIME-Version: 1.1\r\nContent-Type: text/plain\r\n\r\nx\r\n", "MIME-Version");
    expect_none("MIME-Version: 1.0\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx\r\n",
                "MIME-Version");
    expect_none("MIME-Version: 1.0 (x)\r\nContent-Type: text/plain\r\n\r\nx\r\n", "MIME-Version");
}

BOOST_AUTO_TEST_CASE(types_that_readers_read_in_two_ways_rfc2045_5_1) {
    for (const auto* type :
         {"text", "text/", "/plain", "text/plain; charset", "text/plain; charset=",
          "text/plain; charset=\"\"", "text/plain (comment)", "text/plain; charset=a; charset=b",
          "text/plain; charset=a b", "text/plain charset=a", "text /plain", "text/plain; =a",
          "text/plain; name*0=a; name*1=b", "text/plain; name*=utf-8''a", "text/plain; a=\"b",
          "text/plain;; a=b", "text/pla\xc3\xaen", ""})
        expect_none(part_of_type(type), "Content-Type cannot be read");
}

BOOST_AUTO_TEST_CASE(boundaries_that_are_none_rfc2046_5_1_1) {
    const std::string body = "--x\r\n\r\na\r\n--x--\r\n";
    expect_none(mime + "Content-Type: multipart/mixed\r\n\r\n" + body, "boundary");
    for (const std::string& boundary :
         {std::string("\"x \""), std::string("\"a*b\""), '"' + std::string(71, 'x') + '"',
          std::string("\"\xc3\xa4\"")})
        expect_none(mixed(body, boundary), "boundary");
}

// One reader takes the first, one the last: they cut the message in two ways (RFC 2045 §5.1).
BOOST_AUTO_TEST_CASE(two_boundary_parameters) {
    expect_none(mixed("--x\r\n\r\na\r\n--x--\r\n", "x; boundary=y"), "Content-Type");
    expect_none(mixed("--x\r\n\r\na\r\n--x--\r\n", "x; BOUNDARY=y"), "Content-Type");
}

BOOST_AUTO_TEST_CASE(an_inner_boundary_that_begins_as_an_outer_one) {
    for (const auto* inner : {"=_b", "=_b2", "=_"})
        expect_none(mixed("--=_b\r\nContent-Type: multipart/mixed; boundary=\"" +
                          std::string(inner) + "\"\r\n\r\n--=_b--\r\n"),
                    "boundary begins");
}

BOOST_AUTO_TEST_CASE(no_closing_delimiter) {
    expect_none(mixed("--=_b\r\n\r\nx\r\n"), "no end");
    expect_none(mixed("--=_b\r\n\r\nx\r\n--=_b\r\n\r\n"), "no end");
    expect_none(mixed("nothing\r\n"), "no end");
    expect_none(mixed("--=_b\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nx\r\n"
                      "--=_b--\r\n"),
                "no end");
}

BOOST_AUTO_TEST_CASE(lines_that_are_nearly_delimiters) {
    expect_none(mixed("--=_b\r\n\r\nx\r\n--=_bx\r\n--=_b--\r\n"), "nearly");
    expect_none(mixed("--=_b\r\n\r\nx\r\n--=_b-\r\n--=_b--\r\n"), "nearly");
    expect_none(mixed("--=_b\r\n\r\nx\r\n--=_b-- x\r\n"), "nearly");
}

BOOST_AUTO_TEST_CASE(parts_behind_the_closing_delimiter) {
    expect_none(mixed("--=_b\r\n\r\nx\r\n--=_b--\r\n--=_b\r\n\r\ny\r\n--=_b--\r\n"), "behind");
}

BOOST_AUTO_TEST_CASE(a_part_header_without_end_or_with_malformed_lines) {
    expect_none(mixed("--=_b\r\nContent-Type: text/plain\r\n--=_b--\r\n"), "no end");
    expect_none(mixed("--=_b\r\nno field\r\n\r\nx\r\n--=_b--\r\n"), "malformed");
    expect_none(mixed("--=_b\r\n folded\r\n\r\nx\r\n--=_b--\r\n"), "malformed");
    expect_none(mixed("--=_b\r\nX: " + std::string(70'000, 'x') + "\r\n\r\nx\r\n--=_b--\r\n"),
                "64 KiB");
}

BOOST_AUTO_TEST_CASE(a_multipart_or_message_that_is_encoded_as_a_whole_rfc2045_6_4) {
    expect_none(mime +
                    "Content-Type: multipart/mixed; boundary=b\r\n"
                    "Content-Transfer-Encoding: base64\r\n\r\nLS1i\r\n",
                "as a whole");
    expect_none(mixed("--=_b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"
                      "\r\n\r\nQQ==\r\n--=_b--\r\n"),
                "as a whole");
}

BOOST_AUTO_TEST_CASE(content_that_is_elsewhere_rfc2046_5_2) {
    expect_none(part_of_type("message/partial; id=1; number=1"), "elsewhere");
    expect_none(part_of_type("message/external-body; access-type=URL"), "elsewhere");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_digest_without_type_rfc2046_5_1_5) {
    expect_none(
        replaced(mixed("--=_b\r\n\r\nx\r\n--=_b--\r\n"), "multipart/mixed", "multipart/digest"),
        "digest");
}

BOOST_AUTO_TEST_CASE(unknown_or_malformed_encodings) {
    for (const auto* encoding : {"x-uuencode", "base64 (x)", "\"base64\"", "base64;", "b64", ""})
        expect_none(text(encoding, "QQ==\r\n"), "not known");
}

BOOST_AUTO_TEST_CASE(malformed_base64_rfc2045_6_8) {
    for (const auto* body : {"QQ=", "Q", "QQ", "QQ==QQ==", "QR==", "QQ==\r\nQQ==", "Q!Q=", "=QQ=",
                             "QQ===", "QUI=\r\n=", "Q Q==", "QUJD\r\n====", "\xc3\xa4QQ=="})
        expect_none(base64_text(body), "not encoded as it says");
}

BOOST_AUTO_TEST_CASE(malformed_quoted_printable_rfc2045_6_7) {
    for (const auto* body :
         {"a=", "a=\r\n", "a=4", "a=4\r\n1", "a=GG", "a==41", "\xc3\xa4", "a\x01z", "a=\r\n="})
        expect_none(qp_text(body), "not encoded as it says");
}

BOOST_AUTO_TEST_CASE(a_cr_alone_and_nul) {
    expect_none(text("8bit", "a\rb\r\n"), "CR alone");
    expect_none(text("8bit", std::string("a\0b\r\n", 5)), "CR alone");
    expect_none(base64_text("YQ1i\r\n"), "CR alone");
}

// Python's two policies of reading mail cut such a message in two ways (RFC 2045 §5.1, RFC 2047
// §5).
BOOST_AUTO_TEST_CASE(boundaries_with_quoted_pairs_folds_or_encoded_words) {
    const std::string body = "--ab\r\n\r\nx\r\n--ab--\r\n";
    expect_none(mixed(body, "\"a\\b\""), "Content-Type cannot be read");
    expect_none(mixed("--a b\r\n\r\nx\r\n--a b--\r\n", "\"a\r\n b\""),
                "Content-Type cannot be read");
    expect_none(mixed("--=?q?ab?=\r\n\r\nx\r\n--=?q?ab?=--\r\n", "\"=?q?ab?=\""), "boundary");
    BOOST_TEST(digest_of(mixed(body, "\"ab\"")).problem == "");
}

// Some readers do not know the field then (obsolete syntax, RFC 5322 §4.5).
BOOST_AUTO_TEST_CASE(white_space_between_name_and_colon) {
    for (const auto* name : {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"})
        expect_none(
            replaced(text("8bit", "x\r\n"), name + std::string(":"), name + std::string(" :")),
            "colon");
    expect_none(mixed("--=_b\r\nContent-Type : text/html\r\n\r\nx\r\n--=_b--\r\n"), "colon");
    expect_none(mixed("--=_b\r\nX-Other\t: y\r\n\r\nx\r\n--=_b--\r\n"), "colon");
}

// Some readers end the header there (obs-FWS, RFC 5322 §4.2).
BOOST_AUTO_TEST_CASE(a_line_of_white_space_in_a_part_header) {
    const std::string parts =
        "--=_b\r\nContent-Type: text/plain\r\n \t\r\nContent-ID: <1@x>\r\n\r\nx\r\n--=_b--\r\n";
    expect_none(mixed(parts), "malformed");
}

BOOST_AUTO_TEST_CASE(a_multipart_without_parts_rfc2046_5_1_1) {
    expect_none(mixed("--=_b--\r\n"), "no part");
    expect_none(mixed("preamble\r\n--=_b--\r\nepilogue\r\n"), "no part");
}

// Some decoders keep the "=" and the line end (RFC 2045 §6.7, rules 3 and 5).
BOOST_AUTO_TEST_CASE(quoted_printable_with_white_space_at_a_line_end_rfc2045_6_7) {
    for (const auto* body : {"a= \r\nb\r\n", "a=\t\r\nb\r\n", "a \r\nb\r\n", "a\t\r\n", " \r\n"})
        expect_none(qp_text(body), "not encoded as it says");
}

// In UTF-16 U+0D0A U+0D0A would be U+0A0A: such text has no line ends that octets tell (RFC 2781
// §5).
BOOST_AUTO_TEST_CASE(text_whose_line_ends_are_not_cr_and_lf_octets) {
    for (const auto* charset :
         {"utf-16", "UTF-16BE", "\"utf-16le\"", "utf-32", "x-unknown", "ibm037"})
        expect_none(mime + "Content-Type: text/plain; charset=" + charset +
                        "\r\nContent-Transfer-Encoding: base64\r\n\r\nDQoNCgBB\r\n",
                    "charset");
    for (const auto* charset : {"us-ascii", "\"UTF-8\"", "ISO-8859-15", "windows-1252", "koi8-r",
                                "iso-2022-jp", "Shift_JIS", "gb18030"})
        BOOST_TEST(
            digest_of(mime + "Content-Type: text/plain; charset=" + charset + "\r\n\r\nx\r\n")
                .problem == "");
}

BOOST_AUTO_TEST_CASE(a_nul_in_decoded_text) {
    expect_none(base64_text("YQBi\r\n"), "NUL");
    expect_none(qp_text("a=00b\r\n"), "NUL");
}

BOOST_AUTO_TEST_CASE(mixed_line_ends_rfc5321_2_3_8) {
    expect_none(text("8bit", "a\r\nb\n"), "mixed");
    expect_none(text("8bit", "a\nb\r\n"), "mixed");
    expect_none(base64_text("QUJD\nQUJD\r\n"), "mixed");
    expect_none(replaced(mixed(two_parts), "\r\n--inner--\r\n", "\n--inner--\r\n"), "mixed");
}

BOOST_AUTO_TEST_CASE(a_cr_at_the_very_end) {
    expect_none(text("8bit", "a\r"), "CR alone");
    expect_none(text("8bit", "a\r\r\n"), "CR alone");
    expect_none(base64_text("QUJD\r"), "CR alone");
}

BOOST_AUTO_TEST_CASE(too_deep_too_many_too_long) {
    std::string message = mime;
    std::string end;
    for (int depth = 0; depth < 11; ++depth) {
        const auto name = "d" + std::to_string(depth) + "x";
        message += "Content-Type: multipart/mixed; boundary=" + name + "\r\n\r\n--" + name + "\r\n";
        end = "\r\n--" + name + "--" + end;
    }
    expect_none(message + "\r\nx" + end + "\r\n", "deeper");
    std::string parts;
    for (int part = 0; part < 1001; ++part) parts += "--=_b\r\n\r\nx\r\n";
    expect_none(mixed(parts + "--=_b--\r\n"), "1000");
    expect_none(text("8bit", std::string(70'000, 'x') + "\r\n"), "64 KiB");
}

BOOST_AUTO_TEST_SUITE_END()
