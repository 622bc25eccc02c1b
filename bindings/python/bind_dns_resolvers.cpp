// dns: where records come from, libunbound, maps, or Python.
#include "resolving.hpp"

namespace domainsec::python {
namespace {

using PyResolver = py::class_<Resolver, std::shared_ptr<Resolver>>;

/// What Python subclasses start from: each of the three is theirs to define.
class OpenResolver final : public Resolver {
  public:
    DnsAnswer<TxtRecord> txt(const DomainName&) override { return open<TxtRecord>(); }
    DnsAnswer<MxRecord> mx(const DomainName&) override { return open<MxRecord>(); }
    DnsAnswer<TlsaRecord> tlsa(const DomainName&) override { return open<TlsaRecord>(); }

  private:
    template <typename Record>
    static DnsAnswer<Record> open() {
        DnsAnswer<Record> answer;
        answer.why = "This resolver does not look up records of this type.";
        return answer;
    }
};

template <typename Record>
auto asking(DnsAnswer<Record> (Resolver::*question)(const DomainName&)) {
    return [question](Resolver& self, const DomainName& owner) {
        const WithoutGil release;
        return to_any((self.*question)(owner));
    };
}

void bind_resolver(py::module_& module) {
    PyResolver(module, "Resolver",
               "Asks the DNS. Calls block until the answer; no judgement ever makes one. Subclass "
               "it with txt, mx and tlsa, each of one DomainName and giving a DnsAnswer: what they "
               "raise becomes an answer with the outcome FAILURE wherever the library asks.")
        .def(py::init([] { return std::shared_ptr<Resolver>(std::make_shared<OpenResolver>()); }))
        .def("txt", asking(&Resolver::txt), py::arg("owner"),
             "TXT records. Owners with an underscore: DomainName.from_owner_name().")
        .def("mx", asking(&Resolver::mx), py::arg("owner"), "MX records (RFC 5321 §5.1).")
        .def("tlsa", asking(&Resolver::tlsa), py::arg("owner"), "TLSA records (RFC 6698).");

    py::class_<FunctionResolver, Resolver, std::shared_ptr<FunctionResolver>>(
        module, "FunctionResolver",
        "Asks a Python function, or an object with txt, mx and tlsa. What it raises, and what is "
        "no DnsAnswer for the question, becomes an answer with the outcome FAILURE that says why.")
        .def(py::init<py::object>(), py::arg("answering"),
             "answering(record_type, owner), with \"txt\", \"mx\" or \"tlsa\" and a DomainName; "
             "called from every thread that asks.");
}

template <typename Record>
using RecordMap = std::map<DomainName, std::vector<Record>>;
using Names = std::set<DomainName>;

void bind_map_resolver(py::module_& module) {
    py::class_<MapResolver, Resolver, std::shared_ptr<MapResolver>>(
        module, "MapResolver",
        "Answers from what it was made with, for tests and closed networks. What is not there, nor "
        "above a name that is, does not exist. Secure unless told otherwise. Safe to use from many "
        "threads; its attributes are copies.")
        .def(py::init([](RecordMap<TxtRecord> txt, RecordMap<MxRecord> mx,
                         RecordMap<TlsaRecord> tlsa, Names failing, Names insecure, Names bogus,
                         Names null_mx, Seconds ttl) {
                 auto made = std::make_shared<MapResolver>();
                 made->txt_records = std::move(txt);
                 made->mx_records = std::move(mx);
                 made->tlsa_records = std::move(tlsa);
                 made->failing = std::move(failing);
                 made->insecure = std::move(insecure);
                 made->bogus = std::move(bogus);
                 made->null_mx = std::move(null_mx);
                 made->ttl = ttl;
                 return made;
             }),
             py::kw_only(), py::arg("txt_records") = RecordMap<TxtRecord>{},
             py::arg("mx_records") = RecordMap<MxRecord>{},
             py::arg("tlsa_records") = RecordMap<TlsaRecord>{}, py::arg("failing") = Names{},
             py::arg("insecure") = Names{}, py::arg("bogus") = Names{},
             py::arg("null_mx") = Names{}, py::arg("ttl") = Seconds{300},
             "Records by owner name, dict of lists; sets of names whose look-ups fail, are not "
             "signed or do not validate; domains that take no mail; the TTL of every answer.")
        .def_readonly("txt_records", &MapResolver::txt_records, "Lists of TxtRecord by owner name.")
        .def_readonly("mx_records", &MapResolver::mx_records, "Lists of MxRecord by owner name.")
        .def_readonly("tlsa_records", &MapResolver::tlsa_records,
                      "Lists of TlsaRecord by owner name.")
        .def_readonly("failing", &MapResolver::failing, "Names whose look-up fails.")
        .def_readonly("insecure", &MapResolver::insecure, "Names whose answers are not signed.")
        .def_readonly("bogus", &MapResolver::bogus, "Names whose signatures do not hold.")
        .def_readonly("null_mx", &MapResolver::null_mx, "Domains that take no mail (RFC 7505).")
        .def_readonly("ttl", &MapResolver::ttl, "Of every answer, whole seconds.");
}

void bind_unbound(py::module_& module) {
    Record<UnboundOptions> options(
        module, "UnboundOptions",
        "How to ask: by default the root servers, with the system's root anchor.");
    options
        .option("trust_anchor_files", &UnboundOptions::trust_anchor_files,
                "Files with DS or DNSKEY records in zone-file form. Empty: the system's root "
                "anchor.")
        .option("trust_anchors", &UnboundOptions::trust_anchors,
                "Single records: \"example. IN DS 12345 13 2 ...\".")
        .option("forwarders", &UnboundOptions::forwarders,
                "Resolvers to ask, \"192.0.2.1\" or \"192.0.2.1@5353\". Empty: the authoritative "
                "servers.")
        .option("stubs", &UnboundOptions::stubs,
                "Zones whose servers are known: (zone name, \"192.0.2.1@5353\").")
        .option("timeout", &UnboundOptions::timeout, "For one question, 1 to 60 s.")
        .option("max_records", &UnboundOptions::max_records,
                "Most records taken from one answer, 1 to 1000.")
        .option("max_txt_octets", &UnboundOptions::max_txt_octets,
                "Most octets of one TXT record, 64 to 65535.")
        .picklable();
    options.bound().def("check", &UnboundOptions::check,
                        "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");

    py::class_<UnboundResolver, Resolver, std::shared_ptr<UnboundResolver>>(
        module, "UnboundResolver",
        "libunbound with its own cache and DNSSEC validation (RFC 4035). Safe to use from many "
        "threads; to be made after a fork by the process that asks.")
        .def(py::init([](UnboundOptions given) {
                 const WithoutGil release;
                 return std::make_shared<UnboundResolver>(std::move(given));
             }),
             py::arg("options") = UnboundOptions{},
             "Asks nothing yet. Raises Error(INVALID_ARGUMENT, UNREADABLE_FILE, "
             "RESOURCE_UNAVAILABLE).");
}

}  // namespace

void bind_dns_resolvers(py::module_& module) {
    bind_resolver(module);
    bind_map_resolver(module);
    bind_unbound(module);
}

}  // namespace domainsec::python
