// A small certificate authority of one's own, enough for two organizations to start today: it
// issues, revokes and says so (RFC 5280, RFC 6960).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/certificate_request.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/pki/private_key.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// How an authority begins.
struct AuthorityOptions {
    std::string name;  ///< Common name, 1 to 64 characters.
    std::string organization;
    /// It may issue for these and below, and for nothing else: a partner who trusts it need not
    /// trust it for the rest of the world. Empty: any.
    std::vector<DomainName> permitted_domains;
    unsigned path_length = 0;  ///< Authorities below it, 0 to 10.
    unsigned days = 3650;      ///< 1 to 10,950.
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p384;
    /// Written into what it issues: where partners find its list and its OCSP answers.
    std::vector<std::string> crl_uris;
    std::vector<std::string> ocsp_uris;
};

/// What the authority grants of a request. A request is a wish: names are looked at one by one.
struct AuthorityIssue {
    unsigned days = 90;  ///< 1 to 10,950; never beyond the authority's own end.
    /// Empty: those of the request.
    std::vector<DomainName> dns_names;
    bool server_auth = true;
    bool client_auth = true;
};

/// Why a certificate was revoked (RFC 5280 §5.3.1).
enum class RevocationCause : std::uint8_t {
    unspecified = 0,
    key_compromise = 1,
    affiliation_changed = 3,
    superseded = 4,
    cessation_of_operation = 5,
    privilege_withdrawn = 9,
};

DOMAINSEC_EXPORT std::string_view to_string(RevocationCause cause) noexcept;
DOMAINSEC_EXPORT std::optional<RevocationCause> revocation_cause_from_string(
    std::string_view text) noexcept;

/// One line of the authority's book.
struct IssuedCertificate {
    std::string serial;  ///< Lower-case hexadecimal, as Certificate::serial().
    std::string subject;
    std::vector<std::string> dns_names;
    TimePoint not_after{};
    std::optional<TimePoint> revoked_at;
    RevocationCause cause = RevocationCause::unspecified;
};

/// An authority: one directory (mode 0700) with its certificate, its key, and a book of what it
/// issued. The book is written before a certificate or list leaves, whole or not at all; writers
/// lock. Each call throws Error(unreadable_file, unwritable_file, wrong_passphrase) as the store
/// does. Safe from several threads and processes.
class DOMAINSEC_EXPORT CertificateAuthority final {
  public:
    /// Makes the directory, a key and a self-signed certificate. Throws Error(already_exists), and
    /// Error(invalid_argument) that names the field.
    static CertificateAuthority create(std::filesystem::path directory,
                                       const AuthorityOptions& options,
                                       std::string_view passphrase = {},
                                       TimePoint now = system_clock()());
    static CertificateAuthority open(std::filesystem::path directory);

    const std::filesystem::path& directory() const noexcept { return directory_; }
    Certificate certificate() const;

    /// Throws Error(invalid_argument) for names outside of the permitted domains or that are no
    /// names, dates beyond its own, a request for an authority.
    Certificate issue(const CertificateRequest& request, const AuthorityIssue& issue,
                      std::string_view passphrase = {}, TimePoint now = system_clock()());

    /// Oldest first.
    std::vector<IssuedCertificate> issued() const;

    /// Throws Error(not_found), and Error(invalid_state) when it is revoked already.
    void revoke(std::string_view serial, RevocationCause cause, TimePoint now = system_clock()());

    /// A revocation list in DER with the next number, due again after `validity` (1 hour to 400
    /// days). Certificates that have ended are left out (RFC 5280 §5).
    Bytes crl(Seconds validity, std::string_view passphrase = {}, TimePoint now = system_clock()());

    /// An OCSP response in DER about one serial, signed by the authority itself, to be stapled or
    /// served; `unknown` for what is not in the book (RFC 6960 §2.2). `validity` as above.
    Bytes ocsp_response(std::string_view serial, Seconds validity, std::string_view passphrase = {},
                        TimePoint now = system_clock()()) const;

  private:
    explicit CertificateAuthority(std::filesystem::path directory)
        : directory_(std::move(directory)) {}
    std::filesystem::path directory_;
};

}  // namespace domainsec::inline v1
