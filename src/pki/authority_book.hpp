// What an authority has issued and revoked, and its settings: book.toml.
#pragma once

#include <domainsec/pki/certificate_authority.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

struct AuthorityBook {
    unsigned crl_number = 0;  ///< Of the last list that left.
    std::vector<std::string> crl_uris;
    std::vector<std::string> ocsp_uris;
    std::vector<IssuedCertificate> issued;

    IssuedCertificate* find(std::string_view serial) noexcept;
};

/// Throws Error(unreadable_file, invalid_configuration) with the line.
AuthorityBook read_book(const std::filesystem::path& directory);

/// Throws Error(unwritable_file, limit_exceeded). The caller holds the lock.
void write_book(const std::filesystem::path& directory, const AuthorityBook& book);

}  // namespace domainsec::inline v1::detail
