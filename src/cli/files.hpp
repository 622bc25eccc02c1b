// Reading what the command line names, and times as people write them.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/pki/certificate.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace domainsec::cli {

/// A whole file, or standard input for "-". Throws Error(unreadable_file), also over `limit`
/// octets.
std::string read_input(const std::string& path, std::size_t limit = 256u << 20);

/// All certificates of a file, in PEM, or the one in DER. Throws Error(unreadable_file,
/// malformed_certificate).
std::vector<Certificate> certificates_in(const std::filesystem::path& path);

/// The first line of a file, or nothing for an empty path.
std::string read_passphrase(const std::string& path);

/// Throws Error(invalid_name) that says which option is wrong.
DomainName domain_option(const std::string& option, const std::string& text);
MailAddress address_option(const std::string& option, const std::string& text);

/// "2026-11-24T12:00:00Z" or seconds since 1970. Throws Error(invalid_argument).
TimePoint time_option(const std::string& option, const std::string& text);

/// "2026-11-24T12:00:00Z".
std::string to_text(TimePoint time);

/// Writes a file whole or not at all; refuses to replace one. Throws Error(already_exists,
/// unwritable_file).
void write_new_file(const std::filesystem::path& path, const std::string& text);

}  // namespace domainsec::cli
