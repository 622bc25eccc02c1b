// `domainsec cert new|show`: TLS certificates, self-signed or from an authority of one's own (RFC
// 5280).
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/pki/issue.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct NewCertificate {
    std::vector<std::string> names;
    std::vector<std::string> wildcards;
    std::string common_name;
    std::string organization;
    std::string key_type = "ecdsa-p256";
    int days = 90;
    bool ca = false;
    unsigned path_length = 0;
    std::string issuer;
    std::string issuer_key;
    std::string out;
    std::string key_out;
    std::string store;
    std::string label;
    std::string passphrase_file;
    bool json = false;
};

ordered_json describe(const Certificate& certificate, TimePoint now) {
    const auto left = std::chrono::floor<std::chrono::days>(certificate.not_after() - now).count();
    return {{"subject", certificate.subject()},
            {"issuer", certificate.issuer()},
            {"serial", certificate.serial()},
            {"names", certificate.dns_names()},
            {"not_before", to_text(certificate.not_before())},
            {"not_after", to_text(certificate.not_after())},
            {"days_left", left},
            {"key", certificate.key_description()},
            {"pin", to_pin(certificate.spki_sha256())},
            {"fingerprint_sha256", to_hex(certificate.fingerprint())},
            {"extended_key_usages", certificate.extended_key_usages()},
            {"ca", certificate.is_ca()},
            {"self_issued", certificate.is_self_issued()}};
}

std::string joined(const ordered_json& list) {
    std::string text;
    for (const auto& each : list) text += (text.empty() ? "" : ", ") + each.get<std::string>();
    return text.empty() ? "(none)" : text;
}

void print(const ordered_json& facts) {
    for (const auto& [key, value] : facts.items()) {
        const std::string text = value.is_string()    ? value.get<std::string>()
                                 : value.is_array()   ? joined(value)
                                 : value.is_boolean() ? (value.get<bool>() ? "yes" : "no")
                                                      : value.dump();
        std::printf("%-20s %s\n", (key + ":").c_str(), text.c_str());
    }
}

CertificateTemplate content_of(const NewCertificate& options) {
    CertificateTemplate content;
    content.common_name = options.common_name;
    content.organization = options.organization;
    for (const auto& name : options.names)
        content.dns_names.push_back(domain_option("--name", name));
    content.dns_wildcards = options.wildcards;
    content.not_before = system_clock()() - std::chrono::minutes{5};  // for clocks that run behind
    content.not_after = content.not_before + std::chrono::hours{24} * options.days;
    content.is_ca = options.ca;
    content.path_length = options.path_length;
    if (options.ca) content.server_auth = content.client_auth = false;
    return content;
}

Certificate make(const NewCertificate& options, const PrivateKey& key,
                 const std::string& passphrase) {
    const auto content = content_of(options);
    if (options.issuer.empty()) return make_self_signed(key, content);
    return issue_certificate(Certificate::from_file(options.issuer),
                             PrivateKey::from_file(options.issuer_key, passphrase),
                             key.public_key(), content);
}

void keep(const NewCertificate& options, const Certificate& certificate, const PrivateKey& key,
          const std::string& passphrase) {
    if (!options.store.empty()) {
        CertificateStore::create(options.store)
            .add(options.label, Chain({certificate}), key, passphrase);
        return;
    }
    key.write_new(options.key_out, SecretAccess::granted(), passphrase);
    write_new_file(options.out, certificate.pem());
}

