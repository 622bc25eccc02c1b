"""Nothing is kept that is not needed: memory over many calls, references of callbacks and buffers."""

import gc
import pathlib
import subprocess
import sys

import pytest
from conftest import MESSAGE
from secured import Signer, path_of

import domainsec

HEAD = """
import gc, pathlib, sys
from datetime import datetime, timezone
sys.path.insert(0, sys.argv[2])
import domainsec
import ssl
demo = pathlib.Path(sys.argv[1])
leaf = ssl.PEM_cert_to_DER_cert((demo / "fabrikam" / "certificates" / "mx1" / "chain.pem").read_text())
facts = domainsec.SessionFacts.from_peer(
    leaf=leaf, handshake_complete=True, resumed=False, proved_at=datetime.now(timezone.utc), version="TLSv1.3",
    cipher="TLS_AES_256_GCM_SHA384", group="x25519", extended_master_secret=True)
from conftest import MESSAGE
from secured import Signer, path_of
signer, path = Signer(), path_of(demo, facts)
stamped = signer.stamped(MESSAGE, path)
edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml")
report = signer.verifier.verify(stamped)
mutable = bytearray(stamped)
counted = [0]
remote = domainsec.StampKey.from_callback(signer.key.public_key, lambda digest: signer.key.sign(digest))

def resident():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])

def verify():
    signer.verifier.verify(stamped)
def verify_buffer():
    signer.verifier.verify(mutable)
def stamp():
    signer.stamper.stamp(MESSAGE, path)
def transaction():
    each = edge.begin(facts)
    each.mail_from("alice@fabrikam.example")
    each.rcpt_to("bob@contoso.example")
    each.finish(MESSAGE)
def to_dict():
    report.to_dict()
    repr(report), str(report)
def refuse():
    for wrong in (lambda: domainsec.DomainName("no name"), lambda: signer.verifier.verify("text")):
        try:
            wrong()
        except (domainsec.Error, TypeError):
            pass
def callback():
    remote.sign(b"x" * 32)
def pieces():
    each = signer.verifier.begin()
    each.update(stamped)
    each.finish()
def session():
    edge.accept().take_output()

call, count = globals()[sys.argv[3]], int(sys.argv[4])
for _ in range(max(count // 20, 1000)):
    call()
gc.collect()
before = resident()
for _ in range(count):
    call()
gc.collect()
print(resident() - before)
"""


COUNTS = {
    "verify": 100_000,
    "verify_buffer": 20_000,
    "stamp": 20_000,
    "transaction": 20_000,
    "to_dict": 20_000,
    "refuse": 20_000,
    "callback": 20_000,
    "pieces": 20_000,
    "session": 2_000,
}


@pytest.fixture(scope="module")
def running(demo):
    """All at once: each is a process of its own."""
    folder = pathlib.Path(__file__).parent
    processes = {
        call: subprocess.Popen(
            [sys.executable, "-c", HEAD, str(demo), str(folder), call, str(count)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for call, count in COUNTS.items()
    }  # fmt: skip
    yield processes
    for process in processes.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("call", COUNTS)
def test_memory_stays_flat(running, call):
    told, errors = running[call].communicate(timeout=200)
    assert (running[call].returncode, errors) == (0, "")
    assert int(told) < 2048, f"{told.strip()} KiB more after {COUNTS[call]} times {call}"


def references(thing):
    gc.collect()
    return sys.getrefcount(thing)


def test_callbacks_are_let_go(demo, facts):
    def function(*arguments):
        raise ValueError

    def hear(event):
        heard.append(event.kind)

    heard, session = [], facts()
    before, before_hear = references(function), references(hear)
    for _ in range(10):
        edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml", events=domainsec.Metrics(hear))
        transaction = edge.begin(session)
        transaction.mail_from("alice@fabrikam.example")
        key = domainsec.StampKey.from_callback(Signer().key.public_key, function)
        key.sign(b"x" * 32)
        stamper = domainsec.Stamper(key, domain=domainsec.DomainName("contoso.example"), selector="s1")
        options = domainsec.TlsOptions(staple=function, key_log=function, clock=function, events=hear)
        resolver, fetcher = domainsec.FunctionResolver(function), domainsec.FunctionFetcher(function)
        metrics = domainsec.Metrics(domainsec.Metrics(hear))
        context = domainsec.JudgementContext(edge.configuration, clock=function, evidence=function, events=hear)
        domainsec.InboundTransaction(context, session).mail_from("alice@fabrikam.example")
    assert references(function) > before and references(hear) > before_hear and "callback_failed" in heard
    del edge, transaction, key, stamper, options, resolver, fetcher, metrics, context
    assert (references(function), references(hear)) == (before, before_hear)


def test_buffers_are_let_go(demo, facts):
    signer, path = Signer(), path_of(demo, facts())
    stamped = signer.stamped(MESSAGE, path)
    for buffer in (bytes(stamped), bytearray(stamped), memoryview(bytearray(stamped))):
        before = references(buffer)
        for _ in range(20):
            report = signer.verifier.verify(buffer)
            signer.stamper.stamp(buffer, path)
            view = domainsec.MessageView(buffer)
            edits = domainsec.border_edits(buffer, own_names=[])
            stream = domainsec.EditedStream(edits)
            stream.update(buffer)
            running = signer.verifier.begin()
            running.update(buffer)
            with pytest.raises(domainsec.Error):
                edits.applied_to(b"")
            with pytest.raises(domainsec.Error):
                domainsec.canonical_field(buffer, "relaxed")
        assert references(buffer) == before
        del report, view, edits, stream, running


def test_what_callbacks_are_given_and_give_is_let_go(demo):
    signer, given = Signer(), []
    answer = b"x" * 64

    def sign(digest):
        given.append(digest)
        return answer

    key = domainsec.StampKey.from_callback(signer.key.public_key, sign)
    before = references(answer)
    for _ in range(20):
        key.sign(b"y" * 32)
    assert references(answer) == before
    assert {references(each) - references(object()) for each in given} <= {2, 3}


def test_exceptions_of_callbacks_are_let_go():
    class Kept(Exception):
        pass

    signer, error = Signer(), Kept("x")

    def sign(digest):
        raise error

    key = domainsec.StampKey.from_callback(signer.key.public_key, sign)
    key.sign(b"y" * 32)
    error.__traceback__ = None
    before = references(error)
    for _ in range(20):
        key.sign(b"y" * 32)
        error.__traceback__ = None
    assert references(error) == before
