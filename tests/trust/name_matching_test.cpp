// Names of peers, with international ones (RFC 9525 §6; RFC 5280 §4.2.1.6, §7.2; RFC 5890 to 5892):
// what an administrator may write, what a certificate may hold, and which of them are one name.
#include "support/case_table.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace std::string_view_literals;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

Certificate leaf_with(const Bytes& general_names) {
    Spec spec;
    spec.extensions = {{"2.5.29.17", false, tlv(0x30, general_names)}};
    return forge(root(), spec).certificate;
}

TrustPolicy naming(const std::string& identity, bool wildcards) {
    TrustPolicy policy = trusting({root().certificate}, {identity});
    policy.wildcards = wildcards;
    return policy;
}

/// What an administrator writes, and the name it is; nothing: it is none.
struct IdentityRow {
    std::string name;
    std::string_view written;
    std::optional<std::string> is;
};

void check_identity(const IdentityRow& row) {
    const auto identity = DomainName::from_string(row.written);
    BOOST_REQUIRE(identity.has_value() == row.is.has_value());
    if (!row.is) return;
    BOOST_TEST(identity->str() == *row.is);
    // And a certificate that holds it in A-labels is the partner's.
    const auto report =
        judged(naming(std::string(row.written), false), {leaf_with(dns_name(*row.is))});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.matched_identity->str() == *row.is);
}

/// One identity, and one dNSName of the certificate.
struct MatchRow {
    std::string name;
    std::string identity;
    std::string_view presented;
    bool matches;
};

void check_exact(const MatchRow& row) {
    for (const bool wildcards : {false, true}) {
        const auto report =
            judged(naming(row.identity, wildcards), {leaf_with(dns_name(row.presented))});
        BOOST_TEST(outcome(report) == (row.matches ? "pass" : "fail name_mismatch"));
        if (!row.matches)
            BOOST_TEST(rule_of(report, TrustReason::name_mismatch) == "RFC 9525 §6.2");
    }
}

/// With wildcards allowed; where they are not, none of these matches.
void check_wildcard(const MatchRow& row) {
    const std::vector<Certificate> chain{leaf_with(dns_name(row.presented))};
    BOOST_TEST(outcome(naming(row.identity, true), chain) ==
               (row.matches ? "pass" : "fail name_mismatch"));
    const auto forbidden = judged(naming(row.identity, false), chain);
    BOOST_TEST(outcome(forbidden) == "fail name_mismatch");
    if (row.matches) BOOST_TEST(rule_of(forbidden, TrustReason::name_mismatch) == "RFC 9525 §6.3");
}

std::string label_of(std::size_t octets, char letter = 'a') {
    return std::string(octets, letter);
}

/// A name of that many octets, 130 to 254: labels of 63, and two that fill up.
std::string name_of(std::size_t octets) {
    std::string name;
    while (octets - name.size() > 65) name += label_of(63) + ".";
    const std::size_t left = octets - name.size();
    return name + label_of(left - 2 - 1, 'b') + ".cd";
}

std::string outcome_of_names(const Bytes& general_names,
                             const std::string& identity = "mail.fabrikam.example") {
    return outcome(naming(identity, false), {leaf_with(general_names)});
}

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

const std::string mail = "mail.fabrikam.example";
const std::string munich = "xn--mnchen-3ya.example";
constexpr std::nullopt_t no_name = std::nullopt;

}  // namespace

BOOST_AUTO_TEST_SUITE(name_matching)

