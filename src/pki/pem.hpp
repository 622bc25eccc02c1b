// Textual encodings (RFC 7468): finds the blocks in a file of certificates and keys.
#pragma once

#include <botan/secmem.h>

#include <domainsec/bytes.hpp>
#include <domainsec/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// One block. The octets may be a key, so they are wiped.
struct PemBlock {
    std::string label;
    Botan::secure_vector<std::uint8_t> octets;
    int line = 0;                 ///< Of its BEGIN, from 1.
    bool old_encryption = false;  ///< With "Proc-Type: 4,ENCRYPTED" (RFC 1421): not decoded.
};

/// True when the octets look like text with a PEM block in it.
bool looks_like_pem(ByteView octets) noexcept;

/// All blocks, in order; text outside of them is passed over (RFC 7468 §2). Throws Error(code) with
/// `file` (may be empty) and line for a block without an end or with a body that is no base64.
std::vector<PemBlock> read_pem(std::string_view text, errc code, const std::string& file);

/// One block, with lines of 64 characters.
std::string write_pem(std::string_view label, ByteView octets);

}  // namespace domainsec::inline v1::detail
