// What somebody would try against a verifier, each case with its source.
#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/error.hpp>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

void expect(const std::string& whole, Status status, StampReason reason) {
    const auto report = report_on(whole);
    BOOST_TEST_CONTEXT("detail: " << report.detail) {
        BOOST_TEST(to_string(report.status) == to_string(status));
        BOOST_TEST(to_string(report.reason) == to_string(reason));
    }
    // Whoever has parsed the message before gets the same verdict.
    const auto view = MessageView::parse(whole);
    BOOST_TEST(to_string(verifier().verify(view, at_delivery()).reason) == to_string(reason));
    if (status != Status::pass) BOOST_TEST(report.display().label.empty());
}

std::string with_header(std::string_view field) {
    return std::string(field) + "\r\n" + stamped(message());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attacks)

// RFC 6376 §8.15
BOOST_AUTO_TEST_CASE(a_second_from_above_the_first) {
    expect(with_header("From: ceo@fabrikam.example"), Status::fail, StampReason::several_authors);
}

BOOST_AUTO_TEST_CASE(a_second_from_below_the_first) {
    expect(replaced(stamped(message()), "X-Mailer:", "From: ceo@fabrikam.example\r\nX-Mailer:"),
           Status::fail, StampReason::several_authors);
}

// RFC 5322 §4.5: "From :" is the same field in the obsolete syntax.
BOOST_AUTO_TEST_CASE(a_second_from_with_a_space_before_the_colon) {
    expect(with_header("From : ceo@fabrikam.example"), Status::fail, StampReason::several_authors);
}

BOOST_AUTO_TEST_CASE(a_from_with_two_addresses) {
    expect(replaced(stamped(message()), "<alice@fabrikam.example>",
                    "<alice@fabrikam.example>, eve@evil.example"),
           Status::fail, StampReason::several_authors);
}

// Chen, Paxson, Jiang: "Composition Kills" (USENIX Security 2020), the From ambiguities.
BOOST_AUTO_TEST_CASE(an_address_in_the_display_name_beside_another_address) {
    expect(replaced(stamped(message()), "\"Alice Example\" <alice@fabrikam.example>",
                    "\"alice@fabrikam.example\" <eve@evil.example>"),
           Status::fail, StampReason::signature_mismatch);
}

// RFC 6854: group syntax in From.
BOOST_AUTO_TEST_CASE(a_from_in_group_syntax) {
    expect(replaced(stamped(message()), "\"Alice Example\" <alice@fabrikam.example>",
                    "Friends: alice@fabrikam.example;"),
           Status::fail, StampReason::several_authors);
}

// RFC 6376 §8.3, and readers that show the uppermost Subject.
BOOST_AUTO_TEST_CASE(a_second_subject) {
    expect(with_header("Subject: transfer now"), Status::fail, StampReason::signature_mismatch);
}

// RFC 6376 §5.4.2: bottom-up selection sees the exchange.
BOOST_AUTO_TEST_CASE(covered_fields_in_another_order_do_not_matter_but_equal_names_do) {
    const auto twice =
        "Resent-To: a@contoso.example\r\nResent-To: b@contoso.example\r\n" + message();
    const auto whole = stamped(twice);
    expect(whole, Status::pass, StampReason::none);
    auto exchanged = replaced(whole, "Resent-To: a@", "Resent-To: c@");
    exchanged = replaced(exchanged, "Resent-To: b@", "Resent-To: a@");
    exchanged = replaced(exchanged, "Resent-To: c@", "Resent-To: b@");
    expect(exchanged, Status::fail, StampReason::signature_mismatch);
}

// SMTP smuggling (CVE-2023-51764): one side ends the data where the other goes on.
BOOST_AUTO_TEST_CASE(a_smuggled_second_message_behind_bare_line_ends) {
    expect(stamped(message()) + "\n.\nMAIL FROM:<eve@evil.example>\n", Status::permerror,
           StampReason::malformed_message);
    expect(stamped(message()) + "\r.\rMAIL FROM:<eve@evil.example>\r\n", Status::permerror,
           StampReason::malformed_message);
}

BOOST_AUTO_TEST_CASE(a_nul_in_header_or_body) {
    const std::string nul("\0", 1);
    expect(stamped(message()) + nul, Status::permerror, StampReason::malformed_message);
    expect("X-A: " + nul + "\r\n" + stamped(message()), Status::permerror,
           StampReason::malformed_message);
}

BOOST_AUTO_TEST_CASE(mixed_line_ends_between_header_and_body) {
    const auto whole = stamped(message());
    const auto body = whole.find("\r\n\r\n") + 4;
    expect(with_lf(whole.substr(0, body)) + whole.substr(body), Status::permerror,
           StampReason::malformed_message);
    expect(whole.substr(0, body) + with_lf(whole.substr(body)), Status::permerror,
           StampReason::malformed_message);
}

