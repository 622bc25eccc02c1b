// Reads keys of which pins and records are made. Of a private key only the public part is kept.
#include "cli/own_keys.hpp"

#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

// The key in use and the one that is announced to follow; no passphrase is needed for either.
void add_from_store(const OwnKeys& options, std::vector<OwnKey>& keys) {
    const auto entry = CertificateStore::open(options.store).entry(options.label);
    const auto place = options.store + "/" + options.label;
    const auto of = [](const Chain& chain, const std::optional<CertificateRequest>& request) {
        return chain.empty() ? AnnouncedKey::from_octets(request.value().der())
                             : AnnouncedKey::from_chain(chain);
    };
    keys.push_back({of(entry.chain, entry.request), entry.is_pending(), place});
    if (entry.next) keys.push_back({of(entry.next->chain, entry.next->request), true, place});
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
    if (from_an_entry) add_from_store(options, keys);
    for (const auto& file : options.files)
        keys.push_back({AnnouncedKey::from_file(file, passphrase), false, file});
    for (const auto& file : options.next)
        keys.push_back({AnnouncedKey::from_file(file, passphrase), true, file});
    return keys;
}

}  // namespace domainsec::cli
