// Certificates from the files of an administrator (RFC 7468 §5).
#include "pki/certificate_reading.hpp"

#include <domainsec/error.hpp>

#include "pki/files.hpp"
#include "pki/pem.hpp"

namespace domainsec::inline v1 {
namespace detail {
namespace {

// "X509 CERTIFICATE" is what old tools write (RFC 7468 §5.3).
bool is_certificate(const PemBlock& block) {
    return block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE";
}

Certificate read_certificate_der(ByteView der, const std::string& file, int line) {
    std::string why;
    auto certificate = Certificate::from_der(der, &why);
    if (!certificate) throw Error(errc::malformed_certificate, why, file, line);
    return *std::move(certificate);
}

std::string what_is_missing(const std::vector<PemBlock>& blocks) {
    if (blocks.empty()) return "There is no PEM block \"BEGIN CERTIFICATE\" in it";
    return "It holds a " + escaped(blocks.front().label, 40) + ", not a certificate";
}

}  // namespace

std::vector<Certificate> certificates_in_pem(std::string_view text, std::size_t limit,
                                             const std::string& file) {
    const auto blocks = read_pem(text, errc::malformed_certificate, file);
    std::vector<Certificate> certificates;
    for (const PemBlock& block : blocks) {
        if (!is_certificate(block)) continue;
        if (certificates.size() == limit)
            throw Error(errc::limit_exceeded,
                        "It holds more than " + std::to_string(limit) + " certificates", file,
                        block.line);
        certificates.push_back(read_certificate_der(block.octets, file, block.line));
    }
    if (certificates.empty())
        throw Error(errc::malformed_certificate, what_is_missing(blocks), file);
    return certificates;
}

Certificate one_certificate(ByteView octets, const std::string& file) {
    if (!looks_like_pem(octets)) return read_certificate_der(octets, file, 0);
    const auto certificates = certificates_in_pem(text_of(octets), 2, file);
    if (certificates.size() > 1)
        throw Error(errc::malformed_certificate,
                    "It holds more than one certificate where one is expected", file);
    return certificates.front();
}

}  // namespace detail

std::vector<Certificate> read_certificates(const std::filesystem::path& path) {
    constexpr std::size_t max_octets = 64 * 1024 * 1024;
    constexpr std::size_t max_certificates = 10'000;
    const Bytes octets = detail::read_file(path, max_octets);
    return detail::certificates_in_pem(text_of(octets), max_certificates, path.string());
}

}  // namespace domainsec::inline v1
