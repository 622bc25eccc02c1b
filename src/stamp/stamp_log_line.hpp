// One line of a stamp log, and how it is chained to the one above (docs/stamp-format.md §5.4).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// More octets than any line has.
inline constexpr std::size_t max_log_line = 256;

/// The chain value of an entry below one with `above`; all zero above the first.
Sha256Digest chain_value(const StampLogEntry& entry, const Sha256Digest& above);

/// "1 42 1795480285 edge1 <base64 of the stamp> <base64 of the chain>", with a line end.
std::string log_line(const StampLogEntry& entry);

/// Reads such a line, given without its line end. The chain is not looked at.
std::optional<StampLogEntry> read_log_line(std::string_view line);

/// One sentence on what does not fit between two neighbours; empty when all does. `above` is null
/// for the first.
std::string_view log_fault(const StampLogEntry& entry, const StampLogEntry* above);

}  // namespace domainsec::inline v1::detail
