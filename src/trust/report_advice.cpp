// One meaning and one remedy for each reason; what was seen and expected stands in the finding.
#include "trust/report_advice.hpp"

#include <domainsec/trust/expiry.hpp>

namespace domainsec::inline v1::detail {
namespace {

struct Advice {
    std::string_view meaning;
    std::string_view remedy;
};

constexpr Advice advice_for(TrustReason reason) noexcept {
    switch (reason) {
        case TrustReason::none:
            return {"No problem was found", "nothing is to be done"};
        case TrustReason::no_certificate:
            return {"The peer presented no certificate",
                    "its administrator configures a certificate for outgoing TLS as well, not only "
                    "for incoming"};
        case TrustReason::malformed:
            return {"A certificate is not written as the standard says",
                    "its authority issues it anew"};
        case TrustReason::name_mismatch:
            return {"The certificate is for other names",
                    "its owner gets one that names an expected domain in subjectAltName, or "
                    "`identity` here names what it does hold"};
        case TrustReason::expired:
            return {"The certificate has ended",
                    "its owner installs a renewed one and has its server load it"};
        case TrustReason::not_yet_valid:
            return {"The certificate is not valid yet",
                    "its owner waits until then; check that the clock of this machine is right"};
        case TrustReason::untrusted_root:
            return {"The chain ends at a root that is not trusted here",
                    "if the owner confirms that root by another way, name it in `anchors`"};
        case TrustReason::incomplete_chain:
            return {"An issuer is missing",
                    "its owner lets the server send the intermediate certificates too (the full "
                    "chain file), or `anchors` here gets the authority that is missing"};
        case TrustReason::bad_signature:
            return {"A signature does not verify",
                    "its owner checks that certificate and intermediates belong together; if they "
                    "do, somebody has changed one"};
        case TrustReason::wrong_usage:
            return {"The certificate is not made for this use",
                    "its owner gets one with the usage expected; for a client of a public "
                    "authority, `eku = \"mta\"` here accepts serverAuth"};
        case TrustReason::not_a_ca:
            return {"A certificate issued another without being allowed to",
                    "its owner gets a certificate from an authority that may issue it"};
        case TrustReason::constraint_violated:
            return {"An authority may not issue for this name",
                    "its owner gets a certificate from an authority without that limit"};
        case TrustReason::policy_violated:
            return {"A certificate policy is demanded, and the chain does not hold it",
                    "its owner gets a certificate that is issued under that policy"};
        case TrustReason::not_conforming:
            return {"A certificate is not as a conforming authority issues it",
                    "its authority issues it anew by the rule named; the profile `mail` does not "
                    "ask for that"};
        case TrustReason::unknown_critical_extension:
            return {"A critical extension is not understood",
                    "its owner gets a certificate without that extension, or with it not critical"};
        case TrustReason::weak_key:
            return {"A key is too weak, or of a kind that is not used here",
                    "its owner makes a new key of an expected kind and a certificate for it"};
        case TrustReason::weak_algorithm:
            return {"A signature was made with an algorithm that can be forged",
                    "its authority issues it anew with SHA-256"};
        case TrustReason::revoked:
            return {"The certificate was revoked by its issuer",
                    "its owner replaces it, and its key; ask why before mail goes on"};
        case TrustReason::revocation_unknown:
            return {
                "Whether it was revoked cannot be found out",
                "its authority publishes a list and keeps it current, or the owner takes a "
                "short-lived certificate; with `revocation = \"soft\"` here it is only a warning"};
        case TrustReason::pin_mismatch:
            return {"The key is none of the pinned ones",
                    "confirm the new key with its owner by another way, then pin it as well"};
        case TrustReason::pin_only_current:
            return {"There is no pin for the next key",
                    "ask the owner for the key that comes next, and pin it too"};
        case TrustReason::tlsa_mismatch:
            return {"No TLSA record is about this chain",
                    "its owner publishes a TLSA record for the new key before using it"};
        case TrustReason::tlsa_not_secure:
            return {
                "DNSSEC does not vouch for the TLSA records",
                "its owner signs the zone, or mends the signature; the resolver here validates"};
        case TrustReason::evidence_missing:
            return {"Something must be looked up first",
                    "let it be fetched and judge again; if that fails each time, check that this "
                    "machine may reach the address"};
        case TrustReason::limit_exceeded:
            return {"The chain is larger than is looked at",
                    "its owner sends only the certificates of one path, leaf first"};
    }
    return {"A problem was found", "read the rule"};
}

std::string count_of(long long count, const std::string& unit) {
    return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

std::string length_in_words(Seconds length) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(length).count();
    if (hours >= 48) return count_of(hours / 24, "day");
    if (hours >= 1) return count_of(hours, "hour");
    return count_of(length.count() / 60, "minute");
}

}  // namespace

std::string_view meaning_of(TrustReason reason) noexcept {
    return advice_for(reason).meaning;
}

std::string_view remedy_for(TrustReason reason) noexcept {
    return advice_for(reason).remedy;
}

std::string verdict_in_words(const ValidationReport& report) {
    switch (report.status) {
        case Status::pass:
            return report.matched_identity ? "Accepted as " + report.matched_identity->str()
                                           : "Accepted";
        case Status::temperror:
            return "Cannot be decided yet";
        case Status::permerror:
            return "Refused: cannot be read";
        case Status::fail:
            return "Refused";
        case Status::none:
        case Status::policy:
            break;
    }
    return "Not judged";
}

std::string time_left_in_words(const Certificate& certificate, TimePoint now) {
    const Expiry expiry = expiry_of(certificate, now);
    if (expiry.stage == ExpiryStage::not_begun)
        return "begins in " + length_in_words(certificate.not_before() - now);
    if (expiry.stage == ExpiryStage::ended)
        return "ended " + length_in_words(-expiry.left) + " ago";
    return length_in_words(expiry.left) + " left (" + std::to_string(expiry.percent_left) +
           " % of its life)";
}

}  // namespace domainsec::inline v1::detail
