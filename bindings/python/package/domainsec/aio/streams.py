"""asyncio's streams over mutual TLS: direct, and for STARTTLS on a connection that is open already."""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable
from typing import Any, Callable, Optional

from .._core.edge import Edge
from .._core.policy import OutboundRoute
from .._core.tls import Session, SessionFacts
from ..errors import Error
from ..words import ErrorCode, SessionState
from .errors import SessionError
from .protocol import SessionProtocol, SessionTransport

ClientConnected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Optional[Awaitable[None]]]

_log = logging.getLogger("domainsec.aio")


def _timeouts(handshake: float, shutdown: float) -> tuple[float, float]:
    for name, seconds in (("handshake_timeout", handshake), ("shutdown_timeout", shutdown)):
        if not 0 < seconds < float("inf"):
            raise ValueError(f"{name}: seconds above 0, not {seconds!r}")
    return handshake, shutdown


def peer_ip(transport: asyncio.BaseTransport) -> str:
    """The peer's address, without an IPv6 zone; empty for a Unix socket."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]).partition("%")[0] if isinstance(peer, tuple) else ""


def _host_name(host: Optional[str]) -> str:
    """What may be sent as SNI: nothing for an address (RFC 6066 §3)."""
    try:
        ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or ""
    return ""


def take_buffered(reader: asyncio.StreamReader) -> bytes:
    """What stands in the reader, without waiting for more."""
    reading = reader.read(1 << 20)
    try:
        reading.send(None)
    except StopIteration as stop:
        return bytes(stop.value)
    reading.close()
    return b""


def _refuse_ended(session: Session, transport: asyncio.Transport) -> None:
    """A session that failed before its first octet: plaintext was injected."""
    if session.state is SessionState.FAILED:
        transport.abort()
        raise SessionError(session.failure)


class _Outcome:
    """A handshake as something to wait for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._future: "asyncio.Future[None]" = loop.create_future()

    def established(self, _: SessionTransport) -> None:
        if not self._future.done():
            self._future.set_result(None)

    def failed(self, error: Exception) -> None:
        if not self._future.done():
            self._future.set_exception(error)

    async def wait(self, pump: SessionProtocol) -> SessionFacts:
        try:
            await self._future
        except asyncio.CancelledError:
            pump.abort()
            raise
        facts = pump.session.facts
        assert facts is not None
        return facts


