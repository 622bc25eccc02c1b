// Mailboxes of the envelope (RFC 5321 §4.1.2, RFC 6531 §3.3), and what senders try instead.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/names/mail_address.hpp>
#include <string>

using namespace domainsec;

namespace {

MailAddress address(std::string_view text) {
    return MailAddress::from_string(text).value();
}
bool is_address(std::string_view text) {
    return MailAddress::from_string(text).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_address)

BOOST_AUTO_TEST_CASE(reads_a_dot_string) {
    const MailAddress alice = address("Alice.Smith+tag@Fabrikam.EXAMPLE");
    BOOST_TEST(alice.local_part() == "Alice.Smith+tag");
    BOOST_TEST(alice.domain().str() == "fabrikam.example");
    BOOST_TEST(alice.str() == "Alice.Smith+tag@fabrikam.example");
}

BOOST_AUTO_TEST_CASE(keeps_the_case_of_the_local_part) {
    BOOST_TEST((address("Alice@a.example") != address("alice@a.example")));
    BOOST_TEST((address("alice@A.example") == address("alice@a.example")));
}

BOOST_AUTO_TEST_CASE(takes_every_atext_and_nothing_else) {
    BOOST_TEST(is_address("!#$%&'*+-/=?^_`{|}~@a.example"));
    for (const char c : std::string_view("()<>[]:;\\, \"\t\r\n\x7f\x1b")) {
        BOOST_TEST_CONTEXT("octet " << int(c)) {
            BOOST_TEST(!is_address(std::string("a") + c + "b@a.example"));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_misplaced_dots) {
    for (const char* text : {".a@b.example", "a.@b.example", "a..b@c.example", ".@b.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_address(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(unquotes_a_quoted_string) {
    BOOST_TEST(address("\"john doe\"@a.example").local_part() == "john doe");
    BOOST_TEST(address("\"a@b\"@a.example").local_part() == "a@b");
    BOOST_TEST(address(R"("a\"b\\c"@a.example)").local_part() == R"(a"b\c)");
    BOOST_TEST(address(R"("\a\ \@"@a.example)").local_part() == "a @");
    BOOST_TEST(address("\"..\"@a.example").local_part() == "..");
}

BOOST_AUTO_TEST_CASE(quotes_only_where_it_must) {
    BOOST_TEST(address("\"alice\"@a.example").str() == "alice@a.example");
    BOOST_TEST((address("\"alice\"@a.example") == address("alice@a.example")));
    BOOST_TEST(address("\"john doe\"@a.example").str() == "\"john doe\"@a.example");
    BOOST_TEST(address(R"("a\"b\\c"@a.example)").str() == R"("a\"b\\c"@a.example)");
}

BOOST_AUTO_TEST_CASE(reads_its_own_output) {
    for (const char* text : {"a@b.example", R"("a\"\\ @ b"@c.example)", "\"..\"@a.example",
                             "δοκιμή@παράδειγμα.example"}) {
        const MailAddress once = address(text);
        BOOST_TEST((address(once.str()) == once));
    }
}

BOOST_AUTO_TEST_CASE(refuses_broken_quoting) {
    for (const char* text :
         {"\"a@b.example", "a\"@b.example", "\"a\"b@c.example", "a\"b\"@c.example",
          "\"a\\\"@b.example", "\"a\".b@c.example", "\"\"@a.example", "\"", "\"\\"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_address(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_control_characters_in_quotes) {
    using namespace std::string_view_literals;
    for (const auto text :
         {"\"a\rb\"@c.example"sv, "\"a\nb\"@c.example"sv, "\"a\\\nb\"@c.example"sv,
          "\"a\0b\"@c.example"sv, "\"a\\\0b\"@c.example"sv, "\"a\tb\"@c.example"sv,
          "\"a\x7f\"@c.example"sv, "\"\xc2\x85\"@c.example"sv}) {
        BOOST_TEST(!is_address(text));
    }
}

BOOST_AUTO_TEST_CASE(takes_utf8_local_parts) {
    BOOST_TEST(address("müller@münchen.example").local_part() == "müller");
    BOOST_TEST(address("müller@münchen.example").str() == "müller@xn--mnchen-3ya.example");
    BOOST_TEST(address("\"mü ller\"@a.example").local_part() == "mü ller");
    BOOST_TEST((address("mu\xcc\x88ller@a.example") != address("müller@a.example")));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_utf8) {
    for (const char* text :
         {"m\xfcller@a.example", "\xc0\x80@a.example", "a\xc3@a.example", "\"\xc3\"@a.example",
          "\"\\\xc3\xbc\"@a.example", "\xed\xa0\x80@a.example", "a\xc2\x80@a.example"}) {
        BOOST_TEST(!is_address(text));
    }
}

BOOST_AUTO_TEST_CASE(takes_local_parts_of_64_octets_and_not_65) {
    BOOST_TEST(is_address(std::string(64, 'a') + "@a.example"));
    BOOST_TEST(!is_address(std::string(65, 'a') + "@a.example"));
    BOOST_TEST(!is_address("\"" + std::string(65, ' ') + "\"@a.example"));
    std::string escaped_text;
    for (int i = 0; i < 64; ++i) escaped_text += "\\\"";
    BOOST_TEST(is_address("\"" + escaped_text + "\"@a.example"));
}

BOOST_AUTO_TEST_CASE(refuses_routes_brackets_and_literals) {
    for (const char* text :
         {"@relay.example:a@b.example", "<a@b.example>", "a@[192.0.2.1]", "a@[IPv6:::1]",
          "a@192.0.2.1", "a%b@[x]", "@b.example", "a@", "a", "", "@", "a@b@c.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_address(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_comments_and_spaces) {
    for (const char* text :
         {"a(c)@b.example", "(c)a@b.example", "a@(c)b.example", "a@b.example(c)", " a@b.example",
          "a@b.example ", "a @b.example", "a@ b.example", "Alice <a@b.example>"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_address(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_nul_and_line_ends_after_the_domain) {
    using namespace std::string_view_literals;
    for (const auto text : {"a@b.example\0"sv, "a@b.example\r\n"sv, "a@b.example\0.evil.test"sv,
                            "a\0@b.example"sv, "a@b.example\r\nRCPT TO:<x@y.example>"sv}) {
        BOOST_TEST(!is_address(text));
    }
}

BOOST_AUTO_TEST_CASE(has_no_trailing_dot_and_no_underscore) {
    BOOST_TEST(!is_address("a@b.example."));
    BOOST_TEST(!is_address("a@_b.example"));
}

BOOST_AUTO_TEST_CASE(refuses_huge_input_at_once) {
    const auto started = std::chrono::steady_clock::now();
    const std::string huge(1U << 20U, 'a');
    for (const std::string& text :
         {huge, huge + "@a.example", "a@" + huge, "\"" + huge, std::string(1U << 20U, '\\')}) {
        for (int round = 0; round < 1000; ++round) BOOST_REQUIRE(!is_address(text));
    }
    BOOST_TEST((std::chrono::steady_clock::now() - started < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_SUITE_END()
