// RC2 (RFC 2268): key expansion (§2), decryption (§4), CBC.
#include "pki/rc2.hpp"

#include <algorithm>
#include <bit>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t expanded_octets = 128;

// PITABLE of RFC 2268 §2, from the digits of pi.
constexpr std::array<std::uint8_t, 256> pi_table{
    0xD9, 0x78, 0xF9, 0xC4, 0x19, 0xDD, 0xB5, 0xED, 0x28, 0xE9, 0xFD, 0x79, 0x4A, 0xA0, 0xD8, 0x9D,
    0xC6, 0x7E, 0x37, 0x83, 0x2B, 0x76, 0x53, 0x8E, 0x62, 0x4C, 0x64, 0x88, 0x44, 0x8B, 0xFB, 0xA2,
    0x17, 0x9A, 0x59, 0xF5, 0x87, 0xB3, 0x4F, 0x13, 0x61, 0x45, 0x6D, 0x8D, 0x09, 0x81, 0x7D, 0x32,
    0xBD, 0x8F, 0x40, 0xEB, 0x86, 0xB7, 0x7B, 0x0B, 0xF0, 0x95, 0x21, 0x22, 0x5C, 0x6B, 0x4E, 0x82,
    0x54, 0xD6, 0x65, 0x93, 0xCE, 0x60, 0xB2, 0x1C, 0x73, 0x56, 0xC0, 0x14, 0xA7, 0x8C, 0xF1, 0xDC,
    0x12, 0x75, 0xCA, 0x1F, 0x3B, 0xBE, 0xE4, 0xD1, 0x42, 0x3D, 0xD4, 0x30, 0xA3, 0x3C, 0xB6, 0x26,
    0x6F, 0xBF, 0x0E, 0xDA, 0x46, 0x69, 0x07, 0x57, 0x27, 0xF2, 0x1D, 0x9B, 0xBC, 0x94, 0x43, 0x03,
    0xF8, 0x11, 0xC7, 0xF6, 0x90, 0xEF, 0x3E, 0xE7, 0x06, 0xC3, 0xD5, 0x2F, 0xC8, 0x66, 0x1E, 0xD7,
    0x08, 0xE8, 0xEA, 0xDE, 0x80, 0x52, 0xEE, 0xF7, 0x84, 0xAA, 0x72, 0xAC, 0x35, 0x4D, 0x6A, 0x2A,
    0x96, 0x1A, 0xD2, 0x71, 0x5A, 0x15, 0x49, 0x74, 0x4B, 0x9F, 0xD0, 0x5E, 0x04, 0x18, 0xA4, 0xEC,
    0xC2, 0xE0, 0x41, 0x6E, 0x0F, 0x51, 0xCB, 0xCC, 0x24, 0x91, 0xAF, 0x50, 0xA1, 0xF4, 0x70, 0x39,
    0x99, 0x7C, 0x3A, 0x85, 0x23, 0xB8, 0xB4, 0x7A, 0xFC, 0x02, 0x36, 0x5B, 0x25, 0x55, 0x97, 0x31,
    0x2D, 0x5D, 0xFA, 0x98, 0xE3, 0x8A, 0x92, 0xAE, 0x05, 0xDF, 0x29, 0x10, 0x67, 0x6C, 0xBA, 0xC9,
    0xD3, 0x00, 0xE6, 0xCF, 0xE1, 0x9E, 0xA8, 0x2C, 0x63, 0x16, 0x01, 0x3F, 0x58, 0xE2, 0x89, 0xA9,
    0x0D, 0x38, 0x34, 0x1B, 0xAB, 0x33, 0xFF, 0xB0, 0xBB, 0x48, 0x0C, 0x5F, 0xB9, 0xB1, 0xCD, 0x2E,
    0xC5, 0xF3, 0xDB, 0x47, 0xE5, 0xA5, 0x9C, 0x77, 0x0A, 0xA6, 0x20, 0x68, 0xFE, 0x7F, 0xC1, 0xAD,
};

