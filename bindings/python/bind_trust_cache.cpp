// trust: revocation data on disk, shared by many processes.
#include "clocks.hpp"
#include "fetching.hpp"

namespace domainsec::python {
namespace {

using PyCache = py::class_<EvidenceCache, std::shared_ptr<EvidenceCache>>;
using Requests = std::vector<EvidenceRequest>;

void bind_options(py::module_& module) {
    Record<EvidenceCacheOptions> options(module, "EvidenceCacheOptions",
                                         "Bounds of a cache, and when it fetches anew.");
    options
        .option("max_entries", &EvidenceCacheOptions::max_entries,
                "1 to 100,000; beyond it, the one asked for longest ago goes.")
        .option("max_octets", &EvidenceCacheOptions::max_octets, "1 MiB to 64 GiB.")
        .option("max_wanted", &EvidenceCacheOptions::max_wanted,
                "Requests waiting to be fetched, 1 to 10,000.")
        .option("min_interval", &EvidenceCacheOptions::min_interval,
                "Between two fetches of one entry, 1 minute to 30 days.")
        .option("max_interval", &EvidenceCacheOptions::max_interval, "The same, at most.")
        .option("forget_after", &EvidenceCacheOptions::forget_after,
                "An entry nobody asked for this long is dropped, 1 day to 10 years.")
        .picklable();
    options.bound().def("check", &EvidenceCacheOptions::check,
                        "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");
}

void bind_facts(py::module_& module) {
    Record<CacheEntry>(module, "CacheEntry", "What is known of one request.")
        .fact("request", &CacheEntry::request, "An EvidenceRequest.")
        .fact("state", &CacheEntry::state, "A CacheState.")
        .fact("fetched_at", &CacheEntry::fetched_at, "None when it is only wanted.")
        .fact("next_update", &CacheEntry::next_update, "What the issuer says, or None.")
        .fact("due_at", &CacheEntry::due_at, "When it is to be fetched.")
        .fact("asked_at", &CacheEntry::asked_at, "When a judgement last needed it, to the day.")
        .fact("octets", &CacheEntry::octets, "Of the content.")
        .picklable();
    Record<CacheProblem>(module, "CacheProblem", "A file in the cache that was left alone.")
        .fact("file", &CacheProblem::file, "Its path.")
        .fact("text", &CacheProblem::text, "Why, one sentence.")
        .picklable();
    Record<CacheListing>(module, "CacheListing", "All that is held or wanted.")
        .fact("entries", &CacheListing::entries, "CacheEntry, sorted by request.")
        .fact("ignored", &CacheListing::ignored, "CacheProblem.")
        .picklable();
    Record<CacheReading>(module, "CacheReading", "What reading the cache into a store gave.")
        .fact("loaded", &CacheReading::loaded, "Entries that are new or newer than last time.")
        .fact("ignored", &CacheReading::ignored, "CacheProblem.")
        .picklable();
}

void bind_report(py::module_& module) {
    Record<CacheFetch>(module, "CacheFetch", "One fetch of a refresh.")
        .fact("request", &CacheFetch::request, "The EvidenceRequest.")
        .fact("status", &CacheFetch::status, "pass: filed. Otherwise what was held stays.")
        .fact("reason", &CacheFetch::reason, "A FetchReason.")
        .fact("text", &CacheFetch::text, "One sentence for an administrator.")
        .picklable();
    Record<RefreshReport> report(module, "RefreshReport", "What a refresh did.");
    report
        .fact("is_busy", &RefreshReport::is_busy,
              "Another process refreshes at this moment: nothing was done.")
        .fact("fetches", &RefreshReport::fetches, "CacheFetch.")
        .fact("dropped", &RefreshReport::dropped, "Nobody asked for them any more, or no room.")
        .fact("ignored", &RefreshReport::ignored, "CacheProblem.")
        .fact("next_due", &RefreshReport::next_due, "When there is something to do again.")
        .picklable();
    report.bound().def_property_readonly("all_passed", &RefreshReport::all_passed,
                                         "Every fetch did.");
}

/// What `stop` raises ends the refresh, and is raised once the refresh has ended.
RefreshReport refresh(EvidenceCache& self, const py::object& fetcher, std::optional<TimePoint> now,
                      const py::object& stop) {
    const auto fetching = to_fetcher(fetcher);
    if (!fetching) throw py::type_error("fetcher: None cannot fetch");
    if (!stop.is_none() && PyCallable_Check(stop.ptr()) == 0)
        throw py::type_error("stop: a function without arguments is expected");
    std::exception_ptr raised;
    const auto ends = [&] {
        const WithGil gil;
        try {
            return PyErr_CheckSignals() != 0 ? throw py::error_already_set()
                                             : !stop.is_none() && py::bool_(stop());
        } catch (...) {
            raised = std::current_exception();
            return true;
        }
    };
    RefreshReport report;
    {
        const WithoutGil release;
        report = self.refresh(*fetching, or_now(now), ends);
    }
    if (raised) std::rethrow_exception(raised);
    return report;
}

void bind_cache(py::module_& module) {
    PyCache cache(module, "EvidenceCache",
                  "A directory of fetched evidence (RFC 5280 §5, RFC 6960). Entries are replaced "
                  "atomically; contents are not trusted for being here. Safe to use from many "
                  "threads and processes; one object serves one EvidenceStore.");
    cache
        .def(py::init([](std::filesystem::path directory, const EvidenceCacheOptions& options) {
                 const WithoutGil release;
                 return std::make_shared<EvidenceCache>(std::move(directory), options);
             }),
             py::arg("directory"), py::arg("options") = EvidenceCacheOptions{},
             "Opens a directory, or makes it with mode 0700. Raises Error(INVALID_ARGUMENT, "
             "UNREADABLE_FILE, UNWRITABLE_FILE), also when others may write it.")
        .def_property_readonly("directory", &EvidenceCache::directory, "Where it keeps its files.")
        .def("load_into", &EvidenceCache::load_into, py::arg("store"), py::call_guard<WithoutGil>(),
             "Files what is new or newer since the last call. Gives a CacheReading.")
        .def("refresh", &refresh, py::arg("fetcher"), py::kw_only(), py::arg("now") = py::none(),
             py::arg("stop") = py::none(),
             "Fetches what is wanted and what is due, and drops what nobody needs; what is held "
             "stays when a fetch fails. fetcher: an EvidenceFetcher, an object with fetch, or a "
             "function of one EvidenceRequest. stop() is asked before each fetch: true ends the "
             "refresh, and so does what it raises, which is raised here. Gives a RefreshReport. "
             "Raises Error(UNWRITABLE_FILE).");
    cache
        .def(
            "ask",
            [](EvidenceCache& self, const Requests& requests, std::optional<TimePoint> now) {
                const WithoutGil release;
                return self.ask(requests, or_now(now));
            },
            py::arg("requests"), py::kw_only(), py::arg("now") = py::none(),
            "Records what a judgement found missing, for the next refresh; DNS records are left "
            "out. Gives how many are recorded.")
        .def(
            "note_use",
            [](EvidenceCache& self, const Requests& requests, std::optional<TimePoint> now) {
                const WithoutGil release;
                self.note_use(requests, or_now(now));
            },
            py::arg("requests"), py::kw_only(), py::arg("now") = py::none(),
            "Records that a judgement may rest on these, so that they are not dropped.")
        .def(
            "put",
            [](EvidenceCache& self, const EvidenceRequest& request, const py::object& content,
               std::optional<TimePoint> now) {
                const EvidenceRequest kept = request;
                const OctetsArgument octets(content);
                const WithoutGil release;
                Filing filing;
                filing.filed = self.put(kept, octets.bytes(), or_now(now), &filing.why);
                return filing;
            },
            py::arg("request"), py::arg("content"), py::kw_only(), py::arg("now") = py::none(),
            "Files one content, as a refresh does. Gives a Filing.")
        .def(
            "list",
            [](const EvidenceCache& self, std::optional<TimePoint> now) {
                const WithoutGil release;
                return self.list(or_now(now));
            },
            py::kw_only(), py::arg("now") = py::none(),
            "All that is held or wanted, a CacheListing.")
        .def("__repr__", [](const EvidenceCache& self) {
            return py::str("<EvidenceCache {!r}>").format(self.directory().string());
        });
}

}  // namespace

void bind_trust_cache(py::module_& module) {
    bind_options(module);
    bind_facts(module);
    bind_report(module);
    bind_cache(module);
}

}  // namespace domainsec::python
