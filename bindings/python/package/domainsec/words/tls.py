"""The words of tls."""

from .word import Word


class SessionFailureReason(Word):
    """Why a TLS session failed."""

    PLAINTEXT_INJECTED = "plaintext_injected"
    HANDSHAKE_FAILED = "handshake_failed"
    PEER_ALERT = "peer_alert"
    PEER_REJECTED_CERTIFICATE = "peer_rejected_certificate"
    LIMIT_EXCEEDED = "limit_exceeded"
    ABANDONED = "abandoned"
    TRUNCATED = "truncated"
    PROTOCOL_ERROR = "protocol_error"


class SessionState(Word):
    """Where a session stands."""

    HANDSHAKING = "handshaking"
    ESTABLISHED = "established"
    CLOSED = "closed"
    FAILED = "failed"


class TlsVersion(Word):
    """The TLS versions that the library speaks (RFC 5246, RFC 8446)."""

    TLS12 = "TLS1.2"
    TLS13 = "TLS1.3"
