// Counts what a test binary takes from the heap, so that bounds on memory can be tested.
#pragma once

#include <cstddef>

namespace domainsec::test {

/// Octets that operator new gave since the program began; nothing is taken off for what was given
/// back. Always 0 under sanitizers.
std::size_t memory_taken() noexcept;

}  // namespace domainsec::test
