// Reads [[partner]] with both directions and their intermediaries.
#pragma once

#include <domainsec/policy/partner_policy.hpp>
#include <vector>

#include "policy/named_files.hpp"
#include "policy/table_reader.hpp"

namespace domainsec::inline v1::detail {

/// A partner with the lines of its domains, for checks across partners.
struct PartnerDraft {
    PartnerPolicy policy;
    std::vector<LocatedName> domains;
};

PartnerDraft read_partner(const TomlValue& table, ProblemList& problems, NamedFiles& files);

}  // namespace domainsec::inline v1::detail
