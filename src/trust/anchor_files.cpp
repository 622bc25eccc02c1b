// Finds and reads files of trust anchors (RFC 7468 §5).
#include "trust/anchor_files.hpp"

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <string>
#include <system_error>

#include "pki/certificate_reading.hpp"
#include "pki/der_reader.hpp"
#include "pki/files.hpp"
#include "pki/pem.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files = 10'000;
constexpr std::size_t max_file_octets = 16 * 1024 * 1024;
constexpr std::size_t max_anchors = 10'000;

// Other names are somebody's notes, keys and backups; c_rehash's links end in a number.
bool is_named_as_anchor(const fs::path& file) {
    static constexpr std::array<std::string_view, 3> endings{".pem", ".crt", ".cer"};
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return !file.filename().string().starts_with('.') &&
           std::ranges::find(endings, ending) != endings.end();
}

// What is neither there nor readable is an error and not passed over: an administrator counts on
// the anchor in it.
bool is_file(const fs::directory_entry& entry) {
    std::error_code failure;
    const bool regular = entry.is_regular_file(failure);
    if (!failure && entry.exists(failure)) return regular;
    throw Error(errc::unreadable_file,
                "It is a symbolic link that leads to no file: mend it, or take it out of the "
                "directory",
                entry.path().string());
}

std::vector<fs::path> files_in(const fs::path& directory) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (!is_named_as_anchor(entry->path()) || !is_file(*entry)) continue;
        if (files.size() == max_files)
            throw Error(errc::limit_exceeded,
                        "It holds more than " + std::to_string(max_files) +
                            " files of certificates: name a bundle, or fewer of them",
                        directory.string());
        files.push_back(entry->path());
    }
    if (failure)
        throw Error(errc::unreadable_file, "The directory cannot be read: " + failure.message(),
                    directory.string());
    if (files.empty())
        throw Error(errc::unreadable_file,
                    "The directory holds no *.pem, *.crt or *.cer: put the anchors' certificates "
                    "there",
                    directory.string());
    std::ranges::sort(files);
    return files;
}

}  // namespace

std::vector<fs::path> anchor_files(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return files_in(path);
    return {path};
}

std::vector<Certificate> read_anchor_file(const fs::path& file) {
    const Bytes octets = read_file(file, max_file_octets);
    // *.cer from Windows is DER.
    if (!looks_like_pem(octets) && only_element(octets, der_sequence))
        return {one_certificate(octets, file.string())};
    return certificates_in_pem(text_of(octets), max_anchors, file.string());
}

}  // namespace domainsec::inline v1::detail
