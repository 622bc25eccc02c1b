// Reports as HTML and SVG: well formed, self-contained, and unmoved by hostile names.
#include <algorithm>
#include <array>

#include "support/crafted_certificate.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

/// Name of the element that a tag opens or closes.
std::string element_of(std::string_view tag) {
    tag.remove_prefix(tag[0] == '/' ? 1 : 0);
    return std::string(tag.substr(0, tag.find_first_of(" />")));
}

bool is_void(const std::string& element) {
    return element == "meta" || element == "!DOCTYPE";
}

/// What is wrong with the nesting of elements; empty when nothing is.
std::string nesting_mistake(const std::string& text) {
    std::vector<std::string> open;
    for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        const auto end = text.find('>', at);
        if (end == std::string::npos) return "a tag without end";
        const std::string tag = text.substr(at + 1, end - at - 1);
        const std::string element = element_of(tag);
        if (tag.front() == '/') {
            if (open.empty() || open.back() != element) return "</" + element + ">";
            open.pop_back();
        } else if (!is_void(element) && tag.back() != '/') {
            open.push_back(element);
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

/// All tags, one after the other, without the text between them.
std::string tags_of(const std::string& text) {
    std::string tags;
    for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1))
        tags += text.substr(at, text.find('>', at) + 1 - at);
    return tags;
}

void check_markup(const std::string& text) {
    BOOST_TEST(nesting_mistake(text) == "");
    const std::string tags = tags_of(text);
    for (const char* forbidden : {"<script", "<img", "<iframe", "<a ", "<link", "<object", "<b>",
                                  "<i>", "onload", "onerror", "src=", "href=", "javascript:"})
        BOOST_TEST(!holds(tags, forbidden), forbidden);
    for (const char* forbidden : {"url(", "@import", "\xE2\x80", "\x1b"})
        BOOST_TEST(!holds(text, forbidden), forbidden);
    BOOST_TEST(text.find('\0') == std::string::npos);
}

void check_pictures(const ValidationReport& report) {
    check_markup(report.html());
    check_markup(report.svg());
    BOOST_TEST(report.html().size() < 512u * 1024u);
    BOOST_TEST(report.svg().size() < 64u * 1024u);
}

ValidationReport judged_by_a_stranger(const std::vector<Certificate>& chain) {
    return judged(trusting({TestCa("Nobody").certificate()}), chain);
}

/// A certificate whose name, alternative name and issuer are this text.
Certificate named(const std::string& text) {
    Spec spec;
    spec.subject = text;
    spec.extensions = {alternative_names({dns_name(text)})};
    return forge(forge_root(authority(text)), spec).certificate;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_picture)

BOOST_AUTO_TEST_CASE(page_has_a_card_for_each_certificate_from_leaf_to_anchor) {
    const TestCa ca("Fabrikam Root");
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    const auto chain =
        ca.intermediate("Fabrikam Issuing CA").issue({"mail.fabrikam.example"}, options).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    const std::string page = report.html();
    check_pictures(report);
    BOOST_TEST(count(page, "<article") == 3u);
    BOOST_TEST(page.find("<h3>mail.fabrikam.example") < page.find("<h3>Fabrikam Issuing CA"));
    BOOST_TEST(page.find("<h3>Fabrikam Issuing CA") < page.find("<h3>Fabrikam Root"));
    BOOST_TEST(holds(page, "Accepted as mail.fabrikam.example"));
    BOOST_TEST(holds(page, "Exchange's words: Valid."));
    BOOST_TEST(holds(page, "http://crl.fabrikam.example/ca.crl"));
    BOOST_TEST(holds(page, to_hex(chain.leaf().fingerprint())));
    BOOST_TEST(holds(page, to_pin(chain.leaf().spki_sha256())));
    BOOST_TEST(holds(page, "60 days left"));
    BOOST_TEST(holds(page, "Trust anchor"));
    BOOST_TEST(!holds(page, "no way from here"));
}

BOOST_AUTO_TEST_CASE(findings_stand_in_the_card_of_their_certificate) {
    const TestCa ca("Fabrikam Root");
    const TestCa other("Other CA");
    const auto chain = ca.intermediate("Fabrikam Issuing CA").issue({"contoso.example"}).chain;
    const auto report = judged(trusting({other.certificate()}), chain.certificates());
    const std::string page = report.html();
    check_pictures(report);
    const auto issuing = page.find("<h3>Fabrikam Issuing CA");
    BOOST_REQUIRE(issuing != std::string::npos);
    BOOST_TEST(page.find("Error: The certificate is for other names") < issuing);
    BOOST_TEST(page.find("Error: An issuer is missing") > issuing);
    BOOST_TEST(holds(page, "no way from here to anything that is trusted"));
    BOOST_TEST(holds(page,
                     "RFC 9525 \xC2\xA7"
                     "6.2"));
}

