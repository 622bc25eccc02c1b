// The one exception of the library: for misuse, broken configuration, unreadable keys and files.
// What the network or a message can cause is never an exception but a verdict (status.hpp).
#pragma once

#include <domainsec/export.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// What kind of mistake an Error reports.
enum class errc {
    invalid_argument = 1,   ///< A value given by the caller is outside its documented range.
    invalid_name,           ///< A text is not the domain name, address or pattern it should be.
    invalid_state,          ///< The call does not fit the state the object is in.
    invalid_configuration,  ///< A configuration file has a mistake; the message lists each one.
    unreadable_file,        ///< A file is missing, unreadable, too large or has loose permissions.
    unwritable_file,        ///< A file could not be written whole; the old one is untouched.
    malformed_certificate,  ///< Not a certificate in PEM or DER.
    malformed_key,          ///< Not a key in PEM or DER (PKCS#8, SubjectPublicKeyInfo).
    wrong_passphrase,       ///< An encrypted key and this passphrase do not fit.
    weak_key,               ///< The key is shorter than its use allows.
    unsupported_algorithm,  ///< Known, but not offered for this use.
    key_mismatch,           ///< Certificate and private key do not belong together.
    limit_exceeded,         ///< More than a documented limit.
    already_exists,         ///< The name is taken.
    not_found,              ///< Nothing goes by that name.
    in_use,                 ///< Removing it would break what still uses it.
    resource_unavailable,   ///< Memory, entropy, a socket or a library could not be had.
    malformed_log,          ///< A stamp log with a line that does not fit the ones above it.
    malformed_request,      ///< Not a certificate request (PKCS#10), or its signature does not fit.
};

/// The name of the code, for example "wrong_passphrase".
DOMAINSEC_EXPORT std::string_view to_string(errc code) noexcept;

/// Thrown by every area. `what()` is one sentence for a person, with the mend in it, and names the
/// file, line and field where there are any. Text that came from a peer is escaped before it gets
/// in.
class DOMAINSEC_EXPORT Error : public std::runtime_error {
  public:
    Error(errc code, const std::string& sentence);

    /// The same, about a place in a file. `line` counts from 1; 0 means the file as a whole.
    Error(errc code, const std::string& sentence, std::string file, int line = 0,
          std::string field = {});

    ~Error() override;
    Error(const Error&) = default;
    Error(Error&&) = default;
    Error& operator=(const Error&) = default;
    Error& operator=(Error&&) = default;

    errc code() const noexcept { return code_; }
    const std::string& file() const noexcept { return file_; }
    int line() const noexcept { return line_; }
    const std::string& field() const noexcept { return field_; }

  private:
    errc code_;
    std::string file_;
    int line_ = 0;
    std::string field_;
};

/// Peer-supplied text made safe for logs, replies and terminals: everything but printable ASCII
/// becomes `\xNN`, and what is longer than `limit` octets ends in "...".
DOMAINSEC_EXPORT std::string escaped(std::string_view peer_text, std::size_t limit = 256);

}  // namespace domainsec::inline v1
