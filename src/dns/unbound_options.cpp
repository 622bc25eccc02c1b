// Checks of how to ask, each with the field and the mend in its sentence.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>

#include "dns/trust_anchors.hpp"

namespace domainsec::inline v1 {

namespace {

// address = ( IPv4 / IPv6 ) [ "@" port ]
bool is_server_address(const std::string& text) {
    const std::size_t at = text.find('@');
    if (at != std::string::npos) {
        unsigned port = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + at + 1, end, port);
        if (error != std::errc() || stop != end || port < 1 || port > 65535) return false;
    }
    const std::string host = text.substr(0, at);
    if (host.find('\0') != std::string::npos) return false;
    unsigned char address[sizeof(in6_addr)];
    return inet_pton(AF_INET, host.c_str(), address) == 1 ||
           inet_pton(AF_INET6, host.c_str(), address) == 1;
}

bool is_zone(const std::string& text) {
    return text == "." || DomainName::from_owner_name(text).has_value();
}

[[noreturn]] void refuse(const std::string& field, const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

template <typename Number>
void check_range(const std::string& field, Number value, Number least, Number most) {
    if (value < least || value > most) {
        refuse(field, "must be " + std::to_string(least) + " to " + std::to_string(most) + ", is " +
                          std::to_string(value));
    }
}

std::string entry(const std::string& field, std::size_t index) {
    return field + '[' + std::to_string(index) + ']';
}

}  // namespace

void UnboundOptions::check() const {
    check_range<std::int64_t>("timeout", timeout.count(), 1, 60);
    check_range<std::size_t>("max_records", max_records, 1, 1000);
    check_range<std::size_t>("max_txt_octets", max_txt_octets, 64, 65535);
    for (std::size_t i = 0; i < trust_anchors.size(); ++i) {
        if (!detail::read_trust_anchor(trust_anchors[i])) {
            refuse(entry("trust_anchors", i),
                   "must be a DS or DNSKEY record like \"example. IN DS 12345 13 2 ABCD...\"");
        }
    }
    for (std::size_t i = 0; i < forwarders.size(); ++i) {
        if (!is_server_address(forwarders[i])) {
            refuse(entry("forwarders", i),
                   "must be an IP address, with \"@\" and a port where it is not 53");
        }
    }
    for (std::size_t i = 0; i < stubs.size(); ++i) {
        if (!is_zone(stubs[i].first)) {
            refuse(entry("stubs", i), "must start with the name of a zone, or \".\" for the root");
        }
        if (!is_server_address(stubs[i].second)) {
            refuse(entry("stubs", i),
                   "must end in an IP address, with \"@\" and a port where it is not 53");
        }
    }
}

}  // namespace domainsec::inline v1
