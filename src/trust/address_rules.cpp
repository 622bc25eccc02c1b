// Which addresses a URI of somebody else may lead to (RFC 6890, RFC 4291, RFC 6052).
#include "trust/address_rules.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace domainsec::inline v1::detail {
namespace {

struct SpecialNetwork {
    Network network;
    std::string_view purpose;
};

struct Written {
    const char* network;
    std::string_view purpose;
};

// In the order in which they are looked for: the narrower first, for a telling word.
constexpr Written special_v4[] = {
    {"0.0.0.0/8", "this network"},
    {"10.0.0.0/8", "private use"},
    {"100.64.0.0/10", "shared address space"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private use"},
    {"192.0.0.0/24", "protocol assignments"},
    {"192.0.2.0/24", "documentation"},
    {"192.31.196.0/24", "AS112"},
    {"192.52.193.0/24", "AMT"},
    {"192.88.99.0/24", "6to4 relays"},
    {"192.168.0.0/16", "private use"},
    {"192.175.48.0/24", "AS112"},
    {"198.18.0.0/15", "benchmarking"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
};

constexpr Written special_v6[] = {
    {"::/128", "unspecified"},
    {"::1/128", "loopback"},
    {"::/96", "IPv4 in IPv6"},
    {"64:ff9b::/96", "NAT64"},
    {"64:ff9b:1::/48", "NAT64"},
    {"100::/64", "discard"},
    {"2001::/32", "Teredo"},
    {"2001::/23", "protocol assignments"},
    {"2001:db8::/32", "documentation"},
    {"2002::/16", "6to4"},
    {"2620:4f:8000::/48", "AS112"},
    {"3fff::/20", "documentation"},
    {"5f00::/16", "segment routing"},
    {"fc00::/7", "unique local"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "site-local"},
    {"ff00::/8", "multicast"},
};

std::vector<SpecialNetwork> read_all() {
    std::vector<SpecialNetwork> networks;
    for (const auto& [network, purpose] : special_v4)
        networks.push_back({network_from_string(network).value(), purpose});
    for (const auto& [network, purpose] : special_v6)
        networks.push_back({network_from_string(network).value(), purpose});
    return networks;
}

const std::vector<SpecialNetwork>& special_networks() {
    static const std::vector<SpecialNetwork> networks = read_all();
    return networks;
}

// RFC 4291 §2.4: what is handed out as global unicast; all else belongs to nobody yet.
bool is_global_unicast(const IpAddress& address) noexcept {
    return (address.octets[0] & 0xe0U) == 0x20;
}

struct SocketAddress {
    IpAddress address;
    bool written_as_v6 = false;
};

std::optional<SocketAddress> address_of(const sockaddr& from) noexcept {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    SocketAddress result;
    auto& octets = result.address.octets;
    if (from.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &from, sizeof v4);
        std::ranges::copy(mapped, octets.begin());
        std::memcpy(octets.data() + mapped.size(), &v4.sin_addr, sizeof v4.sin_addr);
        result.address.is_v4 = true;
        return result;
    }
    if (from.sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &from, sizeof v6);
    std::memcpy(octets.data(), &v6.sin6_addr, octets.size());
    result.address.is_v4 = std::equal(mapped.begin(), mapped.end(), octets.begin());
    result.written_as_v6 = true;
    return result;
}

}  // namespace

std::string_view special_purpose(const IpAddress& address, bool written_as_v6) noexcept {
    if (address.is_v4 && written_as_v6) return "IPv4 in IPv6";
    for (const auto& [network, purpose] : special_networks())
        if (network.contains(address)) return purpose;
    if (!address.is_v4 && !is_global_unicast(address)) return "not handed out";
    return {};
}

std::string_view AddressRules::refusal(const sockaddr& address) const noexcept {
    const auto read = address_of(address);
    if (!read) return "neither IPv4 nor IPv6";
    const bool allowed = std::ranges::any_of(
        allowed_, [&read](const Network& network) { return network.contains(read->address); });
    return allowed ? std::string_view() : special_purpose(read->address, read->written_as_v6);
}

}  // namespace domainsec::inline v1::detail
