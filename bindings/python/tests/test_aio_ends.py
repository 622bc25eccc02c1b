"""How conversations end, wanted and unwanted: close_notify, truncation, timeouts, cancelling, a loop that stops."""

import asyncio
import gc
import logging
import socket
import struct
import subprocess
import sys
import textwrap

import pytest
from aio_ends import Echo, connect, ended, in_loop, plain_serving, port_of, serving, until
from domainsec import aio
from domainsec.words import SessionFailureReason


@in_loop
async def test_close_is_seen_as_the_end_by_the_client(edge, fabrikam):
    async def say(reader, writer):
        writer.write(b"bye")
        await ended(writer)

    async with serving(edge, say) as port:
        reader, writer = await connect(fabrikam, port)
        assert await reader.read() == b"bye"
        assert reader.at_eof()
        await ended(writer)


@in_loop
async def test_abort_is_truncation_for_the_peer(edge, fabrikam):
    echo = Echo()
    async with serving(edge, echo) as port:
        reader, writer = await connect(fabrikam, port)
        writer.write(b"x\n")
        await reader.readline()
        writer.transport.abort()
        error = await echo.ends.get()
    assert isinstance(error, aio.SessionError)
    assert error.reason is SessionFailureReason.TRUNCATED
    assert str(error) == error.failure.text


@in_loop
async def test_connection_reset_is_truncation_with_its_cause(edge, fabrikam):
    echo = Echo()
    async with serving(edge, echo) as port:
        reader, writer = await connect(fabrikam, port)
        writer.write(b"x\n")
        await reader.readline()
        reset_on_close = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset_on_close)
        writer.transport.abort()
        error = await echo.ends.get()
    assert error.reason is SessionFailureReason.TRUNCATED
    assert isinstance(error.__cause__, ConnectionResetError)


@in_loop
async def test_writing_after_the_end_does_nothing(edge, fabrikam):
    async with serving(edge, Echo()) as port:
        _, writer = await connect(fabrikam, port)
        await ended(writer)
        writer.write(b"too late")
        writer.close()
        assert writer.is_closing()


@in_loop
async def test_client_gives_up_on_a_silent_server(fabrikam):
    async def silent(reader, writer):
        await reader.read()
        await ended(writer)

    async with plain_serving(silent) as port:
        with pytest.raises(aio.HandshakeTimeoutError, match="0.2 s") as caught:
            await connect(fabrikam, port, handshake_timeout=0.2)
        assert isinstance(caught.value, (ConnectionError, TimeoutError))
        assert caught.value.reason is SessionFailureReason.ABANDONED


@in_loop
async def test_server_gives_up_on_a_slow_client(edge, caplog):
    called = []
    with caplog.at_level(logging.INFO, "domainsec.aio"):
        async with serving(edge, lambda *_: called.append(1), handshake_timeout=0.3) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            began = asyncio.get_running_loop().time()
            hello = b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03"
            with pytest.raises(ConnectionError):
                while True:  # An octet now and then does not buy time.
                    writer.write(hello[:1])
                    hello = hello[1:] or b"\x00"
                    await writer.drain()
                    await asyncio.sleep(0.05)
                    assert asyncio.get_running_loop().time() - began < 30
                    if reader.at_eof():
                        raise ConnectionResetError
            await ended(writer)
    assert not called
    assert "0.3 s" in caplog.text


@in_loop
async def test_connection_lost_in_the_handshake(fabrikam):
    async def leave(reader, writer):
        await reader.readexactly(1)
        await ended(writer)

    async with plain_serving(leave) as port:
        with pytest.raises(aio.SessionError) as caught:
            await connect(fabrikam, port)
        assert caught.value.reason is SessionFailureReason.ABANDONED


@in_loop
async def test_garbage_is_answered_with_an_alert(edge, caplog):
    with caplog.at_level(logging.INFO, "domainsec.aio"):
        async with serving(edge, Echo()) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            answer = await reader.read()
            await ended(writer)
    assert answer[:1] == b"\x15"
    assert "127.0.0.1: " in caplog.text


@in_loop
async def test_cancelled_handshake_ends_the_connection(fabrikam):
    gone = asyncio.Event()

    async def silent(reader, writer):
        await reader.read()
        gone.set()
        await ended(writer)

    async with plain_serving(silent) as port:
        connecting = asyncio.ensure_future(connect(fabrikam, port))
        await asyncio.sleep(0.1)
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        await asyncio.wait_for(gone.wait(), 20)


@in_loop
async def test_wait_for_bounds_start_tls(fabrikam):
    async def silent(reader, writer):
        await reader.read()
        await ended(writer)

    async with plain_serving(silent) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        going_over = aio.start_tls(reader, writer, edge=fabrikam, route=fabrikam.route("contoso.example"))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(going_over, 0.1)
        assert writer.is_closing()
        await ended(writer)


