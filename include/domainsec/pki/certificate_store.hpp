// The directory that holds an edge's own certificates and keys through their life: requested,
// completed, assigned, renewed, removed.
#pragma once

#include <cstdint>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/certificate_request.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/pki/private_key.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What a certificate of ours is used for.
enum class Service {
    smtp_server,  ///< Shown to who connects to us.
    smtp_client,  ///< Shown to partners that we connect to.
};

DOMAINSEC_EXPORT std::string_view to_string(Service service) noexcept;
DOMAINSEC_EXPORT std::optional<Service> service_from_string(std::string_view text) noexcept;

/// A certificate with its chain and its key: what proves who we are.
struct Identity {
    std::string label;
    Chain chain;  ///< Leaf first, without the root.
    PrivateKey key;
    /// Among several of a server: for clients that ask for this name (SNI) and no others.
    std::optional<DomainName> only_for = std::nullopt;
};

/// Where an entry is used. The narrower one wins: a partner's or a name's before a service's.
struct DOMAINSEC_EXPORT ServiceUse {
    Service service = Service::smtp_server;
    /// With smtp_client: only for what goes to this partner, by its name in the configuration, 1 to
    /// 64 octets. Empty: for all.
    std::string partner;
    /// With smtp_server: only for clients that ask for this host name (SNI, RFC 6066 §3).
    std::optional<DomainName> name;

    /// Throws Error(invalid_argument) for a partner with smtp_server or a name with smtp_client.
    void check() const;
    friend bool operator==(const ServiceUse&, const ServiceUse&) = default;
};

/// "smtp-client for Fabrikam", for people.
DOMAINSEC_EXPORT std::string to_string(const ServiceUse& use);

struct Assignment {
    ServiceUse use;
    std::string label;
    friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// Where the private key of an entry is kept.
enum class KeyPlace {
    file,            ///< As PKCS#8, readable by who can read the store.
    encrypted_file,  ///< As PKCS#8 under a passphrase.
    token,           ///< In a PKCS#11 token, which gives it to nobody.
};

DOMAINSEC_EXPORT std::string_view to_string(KeyPlace place) noexcept;

/// A key that is announced to partners before it is used (the *next* pin).
struct NextKey {
    Sha256Digest spki_sha256{};
    TimePoint announced{};
    std::optional<CertificateRequest> request;
    Chain chain;  ///< Empty until it has been issued.
};

/// What a store holds under a label, as far as it can be told without the private key.
struct StoreEntry {
    std::string label;
    Chain chain;                                ///< Empty while the request is pending.
    std::optional<CertificateRequest> request;  ///< While it is pending.
    KeyPlace key_place = KeyPlace::file;
    Sha256Digest spki_sha256{};
    bool exportable = false;
    std::optional<TimePoint> created;  ///< Unknown for what others put there.
    std::optional<NextKey> next;
    std::vector<Assignment> assignments;

    bool is_pending() const noexcept { return chain.empty(); }
};

/// How a new entry is kept.
struct EntryOptions {
    /// Encrypts the key file; empty: it is kept in clear, mode 0600.
    std::string_view passphrase;
    /// Whether `cert export` may give the key out. A promise of ours, not a lock: who can read the
    /// store can copy the file.
    bool exportable = false;
    TimePoint now = system_clock()();
};

/// Issues a certificate for a request, with its chain.
using NextIssuer = std::function<Chain(const CertificateRequest& request)>;

/// An entry that was removed or replaced, and is kept for a while.
struct TrashedEntry {
    std::string name;  ///< For restore().
    std::string label;
    TimePoint removed{};
};

/// A store: one directory (mode 0700) with a folder per label, and assignments. A folder's files
/// never change: a new state of an entry is a new folder that takes the place of the old one in one
/// step, and the old one goes to the trash. So a crash at any point leaves the old or the new
/// state. Writers lock; readers never wait. The file system must be able to exchange two names
/// (renameat2(2), RENAME_EXCHANGE: ext4, XFS, Btrfs, tmpfs).
///
/// Each call throws Error(unwritable_file, unreadable_file) for what the file system refuses, and
/// Error(not_found) for a label that is not there. Safe from several threads and processes.
class DOMAINSEC_EXPORT CertificateStore final {
  public:
    /// Opens a store. Throws Error(unreadable_file) when it is missing or its permissions are
    /// loose.
    static CertificateStore open(std::filesystem::path directory);

    /// Opens it, and makes the directory when it is missing.
    static CertificateStore create(std::filesystem::path directory);

    const std::filesystem::path& directory() const noexcept { return directory_; }

    /// The labels, sorted.
    std::vector<std::string> labels() const;

    /// What is known of one entry, or of all.
    StoreEntry entry(std::string_view label) const;
    std::vector<StoreEntry> entries() const;

    /// Changes whenever a file of the store does; costs one look at each. For who wants to know
    /// whether to load again.
    std::uint64_t revision() const;