void run_new(const NewCertificate& options) {
    const bool to_store = !options.store.empty() && !options.label.empty();
    const bool to_files = !options.out.empty() && !options.key_out.empty();
    if (to_store == to_files)
        throw Error(errc::invalid_argument,
                    "say where it goes: --store and --label, or --out and --key-out");
    if (options.issuer.empty() != options.issuer_key.empty())
        throw Error(errc::invalid_argument, "--issuer and --issuer-key go together");
    const auto algorithm = key_algorithm_from_string(options.key_type);
    if (!algorithm)
        throw Error(errc::invalid_argument,
                    "--key-type: write ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096");
    const auto passphrase = read_passphrase(options.passphrase_file);
    const auto key = PrivateKey::generate(*algorithm);
    const auto certificate = make(options, key, passphrase);
    keep(options, certificate, key, passphrase);
    const auto facts = describe(certificate, system_clock()());
    if (options.json)
        std::printf("%s\n", facts.dump(2).c_str());
    else
        print(facts);
}

void add_new(CLI::App& cert) {
    auto options = std::make_shared<NewCertificate>();
    auto* command = cert.add_subcommand(
        "new", "Make a key and a certificate: self-signed, or issued by your own authority");
    command
        ->add_option("--name", options->names,
                     "A DNS name for subjectAltName; all mail domains first, then hosts")
        ->allow_extra_args(false);
    command
        ->add_option("--wildcard", options->wildcards,
                     "A wildcard for subjectAltName, *.example.org")
        ->allow_extra_args(false);
    command->add_option("--common-name", options->common_name,
                        "Common name; default: the first --name");
    command->add_option("--organization", options->organization, "Organization in the subject");
    command
        ->add_option("--key-type", options->key_type,
                     "ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096")
        ->capture_default_str();
    command->add_option("--days", options->days, "Days of validity")
        ->capture_default_str()
        ->check(CLI::Range(1, 10950));
    command->add_flag("--ca", options->ca, "Make an authority that may issue certificates");
    command->add_option("--path-length", options->path_length, "Authorities allowed below it")
        ->capture_default_str()
        ->check(CLI::Range(0, 10));
    command->add_option("--issuer", options->issuer,
                        "Certificate of the authority that issues it (PEM or DER)");
    command->add_option("--issuer-key", options->issuer_key, "The authority's key (PKCS#8)");
    command->add_option("--out", options->out, "Write the certificate here");
    command->add_option("--key-out", options->key_out, "Write the key here, mode 0600");
    command->add_option("--store", options->store, "Add both to this certificate store");
    command->add_option("--label", options->label, "Name of the entry in the store");
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line protects the key");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(examples(
        {"domainsec cert new --name contoso.example --name edge1.contoso.example \\",
         "                   --store /var/lib/domainsec/certificates --label edge1",
         "domainsec cert new --ca --common-name \"Contoso CA\" --out ca.pem --key-out ca.key",
         "domainsec cert new --name fabrikam.example --issuer ca.pem --issuer-key ca.key \\",
         "                   --out mx1.pem --key-out mx1.key"}));
    command->callback([options] { run_new(*options); });
}

void add_show(CLI::App& cert) {
    struct Options {
        std::vector<std::string> files;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = cert.add_subcommand("show", "Print what certificate files say");
    command->add_option("FILE", options->files, "PEM or DER; a PEM file may hold a chain")
        ->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(
        examples({"domainsec cert show edge1.pem", "domainsec cert show --json chain.pem"}));
    command->callback([options] {
        ordered_json all = ordered_json::array();
        for (const auto& file : options->files)
            for (const auto& certificate : certificates_in(file)) {
                auto facts = describe(certificate, system_clock()());
                facts["file"] = file;
                all.push_back(facts);
            }
        if (options->json) {
            std::printf("%s\n", all.dump(2).c_str());
            return;
        }
        for (std::size_t place = 0; place < all.size(); ++place) {
            if (place) std::printf("\n");
            print(all[place]);
        }
    });
}

}  // namespace

void add_cert_commands(CLI::App& app, Run& run) {
    auto* cert =
        app.add_subcommand("cert", "TLS certificates, of this organization and of partners");
    cert->require_subcommand(1);
    add_new(*cert);
    add_show(*cert);
    add_cert_check_command(*cert, run);
    add_cert_pin_commands(*cert);
}

}  // namespace domainsec::cli
