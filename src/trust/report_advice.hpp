// What each reason means to an administrator, and what mends it.
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// What happened, as the head of a sentence: "The certificate has ended".
std::string_view meaning_of(TrustReason reason) noexcept;

/// Who does what, without a full stop: "the partner installs a renewed certificate".
std::string_view remedy_for(TrustReason reason) noexcept;

/// The verdict as a sentence: "Accepted as mx1.fabrikam.example".
std::string verdict_in_words(const ValidationReport& report);

/// "12 days left (26 % of its life)", "ended 3 days ago", "begins in 5 hours".
std::string time_left_in_words(const Certificate& certificate, TimePoint now);

}  // namespace domainsec::inline v1::detail
