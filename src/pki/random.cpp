// The system's random source, with its failure as an Error.
#include "pki/random.hpp"

#include <botan/system_rng.h>

#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {

Botan::RandomNumberGenerator& system_random() {
    try {
        return Botan::system_rng();
    } catch (const std::exception& reason) {
        throw Error(errc::resource_unavailable,
                    std::string("The system gives no random numbers: ") + reason.what());
    }
}

}  // namespace domainsec::inline v1::detail
