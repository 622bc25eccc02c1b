// What one organization hands to a partner's administrator so that the two can recognize each
// other's mail servers: one text file (TOML) that people can read, signed by the key of its TLS
// certificate.
//
// The signature shows who holds that key and that nothing was changed since, and nothing else:
// whoever makes up a bundle signs it as well, with a key of his own. What makes it the partner's is
// the fingerprint, read out by the partner's administrator over another channel, by phone say.
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Octets of a bundle, its signature included.
constexpr std::size_t max_bundle_octets = std::size_t{256} * 1024;

/// What a bundle says. A plain value.
struct DOMAINSEC_EXPORT PartnerBundle {
    /// What the organization calls itself; 1 to 64 octets of UTF-8.
    std::string organization;
    /// Whom to write to. Needed.
    std::optional<MailAddress> contact;
    /// Whom to call, and where it stands on the web; free text of at most 256 octets, may be empty.
    std::string phone;
    std::string url;
    /// Its mail domains, 1 to 500, each once.
    std::vector<DomainName> domains;
    /// Names in the certificates of its mail servers, 1 to 100: what a partner looks for with
    /// trust = "anchors".
    std::vector<DomainName> identities;
    /// Its mail hosts, 0 to 100; for people.
    std::vector<DomainName> mx_hosts;
    /// Of its keys: those in use, then those that will follow; 0 to 16.
    std::vector<Sha256Digest> pins;
    /// Its authorities, or its self-signed certificates; 0 to 8. Pins or anchors: one of the two
    /// must be there.
    std::vector<Certificate> anchors;
    TimePoint created{};
    /// Read in before this moment; after `created`, at most 400 days later.
    TimePoint expires{};

    /// Throws Error(invalid_argument) that names the field which is missing or out of range.
    void check() const;
};

/// Writes and signs a bundle: ECDSA or RSA-PSS, with SHA-256. `chain` is what belongs to the key,
/// leaf first, and is signed as well. Throws Error(key_mismatch) when the two do not belong
/// together; Error(unsupported_algorithm) for keys no TLS stack takes; Error(limit_exceeded) over
/// max_bundle_octets; and Error(invalid_argument) when check() does, when the key is neither among
/// the pins nor under the anchors at `created`, and when there are anchors that its chain and names
/// do not fit.
DOMAINSEC_EXPORT std::string sign_bundle(const PartnerBundle& bundle, SecretAccess,
                                         const PrivateKey& key, const Chain& chain);

/// How strictly a bundle is read.
struct DOMAINSEC_EXPORT BundleReading {
    /// Refuse one that was made before: when a newer one is known to exist.
    std::optional<TimePoint> not_older_than;
    /// How far clocks may differ, 0 s to 1 h.
    Seconds clock_skew{300};

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// A bundle whose signature holds, with what is to be compared before anything in it is believed.
struct SignedBundle {
    PartnerBundle bundle;
    /// The signer's certificate, leaf first.
    Chain signer;
    /// Of the signer's key.
    Sha256Digest signer_pin{};
    /// For reading out: 8 groups of 5 digits (132 bits) over all that is signed, so that another
    /// bundle has another one, an older one of the same organization too.
    std::string fingerprint;
    /// The signer's key is among the pins; its certificate is valid under the anchors for one of
    /// the identities, at `created`. One of the two is always true.
    bool signer_is_pinned = false;
    bool signer_is_anchored = false;
};

/// Reads a bundle of any content. Throws Error(invalid_configuration) for everything that is wrong
/// with it, one sentence each, with line or field; the field is "signature", "signer", "created" or
/// "expires" when that is what fails. Takes bounded time and memory.
DOMAINSEC_EXPORT SignedBundle read_bundle(std::string_view text, TimePoint now,
                                          const BundleReading& reading = {});

/// Whether somebody typed the fingerprint in: groups may be parted by spaces or hyphens or not at
/// all. Also takes the signer's pin, "sha256/...": enough for one who has it from the bundle
/// before, or from the running configuration; it does not tell an older bundle from the newest.
DOMAINSEC_EXPORT bool is_fingerprint_of(std::string_view typed, const SignedBundle& bundle);

/// What to ask about before believing it, in whole sentences: domains that the signer's certificate
/// does not hold or that are public suffixes ("co.uk"), a next key that is missing, certificates
/// outside their dates. Often empty; never a proof of anything.
DOMAINSEC_EXPORT std::vector<std::string> remarks_on(const SignedBundle& bundle, TimePoint now);

/// How a partner is written into the configuration.
struct PartnerEntryOptions {
    /// `name` of the entry; empty: the organization's. At most 64 octets.
    std::string name;
    /// TrustMethod::pin or TrustMethod::anchors.
    TrustMethod trust = TrustMethod::pin;
    /// For anchors: the file that has them.
    std::filesystem::path anchors_file;
    /// `report = true` in both directions: judge and count, refuse nothing.
    bool watch_only = false;
};

/// The [[partner]] entry, TOML, ready for domainsec.toml. Throws Error(invalid_argument) when the
/// bundle does not hold what the options ask for.
DOMAINSEC_EXPORT std::string to_partner_toml(const SignedBundle& bundle,
                                             const PartnerEntryOptions& options);

}  // namespace domainsec::inline v1
