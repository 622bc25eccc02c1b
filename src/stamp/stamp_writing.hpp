// Writes the stamp's field, folded at 78 columns (docs/stamp-format.md §2; RFC 5322 §2.1.1,
// §2.2.3).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <domainsec/stamp/stamper.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

inline constexpr std::string_view stamp_field_name = "Domain-Secured";

/// What goes into a stamp beside options and path.
struct StampContents {
    StampAlgorithm algorithm;
    std::string_view covered;  ///< The text of h=.
    const Sha256Digest& body_hash;
    ByteView recipient_tokens;  ///< Empty: no rt=.
};

/// The field up to and with "b=", without a line end.
std::string write_unsigned_stamp(const StamperOptions& options, const SecuredPath& path,
                                 const StampContents& contents, std::string_view line_end);

/// Puts the value of b= behind it, and the last line end.
void append_signature(std::string& field, ByteView signature, std::string_view line_end);

}  // namespace domainsec::inline v1::detail
