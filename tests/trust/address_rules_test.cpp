// Which addresses a URI of somebody else may lead to (RFC 6890).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <string>

#include "trust/address_rules.hpp"

using namespace domainsec;
using namespace domainsec::detail;

namespace {

sockaddr_storage socket_address(const std::string& text) {
    sockaddr_storage storage{};
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        std::memcpy(&storage, &v4, sizeof v4);
    } else {
        BOOST_REQUIRE_MESSAGE(::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1, text);
        v6.sin6_family = AF_INET6;
        std::memcpy(&storage, &v6, sizeof v6);
    }
    return storage;
}

std::string refusal(const std::string& text, const std::vector<std::string>& allowed = {}) {
    std::vector<Network> networks;
    for (const auto& network : allowed) networks.push_back(network_from_string(network).value());
    const auto storage = socket_address(text);
    return std::string(AddressRules(networks).refusal(reinterpret_cast<const sockaddr&>(storage)));
}

struct Case {
    const char* address;
    const char* purpose;
};

constexpr Case refused[] = {
    {"0.0.0.0", "this network"},
    {"0.1.2.3", "this network"},
    {"10.0.0.1", "private use"},
    {"10.255.255.255", "private use"},
    {"100.64.0.1", "shared address space"},
    {"100.127.255.255", "shared address space"},
    {"127.0.0.1", "loopback"},
    {"127.255.255.254", "loopback"},
    {"169.254.0.1", "link-local"},
    {"169.254.169.254", "link-local"},
    {"172.16.0.1", "private use"},
    {"172.31.255.255", "private use"},
    {"192.0.0.8", "protocol assignments"},
    {"192.0.2.1", "documentation"},
    {"192.88.99.1", "6to4 relays"},
    {"192.168.0.1", "private use"},
    {"198.18.0.1", "benchmarking"},
    {"198.19.255.255", "benchmarking"},
    {"198.51.100.7", "documentation"},
    {"203.0.113.7", "documentation"},
    {"224.0.0.1", "multicast"},
    {"239.255.255.250", "multicast"},
    {"240.0.0.1", "reserved"},
    {"255.255.255.255", "reserved"},
    {"::", "unspecified"},
    {"::1", "loopback"},
    {"::7f00:1", "IPv4 in IPv6"},
    {"::ffff:127.0.0.1", "IPv4 in IPv6"},
    {"::ffff:8.8.8.8", "IPv4 in IPv6"},
    {"::ffff:0:127.0.0.1", "not handed out"},
    {"64:ff9b::7f00:1", "NAT64"},
    {"64:ff9b::808:808", "NAT64"},
    {"64:ff9b:1::1", "NAT64"},
    {"64:ff9b:1:ffff::a00:1", "NAT64"},
    {"100::1", "discard"},
    {"2001::1", "Teredo"},
    {"2001:0:7f00:1::1", "Teredo"},
    {"2001:2::1", "protocol assignments"},
    {"2001:1ff::1", "protocol assignments"},
    {"2001:db8::1", "documentation"},
    {"2002:7f00:1::1", "6to4"},
    {"2002:a00:1::1", "6to4"},
    {"3fff::1", "documentation"},
    {"4000::1", "not handed out"},
    {"5f00::1", "segment routing"},
    {"fc00::1", "unique local"},
    {"fdff:ffff::1", "unique local"},
    {"fe80::1", "link-local"},
    {"febf::1", "link-local"},
    {"fec0::1", "site-local"},
    {"ff02::1", "multicast"},
    {"ff0e::1", "multicast"},
};

constexpr const char* open_addresses[] = {
    "1.1.1.1",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
    "100.128.0.0",     "126.255.255.255", "128.0.0.1",       "169.253.255.255", "172.15.255.255",
    "172.32.0.0",      "192.0.1.1",       "192.167.255.255", "198.17.255.255",  "198.20.0.0",
    "223.255.255.255", "2001:200::1",     "2001:4860::8888", "2001:db7::1",     "2001:db9::1",
    "2003::1",         "2606:4700::1111", "2a00:1450::1",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(address_rules)

BOOST_AUTO_TEST_CASE(special_addresses_are_refused_by_their_purpose) {
    for (const auto& [address, purpose] : refused)
        BOOST_TEST(refusal(address) == purpose, address << " gave " << refusal(address));
}

BOOST_AUTO_TEST_CASE(public_addresses_are_open) {
    for (const char* address : open_addresses)
        BOOST_TEST(refusal(address).empty(), address << " gave " << refusal(address));
}

BOOST_AUTO_TEST_CASE(named_networks_are_open_and_nothing_beside_them) {
    const std::vector<std::string> allowed{"10.1.0.0/16", "fd00:1::/32"};
    BOOST_TEST(refusal("10.1.2.3", allowed).empty());
    BOOST_TEST(refusal("fd00:1::9", allowed).empty());
    BOOST_TEST(refusal("10.2.0.1", allowed) == "private use");
    BOOST_TEST(refusal("fd00:2::9", allowed) == "unique local");
    BOOST_TEST(refusal("127.0.0.1", allowed) == "loopback");
    BOOST_TEST(refusal("2002:a01:203::1", allowed) == "6to4");
}

BOOST_AUTO_TEST_CASE(every_v6_address_is_not_every_v4_address) {
    BOOST_TEST(refusal("::1", {"::/0"}).empty());
    BOOST_TEST(refusal("::ffff:127.0.0.1", {"::/0"}) == "IPv4 in IPv6");
}

BOOST_AUTO_TEST_CASE(other_families_are_refused) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    const auto& general = reinterpret_cast<const sockaddr&>(local);
    BOOST_TEST(AddressRules({}).refusal(general) == "neither IPv4 nor IPv6");
}

BOOST_AUTO_TEST_SUITE_END()
