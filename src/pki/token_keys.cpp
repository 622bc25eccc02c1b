// Keys that stay in a PKCS#11 token, by the URI in a file of the store.
#include "pki/token_keys.hpp"

#include <domainsec/pki/pkcs11.hpp>

namespace domainsec::inline v1::detail {

PrivateKey token_key(std::string_view uri_file, std::string_view pin) {
    const auto line = uri_file.substr(0, uri_file.find_first_of("\r\n"));
    return PrivateKey::from_pkcs11(Pkcs11Uri::from_string(line).to_string(), pin);
}

}  // namespace domainsec::inline v1::detail
