// Files of master keys with any content: keys or an Error, and what was read is written so that it
// is read again the same.
#include <cstdlib>
#include <domainsec/bytes.hpp>
#include <domainsec/error.hpp>

#include "tls/ticket_key_file.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto keys = detail::ticket_keys_from_text(text_of({data, size}), "keys");
        if (keys.current.octets.size() != detail::master_key_length) std::abort();
        const auto text = detail::to_text(keys);
        if (detail::ticket_keys_from_text(text_of(text), "keys") != keys) std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::invalid_configuration) std::abort();
    }
    return 0;
}
