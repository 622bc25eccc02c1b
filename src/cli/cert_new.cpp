// `domainsec cert new|request`: a key with a certificate of one's own, or with a request for one
// (RFC 5280, RFC 2986).
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/issue.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct NewCertificate : StoreOptions, ContentOptions {
    int days = 90;
    bool ca = false;
    unsigned path_length = 0;
    std::vector<std::string> permitted;
    std::string issuer;
    std::string issuer_key;
    std::string out;
    std::string key_out;
    std::string label;
    bool exportable = false;
};

CertificateTemplate content_of(const NewCertificate& options) {
    auto content = options.content();
    content.not_before = system_clock()() - std::chrono::minutes{5};  // for clocks that run behind
    content.not_after = content.not_before + std::chrono::hours{24} * options.days;
    content.is_ca = options.ca;
    content.path_length = options.path_length;
    for (const auto& domain : options.permitted)
        content.permitted_domains.push_back(domain_option("--permit", domain));
    if (options.ca) content.server_auth = content.client_auth = false;
    return content;
}

Certificate make(const NewCertificate& options, const PrivateKey& key,
                 std::string_view passphrase) {
    const auto content = content_of(options);
    if (options.issuer.empty()) return make_self_signed(key, content);
    return issue_certificate(Certificate::from_file(options.issuer),
                             PrivateKey::from_file(options.issuer_key, passphrase),
                             key.public_key(), content);
}

void keep(const NewCertificate& options, const Certificate& certificate, const PrivateKey& key,
          std::string_view passphrase) {
    if (!options.label.empty()) {
        EntryOptions entry;
        entry.passphrase = passphrase;
        entry.exportable = options.exportable;
        options.create().add(options.label, Chain({certificate}), key, entry);
        return;
    }
    key.write_new(options.key_out, SecretAccess::granted(), passphrase);
    write_new_file(options.out, certificate.pem());
}

void run_new(const NewCertificate& options) {
    const bool to_files = !options.out.empty() && !options.key_out.empty();
    if (options.label.empty() != to_files || (to_files && !options.label.empty()))
        throw Error(errc::invalid_argument,
                    "say where it goes: --store and --label, or --out and --key-out");
    if (options.issuer.empty() != options.issuer_key.empty())
        throw Error(errc::invalid_argument, "--issuer and --issuer-key go together");
    const auto passphrase = options.passphrase();
    const auto key = PrivateKey::generate(options.algorithm());
    const auto certificate = make(options, key, passphrase);
    keep(options, certificate, key, passphrase);
    print(options, describe(certificate, system_clock()()));
}

void add_new(CLI::App& cert) {
    auto options = std::make_shared<NewCertificate>();
    auto* command = cert.add_subcommand(
        "new", "Make a key and a certificate: self-signed, or issued by your own authority");
    add_content_options(*command, *options);
    command->add_option("--days", options->days, "Days of validity")
        ->capture_default_str()
        ->check(CLI::Range(1, 10950));
    auto* ca =
        command->add_flag("--ca", options->ca, "Make an authority that may issue certificates");
    command->add_option("--path-length", options->path_length, "Authorities allowed below it")
        ->capture_default_str()
        ->check(CLI::Range(0, 10));
    command
        ->add_option("--permit", options->permitted,
                     "With --ca: it may issue for this domain and below, and no others; may be "
                     "given again")
        ->allow_extra_args(false)
        ->needs(ca);
    command->add_option("--issuer", options->issuer,
                        "Certificate of the authority that issues it (PEM or DER)");
    command->add_option("--issuer-key", options->issuer_key, "The authority's key (PKCS#8)");
    command->add_option("--out", options->out, "Write the certificate here");
    command->add_option("--key-out", options->key_out, "Write the key here, mode 0600");
    command->add_option("--label", options->label, "Keep both in the store, under this name");
    command->add_flag("--exportable", options->exportable, "`cert export` may give the key out");
    add_store_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(examples(
        {"domainsec cert new --name contoso.example --name edge1.contoso.example \\",
         "                   --store /var/lib/domainsec/certificates --label edge1",
         "domainsec cert new --ca --common-name \"Contoso CA\" --permit contoso.example \\",
         "                   --out ca.pem --key-out ca.key",
         "domainsec cert new --name fabrikam.example --issuer ca.pem --issuer-key ca.key \\",
         "                   --out mx1.pem --key-out mx1.key"}));
    command->callback([options] { run_new(*options); });
}

struct NewRequest : StoreOptions, ContentOptions {
    std::string label;
    std::string out;
    bool exportable = false;
};

void run_request(const NewRequest& options) {
    EntryOptions entry;
    const auto passphrase = options.passphrase();
    entry.passphrase = passphrase;
    entry.exportable = options.exportable;
    const auto request =
        options.create().request(options.label, options.algorithm(), options.content(), entry);
    if (!options.out.empty()) write_new_file(options.out, request.pem());
    const std::string next =
        "send the request to the authority; then `domainsec cert import` what "
        "it issues, into this store";
    if (options.json) {
        print(options, {{"label", options.label},
                        {"status", "PendingRequest"},
                        {"subject", request.subject()},
                        {"names", request.dns_names()},
                        {"key", request.key_description()},
                        {"pin", to_pin(request.spki_sha256())},
                        {"request", request.pem()},
                        {"next", next}});
    } else if (options.out.empty()) {
        std::printf("%s", request.pem().c_str());
        std::fprintf(stderr, "Next: %s\n", next.c_str());
    } else {
        std::printf("%s: PendingRequest, pin %s\nNext: %s\n", options.label.c_str(),
                    to_pin(request.spki_sha256()).c_str(), next.c_str());
    }
}

void add_request(CLI::App& cert) {
    auto options = std::make_shared<NewRequest>();
    auto* command = cert.add_subcommand(
        "request", "Make a key and a request for a certificate; the key stays in the store");
    add_content_options(*command, *options);
    command->add_option("--label", options->label, "Name of the entry in the store")->required();
    command->add_option("--out", options->out, "Write the request here; default: print it");
    command->add_flag("--exportable", options->exportable, "`cert export` may give the key out");
    add_store_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(
        examples({"domainsec cert request --label edge1 --name contoso.example \\",
                  "                       --name edge1.contoso.example --out edge1.csr",
                  "domainsec cert import edge1-issued.pem     # completes it, when it came"}));
    command->callback([options] { run_request(*options); });
}

}  // namespace

void add_cert_new_commands(CLI::App& cert) {
    add_new(cert);
    add_request(cert);
}

}  // namespace domainsec::cli
