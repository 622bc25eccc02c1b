// What a judgement may need beyond the chain: revocation data and DNS records, fetched beforehand
// and never during it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/dns/records.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

enum class EvidenceKind {
    crl,   ///< A revocation list, by its URI (RFC 5280 §5).
    ocsp,  ///< An OCSP response, by the responder's URI and the question (RFC 6960).
    tlsa,  ///< TLSA records, by owner name (RFC 6698).
    mx,    ///< MX records, by domain (RFC 5321 §5.1).
};

DOMAINSEC_EXPORT std::string_view to_string(EvidenceKind kind) noexcept;

/// Something that a judgement found missing: what to fetch, and from where.
struct EvidenceRequest {
    EvidenceKind kind = EvidenceKind::crl;
    std::string locator;  ///< A URI, or a domain or owner name in A-labels. A URI comes from a
                          ///< certificate that chains to an anchor of this partner.
    Bytes query{};        ///< For ocsp: the OCSPRequest in DER, without a nonce; empty otherwise.
    friend bool operator==(const EvidenceRequest&, const EvidenceRequest&) = default;
    friend auto operator<=>(const EvidenceRequest&, const EvidenceRequest&) = default;
};

struct EvidenceData;

/// An immutable snapshot of everything known at one moment. Thread-safe.
class DOMAINSEC_EXPORT Evidence final {
  public:
    /// A snapshot without anything in it.
    static std::shared_ptr<const Evidence> none();

    /// Grows with each change of the store it comes from: part of every cache key.
    std::uint64_t epoch() const noexcept;

    /// DNS answers that are still valid at `now`; null when nothing is known.
    const DnsAnswer<TlsaRecord>* tlsa(const DomainName& owner, TimePoint now) const;
    const DnsAnswer<MxRecord>* mx(const DomainName& domain, TimePoint now) const;

    const EvidenceData& data() const noexcept { return *data_; }
    explicit Evidence(std::shared_ptr<const EvidenceData> data) noexcept : data_(std::move(data)) {}

  private:
    std::shared_ptr<const EvidenceData> data_;
};

/// What one store may hold. Beyond it, what was filed longest ago goes first: evidence in use is
/// fetched and filed again before it ends, so that what has ended is what goes.
struct DOMAINSEC_EXPORT EvidenceLimits {
    /// Lists, OCSP responses and DNS answers together, 1 to 1,000,000.
    std::size_t max_entries = 10'000;
    /// What they take in memory, about, 1 MiB to 4 GiB. Snapshots that are still held come on top.
    std::size_t max_octets = std::size_t{256} * 1024 * 1024;

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// Collects evidence and hands out snapshots. Thread-safe; starts no thread and fetches nothing
/// itself. Filing the same once more changes nothing, the epoch included.
class DOMAINSEC_EXPORT EvidenceStore final {
  public:
    /// Throws Error(invalid_argument) when the limits' check() does.
    explicit EvidenceStore(EvidenceLimits limits = {});
    ~EvidenceStore();
    EvidenceStore(const EvidenceStore&) = delete;
    EvidenceStore& operator=(const EvidenceStore&) = delete;

    /// Files a revocation list (DER or PEM, at most 16 MiB) under the URI it came from. It counts
    /// for every certificate that it covers, by its issuer's name and its scope (RFC 5280 §6.3.3);
    /// the URI tells what has been fetched. Its signature is checked by the judgement. False, and
    /// `why` gets a sentence, when it cannot be read.
    bool put_crl(const std::string& uri, ByteView crl, std::string* why = nullptr);

    /// The same for a list that came otherwise, from a file for example. Of several editions the
    /// newest counts.
    bool put_crl(ByteView crl, std::string* why = nullptr);

    /// Files the response (DER, at most 64 KiB) to a request of kind ocsp that a judgement made.
    /// `nonce`: what was added to the query, if anything was; a response that has another one is
    /// refused, one without any is taken (RFC 9654 §2.1). False, and `why` gets a sentence, when it
    /// cannot be read or says that there is no answer.
    bool put_ocsp(const EvidenceRequest& request, ByteView response, std::string* why = nullptr,
                  ByteView nonce = {});

    /// Files what was fetched for a request of kind crl or ocsp. False for the other kinds, too.
    bool put(const EvidenceRequest& request, ByteView fetched, std::string* why = nullptr);

    /// Files DNS answers; they count until `fetched_at` + ttl, at most a day.
    void put_tlsa(const DomainName& owner, DnsAnswer<TlsaRecord> answer, TimePoint fetched_at);
    void put_mx(const DomainName& domain, DnsAnswer<MxRecord> answer, TimePoint fetched_at);

    /// What is known now.
    std::shared_ptr<const Evidence> snapshot() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
