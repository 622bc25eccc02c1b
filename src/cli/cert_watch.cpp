// `domainsec cert watch`: warns before a certificate ends, and picks up what others renew (ACME).
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/import_files.hpp"
#include "cli/standing_options.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct Watch : StoreOptions, StandingOptions {
    std::vector<std::string> pick_ups;
    int interval = 3600;
    bool once = false;
};

/// Files that somebody else renews, and the entry that follows them.
struct PickUp {
    std::string label;
    std::vector<std::string> files;
};

PickUp pick_up_option(const std::string& text) {
    const auto equals = text.find('=');
    const auto comma = text.find(',', equals == std::string::npos ? 0 : equals);
    if (equals == std::string::npos || equals == 0 || comma == std::string::npos)
        throw Error(errc::invalid_argument,
                    "--pick-up: \"" + escaped(text) +
                        "\" is not LABEL=CHAIN,KEY, such as edge1=fullchain.pem,privkey.pem");
    return {text.substr(0, equals),
            {text.substr(equals + 1, comma - equals - 1), text.substr(comma + 1)}};
}

void say(const Watch& options, const ordered_json& event) {
    if (options.json)
        std::printf("%s\n", event.dump().c_str());
    else
        std::printf("%s %s: %s\n", event["time"].get<std::string>().c_str(),
                    event["label"].get<std::string>().c_str(),
                    event["text"].get<std::string>().c_str());
    std::fflush(stdout);
}

class Watcher final {
  public:
    explicit Watcher(const Watch& options) : options_(options) {
        for (const auto& text : options.pick_ups) pick_ups_.push_back(pick_up_option(text));
    }

    /// One round: the worst that it found.
    int look() {
        int worst = exit_ok;
        for (const auto& each : pick_ups_) worst = std::max(worst, pick_up(each));
        const auto store = options_.open();
        const StandingJudge judge(options_);
        for (const auto& entry : store.entries())
            worst = std::max(worst, tell(entry.label, judge.standing_of(entry), judge.now()));
        return worst;
    }

  private:
    int tell(const std::string& label, const CertificateStanding& standing, TimePoint now) const {
        const auto days = std::chrono::floor<std::chrono::days>(standing.expiry.left).count();
        const auto stage = standing.expiry.stage;
        ordered_json event{{"time", to_text(now)},
                           {"label", label},
                           {"event", "certificate_expiring"},
                           {"status", std::string(to_string(standing.state))},
                           {"stage", std::string(to_string(stage))},
                           {"days_left", days}};
        switch (standing.state) {
            case CertificateState::pending_request:
                return exit_ok;
            case CertificateState::valid:
            case CertificateState::self_signed:
                if (!standing.expiring_soon()) return exit_ok;
                event["text"] = "ends in " + std::to_string(days) + " days (" +
                                std::string(to_string(stage)) + "): renew it";
                say(options_, event);
                return stage == ExpiryStage::renew ? exit_policy : exit_temperror;
            default:
                event["event"] = "certificate_unusable";
                event["text"] = std::string(to_string(standing.state)) + ": " + standing.why;
                say(options_, event);
                return exit_fail;
        }
    }

    int pick_up(const PickUp& from) const {
        const auto now = system_clock()();
        ordered_json event{{"time", to_text(now)}, {"label", from.label}};
        try {
            const auto found = read_import_files(from.files, {});
            if (!found.key || found.certificates.empty())
                throw Error(errc::malformed_certificate, "holds no certificate with its key",
                            from.files.front());
            return take(from, found, event, now);
        } catch (const Error& error) {
            event["event"] = "certificates_refused";
            event["text"] = std::string(error.what()) + "; the old one stays";
            say(options_, event);
            return exit_fail;
        }
    }

    // Only what is whole and in its dates takes the place of what is in use.
    int take(const PickUp& from, const ImportedFiles& found, ordered_json& event,
             TimePoint now) const {
        auto store = options_.create();
        const auto built = build_chain(found.certificates.front(), found.certificates);
        const auto& leaf = built.chain.leaf();
        const auto labels = store.labels();
        const bool is_new = std::find(labels.begin(), labels.end(), from.label) == labels.end();
        if (!is_new && store.entry(from.label).chain.digest() == built.chain.digest())
            return exit_ok;
        if (now < leaf.not_before() || now > leaf.not_after())
            throw Error(errc::invalid_argument, "is outside of its dates", from.files.front());
        EntryOptions keeping;
        const auto passphrase = options_.passphrase();
        keeping.passphrase = passphrase;
        if (is_new)
            store.add(from.label, built.chain, *found.key, keeping);
        else
            store.replace(from.label, built.chain, *found.key, keeping);
        event["event"] = "certificates_replaced";
        event["pin"] = to_pin(leaf.spki_sha256());
        event["text"] = "picked up from " + from.files.front() + ", valid until " +
                        to_text(leaf.not_after()) + ", pin " + to_pin(leaf.spki_sha256());
        say(options_, event);
        return exit_ok;
    }

    const Watch& options_;
    std::vector<PickUp> pick_ups_;
};

/// Waits; false when the process is to end.
bool wait_for(int signals, int seconds) {
    pollfd waited{signals, POLLIN, 0};
    return ::poll(&waited, 1, seconds * 1000) == 0;
}

void run_watch(const Watch& options, Run& run) {
    Watcher watcher(options);
    if (options.once) {
        run.exit_code = watcher.look();
        return;
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    const int signals = ::signalfd(-1, &ends, SFD_CLOEXEC);
    do {
        run.exit_code = watcher.look();
    } while (wait_for(signals, options.interval));
    ::close(signals);
}

}  // namespace

void add_cert_watch_command(CLI::App& cert, Run& run) {
    auto options = std::make_shared<Watch>();
    auto* command = cert.add_subcommand(
        "watch",
        "Warn before certificates end: at a third of their life, 7 days and 2 days before; and "
        "pick up what an ACME client renews");
    command
        ->add_option("--pick-up", options->pick_ups,
                     "LABEL=CHAIN,KEY: files whose newest state the entry follows; may be given "
                     "again")
        ->allow_extra_args(false);
    command->add_flag("--once", options->once, "One look, then end: for timers");
    command->add_option("--interval", options->interval, "Seconds between two looks")
        ->capture_default_str()
        ->check(CLI::Range(1, 86400));
    add_store_options(*command, *options);
    add_standing_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(
        "Exit codes: 0 nothing to do; 11 in the last third of a life; 12 at most 7 days left; 14 "
        "ended, broken or refused. Ends with SIGTERM.\n" +
        examples({"domainsec cert watch --once || mail -s certificates postmaster",
                  "domainsec cert watch --json --pick-up \\",
                  "    edge1=/etc/letsencrypt/live/mx/fullchain.pem,/etc/letsencrypt/live/mx/"
                  "privkey.pem"}));
    command->callback([options, &run] { run_watch(*options, run); });
}

}  // namespace domainsec::cli
