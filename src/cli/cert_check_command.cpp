// `domainsec cert check`: would a partner accept this certificate? For files and for mail hosts.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <domainsec/error.hpp>
#include <memory>

#include "cli/cert_check.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_list_octets = 16u << 20;

struct CheckCommand {
    std::vector<std::string> targets;
    std::vector<std::string> identities;
    std::vector<std::string> anchors;
    std::vector<std::string> pins;
    std::vector<std::string> lists;
    std::string role;
    std::string eku = "client";
    std::string revocation = "soft";
    std::string at;
    std::string server_name;
    int timeout = 30;
    bool wildcards = false;
    bool fetch = false;
    HttpFetcherOptions fetcher;
    bool as_client = false;
    bool json = false;
    std::string html;
    std::string svg;
};

bool holds_certificates(const fs::path& path) {
    static constexpr std::array<const char*, 4> endings{".pem", ".crt", ".cer", ".der"};
    return std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return path.extension() == ending; });
}

std::vector<fs::path> anchor_files(const std::string& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path))
        if (entry.is_regular_file() && holds_certificates(entry.path()))
            files.push_back(entry.path());
    if (files.empty())
        throw Error(errc::unreadable_file,
                    "holds no file that ends in .pem, .crt, .cer or .der; put the anchors there",
                    path);
    std::sort(files.begin(), files.end());
    return files;
}

std::shared_ptr<const AnchorSet> anchors_of(const CheckCommand& options) {
    if (options.anchors.empty()) return AnchorSet::system();
    std::vector<Certificate> anchors;
    for (const auto& path : options.anchors)
        for (const auto& file : anchor_files(path))
            for (auto& certificate : certificates_in(file))
                anchors.push_back(std::move(certificate));
    return AnchorSet::from_certificates(std::move(anchors));
}

Sha256Digest pin_option(const std::string& text) {
    const auto pin = pin_from_string(text);
    if (!pin)
        throw Error(errc::invalid_argument,
                    "--pin: \"" + escaped(text) +
                        "\" is not a pin; `domainsec cert show` prints one: sha256/...");
    return *pin;
}

template <typename Word>
Word word_option(const std::string& text, std::initializer_list<Word> words) {
    for (const Word word : words)
        if (to_string(word) == text) return word;
    // CLI::IsMember has refused everything else.
    return *words.begin();
}

TrustPolicy policy_of(const CheckCommand& options) {
    TrustPolicy policy;
    policy.method = !options.pins.empty()     ? TrustMethod::pin
                    : options.anchors.empty() ? TrustMethod::system
                                              : TrustMethod::anchors;
    if (policy.method != TrustMethod::pin) policy.anchors = anchors_of(options);
    for (const auto& pin : options.pins) policy.pins.push_back(pin_option(pin));
    for (const auto& name : options.identities)
        policy.identities.push_back(domain_option("--identity", name));
    policy.wildcards = options.wildcards;
    policy.eku = word_option(options.eku, {EkuMode::client, EkuMode::mta, EkuMode::any});
    policy.revocation = word_option(
        options.revocation, {RevocationMode::soft, RevocationMode::hard, RevocationMode::off});
    return policy;
}

// RFC 5321 §4.1.4: the host's own name, where it has one.
std::string own_name() {
    std::array<char, 256> text{};
    if (::gethostname(text.data(), text.size() - 1) != 0) return "localhost.invalid";
    const auto name = DomainName::from_string(text.data());
    return name ? name->str() : "localhost.invalid";
}

CheckQuestion question_of(const CheckCommand& options) {
    CheckQuestion question;
    question.policy = policy_of(options);
    if (!options.role.empty())
        question.role = word_option(options.role, {PeerRole::client, PeerRole::server});
    question.at = options.at.empty() ? system_clock()() : time_option("--at", options.at);
    for (const auto& file : options.lists)
        question.lists.push_back({file, read_input(file, max_list_octets)});
    question.as_client = options.as_client;
    if (!options.server_name.empty())
        question.server_name = domain_option("--servername", options.server_name).str();
    if (options.fetch) question.fetcher = std::make_shared<HttpFetcher>(options.fetcher);
    question.probe.ehlo_name = own_name();
    question.probe.patience = std::chrono::seconds{options.timeout};
    return question;
}

void write_pictures(const CheckCommand& options, const CheckResult& result) {
    if (!result.report) return;
    if (!options.html.empty()) write_new_file(options.html, result.report->html());
    if (!options.svg.empty()) write_new_file(options.svg, result.report->svg());
}

