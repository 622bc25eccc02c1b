// Name constraints (RFC 5280 §4.2.1.10): which names a subtree holds. Whatever cannot be decided
// counts against the certificate.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/general_name.hpp"

namespace domainsec::inline v1::detail {

enum class SubtreeMatch {
    within,
    outside,
    undecidable,  ///< The constraint or the name is malformed, or of a form that we do not compare.
};

/// Whether `name` stands within the subtree `base` of the same form. A wildcard dNSName is within
/// when all that it stands for is, or, for an excluded subtree (`any_part`), when some of it is.
SubtreeMatch subtree_match(const GeneralName& name, const GeneralName& base, bool any_part);

struct NameConstraints {
    std::vector<GeneralName> permitted;
    std::vector<GeneralName> excluded;
};

/// Reads the extension's value. Nothing when malformed, or with minimum or maximum (which the
/// profile of RFC 5280 does not have).
std::optional<NameConstraints> read_constraints(ByteView extension);

}  // namespace domainsec::inline v1::detail
