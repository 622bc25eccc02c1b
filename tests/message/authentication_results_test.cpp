// Authentication-Results read and written (RFC 8601 §2.2, appendix B; RFC 8616 §5).
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/message/authentication_results.hpp>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace domainsec;
using namespace std::string_literals;

std::optional<AuthenticationResults> read(std::string_view value) {
    return AuthenticationResults::from_string(value);
}

AuthenticationResults must_read(std::string_view value) {
    BOOST_TEST_INFO(value);
    auto results = read(value);
    BOOST_REQUIRE(results.has_value());
    return *results;
}

std::string identity(std::string_view value) {
    return must_read(value).authserv_id;
}

std::string property(std::string_view text) {
    const auto results = must_read("a; spf=pass smtp.mailfrom=" + std::string(text));
    BOOST_REQUIRE_EQUAL(results.methods.size(), 1U);
    BOOST_REQUIRE_EQUAL(results.methods[0].properties.size(), 1U);
    return results.methods[0].properties[0].value;
}

bool refuses_property(std::string_view text) {
    return !read("a; spf=pass smtp.mailfrom=" + std::string(text));
}

AuthenticationResults ours() {
    return {.authserv_id = "edge1.contoso.example",
            .methods = {{.method = "x-domain-secured",
                         .result = "pass",
                         .properties = {{"policy", "partner", "fabrikam.example"},
                                        {"smtp", "mailfrom", "alice@fabrikam.example"}}}}};
}

// The value of a field that to_field() has made.
std::string value_of(const std::string& field) {
    const auto colon = field.find(':');
    BOOST_REQUIRE(field.ends_with("\r\n"));
    return field.substr(colon + 1, field.size() - colon - 3);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_rfc8601_2_2)

BOOST_AUTO_TEST_CASE(no_result_appendix_b_2) {
    const auto results = must_read(" example.org 1; none");
    BOOST_TEST(results.authserv_id == "example.org");
    BOOST_TEST(results.version == 1U);
    BOOST_TEST(results.methods.empty());
}

BOOST_AUTO_TEST_CASE(one_result_appendix_b_3) {
    const auto results = must_read(" example.com;\r\n\tspf=pass smtp.mailfrom=example.net");
    BOOST_REQUIRE_EQUAL(results.methods.size(), 1U);
    BOOST_CHECK(
        (results.methods[0] ==
         AuthenticationMethod{"spf", 1, "pass", "", {{"smtp", "mailfrom", "example.net"}}}));
}

BOOST_AUTO_TEST_CASE(several_results_with_comments_appendix_b_4) {
    const auto results = must_read(
        " example.com;\r\n          auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
        "          spf=pass smtp.mailfrom=example.net");
    BOOST_REQUIRE_EQUAL(results.methods.size(), 2U);
    BOOST_TEST(results.methods[0].method == "auth");
    BOOST_TEST(results.methods[0].properties[0].value == "sender@example.net");
    BOOST_TEST(results.methods[1].method == "spf");
}

BOOST_AUTO_TEST_CASE(reason_appendix_b_6) {
    const auto results = must_read(
        " example.com;\r\n  dkim=pass reason=\"good signature\"\r\n   "
        "header.i=@mail-router.example.net;\r\n"
        "  dkim=fail reason=\"bad signature\"\r\n   header.i=@newyork.example.com");
    BOOST_REQUIRE_EQUAL(results.methods.size(), 2U);
    BOOST_TEST(results.methods[0].reason == "good signature");
    BOOST_TEST(results.methods[0].properties[0].value == "@mail-router.example.net");
    BOOST_TEST(results.methods[1].result == "fail");
}

BOOST_AUTO_TEST_CASE(comments_everywhere_appendix_b_7) {
    const auto results = must_read(
        " foo.example.net (foobar) 1 (baz);\r\n    dkim (Because I like it) / 1 (One yay) = (wait "
        "for it) fail\r\n"
        "      policy (A dot can go here) . (like that) expired\r\n"
        "      (this surprised me) = (as I wasn't expecting it) 1362471462");
    BOOST_TEST(results.authserv_id == "foo.example.net");
    BOOST_TEST(results.version == 1U);
    BOOST_REQUIRE_EQUAL(results.methods.size(), 1U);
    BOOST_CHECK(
        (results.methods[0] ==
         AuthenticationMethod{"dkim", 1, "fail", "", {{"policy", "expired", "1362471462"}}}));
}

BOOST_AUTO_TEST_CASE(versions) {
    BOOST_TEST(must_read("a 2; none").version == 2U);
    BOOST_TEST(must_read("a; dkim/7=pass").methods[0].version == 7U);
    BOOST_CHECK(!read("a 99999999999; none"));
    BOOST_CHECK(!read("a; dkim/=pass"));
    BOOST_CHECK(!read("\"a\"1; none"));
}

