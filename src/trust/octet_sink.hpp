// One digest over several values, each with its length, so that no two lists of values are the same
// octets.
#pragma once

#include <botan/hash.h>

#include <array>
#include <domainsec/bytes.hpp>
#include <memory>
#include <string_view>

namespace domainsec::inline v1::detail {

class OctetSink final {
  public:
    void number(std::uint64_t value) {
        std::array<std::uint8_t, sizeof value> octets{};
        for (std::uint8_t& octet : octets) {
            octet = static_cast<std::uint8_t>(value);
            value >>= 8;
        }
        hash_->update(octets);
    }
    void octets(ByteView value) {
        number(value.size());
        hash_->update(value);
    }
    void text(std::string_view value) { octets(bytes_of(value)); }

    /// SHA-256 over all that was given. To be called last.
    Sha256Digest digest() {
        Sha256Digest result{};
        hash_->final(result);
        return result;
    }

  private:
    std::unique_ptr<Botan::HashFunction> hash_ = Botan::HashFunction::create_or_throw("SHA-256");
};

}  // namespace domainsec::inline v1::detail
