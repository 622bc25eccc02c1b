// Every field of UnboundOptions with values just inside and just outside of its range.
#include <boost/test/unit_test.hpp>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>
#include <functional>
#include <string>
#include <vector>

using namespace domainsec;

namespace {

struct Bad {
    std::string field;
    std::function<void(UnboundOptions&)> change;
};

bool names(const UnboundOptions& options, const std::string& field) {
    try {
        options.check();
    } catch (const Error& error) {
        return error.code() == errc::invalid_argument && error.field() == field;
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unbound_options)

BOOST_AUTO_TEST_CASE(the_defaults_are_good) {
    BOOST_CHECK_NO_THROW(UnboundOptions{}.check());
}

BOOST_AUTO_TEST_CASE(every_bad_value_names_its_field) {
    const std::vector<Bad> table{
        {"timeout", [](auto& o) { o.timeout = Seconds(0); }},
        {"timeout", [](auto& o) { o.timeout = Seconds(61); }},
        {"timeout", [](auto& o) { o.timeout = Seconds(-1); }},
        {"max_records", [](auto& o) { o.max_records = 0; }},
        {"max_records", [](auto& o) { o.max_records = 1001; }},
        {"max_txt_octets", [](auto& o) { o.max_txt_octets = 63; }},
        {"max_txt_octets", [](auto& o) { o.max_txt_octets = 65536; }},
        {"trust_anchors[0]", [](auto& o) { o.trust_anchors = {"example. IN A 192.0.2.1"}; }},
        {"trust_anchors[1]",
         [](auto& o) {
             o.trust_anchors = {"example. IN DS 1 13 2 AA", ""};
         }},
        {"forwarders[0]", [](auto& o) { o.forwarders = {"resolver.example"}; }},
        {"forwarders[1]",
         [](auto& o) {
             o.forwarders = {"192.0.2.1", "192.0.2.1@0"};
         }},
        {"forwarders[0]", [](auto& o) { o.forwarders = {"192.0.2.1@65536"}; }},
        {"forwarders[0]", [](auto& o) { o.forwarders = {"192.0.2.1@53x"}; }},
        {"forwarders[0]", [](auto& o) { o.forwarders = {"192.0.2.1@"}; }},
        {"forwarders[0]", [](auto& o) { o.forwarders = {std::string("192.0.2.1\0x", 11)}; }},
        {"stubs[0]",
         [](auto& o) {
             o.stubs = {{"exa mple", "192.0.2.1"}};
         }},
        {"stubs[0]",
         [](auto& o) {
             o.stubs = {{"example", "example"}};
         }},
        {"stubs[0]",
         [](auto& o) {
             o.stubs = {{"", "192.0.2.1"}};
         }},
    };
    for (const Bad& bad : table) {
        UnboundOptions options;
        bad.change(options);
        BOOST_TEST_CONTEXT(bad.field) {
            BOOST_TEST(names(options, bad.field));
        }
    }
}

BOOST_AUTO_TEST_CASE(values_at_the_ends_of_their_range_are_good) {
    UnboundOptions options;
    options.timeout = Seconds(1);
    options.max_records = 1;
    options.max_txt_octets = 64;
    options.forwarders = {"192.0.2.1", "192.0.2.1@1", "2001:db8::1@65535", "::1"};
    options.stubs = {{".", "192.0.2.1"}, {"_tcp.example.", "2001:db8::1@53"}};
    BOOST_CHECK_NO_THROW(options.check());
    options.timeout = Seconds(60);
    options.max_records = 1000;
    options.max_txt_octets = 65535;
    BOOST_CHECK_NO_THROW(options.check());
}

BOOST_AUTO_TEST_SUITE_END()
