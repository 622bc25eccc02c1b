// Snapshots of evidence, and the store that they come from.
#include <algorithm>
#include <domainsec/error.hpp>
#include <mutex>

#include "pki/pem.hpp"
#include "trust/evidence_data.hpp"
#include "trust/evidence_ledger.hpp"

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

    /// The map, for a change.
    Map& changed() {
        if (is_shared) map = std::make_shared<Map>(*map);
        is_shared = false;
        return *map;
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

bool check_uri(const std::string& uri, std::string& why) {
    if (!uri.empty() && uri.size() <= max_uri_octets) return true;
    why = "A URI has 1 to " + std::to_string(max_uri_octets) + " octets";
    return false;
}

std::shared_ptr<const detail::Crl> read_crl(ByteView octets, std::string& why) {
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

// RFC 9654 §2.1. Most responders sign in advance, without a nonce; one that is there must fit.
bool check_nonce(const detail::OcspResponse& response, ByteView nonce, std::string& why) {
    if (nonce.empty() || !response.nonce()) return true;
    if (std::ranges::equal(*response.nonce(), nonce)) return true;
    why = "It answers another question: its nonce is not the one that was sent";
    return false;
}

// Names and tables of the map that holds it, about.
constexpr std::size_t frame_octets = 256;

constexpr const char* too_large = "It alone is larger than max_octets of the store";

std::size_t octets_of(const DnsAnswer<TlsaRecord>& answer) {
    std::size_t sum = frame_octets + answer.why.size();
    for (const TlsaRecord& record : answer.records) sum += sizeof(record) + record.data.size();
    return sum;
}

std::size_t octets_of(const DnsAnswer<MxRecord>& answer) {
    std::size_t sum = frame_octets + answer.why.size();
    for (const MxRecord& record : answer.records)
        sum += sizeof(record) + record.exchange.str().size();
    return sum;
}

template <typename Record>
bool is_same(const TimedAnswer<Record>& a, const TimedAnswer<Record>& b) {
    return a.valid_until == b.valid_until && a.answer.outcome == b.answer.outcome &&
           a.answer.security == b.answer.security && a.answer.records == b.answer.records &&
           a.answer.why == b.answer.why && a.answer.is_null_mx == b.answer.is_null_mx;
}

bool refuse(std::string* why, std::string reason) {
    if (why != nullptr) *why = std::move(reason);
    return false;
}

void check_limit(const char* field, std::size_t value, std::size_t low, std::size_t high) {
    if (value >= low && value <= high) return;
    throw Error(errc::invalid_argument,
                std::string(field) + " is " + std::to_string(value) + ", but must be from " +
                    std::to_string(low) + " to " + std::to_string(high),
                {}, 0, field);
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
      lists(std::make_shared<decltype(lists)::element_type>()),
      ocsp(std::make_shared<decltype(ocsp)::element_type>()),
      tlsa(std::make_shared<decltype(tlsa)::element_type>()),
      mx(std::make_shared<decltype(mx)::element_type>()) {}

std::shared_ptr<const detail::Crl> EvidenceData::crl(std::string_view uri) const {
    return find_value(crls, uri);
}

const CrlList& EvidenceData::lists_of(const detail::DirectoryName& issuer) const {
    static const CrlList none;
    const auto found = lists->find(issuer);
    return found == lists->end() ? none : *found->second;
}

std::shared_ptr<const detail::OcspResponse> EvidenceData::ocsp_response(
    const EvidenceRequest& request) const {
    return find_value(ocsp, request);
}

void EvidenceLimits::check() const {
    constexpr std::size_t mebibyte = 1024 * 1024;
    check_limit("max_entries", max_entries, 1, 1'000'000);
    check_limit("max_octets", max_octets, mebibyte, 4096 * mebibyte);
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
    explicit Impl(EvidenceLimits limits_of_store) : limits(limits_of_store) {}

    EvidenceLimits limits;
    std::mutex mutex;
    Growing<decltype(EvidenceData::crls)> crls;
    Growing<decltype(EvidenceData::lists)> lists;
    Growing<decltype(EvidenceData::ocsp)> ocsp;
    Growing<decltype(EvidenceData::tlsa)> tlsa;
    Growing<decltype(EvidenceData::mx)> mx;
    /// By where they came from; the empty text for those that nobody fetched.
    std::map<std::string, CrlList, std::less<>> from_uri;
    detail::EvidenceLedger ledger;
    std::uint64_t epoch = 0;
    std::shared_ptr<const Evidence> newest;

    /// Enters what has just been filed, and makes room for it.
    void enter(const void* object, std::size_t octets, std::function<void()> remove) {
        ledger.enter(object, octets, std::move(remove));
        while (ledger.entries() > limits.max_entries || ledger.octets() > limits.max_octets)
            ledger.remove_oldest();
        ++epoch;
        newest = nullptr;
    }

    /// Files one value for a key, in place of the one before.
    template <typename Map, typename Key, typename Value, typename Same>
    void put(Map& map, const Key& key, std::shared_ptr<const Value> value, std::size_t octets,
             Same is_same_as) {
        const std::lock_guard lock(mutex);
        const auto before = find_value(map.map, key);
        if (before != nullptr && is_same_as(*before, *value)) return ledger.renew(before.get());
        if (before != nullptr) ledger.strike(before.get());
        const void* const object = value.get();
        map.changed()[key] = std::move(value);
        enter(object, octets, [&map, key] { map.changed().erase(key); });
    }

    /// False when it alone is more than the store may hold.
    bool put_list(const std::string& uri, const std::shared_ptr<const detail::Crl>& list) {
        constexpr std::size_t octets_per_entry = 32;
        const std::size_t octets =
            frame_octets + list->der().size() + list->size() * octets_per_entry;
        if (octets > limits.max_octets) return false;
        const std::lock_guard lock(mutex);
        if (const auto same = find_same(uri, *list)) {
            ledger.renew(same.get());
            return true;
        }
        drop_superseded(uri, *list);
        from_uri[uri].push_back(list);
        add_to_issuer(list);
        if (!uri.empty()) crls.changed()[uri] = list;
        enter(list.get(), octets, [this, uri, list] { drop(uri, list); });
        return true;
    }

    /// What was filed last from a URI counts as the same; of those from nowhere, any.
    std::shared_ptr<const detail::Crl> find_same(const std::string& uri, const detail::Crl& list) {
        if (!uri.empty()) {
            const auto last = find_value(crls.map, uri);
            return last != nullptr && last->der() == list.der() ? last : nullptr;
        }
        for (const auto& other : from_uri[uri])
            if (other->der() == list.der()) return other;
        return nullptr;
    }

    /// A URI holds the list that came last, and one that is newer than it if there is: whoever
    /// replays an old one must not hide what was known. From nowhere, the same for each edition.
    void drop_superseded(const std::string& uri, const detail::Crl& list) {
        const CrlList before = from_uri[uri];
        std::shared_ptr<const detail::Crl> kept;
        for (const auto& other : before)
            if (list.is_edition_of(*other) && other->is_newer_than(list) &&
                (kept == nullptr || other->is_newer_than(*kept)))
                kept = other;
        for (const auto& other : before) {
            if (other == kept || (uri.empty() && !list.is_edition_of(*other))) continue;
            ledger.strike(other.get());
            drop(uri, other);
        }
    }

    void add_to_issuer(const std::shared_ptr<const detail::Crl>& list) {
        auto& by_issuer = lists.changed();
        CrlList longer;
        if (const auto found = by_issuer.find(list->issuer()); found != by_issuer.end())
            longer = *found->second;
        longer.push_back(list);
        by_issuer[list->issuer()] = std::make_shared<const CrlList>(std::move(longer));
    }

    void drop(const std::string& uri, const std::shared_ptr<const detail::Crl>& list) {
        if (const auto shelf = from_uri.find(uri); shelf != from_uri.end()) {
            std::erase(shelf->second, list);
            if (shelf->second.empty()) from_uri.erase(shelf);
        }
        if (find_value(crls.map, uri) == list) crls.changed().erase(uri);
        auto& by_issuer = lists.changed();
        const auto found = by_issuer.find(list->issuer());
        if (found == by_issuer.end()) return;
        CrlList shorter = *found->second;
        std::erase(shorter, list);
        if (shorter.empty())
            by_issuer.erase(found);
        else
            found->second = std::make_shared<const CrlList>(std::move(shorter));
    }

    std::shared_ptr<const Evidence> snapshot() {
        const std::lock_guard lock(mutex);
        if (newest == nullptr) {
            auto data = std::make_shared<EvidenceData>();
            data->crls = crls.share();
            data->lists = lists.share();
            data->ocsp = ocsp.share();
            data->tlsa = tlsa.share();
            data->mx = mx.share();
            data->epoch = epoch;
            newest = std::make_shared<const Evidence>(std::move(data));
        }
        return newest;
    }
};

EvidenceStore::EvidenceStore(EvidenceLimits limits) {
    limits.check();
    impl_ = std::make_unique<Impl>(limits);
}

EvidenceStore::~EvidenceStore() = default;

bool EvidenceStore::put_crl(const std::string& uri, ByteView crl, std::string* why) {
    std::string reason;
    if (!check_uri(uri, reason)) return refuse(why, std::move(reason));
    const auto list = read_crl(crl, reason);
    if (list == nullptr) return refuse(why, std::move(reason));
    return impl_->put_list(uri, list) || refuse(why, too_large);
}

bool EvidenceStore::put_crl(ByteView crl, std::string* why) {
    std::string reason;
    const auto list = read_crl(crl, reason);
    if (list == nullptr) return refuse(why, std::move(reason));
    return impl_->put_list({}, list) || refuse(why, too_large);
}

bool EvidenceStore::put_ocsp(const EvidenceRequest& request, ByteView response, std::string* why,
                             ByteView nonce) {
    std::string reason;
    if (request.kind != EvidenceKind::ocsp || request.query.empty())
        return refuse(why, "The request is not for an OCSP response: pass one from a report");
    if (!check_uri(request.locator, reason)) return refuse(why, std::move(reason));
    auto read = detail::OcspResponse::from_der(response, reason);
    if (read == nullptr || !check_nonce(*read, nonce, reason))
        return refuse(why, std::move(reason));
    const std::size_t octets = 2 * frame_octets + read->der().size() + request.query.size();
    impl_->put(impl_->ocsp, request, std::move(read), octets,
               [](const auto& a, const auto& b) { return a.der() == b.der(); });
    return true;
}

bool EvidenceStore::put(const EvidenceRequest& request, ByteView fetched, std::string* why) {
    switch (request.kind) {
        case EvidenceKind::crl:
            return put_crl(request.locator, fetched, why);
        case EvidenceKind::ocsp:
            return put_ocsp(request, fetched, why);
        case EvidenceKind::tlsa:
        case EvidenceKind::mx:
            break;
    }
    return refuse(why, "DNS answers are filed with put_tlsa() and put_mx()");
}

void EvidenceStore::put_tlsa(const DomainName& owner, DnsAnswer<TlsaRecord> answer,
                             TimePoint fetched_at) {
    const std::size_t octets = octets_of(answer);
    impl_->put(impl_->tlsa, owner, timed(std::move(answer), fetched_at), octets,
               is_same<TlsaRecord>);
}

void EvidenceStore::put_mx(const DomainName& domain, DnsAnswer<MxRecord> answer,
                           TimePoint fetched_at) {
    const std::size_t octets = octets_of(answer);
    impl_->put(impl_->mx, domain, timed(std::move(answer), fetched_at), octets, is_same<MxRecord>);
}

std::shared_ptr<const Evidence> EvidenceStore::snapshot() const {
    return impl_->snapshot();
}

}  // namespace domainsec::inline v1
