// Checks of a configuration that look at more than one entry.
#pragma once

#include <domainsec/policy/configuration.hpp>
#include <vector>

#include "policy/partner_settings.hpp"
#include "policy/table_reader.hpp"

namespace domainsec::inline v1::detail {

/// No two partners may be taken for each other, none for us, and none for one of our own edges.
void check_across(const Configuration& configuration, const std::vector<PartnerDraft>& partners,
                  ProblemList& problems);

/// What works and is probably not meant.
void warn_across(const Configuration& configuration, ProblemList& problems);

}  // namespace domainsec::inline v1::detail
