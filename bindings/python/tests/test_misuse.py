"""Misuse: buffers that change, values that cannot be, objects used by many threads, subclasses, pickles."""

import array
import copy
import ctypes
import mmap
import pickle
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest
from conftest import MESSAGE
from secured import Signer, path_of
from tlsends import identity

import domainsec

HUGE = 2**80


@pytest.fixture(scope="module")
def signer():
    return Signer()


@pytest.fixture
def path(demo, facts):
    return path_of(demo, facts())


def mapped(octets):
    memory = mmap.mmap(-1, len(octets))
    memory[:] = octets
    return memory


@pytest.mark.parametrize(
    "kind", [bytes, bytearray, memoryview, lambda octets: array.array("B", octets), mapped, ctypes.create_string_buffer]
)
def test_buffers_of_every_kind(signer, path, kind):
    stamped = signer.stamped(MESSAGE, path)
    buffer = kind(stamped) if kind is not ctypes.create_string_buffer else (ctypes.c_char * len(stamped))(*stamped)
    assert signer.verifier.verify(buffer).status == "pass"
    pieces = signer.verifier.begin()
    pieces.update(buffer)
    assert pieces.finish().status == "pass"
    assert signer.stamper.stamp(kind(MESSAGE), path).problem == (
        "none" if kind is not ctypes.create_string_buffer else "malformed_message"
    )


@pytest.mark.parametrize("kind", [bytearray, mapped, lambda octets: array.array("B", octets)])
def test_buffers_that_another_thread_changes_while_they_are_read(signer, path, kind):
    """Either the one text or the other, and no mixture that nobody gave, wherever the copy was made."""
    passing = signer.stamped(MESSAGE.replace(b"Hello", b"Hello" * 20_000), path)
    buffer = kind(passing)
    stop = threading.Event()

    def scribble():
        at = len(passing) - 5
        while not stop.is_set():
            for octet in b"ox":
                buffer[at] = octet

    thread = threading.Thread(target=scribble)
    thread.start()
    try:
        seen = {signer.verifier.verify(buffer).reason for _ in range(60)}
    finally:
        stop.set()
        thread.join()
    assert seen <= {"none", "body_hash_mismatch"}


def test_a_bytearray_is_free_again_after_every_call(signer, path):
    buffer = bytearray(MESSAGE)
    signer.verifier.verify(buffer)
    signer.stamper.stamp(buffer, path)
    domainsec.border_edits(buffer, own_names=[])
    domainsec.MessageView(buffer)
    signer.verifier.begin().update(buffer)
    buffer.extend(b"x")  # BufferError if somebody still looked at it.
    view = memoryview(buffer)
    view.release()
    with pytest.raises(ValueError):
        signer.verifier.verify(view)


@pytest.mark.parametrize(
    "buffer",
    [
        memoryview(MESSAGE)[::-1],
        memoryview(MESSAGE)[::2],
        memoryview(MESSAGE[:100]).cast("B", (10, 10)),
        array.array("H", [1, 2, 3]),
        array.array("d", [1.0]),
        memoryview(b"x" * 8).cast("Q"),
    ],
)
def test_buffers_of_other_shapes(signer, path, buffer):
    for call in (
        lambda: signer.verifier.verify(buffer),
        lambda: signer.stamper.stamp(buffer, path),
        lambda: domainsec.MessageView(buffer),
        lambda: signer.verifier.begin().update(buffer),
        lambda: domainsec.stamp_digest(buffer),
    ):
        with pytest.raises((TypeError, BufferError)):
            call()


@pytest.mark.parametrize("wrong", [None, 0, 1.5, "text", [], {}, object(), HUGE, float("nan"), type, ...])
def test_values_of_no_use(signer, path, edge, facts, wrong):
    for call in (
        lambda: signer.verifier.verify(wrong),
        lambda: signer.stamper.stamp(wrong, path),
        lambda: signer.stamper.stamp(MESSAGE, wrong),
        lambda: signer.verifier.verify(MESSAGE, now=wrong) if wrong is not None else signer.verifier.verify(wrong),
        lambda: signer.verifier.verify(MESSAGE, recipients=[wrong]),
        lambda: domainsec.Verifier(wrong, [signer.domain]),
        lambda: domainsec.Verifier(signer.ring, [wrong]) if wrong != "text" else domainsec.Verifier(wrong, []),
        lambda: domainsec.StampKey(wrong),
        lambda: edge.begin(wrong),
        lambda: edge.accept(leftover=wrong),
        lambda: edge.connect(wrong),
        lambda: domainsec.ServerContext([wrong]),
        lambda: domainsec.KeyRing([wrong]),
    ):
        with pytest.raises((TypeError, domainsec.Error)):
            call()


