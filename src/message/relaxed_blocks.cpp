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

constexpr bool is_white(char octet) noexcept {
    return (octet == ' ') | (octet == '\t');
}

// A way of looking at a block and writing what is kept of it: look(), which takes the octet behind
// the block too and gives the octets with white space as spaces, and compress(). look() also keeps
// for saw_alone() whether a CR or LF belonged to no CRLF, the LF of a CR that ends the block being
// the octet behind. note() only keeps the least octet for saw_blank(), an octet up to and with the
// space, and saw_nul(); look() does so too. Each other way below gives the same.
class Portable final {
  public:
    // One bit for each octet that is kept, the first one lowest.
    struct Seen {
        std::uint64_t kept;
        const char* text;
    };

    Seen look(const char* text) noexcept {
        std::uint64_t gone = 0;
        unsigned alone = 0;
        auto here = kind(text[0]);
        for (std::size_t at = 0; at < block; ++at) {
            const auto next = kind(text[at + 1]);
            gone |= static_cast<std::uint64_t>(here.white & next.blank) << at;
            alone |= here.cr ^ next.lf;
            here = next;
        }
        alone_ |= alone != 0;
        note(text);
        return {~gone, text};
    }

    static void compress(const Seen& seen, char* out) noexcept {
        for (std::size_t at = 0; at < block; ++at) {
            *out = seen.text[at] == '\t' ? ' ' : seen.text[at];
            out += seen.kept >> at & 1U;
        }
    }

    void note(const char* text) noexcept {
        for (std::size_t at = 0; at < block; ++at)
            least_ = std::min(least_, static_cast<unsigned char>(text[at]));
    }
    bool saw_alone() const noexcept { return alone_; }
    bool saw_blank() const noexcept { return least_ <= ' '; }
    bool saw_nul() const noexcept { return least_ == 0; }

  private:
    struct Kind {
        unsigned white;
        unsigned blank;  // white or a CR
        unsigned cr;
        unsigned lf;
    };
    static Kind kind(char octet) noexcept {
        const unsigned white = is_white(octet);
        const unsigned cr = octet == '\r';
        return {white, white | cr, cr, octet == '\n'};
    }

    unsigned char least_ = 0xff;
    bool alone_ = false;
};

// What has come out of the blocks so far.
struct Progress {
    char* out;
    bool nul = false;
};

// Copies blocks without a branch in between. False where a CR or LF belongs to no CRLF, which may
// begin behind the last block: nothing is taken then.
template <class Way>
[[gnu::always_inline]] inline bool copy_group(const char* text, std::size_t blocks,
                                              Progress& progress) noexcept {
    Way way;
    char* out = progress.out;
    for (const char* const end = text + blocks * block; text != end; text += block) {
        const auto seen = way.look(text);
        way.compress(seen, out);
        out += std::popcount(seen.kept);
    }
    progress.nul |= way.saw_nul();
    if (way.saw_alone() || (is_white(text[-1]) && text[0] == '\r' && text[1] != '\n')) return false;
    progress.out = out;
    return true;
}

