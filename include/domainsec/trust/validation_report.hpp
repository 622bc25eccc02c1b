// What the judgement of a chain found: the verdict, the path, and one finding for each problem.
#pragma once

#include <cstddef>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/status.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What is wrong with a chain. The RFC section of each stands in the finding.
enum class TrustReason {
    none,                 ///< Nothing.
    no_certificate,       ///< The peer presented none.
    malformed,            ///< A certificate could not be read.
    name_mismatch,        ///< No reference identity is in subjectAltName (RFC 9525 §6).
    expired,              ///< After notAfter.
    not_yet_valid,        ///< Before notBefore.
    untrusted_root,       ///< The chain ends at a root that nobody named.
    incomplete_chain,     ///< An issuer is missing: most often an intermediate the peer forgot to
                          ///< send.
    bad_signature,        ///< A signature does not verify.
    wrong_usage,          ///< Key usage or extended key usage does not allow it.
    not_a_ca,             ///< An issuer that may not issue, or a path longer than it allows.
    constraint_violated,  ///< Name constraints of an issuer exclude a name below it.
    policy_violated,  ///< A certificate policy is demanded, and none holds (RFC 5280 §6.1.5 (g)).
    not_conforming,   ///< Profile `strict`: what a conforming authority does not issue.
    unknown_critical_extension,  ///< A critical extension that is not understood (RFC 5280 §4.2).
    weak_key,                    ///< Shorter or of another kind than is acceptable.
    weak_algorithm,              ///< Signed with SHA-1, MD5 or the like.
    revoked,                     ///< Listed by its issuer as revoked.
    revocation_unknown,          ///< No current revocation data.
    pin_mismatch,                ///< The leaf's key is none of the pinned ones.
    /// Warning: no pin is left for the key that comes next, because one pin is all there is or the
    /// partner already uses the key of the last one. A leaf shows one key: that the next one is
    /// still held, or was ever used, cannot be seen from it and is not claimed.
    pin_only_current,
    tlsa_mismatch,     ///< No TLSA record matches.
    tlsa_not_secure,   ///< TLSA records that DNSSEC does not vouch for.
    evidence_missing,  ///< Something must be fetched first: see `pending`.
    limit_exceeded,    ///< A bound of ValidationLimits was reached.
};

/// The word, for example "name_mismatch".
DOMAINSEC_EXPORT std::string_view to_string(TrustReason reason) noexcept;

/// How Exchange words the same: the status of a peer's certificate in its session logs and delivery
/// reports. One word of Exchange often covers several of our reasons, which stand beside it.
enum class ExchangeStatus {
    /// Valid: none.
    valid,
    /// ValidSelfSigned: none, and the leaf is self-issued and trusted as such: it is an anchor, or
    /// pinned, or published for DANE-EE.
    valid_self_signed,
    /// EmptyCertificate: no_certificate.
    empty_certificate,
    /// SubjectMismatch: name_mismatch.
    subject_mismatch,
    /// CertificateExpired: expired, not_yet_valid. Exchange means "outside its dates"; its cmdlets
    /// call that DateInvalid.
    certificate_expired,
    /// UntrustedRoot: untrusted_root; and pin_mismatch, tlsa_mismatch, tlsa_not_secure, which
    /// Exchange does not know: nothing that was named vouches for it. Its cmdlets: Untrusted.
    untrusted_root,
    /// InternalChainFailure: incomplete_chain, not_a_ca, constraint_violated, policy_violated,
    /// unknown_critical_extension, limit_exceeded.
    internal_chain_failure,
    /// SignatureFailure: bad_signature, weak_algorithm.
    signature_failure,
    /// WrongUsage: wrong_usage.
    wrong_usage,
    /// Revoked: revoked.
    revoked,
    /// RevocationOffline: evidence_missing, a list that has not been fetched.
    revocation_offline,
    /// RevocationCheckFailure: revocation_unknown, there is no usable list.
    revocation_check_failure,
    /// Invalid: malformed, not_conforming, weak_key.
    invalid,
    /// Unknown: not judged; or evidence_missing, about DNS records.
    unknown,
};

/// The word as Exchange writes it, for example "SubjectMismatch".
DOMAINSEC_EXPORT std::string_view to_string(ExchangeStatus status) noexcept;

enum class FindingSeverity {
    error,    ///< Decides the verdict.
    warning,  ///< Worth mending, does not decide.
};

/// One problem.
struct Finding {
    TrustReason reason = TrustReason::none;
    FindingSeverity severity = FindingSeverity::error;
    std::optional<std::size_t> certificate;  ///< Its place in `examined`, leaf = 0.
    std::string subject;                     ///< Of that certificate, escaped.
    std::string rule;                        ///< "RFC 5280 §6.1.3(a)(2)".
    std::string seen;                        ///< What was there, escaped.
    std::string expected;                    ///< What would be right.
};

/// The verdict on one chain. `pass` means that this peer holds an acceptable certificate for this
/// policy now.
struct DOMAINSEC_EXPORT ValidationReport {
    /// pass; fail; temperror (see `pending`, or data that is missing under `hard`); permerror
    /// (could not be read).
    Status status = Status::none;
    /// The finding that decides: the first error, or none. Errors stand first, the most telling one
    /// at the top: names, dates, the chain, and last what a later attempt may mend.
    TrustReason reason = TrustReason::none;
    std::vector<Finding> findings;
    TrustMethod method = TrustMethod::anchors;
    /// Leaf first, anchor last. For `pin` and DANE-EE the leaf alone. Empty when no path was found.
    std::vector<Certificate> path;
    /// What the findings number: the path, or, when none was found, as far as the search came.
    std::vector<Certificate> examined;
    /// What the peer presented, in the order of the wire.
    std::vector<Certificate> presented;
    /// The reference identity that matched; nothing for methods that need none.
    std::optional<DomainName> matched_identity;
    /// "dane-ee" and "dane-ta" are told apart; "pkix" for system and anchors; "pin". As in the
    /// stamp's m=.
    std::string method_tag;
    /// What to fetch before the judgement can be made; empty otherwise. Sorted, each once.
    std::vector<EvidenceRequest> pending;
    /// With `pass`: what a later judgement would use. Under `soft`, revocation data that was
    /// missing; always, delta lists that would make known what is revoked since. Sorted, each once.
    std::vector<EvidenceRequest> wanted;
    /// The moment the verdict is about.
    TimePoint judged_at{};
    /// When this verdict must be made anew at the latest.
    TimePoint valid_until{};
    /// That the peer holds the leaf's key is the word of the caller's own TLS stack. The chain does
    /// not show that: a transaction or route says it, about its session.
    bool asserted_by_caller = false;

    bool passed() const noexcept { return status == Status::pass; }

    /// The verdict as Exchange would word it.
    ExchangeStatus exchange_status() const noexcept;

    /// For an administrator: a line for each finding with what would mend it, one for each
    /// certificate of the path that ends soon (see expiry.hpp; it does not touch the verdict), and
    /// last the verdict.
    std::string text() const;

    /// The report as one JSON object.
    std::string json() const;

    /// The report as one HTML page, UTF-8, of some kilobytes: the verdict, then a card for each
    /// certificate from leaf to anchor with what was found about it. Nothing is loaded from
    /// elsewhere, no script runs, light and dark follow the reader's settings, and all text of the
    /// certificates is escaped. Shows at most 32 certificates and 100 names of each.
    std::string html() const;

    /// The chain as an SVG 1.1 picture: boxes from leaf to anchor with an arrow from each issuer.
    /// The same care as html().
    std::string svg() const;
};

}  // namespace domainsec::inline v1
