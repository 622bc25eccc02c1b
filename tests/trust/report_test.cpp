// What a report says, and in which order.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/expect_error.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(all_problems_are_listed_names_first) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options = expired();
    options.client_auth = false;
    const auto chain = ca.issue({"mail.contoso.example"}, options).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    BOOST_REQUIRE(report.findings.size() == 3u);
    BOOST_TEST((report.reason == TrustReason::name_mismatch));
    BOOST_TEST((report.findings[0].reason == TrustReason::name_mismatch));
    BOOST_TEST((report.findings[1].reason == TrustReason::expired));
    BOOST_TEST((report.findings[2].reason == TrustReason::wrong_usage));
}

BOOST_AUTO_TEST_CASE(problems_of_the_leaf_are_listed_without_a_path) {
    const TestCa ca("Fabrikam CA"), other("Other CA");
    const auto chain = ca.issue({"mail.contoso.example"}, expired()).chain;
    const auto report = judged(trusting({other.certificate()}), chain.certificates());
    BOOST_TEST((report.reason == TrustReason::name_mismatch));
    BOOST_TEST(finding(report, TrustReason::expired) != nullptr);
    BOOST_TEST(finding(report, TrustReason::incomplete_chain) != nullptr);
}

BOOST_AUTO_TEST_CASE(every_finding_says_where_what_and_why) {
    const TestCa ca("Fabrikam CA");
    const auto chain = ca.issue({"mail.contoso.example"}, expired()).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    for (const Finding& found : report.findings) {
        BOOST_TEST(found.certificate.has_value());
        BOOST_TEST(!found.subject.empty());
        BOOST_TEST(found.rule.starts_with("RFC "));
        BOOST_TEST(!found.seen.empty());
        BOOST_TEST(!found.expected.empty());
    }
}

BOOST_AUTO_TEST_CASE(text_has_a_line_for_each_finding_and_the_verdict) {
    const TestCa ca("Fabrikam CA");
    const auto chain = ca.issue({"mail.contoso.example"}, expired()).chain;
    const std::string text = judged(trusting({ca.certificate()}), chain.certificates()).text();
    BOOST_TEST(text.find("error: name_mismatch: certificate 0") == 0u);
    BOOST_TEST(text.find("[RFC 9525 §6.2]\n") != std::string::npos);
    BOOST_TEST(
        text.ends_with("verdict: fail (name_mismatch), method anchors, in Exchange's words "
                       "SubjectMismatch\n"));
}

