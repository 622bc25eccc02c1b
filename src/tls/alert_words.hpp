// TLS alerts in words: the registered name, and what it means to whoever runs the mail server
// (RFC 8446 §6, RFC 5246 §7.2, RFC 6066 §9, RFC 7301 §3.2, IANA's registry "TLS Alerts").
#pragma once

#include <string_view>

namespace domainsec::inline v1::detail {

/// The name of an alert, for example "unknown_ca"; "unknown_alert" for a code without one. Retired
/// codes have the name that they had.
std::string_view alert_name(int code) noexcept;

/// What it means that the peer sent this alert, and what to mend: sentences for an administrator,
/// never empty.
std::string_view alert_words(int code) noexcept;

/// The same by the alert's name; the words for an unknown code when no alert has that name.
std::string_view alert_words(std::string_view name) noexcept;

}  // namespace domainsec::inline v1::detail
