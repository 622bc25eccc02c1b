"""The words of trust."""

from .word import Word


class CacheState(Word):
    """How an entry stands."""

    CURRENT = "current"
    DUE = "due"
    EXPIRED = "expired"
    WANTED = "wanted"


class CertificateState(Word):
    """What an administrator is told about a certificate of our own (Exchange's Get-ExchangeCertificate)."""

    VALID = "Valid"
    SELF_SIGNED = "SelfSigned"
    PENDING_REQUEST = "PendingRequest"
    DATE_INVALID = "DateInvalid"
    UNTRUSTED = "Untrusted"
    REVOKED = "Revoked"
    REVOCATION_CHECK_FAILURE = "RevocationCheckFailure"
    INVALID = "Invalid"


class EkuMode(Word):
    """Which extended key usage the leaf must have when the peer is a client. A server always needs serverAuth."""

    CLIENT = "client"
    MTA = "mta"
    ANY = "any"


class EvidenceKind(Word):
    """What is to be fetched."""

    CRL = "crl"
    OCSP = "ocsp"
    TLSA = "tlsa"
    MX = "mx"


class ExchangeStatus(Word):
    """The verdict on a certificate as Exchange words it."""

    VALID = "Valid"
    VALID_SELF_SIGNED = "ValidSelfSigned"
    EMPTY_CERTIFICATE = "EmptyCertificate"
    SUBJECT_MISMATCH = "SubjectMismatch"
    CERTIFICATE_EXPIRED = "CertificateExpired"
    UNTRUSTED_ROOT = "UntrustedRoot"
    INTERNAL_CHAIN_FAILURE = "InternalChainFailure"
    SIGNATURE_FAILURE = "SignatureFailure"
    WRONG_USAGE = "WrongUsage"
    REVOKED = "Revoked"
    REVOCATION_OFFLINE = "RevocationOffline"
    REVOCATION_CHECK_FAILURE = "RevocationCheckFailure"
    INVALID = "Invalid"
    UNKNOWN = "Unknown"


class ExpiryStage(Word):
    """From good to bad."""

    NOT_BEGUN = "not_begun"
    FRESH = "fresh"
    RENEW = "renew"
    SOON = "soon"
    URGENT = "urgent"
    ENDED = "ended"


class FetchReason(Word):
    """Why something could not be fetched."""

    NONE = "none"
    UNSUPPORTED_KIND = "unsupported_kind"
    BAD_LOCATOR = "bad_locator"
    BAD_QUERY = "bad_query"
    FORBIDDEN_PORT = "forbidden_port"
    FORBIDDEN_ADDRESS = "forbidden_address"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    HTTP_STATUS = "http_status"
    WRONG_TYPE = "wrong_type"
    FORBIDDEN_REDIRECT = "forbidden_redirect"
    HELD_BACK = "held_back"
    BUSY = "busy"
    OUT_OF_RESOURCES = "out_of_resources"


class PeerRole(Word):
    """What the peer is in the session: the chain is judged for this role."""

    CLIENT = "client"
    SERVER = "server"


class RevocationMode(Word):
    """What missing revocation data means."""

    HARD = "hard"
    SOFT = "soft"
    OFF = "off"


class TrustMethod(Word):
    """What vouches for the peer's certificate."""

    SYSTEM = "system"
    ANCHORS = "anchors"
    PIN = "pin"
    DANE = "dane"


class TrustReason(Word):
    """What is wrong with a chain."""

    NONE = "none"
    NO_CERTIFICATE = "no_certificate"
    MALFORMED = "malformed"
    NAME_MISMATCH = "name_mismatch"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED_ROOT = "untrusted_root"
    INCOMPLETE_CHAIN = "incomplete_chain"
    BAD_SIGNATURE = "bad_signature"
    WRONG_USAGE = "wrong_usage"
    NOT_A_CA = "not_a_ca"
    CONSTRAINT_VIOLATED = "constraint_violated"
    POLICY_VIOLATED = "policy_violated"
    NOT_CONFORMING = "not_conforming"
    UNKNOWN_CRITICAL_EXTENSION = "unknown_critical_extension"
    WEAK_KEY = "weak_key"
    WEAK_ALGORITHM = "weak_algorithm"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    PIN_MISMATCH = "pin_mismatch"
    PIN_ONLY_CURRENT = "pin_only_current"
    TLSA_MISMATCH = "tlsa_mismatch"
    TLSA_NOT_SECURE = "tlsa_not_secure"
    EVIDENCE_MISSING = "evidence_missing"
    LIMIT_EXCEEDED = "limit_exceeded"


class ValidationProfile(Word):
    """Which rules a path must meet. docs/decisions.md says where they differ, and why."""

    MAIL = "mail"
    STRICT = "strict"
    RFC5280 = "rfc5280"
