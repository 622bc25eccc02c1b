// `domainsec evidence refresh|list`: the revocation data that edges read from disk.
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

/// Edges may ask at any time, so the loop looks again after this long at the latest.
constexpr Seconds longest_sleep{60};
constexpr Seconds shortest_sleep{5};

std::string text(std::string_view word) {
    return std::string(word);
}

ordered_json time_or_null(const std::optional<TimePoint>& time) {
    return time ? ordered_json(to_text(*time)) : ordered_json();
}

std::shared_ptr<const Configuration> configuration_with_cache(const std::string& file) {
    auto configuration = Configuration::load(file);
    if (configuration->evidence.cache.empty())
        throw Error(errc::invalid_configuration,
                    "names no cache; add [evidence] with cache = \"/var/lib/domainsec/evidence\"",
                    file, 0, "evidence.cache");
    return configuration;
}

HttpFetcherOptions fetcher_options(const Configuration& configuration) {
    HttpFetcherOptions options;
    options.allowed_networks = configuration.evidence.allow_networks;
    options.allowed_ports = configuration.evidence.allow_ports;
    options.ocsp_nonce = configuration.evidence.nonce;
    return options;
}

/// SIGTERM and SIGINT, held back and looked at between fetches, so that none is cut short.
class EndSignals final {
  public:
    EndSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }

    bool came() {
        came_ = came_ || wait(Seconds{0});
        return came_;
    }

    /// True when one came before the time was over.
    bool sleep(Seconds time) {
        came_ = came_ || wait(time);
        return came_;
    }

  private:
    bool wait(Seconds time) const {
        const std::timespec limit{static_cast<std::time_t>(time.count()), 0};
        return sigtimedwait(&signals_, nullptr, &limit) > 0;
    }

    sigset_t signals_{};
    bool came_ = false;
};

ordered_json json_of(const CacheProblem& problem) {
    return {{"file", problem.file.string()}, {"text", problem.text}};
}

ordered_json json_of(const EvidenceRequest& request) {
    return {{"kind", text(to_string(request.kind))},
            {"locator", escaped(request.locator)},
            {"query", to_hex(request.query)}};
}

ordered_json json_of(const RefreshReport& report) {
    auto fetches = ordered_json::array();
    for (const auto& fetch : report.fetches) {
        auto one = json_of(fetch.request);
        one["status"] = text(to_string(fetch.status));
        one["reason"] = text(to_string(fetch.reason));
        one["text"] = fetch.text;
        fetches.push_back(std::move(one));
    }
    auto dropped = ordered_json::array();
    for (const auto& request : report.dropped) dropped.push_back(json_of(request));
    auto ignored = ordered_json::array();
    for (const auto& problem : report.ignored) ignored.push_back(json_of(problem));
    return {{"busy", report.is_busy},
            {"fetches", std::move(fetches)},
            {"dropped", std::move(dropped)},
            {"ignored", std::move(ignored)},
            {"next_due", to_text(report.next_due)}};
}

void print(const RefreshReport& report) {
    if (report.is_busy) std::printf("busy: another process refreshes this cache\n");
    for (const auto& fetch : report.fetches)
        std::printf(
            "%s %s %s: %s\n",
            fetch.status == Status::pass ? "fetched" : text(to_string(fetch.reason)).c_str(),
            text(to_string(fetch.request.kind)).c_str(), escaped(fetch.request.locator).c_str(),
            fetch.text.c_str());
    for (const auto& request : report.dropped)
        std::printf("dropped %s %s\n", text(to_string(request.kind)).c_str(),
                    escaped(request.locator).c_str());
    for (const auto& problem : report.ignored)
        std::printf("ignored %s: %s\n", problem.file.c_str(), problem.text.c_str());
}

void show(const RefreshReport& report, bool json, bool in_loop) {
    if (json)
        std::printf("%s\n", json_of(report).dump(in_loop ? -1 : 2).c_str());
    else
        print(report);
    std::fflush(stdout);
}

int refresh_loop(EvidenceCache& cache, EvidenceFetcher& fetcher, const Clock& clock, bool json) {
    EndSignals signals;
    while (!signals.came()) {
        const auto report = cache.refresh(fetcher, clock(), [&signals] { return signals.came(); });
        if (!report.is_busy) show(report, json, true);
        const Seconds until_due = report.next_due - clock();
        if (signals.sleep(std::clamp(until_due, shortest_sleep, longest_sleep))) break;
    }
    return exit_ok;
}

