// Certificates from strangers: reading one must never throw, and what was read must answer every
// question (RFC 5280 §4.1).
#include <cstdlib>
#include <domainsec/pki/certificate.hpp>

#include "pki/certificate_data.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string why;
    const auto certificate = Certificate::from_der({data, size}, &why);
    if (!certificate) {
        if (why.empty()) std::abort();
        return 0;
    }
    if (certificate->subject().size() > 1024 || certificate->issuer().size() > 1024 ||
        certificate->serial().empty() || certificate->key_description().empty())
        std::abort();
    certificate->data().botan_key();
    if (Certificate::from_octets(bytes_of(certificate->pem())) != *certificate) std::abort();
    return 0;
}
