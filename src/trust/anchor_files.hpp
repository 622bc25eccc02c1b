// Trust anchors where administrators keep them: a bundle, one certificate, or a directory of such
// files (RFC 7468 §5).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <filesystem>
#include <vector>

namespace domainsec::inline v1::detail {

/// The files that `path` stands for: itself, or, when it is a directory, each regular file in it
/// named *.pem, *.crt or *.cer, by name. Symbolic links are followed; hidden files and the links
/// that c_rehash makes ("5ad8a5d6.0") are passed over. Throws Error(unreadable_file) when there is
/// none or a link leads nowhere, and Error(limit_exceeded) over 10,000 files.
std::vector<std::filesystem::path> anchor_files(const std::filesystem::path& path);

/// The certificates of one such file: PEM, as many as there are, or one in DER. Throws
/// Error(unreadable_file, malformed_certificate, limit_exceeded) that names the file.
std::vector<Certificate> read_anchor_file(const std::filesystem::path& file);

}  // namespace domainsec::inline v1::detail
