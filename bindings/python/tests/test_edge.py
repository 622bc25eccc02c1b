"""The façade: transactions, routes, messages, upkeep."""

import json
import shutil
from datetime import datetime, timezone

import pytest
from conftest import MESSAGE
from tlsends import carry

import domainsec
from domainsec import Decision, Edge, PolicyReason

STRANGER = MESSAGE.replace(b"alice@fabrikam.example", b"eve@elsewhere.example")


@pytest.fixture
def folder(demo, tmp_path):
    shutil.copytree(demo / "contoso", tmp_path / "contoso", symlinks=True)
    return tmp_path / "contoso"


def through(edge, facts, message=MESSAGE, sender="alice@fabrikam.example"):
    transaction = edge.begin(facts)
    transaction.mail_from(sender)
    transaction.rcpt_to("bob@contoso.example")
    return transaction.finish(message)


def test_finished_message_tells_all(edge, facts):
    finished = through(edge, facts())
    assert (finished.answer.decision, finished.reason) == (Decision.ACCEPTED, PolicyReason.NONE)
    assert finished.secured and finished.report.passed
    prefix = finished.edits.prefix
    assert prefix.count(b"Domain-Secured:") == prefix.count(b"Authentication-Results:") == 1
    content = finished.to_dict()
    assert content["partner"] == "Fabrikam" and json.dumps(content)
    assert edge.verify(finished.edits.applied_to(MESSAGE)).status == "pass"


def test_forged_marks_do_not_survive(edge, facts):
    forged = b"Domain-Secured: v=1\r\nAuthentication-Results: edge1.contoso.example; dkim=pass\r\n" + STRANGER
    finished = through(edge, domainsec.SessionFacts.clear_text(), forged, "eve@elsewhere.example")
    assert finished.edits.applied_to(forged) == STRANGER and not finished.secured
    assert edge.outgoing(forged).applied_to(forged) == STRANGER


@pytest.mark.parametrize("message", [b"", b"\0", b"\r", b"\xff" * 10, b"From: a@b\r\n\r\n", bytearray(MESSAGE)])
def test_every_message_has_an_end(edge, facts, message):
    finished = through(edge, facts(), message)
    assert finished.answer.reply.code in (250, 451, 550, 554) and repr(finished) and finished.to_dict()


def test_order_of_steps(edge, facts):
    transaction = edge.begin(facts())
    assert transaction.rcpt_to("bob@contoso.example").reply.code == 503
    assert transaction.finish(MESSAGE).answer.reply.code == 503
    assert transaction.declared_size(10**12).reply.code == 552
    for wrong in (-1, 2**64, 1.5, "1", None):
        with pytest.raises(TypeError):
            transaction.declared_size(wrong)


@pytest.mark.parametrize("wrong", [{"max_recipients": 0}, {"max_recipients": 10**6}, {"max_message_octets": 1}])
def test_limits_of_a_transaction(edge, facts, wrong):
    with pytest.raises(domainsec.Error) as caught:
        edge.begin(facts(), **wrong)
    assert caught.value.code is domainsec.ErrorCode.INVALID_ARGUMENT


def test_clock_is_asked(demo, facts):
    asked = []

    def clock():
        asked.append(1)
        return datetime.now(timezone.utc)

    finished = through(Edge.load(demo / "contoso" / "domainsec.toml", clock=clock), facts())
    assert finished.secured and asked


def test_events_by_function_and_by_metrics(demo, facts):
    events = []
    metrics = domainsec.Metrics(events.append)
    edge = Edge.load(demo / "contoso" / "domainsec.toml", events=metrics)
    assert through(edge, facts()).secured
    kinds = [event.kind for event in events]
    assert kinds[0] == "configuration_loaded" and "message_secured" in kinds
    secured = events[kinds.index("message_secured")]
    assert secured.partner == "Fabrikam" and secured.time.tzinfo is timezone.utc
    assert secured.fields["mail_from"] == "alice@fabrikam.example"
    assert json.loads(secured.to_json())["partner"] == "Fabrikam"
    assert "Fabrikam" in secured.to_log_line() and json.dumps(secured.to_dict())
    text = metrics.prometheus_text()
    assert text.startswith("#") and "Fabrikam" in text
    name, _, rest = next(line for line in text.splitlines() if "Fabrikam" in line).partition("{")
    labels, _, number = rest.partition("} ")
    assert metrics.value(name, labels) == int(number) >= 1
    assert metrics.value("never_seen") == 0


