// `domainsec key new|publish`: the keys that sign stamps.
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/key_making.hpp"
#include "cli/key_ring_edits.hpp"

namespace domainsec::cli {
namespace {

void add_new(CLI::App& parent) {
    struct Options {
        std::string out;
        std::string algorithm = "ed25519";
        std::string passphrase_file;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command =
        parent.add_subcommand("new", "Make a stamp key; an existing file is never replaced");
    command->add_option("--out", options->out, "Write the key here (PKCS#8, mode 0600)")
        ->required();
    command->add_option("--algorithm", options->algorithm, stamp_algorithms_text)
        ->capture_default_str();
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line protects the key");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(examples({"domainsec key new --out /etc/domainsec/stamp.pem"}));
    command->callback([options] {
        const auto key = make_stamp_key(options->algorithm, options->out,
                                        read_passphrase(options->passphrase_file));
        const auto pin = to_pin(sha256(key.public_key()));
        if (options->json)
            std::printf("%s\n", nlohmann::ordered_json{{"file", options->out},
                                                       {"algorithm", options->algorithm},
                                                       {"public_key_sha256", pin}}
                                    .dump(2)
                                    .c_str());
        else
            std::printf(
                "%s: new %s key, public key %s\nNext: domainsec key publish --key %s --domain ... "
                "--selector ... --edge ...\n",
                options->out.c_str(), options->algorithm.c_str(), pin.c_str(),
                options->out.c_str());
    });
}

struct Publication {
    std::string key;
    std::string domain;
    std::string selector;
    std::vector<std::string> edges;
    std::string role = "edge";
    std::string keyring;
    std::string passphrase_file;
    bool json = false;
};

KeyRingEntry entry_of(const Publication& options) {
    const auto key = StampKey::from_file(options.key, read_passphrase(options.passphrase_file));
    std::vector<DomainName> edges;
    for (const auto& edge : options.edges) edges.push_back(domain_option("--edge", edge));
    auto entry = make_key_ring_entry(domain_option("--domain", options.domain), options.selector,
                                     key, edges);
    if (options.role == "filter") entry.role = KeyRole::filter;
    const KeyRing checked({entry});  // throws over what a verifier would not take
    return entry;
}

// What edges sign with; a filter's key and a large one are known from keyrings only.
bool goes_into_dns(const KeyRingEntry& entry) {
    return entry.role == KeyRole::edge && (entry.algorithm == StampAlgorithm::ed25519_sha256 ||
                                           entry.algorithm == StampAlgorithm::ecdsa_p256_sha256);
}

void add_to(const std::string& keyring, const KeyRingEntry& entry) {
    KeyRingFile ring(keyring);
    if (ring.has(entry.domain, entry.selector))
        throw Error(errc::already_exists,
                    "has a key \"" + entry.selector + "\" of " + entry.domain.str() +
                        "; a selector names one key for good, choose another",
                    keyring);
    ring.append(entry);
    ring.save();
}

void publish(const Publication& options) {
    const auto entry = entry_of(options);
    const auto toml = to_keyring_toml(entry);
    const bool in_dns = goes_into_dns(entry);
    const auto record = in_dns ? to_key_record(entry) : KeyRecord{};
    if (!options.keyring.empty()) add_to(options.keyring, entry);
    if (options.json) {
        nlohmann::ordered_json object{{"keyring", toml}};
        if (!options.keyring.empty()) object["added_to"] = options.keyring;
        if (in_dns) object["dns_owner"] = record.owner;
        if (in_dns) object["dns_txt"] = record.text;
        std::printf("%s\n", object.dump(2).c_str());
        return;
    }
    if (in_dns)
        std::printf("# DNS (counts only when DNSSEC-secure):\n# %s. IN TXT \"%s\"\n",
                    record.owner.c_str(), record.text.c_str());
    std::printf("%s", toml.c_str());
    if (!options.keyring.empty())
        std::printf("# added to %s\n# Next: give the keyring to every verifier\n",
                    options.keyring.c_str());
}

void add_publish(CLI::App& parent) {
    auto options = std::make_shared<Publication>();
    auto* command = parent.add_subcommand(
        "publish", "Print what verifiers need: a keyring entry and a DNS record");
    command->add_option("--key", options->key, "The stamp key (PKCS#8)")->required();
    command->add_option("--domain", options->domain, "The organization's domain, d=")->required();
    command->add_option("--selector", options->selector, "The selector, s=")->required();
    command
        ->add_option("--edge", options->edges,
                     "An edge that this key speaks for, e=; may be given again")
        ->allow_extra_args(false)
        ->required();
    command->add_option("--role", options->role, "edge, or filter: a content filter inside")
        ->check(CLI::IsMember({"edge", "filter"}))
        ->capture_default_str();
    command->add_option("--keyring", options->keyring,
                        "Add the entry to this keyring file; its other entries stay as they are");
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line opens the key");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(examples(
        {"domainsec key publish --key /etc/domainsec/stamp.pem --domain contoso.example \\",
         "    --selector edge1 --edge edge1.contoso.example >> /etc/domainsec/keyring.toml",
         "domainsec key publish --key filter.pem --domain contoso.example --role filter \\",
         "    --selector filter1 --edge edge1.contoso.example --keyring keyring.toml"}));
    command->callback([options] { publish(*options); });
}

}  // namespace

void add_key_commands(CLI::App& app, Run&) {
    auto* key = app.add_subcommand("key", "Keys that sign stamps");
    key->require_subcommand(1);
    add_new(*key);
    add_publish(*key);
    add_key_rotate(*key);
    add_key_lifecycle(*key);
    add_key_serve(*key);
}

}  // namespace domainsec::cli
