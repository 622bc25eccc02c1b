// Requests for certificates: whatever is read says the same when it is written and read again.
#include <cstdint>
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_request.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto request = CertificateRequest::from_octets({data, size});
        const auto pem = request.pem();
        const auto again = CertificateRequest::from_octets(bytes_of(pem));
        if (!(again == request) || again.dns_names() != request.dns_names()) std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::malformed_request) std::abort();
    }
    return 0;
}
