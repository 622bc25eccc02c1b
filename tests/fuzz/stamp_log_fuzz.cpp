// Any text is a stamp log or an Error that says where it is none (docs/stamp-format.md §5.4).
#include <cstdint>
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_log.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto log = StampLog::from_string({reinterpret_cast<const char*>(data), size});
        if (log.size() > size / 100) std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::malformed_log) std::abort();
    }
    return 0;
}
