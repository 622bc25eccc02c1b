// trust: revocation data and DNS records, fetched beforehand and never during a judgement.
#include "clocks.hpp"
#include "fetching.hpp"
#include "resolving.hpp"

namespace domainsec::python {
namespace {

using PyStore = py::class_<EvidenceStore, std::shared_ptr<EvidenceStore>>;

template <typename Record>
std::optional<AnyDnsAnswer> known(const DnsAnswer<Record>* answer) {
    return answer != nullptr ? std::optional(to_any(*answer)) : std::nullopt;
}

void bind_evidence(py::module_& module) {
    py::class_<Evidence, std::shared_ptr<Evidence>>(
        module, "Evidence",
        "A snapshot of everything known at one moment. Immutable; safe to share between threads.")
        .def_static("none", &Evidence::none, "A snapshot without anything in it.")
        .def_property_readonly("epoch", &Evidence::epoch,
                               "Grows with each change of the store it comes from.")
        .def(
            "tlsa",
            [](const Evidence& self, const DomainName& owner, std::optional<TimePoint> now) {
                return known(self.tlsa(owner, or_now(now)));
            },
            py::arg("owner"), py::arg("now") = py::none(),
            "The DnsAnswer that is still valid at now; None when nothing is known.")
        .def(
            "mx",
            [](const Evidence& self, const DomainName& domain, std::optional<TimePoint> now) {
                return known(self.mx(domain, or_now(now)));
            },
            py::arg("domain"), py::arg("now") = py::none(), "The same for MX records.")
        .def("__repr__", [](const Evidence& self) {
            return "<Evidence of epoch " + std::to_string(self.epoch()) + ">";
        });
}

void bind_limits(py::module_& module) {
    Record<EvidenceLimits> limits(
        module, "EvidenceLimits",
        "What one store may hold; what was filed longest ago goes first.");
    limits
        .option("max_entries", &EvidenceLimits::max_entries,
                "Lists, OCSP responses and DNS answers together, 1 to 1,000,000.")
        .option("max_octets", &EvidenceLimits::max_octets,
                "What they take in memory, about, 1 MiB to 4 GiB.")
        .picklable();
    limits.bound().def("check", &EvidenceLimits::check,
                       "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");

    Record<Filing> filing(module, "Filing", "Whether a content was filed. True when it was.");
    filing.fact("filed", &Filing::filed, "It is held now.")
        .fact("why", &Filing::why, "Why not, one sentence; empty when it was.");
    filing.bound().def("__bool__", [](const Filing& self) { return self.filed; });
}

template <typename File>
Filing filed(const py::object& given, const File& file) {
    const OctetsArgument octets(given);
    const WithoutGil release;
    Filing result;
    result.filed = file(octets.bytes(), &result.why);
    return result;
}

void bind_lists(PyStore& store) {
    store
        .def(
            "put_crl",
            [](EvidenceStore& self, const py::str& uri, const py::object& crl) {
                const auto from = octets_of_text(uri);
                return filed(crl, [&](ByteView octets, std::string* why) {
                    return self.put_crl(from, octets, why);
                });
            },
            py::arg("uri"), py::arg("crl"),
            "Files a revocation list (DER or PEM, at most 16 MiB) under the URI it came from; its "
            "signature is checked by the judgement (RFC 5280 §6.3.3). Gives a Filing.")
        .def(
            "put_crl",
            [](EvidenceStore& self, const py::object& crl) {
                return filed(crl, [&](ByteView octets, std::string* why) {
                    return self.put_crl(octets, why);
                });
            },
            py::arg("crl"), "The same for a list that came otherwise; the newest edition counts.");
}

void bind_store(py::module_& module) {
    PyStore store(module, "EvidenceStore",
                  "Collects evidence and hands out snapshots. Safe to use from many threads; "
                  "fetches nothing itself.");
    store
        .def(py::init([](const EvidenceLimits& limits) {
                 return std::make_shared<EvidenceStore>(limits);
             }),
             py::arg("limits") = EvidenceLimits{}, "Raises Error(INVALID_ARGUMENT).")
        .def("snapshot", &EvidenceStore::snapshot, "What is known now, an Evidence.");
    bind_lists(store);
    store
        .def(
            "put_ocsp",
            [](EvidenceStore& self, const EvidenceRequest& request, const py::object& response,
               const Bytes& nonce) {
                const EvidenceRequest kept = request;
                return filed(response, [&](ByteView octets, std::string* why) {
                    return self.put_ocsp(kept, octets, why, nonce);
                });
            },
            py::arg("request"), py::arg("response"), py::kw_only(), py::arg("nonce") = Bytes{},
            "Files the response (DER, at most 64 KiB) to a request of kind ocsp. nonce: "
            "FetchResult.nonce (RFC 9654 §2.1). Gives a Filing.")
        .def(
            "put",
            [](EvidenceStore& self, const EvidenceRequest& request, const py::object& fetched) {
                const EvidenceRequest kept = request;
                return filed(fetched, [&](ByteView octets, std::string* why) {
                    return self.put(kept, octets, why);
                });
            },
            py::arg("request"), py::arg("fetched"),
            "Files what was fetched for a request of kind crl or ocsp. Gives a Filing.")
        .def(
            "put_tlsa",
            [](EvidenceStore& self, const DomainName& owner, AnyDnsAnswer answer,
               std::optional<TimePoint> fetched_at) {
                self.put_tlsa(owner, from_any<TlsaRecord>(std::move(answer)), or_now(fetched_at));
            },
            py::arg("owner"), py::arg("answer"), py::arg("fetched_at") = py::none(),
            "Files a DnsAnswer; it counts until fetched_at (now) + ttl, at most a day. Raises "
            "Error(INVALID_ARGUMENT) for records of another type.")
        .def(
            "put_mx",
            [](EvidenceStore& self, const DomainName& domain, AnyDnsAnswer answer,
               std::optional<TimePoint> fetched_at) {
                self.put_mx(domain, from_any<MxRecord>(std::move(answer)), or_now(fetched_at));
            },
            py::arg("domain"), py::arg("answer"), py::arg("fetched_at") = py::none(),
            "The same for MX records.");
}

}  // namespace

void bind_trust_evidence(py::module_& module) {
    bind_evidence(module);
    bind_limits(module);
    bind_store(module);
}

}  // namespace domainsec::python
