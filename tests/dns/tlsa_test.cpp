// TLSA records as zone files have them (RFC 6698 §2.2, §3).
#include <domainsec/dns/tlsa.hpp>

#include <boost/test/unit_test.hpp>

#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

DomainName host(const std::string& name = "mx1.contoso.example") {
    return DomainName::from_string(name).value();
}

Bytes counting(std::size_t size) {
    Bytes octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 8);
    return octets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tlsa_lines)

BOOST_AUTO_TEST_CASE(a_line_of_a_zone) {
    BOOST_TEST(tlsa_record(host(), 25, 3, 1, 1, counting(32)) ==
               "_25._tcp.mx1.contoso.example. IN TLSA 3 1 1 "
               "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8");
    BOOST_TEST(to_zone_line(client_tlsa_owner(host()), {2, 0, 0, {0xAB}}) ==
               "_smtp-client.mx1.contoso.example. IN TLSA 2 0 0 ab");
}

BOOST_AUTO_TEST_CASE(owners) {
    BOOST_TEST(tlsa_owner(host()).str() == "_25._tcp.mx1.contoso.example");
    BOOST_TEST(tlsa_owner(host("m\xc3\xbcnchen.example"), 65535).str() ==
               "_65535._tcp.xn--mnchen-3ya.example");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_one) {
    expect_error(errc::invalid_argument, "port", [] { tlsa_owner(host(), 0); });
    expect_error(errc::invalid_argument, "port", [] { tlsa_owner(host(), 65536); });
    std::string longest = "a";
    while (longest.size() + 9 < 253) longest += ".aaaaaaa";
    expect_error(errc::invalid_name, "longer", [&] { tlsa_owner(host(longest)); });
    expect_error(errc::invalid_name, "longer", [&] { client_tlsa_owner(host(longest)); });
    for (const auto& wrong : {std::pair{0, 0}, {1, 0}, {1, 31}, {1, 64}, {2, 32}})
        expect_error(errc::invalid_argument, "octets", [&wrong] {
            tlsa_record(host(), 25, 3, 1, static_cast<std::uint8_t>(wrong.first),
                        counting(static_cast<std::size_t>(wrong.second)));
        });
}

BOOST_AUTO_TEST_SUITE_END()
