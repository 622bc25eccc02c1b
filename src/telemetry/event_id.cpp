// Event ids: a hash over counter, process and time, cut to ten characters.
#include "telemetry/event_id.hpp"

#include <botan/hash.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace domainsec::inline v1::detail {

std::string next_event_id(TimePoint now) {
    static std::atomic<std::uint64_t> counter{0};
    // The steady clock tells apart processes that were forked with the same counter and reuse ids.
    const std::array<std::uint64_t, 4> seed{
        counter.fetch_add(1, std::memory_order_relaxed),
        static_cast<std::uint64_t>(now.time_since_epoch().count()),
        static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()),
        static_cast<std::uint64_t>(getpid())};
    std::array<std::uint8_t, sizeof seed> octets{};
    std::memcpy(octets.data(), seed.data(), sizeof seed);
    const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
    hash->update(octets);
    std::array<std::uint8_t, 32> digest{};
    hash->final(digest);

    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string id(10, 'A');
    for (std::size_t i = 0; i < id.size(); ++i) id[i] = alphabet[digest[i] & 31U];
    return id;
}

TimePoint event_time(const Clock& clock) noexcept {
    try {
        return clock();
    } catch (...) {
        return system_clock()();
    }
}

}  // namespace domainsec::inline v1::detail
