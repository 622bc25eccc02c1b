// IP networks in CIDR form (RFC 4632, RFC 4291 §2.3).
#include "names/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace domainsec::inline v1::detail {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;
constexpr std::size_t v6_site_octets = 6;

bool bit(const IpAddress& address, unsigned index) noexcept {
    return ((address.octets[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

std::optional<Network> refused(std::string* why, std::string sentence) {
    if (why != nullptr) *why = std::move(sentence);
    return std::nullopt;
}

std::optional<unsigned> number(std::string_view digits) noexcept {
    unsigned value = 0;
    if (digits.empty() || digits.size() > 3) return std::nullopt;
    const auto* end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<IpAddress> ip_from_string(std::string_view text) {
    // inet_pton wants a terminated string, and must not see one that ends early.
    if (text.empty() || text.size() > 45 || text.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    const std::string terminated(text);
    IpAddress address;
    if (inet_pton(AF_INET, terminated.c_str(), address.octets.data() + mapped_prefix.size()) == 1) {
        std::ranges::copy(mapped_prefix, address.octets.begin());
        address.is_v4 = true;
        return address;
    }
    if (inet_pton(AF_INET6, terminated.c_str(), address.octets.data()) != 1) return std::nullopt;
    address.is_v4 =
        std::ranges::equal(mapped_prefix.begin(), mapped_prefix.end(), address.octets.begin(),
                           address.octets.begin() + mapped_prefix.size());
    return address;
}

bool Network::contains(const IpAddress& other) const noexcept {
    if (address.is_v4 != other.is_v4) return false;
    for (unsigned i = 0; i < bits; ++i) {
        if (bit(address, i) != bit(other, i)) return false;
    }
    return true;
}

std::optional<Network> network_from_string(std::string_view text, std::string* why) {
    const std::size_t slash = text.find('/');
    const auto address = ip_from_string(text.substr(0, slash));
    if (!address) {
        return refused(why, "is no IP network; write \"192.0.2.0/24\" or \"2001:db8::/32\"");
    }
    const bool written_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    const unsigned width = written_v4 ? 32 : 128;
    Network network{*address, 128};
    if (slash == std::string_view::npos) return network;

    const auto bits = number(text.substr(slash + 1));
    if (!bits || *bits > width) {
        return refused(
            why, "has no usable prefix length; it is a number from 0 to " + std::to_string(width));
    }
    network.bits = written_v4 ? *bits + mapped_bits : *bits;
    // "::/0" is every IPv6 address, mapped ones aside; "::ffff:0:0/96" would be every IPv4 address.
    for (unsigned i = network.bits; i < 128; ++i) {
        if (bit(*address, i)) {
            return refused(why, "has bits set behind its prefix length; clear them, or use /" +
                                    std::to_string(width) + " for a single address");
        }
    }
    return network;
}

std::string covering_network(const IpAddress& address) {
    IpAddress network = address;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.is_v4) {
        network.octets.back() = 0;
        inet_ntop(AF_INET, network.octets.data() + mapped_prefix.size(), text.data(), text.size());
        return std::string(text.data()) + "/24";
    }
    std::fill(network.octets.begin() + v6_site_octets, network.octets.end(), std::uint8_t{0});
    inet_ntop(AF_INET6, network.octets.data(), text.data(), text.size());
    return std::string(text.data()) + "/48";
}

}  // namespace domainsec::inline v1::detail
