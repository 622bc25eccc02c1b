// An octet of white space goes when white space or a line end follows it, and any that stays is a
// space: so each octet needs only the one behind it, and a block is compressed by masks.
#include "message/relaxed_blocks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t block = RelaxedCopy::block;

// One bit for each octet of a block, the first one lowest.
struct BlockMasks {
    std::uint64_t white;
    std::uint64_t cr;
    std::uint64_t lf;
};

constexpr bool is_white(char octet) noexcept {
    return (octet == ' ') | (octet == '\t');
}

// A block that has been looked at, and where its octets are.
struct LookedAt : BlockMasks {
    const char* text;
};

// A way of looking at a block and writing what is kept of it: look(), compress(). note() only keeps
// the least octet for saw_blank(), an octet up to and with the space, and saw_nul(); look() does so
// too. Each other way below gives the same.
class Portable final {
  public:
    LookedAt look(const char* text) noexcept {
        LookedAt seen{{}, text};
        for (std::size_t at = 0; at < block; ++at) {
            const char octet = text[at];
            seen.white |= static_cast<std::uint64_t>(is_white(octet)) << at;
            seen.cr |= static_cast<std::uint64_t>(octet == '\r') << at;
            seen.lf |= static_cast<std::uint64_t>(octet == '\n') << at;
        }
        note(text);
        return seen;
    }

    static void compress(const LookedAt& seen, std::uint64_t kept, char* out) noexcept {
        for (std::size_t at = 0; at < block; ++at) {
            *out = seen.text[at] == '\t' ? ' ' : seen.text[at];
            out += kept >> at & 1U;
        }
    }

    void note(const char* text) noexcept {
        for (std::size_t at = 0; at < block; ++at)
            least_ = std::min(least_, static_cast<unsigned char>(text[at]));
    }
    bool saw_blank() const noexcept { return least_ <= ' '; }
    bool saw_nul() const noexcept { return least_ == 0; }

  private:
    unsigned char least_ = 0xff;
};

// What the last octets of a block are may depend on a line end of the next one: on a CR that has
// its LF, and on no LF without one.
bool is_unclear(std::uint64_t white, std::uint64_t cr, const BlockMasks& next) noexcept {
    cr >>= block - 1;
    white >>= block - 1;
    return ((cr & ~next.lf) | (white & next.lf) | (white & next.cr & ~(next.lf >> 1U))) != 0;
}

// What has come out of the blocks so far.
struct Progress {
    char* out;
    std::uint64_t cr_before = 0;  // the last block's
    std::uint64_t line_ends = 0;
};

// Copies blocks without a branch in between, and looks at one while it writes the one before. False
// where a CR or LF belongs to no CRLF: nothing is taken then.
template <class Way>
[[gnu::always_inline]] inline bool copy_group(Way& way, const char* text, std::size_t blocks,
                                              Progress& progress) noexcept {
    auto [out, cr_before, line_ends] = progress;  // copies: registers
    std::uint64_t alone = 0;
    auto here = way.look(text);
    auto blank = here.white | here.cr;
    auto last_white = here.white;
    for (const char* const last = text + blocks * block; text != last;) {
        text += block;
        const auto next = way.look(text);
        const auto next_blank = next.white | next.cr;
        const auto kept = ~(here.white & (blank >> 1U | next_blank << (block - 1)));
        alone |= here.lf ^ (here.cr << 1U | cr_before >> (block - 1));
        way.compress(here, kept, out);
        out += std::popcount(kept);
        cr_before = here.cr;
        line_ends |= here.lf;
        last_white = here.white;
        here = next;
        blank = next_blank;
    }
    if (alone != 0 || is_unclear(last_white, cr_before, here)) return false;
    progress = {out, cr_before, line_ends};
    return true;
}

// Body of every copy; inlined into a function with the right target. Few blocks go ahead, for a
// body whose lines end in LF would fail all of them each time. Where a group fails, its blocks are
// taken one by one, up to the one that is not copied.
template <class Way>
[[gnu::always_inline]] inline RelaxedBlocks copy_blocks(const char* text, std::size_t blocks,
                                                        char* out) noexcept {
    Way way;
    Progress progress{out};
    std::size_t done = 0;
    std::size_t group = 4;
    while (done < blocks) {
        const auto some = std::min(group, blocks - done);
        if (copy_group(way, text + done * block, some, progress)) {
            done += some;
            if (group > 1) group = blocks;
        } else if (some > 1) {
            group = 1;
        } else {
            break;
        }
    }
    return {done * block, static_cast<std::size_t>(progress.out - out), progress.line_ends != 0,
            way.saw_nul()};
}

// Two looks, that overlap, and one comparison for a line.
template <class Way, int count>
[[gnu::always_inline]] inline bool are_whole_lines(const char* text, std::size_t line) noexcept {
    constexpr std::uint16_t crlf = std::endian::native == std::endian::little ? 0x0a0d : 0x0d0a;
    Way way;
    int other_ends = 0;
    for (int at = 0; at < count; ++at, text += line) {
        const char* const end = text + line - 2;
        std::uint16_t line_end = 0;
        std::memcpy(&line_end, end, sizeof line_end);
        other_ends |= line_end ^ crlf;
        way.note(text);
        way.note(end - block);
    }
    return other_ends == 0 && !way.saw_blank();
}

