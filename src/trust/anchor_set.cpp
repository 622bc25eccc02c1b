// Sets of trust anchors, among them the machine's own (RFC 5280 §6.1.1 (d)).
#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <filesystem>
#include <set>
#include <string>

#include "pki/files.hpp"
#include "pki/pem.hpp"
#include "trust/anchor_files.hpp"
#include "trust/anchor_index.hpp"

namespace domainsec::inline v1 {
namespace {

// Where distributions keep the bundle of roots; Debian's first.
constexpr std::array<const char*, 4> bundles{
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};

Sha256Digest digest_of_anchors(const std::set<Sha256Digest>& fingerprints) {
    Bytes octets;
    octets.reserve(fingerprints.size() * sizeof(Sha256Digest));
    for (const Sha256Digest& fingerprint : fingerprints)
        octets.insert(octets.end(), fingerprint.begin(), fingerprint.end());
    return sha256(octets);
}

// One root that we cannot read must not take the others away.
std::vector<Certificate> readable_certificates(const std::filesystem::path& bundle) {
    constexpr std::size_t max_octets = 16 * 1024 * 1024;
    constexpr std::size_t max_certificates = 10'000;
    const Bytes octets = detail::read_file(bundle, max_octets);
    std::vector<Certificate> certificates;
    for (const detail::PemBlock& block :
         detail::read_pem(text_of(octets), errc::unreadable_file, bundle.string())) {
        if (certificates.size() == max_certificates) break;
        if (auto certificate = Certificate::from_der(block.octets))
            certificates.push_back(*std::move(certificate));
    }
    return certificates;
}

}  // namespace

AnchorIndex::AnchorIndex(const std::vector<Certificate>& certificates) {
    for (const Certificate& certificate : certificates) {
        if (!fingerprints.insert(certificate.fingerprint()).second) continue;
        const detail::CertificateFacts& added = facts.emplace_back(certificate);
        by_subject.emplace(added.subject, &added);
    }
}

AnchorSet::AnchorSet(std::vector<Certificate> anchors)
    : certificates_(std::move(anchors)),
      index_(std::make_unique<const AnchorIndex>(certificates_)),
      digest_(digest_of_anchors(index_->fingerprints)) {}

AnchorSet::~AnchorSet() = default;

std::shared_ptr<const AnchorSet> AnchorSet::from_certificates(std::vector<Certificate> anchors) {
    return std::shared_ptr<const AnchorSet>(new AnchorSet(std::move(anchors)));
}

std::shared_ptr<const AnchorSet> AnchorSet::from_path(const std::filesystem::path& path) {
    constexpr std::size_t max_certificates = 10'000;
    std::vector<Certificate> certificates;
    std::set<Sha256Digest> seen;
    for (const std::filesystem::path& file : detail::anchor_files(path)) {
        for (Certificate& certificate : detail::read_anchor_file(file))
            if (seen.insert(certificate.fingerprint()).second)
                certificates.push_back(std::move(certificate));
        if (certificates.size() > max_certificates)
            throw Error(errc::limit_exceeded,
                        "It holds more than " + std::to_string(max_certificates) +
                            " certificates: name those that are needed",
                        path.string());
    }
    return from_certificates(std::move(certificates));
}

std::shared_ptr<const AnchorSet> AnchorSet::system() {
    for (const char* const bundle : bundles) {
        std::error_code none;
        if (!std::filesystem::exists(bundle, none)) continue;
        auto certificates = readable_certificates(bundle);
        if (!certificates.empty()) return from_certificates(std::move(certificates));
    }
    throw Error(errc::unreadable_file,
                "The machine has no bundle of trusted roots: install the package ca-certificates",
                bundles.front());
}

}  // namespace domainsec::inline v1
