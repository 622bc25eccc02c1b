"""domainsec.aio.start_tls: an open connection goes over to TLS, or to nothing at all."""

import asyncio
import contextlib

import domainsec
import pytest
from aio_ends import Echo, connect, ended, in_loop, plain_serving, serving
from domainsec import aio
from domainsec.words import SessionFailureReason

READY = b"220 2.0.0 Go ahead\r\n"


class Upgrading:
    """A server that goes over at the first line and then repeats one line."""

    def __init__(self, edge, **options):
        self.edge = edge
        self.options = options
        self.outcome = asyncio.get_running_loop().create_future()

    async def __call__(self, reader, writer):
        try:
            await reader.readline()
            facts = await aio.start_tls(reader, writer, edge=self.edge, reply=READY, **self.options)
            self.outcome.set_result(facts)
            writer.write(await reader.readline())
        except (ConnectionError, domainsec.Error) as error:
            if not self.outcome.done():
                self.outcome.set_exception(error)
        finally:
            await ended(writer)


@in_loop
async def test_same_reader_and_writer_go_over(edge, fabrikam):
    server = Upgrading(edge)
    async with plain_serving(server) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n")
        assert await reader.readline() == READY
        route = fabrikam.route("contoso.example")
        facts = await aio.start_tls(reader, writer, edge=fabrikam, route=route, server_name="edge1.contoso.example")
        writer.write(b"secret\r\n")
        assert await reader.readline() == b"secret\r\n"
        assert await reader.read() == b""
        assert writer.get_extra_info("domainsec.facts").binding == facts.binding
        assert (await server.outcome).binding == facts.binding
        assert route.judge(facts).secured
        await ended(writer)


@pytest.mark.parametrize("injected", [b"\n", b"MAIL FROM:<evil@stranger.example>\r\n", b"\x16\x03\x01\x00\x05hello"])
@in_loop
async def test_server_refuses_what_stands_behind_the_command(edge, injected):
    server = Upgrading(edge)
    async with plain_serving(server) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n" + injected)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""  # Not even the 220.
        with pytest.raises(aio.SessionError) as caught:
            await server.outcome
        assert caught.value.reason is SessionFailureReason.PLAINTEXT_INJECTED
        await ended(writer)


@in_loop
async def test_client_refuses_what_stands_behind_the_answer(fabrikam):
    async def inject(reader, writer):
        await reader.readline()
        writer.write(READY + b"250 injected\r\n")
        await writer.drain()
        assert await reader.read() == b""
        await ended(writer)

    async with plain_serving(inject) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n")
        await reader.readline()
        with pytest.raises(aio.SessionError) as caught:
            await aio.start_tls(reader, writer, edge=fabrikam, route=fabrikam.route("contoso.example"))
        assert caught.value.reason is SessionFailureReason.PLAINTEXT_INJECTED
        assert writer.is_closing()
        await ended(writer)


@in_loop
async def test_leftover_of_the_caller_counts_too(edge):
    server = Upgrading(edge, leftover=b"x")
    async with plain_serving(server) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n")
        with pytest.raises(aio.SessionError) as caught:
            await server.outcome
        assert caught.value.reason is SessionFailureReason.PLAINTEXT_INJECTED
        await ended(writer)


@in_loop
async def test_failed_handshake_leaves_nothing_in_clear_text(fabrikam):
    heard = []

    async def listen(reader, writer):
        writer.write(b"no TLS here at all\r\n")
        heard.append(await reader.read())
        await ended(writer)

    async with plain_serving(listen) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        going_over = asyncio.ensure_future(
            aio.start_tls(reader, writer, edge=fabrikam, route=fabrikam.route("contoso.example"))
        )
        await asyncio.sleep(0)
        writer.write(b"early secret")
        with pytest.raises(aio.SessionError):
            await going_over
        writer.write(b"late secret")
        with pytest.raises(ConnectionError):
            await reader.read()
        await ended(writer)
        await asyncio.sleep(0.05)
    assert b"secret" not in b"".join(heard)


@in_loop
async def test_written_in_the_handshake_is_sent_under_tls(edge, fabrikam):
    async with plain_serving(Upgrading(edge)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n")
        await reader.readline()
        route = fabrikam.route("contoso.example")
        going_over = asyncio.ensure_future(aio.start_tls(reader, writer, edge=fabrikam, route=route))
        await asyncio.sleep(0)
        writer.write(b"patient\r\n")
        await going_over
        assert await reader.readline() == b"patient\r\n"
        await ended(writer)


@in_loop
async def test_never_twice(edge, fabrikam):
    async with serving(edge, Echo()) as port:
        reader, writer = await connect(fabrikam, port)
        with pytest.raises(domainsec.Error) as caught:
            await aio.start_tls(reader, writer, edge=fabrikam, route=fabrikam.route("contoso.example"))
        assert caught.value.code is domainsec.ErrorCode.INVALID_STATE
        await ended(writer)


@in_loop
async def test_connection_that_has_ended_is_said_so(fabrikam):
    async def leave(reader, writer):
        await ended(writer)

    async with plain_serving(leave) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        with pytest.raises(ConnectionResetError, match="before TLS"):
            await aio.start_tls(reader, writer, edge=fabrikam, route=fabrikam.route("contoso.example"))
        await ended(writer)


@in_loop
async def test_server_without_identity_tells_it(demo):
    server = Upgrading(domainsec.Edge.load(demo / "stranger" / "domainsec.toml"))
    async with plain_serving(server) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"STARTTLS\r\n")
        with pytest.raises(domainsec.Error) as caught:
            await server.outcome
        assert caught.value.code is domainsec.ErrorCode.INVALID_STATE
        await ended(writer)
