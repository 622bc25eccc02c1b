// A message seen in place: its header fields as views and its body, with the defects that matter to
// a mark (RFC 5322 §2, §3.5; RFC 6532; framing after RFC 5321 §2.3.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/export.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Most of what a stranger's message may hold before it is called over-long. Never 0.
struct DOMAINSEC_EXPORT MessageLimits {
    /// Octets of the whole header, 1 KiB to 64 MiB. Real headers stay below 100 KB.
    std::size_t max_header_octets = 1024 * 1024;
    /// Header fields, 10 to 1,000,000. Real messages have fewer than 200.
    std::size_t max_fields = 2000;

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// One header field, as views into the message. Lives as long as the message's octets.
class DOMAINSEC_EXPORT HeaderField final {
  public:
    HeaderField(std::string_view raw, std::size_t name_length, std::size_t value_offset) noexcept
        : raw_(raw), name_length_(name_length), value_offset_(value_offset) {}

    /// All octets, from the first of the name to the last line end.
    std::string_view raw() const noexcept { return raw_; }

    /// The name as written, without the white space that obsolete syntax allows before the colon
    /// (RFC 5322 §4.5).
    std::string_view name() const noexcept { return raw_.substr(0, name_length_); }

    /// Everything after the colon up to, and without, the last line end; folding still in it.
    std::string_view value() const noexcept;

    /// The value with folding undone (RFC 5322 §2.2.3) and without white space at either end.
    std::string unfolded() const;

    /// True when the names are the same; ASCII case does not count.
    bool is(std::string_view name) const noexcept;

  private:
    std::string_view raw_;
    std::size_t name_length_;
    std::size_t value_offset_;
};

/// How lines end, all through the message.
enum class LineEnds {
    crlf,   ///< As on the wire (RFC 5321 §2.3.8). Also a message without any line end.
    lf,     ///< As in Maildir and mbox.
    mixed,  ///< Both, or a CR on its own: no mark is ever given or found valid.
};

/// What is wrong with a message's form; when there are several, the one that lies nearest to the
/// top.
enum class MessageDefect {
    none,
    no_header,         ///< Not one header field.
    malformed_field,   ///< A header line that is neither a field nor a continuation.
    header_too_large,  ///< Over MessageLimits::max_header_octets.
    too_many_fields,   ///< Over MessageLimits::max_fields.
    nul,               ///< A NUL octet in header or body.
    bare_cr,           ///< A CR without LF.
    mixed_line_ends,   ///< CRLF in one place, LF alone in another.
};

DOMAINSEC_EXPORT std::string_view to_string(MessageDefect defect) noexcept;

/// A message split into fields and body. CRLF and LF both end a line. A malformed line is left out
/// of fields(), and so are its continuation lines; the fields after it are read. Parsing never
/// throws over content; its time is linear in the octets. Safe to read from several threads. Holds
/// views only: the octets must outlive it and stay unchanged. Cheap to move.
class DOMAINSEC_EXPORT MessageView final {
  public:
    /// Throws Error(invalid_argument) for limits that are out of range, never over the message.
    static MessageView parse(std::string_view message, const MessageLimits& limits = {});

    std::string_view octets() const noexcept { return message_; }

    /// The fields from the top down. After `header_too_large` or `too_many_fields` those before the
    /// limit.
    const std::vector<HeaderField>& fields() const noexcept { return fields_; }

    /// What follows the first empty line, whatever the limits; empty when there is none.
    std::string_view body() const noexcept { return message_.substr(body_offset_); }

    /// Where the body begins in octets().
    std::size_t body_offset() const noexcept { return body_offset_; }

    LineEnds line_ends() const noexcept { return line_ends_; }

    MessageDefect defect() const noexcept { return defect_; }

    /// How many fields have this name, ASCII case aside.
    std::size_t count(std::string_view name) const noexcept;

    /// The lowest field with this name, or nothing: null.
    const HeaderField* last(std::string_view name) const noexcept;

  private:
    friend class MessageParser;
    MessageView() = default;
    std::string_view message_;
    std::vector<HeaderField> fields_;
    std::size_t body_offset_ = 0;
    LineEnds line_ends_ = LineEnds::crlf;
    MessageDefect defect_ = MessageDefect::none;
};

/// Names of the fields that may stand only once (RFC 5322 §3.6, and those of MIME: RFC 2045 §3) and
/// stand more than once here, lower case.
DOMAINSEC_EXPORT std::vector<std::string> duplicated_singletons(const MessageView& message);

}  // namespace domainsec::inline v1