// RFC 5890 §2.3.2.1, RFC 5891 §4, §5; UTS #46 without its transitional mapping.
const CaseTable<IdentityRow> international_identities(
    {
        {"identity_u_label", "m\u00FCnchen.example", munich},
        {"identity_u_label_in_capitals", "M\u00DCNCHEN.Example", munich},
        {"identity_decomposed_u_label", "mu\u0308nchen.example", munich},
        {"identity_a_label", "xn--mnchen-3ya.example", munich},
        {"identity_a_label_in_capitals", "XN--MNCHEN-3YA.EXAMPLE", munich},
        {"identity_u_label_with_trailing_dot", "m\u00FCnchen.example.", munich},
        {"identity_ideographic_full_stop", "m\u00FCnchen\u3002example", munich},
        {"identity_fullwidth_letters", "\uFF46abrikam.example", "fabrikam.example"},
        {"identity_sharp_s_is_kept", "fa\u00DF.example", "xn--fa-hia.example"},
        {"identity_final_sigma_is_kept", "\u03B2\u03CC\u03BB\u03BF\u03C2.example",
         "xn--nxasmm1c.example"},
        {"identity_inner_sigma", "\u03B2\u03CC\u03BB\u03BF\u03C3.example", "xn--nxasmq6b.example"},
        {"identity_zwj_after_virama", "\u0DC1\u0DCA\u200D\u0DBB\u0DD3.example",
         "xn--10cl1a0b660p.example"},
        {"identity_zwnj_between_joining_letters",
         "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.example", "xn--mgba3gch31f060k.example"},
        {"identity_zwj_out_of_context", "fab\u200Drikam.example", no_name},
        {"identity_zwnj_out_of_context", "fab\u200Crikam.example", no_name},
        {"identity_zero_width_space", "fab\u200Brikam.example", "fabrikam.example"},
        {"identity_soft_hyphen", "fab\u00ADrikam.example", "fabrikam.example"},
        {"identity_emoji", "\U0001F4E7.example", no_name},
        {"identity_symbol", "fabrikam\u2122.example", "fabrikamtm.example"},
        {"identity_leading_combining_mark", "\u0308fabrikam.example", no_name},
        {"identity_mixed_direction", "fabrikam\u05D0.example", no_name},
        {"identity_hebrew", "\u05D0\u05D1.example", "xn--4dbc.example"},
        {"identity_not_utf8", "m\xFCnchen.example", no_name},
        {"identity_a_label_that_decodes_to_ascii", "xn--fabrikam-.example", no_name},
        {"identity_a_label_that_does_not_decode", "xn--a-\x39\x39\x39\x39\x39.example", no_name},
        {"identity_a_label_of_sharp_s_capital", "xn--fa-64s.example", no_name},
        {"identity_a_label_without_punycode", "xn--.example", no_name},
        // Domains of the public DNS, in A-labels as their registries publish them.
        {"identity_public_cyrillic",
         "\u043F\u0440\u0435\u0437\u0438\u0434\u0435\u043D\u0442.\u0440\u0444",
         "xn--d1abbgf6aiiy.xn--p1ai"},
        {"identity_public_german", "m\u00FCnchen.de", "xn--mnchen-3ya.de"},
        {"identity_public_chinese",
         "\u4E2D\u56FD\u4E92\u8054\u7F51\u7EDC\u4FE1\u606F\u4E2D\u5FC3."
         "\u4E2D\u56FD",
         "xn--fiqa61au8b7zsevnm8ak20mc4a87e.xn--fiqs8s"},
        {"identity_public_arabic",
         "\u0645\u0648\u0642\u0639.\u0648\u0632\u0627\u0631\u0629-"
         "\u0627\u0644\u0623\u062A\u0635\u0627\u0644\u0627\u062A."
         "\u0645\u0635\u0631",
         "xn--4gbrim.xn----rmckbbajlc6dj7bxne2c.xn--wgbh1c"},
        {"identity_public_japanese", "\u4F8B\u3048.\u30C6\u30B9\u30C8", "xn--r8jz45g.xn--zckzah"},
        {"identity_public_korean", "\uB3C4\uBA54\uC778.\uD55C\uAD6D",
         "xn--hq1bm8jm9l.xn--3e0b707e"},
        {"identity_public_greek",
         "\u03C0\u03B1\u03C1\u03AC\u03B4\u03B5\u03B9\u03B3\u03BC\u03B1."
         "\u03B5\u03BB",
         "xn--hxajbheg2az3al.xn--qxam"},
    },
    check_identity);

