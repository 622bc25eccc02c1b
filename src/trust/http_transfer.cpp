// One HTTP exchange by libcurl, with everything switched off that it would do by itself.
#include "trust/http_transfer.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <memory>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_header_octets = std::size_t{64} * 1024;

struct CloseEasy {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// libcurl's own preparation, once for the process and not before it is needed.
bool curl_is_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

class Exchange final {
  public:
    Exchange(const TransferOrder& order, const HttpFetcherOptions& options,
             const AddressRules& addresses)
        : order_(order), options_(options), addresses_(addresses), easy_(curl_easy_init()) {}

    TransferAnswer run();

  private:
    template <typename Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK) is_set_up_ = false;
    }
    void set_number(CURLoption option, long value) { set<long>(option, value); }

    void set_target();
    void set_limits();
    void refuse_what_is_not_asked_for();
    void set_callbacks();
    void set_post();

    FetchResult problem(CURLcode code) const;
    FetchResult result_of(CURLcode code);
    std::string from_host(const std::string& what) const;
    bool calls_itself_ocsp() const;

    static std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* octets, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

    const TransferOrder& order_;
    const HttpFetcherOptions& options_;
    const AddressRules& addresses_;
    std::unique_ptr<CURL, CloseEasy> easy_;
    std::unique_ptr<curl_slist, FreeList> headers_;
    bool is_set_up_ = true;
    char error_[CURL_ERROR_SIZE] = {};
    Bytes content_;
    std::size_t header_octets_ = 0;
    bool too_large_ = false;
    bool opened_a_socket_ = false;
    std::string_view forbidden_;  ///< The purpose of an address that was refused.
    long http_status_ = 0;
};

std::size_t Exchange::on_body(char* octets, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::size_t length = size * count;
    if (length > exchange.order_.max_octets - exchange.content_.size()) {
        exchange.too_large_ = true;
        return 0;
    }
    try {
        exchange.content_.insert(exchange.content_.end(), octets, octets + length);
    } catch (const std::bad_alloc&) {
        return 0;
    }
    return length;
}

std::size_t Exchange::on_header(char*, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    exchange.header_octets_ += size * count;
    exchange.too_large_ = exchange.header_octets_ > max_header_octets;
    return exchange.too_large_ ? 0 : size * count;
}

// The address is looked at here and nowhere before: this is the one that will be connected to.
curl_socket_t Exchange::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    const auto refusal = exchange.addresses_.refusal(address->addr);
    if (!refusal.empty()) {
        exchange.forbidden_ = refusal;
        return CURL_SOCKET_BAD;
    }
    exchange.opened_a_socket_ = true;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void Exchange::set_target() {
    set(CURLOPT_CURLU, order_.target.handle());
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    set_number(CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
    set_number(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set(CURLOPT_USERAGENT, "domainsec");
    set_number(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
}

void Exchange::set_limits() {
    const auto connect = std::min<std::chrono::milliseconds>(options_.connect_timeout, order_.time);
    set_number(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect.count()));
    set_number(CURLOPT_TIMEOUT_MS, static_cast<long>(order_.time.count()));
    set_number(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options_.low_speed_octets));
    set_number(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.low_speed_time.count()));
    set<curl_off_t>(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(order_.max_octets));
    set_number(CURLOPT_NOSIGNAL, 1);
#if LIBCURL_VERSION_NUM >= 0x075700
    // Without it a look-up that hangs would hold us beyond the time limit.
    set_number(CURLOPT_QUICK_EXIT, 1);
#endif
}

void Exchange::refuse_what_is_not_asked_for() {
    // An empty text, unlike nothing, also keeps http_proxy and its like in the environment out.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROXY, "*");
    set_number(CURLOPT_NETRC, CURL_NETRC_IGNORED);
    set_number(CURLOPT_FOLLOWLOCATION, 0);
    set_number(CURLOPT_HTTP09_ALLOWED, 0);
    set_number(CURLOPT_FORBID_REUSE, 1);
    set_number(CURLOPT_SSL_VERIFYPEER, 1);
    set_number(CURLOPT_SSL_VERIFYHOST, 2);
}

void Exchange::set_callbacks() {
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(error_));
    set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    set<void*>(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set<void*>(CURLOPT_HEADERDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_socket);
    set<void*>(CURLOPT_OPENSOCKETDATA, this);
}