BOOST_AUTO_TEST_CASE(text_of_each_finding_says_what_mends_it) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options = expired();
    options.client_auth = false;
    const auto chain = ca.issue({"mail.contoso.example"}, options).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    const std::string text = report.text();
    std::size_t remedies = 0;
    for (auto at = text.find("; to mend it, "); at != std::string::npos;
         at = text.find("; to mend it, ", at + 1))
        ++remedies;
    BOOST_TEST(remedies == report.findings.size());
    BOOST_TEST(text.find("`eku = \"mta\"`") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(expiry_is_told_and_does_not_touch_the_verdict) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options;
    options.not_before = test_now() - std::chrono::days(41);
    options.not_after = test_now() + std::chrono::days(6);
    const auto chain = ca.issue({"mail.fabrikam.example"}, options).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    BOOST_TEST(report.passed());
    BOOST_TEST(report.text().find("expiry: soon: certificate 0 ") == 0u);
    BOOST_TEST(report.text().find("6 days left (12 % of its life)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(examined_is_what_the_findings_number) {
    const TestCa ca("Fabrikam CA"), other("Other CA");
    const TestCa below = ca.intermediate("Fabrikam Issuing CA");
    const auto chain = below.issue({"mail.fabrikam.example"}).chain;
    const auto found = judged(trusting({ca.certificate()}), chain.certificates());
    BOOST_TEST((found.examined == found.path));
    BOOST_TEST((found.presented == chain.certificates()));
    BOOST_TEST((found.judged_at == test_now()));
    const auto lost = judged(trusting({other.certificate()}), chain.certificates());
    BOOST_TEST(lost.path.empty());
    for (const Finding& each : lost.findings) {
        BOOST_REQUIRE(each.certificate.has_value());
        BOOST_REQUIRE(*each.certificate < lost.examined.size());
        BOOST_TEST(lost.examined[*each.certificate].subject() == each.subject);
    }
}

BOOST_AUTO_TEST_CASE(json_is_an_object_with_all_of_it) {
    const TestCa ca("Fabrikam CA");
    const auto chain = ca.issue({"mail.fabrikam.example"}).chain;
    const auto report = judged(trusting({ca.certificate()}), chain.certificates());
    const auto parsed = nlohmann::json::parse(report.json());
    BOOST_TEST(parsed.at("status").get<std::string>() == "pass");
    BOOST_TEST(parsed.at("reason").get<std::string>() == "none");
    BOOST_TEST(parsed.at("matched_identity").get<std::string>() == "mail.fabrikam.example");
    BOOST_TEST(parsed.at("path").size() == 2u);
    BOOST_TEST(parsed.at("valid_until").get<std::string>() == "2026-11-24T12:05:00Z");
    BOOST_TEST(parsed.at("findings").empty());
    BOOST_TEST(parsed.at("exchange_status").get<std::string>() == "Valid");
    BOOST_TEST(parsed.at("judged_at").get<std::string>() == "2026-11-24T12:00:00Z");
    BOOST_TEST(parsed.at("examined").at(0) == parsed.at("path").at(0).at("sha256"));
    BOOST_TEST(parsed.at("presented").size() == 1u);
    BOOST_TEST(parsed.at("path").at(0).at("expiry_stage").get<std::string>() == "fresh");
}

BOOST_AUTO_TEST_CASE(says_whose_word_the_proof_is) {
    const TestCa ca("Fabrikam CA");
    const auto chain = ca.issue({"mail.fabrikam.example"}).chain;
    auto report = judged(trusting({ca.certificate()}), chain.certificates());
    constexpr const char* words = "asserted by the caller's own TLS";
    BOOST_TEST(report.text().find(words) == std::string::npos);
    BOOST_TEST(report.html().find(words) == std::string::npos);
    BOOST_TEST(!nlohmann::json::parse(report.json()).at("asserted_by_caller").get<bool>());
    report.asserted_by_caller = true;
    BOOST_TEST(report.text().find(words) != std::string::npos);
    BOOST_TEST(report.html().find(words) != std::string::npos);
    BOOST_TEST(nlohmann::json::parse(report.json()).at("asserted_by_caller").get<bool>());
}

BOOST_AUTO_TEST_CASE(words_of_strangers_are_escaped) {
    const Party root = forge_root(authority("Root\x1b[31m\r\nverdict: pass"));
    Spec spec;
    spec.subject = "x\x1b[2J\ny";
    spec.extensions = {alternative_names({dns_name("a\r\nb\x1b")})};
    const Party stranger = forge_root(authority("Stranger"));
    const auto report = judged(trusting({stranger.certificate}), {forge(root, spec).certificate});
    const auto is_safe = [](const std::string& text) {
        return text.find('\x1b') == std::string::npos && text.find('\r') == std::string::npos;
    };
    const std::string text = report.text();
    BOOST_TEST(is_safe(text));
    BOOST_TEST(is_safe(report.json()));
    BOOST_TEST(std::count(text.begin(), text.end(), '\n') ==
               static_cast<std::ptrdiff_t>(report.findings.size() + 1));
}

BOOST_AUTO_TEST_CASE(words_of_all_reasons_are_different) {
    std::vector<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(TrustReason::limit_exceeded); ++i)
        words.push_back(to_string(static_cast<TrustReason>(i)));
    std::sort(words.begin(), words.end());
    BOOST_TEST((std::adjacent_find(words.begin(), words.end()) == words.end()));
    BOOST_TEST((std::find(words.begin(), words.end(), "unknown") == words.end()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(policy_check)

namespace {

struct BadValue {
    const char* field;
    void (*spoil)(TrustPolicy&);
};

const BadValue bad_values[] = {
    {"anchors", [](TrustPolicy& p) { p.anchors = nullptr; }},
    {"anchors", [](TrustPolicy& p) { p.anchors = AnchorSet::from_certificates({}); }},
    {"identities", [](TrustPolicy& p) { p.identities.clear(); }},
    {"pins", [](TrustPolicy& p) { p.method = TrustMethod::pin; }},
    {"pins",
     [](TrustPolicy& p) {
         p.method = TrustMethod::pin;
         p.pins.resize(17);
     }},
    {"tlsa_owners", [](TrustPolicy& p) { p.method = TrustMethod::dane; }},
    {"short_lived", [](TrustPolicy& p) { p.short_lived = Seconds{-1}; }},
    {"short_lived", [](TrustPolicy& p) { p.short_lived = std::chrono::days(31); }},
    {"min_rsa_bits", [](TrustPolicy& p) { p.min_rsa_bits = 2047; }},
    {"min_rsa_bits", [](TrustPolicy& p) { p.min_rsa_bits = 8193; }},
    {"max_path_length", [](TrustPolicy& p) { p.limits.max_path_length = 0; }},
    {"max_path_length", [](TrustPolicy& p) { p.limits.max_path_length = 33; }},
    {"max_paths", [](TrustPolicy& p) { p.limits.max_paths = 0; }},
    {"max_signatures", [](TrustPolicy& p) { p.limits.max_signatures = 1001; }},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_bad_value_is_named) {
    const TestCa ca("Fabrikam CA");
    for (const BadValue& bad : bad_values) {
        TrustPolicy policy = trusting({ca.certificate()});
        policy.check();
        bad.spoil(policy);
        expect_error(errc::invalid_argument, bad.field,
                     [&] { ChainValidator(policy, PeerRole::client); });
    }
}

BOOST_AUTO_TEST_CASE(digest_of_an_anchor_set_does_not_depend_on_order) {
    const TestCa a("A"), b("B");
    const auto ab = AnchorSet::from_certificates({a.certificate(), b.certificate()});
    const auto ba = AnchorSet::from_certificates({b.certificate(), a.certificate()});
    const auto only_a = AnchorSet::from_certificates({a.certificate()});
    BOOST_TEST((ab->digest() == ba->digest()));
    BOOST_TEST((ab->digest() != only_a->digest()));
}

BOOST_AUTO_TEST_SUITE_END()