// RFC 1123 §2.1, RFC 1035 §2.3.4, RFC 9525 §6.2: the reference identity is a host name.
const CaseTable<IdentityRow> ascii_identities(
    {
        {"identity_in_capitals", "MAIL.Fabrikam.EXAMPLE", mail},
        {"identity_with_trailing_dot", "mail.fabrikam.example.", mail},
        {"identity_with_two_trailing_dots", "mail.fabrikam.example..", no_name},
        {"identity_with_empty_label", "mail..example", no_name},
        {"identity_with_leading_dot", ".fabrikam.example", no_name},
        {"identity_with_underscore", "mail_1.fabrikam.example", no_name},
        {"identity_with_leading_underscore", "_smtp.fabrikam.example", no_name},
        {"identity_with_inner_hyphens", "m-a--il.fabrikam.example", "m-a--il.fabrikam.example"},
        {"identity_with_leading_hyphen", "-mail.fabrikam.example", no_name},
        {"identity_with_trailing_hyphen", "mail-.fabrikam.example", no_name},
        {"identity_with_digits_first", "1mail.fabrikam.example", "1mail.fabrikam.example"},
        {"identity_of_an_address", "192.0.2.1", no_name},
        {"identity_of_an_address_literal", "[192.0.2.1]", no_name},
        {"identity_with_nul", "mail.fabrikam.example\0.evil.example"sv, no_name},
        {"identity_with_space", "mail fabrikam.example", no_name},
        {"identity_with_wildcard", "*.fabrikam.example", no_name},
        {"identity_with_port", "mail.fabrikam.example:25", no_name},
        {"identity_empty", "", no_name},
    },
    check_identity);

BOOST_AUTO_TEST_CASE(identity_label_of_63_octets) {  // RFC 1035 §2.3.4
    const std::string name = label_of(63) + ".example";
    BOOST_TEST(outcome_of_names(dns_name(name), name) == "pass");
}

BOOST_AUTO_TEST_CASE(identity_label_of_64_octets) {  // RFC 1035 §2.3.4
    BOOST_TEST(!DomainName::from_string(label_of(64) + ".example").has_value());
}

BOOST_AUTO_TEST_CASE(identity_of_253_octets) {  // RFC 1035 §2.3.4: 255 on the wire
    const std::string name = name_of(253);
    BOOST_REQUIRE(name.size() == 253u);
    BOOST_TEST(outcome_of_names(dns_name(name), name) == "pass");
}

BOOST_AUTO_TEST_CASE(identity_of_254_octets) {  // RFC 1035 §2.3.4
    const std::string name = name_of(254);
    BOOST_REQUIRE(name.size() == 254u);
    BOOST_TEST(!DomainName::from_string(name).has_value());
}

