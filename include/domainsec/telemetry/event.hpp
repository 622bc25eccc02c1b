// What happened, for logs and alarms: one typed event per handshake, judgement, stamp and change of
// configuration.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace domainsec::inline v1 {

/// What an event is about. Exchange's event numbers, where one corresponds, stand behind.
enum class EventKind {
    handshake_completed,   ///< A TLS session is up.
    handshake_failed,      ///< It did not come up (2015 when TLS was required of the other side).
    plaintext_injected,    ///< Octets stood behind STARTTLS or its answer: the connection must end.
    message_secured,       ///< A message arrived Domain Secured and was stamped.
    message_unsecured,     ///< A message in a partner's name was delivered unmarked.
    message_refused,       ///< A message in a partner's name was refused (11012 no TLS, 11015 wrong
                           ///< name).
    foreign_mark_removed,  ///< A mark that is not ours to trust was taken off at the border.
    route_judged,          ///< An outbound session was judged: deliver, next host, defer or fail.
    evidence_missing,      ///< A judgement waits for revocation data or DNS records.
    stamp_verified,        ///< A stamp was looked at downstream.
    certificate_expiring,  ///< One of our own certificates ends soon (12018).
    certificate_unusable,  ///< No usable certificate for a service (12014).
    certificates_replaced,  ///< Changed certificates of the store are shown from now on.
    certificates_refused,   ///< What changed in the store is broken; the old certificates stay.
    configuration_loaded,   ///< A new snapshot of configuration is in force.
    configuration_refused,  ///< A new configuration was broken; the old one stays in force.
    callback_failed,  ///< A callback of the caller's threw; a temporary verdict took its place.
    key_log_enabled,  ///< Session keys are being written down: whoever reads them reads the mail.
};

/// The name of the kind, for example "message_refused".
DOMAINSEC_EXPORT std::string_view to_string(EventKind kind) noexcept;

/// How loud to be about it.
enum class Severity { debug, info, warning, error };

DOMAINSEC_EXPORT std::string_view to_string(Severity severity) noexcept;

/// One thing that happened. Texts that came from a peer are already escaped.
struct Event {
    EventKind kind = EventKind::handshake_completed;
    Severity severity = Severity::info;
    TimePoint time{};  ///< By the injected clock.
    std::string
        id;  ///< Event id: also given in SMTP replies, so that both sides find the same line.
    std::string partner;  ///< The partner's name as configured; empty when none is concerned.
    std::string peer;     ///< The peer's IP address or the caller's log id; empty when unknown.
    std::string reason;   ///< The reason enum's word, for example "no_certificate".
    std::string text;     ///< One sentence for a person, with the mend in it where there is one.
    /// More facts as name and value, for example {"tls_version", "TLS1.3"}. Names are lower_snake
    /// and unique.
    std::vector<std::pair<std::string, std::string>> fields;
};

/// Receives events, in the thread that caused them, never under one of the library's locks. Must be
/// safe to call from several threads when the objects that use it are.
class DOMAINSEC_EXPORT EventSink {
  public:
    virtual ~EventSink();
    virtual void on_event(const Event& event) noexcept = 0;
};

/// One line of `key=value` pairs for a log: time, severity, event, then what is not empty of id,
/// partner, peer, reason, text, then the fields. Values stand in quotes where they need it, with
/// `\"`, `\\` and `\xNN` inside. Never contains a line end or a control character.
DOMAINSEC_EXPORT std::string to_log_line(const Event& event);

/// The event as one JSON object on one line, in ASCII (RFC 8259): time, severity, event, id,
/// partner, peer, reason, text, and an object `fields`. Octets that are not UTF-8 become U+FFFD.
DOMAINSEC_EXPORT std::string to_json(const Event& event);

}  // namespace domainsec::inline v1
