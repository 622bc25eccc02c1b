// UTCTime and GeneralizedTime in the one form that certificates and lists have (RFC 5280 §4.1.2.5).
#pragma once

#include <domainsec/clock.hpp>
#include <optional>

#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {

/// Nothing for other forms, and for dates that do not exist.
std::optional<TimePoint> read_time(const DerElement& element) noexcept;

}  // namespace domainsec::inline v1::detail
