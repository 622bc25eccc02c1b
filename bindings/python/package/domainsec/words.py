"""The words of verdicts and reasons, each an ``enum.Enum`` whose value is the word itself."""

import enum


class Word(str, enum.Enum):
    """A word that compares equal to its text and prints as it."""

    def __str__(self) -> str:
        return str(self.value)


class Status(Word):
    """The outcome of looking at something (RFC 8601 §2.7)."""

    NONE = "none"
    PASS = "pass"
    FAIL = "fail"
    POLICY = "policy"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class ErrorCode(Word):
    """What kind of mistake an Error reports."""

    INVALID_ARGUMENT = "invalid_argument"
    INVALID_NAME = "invalid_name"
    INVALID_STATE = "invalid_state"
    INVALID_CONFIGURATION = "invalid_configuration"
    UNREADABLE_FILE = "unreadable_file"
    UNWRITABLE_FILE = "unwritable_file"
    MALFORMED_CERTIFICATE = "malformed_certificate"
    MALFORMED_REQUEST = "malformed_request"
    MALFORMED_KEY = "malformed_key"
    WRONG_PASSPHRASE = "wrong_passphrase"
    WEAK_KEY = "weak_key"
    UNSUPPORTED_ALGORITHM = "unsupported_algorithm"
    KEY_MISMATCH = "key_mismatch"
    LIMIT_EXCEEDED = "limit_exceeded"
    ALREADY_EXISTS = "already_exists"
    NOT_FOUND = "not_found"
    IN_USE = "in_use"
    RESOURCE_UNAVAILABLE = "resource_unavailable"
    MALFORMED_LOG = "malformed_log"


class Decision(Word):
    """The answer to a step of a transaction."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REFUSED = "refused"


class PolicyReason(Word):
    """Why a message is not Domain Secured."""

    NONE = "none"
    NOT_A_PARTNER = "not_a_partner"
    NOT_ASKED = "not_asked"
    NO_TLS = "no_tls"
    WEAK_TLS = "weak_tls"
    NO_CERTIFICATE = "no_certificate"
    NAME_MISMATCH = "name_mismatch"
    EXPIRED = "expired"
    INVALID_CHAIN = "invalid_chain"
    EVIDENCE_MISSING = "evidence_missing"
    UNALIGNED_FROM = "unaligned_from"
    UNSECURED_FROM = "unsecured_from"
    AMBIGUOUS_AUTHOR = "ambiguous_author"
    MALFORMED_MESSAGE = "malformed_message"
    NO_STAMP_KEY = "no_stamp_key"
    BAD_ADDRESS = "bad_address"
    OUT_OF_ORDER = "out_of_order"
    INTERNAL_PEER = "internal_peer"
    LIMIT_EXCEEDED = "limit_exceeded"


class RouteDecision(Word):
    """What to do with a host."""

    DELIVER = "deliver"
    NEXT_HOST = "next_host"
    DEFER = "defer"
    FAIL = "fail"


class StampReason(Word):
    """Why a stamp has its status."""

    NONE = "none"
    NO_STAMP = "no_stamp"
    NOT_OURS = "not_ours"
    MALFORMED_MESSAGE = "malformed_message"
    MALFORMED_STAMP = "malformed_stamp"
    SEVERAL_STAMPS = "several_stamps"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_KEY = "unknown_key"
    ALGORITHM_MISMATCH = "algorithm_mismatch"
    EDGE_NOT_ALLOWED = "edge_not_allowed"
    FROM_NOT_COVERED = "from_not_covered"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    KEY_COMPROMISED = "key_compromised"
    KEY_NOT_VALID = "key_not_valid"
    NOT_IN_LOG = "not_in_log"
    BODY_HASH_MISMATCH = "body_hash_mismatch"
    ENCODING_MISMATCH = "encoding_mismatch"
    SIGNATURE_MISMATCH = "signature_mismatch"
    SEVERAL_AUTHORS = "several_authors"
    EXPIRED = "expired"
    REENCODED = "reencoded"
    FROM_FUTURE = "from_future"
    KEY_UNAVAILABLE = "key_unavailable"
    UNBOUND_RECIPIENT = "unbound_recipient"


class RecipientBinding(Word):
    """How the given recipients relate to the stamp."""

    UNKNOWN = "unknown"
    BOUND = "bound"
    UNBOUND = "unbound"


class SessionState(Word):
    """Where a session stands."""

    HANDSHAKING = "handshaking"
    ESTABLISHED = "established"
    CLOSED = "closed"
    FAILED = "failed"


class EvidenceKind(Word):
    """What is to be fetched."""

    CRL = "crl"
    OCSP = "ocsp"
    TLSA = "tlsa"
    MX = "mx"


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
