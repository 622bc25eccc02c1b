// The one configuration file (TOML), read whole, checked whole, then immutable.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/passphrase.hpp>
#include <domainsec/policy/partner_policy.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// One mistake in a configuration file. All of a file's are found in one run.
struct ConfigurationProblem {
    std::string file;
    int line = 0;          ///< From 1; 0: the file as a whole.
    std::string field;     ///< "partner.receive.eku".
    std::string sentence;  ///< What is wrong and what would be right.
    bool warning = false;  ///< Worth mending; the file is accepted all the same.
};

/// "file:line: field: sentence".
DOMAINSEC_EXPORT std::string to_string(const ConfigurationProblem& problem);

/// Whom a server asks for a certificate.
struct DOMAINSEC_EXPORT CertificateRequestRule {
    enum class Mode { always, networks, never };
    Mode mode = Mode::always;
    std::vector<std::string> networks;  ///< CIDR, "192.0.2.0/24" or "2001:db8::/32".

    /// Whether a client at this IP address is asked. An address that cannot be read is asked unless
    /// `never`.
    bool asks(std::string_view client_ip) const;
};

/// Where a refusal is given.
enum class RefusalStage {
    rcpt,  ///< At RCPT TO: postmaster and abuse stay reachable.
    mail,  ///< At MAIL FROM.
};

/// `[[internal]]`: another edge of ours, recognized by its key only.
struct InternalPeer {
    std::vector<Sha256Digest> pins;
};

/// `[stamp.companion]`: a DKIM-Signature beside the stamp (CompanionOptions).
struct CompanionSettings {
    std::optional<DomainName> domain;  ///< A subdomain that signs nothing else. Always set.
    std::string selector;
    std::filesystem::path key;  ///< Ed25519 or RSA; never the stamp's key.
};

/// `[stamp]`.
struct StampSettings {
    std::string selector;
    std::filesystem::path key;    ///< Empty when `socket` is set.
    PassphraseSource passphrase;  ///< Of the stamp's and the companion's key; none: in clear text.
    /// Where another process signs (StampKey::from_socket()), with the public key of the keyring.
    std::filesystem::path socket;
    Seconds lifetime{std::chrono::hours{24 * 365}};
    std::filesystem::path keyring;  ///< Empty: only needed to verify.
    bool bind_recipients = false;
    std::filesystem::path recipient_key;
    bool decoded_digest = false;  ///< dh=: a stamp that a re-encoding of the parts leaves provable.
    bool exchange_fields = false;  ///< Add the fields that an Exchange back end reads.
    std::filesystem::path log;     ///< Each stamp made is recorded here (StampLog); empty: none.
    std::optional<CompanionSettings> companion;
};

/// `[evidence]`: where revocation data is kept, and from where it may come.
struct EvidenceSettings {
    std::filesystem::path cache;  ///< Directory of an EvidenceCache; empty: kept in memory only.
    /// Networks beside the public ones that revocation data may be fetched from, in CIDR form.
    std::vector<std::string> allow_networks;
    std::vector<std::uint16_t> allow_ports;  ///< Ports beside 80 and 443.
    bool nonce = false;                      ///< As HttpFetcherOptions::ocsp_nonce.
};

/// A configuration in force. Immutable; shared as std::shared_ptr<const Configuration>.
struct DOMAINSEC_EXPORT Configuration {
    std::optional<DomainName>
        organization_domain;  ///< [organization] domain: the stamp's d=. Always set after load.
    std::vector<DomainName> domains;  ///< [organization] domains.
    std::optional<DomainName>
        edge_name;  ///< [edge] name: authserv-id and e=. Always set after load.
    CertificateRequestRule request_certificate;
    RefusalStage stage = RefusalStage::rcpt;
    /// [edge] name_authorities: TlsOptions::authorities.
    std::vector<Certificate> named_authorities;
    /// [edge] tickets: the file of master keys (TicketKeys). Empty, "none": no session of a peer
    /// that presented a certificate is resumed. The file is no part of any revision: it changes
    /// every day.
    std::filesystem::path tickets;
    std::string listener;  ///< [edge] listener: where tickets are good; by default the edge's name.
    std::filesystem::path identity_store;  ///< Empty: the caller brings its own TLS.
    /// [identity] passphrase: of the store's keys.
    PassphraseSource identity_passphrase;
    /// [identity] additional: labels of further certificates of the server, for other names that
    /// clients ask for.
    std::vector<std::string> additional_identities;
    std::optional<StampSettings> stamp;  ///< Nothing: no marks are given.
    EvidenceSettings evidence;
    std::vector<InternalPeer> internal;
    std::vector<PartnerPolicy> partners;
    std::vector<ConfigurationProblem> warnings;
    Sha256Digest revision{};  ///< SHA-256 over the file's octets and those of every file it names.
    /// Over what the partners' entries and our own edges' pins mean, the certificates they name
    /// included. Edges with the same partners agree on it, however the rest of their files differs;
    /// any change of whom a key or name stands for changes it.
    Sha256Digest policy_revision{};

    /// Reads a file; paths in it are relative to its folder. Throws Error(invalid_configuration)
    /// whose text has one line per mistake, or Error(unreadable_file).
    static std::shared_ptr<const Configuration> load(const std::filesystem::path& file);

    /// The same for text; `name` stands for the file in messages.
    static std::shared_ptr<const Configuration> from_string(
        std::string_view toml, const std::filesystem::path& base_directory,
        const std::string& name = "domainsec.toml");

    /// All mistakes and warnings of a file, in order of line; empty when there are none. Never
    /// throws over content.
    static std::vector<ConfigurationProblem> check_file(const std::filesystem::path& file);

    /// The partner that owns a mail domain, or null.
    const PartnerPolicy* partner_of(const DomainName& mail_domain) const noexcept;
};

}  // namespace domainsec::inline v1
