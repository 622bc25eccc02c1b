// Keys of a store that live in a PKCS#11 token (RFC 7512).
#pragma once

#include <domainsec/pki/private_key.hpp>
#include <string_view>

namespace domainsec::inline v1::detail {

/// The key that the first line of a key.uri names. Throws what opening it does.
PrivateKey token_key(std::string_view uri_file, std::string_view pin);

}  // namespace domainsec::inline v1::detail
