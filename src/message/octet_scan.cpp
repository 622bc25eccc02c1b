// Octet scans: portable, SSE2 or NEON, AVX2 (RFC 6376 §3.4.3, §3.4.4). All find the same octets.
#include "message/octet_scan.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace domainsec::inline v1::detail {
namespace {

bool framing_hit(char before, char octet) noexcept {
    return octet == '\0' || (octet == '\n') != (before == '\r');
}

bool relaxed_hit(char before, char octet) noexcept {
    const auto value = static_cast<unsigned char>(octet);
    return value < 0x0a || (before == ' ' && value <= 0x20) || (octet == '\n') != (before == '\r');
}

const char* portable_framing(const char* begin, const char* end) noexcept {
    while (begin != end && !framing_hit(begin[-1], *begin)) ++begin;
    return begin;
}

const char* portable_relaxed(const char* begin, const char* end) noexcept {
    while (begin != end && !relaxed_hit(begin[-1], *begin)) ++begin;
    return begin;
}

#if defined(__x86_64__)

// Sixteen octets at a time. Every x86-64 processor has SSE2.
struct Lanes {
    using Octets = __m128i;
    static constexpr std::size_t width = 16;
    static Octets load(const char* at) noexcept {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    }
    static Octets is(Octets octets, char value) noexcept {
        return _mm_cmpeq_epi8(octets, _mm_set1_epi8(value));
    }
    static Octets at_most(Octets octets, char value) noexcept {
        return _mm_cmpeq_epi8(_mm_min_epu8(octets, _mm_set1_epi8(value)), octets);
    }
    static Octets either(Octets a, Octets b) noexcept { return _mm_or_si128(a, b); }
    static Octets both(Octets a, Octets b) noexcept { return _mm_and_si128(a, b); }
    static Octets differ(Octets a, Octets b) noexcept { return _mm_xor_si128(a, b); }
    static std::uint64_t mask(Octets hits) noexcept {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
    }
    static std::size_t first(std::uint64_t mask) noexcept {
        return static_cast<std::size_t>(std::countr_zero(mask));
    }
};

#elif defined(__aarch64__)

// Sixteen octets at a time. Every AArch64 processor has NEON. The mask has four bits for each
// octet.
struct Lanes {
    using Octets = uint8x16_t;
    static constexpr std::size_t width = 16;
    static Octets load(const char* at) noexcept {
        return vld1q_u8(reinterpret_cast<const std::uint8_t*>(at));
    }
    static Octets is(Octets octets, char value) noexcept {
        return vceqq_u8(octets, vdupq_n_u8(static_cast<std::uint8_t>(value)));
    }
    static Octets at_most(Octets octets, char value) noexcept {
        return vcleq_u8(octets, vdupq_n_u8(static_cast<std::uint8_t>(value)));
    }
    static Octets either(Octets a, Octets b) noexcept { return vorrq_u8(a, b); }
    static Octets both(Octets a, Octets b) noexcept { return vandq_u8(a, b); }
    static Octets differ(Octets a, Octets b) noexcept { return veorq_u8(a, b); }
    static std::uint64_t mask(Octets hits) noexcept {
        return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hits), 4)), 0);
    }
    static std::size_t first(std::uint64_t mask) noexcept {
        return static_cast<std::size_t>(std::countr_zero(mask)) / 4;
    }
};

#endif

#if defined(__x86_64__) || defined(__aarch64__)

Lanes::Octets framing_hits(const char* at) noexcept {
    const auto octets = Lanes::load(at);
    const auto before = Lanes::load(at - 1);
    return Lanes::either(Lanes::is(octets, '\0'),
                         Lanes::differ(Lanes::is(octets, '\n'), Lanes::is(before, '\r')));
}

Lanes::Octets relaxed_hits(const char* at) noexcept {
    const auto octets = Lanes::load(at);
    const auto before = Lanes::load(at - 1);
    const auto blank_after_space = Lanes::both(Lanes::at_most(octets, ' '), Lanes::is(before, ' '));
    const auto line_end = Lanes::differ(Lanes::is(octets, '\n'), Lanes::is(before, '\r'));
    return Lanes::either(Lanes::at_most(octets, '\t'), Lanes::either(blank_after_space, line_end));
}

