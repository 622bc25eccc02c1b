// The cast of the demo: two organizations with their own authorities and edges, a self-signed
// partner, a stranger, and the configuration file of each, all made anew in one folder.
#pragma once

#include <domainsec/domainsec.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace demo {

/// A certificate with its key, as a mail server presents it.
domainsec::Identity issued(const std::string& label, const std::vector<std::string>& names,
                           const domainsec::Certificate& authority,
                           const domainsec::PrivateKey& authority_key,
                           domainsec::TimePoint not_before, domainsec::TimePoint not_after);

struct Authority {
    domainsec::Certificate certificate;
    domainsec::PrivateKey key;
};

/// Everybody's keys, certificates and configuration files.
struct Cast {
    std::filesystem::path folder;
    Authority fabrikam_ca;
    Authority contoso_ca;
    Authority stranger_ca;
    domainsec::Identity fabrikam;          ///< Holds fabrikam.example.
    domainsec::Identity fabrikam_expired;  ///< The same, out of date.
    domainsec::Identity fabrikam_other;    ///< From the same authority, for another domain.
    domainsec::Identity northwind;         ///< Self-signed.
    domainsec::Identity contoso;
    std::filesystem::path contoso_config;         ///< Defers what is not secured.
    std::filesystem::path contoso_strict_config;  ///< Rejects it, and binds recipients.
    std::filesystem::path fabrikam_config;
    std::filesystem::path northwind_config;
    std::filesystem::path stranger_config;  ///< A stranger's own edge with a stamp key of its own.
};

/// `contoso_port` is where Fabrikam and Northwind find Contoso.
Cast make_cast(const std::filesystem::path& folder, domainsec::TimePoint now);

/// Writes the sending organizations' configurations, once Contoso's port is known.
void write_sender_configurations(Cast& cast, unsigned contoso_port);

}  // namespace demo
