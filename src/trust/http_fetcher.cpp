// Fetches evidence over HTTP: redirects checked one by one, the same request sent once, hosts that
// fail left alone for a while.
#include <chrono>
#include <condition_variable>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <map>
#include <mutex>

#include "pki/random.hpp"
#include "time_text.hpp"
#include "trust/fetch_target.hpp"
#include "trust/hold_back.hpp"
#include "trust/http_transfer.hpp"
#include "trust/ocsp_request.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::AddressRules;
using detail::failed;
using detail::FetchTarget;
using detail::Network;
using SteadyTime = std::chrono::steady_clock::time_point;

std::vector<Network> networks_of(const HttpFetcherOptions& options) {
    std::vector<Network> networks;
    for (const std::string& written : options.allowed_networks)
        networks.push_back(detail::network_from_string(written).value());
    return networks;
}

bool is_redirect(long http_status) noexcept {
    return http_status == 301 || http_status == 302 || http_status == 303 || http_status == 307 ||
           http_status == 308;
}

bool keeps_the_method(long http_status) noexcept {
    return http_status == 307 || http_status == 308;
}

/// A request that is under way; those who ask the same wait for its end.
struct Flight {
    bool ended = false;
    FetchResult result;
};

/// What is posted for an OCSP query.
struct Question {
    Bytes octets;
    Bytes nonce;
};

Question question_of(const EvidenceRequest& request, const HttpFetcherOptions& options) {
    if (request.kind != EvidenceKind::ocsp || !options.ocsp_nonce) return {request.query, {}};
    detail::OcspNonce nonce{};
    detail::system_random().randomize(nonce);
    return {detail::with_nonce(request.query, nonce), Bytes(nonce.begin(), nonce.end())};
}

HttpFetcherOptions checked_options(HttpFetcherOptions options) {
    options.check();
    return options;
}

}  // namespace

struct HttpFetcher::Impl {
    Impl(HttpFetcherOptions given, Clock given_clock)
        : options(checked_options(std::move(given))),
          clock(std::move(given_clock)),
          addresses(networks_of(options)),
          hosts(options.retry_after, options.max_retry_after),
          requests(options.retry_after, options.max_retry_after) {
        if (!clock)
            throw Error(errc::invalid_argument, "the clock is empty; use system_clock()", {}, 0,
                        "clock");
    }

    FetchResult fetch(const EvidenceRequest& request, const FetchTarget& target);
    std::optional<FetchResult> held_back(const std::string& host, const std::string& key) const;
    FetchResult wait_for(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Flight>& flight);
    bool wait_for_a_place(std::unique_lock<std::mutex>& lock);
    void remember(const std::string& host, const std::string& key, const FetchResult& result,
                  bool host_answered);

    struct Outcome {
        FetchResult result;
        bool host_answered = false;
    };
    Outcome follow(const EvidenceRequest& request, const FetchTarget& first) const;
    Outcome follow_safely(const EvidenceRequest& request, const FetchTarget& first) const;
    std::optional<FetchTarget> next_target(const FetchTarget& from,
                                           const detail::TransferAnswer& answer, bool is_ocsp,
                                           FetchResult& refusal) const;

    const HttpFetcherOptions options;
    const Clock clock;
    const AddressRules addresses;

    std::mutex mutex;
    std::condition_variable something_ended;
    std::size_t transfers = 0;
    std::map<std::string, std::shared_ptr<Flight>> flights;
    detail::HoldBack hosts;
    detail::HoldBack requests;
};

std::optional<FetchTarget> HttpFetcher::Impl::next_target(const FetchTarget& from,
                                                          const detail::TransferAnswer& answer,
                                                          bool is_ocsp,
                                                          FetchResult& refusal) const {
    const auto forbidden = [&](const std::string& what) {
        refusal = failed(Status::policy, FetchReason::forbidden_redirect,
                         from.authority() + " redirects " + what);
        return std::nullopt;
    };
    if (answer.redirect.empty()) return forbidden("to nowhere");
    if (is_ocsp && !keeps_the_method(answer.http_status))
        return forbidden("a POST in a way that makes it a GET");
    auto target = FetchTarget::from_uri(answer.redirect, options, refusal);
    if (target && from.is_https() && !target->is_https()) return forbidden("from https to http");
    return target;
}

