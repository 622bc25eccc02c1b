// DANE-EE and DANE-TA (RFC 7671 §5.1, §5.2; RFC 7672 §3.1.1, §3.1.2).
#include "trust/dane.hpp"

#include <botan/hash.h>

#include <algorithm>

#include "trust/evidence_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t dane_ta = 2;
constexpr std::uint8_t dane_ee = 3;
constexpr std::size_t max_records = 32;

bool is_usable(const TlsaRecord& record) noexcept {
    const bool usage = record.usage == dane_ta || record.usage == dane_ee;
    if (!usage || record.selector > 1) return false;
    switch (record.matching_type) {
        case 0:
            return !record.data.empty();
        case 1:
            return record.data.size() == 32;
        case 2:
            return record.data.size() == 64;
        default:
            return false;
    }
}

bool same(ByteView a, ByteView b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool matches_sha512(ByteView octets, ByteView digest) {
    const auto hash = Botan::HashFunction::create_or_throw("SHA-512");
    const auto computed = hash->process(octets);
    return same(computed, digest);
}

void take_answer(const DomainName& owner, const DnsAnswer<TlsaRecord>& answer, TlsaSet& set) {
    const std::string where = "TLSA records of " + owner.str();
    const char* const expected = "TLSA records that DNSSEC vouches for";
    switch (answer.security) {
        case DnsSecurity::secure:
            break;
        case DnsSecurity::bogus:
            // Like a server that does not answer: it may be mended (RFC 7672 §2.1.1).
            set.problems.add_temporary({TrustReason::tlsa_not_secure, "RFC 7672 §2.1.1",
                                        where + ", bogus: " + answer.why, expected});
            return;
        case DnsSecurity::insecure:
        case DnsSecurity::indeterminate:
            set.problems.add(
                {TrustReason::tlsa_not_secure, "RFC 7672 §2.2",
                 where +
                     (answer.security == DnsSecurity::insecure ? ", insecure" : ", indeterminate"),
                 expected});
            return;
    }
    std::size_t usable = 0;
    for (const TlsaRecord& record : answer.records) {
        if (!is_usable(record) || set.records.size() == max_records) continue;
        set.records.push_back(record);
        ++usable;
    }
    if (usable == 0)
        set.problems.add({TrustReason::tlsa_mismatch, "RFC 7672 §3.1.3",
                          answer.records.empty() ? "no " + where : "no usable " + where,
                          "a record with usage 2 or 3"});
}

}  // namespace

TlsaSet collect_tlsa(const TrustPolicy& policy, const Evidence& evidence, TimePoint now) {
    TlsaSet set;
    for (const DomainName& owner : policy.tlsa_owners) {
        const auto found = evidence.data().tlsa->find(owner);
        const bool known =
            found != evidence.data().tlsa->end() && found->second->valid_until >= now;
        if (!known || (found->second->answer.outcome == DnsOutcome::failure &&
                       found->second->answer.security != DnsSecurity::bogus)) {
            set.requests.push_back({EvidenceKind::tlsa, owner.str()});
            set.problems.add_temporary({TrustReason::evidence_missing, "RFC 7672 §2.2",
                                        "no answer yet for TLSA records of " + owner.str(),
                                        "an answer, from a resolver that validates"});
            continue;
        }
        set.valid_until = std::min(set.valid_until, found->second->valid_until);
        take_answer(owner, found->second->answer, set);
    }
    return set;
}

bool tlsa_matches(const TlsaRecord& record, const Certificate& certificate) {
    const Bytes& octets = record.selector == 0 ? certificate.der() : certificate.public_key();
    switch (record.matching_type) {
        case 0:
            return same(octets, record.data);
        case 1:
            return same(
                record.selector == 0 ? certificate.fingerprint() : certificate.spki_sha256(),
                record.data);
        case 2:
            return matches_sha512(octets, record.data);
        default:
            return false;
    }
}

std::vector<Certificate> tlsa_anchors(const std::vector<TlsaRecord>& records, const Chain& chain) {
    std::vector<Certificate> anchors;
    const auto& presented = chain.certificates();
    for (const TlsaRecord& record : records) {
        if (record.usage != dane_ta) continue;
        bool in_chain = false;
        for (std::size_t i = 1; i < presented.size(); ++i) {
            if (!tlsa_matches(record, presented[i])) continue;
            anchors.push_back(presented[i]);
            in_chain = true;
        }
        if (in_chain || record.selector != 0 || record.matching_type != 0) continue;
        if (auto anchor = Certificate::from_der(record.data)) anchors.push_back(*std::move(anchor));
    }
    return anchors;
}

}  // namespace domainsec::inline v1::detail
