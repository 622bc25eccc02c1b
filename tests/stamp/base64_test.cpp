// base64string of tag values (RFC 4648 §3.5, §4, §10; RFC 6376 §2.10).
#include "stamp/base64.hpp"

#include <boost/test/unit_test.hpp>

using namespace domainsec;
using detail::from_base64;
using detail::to_base64;

BOOST_AUTO_TEST_SUITE(base64)

// RFC 4648 §10
BOOST_AUTO_TEST_CASE(the_vectors_of_the_rfc_hold_both_ways) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        BOOST_TEST(to_base64(bytes_of(plain)) == encoded);
        BOOST_TEST(text_of(from_base64(encoded).value()) == plain);
    }
}

// RFC 6376 §2.10: FWS may stand anywhere in it.
BOOST_AUTO_TEST_CASE(folding_inside_is_skipped) {
    BOOST_TEST(text_of(from_base64(" Zm\r\n\t9vY\n mFy ").value()) == "foobar");
}

BOOST_AUTO_TEST_CASE(junk_is_refused) {
    for (const auto* text : {"Zm9v!", "Zm9v\x80", "Zm9_", "Zm-v", "Zm9v;"})
        BOOST_TEST(!from_base64(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(missing_or_misplaced_padding_is_refused) {
    for (const auto* text :
         {"Zg", "Zg=", "Zm8", "Zm8==", "Zm9v=", "Z", "Z===", "=Zg=", "Zg==Zg==", "====", "="})
        BOOST_TEST(!from_base64(text).has_value(), text);
}

// RFC 4648 §3.5: bits beyond the last octet must be zero, or one value had several spellings.
BOOST_AUTO_TEST_CASE(bits_beyond_the_last_octet_are_refused) {
    BOOST_TEST(!from_base64("Zh==").has_value());
    BOOST_TEST(!from_base64("Zm9=").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