async def open_connection(
    host: Optional[str] = None,
    port: Optional[int] = None,
    *,
    edge: Edge,
    route: OutboundRoute,
    server_name: Optional[str] = None,
    handshake_timeout: float = 30.0,
    shutdown_timeout: float = 30.0,
    limit: int = 2**16,
    **connection: Any,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connects and begins TLS at once (port 465's way; for STARTTLS see start_tls).

    ``writer.get_extra_info("domainsec.facts")`` gives the SessionFacts; whether the server is the partner's is
    ``route.judge(facts)``'s to say, before anything secret is sent.

    Args:
        route: ``edge.route(domain)``; decides on our certificate and on the server's name.
        server_name: the host's name where ``host`` is an address; by default ``host``.
        handshake_timeout, shutdown_timeout: seconds, above 0; for the whole handshake, and for the rest after close().
        limit: octets that the reader holds before the peer has to wait.
        connection: anything else that ``loop.create_connection`` takes, but ``ssl``.

    Raises:
        SessionError, HandshakeTimeoutError: the handshake did not come to an end.
        OSError: no connection.
        ValueError: a timeout of no use.
    """
    timeouts = _timeouts(handshake_timeout, shutdown_timeout)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=limit, loop=loop)
    application = asyncio.StreamReaderProtocol(reader, loop=loop)
    outcome = _Outcome(loop)
    name = _host_name(host) if server_name is None else server_name

    def established(transport: SessionTransport) -> None:
        application.connection_made(transport)
        outcome.established(transport)

    def make_pump() -> SessionProtocol:
        session = edge.connect(route, server_name=route.server_name(name))
        return SessionProtocol(session, application, loop, timeouts, established, outcome.failed)

    _refuse_foreign_tls(connection)
    where: dict[str, Any] = {"host": host, "port": port, **connection}
    _, pump = await loop.create_connection(make_pump, **where)
    await outcome.wait(pump)
    return reader, asyncio.StreamWriter(pump.transport, application, reader, loop)


async def start_server(
    client_connected_cb: ClientConnected,
    host: Any = None,
    port: Optional[int] = None,
    *,
    edge: Edge,
    handshake_timeout: float = 30.0,
    shutdown_timeout: float = 30.0,
    limit: int = 2**16,
    **server: Any,
) -> asyncio.AbstractServer:
    """Listens for connections that begin TLS at once; the callback is called once their handshake is complete.

    A certificate is asked for as the configuration says, and never judged here: that is ``edge.begin(facts)``, with
    ``writer.get_extra_info("domainsec.facts")``. Failed handshakes are logged at INFO by "domainsec.aio".

    Args:
        client_connected_cb: called with reader and writer; a coroutine becomes a task.
        server: anything else that ``loop.create_server`` takes, but ``ssl``; the rest as for open_connection.

    Raises:
        Error: INVALID_STATE, the configuration has no [identity].
        OSError, ValueError
    """
    timeouts = _timeouts(handshake_timeout, shutdown_timeout)
    loop = asyncio.get_running_loop()
    edge.accept()
    _refuse_foreign_tls(server)

    def make_pump() -> asyncio.Protocol:
        reader = asyncio.StreamReader(limit=limit, loop=loop)
        application = asyncio.StreamReaderProtocol(reader, client_connected_cb, loop=loop)
        return _Acceptor(edge, application, loop, timeouts)

    return await loop.create_server(make_pump, host, port, **server)


def _refuse_foreign_tls(arguments: Any) -> None:
    if arguments.get("ssl") is not None:
        raise ValueError("ssl: the session is the edge's, not the ssl module's")


class _Acceptor(asyncio.Protocol):
    """Makes the session once the peer's address is known, and steps aside."""

    def __init__(
        self,
        edge: Edge,
        application: asyncio.StreamReaderProtocol,
        loop: asyncio.AbstractEventLoop,
        timeouts: tuple[float, float],
    ) -> None:
        self._edge = edge
        self._application = application
        self._loop = loop
        self._timeouts = timeouts

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        address = peer_ip(transport)

        def failed(error: Exception) -> None:
            _log.info("%s: %s", address or "a local peer", error)

        session = self._edge.accept(client_ip=address)
        established = self._application.connection_made
        pump = SessionProtocol(session, self._application, self._loop, self._timeouts, established, failed)
        transport.set_protocol(pump)
        pump.connection_made(transport)


async def start_tls(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    edge: Edge,
    route: Optional[OutboundRoute] = None,
    server_name: str = "",
    reply: bytes = b"",
    leftover: bytes = b"",
    handshake_timeout: float = 30.0,
    shutdown_timeout: float = 30.0,
) -> SessionFacts:
    """Goes over to TLS on an open connection; reader and writer stay the same objects and carry its plaintext.

    With a route this is the client's side, to be called after the server's 220; without one the server's. From the
    call on nothing can be sent in clear text any more, whatever becomes of the handshake.

    Args:
        server_name: the host connected to, for SNI; the route's own ``servername`` replaces it.
        reply: the server's answer to STARTTLS ("220 ..." with CRLF). It is sent from here, after the look at the
            buffer, so that nothing of the client's handshake is taken for injected.
        leftover: octets that the caller has read from behind STARTTLS, or its answer. Those, and any that stand in the
            reader, were injected in clear text (CVE-2011-0411): nothing is sent then, and the connection is ended.
        handshake_timeout, shutdown_timeout: as for open_connection.

    Returns:
        The facts; ``writer.get_extra_info("domainsec.facts")`` gives them too.

    Raises:
        SessionError: with reason PLAINTEXT_INJECTED, or the handshake failed. The connection is closed.
        Error: INVALID_STATE, the connection has TLS already or the configuration no [identity].
    """
    timeouts = _timeouts(handshake_timeout, shutdown_timeout)
    connection = writer.transport
    assert isinstance(connection, asyncio.Transport)
    if connection.get_extra_info("domainsec.facts") or connection.get_extra_info("sslcontext"):
        raise Error("the connection has TLS already", ErrorCode.INVALID_STATE)
    await writer.drain()
    if connection.is_closing() or reader.at_eof():
        connection.abort()
        raise ConnectionResetError("the connection ended before TLS began")
    injected = leftover + take_buffered(reader)
    if route is None:
        session = edge.accept(leftover=injected, client_ip=peer_ip(connection))
    else:
        name = route.server_name(_host_name(server_name))
        session = edge.connect(route, leftover=injected, server_name=name, server_ip=peer_ip(connection))
    _refuse_ended(session, connection)
    return await _go_over(session, writer, reply, timeouts)


async def _go_over(
    session: Session, writer: asyncio.StreamWriter, reply: bytes, timeouts: tuple[float, float]
) -> SessionFacts:
    loop = asyncio.get_running_loop()
    connection = writer.transport
    application = connection.get_protocol()
    assert isinstance(connection, asyncio.Transport) and isinstance(application, asyncio.Protocol)
    outcome = _Outcome(loop)

    def failed(error: Exception) -> None:
        application.connection_lost(error)
        outcome.failed(error)

    pump = SessionProtocol(session, application, loop, timeouts, outcome.established, failed)
    writer._transport = pump.transport  # type: ignore[attr-defined]  # As StreamWriter.start_tls does.
    connection.set_protocol(pump)
    if reply:
        connection.write(reply)
    pump.connection_made(connection)
    return await outcome.wait(pump)
