// One digest over all that says whom a key or a name stands for.
#pragma once

#include <domainsec/policy/configuration.hpp>

namespace domainsec::inline v1::detail {

/// Over the partners and our own edges' pins, in whatever order they stand. Nothing of this edge's
/// own (name, stamp, stores, files' names and lines) goes in.
Sha256Digest policy_revision(const Configuration& configuration);

}  // namespace domainsec::inline v1::detail
