// Undoes a content transfer encoding line by line, strictly (RFC 2045 §6.7, §6.8).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "message/mime_type.hpp"
#include "message/octet_sink.hpp"

namespace domainsec::inline v1::detail {

/// Decodes one body. Lines come without their line ends; a line end is given out as CRLF where it
/// belongs to the content.
class TransferDecoder final {
  public:
    explicit TransferDecoder(TransferEncoding encoding) noexcept : encoding_(encoding) {}

    /// False when the line breaks a rule of the encoding; no call may follow then.
    bool line(std::string_view line, OctetSink sink);

    /// The end of the body; `line_ended` says that its last line had a line end which is not a
    /// delimiter's. False when the encoding is not complete.
    bool finish(bool line_ended, OctetSink sink);

  private:
    bool quoted_printable(std::string_view line, OctetSink sink);
    bool base64(std::string_view line, OctetSink sink);

    TransferEncoding encoding_;
    bool break_held_ = false;  // a line end that may turn out to be a delimiter's
    bool soft_break_ = false;  // the last line ended in "="
    std::uint32_t bits_ = 0;   // of base64
    unsigned digits_ = 0;      // of the current four
    unsigned padding_ = 0;
    std::string decoded_;  // of one line
};

}  // namespace domainsec::inline v1::detail
