// Reads keys of which pins and records are made. Of a private key only the public part is kept.
#include "cli/own_keys.hpp"

#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

OwnKey from_store(const OwnKeys& options) {
    const auto store = CertificateStore::open(options.store);
    const auto labels = store.labels();
    if (std::find(labels.begin(), labels.end(), options.label) == labels.end())
        throw Error(errc::not_found, "There is no entry \"" + escaped(options.label, 64) + "\"",
                    options.store);
    // The chain alone, so that no passphrase is needed.
    const auto chain = store.directory() / options.label / "chain.pem";
    return {AnnouncedKey::from_chain(Chain::from_file(chain)), false,
            options.store + "/" + options.label};
}

}  // namespace

void add_own_key_options(CLI::App& command, OwnKeys& options) {
    command.add_option("FILE", options.files,
                       "Certificate or chain, request, public or private key (PEM or DER)");
    command.add_option("--store", options.store, "Take the certificate from this store");
    command.add_option("--label", options.label, "Name of the entry in the store");
    command
        .add_option("--next", options.next,
                    "A certificate, request or key that will follow; may be given several times")
        ->allow_extra_args(false);
    command.add_option("--passphrase-file", options.passphrase_file,
                       "File whose first line opens a private key that is named");
}

std::vector<OwnKey> read_own_keys(const OwnKeys& options) {
    const bool from_an_entry = !options.store.empty() && !options.label.empty();
    if (options.store.empty() != options.label.empty() || from_an_entry != options.files.empty())
        throw Error(errc::invalid_argument,
                    "say which certificate: a FILE, or --store and --label");
    const auto passphrase = read_passphrase(options.passphrase_file);
    std::vector<OwnKey> keys;
    if (from_an_entry) keys.push_back(from_store(options));
    for (const auto& file : options.files)
        keys.push_back({AnnouncedKey::from_file(file, passphrase), false, file});
    for (const auto& file : options.next)
        keys.push_back({AnnouncedKey::from_file(file, passphrase), true, file});
    return keys;
}

}  // namespace domainsec::cli
