// Revocation by lists (RFC 5280 §6.3.3). Letters in parentheses are the steps there.
#include "trust/crl_status.hpp"

#include <algorithm>

#include "time_text.hpp"
#include "trust/evidence_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Of one issuer, newest first; more than any authority has that are current at the same time.
constexpr std::size_t max_lists = 64;
constexpr std::size_t max_signer_candidates = 4;
// A list's signer may be certified by an authority whose lists another signs, and so on.
constexpr std::size_t max_signer_depth = 3;

struct Coverage {
    ReasonMask reasons = 0;
    const char* problem = nullptr;
};

bool names_issuer(const DistributionPoint& point, const DirectoryName& issuer) {
    return std::find(point.crl_issuers.begin(), point.crl_issuers.end(), issuer) !=
           point.crl_issuers.end();
}

// (b)(1) and (b)(2)(i).
bool is_list_of(const Crl& list, const DistributionPoint& point, const CertificateFacts& subject) {
    const bool right_issuer = point.has_crl_issuer
                                  ? list.scope().is_indirect && names_issuer(point, list.issuer())
                                  : list.issuer() == subject.issuer;
    if (!right_issuer) return false;
    if (!list.scope().point) return true;
    if (point.names) return share_a_name(*list.scope().point, *point.names);
    PointNames issuers;
    for (const DirectoryName& issuer : point.crl_issuers) issuers.push_back(point_name(issuer));
    return share_a_name(*list.scope().point, issuers);
}

// Where the distribution points do not lead to a list, any list of the issuer will do: as if there
// were a point with the issuer's name (the end of §6.3.3).
DistributionPoint implied_point(const CertificateFacts& subject) {
    DistributionPoint point;
    point.names = PointNames{point_name(subject.issuer)};
    return point;
}

// (b)(2) and (d): for which reasons a list speaks of this certificate.
Coverage coverage_of(const Crl& list, const CertificateFacts& subject) {
    const CrlScope& scope = list.scope();
    if ((scope.only_user_certificates && subject.is_ca()) ||
        (scope.only_ca_certificates && !subject.is_ca()) || scope.only_attribute_certificates)
        return {0, "whose scope leaves this certificate out"};
    ReasonMask reasons = 0;
    const auto add = [&](const DistributionPoint& point) {
        if (is_list_of(list, point, subject))
            reasons = static_cast<ReasonMask>(reasons | (point.reasons & scope.reasons));
    };
    for (const DistributionPoint& point : subject.distribution_points) add(point);
    add(implied_point(subject));
    if (reasons == 0) return {0, "for another distribution point"};
    return {reasons, nullptr};
}

std::string list_text(const Crl& list) {
    return "a list of " + time_text(list.this_update());
}

bool differs(const Crl& list, const CertificateFacts& signer) noexcept {
    const auto& wanted = list.authority_key_identifier();
    return wanted && signer.subject_key_identifier &&
           !std::ranges::equal(*wanted, *signer.subject_key_identifier);
}

// The authority itself said in a certificate that its holder signs the list which covers it.
bool is_designated(const CertificateFacts& signer) {
    return std::any_of(
        signer.distribution_points.begin(), signer.distribution_points.end(),
        [&](const DistributionPoint& point) { return names_issuer(point, signer.subject); });
}

void append(std::vector<EvidenceRequest>& requests, const std::vector<EvidenceRequest>& more) {
    requests.insert(requests.end(), more.begin(), more.end());
}

}  // namespace

CertificateStatus CrlChecker::status_of(const CertificateFacts& subject, Issuers above) {
    Search search{subject, above, {}, 0, {}, {}};
    for (const Crl* list : lists_for(subject)) {
        if (list->is_delta()) continue;
        consider(*list, search);
        if (search.status.is_revoked()) return std::move(search.status);
    }
    conclude(search);
    return std::move(search.status);
}

std::vector<const Crl*> CrlChecker::lists_for(const CertificateFacts& subject) const {
    std::vector<const DirectoryName*> issuers{&subject.issuer};
    for (const DistributionPoint& point : subject.distribution_points)
        for (const DirectoryName& issuer : point.crl_issuers) issuers.push_back(&issuer);
    std::vector<const Crl*> lists;
    for (const DirectoryName* issuer : issuers)
        for (const auto& list : input_.evidence.data().lists_of(*issuer))
            if (std::find(lists.begin(), lists.end(), list.get()) == lists.end())
                lists.push_back(list.get());
    std::stable_sort(lists.begin(), lists.end(),
                     [](const Crl* a, const Crl* b) { return a->is_newer_than(*b); });
    if (lists.size() > max_lists) lists.resize(max_lists);
    return lists;
}

void CrlChecker::consider(const Crl& list, Search& search) {
    Verdict& verdict = search.verdicts[&list];
    const Coverage coverage = coverage_of(list, search.subject);
    if (coverage.reasons == 0) {
        verdict.problem = coverage.problem;
    } else if (has_newer_edition(list, search)) {
        verdict.is_usable = true;
        return;
    } else if (verdict = check_list(list); verdict.is_usable) {
        Signer signer = signer_of(list, search);
        verdict = std::move(signer.verdict);
        if (verdict.is_usable) verdict = apply(list, *signer.certificate, coverage.reasons, search);
    }
    if (!verdict.is_usable) search.status.note(list_text(list) + " " + verdict.problem);
}

