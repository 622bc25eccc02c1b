// `domainsec key retire|compromise|archive`: how a stamp key ends in the keyring and on the disk,
// and what an archive keeps of it.
#include <cstdio>
#include <domainsec/clock.hpp>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/key_endings.hpp"
#include "cli/key_ring_edits.hpp"

namespace domainsec::cli {
namespace {

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
        const bool destroys = !options->destroy.empty();
        if (destroys) check_key_of(entry, options->destroy, options->passphrase_file);
        ring.set(domain, options->selector, {{"state", "\"retired\""}, {"not_after", to_text(at)}});
        ring.save();
        if (destroys) destroy_retired_key(options->destroy);
        print_state(*options, destroys ? "retired; its private key is destroyed" : "retired",
                    std::string("give the keyring to every verifier; ") +
                        (destroys ? what_destroying_leaves
                                  : "destroy its private key, here with --destroy"));
    });
}

// What a log recorded before this time stays good: a later one trusts more.
void check_since(TimePoint since, const KeyRingEntry& entry) {
    if (since > system_clock()())
        throw Error(errc::invalid_argument,
                    "--since: that is still to come; name the last time when the key was surely in "
                    "no other hands");
    if (entry.compromised_at && since > *entry.compromised_at)
        throw Error(errc::invalid_argument,
                    "--since: the keyring says " + to_text(*entry.compromised_at) +
                        ", which is earlier, and what lies between would be trusted again");
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
        KeyRingFile ring(options->keyring);
        const auto entry = ring.entry(domain, options->selector);
        if (!options->since.empty()) {
            const auto since = time_option("--since", options->since);
            check_since(since, entry);
            values.emplace_back("compromised_at", to_text(since));
        }
        ring.set(domain, options->selector, values);
        ring.save();
        print_state(
            *options, "compromised",
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
    add_retire(key);
    add_compromise(key);
    add_archive(key);
}

}  // namespace domainsec::cli