// RFC 9525 §6.3: labels are compared without regard to the case of ASCII letters, and else octet by
// octet. RFC 5280 §4.2.1.6, §7.2: dNSName is an IA5String in preferred name syntax, in A-labels.
const CaseTable<MatchRow> exact_names(
    {
        {"presented_as_it_is", mail, mail, true},
        {"presented_in_mixed_case", mail, "mAIL.FabriKam.eXample", true},
        {"presented_with_trailing_dot", mail, "mail.fabrikam.example.", false},
        {"presented_with_two_trailing_dots", mail, "mail.fabrikam.example..", false},
        {"presented_with_leading_dot", mail, ".mail.fabrikam.example", false},
        {"presented_parent", mail, "fabrikam.example", false},
        {"presented_child", "fabrikam.example", mail, false},
        {"presented_suffix_of_a_label", "fabrikam.example", "notfabrikam.example", false},
        {"presented_prefix", mail, "mail.fabrikam.example.evil.example", false},
        {"presented_with_underscore", mail, "mail_.fabrikam.example", false},
        {"presented_with_inner_hyphens", "m--1.fabrikam.example", "m--1.fabrikam.example", true},
        {"presented_with_leading_hyphen", mail, "-ail.fabrikam.example", false},
        {"presented_with_space_before", mail, " mail.fabrikam.example", false},
        {"presented_with_space_behind", mail, "mail.fabrikam.example ", false},
        {"presented_with_line_end", mail, "mail.fabrikam.example\n", false},
        {"presented_with_tab", mail, "mail\t.fabrikam.example", false},
        {"presented_with_nul_behind", mail, "mail.fabrikam.example\0"sv, false},
        {"presented_with_nul_and_another_name", mail, "mail.fabrikam.example\0.evil.example"sv,
         false},
        {"presented_with_nul_in_front", mail, "\0mail.fabrikam.example"sv, false},
        {"presented_with_nul_for_a_dot", mail, "mail\0fabrikam.example"sv, false},
        {"presented_as_address", mail, "mx@mail.fabrikam.example", false},
        {"presented_as_uri", mail, "https://mail.fabrikam.example", false},
        {"presented_with_port", mail, "mail.fabrikam.example:25", false},
        {"presented_empty", mail, "", false},
        {"presented_a_label", munich, munich, true},
        {"presented_a_label_in_capitals", munich, "XN--MNCHEN-3YA.EXAMPLE", true},
        {"presented_a_label_for_a_u_label", "m\u00FCnchen.example", munich, true},
        {"presented_u_label", munich, "m\u00FCnchen.example", false},
        {"presented_u_label_in_latin_1", munich, "m\xFCnchen.example", false},
        {"presented_u_label_decomposed", munich, "mu\u0308nchen.example", false},
        {"presented_with_8_bit_octet", mail, "mail.fabrikam.exampl\xE5", false},
        {"presented_with_fullwidth_letter", mail, "\uFF4Dail.fabrikam.example", false},
        {"presented_with_ideographic_full_stop", mail, "mail\u3002fabrikam.example", false},
        {"presented_a_label_that_does_not_decode", munich, "xn--mnchen-3yb!.example", false},
        // RFC 5890 §4.4: names that look alike are other names.
        {"confusable_cyrillic_a", "fabrikam.example", "xn--fbrikam-2fg.example", false},
        {"confusable_u_without_dots", munich, "munchen.example", false},
        {"confusable_digit_for_letter", mail, "mai1.fabrikam.example", false},
        {"sharp_s_is_not_ss", "fa\u00DF.example", "fass.example", false},
        {"ss_is_not_sharp_s", "fass.example", "xn--fa-hia.example", false},
        {"final_sigma_is_not_sigma", "\u03B2\u03CC\u03BB\u03BF\u03C2.example",
         "xn--nxasmq6b.example", false},
        {"joiner_is_not_nothing", "\u0DC1\u0DCA\u200D\u0DBB\u0DD3.example", "xn--10cl1a0b.example",
         false},
        {"traditional_is_not_simplified", "\u4E2D\u56FD.example", "xn--fiqz9s.example", false},
    },
    check_exact);

