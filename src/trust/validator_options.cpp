// Checks of what a caller of the validator may ask for.
#include <domainsec/error.hpp>
#include <domainsec/trust/validator_options.hpp>

namespace domainsec::inline v1 {

std::string_view to_string(ValidationProfile profile) noexcept {
    switch (profile) {
        case ValidationProfile::mail:
            return "mail";
        case ValidationProfile::strict:
            return "strict";
        case ValidationProfile::rfc5280:
            return "rfc5280";
    }
    return "unknown";
}

void ValidatorOptions::check() const {
    for (const Bytes& address : ip_addresses)
        if (address.size() != 4 && address.size() != 16)
            throw Error(errc::invalid_argument, "an address has 4 or 16 octets", {}, 0,
                        "ip_addresses");
    constexpr std::size_t most = 30;
    if (max_intermediates && *max_intermediates > most)
        throw Error(errc::invalid_argument,
                    "max_intermediates is " + std::to_string(*max_intermediates) +
                        ", but must be from 0 to 30",
                    {}, 0, "max_intermediates");
}

}  // namespace domainsec::inline v1
