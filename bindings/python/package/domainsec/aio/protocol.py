"""Between a connection and whoever reads and writes plaintext: octets through a Session, and nothing around it."""

import asyncio
from collections.abc import Iterable
from typing import Any, Callable, Optional, Union

from .._core.tls import Session
from ..words import SessionState
from .errors import HandshakeTimeoutError, SessionError

Octets = Union[bytes, bytearray, memoryview]

# How much plaintext is given to the session at once.
_CHUNK = 64 * 1024


class SessionTransport(asyncio.Transport):
    """The plaintext side of a session. What is written before the handshake is complete waits for it.

    ``get_extra_info("domainsec.facts")`` gives the SessionFacts; other names are asked of the connection.
    """

    def __init__(self, pump: "SessionProtocol") -> None:
        super().__init__()
        self._pump = pump

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name == "domainsec.facts":
            return self._pump.session.facts or default
        return self._pump.connection.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._pump.set_application(protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._pump.application

    def is_reading(self) -> bool:
        return self._pump.connection.is_reading()

    def pause_reading(self) -> None:
        self._pump.connection.pause_reading()

    def resume_reading(self) -> None:
        self._pump.connection.resume_reading()

    def write(self, data: Octets) -> None:
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data: octets are written, not {type(data).__name__}")
        self._pump.write(data)

    def writelines(self, list_of_data: Iterable[Octets]) -> None:
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        return False

    def write_eof(self) -> None:
        raise NotImplementedError("a session ends in both directions at once: close()")

    def set_write_buffer_limits(self, high: Optional[int] = None, low: Optional[int] = None) -> None:
        self._pump.connection.set_write_buffer_limits(high, low)

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._pump.connection.get_write_buffer_limits()

    def get_write_buffer_size(self) -> int:
        return self._pump.waiting()

    def is_closing(self) -> bool:
        return self._pump.closing

    def close(self) -> None:
        """Sends what waits and close_notify, then ends the connection."""
        self._pump.close()

    def abort(self) -> None:
        """Ends the connection at once; the peer sees truncation."""
        self._pump.abort()

    def __repr__(self) -> str:
        return f"<SessionTransport {self._pump.session.state} over {self._pump.connection!r}>"


class SessionProtocol(asyncio.Protocol):
    """The wire's side. Either ``on_established(transport)`` is called once, or ``on_failed(error)``.

    Args:
        session: one that has not ended yet.
        application: who gets the plaintext, as of the completed handshake.
        timeouts: seconds for the handshake, and for what waits to be sent after close().
    """

    connection: asyncio.Transport

    def __init__(
        self,
        session: Session,
        application: asyncio.Protocol,
        loop: asyncio.AbstractEventLoop,
        timeouts: tuple[float, float],
        on_established: Callable[[SessionTransport], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        self.session = session
        self.application = application
        self.closing = False
        self.transport = SessionTransport(self)
        self._loop = loop
        self._handshake_timeout, self._shutdown_timeout = timeouts
        self._on_established = on_established
        self._on_failed = on_failed
        self._timer: Optional[asyncio.TimerHandle] = None
        self._attached = False  # The application has its connection.
        self._lost = False  # The application, or on_failed, has been told of the end.
        self._held = False  # The connection takes no more for now.
        self._paused = False  # The application has been told so.
        self._waiting = bytearray()  # Plaintext that the session does not take yet.

    def set_application(self, protocol: asyncio.BaseProtocol) -> None:
        if not isinstance(protocol, asyncio.Protocol):
            raise TypeError("protocol: an asyncio.Protocol")
        self.application = protocol

    # What the connection calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.connection = transport
        self._timer = self._loop.call_later(self._handshake_timeout, self._handshake_took_too_long)
        self._send_output()
        self._look_at_state()

    def data_received(self, data: bytes) -> None:
        self.session.receive(data)
        self._send_output()
        self._look_at_state()

    def eof_received(self) -> bool:
        self.session.connection_ended()
        self._look_at_state()
        return False

    def connection_lost(self, exc: Optional[Exception]) -> None:
        self.session.connection_ended()
        self.closing = True
        self._stop_timer()
        self._waiting.clear()
        self._tell_end(self._error(exc))

    def pause_writing(self) -> None:
        self._held = True
        if self._attached and not self._paused:
            self._paused = True
            self.application.pause_writing()

    def resume_writing(self) -> None:
        self._held = False
        # Not from inside the connection's own call: it would be closed twice there.
        self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        if self._lost or self._held:
            return
        self._send_output()
        self._send_waiting()
        if self._paused and not self._held and not self._waiting:
            self._paused = False
            self.application.resume_writing()

    # What the application's transport calls.

    def write(self, data: Octets) -> None:
        if self.closing or not data:
            return
        self._waiting += bytes(data)
        self._send_waiting()

    def waiting(self) -> int:
        return len(self._waiting) + self.session.pending_output + self.connection.get_write_buffer_size()

    def close(self) -> None:
        if self.closing:
            return
        self.closing = True
        self._stop_timer()
        self._timer = self._loop.call_later(self._shutdown_timeout, self.connection.abort)
        if not self._waiting or self.session.state is not SessionState.ESTABLISHED:
            self._finish()

    def abort(self) -> None:
        self.closing = True
        self._stop_timer()
        self._waiting.clear()
        self.connection.abort()

    # Inside.

    def _send_output(self) -> None:
        """A full connection leaves the output to the session, which cuts off a peer that makes it answer endlessly."""
        if not self._held and self.session.pending_output:
            self.connection.write(self.session.take_output())

    def _send_waiting(self) -> None:
        while self._waiting and not self._held and self.session.can_send:
            chunk = bytes(self._waiting[:_CHUNK])
            del self._waiting[:_CHUNK]
            self.session.send(chunk)
            self._send_output()
        if self.closing and not self._waiting:
            self._finish()

    def _look_at_state(self) -> None:
        state = self.session.state
        if state is SessionState.HANDSHAKING:
            return
        if not self._attached and self.session.facts is not None and not self._lost:
            self._attach()
        self._deliver()
        if state is SessionState.ESTABLISHED:
            self._send_waiting()
        else:
            self._ended(state)

    def _attach(self) -> None:
        self._stop_timer()
        self._attached = True
        self._on_established(self.transport)
        if self._held:
            self.pause_writing()

    def _deliver(self) -> None:
        plaintext = self.session.take_plaintext()
        if plaintext and self._attached and not self._lost and not self.closing:
            self.application.data_received(plaintext)

    def _ended(self, state: SessionState) -> None:
        """The peer has closed, or the session failed: the answer to it goes out, and the connection ends."""
        self._waiting.clear()
        if state is SessionState.FAILED:
            self._tell_end(self._error(None))
        elif self._attached and not self._lost and not self.closing:
            self.application.eof_received()
        if self.closing:
            self._finish()
        else:
            self.close()

    def _finish(self) -> None:
        self.session.close()
        output = self.session.take_output()
        if output and not self.connection.is_closing():
            self.connection.write(output)
        self.connection.close()

    def _error(self, cause: Optional[Exception]) -> Optional[Exception]:
        failure = self.session.failure
        if failure is None:
            return None if self.session.peer_closed else cause
        error = SessionError(failure)
        error.__cause__ = cause
        return error

    def _tell_end(self, error: Optional[Exception]) -> None:
        if self._lost:
            return
        self._lost = True
        if self._attached:
            self.application.connection_lost(error)
        else:
            self._on_failed(error or SessionError(None, "the connection ended before the handshake was complete"))

    def _handshake_took_too_long(self) -> None:
        self.session.close()
        sentence = f"the handshake was not complete after {self._handshake_timeout:g} s"
        self._tell_end(HandshakeTimeoutError(self.session.failure, sentence))
        self._send_output()
        self.abort()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
