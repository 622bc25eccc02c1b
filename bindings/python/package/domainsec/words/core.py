"""Words of every area."""

from .word import Word


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
