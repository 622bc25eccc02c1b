// `domainsec cert import|export`: certificates and keys in and out of the store (PKCS#7, PKCS#12,
// PEM, DER).
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/import_files.hpp"
#include "cli/issuer_fetching.hpp"
#include "cli/store_options.hpp"
#include "cli/whole_files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct Import : StoreOptions {
    std::vector<std::string> files;
    std::string label;
    std::string file_passphrase;
    std::string token_uri;
    std::vector<std::string> anchors;
    bool legacy = false;
    bool exportable = false;
    bool fetch = false;
    HttpFetcherOptions fetcher;
};

// The certificate that is meant: the key's own; or the one that issued none of the others.
const Certificate& leaf_of(const ImportedFiles& found) {
    const auto& all = found.certificates;
    if (all.empty())
        throw Error(errc::malformed_certificate,
                    "There is no certificate among these files: give the certificate too");
    if (found.key) {
        const auto own = std::find_if(all.begin(), all.end(), [&](const Certificate& each) {
            return each.public_key() == found.key->public_key();
        });
        if (own != all.end()) return *own;
        throw Error(errc::key_mismatch,
                    "The private key belongs to none of these certificates: give the one that was "
                    "issued for it");
    }
    const auto leaf =
        std::find_if(all.begin(), all.end(), [](const Certificate& each) { return !each.is_ca(); });
    return leaf == all.end() ? all.front() : *leaf;
}

std::shared_ptr<const AnchorSet> known_roots(const std::vector<std::string>& files) {
    std::vector<Certificate> all;
    for (const auto& file : files)
        for (auto& each : certificates_in(file)) all.push_back(std::move(each));
    try {
        const auto system = AnchorSet::system();
        all.insert(all.end(), system->certificates().begin(), system->certificates().end());
    } catch (const Error&) {
        if (all.empty()) return nullptr;  // nothing to compare with on this machine
    }
    return AnchorSet::from_certificates(std::move(all));
}

constexpr std::size_t max_issuer_octets = 256u << 10;

// The chain from what was given, and from where the certificates point to when that is wanted.
CompletedChain chain_of(const Import& options, const Certificate& leaf,
                        const std::vector<Certificate>& given, const AnchorSet* roots) {
    if (!options.fetch) return {build_chain(leaf, given), {}};
    auto limits = options.fetcher;
    limits.max_crl_octets = max_issuer_octets;
    HttpFetcher fetcher(limits);
    return fetch_issuers(leaf, given, roots, fetcher);
}

// What keeps the chain from leading to a root that this machine knows; empty when it does.
std::string missing_in(const CompletedChain& completed, const AnchorSet* roots, bool fetched) {
    const auto& built = completed.built;
    if (leads_to_a_root(built, roots)) return {};
    std::string text = "the certificate of \"" + built.missing_issuer +
                       "\" is not here, nor a root of this machine: import it too if it is an "
                       "intermediate, or tell partners to trust it if it is your own root";
    for (const auto& problem : completed.problems) text += "; " + problem;
    if (!fetched && !built.issuer_uris.empty()) {
        for (const auto& uri : built.issuer_uris) text += "; it says to be at " + escaped(uri);
        text += ": --fetch-issuers looks there";
    }
    return text;
}

void run_import(const Import& options) {
    const auto file_passphrase =
        options.file_passphrase.empty() ? std::string() : read_passphrase(options.file_passphrase);
    const auto found = read_import_files(options.files, {file_passphrase, options.legacy});
    const auto& leaf = leaf_of(found);
    const auto roots = known_roots(options.anchors);
    const auto completed = chain_of(options, leaf, found.certificates, roots.get());
    const auto& built = completed.built;
    auto store = options.create();
    const auto passphrase = options.passphrase();
    std::string label = options.label;
    std::string what = "imported";
    if (!options.token_uri.empty() && found.key)
        throw Error(errc::invalid_argument,
                    "--token-uri: a private key is among the files already");
    if (!options.token_uri.empty()) {
        if (label.empty())
            throw Error(errc::invalid_argument, "--label: name the entry that it becomes");
        store.add_token_key(label, built.chain, options.token_uri, passphrase);
    } else if (found.key) {
        if (label.empty())
            throw Error(errc::invalid_argument, "--label: name the entry that it becomes");
        EntryOptions entry;
        entry.passphrase = passphrase;
        entry.exportable = options.exportable;
        store.add(label, built.chain, *found.key, entry);
    } else {
        label = store.complete(built.chain);
        what = store.entry(label).next ? "next certificate issued" : "request completed";
    }
    const auto missing = missing_in(completed, roots.get(), options.fetch);
    auto facts = describe(leaf, system_clock()());
    ordered_json result{{"label", label},
                        {"done", what},
                        {"chain_length", built.chain.certificates().size()},
                        {"missing", missing.empty() ? ordered_json() : ordered_json(missing)}};
    result.update(facts);
    print(options, result);
}

