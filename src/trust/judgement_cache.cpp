// Verdicts by what they depend on, bounded in number, size and time.
#include <cstring>
#include <domainsec/error.hpp>
#include <domainsec/trust/judgement_cache.hpp>
#include <mutex>
#include <string>

#include "least_recently_used.hpp"
#include "trust/octet_sink.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_capacity = 100'000;
// Certificates of hostile chains have up to 64 KiB each.
constexpr std::size_t max_report_octets = 16 * 1024;

struct Key {
    Sha256Digest chain;
    Sha256Digest rules;
    Sha256Digest staples;
    std::uint64_t epoch;
    std::string partner;
    friend bool operator==(const Key&, const Key&) = default;
};

struct Hash {
    // Chain and rules are digests; what else differs, differs rarely.
    std::size_t operator()(const Key& key) const noexcept {
        std::size_t chain = 0;
        std::size_t rules = 0;
        std::memcpy(&chain, key.chain.data(), sizeof chain);
        std::memcpy(&rules, key.rules.data(), sizeof rules);
        return chain ^ rules;
    }
};

struct Verdict {
    std::shared_ptr<const ValidationReport> report;
    TimePoint made_at{};
};

Sha256Digest digest_of_staples(const std::vector<Bytes>& staples) {
    if (staples.empty()) return {};
    detail::OctetSink sink;
    for (const Bytes& staple : staples) sink.octets(staple);
    return sink.digest();
}

Key key_of(const ChainValidator& validator, const JudgementSubject& subject) {
    return {subject.chain.digest(), validator.revision(), digest_of_staples(subject.staples),
            subject.evidence.epoch(), std::string(subject.partner)};
}

std::size_t octets_of_report(const ValidationReport& report) {
    std::size_t octets = 0;
    for (const auto* certificates : {&report.examined, &report.presented})
        for (const Certificate& certificate : *certificates) octets += certificate.der().size();
    for (const Finding& finding : report.findings)
        octets += finding.subject.size() + finding.rule.size() + finding.seen.size() +
                  finding.expected.size();
    for (const EvidenceRequest& request : report.wanted)
        octets += request.locator.size() + request.query.size();
    return octets;
}

bool may_be_kept(const ValidationReport& report, TimePoint now) {
    return report.status != Status::temperror && report.pending.empty() &&
           report.valid_until > now && octets_of_report(report) <= max_report_octets;
}

std::size_t checked_capacity(std::size_t capacity) {
    if (capacity >= 1 && capacity <= max_capacity) return capacity;
    throw Error(errc::invalid_argument,
                "capacity is " + std::to_string(capacity) + ", but must be from 1 to " +
                    std::to_string(max_capacity),
                {}, 0, "capacity");
}

}  // namespace

struct JudgementCache::Impl {
    using Verdicts = detail::LeastRecentlyUsed<Key, Verdict, Hash>;

    explicit Impl(std::size_t capacity) : passed(capacity), others(capacity) {}

    std::shared_ptr<const ValidationReport> find(const Key& key, TimePoint now) {
        const std::lock_guard guard(lock);
        if (auto report = find_in(passed, key, now)) return report;
        return find_in(others, key, now);
    }

    static std::shared_ptr<const ValidationReport> find_in(Verdicts& verdicts, const Key& key,
                                                           TimePoint now) {
        const Verdict* const verdict = verdicts.find(key);
        if (verdict == nullptr) return nullptr;
        if (verdict->made_at <= now && now < verdict->report->valid_until) return verdict->report;
        verdicts.erase(key);
        return nullptr;
    }

    void keep(const Key& key, const std::shared_ptr<const ValidationReport>& report,
              TimePoint now) {
        const std::lock_guard guard(lock);
        (report->passed() ? passed : others).put(key, {report, now});
    }

    std::mutex lock;
    Verdicts passed;
    Verdicts others;
};

JudgementCache::JudgementCache(std::size_t capacity)
    : impl_(std::make_unique<Impl>(checked_capacity(capacity))) {}

JudgementCache::~JudgementCache() = default;

std::shared_ptr<const ValidationReport> JudgementCache::judge(const ChainValidator& validator,
                                                              const JudgementSubject& subject,
                                                              TimePoint now) {
    const Key key = key_of(validator, subject);
    if (auto known = impl_->find(key, now)) return known;
    // Without the lock: others go on meanwhile, at worst making the same verdict.
    auto report = std::make_shared<const ValidationReport>(
        validator.judge(subject.chain, subject.evidence, now, subject.staples));
    if (may_be_kept(*report, now)) impl_->keep(key, report, now);
    return report;
}

std::size_t JudgementCache::size() const {
    const std::lock_guard guard(impl_->lock);
    return impl_->passed.size() + impl_->others.size();
}

}  // namespace domainsec::inline v1
