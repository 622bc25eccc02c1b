// `domainsec verify`: looks at stamps as an inside mail reader would.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/stamp/key_records.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/html_text.hpp"
#include "cli/mail_sources.hpp"

namespace domainsec::cli {
namespace {

struct VerifyCommand {
    std::string config;
    std::string keyring;
    std::vector<std::string> domains;
    std::vector<std::string> recipients;
    std::string recipient_key;
    bool strict = false;
    std::string at;
    std::string delivered_at;
    std::string log;
    std::string log_head;
    std::vector<std::string> messages{"-"};
    std::string html;
    bool quiet = false;
    bool dns = false;
    bool json = false;
};

std::optional<Sha256Digest> head_of(const VerifyCommand& options) {
    if (options.log_head.empty()) return std::nullopt;
    const auto pin = pin_from_string("sha256/" + options.log_head);
    if (!pin)
        throw Error(
            errc::invalid_argument,
            "--log-head: write the chain value of a line of the log, 44 characters of base64");
    return pin;
}

Verifier make_verifier(const VerifyCommand& options) {
    VerifierOptions verifier;
    verifier.strict_recipients = options.strict;
    std::string keyring = options.keyring;
    std::string recipient_key = options.recipient_key;
    std::vector<DomainName> trusted;
    for (const auto& domain : options.domains) trusted.push_back(domain_option("--domain", domain));
    if (!options.config.empty()) {
        const auto configuration = Configuration::load(options.config);
        trusted.push_back(*configuration->organization_domain);
        if (keyring.empty() && configuration->stamp)
            keyring = configuration->stamp->keyring.string();
        if (recipient_key.empty() && configuration->stamp)
            recipient_key = configuration->stamp->recipient_key.string();
    }
    if (keyring.empty() || trusted.empty())
        throw Error(errc::invalid_argument,
                    "say whose stamps to trust: --config, or --keyring and --domain");
    if (!recipient_key.empty()) {
        const auto octets = read_input(recipient_key, 64);
        verifier.recipient_key.assign(octets.begin(), octets.end());
    }
    if (!options.log.empty()) verifier.log = StampLog::from_file(options.log, head_of(options));
    return Verifier(KeyRing::from_file(keyring), trusted, verifier);
}

VerifyOptions about(const VerifyCommand& options) {
    VerifyOptions about;
    about.now = system_clock()();
    if (!options.at.empty()) about.at = time_option("--at", options.at);
    if (!options.delivered_at.empty())
        about.delivered_at = time_option("--delivered-at", options.delivered_at);
    for (const auto& recipient : options.recipients)
        about.recipients.push_back(address_option("--recipient", recipient));
    return about;
}

void print(const VerifyCommand& options, const std::string& file, const StampReport& report,
           bool several) {
    if (options.json) {
        auto line = nlohmann::ordered_json::parse(report.json());
        line["file"] = file;
        std::printf("%s\n",
                    line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return;
    }
    if (options.quiet) return;
    if (several) std::printf("%s:\n", escaped(file, 1000).c_str());
    std::printf("%s\n", report.text().c_str());
}

// How many of what; the partners that vouched are named.
class Summary final {
  public:
    void add(const StampReport& report) {
        ++total_;
        auto line = std::string(to_string(report.status));
        if (report.status == Status::pass)
            line += "  " + report.partner->str();
        else
            line += "  " + std::string(to_string(report.reason));
        ++counts_[line];
        if (show_progress_ && total_ % 100 == 0) std::fprintf(stderr, "\r%zu messages", total_);
    }

    void print() const {
        if (show_progress_ && total_ >= 100) std::fprintf(stderr, "\r%zu messages\n", total_);
        for (const auto& [line, count] : counts_) std::printf("%8zu  %s\n", count, line.c_str());
    }

    std::size_t total() const noexcept { return total_; }

  private:
    std::map<std::string, std::size_t> counts_;
    std::size_t total_ = 0;
    bool show_progress_ = ::isatty(STDERR_FILENO) != 0;
};

std::string html_row(const std::string& file, const StampReport& report) {
    const auto display = report.display();
    return "<tr><td>" + html_escaped(escaped(file, 1000)) + "</td><td>" + display.html() +
           "</td><td>" + html_escaped(display.sentence) + "</td><td>" +
           html_escaped(std::string(to_string(report.status)) + " " +
                        std::string(to_string(report.reason))) +
           "</td><td>" + html_escaped(display.on_demand) + "</td></tr>\n";
}

std::string html_page(const std::string& rows) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\"><title>Domain Secured</title><style>body{font:15px/1.5 "
           "system-ui,sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid "
           "#ccc;padding:4px 10px;text-align:left;vertical-align:top}</style></head><body>"
           "<h1>Domain Secured</h1><table><tr><th>message</th><th>mark</th><th>what it says</th>"
           "<th>verdict</th><th>why not</th></tr>\n" +
           rows + "</table></body></html>\n";
}

void run_verify(const VerifyCommand& options, Run& run) {
    const auto verifier = make_verifier(options);
    const auto question = about(options);
    const auto sources = mail_sources(options.messages);
    const bool several = sources.size() > 1 ||
                         (sources.size() == 1 && sources.front().kind == MailSource::Kind::mbox);
    std::optional<UnboundResolver> resolver;
    if (options.dns) resolver.emplace(UnboundOptions{});
    Summary summary;
    std::string rows;
    for (const auto& source : sources) {
        for_each_message(source, [&](const std::string& name, std::string_view message) {
            const auto report =
                resolver ? verify_with_key_records(verifier, message, question, *resolver)
                         : verifier.verify(message, question);
            print(options, name, report, several);
            summary.add(report);
            if (!options.html.empty()) rows += html_row(name, report);
            run.exit_code = std::max(run.exit_code, exit_code_of(report.status));
        });
    }
    if (!options.json && (several || options.quiet)) summary.print();
    if (!options.html.empty()) write_new_file(options.html, html_page(rows));
    if (summary.total() == 0)
        throw Error(errc::unreadable_file, "there is no message in what was named");
}

}  // namespace

void add_verify_command(CLI::App& app, Run& run) {
    auto options = std::make_shared<VerifyCommand>();
    auto* command = app.add_subcommand("verify", "Check the stamps of messages");
    command->add_option("--config", options->config, "domainsec.toml: its keyring and domain");
    command->add_option("--keyring", options->keyring, "Keyring file");
    command
        ->add_option("--domain", options->domains,
                     "A domain whose stamps are ours; may be given again")
        ->allow_extra_args(false);
    command
        ->add_option("--recipient", options->recipients,
                     "An address of this mailbox; may be given again")
        ->allow_extra_args(false);
    command->add_option("--recipient-key", options->recipient_key, "The key of recipient binding");
    command->add_flag("--strict-recipients", options->strict,
                      "A message not bound to a --recipient does not pass");
    command->add_option("--at", options->at, "Archival: was it good then? 2026-11-24T12:00:00Z");
    command->add_option("--delivered-at", options->delivered_at,
                        "When it was delivered; default: now");
    command->add_flag("--dns", options->dns,
                      "Look for keys that the keyring lacks in the DNS (DNSSEC-secure only)");
    command->add_option("--log", options->log, "The stamp log: shows what was stamped when");
    command->add_option("--log-head", options->log_head,
                        "A chain value of the log that was noted elsewhere");
    command
        ->add_option("MESSAGE", options->messages,
                     "Message files, mbox files, Maildir folders; - for standard input")
        ->capture_default_str();
    command->add_option("--html", options->html, "Write a page that shows each as a reader would");
    command->add_flag("--quiet", options->quiet, "Print the summary only");
    command->add_flag("--json", options->json, "Print one JSON object per message");
    command->footer(
        examples(
            {"domainsec verify --keyring keyring.toml --domain contoso.example message.eml",
             "domainsec verify --config /etc/domainsec/domainsec.toml --json < message.eml",
             "domainsec verify --keyring keyring.toml --domain contoso.example --quiet Maildir",
             "domainsec verify --keyring archive.toml --domain contoso.example --log stamp.log \\",
             "    --at 2027-01-01T00:00:00Z --html report.html archive.mbox"}) +
        "Exit code: 0 every message passes; else the worst of 10 none, 11 policy, 12 temperror, 13 "
        "permerror,\n"
        "14 fail; 1 a mistake.");
    command->callback([options, &run] { run_verify(*options, run); });
}

}  // namespace domainsec::cli
