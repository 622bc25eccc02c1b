// `domainsec partner export|import`: what two organizations hand to each other, signed and
// reviewed.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/own_keys.hpp"
#include "cli/partner_review.hpp"

namespace domainsec::cli {
namespace {

namespace fs = std::filesystem;

struct Export {
    std::string store;
    std::string label;
    std::string passphrase_file;
    std::string name;
    std::vector<std::string> domains;
    std::vector<std::string> identities;
    std::vector<std::string> mx_hosts;
    std::string contact;
    std::string phone;
    std::string url;
    std::vector<std::string> anchors;
    std::vector<std::string> also;
    std::vector<std::string> next;
    int days = 30;
    std::string out;
    bool json = false;
};

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

std::vector<DomainName> domain_options(const std::string& option,
                                       const std::vector<std::string>& texts) {
    std::vector<DomainName> names;
    for (const auto& text : texts) names.push_back(domain_option(option, text));
    return names;
}

// The certificate's own names, wildcards left out: a partner looks for whole names.
std::vector<DomainName> names_in(const Certificate& leaf) {
    std::vector<DomainName> names;
    for (const auto& text : leaf.dns_names()) {
        const auto name = DomainName::from_string(text);
        if (name && std::find(names.begin(), names.end(), *name) == names.end())
            names.push_back(*name);
    }
    return names;
}

std::vector<Sha256Digest> pins_for(const Export& options, const Chain& chain,
                                   const std::string& passphrase) {
    std::vector<AnnouncedKey> keys{AnnouncedKey::from_chain(chain)};
    for (const auto& file : options.also) keys.push_back(AnnouncedKey::from_file(file, passphrase));
    for (const auto& file : options.next) keys.push_back(AnnouncedKey::from_file(file, passphrase));
    return pins_of(keys);
}

PartnerBundle bundle_of(const Export& options, const Identity& identity,
                        const std::string& passphrase) {
    PartnerBundle bundle;
    bundle.organization = options.name;
    bundle.contact = address_option("--contact", options.contact);
    bundle.phone = options.phone;
    bundle.url = options.url;
    bundle.domains = domain_options("--domain", options.domains);
    bundle.identities = options.identities.empty()
                            ? names_in(identity.chain.leaf())
                            : domain_options("--identity", options.identities);
    bundle.mx_hosts = domain_options("--mx", options.mx_hosts);
    bundle.pins = pins_for(options, identity.chain, passphrase);
    for (const auto& file : options.anchors)
        for (auto& certificate : certificates_in(file))
            bundle.anchors.push_back(std::move(certificate));
    bundle.created = system_clock()();
    bundle.expires = bundle.created + std::chrono::hours{24} * options.days;
    return bundle;
}

void run_export(const Export& options) {
    const auto passphrase = read_passphrase(options.passphrase_file);
    const auto identity = CertificateStore::open(options.store).load(options.label, passphrase);
    const auto bundle = bundle_of(options, identity, passphrase);
    const auto text = sign_bundle(bundle, SecretAccess::granted(), identity.key, identity.chain);
    const auto written = read_bundle(text, bundle.created);
    write_new_file(options.out, text);
    if (options.json) {
        std::printf("%s\n", review_json(written, bundle.created, true).c_str());
        return;
    }
    std::printf("%s", review(written, bundle.created).c_str());
    std::printf(
        "\n%s is written. Send it, and let the partner call you: what you read out is\n\n"
        "    %s\n",
        options.out.c_str(), written.fingerprint.c_str());
}

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
    const auto file = fs::absolute(options.directory).lexically_normal() /
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

CLI::Option* add_each(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& what) {
    return command.add_option(name, values, what)->allow_extra_args(false);
}

void add_export(CLI::App& partner) {
    auto options = std::make_shared<Export>();
    auto& given = *options;
    auto* command = partner.add_subcommand(
        "export", "Write a signed bundle for a partner: domains, names, pins, authorities");
    command->add_option("--store", given.store, "The certificate store")->required();
    command->add_option("--label", given.label, "Entry whose key is announced and signs")
        ->required();
    command->add_option("--passphrase-file", given.passphrase_file,
                        "File whose first line opens the key");
    command->add_option("--name", given.name, "What the organization is called")->required();
    add_each(*command, "--domain", given.domains, "A mail domain of the organization")->required();
    add_each(*command, "--identity", given.identities,
             "A name in the certificate; default: all of them");
    add_each(*command, "--mx", given.mx_hosts, "A mail host, for people");
    command->add_option("--contact", given.contact, "Whom to write to")->required();
    command->add_option("--phone", given.phone, "Whom to call");
    command->add_option("--url", given.url, "Where it stands on the web");
    add_each(*command, "--anchor", given.anchors, "Our authority's certificate (PEM or DER)");
    add_each(*command, "--also", given.also, "Certificate or key of another edge, in use now");
    add_each(*command, "--next", given.next, "A certificate, request or key that will follow");
    command->add_option("--days", given.days, "Days in which it may be read in")
        ->capture_default_str()
        ->check(CLI::Range(1, 400));
    command->add_option("--out", given.out, "Write the bundle here")->required();
    command->add_flag("--json", given.json, "Print JSON");
    command->footer(examples(
        {"domainsec partner export --store /var/lib/domainsec/certificates --label edge1 \\",
         "                         --name Contoso --domain contoso.example \\",
         "                         --contact postmaster@contoso.example --next next.csr \\",
         "                         --out contoso.bundle"}));
    command->callback([options] { run_export(*options); });
}

void add_import(CLI::App& partner, Run& run) {
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

}  // namespace

void add_partner_commands(CLI::App& app, Run& run) {
    auto* partner = app.add_subcommand("partner", "What two organizations hand to each other");
    partner->require_subcommand(1);
    add_export(*partner);
    add_import(*partner, run);
}

}  // namespace domainsec::cli
