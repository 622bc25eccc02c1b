"""Python functions that the library calls: whatever they do, verdicts stay temporary and nothing crashes."""

import gc
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone

import pytest
from conftest import MESSAGE
from secured import Signer, path_of
from tlsends import carry, identity

import domainsec
from domainsec import Edge, EventKind


class Own(BaseException):
    """Of one's own, not an Exception."""


class Untold(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def raising(error):
    def call(*arguments):
        raise error

    return call


ERRORS = [ValueError("t\xfcr\r\nFORGED \udcff"), SystemExit(3), Own("mine"), Untold(), StopIteration(), MemoryError()]
WRONG = [None, 7, "text", b"octets", datetime(2026, 1, 1), object(), [], 2**100]


def now():
    return datetime.now(timezone.utc)


class Clock:
    """Works until it is given something else to do."""

    def __init__(self):
        self.does = now

    def __call__(self):
        return self.does()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def events():
    return []


@pytest.fixture
def watched(demo, clock, events):
    return Edge.load(demo / "contoso" / "domainsec.toml", clock=clock, events=events.append)


def failures(events):
    return [event for event in events if event.kind is EventKind.CALLBACK_FAILED]


def expect_put_off(answer, events, text):
    assert (answer.decision, answer.reply.code) == ("refused", 451)
    (event,) = failures(events)
    assert text in event.text and event.id == answer.event_id and "\n" not in event.text


def ready(edge, facts):
    transaction = edge.begin(facts)
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"
    assert transaction.rcpt_to("bob@contoso.example").decision == "accepted"
    return transaction


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_clock_that_raises(watched, clock, events, facts, error):
    session = facts()
    clock.does = raising(error)
    transaction = watched.begin(session)
    text = type(error).__name__
    expect_put_off(transaction.mail_from("alice@fabrikam.example"), events, text)
    assert transaction.rcpt_to("bob@contoso.example").reply.code == 503
    clock.does = now
    transaction = ready(watched, session)
    events.clear()
    clock.does = raising(error)
    finished = transaction.finish(MESSAGE)
    assert (finished.status, finished.secured) == ("temperror", False)
    expect_put_off(finished.answer, events, text)
    clock.does = now
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"


@pytest.mark.parametrize("value", WRONG, ids=lambda value: type(value).__name__)
def test_clock_that_gives_something_else(watched, clock, events, facts, value):
    session = facts()
    clock.does = lambda: value
    answer = watched.begin(session).mail_from("alice@fabrikam.example")
    expect_put_off(answer, events, "clock: ")


def test_route_defers(demo, clock, events, facts):
    edge = Edge.load(demo / "fabrikam" / "domainsec.toml", clock=clock, events=events.append)
    route = edge.route("contoso.example")
    session = facts()
    clock.does = raising(ValueError("late"))
    verdict = route.judge(session)
    assert (verdict.decision, verdict.reason, verdict.secured) == ("defer", "callback_failed", False)
    (event,) = failures(events)
    assert "ValueError: late" in event.text
    edge.record_evidence(verdict)


def test_clock_that_raises_in_verify_and_upkeep_is_an_error(watched, clock, events):
    clock.does = raising(ValueError("late"))
    with pytest.raises(RuntimeError, match="ValueError: late"):
        watched.verify(MESSAGE)
    assert watched.poll() in (True, False)


def test_clock_that_raises_while_a_configuration_is_read(demo):
    with pytest.raises(RuntimeError, match="clock: ValueError: late"):
        Edge.load(demo / "contoso" / "domainsec.toml", clock=raising(ValueError("late")))


def test_clock_that_raises_in_a_handshake(demo, watched, clock, events):
    fabrikam = Edge.load(demo / "fabrikam" / "domainsec.toml")
    client = fabrikam.connect(fabrikam.route("contoso.example"), server_name="edge1.contoso.example")
    server = watched.accept()
    clock.does = raising(ValueError("late"))
    carry(client, server)
    assert server.state == "failed" and server.facts is None
    assert server.failure.text and not server.can_send


KEYBOARD = """
import domainsec, sys, pathlib, signal
from datetime import datetime, timezone
signal.signal(signal.SIGINT, signal.default_int_handler)
calls = []
def clock():
    calls.append(1)
    if armed: raise KeyboardInterrupt
    return datetime.now(timezone.utc)
armed = False
edge = domainsec.Edge.load(pathlib.Path(sys.argv[1]) / "contoso" / "domainsec.toml", clock=clock)
transaction = edge.begin(domainsec.SessionFacts.clear_text())
armed = True
try:
    answer = transaction.mail_from("alice@fabrikam.example")
    for _ in range(10000): pass
except KeyboardInterrupt:
    print("interrupted")
"""


def test_interrupt_comes_back_in_the_main_thread(demo):
    done = subprocess.run([sys.executable, "-c", KEYBOARD, str(demo)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "interrupted", "")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_signing_that_raises(demo, events, facts, error, tmp_path):
    signer = Signer()
    key = domainsec.StampKey.from_callback(signer.key.public_key, raising(error))
    stamper = domainsec.Stamper(key, domain=signer.domain, selector="s1")
    result = stamper.stamp(MESSAGE, path_of(demo, facts()))
    assert (result.problem, result.field) == ("signing_failed", b"")
    assert key.sign(b"x" * 32) == b""


def test_signing_that_raises_within_an_edge(demo, events, facts):
    content = (demo / "contoso" / "stamp.pem").read_text()
    public = domainsec.StampKey.from_file(demo / "contoso" / "stamp.pem").public_key
    assert "PRIVATE" in content
    key = domainsec.StampKey.from_callback(public, raising(OSError("device gone")))
    edge = Edge.load(demo / "contoso" / "domainsec.toml", stamp_key=key, events=events.append)
    finished = ready(edge, facts()).finish(MESSAGE)
    assert (finished.status, finished.secured) == ("temperror", False)
    expect_put_off(finished.answer, events, "OSError: device gone")
    assert not [event for event in events if event.kind == "message_secured"]


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), Own("mine")], ids=lambda error: type(error).__name__)
def test_events_that_raise_change_nothing(demo, facts, monkeypatch, error):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: told.append(report.exc_type))
    edge = Edge.load(demo / "contoso" / "domainsec.toml", events=raising(error))
    assert ready(edge, facts()).finish(MESSAGE).secured
    assert set(told) == {type(error)}


