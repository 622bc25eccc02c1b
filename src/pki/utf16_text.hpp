// UTF-8 and UTF-16BE, the encoding of BMPString as PKCS#12 uses it (RFC 7292 appendix B.1, RFC
// 2781, RFC 3629).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "pki/ber_to_der.hpp"

namespace domainsec::inline v1::detail {

/// Nothing when it is not UTF-8. Characters beyond the basic plane become surrogate pairs, as
/// OpenSSL and Java write them.
std::optional<SecretOctets> utf16_from_utf8(std::string_view text);

/// Nothing when it is not UTF-16.
std::optional<std::string> utf8_from_utf16(ByteView octets);

}  // namespace domainsec::inline v1::detail
