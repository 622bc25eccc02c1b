// The one parser of messages: what the remover, the stamper and the verifier see is the same (RFC
// 5322 §2.2, §3.5).
#pragma once

#include <domainsec/message/message_view.hpp>
#include <optional>
#include <string_view>

namespace domainsec::inline v1 {

/// Whether the body is looked at for defects while parsing, or later, by whoever canonicalizes it.
enum class BodyScan { now, later };

class MessageParser final {
  public:
    /// With BodyScan::later, line_ends() and defect() tell of the header only;
    /// BodyCanonicalizer::framing() tells the rest, in the same pass as it hashes.
    static MessageView parse(std::string_view message, const MessageLimits& limits, BodyScan scan);

  private:
    explicit MessageParser(std::string_view message, const MessageLimits& limits);
    void read_header();
    bool read_line(std::string_view line, std::size_t begin, std::size_t end);
    void open_field(std::string_view line, std::size_t begin);
    void close_field(std::size_t end);
    void note(MessageDefect defect, std::size_t at) noexcept;
    void scan_framing(std::string_view octets);
    void scan_crlf_framing(std::string_view octets);
    void scan_lf_framing(std::string_view octets);

    struct OpenField {
        std::size_t begin;
        std::size_t name_length;
        std::size_t value_offset;
    };

    MessageView view_;
    MessageLimits limits_;
    std::optional<OpenField> open_;
    std::size_t defect_at_ = static_cast<std::size_t>(-1);
    bool storing_ = true;
};

namespace detail {

/// Where a field's name ends and its value begins, within its first line.
struct FieldStart {
    std::size_t name_length;
    std::size_t value_offset;
};

/// `field-name *WSP ":"` (RFC 5322 §2.2, §4.5); nothing when the line does not begin a field.
std::optional<FieldStart> field_start(std::string_view line) noexcept;

}  // namespace detail
}  // namespace domainsec::inline v1
