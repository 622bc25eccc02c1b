"""The words of dns."""

from .word import Word


class DnsOutcome(Word):
    """How the look-up itself ended."""

    RECORDS = "records"
    NO_DATA = "no_data"
    NO_DOMAIN = "no_domain"
    FAILURE = "failure"


class DnsSecurity(Word):
    """What DNSSEC validation says of an answer, or of the proof that there is none (RFC 4035 §4.3)."""

    SECURE = "secure"
    INSECURE = "insecure"
    BOGUS = "bogus"
    INDETERMINATE = "indeterminate"
