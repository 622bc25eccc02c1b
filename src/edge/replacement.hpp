// Whether certificates that appeared in the store may take the place of those in use.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate_store.hpp>

namespace domainsec::inline v1::detail {

/// Throws Error(invalid_argument) that says what is wrong: outside its dates, a chain whose
/// certificates do not issue each other, an intermediate certificate that is missing.
void check_replacement(const Identity& identity, TimePoint now);

}  // namespace domainsec::inline v1::detail
