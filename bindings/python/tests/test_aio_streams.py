"""domainsec.aio over direct TLS: both ends against each other."""

import asyncio
import os
import socket

import domainsec
import pytest
from aio_ends import Echo, connect, ended, in_loop, port_of, serving
from domainsec import aio


@in_loop
async def test_both_ends_have_ordinary_streams_and_facts(edge, fabrikam):
    echo = Echo()
    async with serving(edge, echo) as port:
        reader, writer = await connect(fabrikam, port)
        assert type(reader) is asyncio.StreamReader
        assert type(writer) is asyncio.StreamWriter
        writer.write(b"hello\r\n")
        assert await reader.readline() == b"HELLO\r\n"
        facts = writer.get_extra_info("domainsec.facts")
        assert facts.is_tls and facts.is_strong and not facts.asserted_by_caller
        assert fabrikam.route("contoso.example").judge(facts).decision == domainsec.RouteDecision.DELIVER
        await ended(writer)
        assert await echo.ends.get() == "eof"
    [seen] = echo.facts
    assert seen.binding == facts.binding and len(seen.binding) == 32
    assert seen.peer_address == "127.0.0.1"
    transaction = edge.begin(seen)
    transaction.mail_from("alice@fabrikam.example")
    assert transaction.rcpt_to("bob@contoso.example").decision == domainsec.Decision.ACCEPTED


@in_loop
async def test_other_extra_info_is_the_connections(edge, fabrikam):
    async with serving(edge, Echo()) as port:
        _, writer = await connect(fabrikam, port)
        assert writer.get_extra_info("peername") == ("127.0.0.1", port)
        assert writer.get_extra_info("socket").family == socket.AF_INET
        assert writer.get_extra_info("no such", "default") == "default"
        await ended(writer)


@pytest.mark.parametrize("size", [1, 65535, 65536, 65537, 3_000_000])
@in_loop
async def test_octets_arrive_whole(edge, fabrikam, size):
    sent = os.urandom(size)

    async def answer(reader, writer):
        writer.write(await reader.readexactly(size))
        await ended(writer)

    async with serving(edge, answer) as port:
        reader, writer = await connect(fabrikam, port)
        writer.write(sent)
        await writer.drain()
        assert await reader.read(-1) == sent
        await ended(writer)


@pytest.mark.parametrize("octets", [bytearray(b"abc\n"), memoryview(b"abc\n"), memoryview(b"aXbXcX\nX")[::2]])
@in_loop
async def test_any_bytes_like_is_written(edge, fabrikam, octets):
    async with serving(edge, Echo()) as port:
        reader, writer = await connect(fabrikam, port)
        writer.write(octets)
        assert await reader.readline() == b"ABC\n"
        await ended(writer)


@in_loop
async def test_text_is_not_written(edge, fabrikam):
    async with serving(edge, Echo()) as port:
        _, writer = await connect(fabrikam, port)
        with pytest.raises(TypeError, match="octets"):
            writer.write("text")
        with pytest.raises(TypeError):
            writer.write(5)
        assert not writer.can_write_eof()
        with pytest.raises(NotImplementedError):
            writer.write_eof()
        await ended(writer)


@in_loop
async def test_many_connections_at_once(edge, fabrikam):
    echo = Echo()

    async def one(number):
        reader, writer = await connect(fabrikam, port)
        writer.writelines([b"line ", str(number).encode(), b"\n"])
        assert await reader.readline() == b"LINE %d\n" % number
        await ended(writer)

    async with serving(edge, echo) as port:
        await asyncio.gather(*(one(number) for number in range(20)))
    assert len({facts.binding for facts in echo.facts}) == 20


@in_loop
async def test_plain_callback_is_called_too(edge, fabrikam):
    called = asyncio.get_running_loop().create_future()
    async with serving(edge, lambda reader, writer: called.set_result(writer)) as port:
        _, writer = await connect(fabrikam, port)
        server_writer = await called
        await ended(server_writer)
        await ended(writer)


@in_loop
async def test_server_without_identity_is_refused_at_once(demo):
    stranger = domainsec.Edge.load(demo / "stranger" / "domainsec.toml")
    with pytest.raises(domainsec.Error) as caught:
        await aio.start_server(Echo(), "127.0.0.1", 0, edge=stranger)
    assert caught.value.code is domainsec.ErrorCode.INVALID_STATE


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["handshake_timeout", "shutdown_timeout"])
@in_loop
async def test_timeouts_are_numbers_above_zero(edge, fabrikam, name, seconds):
    with pytest.raises(ValueError, match=name):
        await aio.start_server(Echo(), "127.0.0.1", 0, edge=edge, **{name: seconds})
    with pytest.raises(ValueError, match=name):
        await connect(fabrikam, 1, **{name: seconds})


@in_loop
async def test_foreign_tls_below_is_refused(edge, fabrikam):
    with pytest.raises(ValueError, match="ssl"):
        await connect(fabrikam, 1, ssl=True)
    with pytest.raises(ValueError, match="ssl"):
        await aio.start_server(Echo(), "127.0.0.1", 0, edge=edge, ssl=True)


@in_loop
async def test_no_server_is_an_ordinary_error(fabrikam):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            await connect(fabrikam, unused.getsockname()[1])


@in_loop
async def test_given_sockets_are_used(edge, fabrikam):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await aio.start_server(Echo(), sock=listening, edge=edge)
        port = port_of(server)
        route = fabrikam.route("contoso.example")
        ours = socket.create_connection(("127.0.0.1", port))
        ours.setblocking(False)
        reader, writer = await aio.open_connection(
            sock=ours, edge=fabrikam, route=route, server_name="edge1.contoso.example"
        )
        writer.write(b"x\n")
        assert await reader.readline() == b"X\n"
        await ended(writer)
        server.close()
        await server.wait_closed()
