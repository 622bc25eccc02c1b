"""Two ends for the asyncio tests: contoso's server and fabrikam's client, each bounded in time."""

import asyncio
import contextlib
import functools

from domainsec import aio

PATIENCE = 60.0


def in_loop(test):
    """Runs an async test in a loop of its own; no task may be left over, and the loop may have no complaint."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        complaints = []

        async def bounded():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _, context: complaints.append(context))
            await asyncio.wait_for(test(*args, **kwargs), PATIENCE)
            await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})

        asyncio.run(bounded())
        assert not complaints, complaints

    return run


async def until(condition, patience=10.0):
    """Waits for what comes about by itself, on a machine that may be busy."""
    for _ in range(int(patience / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"still not so after {patience} s; tasks: {asyncio.all_tasks()}")


def port_of(server):
    return server.sockets[0].getsockname()[1]


@contextlib.asynccontextmanager
async def serving(edge, callback, **options):
    """Direct TLS on a port of the machine."""
    server = await aio.start_server(callback, "127.0.0.1", 0, edge=edge, **options)
    try:
        yield port_of(server)
    finally:
        server.close()
        await server.wait_closed()


@contextlib.asynccontextmanager
async def plain_serving(callback, **options):
    """A connection without TLS, to go over by STARTTLS."""
    server = await asyncio.start_server(callback, "127.0.0.1", 0, **options)
    try:
        yield port_of(server)
    finally:
        server.close()
        await server.wait_closed()


async def ended(writer):
    """Closes, whatever has become of the connection."""
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def connect(fabrikam, port, **options):
    route = fabrikam.route("contoso.example")
    return await aio.open_connection("127.0.0.1", port, edge=fabrikam, route=route, **options)


class Echo:
    """Answers each line in capitals; remembers facts and how each conversation ended."""

    def __init__(self):
        self.facts = []
        self.ends = asyncio.Queue()

    async def __call__(self, reader, writer):
        self.facts.append(writer.get_extra_info("domainsec.facts"))
        try:
            while line := await reader.readline():
                writer.write(line.upper())
                await writer.drain()
            self.ends.put_nowait("eof")
        except ConnectionError as error:
            self.ends.put_nowait(error)
        finally:
            await ended(writer)
