// PKCS #11 URIs with any content: a URI or an Error, and what was read is written so that it is
// read again the same.
#include <cstdlib>
#include <domainsec/bytes.hpp>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs11.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto uri = Pkcs11Uri::from_string(text_of({data, size}));
        if (!uri.module_path.starts_with('/')) std::abort();
        const auto text = uri.to_string();
        // Encoding makes it up to three times as long.
        if (text.size() <= 4096 && Pkcs11Uri::from_string(text) != uri) std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::invalid_argument) std::abort();
    }
    return 0;
}
