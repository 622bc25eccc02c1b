// The words of fetching, and the limits that an administrator may set.
#include <domainsec/error.hpp>
#include <domainsec/trust/fetcher.hpp>

#include "names/network.hpp"
#include "trust/option_range.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::require_range;

constexpr std::size_t kibioctet = 1024;
constexpr std::size_t mebioctet = 1024 * kibioctet;
constexpr std::size_t most_exceptions = 100;

void check_networks(const std::vector<std::string>& networks) {
    require_range(networks.size(), std::size_t{0}, most_exceptions, "allowed_networks",
                  "lists more than 100 networks");
    for (const std::string& written : networks) {
        std::string why;
        if (!detail::network_from_string(written, &why))
            throw Error(errc::invalid_argument, '"' + escaped(written, 80) + "\" " + why, {}, 0,
                        "allowed_networks");
    }
}

}  // namespace

std::string_view to_string(FetchReason reason) noexcept {
    switch (reason) {
        case FetchReason::none:
            return "none";
        case FetchReason::unsupported_kind:
            return "unsupported_kind";
        case FetchReason::bad_locator:
            return "bad_locator";
        case FetchReason::bad_query:
            return "bad_query";
        case FetchReason::forbidden_port:
            return "forbidden_port";
        case FetchReason::forbidden_address:
            return "forbidden_address";
        case FetchReason::unresolved:
            return "unresolved";
        case FetchReason::unreachable:
            return "unreachable";
        case FetchReason::tls_failed:
            return "tls_failed";
        case FetchReason::timed_out:
            return "timed_out";
        case FetchReason::too_large:
            return "too_large";
        case FetchReason::http_status:
            return "http_status";
        case FetchReason::wrong_type:
            return "wrong_type";
        case FetchReason::forbidden_redirect:
            return "forbidden_redirect";
        case FetchReason::held_back:
            return "held_back";
        case FetchReason::busy:
            return "busy";
        case FetchReason::out_of_resources:
            return "out_of_resources";
    }
    return "unknown";
}

EvidenceFetcher::~EvidenceFetcher() = default;

void HttpFetcherOptions::check() const {
    check_networks(allowed_networks);
    require_range(allowed_ports.size(), std::size_t{0}, most_exceptions, "allowed_ports",
                  "lists more than 100 ports");
    for (const auto port : allowed_ports)
        require_range<unsigned>(port, 1, 65535, "allowed_ports", "has the port 0 in it");
    require_range(max_crl_octets, kibioctet, 16 * mebioctet, "max_crl_octets",
                  "must be 1 KiB to 16 MiB");
    require_range(max_ocsp_octets, kibioctet, mebioctet, "max_ocsp_octets",
                  "must be 1 KiB to 1 MiB");
    require_range(max_redirects, std::size_t{0}, std::size_t{10}, "max_redirects",
                  "must be 0 to 10");
    require_range(connect_timeout, Seconds{1}, Seconds{60}, "connect_timeout", "must be 1 to 60 s");
    require_range(total_timeout, Seconds{1}, Seconds{300}, "total_timeout", "must be 1 to 300 s");
    require_range(low_speed_octets, std::size_t{1}, std::size_t{1'000'000}, "low_speed_octets",
                  "must be 1 to 1,000,000");
    require_range(low_speed_time, Seconds{1}, Seconds{60}, "low_speed_time", "must be 1 to 60 s");
    require_range(max_transfers, std::size_t{1}, std::size_t{100}, "max_transfers",
                  "must be 1 to 100");
    require_range(repeat_after, Seconds{1}, Seconds{3600}, "repeat_after", "must be 1 s to 1 hour");
    require_range(retry_after, Seconds{1}, Seconds{3600}, "retry_after", "must be 1 s to 1 hour");
    require_range(max_retry_after, retry_after, Seconds{86400}, "max_retry_after",
                  "must be retry_after to 1 day");
}

}  // namespace domainsec::inline v1