void add_refresh(CLI::App& parent, Run& run) {
    struct Options {
        std::string file;
        bool once = false;
        bool loop = false;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(
        "refresh", "Fetch what edges have asked for and what comes due; keep the old on failure");
    command->add_option("CONFIG", options->file, "domainsec.toml with [evidence] cache")
        ->required();
    auto* once = command->add_flag("--once", options->once, "Do it once and end (default)");
    command->add_flag("--loop", options->loop, "Go on until SIGTERM or SIGINT")->excludes(once);
    command->add_flag("--json", options->json, "Print JSON; in a loop one object per line");
    command->footer(
        examples({"domainsec evidence refresh /etc/domainsec/domainsec.toml",
                  "domainsec evidence refresh /etc/domainsec/domainsec.toml --loop --json"}) +
        "Exit code 0: all that was due is there, or the loop was ended; 1: a mistake in the "
        "configuration or directory; 12: something could not be fetched, or another process is at "
        "it.");
    command->callback([options, &run] {
        const auto configuration = configuration_with_cache(options->file);
        EvidenceCache cache(configuration->evidence.cache);
        const auto clock = system_clock();
        HttpFetcher fetcher(fetcher_options(*configuration), clock);
        if (options->loop) {
            run.exit_code = refresh_loop(cache, fetcher, clock, options->json);
            return;
        }
        const auto report = cache.refresh(fetcher, clock());
        show(report, options->json, false);
        run.exit_code = report.is_busy || !report.all_passed() ? exit_temperror : exit_ok;
    });
}

void print(const CacheListing& listing) {
    for (const auto& entry : listing.entries)
        std::printf("%-7s %-4s %s fetched %s next-update %s due %s octets %llu\n",
                    text(to_string(entry.state)).c_str(),
                    text(to_string(entry.request.kind)).c_str(),
                    escaped(entry.request.locator).c_str(),
                    entry.fetched_at ? to_text(*entry.fetched_at).c_str() : "-",
                    entry.next_update ? to_text(*entry.next_update).c_str() : "-",
                    to_text(entry.due_at).c_str(), static_cast<unsigned long long>(entry.octets));
    for (const auto& problem : listing.ignored)
        std::printf("ignored %s: %s\n", problem.file.c_str(), problem.text.c_str());
}

ordered_json json_of(const CacheListing& listing) {
    auto entries = ordered_json::array();
    for (const auto& entry : listing.entries) {
        auto one = json_of(entry.request);
        one["state"] = text(to_string(entry.state));
        one["fetched_at"] = time_or_null(entry.fetched_at);
        one["next_update"] = time_or_null(entry.next_update);
        one["due_at"] = to_text(entry.due_at);
        one["asked_at"] = to_text(entry.asked_at);
        one["octets"] = entry.octets;
        entries.push_back(std::move(one));
    }
    auto ignored = ordered_json::array();
    for (const auto& problem : listing.ignored) ignored.push_back(json_of(problem));
    return {{"entries", std::move(entries)}, {"ignored", std::move(ignored)}};
}

void add_evidence_list(CLI::App& parent, Run& run) {
    struct Options {
        std::string file;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(
        "list", "Show what is held or wanted: current, due, expired or wanted");
    command->add_option("CONFIG", options->file, "domainsec.toml with [evidence] cache")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(
        examples({"domainsec evidence list /etc/domainsec/domainsec.toml"}) +
        "Exit code 0: all is usable; 1: a mistake; 12: something is wanted or expired.");
    command->callback([options, &run] {
        const auto configuration = configuration_with_cache(options->file);
        const EvidenceCache cache(configuration->evidence.cache);
        const auto listing = cache.list(system_clock()());
        if (options->json)
            std::printf("%s\n", json_of(listing).dump(2).c_str());
        else
            print(listing);
        const bool lacks = std::ranges::any_of(listing.entries, [](const CacheEntry& entry) {
            return entry.state == CacheState::wanted || entry.state == CacheState::expired;
        });
        run.exit_code = lacks ? exit_temperror : exit_ok;
    });
}

}  // namespace

void add_evidence_commands(CLI::App& app, Run& run) {
    auto* evidence = app.add_subcommand("evidence", "Revocation data on disk");
    evidence->require_subcommand(1);
    add_refresh(*evidence, run);
    add_evidence_list(*evidence, run);
}

}  // namespace domainsec::cli
