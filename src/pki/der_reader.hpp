// Steps through DER (X.690 §10) without copying, for the few places where Botan's objects hide what
// stands there.
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>

namespace domainsec::inline v1::detail {

/// Tags as they stand in the first octet.
enum : std::uint8_t {
    der_boolean = 0x01,
    der_integer = 0x02,
    der_bit_string = 0x03,
    der_octet_string = 0x04,
    der_object_identifier = 0x06,
    der_enumerated = 0x0A,
    der_utc_time = 0x17,
    der_generalized_time = 0x18,
    der_sequence = 0x30,
    der_set = 0x31,
};

/// One element: its tag, what it holds, and the whole of it.
struct DerElement {
    std::uint8_t tag = 0;
    ByteView content;
    ByteView whole;
};

/// Reads element after element. Lengths must be definite and as short as they can be; tags have one
/// octet.
class DerReader final {
  public:
    explicit DerReader(ByteView octets) noexcept : rest_(octets) {}

    bool at_end() const noexcept { return rest_.empty(); }

    /// The next element; nothing at the end, and nothing when it is not DER.
    std::optional<DerElement> next() noexcept;

    /// The same, where only one tag will do; otherwise nothing is consumed.
    std::optional<DerElement> next(std::uint8_t tag) noexcept;

  private:
    ByteView rest_;
};

/// The only element in `octets`, when it has this tag and nothing follows.
std::optional<DerElement> only_element(ByteView octets, std::uint8_t tag) noexcept;

}  // namespace domainsec::inline v1::detail
