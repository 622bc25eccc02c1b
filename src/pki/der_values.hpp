// Values that have one encoding only in DER: whether octets are that one (X.690 §8.3, §8.6, §8.19,
// §11.1, §11.2).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

// All of these take the content octets.

/// An INTEGER in the fewest octets.
bool is_integer(ByteView content) noexcept;

/// A BIT STRING whose unused bits are counted and zero.
bool is_bit_string(ByteView content) noexcept;

/// An OBJECT IDENTIFIER with arcs in the fewest octets and of at most 32 bits.
bool is_object_identifier(ByteView content) noexcept;

/// A BOOLEAN; nothing unless it is 0x00 or 0xFF.
std::optional<bool> read_boolean(ByteView content) noexcept;

/// A text of one of ASN.1's string types, given its tag; false for other tags, and for characters
/// that the type does not have.
bool is_text_of_type(std::uint8_t tag, ByteView content) noexcept;

/// "2.5.29.17" for what is_object_identifier().
std::string object_identifier_text(ByteView content);

}  // namespace domainsec::inline v1::detail
