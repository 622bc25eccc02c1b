// Checks URIs with libcurl's own parser, so that no second reading can differ from the one that
// connects.
#include "trust/fetch_target.hpp"

#include <algorithm>
#include <charconv>
#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_target_octets = 2048;

std::string part_of(CURLU* handle, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(handle, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_plain(const std::string& uri) {
    return !uri.empty() && uri.size() <= max_target_octets &&
           std::ranges::all_of(uri, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool port_allowed(const std::string& text, const HttpFetcherOptions& options) {
    std::uint16_t port = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return false;
    return port == 80 || port == 443 || std::ranges::count(options.allowed_ports, port) != 0;
}

std::string in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return text;
}

}  // namespace

FetchResult failed(Status status, FetchReason reason, std::string text) {
    FetchResult result;
    result.status = status;
    result.reason = reason;
    result.text = std::move(text);
    return result;
}

std::optional<FetchTarget> FetchTarget::from_uri(const std::string& uri,
                                                 const HttpFetcherOptions& options,
                                                 FetchResult& refusal) {
    const auto broken = [&](const char* why) {
        refusal = failed(Status::permerror, FetchReason::bad_locator,
                         '"' + escaped(uri, 200) + "\" " + why);
        return std::nullopt;
    };
    FetchTarget target;
    target.handle_.reset(curl_url());
    CURLU* handle = target.handle_.get();
    if (handle == nullptr || !is_plain(uri) ||
        curl_url_set(handle, CURLUPART_URL, uri.c_str(), 0) != CURLUE_OK)
        return broken("is no URI of 1 to 2048 ASCII characters");
    const std::string scheme = part_of(handle, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return broken("is neither http nor https");
    if (!part_of(handle, CURLUPART_USER).empty() || !part_of(handle, CURLUPART_PASSWORD).empty() ||
        uri.find('@') < uri.find('/', scheme.size() + 3))
        return broken("has a user name in it");
    const std::string host = part_of(handle, CURLUPART_HOST);
    // libcurl overlooks a slash too many or too few, and other readers do not.
    if (uri.compare(scheme.size(), 3, "://") != 0 || uri[scheme.size() + 3] == '/' ||
        host.empty() || !part_of(handle, CURLUPART_ZONEID).empty())
        return broken("has no usable host");
    const std::string port = part_of(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    if (!port_allowed(port, options)) {
        refusal = failed(Status::policy, FetchReason::forbidden_port,
                         '"' + escaped(uri, 200) +
                             "\" leads to another port than 80 and 443; allow it if it is meant");
        return std::nullopt;
    }
    curl_url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);
    target.https_ = scheme == "https";
    target.authority_ = in_lower_case(host) + ':' + port;
    target.uri_ = part_of(handle, CURLUPART_URL);
    return target;
}

}  // namespace domainsec::inline v1::detail
