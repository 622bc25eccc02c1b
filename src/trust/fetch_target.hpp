// A URI that may be fetched from: read once, checked, and sent as it was checked (RFC 3986, RFC
// 9110 §4.2).
#pragma once

#include <curl/curl.h>

#include <domainsec/trust/fetcher.hpp>
#include <memory>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

class FetchTarget final {
  public:
    /// Checks scheme, host, port and that nobody's name and password are in it. Nothing, and
    /// `refusal` says why, when it may not be fetched.
    static std::optional<FetchTarget> from_uri(const std::string& uri,
                                               const HttpFetcherOptions& options,
                                               FetchResult& refusal);

    bool is_https() const noexcept { return https_; }

    /// "host:port", lower case: what is left alone after failures.
    const std::string& authority() const noexcept { return authority_; }

    /// The whole, normalized.
    const std::string& uri() const noexcept { return uri_; }

    CURLU* handle() const noexcept { return handle_.get(); }

  private:
    struct Cleanup {
        void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
    };

    std::unique_ptr<CURLU, Cleanup> handle_;
    bool https_ = false;
    std::string authority_;
    std::string uri_;
};

/// A result without content.
FetchResult failed(Status status, FetchReason reason, std::string text);

}  // namespace domainsec::inline v1::detail
