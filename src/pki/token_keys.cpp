// Keys that stay in a PKCS#11 token.
#include "pki/token_keys.hpp"

#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {

PrivateKey token_key(std::string_view, std::string_view) {
    throw Error(errc::unsupported_algorithm,
                "This build has no PKCS#11: build Botan with its pkcs11 module");
}

}  // namespace domainsec::inline v1::detail
