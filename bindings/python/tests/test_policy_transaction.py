"""Transactions and routes judged without a façade: verdicts, secured paths, callbacks that raise."""

import copy
import pickle
import threading

import pytest
from chains import NOW
from conftest import MESSAGE

import domainsec
from domainsec import Configuration, InboundTransaction, JudgementContext, OutboundRoute


@pytest.fixture
def configuration(demo):
    return Configuration.load(demo / "contoso" / "domainsec.toml")


@pytest.fixture
def context(configuration):
    return JudgementContext(configuration)


def run(context, facts, message=MESSAGE, sender="alice@fabrikam.example"):
    transaction = InboundTransaction(context, facts)
    transaction.mail_from(sender)
    transaction.rcpt_to("bob@contoso.example")
    return transaction.finish(message)


def test_secured_message_has_a_path_of_facts(context, facts, fabrikam_leaf):
    verdict = run(context, facts())
    assert verdict.status is domainsec.Status.PASS and verdict.partner == "Fabrikam"
    path = verdict.path
    assert (path.partner_name, str(path.partner), path.method) == ("Fabrikam", "fabrikam.example", "pkix")
    assert str(path.mail_from) == "alice@fabrikam.example" and path.recipients == [
        domainsec.MailAddress("bob@contoso.example")
    ]
    assert path.key_digest == domainsec.Certificate.from_bytes(fabrikam_leaf).spki_sha256
    assert path.asserted_by_caller and not path.resumed and path.via == ""
    assert path.tls_parameters.startswith("TLS1.3/") and verdict.report.passed


def test_paths_cannot_be_made_stored_or_changed(context, facts):
    verdict = run(context, facts())
    with pytest.raises(TypeError):
        domainsec.SecuredPath()
    for refused in (verdict.path, verdict):
        for away in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                away(refused)
    with pytest.raises(AttributeError):
        verdict.path.partner = "evil.example"


def test_clear_text_is_refused_at_rcpt(context):
    transaction = InboundTransaction(context, domainsec.SessionFacts.clear_text("192.0.2.1"), log_id="4F2A")
    assert transaction.mail_from("alice@fabrikam.example").decision is domainsec.Decision.ACCEPTED
    assert transaction.rcpt_to("postmaster@contoso.example").decision == "accepted"
    answer = transaction.rcpt_to("bob@contoso.example")
    assert answer.reason is domainsec.PolicyReason.NO_TLS and domainsec.token_of(answer.reason) in answer.reply.text
    assert answer.event_id in answer.reply.text
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert answer.to_dict()["reply"]["code"] == 451
    assert not transaction.is_internal


@pytest.mark.parametrize("path", ["no mailbox", "\udcff@fabrikam.example", b"\xff@fabrikam.example", "a\r\n@b.example"])
def test_hostile_addresses_are_answers(context, facts, path):
    transaction = InboundTransaction(context, facts())
    assert transaction.mail_from(path).reply.code in (250, 501, 553)
    assert transaction.rcpt_to(path).decision == "refused"


def test_steps_out_of_order_and_declared_sizes(context, facts):
    transaction = InboundTransaction(context, facts(), max_message_octets=1024)
    assert transaction.rcpt_to("bob@contoso.example").reason == "out_of_order"
    assert transaction.declared_size(1025).reply.code == 552
    assert transaction.declared_size(2**64 - 1).decision == "refused"
    with pytest.raises(TypeError):
        transaction.declared_size(2**64)
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"
    assert transaction.rcpt_to("bob@contoso.example").decision == "accepted"
    assert transaction.finish(b"x" * 2000).answer.decision == "refused"


@pytest.mark.parametrize(
    "message", [b"", b"\0", b"From: a@b\rx\r\n\r\n", b"From: alice@fabrikam.example\r\n" * 2, b"\xff" * 1000]
)
def test_hostile_messages_get_no_path(context, facts, message):
    verdict = run(context, facts(), message)
    assert verdict.path is None and verdict.status != "pass"


def test_limits_out_of_range(context, facts):
    for wrong in (dict(max_recipients=0), dict(max_message_octets=1023)):
        with pytest.raises(domainsec.Error):
            InboundTransaction(context, facts(), **wrong)


