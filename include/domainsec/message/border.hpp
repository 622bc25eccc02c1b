// What is taken off and put on where a message enters or leaves the organization, as a list of
// edits (RFC 8601 §5 for Authentication-Results; Exchange's header firewall for the X-MS-Exchange
// fields).
#pragma once

#include <cstddef>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// A stretch of octets of the original message.
struct OctetRange {
    std::size_t offset = 0;
    std::size_t length = 0;
    friend bool operator==(const OctetRange&, const OctetRange&) = default;
};

/// Why a field is taken off.
enum class RemovalReason {
    none,                ///< Not by the border: whoever made the edit knows.
    stamp,               ///< Domain-Secured.
    claims_us,           ///< Authentication-Results in the name of one of ours.
    unreadable_results,  ///< Authentication-Results that cannot be read, or not in one way only.
    exchange_field,      ///< X-MS-Exchange-Organization-*, X-MS-Exchange-Forest-*.
    begins_mark,         ///< No field, but some reader may join it with the next line to a mark.
};

DOMAINSEC_EXPORT std::string_view to_string(RemovalReason reason) noexcept;

/// A field that an edit takes off.
struct RemovedField {
    /// The index of what is none of MessageView::fields(): beyond the limits, or hidden in a
    /// malformed header. Such neighbours are told as one, with name and reason of the first.
    static constexpr std::size_t not_a_field = static_cast<std::size_t>(-1);

    std::size_t index = 0;  ///< Position among MessageView::fields(), from the top, 0 first.
    std::string name;       ///< As written, escaped.
    OctetRange range;
    RemovalReason reason = RemovalReason::none;
};

/// The new message as text to put in front and stretches to keep. Copies nothing that stays.
class DOMAINSEC_EXPORT EditList final {
  public:
    /// An edit list that keeps all `size` octets.
    explicit EditList(std::size_t size = 0);

    /// Takes a field off. Fields must be given from the top down, each once.
    void remove(std::size_t index, const HeaderField& field, const MessageView& message,
                RemovalReason reason = RemovalReason::none);

    /// The same for any stretch, from the top down. Throws Error(invalid_argument) for one that
    /// lies above the last or outside the message.
    void remove(RemovedField field);

    /// Puts a whole field (with its line end) at the top, above what was put there before.
    void prepend(std::string_view field);

    /// What stands in front of the kept octets.
    const std::string& prefix() const noexcept { return prefix_; }

    /// What is kept of the original, in order, neighbours joined.
    const std::vector<OctetRange>& kept() const noexcept { return kept_; }

    /// What was taken off, from the top down.
    const std::vector<RemovedField>& removed() const noexcept { return removed_; }

    bool changes_nothing() const noexcept { return prefix_.empty() && removed_.empty(); }

    /// The new message. `message` must be the one that the list was made for: throws
    /// Error(invalid_argument) when its size shows that it is not.
    std::string applied_to(std::string_view message) const;

    /// Replaces `message` by the new one.
    void apply(std::string& message) const { message = applied_to(message); }

  private:
    std::size_t size_;
    std::string prefix_;
    std::vector<OctetRange> kept_;
    std::vector<RemovedField> removed_;
};

/// Whose marks are removed at the border.
struct BorderRules {
    /// Our authserv-id and our domains: an Authentication-Results field that could claim one of
    /// them goes.
    std::vector<DomainName> own_names;
    /// Keep the one `Domain-Secured` field of an internal peer, when its stamp has been verified.
    bool keep_stamp = false;
};

/// The edits that remove foreign marks: every Domain-Secured, each Authentication-Results that
/// could claim us, X-MS-Exchange-Organization-* and X-MS-Exchange-Forest-*, in every case, spacing
/// and folding. The same for mail coming in and going out.
///
/// A message with a defect is read in the most generous way, so that what any lenient reader could
/// take for a mark goes too, wherever it stands: beyond MessageLimits, behind malformed lines,
/// after a CR or LF alone, after empty lines at the top, with white space, folding, NUL or other
/// controls in its name. CRLF, LF and CR each end a line there; the header reaches to the first
/// empty line that every reader takes for one (CRLF CRLF, or LF LF in a message without CR), or to
/// the end of the message. When line ends in it are mixed or it has a NUL, every
/// Authentication-Results goes, and each line without a colon that could begin the name of a mark.
/// `keep_stamp` does not count then, for no stamp on such a message verifies. No reader sees a new
/// line or a new end of the header in what is left.
DOMAINSEC_EXPORT EditList border_edits(const MessageView& message, const BorderRules& rules);

/// The same before the body has come (MessageReader::header()), for EditedStream. Nothing where
/// only the whole message shows what has to go: when the header has a defect, ends its lines in LF
/// alone, or would lose every field. Then the message has to be gathered first.
DOMAINSEC_EXPORT std::optional<EditList> header_border_edits(const MessageView& header,
                                                             const BorderRules& rules);

}  // namespace domainsec::inline v1