// Body of every copy; inlined into a function with the right target. Few blocks go ahead, for a
// body whose lines end in LF would fail all of them each time. Where a group fails, its blocks are
// taken one by one, up to the one that is not copied.
template <class Way>
[[gnu::always_inline]] inline RelaxedBlocks copy_blocks(const char* text, std::size_t blocks,
                                                        char* out) noexcept {
    if (*text == '\n') return {};  // no CR stands before it
    Progress progress{out};
    std::size_t done = 0;
    std::size_t group = 4;
    while (done < blocks) {
        const auto some = std::min(group, blocks - done);
        if (copy_group<Way>(text + done * block, some, progress)) {
            done += some;
            if (group > 1) group = blocks;
        } else if (some > 1) {
            group = 1;
        } else {
            break;
        }
    }
    return {done * block, static_cast<std::size_t>(progress.out - out), progress.nul};
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

// For each value of an octet's low four bits the one octet of a set that has them, if any: so one
// comparison of an octet with what stands here tells whether it is in the set.
using ByLowBits = std::array<char, 16>;
constexpr ByLowBits white_by_low_bits{' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t'};
constexpr ByLowBits white_or_cr_by_low_bits{' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', 0, 0, 0, '\r'};

class Avx2 final {
  public:
    struct Seen {
        std::uint64_t kept;
        __m256i low;
        __m256i high;
    };

    DOMAINSEC_AVX2 Seen look(const char* text) noexcept {
        const auto low = half(text);
        const auto high = half(text + 32);
        const auto gone = low.gone | static_cast<std::uint64_t>(high.gone) << 32U;
        return {~gone, low.spaced, high.spaced};
    }

    DOMAINSEC_AVX2 static void compress(const Seen& seen, char* out) noexcept {
        if (~seen.kept == 0) {
            store(out, seen.low);
            store(out + 32, seen.high);
            return;
        }
        alignas(32) std::array<char, block> spaced;
        store(spaced.data(), seen.low);
        store(spaced.data() + 32, seen.high);
        for (std::size_t at = 0; at < block; at += 8) {
            const auto gone = static_cast<std::uint8_t>(~seen.kept >> at);
            const auto octets =
                _mm_loadl_epi64(reinterpret_cast<const __m128i*>(spaced.data() + at));
            const auto places =
                _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kept_places[gone].data()));
            _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_shuffle_epi8(octets, places));
            out += 8 - std::popcount(gone);
        }
    }

    DOMAINSEC_AVX2 bool saw_alone() const noexcept {
        return _mm256_testz_si256(alone_, alone_) == 0;
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
    struct Half {
        std::uint32_t gone;
        __m256i spaced;
    };

    DOMAINSEC_AVX2 Half half(const char* text) noexcept {
        const auto octets = load(text);
        const auto next = load(text + 1);
        least_ = _mm256_min_epu8(least_, octets);
        alone_ = _mm256_or_si256(alone_, _mm256_xor_si256(is(octets, '\r'), is(next, '\n')));
        const auto whites = is_in(octets, white_by_low_bits);
        const auto goes = _mm256_and_si256(whites, is_in(next, white_or_cr_by_low_bits));
        return {static_cast<std::uint32_t>(_mm256_movemask_epi8(goes)),
                _mm256_blendv_epi8(octets, _mm256_set1_epi8(' '), whites)};
    }
    DOMAINSEC_AVX2 static __m256i is(__m256i octets, char value) noexcept {
        return _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(value));
    }
    DOMAINSEC_AVX2 static __m256i is_in(__m256i octets, const ByLowBits& these) noexcept {
        const auto table = _mm256_broadcastsi128_si256(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(these.data())));
        return _mm256_cmpeq_epi8(octets, _mm256_shuffle_epi8(table, octets));
    }
    DOMAINSEC_AVX2 static __m256i load(const char* text) noexcept {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    }
    DOMAINSEC_AVX2 static void store(char* out, __m256i octets) noexcept {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), octets);
    }

    __m256i least_ = {-1, -1, -1, -1};
    __m256i alone_ = {};
};

class Avx512 final {
  public:
    struct Seen {
        std::uint64_t kept;
        __m512i spaced;
    };

    // Line ends are compared without masks, for few of a core's ports make those.
    DOMAINSEC_AVX512 Seen look(const char* text) noexcept {
        const auto octets = _mm512_loadu_si512(text);
        auto next = _mm512_loadu_si512(text + 1);
        asm("" : "+v"(next));  // or GCC reads it once for each use
        least_ = _mm512_min_epu8(least_, octets);
        alone_ = or_differ(alone_, is_not(octets, '\r'), is_not(next, '\n'));
        const auto solid = is_not_in(octets, white_by_low_bits);
        const auto kept = _kor_mask64(solid, is_not_in(next, white_or_cr_by_low_bits));
        return {kept, _mm512_mask_blend_epi8(solid, _mm512_set1_epi8(' '), octets)};
    }

