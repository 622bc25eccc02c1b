// Reasons, tokens and reply lines (RFC 5321 §4.2, RFC 3463).
#include <domainsec/policy/answer.hpp>

namespace domainsec::inline v1 {

namespace {

// RFC 5321 §4.5.3.1.5: 512 octets with the line end.
constexpr std::size_t longest_reply_line = 510;

}  // namespace

std::string_view to_string(PolicyReason reason) noexcept {
    switch (reason) {
        case PolicyReason::none:
            return "none";
        case PolicyReason::not_a_partner:
            return "not_a_partner";
        case PolicyReason::not_asked:
            return "not_asked";
        case PolicyReason::no_tls:
            return "no_tls";
        case PolicyReason::weak_tls:
            return "weak_tls";
        case PolicyReason::no_certificate:
            return "no_certificate";
        case PolicyReason::name_mismatch:
            return "name_mismatch";
        case PolicyReason::expired:
            return "expired";
        case PolicyReason::invalid_chain:
            return "invalid_chain";
        case PolicyReason::evidence_missing:
            return "evidence_missing";
        case PolicyReason::unaligned_from:
            return "unaligned_from";
        case PolicyReason::unsecured_from:
            return "unsecured_from";
        case PolicyReason::ambiguous_author:
            return "ambiguous_author";
        case PolicyReason::malformed_message:
            return "malformed_message";
        case PolicyReason::no_stamp_key:
            return "no_stamp_key";
        case PolicyReason::bad_address:
            return "bad_address";
        case PolicyReason::out_of_order:
            return "out_of_order";
        case PolicyReason::internal_peer:
            return "internal_peer";
        case PolicyReason::limit_exceeded:
            return "limit_exceeded";
        case PolicyReason::callback_failed:
            return "callback_failed";
    }
    return "none";
}

std::string_view token_of(PolicyReason reason) noexcept {
    switch (reason) {
        case PolicyReason::no_tls:
        case PolicyReason::weak_tls:
            return "[DSEC-NO-TLS]";
        case PolicyReason::no_certificate:
            return "[DSEC-NO-CERT]";
        case PolicyReason::name_mismatch:
            return "[DSEC-NAME]";
        case PolicyReason::expired:
            return "[DSEC-EXPIRED]";
        case PolicyReason::invalid_chain:
            return "[DSEC-CHAIN]";
        case PolicyReason::evidence_missing:
            return "[DSEC-EVIDENCE]";
        case PolicyReason::unaligned_from:
        case PolicyReason::unsecured_from:
        case PolicyReason::ambiguous_author:
            return "[DSEC-FROM]";
        default:
            return "";
    }
}

std::string_view to_string(Decision decision) noexcept {
    switch (decision) {
        case Decision::accepted:
            return "accepted";
        case Decision::pending:
            return "pending";
        case Decision::refused:
            return "refused";
    }
    return "refused";
}

std::string SmtpReply::line() const {
    std::string line = std::to_string(code) + ' ' + enhanced + ' ' + text;
    // A reply is one line whatever got into the text: nobody may end it early.
    for (char& c : line) {
        if (c < 0x20 || c > 0x7e) c = '?';
    }
    if (line.size() > longest_reply_line) line.resize(longest_reply_line);
    return line;
}

}  // namespace domainsec::inline v1
