// Files and texts of the command line.
#include "cli/files.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <domainsec/error.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

namespace domainsec::cli {
namespace {

std::string read_stream(std::istream& in, const std::string& name, std::size_t limit) {
    std::string text;
    std::string chunk(1u << 16, '\0');
    while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0) {
        text.append(chunk, 0, static_cast<std::size_t>(in.gcount()));
        if (text.size() > limit)
            throw Error(errc::unreadable_file,
                        "over " + std::to_string(limit) + " octets, which is more than is read",
                        name);
    }
    return text;
}

}  // namespace

std::string read_input(const std::string& path, std::size_t limit) {
    if (path == "-") return read_stream(std::cin, "standard input", limit);
    std::error_code failed;
    std::ifstream in(path, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(path, failed))
        throw Error(errc::unreadable_file,
                    "cannot be read; name an existing file, or - for standard input", path);
    return read_stream(in, path, limit);
}

std::vector<Certificate> certificates_in(const std::filesystem::path& path) {
    constexpr std::size_t max_octets = 64u << 20;
    constexpr char der_sequence = 0x30;
    if (!read_input(path.string(), max_octets).starts_with(der_sequence))
        return read_certificates(path);
    return {Certificate::from_file(path)};
}

std::string read_passphrase(const std::string& path) {
    if (path.empty()) return {};
    auto text = read_input(path, 4096);
    return text.substr(0, text.find_first_of("\r\n"));
}

DomainName domain_option(const std::string& option, const std::string& text) {
    auto name = DomainName::from_string(text);
    if (!name)
        throw Error(errc::invalid_name,
                    option + ": \"" + escaped(text) +
                        "\" is not a domain name; write one like mx1.example.org");
    return *name;
}

MailAddress address_option(const std::string& option, const std::string& text) {
    auto address = MailAddress::from_string(text);
    if (!address)
        throw Error(errc::invalid_name, option + ": \"" + escaped(text) +
                                            "\" is not a mailbox; write one like bob@example.org");
    return *address;
}

TimePoint time_option(const std::string& option, const std::string& text) {
    long long seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    // Up to the last second of the year 9999, the end of what a certificate can say.
    if (problem == std::errc{} && end == text.data() + text.size() && seconds >= 0 &&
        seconds <= 253402300799)
        return TimePoint{Seconds{seconds}};
    std::tm parts{};
    const auto* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (rest && *rest == '\0') return TimePoint{Seconds{::timegm(&parts)}};
    throw Error(errc::invalid_argument,
                option + ": \"" + escaped(text) +
                    "\" is not a time; write 2026-11-24T12:00:00Z, or seconds since 1970");
}

std::string to_text(TimePoint time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void write_new_file(const std::filesystem::path& path, const std::string& text) {
    // "x": fails when there is one already.
    std::FILE* file = std::fopen(path.c_str(), "wbx");
    if (!file) {
        const int reason = errno;
        const bool there = reason == EEXIST;
        throw Error(there ? errc::already_exists : errc::unwritable_file,
                    there ? "is there already; remove it first, or name another"
                          : "cannot be written: " + std::generic_category().message(reason),
                    path.string());
    }
    const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !whole) {
        std::filesystem::remove(path);
        throw Error(errc::unwritable_file, "cannot be written whole; is the disk full?",
                    path.string());
    }
}

}  // namespace domainsec::cli
