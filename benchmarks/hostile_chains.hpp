// Chains that a stranger would send to buy time from whoever judges them.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <string>
#include <vector>

namespace domainsec_benchmark {

struct HostileChain {
    std::string name;
    std::vector<domainsec::Bytes> presented;  ///< DER, leaf first.
    domainsec::Certificate anchor;
};

/// For "mail.fabrikam.example", valid at `now`.
std::vector<HostileChain> hostile_chains(domainsec::TimePoint now);

}  // namespace domainsec_benchmark
