// The certificates that one side presents, leaf first (RFC 8446 §4.4.2).
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>

#include "pki/certificate_reading.hpp"
#include "pki/files.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_chain_file_octets = 4 * 1024 * 1024;

Sha256Digest digest_of(const std::vector<Certificate>& certificates) {
    if (certificates.empty()) return {};
    Bytes fingerprints;
    fingerprints.reserve(certificates.size() * sizeof(Sha256Digest));
    for (const Certificate& certificate : certificates)
        fingerprints.insert(fingerprints.end(), certificate.fingerprint().begin(),
                            certificate.fingerprint().end());
    return sha256(fingerprints);
}

void check_range(std::size_t value, std::size_t least, std::size_t most, const char* field) {
    if (value < least || value > most)
        throw Error(errc::invalid_argument,
                    std::to_string(value) + " is not between " + std::to_string(least) + " and " +
                        std::to_string(most),
                    {}, 0, field);
}

// What is wrong with the size of it all; empty when nothing is.
template <typename Octets>
std::string passed_limit(const std::vector<Octets>& certificates, const ChainLimits& limits) {
    if (certificates.size() > limits.max_certificates)
        return "The chain has " + std::to_string(certificates.size()) + " certificates; at most " +
               std::to_string(limits.max_certificates) + " are read";
    std::size_t octets = 0;
    for (const Octets& der : certificates) octets += der.size();
    if (octets > limits.max_octets)
        return "The chain has " + std::to_string(octets) + " octets; at most " +
               std::to_string(limits.max_octets) + " are read";
    return {};
}

Chain read_chain(std::string_view pem, const ChainLimits& limits, const std::string& file) {
    limits.check();
    Chain chain(detail::certificates_in_pem(pem, limits.max_certificates, file));
    std::vector<ByteView> encodings;
    for (const Certificate& certificate : chain.certificates())
        encodings.emplace_back(certificate.der());
    const std::string problem = passed_limit(encodings, limits);
    if (!problem.empty()) throw Error(errc::limit_exceeded, problem, file);
    return chain;
}

}  // namespace

void ChainLimits::check() const {
    check_range(max_certificates, 1, 32, "max_certificates");
    check_range(max_octets, 1024, 1024 * 1024, "max_octets");
}

Chain::Chain(std::vector<Certificate> certificates)
    : certificates_(std::move(certificates)), digest_(digest_of(certificates_)) {}

std::optional<Chain> Chain::from_der(const std::vector<Bytes>& certificates,
                                     const ChainLimits& limits, std::string* why) {
    limits.check();
    std::string sentence = passed_limit(certificates, limits);
    std::vector<Certificate> read;
    for (std::size_t i = 0; sentence.empty() && i < certificates.size(); ++i) {
        auto certificate = Certificate::from_der(certificates[i], &sentence);
        if (certificate)
            read.push_back(*std::move(certificate));
        else
            sentence.insert(0, "Certificate " + std::to_string(i + 1) + " of the chain: ");
    }
    if (sentence.empty()) return Chain(std::move(read));
    if (why != nullptr) *why = std::move(sentence);
    return std::nullopt;
}

Chain Chain::from_pem(std::string_view pem, const ChainLimits& limits) {
    return read_chain(pem, limits, {});
}

Chain Chain::from_file(const std::filesystem::path& path, const ChainLimits& limits) {
    const Bytes octets = detail::read_file(path, max_chain_file_octets);
    return read_chain(text_of(octets), limits, path.string());
}

const Certificate& Chain::leaf() const {
    if (certificates_.empty())
        throw Error(errc::invalid_state, "The chain is empty: look at empty() first");
    return certificates_.front();
}

std::string Chain::pem() const {
    std::string text;
    for (const Certificate& certificate : certificates_) text += certificate.pem();
    return text;
}

}  // namespace domainsec::inline v1
