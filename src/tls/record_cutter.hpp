// Where TLS records end in octets that come in any pieces (RFC 8446 §5.1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <domainsec/bytes.hpp>

namespace domainsec::inline v1::detail {

constexpr std::size_t record_header_octets = 5;

/// Only counts; what the octets say is the reader's business.
class RecordCutter final {
  public:
    /// The front of `wire`, at most to the end of the record that it begins or goes on with. Empty
    /// only when `wire` is.
    ByteView next(ByteView wire) noexcept {
        if (is_at_end()) header_ = length_ = body_ = 0;
        std::size_t taken = 0;
        while (header_ < record_header_octets && taken < wire.size()) {
            if (header_ >= place_of_length) length_ = length_ << 8U | wire[taken];
            ++header_;
            ++taken;
        }
        if (header_ < record_header_octets) return wire.first(taken);
        const std::size_t more = std::min(length_ - body_, wire.size() - taken);
        body_ += more;
        return wire.first(taken + more);
    }

    /// The last record that was begun is complete.
    bool is_at_end() const noexcept { return header_ == record_header_octets && body_ == length_; }

    /// Octets of the record's body, as far as its header has told.
    std::size_t length() const noexcept { return header_ == record_header_octets ? length_ : 0; }

  private:
    static constexpr std::size_t place_of_length = 3;
    std::size_t header_ = 0;
    std::size_t length_ = 0;
    std::size_t body_ = 0;
};

}  // namespace domainsec::inline v1::detail