void Exchange::set_post() {
    if (!order_.is_ocsp) return;
    for (const char* header : {"Content-Type: application/ocsp-request",
                               "Accept: application/ocsp-response", "Expect:"}) {
        curl_slist* longer = curl_slist_append(headers_.get(), header);
        if (longer == nullptr) {
            is_set_up_ = false;
            return;
        }
        static_cast<void>(headers_.release());
        headers_.reset(longer);
    }
    set(CURLOPT_HTTPHEADER, headers_.get());
    set_number(CURLOPT_POST, 1);
    set<curl_off_t>(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(order_.query.size()));
    set(CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(order_.query.data()));
}

std::string Exchange::from_host(const std::string& what) const {
    return order_.target.authority() + ' ' + what;
}

FetchResult Exchange::problem(CURLcode code) const {
    const auto temporary = [&](FetchReason reason, const std::string& what) {
        return failed(Status::temperror, reason, from_host(what));
    };
    const std::string said = escaped(error_[0] != 0 ? error_ : curl_easy_strerror(code), 200);
    if (too_large_ || code == CURLE_FILESIZE_EXCEEDED)
        return temporary(FetchReason::too_large,
                         "sends more than " + std::to_string(order_.max_octets) + " octets");
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return temporary(FetchReason::unresolved, "has no address: " + said);
        case CURLE_OPERATION_TIMEDOUT:
            return temporary(FetchReason::timed_out, "is too slow: " + said);
        case CURLE_OUT_OF_MEMORY:
        case CURLE_FAILED_INIT:
            return temporary(FetchReason::out_of_resources, "could not be asked: " + said);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CIPHER:
            return temporary(FetchReason::tls_failed, "could not be authenticated: " + said);
        default:
            break;
    }
    if (!forbidden_.empty() && !opened_a_socket_)
        return failed(Status::policy, FetchReason::forbidden_address,
                      from_host("leads to an address that is not public (" +
                                std::string(forbidden_) + "); allow its network if it is meant"));
    return temporary(FetchReason::unreachable, "cannot be reached: " + said);
}

bool Exchange::calls_itself_ocsp() const {
    char* type = nullptr;
    if (curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || !type)
        return false;
    std::string word(type);
    word.erase(std::min(word.find_first_of("; \t"), word.size()));
    return curl_strequal(word.c_str(), "application/ocsp-response") != 0;
}

FetchResult Exchange::result_of(CURLcode code) {
    if (code != CURLE_OK) return problem(code);
    if (http_status_ != 200)
        return failed(Status::temperror, FetchReason::http_status,
                      from_host("answered with HTTP status " + std::to_string(http_status_)));
    if (order_.is_ocsp && !calls_itself_ocsp())
        return failed(Status::temperror, FetchReason::wrong_type,
                      from_host("answered with something else than application/ocsp-response"));
    FetchResult result;
    result.status = Status::pass;
    result.text = from_host("sent " + std::to_string(content_.size()) + " octets");
    result.content = std::move(content_);
    return result;
}

TransferAnswer Exchange::run() {
    TransferAnswer answer;
    if (easy_) {
        set_target();
        set_limits();
        refuse_what_is_not_asked_for();
        set_callbacks();
        set_post();
    }
    if (!easy_ || !is_set_up_) {
        answer.result = failed(Status::temperror, FetchReason::out_of_resources,
                               from_host("could not be asked: libcurl refused to be set up"));
        return answer;
    }
    const CURLcode code = curl_easy_perform(easy_.get());
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &http_status_);
    answer.http_status = http_status_;
    answer.host_answered = http_status_ != 0 && http_status_ < 500;
    char* redirect = nullptr;
    if (curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &redirect) == CURLE_OK && redirect)
        answer.redirect = redirect;
    answer.result = result_of(code);
    return answer;
}

}  // namespace

TransferAnswer transfer(const TransferOrder& order, const HttpFetcherOptions& options,
                        const AddressRules& addresses) {
    if (!curl_is_ready()) {
        TransferAnswer answer;
        answer.result = failed(Status::temperror, FetchReason::out_of_resources,
                               "libcurl could not be started");
        return answer;
    }
    return Exchange(order, options, addresses).run();
}

}  // namespace domainsec::inline v1::detail
