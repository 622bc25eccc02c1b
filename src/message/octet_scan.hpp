// Finds the next octet that canonicalization may have to change, many octets at a time
// (RFC 6376 §3.4.3 and §3.4.4). Clean stretches between two finds are hashed where they lie.
#pragma once

#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// One way of scanning. Both functions look at [begin, end) and read the octet before `begin`,
/// which must exist.
struct OctetScan {
    using Find = const char* (*)(const char* begin, const char* end) noexcept;

    std::string_view name;

    /// The first octet that is NUL, an LF that does not follow a CR, or not an LF after a CR; or
    /// `end`.
    Find framing;

    /// The first octet that `framing` finds, or a control up to and with HTAB, or SP, CR, LF or
    /// another control after SP; or `end`. Some finds need no change: the caller looks.
    Find relaxed;
};

/// The fastest that this processor has. Chosen once.
const OctetScan& octet_scan() noexcept;

/// All that this processor can run, the portable one first: for tests that compare them.
std::vector<OctetScan> all_octet_scans();

}  // namespace domainsec::inline v1::detail
