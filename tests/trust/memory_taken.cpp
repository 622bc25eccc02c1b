// Replaces the global allocation functions by ones that count ([new.delete]). In a file of its own:
// a compiler that sees both sides takes malloc and delete for a mismatch. Sanitizers have their
// own, which must not be mixed with these: there nothing is counted.
#include "trust/memory_taken.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

std::size_t domainsec::test::memory_taken() noexcept {
    return 0;
}

#else

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> taken{0};

void* take(std::size_t octets) {
    taken += octets;
    if (void* const memory = std::malloc(octets == 0 ? 1 : octets)) return memory;
    throw std::bad_alloc();
}

}  // namespace

std::size_t domainsec::test::memory_taken() noexcept {
    return taken;
}

void* operator new(std::size_t octets) {
    return take(octets);
}
void* operator new[](std::size_t octets) {
    return take(octets);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

#endif
