// Who the message says it is from: the one mailbox of the one From: field (RFC 5322 §3.4, §3.6.2).
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/names/mail_address.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// Why there is not exactly one author. Ambiguity is never resolved by a guess.
enum class AuthorProblem {
    none,
    no_from,            ///< No From: field.
    several_from,       ///< More than one From: field.
    no_address,         ///< The field holds no mailbox (an empty group, for example).
    several_addresses,  ///< More than one mailbox.
    group,  ///< Group syntax, even around a single mailbox (RFC 6854 allows it; readers differ on
            ///< it).
    /// It cannot be read without a guess: stray text, unbalanced quotes or comments, a source
    /// route, an address literal, white space or a comment inside an address or a comment inside
    /// the angle brackets, a list with holes, a control, text that is not UTF-8, comments nested
    /// over 100 deep, a value over 64 KiB, or a header of which a part was not read
    /// (MessageLimits).
    malformed,
};

DOMAINSEC_EXPORT std::string_view to_string(AuthorProblem problem) noexcept;

/// The author's address, or why there is none.
struct Author {
    std::optional<MailAddress> address;  ///< Set exactly when `problem` is none.
    AuthorProblem problem = AuthorProblem::none;
    std::string display_name;  ///< As decoded text, UTF-8; empty when there is none. Untrusted:
                               ///< never shown alone.
};

/// The author of a message.
DOMAINSEC_EXPORT Author author_of(const MessageView& message);

/// The same for the value of one From:, Sender: or Reply-To: field.
DOMAINSEC_EXPORT Author parse_single_mailbox(std::string_view field_value);

}  // namespace domainsec::inline v1
