// Private keys from files: whatever stands in one, it ends in a key or in an Error (RFC 5208).
#include <domainsec/error.hpp>
#include <domainsec/pki/private_key.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        PrivateKey::from_octets({data, size});
    } catch (const Error&) {
        // The documented end.
    }
    return 0;
}
