// PKCS #11 URIs (RFC 7512): what they say, and what is refused.
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/pkcs11.hpp>
#include <string>

#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string module_query = "?module-path=/m.so";

Pkcs11Uri read(const std::string& path) {
    return Pkcs11Uri::from_string("pkcs11:" + path + module_query);
}

void refused(std::string_view words, const std::string& text) {
    BOOST_TEST_CONTEXT(text) {
        expect_error(errc::invalid_argument, words, [&] { Pkcs11Uri::from_string(text); });
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs11_uri)

BOOST_AUTO_TEST_CASE(names_token_key_and_driver_2_3) {
    const auto uri = Pkcs11Uri::from_string(
        "PKCS11:token=The%20Edge;manufacturer=M;model=X&Y;serial=00%2f1;object=tls;id=%00%ff1;"
        "slot-description=d;slot-manufacturer=s;slot-id=18446744073709551615;type=private;"
        "library-description=l;library-manufacturer=n;library-version=2.40"
        "?module-name=x&module-path=/usr/lib/p%20q.so&vendor-thing=1&vendor-thing=2");
    BOOST_CHECK(uri.token == "The Edge");
    BOOST_CHECK(uri.manufacturer == "M");
    BOOST_CHECK(uri.model == "X&Y");
    BOOST_CHECK(uri.serial == "00/1");
    BOOST_CHECK(uri.object == "tls");
    BOOST_CHECK(uri.id == (Bytes{0x00, 0xff, '1'}));
    BOOST_CHECK(uri.slot_description == "d");
    BOOST_CHECK(uri.slot_manufacturer == "s");
    BOOST_CHECK(uri.slot_id == 18446744073709551615U);
    BOOST_CHECK(uri.library_description == "l");
    BOOST_CHECK(uri.library_manufacturer == "n");
    BOOST_CHECK(uri.library_version == "2.40");
    BOOST_TEST(uri.module_path == "/usr/lib/p q.so");
    BOOST_CHECK(Pkcs11Uri::from_string(uri.to_string()) == uri);
}

BOOST_AUTO_TEST_CASE(leaves_open_what_it_does_not_name) {
    const auto uri = read("");
    BOOST_TEST(!uri.token.has_value());
    BOOST_TEST(!uri.id.has_value());
    BOOST_TEST(uri.to_string() == "pkcs11:?module-path=/m.so");
    // An empty value is a value.
    BOOST_CHECK(read("object=").object == "");
}

BOOST_AUTO_TEST_CASE(of_the_path_that_is_unknown_matches_nothing_2_5) {
    refused("\"pkcs11:\"", "");
    refused("\"pkcs11:\"", "pkcs11");
    refused("\"pkcs11:\"", "file:/etc/key.pem");
    refused("the attribute x-vendor in its path", "pkcs11:x-vendor=1" + module_query);
    refused("the attribute Token in its path", "pkcs11:Token=a" + module_query);
    refused("the attribute module-path in its path", "pkcs11:module-path=m.so");
}

BOOST_AUTO_TEST_CASE(gives_an_attribute_once) {
    refused("token twice", "pkcs11:token=a;token=a" + module_query);
    refused("type twice", "pkcs11:type=private;type=private" + module_query);
    refused("module-path twice", "pkcs11:?module-path=/a&module-path=/b");
}

BOOST_AUTO_TEST_CASE(is_in_the_grammar) {
    for (const auto* const path :
         {";", "token", "token=a;", ";token=a", "=a", "token=a;;object=b", "to ken=a", "t%6fken=a"})
        refused("name=value", std::string("pkcs11:") + path + module_query);
    for (const auto* const path : {"token=a b", "token=\xC3\xA4", "token=a\"", "token=a\nb",
                                   "token=<", "token=a/b", "token=a#b", "object=\\"})
        refused("percent-encoded", std::string("pkcs11:") + path + module_query);
    for (const auto* const path : {"id=%", "id=%4", "id=%4g", "id=%g4", "id=a%", "id=%%41"})
        refused("hexadecimal", std::string("pkcs11:") + path + module_query);
    refused("percent-encoded", "pkcs11:?module-path=/m.so#x");
    refused("percent-encoded", "pkcs11:" + std::string("token=a\0b", 9) + module_query);
    refused("zero octet", "pkcs11:token=a%00b" + module_query);
    refused("ends with \"?\"", "pkcs11:token=a?");
    refused("name=value", "pkcs11:?module-path=/m.so&");
    refused("4096 octets", "pkcs11:token=" + std::string(4096, 'a'));
}

BOOST_AUTO_TEST_CASE(has_numbers_where_they_belong) {
    for (const auto* const number : {"", "-1", "0x1", "1a", "18446744073709551616"})
        refused("no decimal number", std::string("pkcs11:slot-id=") + number + module_query);
    for (const auto* const version : {"", ".", "1.", ".1", "1.2.3", "a"})
        refused("library-version", std::string("pkcs11:library-version=") + version + module_query);
}

BOOST_AUTO_TEST_CASE(names_a_private_key_and_its_driver) {
    for (const auto* const type : {"cert", "public", "data", "secret-key", "", "Private"})
        refused("no private key", std::string("pkcs11:type=") + type + module_query);
    refused("names no driver", "pkcs11:token=a");
    refused("names no driver", "pkcs11:token=a?module-name=softhsm2");
    refused("not absolute", "pkcs11:?module-path=libsofthsm2.so");
    refused("not absolute", "pkcs11:?module-path=");
    refused("not absolute", "pkcs11:?module-path=/a%00b");
}

BOOST_AUTO_TEST_CASE(holds_no_pin) {
    for (const auto* const name : {"pin-value=hush1234", "pin-source=file:/hush1234"}) {
        const std::string text = "pkcs11:token=a?module-path=/m.so&" + std::string(name);
        refused("a PIN comes from a source of passphrases", text);
        try {
            Pkcs11Uri::from_string(text);
        } catch (const Error& error) {
            BOOST_TEST(std::string_view(error.what()).find("hush") == std::string_view::npos);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
