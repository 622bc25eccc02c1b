// The small authority: what it grants, and what it writes down first.
#include <domainsec/pki/certificate_authority.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>
#include <utility>

#include "pki/atomic_file.hpp"
#include "pki/authority_book.hpp"
#include "pki/certificate_data.hpp"
#include "pki/files.hpp"
#include "pki/ocsp_response.hpp"
#include "pki/store_files.hpp"

namespace domainsec::inline v1 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view certificate_name = "ca.pem";
constexpr std::string_view key_name = "key.pem";
constexpr unsigned max_days = 10'950;
constexpr Seconds one_day{std::chrono::hours{24}};

constexpr std::array<std::pair<RevocationCause, std::string_view>, 6> cause_names{{
    {RevocationCause::unspecified, "unspecified"},
    {RevocationCause::key_compromise, "keyCompromise"},
    {RevocationCause::affiliation_changed, "affiliationChanged"},
    {RevocationCause::superseded, "superseded"},
    {RevocationCause::cessation_of_operation, "cessationOfOperation"},
    {RevocationCause::privilege_withdrawn, "privilegeWithdrawn"},
}};

void check_days(unsigned days, const char* field) {
    if (days < 1 || days > max_days)
        throw Error(errc::invalid_argument,
                    std::to_string(days) + " is not between 1 and 10950 days", {}, 0, field);
}

void check_period(Seconds validity) {
    if (validity < std::chrono::hours{1} || validity > 400 * one_day)
        throw Error(errc::invalid_argument, "It is valid for 1 hour to 400 days", {}, 0,
                    "validity");
}

// For clocks that run behind.
TimePoint begin_of(TimePoint now) {
    return now - std::chrono::minutes{5};
}

// A wish that cannot be granted is named, never left out in silence.
void grant_names(CertificateTemplate& content, const CertificateRequest& request) {
    for (const auto& name : request.dns_names()) {
        if (name.starts_with("*.")) {
            content.dns_wildcards.push_back(name);
        } else if (auto read = DomainName::from_string(name)) {
            content.dns_names.push_back(*std::move(read));
        } else {
            throw Error(errc::invalid_argument,
                        "The request asks for \"" + escaped(name, 80) +
                            "\", which is no domain name: say which names to issue for",
                        {}, 0, "dns_names");
        }
    }
}

CertificateTemplate granted(const CertificateRequest& request, const AuthorityIssue& issue,
                            const detail::AuthorityBook& book, const Certificate& authority,
                            TimePoint now) {
    if (request.asks_for_ca())
        throw Error(errc::invalid_argument,
                    "The request is for an authority, and this one issues to mail servers only");
    check_days(issue.days, "days");
    CertificateTemplate content;
    content.common_name = request.common_name();
    content.organization = request.organization();
    content.dns_names = issue.dns_names;
    if (content.dns_names.empty()) grant_names(content, request);
    // The name in the subject is one of those that were looked at, or none.
    const bool is_listed =
        std::any_of(content.dns_names.begin(), content.dns_names.end(),
                    [&](const DomainName& name) { return name.str() == content.common_name; });
    if (!is_listed) content.common_name.clear();
    content.not_before = std::max(begin_of(now), authority.not_before());
    content.not_after = std::min(content.not_before + issue.days * one_day, authority.not_after());
    content.server_auth = issue.server_auth;
    content.client_auth = issue.client_auth;
    content.crl_uris = book.crl_uris;
    content.ocsp_uris = book.ocsp_uris;
    return content;
}

Bytes octets_of_hex(std::string_view hex) {
    Bytes octets;
    std::string digits(hex.size() % 2 == 0 ? "" : "0");
    digits += hex;
    for (std::size_t at = 0; at < digits.size(); at += 2)
        octets.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(at, 2), nullptr, 16)));
    return octets;
}

