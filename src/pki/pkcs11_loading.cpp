// PrivateKey::from_pkcs11(): from a URI to a key that has signed once.
#include <botan/pubkey.h>

#include <domainsec/pki/pkcs11.hpp>
#include <domainsec/pki/private_key.hpp>

#include "pki/pkcs11_key.hpp"
#include "pki/pkcs11_objects.hpp"
#include "pki/private_key_data.hpp"
#include "pki/public_key_facts.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::Pkcs11Token;

std::shared_ptr<const Botan::Public_Key> key_of_token(ByteView public_key_info) {
    const auto kind = detail::facts_of_public_key(public_key_info).kind;
    auto key = kind == detail::KeyKind::rsa || kind == detail::KeyKind::ecdsa
                   ? detail::build_public_key(public_key_info)
                   : nullptr;
    if (key) return key;
    throw Error(errc::unsupported_algorithm,
                "The key in the token is no RSA or ECDSA key that is used here: make one with "
                "P-256, P-384 or RSA of 2048 to 8192 bits");
}

void check_mechanisms(const Pkcs11Token& token, bool rsa) {
    const bool fits = rsa ? token.offers(CKM_RSA_PKCS) && token.offers(CKM_RSA_PKCS_PSS)
                          : token.offers(CKM_ECDSA);
    if (fits) return;
    throw Error(errc::unsupported_algorithm,
                rsa ? "The token does not sign with RSASSA-PSS (CKM_RSA_PKCS_PSS), which TLS 1.3 "
                      "needs: use an ECDSA key"
                    : "The token does not sign with ECDSA (CKM_ECDSA): use an RSA key");
}

// Shows at once, and not in the first handshake, whether the token signs and the keys fit.
void sign_once(const Botan::Private_Key& key, bool rsa) {
    auto& random = detail::system_random();
    Botan::PK_Signer signer(key, random, rsa ? "PSS(SHA-256,MGF1,32)" : "SHA-256");
    signer.sign_message(random.random_vec(32), random);
}

PrivateKey open_key(const Pkcs11Uri& uri, std::string_view pin, ByteView public_key) {
    auto token = std::make_shared<Pkcs11Token>(uri, pin);
    const auto object = detail::find_private_key(*token, uri);
    const auto info = public_key.empty() ? detail::public_key_of(*token, object)
                                         : Bytes(public_key.begin(), public_key.end());
    const auto verification = key_of_token(info);
    const bool rsa = verification->algo_name() == "RSA";
    check_mechanisms(*token, rsa);
    auto data = std::make_shared<const PrivateKeyData>(
        std::make_shared<detail::Pkcs11Key>(std::move(token), object, verification));
    sign_once(*data->botan_key, rsa);
    return PrivateKey(std::move(data));
}

}  // namespace

PrivateKey PrivateKey::from_pkcs11(std::string_view uri, std::string_view pin,
                                   ByteView public_key) {
    const auto named = Pkcs11Uri::from_string(uri);
    try {
        return open_key(named, pin, public_key);
    } catch (const Error&) {
        throw;
    } catch (const std::exception& reason) {
        throw Error(errc::resource_unavailable,
                    std::string("The key in the token cannot be used: ") + escaped(reason.what()));
    }
}

}  // namespace domainsec::inline v1
