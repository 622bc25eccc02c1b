"""The words of policy."""

from .word import Word


class Decision(Word):
    """The answer to a step of a transaction."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REFUSED = "refused"


class DirectionMode(Word):
    """What a list entry asks for."""

    REQUIRE = "require"
    PREFER = "prefer"
    OFF = "off"


class OnFailure(Word):
    """What happens to a session or message that does not meet `require`."""

    DEFER = "defer"
    REJECT = "reject"


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
    CALLBACK_FAILED = "callback_failed"


class RouteDecision(Word):
    """What to do with a host."""

    DELIVER = "deliver"
    NEXT_HOST = "next_host"
    DEFER = "defer"
    FAIL = "fail"


class UnsecuredFrom(Word):
    """A message from elsewhere with a partner's domain in From:."""

    MARK = "mark"
    REJECT = "reject"
