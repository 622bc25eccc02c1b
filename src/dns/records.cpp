// The words for how a look-up ended and what DNSSEC says of it (RFC 4035 §4.3).
#include <domainsec/dns/records.hpp>

namespace domainsec::inline v1 {

std::string_view to_string(DnsSecurity security) noexcept {
    switch (security) {
        case DnsSecurity::secure:
            return "secure";
        case DnsSecurity::insecure:
            return "insecure";
        case DnsSecurity::bogus:
            return "bogus";
        case DnsSecurity::indeterminate:
            return "indeterminate";
    }
    return "unknown";
}

std::string_view to_string(DnsOutcome outcome) noexcept {
    switch (outcome) {
        case DnsOutcome::records:
            return "records";
        case DnsOutcome::no_data:
            return "no_data";
        case DnsOutcome::no_domain:
            return "no_domain";
        case DnsOutcome::failure:
            return "failure";
    }
    return "unknown";
}

}  // namespace domainsec::inline v1
