// The directory that holds an edge's own certificates and keys, and which service uses which.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <filesystem>
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
};

/// A store: one directory (mode 0700) with a folder per label that holds chain.pem and key.pem
/// (mode 0600), and assignments. Writers lock and replace files atomically; readers never wait and
/// see the old or the new state.
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

    /// Reads one entry. Throws Error(not_found, unreadable_file, malformed_*, wrong_passphrase,
    /// key_mismatch).
    Identity load(std::string_view label, std::string_view passphrase = {}) const;

    /// Adds an entry. Labels are 1 to 64 of a-z, 0-9, '-', '.', '_', not starting with '.'. Throws
    /// Error(already_exists, key_mismatch, invalid_name, unwritable_file).
    void add(std::string_view label, const Chain& chain, const PrivateKey& key,
             std::string_view passphrase = {});

    /// Makes a service use an entry from now on. Throws Error(not_found).
    void assign(Service service, std::string_view label);

    /// What a service uses: as assigned, else the only entry there is, else nothing.
    std::optional<std::string> assigned(Service service) const;

  private:
    explicit CertificateStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

}  // namespace domainsec::inline v1
