#!/usr/bin/env python3
"""Stands before the mail store: verifies each message, says so in header fields of its own, and hands it on by LMTP.

    lmtp_flagger.py --keyring /etc/domainsec/keyring.toml --trust contoso.example --name store.contoso.example \\
        --listen 127.0.0.1:2003 --next 127.0.0.1:24

Taken off: every X-Domain-Secured, and Authentication-Results that claim --name. Put on: Authentication-Results with
the verdict, and for secured mail "X-Domain-Secured: yes; partner=fabrikam.example". With --keyword also X-Keywords,
which mbox stores take over (foreign ones are taken off); other stores set the keyword by Sieve:

    if header :matches "X-Domain-Secured" "yes;*" { addflag "$DomainSecured"; }

Every recipient gets the next hop's own answer. When that is away the answer is temporary, and the mail stays in the
queue.
"""

import argparse
import asyncio
import io
import pathlib
import re
import signal
import sys
from typing import Any

import domainsec
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope

AWAY = "451 4.4.1 The mail store cannot be reached; try again later"
PATIENCE = 60.0


def without_fields(message: bytes, names: set[bytes]) -> bytes:
    """The message without header fields of these names (lower case); everything else octet by octet as it was."""
    lines = io.BytesIO(message).readlines()
    kept: list[bytes] = []
    dropping = False
    for number, line in enumerate(lines):
        if line in (b"\r\n", b"\n"):
            kept += lines[number:]
            break
        if line[:1] not in (b" ", b"\t"):
            dropping = line.partition(b":")[0].strip().lower() in names
        if not dropping:
            kept.append(line)
    return b"".join(kept)


def dot_stuffed(message: bytes) -> bytes:
    end = b"" if message.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", message) + end + b".\r\n"


class NextHop:
    """One message over LMTP (RFC 2033): an answer for each recipient, in their order."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    async def deliver(self, mail_from: str, recipients: list[str], message: bytes) -> list[str]:
        try:
            return await asyncio.wait_for(self._deliver(mail_from, recipients, message), PATIENCE)
        except (OSError, EOFError, asyncio.TimeoutError) as error:
            print(f"next hop: {error or type(error).__name__}", file=sys.stderr, flush=True)
            return [AWAY] * len(recipients)

    async def _deliver(self, mail_from: str, recipients: list[str], message: bytes) -> list[str]:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        try:
            for command in ("", "LHLO localhost", mail_from):
                answer = await self._say(command) if command else await self._reply()
                if answer[:1] != "2":
                    return [answer] * len(recipients)
            answers = [await self._say(f"RCPT TO:<{each}>") for each in recipients]
            taken = [number for number, answer in enumerate(answers) if answer[:1] == "2"]
            if taken:
                begun = await self._say("DATA")
                if begun[:1] == "3":
                    self.writer.write(dot_stuffed(message))
                for number in taken:
                    answers[number] = await self._reply() if begun[:1] == "3" else begun
            self.writer.write(b"QUIT\r\n")
            return answers
        finally:
            self.writer.close()

    async def _say(self, command: str) -> str:
        self.writer.write(command.encode("utf-8") + b"\r\n")
        return await self._reply()

    async def _reply(self) -> str:
        while True:
            line = (await self.reader.readuntil(b"\n")).decode("ascii", "replace").rstrip("\r\n")
            if line[3:4] != "-":
                return line


class Flagger:
    """aiosmtpd's handler: looks at the message, marks it, hands it on."""

    def __init__(self, verifier: domainsec.Verifier, name: str, keyword: str, next_hop: NextHop) -> None:
        self.verifier = verifier
        self.name = domainsec.DomainName(name)
        self.keyword = keyword
        self.next_hop = next_hop

    def marked(self, message: bytes) -> bytes:
        report = self.verifier.verify(message)
        cleaned = domainsec.border_edits(message, own_names=[self.name], keep_stamp=True).applied_to(message)
        names = {b"x-domain-secured", b"x-keywords"} if self.keyword else {b"x-domain-secured"}
        method = domainsec.AuthenticationMethod(method="x-domain-secured", result=str(report.status))
        fields = domainsec.AuthenticationResults(authserv_id=str(self.name), methods=[method]).to_field()
        if report.display().is_secured:
            fields += f"X-Domain-Secured: yes; partner={report.partner}\r\n".encode()
            if self.keyword:
                fields += f"X-Keywords: {self.keyword}\r\n".encode()
        return fields + without_fields(cleaned, names)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        """LMTP answers once for each recipient; aiosmtpd sends the lines that it is given."""
        recipients = [str(each) for each in envelope.rcpt_tos]
        try:
            answers = await self.hand_on(envelope, recipients)
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            answers = ["451 4.3.0 Something went wrong here; try again later"] * len(recipients)
        return "\r\n".join(answers)

    async def hand_on(self, envelope: Envelope, recipients: list[str]) -> list[str]:
        assert isinstance(envelope.content, bytes)
        message = await asyncio.get_running_loop().run_in_executor(None, self.marked, envelope.content)
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        options = [each for each in envelope.mail_options if not each.startswith("SIZE=")]
        return await self.next_hop.deliver(" ".join([f"MAIL FROM:<{sender}>", *options]), recipients, message)


def host_and_port(text: str) -> "tuple[str, int]":
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


async def serve(flagger: Flagger, host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: LMTP(flagger, enable_SMTPUTF8=True, loop=loop), host, port)
    print(f"listening on {host}:{server.sockets[0].getsockname()[1]}", flush=True)
    await stop.wait()
    server.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keyring", type=pathlib.Path, required=True, help="the organization's keyring file")
    parser.add_argument(
        "--trust", action="append", required=True, metavar="DOMAIN", help="a domain of ours; may be repeated"
    )
    parser.add_argument("--name", required=True, help="this host's name in Authentication-Results")
    parser.add_argument(
        "--listen", type=host_and_port, default=("127.0.0.1", 2003), metavar="HOST:PORT", help="127.0.0.1:2003"
    )
    parser.add_argument("--next", type=host_and_port, required=True, metavar="HOST:PORT", help="the mail store's LMTP")
    parser.add_argument("--keyword", default="", help="for X-Keywords, such as $DomainSecured")
    arguments = parser.parse_args()
    try:
        verifier = domainsec.Verifier(domainsec.KeyRing.from_file(arguments.keyring), arguments.trust)
        flagger = Flagger(verifier, arguments.name, arguments.keyword, NextHop(*arguments.next))
        asyncio.run(serve(flagger, *arguments.listen))
    except (domainsec.Error, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