// Other lists are looked at even when those before cover all reasons, which (d) would not ask for:
// whatever source says that a certificate is revoked is believed.
bool CrlChecker::has_newer_edition(const Crl& list, const Search& search) {
    return std::any_of(search.applied.begin(), search.applied.end(),
                       [&](const Crl* other) { return list.is_edition_of(*other); });
}

// §5.1.2.4, §5.1.2.5, §5.2; (a).
CrlChecker::Verdict CrlChecker::check_list(const Crl& list) const {
    const TimePoint now = input_.rules.now;
    if (!list.unusable().empty()) return {false, false, "with " + list.unusable()};
    if (!list.next_update()) return {false, false, "without nextUpdate"};
    if (input_.rules.options.profile == ValidationProfile::strict && !list.unconforming().empty())
        return {false, false, "with " + list.unconforming()};
    if (now < list.this_update()) return {false, true, "which is not yet valid"};
    if (now > *list.next_update())
        return {false, true, "that was due for renewal at " + time_text(*list.next_update())};
    return {true, false, {}};
}

// (i) to (l).
CrlChecker::Verdict CrlChecker::apply(const Crl& list, const CertificateFacts& signer,
                                      ReasonMask reasons, Search& search) {
    const CertificateFacts& subject = search.subject;
    CrlListing listing = list.find(subject.issuer, subject.serial);
    const Crl* decisive = &list;
    const Crl* const delta = delta_for(list, signer);
    if (delta != nullptr) {
        const CrlListing changed = delta->find(subject.issuer, subject.serial);
        if (changed == CrlListing::absent && !delta->doubtful().empty())
            return {false, false, "whose delta list has " + delta->doubtful()};
        if (changed != CrlListing::absent) {
            listing = changed;
            decisive = delta;
        }
        search.status.valid_until = std::min(search.status.valid_until, *delta->next_update());
    } else {
        want_delta(list, search);
    }
    search.status.valid_until = std::min(search.status.valid_until, *list.next_update());
    if (listing == CrlListing::revoked) {
        search.status.answer = CertificateStatus::Answer::revoked;
        search.status.rule = "RFC 5280 §6.3.3(i)";
        search.status.seen = "serial number " + subject.certificate.serial() +
                             " on its issuer's list of " + time_text(decisive->this_update());
        return {true, false, {}};
    }
    // §5.3: what is not understood may concern any certificate that is not named.
    if (!list.doubtful().empty()) return {false, false, "with " + list.doubtful()};
    search.covered = static_cast<ReasonMask>(search.covered | reasons);
    search.applied.push_back(&list);
    return {true, false, {}};
}

// (c) and (h): by the same key, and current.
const Crl* CrlChecker::delta_for(const Crl& list, const CertificateFacts& signer) const {
    const Crl* newest = nullptr;
    for (const auto& delta : input_.evidence.data().lists_of(list.issuer())) {
        if (!delta->continues(list) || !check_list(*delta).is_usable) continue;
        if (newest != nullptr && !delta->is_newer_than(*newest)) continue;
        if (!input_.budget.spend(signer.certificate)) break;
        const auto rules = algorithms_of(input_.rules.options);
        if (delta->signed_by(signer.certificate, rules) == SignatureState::good)
            newest = delta.get();
    }
    return newest;
}

void CrlChecker::want_delta(const Crl& list, Search& search) const {
    std::vector<std::string> uris = search.subject.delta_uris;
    uris.insert(uris.end(), list.delta_uris().begin(), list.delta_uris().end());
    for (const std::string& uri : uris) {
        const auto delta = input_.evidence.data().crl(uri);
        if (delta == nullptr || check_list(*delta).is_worth_fetching)
            search.status.wanted.push_back({EvidenceKind::crl, uri});
    }
}

void CrlChecker::conclude(Search& search) const {
    CertificateStatus& status = search.status;
    if (search.covered == all_reasons) {
        status.answer = CertificateStatus::Answer::good;
        status.requests.clear();
        return;
    }
    status.wanted.clear();
    if (search.covered != 0) status.note("lists that cover only some reasons for revocation");
    for (const std::string& uri : search.subject.crl_uris) {
        const auto list = input_.evidence.data().crl(uri);
        const auto verdict = search.verdicts.find(list.get());
        const bool is_known = list != nullptr && verdict != search.verdicts.end();
        if (list == nullptr) {
            status.note(uri + ": no list from it yet");
        } else if (!is_known) {
            status.note(uri + ": a list of another issuer");
        }
        // One of another issuer may have been put there on the way: http is open to that.
        if (!is_known || verdict->second.is_worth_fetching)
            status.requests.push_back({EvidenceKind::crl, uri});
    }
}

