// Snapshots of evidence, and the store that they come from.
#include <algorithm>
#include <domainsec/error.hpp>
#include <mutex>

#include "pki/pem.hpp"
#include "trust/evidence_data.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_crl_octets = 16 * 1024 * 1024;
constexpr std::size_t max_uri_octets = 2048;
constexpr Seconds max_ttl = std::chrono::hours{24};

template <typename Map, typename Key>
auto find_value(const Map& map, const Key& key) {
    const auto found = map->find(key);
    return found == map->end() ? nullptr : found->second;
}

template <typename Map, typename Record>
const DnsAnswer<Record>* valid_answer(const Map& map, const DomainName& name, TimePoint now) {
    const auto found = map->find(name);
    if (found == map->end() || found->second->valid_until < now) return nullptr;
    return &found->second->answer;
}

/// A map that snapshots share. It is copied before the first change after a snapshot, so that the
/// snapshot keeps what it saw.
template <typename Shared>
struct Growing {
    using Map = std::remove_const_t<typename Shared::element_type>;
    std::shared_ptr<Map> map = std::make_shared<Map>();
    bool is_shared = false;

    template <typename Key, typename Value>
    void put(const Key& key, Value value) {
        if (is_shared) map = std::make_shared<Map>(*map);
        is_shared = false;
        (*map)[key] = std::move(value);
    }

    Shared share() {
        is_shared = true;
        return map;
    }
};

template <typename Record>
std::shared_ptr<const TimedAnswer<Record>> timed(DnsAnswer<Record>&& answer, TimePoint fetched_at) {
    const Seconds ttl = std::clamp(answer.ttl, Seconds{0}, max_ttl);
    return std::make_shared<const TimedAnswer<Record>>(
        TimedAnswer<Record>{std::move(answer), fetched_at + ttl});
}

Bytes der_of(ByteView crl) {
    if (!detail::looks_like_pem(crl)) return {crl.begin(), crl.end()};
    for (const detail::PemBlock& block : detail::read_pem(text_of(crl), errc::invalid_argument, {}))
        if (block.label == "X509 CRL") return {block.octets.begin(), block.octets.end()};
    return {};
}

std::shared_ptr<const detail::Crl> read_crl(const std::string& uri, ByteView octets,
                                            std::string& why) {
    if (uri.empty() || uri.size() > max_uri_octets) {
        why = "A URI has 1 to " + std::to_string(max_uri_octets) + " octets";
        return nullptr;
    }
    if (octets.size() > max_crl_octets) {
        why = "It is longer than 16 MiB";
        return nullptr;
    }
    try {
        return detail::Crl::from_der(der_of(octets), why);
    } catch (const Error& error) {
        why = error.what();
        return nullptr;
    }
}

}  // namespace

std::string_view to_string(EvidenceKind kind) noexcept {
    switch (kind) {
        case EvidenceKind::crl:
            return "crl";
        case EvidenceKind::ocsp:
            return "ocsp";
        case EvidenceKind::tlsa:
            return "tlsa";
        case EvidenceKind::mx:
            return "mx";
    }
    return "unknown";
}

EvidenceData::EvidenceData()
    : crls(std::make_shared<decltype(crls)::element_type>()),
      tlsa(std::make_shared<decltype(tlsa)::element_type>()),
      mx(std::make_shared<decltype(mx)::element_type>()) {}

std::shared_ptr<const detail::Crl> EvidenceData::crl(std::string_view uri) const {
    return find_value(crls, uri);
}

std::shared_ptr<const Evidence> Evidence::none() {
    return std::make_shared<const Evidence>(std::make_shared<const EvidenceData>());
}

std::uint64_t Evidence::epoch() const noexcept {
    return data_->epoch;
}

const DnsAnswer<TlsaRecord>* Evidence::tlsa(const DomainName& owner, TimePoint now) const {
    return valid_answer<decltype(data_->tlsa), TlsaRecord>(data_->tlsa, owner, now);
}

const DnsAnswer<MxRecord>* Evidence::mx(const DomainName& domain, TimePoint now) const {
    return valid_answer<decltype(data_->mx), MxRecord>(data_->mx, domain, now);
}

struct EvidenceStore::Impl {
    std::mutex mutex;
    Growing<decltype(EvidenceData::crls)> crls;
    Growing<decltype(EvidenceData::tlsa)> tlsa;
    Growing<decltype(EvidenceData::mx)> mx;
    std::uint64_t epoch = 0;
    std::shared_ptr<const Evidence> newest;

    template <typename Map, typename Key, typename Value>
    void put(Map& map, const Key& key, Value value) {
        const std::lock_guard lock(mutex);
        map.put(key, std::move(value));
        ++epoch;
        newest = nullptr;
    }

    std::shared_ptr<const Evidence> snapshot() {
        const std::lock_guard lock(mutex);
        if (newest == nullptr) {
            auto data = std::make_shared<EvidenceData>();
            data->crls = crls.share();
            data->tlsa = tlsa.share();
            data->mx = mx.share();
            data->epoch = epoch;
            newest = std::make_shared<const Evidence>(std::move(data));
        }
        return newest;
    }
};

EvidenceStore::EvidenceStore() : impl_(std::make_unique<Impl>()) {}
EvidenceStore::~EvidenceStore() = default;

bool EvidenceStore::put_crl(const std::string& uri, ByteView crl, std::string* why) {
    std::string reason;
    const auto list = read_crl(uri, crl, reason);
    if (list == nullptr) {
        if (why != nullptr) *why = reason;
        return false;
    }
    impl_->put(impl_->crls, uri, list);
    return true;
}

void EvidenceStore::put_tlsa(const DomainName& owner, DnsAnswer<TlsaRecord> answer,
                             TimePoint fetched_at) {
    impl_->put(impl_->tlsa, owner, timed(std::move(answer), fetched_at));
}

void EvidenceStore::put_mx(const DomainName& domain, DnsAnswer<MxRecord> answer,
                           TimePoint fetched_at) {
    impl_->put(impl_->mx, domain, timed(std::move(answer), fetched_at));
}

std::shared_ptr<const Evidence> EvidenceStore::snapshot() const {
    return impl_->snapshot();
}

}  // namespace domainsec::inline v1
