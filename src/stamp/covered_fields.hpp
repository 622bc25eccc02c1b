// Which header fields a stamp covers, and which instance each name in h= stands for (RFC 6376 §3.5,
// §5.4.2: from the bottom up).
#pragma once

#include <array>
#include <cstdint>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/message/message_view.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// The closed list of v=1, in the order of h=. Each is listed once more often than it is there.
inline constexpr std::array<std::string_view, 20> covered_names = {"from",
                                                                   "sender",
                                                                   "reply-to",
                                                                   "to",
                                                                   "cc",
                                                                   "subject",
                                                                   "date",
                                                                   "message-id",
                                                                   "in-reply-to",
                                                                   "references",
                                                                   "mime-version",
                                                                   "content-type",
                                                                   "content-disposition",
                                                                   "content-id",
                                                                   "resent-date",
                                                                   "resent-from",
                                                                   "resent-sender",
                                                                   "resent-to",
                                                                   "resent-cc",
                                                                   "resent-message-id"};

/// Hands out the fields of a message name by name, each at most once. The message must outlive it,
/// or the next begin().
class FieldPicker final {
  public:
    FieldPicker() = default;
    explicit FieldPicker(const MessageView& message) { begin(message); }

    /// Starts over, with this message.
    void begin(const MessageView& message);

    /// The lowest field with this name, ASCII case aside, that was not handed out; null when there
    /// is none left.
    const HeaderField* next(std::string_view name) noexcept;

    /// Each name among the fields, lower case and escaped, sorted, with whether all of its fields
    /// were handed out. `except` is left out.
    struct Name {
        std::string name;
        bool exhausted;
    };
    std::vector<Name> names(const HeaderField& except) const;

  private:
    struct Entry {
        std::uint64_t key;  // of the name: see sort_key()
        std::uint32_t index;
        std::uint32_t taken;  // in the first entry of a name: how many were handed out
    };
    static std::uint64_t sort_key(std::string_view name) noexcept;
    std::string_view name_of(const Entry& entry) const noexcept;
    int compare(std::uint64_t key, std::string_view name, const Entry& entry) const noexcept;

    const std::vector<HeaderField>* fields_ = nullptr;
    std::vector<Entry> entries_;  // by name, the lowest field first
};

/// Appends to `canonical` what the closed list covers of a message, and to `names` the text of h=.
void cover(FieldPicker& picker, Canonicalization form, std::string& names, std::string& canonical);

}  // namespace domainsec::inline v1::detail
