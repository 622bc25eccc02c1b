// How near a certificate is to its end, and when to renew it. Information for people: a verdict
// looks at the dates alone.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <string_view>

namespace domainsec::inline v1 {

/// From good to bad.
enum class ExpiryStage {
    not_begun,  ///< Before notBefore.
    fresh,      ///< Nothing to do.
    renew,      ///< In the last third of its life, at most 30 days: a renewal should have happened.
    soon,       ///< The same, and 7 days or less.
    urgent,     ///< The same, and 2 days or less.
    ended,      ///< After notAfter.
};

/// The word, for example "renew".
DOMAINSEC_EXPORT std::string_view to_string(ExpiryStage stage) noexcept;

/// Where one certificate stands at one moment. Written with lifetimes of 47 days and less in mind:
/// the notice is a share of the life, not a number of days.
struct Expiry {
    ExpiryStage stage = ExpiryStage::fresh;
    Seconds left{0};            ///< Until notAfter; negative after it.
    unsigned percent_left = 0;  ///< Of its life, 0 to 100, rounded down.
    TimePoint renew_at{};  ///< When two thirds of its life are over, or 30 days before its end.
};

DOMAINSEC_EXPORT Expiry expiry_of(const Certificate& certificate, TimePoint now);

}  // namespace domainsec::inline v1
