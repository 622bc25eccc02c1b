// The last third, the last week, the last two days.
#include <algorithm>
#include <domainsec/trust/expiry.hpp>

namespace domainsec::inline v1 {
namespace {

constexpr Seconds longest_notice = std::chrono::days{30};

ExpiryStage stage_of(const Certificate& certificate, const Expiry& expiry, TimePoint now) {
    if (now < certificate.not_before()) return ExpiryStage::not_begun;
    if (now > certificate.not_after()) return ExpiryStage::ended;
    // A certificate that lives for six days is not "soon" at its end from its first hour.
    if (now < expiry.renew_at) return ExpiryStage::fresh;
    if (expiry.left <= std::chrono::days{2}) return ExpiryStage::urgent;
    if (expiry.left <= std::chrono::days{7}) return ExpiryStage::soon;
    return ExpiryStage::renew;
}

}  // namespace

std::string_view to_string(ExpiryStage stage) noexcept {
    switch (stage) {
        case ExpiryStage::not_begun:
            return "not_begun";
        case ExpiryStage::fresh:
            return "fresh";
        case ExpiryStage::renew:
            return "renew";
        case ExpiryStage::soon:
            return "soon";
        case ExpiryStage::urgent:
            return "urgent";
        case ExpiryStage::ended:
            return "ended";
    }
    return "unknown";
}

Expiry expiry_of(const Certificate& certificate, TimePoint now) {
    // notAfter before notBefore can be written down, and may come from a stranger.
    const Seconds life = std::max(Seconds{1}, certificate.not_after() - certificate.not_before());
    Expiry expiry;
    expiry.left = certificate.not_after() - now;
    const Seconds counted = std::clamp(expiry.left, Seconds{0}, life);
    expiry.percent_left = static_cast<unsigned>(counted.count() * 100 / life.count());
    expiry.renew_at = certificate.not_after() - std::min(longest_notice, life / 3);
    expiry.stage = stage_of(certificate, expiry, now);
    return expiry;
}

}  // namespace domainsec::inline v1