void add_import(CLI::App& cert) {
    auto options = std::make_shared<Import>();
    auto* command = cert.add_subcommand(
        "import",
        "Take in a certificate: with its key as a new entry, without it for a pending request");
    command
        ->add_option("FILE", options->files,
                     "Certificates, chain and key in any of PEM, DER, PKCS#7, PKCS#12, PKCS#8; "
                     "several files count as one")
        ->required();
    command->add_option("--label", options->label, "Name of the new entry in the store");
    command->add_option("--file-passphrase-file", options->file_passphrase,
                        "File whose first line opens the PKCS#12 or PKCS#8 file");
    command
        ->add_option("--anchors", options->anchors,
                     "File of roots that complete the chain, besides the system's; may be "
                     "given again")
        ->allow_extra_args(false);
    auto* fetch = command->add_flag(
        "--fetch-issuers", options->fetch,
        "Fetch intermediates that are missing from where the certificates say (RFC 5280 §4.2.2.1)");
    command
        ->add_option("--allow-network", options->fetcher.allowed_networks,
                     "Network beside the public ones that they may be fetched from, as 10.1.0.0/16")
        ->allow_extra_args(false)
        ->needs(fetch);
    command
        ->add_option("--allow-port", options->fetcher.allowed_ports,
                     "Port beside 80 and 443 that they may be fetched from")
        ->allow_extra_args(false)
        ->needs(fetch);
    command->add_option("--token-uri", options->token_uri,
                        "The key is in a PKCS#11 token and stays there: its URI (RFC 7512); the "
                        "passphrase is the PIN");
    command->add_flag("--legacy", options->legacy,
                      "Take PKCS#12 files with 3DES or RC2, as old Windows writes them");
    command->add_flag("--exportable", options->exportable, "`cert export` may give the key out");
    add_store_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(examples(
        {"domainsec cert import edge1-issued.p7b        # completes the request it is for",
         "domainsec cert import edge1.pem --fetch-issuers",
         "domainsec cert import --label edge1 fullchain.pem privkey.pem",
         "domainsec cert import --label hsm edge1.pem --passphrase credential:pin \\",
         "    --token-uri 'pkcs11:token=edge;object=tls?module-path=/usr/lib/libtoken.so'",
         "domainsec cert import --label old --legacy --file-passphrase-file pass.txt mail.pfx"}));
    command->callback([options] { run_import(*options); });
}

struct Export : StoreOptions {
    std::string label;
    std::string out;
    std::string format = "pkcs12";
    std::string peer = "modern";
    std::string file_passphrase;
    bool certificate_only = false;
};

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence);
}

Pkcs12Protection protection_for(const std::string& peer) {
    if (peer == "exchange2010") return Pkcs12Protection::exchange2010;
    if (peer == "pbmac1") return Pkcs12Protection::pbmac1;
    return Pkcs12Protection::modern;
}

Bytes exported(const Export& options, const CertificateStore& store) {
    const auto entry = store.entry(options.label);
    if (options.certificate_only) {
        const auto pem = entry.chain.pem();
        const auto octets = bytes_of(pem);
        return {octets.begin(), octets.end()};
    }
    if (!entry.exportable)
        throw Error(errc::invalid_state,
                    "\"" + options.label +
                        "\" is not exportable: its key was made to stay here. --certificate-only "
                        "gives the chain; a new entry can be made with --exportable",
                    store.directory().string());
    if (options.file_passphrase.empty())
        refuse("--file-passphrase-file: a private key leaves under a passphrase only");
    const auto file_passphrase = read_passphrase(options.file_passphrase);
    if (file_passphrase.empty()) refuse("--file-passphrase-file: its first line is empty");
    const auto identity = store.load(options.label, options.passphrase());
    const auto access = SecretAccess::granted();
    if (options.format == "pem") {
        const auto pem = identity.key.to_pem(access, file_passphrase) + identity.chain.pem();
        const auto octets = bytes_of(pem);
        return {octets.begin(), octets.end()};
    }
    Pkcs12WriteOptions writing;
    writing.protection = protection_for(options.peer);
    writing.friendly_name = options.label;
    return write_pkcs12(access, identity.chain, identity.key, file_passphrase, writing);
}

void run_export(const Export& options) {
    const auto store = options.open();
    const auto octets = exported(options, store);
    write_new_secret(options.out, {text_of(octets)});
    print(options, {{"label", options.label},
                    {"file", options.out},
                    {"format", options.certificate_only ? "pem, without the key" : options.format},
                    {"octets", octets.size()}});
}

void add_export(CLI::App& cert) {
    auto options = std::make_shared<Export>();
    auto* command =
        cert.add_subcommand("export", "Give out a certificate with its key, under a passphrase");
    command->add_option("LABEL", options->label, "The entry of the store")->required();
    command->add_option("--out", options->out, "The new file, mode 0600")->required();
    auto* format = command->add_option("--format", options->format, "pkcs12 or pem")
                       ->check(CLI::IsMember({"pkcs12", "pem"}))
                       ->capture_default_str();
    command
        ->add_option("--for", options->peer,
                     "Who reads it: modern (OpenSSL, GnuTLS, Java, Windows since 2019), pbmac1 "
                     "(RFC 9579), exchange2010 (3DES and SHA-1: weak, for old Windows only)")
        ->check(CLI::IsMember({"modern", "pbmac1", "exchange2010"}))
        ->capture_default_str();
    command
        ->add_flag("--certificate-only", options->certificate_only,
                   "The chain in PEM, without the key")
        ->excludes(format);
    command->add_option("--file-passphrase-file", options->file_passphrase,
                        "File whose first line protects the new file");
    add_store_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(
        examples({"domainsec cert export edge1 --out edge1.pfx --file-passphrase-file pass.txt",
                  "domainsec cert export edge1 --for exchange2010 --out old.pfx \\",
                  "                      --file-passphrase-file pass.txt",
                  "domainsec cert export edge1 --certificate-only --out edge1.pem"}));
    command->callback([options] { run_export(*options); });
}

}  // namespace

void add_cert_import_commands(CLI::App& cert) {
    add_import(cert);
    add_export(cert);
}

}  // namespace domainsec::cli
