"""The demo's judgement from Python: the same transaction, the same answers."""

from datetime import datetime, timezone

import pytest
from conftest import MESSAGE

import domainsec


def test_partner_over_own_tls_is_secured(edge, facts):
    transaction = edge.begin(facts(), log_id="4F2A")
    assert transaction.mail_from("alice@fabrikam.example").decision == domainsec.Decision.ACCEPTED
    assert transaction.rcpt_to("bob@contoso.example").reply.code == 250
    finished = transaction.finish(MESSAGE)
    assert finished.status == "pass"
    assert finished.partner == "Fabrikam"
    assert finished.report.asserted_by_caller
    assert finished.edits.prefix.startswith(b"Domain-Secured:") or b"\r\nDomain-Secured:" in finished.edits.prefix


def test_clear_text_is_deferred_with_its_token(edge):
    transaction = edge.begin(domainsec.SessionFacts.clear_text("192.0.2.1"))
    transaction.mail_from("alice@fabrikam.example")
    answer = transaction.rcpt_to("bob@contoso.example")
    assert answer.decision == domainsec.Decision.REFUSED
    assert str(answer.reply).startswith("451 4.7.0")
    assert "[DSEC-NO-TLS]" in answer.reply.text


def test_no_certificate_is_deferred(edge, facts):
    transaction = edge.begin(facts(leaf=None))
    transaction.mail_from("alice@fabrikam.example")
    assert "[DSEC-NO-CERT]" in str(transaction.rcpt_to("bob@contoso.example").reply)


def test_certificate_that_cannot_be_read_is_a_verdict(edge, facts):
    transaction = edge.begin(facts(leaf=b"\x30\x82garbage"))
    transaction.mail_from("alice@fabrikam.example")
    answer = transaction.rcpt_to("bob@contoso.example")
    assert answer.decision == domainsec.Decision.REFUSED
    assert answer.reply.code == 451


def test_incomplete_proof_is_misuse(facts):
    with pytest.raises(domainsec.Error) as caught:
        facts(handshake_complete=False)
    assert caught.value.code is domainsec.ErrorCode.INVALID_ARGUMENT


def test_naive_time_is_refused(facts):
    with pytest.raises(ValueError, match="time zone"):
        facts(proved_at=datetime(2026, 11, 24))


def test_two_sessions_in_memory_make_a_secured_message(demo, edge):
    fabrikam = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml")
    route = fabrikam.route("contoso.example")
    client = fabrikam.connect(route, server_name=route.server_name("edge1.contoso.example"))
    server = edge.accept(client_ip="127.0.0.1")
    for _ in range(10):
        server.receive(client.take_output())
        client.receive(server.take_output())
    assert client.state == server.state == domainsec.SessionState.ESTABLISHED
    assert route.judge(client.facts).decision == domainsec.RouteDecision.DELIVER
    transaction = edge.begin(server.facts)
    transaction.mail_from("alice@fabrikam.example")
    transaction.rcpt_to("bob@contoso.example")
    assert transaction.finish(MESSAGE).secured


def test_injected_plaintext_fails_the_session(edge):
    session = edge.accept(leftover=b"MAIL FROM:<evil@stranger.example>\r\n")
    assert session.state == domainsec.SessionState.FAILED
    assert session.facts is None


def test_broken_configuration_names_file_and_line(tmp_path):
    path = tmp_path / "domainsec.toml"
    path.write_text('[organization]\ndomain = "contoso.example"\ndomians = ["contoso.example"]\n')
    with pytest.raises(domainsec.Error) as caught:
        domainsec.Edge.load(path)
    assert caught.value.code is domainsec.ErrorCode.INVALID_CONFIGURATION
    assert "domainsec.toml:3" in str(caught.value)
    assert '"domains"' in str(caught.value) or "domains" in str(caught.value)


def test_facts_say_when_and_how_the_peer_proved_itself(facts):
    proved_at = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
    given = facts(proved_at=proved_at, resumed=True)
    assert given.resumed
    assert given.proved_at == proved_at
    assert given.asserted_by_caller
    assert given.binding == b""
    assert given.application_protocol == ""


def test_facts_without_tls_have_no_binding():
    assert domainsec.SessionFacts.clear_text().binding == b""
