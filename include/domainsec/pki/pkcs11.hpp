// PKCS #11 URIs (RFC 7512): how a private key in a hardware token is named.
// PrivateKey::from_pkcs11() opens what they name.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// A URI that names a private key, such as
/// `pkcs11:token=edge;object=tls?module-path=/usr/lib/softhsm/libsofthsm2.so`. Attributes are
/// percent-decoded; one that is absent matches every value (RFC 7512 §2.5).
struct DOMAINSEC_EXPORT Pkcs11Uri {
    /// At most 4096 octets, in the grammar of RFC 7512 §2.3. Throws Error(invalid_argument) over
    /// anything else: an attribute that is given twice; an unknown one or a vendor's in the path,
    /// for then no key could match; `type` other than `private`; no absolute `module-path`, which
    /// is needed to find the token's driver; `pin-value` and `pin-source`, for a PIN comes from the
    /// caller; a fragment. Unknown attributes of the query are passed over, as §2.5 asks. Messages
    /// show none of the values.
    static Pkcs11Uri from_string(std::string_view text);

    /// The URI that from_string() reads, with everything encoded that need not be plain.
    std::string to_string() const;

    // The token (CK_TOKEN_INFO).
    std::optional<std::string> token;  ///< Its label.
    std::optional<std::string> manufacturer;
    std::optional<std::string> model;
    std::optional<std::string> serial;

    // The key (CKA_LABEL, CKA_ID).
    std::optional<std::string> object;
    std::optional<Bytes> id;

    // The slot and the driver (CK_SLOT_INFO, CK_INFO).
    std::optional<std::string> slot_description;
    std::optional<std::string> slot_manufacturer;
    std::optional<std::uint64_t> slot_id;
    std::optional<std::string> library_description;
    std::optional<std::string> library_manufacturer;
    std::optional<std::string> library_version;  ///< "2" or "2.40".

    std::string module_path;  ///< The driver's file; absolute.

    friend bool operator==(const Pkcs11Uri&, const Pkcs11Uri&) = default;
};

}  // namespace domainsec::inline v1