BOOST_AUTO_TEST_CASE(names_and_results_are_told_in_lower_case) {
    const auto method = must_read("a; DKIM=PASS Header.From=X.example").methods[0];
    BOOST_TEST(method.method == "dkim");
    BOOST_TEST(method.result == "pass");
    BOOST_TEST(method.properties[0].ptype == "header");
    BOOST_TEST(method.properties[0].property == "from");
    BOOST_TEST(method.properties[0].value == "X.example");
}

BOOST_AUTO_TEST_CASE(none_in_any_case_and_alone_only) {
    BOOST_TEST(must_read("a;NONE").methods.empty());
    BOOST_TEST(must_read("a ; (x) none (y)").methods.empty());
    BOOST_CHECK(!read("a; none; dkim=pass"));
    BOOST_CHECK(!read("a; dkim=pass; none"));
    BOOST_CHECK(!read("a; none x"));
    BOOST_TEST(must_read("a; none=pass").methods[0].method == "none");
}

BOOST_AUTO_TEST_CASE(identity_may_be_quoted) {
    BOOST_TEST(identity("\"example.com\"; none") == "example.com");
    BOOST_TEST(identity("\"ex\\ample\\.com\"; none") == "example.com");
    BOOST_TEST(identity("\"two words\"; none") == "two words");
}

BOOST_AUTO_TEST_CASE(identity_may_stand_after_comments_and_folding) {
    BOOST_TEST(identity("\r\n (one (two) \\) )\r\n\texample.com; none") == "example.com");
}

BOOST_AUTO_TEST_CASE(identity_may_be_a_u_label_rfc8616_5) {
    BOOST_TEST(identity("münchen.example; none") == "münchen.example");
    BOOST_CHECK(!read("m\xfcnchen.example; none"));
}

BOOST_AUTO_TEST_CASE(values_of_properties) {
    BOOST_TEST(property("token-1.x") == "token-1.x");
    BOOST_TEST(property("\"quoted; (value)\"") == "quoted; (value)");
    BOOST_TEST(property("\"\"") == "");
    BOOST_TEST(property("@example.com") == "@example.com");
    BOOST_TEST(property("a.b+c=d/e?f@example.com") == "a.b+c=d/e?f@example.com");
    BOOST_TEST(property("\"john doe\"@example.com") == "john doe@example.com");
    BOOST_TEST(property("用户@münchen.example") == "用户@münchen.example");
    BOOST_TEST(property(" (comment) x (comment)") == "x");
}

BOOST_AUTO_TEST_CASE(values_that_are_none) {
    for (const auto* text :
         {"", "@", "a@", ".a@example.com", "a..b@example.com", "a@b@c", "a@.b", "a@b.", "a@b..c",
          "<a@b.example>", "a/b", "a=b", "2001:db8::1", "\"open", "a b", "[192.0.2.1]"}) {
        BOOST_TEST_INFO(text);
        BOOST_CHECK(refuses_property(text));
    }
}

BOOST_AUTO_TEST_CASE(reason_comes_once_and_first) {
    BOOST_TEST(must_read("a; x=pass reason=because").methods[0].reason == "because");
    BOOST_CHECK(!read("a; x=pass reason=a reason=b"));
    BOOST_CHECK(!read("a; x=pass smtp.a=b reason=c"));
    BOOST_TEST(must_read("a; x=pass reason.a=b").methods[0].properties[0].ptype == "reason");
}

BOOST_AUTO_TEST_CASE(broken_fields_are_refused) {
    for (const auto* text : {"",
                             " ",
                             ";",
                             "a",
                             "a;",
                             "; none",
                             "a none",
                             "a; dkim",
                             "a; dkim=",
                             "a; =pass",
                             "a; dkim=pass;",
                             "a;; dkim=pass",
                             "a b; none",
                             "a, b; none",
                             "a; dkim=pass x",
                             "a; dkim=pass x.y",
                             "a; dkim=pass x=y",
                             "a; dkim=pass .y=z",
                             "a; dkim=pa_ss",
                             "a; dkim-=pass",
                             "a (open; none",
                             "a) ; none",
                             "a; dkim=pass)",
                             "\"a; none",
                             "a@b; none",
                             "a/b; none",
                             "a; dkim=pass header.b=x header.d",
                             "a; dkim=pass(x)y.z=1w,"}) {
        BOOST_TEST_INFO(text);
        BOOST_CHECK(!read(text));
    }
}

