// Reads and writes "[host]:port".
#include "policy/next_hop.hpp"

#include <charconv>

#include "names/network.hpp"

namespace domainsec::inline v1::detail {

namespace {

std::optional<std::uint16_t> port_from(std::string_view digits) noexcept {
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, port);
    if (digits.empty() || result.ec != std::errc{} || result.ptr != end || port == 0) {
        return std::nullopt;
    }
    return port;
}

}  // namespace

std::string NextHop::str() const {
    return (host ? host->str() : '[' + address + ']') + ':' + std::to_string(port);
}

std::optional<NextHop> next_hop_from_string(std::string_view text) {
    std::string_view host = text;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    NextHop hop;
    if (!rest.empty()) {
        const auto port = rest.starts_with(':') ? port_from(rest.substr(1)) : std::nullopt;
        if (!port) return std::nullopt;
        hop.port = *port;
    }
    if (ip_from_string(host)) {
        hop.address = host;
        return hop;
    }
    hop.host = DomainName::from_string(host);
    return hop.host ? std::optional(hop) : std::nullopt;
}

}  // namespace domainsec::inline v1::detail
