"""The words of message."""

from .word import Word


class AuthorProblem(Word):
    """Why there is not exactly one author. Ambiguity is never resolved by a guess."""

    NONE = "none"
    NO_FROM = "no_from"
    SEVERAL_FROM = "several_from"
    NO_ADDRESS = "no_address"
    SEVERAL_ADDRESSES = "several_addresses"
    GROUP = "group"
    MALFORMED = "malformed"


class Canonicalization(Word):
    """How header or body are brought into a form that relays do not disturb (RFC 6376 §3.4)."""

    SIMPLE = "simple"
    RELAXED = "relaxed"


class MessageDefect(Word):
    """What is wrong with a message's form; when there are several, the one that lies nearest to the top."""

    NONE = "none"
    NO_HEADER = "no_header"
    MALFORMED_FIELD = "malformed_field"
    HEADER_TOO_LARGE = "header_too_large"
    TOO_MANY_FIELDS = "too_many_fields"
    NUL = "nul"
    BARE_CR = "bare_cr"
    MIXED_LINE_ENDS = "mixed_line_ends"


class RemovalReason(Word):
    """Why a field is taken off."""

    NONE = "none"
    STAMP = "stamp"
    CLAIMS_US = "claims_us"
    UNREADABLE_RESULTS = "unreadable_results"
    EXCHANGE_FIELD = "exchange_field"
    BEGINS_MARK = "begins_mark"
