"""What a program may do by the types; read by mypy, never run."""

import datetime
import email.message
import pathlib
from typing import Optional

import domainsec
from domainsec import aio


def receive(edge: domainsec.Edge, facts: domainsec.SessionFacts, message: bytes) -> Optional[bytes]:
    transaction = edge.begin(facts, log_id="4711", max_recipients=100)
    answer = transaction.mail_from("alice@fabrikam.example")
    if answer.decision is domainsec.Decision.PENDING:
        left: list[domainsec.EvidenceRequest] = edge.fulfil(answer.requests)
        assert not left
    line: str = transaction.rcpt_to("bob@contoso.example").reply.line()
    print(line)
    finished = transaction.finish(memoryview(message))
    if finished.report:
        for finding in finished.report.findings:
            print(finding.reason, finding.certificate or 0)
    return finished.edits.applied_to(message) if finished.secured else None


def verify(folder: pathlib.Path, message: email.message.Message) -> str:
    ring = domainsec.KeyRing.from_file(folder / "keyring.toml")
    names = [entry.selector for entry in ring]
    verifier = domainsec.Verifier(ring, ["contoso.example", domainsec.DomainName("example.com")], limits=limits())
    report = verifier.verify(
        message, recipients=["bob@contoso.example"], now=datetime.datetime.now(datetime.timezone.utc)
    )
    stamped: Optional[datetime.datetime] = report.stamped_at
    return f"{report.display().html()} {names} {stamped}"


def limits() -> domainsec.StampLimits:
    made = domainsec.StampLimits(max_stamps=3)
    made.max_tags += 1
    return made


def session(identity: domainsec.Identity, seen: list[str]) -> bytes:
    def hear(event: domainsec.Event) -> None:
        seen.append(event.to_log_line())

    options = domainsec.TlsOptions(events=hear, staple=lambda chain: chain.leaf.der, protocols=["smtp"])
    options.clock = lambda: datetime.datetime.now(datetime.timezone.utc)
    assert options.clock
    begun = domainsec.ServerContext([identity], options=options).accept(client_ip="192.0.2.1")
    begun.receive(b"")
    return begun.take_output() if begun.state is domainsec.SessionState.HANDSHAKING else begun.exporter()


def keys(private: domainsec.PrivateKey, other: domainsec.PrivateKey) -> domainsec.StampKey:
    set_of_two = domainsec.StampKey(private, other)
    return domainsec.StampKey.from_callback(set_of_two.public_key, lambda digest: set_of_two.sign(digest))


def mails(resolver: domainsec.Resolver) -> list[domainsec.DomainName]:
    return [record.exchange for record in resolver.mx("contoso.example").records]


async def serve(edge: domainsec.Edge) -> None:
    reader, writer = await aio.open_connection(
        "mx.contoso.example", 465, edge=edge, route=edge.route("contoso.example")
    )
    writer.write(await reader.readline())


def mend(error: domainsec.Error) -> str:
    return f"{error.code}: {error.file}:{error.line} {error.field} {error}"
