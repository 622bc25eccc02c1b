"""An SMTP client in a few lines, and servers to talk to."""

import asyncio
import contextlib
import socket

from aio_ends import ended
from domainsec import aio
from domainsec.aio import smtpd

MESSAGE = (
    b"From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\nSubject: Contract\r\n"
    b"Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n\r\nHello\r\n"
)


class Deliveries:
    """Takes envelopes; answers with what it is told to."""

    def __init__(self, answer=None):
        self.envelopes = []
        self.answer = answer

    async def __call__(self, envelope):
        if isinstance(self.answer, Exception):
            raise self.answer
        self.envelopes.append(envelope)
        return self.answer


@contextlib.asynccontextmanager
async def smtp_server(edge, deliver, handler=None, **options):
    """aiosmtpd's SMTP in this loop; gives the port."""
    loop = asyncio.get_running_loop()
    made = []

    def connection():
        made.append(smtpd.SMTP(handler, edge=edge, deliver=deliver, hostname="edge1", loop=loop, **options))
        return made[-1]

    server = await loop.create_server(connection, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        for each in made:
            if each.transport is not None:
                each.transport.abort()
        await asyncio.sleep(0.05)


class Client:
    """One SMTP conversation."""

    def __init__(self, reader, writer, edge):
        self.reader, self.writer, self.edge = reader, writer, edge

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, port, edge, tls=True):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        client = cls(reader, writer, edge)
        try:
            assert (await client.reply()).startswith("220")
            await client.say("EHLO mx1.fabrikam.example")
            if tls:
                await client.start_tls()
            yield client
        finally:
            await ended(client.writer)

    async def reply(self):
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 30)).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def say(self, line):
        self.writer.write(line.encode() + b"\r\n")
        return await self.reply()

    async def start_tls(self):
        assert (await self.say("STARTTLS")).startswith("220")
        route = self.edge.route("contoso.example")
        self.facts = await aio.start_tls(self.reader, self.writer, edge=self.edge, route=route)
        return await self.say("EHLO mx1.fabrikam.example")

    async def send(self, message=MESSAGE, sender="alice@fabrikam.example", recipient="bob@contoso.example"):
        """The first answer that is a refusal, or the last one."""
        for line in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            answer = await self.say(line)
            if answer[0] in "45":
                return answer
        return await self.say(message.decode("latin-1") + ".")


def free_port():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


@contextlib.contextmanager
def controlled(edge, deliver=None, handler=None, **options):
    """The drop-in Controller in its own thread; gives the port."""
    controller = smtpd.Controller(handler, "127.0.0.1", free_port(), edge=edge, deliver=deliver, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
