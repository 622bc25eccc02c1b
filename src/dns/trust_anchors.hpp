// DNSSEC trust anchors as text: DS and DNSKEY records in zone-file form (RFC 1035 §5.1). Internal.
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// One anchor: the record on one line, and the zone it is for ("" is the root).
struct TrustAnchor {
    std::string record;
    std::string zone;
};

/// Reads one record, comments and parentheses allowed; nothing when it is no DS or DNSKEY record
/// with an owner in front.
std::optional<TrustAnchor> read_trust_anchor(std::string_view text);

/// Reads all records of a file. Throws Error(unreadable_file) with file and line for anything that
/// is no anchor, and for a file without one.
std::vector<TrustAnchor> read_trust_anchor_file(const std::string& path);

/// Where systems keep the anchor of the root; nothing when none of the known places has one.
std::optional<std::string> system_trust_anchor_file();

/// True when `name` is at or below the zone of one of the anchors.
bool is_covered(const std::vector<TrustAnchor>& anchors, const DomainName& name);

}  // namespace domainsec::inline v1::detail