// The border removes foreign marks; a verifier must not fall to them all the same.
BOOST_AUTO_TEST_CASE(ten_thousand_stamps) {
    std::string many;
    for (int at = 0; at < 10'000; ++at) many += "Domain-Secured: v=1; d=evil.example\r\n";
    VerifierOptions options;
    options.message.max_fields = 20'000;
    const auto report = verifier(options).verify(many + stamped(message()), at_delivery());
    BOOST_TEST(to_string(report.status) == "permerror");
    BOOST_TEST(to_string(report.reason) == "several_stamps");
}

BOOST_AUTO_TEST_CASE(as_many_foreign_stamps_as_the_limit_allows) {
    auto whole = stamped(message());
    for (int at = 0; at < 15; ++at) whole = "Domain-Secured: v=1; d=evil.example\r\n" + whole;
    expect(whole, Status::pass, StampReason::none);
    expect("Domain-Secured: v=1; d=evil.example\r\n" + whole, Status::permerror,
           StampReason::several_stamps);
}

BOOST_AUTO_TEST_CASE(a_second_stamp_of_ours_with_the_domain_in_other_letters) {
    expect(with_header("domain-SECURED : d=CONTOSO.example; v=1"), Status::permerror,
           StampReason::several_stamps);
    expect(with_header("Domain-Secured:\r\n d\r\n =\r\n contoso.example."), Status::permerror,
           StampReason::several_stamps);
}

// RFC 6376 §3.2
BOOST_AUTO_TEST_CASE(duplicate_tags) {
    expect(
        replaced(stamped(message()), "d=contoso.example;", "d=contoso.example; d=contoso.example;"),
        Status::permerror, StampReason::malformed_stamp);
    expect(
        replaced(stamped(message()), "p=fabrikam.example;", "p=evil.example; p=fabrikam.example;"),
        Status::permerror, StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_CASE(a_stamp_inside_an_attached_message_is_not_one_of_this_message) {
    const auto outer =
        "From: eve@evil.example\r\nMIME-Version: 1.0\r\n"
        "Content-Type: message/rfc822\r\n\r\n" +
        stamped(message());
    expect(outer, Status::none, StampReason::no_stamp);
}

BOOST_AUTO_TEST_CASE(a_stamp_below_the_empty_line_is_body) {
    expect("\r\n" + stamped(message()), Status::none, StampReason::no_stamp);
}

BOOST_AUTO_TEST_CASE(a_stamp_moved_to_another_message) {
    const auto field = stamped(message()).substr(0, stamped(message()).size() - message().size());
    const auto other = replaced(message(), "Subject: Quarterly", "Subject: Other");
    expect(field + other, Status::fail, StampReason::signature_mismatch);
    expect(field + replaced(message(), "Dear Bob", "Dear Rob"), Status::fail,
           StampReason::body_hash_mismatch);
}

BOOST_AUTO_TEST_CASE(a_body_hash_made_for_the_changed_body) {
    const auto evil = replaced(message(), "attached", "attacked");
    const auto evil_bh = report_on(evil).detail;  // no stamp there: take it from a stamp of it
    BOOST_TEST(evil_bh == "There is no stamp.");
    const auto with_evil = stamped(evil);
    const auto begin = with_evil.find("bh=");
    const auto bh = with_evil.substr(begin, with_evil.find(';', begin) - begin);
    expect(edited_stamp(stamped(message()), {bh}) + evil, Status::fail,
           StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(a_changed_signature) {
    const auto whole = stamped(message());
    const auto at = whole.find(" b=") + 3;
    auto changed = whole;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    expect(changed, Status::fail, StampReason::signature_mismatch);
}

// RFC 8032 §5.1.7: S below the group order only, so that one signature has one form.
BOOST_AUTO_TEST_CASE(a_signature_with_the_group_order_added_to_s) {
    constexpr std::array<unsigned, 32> order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                                0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                                0,    0,    0,    0,    0,    0,    0,    0,
                                                0,    0,    0,    0,    0,    0,    0,    0x10};
    const auto whole = stamped(message());
    const auto before = whole.substr(0, whole.find(" b=") + 3);
    const auto after = whole.substr(before.size(), whole.find("\r\nReceived") - before.size());
    auto signature = detail::from_base64(after).value();
    expect(before + detail::to_base64(signature) + "\r\n" + message(), Status::pass,
           StampReason::none);
    unsigned carry = 0;
    for (std::size_t at = 0; at < order.size(); ++at) {
        carry += signature[32 + at] + order[at];
        signature[32 + at] = static_cast<std::uint8_t>(carry & 0xffU);
        carry >>= 8U;
    }
    expect(before + detail::to_base64(signature) + "\r\n" + message(), Status::fail,
           StampReason::signature_mismatch);
}

// RFC 6376 §2.10
BOOST_AUTO_TEST_CASE(base64_with_junk_in_the_signature) {
    expect(replaced(stamped(message()), " b=", " b=*"), Status::permerror,
           StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_CASE(an_h_of_thousands_of_names_costs_little) {
    std::string names = "from:from";
    while (names.size() < 60'000) names += ":x:y:zz";
    std::string fields;
    for (int at = 0; at < 1900; ++at) fields += "x: 1\r\n";
    const auto field = edited_stamp(stamped(message()), {"h=" + names});
    const auto begin = std::chrono::steady_clock::now();
    expect(field + fields + message(), Status::fail, StampReason::signature_mismatch);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(a_stamp_over_the_size_limit) {
    expect("Domain-Secured: v=1; d=contoso.example; zz=" + std::string(70'000, 'x') + "\r\n" +
               message(),
           Status::permerror, StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_CASE(a_header_over_the_size_limit) {
    std::string padding;
    for (int at = 0; at < 20'000; ++at) padding += " " + std::string(60, 'x') + "\r\n";
    expect(replaced(stamped(message()), "X-Mailer: example 1.0\r\n", "X-Mailer:\r\n" + padding),
           Status::permerror, StampReason::malformed_message);
}

// UTS #39: a name that looks like ours is another name.
BOOST_AUTO_TEST_CASE(a_look_alike_of_our_domain_is_not_ours) {
    expect(edited_stamp(stamped(message()), {"d=xn--contso-2ya.example"}) + message(), Status::none,
           StampReason::not_ours);
}

BOOST_AUTO_TEST_CASE(every_octet_of_a_stamped_message_changed_once_never_passes_unnoticed) {
    const auto whole = stamped(message());
    const auto field_end = whole.size() - message().size();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        const auto report = report_on(changed);
        if (report.status != Status::pass) continue;
        // Only what relaxed forgives or no stamp covers may pass: Received, X-Mailer, white space.
        const bool space = whole[at] == ' ' || whole[at] == '\t' || changed[at] == ' ';
        const auto line = whole.rfind("\r\n", at);
        const bool uncovered = at >= field_end && at < whole.find("From:");
        const bool mailer =
            line != std::string::npos && whole.compare(line + 2, 8, "X-Mailer") == 0;
        BOOST_TEST((space || uncovered || mailer),
                   "octet " << at << " of \"" << whole.substr(at > 20 ? at - 20 : 0, 40) << "\"");
    }
}

// Every cut of the message: never a crash, never a pass.
BOOST_AUTO_TEST_CASE(a_truncated_message_never_passes) {
    const auto whole = stamped(message());
    const auto last = whole.find("Alice\r\n\r\n\r\n");
    for (std::size_t size = 0; size < last; ++size)
        BOOST_TEST(to_string(report_on(whole.substr(0, size)).status) != "pass");
}

// RFC 6376 §3.5: no number of a tag may reach into another.
BOOST_AUTO_TEST_CASE(tags_that_overflow) {
    for (const auto* edit : {"t=99999999999999999999", "x=18446744073709551616", "t=-1", "t=1e9",
                             "t=0x10", "t= ", "x=1795480285.5", "t=+1", "x=9999999999999"})
        expect(resigned({edit}), Status::permerror, StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_CASE(unknown_versions) {
    for (const auto* edit : {"v=2", "v=01", "v=1.0", "v=0", "v=-1"})
        expect(resigned({edit}), Status::permerror, StampReason::unknown_version);
}

// RFC 5322 §2.1.1: longer than any line may be, and still one message with one meaning.
BOOST_AUTO_TEST_CASE(lines_over_998_octets) {
    const auto long_line = replaced(message(), "Dear Bob", std::string(100'000, 'x') + " Dear Bob");
    expect(stamped(long_line), Status::pass, StampReason::none);
    expect(replaced(stamped(long_line), "xxxx Dear", "xxxy Dear"), Status::fail,
           StampReason::body_hash_mismatch);
    expect("X-Long: " + std::string(100'000, 'y') + "\r\n" + stamped(message()), Status::pass,
           StampReason::none);
}

BOOST_AUTO_TEST_CASE(a_bare_cr_in_header_or_body) {
    expect(replaced(stamped(message()), "X-Mailer: example", "X-Mailer: ex\rample"),
           Status::permerror, StampReason::malformed_message);
    expect(replaced(stamped(message()), "Dear Bob", "Dear\rBob"), Status::permerror,
           StampReason::malformed_message);
}

BOOST_AUTO_TEST_CASE(a_stamp_from_the_future) {
    expect(resigned({"t=1795490000"}), Status::temperror, StampReason::from_future);
}

// Chen, Paxson, Jiang: a field between the covered ones that a reader takes for From.
BOOST_AUTO_TEST_CASE(from_with_white_space_or_controls_in_its_name) {
    for (const std::string name : {"From\t", "From\x01", "Fr om", "From\xc2\xa0", "\tFrom"}) {
        const auto report = report_on(name + ": eve@evil.example\r\n" + stamped(message()));
        BOOST_TEST(to_string(report.status) != "pass", "name " << escaped(name));
    }
}

// Müller et al.: "Johnny, you are fired!" (USENIX Security 2019): a stamp in a part is content.
BOOST_AUTO_TEST_CASE(a_stamped_message_as_a_part_of_another) {
    const auto inner = stamped(message());
    const auto outer =
        "From: eve@evil.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
        "boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" +
        inner + "\r\n--b--\r\n";
    expect(outer, Status::none, StampReason::no_stamp);
    const auto edits =
        border_edits(MessageView::parse(outer), {{domain("contoso.example")}, false});
    BOOST_TEST(edits.changes_nothing());
}

BOOST_AUTO_TEST_SUITE_END()
