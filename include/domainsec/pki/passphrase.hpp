// Where the passphrase of a private key (or the PIN of a token) comes from: never from a command
// line or a configuration file, always from a place that these name.
#pragma once

#include <domainsec/export.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace domainsec::inline v1 {

/// A passphrase in memory. Its octets are wiped when it goes. It passes for the std::string_view
/// that PrivateKey, CertificateStore and StampKey take, for as long as it lives.
class DOMAINSEC_EXPORT Passphrase final {
  public:
    Passphrase() noexcept = default;
    explicit Passphrase(std::string_view octets);
    Passphrase(const Passphrase&) = default;
    Passphrase(Passphrase&& other) noexcept : octets_(std::move(other.octets_)) {}
    Passphrase& operator=(Passphrase other) noexcept;
    ~Passphrase();

    bool empty() const noexcept { return octets_.empty(); }
    std::string_view view() const noexcept { return {octets_.data(), octets_.size()}; }
    operator std::string_view() const noexcept { return view(); }  // NOLINT: it is one

  private:
    std::vector<char> octets_;
};

/// Names the place of a passphrase; holds no secret itself. Immutable but for assignment; safe to
/// read() from several threads.
class DOMAINSEC_EXPORT PassphraseSource final {
  public:
    enum class Kind {
        none,         ///< There is no passphrase: keys are in clear text.
        file,         ///< "file:/etc/domainsec/passphrase"
        environment,  ///< "env:NAME"
        command,      ///< "command:/usr/bin/pass show tls"
        credential,   ///< "credential:tls-key", of systemd (LoadCredential=, systemd.exec(5))
    };

    /// None.
    PassphraseSource() noexcept = default;

    /// Reads one of the four forms above. A relative path of a file counts from `base`, or from
    /// the working directory when that is empty. A command is split at blanks, where '...' and
    /// "..." hold blanks together; no shell reads it, nothing is expanded, and its first word is an
    /// absolute path. At most 4096 octets. Throws Error(invalid_argument) over anything else; its
    /// sentence never repeats the text, for that may be a passphrase put in the wrong place.
    static PassphraseSource from_string(std::string_view text,
                                        const std::filesystem::path& base = {});

    Kind kind() const noexcept { return kind_; }

    /// The form that from_string() reads; empty for none. A command shows its first word only.
    std::string to_string() const;

    /// Gets the passphrase: the first line, without its end, of 1 to 4096 octets; empty for none
    /// and only then, so that no key is ever written in clear text because a source gave nothing.
    ///
    /// A file belongs to this user or root and has mode 0600 or 0400; a credential may show
    /// systemd's group bits too; neither may be a symbolic link, and both have at most 4096 octets.
    /// A command runs in a process group of its own, with our environment, no input and our
    /// standard error; it has 10 seconds, exits with 0, and prints at most 4096 octets: otherwise
    /// its group is killed.
    ///
    /// Throws Error: unreadable_file (file, credential), not_found (no such variable, no
    /// $CREDENTIALS_DIRECTORY), resource_unavailable (the command failed). Blocks on a command.
    Passphrase read() const;

  private:
    PassphraseSource(Kind kind, std::string place, std::vector<std::string> words);

    Kind kind_ = Kind::none;
    std::string place_;               ///< Path or name.
    std::vector<std::string> words_;  ///< Of a command.
};

}  // namespace domainsec::inline v1
