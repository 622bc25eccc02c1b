"""The whole way of one message: keys, a judged session, a stamp, and what a reader sees of it."""

import argparse
import email
from pathlib import Path

import domainsec

MESSAGE = (
    b"From: Alice <alice@fabrikam.example>\r\n"
    b"To: bob@contoso.example\r\n"
    b"Subject: Contract\r\n"
    b"Date: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
    b"Message-ID: <1@fabrikam.example>\r\n"
    b"\r\n"
    b"The price is 100.\r\n"
)
CONTOSO = domainsec.DomainName("contoso.example")


def handshake(fabrikam: domainsec.Edge, contoso: domainsec.Edge) -> domainsec.SessionFacts:
    """Mutual TLS in memory: whatever one side wants to send, the other receives. A server has sockets here."""
    route = fabrikam.route("contoso.example")
    client = fabrikam.connect(route, server_name="edge1.contoso.example")
    server = contoso.accept(client_ip="192.0.2.1")
    while client.pending_output or server.pending_output:
        server.receive(client.take_output())
        client.receive(server.take_output())

    assert client.facts is not None and server.facts is not None
    print(f"Fabrikam about Contoso: {route.judge(client.facts).decision}")
    return server.facts


def judged_path(demo: Path, facts: domainsec.SessionFacts) -> domainsec.SecuredPath:
    """What makes the message Domain Secured: only a judgement gives it, nobody can make it up."""
    configuration = domainsec.Configuration.load(demo / "contoso" / "domainsec.toml")
    transaction = domainsec.InboundTransaction(domainsec.JudgementContext(configuration), facts)
    print(f"MAIL FROM: {transaction.mail_from('alice@fabrikam.example').reply}")
    print(f"RCPT TO:   {transaction.rcpt_to('bob@contoso.example').reply}")
    verdict = transaction.finish(MESSAGE)
    print(f"DATA:      {verdict.answer.reply}, {verdict.status}")
    assert verdict.path is not None
    return verdict.path


def main(demo: Path) -> None:
    # The key that signs stays at the edge; the keyring with its public half goes to every reader.
    key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"))
    entry = domainsec.make_key_ring_entry(CONTOSO, "edge1", key, [domainsec.DomainName("edge1.contoso.example")])
    verifier = domainsec.Verifier(domainsec.KeyRing([entry]), [CONTOSO])
    print(entry.to_toml())

    fabrikam = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml")
    contoso = domainsec.Edge.load(demo / "contoso" / "domainsec.toml")
    path = judged_path(demo, handshake(fabrikam, contoso))

    stamper = domainsec.Stamper(key, domain=CONTOSO, selector="edge1")
    stamp = stamper.stamp(MESSAGE, path)
    assert stamp.problem is domainsec.StampingProblem.NONE
    stamped = stamp.field + MESSAGE
    print(stamp.field.decode())

    # A reader has bytes, or what the email package made of them.
    report = verifier.verify(email.message_from_bytes(stamped))
    print(f"As it came:     {report.status}, shown as {report.display().label!r}")

    # A changed message looks like one without a stamp; why is told to those who ask.
    changed = verifier.verify(stamped.replace(b"100", b"900"))
    print(f"Another price:  {changed.status}, shown as {changed.display().label!r}: {changed.display().on_demand}")
    unstamped = verifier.verify(MESSAGE)
    print(f"Without stamp:  {unstamped.status}, {unstamped.reason}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path, help="the folder that two_organizations has made, build/release/examples/demo")
    main(parser.parse_args().demo)
