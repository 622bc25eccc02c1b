// The Authentication-Results field: read, compared, written (RFC 8601).
#pragma once

#include <cstdint>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// One `ptype.property=pvalue` (RFC 8601 §2.2).
struct AuthenticationProperty {
    std::string ptype;     ///< "smtp", "header", "body", "policy", ... lower case.
    std::string property;  ///< "mailfrom", "partner", ... lower case.
    std::string value;     ///< Unquoted.
    friend bool operator==(const AuthenticationProperty&, const AuthenticationProperty&) = default;
};

/// One method with its result.
struct AuthenticationMethod {
    std::string method;  ///< "x-domain-secured", "dkim", ... lower case.
    std::uint32_t version = 1;
    std::string result;    ///< "pass", "fail", ... lower case.
    std::string reason{};  ///< Empty when absent.
    std::vector<AuthenticationProperty> properties{};
    friend bool operator==(const AuthenticationMethod&, const AuthenticationMethod&) = default;
};

/// One whole field.
struct DOMAINSEC_EXPORT AuthenticationResults {
    std::string authserv_id;    ///< Whose word it is; unquoted, as written.
    std::uint32_t version = 1;  ///< RFC 8601 §2.5; anything but 1 is kept and not understood.
    std::vector<AuthenticationMethod> methods{};  ///< Empty for `none`.

    /// Reads a field's value; comments and folding are allowed everywhere the grammar has CFWS.
    /// Nothing when it does not follow the grammar, is over 64 KiB or nests comments deeper than
    /// 100.
    static std::optional<AuthenticationResults> from_string(std::string_view field_value);

    /// The whole field: name, colon, folded value without comments, CRLF. Values that are no token
    /// are quoted; what cannot stand in a quoted string (controls, line ends, what is not UTF-8) is
    /// replaced by "?", and a value over 400 octets is cut. Throws Error(invalid_argument) for a
    /// method, result, ptype or property that is no keyword.
    std::string to_field() const;
};

/// True when the field speaks, or could be taken to speak, for one of the names: its authserv-id
/// equals one, lies below one, in any case, in A-labels or U-labels; or the value cannot be read at
/// all.
DOMAINSEC_EXPORT bool could_claim(std::string_view field_value,
                                  const std::vector<DomainName>& names);

}  // namespace domainsec::inline v1
