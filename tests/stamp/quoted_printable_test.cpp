// dkim-quoted-printable (RFC 6376 §2.11).
#include "stamp/quoted_printable.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using domainsec::detail::from_quoted_printable;
using domainsec::detail::to_quoted_printable;

BOOST_AUTO_TEST_SUITE(quoted_printable)

BOOST_AUTO_TEST_CASE(safe_octets_stay) {
    BOOST_TEST(to_quoted_printable("alice+x@fabrikam.example") == "alice+x@fabrikam.example");
}

BOOST_AUTO_TEST_CASE(semicolon_equals_space_and_quotes_of_a_local_part_are_carried) {
    const std::string text = R"("a; b=c\"d"@fabrikam.example)";
    BOOST_TEST(to_quoted_printable(text) == R"("a=3B=20b=3Dc\"d"@fabrikam.example)");
    BOOST_TEST(from_quoted_printable(to_quoted_printable(text)).value() == text);
}

// RFC 6531: local parts in UTF-8.
BOOST_AUTO_TEST_CASE(every_octet_survives) {
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    BOOST_TEST(from_quoted_printable(to_quoted_printable(all)).value() == all);
}

BOOST_AUTO_TEST_CASE(folding_inside_is_skipped) {
    BOOST_TEST(from_quoted_printable("ali\r\n ce=20\tx").value() == "alice x");
}

BOOST_AUTO_TEST_CASE(what_the_grammar_lacks_is_refused) {
    for (const auto* text : {"=", "=2", "=2b", "=G0", "= 20", "=\r\n 20", "a;b", "\x80", "\x7f"})
        BOOST_TEST(!from_quoted_printable(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