CrlChecker::Signer CrlChecker::signer_of(const Crl& list, Search& search) {
    Signer signer{nullptr, {false, false, "whose signer's certificate is not there"}};
    for (const CertificateFacts* candidate : signer_candidates(list, search.above)) {
        Verdict verdict = check_signer(list, *candidate, search);
        if (verdict.is_usable) return {candidate, std::move(verdict)};
        verdict.is_worth_fetching = verdict.is_worth_fetching || signer.verdict.is_worth_fetching;
        signer.verdict = std::move(verdict);
    }
    return signer;
}

// Those of the path first, then whatever else has the name: keys are replaced, and some authorities
// have one key for certificates and another for lists.
std::vector<const CertificateFacts*> CrlChecker::signer_candidates(const Crl& list,
                                                                   Issuers above) const {
    std::vector<const CertificateFacts*> candidates;
    const auto add = [&](const CertificateFacts* facts) {
        if (!(facts->subject == list.issuer())) return;
        const bool known =
            std::any_of(candidates.begin(), candidates.end(), [&](const CertificateFacts* other) {
                return other->certificate == facts->certificate;
            });
        if (!known) candidates.push_back(facts);
    };
    for (const CertificateFacts* facts : above) add(facts);
    for (const CertificateFacts* facts : input_.presented) add(facts);
    std::stable_partition(candidates.begin(), candidates.end(),
                          [&](const CertificateFacts* facts) { return !differs(list, *facts); });
    if (candidates.size() > max_signer_candidates) candidates.resize(max_signer_candidates);
    return candidates;
}

// (f) and (g).
CrlChecker::Verdict CrlChecker::check_signer(const Crl& list, const CertificateFacts& candidate,
                                             Search& search) {
    if (candidate.key_usage && (*candidate.key_usage & usage_crl_sign) == 0)
        return {false, false, "from an issuer whose keyUsage has no cRLSign"};
    if (!input_.budget.spend(candidate.certificate))
        return {false, false, "not looked at, for max_signatures was reached"};
    switch (list.signed_by(candidate.certificate, algorithms_of(input_.rules.options))) {
        case SignatureState::good:
            break;
        case SignatureState::weak_algorithm:
            return {false, false, "with a weak signature"};
        case SignatureState::unusable_key:
        case SignatureState::bad:
            return {false, true, "that its issuer's key did not sign"};
    }
    const bool is_above =
        std::find(search.above.begin(), search.above.end(), &candidate) != search.above.end();
    if (is_above || is_valid(candidate, search)) return {true, false, {}};
    return {false, false, "whose signer's own certificate is not acceptable"};
}

// A certificate that is not above the one in question needs a path of its own to the same anchor,
// none of it revoked.
bool CrlChecker::is_valid(const CertificateFacts& signer, Search& search) {
    const auto [known, is_new] = signers_.try_emplace(&signer, SignerState::in_progress);
    if (!is_new) {
        if (known->second != SignerState::in_progress) return known->second == SignerState::valid;
        // Nobody clears itself, unless its issuer wants it so.
        return &signer == &search.subject && is_designated(signer);
    }
    const bool valid = depth_ < max_signer_depth && has_valid_path(signer, search);
    signers_[&signer] = valid ? SignerState::valid : SignerState::invalid;
    return valid;
}

bool CrlChecker::has_valid_path(const CertificateFacts& signer, Search& search) {
    constexpr std::size_t max_paths = 4;
    if (input_.budget.left() == 0) return false;
    ValidationLimits limits = input_.rules.policy.limits;
    limits.max_paths = std::min(limits.max_paths, max_paths);
    limits.max_signatures = std::min(limits.max_signatures, input_.budget.left());
    PathMaterial material{{&signer}, {search.above.back()}};
    material.presented.insert(material.presented.end(), input_.presented.begin(),
                              input_.presented.end());
    PathBuilder builder(material, limits, algorithms_of(input_.rules.options), input_.rules.now);
    bool valid = false;
    ++depth_;
    builder.search([&](const CandidatePath& path) {
        valid = is_good_path(path, search);
        return valid;
    });
    --depth_;
    input_.budget.spend(builder.signatures_checked());
    return valid;
}

bool CrlChecker::is_good_path(const CandidatePath& path, Search& search) {
    const RuleInput rules{input_.rules.policy, input_.rules.options, input_.rules.peer,
                          input_.rules.now, path};
    FindingList findings;
    check_extensions(rules, findings);
    check_dates(rules, findings);
    check_issuers(rules, findings);
    check_strength(rules, findings);
    check_name_constraints(rules, input_.name_comparisons, findings);
    if (findings.errors() != 0) return false;
    const Issuers certificates(path.certificates);
    for (std::size_t i = 0; i + 1 < certificates.size(); ++i) {
        const CertificateStatus status = status_of(*certificates[i], certificates.subspan(i + 1));
        if (status.is_revoked()) return false;
        search.status.valid_until = std::min(search.status.valid_until, status.valid_until);
        if (status.is_good() || rules.policy.revocation != RevocationMode::hard) continue;
        append(search.status.requests, status.requests);
        return false;
    }
    return true;
}

}  // namespace domainsec::inline v1::detail
