// trust: fetching revocation lists and OCSP responses, apart from every judgement.
#include "clocks.hpp"
#include "fetching.hpp"

namespace domainsec::python {
namespace {

/// What Python subclasses start from: fetch is theirs to define.
class OpenFetcher final : public EvidenceFetcher {
  public:
    FetchResult fetch(const EvidenceRequest&) override {
        FetchResult result;
        result.status = Status::permerror;
        result.reason = FetchReason::unsupported_kind;
        result.text = "This fetcher does not say how to fetch.";
        return result;
    }
};

void bind_result(py::module_& module) {
    Record<FetchResult> result(module, "FetchResult", "What became of one request.");
    result
        .option("status", &FetchResult::status,
                "pass: content is what the server sent, not judged yet. policy: a rule of ours "
                "forbids it. permerror: the request is broken. temperror: it may mend itself.")
        .option("reason", &FetchResult::reason, "A FetchReason.")
        .option("text", &FetchResult::text, "One sentence for an administrator.")
        .option("content", &FetchResult::content, "bytes, with pass.")
        .option("nonce", &FetchResult::nonce, "Added to an OCSP query: for put_ocsp().")
        .option("retry_at", &FetchResult::retry_at,
                "With held_back: when it may be tried again; else None.")
        .picklable();
    result.bound().def_property_readonly("passed", &FetchResult::passed, "status is PASS.");
}

void bind_bounds(Record<HttpFetcherOptions>& options) {
    options.option("max_crl_octets", &HttpFetcherOptions::max_crl_octets, "1 KiB to 16 MiB.")
        .option("max_ocsp_octets", &HttpFetcherOptions::max_ocsp_octets, "1 KiB to 1 MiB.")
        .option("ocsp_nonce", &HttpFetcherOptions::ocsp_nonce,
                "Adds a nonce to OCSP queries (RFC 9654).")
        .option("max_redirects", &HttpFetcherOptions::max_redirects, "0 to 10.")
        .option("connect_timeout", &HttpFetcherOptions::connect_timeout, "1 to 60 s.")
        .option("total_timeout", &HttpFetcherOptions::total_timeout,
                "For one request with its redirects and look-ups, 1 to 300 s.")
        .option("low_speed_octets", &HttpFetcherOptions::low_speed_octets,
                "A transfer below this per second, 1 to 1,000,000, ...")
        .option("low_speed_time", &HttpFetcherOptions::low_speed_time,
                "... for this time, 1 to 60 s, ends.")
        .option("max_transfers", &HttpFetcherOptions::max_transfers, "At the same time, 1 to 100.")
        .option("repeat_after", &HttpFetcherOptions::repeat_after,
                "The same request is not sent again within this time after a success, 1 s to 1 h.")
        .option("retry_after", &HttpFetcherOptions::retry_after,
                "How long a host is left alone after a failure, doubled with each, 1 s to 1 h ...")
        .option("max_retry_after", &HttpFetcherOptions::max_retry_after,
                "... and at most this, retry_after to 1 day.")
        .picklable();
}

void bind_options(py::module_& module) {
    Record<HttpFetcherOptions> options(
        module, "HttpFetcherOptions",
        "Rules and limits of HttpFetcher. A URI stands in a certificate, so somebody else wrote "
        "it: by default it leads to public addresses only.");
    options
        .option("allowed_networks", &HttpFetcherOptions::allowed_networks,
                "Networks beside the public ones, in CIDR form; at most 100.")
        .option("allowed_ports", &HttpFetcherOptions::allowed_ports,
                "Ports beside 80 and 443; at most 100.");
    bind_bounds(options);
    options.bound().def("check", &HttpFetcherOptions::check,
                        "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");
}

void bind_fetchers(py::module_& module) {
    py::class_<EvidenceFetcher, std::shared_ptr<EvidenceFetcher>>(
        module, "EvidenceFetcher",
        "Brings what a judgement named as missing. Subclass it with fetch(request), giving a "
        "FetchResult: what that raises becomes a temperror wherever the library calls it, from "
        "several threads at once.")
        .def(py::init(
            [] { return std::shared_ptr<EvidenceFetcher>(std::make_shared<OpenFetcher>()); }))
        .def(
            "fetch",
            [](EvidenceFetcher& self, const EvidenceRequest& request) {
                const EvidenceRequest kept = request;
                const WithoutGil release;
                return self.fetch(kept);
            },
            py::arg("request"), "Blocks until the answer or a time limit.");

    py::class_<FunctionFetcher, EvidenceFetcher, std::shared_ptr<FunctionFetcher>>(
        module, "FunctionFetcher",
        "Asks a Python function of one EvidenceRequest, or an object with such a method fetch. "
        "What it raises becomes a temperror that says why.")
        .def(py::init<py::object>(), py::arg("fetching"));

    py::class_<HttpFetcher, EvidenceFetcher, std::shared_ptr<HttpFetcher>>(
        module, "HttpFetcher",
        "An EvidenceFetcher on libcurl: http and https, status 200 only (RFC 5280 §4.2.1.13, RFC "
        "6960 appendix A.1). Every address is checked when connecting. Safe to use from many "
        "threads.")
        .def(py::init([](HttpFetcherOptions options, const py::object& clock) {
                 return std::make_shared<HttpFetcher>(std::move(options), to_clock(clock));
             }),
             py::arg("options") = HttpFetcherOptions{}, py::kw_only(),
             py::arg("clock") = py::none(),
             "clock: a function that gives an aware datetime, for the times between requests; when "
             "it raises, the machine's clock counts. Raises Error(INVALID_ARGUMENT).");
}

}  // namespace

void bind_trust_fetcher(py::module_& module) {
    bind_result(module);
    bind_options(module);
    bind_fetchers(module);
}

}  // namespace domainsec::python
