// The exception of the library, the names of its codes, and peer text made safe to show.
#include <domainsec/error.hpp>
#include <utility>

namespace domainsec::inline v1 {

namespace {

// "file:line: field: sentence", the order in which editors and people look for a place.
std::string placed(const std::string& sentence, const std::string& file, int line,
                   const std::string& field) {
    std::string text;
    if (!file.empty()) {
        text += file;
        if (line > 0) text += ":" + std::to_string(line);
        text += ": ";
    }
    if (!field.empty()) text += field + ": ";
    return text + sentence;
}

}  // namespace

std::string_view to_string(errc code) noexcept {
    switch (code) {
        case errc::invalid_argument:
            return "invalid_argument";
        case errc::invalid_name:
            return "invalid_name";
        case errc::invalid_state:
            return "invalid_state";
        case errc::invalid_configuration:
            return "invalid_configuration";
        case errc::unreadable_file:
            return "unreadable_file";
        case errc::unwritable_file:
            return "unwritable_file";
        case errc::malformed_certificate:
            return "malformed_certificate";
        case errc::malformed_request:
            return "malformed_request";
        case errc::malformed_key:
            return "malformed_key";
        case errc::wrong_passphrase:
            return "wrong_passphrase";
        case errc::weak_key:
            return "weak_key";
        case errc::unsupported_algorithm:
            return "unsupported_algorithm";
        case errc::key_mismatch:
            return "key_mismatch";
        case errc::limit_exceeded:
            return "limit_exceeded";
        case errc::already_exists:
            return "already_exists";
        case errc::not_found:
            return "not_found";
        case errc::in_use:
            return "in_use";
        case errc::resource_unavailable:
            return "resource_unavailable";
        case errc::malformed_log:
            return "malformed_log";
    }
    return "unknown";
}

Error::Error(errc code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}

Error::Error(errc code, const std::string& sentence, std::string file, int line, std::string field)
    : std::runtime_error(placed(sentence, file, line, field)),
      code_(code),
      file_(std::move(file)),
      line_(line),
      field_(std::move(field)) {}

// Here, so that the type's identity lives in one library and catching works across them.
Error::~Error() = default;

std::string escaped(std::string_view peer_text, std::size_t limit) {
    static constexpr char hex[] = "0123456789abcdef";
    const bool cut = peer_text.size() > limit;
    if (cut) peer_text = peer_text.substr(0, limit);
    std::string text;
    text.reserve(peer_text.size() + 3);
    for (const char character : peer_text) {
        const auto octet = static_cast<unsigned char>(character);
        // The backslash too, or a peer could write what looks like one of our escapes.
        if (octet >= 0x20 && octet < 0x7f && octet != '\\') {
            text += character;
        } else {
            text += {'\\', 'x', hex[octet >> 4U], hex[octet & 0x0fU]};
        }
    }
    if (cut) text += "...";
    return text;
}

}  // namespace domainsec::inline v1
