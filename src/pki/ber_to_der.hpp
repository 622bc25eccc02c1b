// BER into what DerReader steps through (X.690 §8.1.3, §8.7.3): definite lengths, and octet strings
// in one piece. Windows and Java write PKCS#7 and PKCS#12 in BER.
#pragma once

#include <botan/secmem.h>

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <optional>

namespace domainsec::inline v1::detail {

/// Octets that may be a key; wiped.
using SecretOctets = Botan::secure_vector<std::uint8_t>;

/// Elements within elements that are followed.
constexpr std::size_t max_ber_depth = 40;

/// Exactly one element, as DER would have its lengths and octet strings; what is DER comes back as
/// it was. Values are not looked at. Nothing when it is not one whole BER element; throws
/// Error(limit_exceeded) when it is nested deeper than max_ber_depth.
std::optional<SecretOctets> der_from_ber(ByteView ber);

/// What the OCTET STRINGs hold of which `content` consists, joined: the value of a constructed one
/// with a tag of its own. Nothing when there is something else.
std::optional<SecretOctets> joined_octet_strings(ByteView content);

}  // namespace domainsec::inline v1::detail
