// IP networks in CIDR form (RFC 4632, RFC 4291 §2.3): whom to ask for certificates, where to fetch.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// An IP address as 16 octets; IPv4 in its mapped form, so that both families compare alike.
struct IpAddress {
    std::array<std::uint8_t, 16> octets{};
    bool is_v4 = false;
};

/// Reads "192.0.2.1", "2001:db8::1" or "::ffff:192.0.2.1"; nothing for anything else.
std::optional<IpAddress> ip_from_string(std::string_view text);

/// A network: an address and how many of its leading bits count (of the 128 of the mapped form).
struct Network {
    IpAddress address;
    unsigned bits = 128;

    bool contains(const IpAddress& other) const noexcept;
};

/// Reads CIDR form; a bare address is a network of one. Bits set behind the prefix are a mistake:
/// then nothing, and `why` gets a sentence.
std::optional<Network> network_from_string(std::string_view text, std::string* why = nullptr);

/// What is counted as one network: "192.0.2.0/24" for IPv4, mapped or not, and "2001:db8:1::/48"
/// for IPv6, which is what one site has (RFC 6177 §2).
std::string covering_network(const IpAddress& address);

}  // namespace domainsec::inline v1::detail