@pytest.mark.parametrize("broken", ["clock", "evidence"])
def test_callback_that_raises_puts_off_with_an_event(configuration, facts, broken):
    events, working = [], [True]

    def clock():
        if broken == "clock" and not working[0]:
            raise OSError("no time")
        return NOW

    def evidence():
        if broken == "evidence" and not working[0]:
            raise OSError("no evidence")
        return domainsec.Evidence.none()

    context = JudgementContext(configuration, clock=clock, evidence=evidence, events=events.append)
    transaction = InboundTransaction(context, facts())
    working[0] = False
    answer = transaction.mail_from("alice@fabrikam.example")
    assert answer.decision is domainsec.Decision.REFUSED and answer.reply.code == 451
    assert answer.reason is domainsec.PolicyReason.CALLBACK_FAILED
    failed = [event for event in events if event.kind is domainsec.EventKind.CALLBACK_FAILED]
    assert failed and "OSError" in failed[0].text and failed[0].id in str(answer.reply)
    working[0] = True
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"


@pytest.mark.parametrize("given", [None, 5, NOW.replace(tzinfo=None), float("inf")])
def test_clock_that_gives_no_moment_puts_off(configuration, facts, given):
    context = JudgementContext(configuration, clock=lambda: given)
    transaction = InboundTransaction(context, facts())
    assert transaction.mail_from("alice@fabrikam.example").reply.code == 451


@pytest.mark.parametrize("wrong", [dict(clock=5), dict(evidence="none"), dict(events=3), dict(judgements={})])
def test_context_of_wrong_parts(configuration, wrong):
    with pytest.raises(TypeError):
        JudgementContext(configuration, **wrong)


def test_context_needs_a_configuration():
    with pytest.raises((TypeError, domainsec.Error)):
        JudgementContext(None)


def test_second_thread_in_one_transaction_is_told(configuration, facts):
    inside, go, errors = threading.Event(), threading.Event(), []

    def evidence():
        inside.set()
        go.wait(10)
        return domainsec.Evidence.none()

    transaction = InboundTransaction(JudgementContext(configuration, evidence=evidence), facts())
    first = threading.Thread(target=transaction.mail_from, args=("alice@fabrikam.example",))
    first.start()
    assert inside.wait(10)
    try:
        transaction.rcpt_to("bob@contoso.example")
    except domainsec.Error as error:
        errors.append(error.code)
    go.set()
    first.join()
    assert errors == [domainsec.ErrorCode.INVALID_STATE]


def test_remembered_judgements_and_stores(configuration, facts):
    judgements, store = domainsec.JudgementCache(), domainsec.EvidenceStore()
    context = JudgementContext(configuration, judgements=judgements, evidence=store)
    for _ in range(3):
        assert run(context, facts()).status == "pass"
    assert len(judgements) == 1 and context.configuration.revision == configuration.revision


def test_route_to_a_partner(demo, facts, fabrikam_leaf):
    fabrikam = JudgementContext(Configuration.load(demo / "fabrikam" / "domainsec.toml"))
    route = OutboundRoute(fabrikam, "contoso.example")
    assert route.requires_tls and route.presents_certificate and route.partner.domains == [route.destination]
    assert route.certificate == "" and route.nexthop == route.partner.send.nexthop
    assert route.server_name("edge1.contoso.example")
    verdict = route.judge(facts())
    assert verdict.decision is not domainsec.RouteDecision.DELIVER and not verdict.secured
    assert verdict.reason == "name_mismatch" or verdict.report.findings
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert route.judge_without_tls().decision != "deliver"


def test_route_to_anybody_else(context):
    route = OutboundRoute(context, "stranger.example")
    assert route.partner is None and not route.requires_tls
    assert route.judge_without_tls().decision is domainsec.RouteDecision.DELIVER
    with pytest.raises(TypeError):
        OutboundRoute(context, "no name")


def test_route_whose_clock_raises_defers(demo, facts):
    context = JudgementContext(Configuration.load(demo / "fabrikam" / "domainsec.toml"), clock=lambda: 1 / 0)
    verdict = OutboundRoute(context, "contoso.example").judge(facts())
    assert verdict.decision is domainsec.RouteDecision.DEFER and not verdict.secured


def test_reply_is_a_value():
    reply = domainsec.SmtpReply(code=451, enhanced="4.7.5", text="later")
    assert str(reply) == reply.line() == "451 4.7.5 later"
    assert pickle.loads(pickle.dumps(reply)) == reply != domainsec.SmtpReply()
    assert len(str(domainsec.SmtpReply(text="x" * 5000))) <= 510