BOOST_AUTO_TEST_CASE(presented_certificates_that_were_not_used_are_shown) {
    const TestCa ca("Fabrikam Root"), stray("Stray CA");
    auto chain = ca.issue({"mail.fabrikam.example"}).chain.certificates();
    chain.push_back(stray.certificate());
    const auto report = judged(trusting({ca.certificate()}), chain);
    BOOST_TEST(report.passed());
    BOOST_TEST(holds(report.html(), "Also presented"));
    BOOST_TEST(holds(report.html(), "Presented in place 1, not used"));
    BOOST_TEST(holds(report.html(), "<h3>Stray CA"));
}

BOOST_AUTO_TEST_CASE(report_without_any_certificate) {
    const TestCa ca("Fabrikam Root");
    const auto report = judged(trusting({ca.certificate()}), {});
    check_pictures(report);
    BOOST_TEST(holds(report.html(), "The peer presented no certificate"));
    BOOST_TEST(holds(report.svg(), "The peer presented no certificate"));
    check_pictures(ValidationReport{});
}

BOOST_AUTO_TEST_CASE(picture_has_title_description_and_boxes) {
    const TestCa ca("Fabrikam Root");
    const auto chain = ca.issue({"mail.fabrikam.example"}).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    const std::string picture = report.svg();
    BOOST_TEST(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    BOOST_TEST(count(picture, "class=\"box ") == 2u);
    BOOST_TEST(count(picture, "issued by") == 1u);
    BOOST_TEST(holds(picture, "role=\"img\""));
    BOOST_TEST(holds(picture, "<title id="));
    BOOST_TEST(holds(picture, "Leaf mail.fabrikam.example, no problem found."));
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_text) {
    const std::array<std::string, 6> names{
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></style></svg><a href='javascript:x'>",
        "\xE2\x80\xAE"
        "moc.drawkcab\xE2\x80\xA8",
        std::string("a\0b<b>", 6),
        "x\x1b[31m\r\n]]>&amp;&#60;",
    };
    for (const std::string& name : names) check_pictures(judged_by_a_stranger({named(name)}));
    BOOST_TEST(holds(judged_by_a_stranger({named(names[0])}).html(),
                     "&lt;script&gt;alert(1)&lt;/script&gt;"));
    BOOST_TEST(holds(judged_by_a_stranger({named(names[3])}).html(), "\\xe2\\x80\\xae"));
}

BOOST_AUTO_TEST_CASE(hostile_names_in_trusted_places_stay_text) {
    const Party root = forge_root(authority("<b>Root</b> & \"Sons\""));
    const Party leaf = forge(root, edge());
    const auto report = judged(trusting({root.certificate}), {leaf.certificate});
    BOOST_TEST(report.passed());
    check_pictures(report);
    BOOST_TEST(holds(report.svg(), "&lt;b&gt;Root&lt;/b&gt; &amp; &quot;Sons"));
}

BOOST_AUTO_TEST_CASE(huge_names_are_cut) {
    check_pictures(judged_by_a_stranger({named(std::string(20'000, '<'))}));
    const TestCa ca("Fabrikam Root");
    const auto many = Certificate::from_der(certificate_with_names(ca, 1500));
    BOOST_REQUIRE(many.has_value());
    const auto report = judged(trusting({ca.certificate()}), {*many});
    check_pictures(report);
    BOOST_TEST(holds(report.html(), "and 1400 more"));
}

BOOST_AUTO_TEST_CASE(many_certificates_are_cut) {
    const TestCa ca("Fabrikam Root");
    std::vector<Certificate> chain = ca.issue({"mail.fabrikam.example"}).chain.certificates();
    for (int i = 0; i < 60; ++i) chain.push_back(self_signed({"a.example"}).chain.leaf());
    const auto report = judged(trusting({ca.certificate()}), chain);
    check_pictures(report);
    BOOST_TEST(count(report.html(), "<article") == 32u);
    BOOST_TEST(holds(report.html(), "30 more certificates are not shown"));
}

BOOST_AUTO_TEST_CASE(findings_that_a_caller_made_are_escaped_too) {
    ValidationReport report;
    report.status = Status::fail;
    report.reason = TrustReason::name_mismatch;
    Finding finding;
    finding.reason = TrustReason::name_mismatch;
    finding.certificate = 7;  // of nothing that is there
    finding.rule = "<i>RFC</i>";
    finding.seen = "\xE2\x80\xAE<b>";
    finding.expected = "'\"&";
    report.findings.push_back(finding);
    report.pending.push_back({EvidenceKind::crl, "http://x/<b>\xE2\x80\xAE"});
    check_pictures(report);
    BOOST_TEST(holds(report.html(), "&lt;i&gt;RFC"));
}

BOOST_AUTO_TEST_CASE(what_must_be_fetched_is_listed) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    TrustPolicy policy = trusting({ca.certificate()});
    policy.revocation = RevocationMode::hard;
    const auto report =
        judged(policy, ca.issue({"mail.fabrikam.example"}, options).chain.certificates());
    BOOST_TEST(holds(report.html(), "Needed before it can be decided"));
    BOOST_TEST(holds(report.html(), "Cannot be decided yet"));
}

BOOST_AUTO_TEST_SUITE_END()