// RFC 9525 §6.3: the wildcard is the whole left-most label, and stands for exactly one label.
const CaseTable<MatchRow> wildcards(
    {
        {"wildcard_stands_for_one_label", mail, "*.fabrikam.example", true},
        {"wildcard_in_mixed_case", mail, "*.FABRIKAM.Example", true},
        {"wildcard_not_for_none", "fabrikam.example", "*.fabrikam.example", false},
        {"wildcard_not_for_two", "a.mail.fabrikam.example", "*.fabrikam.example", false},
        {"wildcard_alone", mail, "*", false},
        {"wildcard_alone_for_one_label", "localhost", "*", false},
        {"wildcard_of_a_top_level_domain", "fabrikam.example", "*.example", false},
        {"wildcard_of_an_international_top_level_domain", "a.\u0440\u0444", "*.xn--p1ai", false},
        {"wildcard_at_the_end_of_a_label", "foo.fabrikam.example", "f*.fabrikam.example", false},
        {"wildcard_at_the_beginning_of_a_label", mail, "*l.fabrikam.example", false},
        {"wildcard_within_a_label", mail, "m*l.fabrikam.example", false},
        {"wildcard_twice", mail, "*.*.example", false},
        {"wildcard_twice_in_a_label", mail, "**.fabrikam.example", false},
        {"wildcard_behind", mail, "mail.*.example", false},
        {"wildcard_last", mail, "mail.fabrikam.*", false},
        {"wildcard_with_trailing_dot", mail, "*.fabrikam.example.", false},
        {"wildcard_without_dot", mail, "*fabrikam.example", false},
        {"wildcard_with_empty_label", mail, "*..fabrikam.example", false},
        {"wildcard_over_an_a_label", "mail.m\u00FCnchen.example", "*.xn--mnchen-3ya.example", true},
        {"wildcard_for_an_a_label", "m\u00FCnchen.fabrikam.example", "*.fabrikam.example", true},
        {"wildcard_within_an_a_label", "xn--mnchen-3ya.fabrikam.example",
         "xn--*-3ya.fabrikam.example", false},
        {"wildcard_over_a_u_label", "mail.m\u00FCnchen.example", "*.m\u00FCnchen.example", false},
        {"wildcard_in_fullwidth", mail, "\uFF0A.fabrikam.example", false},
        {"wildcard_with_ideographic_full_stop", mail, "*\u3002fabrikam.example", false},
        {"wildcard_over_a_confusable", mail, "*.xn--fbrikam-2fg.example", false},
        {"wildcard_in_punycode", mail, "xn--*.fabrikam.example", false},
        {"wildcard_with_nul", mail, "*.fabrikam.example\0"sv, false},
        {"wildcard_of_another", mail, "*.contoso.example", false},
    },
    check_wildcard);