void run_check(const CheckCommand& options, Run& run) {
    if (options.targets.size() > 1 && (!options.html.empty() || !options.svg.empty()))
        throw Error(errc::invalid_argument, "--html and --svg are for one TARGET at a time");
    const CheckQuestion question = question_of(options);
    for (std::size_t i = 0; i < options.targets.size(); ++i) {
        const CheckResult result = check_target(options.targets[i], question);
        if (options.json)
            std::printf("%s\n", result_as_json(result).c_str());
        else
            std::printf("%s%s", i == 0 ? "" : "\n", result_as_text(result, question.at).c_str());
        write_pictures(options, result);
        run.exit_code = std::max(run.exit_code, exit_code_of(result.status));
    }
}

void add_trust_options(CLI::App& command, CheckCommand& options) {
    command
        .add_option("--identity", options.identities,
                    "A domain that the certificate must hold; may be given again. Default for a "
                    "host: its own name")
        ->allow_extra_args(false);
    auto* anchors = command
                        .add_option("--anchors", options.anchors,
                                    "File or folder of trust anchors; may be given again. Default: "
                                    "the system's roots")
                        ->allow_extra_args(false);
    command
        .add_option("--pin", options.pins,
                    "Trust this key of the leaf, sha256/...; may be given again")
        ->allow_extra_args(false)
        ->excludes(anchors);
    command
        .add_option("--role", options.role,
                    "What the peer is: client (default for files) or "
                    "server (default for hosts)")
        ->check(CLI::IsMember({"client", "server"}));
    command.add_option("--eku", options.eku, "Extended key usage of a client: client, mta or any")
        ->capture_default_str()
        ->check(CLI::IsMember({"client", "mta", "any"}));
    command.add_flag("--wildcards", options.wildcards,
                     "A wildcard in the certificate stands for names one label below");
}

void add_evidence_options(CLI::App& command, CheckCommand& options) {
    command
        .add_option("--revocation", options.revocation,
                    "What missing revocation data means: hard, soft or off")
        ->capture_default_str()
        ->check(CLI::IsMember({"hard", "soft", "off"}));
    command
        .add_option("--crl", options.lists,
                    "A revocation list (PEM or DER) of an issuer in the chain; may be given again")
        ->allow_extra_args(false);
    auto* fetch = command.add_flag("--fetch", options.fetch,
                                   "Fetch missing lists and OCSP answers, from public addresses");
    command
        .add_option("--allow-network", options.fetcher.allowed_networks,
                    "Fetch from this network too, 10.1.0.0/16; may be given again")
        ->allow_extra_args(false)
        ->needs(fetch);
    command
        .add_option("--allow-port", options.fetcher.allowed_ports,
                    "Fetch from this port too; may be given again")
        ->allow_extra_args(false)
        ->needs(fetch);
    command.add_option("--at", options.at, "Judge for this moment, 2026-11-24T12:00:00Z");
}

void add_output_options(CLI::App& command, CheckCommand& options) {
    command.add_option("--servername", options.server_name,
                       "Name to ask a host for (SNI); default: the host's");
    command.add_option("--timeout", options.timeout, "Seconds for one host")
        ->capture_default_str()
        ->check(CLI::Range(1, 300));
    command.add_flag("--as-client", options.as_client,
                     "Also say whether a partner would accept it from a client, for each --eku");
    command.add_option("--html", options.html, "Write the report here as a page; a new file");
    command.add_option("--svg", options.svg, "Write the chain here as a picture; a new file");
    command.add_flag("--json", options.json, "Print one JSON object per target");
}

}  // namespace

void add_cert_check_command(CLI::App& cert, Run& run) {
    auto options = std::make_shared<CheckCommand>();
    auto* command = cert.add_subcommand(
        "check", "Would a partner accept this certificate? For files and for mail hosts");
    command
        ->add_option("TARGET", options->targets,
                     "A file with the chain, leaf first (PEM or DER), or smtp://host[:port]")
        ->required();
    add_trust_options(*command, *options);
    add_evidence_options(*command, *options);
    add_output_options(*command, *options);
    command->footer(
        examples({"domainsec cert check smtp://mx1.fabrikam.example",
                  "domainsec cert check smtp://mx1.fabrikam.example --identity fabrikam.example \\",
                  "                     --anchors fabrikam-ca.pem --html report.html",
                  "domainsec cert check edge1.pem --identity contoso.example --as-client",
                  "domainsec cert check chain.pem --identity fabrikam.example --revocation hard \\",
                  "                     --crl ca.crl --at 2026-12-24T12:00:00Z --json"}) +
        "A host is asked for STARTTLS; no mail is sent. Revocation data is looked up with --fetch, "
        "or "
        "given by --crl.\n"
        "Exit code: 0 every target passes; else the worst of 12 temperror (no connection, or data "
        "is missing\n"
        "under --revocation hard), 13 permerror (it cannot be read), 14 fail; 1 a mistake.");
    command->callback([options, &run] { run_check(*options, run); });
}

}  // namespace domainsec::cli
