// Any text as a configuration: a snapshot or the library's Error, nothing else; and the two ways of
// reading agree.
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const domainsec::ByteView octets{data, size};
    try {
        const auto configuration =
            domainsec::Configuration::from_string(domainsec::text_of(octets), "/nonexistent");
        if (!configuration->organization_domain || !configuration->edge_name) std::abort();
        for (const auto& partner : configuration->partners) {
            if (partner.domains.empty() || partner.name.empty()) std::abort();
            if (configuration->partner_of(partner.domains.front()) == nullptr) std::abort();
        }
        static_cast<void>(configuration->request_certificate.asks("192.0.2.1"));
    } catch (const domainsec::Error& error) {
        if (error.code() != domainsec::errc::invalid_configuration) std::abort();
    }
    return 0;
}
