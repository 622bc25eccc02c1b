// A private key in a token as Botan's TLS and signers take it: the numbers stay where they are, a
// signature is asked for.
#pragma once

#include <botan/pk_keys.h>
#include <botan/pk_ops.h>

#include <domainsec/bytes.hpp>
#include <memory>

#include "pki/pkcs11_token.hpp"

namespace domainsec::inline v1::detail {

/// Signs with C_Sign. Safe between threads, as its token is.
class Pkcs11Key final : public Botan::Private_Key {
  public:
    /// `public_key` is an RSA or ECDSA key. The token is kept for as long as the key lives.
    Pkcs11Key(std::shared_ptr<Pkcs11Token> token, CK_OBJECT_HANDLE object,
              std::shared_ptr<const Botan::Public_Key> public_key);

    /// The signature over what has been hashed and padded as the mechanism wants it. Throws
    /// Error(resource_unavailable, invalid_state).
    Bytes sign(CK_MECHANISM mechanism, ByteView input) const;

    const std::shared_ptr<const Botan::Public_Key>& verification_key() const { return public_; }

    std::string algo_name() const override { return public_->algo_name(); }
    std::size_t estimated_strength() const override { return public_->estimated_strength(); }
    std::size_t key_length() const override { return public_->key_length(); }
    Botan::OID object_identifier() const override { return public_->object_identifier(); }
    bool supports_operation(Botan::PublicKeyOperation operation) const override {
        return operation == Botan::PublicKeyOperation::Signature;
    }
    Botan::AlgorithmIdentifier algorithm_identifier() const override {
        return public_->algorithm_identifier();
    }
    std::vector<std::uint8_t> raw_public_key_bits() const override {
        return public_->raw_public_key_bits();
    }
    std::vector<std::uint8_t> public_key_bits() const override {
        return public_->public_key_bits();
    }
    const Botan::BigInt& get_int_field(std::string_view field) const override {
        return public_->get_int_field(field);
    }
    std::optional<std::size_t> _signature_element_size_for_DER_encoding() const override {
        return public_->_signature_element_size_for_DER_encoding();
    }
    Botan::Signature_Format _default_x509_signature_format() const override {
        return public_->_default_x509_signature_format();
    }
    bool check_key(Botan::RandomNumberGenerator&, bool) const override { return true; }

    std::unique_ptr<Botan::Public_Key> public_key() const override;
    std::unique_ptr<Botan::PK_Ops::Verification> create_verification_op(
        std::string_view params, std::string_view provider) const override {
        return public_->create_verification_op(params, provider);
    }
    std::unique_ptr<Botan::PK_Ops::Signature> create_signature_op(
        Botan::RandomNumberGenerator& random, std::string_view params,
        std::string_view provider) const override;

    /// Throw Error(unsupported_algorithm): the key stays in the token.
    Botan::secure_vector<std::uint8_t> private_key_bits() const override;
    Botan::secure_vector<std::uint8_t> raw_private_key_bits() const override;
    std::unique_ptr<Botan::Private_Key> generate_another(
        Botan::RandomNumberGenerator& random) const override;

  private:
    std::shared_ptr<Pkcs11Token> token_;
    CK_OBJECT_HANDLE object_;
    std::shared_ptr<const Botan::Public_Key> public_;
};

}  // namespace domainsec::inline v1::detail
