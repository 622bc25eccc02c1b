// Keys that leave their parameters to their issuer's (RFC 5280 §6.1.4 (d) to (f); RFC 3279 §2.3.2):
// DSA alone, and so under AlgorithmRules::legacy alone.
#pragma once

#include <deque>

#include "trust/path_builder.hpp"

namespace domainsec::inline v1::detail {

/// Completes such keys along a path, from the anchor down, and checks the signatures that were
/// waiting for them. `completed` keeps the certificates that take the place of others.
void inherit_parameters(CandidatePath& path, std::deque<CertificateFacts>& completed);

}  // namespace domainsec::inline v1::detail