template <Lanes::Octets (*Hits)(const char*) noexcept, OctetScan::Find Rest>
const char* find_by_lanes(const char* begin, const char* end) noexcept {
    constexpr auto width = static_cast<std::ptrdiff_t>(Lanes::width);
    while (end - begin >= width) {
        const auto mask = Lanes::mask(Hits(begin));
        if (mask != 0) return begin + Lanes::first(mask);
        begin += width;
    }
    return Rest(begin, end);
}

#endif

#if defined(__x86_64__)

// Thirty-two octets at a time, two such blocks for each branch. What a register holds beyond
// sixteen octets is cleared before the end, which compilers forget on some ways out: SHA-256 is 8 %
// slower while there is anything.
__attribute__((target("avx2"))) inline __m256i wide_line_end(__m256i octets,
                                                             __m256i before) noexcept {
    return _mm256_xor_si256(_mm256_cmpeq_epi8(octets, _mm256_set1_epi8('\n')),
                            _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\r')));
}

__attribute__((target("avx2"))) inline __m256i wide_framing_hits(const char* at) noexcept {
    const auto octets = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const auto before = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at - 1));
    return _mm256_or_si256(_mm256_cmpeq_epi8(octets, _mm256_setzero_si256()),
                           wide_line_end(octets, before));
}

__attribute__((target("avx2"))) inline __m256i wide_relaxed_hits(const char* at) noexcept {
    const auto octets = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const auto before = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at - 1));
    const auto low = _mm256_cmpeq_epi8(_mm256_min_epu8(octets, _mm256_set1_epi8('\t')), octets);
    const auto blank = _mm256_cmpeq_epi8(_mm256_min_epu8(octets, _mm256_set1_epi8(' ')), octets);
    const auto blank_after_space =
        _mm256_and_si256(blank, _mm256_cmpeq_epi8(before, _mm256_set1_epi8(' ')));
    return _mm256_or_si256(_mm256_or_si256(low, blank_after_space), wide_line_end(octets, before));
}

__attribute__((target("avx2"))) inline std::uint32_t wide_mask(__m256i hits) noexcept {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(hits));
}

__attribute__((target("avx2"))) const char* avx2_framing(const char* begin,
                                                         const char* end) noexcept {
    for (; end - begin >= 64; begin += 64) {
        const auto low = wide_framing_hits(begin);
        const auto high = wide_framing_hits(begin + 32);
        if (wide_mask(_mm256_or_si256(low, high)) != 0) {
            const auto mask = wide_mask(low) | static_cast<std::uint64_t>(wide_mask(high)) << 32;
            _mm256_zeroupper();
            return begin + std::countr_zero(mask);
        }
    }
    _mm256_zeroupper();
    return find_by_lanes<framing_hits, portable_framing>(begin, end);
}

__attribute__((target("avx2"))) const char* avx2_relaxed(const char* begin,
                                                         const char* end) noexcept {
    for (; end - begin >= 64; begin += 64) {
        const auto low = wide_relaxed_hits(begin);
        const auto high = wide_relaxed_hits(begin + 32);
        if (wide_mask(_mm256_or_si256(low, high)) != 0) {
            const auto mask = wide_mask(low) | static_cast<std::uint64_t>(wide_mask(high)) << 32;
            _mm256_zeroupper();
            return begin + std::countr_zero(mask);
        }
    }
    _mm256_zeroupper();
    return find_by_lanes<relaxed_hits, portable_relaxed>(begin, end);
}

#endif

}  // namespace

std::vector<OctetScan> all_octet_scans() {
    std::vector<OctetScan> scans{{"portable", portable_framing, portable_relaxed}};
#if defined(__x86_64__) || defined(__aarch64__)
    scans.push_back({"lanes of 16", find_by_lanes<framing_hits, portable_framing>,
                     find_by_lanes<relaxed_hits, portable_relaxed>});
#endif
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) scans.push_back({"avx2", avx2_framing, avx2_relaxed});
#endif
    return scans;
}

const OctetScan& octet_scan() noexcept {
    static const OctetScan fastest = all_octet_scans().back();
    return fastest;
}

}  // namespace domainsec::inline v1::detail
