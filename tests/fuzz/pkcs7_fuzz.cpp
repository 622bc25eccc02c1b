// Reads an arbitrary PKCS#7 file of certificates: a list that is not empty, or a sentence.
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs7.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto certificates = read_pkcs7({data, size});
        if (certificates.empty() || certificates.size() > 1000) __builtin_trap();
    } catch (const Error& error) {
        const bool known =
            error.code() == errc::malformed_certificate || error.code() == errc::limit_exceeded;
        if (!known || std::string_view(error.what()).empty()) __builtin_trap();
    }
    return 0;
}
