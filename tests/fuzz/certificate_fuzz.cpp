// Reads an arbitrary certificate, and holds the reading against Botan's: nothing may be read that
// Botan refuses, save dates after the year 3100.
#include <botan/x509cert.h>

#include <algorithm>

#include "pki/certificate_data.hpp"

using namespace domainsec;

namespace {

bool botan_reads(ByteView der) {
    try {
        return std::ranges::equal(Botan::X509_Certificate(der).BER_encode(), der);
    } catch (const std::exception&) {
        return false;
    }
}

void ask_everything(const Certificate& certificate) {
    if (certificate.subject().size() > 1024 || certificate.issuer().size() > 1024) __builtin_trap();
    if (certificate.serial().empty() || certificate.key_description().empty()) __builtin_trap();
    certificate.is_self_issued();
    certificate.dns_names();
    certificate.extended_key_usages();
    certificate.data().botan_key();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView der(data, size);
    std::string why;
    const auto certificate = Certificate::from_der(der, &why);
    if (!certificate) {
        if (why.empty()) __builtin_trap();
        return 0;
    }
    ask_everything(*certificate);
    constexpr std::chrono::sys_days after_botan{std::chrono::year(3101) / 1 / 1};
    const TimePoint latest = std::max(certificate->not_before(), certificate->not_after());
    if (latest < TimePoint(after_botan) && !botan_reads(der)) __builtin_trap();
    return 0;
}
