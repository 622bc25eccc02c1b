// What a transaction answers: SMTP replies with enhanced codes (RFC 5321 §4.2, RFC 3463), tokens
// and reasons.
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/trust/evidence.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Why a message is not Domain Secured.
enum class PolicyReason {
    none,               ///< It is, or nothing stands against it.
    not_a_partner,      ///< Neither envelope nor author belongs to a partner.
    not_asked,          ///< The partner's mode is off.
    no_tls,             ///< [DSEC-NO-TLS] The session is in clear text.
    weak_tls,           ///< [DSEC-NO-TLS] TLS 1.2 without extended master secret, or without AEAD.
    no_certificate,     ///< [DSEC-NO-CERT] The peer presented none.
    name_mismatch,      ///< [DSEC-NAME] The certificate holds none of the partner's names.
    expired,            ///< [DSEC-EXPIRED] Outside the dates of the leaf.
    invalid_chain,      ///< [DSEC-CHAIN] Anything else about the chain.
    evidence_missing,   ///< [DSEC-EVIDENCE] Revocation data or DNS records are missing: temporary.
    unaligned_from,     ///< [DSEC-FROM] From: is not in the domains of the partner that sent it.
    unsecured_from,     ///< [DSEC-FROM] From: names a partner, and the message came another way.
    ambiguous_author,   ///< [DSEC-FROM] Not exactly one From: with exactly one address.
    malformed_message,  ///< NUL, bare CR or LF, no header, duplicated singleton fields: never
                        ///< marked.
    no_stamp_key,       ///< Judged secured, but this edge has no [stamp]: delivered unmarked.
    bad_address,        ///< An envelope address that cannot be read.
    out_of_order,       ///< RCPT before MAIL, or the like.
    internal_peer,      ///< Another edge of ours: its stamp counts, ours is not given.
    limit_exceeded,     ///< More recipients or octets than allowed.
    callback_failed,    ///< A callback of the caller's (a clock, say) threw: temporary.
};

/// The word, for example "no_certificate".
DOMAINSEC_EXPORT std::string_view to_string(PolicyReason reason) noexcept;

/// The fixed token of the reason, "[DSEC-NO-CERT]"; empty where there is none.
DOMAINSEC_EXPORT std::string_view token_of(PolicyReason reason) noexcept;

/// An SMTP reply. One line; the text is ASCII, without anything of the peer's or secret of ours.
struct DOMAINSEC_EXPORT SmtpReply {
    int code = 250;                  ///< 200 to 599.
    std::string enhanced = "2.0.0";  ///< RFC 3463.
    std::string text = "OK";

    /// "451 4.7.5 text", at most 510 octets, no line end.
    std::string line() const;
};

enum class Decision {
    accepted,  ///< Go on.
    pending,   ///< Fetch what `requests` names and ask again, or send the (temporary) reply.
    refused,   ///< Send the reply.
};

DOMAINSEC_EXPORT std::string_view to_string(Decision decision) noexcept;

/// The answer to one step of a transaction.
struct Answer {
    Decision decision = Decision::accepted;
    PolicyReason reason = PolicyReason::none;
    SmtpReply reply;
    std::vector<EvidenceRequest> requests;  ///< For `pending`.
    std::string event_id;  ///< Of the event with the details; also in the reply's text.
};

}  // namespace domainsec::inline v1