// RFC 9525 §2, §6.2: no other place than dNSName holds a host name.
BOOST_AUTO_TEST_CASE(common_name_never_counts_beside_other_forms) {
    Spec spec;
    spec.subject = mail;
    spec.extensions = {alternative_names({email_name("postmaster@fabrikam.example")})};
    BOOST_TEST(outcome(naming(mail, true), {forge(root(), spec).certificate}) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(common_name_never_counts_beside_another_name) {
    Spec spec;
    spec.subject = mail;
    spec.extensions = {alternative_names({dns_name("www.fabrikam.example")})};
    BOOST_TEST(outcome(naming(mail, true), {forge(root(), spec).certificate}) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(common_name_may_differ_from_the_name) {
    Spec spec = edge();
    spec.subject = "www.contoso.example";
    BOOST_TEST(outcome(naming(mail, false), {forge(root(), spec).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(address_alone_is_no_name) {
    BOOST_TEST(outcome_of_names(ip_name({192, 0, 2, 1})) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(mailbox_alone_is_no_name) {
    BOOST_TEST(outcome_of_names(email_name("a@mail.fabrikam.example")) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(uri_alone_is_no_name) {
    BOOST_TEST(outcome_of_names(uri_name("smtp://mail.fabrikam.example/")) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(directory_name_alone_is_no_name) {
    BOOST_TEST(outcome_of_names(directory_name(detail::encode_name(mail, ""))) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(name_beside_other_forms_counts) {
    BOOST_TEST(outcome_of_names(joined({ip_name({192, 0, 2, 1}), email_name("a@b.example"),
                                        uri_name("https://c.example/"), dns_name(mail)})) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(name_beside_malformed_names_counts) {  // each name stands for itself
    BOOST_TEST(outcome_of_names(joined({dns_name(""), dns_name("a\0b"sv), dns_name("\xFF"),
                                        dns_name("*"), dns_name(mail)})) == "pass");
}

BOOST_AUTO_TEST_CASE(same_name_twice_counts_once) {
    BOOST_TEST(outcome_of_names(joined({dns_name(mail), dns_name(mail)})) == "pass");
}

BOOST_AUTO_TEST_CASE(empty_list_of_names_is_malformed) {  // RFC 5280 §4.2.1.6: SIZE (1..MAX)
    const auto report = judged(naming(mail, false), {leaf_with({})});
    BOOST_TEST(outcome(report) == "permerror malformed");
    BOOST_TEST(rule_of(report, TrustReason::malformed) == "RFC 5280 §4.2.1.6");
}

BOOST_AUTO_TEST_CASE(list_that_breaks_off_is_malformed) {
    Bytes names = dns_name(mail);
    names.insert(names.end(), {0x82, 0x05, 'a'});
    BOOST_TEST(outcome_of_names(names) == "permerror malformed");
}

BOOST_AUTO_TEST_CASE(name_of_an_unknown_form_is_malformed) {  // RFC 5280 §4.2.1.6: [0] to [8]
    BOOST_TEST(outcome_of_names(joined({dns_name(mail), tlv(0x8B, "x")})) == "permerror malformed");
}

BOOST_AUTO_TEST_CASE(constructed_dns_name_is_malformed) {  // X.690 §10.2
    BOOST_TEST(outcome_of_names(tlv(0xA2, tlv(0x16, mail))) == "permerror malformed");
}

BOOST_AUTO_TEST_CASE(no_extension_is_no_name) {
    BOOST_TEST(outcome(naming(mail, false), {forge(root(), Spec{}).certificate}) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(critical_list_of_names_is_read_the_same) {  // RFC 5280 §4.2.1.6
    Spec spec;
    spec.extensions = {alternative_names({dns_name(mail)})};
    spec.extensions[0].critical = true;
    BOOST_TEST(outcome(naming(mail, false), {forge(root(), spec).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(ten_thousand_names_are_looked_through) {
    // As many as 64 KiB hold, and the one that matters last.
    Bytes names;
    for (int i = 0; i < 10'000; ++i) {
        const std::string label{static_cast<char>('a' + i % 26), '.',
                                static_cast<char>('a' + i / 26 % 26)};
        const Bytes name = dns_name(label);
        names.insert(names.end(), name.begin(), name.end());
    }
    const Bytes last = dns_name(mail);
    names.insert(names.end(), last.begin(), last.end());
    BOOST_TEST(outcome_of_names(names) == "pass");
    const auto report = judged(naming("contoso.example", true), {leaf_with(names)});
    BOOST_TEST(outcome(report) == "fail name_mismatch");
    const std::string& seen = finding(report, TrustReason::name_mismatch)->seen;
    BOOST_TEST(seen.size() < 1000u);
    BOOST_TEST(seen.find("and 9991 more") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_of_a_stranger_are_shown_escaped) {
    const auto report =
        judged(naming(mail, false), {leaf_with(dns_name("\x1B[31m\r\nmail.fabrikam.example"))});
    const std::string& seen = finding(report, TrustReason::name_mismatch)->seen;
    for (const char c : seen) BOOST_TEST((c >= ' ' && c <= '~'));
}

BOOST_AUTO_TEST_CASE(first_identity_that_the_leaf_holds_is_reported) {
    TrustPolicy policy = trusting({root().certificate}, {mail, "mx.fabrikam.example"});
    policy.wildcards = true;
    const auto report = judged(
        policy,
        {leaf_with(joined({dns_name("*.fabrikam.example"), dns_name("mx.fabrikam.example")}))});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.matched_identity->str() == mail);
}

BOOST_AUTO_TEST_SUITE_END()
