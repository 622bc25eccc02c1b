"""One transaction in the steps of SMTP, with evidence fetched on the way. Blocks: to be called in a thread."""

from typing import Optional

from .._core.dns import Resolver
from .._core.edge import Edge, FinishedMessage
from .._core.policy import Answer
from .._core.tls import SessionFacts
from ..words import Decision

# Edge.begin's own bounds.
_SMALLEST, _LARGEST = 1 << 10, 1 << 32


class Judgement:
    """A Transaction that asks once more when what it lacked could be fetched."""

    def __init__(
        self, edge: Edge, facts: SessionFacts, max_octets: Optional[int], fulfil: bool, resolver: Optional[Resolver]
    ) -> None:
        largest = min(max(max_octets or _LARGEST, _SMALLEST), _LARGEST)
        self._transaction = edge.begin(facts, max_message_octets=largest)
        self._edge = edge
        self._may_fetch = fulfil
        self._resolver = resolver
        self._sender = ""
        self._recipients: list[str] = []

    def mail_from(self, reverse_path: str, declared_size: int = 0) -> Answer:
        """The answer to MAIL FROM; the size first."""
        size = self._transaction.declared_size(declared_size)
        if size.decision is not Decision.ACCEPTED:
            return size
        self._sender = reverse_path
        answer = self._transaction.mail_from(reverse_path)
        if self._fetched(answer):
            answer = self._transaction.mail_from(reverse_path)
        return answer

    def rcpt_to(self, forward_path: str) -> Answer:
        """The answer to RCPT TO; after a fetch the transaction starts over with all that was accepted."""
        answer = self._transaction.rcpt_to(forward_path)
        if self._fetched(answer):
            self._transaction.mail_from(self._sender)
            for each in self._recipients:
                self._transaction.rcpt_to(each)
            answer = self._transaction.rcpt_to(forward_path)
        if answer.decision is Decision.ACCEPTED:
            self._recipients.append(forward_path)
        return answer

    def finish(self, message: bytes) -> tuple[FinishedMessage, Optional[bytes]]:
        """The verdict and, for an accepted message, what it has become."""
        finished = self._transaction.finish(message)
        if finished.answer.decision is not Decision.ACCEPTED:
            return finished, None
        return finished, finished.edits.applied_to(message)

    def _fetched(self, answer: Answer) -> bool:
        if answer.decision is not Decision.PENDING or not self._may_fetch:
            return False
        self._may_fetch = False
        left_over = self._edge.fulfil(answer.requests, self._resolver)
        return len(left_over) < len(answer.requests)
