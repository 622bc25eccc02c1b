"""The words of telemetry."""

from .word import Word


class EventKind(Word):
    """What an event is about. Exchange's event numbers, where one corresponds, stand behind."""

    HANDSHAKE_COMPLETED = "handshake_completed"
    HANDSHAKE_FAILED = "handshake_failed"
    PLAINTEXT_INJECTED = "plaintext_injected"
    MESSAGE_SECURED = "message_secured"
    MESSAGE_UNSECURED = "message_unsecured"
    MESSAGE_REFUSED = "message_refused"
    FOREIGN_MARK_REMOVED = "foreign_mark_removed"
    ROUTE_JUDGED = "route_judged"
    EVIDENCE_MISSING = "evidence_missing"
    STAMP_VERIFIED = "stamp_verified"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    CERTIFICATE_UNUSABLE = "certificate_unusable"
    CERTIFICATES_REPLACED = "certificates_replaced"
    CERTIFICATES_REFUSED = "certificates_refused"
    CONFIGURATION_LOADED = "configuration_loaded"
    CONFIGURATION_REFUSED = "configuration_refused"
    CALLBACK_FAILED = "callback_failed"
    KEY_LOG_ENABLED = "key_log_enabled"


class Severity(Word):
    """How loud to be about it."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