    /// Reads one entry with its key; `passphrase` is the PIN of a token's key. Throws
    /// Error(not_found, malformed_*, wrong_passphrase, key_mismatch), and Error(invalid_state) for
    /// a pending one.
    Identity load(std::string_view label, std::string_view passphrase = {}) const;

    /// Adds an entry. Labels are 1 to 64 of a-z, 0-9, '-', '.', '_', not starting with '.'. Throws
    /// Error(already_exists, key_mismatch, invalid_name).
    void add(std::string_view label, const Chain& chain, const PrivateKey& key,
             const EntryOptions& options);
    void add(std::string_view label, const Chain& chain, const PrivateKey& key,
             std::string_view passphrase = {});

    /// Adds an entry whose key stays in a PKCS#11 token (RFC 7512 URI, without a PIN).
    void add_token_key(std::string_view label, const Chain& chain, std::string_view uri,
                       std::string_view pin, TimePoint now = system_clock()());

    /// Makes a key and a request for a certificate; the entry is pending until complete(). Throws
    /// as add() and make_request() do.
    CertificateRequest request(std::string_view label, KeyAlgorithm algorithm,
                               const CertificateTemplate& content, const EntryOptions& options);

    /// Gives a certificate that was issued to the entry whose pending or next key it is for; which
    /// one that was. Throws Error(not_found) when there is none, and Error(already_exists) when the
    /// certificate is there already.
    std::string complete(const Chain& chain, TimePoint now = system_clock()());

    /// Renewal, first step: a next key, with a request that says what the certificate in use says.
    /// It is used by nobody yet. `issue`, where there is one, is asked for the certificate at once:
    /// both are written together. It is called under the store's lock and must not use the store.
    /// Throws Error(invalid_state) when there is a next key already or the entry is pending or its
    /// key is a token's, Error(key_mismatch) for a certificate of another key.
    NextKey prepare_next(std::string_view label, KeyAlgorithm algorithm,
                         const EntryOptions& options, const NextIssuer& issue = {});

    /// The same with a certificate that the next key signs itself, with the contents of the one in
    /// use and a life as long, beginning five minutes before `options.now`.
    NextKey prepare_self_signed_next(std::string_view label, KeyAlgorithm algorithm,
                                     const EntryOptions& options);

    /// Renewal, last step: the next key and its certificate take the place of those in use, which
    /// go to the trash. Throws Error(invalid_state) without an issued next certificate.
    void switch_to_next(std::string_view label, TimePoint now = system_clock()());

    /// Drops the next key; it goes to the trash.
    void drop_next(std::string_view label, TimePoint now = system_clock()());

    /// Replaces certificate and key at once, for what others renew (ACME). Throws as add() does.
    void replace(std::string_view label, const Chain& chain, const PrivateKey& key,
                 const EntryOptions& options);

    /// Makes services use an entry from now on, all in one step; what each used before, with an
    /// empty label for nothing. Throws Error(not_found, invalid_argument), and Error(invalid_state)
    /// for a pending entry.
    std::vector<Assignment> assign(const std::vector<ServiceUse>& uses, std::string_view label);
    void assign(Service service, std::string_view label);

    /// Takes the last assign() or unassign() back, once; what is in force now for its uses. Throws
    /// Error(invalid_state) when there is nothing to take back.
    std::vector<Assignment> undo_assignment();

    /// Ends assignments, all in one step. Throws Error(not_found).
    void unassign(const std::vector<ServiceUse>& uses);

    /// All that was assigned, by word and not for being the only entry.
    std::vector<Assignment> assignments() const;

    /// What a service uses: as assigned, else the only entry there is, else nothing.
    std::optional<std::string> assigned(Service service) const;

    /// Moves an entry to the trash. Throws Error(in_use) while it is assigned, or the only one.
    /// `even_if_used` is for what will never be used again.
    TrashedEntry remove(std::string_view label, TimePoint now = system_clock()(),
                        bool even_if_used = false);

    /// What is in the trash, oldest first.
    std::vector<TrashedEntry> trash() const;

    /// Brings an entry back under its label. Throws Error(already_exists, not_found).
    void restore(std::string_view trashed_name);

    /// Destroys what was removed before `before`; how many.
    std::size_t empty_trash(TimePoint before);

  private:
    explicit CertificateStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

/// A chain that was put together from certificates in any order.
struct BuiltChain {
    Chain chain;  ///< Leaf first, without the root.
    /// Its last certificate is issued by a root that was given, or by itself.
    bool ends_in_root = false;
    /// Who issued the last one, as text; empty when ends_in_root.
    std::string missing_issuer;
    std::vector<std::string> issuer_uris;  ///< Where the last one says its issuer is found (AIA).
};

/// Finds the issuers of `leaf` among `pool`, by name and signature (RFC 5280 §6.1); says nothing
/// about trust.
DOMAINSEC_EXPORT BuiltChain build_chain(const Certificate& leaf,
                                        const std::vector<Certificate>& pool);

}  // namespace domainsec::inline v1