@in_loop
async def test_writer_waits_for_a_reader_that_is_slow(edge, fabrikam):
    size = 8_000_000
    go_on = asyncio.Event()

    async def slow(reader, writer):
        await go_on.wait()
        assert len(await reader.readexactly(size)) == size
        writer.write(b"all of it\n")
        await ended(writer)

    async with serving(edge, slow) as port:
        reader, writer = await connect(fabrikam, port)
        writer.write(b"x" * size)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(writer.drain(), 0.2)
        waiting = writer.transport.get_write_buffer_size()
        assert 0 < waiting <= size + 100_000
        go_on.set()
        await writer.drain()
        assert await reader.readline() == b"all of it\n"
        await ended(writer)


@in_loop
async def test_close_sends_what_waits(edge, fabrikam):
    size = 8_000_000
    received = asyncio.get_running_loop().create_future()

    async def slow(reader, writer):
        await asyncio.sleep(0.1)
        received.set_result(len(await reader.read(-1)))
        await ended(writer)

    async with serving(edge, slow) as port:
        _, writer = await connect(fabrikam, port)
        writer.write(b"x" * size)
        await ended(writer)
        assert await received == size


@in_loop
async def test_close_is_bounded_in_time(edge, fabrikam):
    never = asyncio.Event()
    writers = []

    async def stuck(reader, writer):
        writers.append(writer)
        await never.wait()
        await ended(writer)

    async with serving(edge, stuck) as port:
        _, writer = await connect(fabrikam, port, shutdown_timeout=0.2)
        writer.write(b"x" * 30_000_000)
        await asyncio.wait_for(ended(writer), 20)
        assert writer.transport.get_write_buffer_size() == 0
        never.set()


@in_loop
async def test_reader_stops_the_peer_when_nobody_reads(edge, fabrikam):
    sent = 0

    async def pour(reader, writer):
        nonlocal sent
        try:
            while sent < 200_000_000:
                writer.write(b"y" * 65536)
                await writer.drain()
                sent += 65536
        except ConnectionError:
            pass
        await ended(writer)

    async with serving(edge, pour) as port:
        reader, writer = await connect(fabrikam, port)
        seen = -1
        while seen != sent:
            seen = sent
            await asyncio.sleep(0.4)
        assert 0 < sent < 100_000_000
        assert len(await reader.readexactly(20_000_000)) == 20_000_000
        writer.transport.abort()


@in_loop
async def test_server_goes_while_conversations_go_on(edge, fabrikam):
    server = await aio.start_server(Echo(), "127.0.0.1", 0, edge=edge)
    reader, writer = await connect(fabrikam, port_of(server))
    server.close()
    writer.write(b"still here\n")
    assert await reader.readline() == b"STILL HERE\n"
    await ended(writer)
    await server.wait_closed()


@in_loop
async def test_nothing_is_kept_of_ended_conversations(edge, fabrikam):
    from domainsec.aio.protocol import SessionProtocol

    async with serving(edge, Echo()) as port:
        for _ in range(10):
            reader, writer = await connect(fabrikam, port)
            await ended(writer)
        del reader, writer

        def nothing_left():
            gc.collect()
            return not any(isinstance(each, SessionProtocol) for each in gc.get_objects())

        await until(nothing_left)


STOPPING = """
    import asyncio, contextlib, sys
    import domainsec
    from domainsec import aio

    async def talk(reader, writer):
        with contextlib.suppress(asyncio.CancelledError):
            await reader.read()

    async def main():
        edge = domainsec.Edge.load(sys.argv[1])
        other = domainsec.Edge.load(sys.argv[2])
        server = await aio.start_server(talk, "127.0.0.1", 0, edge=edge)
        port = server.sockets[0].getsockname()[1]
        await aio.open_connection("127.0.0.1", port, edge=other, route=other.route("contoso.example"))
        silent = await asyncio.start_server(talk, "127.0.0.1", 0)
        silent_port = silent.sockets[0].getsockname()[1]
        connecting = aio.open_connection("127.0.0.1", silent_port, edge=other, route=other.route("contoso.example"))
        task = asyncio.ensure_future(connecting)
        plain = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(0.2)
        print("in the middle", flush=True)
        {end}

    {run}
"""


@pytest.mark.parametrize(
    "end, run",
    [
        ("return", "asyncio.run(main())"),
        ("sys.exit(0)", "asyncio.run(main())"),
        ("return", "loop = asyncio.new_event_loop(); loop.run_until_complete(main())"),
    ],
)
def test_loop_and_interpreter_stop_in_the_middle(demo, end, run):
    program = textwrap.dedent(STOPPING).format(end=end, run=run)
    configurations = [str(demo / name / "domainsec.toml") for name in ("contoso", "fabrikam")]
    finished = subprocess.run(
        [sys.executable, "-c", program, *configurations], capture_output=True, text=True, timeout=60
    )
    assert finished.stdout == "in the middle\n"
    assert finished.returncode == 0, finished.stderr
    assert "Traceback" not in finished.stderr
