"""The words of stamp."""

from .word import Word


class KeyLookupReason(Word):
    """What became of a look-up."""

    NONE = "none"
    NO_RECORD = "no_record"
    NOT_SECURE = "not_secure"
    LOOKUP_FAILED = "lookup_failed"
    MALFORMED = "malformed"


class KeyRole(Word):
    """What a key of the keyring may sign for."""

    EDGE = "edge"
    FILTER = "filter"


class KeySource(Word):
    """Where an entry comes from."""

    FILE = "file"
    DNS = "dns"


class KeyState(Word):
    """How a key of the keyring stands."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class RecipientBinding(Word):
    """How the given recipients relate to the stamp."""

    UNKNOWN = "unknown"
    BOUND = "bound"
    UNBOUND = "unbound"


class RestampingProblem(Word):
    """Why a changed message has no new stamp."""

    NONE = "none"
    NOT_VERIFIED = "not_verified"
    AUTHOR_CHANGED = "author_changed"
    MALFORMED_MESSAGE = "malformed_message"
    SIGNING_FAILED = "signing_failed"


class StampAlgorithm(Word):
    """a=: how a stamp is signed. A selector names one of these for good; the field cannot choose."""

    ED25519_SHA256 = "ed25519-sha256"
    ECDSA_P256_SHA256 = "ecdsa-p256-sha256"
    ML_DSA_65_SHA256 = "ml-dsa-65-sha256"
    ED25519_ML_DSA_65_SHA256 = "ed25519-sha256+ml-dsa-65-sha256"


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


class StampingProblem(Word):
    """Why no stamp was made."""

    NONE = "none"
    MALFORMED_MESSAGE = "malformed_message"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    SIGNING_FAILED = "signing_failed"
