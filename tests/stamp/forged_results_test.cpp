// Authentication-Results that claim to be ours, in every spelling: none passes the border (RFC 8601
// §5), and none is kept from an honest host.
#include <boost/test/unit_test.hpp>
#include <domainsec/message/authentication_results.hpp>
#include <domainsec/message/border.hpp>
#include <string>

#include "stamp/stamp_world.hpp"
#include "support/case_table.hpp"

using namespace stamp_test;

namespace {

const std::string idn_domain =
    "b\xc3\xbc"
    "cher.example";

BorderRules rules() {
    return {{domain("contoso.example"), domain("edge1.contoso.example"), domain(idn_domain)},
            false};
}

bool is_removed(const std::string& field) {
    const auto message = field + "\r\n" + stamp_test::message();
    const auto edits = border_edits(MessageView::parse(message), rules());
    return edits.applied_to(message) == stamp_test::message();
}

struct Forgery {
    std::string name;
    std::string field;
};

const std::string claim = " x-domain-secured=pass policy.partner=fabrikam.example";

std::vector<Forgery> forgeries() {
    const auto with_id = [](const std::string& id) {
        return "Authentication-Results: " + id + ";" + claim;
    };
    return {
        {"plain", with_id("contoso.example")},
        {"host_of_ours", with_id("edge1.contoso.example")},
        {"any_name_below_ours", with_id("mail.contoso.example")},
        {"upper_case", with_id("CONTOSO.EXAMPLE")},
        {"mixed_case", with_id("ConToso.eXample")},
        {"dot_at_the_end", with_id("contoso.example.")},
        {"quoted", with_id("\"contoso.example\"")},
        {"quoted_pairs_rfc5322_3_2_4", with_id("\"contoso\\.example\"")},
        {"version_rfc8601_2_5", with_id("contoso.example 1")},
        {"unknown_version", with_id("contoso.example 99")},
        {"comment_before", with_id("(mx.evil.example) contoso.example")},
        {"comment_behind", with_id("contoso.example (really)")},
        {"nested_comment", with_id("((a(b)c)) contoso.example")},
        {"comment_with_quoted_paren", with_id("(a\\)b) contoso.example")},
        {"none", "Authentication-Results: contoso.example; none"},
        {"no_method", "Authentication-Results: contoso.example"},
        {"u_label_rfc8616_5", with_id(idn_domain)},
        {"a_label", with_id("xn--bcher-kva.example")},
        {"a_label_in_upper_case", with_id("XN--BCHER-KVA.EXAMPLE")},
        {"u_label_in_upper_case", with_id("B\xc3\x9c"
                                          "CHER.example")},
        {"u_label_decomposed", with_id("bu\xcc\x88"
                                       "cher.example")},
        {"full_width_letters_uts46", with_id("\xef\xbd\x83ontoso.example")},
        {"ideographic_full_stop_uts46", with_id("contoso\xe3\x80\x82"
                                                "example")},
        {"name_in_upper_case", "AUTHENTICATION-RESULTS: contoso.example; none"},
        {"space_before_colon_rfc5322_4_5", "Authentication-Results : contoso.example; none"},
        {"tab_before_colon", "Authentication-Results\t: contoso.example; none"},
        {"no_space_behind_colon", "Authentication-Results:contoso.example; none"},
        {"folded_at_once", "Authentication-Results:\r\n contoso.example; none"},
        {"folded_twice", "Authentication-Results:\r\n \r\n\tcontoso.example; none"},
        {"folded_in_comment", "Authentication-Results: (a\r\n b) contoso.example; none"},
        {"not_to_be_read", "Authentication-Results: \"contoso.example; none"},
        {"control_in_it", "Authentication-Results: contoso\x01.example; none"},
        {"empty", "Authentication-Results:"},
        {"only_a_comment", "Authentication-Results: (contoso.example)"},
        {"two_names", "Authentication-Results: evil.example contoso.example; none"},
        {"sixty_four_kilobytes", with_id("contoso.example;" + std::string(64 * 1024, 'a') + "=x")},
        {"sixty_four_kilobytes_of_comment",
         with_id("(" + std::string(64 * 1024, 'x') + ") contoso.example")},
        {"comments_a_thousand_deep",
         with_id(std::string(1000, '(') + std::string(1000, ')') + " contoso.example")},
        {"c1_control", with_id("\xc2\x9c.example")},
        {"not_utf8", with_id("contoso.example\xff")},
    };
}

void is_removed_at_the_border(const Forgery& forgery) {
    BOOST_TEST(is_removed(forgery.field));
}

std::vector<Forgery> honest() {
    return {{"another_host", "Authentication-Results: mx.fabrikam.example; spf=pass"},
            {"a_name_that_ends_alike", "Authentication-Results: notcontoso.example; none"},
            {"a_name_above_ours", "Authentication-Results: example; none"},
            {"another_field", "X-Authentication-Results: contoso.example; none"},
            {"our_name_in_a_value",
             "Authentication-Results: fabrikam.example; spf=pass "
             "smtp.mailfrom=contoso.example"}};
}

void stays(const Forgery& field) {
    BOOST_TEST(!is_removed(field.field));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forged_results)
const domainsec::test::CaseTable<Forgery> table(forgeries(), is_removed_at_the_border);

// A fold between any two octets where the grammar has [CFWS].
BOOST_AUTO_TEST_CASE(folded_between_all_tokens) {
    const std::vector<std::string> tokens{
        "contoso.example", ";", "x-domain-secured", "=", "pass",
        "policy",          ".", "partner",          "=", "fabrikam.example"};
    for (const std::string fold : {"\r\n ", "\r\n\t", " \r\n \r\n ", "(c)\r\n "}) {
        for (std::size_t place = 0; place <= tokens.size(); ++place) {
            std::string field = "Authentication-Results: ";
            for (std::size_t at = 0; at < tokens.size(); ++at) {
                if (at == place) field += fold;
                field += tokens[at];
                if (at == 4) field += ' ';
            }
            BOOST_TEST(is_removed(field), "fold before token " << place);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(honest_results)
const domainsec::test::CaseTable<Forgery> table(honest(), stays);
BOOST_AUTO_TEST_SUITE_END()
