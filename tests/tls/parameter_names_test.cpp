// Names of suites and groups in the words of other libraries.
#include "tls/parameter_names.hpp"

#include <boost/test/unit_test.hpp>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(parameter_names)

BOOST_AUTO_TEST_CASE(openssl_suites_get_iana_names) {
    BOOST_TEST(detail::iana_cipher_name("ECDHE-RSA-AES128-GCM-SHA256") ==
               "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    BOOST_TEST(detail::iana_cipher_name("ECDHE-ECDSA-CHACHA20-POLY1305") ==
               "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    BOOST_TEST(detail::iana_cipher_name("ECDHE-ECDSA-AES256-CCM8") ==
               "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8");
}

BOOST_AUTO_TEST_CASE(other_suites_keep_their_names) {
    BOOST_TEST(detail::iana_cipher_name("TLS_AES_128_GCM_SHA256") == "TLS_AES_128_GCM_SHA256");
    BOOST_TEST(detail::iana_cipher_name("AES128-SHA") == "AES128-SHA");
}

BOOST_AUTO_TEST_CASE(aead_suites_are_known_by_name) {
    for (const char* name :
         {"TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"})
        BOOST_TEST(detail::is_aead_cipher(name));
    for (const char* name : {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "AES128-GCM-SHA256", "",
                             "TLS_RSA_WITH_RC4_128_SHA", "GCM"})
        BOOST_TEST(!detail::is_aead_cipher(name));
}

BOOST_AUTO_TEST_CASE(suites_of_tls13_name_no_key_exchange) {
    BOOST_TEST(detail::is_tls13_cipher("TLS_AES_256_GCM_SHA384"));
    BOOST_TEST(!detail::is_tls13_cipher("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    BOOST_TEST(!detail::is_tls13_cipher("AES128-SHA"));
}

BOOST_AUTO_TEST_CASE(groups_have_one_name) {
    BOOST_TEST(detail::group_name(std::string_view("P-256")) == "secp256r1");
    BOOST_TEST(detail::group_name(std::string_view("prime256v1")) == "secp256r1");
    BOOST_TEST(detail::group_name(std::string_view("X25519MLKEM768")) == "x25519mlkem768");
    BOOST_TEST(detail::group_name(std::string_view("SECP384R1")) == "secp384r1");
}

BOOST_AUTO_TEST_CASE(code_points_have_names) {
    BOOST_TEST(detail::group_name(std::uint16_t{0x001D}) == "x25519");
    BOOST_TEST(detail::group_name(std::uint16_t{0x11EC}) == "x25519mlkem768");
    BOOST_TEST(detail::group_name(std::uint16_t{0xABCD}) == "group_0xabcd");
}

BOOST_AUTO_TEST_SUITE_END()
