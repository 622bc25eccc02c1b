// Keyring files of any content: a ring or an Error, and what was read is written so that it is read
// again the same (docs/stamp-format.md §5).
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/stamp/key_ring.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto ring = KeyRing::from_string(text_of({data, size}));
        std::string toml;
        for (const auto& entry : ring.entries()) {
            if (ring.find(entry.domain, entry.selector) != &entry) std::abort();
            toml += to_keyring_toml(entry) + "\n";
        }
        if (KeyRing::from_string(toml).entries().size() != ring.entries().size()) std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::invalid_configuration) std::abort();
    }
    return 0;
}
