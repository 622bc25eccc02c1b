// Replies for refusals.
#include "policy/refusal.hpp"

namespace domainsec::inline v1::detail {

namespace {

std::string_view chain_mend(TrustReason reason) noexcept {
    switch (reason) {
        case TrustReason::incomplete_chain:
            return "The certificate chain does not lead to an agreed authority; send the "
                   "intermediate certificates with it, and present one from that authority";
        case TrustReason::untrusted_root:
            return "The certificate comes from an authority that was not agreed on; present one "
                   "from the agreed authority, or tell the recipient about the new one";
        case TrustReason::wrong_usage:
            return "The certificate may not be used for this; present one whose extended key usage "
                   "fits (clientAuth for who connects, serverAuth for who is connected to)";
        case TrustReason::revoked:
            return "The certificate has been revoked by its issuer; present a new one";
        case TrustReason::weak_key:
        case TrustReason::weak_algorithm:
            return "The certificate chain uses a weak key or signature; present one with ECDSA "
                   "P-256 or RSA 2048 and SHA-256 or better";
        case TrustReason::pin_mismatch:
            return "The certificate's key is none of those agreed on; present the agreed key, or "
                   "tell the recipient about the new one";
        case TrustReason::tlsa_mismatch:
        case TrustReason::tlsa_not_secure:
            return "The certificate does not agree with DNSSEC-secure TLSA records; publish "
                   "records for it and sign the zone";
        case TrustReason::expired:
        case TrustReason::not_yet_valid:
            return "An issuer in the certificate chain is outside its dates; install the "
                   "authority's current certificates";
        default:
            return "The certificate chain is not valid; check it with its issuer";
    }
}

}  // namespace

std::string mend_for(PolicyReason reason, const ValidationReport* report) {
    switch (reason) {
        case PolicyReason::no_tls:
            return "Mail from this domain is taken over mutual TLS only; use STARTTLS and present "
                   "your certificate";
        case PolicyReason::weak_tls:
            return "This TLS session is too weak; offer TLS 1.3, or TLS 1.2 with extended master "
                   "secret and an AEAD cipher suite";
        case PolicyReason::no_certificate:
            return "No certificate was presented in the TLS handshake; configure your server to "
                   "present the one of your mail domain";
        case PolicyReason::name_mismatch:
            return "The certificate does not hold the agreed name; put your mail domain into its "
                   "subjectAltName";
        case PolicyReason::expired:
            return "The certificate is outside its dates; renew it, and check the clock";
        case PolicyReason::evidence_missing:
            return "The certificate could not be checked for now; try again later, and check that "
                   "its revocation list can be fetched";
        case PolicyReason::unsecured_from:
            return "The domain in From: sends over its own authenticated servers only; send it "
                   "through them";
        case PolicyReason::invalid_chain:
            return std::string(
                chain_mend(report != nullptr ? report->reason : TrustReason::malformed));
        default:
            return "The message cannot be taken this way";
    }
}

SmtpReply refusal_reply(PolicyReason reason, OnFailure on_failure, const ValidationReport* report,
                        const std::string& event_id) {
    const bool no_tls = reason == PolicyReason::no_tls || reason == PolicyReason::weak_tls;
    const bool permanent =
        on_failure == OnFailure::reject && reason != PolicyReason::evidence_missing;
    SmtpReply reply;
    reply.code = !permanent ? 451 : no_tls ? 530 : 550;
    reply.enhanced = std::string(permanent ? "5.7." : "4.7.") + (no_tls ? '0' : '5');
    reply.text = std::string(token_of(reason)) + ' ' + mend_for(reason, report) + " (event " +
                 event_id + ')';
    return reply;
}

}  // namespace domainsec::inline v1::detail