@pytest.mark.parametrize("number", [-1, HUGE, -HUGE, 2**64, 1.0])
def test_numbers_out_of_range(signer, edge, facts, number):
    for call in (
        lambda: domainsec.MessageView(MESSAGE, max_fields=number),
        lambda: domainsec.MessageLimits(max_fields=number),
        lambda: domainsec.StampLimits(max_tags=number),
        lambda: edge.begin(facts(), max_recipients=number),
        lambda: edge.begin(facts(), max_message_octets=number),
    ):
        with pytest.raises((TypeError, domainsec.Error, ValueError, OverflowError)):
            call()


@pytest.mark.parametrize("span", [timedelta.max, timedelta.min, timedelta(microseconds=1), timedelta(-1)])
def test_spans_out_of_range(signer, span):
    with pytest.raises((ValueError, domainsec.Error)):
        domainsec.Stamper(signer.key, domain=signer.domain, selector="s1", lifetime=span)
    with pytest.raises((ValueError, domainsec.Error)):
        domainsec.Verifier(signer.ring, [signer.domain], max_clock_skew=span)


def test_moments_without_a_zone(signer):
    for moment in (datetime.max, datetime.min, datetime(2026, 1, 1)):
        with pytest.raises(ValueError, match="time zone"):
            signer.verifier.verify(MESSAGE, now=moment)
    with pytest.raises(TypeError):
        signer.verifier.verify(MESSAGE, now=datetime.now(timezone.utc).date())


@pytest.mark.parametrize("text", ["\ud800", "\udcff", "a\0b", "x" * 100_000, "\U0010ffff", "a@b@c", "ä@ö.example"])
def test_texts_that_are_no_names(signer, edge, facts, text):
    for call in (
        lambda: domainsec.DomainName(text + "..x"),
        lambda: domainsec.KeyRing.from_string(text),
        lambda: edge.route(text + " "),
        lambda: domainsec.Stamper(signer.key, domain=signer.domain, selector=text),
    ):
        with pytest.raises((domainsec.Error, UnicodeError, TypeError, ValueError)):
            call()
    transaction = edge.begin(facts(), log_id="ok")
    try:
        assert transaction.mail_from(text).reply.code in (250, 501, 553)
    except (TypeError, UnicodeError):
        assert not text.isprintable() or any("\ud800" <= each <= "\udfff" for each in text)


def test_sessions_after_their_end():
    session = domainsec.ServerContext([identity("mx.server.example")]).accept()
    session.close()
    session.close()
    session.connection_ended()
    session.receive(b"\x16\x03\x01")
    assert session.state == "failed" and session.take_plaintext() == b""
    session.take_output()
    for call in (session.exporter, lambda: session.send(b"x")):
        with pytest.raises(domainsec.Error) as caught:
            call()
        assert caught.value.code is domainsec.ErrorCode.INVALID_STATE


def use_at_once(call, count=8):
    """What `count` threads get that use one object at once."""
    outcomes, start = [], threading.Barrier(count)

    def run():
        start.wait()
        for _ in range(200):
            try:
                call()
                outcomes.append(None)
            except domainsec.Error as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return set(outcomes)


def test_one_object_in_many_threads(signer, path, edge, facts):
    stamping, verification = signer.stamper.begin(), signer.verifier.begin()
    transaction = edge.begin(facts())
    session = domainsec.ServerContext([identity("mx.server.example")]).accept()
    piece = b"x" * 20_000
    for call in (
        lambda: stamping.update(piece),
        lambda: verification.update(piece),
        lambda: transaction.mail_from("alice@fabrikam.example"),
        lambda: session.receive(b"\x16\x03\x01\x00"),
        lambda: session.state,
    ):
        assert use_at_once(call) <= {None, domainsec.ErrorCode.INVALID_STATE}
    assert transaction.mail_from("alice@fabrikam.example").decision == "accepted"


