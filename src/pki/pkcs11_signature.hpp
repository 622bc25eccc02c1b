// One signature by a token, in Botan's words for schemes: ECDSA, RSASSA-PKCS1-v1_5 and RSASSA-PSS
// (RFC 8017 §8).
#pragma once

#include <botan/pk_ops.h>

#include <domainsec/bytes.hpp>
#include <string>
#include <string_view>

#include "pki/pkcs11_key.hpp"

namespace domainsec::inline v1::detail {

/// Hashes here, signs there, and lets no signature out that does not verify: a fault in a token can
/// give a key away. For one thread at a time. Refers to the key.
class Pkcs11Signature final : public Botan::PK_Ops::Signature {
  public:
    /// "SHA-256" or "Raw(SHA-256)" for ECDSA, "PKCS1v15(SHA-256)" or "PSS(SHA-256,MGF1,32)" for
    /// RSA. Throws Error(unsupported_algorithm).
    Pkcs11Signature(const Pkcs11Key& key, std::string_view params);

    void update(std::span<const std::uint8_t> input) override;
    std::vector<std::uint8_t> sign(Botan::RandomNumberGenerator& random) override;
    std::size_t signature_length() const override;
    Botan::AlgorithmIdentifier algorithm_identifier() const override;
    std::string hash_function() const override { return hash_; }

  private:
    enum class Scheme { ecdsa, ecdsa_raw, rsa_pkcs1, rsa_pss };

    Bytes ask(ByteView message) const;
    Bytes ask_ecdsa(ByteView digest) const;
    Bytes digest_of(ByteView message) const;

    const Pkcs11Key& key_;
    std::string params_;
    std::string hash_;
    Scheme scheme_;
    Bytes message_;
};

}  // namespace domainsec::inline v1::detail
