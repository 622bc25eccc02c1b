// Reads configuration, certificates, keys and keyring into one snapshot.
#include "edge/snapshot.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "edge/replacement.hpp"
#include "policy/named_files.hpp"
#include "policy/prepared_validators.hpp"
#include "stamp/key_ring_impl.hpp"
#include "telemetry/event_id.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t shortest_recipient_key = 16;
constexpr std::size_t longest_recipient_key = 64;
constexpr std::size_t most_notices = 20;

class Loader final {
  public:
    explicit Loader(const EdgeOptions& options) : options_(options) {}

    std::shared_ptr<const EdgeSnapshot> load(const std::filesystem::path& file);

  private:
    const Configuration& configuration() const { return *snapshot_.configuration; }
    void load_evidence();
    void load_stamp();
    Bytes load_recipient_key(const std::filesystem::path& path) const;
    void check_key_ring(const KeyRing& ring, const StampKey& key) const;
    StampKey load_socket_key(const StampSettings& settings) const;
    void load_companion(const CompanionSettings& settings, const StampKey& stamp_key);
    std::string_view stamp_passphrase();

    const EdgeOptions& options_;
    EdgeSnapshot snapshot_;
    std::optional<Passphrase> stamp_passphrase_;
};

/// What the refresh process has fetched so far; later reading is the caller's affair.
void Loader::load_evidence() {
    const auto& directory = configuration().evidence.cache;
    if (directory.empty()) return;
    snapshot_.cache = std::make_shared<EvidenceCache>(directory);
    const auto reading = snapshot_.cache->load_into(*options_.evidence);
    for (const auto& problem : reading.ignored) {
        if (snapshot_.notices.size() >= most_notices) return;
        auto event =
            edge_event(options_, EventKind::evidence_missing, Severity::warning,
                       escaped(problem.file.string()) + " was left alone: " + problem.text);
        event.reason = "cache";
        snapshot_.notices.push_back(std::move(event));
    }
}

Bytes Loader::load_recipient_key(const std::filesystem::path& path) const {
    using std::filesystem::perms;
    std::error_code failed;
    const auto mode = std::filesystem::status(path, failed).permissions();
    if (!failed && (mode & (perms::group_all | perms::others_all)) != perms::none) {
        throw Error(errc::unreadable_file,
                    "is open to group or others; make it readable for its owner only (chmod 600)",
                    path.string(), 0, "stamp.recipient_key");
    }
    std::string text = read_whole_file(path);
    if (text.ends_with('\n')) text.pop_back();
    if (text.size() < shortest_recipient_key || text.size() > longest_recipient_key) {
        throw Error(errc::invalid_configuration,
                    "must hold 16 to 64 octets, and holds " + std::to_string(text.size()),
                    path.string(), 0, "stamp.recipient_key");
    }
    return {text.begin(), text.end()};
}

/// A stamp that no verifier inside can check is worth nothing: better not to start.
void Loader::check_key_ring(const KeyRing& ring, const StampKey& key) const {
    const auto& stamp = *configuration().stamp;
    const auto refuse = [&stamp](const std::string& sentence) {
        throw Error(errc::key_mismatch, sentence, stamp.keyring.string(), 0, "stamp.keyring");
    };
    const auto* entry = ring.find(*configuration().organization_domain, stamp.selector);
    if (entry == nullptr) {
        refuse("has no key with the selector \"" + stamp.selector + "\" of " +
               configuration().organization_domain->str() +
               "; add what `domainsec key publish` prints");
        return;
    }
    const auto own = make_key_ring_entry(entry->domain, entry->selector, key, entry->edges);
    if (own.algorithm != entry->algorithm || own.public_key != entry->public_key) {
        refuse("has another key for the selector \"" + stamp.selector +
               "\" than [stamp] key; publish this one under a new selector");
    }
    if (entry->state != KeyState::active) {
        refuse("calls the key of the selector \"" + stamp.selector + "\" " +
               std::string(to_string(entry->state)) + "; make a new one");
    }
    if (std::ranges::find(entry->edges, *configuration().edge_name) == entry->edges.end()) {
        refuse("does not let the key of the selector \"" + stamp.selector + "\" speak for " +
               configuration().edge_name->str() + "; add it to the key's edges");
    }
}

