// Which addresses a URI of somebody else may lead to (RFC 6890 and the IANA special-purpose
// registries).
#pragma once

#include <string_view>
#include <vector>

#include "names/network.hpp"

struct sockaddr;

namespace domainsec::inline v1::detail {

/// What an address is for, when it is not an ordinary public one: "loopback", "private use"; empty
/// for a public one. An address of IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo) is never public,
/// for it hides where it leads.
std::string_view special_purpose(const IpAddress& address, bool written_as_v6) noexcept;

/// Public addresses, and those in networks that the administrator named.
class AddressRules final {
  public:
    explicit AddressRules(std::vector<Network> allowed) : allowed_(std::move(allowed)) {}

    /// Why a connection is not made; empty when it may be. Families other than IP are refused.
    std::string_view refusal(const sockaddr& address) const noexcept;

  private:
    std::vector<Network> allowed_;
};

}  // namespace domainsec::inline v1::detail