HttpFetcher::Impl::Outcome HttpFetcher::Impl::follow(const EvidenceRequest& request,
                                                     const FetchTarget& first) const {
    const bool is_ocsp = request.kind == EvidenceKind::ocsp;
    const Question question = question_of(request, options);
    const auto end = std::chrono::steady_clock::now() + options.total_timeout;
    const FetchTarget* target = &first;
    std::optional<FetchTarget> redirected;
    for (std::size_t hop = 0;; ++hop) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return {failed(Status::temperror, FetchReason::timed_out,
                           first.authority() + " is too slow: no time is left for its redirects")};
        auto answer =
            detail::transfer({*target, is_ocsp, question.octets,
                              is_ocsp ? options.max_ocsp_octets : options.max_crl_octets, left},
                             options, addresses);
        answer.result.nonce = question.nonce;
        if (answer.result.reason != FetchReason::http_status || !is_redirect(answer.http_status))
            return {std::move(answer.result), hop > 0 || answer.host_answered};
        if (hop == options.max_redirects)
            return {failed(Status::policy, FetchReason::forbidden_redirect,
                           first.authority() + " redirects more than " +
                               std::to_string(options.max_redirects) + " times"),
                    true};
        FetchResult refusal;
        auto next = next_target(*target, answer, is_ocsp, refusal);
        if (!next) return {std::move(refusal), true};
        redirected = std::move(next);
        target = &*redirected;
    }
}

/// Whatever happens, those who wait for the same request are told.
HttpFetcher::Impl::Outcome HttpFetcher::Impl::follow_safely(const EvidenceRequest& request,
                                                            const FetchTarget& first) const {
    try {
        return follow(request, first);
    } catch (const Error& error) {
        return {failed(Status::permerror, FetchReason::bad_query, error.what()), true};
    } catch (const std::exception& error) {
        return {failed(Status::temperror, FetchReason::out_of_resources,
                       first.authority() + " could not be asked: " + escaped(error.what())),
                true};
    }
}

std::optional<FetchResult> HttpFetcher::Impl::held_back(const std::string& host,
                                                        const std::string& key) const {
    const TimePoint now = clock();
    auto until = hosts.until(host, now);
    if (!until) until = requests.until(key, now);
    if (!until) return std::nullopt;
    auto result = failed(Status::temperror, FetchReason::held_back,
                         host + " was asked a moment ago; again at " + detail::time_text(*until));
    result.retry_at = until;
    return result;
}

void HttpFetcher::Impl::remember(const std::string& host, const std::string& key,
                                 const FetchResult& result, bool host_answered) {
    const TimePoint now = clock();
    if (result.passed() || host_answered) {
        hosts.forget(host);
    } else {
        hosts.failed(host, now);
    }
    if (result.passed()) {
        requests.succeeded(key, now, options.repeat_after);
    } else if (host_answered) {
        requests.failed(key, now);
    }
}

FetchResult HttpFetcher::Impl::wait_for(std::unique_lock<std::mutex>& lock,
                                        const std::shared_ptr<Flight>& flight) {
    something_ended.wait(lock, [&flight] { return flight->ended; });
    return flight->result;
}

bool HttpFetcher::Impl::wait_for_a_place(std::unique_lock<std::mutex>& lock) {
    return something_ended.wait_for(lock, options.total_timeout,
                                    [this] { return transfers < options.max_transfers; });
}

FetchResult HttpFetcher::Impl::fetch(const EvidenceRequest& request, const FetchTarget& target) {
    const std::string key = std::string(to_string(request.kind)) + ' ' + target.uri() + ' ' +
                            to_hex(sha256(request.query));
    std::unique_lock lock(mutex);
    if (const auto found = flights.find(key); found != flights.end()) {
        const auto flight = found->second;
        return wait_for(lock, flight);
    }
    if (auto result = held_back(target.authority(), key)) return std::move(*result);
    const auto flight = std::make_shared<Flight>();
    flights.emplace(key, flight);
    Outcome outcome{failed(Status::temperror, FetchReason::busy,
                           "As many transfers as allowed are under way; try again later"),
                    true};
    if (wait_for_a_place(lock)) {
        ++transfers;
        lock.unlock();
        outcome = follow_safely(request, target);
        lock.lock();
        --transfers;
        remember(target.authority(), key, outcome.result, outcome.host_answered);
    }
    flight->result = std::move(outcome.result);
    flight->ended = true;
    flights.erase(key);
    something_ended.notify_all();
    return flight->result;
}

HttpFetcher::HttpFetcher(HttpFetcherOptions options, Clock clock)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(clock))) {}

HttpFetcher::~HttpFetcher() = default;

FetchResult HttpFetcher::fetch(const EvidenceRequest& request) {
    if (request.kind != EvidenceKind::crl && request.kind != EvidenceKind::ocsp)
        return failed(Status::permerror, FetchReason::unsupported_kind,
                      "Records of the DNS are not fetched over HTTP; ask a Resolver");
    FetchResult refusal;
    const auto target = FetchTarget::from_uri(request.locator, impl_->options, refusal);
    if (!target) return refusal;
    return impl_->fetch(request, *target);
}

}  // namespace domainsec::inline v1