template <class Way>
[[gnu::always_inline]] inline std::size_t whole_lines(const char* text, std::size_t line,
                                                      std::size_t count) noexcept {
    constexpr int some = 4;
    std::size_t at = 0;
    while (at + some <= count && are_whole_lines<Way, some>(text + at * line, line)) at += some;
    while (at < count && are_whole_lines<Way, 1>(text + at * line, line)) ++at;
    return at;
}

std::size_t portable_lines(const char* text, std::size_t line, std::size_t count) noexcept {
    return whole_lines<Portable>(text, line, count);
}

RelaxedBlocks portable_copy(const char* text, std::size_t blocks, char* out) noexcept {
    return copy_blocks<Portable>(text, blocks, out);
}

#if defined(__x86_64__) || defined(__aarch64__)

// For each set of octets that go, the places of those that stay, in eight octets.
constexpr auto kept_places = [] {
    std::array<std::array<std::uint8_t, 8>, 256> table{};
    for (std::size_t drop = 0; drop < table.size(); ++drop) {
        std::size_t kept = 0;
        for (std::uint8_t at = 0; at < 8; ++at)
            if ((drop >> at & 1U) == 0) table[drop][kept++] = at;
    }
    return table;
}();

#endif

#if defined(__x86_64__)

#define DOMAINSEC_AVX2 __attribute__((target("avx2,popcnt")))
#define DOMAINSEC_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

class Avx2 final {
  public:
    DOMAINSEC_AVX2 LookedAt look(const char* text) noexcept {
        const auto low = load(text);
        const auto high = load(text + 32);
        least_ = _mm256_min_epu8(least_, _mm256_min_epu8(low, high));
        return {{mask(white(low), white(high)), mask(is(low, '\r'), is(high, '\r')),
                 mask(is(low, '\n'), is(high, '\n'))},
                text};
    }

    DOMAINSEC_AVX2 static void compress(const LookedAt& seen, std::uint64_t kept,
                                        char* out) noexcept {
        alignas(32) std::array<char, block> spaced;
        _mm256_store_si256(reinterpret_cast<__m256i*>(spaced.data()), with_spaces(seen.text));
        _mm256_store_si256(reinterpret_cast<__m256i*>(spaced.data() + 32),
                           with_spaces(seen.text + 32));
        if (~kept == 0) {
            std::memcpy(out, spaced.data(), block);
            return;
        }
        for (std::size_t at = 0; at < block; at += 8) {
            const auto gone = static_cast<std::uint8_t>(~kept >> at);
            const auto octets =
                _mm_loadl_epi64(reinterpret_cast<const __m128i*>(spaced.data() + at));
            const auto places =
                _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kept_places[gone].data()));
            _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_shuffle_epi8(octets, places));
            out += 8 - std::popcount(gone);
        }
    }

    DOMAINSEC_AVX2 bool saw_nul() const noexcept {
        return _mm256_movemask_epi8(is(least_, '\0')) != 0;
    }

    DOMAINSEC_AVX2 void note(const char* text) noexcept {
        least_ = _mm256_min_epu8(least_, _mm256_min_epu8(load(text), load(text + 32)));
    }
    DOMAINSEC_AVX2 bool saw_blank() const noexcept {
        const auto space = _mm256_set1_epi8(' ');
        return _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(least_, space), least_)) != 0;
    }

  private:
    DOMAINSEC_AVX2 static __m256i is(__m256i octets, char value) noexcept {
        return _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(value));
    }
    DOMAINSEC_AVX2 static __m256i load(const char* text) noexcept {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    }
    DOMAINSEC_AVX2 static std::uint64_t mask(__m256i low, __m256i high) noexcept {
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
               static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high)))
                   << 32U;
    }
    DOMAINSEC_AVX2 static __m256i white(__m256i octets) noexcept {
        return _mm256_or_si256(is(octets, ' '), is(octets, '\t'));
    }
    DOMAINSEC_AVX2 static __m256i with_spaces(const char* text) noexcept {
        const auto octets = load(text);
        return _mm256_blendv_epi8(octets, _mm256_set1_epi8(' '), is(octets, '\t'));
    }

    __m256i least_ = {-1, -1, -1, -1};
};

class Avx512 final {
  public:
    // Tabs have become spaces.
    struct Spaced : BlockMasks {
        __m512i octets;
    };

    DOMAINSEC_AVX512 Spaced look(const char* text) noexcept {
        const auto octets = _mm512_loadu_si512(text);
        least_ = _mm512_min_epu8(least_, octets);
        const auto spaced = _mm512_mask_blend_epi8(is(octets, '\t'), octets, _mm512_set1_epi8(' '));
        return {{is(spaced, ' '), is(octets, '\r'), is(octets, '\n')}, spaced};
    }

