// What a verifier says of a message: for programs, and for people.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <domainsec/status.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Why a stamp has its status.
enum class StampReason {
    none,               ///< It passes.
    no_stamp,           ///< none: the message has none.
    not_ours,           ///< none: d= is not a trusted domain; nothing was looked up.
    malformed_message,  ///< permerror: a NUL, bare CR, mixed line ends, or too large.
    malformed_stamp,  ///< permerror: the tag list does not follow the grammar, a tag is missing or
                      ///< twice.
    several_stamps,   ///< permerror: two stamps of one d=.
    unknown_version,  ///< permerror: v= is not 1.
    unknown_key,      ///< permerror: no such selector in the keyring.
    algorithm_mismatch,  ///< permerror: a= is not the algorithm of the selector.
    edge_not_allowed,    ///< permerror: e= is not one of the key's edges.
    from_not_covered,    ///< permerror: h= does not cover From: as it must.
    role_not_allowed,  ///< permerror: a filter's key made an edge's stamp, or the other way round.
    key_compromised,   ///< fail: the key has been given up.
    key_not_valid,     ///< fail: t= is outside the key's validity.
    not_in_log,        ///< fail: the key signs no more, and the log does not have this stamp.
    body_hash_mismatch,  ///< fail: the body was changed.
    encoding_mismatch,   ///< fail: Content-Transfer-Encoding was changed and the body was not.
    signature_mismatch,  ///< fail: a covered field or the stamp was changed.
    several_authors,     ///< fail: From: was doubled or holds no single address.
    expired,             ///< policy: after x=.
    reencoded,    ///< policy: the content is unchanged, its transfer encoding is not (dh= holds).
    from_future,  ///< temperror: t= is more than 300 s ahead.
    key_unavailable,    ///< temperror: the key's DNS record could not be had, or is not secure.
    unbound_recipient,  ///< policy, when told to be strict: none of the given addresses is bound.
};

/// The word, for example "body_hash_mismatch".
DOMAINSEC_EXPORT std::string_view to_string(StampReason reason) noexcept;

/// How the recipients given to the verifier relate to rt=.
enum class RecipientBinding {
    unknown,  ///< No rt=, no key to check it with, or no address given.
    bound,    ///< At least one of the addresses was a recipient.
    unbound,  ///< None of them was: the message was copied here from elsewhere.
};

DOMAINSEC_EXPORT std::string_view to_string(RecipientBinding binding) noexcept;

/// How a reader shows it.
enum class DisplayKind { secured, neutral };

/// What people see. A broken stamp looks like none.
struct DOMAINSEC_EXPORT Display {
    DisplayKind kind = DisplayKind::neutral;
    std::string label;     ///< "Domain Secured by fabrikam.example"; empty when neutral.
    std::string sentence;  ///< One sentence: what it means, and what it does not.
    /// Why there is no mark, for who asks; one sentence. Empty when secured.
    std::string on_demand;
    /// A badge as a self-contained HTML fragment, everything escaped; empty when neutral.
    std::string html() const;
    /// The same as SVG.
    std::string svg() const;
};

/// The verdict on one message.
struct DOMAINSEC_EXPORT StampReport {
    Status status = Status::none;
    StampReason reason = StampReason::no_stamp;
    std::string detail;  ///< One sentence with what was seen; escaped.

    // What the stamp says; only to be believed when status is pass.
    std::optional<DomainName> domain;     ///< d=
    std::string selector;                 ///< s=
    std::optional<DomainName> partner;    ///< p=
    std::optional<DomainName> identity;   ///< n=
    std::string method;                   ///< m=
    std::optional<DomainName> edge;       ///< e=
    std::string tls;                      ///< tls=
    std::string via;                      ///< via=
    std::string mail_from;                ///< mf=, "" for the null reverse-path
    std::optional<TimePoint> stamped_at;  ///< t=
    std::optional<TimePoint> expires_at;  ///< x=
    bool asserted_by_caller = false;      ///< ca=1
    bool resumed = false;                 ///< rs=1
    /// What a content filter of ours changed before it stamped anew, ch=: names of fields and
    /// "body". Empty for the stamp of an edge.
    std::vector<std::string> changed_by_filter;
    bool in_log = false;                  ///< VerifierOptions::log has this stamp.
    std::optional<KeySource> key_source;  ///< Where the key came from; nothing: no key was found.

    RecipientBinding recipient = RecipientBinding::unknown;
    bool stale = false;     ///< Delivered over 7 days after the stamp was made.
    bool archival = false;  ///< Judged at a time other than now, on request.
    bool from_aligned =
        false;  ///< From: is in or below p=, or is n= (a bounce of one of its hosts).
    std::optional<MailAddress> author;
    std::vector<std::string>
        covered;  ///< Names of the fields present and signed, lower case, each once.
    std::vector<std::string>
        not_covered;  ///< Names of the fields present and not signed, lower case, each once.

    Display display() const;
    std::string text() const;  ///< Several lines for an administrator.
    std::string json() const;  ///< One JSON object on one line.
};

}  // namespace domainsec::inline v1
