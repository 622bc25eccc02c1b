// The files of one entry of a certificate store, read and written together.
#pragma once

#include <botan/secmem.h>

#include <domainsec/pki/certificate_store.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "pki/store_files.hpp"

namespace domainsec::inline v1::detail {

inline constexpr std::string_view chain_file = "chain.pem";
inline constexpr std::string_view key_file = "key.pem";
inline constexpr std::string_view token_file = "key.uri";
inline constexpr std::string_view request_file = "request.pem";
inline constexpr std::string_view next_chain_file = "next-chain.pem";
inline constexpr std::string_view next_key_file = "next-key.pem";
inline constexpr std::string_view next_request_file = "next-request.pem";
inline constexpr std::string_view facts_file = "entry.toml";

/// What entry.toml says.
struct EntryFacts {
    bool exportable = false;
    std::optional<TimePoint> created;
    std::optional<TimePoint> next_announced;
};

/// An entry's files by name, unread: what is not changed is copied octet by octet.
class EntryFiles final {
  public:
    EntryFiles() = default;

    /// All of an entry, from one state of it. Throws Error(not_found, unreadable_file).
    static EntryFiles read(const std::filesystem::path& store, std::string_view label);

    bool has(std::string_view name) const { return files_.contains(name); }
    std::string_view text(std::string_view name) const;
    ByteView octets(std::string_view name) const;
    /// Where it stands, for messages.
    std::string place(std::string_view name) const;

    void set(std::string_view name, std::string_view text);
    void set_key(std::string_view name, const PrivateKey& key, std::string_view passphrase);
    void drop(std::string_view name) { files_.erase(std::string(name)); }
    /// Gives `from` the name `to`; nothing is there by the name of `from` then.
    void move(std::string_view from, std::string_view to);

    /// Throws Error(malformed_certificate, ...) that names the file.
    Chain chain(std::string_view name) const;
    std::optional<CertificateRequest> request(std::string_view name) const;
    PrivateKey key(std::string_view passphrase) const;
    PrivateKey next_key(std::string_view passphrase) const;
    KeyPlace key_place() const;

    EntryFacts facts() const;
    void set_facts(const EntryFacts& facts);

    /// Writes all of them into a new folder.
    void write(const std::filesystem::path& folder) const;

  private:
    std::filesystem::path folder_;
    std::map<std::string, Botan::secure_vector<std::uint8_t>, std::less<>> files_;
};

/// Throws Error(key_mismatch) that names the place.
void check_pair(ByteView certificate_key, const PrivateKey& key, const std::string& place);

/// Throws Error(invalid_name).
void check_label(std::string_view label);

/// Throws Error(not_found) unless the store has such an entry.
void check_present(const std::filesystem::path& store, std::string_view label);

}  // namespace domainsec::inline v1::detail
