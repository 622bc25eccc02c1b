// When one of our own certificates needs attention.
#include "edge/expiry.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {

ExpiryState expiry_state(const Certificate& certificate, TimePoint now) {
    if (now < certificate.not_before() || now > certificate.not_after()) {
        return ExpiryState::unusable;
    }
    constexpr Seconds longest_notice{std::chrono::hours{24 * 30}};
    const Seconds lifetime = certificate.not_after() - certificate.not_before();
    const Seconds notice = std::min(longest_notice, lifetime / 3);
    return certificate.not_after() - now <= notice ? ExpiryState::ending : ExpiryState::usable;
}

}  // namespace domainsec::inline v1::detail
