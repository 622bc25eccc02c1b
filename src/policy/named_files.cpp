// Reads the files that a configuration names.
#include "policy/named_files.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <fstream>
#include <iterator>

namespace domainsec::inline v1::detail {

std::string read_whole_file(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        throw Error(errc::unreadable_file, "is a folder; name a file", path.string());
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        throw Error(errc::unreadable_file, "cannot be opened; check that it exists and may be read",
                    path.string());
    }
    std::string content;
    char block[16384];
    while (stream.read(block, sizeof block) || stream.gcount() > 0) {
        content.append(block, static_cast<std::size_t>(stream.gcount()));
        if (content.size() > max_named_file_octets) {
            throw Error(errc::unreadable_file, "is larger than 16 MiB; it cannot be what is meant",
                        path.string());
        }
    }
    if (stream.bad()) {
        throw Error(errc::unreadable_file, "could not be read to its end", path.string());
    }
    return content;
}

std::filesystem::path NamedFiles::resolved(const std::string& name) const {
    const std::filesystem::path path(name);
    return path.is_absolute() ? path : base_ / path;
}

void NamedFiles::add(const std::filesystem::path& path) {
    const auto digest = sha256(bytes_of(read_whole_file(path)));
    digests_.insert(digests_.end(), digest.begin(), digest.end());
}

Sha256Digest NamedFiles::revision(std::string_view configuration) const {
    const auto own = sha256(bytes_of(configuration));
    Bytes all(own.begin(), own.end());
    all.insert(all.end(), digests_.begin(), digests_.end());
    return sha256(all);
}

}  // namespace domainsec::inline v1::detail
