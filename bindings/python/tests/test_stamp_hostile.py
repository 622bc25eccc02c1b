"""Two thousand messages changed at random: whatever a report holds can be read, printed and stored."""

import json
import pickle
import random

import pytest
from conftest import MESSAGE
from secured import Signer, path_of

import domainsec

PIECES = [
    b"\xff\xfe", b"\0", b"\r", b"\n", b"\r\n", b"\xc3\x28", b"\xed\xa0\x80", b";", b"=", b"; b=", b"; p=\xff.example",
    b"; via=\xe9;", b"; mf=\xff@\xfe", b"; ch=\xff,body", b"Domain-Secured: v=1; d=contoso.example; s=\xff\r\n",
    b"From: =?x?q?=ff?= <\xff@\xff>\r\n", b"\x1b[31m", b"\xe2\x80\xae", b"A" * 300, b"; x=99999999999999999999",
    b"; t=-1", b"; e=\xff", b"; tls=\xf0\x9f\x92", b"; s=\xff", b"; n=\xff", b"; m=\xff", b"; v=1",
]  # fmt: skip


def mutated(chance, message):
    octets = bytearray(message)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(octets) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            octets[at:at] = chance.choice(PIECES)
        elif kind == 1:
            octets[at : at + chance.randint(1, 20)] = b""
        elif kind == 2:
            octets[at : at + 3] = chance.randbytes(3)
        else:
            end = chance.randrange(len(octets) + 1)
            octets[at:at] = octets[min(at, end) : max(at, end)][:400]
    return bytes(octets)


def look_at_everything(report):
    for name in [each for each in dir(report) if not each.startswith("_")]:
        value = getattr(report, name)
        str(value), repr(value)
        if callable(value):
            continue
        if hasattr(value, "to_dict"):
            json.dumps(value.to_dict())
    str(report).encode("utf-8", "surrogateescape")
    repr(report).encode("utf-8", "surrogateescape")
    json.dumps(report.to_dict())
    if hasattr(report, "to_json"):
        json.loads(report.to_json())


@pytest.mark.parametrize("seed", range(4))
def test_hostile_reports_never_raise(demo, facts, seed):
    chance = random.Random(seed)
    signer = Signer()
    message = signer.stamped(MESSAGE.replace(b"Hello", b"Gr\xfc\xdfe \xff"), path_of(demo, facts()))
    statuses = set()
    for _ in range(500):
        hostile = mutated(chance, message)
        report = signer.verifier.verify(hostile)
        statuses.add(report.status)
        look_at_everything(report)
        display = report.display()
        look_at_everything(display)
        assert display.is_secured == (report.status is domainsec.Status.PASS)
        assert pickle.loads(pickle.dumps(report)) == report
        pieces = signer.verifier.begin()
        cut = chance.randrange(len(hostile) + 1)
        pieces.update(hostile[:cut])
        pieces.update(hostile[cut:])
        assert pieces.finish().reason == report.reason
    assert {"fail", "permerror", "none"} & statuses


@pytest.mark.parametrize("seed", range(2))
def test_hostile_messages_never_raise_in_views_edits_and_transactions(edge, facts, seed):
    chance = random.Random(1000 + seed)
    session = facts()
    for _ in range(300):
        hostile = mutated(chance, MESSAGE)
        view = domainsec.MessageView(hostile)
        for field in view.fields:
            repr(field), field.name, field.value, field.unfolded, field.raw
        look_at_everything(view.author)
        edits = domainsec.border_edits(hostile, own_names=[domainsec.DomainName("contoso.example")])
        assert len(edits.applied_to(hostile)) <= len(hostile)
        for removed in edits.removed:
            look_at_everything(removed)
        look_at_everything(domainsec.milter_changes(edits, hostile))
        transaction = edge.begin(session)
        transaction.mail_from("alice@fabrikam.example")
        transaction.rcpt_to("bob@contoso.example")
        finished = transaction.finish(hostile)
        look_at_everything(finished)
        if finished.answer.decision == "accepted":
            assert edge.verify(finished.edits.applied_to(hostile)).status == ("pass" if finished.secured else "none")


@pytest.mark.parametrize("seed", range(2))
def test_hostile_results_never_raise(seed):
    chance = random.Random(2000 + seed)
    value = b'edge1.contoso.example 1; dkim=pass (c) reason="ok" header.d=a.example; x=fail'
    for _ in range(500):
        hostile = mutated(chance, value)
        results = domainsec.AuthenticationResults.from_string(hostile)
        domainsec.parse_single_mailbox(hostile)
        if results is None:
            continue
        look_at_everything(results)
        try:
            results.to_field()
        except domainsec.Error:
            pass
