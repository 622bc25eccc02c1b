// `domainsec partner import`: a partner's bundle, reviewed, confirmed and made a [[partner]] entry.
#include <cstdio>
#include <domainsec/error.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/partner_review.hpp"

namespace domainsec::cli {
namespace {

namespace fs = std::filesystem;

struct Import {
    std::string file;
    std::string fingerprint;
    std::string name;
    std::string trust;
    std::string directory;
    std::string newer_than;
    bool watch = false;
    bool json = false;
};

TrustMethod trust_of(const Import& options, const PartnerBundle& bundle) {
    if (options.trust == "pin") return TrustMethod::pin;
    if (options.trust == "anchors") return TrustMethod::anchors;
    return bundle.pins.empty() ? TrustMethod::anchors : TrustMethod::pin;
}

/// Writes the anchors, unless the same file is there already.
fs::path write_anchors(const Import& options, const PartnerBundle& bundle) {
    if (options.directory.empty())
        throw Error(errc::invalid_argument,
                    "the authorities' certificates go into a file: say where with --write DIR");
    if (!fs::is_directory(options.directory))
        throw Error(errc::unwritable_file, "is no directory; make it first", options.directory);
    auto file = fs::absolute(options.directory).lexically_normal() /
                (bundle.domains.front().str() + "-anchors.pem");
    std::string pem;
    for (const auto& anchor : bundle.anchors) pem += anchor.pem();
    if (fs::is_regular_file(file) && read_input(file.string()) == pem) return file;
    write_new_file(file, pem);
    return file;
}

std::string entry_for(const Import& options, const SignedBundle& bundle) {
    PartnerEntryOptions entry;
    entry.name = options.name;
    entry.trust = trust_of(options, bundle.bundle);
    entry.watch_only = options.watch;
    if (entry.trust == TrustMethod::anchors) {
        // Nothing is written unless the entry can be made.
        entry.anchors_file = "anchors.pem";
        static_cast<void>(to_partner_toml(bundle, entry));
        entry.anchors_file = write_anchors(options, bundle.bundle);
    }
    return to_partner_toml(bundle, entry);
}

void refuse_unconfirmed(const Import& options, Run& run) {
    run.exit_code = exit_refused;
    if (options.json) return;
    const bool wrong = !options.fingerprint.empty();
    std::printf(
        "\n%s\nCall the organization, at a number that is not from this file, have its "
        "administrator\nread out the fingerprint that \"domainsec partner export\" printed, and "
        "type what you hear:\n\n"
        "    domainsec partner import %s --fingerprint \"...\"\n",
        wrong ? "NOT CONFIRMED: this is another bundle than the one whose fingerprint was given."
              : "Nothing of this is believed yet: anybody can make such a file.",
        escaped(options.file).c_str());
}

SignedBundle read_file(const Import& options, TimePoint now) {
    BundleReading reading;
    if (!options.newer_than.empty())
        reading.not_older_than = time_option("--newer-than", options.newer_than);
    try {
        return read_bundle(read_input(options.file, max_bundle_octets), now, reading);
    } catch (const Error& error) {
        throw Error(error.code(), options.file + ": " + error.what());
    }
}

void run_import(const Import& options, Run& run) {
    const auto now = system_clock()();
    const auto bundle = read_file(options, now);
    const bool confirmed =
        !options.fingerprint.empty() && is_fingerprint_of(options.fingerprint, bundle);
    if (!confirmed) {
        std::printf("%s", options.json ? (review_json(bundle, now, false) + "\n").c_str()
                                       : review(bundle, now).c_str());
        refuse_unconfirmed(options, run);
        return;
    }
    const auto entry = entry_for(options, bundle);
    if (options.json) {
        auto facts = nlohmann::ordered_json::parse(review_json(bundle, now, true));
        facts["entry"] = entry;
        std::printf("%s\n", facts.dump(2).c_str());
        return;
    }
    std::printf("%s%s", as_comment(review(bundle, now)).c_str(), entry.c_str());
}

}  // namespace

void add_partner_import(CLI::App& partner, Run& run) {
    auto options = std::make_shared<Import>();
    auto* command = partner.add_subcommand(
        "import", "Review a partner's bundle and print its [[partner]] entry");
    command->add_option("FILE", options->file, "The bundle")->required();
    command->add_option("--fingerprint", options->fingerprint,
                        "What the partner's administrator read out; or the pin that signed the "
                        "bundle before");
    command->add_option("--name", options->name, "Name of the entry; default: the organization's");
    command
        ->add_option("--trust", options->trust, "pin or anchors; default: pin where there are any")
        ->check(CLI::IsMember({"pin", "anchors"}));
    command->add_option("--write", options->directory,
                        "Write the authorities' certificates into this directory");
    command->add_option("--newer-than", options->newer_than,
                        "Refuse a bundle that was made before this time");
    command->add_flag("--watch", options->watch,
                      "With report = true: judge and count, refuse nothing");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(
        examples({"domainsec partner import contoso.bundle",
                  "domainsec partner import contoso.bundle --fingerprint \"01234 56789 ...\" \\",
                  "                         >> /etc/domainsec/domainsec.toml",
                  "domainsec partner import contoso.bundle --fingerprint \"01234 56789 ...\" \\",
                  "                         --trust anchors --write /etc/domainsec"}) +
        "Exit code 0: printed, and ready to be added; 2: not confirmed by a fingerprint; 1: a "
        "mistake.");
    command->callback([options, &run] { run_import(*options, run); });
}

}  // namespace domainsec::cli
