// rt=: which recipients a message was stamped for, without saying who they are
// (docs/stamp-format.md §6).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/names/mail_address.hpp>
#include <vector>

namespace domainsec::inline v1::detail {

inline constexpr std::size_t recipient_token_octets = 16;

/// Small numbers of recipients all look the same: a Bcc beside one To does not show.
inline constexpr std::size_t min_recipient_tokens = 8;

/// What ties tokens to one stamp, so that equal recipients of two messages do not show.
struct TokenContext {
    ByteView key;
    const Sha256Digest& body_hash;
    TimePoint stamped_at;
};

/// The tokens of all recipients, each once, random ones up to the next power of two, sorted, end to
/// end.
Bytes make_recipient_tokens(const TokenContext& context,
                            const std::vector<MailAddress>& recipients);

/// True for a length that make_recipient_tokens() can give.
bool is_token_list(ByteView tokens) noexcept;

/// True when one of the addresses has its token in the list.
bool binds_any(ByteView tokens, const TokenContext& context,
               const std::vector<MailAddress>& addresses);

}  // namespace domainsec::inline v1::detail
