// `domainsec key rotate`: another key follows, in two steps with a wait between
// (docs/stamp-format.md §5.3).
#include <algorithm>
#include <domainsec/clock.hpp>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/key_endings.hpp"
#include "cli/key_making.hpp"
#include "cli/key_ring_edits.hpp"
#include "cli/whole_files.hpp"

namespace domainsec::cli {
namespace {

struct Rotation : KeyName {
    std::string new_selector;
    std::string algorithm = "ed25519";
    std::string out;
    bool finish = false;
    std::string key;
    std::string passphrase_file;
    unsigned overlap_hours = 24;
};

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence);
}

void check_begin(const Rotation& options, const KeyRingFile& ring, const KeyRingEntry& old) {
    if (old.state != KeyState::active)
        refuse("the key \"" + old.selector + "\" is " + std::string(to_string(old.state)) +
               "; rotate one that is active");
    if (ring.has(old.domain, options.new_selector))
        throw Error(errc::already_exists, "--new-selector: \"" + options.new_selector +
                                              "\" is in the keyring; a selector names one key for "
                                              "good, choose another");
    auto trial = old;
    trial.selector = options.new_selector;
    const KeyRing sound({trial});  // before a key is made: throws over a selector that is none
}

void begin_rotation(const Rotation& options) {
    if (options.out.empty()) refuse("--out: name the file of the new key");
    const auto domain = domain_option("--domain", options.domain);
    KeyRingFile ring(options.keyring);
    const auto old = ring.entry(domain, options.selector);
    check_begin(options, ring, old);
    const auto key =
        make_stamp_key(options.algorithm, options.out, read_passphrase(options.passphrase_file));
    try {
        auto entry = make_key_ring_entry(domain, options.new_selector, key, old.edges);
        entry.role = old.role;
        entry.not_before = system_clock()();
        ring.append(entry);
        ring.save();
    } catch (const Error&) {
        destroy_file(options.out);  // a key that nobody knows
        throw;
    }
    print_state(options, "active, with " + options.new_selector + " to follow",
                "give the keyring to every verifier; after " +
                    std::to_string(options.overlap_hours) + " h switch [stamp] to selector " +
                    options.new_selector + " and key " + options.out +
                    ", then run this command with --finish and --key, the old key's file");
}

// Whatever the old key signed for, the next one must sign for, and verifiers must know it.
void check_next(const Rotation& options, const KeyRingEntry& old, const KeyRingEntry& next,
                TimePoint now) {
    const auto name = "the key \"" + next.selector + "\" ";
    if (next.state != KeyState::active)
        refuse(name + "is " + std::string(to_string(next.state)) + " and cannot follow");
    if (next.not_after && *next.not_after <= now)
        refuse(name + "is no longer valid and cannot follow");
    if (next.role != old.role)
        refuse(name + "has the role " + std::string(to_string(next.role)) + ", not " +
               std::string(to_string(old.role)) + ", and cannot follow");
    for (const auto& edge : old.edges)
        if (std::ranges::find(next.edges, edge) == next.edges.end())
            refuse(name + "does not speak for " + edge.str() + "; add it to its edges first");
    if (!next.not_before && options.overlap_hours > 0)
        refuse(name +
               "has no not_before, so that nobody can tell for how long verifiers know it; write "
               "it into its entry, or give --overlap 0 when they do");
    const auto known_for = next.not_before ? now - *next.not_before : Seconds{0};
    if (known_for < std::chrono::hours{options.overlap_hours})
        refuse(name + "is in the keyring for " + std::to_string(known_for.count() / 3600) +
               " h; wait until it is " + std::to_string(options.overlap_hours) +
               " h (--overlap), so that every verifier knows it");
}

void finish_rotation(const Rotation& options) {
    if (options.key.empty()) refuse("--key: name the file of the old key, to destroy it");
    if (options.new_selector == options.selector)
        refuse("--new-selector: a key does not follow itself; name the one that signs now");
    const auto domain = domain_option("--domain", options.domain);
    KeyRingFile ring(options.keyring);
    const auto old = ring.entry(domain, options.selector);
    const auto now = system_clock()();
    if (old.state == KeyState::compromised)
        refuse("the key \"" + old.selector +
               "\" is compromised; that is not undone by retiring it");
    check_next(options, old, ring.entry(domain, options.new_selector), now);
    check_key_of(old, options.key, options.passphrase_file);
    // One that is retired already was not destroyed then; its last stamp was before.
    if (old.state == KeyState::active) {
        ring.set(domain, options.selector, {{"state", "\"retired\""}, {"not_after", to_text(now)}});
        ring.save();
    }
    destroy_retired_key(options.key);
    print_state(options, "retired; its private key is destroyed",
                std::string("give the keyring to every verifier; ") + what_destroying_leaves);
}

}  // namespace

void add_key_rotate(CLI::App& key) {
    auto options = std::make_shared<Rotation>();
    auto* command = key.add_subcommand(
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

}  // namespace domainsec::cli