BOOST_AUTO_TEST_CASE(controls_and_false_folding_are_refused) {
    BOOST_CHECK(!read("a; none\0"s));
    BOOST_CHECK(!read("\0a; none"s));
    BOOST_CHECK(!read("a\x7f; none"));
    BOOST_CHECK(!read("a (\x01); none"));
    BOOST_CHECK(!read("\"a\x01\"; none"));
    BOOST_CHECK(!read("a;\r\nnone"));
    BOOST_CHECK(!read("a;\r none"));
    BOOST_CHECK(!read("a; none\r\n"));
    BOOST_TEST(must_read("a;\n none").methods.empty());
    BOOST_TEST(identity("\"a\r\n b\"; none") == "a b");
}

BOOST_AUTO_TEST_CASE(comments_nest_a_hundred_deep) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "x" + std::string(depth, ')') + " a; none";
    };
    BOOST_TEST(identity(nested(100)) == "a");
    BOOST_CHECK(!read(nested(101)));
    BOOST_CHECK(!read(std::string(60'000, '(')));
}

BOOST_AUTO_TEST_CASE(sixty_four_kilobytes_are_the_limit) {
    const auto padded = [](std::size_t size) {
        const std::string rest = ") a; none";
        return "(" + std::string(size - 1 - rest.size(), 'x') + rest;
    };
    BOOST_TEST(identity(padded(64 * 1024)) == "a");
    BOOST_CHECK(!read(padded(64 * 1024 + 1)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(writing)

BOOST_AUTO_TEST_CASE(the_field_of_design) {
    BOOST_TEST(ours().to_field() ==
               "Authentication-Results: edge1.contoso.example; x-domain-secured=pass\r\n"
               " policy.partner=fabrikam.example smtp.mailfrom=alice@fabrikam.example\r\n");
}

BOOST_AUTO_TEST_CASE(no_methods_are_none) {
    BOOST_TEST((AuthenticationResults{.authserv_id = "a.example"}.to_field()) ==
               "Authentication-Results: a.example; none\r\n");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
    auto results = ours();
    results.version = 2;
    results.methods[0].version = 3;
    results.methods[0].reason = "said \"yes\"; \\ (maybe)";
    results.methods[0].properties.push_back({"policy", "empty", ""});
    results.methods[0].properties.push_back({"smtp", "rcptto", "用户@münchen.example"});
    results.methods[0].properties.push_back({"header", "i", "@x.example"});
    results.methods.push_back({.method = "dkim", .result = "none"});
    const auto again = read(value_of(results.to_field()));
    BOOST_REQUIRE(again.has_value());
    BOOST_CHECK(again->methods == results.methods);
    BOOST_TEST(again->authserv_id == results.authserv_id);
    BOOST_TEST(again->version == 2U);
}

BOOST_AUTO_TEST_CASE(values_cannot_break_out) {
    auto results = ours();
    results.methods[0].properties[1].value =
        "a\r\nDomain-Secured: v=1\r\n; dkim=pass\0\x7f\x9b(\""s;
    const auto field = results.to_field();
    BOOST_TEST(field.find("\nDomain") == field.npos);
    BOOST_TEST(field.find('\0') == field.npos);
    const auto again = read(value_of(field));
    BOOST_REQUIRE(again.has_value());
    BOOST_REQUIRE_EQUAL(again->methods.size(), 1U);
    BOOST_TEST(again->methods[0].properties[1].value ==
               "a??Domain-Secured: v=1??; dkim=pass??"
               "?(\"");
}

BOOST_AUTO_TEST_CASE(random_octets_cannot_break_out) {
    std::mt19937 random(8601);
    for (int round = 0; round < 3000; ++round) {
        auto results = ours();
        std::string value(random() % 40, ' ');
        for (auto& octet : value) octet = static_cast<char>(random() % 256);
        results.authserv_id = results.methods[0].reason = results.methods[0].properties[0].value =
            "x" + value;
        const auto field = results.to_field();
        const auto again = read(value_of(field));
        BOOST_TEST_INFO(escaped(field));
        BOOST_REQUIRE(again.has_value());
        BOOST_REQUIRE_EQUAL(again->methods.size(), 1U);
        BOOST_REQUIRE_EQUAL(again->methods[0].properties.size(), 2U);
        BOOST_REQUIRE_EQUAL(again->to_field(), field);
    }
}

BOOST_AUTO_TEST_CASE(lines_are_folded_and_over_long_values_cut_rfc5322_2_1_1) {
    auto results = ours();
    results.methods[0].reason = std::string(5000, '"');
    for (int i = 0; i < 30; ++i)
        results.methods[0].properties.push_back({"policy", "x", "some-value"});
    const auto field = results.to_field();
    std::size_t begin = 0;
    for (auto end = field.find("\r\n"); end != field.npos; end = field.find("\r\n", begin)) {
        BOOST_TEST(end - begin <= 998U);
        begin = end + 2;
    }
    BOOST_TEST(begin == field.size());
    BOOST_CHECK(read(value_of(field)).has_value());
}

BOOST_AUTO_TEST_CASE(names_that_are_no_keywords_are_misuse) {
    auto results = ours();
    results.methods[0].method = "dkim=pass; x";
    BOOST_CHECK_THROW(static_cast<void>(results.to_field()), Error);
    results = ours();
    results.methods[0].result = "";
    BOOST_CHECK_THROW(static_cast<void>(results.to_field()), Error);
    results = ours();
    results.methods[0].properties[0].ptype = "po licy";
    BOOST_CHECK_THROW(static_cast<void>(results.to_field()), Error);
    results = ours();
    results.methods[0].properties[0].property = "a.b";
    BOOST_CHECK_THROW(static_cast<void>(results.to_field()), Error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(claims_rfc8601_5)

namespace {

bool claims(std::string_view value) {
    static const std::vector<DomainName> names = {
        DomainName::from_string("contoso.example").value(),
        DomainName::from_string("münchen.example").value()};
    return could_claim(value, names);
}

}  // namespace

BOOST_AUTO_TEST_CASE(our_name_in_any_case) {
    BOOST_TEST(claims(" contoso.example; none"));
    BOOST_TEST(claims("CONTOSO.Example; none"));
    BOOST_TEST(claims("contoso.example.; none"));
    BOOST_TEST(claims("\"contoso.example\"; none"));
    BOOST_TEST(claims("\"con\\toso.example\"; none"));
}

BOOST_AUTO_TEST_CASE(names_below_ours) {
    BOOST_TEST(claims("edge1.contoso.example; dkim=pass"));
    BOOST_TEST(claims("a.b.c.contoso.example 1; none"));
}

BOOST_AUTO_TEST_CASE(names_of_others) {
    BOOST_TEST(!claims("fabrikam.example; none"));
    BOOST_TEST(!claims("notcontoso.example; none"));
    BOOST_TEST(!claims("contoso.example.evil.example; none"));
    BOOST_TEST(!claims("example; none"));
    BOOST_TEST(!claims("fabrikam.example; spf=pass smtp.rcptto=bob@contoso.example"));
    BOOST_TEST(!claims("fabrikam.example (contoso.example); none"));
}

BOOST_AUTO_TEST_CASE(a_labels_and_u_labels) {
    BOOST_TEST(claims("münchen.example; none"));
    BOOST_TEST(claims("MÜNCHEN.example; none"));
    BOOST_TEST(claims("xn--mnchen-3ya.example; none"));
    BOOST_TEST(claims("XN--MNCHEN-3YA.example; none"));
    BOOST_TEST(claims("mu\xcc\x88nchen.example; none"));  // u and a combining diaeresis
    BOOST_TEST(claims("ｃｏｎｔｏｓｏ.example; none"));   // full width
    BOOST_TEST(!claims("köln.example; none"));
}

BOOST_AUTO_TEST_CASE(what_looks_like_a_name_but_does_not_decode) {
    BOOST_TEST(claims("contoso\xe2\x80\x8b\xe2\x80\xae.example; none"));
    BOOST_TEST(claims("\"contoso.example\xc2\xa0\"; none"));
}

BOOST_AUTO_TEST_CASE(our_name_in_an_identity_that_is_no_domain_name) {
    BOOST_TEST(claims("\"contoso.example:25\"; none"));
    BOOST_TEST(claims("edge_1.CONTOSO.example; none"));
    BOOST_TEST(claims("\"mail of contoso.example\"; none"));
    BOOST_TEST(!claims("\"edge 1\"; none"));
    BOOST_TEST(!claims("localhost_1; none"));
}

BOOST_AUTO_TEST_CASE(comments_and_folding_before_the_identity) {
    BOOST_TEST(claims("\r\n (fabrikam.example; none)\r\n\t(x) contoso.example; none"));
    BOOST_TEST(!claims("(contoso.example; none) fabrikam.example; none"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_could_claim_anything) {
    BOOST_TEST(claims(""));
    BOOST_TEST(claims("fabrikam.example"));
    BOOST_TEST(claims("fabrikam.example (; none"));
    BOOST_TEST(claims("fabrikam.example; dkim=pass\r; x=y"));
    BOOST_TEST(claims("fabrikam.example; none" + std::string(70'000, ' ')));
}

BOOST_AUTO_TEST_CASE(without_names_only_the_unreadable_claims) {
    BOOST_TEST(!could_claim("contoso.example; none", {}));
    BOOST_TEST(could_claim("contoso.example", {}));
}

BOOST_AUTO_TEST_SUITE_END()
