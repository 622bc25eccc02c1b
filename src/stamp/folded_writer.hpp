// Writes a tag-list into a header field, folded so that no line is longer than it need be (RFC 5322
// §2.1.1, RFC 6376 §3.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Where a value may be folded.
enum class Cut {
    nowhere,
    anywhere,     ///< base64
    after_colon,  ///< h=
    after_comma,  ///< ch=
    not_in_hex,   ///< dkim-quoted-printable: "=XX" stays together
};

/// Appends to a field; its last line may have been begun by others.
class FoldedWriter final {
  public:
    FoldedWriter(std::string& field, std::string_view line_end) noexcept;

    /// `name=value;`, on a new line when `name=` and a few octets, or all of a value that cannot be
    /// cut, do not fit.
    void tag(std::string_view name, std::string_view value, Cut cut = Cut::nowhere);
    void tag(std::string_view name, std::int64_t number);

    /// A value alone.
    void put(std::string_view value, Cut cut);

    /// Begins a new line.
    void fold();

  private:
    std::size_t column() const noexcept { return field_.size() - line_begin_; }

    std::string& field_;
    std::string_view line_end_;
    std::size_t line_begin_;
};

}  // namespace domainsec::inline v1::detail