bool is_serial(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string_view to_string(RevocationCause cause) noexcept {
    for (const auto& [value, name] : cause_names)
        if (value == cause) return name;
    return "unspecified";
}

std::optional<RevocationCause> revocation_cause_from_string(std::string_view text) noexcept {
    for (const auto& [value, name] : cause_names)
        if (name == text) return value;
    return std::nullopt;
}

CertificateAuthority CertificateAuthority::create(fs::path directory,
                                                  const AuthorityOptions& options,
                                                  std::string_view passphrase, TimePoint now) {
    check_days(options.days, "days");
    CertificateTemplate content;
    content.common_name = options.name;
    content.organization = options.organization;
    content.is_ca = true;
    content.server_auth = content.client_auth = false;
    content.path_length = options.path_length;
    content.permitted_domains = options.permitted_domains;
    content.crl_uris = options.crl_uris;
    content.ocsp_uris = options.ocsp_uris;
    content.not_before = begin_of(now);
    content.not_after = content.not_before + options.days * one_day;
    content.check();
    // A root says nothing about its own revocation.
    auto own = content;
    own.crl_uris.clear();
    own.ocsp_uris.clear();
    const auto key = PrivateKey::generate(options.algorithm);
    const auto certificate = make_self_signed(key, own);

    const auto parent = directory.has_parent_path() ? directory.parent_path() : fs::path(".");
    if (detail::is_there(directory))
        throw Error(errc::already_exists, "It is there already: choose another folder",
                    directory.string());
    detail::NewEntry made(parent);
    detail::write_book(made.path(), {0, options.crl_uris, options.ocsp_uris, {}});
    detail::write_new_file(made.path() / certificate_name, bytes_of(certificate.pem()));
    key.write_new(made.path() / key_name, SecretAccess::granted(), passphrase);
    made.publish(directory.filename().string());
    return CertificateAuthority(std::move(directory));
}

CertificateAuthority CertificateAuthority::open(fs::path directory) {
    detail::check_private_directory(directory);
    CertificateAuthority authority(std::move(directory));
    authority.certificate();
    return authority;
}

Certificate CertificateAuthority::certificate() const {
    return Certificate::from_file(directory_ / certificate_name);
}

Certificate CertificateAuthority::issue(const CertificateRequest& request,
                                        const AuthorityIssue& issue, std::string_view passphrase,
                                        TimePoint now) {
    const auto authority = certificate();
    const auto key = PrivateKey::from_file(directory_ / key_name, passphrase);
    const detail::StoreLock lock(directory_);
    auto book = detail::read_book(directory_);
    auto issued = issue_certificate(authority, key, request.public_key(),
                                    granted(request, issue, book, authority, now));
    book.issued.push_back({issued.serial(), issued.subject(), issued.dns_names(),
                           issued.not_after(), std::nullopt, RevocationCause::unspecified});
    detail::write_book(directory_, book);
    return issued;
}

std::vector<IssuedCertificate> CertificateAuthority::issued() const {
    return detail::read_book(directory_).issued;
}

void CertificateAuthority::revoke(std::string_view serial, RevocationCause cause, TimePoint now) {
    const detail::StoreLock lock(directory_);
    auto book = detail::read_book(directory_);
    auto* entry = book.find(serial);
    if (entry == nullptr)
        throw Error(errc::not_found,
                    "This authority issued no certificate with the serial " + escaped(serial, 60),
                    directory_.string());
    if (entry->revoked_at)
        throw Error(errc::invalid_state, "It is revoked already", directory_.string());
    entry->revoked_at = now;
    entry->cause = cause;
    detail::write_book(directory_, book);
}

Bytes CertificateAuthority::crl(Seconds validity, std::string_view passphrase, TimePoint now) {
    check_period(validity);
    const auto authority = certificate();
    const auto key = PrivateKey::from_file(directory_ / key_name, passphrase);
    const detail::StoreLock lock(directory_);
    auto book = detail::read_book(directory_);
    std::vector<RevokedEntry> revoked;
    for (const auto& each : book.issued)
        if (each.revoked_at && each.not_after >= now)
            revoked.push_back({octets_of_hex(each.serial), *each.revoked_at,
                               static_cast<std::uint8_t>(each.cause)});
    ++book.crl_number;
    detail::write_book(directory_, book);
    return make_crl(authority, key, revoked, now, now + validity, book.crl_number);
}

Bytes CertificateAuthority::ocsp_response(std::string_view serial, Seconds validity,
                                          std::string_view passphrase, TimePoint now) const {
    check_period(validity);
    if (!is_serial(serial))
        throw Error(errc::invalid_argument,
                    "\"" + escaped(serial, 60) +
                        "\" is no serial: 1 to 40 of 0-9 and a-f, as `cert show` prints it");
    auto book = detail::read_book(directory_);
    const auto* entry = book.find(serial);
    detail::OcspAnswer answer;
    answer.serial = octets_of_hex(serial);
    answer.this_update = now;
    answer.next_update = now + validity;
    answer.known = entry != nullptr;
    if (entry != nullptr) answer.revoked_at = entry->revoked_at;
    if (entry != nullptr && entry->cause != RevocationCause::unspecified)
        answer.reason = static_cast<std::uint8_t>(entry->cause);
    return detail::sign_ocsp_response(
        certificate(), PrivateKey::from_file(directory_ / key_name, passphrase), answer);
}

}  // namespace domainsec::inline v1
