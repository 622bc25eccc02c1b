#!/usr/bin/env python3
"""Is a partner ready for Domain Security? Asks its host as our edge would; says what passes and what to mend.

    check_partner.py /etc/domainsec/domainsec.toml fabrikam.example

The host is --host, else the configuration's nexthop, else each MX of the domain in turn. With --from and --to the
partner is also asked, up to RCPT TO and no further, whether it takes our mail. Exit code 0: ready, 1: not ready,
2: cannot be asked.
"""

import argparse
import asyncio
import pathlib
import sys
from typing import Optional

import domainsec
from domainsec import aio

Host = tuple[str, int]


class NotReady(Exception):
    """The first thing that stands in the way, with its mend."""


def host_and_port(text: str) -> Host:
    """HOST, HOST:PORT or [ADDRESS]:PORT; port 25 unless given."""
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        return name, int(rest[1:] or 25)
    name, _, port = text.partition(":")
    return name, int(port or 25)


def mail_hosts(domain: str) -> list[Host]:
    records = domainsec.UnboundResolver().mx(domain).records
    return [(str(each.exchange), 25) for each in sorted(records, key=lambda record: record.preference)]


def report(passed: bool, what: str, detail: str) -> None:
    shown = "".join(letter if letter.isprintable() else "?" for letter in detail)
    print(f"{'ok  ' if passed else 'FAIL'}  {what:<12}  {shown}", flush=True)


class Conversation:
    """SMTP over whatever the streams carry."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def reply(self) -> list[str]:
        lines: list[str] = []
        while len(lines) < 100:
            line = (await self.reader.readline()).decode("ascii", "replace").rstrip("\r\n")
            lines.append(line)
            if line[3:4] != "-":
                break
        if not lines[-1]:
            raise NotReady("the host closed the connection")
        return lines

    async def say(self, command: str) -> list[str]:
        self.writer.write(command.encode("ascii") + b"\r\n")
        await self.writer.drain()
        return await self.reply()

    async def expect(self, code: str, command: Optional[str] = None) -> list[str]:
        lines = await (self.say(command) if command else self.reply())
        if not lines[-1].startswith(code):
            raise NotReady(f"answer to {command or 'the connection'}: {lines[-1]}")
        return lines


async def check(edge: domainsec.Edge, domain: str, host: Host, helo: str, mail: Optional[tuple[str, str]]) -> None:
    route = edge.route(domain)
    reader, writer = await asyncio.open_connection(*host)
    talk = Conversation(reader, writer)
    try:
        greeting = await talk.expect("220")
        report(True, "connection", greeting[-1])
        offered = await talk.expect("250", f"EHLO {helo}")
        if not any(line[4:].upper() == "STARTTLS" for line in offered):
            raise NotReady(route.judge_without_tls().text)
        await talk.expect("220", "STARTTLS")
        facts = await aio.start_tls(reader, writer, edge=edge, route=route, server_name=host[0])
        report(True, "TLS", facts.parameters)

        verdict = route.judge(facts)
        for finding in verdict.report.findings if verdict.report else []:
            report(not finding.is_error, "certificate", f"{finding.seen}; expected {finding.expected} ({finding.rule})")
        if not verdict.secured:
            raise NotReady(verdict.text)
        report(True, "certificate", verdict.text.splitlines()[0])

        # A TLS 1.3 server refuses our certificate only now.
        await talk.expect("250", f"EHLO {helo}")
        report(True, "ours", "our certificate was not refused")
        if mail:
            await talk.expect("250", f"MAIL FROM:<{mail[0]}>")
            await talk.expect("250", f"RCPT TO:<{mail[1]}>")
            report(True, "our mail", f"taken from {mail[0]} to {mail[1]}")
            await talk.say("RSET")
        await talk.say("QUIT")
    finally:
        writer.close()


async def check_host(edge: domainsec.Edge, host: Host, arguments: argparse.Namespace) -> bool:
    print(f"{arguments.domain} at {host[0]}, port {host[1]}")
    mail = (arguments.sender, arguments.recipient) if arguments.sender else None
    checking = check(edge, arguments.domain, host, arguments.helo, mail)
    try:
        await asyncio.wait_for(checking, arguments.timeout)
    except asyncio.TimeoutError:
        report(False, "time", f"no end after {arguments.timeout:g} s")
    except (NotReady, OSError) as error:
        report(False, "not ready", str(error))
    else:
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("configuration", type=pathlib.Path, help="our edge's domainsec.toml, with the partner in it")
    parser.add_argument("domain", help="the partner's mail domain")
    parser.add_argument("--host", type=host_and_port, metavar="HOST[:PORT]", help="instead of nexthop and MX")
    parser.add_argument("--helo", default="localhost", help="our name in EHLO")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="ours: ask whether mail from it is taken")
    parser.add_argument("--to", dest="recipient", metavar="ADDRESS", help="theirs; needed with --from")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="for each host")
    arguments = parser.parse_args()
    if bool(arguments.sender) != bool(arguments.recipient):
        parser.error("--from and --to go together")
    try:
        edge = domainsec.Edge.load(arguments.configuration)
        route = edge.route(arguments.domain)
        if not route.presents_certificate:
            print(f"{arguments.domain}: no [[partner]] with [partner.send] has this domain", file=sys.stderr)
            return 2
        hosts = [arguments.host] if arguments.host else [host_and_port(route.nexthop)] if route.nexthop else None
        hosts = hosts if hosts is not None else mail_hosts(arguments.domain)
    except domainsec.Error as error:
        print(error, file=sys.stderr)
        return 2
    if not hosts:
        print(f"{arguments.domain}: the DNS gives no MX; try --host", file=sys.stderr)
        return 2

    async def check_all() -> bool:
        return all([await check_host(edge, host, arguments) for host in hosts])

    return 0 if asyncio.run(check_all()) else 1


if __name__ == "__main__":
    sys.exit(main())
