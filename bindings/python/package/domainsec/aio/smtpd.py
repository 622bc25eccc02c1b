"""aiosmtpd with Domain Security: STARTTLS by the edge, a judgement for every MAIL FROM, edits and the stamp.

Needs the package aiosmtpd. ``Controller`` and ``UnthreadedController`` stand in for aiosmtpd's own of these names.
"""

import asyncio
import logging
from collections.abc import Awaitable
from concurrent.futures import Executor
from typing import Any, Callable, Optional, TypeVar

from .._core.dns import Resolver
from .._core.edge import Edge, FinishedMessage
from .._core.policy import Answer
from .._core.tls import SessionFacts
from ..words import Decision
from .judgement import Judgement
from .streams import peer_ip, start_tls

try:
    import aiosmtpd.controller
    import aiosmtpd.smtp
except ImportError as error:
    raise ImportError("domainsec.aio.smtpd needs the package aiosmtpd: pip install aiosmtpd") from error

Result = TypeVar("Result")

_log = logging.getLogger("domainsec.aio")
_NOT_NOW = "451 4.3.0 Something went wrong here; try again later"


class Envelope(aiosmtpd.smtp.Envelope):
    """aiosmtpd's, with what the judgement has to say; ``content`` is the edited message when the handler gets it.

    ``original_content`` stays what the client sent. ``facts`` are the session's, ``finished`` is set from the end of
    DATA on: ``finished.secured`` says whether the message is Domain Secured, by ``finished.partner``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.facts: Optional[SessionFacts] = None
        self.finished: Optional[FinishedMessage] = None
        self.judgement: Optional[Judgement] = None


Deliver = Callable[[Envelope], Awaitable[Optional[str]]]


class _JudgingHandler:
    """Stands between SMTP and the handler: each of the handler's hooks is asked once the judgement has accepted."""

    def __init__(self, handler: Any, deliver: Optional[Deliver], judge: "_Judge") -> None:
        self._handler = handler
        self._deliver = deliver
        self._judge = judge

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._handler)})

    async def handle_MAIL(
        self, server: "SMTP", session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._judge.mail_from(server, envelope, address, options)
        if refusal:
            return refusal
        hook = getattr(self._handler, "handle_MAIL", None)
        if hook is not None:
            return str(await hook(server, session, envelope, address, options))
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: "SMTP", session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._judge.rcpt_to(envelope, address)
        if refusal:
            return refusal
        hook = getattr(self._handler, "handle_RCPT", None)
        if hook is not None:
            return str(await hook(server, session, envelope, address, options))
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: "SMTP", session: Any, envelope: Envelope) -> str:
        try:
            return await self._take(server, session, envelope)
        except Exception as error:  # Here, so that the transaction ends as after any other answer.
            return await self.handle_exception(error)

    async def _take(self, server: "SMTP", session: Any, envelope: Envelope) -> str:
        refusal = await self._judge.finish(envelope)
        if refusal:
            return refusal
        assert envelope.finished is not None
        if self._deliver is not None:
            answer = await self._deliver(envelope)
        else:
            answer = await self._handler.handle_DATA(server, session, envelope)
        return str(answer or envelope.finished.answer.reply)

    async def handle_exception(self, error: Exception) -> str:
        """Never a permanent answer for a mistake of ours: the mail stays in its sender's queue."""
        hook = getattr(self._handler, "handle_exception", None)
        if hook is not None:
            return str(await hook(error))
        _log.error("an exception in an SMTP session", exc_info=error)
        return _NOT_NOW


class _Judge:
    """The judgement's steps, in a thread each, as refusals to send: None is to go on."""

    def __init__(self, edge: Edge, resolver: Optional[Resolver], fulfil: bool, executor: Optional[Executor]) -> None:
        self._edge = edge
        self._resolver = resolver
        self._fulfil = fulfil
        self._executor = executor

    async def mail_from(self, server: "SMTP", envelope: Envelope, address: str, options: list[str]) -> Optional[str]:
        envelope.facts = server.facts()
        judgement = Judgement(self._edge, envelope.facts, server.data_size_limit, self._fulfil, self._resolver)
        envelope.judgement = judgement
        sizes = [option[5:] for option in options if option.startswith("SIZE=")]
        declared = min(int(sizes[0]), 1 << 62) if sizes else 0
        sender = "" if address == "<>" else address
        return await self._ask(address, lambda: judgement.mail_from(sender, declared))

    async def rcpt_to(self, envelope: Envelope, address: str) -> Optional[str]:
        judgement = envelope.judgement
        if judgement is None:
            return "503 5.5.1 MAIL first"
        return await self._ask(address, lambda: judgement.rcpt_to(address))

    async def finish(self, envelope: Envelope) -> Optional[str]:
        judgement = envelope.judgement
        if judgement is None:
            return "503 5.5.1 MAIL first"
        original = envelope.original_content or b""
        finished, edited = await self._in_thread(lambda: judgement.finish(original))
        envelope.finished = finished
        if edited is None:
            return str(finished.answer.reply)
        envelope.content = edited
        return None

    async def _ask(self, address: str, step: Callable[[], Answer]) -> Optional[str]:
        try:
            address.encode("utf-8")
        except UnicodeEncodeError:
            return "553 5.1.3 The address is not UTF-8"
        answer = await self._in_thread(step)
        return None if answer.decision is Decision.ACCEPTED else str(answer.reply)

    async def _in_thread(self, step: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._executor, step)