/// The socket tells nothing of its key: the keyring says which it has to be.
StampKey Loader::load_socket_key(const StampSettings& settings) const {
    const auto ring = KeyRing::from_file(settings.keyring);
    const auto* entry = ring.find(*configuration().organization_domain, settings.selector);
    if (entry == nullptr) {
        throw Error(errc::key_mismatch,
                    "has no key with the selector \"" + settings.selector + "\" of " +
                        configuration().organization_domain->str() +
                        "; add what `domainsec key publish` prints",
                    settings.keyring.string(), 0, "stamp.keyring");
    }
    return StampKey::from_socket(settings.socket, key_of(ring, *entry).public_key_info());
}

/// Got at the first key that is opened by it, and once.
std::string_view Loader::stamp_passphrase() {
    if (!stamp_passphrase_)
        stamp_passphrase_ =
            passphrase_of(options_, configuration().stamp->passphrase, "stamp.passphrase");
    return *stamp_passphrase_;
}

void Loader::load_companion(const CompanionSettings& settings, const StampKey& stamp_key) {
    auto key = PrivateKey::from_file(settings.key, stamp_passphrase());
    if (key.public_key() == stamp_key.public_key()) {
        throw Error(errc::invalid_configuration,
                    "holds the stamp's key; make one that is used for nothing else",
                    settings.key.string(), 0, "stamp.companion.key");
    }
    CompanionOptions signing;
    signing.domain = settings.domain;
    signing.selector = settings.selector;
    snapshot_.companion.emplace(std::move(key), std::move(signing));
}

void Loader::load_stamp() {
    if (!configuration().stamp) return;
    const auto& settings = *configuration().stamp;
    const StampKey key = options_.stamp_key ? *options_.stamp_key
                         : !settings.socket.empty()
                             ? load_socket_key(settings)
                             : StampKey::from_file(settings.key, stamp_passphrase());
    const Bytes recipient_key =
        settings.recipient_key.empty() ? Bytes{} : load_recipient_key(settings.recipient_key);

    StamperOptions stamping;
    stamping.domain = configuration().organization_domain;
    stamping.selector = settings.selector;
    stamping.lifetime = settings.lifetime;
    stamping.decoded_digest = settings.decoded_digest;
    if (settings.bind_recipients) stamping.recipient_key = recipient_key;
    snapshot_.stamper.emplace(key, std::move(stamping));
    if (settings.companion) load_companion(*settings.companion, key);
    if (!settings.log.empty()) snapshot_.log.emplace(settings.log);

    if (settings.keyring.empty()) return;
    auto ring = KeyRing::from_file(settings.keyring);
    check_key_ring(ring, key);
    VerifierOptions verifying;
    verifying.recipient_key = recipient_key;
    snapshot_.verifier.emplace(std::move(ring),
                               std::vector<DomainName>{*configuration().organization_domain},
                               std::move(verifying));
}

std::shared_ptr<const EdgeSnapshot> Loader::load(const std::filesystem::path& file) {
    snapshot_.configuration = Configuration::load(file);
    snapshot_.validators = std::make_shared<const PreparedValidators>(snapshot_.configuration);
    snapshot_.own_names = configuration().domains;
    snapshot_.own_names.push_back(*configuration().organization_domain);
    snapshot_.own_names.push_back(*configuration().edge_name);
    load_evidence();
    snapshot_.contexts =
        make_contexts(configuration(), options_, snapshot_.cache, snapshot_.notices);
    load_stamp();
    return std::make_shared<const EdgeSnapshot>(std::move(snapshot_));
}

}  // namespace

Event edge_event(const EdgeOptions& options, EventKind kind, Severity severity, std::string text) {
    Event event;
    event.kind = kind;
    event.severity = severity;
    event.time = event_time(options.clock);
    event.id = next_event_id(event.time);
    event.text = std::move(text);
    return event;
}

Passphrase passphrase_of(const EdgeOptions& options, const PassphraseSource& source,
                         const std::string& field) {
    if (!options.passphrase.empty()) return Passphrase(options.passphrase);
    try {
        return source.read();
    } catch (const Error& error) {
        throw Error(error.code(), error.what(), {}, 0, field);
    }
}

std::shared_ptr<const EdgeSnapshot> load_snapshot(const std::filesystem::path& file,
                                                  const EdgeOptions& options) {
    return Loader(options).load(file);
}

std::shared_ptr<const EdgeSnapshot> with_store_read_again(const EdgeSnapshot& snapshot,
                                                          const EdgeOptions& options) {
    auto fresh = std::make_shared<EdgeSnapshot>(snapshot);
    fresh->notices.clear();
    fresh->contexts =
        make_contexts(*snapshot.configuration, options, snapshot.cache, fresh->notices);
    for (const auto& identity : fresh->contexts.identities)
        check_replacement(identity, options.clock());
    return fresh;
}

}  // namespace domainsec::inline v1::detail
