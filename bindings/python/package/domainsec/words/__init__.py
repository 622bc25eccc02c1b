"""The words of verdicts and reasons, each an ``enum.Enum`` whose value is the word itself."""

from .core import ErrorCode, Status
from .dns import DnsOutcome, DnsSecurity
from .message import AuthorProblem, Canonicalization, MessageDefect, RemovalReason
from .pki import (
    KeyAlgorithm,
    KeyPlace,
    Pkcs12Protection,
    RevocationCause,
    Service,
)
from .policy import (
    Decision,
    DirectionMode,
    OnFailure,
    PolicyReason,
    RouteDecision,
    UnsecuredFrom,
)
from .stamp import (
    KeyLookupReason,
    KeyRole,
    KeySource,
    KeyState,
    RecipientBinding,
    RestampingProblem,
    StampAlgorithm,
    StampingProblem,
    StampReason,
)
from .telemetry import EventKind, Severity
from .tls import SessionFailureReason, SessionState, TlsVersion
from .trust import (
    CacheState,
    CertificateState,
    EkuMode,
    EvidenceKind,
    ExchangeStatus,
    ExpiryStage,
    FetchReason,
    PeerRole,
    RevocationMode,
    TrustMethod,
    TrustReason,
    ValidationProfile,
)
from .word import Word

__all__ = [
    "AuthorProblem",
    "CacheState",
    "Canonicalization",
    "CertificateState",
    "Decision",
    "DirectionMode",
    "DnsOutcome",
    "DnsSecurity",
    "EkuMode",
    "ErrorCode",
    "EventKind",
    "EvidenceKind",
    "ExchangeStatus",
    "ExpiryStage",
    "FetchReason",
    "KeyAlgorithm",
    "KeyLookupReason",
    "KeyPlace",
    "KeyRole",
    "KeySource",
    "KeyState",
    "MessageDefect",
    "OnFailure",
    "PeerRole",
    "Pkcs12Protection",
    "PolicyReason",
    "RecipientBinding",
    "RemovalReason",
    "RestampingProblem",
    "RevocationCause",
    "RevocationMode",
    "RouteDecision",
    "Service",
    "SessionFailureReason",
    "SessionState",
    "Severity",
    "StampAlgorithm",
    "StampingProblem",
    "StampReason",
    "Status",
    "TlsVersion",
    "TrustMethod",
    "TrustReason",
    "UnsecuredFrom",
    "ValidationProfile",
    "Word",
]
