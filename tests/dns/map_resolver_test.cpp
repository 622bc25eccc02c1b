// The resolver on maps answers in the same shapes as one on the network.
#include <boost/test/unit_test.hpp>
#include <domainsec/dns/resolver.hpp>

using namespace domainsec;

BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsOutcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsSecurity)

namespace {

DomainName name(std::string_view text) {
    return DomainName::from_owner_name(text).value();
}

MapResolver fabrikam() {
    MapResolver resolver;
    resolver.txt_records[name("edge1._domainsec.fabrikam.example")] = {{"v=DSEC1"}};
    resolver.mx_records[name("fabrikam.example")] = {{20, name("mx2.fabrikam.example")},
                                                     {10, name("mx1.fabrikam.example")}};
    resolver.tlsa_records[name("_25._tcp.mx1.fabrikam.example")] = {{3, 1, 1, Bytes(32, 7)}};
    resolver.null_mx.insert(name("nomail.example"));
    return resolver;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(map_resolver)

BOOST_AUTO_TEST_CASE(answers_from_its_maps) {
    MapResolver resolver = fabrikam();
    const auto txt = resolver.txt(name("edge1._domainsec.fabrikam.example"));
    BOOST_TEST(txt.outcome == DnsOutcome::records);
    BOOST_TEST(txt.is_secure());
    BOOST_TEST((txt.ttl == Seconds(300)));
    BOOST_TEST(txt.records.at(0).text == "v=DSEC1");
    BOOST_TEST(resolver.tlsa(name("_25._tcp.mx1.fabrikam.example")).records.at(0).data.size() ==
               32U);
}

BOOST_AUTO_TEST_CASE(sorts_mail_exchangers) {
    const auto answer = fabrikam().mx(name("fabrikam.example"));
    BOOST_REQUIRE(answer.records.size() == 2U);
    BOOST_TEST(answer.records[0].exchange.str() == "mx1.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(tells_a_missing_type_from_a_missing_name) {
    MapResolver resolver = fabrikam();
    BOOST_TEST(resolver.txt(name("fabrikam.example")).outcome == DnsOutcome::no_data);
    BOOST_TEST(resolver.mx(name("mx1.fabrikam.example")).outcome == DnsOutcome::no_data);
    BOOST_TEST(resolver.mx(name("example")).outcome == DnsOutcome::no_data);
    BOOST_TEST(resolver.mx(name("contoso.example")).outcome == DnsOutcome::no_domain);
    BOOST_TEST(resolver.mx(name("contoso.example")).is_secure());
}

BOOST_AUTO_TEST_CASE(knows_the_null_mx) {
    MapResolver resolver = fabrikam();
    const auto answer = resolver.mx(name("nomail.example"));
    BOOST_TEST(answer.is_null_mx);
    BOOST_TEST(answer.outcome == DnsOutcome::no_data);
    BOOST_TEST(!resolver.txt(name("nomail.example")).is_null_mx);
    BOOST_TEST(!resolver.mx(name("fabrikam.example")).is_null_mx);
}

BOOST_AUTO_TEST_CASE(fails_and_lies_as_told) {
    MapResolver resolver = fabrikam();
    resolver.failing.insert(name("fabrikam.example"));
    resolver.bogus.insert(name("_25._tcp.mx1.fabrikam.example"));
    resolver.insecure.insert(name("edge1._domainsec.fabrikam.example"));
    const auto failing = resolver.mx(name("fabrikam.example"));
    BOOST_TEST(failing.outcome == DnsOutcome::failure);
    BOOST_TEST(failing.security == DnsSecurity::indeterminate);
    BOOST_TEST(!failing.why.empty());
    const auto bogus = resolver.tlsa(name("_25._tcp.mx1.fabrikam.example"));
    BOOST_TEST(bogus.outcome == DnsOutcome::failure);
    BOOST_TEST(bogus.security == DnsSecurity::bogus);
    BOOST_TEST(bogus.records.empty());
    const auto insecure = resolver.txt(name("edge1._domainsec.fabrikam.example"));
    BOOST_TEST(insecure.outcome == DnsOutcome::records);
    BOOST_TEST(insecure.security == DnsSecurity::insecure);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dns_words)

BOOST_AUTO_TEST_CASE(every_value_has_its_word) {
    BOOST_TEST(to_string(DnsSecurity::secure) == "secure");
    BOOST_TEST(to_string(DnsSecurity::insecure) == "insecure");
    BOOST_TEST(to_string(DnsSecurity::bogus) == "bogus");
    BOOST_TEST(to_string(DnsSecurity::indeterminate) == "indeterminate");
    BOOST_TEST(to_string(DnsOutcome::records) == "records");
    BOOST_TEST(to_string(DnsOutcome::no_data) == "no_data");
    BOOST_TEST(to_string(DnsOutcome::no_domain) == "no_domain");
    BOOST_TEST(to_string(DnsOutcome::failure) == "failure");
}

BOOST_AUTO_TEST_SUITE_END()
