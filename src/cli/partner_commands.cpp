// `domainsec partner export`: what a partner needs to know of this organization, signed.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/own_keys.hpp"
#include "cli/partner_review.hpp"

namespace domainsec::cli {
namespace {

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

std::vector<DomainName> domain_options(const std::string& option,
                                       const std::vector<std::string>& texts) {
    std::vector<DomainName> names;
    names.reserve(texts.size());
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
    // What `cert renew` has announced goes along.
    const auto entry = CertificateStore::open(options.store).entry(options.label);
    if (entry.next && entry.next->request)
        keys.push_back(AnnouncedKey::from_octets(entry.next->request->der()));
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

}  // namespace

void add_partner_commands(CLI::App& app, Run& run) {
    auto* partner = app.add_subcommand("partner", "What two organizations hand to each other");
    partner->require_subcommand(1);
    add_export(*partner);
    add_partner_import(*partner, run);
}

}  // namespace domainsec::cli
