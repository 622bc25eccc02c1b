// A message taken in pieces, cut anywhere: the header is gathered, the body passes by (RFC 5322
// §2.1).
#pragma once

#include <cstddef>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// Splits a stream of octets into header and body. What it finds does not depend on where the
/// pieces are cut. Holds the header up to MessageLimits::max_header_octets and two octets more; of
/// a larger one, the rest passes by unseen and the defect says so. For one thread at a time.
class DOMAINSEC_EXPORT MessageReader final {
  public:
    /// Throws Error(invalid_argument) for limits that are out of range.
    explicit MessageReader(const MessageLimits& limits = {});
    MessageReader(const MessageReader&) = delete;
    MessageReader& operator=(const MessageReader&) = delete;

    /// Takes the next octets and gives those among them that belong to the body, in place; empty
    /// while the header lasts.
    std::string_view update(std::string_view octets);

    /// Ends the message; a header without an empty line ends here too. No update may follow.
    void finish();

    /// The header as a message with an empty body, once it has ended; null before. Its line ends
    /// and defect tell of the header only. Lives as long as the reader.
    const MessageView* header() const noexcept { return header_ ? &*header_ : nullptr; }

    /// Octets of the whole header, the empty line included; also of one over the limit.
    std::size_t header_octets() const noexcept { return header_octets_; }

  private:
    std::size_t end_of_header(std::string_view octets) noexcept;
    void end_header();

    MessageLimits limits_;
    std::string gathered_;
    std::optional<MessageView> header_;
    std::size_t header_octets_ = 0;
    bool line_is_empty_ = true;  // but for one CR
    bool after_cr_ = false;
    bool ended_ = false;
};

}  // namespace domainsec::inline v1
