// A private key in a token: what it is, and how a signature is asked for.
#include "pki/pkcs11_key.hpp"

#include <botan/x509_key.h>

#include <utility>

#include "pki/pkcs11_signature.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Of an RSA key of 8192 bits.
constexpr CK_ULONG longest_signature = 1024;

[[noreturn]] void stays() {
    throw Error(errc::unsupported_algorithm,
                "The key stays in the token: keep its PKCS #11 URI instead of a file");
}

}  // namespace

Pkcs11Key::Pkcs11Key(std::shared_ptr<Pkcs11Token> token, CK_OBJECT_HANDLE object,
                     std::shared_ptr<const Botan::Public_Key> public_key)
    : token_(std::move(token)), object_(object), public_(std::move(public_key)) {}

Bytes Pkcs11Key::sign(CK_MECHANISM mechanism, ByteView input) const {
    auto lease = token_->take();
    const auto& functions = token_->functions();
    CK_RV result = functions.C_SignInit(lease.session(), &mechanism, object_);
    Bytes signature(longest_signature);
    CK_ULONG octets = longest_signature;
    if (result == CKR_OK)
        result = functions.C_Sign(lease.session(), const_cast<std::uint8_t*>(input.data()),
                                  static_cast<CK_ULONG>(input.size()), signature.data(), &octets);
    lease.note(result);
    if (result != CKR_OK || octets > longest_signature)
        throw Error(errc::resource_unavailable, "The token \"" + token_->name() +
                                                    "\" does not sign: " + pkcs11_reason(result) +
                                                    "; once it is back, load its keys again");
    signature.resize(octets);
    return signature;
}

std::unique_ptr<Botan::Public_Key> Pkcs11Key::public_key() const {
    return Botan::X509::load_key(public_->subject_public_key());
}

std::unique_ptr<Botan::PK_Ops::Signature> Pkcs11Key::create_signature_op(
    Botan::RandomNumberGenerator&, std::string_view params, std::string_view) const {
    return std::make_unique<Pkcs11Signature>(*this, params);
}

Botan::secure_vector<std::uint8_t> Pkcs11Key::private_key_bits() const {
    stays();
}

Botan::secure_vector<std::uint8_t> Pkcs11Key::raw_private_key_bits() const {
    stays();
}

std::unique_ptr<Botan::Private_Key> Pkcs11Key::generate_another(
    Botan::RandomNumberGenerator&) const {
    stays();
}

}  // namespace domainsec::inline v1::detail