def test_shared_objects_in_sixteen_threads(demo, edge, facts, signer, path):
    """Verify, stamp and judge for two seconds: all as in one thread."""
    good, session = signer.stamped(MESSAGE, path), facts()
    bad = good.replace(b"Hello", b"hello")
    expected = signer.stamper.stamp(MESSAGE, path)
    route = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml").route("contoso.example")
    decision = route.judge(session).decision
    wrong, rounds, until = [], [0] * 16, time.monotonic() + 2

    def run(number):
        while time.monotonic() < until:
            rounds[number] += 1
            outcome = (
                signer.verifier.verify(good).status == "pass",
                signer.verifier.verify(bad).reason == "body_hash_mismatch",
                signer.stamper.stamp(MESSAGE, path) == expected,
                route.judge(session).decision == decision,
            )
            transaction = edge.begin(session)
            transaction.mail_from("alice@fabrikam.example")
            transaction.rcpt_to("bob@contoso.example")
            finished = transaction.finish(MESSAGE)
            if not all(outcome) or not finished.secured:
                wrong.append(outcome)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and min(rounds) > 0


def test_what_is_never_stored(signer, path, edge, facts):
    session = domainsec.ServerContext([identity("mx.server.example")]).accept()
    for secret in (
        path, facts(), signer.private, signer.key, signer.stamper, signer.stamper.begin(), signer.verifier.begin(),
        session, edge, edge.begin(facts()), domainsec.TicketKeys(), domainsec.Metrics(),
    ):  # fmt: skip
        for away in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                away(secret)


def test_what_is_stored_and_comes_back(signer, path):
    report = signer.verifier.verify(signer.stamped(MESSAGE, path))
    for value in (report, report.author, signer.domain, domainsec.MessageLimits(), domainsec.Status.PASS):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(value, protocol)) == value
        assert copy.deepcopy(value) == copy.copy(value) == value


@pytest.mark.parametrize("state", [None, (), ({"nope": 1},), ({"status": 5},), ({1: 2},), (5,), 7])
def test_pickles_that_were_tampered_with(signer, path, state):
    report = signer.verifier.verify(MESSAGE)
    with pytest.raises((TypeError, ValueError, RuntimeError, IndexError, AttributeError)):
        type(report).__new__(type(report)).__setstate__(state)


def test_objects_that_were_never_made():
    for kind in (domainsec.Verifier, domainsec.Stamper, domainsec.Session, domainsec.Edge, domainsec.StampReport):
        empty = kind.__new__(kind)
        for name in ("verify", "stamp", "state", "begin", "status", "receive"):
            with pytest.raises((TypeError, AttributeError, RuntimeError)):
                getattr(empty, name)(MESSAGE) if callable(getattr(kind, name, None)) else getattr(empty, name)


def test_paths_that_are_not_utf8(tmp_path):
    strange = tmp_path / "\udcff.toml"
    for call in (domainsec.Edge.load, domainsec.KeyRing.from_file, domainsec.StampKey.from_file):
        with pytest.raises(domainsec.Error) as caught:
            call(strange)
        assert caught.value.code is domainsec.ErrorCode.UNREADABLE_FILE and str(caught.value)


def test_subclasses(signer, path):
    class Mine(domainsec.Verifier):
        def verify(self, message, **about):
            self.asked = getattr(self, "asked", 0) + 1
            return super().verify(message, **about)

    mine = Mine(signer.ring, [signer.domain])
    assert mine.verify(signer.stamped(MESSAGE, path)).status == "pass" and mine.asked == 1
    assert domainsec.Restamper(mine, signer.stamper).restamp(MESSAGE, MESSAGE).problem == "not_verified"

    class Unmade(domainsec.Verifier):
        def __init__(self):
            pass

    with pytest.raises(TypeError, match="__init__"):
        Unmade()


def test_facts_cannot_be_changed(signer, path):
    report = signer.verifier.verify(MESSAGE)
    for target, name in ((report, "status"), (report, "nope"), (path, "partner"), (signer.entry, "state")):
        with pytest.raises(AttributeError):
            setattr(target, name, "pass")
    report.covered.append("x")
    assert "x" not in report.covered
