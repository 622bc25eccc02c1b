// Fetches revocation lists and OCSP responses over HTTP, apart from every judgement (RFC 5280
// §4.2.1.13, RFC 6960 appendix A.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/status.hpp>
#include <domainsec/trust/evidence.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Why something could not be fetched.
enum class FetchReason {
    none,                ///< It was.
    unsupported_kind,    ///< DNS records are not fetched over HTTP: ask a Resolver.
    bad_locator,         ///< No URI with http or https and a host, or one with a user name in it.
    bad_query,           ///< Not the query of a judgement.
    forbidden_port,      ///< Another port than those allowed.
    forbidden_address,   ///< The name leads to addresses that are not public, nor allowed.
    unresolved,          ///< The name has no address, or the DNS did not answer.
    unreachable,         ///< No connection, or it broke off.
    tls_failed,          ///< The https server could not be authenticated.
    timed_out,           ///< Slower than a limit.
    too_large,           ///< Longer than a limit.
    http_status,         ///< Another status than 200.
    wrong_type,          ///< What came is not what was asked for.
    forbidden_redirect,  ///< Too many, without a target, from https to http, or changing a POST.
    held_back,           ///< Asked again too soon: see FetchResult::retry_at.
    busy,                ///< As many transfers as allowed are under way.
    out_of_resources,    ///< Memory or a socket could not be had.
};

/// The word, for example "forbidden_address".
DOMAINSEC_EXPORT std::string_view to_string(FetchReason reason) noexcept;

/// What became of one request.
struct FetchResult {
    /// pass: `content` is what the server sent, not judged yet. policy: a rule of ours forbids it.
    /// permerror: the request itself is broken. temperror: anything that may mend itself.
    Status status = Status::none;
    FetchReason reason = FetchReason::none;
    std::string text;  ///< One sentence for an administrator; the peer's part escaped.
    Bytes content;     ///< With `pass`.
    Bytes nonce;       ///< That was added to an OCSP query: for EvidenceStore::put_ocsp().
    std::optional<TimePoint> retry_at;  ///< With `held_back`: when it may be tried again.

    bool passed() const noexcept { return status == Status::pass; }
};

/// Brings what a judgement named as missing. Never throws over what the network does. The callers
/// here use it from several threads at once.
class DOMAINSEC_EXPORT EvidenceFetcher {
  public:
    virtual ~EvidenceFetcher();

    /// Blocks until the answer or a time limit. Never called by a judgement.
    virtual FetchResult fetch(const EvidenceRequest& request) = 0;
};

/// Rules and limits of HttpFetcher. A URI stands in a certificate, so somebody else wrote it: the
/// defaults let it lead to public addresses only.
struct DOMAINSEC_EXPORT HttpFetcherOptions {
    /// Networks beside the public ones that may be connected to, in CIDR form: "10.1.0.0/16",
    /// "fd00::/8". For authorities inside the organization. At most 100.
    std::vector<std::string> allowed_networks;
    /// Ports beside 80 and 443, 1 to 65535; at most 100.
    std::vector<std::uint16_t> allowed_ports;
    /// Most octets of a revocation list, 1 KiB to 16 MiB: more is never filed.
    std::size_t max_crl_octets = std::size_t{16} * 1024 * 1024;
    /// Most octets of an OCSP response, 1 KiB to 1 MiB.
    std::size_t max_ocsp_octets = std::size_t{64} * 1024;
    /// Adds a nonce to OCSP queries (RFC 9654), against the replay of an older answer. Off, for
    /// most responders answer from a store and leave it out, and some refuse it.
    bool ocsp_nonce = false;
    /// Redirects followed, 0 to 10. Each target is checked like the first URI.
    std::size_t max_redirects = 3;
    /// Longest time for one connection, 1 to 60 s.
    Seconds connect_timeout{5};
    /// Longest time for one request with its redirects and its look-ups, 1 to 300 s.
    Seconds total_timeout{15};
    /// A transfer below `low_speed_octets` per second (1 to 1,000,000) for `low_speed_time` (1 to
    /// 60 s) ends.
    std::size_t low_speed_octets = 200;
    Seconds low_speed_time{5};
    /// Transfers under way at the same time, 1 to 100. Who comes later waits for at most
    /// total_timeout.
    std::size_t max_transfers = 8;
    /// The same request is not sent again within this time after a success, 1 s to 1 hour: a stale
    /// list on the server must not mean one transfer per message.
    Seconds repeat_after{30};
    /// After a failure the host, or the one request where the host did answer, is left alone for
    /// this time, doubled with each further failure, 1 s to 1 hour ...
    Seconds retry_after{30};
    /// ... and at most for this time, retry_after to 1 day.
    Seconds max_retry_after{1800};

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// An EvidenceFetcher on libcurl. http and https only, HTTP status 200 only; every address is
/// checked at the moment of connecting, so that a name that changes its mind leads nowhere else.
/// Proxies, .netrc, cookies and content codings are not used; https servers are authenticated with
/// the system's authorities. An OCSP query is sent with POST, and its redirects are followed only
/// when they keep the method (307, 308).
///
/// Thread-safe; the same request from several threads at once becomes one transfer. Starts no
/// thread of its own (libcurl may resolve a name in one, for the length of a fetch) and nothing
/// before the first fetch, so that it may be made before a fork; not to be used across a fork that
/// happens during a fetch.
class DOMAINSEC_EXPORT HttpFetcher final : public EvidenceFetcher {
  public:
    /// Throws Error(invalid_argument) when options.check() does, or when `clock` is empty. The
    /// clock rules the times between requests, not the limits of one.
    explicit HttpFetcher(HttpFetcherOptions options = {}, Clock clock = system_clock());
    ~HttpFetcher() override;
    HttpFetcher(const HttpFetcher&) = delete;
    HttpFetcher& operator=(const HttpFetcher&) = delete;

    FetchResult fetch(const EvidenceRequest& request) override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
