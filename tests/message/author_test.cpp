// The author of a message (RFC 5322 §3.4, §3.6.2, §4.4; RFC 6532 §3.2; RFC 6854), and names that
// try to deceive.
#include <boost/test/unit_test.hpp>
#include <domainsec/message/author.hpp>
#include <random>
#include <string>

namespace {

using namespace domainsec;
using namespace std::string_literals;

std::string address(std::string_view value) {
    const auto author = parse_single_mailbox(value);
    BOOST_TEST_INFO(value);
    BOOST_REQUIRE(author.address.has_value());
    BOOST_CHECK(author.problem == AuthorProblem::none);
    return author.address->str();
}

std::string display_name(std::string_view value) {
    static_cast<void>(address(value));
    return parse_single_mailbox(value).display_name;
}

AuthorProblem problem(std::string_view value) {
    const auto author = parse_single_mailbox(value);
    BOOST_TEST(author.address.has_value() == (author.problem == AuthorProblem::none));
    return author.problem;
}

bool malformed(std::string_view value) {
    return problem(value) == AuthorProblem::malformed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mailboxes_rfc5322_3_4)

BOOST_AUTO_TEST_CASE(an_address_alone) {
    BOOST_TEST(address("alice@fabrikam.example") == "alice@fabrikam.example");
    BOOST_TEST(address(" \t alice@fabrikam.example  ") == "alice@fabrikam.example");
    BOOST_TEST(display_name("alice@fabrikam.example") == "");
}

BOOST_AUTO_TEST_CASE(a_name_and_an_address) {
    BOOST_TEST(address("Alice Smith <alice@fabrikam.example>") == "alice@fabrikam.example");
    BOOST_TEST(display_name("Alice  Smith <alice@fabrikam.example>") == "Alice Smith");
    BOOST_TEST(display_name("<alice@fabrikam.example>") == "");
    BOOST_TEST(display_name("Alice<alice@fabrikam.example>") == "Alice");
}

BOOST_AUTO_TEST_CASE(a_quoted_name) {
    BOOST_TEST(display_name("\"Smith, Alice\" <a@b.example>") == "Smith, Alice");
    BOOST_TEST(display_name("\"a \\\"b\\\" \\\\\" <a@b.example>") == "a \"b\" \\");
    BOOST_TEST(display_name("\"Alice\" of \"Fabrikam\" <a@b.example>") == "Alice of Fabrikam");
}

BOOST_AUTO_TEST_CASE(dots_in_a_name_rfc5322_4_1) {
    BOOST_TEST(display_name("John Q. Public <a@b.example>") == "John Q. Public");
    BOOST_TEST(display_name("J.R. <a@b.example>") == "J.R.");
}

BOOST_AUTO_TEST_CASE(folding_anywhere_between) {
    BOOST_TEST(address("Alice\r\n Smith\r\n\t<alice@fabrikam.example>\r\n ") ==
               "alice@fabrikam.example");
    BOOST_TEST(address("\"Alice\n Smith\" < alice@fabrikam.example >") == "alice@fabrikam.example");
}

BOOST_AUTO_TEST_CASE(comments_around) {
    BOOST_TEST(address("(x) Alice (y (z)) Smith (\\)) <a@b.example> (w)") == "a@b.example");
    BOOST_TEST(address("(x) a@b.example (y)") == "a@b.example");
}

BOOST_AUTO_TEST_CASE(a_name_given_as_comment) {
    BOOST_TEST(display_name("alice@fabrikam.example (Alice Smith)") == "Alice Smith");
    BOOST_TEST(display_name("(one) <a@b.example> (two)") == "one two");
    BOOST_TEST(display_name("Alice <a@b.example> (not this)") == "Alice");
}

BOOST_AUTO_TEST_CASE(quoted_local_parts) {
    BOOST_TEST(address("\"a b\"@c.example") == "\"a b\"@c.example");
    BOOST_TEST(address("<\"a,b\"@c.example>") == "\"a,b\"@c.example");
    BOOST_TEST(address("\"plain\"@c.example") == "plain@c.example");
}

BOOST_AUTO_TEST_CASE(utf8_rfc6532) {
    BOOST_TEST(address("用户@münchen.example") == "用户@xn--mnchen-3ya.example");
    BOOST_TEST(display_name("Jörg Müller <j@b.example>") == "Jörg Müller");
    BOOST_TEST(display_name("\"Jörg\" <j@b.example>") == "Jörg");
}

BOOST_AUTO_TEST_CASE(domains_are_compared_as_names) {
    BOOST_TEST(parse_single_mailbox("a@FABRIKAM.Example").address->domain().str() ==
               "fabrikam.example");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(not_one_author)

BOOST_AUTO_TEST_CASE(nothing_at_all) {
    BOOST_CHECK(problem("") == AuthorProblem::no_address);
    BOOST_CHECK(problem("  \r\n \t") == AuthorProblem::no_address);
    BOOST_CHECK(problem("(only a comment)") == AuthorProblem::no_address);
}

BOOST_AUTO_TEST_CASE(two_addresses) {
    BOOST_CHECK(problem("a@b.example, c@d.example") == AuthorProblem::several_addresses);
    BOOST_CHECK(problem("A <a@b.example>,C <c@d.example>") == AuthorProblem::several_addresses);
    BOOST_CHECK(problem("a@b.example, a@b.example") == AuthorProblem::several_addresses);
}

BOOST_AUTO_TEST_CASE(a_hundred_addresses) {
    std::string list = "a@b.example";
    for (int i = 0; i < 100; ++i) list += ",\r\n a@b.example";
    BOOST_CHECK(problem(list) == AuthorProblem::several_addresses);
}

BOOST_AUTO_TEST_CASE(groups_rfc6854) {
    BOOST_CHECK(problem("Friends: a@b.example;") == AuthorProblem::group);
    BOOST_CHECK(problem("\"Friends\": A <a@b.example>, c@d.example;") == AuthorProblem::group);
    BOOST_CHECK(problem("x@y.example, Friends: a@b.example;") == AuthorProblem::group);
    BOOST_CHECK(problem("Undisclosed: ;") == AuthorProblem::no_address);
    BOOST_CHECK(problem("Undisclosed:(none);(x)") == AuthorProblem::no_address);
    BOOST_CHECK(problem("None:;, a@b.example") == AuthorProblem::group);
}

BOOST_AUTO_TEST_CASE(broken_groups) {
    BOOST_TEST(malformed("Friends: a@b.example"));
    BOOST_TEST(malformed(": a@b.example;"));
    BOOST_TEST(malformed("A: B: a@b.example;;"));
    BOOST_TEST(malformed("a@b.example;"));
    BOOST_TEST(malformed("A: a@b.example; x"));
    BOOST_TEST(malformed("A: a@b.example c@d.example;"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(deceiving_authors)

BOOST_AUTO_TEST_CASE(an_address_as_quoted_name_is_only_a_name) {
    BOOST_TEST(address("\"a@partner.example\" <x@evil.example>") == "x@evil.example");
    BOOST_TEST(display_name("\"a@partner.example\" <x@evil.example>") == "a@partner.example");
}

BOOST_AUTO_TEST_CASE(an_address_before_an_address_is_malformed) {
    BOOST_TEST(malformed("a@partner.example <x@evil.example>"));
    BOOST_TEST(malformed("<a@partner.example> <x@evil.example>"));
    BOOST_TEST(malformed("Alice a@partner.example <x@evil.example>"));
    BOOST_TEST(malformed("a@partner.example x@evil.example"));
    BOOST_TEST(malformed("\"a\"@partner.example <x@evil.example>"));
}

BOOST_AUTO_TEST_CASE(stray_text_is_malformed) {
    BOOST_TEST(malformed("<a@b.example> Alice"));
    BOOST_TEST(malformed("Alice a@b.example"));
    BOOST_TEST(malformed("a@b.example Alice"));
    BOOST_TEST(malformed("Alice"));
    BOOST_TEST(malformed("Alice <a@b.example"));
    BOOST_TEST(malformed("a@b.example>"));
    BOOST_TEST(malformed("<<a@b.example>>"));
    BOOST_TEST(malformed("Alice <>"));
    BOOST_TEST(malformed("[List] <a@b.example>"));
    BOOST_TEST(malformed("a@b.example, Alice"));
}

BOOST_AUTO_TEST_CASE(unbalanced_quotes_and_comments_are_malformed) {
    BOOST_TEST(malformed("\"Alice <a@b.example>"));
    BOOST_TEST(malformed("Alice\" <a@b.example>"));
    BOOST_TEST(malformed("(Alice <a@b.example>"));
    BOOST_TEST(malformed("Alice) <a@b.example>"));
    BOOST_TEST(malformed("\"Alice\\\" <a@b.example>"));
    BOOST_TEST(malformed("a@b.example (x\\)"));
}

BOOST_AUTO_TEST_CASE(source_routes_are_malformed_rfc5322_4_4) {
    BOOST_TEST(malformed("<@partner.example:x@evil.example>"));
    BOOST_TEST(malformed("<@a.example,@b.example:x@y.example>"));
    BOOST_TEST(malformed("@partner.example:x@evil.example"));
}

BOOST_AUTO_TEST_CASE(two_at_signs_are_malformed) {
    BOOST_TEST(malformed("a@partner.example@evil.example"));
    BOOST_TEST(malformed("<a@partner.example@evil.example>"));
    BOOST_TEST(address("\"a@partner.example\"@evil.example") ==
               "\"a@partner.example\"@evil.example");
}

BOOST_AUTO_TEST_CASE(percent_and_bang_are_letters_of_the_local_part_rfc5321_3_6) {
    BOOST_TEST(address("a%partner.example@evil.example") == "a%partner.example@evil.example");
    BOOST_TEST(address("partner.example!a@evil.example") == "partner.example!a@evil.example");
}

BOOST_AUTO_TEST_CASE(address_literals_are_malformed) {
    BOOST_TEST(malformed("a@[192.0.2.1]"));
    BOOST_TEST(malformed("<a@[IPv6:2001:db8::1]>"));
    BOOST_TEST(malformed("a@192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(comments_and_space_inside_an_address_are_malformed_rfc5322_3_4_1) {
    BOOST_TEST(malformed("a@partner.example(x).evil.example"));
    BOOST_TEST(malformed("a(x)@partner.example"));
    BOOST_TEST(malformed("a@(x)partner.example"));
    BOOST_TEST(malformed("a @partner.example"));
    BOOST_TEST(malformed("a@ partner.example"));
    BOOST_TEST(malformed("a . b@partner.example"));
    BOOST_TEST(malformed("<a@partner.example(x)>"));
    BOOST_TEST(malformed("<(x)a@partner.example>"));
    BOOST_TEST(malformed("<a\r\n @partner.example>"));
}

BOOST_AUTO_TEST_CASE(odd_local_parts_and_domains_are_malformed) {
    for (const auto* value :
         {"@b.example", "a@", ".a@b.example", "a.@b.example", "a..b@c.example", "a@.b", "a@b..c",
          "a@b.example.", "a@-b.example", "a@b_c.example", "\"\"@b.example", "\"a\".b@c.example",
          "a.\"b\"@c.example", "\"a\"b@c.example"}) {
        BOOST_TEST_INFO(value);
        BOOST_TEST(malformed(value));
    }
    std::string over_long = "@b.example";
    over_long.insert(0, 65, 'a');
    BOOST_TEST(malformed(over_long));
}

BOOST_AUTO_TEST_CASE(lists_with_holes_are_malformed_rfc5322_4_4) {
    BOOST_TEST(malformed("a@b.example,"));
    BOOST_TEST(malformed(",a@b.example"));
    BOOST_CHECK(problem(",,") == AuthorProblem::no_address);
}

BOOST_AUTO_TEST_CASE(nul_and_controls_are_malformed) {
    BOOST_TEST(malformed("a@partner.example\0@evil.example"s));
    BOOST_TEST(malformed("a@partner.example\0"s));
    BOOST_TEST(
        malformed("Ali\x01"
                  "ce <a@b.example>"));
    BOOST_TEST(
        malformed("\"Ali\x7f"
                  "ce\" <a@b.example>"));
    BOOST_TEST(malformed("Alice\r<a@b.example>"));
    BOOST_TEST(malformed("Alice\r\n<a@b.example>"));
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_malformed_rfc6532) {
    BOOST_TEST(malformed("J\xf6rg <a@b.example>"));
    BOOST_TEST(malformed("\"J\xf6rg\" <a@b.example>"));
    BOOST_TEST(malformed("\xc0\xa0 <a@b.example>"));
}

BOOST_AUTO_TEST_CASE(nesting_and_length_are_limited) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + std::string(depth, ')') + " a@b.example";
    };
    BOOST_TEST(address(nested(100)) == "a@b.example");
    BOOST_TEST(malformed(nested(101)));
    BOOST_TEST(malformed("a@b.example" + std::string(70'000, ' ')));
}

BOOST_AUTO_TEST_CASE(random_values_are_never_more_than_a_verdict) {
    std::mt19937 random(5322);
    static constexpr std::string_view octets = "aab.@@<>,;:\"\\()[] \t=?\r\n";
    for (int round = 0; round < 50'000; ++round) {
        std::string value;
        for (auto count = random() % 24; count > 0; --count)
            value += octets[random() % octets.size()];
        const auto author = parse_single_mailbox(value);
        BOOST_TEST_INFO(value);
        BOOST_REQUIRE(author.address.has_value() == (author.problem == AuthorProblem::none));
        // An address that is found stands in the text, and text with one "@" has one reading at
        // most.
        if (author.address)
            BOOST_REQUIRE(value.find("@" + author.address->domain().str()) != value.npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(encoded_words_rfc2047)

BOOST_AUTO_TEST_CASE(q_and_b) {
    BOOST_TEST(display_name("=?UTF-8?Q?J=C3=B6rg_M=c3=bcller?= <a@b.example>") == "Jörg Müller");
    BOOST_TEST(display_name("=?utf-8?b?SsO2cmc=?= <a@b.example>") == "Jörg");
    BOOST_TEST(display_name("=?utf-8?B?SsO2cmc?= <a@b.example>") == "Jörg");
}

BOOST_AUTO_TEST_CASE(other_character_sets) {
    BOOST_TEST(display_name("=?ISO-8859-1?Q?J=F6rg?= <a@b.example>") == "Jörg");
    BOOST_TEST(display_name("=?us-ascii?Q?Joe?= <a@b.example>") == "Joe");
    BOOST_TEST(display_name("=?utf-8*de?Q?J=C3=B6rg?= <a@b.example>") == "Jörg");
    BOOST_TEST(display_name("=?koi8-r?Q?=C1?= <a@b.example>") == "=?koi8-r?Q?=C1?=");
}

BOOST_AUTO_TEST_CASE(space_between_encoded_words_is_dropped_6_2) {
    BOOST_TEST(display_name("=?utf-8?Q?a?= =?utf-8?Q?b?= <a@b.example>") == "ab");
    BOOST_TEST(display_name("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c <a@b.example>") == "ab c");
    BOOST_TEST(display_name("a =?utf-8?Q?b?= <a@b.example>") == "a b");
    BOOST_TEST(display_name("a@b.example (=?utf-8?Q?a?= =?utf-8?Q?b?=)") == "ab");
}

BOOST_AUTO_TEST_CASE(nothing_is_encoded_in_quotes_5) {
    BOOST_TEST(display_name("\"=?utf-8?Q?a?=\" <a@b.example>") == "=?utf-8?Q?a?=");
}

BOOST_AUTO_TEST_CASE(what_does_not_decode_stays) {
    for (const std::string_view word :
         {"=?utf-8?Q?=C3?=", "=?utf-8?Q?=4?=", "=?utf-8?Q?=GG?=", "=?utf-8?B?!!!!?=",
          "=?utf-8?B?A?=", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=?us-ascii?Q?=C3=B6?="}) {
        BOOST_TEST(display_name(std::string(word) + " <a@b.example>") == word);
    }
}

BOOST_AUTO_TEST_CASE(an_encoded_address_is_only_a_name) {
    BOOST_TEST(address("=?utf-8?Q?a=40partner.example?= <x@evil.example>") == "x@evil.example");
    BOOST_TEST(display_name("=?utf-8?Q?a=40partner.example?= <x@evil.example>") ==
               "a@partner.example");
}

BOOST_AUTO_TEST_CASE(an_encoded_word_is_no_local_part) {
    const auto author = parse_single_mailbox("=?utf-8?Q?alice?=@fabrikam.example");
    BOOST_REQUIRE(author.address.has_value());
    BOOST_TEST(author.address->local_part() == "=?utf-8?Q?alice?=");
}

BOOST_AUTO_TEST_CASE(controls_are_shown_as_replacement) {
    BOOST_TEST(display_name("=?utf-8?Q?a=00=0Ab=1B?= <a@b.example>") ==
               "a\xef\xbf\xbd\xef\xbf\xbd"
               "b\xef\xbf\xbd");
    BOOST_TEST(display_name("\"a\tb\" <a@b.example>") == "a b");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(author_of_a_message)

namespace {

Author author(const std::string& message) {
    return author_of(MessageView::parse(message));
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_from_field) {
    const auto found =
        author("To: x@y.example\r\nfrom : Alice\r\n <alice@fabrikam.example>\r\n\r\n");
    BOOST_REQUIRE(found.address.has_value());
    BOOST_TEST(found.address->str() == "alice@fabrikam.example");
    BOOST_TEST(found.display_name == "Alice");
}

BOOST_AUTO_TEST_CASE(no_from_field) {
    BOOST_CHECK(author("To: x@y.example\r\n\r\nFrom: a@b.example\r\n").problem ==
                AuthorProblem::no_from);
    BOOST_CHECK(author("").problem == AuthorProblem::no_from);
    BOOST_CHECK(author("Resent-From: a@b.example\r\n\r\n").problem == AuthorProblem::no_from);
}

BOOST_AUTO_TEST_CASE(two_from_fields) {
    const auto found = author("From: a@b.example\r\nFROM: a@b.example\r\n\r\n");
    BOOST_CHECK(found.problem == AuthorProblem::several_from);
    BOOST_TEST(!found.address.has_value());
}

BOOST_AUTO_TEST_CASE(a_second_from_field_beyond_the_limits_is_not_overlooked) {
    std::string message = "From: a@b.example\r\n";
    for (int i = 0; i < 3000; ++i) message += "X: y\r\n";
    message += "From: c@d.example\r\n\r\n";
    BOOST_CHECK(author(message).problem == AuthorProblem::malformed);
}

BOOST_AUTO_TEST_CASE(every_problem_has_a_name) {
    BOOST_TEST(to_string(AuthorProblem::none) == "none");
    BOOST_TEST(to_string(AuthorProblem::several_from) == "several_from");
    BOOST_TEST(to_string(AuthorProblem::group) == "group");
    BOOST_TEST(to_string(AuthorProblem::malformed) == "malformed");
}

BOOST_AUTO_TEST_SUITE_END()
