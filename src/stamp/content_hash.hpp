// SHA-256 over the decoded content of one part (docs/stamp-format.md §7).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <optional>
#include <string_view>

#include "stamp/message_digests.hpp"

namespace domainsec::inline v1::detail {

/// Takes content in pieces cut anywhere. In text, CRLF and LF are one line end, and those at the
/// very end do not count. Can be used again after finish().
class ContentHash final {
  public:
    void begin(bool is_text) noexcept;

    void operator()(std::string_view octets);

    /// Nothing when text holds a CR alone or a NUL.
    std::optional<Sha256Digest> finish();

  private:
    void put(std::string_view text);

    Sha256 hash_;
    bool is_text_ = false;
    std::uint64_t held_breaks_ = 0;
    bool after_cr_ = false;
    bool refused_ = false;
};

}  // namespace domainsec::inline v1::detail
