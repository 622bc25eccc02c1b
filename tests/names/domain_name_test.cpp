// Host names and owner names in ASCII (RFC 1123 §2.1, RFC 8552), and what is none.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/names/domain_name.hpp>
#include <string>
#include <unordered_set>
#include <vector>

using namespace domainsec;

namespace {

DomainName name(std::string_view text) {
    return DomainName::from_string(text).value();
}
bool is_host(std::string_view text) {
    return DomainName::from_string(text).has_value();
}
bool is_owner(std::string_view text) {
    return DomainName::from_owner_name(text).has_value();
}

// Labels of 63 octets and a last one that makes the name exactly `size` octets long.
std::string name_of_size(std::size_t size) {
    std::string text;
    while (text.size() + 64 < size) text += std::string(63, 'a') + ".";
    return text + std::string(size - text.size(), 'b');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(domain_name)

BOOST_AUTO_TEST_CASE(reads_a_host_name) {
    BOOST_TEST(name("mx1.fabrikam.example").str() == "mx1.fabrikam.example");
    BOOST_TEST(name("localhost").str() == "localhost");
    BOOST_TEST(name("3com.example").str() == "3com.example");
}

BOOST_AUTO_TEST_CASE(is_held_in_lower_case) {
    BOOST_TEST(name("MX1.Fabrikam.EXAMPLE").str() == "mx1.fabrikam.example");
    BOOST_TEST((name("FABRIKAM.example") == name("fabrikam.EXAMPLE")));
}

BOOST_AUTO_TEST_CASE(drops_one_trailing_dot) {
    BOOST_TEST(name("fabrikam.example.").str() == "fabrikam.example");
    BOOST_TEST(!is_host("fabrikam.example.."));
    BOOST_TEST(!is_host("."));
    BOOST_TEST(!is_host(".."));
}

BOOST_AUTO_TEST_CASE(refuses_empty_labels) {
    for (const char* text : {"", ".example", "a..example", "...", ".a."}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_nul_wherever_it_stands) {
    using namespace std::string_view_literals;
    BOOST_TEST(!is_host("fabrikam.example\0"sv));
    BOOST_TEST(!is_host("fabrikam\0.example"sv));
    BOOST_TEST(!is_host("\0fabrikam.example"sv));
    BOOST_TEST(!is_host("fabrikam.example\0.contoso.example"sv));
    BOOST_TEST(!is_host("m\xc3\xbcnchen\0evil.example"sv));
    BOOST_TEST(!is_owner("_25._tcp\0.example"sv));
}

BOOST_AUTO_TEST_CASE(refuses_every_octet_that_is_no_letter_digit_or_hyphen) {
    for (int octet = 0; octet < 0x80; ++octet) {
        const char c = static_cast<char>(octet);
        const bool good = std::isalnum(octet) != 0 || c == '-' || c == '.';
        BOOST_TEST_CONTEXT("octet " << octet) {
            BOOST_TEST(is_host(std::string("a") + c + "b.example") == good);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_hyphens_at_the_ends_of_a_label) {
    BOOST_TEST(is_host("a-b.example"));
    BOOST_TEST(!is_host("-a.example"));
    BOOST_TEST(!is_host("a-.example"));
    BOOST_TEST(!is_host("-.example"));
    BOOST_TEST(is_host("us--mail.example"));
}

BOOST_AUTO_TEST_CASE(takes_labels_of_63_octets_and_not_64) {
    BOOST_TEST(is_host(std::string(63, 'a').append(".example")));
    BOOST_TEST(!is_host(std::string(64, 'a').append(".example")));
    BOOST_TEST(is_owner("_" + std::string(62, 'a') + ".example"));
    BOOST_TEST(!is_owner("_" + std::string(63, 'a').append(".example")));
}

BOOST_AUTO_TEST_CASE(takes_names_of_253_octets_and_not_254) {
    BOOST_TEST(name(name_of_size(253)).str().size() == 253U);
    BOOST_TEST(is_host(name_of_size(253) + "."));
    BOOST_TEST(!is_host(name_of_size(254)));
}

BOOST_AUTO_TEST_CASE(refuses_ipv4_addresses_and_their_disguises) {
    for (const char* text : {"192.0.2.1", "192.0.2.1.", "127.1", "2130706433", "0x7f.0.0.1",
                             "1.0x7f", "0x7F000001", "example.1", "0x", "256.256.256.256"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
    BOOST_TEST(is_host("1.2.0.192.in-addr.arpa"));
    BOOST_TEST(is_host("0xbeef.example"));
}

BOOST_AUTO_TEST_CASE(refuses_addresses_in_other_forms) {
    for (const char* text :
         {"::1", "[192.0.2.1]", "2001:db8::1", "fabrikam.example:25", "*.fabrikam.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_underscores_for_owner_names) {
    BOOST_TEST(!is_host("_25._tcp.mx1.fabrikam.example"));
    BOOST_TEST(!is_host("my_host.example"));
    BOOST_TEST(is_owner("_25._tcp.mx1.fabrikam.example"));
    BOOST_TEST(is_owner("edge1._domainsec.contoso.example"));
    BOOST_TEST(is_owner("plain.example"));
    for (const char* text :
         {"_", "_.example", "__a.example", "a_b.example", "a_.example", "_-a.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_owner(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_its_parents) {
    BOOST_TEST(name("a.b.example").parent()->str() == "b.example");
    BOOST_TEST(name("b.example").parent()->str() == "example");
    BOOST_TEST(!name("example").parent().has_value());
    BOOST_TEST(name("a.b.example").label_count() == 3U);
    BOOST_TEST(name("example").label_count() == 1U);
}

BOOST_AUTO_TEST_CASE(is_below_only_at_a_label_boundary) {
    BOOST_TEST(name("mx.fabrikam.example").is_below(name("fabrikam.example")));
    BOOST_TEST(name("a.mx.fabrikam.example").is_below(name("fabrikam.example")));
    BOOST_TEST(!name("fabrikam.example").is_below(name("fabrikam.example")));
    BOOST_TEST(!name("evilfabrikam.example").is_below(name("fabrikam.example")));
    BOOST_TEST(!name("fabrikam.example.evil.test").is_below(name("fabrikam.example")));
    BOOST_TEST(!name("example").is_below(name("fabrikam.example")));
}

BOOST_AUTO_TEST_CASE(takes_a_prefix) {
    BOOST_TEST(name("mx1.fabrikam.example").with_prefix("_25._tcp")->str() ==
               "_25._tcp.mx1.fabrikam.example");
    BOOST_TEST(!name("fabrikam.example").with_prefix("").has_value());
    BOOST_TEST(!name("fabrikam.example").with_prefix("_25.").has_value());
    BOOST_TEST(!name("fabrikam.example").with_prefix(".a").has_value());
    BOOST_TEST(!name(name_of_size(253)).with_prefix("a").has_value());
}

BOOST_AUTO_TEST_CASE(goes_into_sets) {
    const std::unordered_set<DomainName> names{name("A.example"), name("a.example."),
                                               name("b.example")};
    BOOST_TEST(names.size() == 2U);
    BOOST_TEST((name("a.example") < name("b.example")));
}

BOOST_AUTO_TEST_CASE(refuses_huge_input_at_once) {
    const auto started = std::chrono::steady_clock::now();
    const std::vector<std::string> inputs{std::string(1U << 20U, 'a'), std::string(1U << 20U, '.'),
                                          std::string(1U << 20U, '\xfc')};
    for (const std::string& text : inputs) {
        for (int round = 0; round < 1000; ++round) BOOST_REQUIRE(!is_host(text));
        BOOST_TEST(!name("a.example").with_prefix(text).has_value());
    }
    BOOST_TEST((std::chrono::steady_clock::now() - started < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_SUITE_END()
