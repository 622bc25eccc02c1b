// `domainsec key rotate|retire|compromise`: what becomes of a stamp key, in the keyring and on the
// disk.
#include <cstdio>
#include <domainsec/clock.hpp>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/key_making.hpp"
#include "cli/key_ring_edits.hpp"

namespace domainsec::cli {
namespace {

struct KeyName {
    std::string keyring;
    std::string domain;
    std::string selector;
    bool json = false;
};

void add_name_options(CLI::App& command, KeyName& name) {
    command.add_option("--keyring", name.keyring, "The keyring file; it is replaced whole")
        ->required();
    command.add_option("--domain", name.domain, "The organization's domain, d=")->required();
    command.add_option("--selector", name.selector, "The key's selector, s=")->required();
    command.add_flag("--json", name.json, "Print JSON");
}

void print(const KeyName& name, std::string_view state, const std::string& next) {
    if (name.json) {
        std::printf("%s\n", nlohmann::ordered_json{{"keyring", name.keyring},
                                                   {"domain", name.domain},
                                                   {"selector", name.selector},
                                                   {"state", std::string(state)},
                                                   {"next", next}}
                                .dump(2)
                                .c_str());
    } else {
        std::printf("%s of %s: %s\nNext: %s\n", name.selector.c_str(), name.domain.c_str(),
                    std::string(state).c_str(), next.c_str());
    }
}

// Removes a private key, if it is the one of the entry.
void destroy_key(const std::string& file, const KeyRingEntry& entry,
                 const std::string& passphrase_file) {
    const auto key = StampKey::from_file(file, read_passphrase(passphrase_file));
    const auto own = make_key_ring_entry(entry.domain, entry.selector, key, entry.edges);
    if (own.public_key != entry.public_key)
        throw Error(errc::key_mismatch,
                    "is not the key of the selector \"" + entry.selector + "\"; nothing was done",
                    file);
    destroy_file(file);
}

const std::string what_destroying_leaves =
    "remove the key from backups and snapshots too: overwriting does not reach those, nor what "
    "flash and copy-on-write storage keep";

struct Rotation : KeyName {
    std::string new_selector;
    std::string algorithm = "ed25519";
    std::string out;
    bool finish = false;
    std::string key;
    std::string passphrase_file;
    unsigned overlap_hours = 24;
};

void begin_rotation(const Rotation& options) {
    if (options.out.empty())
        throw Error(errc::invalid_argument, "--out: name the file of the new key");
    const auto domain = domain_option("--domain", options.domain);
    KeyRingFile ring(options.keyring);
    const auto old = ring.entry(domain, options.selector);
    if (old.state != KeyState::active)
        throw Error(errc::invalid_argument, "the key \"" + options.selector + "\" is " +
                                                std::string(to_string(old.state)) +
                                                "; rotate one that is active");
    if (ring.has(domain, options.new_selector))
        throw Error(errc::already_exists, "--new-selector: \"" + options.new_selector +
                                              "\" is in the keyring; a selector names one key for "
                                              "good, choose another");
    const auto key =
        make_stamp_key(options.algorithm, options.out, read_passphrase(options.passphrase_file));
    auto entry = make_key_ring_entry(domain, options.new_selector, key, old.edges);
    entry.role = old.role;
    entry.not_before = system_clock()();
    ring.append(entry);
    ring.save();
    print(options, "active, with " + options.new_selector + " to follow",
          "give the keyring to every verifier; after " + std::to_string(options.overlap_hours) +
              " h switch [stamp] to selector " + options.new_selector + " and key " + options.out +
              ", then run this command with --finish and --key, the old key's file");
}

// The new key must have been known to verifiers for a while before the old one goes.
void finish_rotation(const Rotation& options) {
    if (options.key.empty())
        throw Error(errc::invalid_argument, "--key: name the file of the old key, to destroy it");
    const auto domain = domain_option("--domain", options.domain);
    KeyRingFile ring(options.keyring);
    const auto old = ring.entry(domain, options.selector);
    const auto next = ring.entry(domain, options.new_selector);
    const auto now = system_clock()();
    const auto known_for = next.not_before ? now - *next.not_before : Seconds::max();
    if (next.state != KeyState::active)
        throw Error(errc::invalid_argument, "the key \"" + options.new_selector + "\" is " +
                                                std::string(to_string(next.state)) +
                                                " and cannot follow");
    if (known_for < std::chrono::hours{options.overlap_hours})
        throw Error(errc::invalid_argument,
                    "the key \"" + options.new_selector + "\" is in the keyring for " +
                        std::to_string(known_for.count() / 3600) + " h; wait until it is " +
                        std::to_string(options.overlap_hours) +
                        " h (--overlap), so that every verifier knows it");
    ring.set(domain, options.selector, {{"state", "\"retired\""}, {"not_after", to_text(now)}});
    destroy_key(options.key, old, options.passphrase_file);
    ring.save();
    print(options, "retired; its private key is destroyed",
          "give the keyring to every verifier; " + what_destroying_leaves);
}

void add_rotate(CLI::App& parent) {
    auto options = std::make_shared<Rotation>();
    auto* command = parent.add_subcommand(
        "rotate", "Let a new key follow; with --finish, retire the old one and destroy it");
    add_name_options(*command, *options);
    command->add_option("--new-selector", options->new_selector, "The new key's selector")
        ->required();
    command->add_option("--algorithm", options->algorithm, stamp_algorithms_text)
        ->capture_default_str();
    command->add_option("--out", options->out, "Write the new key here (mode 0600)");
    command->add_flag("--finish", options->finish, "The edges sign with the new key: end the old");
    command->add_option("--key", options->key, "With --finish: the old key's file, destroyed");
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line protects the keys");
    command
        ->add_option("--overlap", options->overlap_hours,
                     "Hours that verifiers need to know the new key")
        ->check(CLI::Range(0U, 24U * 366))
        ->capture_default_str();
    command->footer(examples(
        {"domainsec key rotate --keyring keyring.toml --domain contoso.example \\",
         "    --selector edge1 --new-selector edge1-2027 --out stamp-2027.pem",
         "domainsec key rotate --keyring keyring.toml --domain contoso.example --finish \\",
         "    --selector edge1 --new-selector edge1-2027 --key stamp.pem"}));
    command->callback(
        [options] { options->finish ? finish_rotation(*options) : begin_rotation(*options); });
}

void add_retire(CLI::App& parent) {
    struct Options : KeyName {
        std::string at;
        std::string destroy;
        std::string passphrase_file;
    };
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(
        "retire", "The key signs no more; what it signed until now stays good");
    add_name_options(*command, *options);
    command->add_option("--at", options->at, "When it signed last; default: now");
    command->add_option("--destroy", options->destroy, "Its private key's file, to destroy it");
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line opens the key");
    command->footer(
        examples({"domainsec key retire --keyring keyring.toml --domain contoso.example \\",
                  "    --selector edge1 --destroy stamp.pem"}));
    command->callback([options] {
        const auto domain = domain_option("--domain", options->domain);
        const auto at = options->at.empty() ? system_clock()() : time_option("--at", options->at);
        KeyRingFile ring(options->keyring);
        const auto entry = ring.entry(domain, options->selector);
        if (entry.state == KeyState::compromised)
            throw Error(errc::invalid_argument,
                        "the key is compromised; that is not undone by retiring it");
        ring.set(domain, options->selector, {{"state", "\"retired\""}, {"not_after", to_text(at)}});
        if (!options->destroy.empty())
            destroy_key(options->destroy, entry, options->passphrase_file);
        ring.save();
        print(*options, "retired", "give the keyring to every verifier; " + what_destroying_leaves);
    });
}

void add_compromise(CLI::App& parent) {
    struct Options : KeyName {
        std::string since;
    };
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(
        "compromise", "The key may be in other hands: nothing made with it passes any more");
    add_name_options(*command, *options);
    command->add_option("--since", options->since,
                        "Since when; stamps that a log recorded before stay good");
    command->footer(
        examples({"domainsec key compromise --keyring keyring.toml --domain contoso.example \\",
                  "    --selector edge1 --since 2027-03-01T00:00:00Z"}));
    command->callback([options] {
        const auto domain = domain_option("--domain", options->domain);
        std::vector<std::pair<std::string, std::string>> values{{"state", "\"compromised\""}};
        if (!options->since.empty())
            values.emplace_back("compromised_at", to_text(time_option("--since", options->since)));
        KeyRingFile ring(options->keyring);
        ring.set(domain, options->selector, values);
        ring.save();
        print(*options, "compromised",
              "give the keyring to every verifier at once; make a new key (domainsec key new) and "
              "switch [stamp] to it");
    });
}

// What an archive needs beside the messages to prove, years later, that they were Domain Secured.
void add_archive(CLI::App& parent) {
    struct Options {
        std::string keyring;
        std::string log;
        std::string out;
    };
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(
        "archive",
        "Write the keyring as it is now, with the head of the stamp log, for an archive");
    command->add_option("--keyring", options->keyring, "The keyring file")->required();
    command->add_option("--log", options->log, "The stamp log; keep a copy of it beside");
    command->add_option("--out", options->out, "Write here; a new file")->required();
    command->footer(examples(
        {"domainsec key archive --keyring keyring.toml --log stamp.log --out archive-2026.toml",
         "domainsec verify --keyring archive-2026.toml --domain contoso.example \\",
         "    --log stamp.log --log-head VALUE --at 2026-12-31T00:00:00Z archive.mbox"}));
    command->callback([options] {
        const auto ring = KeyRing::from_file(options->keyring);
        std::string text = "# The stamp keys as of " + to_text(system_clock()()) + ".\n";
        if (!options->log.empty()) {
            const auto log = StampLog::from_file(options->log);
            text += "# The stamp log has " + std::to_string(log.size()) + " stamps, head " +
                    to_pin(log.head()).substr(7) + "\n";
        }
        for (const auto& entry : ring.entries()) text += "\n" + to_keyring_toml(entry);
        write_new_file(options->out, text);
        std::printf("%s: %zu keys\nNext: note its SHA-256 where nobody can change it\n",
                    options->out.c_str(), ring.entries().size());
    });
}

}  // namespace

void add_key_lifecycle(CLI::App& key) {
    add_rotate(key);
    add_retire(key);
    add_compromise(key);
    add_archive(key);
}

}  // namespace domainsec::cli