SecretOctets expanded(ByteView key, std::size_t effective_bits) {
    const std::size_t effective_octets = (effective_bits + 7) / 8;
    const auto mask = static_cast<std::uint8_t>(0xFF >> (8 * effective_octets - effective_bits));
    SecretOctets octets(expanded_octets);
    std::copy(key.begin(), key.end(), octets.begin());
    for (std::size_t i = key.size(); i < expanded_octets; ++i)
        octets[i] = pi_table[(octets[i - 1] + octets[i - key.size()]) & 0xFF];
    const std::size_t start = expanded_octets - effective_octets;
    octets[start] = pi_table[octets[start] & mask];
    for (std::size_t i = start; i-- > 0;)
        octets[i] = pi_table[octets[i + 1] ^ octets[i + effective_octets]];
    return octets;
}

using Registers = std::array<std::uint16_t, 4>;

void unmix(Registers& r, const std::uint16_t* words) noexcept {
    constexpr std::array<int, 4> rotations{1, 2, 3, 5};
    for (std::size_t i = 4; i-- > 0;) {
        const unsigned a = r[(i + 3) % 4];
        const unsigned mixed = words[i] + (a & r[(i + 2) % 4]) + (~a & r[(i + 1) % 4]);
        r[i] = static_cast<std::uint16_t>(std::rotr(r[i], rotations[i]) - mixed);
    }
}

void unmash(Registers& r, const std::uint16_t* words) noexcept {
    for (std::size_t i = 4; i-- > 0;)
        r[i] = static_cast<std::uint16_t>(r[i] - words[r[(i + 3) % 4] & 63]);
}

}  // namespace

Rc2::Rc2(ByteView key, std::size_t effective_bits) : words_(expanded_octets / 2) {
    const SecretOctets octets = expanded(key, effective_bits);
    for (std::size_t i = 0; i < words_.size(); ++i)
        words_[i] = static_cast<std::uint16_t>(octets[2 * i] | octets[2 * i + 1] << 8);
}

Rc2::Block Rc2::decrypt(const Block& ciphertext) const noexcept {
    Registers r{};
    for (std::size_t i = 0; i < r.size(); ++i)
        r[i] = static_cast<std::uint16_t>(ciphertext[2 * i] | ciphertext[2 * i + 1] << 8);
    // 5, 6 and 5 rounds of mixing, and one of mashing between them, backwards.
    for (std::size_t round = 16; round-- > 0;) {
        unmix(r, words_.data() + 4 * round);
        if (round == 11 || round == 5) unmash(r, words_.data());
    }
    Block plaintext{};
    for (std::size_t i = 0; i < r.size(); ++i) {
        plaintext[2 * i] = static_cast<std::uint8_t>(r[i]);
        plaintext[2 * i + 1] = static_cast<std::uint8_t>(r[i] >> 8);
    }
    return plaintext;
}

std::optional<SecretOctets> decrypt_rc2_cbc(const Rc2& cipher, ByteView initial,
                                            ByteView ciphertext) {
    constexpr std::size_t size = Rc2::block_octets;
    if (ciphertext.empty() || ciphertext.size() % size != 0 || initial.size() != size)
        return std::nullopt;
    SecretOctets plaintext;
    plaintext.reserve(ciphertext.size());
    ByteView previous = initial;
    for (std::size_t at = 0; at < ciphertext.size(); at += size) {
        const ByteView current = ciphertext.subspan(at, size);
        Rc2::Block block{};
        std::copy(current.begin(), current.end(), block.begin());
        block = cipher.decrypt(block);
        for (std::size_t i = 0; i < size; ++i)
            plaintext.push_back(static_cast<std::uint8_t>(block[i] ^ previous[i]));
        previous = current;
    }
    const std::size_t padding = plaintext.back();
    if (padding == 0 || padding > size) return std::nullopt;
    const auto end = plaintext.end() - static_cast<std::ptrdiff_t>(padding);
    if (!std::all_of(end, plaintext.end(), [&](std::uint8_t o) { return o == padding; }))
        return std::nullopt;
    plaintext.erase(end, plaintext.end());
    return plaintext;
}

}  // namespace domainsec::inline v1::detail
