// RC2 (RFC 2268), to read the PKCS#12 files that Windows wrote with it. It decrypts only: nothing
// is ever protected with it here.
#pragma once

#include <array>
#include <cstddef>
#include <domainsec/bytes.hpp>
#include <optional>

#include "pki/ber_to_der.hpp"

namespace domainsec::inline v1::detail {

/// Decrypts blocks of 8 octets. The key's schedule is wiped.
class Rc2 final {
  public:
    static constexpr std::size_t block_octets = 8;
    using Block = std::array<std::uint8_t, block_octets>;

    /// A key of 1 to 128 octets, of which `effective_bits` (1 to 1024) count.
    Rc2(ByteView key, std::size_t effective_bits);

    Block decrypt(const Block& ciphertext) const noexcept;

  private:
    Botan::secure_vector<std::uint16_t> words_;
};

/// CBC with the padding of RFC 8018 §6.1.1. Nothing when the ciphertext is no whole number of
/// blocks or its padding is wrong; `initial` has 8 octets.
std::optional<SecretOctets> decrypt_rc2_cbc(const Rc2& cipher, ByteView initial,
                                            ByteView ciphertext);

}  // namespace domainsec::inline v1::detail
