"""What goes wrong with a session on a connection. Verdicts on certificates are no errors, here either."""

from typing import Optional

from .._core.tls import SessionFailure
from ..words import SessionFailureReason


class SessionError(ConnectionError):
    """The TLS session failed: in the handshake, by an alert, or cut off without close_notify.

    ``failure`` holds the reason, the alert's name and a sentence.
    """

    def __init__(self, failure: Optional[SessionFailure], sentence: str = "") -> None:
        super().__init__(sentence or (failure.text if failure else "the session ended"))
        self.failure = failure

    @property
    def reason(self) -> Optional[SessionFailureReason]:
        """The reason in one word."""
        return self.failure.reason if self.failure else None


class HandshakeTimeoutError(SessionError, TimeoutError):
    """The handshake was not complete in time."""
