// Why a domainsec::asio::Stream ended, as boost::system::error_code (alerts: RFC 8446 §6).
// Part of the Boost.Asio adapter: needs Boost's headers.
#pragma once

#include <boost/system/error_code.hpp>
#include <domainsec/tls/session.hpp>
#include <string>
#include <type_traits>

namespace domainsec::inline v1::asio {
namespace detail {

// 0 is success for most who look at an error_code; the enumeration begins with it.
constexpr int error_value(SessionFailureReason reason) noexcept {
    return static_cast<int>(reason) + 1;
}

inline const char* sentence(SessionFailureReason reason) noexcept {
    switch (reason) {
        case SessionFailureReason::plaintext_injected:
            return "octets stood where TLS was to begin: somebody may have put them there";
        case SessionFailureReason::handshake_failed:
            return "the TLS handshake failed";
        case SessionFailureReason::peer_alert:
            return "the peer ended the TLS session with an alert";
        case SessionFailureReason::peer_rejected_certificate:
            return "the peer refused our certificate, or wants one";
        case SessionFailureReason::limit_exceeded:
            return "the peer sent more than a limit allows";
        case SessionFailureReason::truncated:
            return "the connection ended without close_notify: what came last may be incomplete";
        case SessionFailureReason::protocol_error:
            return "the peer broke the TLS protocol";
        case SessionFailureReason::abandoned:
            return "the connection ended before the TLS handshake was complete";
    }
    return "the TLS session failed";
}

// Boost's base has a protected destructor: nothing is destroyed through it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class ErrorCategory final : public boost::system::error_category {
  public:
    // The number makes categories of several shared libraries equal.
    constexpr ErrorCategory() noexcept : error_category(0x6a1d5e9c40b7f283U) {}

    const char* name() const noexcept override { return "domainsec.tls"; }
    std::string message(int value) const override {
        return sentence(static_cast<SessionFailureReason>(value - 1));
    }
};
#pragma GCC diagnostic pop

}  // namespace detail

/// The category of errors that TLS itself causes. Each value stands for a SessionFailureReason;
/// the alert and a longer sentence are in Stream::session().failure().
inline const boost::system::error_category& error_category() noexcept {
    static const detail::ErrorCategory category;
    return category;
}

}  // namespace domainsec::inline v1::asio

namespace domainsec::inline v1 {

/// Found by boost::system::error_code, so that `error == SessionFailureReason::truncated` compiles.
inline boost::system::error_code make_error_code(SessionFailureReason reason) noexcept {
    return {asio::detail::error_value(reason), asio::error_category()};
}

}  // namespace domainsec::inline v1

template <>
struct boost::system::is_error_code_enum<domainsec::SessionFailureReason> : std::true_type {};