@pytest.mark.parametrize("answer", [raising(ValueError("x")), raising(Own("x")), lambda *a: None, lambda *a: 7])
def test_resolver_that_fails_is_temporary(demo, facts, answer):
    signer = Signer()
    stamped = signer.stamped(MESSAGE, path_of(demo, facts()))
    empty = domainsec.Verifier(domainsec.KeyRing(), [signer.domain])
    report = empty.verify_with_key_records(stamped, domainsec.FunctionResolver(answer))
    assert (report.status, report.reason) == ("temperror", "key_unavailable")


@pytest.mark.parametrize("answer", [raising(ValueError("x")), raising(Own("x")), lambda request: None, lambda: 1])
def test_fetcher_that_fails_leaves_the_request(demo, events, answer):
    fetcher = domainsec.FunctionFetcher(answer)
    edge = Edge.load(demo / "contoso" / "domainsec.toml", fetcher=fetcher, events=events.append)
    request = domainsec.EvidenceRequest(kind="crl", locator="http://crl.fabrikam.example/list.crl")
    assert edge.fulfil([request]) == [request]


def test_staple_and_key_log_that_raise(demo):
    ours = identity("mx.server.example")
    options = domainsec.TlsOptions(staple=raising(Own("x")), key_log=raising(ValueError("y")))
    server = domainsec.ServerContext([ours], options=options).accept()
    client = domainsec.ClientContext().connect()
    carry(client, server)
    assert client.state == server.state == "established"


