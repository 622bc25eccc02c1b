// Where the library was built without the header of PKCS #11.
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs11.hpp>
#include <domainsec/pki/private_key.hpp>

namespace domainsec::inline v1 {

PrivateKey PrivateKey::from_pkcs11(std::string_view uri, std::string_view, ByteView) {
    Pkcs11Uri::from_string(uri);
    throw Error(errc::unsupported_algorithm,
                "This library was built without keys in tokens: install p11-kit's headers "
                "(libp11-kit-dev) and build it again");
}

}  // namespace domainsec::inline v1