def test_metrics_in_a_row(demo):
    last = []
    first = domainsec.Metrics(domainsec.Metrics(last.append))
    Edge.load(demo / "contoso" / "domainsec.toml", events=first)
    assert last[0].kind == "configuration_loaded"
    with pytest.raises(TypeError):
        domainsec.Metrics(3)


def test_route_and_sessions(demo, edge):
    fabrikam = Edge.load(demo / "fabrikam" / "domainsec.toml")
    route = fabrikam.route("contoso.example")
    assert route.requires_tls and route.presents_certificate
    assert route.judge_without_tls().decision != "deliver"
    client = fabrikam.connect(route, server_name="edge1.contoso.example", server_ip="192.0.2.1")
    server = edge.accept(client_ip="192.0.2.2")
    carry(client, server)
    verdict = route.judge(client.facts)
    assert verdict.secured and verdict.decision == "deliver"
    fabrikam.record_evidence(verdict)
    assert through(edge, server.facts).secured
    assert not fabrikam.route("elsewhere.example").requires_tls
    for wrong in ("", "no domain", "\udcff", "a@b"):
        with pytest.raises((domainsec.Error, UnicodeEncodeError, TypeError)):
            fabrikam.route(wrong)


def test_client_that_is_not_asked_has_no_certificate(demo, edge):
    fabrikam = Edge.load(demo / "fabrikam" / "domainsec.toml")
    client = fabrikam.connect(fabrikam.route("contoso.example"), server_name="edge1.contoso.example")
    server = edge.accept(request_certificate=False)
    carry(client, server)
    assert len(server.facts.chain) == 0
    assert through(edge, server.facts).answer.decision == "refused"


def test_upkeep(folder, facts):
    edge = Edge.load(folder / "domainsec.toml")
    assert edge.poll() is False and edge.poll_descriptor() >= 0 and edge.refresh_tickets() is False
    edge.refresh_evidence()
    assert edge.fulfil([]) == []
    request = domainsec.EvidenceRequest(kind="mx", locator="fabrikam.example")
    assert edge.fulfil([request]) == [request]
    before = edge.configuration
    text = (folder / "domainsec.toml").read_text()
    (folder / "domainsec.toml").write_text(text + "[nope]\n")
    with pytest.raises(domainsec.Error):
        edge.reload()
    assert through(edge, facts()).secured
    (folder / "domainsec.toml").write_text(text.replace("[edge]", '[edge]\nstage = "mail"'))
    edge.reload()
    assert edge.configuration.revision != before.revision or edge.configuration is not before
    strict = edge.begin(domainsec.SessionFacts.clear_text())
    assert strict.mail_from("alice@fabrikam.example").decision == "refused"


def test_a_key_of_one_s_own(folder, facts):
    key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"))
    file = folder / "domainsec.toml"
    with pytest.raises(domainsec.Error, match="another key"):
        Edge.load(file, stamp_key=key)
    file.write_text(file.read_text().replace('keyring = "keyring.toml"\n', ""))
    edge = Edge.load(file, stamp_key=key)
    marked = through(edge, facts()).edits.applied_to(MESSAGE)
    with pytest.raises(domainsec.Error) as caught:
        edge.verify(marked)
    assert caught.value.code is domainsec.ErrorCode.INVALID_STATE
    domain = domainsec.DomainName("contoso.example")
    entry = domainsec.make_key_ring_entry(domain, "edge1", key, [domainsec.DomainName("edge1.contoso.example")])
    assert domainsec.Verifier(domainsec.KeyRing([entry]), [domain]).verify(marked).status == "pass"


def test_options_of_wrong_types(demo):
    file = demo / "contoso" / "domainsec.toml"
    for wrong in ({"clock": 1}, {"events": "x"}, {"stamp_key": b"k"}, {"tls": {}}, {"evidence": 1}, {"passphrase": 1}):
        with pytest.raises(TypeError):
            Edge.load(file, **wrong)
    with pytest.raises(domainsec.Error) as caught:
        Edge.load(demo / "none.toml")
    assert caught.value.code is domainsec.ErrorCode.UNREADABLE_FILE
    with pytest.raises(TypeError):
        Edge()


def test_messages_of_wrong_types(edge, facts):
    transaction = edge.begin(facts())
    for wrong in (MESSAGE.decode(), None, 5, [MESSAGE]):
        with pytest.raises(TypeError):
            transaction.finish(wrong)
        with pytest.raises(TypeError):
            edge.outgoing(wrong)
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"