class SMTP(aiosmtpd.smtp.SMTP):
    """One connection. STARTTLS is always offered; with ``require_starttls`` nothing else is taken before it."""

    def __init__(
        self,
        handler: Any,
        *,
        edge: Edge,
        deliver: Optional[Deliver] = None,
        fulfil: bool = False,
        resolver: Optional[Resolver] = None,
        executor: Optional[Executor] = None,
        handshake_timeout: float = 30.0,
        require_starttls: bool = False,
        **options: Any,
    ) -> None:
        judge = _Judge(edge, resolver, fulfil, executor)
        super().__init__(_JudgingHandler(handler, deliver, judge), **options)
        # What aiosmtpd looks at to offer STARTTLS; it is never used as an ssl.SSLContext.
        self._base.tls_context = edge
        self._base.require_starttls = require_starttls
        self._edge = edge
        self._handshake_timeout = handshake_timeout

    @property
    def _base(self) -> Any:
        """Ourselves, where aiosmtpd's own types say less than it does."""
        return self

    def facts(self) -> SessionFacts:
        """The session's facts; those of clear text before STARTTLS."""
        transport = self._writer.transport
        return transport.get_extra_info("domainsec.facts") or SessionFacts.clear_text(peer_ip(transport))

    def _create_envelope(self) -> Envelope:
        return Envelope()

    @aiosmtpd.smtp.syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: Optional[str]) -> None:
        if arg:
            await self.push("501 5.5.4 STARTTLS takes no parameters")
        elif self._tls_protocol:
            await self.push("503 5.5.1 TLS is on already")
        else:
            await self._go_over()

    async def _go_over(self) -> None:
        assert self.session is not None
        peer = self.session.peer
        try:
            facts = await start_tls(
                self._reader,
                self._writer,
                edge=self._edge,
                reply=b"220 2.0.0 Ready to start TLS\r\n",
                handshake_timeout=self._handshake_timeout,
            )
        except ConnectionError as error:
            _log.info("%r: %s", peer, error)
            self._writer.close()
            return
        self.transport = self._writer.transport
        self._base._tls_protocol = self.transport
        # What was said before belongs to whoever said it (RFC 3207 §4.2).
        self._base._set_rset_state()
        self.session = self._create_session()
        self.session.peer = peer
        self.session.ssl = {"domainsec.facts": facts}
        hook = getattr(self.event_handler, "handle_STARTTLS", None)
        self._tls_handshake_okay = hook is None or hook(self, self.session, self.envelope)


class _Secured(aiosmtpd.controller.BaseController):
    """What both controllers add to aiosmtpd's."""

    def __init__(
        self, handler: Any = None, *arguments: Any, edge: Edge, deliver: Optional[Deliver] = None, **options: Any
    ):
        if deliver is None and not hasattr(handler, "handle_DATA"):
            raise ValueError("handler, deliver: one of them has to take the messages, or accepted mail is lost")
        for name in ("ssl_context", "tls_context"):
            if options.get(name) is not None:
                raise ValueError(f"{name}: the session is the edge's, not the ssl module's")
        if options.get("decode_data"):
            raise ValueError("decode_data: a message is judged, and edited, as octets")
        edge.accept()
        super().__init__(handler, *arguments, **options)
        self._edge = edge
        self._deliver = deliver

    def factory(self) -> SMTP:
        return SMTP(self.handler, edge=self._edge, deliver=self._deliver, **{"loop": self.loop, **self.SMTP_kwargs})


class Controller(_Secured, aiosmtpd.controller.Controller):
    """aiosmtpd's Controller, in a thread of its own, with the edge's mutual TLS and judgement.

    Args:
        handler: as for aiosmtpd. Its handle_MAIL and handle_RCPT are asked once the judgement has accepted; handle_DATA
            gets an Envelope with the edited message in ``content``. None where ``deliver`` takes the messages.
        edge: what judges, edits and stamps.
        deliver: a coroutine function of the Envelope, instead of handle_DATA; gives the answer, or None for the edge's.
        fulfil: fetch missing evidence, once in a transaction, in the thread, before a temporary answer is given;
            resolver: for the DNS records among it.
        executor: where judgements run; the loop's own by default.
        handshake_timeout: seconds, above 0.
        require_starttls: 530 to anything before STARTTLS.
        Everything else is aiosmtpd's.

    What is pending, and any exception, is answered with 451: mail is never lost.
    """


class UnthreadedController(_Secured, aiosmtpd.controller.UnthreadedController):
    """aiosmtpd's UnthreadedController with the same additions as Controller."""
