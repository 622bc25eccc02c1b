// The exception, its sentence with a place in it, and peer text made safe.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <set>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(carries_code_and_sentence) {
    const Error mistake(errc::weak_key, "The key has 1024 bits; use 2048 or more.");
    BOOST_TEST((mistake.code() == errc::weak_key));
    BOOST_TEST(mistake.what() == "The key has 1024 bits; use 2048 or more.");
    BOOST_TEST(mistake.file().empty());
    BOOST_TEST(mistake.line() == 0);
}

BOOST_AUTO_TEST_CASE(names_file_line_and_field) {
    const Error mistake(errc::invalid_configuration, "expected a list", "a.toml", 7,
                        "partner.domains");
    BOOST_TEST(mistake.what() == "a.toml:7: partner.domains: expected a list");
    BOOST_TEST(mistake.file() == "a.toml");
    BOOST_TEST(mistake.line() == 7);
    BOOST_TEST(mistake.field() == "partner.domains");
}

BOOST_AUTO_TEST_CASE(leaves_out_a_line_that_is_not_known) {
    const Error mistake(errc::unreadable_file, "no such file", "key.pem");
    BOOST_TEST(mistake.what() == "key.pem: no such file");
}

BOOST_AUTO_TEST_CASE(is_a_runtime_error) {
    BOOST_CHECK_THROW(throw Error(errc::in_use, "in use"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(every_code_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    const int last = static_cast<int>(errc::resource_unavailable);
    for (int value = 1; value <= last; ++value) names.insert(to_string(static_cast<errc>(value)));
    BOOST_TEST(names.size() == static_cast<std::size_t>(last));
    BOOST_TEST(!names.contains("unknown"));
    BOOST_TEST(to_string(errc::wrong_passphrase) == "wrong_passphrase");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(escaping)

BOOST_AUTO_TEST_CASE(keeps_printable_text) {
    BOOST_TEST(escaped("mx1.fabrikam.example (Mail)") == "mx1.fabrikam.example (Mail)");
}

BOOST_AUTO_TEST_CASE(hides_control_octets_line_ends_and_utf8) {
    BOOST_TEST(escaped("a\r\nb\x1b[31m\x7f\xc3\xa9") == "a\\x0d\\x0ab\\x1b[31m\\x7f\\xc3\\xa9");
}

BOOST_AUTO_TEST_CASE(keeps_nul_visible) {
    BOOST_TEST(escaped(std::string_view("a\0b", 3)) == "a\\x00b");
}

BOOST_AUTO_TEST_CASE(escapes_the_backslash_so_that_no_escape_can_be_faked) {
    BOOST_TEST(escaped("\\x0a") == "\\x5cx0a");
}

BOOST_AUTO_TEST_CASE(cuts_what_is_too_long) {
    BOOST_TEST(escaped("abcdef", 4) == "abcd...");
    BOOST_TEST(escaped("abcd", 4) == "abcd");
    BOOST_TEST(escaped(std::string(100000, 'x')).size() == 259U);
}

BOOST_AUTO_TEST_SUITE_END()