def test_callback_that_blocks_stops_no_other_thread(demo, facts):
    entered, go_on, counted = threading.Event(), threading.Event(), []
    signer = Signer()

    def sign(digest):
        entered.set()
        assert go_on.wait(20)
        return signer.key.sign(digest)

    stamper = domainsec.Stamper(
        domainsec.StampKey.from_callback(signer.key.public_key, sign), domain=signer.domain, selector="s1"
    )
    path, results = path_of(demo, facts()), []
    thread = threading.Thread(target=lambda: results.append(stamper.stamp(MESSAGE, path)))
    thread.start()
    assert entered.wait(20)
    for _ in range(100):
        counted.append(signer.verifier.verify(MESSAGE).status)
    assert not results
    go_on.set()
    thread.join(20)
    assert results[0].problem == "none" and len(counted) == 100


def test_callback_that_calls_back_into_the_library(demo, watched, clock, facts):
    seen = []

    def clock_that_verifies():
        if not seen:
            seen.append(1)
            seen.append(domainsec.KeyRing.from_file(demo / "contoso" / "keyring.toml"))
            seen.append(ready(watched, session).finish(MESSAGE).secured)
            watched.reload()
        return now()

    session = facts()
    clock.does = clock_that_verifies
    assert ready(watched, session).finish(MESSAGE).secured
    assert seen[-1] is True


def test_callback_that_calls_the_same_transaction(watched, clock, facts):
    codes, session = [], facts()
    transaction = watched.begin(session)

    def again():
        for call in (
            lambda: transaction.mail_from("alice@fabrikam.example"),
            lambda: transaction.rcpt_to("bob@contoso.example"),
            lambda: transaction.declared_size(1),
            lambda: transaction.finish(MESSAGE),
        ):
            try:
                call()
            except domainsec.Error as error:
                codes.append(error.code)
        return now()

    clock.does = again
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"
    assert codes and set(codes) == {domainsec.ErrorCode.INVALID_STATE}


def test_event_that_calls_the_same_transaction(demo, facts):
    codes, holder = [], []

    def hear(event):
        if holder:
            try:
                holder[0].rcpt_to("bob@contoso.example")
            except domainsec.Error as error:
                codes.append(error.code)

    edge = Edge.load(demo / "contoso" / "domainsec.toml", events=hear)
    holder.append(edge.begin(domainsec.SessionFacts.clear_text()))
    holder[0].mail_from("alice@fabrikam.example")
    assert holder[0].rcpt_to("bob@contoso.example").reply.code == 451
    assert set(codes) == {domainsec.ErrorCode.INVALID_STATE}


def test_event_sink_in_a_cycle_with_its_edge(demo, facts):
    """A cycle through the extension is not collected; breaking it by hand is enough."""
    heard = []

    class Server:
        def __init__(self):
            self.edge = Edge.load(demo / "contoso" / "domainsec.toml", events=self.hear)

        def hear(self, event):
            heard.append(event.kind)

    server = Server()
    server.edge = None
    before = len(heard)
    del server
    gc.collect()
    assert before == len(heard) == 1


def test_callbacks_from_threads_of_many(watched, facts):
    wrong, session = [], facts()

    def run():
        for _ in range(20):
            if not ready(watched, session).finish(MESSAGE).secured:
                wrong.append(1)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_recursion_without_end_is_an_exception(watched, clock, events, facts):
    def deep():
        return deep()

    session = facts()
    clock.does = deep
    expect_put_off(watched.begin(session).mail_from("alice@fabrikam.example"), events, "RecursionError")


def test_passphrases_of_functions_or_texts(demo, tmp_path):
    started = time.monotonic()
    with pytest.raises(TypeError):
        Edge.load(demo / "contoso" / "domainsec.toml", passphrase=lambda: "x")
    assert time.monotonic() - started < 10
