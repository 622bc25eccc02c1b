// Which token a URI names (RFC 7512 §2.5).
#pragma once

#include <cstddef>
#include <domainsec/pki/pkcs11.hpp>
#include <string>

#include "pki/pkcs11_module.hpp"

namespace domainsec::inline v1::detail {

struct Pkcs11Slot {
    CK_SLOT_ID id = 0;
    CK_TOKEN_INFO token{};
};

/// The one slot whose token the URI names. Throws Error(not_found), Error(invalid_argument) when
/// several match, Error(resource_unavailable).
Pkcs11Slot find_slot(const Pkcs11Module& module, const Pkcs11Uri& uri);

/// A text of PKCS #11: blanks at its end fill it up.
template <std::size_t size>
std::string pkcs11_text(const CK_UTF8CHAR (&field)[size]) {
    std::string text(field, field + size);
    text.erase(text.find_last_not_of(std::string(" \0", 2)) + 1);
    return text;
}

}  // namespace domainsec::inline v1::detail
