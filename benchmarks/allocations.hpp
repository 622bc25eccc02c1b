// Counts how often a program asks for memory. To be included by one file of a program: it takes the
// place of the C library's functions (glibc).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
}

namespace domainsec_benchmark {

inline std::atomic<std::uint64_t> allocations{0};

/// Allocations per call of a work, once it has been warmed up.
template <typename Work>
double allocations_per_call(const Work& work) {
    constexpr int calls = 100;
    for (int call = 0; call < 10; ++call) work();
    const auto before = allocations.load();
    for (int call = 0; call < calls; ++call) work();
    return static_cast<double>(allocations.load() - before) / calls;
}

}  // namespace domainsec_benchmark

extern "C" void* malloc(std::size_t size) {
    domainsec_benchmark::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}

extern "C" void* calloc(std::size_t count, std::size_t size) {
    domainsec_benchmark::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(count, size);
}

extern "C" void* realloc(void* memory, std::size_t size) {
    domainsec_benchmark::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(memory, size);
}
