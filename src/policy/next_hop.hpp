// "[host]:port", as a nexthop is written; an SMTP server to connect to instead of the MX.
#pragma once

#include <cstdint>
#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

struct NextHop {
    std::optional<DomainName> host;  ///< Nothing for an IP address.
    std::string address;             ///< The IP address; empty for a host name.
    std::uint16_t port = 25;

    /// "host:port" or "[address]:port".
    std::string str() const;
};

/// Reads "host", "[host]", "[192.0.2.1]", "[2001:db8::1]", each with ":port" or without (then 25).
std::optional<NextHop> next_hop_from_string(std::string_view text);

}  // namespace domainsec::inline v1::detail