    DOMAINSEC_AVX512 static void compress(const Seen& seen, char* out) noexcept {
        _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(seen.kept, seen.spaced));
    }

    DOMAINSEC_AVX512 bool saw_alone() const noexcept {
        return _mm512_test_epi8_mask(alone_, alone_) != 0;
    }
    DOMAINSEC_AVX512 bool saw_nul() const noexcept {
        return _mm512_testn_epi8_mask(least_, least_) != 0;
    }

    DOMAINSEC_AVX512 void note(const char* text) noexcept {
        least_ = _mm512_min_epu8(least_, _mm512_loadu_si512(text));
    }
    DOMAINSEC_AVX512 bool saw_blank() const noexcept {
        return _mm512_cmple_epu8_mask(least_, _mm512_set1_epi8(' ')) != 0;
    }

  private:
    // 0 where it is, 1 where not.
    DOMAINSEC_AVX512 static __m512i is_not(__m512i octets, char value) noexcept {
        return _mm512_min_epu8(_mm512_xor_si512(octets, _mm512_set1_epi8(value)),
                               _mm512_set1_epi8(1));
    }
    DOMAINSEC_AVX512 static __m512i or_differ(__m512i so_far, __m512i one, __m512i other) noexcept {
        constexpr int or_of_first_and_xor_of_others = 0xf6;
        return _mm512_ternarylogic_epi64(so_far, one, other, or_of_first_and_xor_of_others);
    }
    DOMAINSEC_AVX512 static __mmask64 is_not_in(__m512i octets, const ByLowBits& these) noexcept {
        constexpr __mmask16 all = 0xffff;  // without a mask GCC 12 warns within its own header
        const auto table = _mm512_maskz_broadcast_i32x4(
            all, _mm_loadu_si128(reinterpret_cast<const __m128i*>(these.data())));
        return _mm512_cmpneq_epi8_mask(octets, _mm512_shuffle_epi8(table, octets));
    }

    __m512i least_ = {-1, -1, -1, -1, -1, -1, -1, -1};
    __m512i alone_ = {};
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
    struct Seen {
        std::uint64_t kept;
        std::array<uint8x16_t, 4> spaced;
    };

    Seen look(const char* text) noexcept {
        Seen seen{};
        for (std::size_t part = 0; part < 4; ++part, text += 16) {
            const auto octets = load(text);
            const auto next = load(text + 1);
            least_ = vminq_u8(least_, octets);
            alone_ = vorrq_u8(alone_, veorq_u8(is(octets, '\r'), is(next, '\n')));
            const auto whites = white(octets);
            const auto goes = vandq_u8(whites, vorrq_u8(white(next), is(next, '\r')));
            seen.kept |= (mask(goes) ^ 0xffffU) << 16 * part;
            seen.spaced[part] = vbslq_u8(whites, vdupq_n_u8(' '), octets);
        }
        return seen;
    }

    static void compress(const Seen& seen, char* out) noexcept {
        for (std::size_t at = 0; at < block; at += 8) {
            const auto gone = static_cast<std::uint8_t>(~seen.kept >> at);
            const auto part = seen.spaced[at / 16];
            const auto octets = at % 16 == 0 ? vget_low_u8(part) : vget_high_u8(part);
            vst1_u8(reinterpret_cast<std::uint8_t*>(out),
                    vtbl1_u8(octets, vld1_u8(kept_places[gone].data())));
            out += 8 - std::popcount(gone);
        }
    }

    bool saw_alone() const noexcept { return vmaxvq_u8(alone_) != 0; }
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
    static uint8x16_t white(uint8x16_t octets) noexcept {
        return vorrq_u8(is(octets, ' '), is(octets, '\t'));
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
    uint8x16_t alone_ = vdupq_n_u8(0);
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
