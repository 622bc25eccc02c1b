// The words for kinds of events and their severity.
#include <domainsec/telemetry/event.hpp>

namespace domainsec::inline v1 {

// Here, so that the type's identity lives in one library.
EventSink::~EventSink() = default;

std::string_view to_string(EventKind kind) noexcept {
    switch (kind) {
        case EventKind::handshake_completed:
            return "handshake_completed";
        case EventKind::handshake_failed:
            return "handshake_failed";
        case EventKind::plaintext_injected:
            return "plaintext_injected";
        case EventKind::message_secured:
            return "message_secured";
        case EventKind::message_unsecured:
            return "message_unsecured";
        case EventKind::message_refused:
            return "message_refused";
        case EventKind::foreign_mark_removed:
            return "foreign_mark_removed";
        case EventKind::route_judged:
            return "route_judged";
        case EventKind::evidence_missing:
            return "evidence_missing";
        case EventKind::stamp_verified:
            return "stamp_verified";
        case EventKind::certificate_expiring:
            return "certificate_expiring";
        case EventKind::certificate_unusable:
            return "certificate_unusable";
        case EventKind::certificates_replaced:
            return "certificates_replaced";
        case EventKind::certificates_refused:
            return "certificates_refused";
        case EventKind::configuration_loaded:
            return "configuration_loaded";
        case EventKind::configuration_refused:
            return "configuration_refused";
        case EventKind::callback_failed:
            return "callback_failed";
        case EventKind::key_log_enabled:
            return "key_log_enabled";
    }
    return "unknown";
}

std::string_view to_string(Severity severity) noexcept {
    switch (severity) {
        case Severity::debug:
            return "debug";
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "unknown";
}

}  // namespace domainsec::inline v1
