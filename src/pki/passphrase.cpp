// Sources of passphrases: what their names look like, and how each is read.
#include <domainsec/pki/passphrase.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <domainsec/error.hpp>
#include <utility>

#include "pki/passphrase_command.hpp"
#include "pki/passphrase_file.hpp"

namespace domainsec::inline v1 {
namespace {

using Kind = PassphraseSource::Kind;

constexpr std::size_t longest_source = 4096;
constexpr std::size_t longest_variable = 255;

constexpr std::array<std::pair<Kind, std::string_view>, 4> schemes{{
    {Kind::file, "file:"},
    {Kind::environment, "env:"},
    {Kind::command, "command:"},
    {Kind::credential, "credential:"},
}};

[[noreturn]] void refuse_source(const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence);
}

bool is_control(char letter) noexcept {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

bool is_variable(std::string_view name) noexcept {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && name.size() <= longest_variable && is_letter(name.front()) &&
           std::ranges::all_of(name,
                               [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// What systemd takes for a credential's name: one of a file, without ":".
bool is_credential(std::string_view name) noexcept {
    return !name.empty() && name.size() <= longest_variable && name != "." && name != ".." &&
           std::ranges::all_of(name,
                               [](char c) { return c > ' ' && c < 0x7f && c != '/' && c != ':'; });
}

std::string file_place(std::string_view path, const std::filesystem::path& base) {
    if (path.empty()) refuse_source("file: names no file; write file:/etc/domainsec/passphrase");
    // An absolute path stays as it is.
    return (base / std::filesystem::path(path)).string();
}

std::vector<std::string> command_words(std::string_view text) {
    auto words = detail::words_of_command(text);
    if (!words) refuse_source("command: has a quote that is not closed");
    if (words->empty() || !words->front().starts_with('/'))
        refuse_source(
            "command: begins with the absolute path of a program, such as command:/usr/bin/pass "
            "show tls; no shell reads it");
    return std::move(*words);
}

Passphrase of_file(const std::string& path, mode_t forbidden) {
    const auto octets = detail::read_passphrase_file(path, forbidden);
    std::string_view problem;
    const auto line = detail::first_line({octets.data(), octets.size()}, problem);
    if (!problem.empty())
        throw Error(errc::unreadable_file, "Its first line " + std::string(problem), path);
    return Passphrase(line);
}

Passphrase of_variable(const std::string& name) {
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr)
        throw Error(errc::not_found, "The environment variable " + name +
                                         " for the passphrase is not set: set it for this process");
    std::string_view problem;
    const auto line = detail::first_line(value, problem);
    if (line.size() > detail::max_passphrase_octets)
        problem = "is longer than 4096 octets, the most that a passphrase has";
    if (!problem.empty())
        throw Error(errc::not_found, "The environment variable " + name + " for the passphrase " +
                                         std::string(problem));
    return Passphrase(line);
}

Passphrase of_command(const std::vector<std::string>& words) {
    const auto octets = detail::output_of_command(words, detail::passphrase_command_limit);
    std::string_view problem;
    const auto line = detail::first_line({octets.data(), octets.size()}, problem);
    if (!problem.empty())
        throw Error(errc::resource_unavailable, "What the command " + escaped(words.front()) +
                                                    " prints first " + std::string(problem));
    return Passphrase(line);
}

Passphrase of_credential(const std::string& name) {
    // Nothing here changes the environment.
    const char* const folder =
        std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
    if (folder == nullptr || *folder != '/')
        throw Error(errc::not_found,
                    "$CREDENTIALS_DIRECTORY names no folder: start this as a "
                    "service of systemd with LoadCredential=" +
                        name + ":/path");
    // systemd lets the service's user in by an access control list, which shows as a group's right
    // to read.
    return of_file((std::filesystem::path(folder) / name).string(), S_IWGRP | S_IXGRP | S_IRWXO);
}

}  // namespace

Passphrase::Passphrase(std::string_view octets) : octets_(octets.begin(), octets.end()) {}

Passphrase& Passphrase::operator=(Passphrase other) noexcept {
    std::swap(octets_, other.octets_);
    return *this;
}

Passphrase::~Passphrase() {
    if (!octets_.empty()) ::explicit_bzero(octets_.data(), octets_.size());
}

PassphraseSource::PassphraseSource(Kind kind, std::string place, std::vector<std::string> words)
    : kind_(kind), place_(std::move(place)), words_(std::move(words)) {}

PassphraseSource PassphraseSource::from_string(std::string_view text,
                                               const std::filesystem::path& base) {
    const auto* const scheme = std::ranges::find_if(
        schemes, [&](const auto& each) { return text.starts_with(each.second); });
    if (scheme == schemes.end())
        refuse_source(
            "This is no source of a passphrase: write file:/path, env:NAME, credential:NAME or "
            "command:/program ..., never the passphrase itself");
    const auto place = text.substr(scheme->second.size());
    if (text.size() > longest_source || std::ranges::any_of(place, is_control))
        refuse_source("A source of a passphrase has at most 4096 octets and no control characters");
    switch (scheme->first) {
        case Kind::file:
            return {Kind::file, file_place(place, base), {}};
        case Kind::command:
            return {Kind::command, {}, command_words(place)};
        case Kind::environment:
            if (is_variable(place)) return {Kind::environment, std::string(place), {}};
            refuse_source(
                "env: is followed by the name of a variable, letters, digits and \"_\", such as "
                "env:DOMAINSEC_PASSPHRASE");
        default:
            if (is_credential(place)) return {Kind::credential, std::string(place), {}};
            refuse_source(
                "credential: is followed by a name without \"/\", such as credential:tls-key, "
                "that LoadCredential= gives");
    }
}

std::string PassphraseSource::to_string() const {
    const auto* const scheme =
        std::ranges::find(schemes, kind_, [](const auto& s) { return s.first; });
    if (scheme == schemes.end()) return {};
    return std::string(scheme->second) + (words_.empty() ? place_ : words_.front());
}

Passphrase PassphraseSource::read() const {
    switch (kind_) {
        case Kind::none:
            break;
        case Kind::file:
            return of_file(place_, S_IRWXG | S_IRWXO);
        case Kind::environment:
            return of_variable(place_);
        case Kind::command:
            return of_command(words_);
        case Kind::credential:
            return of_credential(place_);
    }
    return {};
}

}  // namespace domainsec::inline v1
