"""Messages of the email package as octets."""

from email.message import Message
from typing import Any


def octets_of(message: "Message[Any, Any]") -> bytes:
    """The message as it was read: no line is folded anew, no "From " at the beginning of a line changed."""
    policy = message.policy.clone(mangle_from_=False, max_line_length=0, cte_type="8bit")
    return message.as_bytes(policy=policy)