    DOMAINSEC_AVX512 static void compress(const Spaced& seen, std::uint64_t kept,
                                          char* out) noexcept {
        _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, seen.octets));
    }

    DOMAINSEC_AVX512 bool saw_nul() const noexcept { return is(least_, '\0') != 0; }

    DOMAINSEC_AVX512 void note(const char* text) noexcept {
        least_ = _mm512_min_epu8(least_, _mm512_loadu_si512(text));
    }
    DOMAINSEC_AVX512 bool saw_blank() const noexcept {
        return _mm512_cmple_epu8_mask(least_, _mm512_set1_epi8(' ')) != 0;
    }

  private:
    DOMAINSEC_AVX512 static __mmask64 is(__m512i octets, char value) noexcept {
        return _mm512_cmpeq_epi8_mask(octets, _mm512_set1_epi8(value));
    }

    __m512i least_ = {-1, -1, -1, -1, -1, -1, -1, -1};
};

DOMAINSEC_AVX2 RelaxedBlocks avx2_copy(const char* text, std::size_t blocks, char* out) noexcept {
    return copy_blocks<Avx2>(text, blocks, out);
}

DOMAINSEC_AVX512 RelaxedBlocks avx512_copy(const char* text, std::size_t blocks,
                                           char* out) noexcept {
    return copy_blocks<Avx512>(text, blocks, out);
}

DOMAINSEC_AVX2 std::size_t avx2_lines(const char* text, std::size_t line,
                                      std::size_t count) noexcept {
    return whole_lines<Avx2>(text, line, count);
}

DOMAINSEC_AVX512 std::size_t avx512_lines(const char* text, std::size_t line,
                                          std::size_t count) noexcept {
    return whole_lines<Avx512>(text, line, count);
}

#undef DOMAINSEC_AVX2
#undef DOMAINSEC_AVX512

#elif defined(__aarch64__)

class Neon final {
  public:
    LookedAt look(const char* text) noexcept {
        LookedAt seen{{}, text};
        for (std::size_t at = 0; at < block; at += 16) {
            const auto octets = load(text + at);
            least_ = vminq_u8(least_, octets);
            seen.white |= mask(vorrq_u8(is(octets, ' '), is(octets, '\t'))) << at;
            seen.cr |= mask(is(octets, '\r')) << at;
            seen.lf |= mask(is(octets, '\n')) << at;
        }
        return seen;
    }

    static void compress(const LookedAt& seen, std::uint64_t kept, char* out) noexcept {
        for (std::size_t at = 0; at < block; at += 8) {
            const auto gone = static_cast<std::uint8_t>(~kept >> at);
            const auto octets = vld1_u8(reinterpret_cast<const std::uint8_t*>(seen.text + at));
            const auto spaced = vbsl_u8(vceq_u8(octets, vdup_n_u8('\t')), vdup_n_u8(' '), octets);
            vst1_u8(reinterpret_cast<std::uint8_t*>(out),
                    vtbl1_u8(spaced, vld1_u8(kept_places[gone].data())));
            out += 8 - std::popcount(gone);
        }
    }

    bool saw_nul() const noexcept { return vminvq_u8(least_) == 0; }

    void note(const char* text) noexcept {
        for (std::size_t at = 0; at < block; at += 16) least_ = vminq_u8(least_, load(text + at));
    }
    bool saw_blank() const noexcept { return vminvq_u8(least_) <= ' '; }

  private:
    static uint8x16_t load(const char* text) noexcept {
        return vld1q_u8(reinterpret_cast<const std::uint8_t*>(text));
    }
    static uint8x16_t is(uint8x16_t octets, char value) noexcept {
        return vceqq_u8(octets, vdupq_n_u8(static_cast<std::uint8_t>(value)));
    }
    // One bit for each of sixteen lanes: each lane keeps the bit of its place, then neighbours are
    // added up.
    static std::uint64_t mask(uint8x16_t lanes) noexcept {
        static constexpr std::uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                                  1, 2, 4, 8, 16, 32, 64, 128};
        const auto kept = vandq_u8(lanes, vld1q_u8(bits));
        return static_cast<std::uint64_t>(vaddv_u8(vget_low_u8(kept))) |
               static_cast<std::uint64_t>(vaddv_u8(vget_high_u8(kept))) << 8U;
    }

    uint8x16_t least_ = vdupq_n_u8(0xff);
};

RelaxedBlocks neon_copy(const char* text, std::size_t blocks, char* out) noexcept {
    return copy_blocks<Neon>(text, blocks, out);
}

std::size_t neon_lines(const char* text, std::size_t line, std::size_t count) noexcept {
    return whole_lines<Neon>(text, line, count);
}

#endif

}  // namespace

std::vector<RelaxedCopy> all_relaxed_copies() {
    std::vector<RelaxedCopy> copies{{"portable", portable_copy, portable_lines}};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        copies.push_back({"avx2", avx2_copy, avx2_lines});
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi"))
        copies.push_back({"avx512", avx512_copy, avx512_lines});
#elif defined(__aarch64__)
    copies.push_back({"neon", neon_copy, neon_lines});
#endif
    return copies;
}

const RelaxedCopy& relaxed_copy() noexcept {
    static const RelaxedCopy fastest = all_relaxed_copies().back();
    return fastest;
}

}  // namespace domainsec::inline v1::detail
