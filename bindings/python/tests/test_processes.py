"""Ends of interpreters and children of processes, with the library in the middle of something."""

import multiprocessing
import os
import subprocess
import sys

import pytest

import domainsec

HEAD = """
import os, pathlib, sys, threading, time
import domainsec
from datetime import datetime, timezone
demo = pathlib.Path(sys.argv[1])
verifier = domainsec.Verifier(domainsec.KeyRing.from_file(demo / "contoso" / "keyring.toml"), ["contoso.example"])
message = (demo / "message-1.eml").read_bytes() * 3
started = threading.Event()
def forever(call):
    def run():
        while True:
            call()
            started.set()
    for _ in range(4):
        threading.Thread(target=run, daemon=True).start()
    assert started.wait(20)
"""

ENDS = {
    "verify in daemon threads": "forever(lambda: verifier.verify(message))",
    "callbacks in daemon threads": """
clock = lambda: datetime.now(timezone.utc)
seen = []
edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml", clock=clock, events=lambda event: seen.append(1))
def judge():
    transaction = edge.begin(domainsec.SessionFacts.clear_text())
    transaction.mail_from("alice@fabrikam.example")
    transaction.rcpt_to("bob@contoso.example")
forever(judge)
""",
    "signing in daemon threads": """
key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"))
remote = domainsec.StampKey.from_callback(key.public_key, lambda digest: key.sign(digest))
forever(lambda: remote.sign(b"x" * 32))
""",
    "a callback that sleeps": """
def sign(digest):
    started.set()
    time.sleep(1000)
key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"))
remote = domainsec.StampKey.from_callback(key.public_key, sign)
threading.Thread(target=lambda: remote.sign(b"x" * 32), daemon=True).start()
assert started.wait(20)
""",
    "a handshake half done": """
edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml", events=print, clock=lambda: datetime.now(timezone.utc))
fabrikam = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml", events=lambda event: None)
client = fabrikam.connect(fabrikam.route("contoso.example"), server_name="edge1.contoso.example")
server = edge.accept()
server.receive(client.take_output())
edge = None
""",
    "handshakes in daemon threads": """
edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml", events=lambda event: None)
fabrikam = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml", clock=lambda: datetime.now(timezone.utc))
route = fabrikam.route("contoso.example")
def shake():
    client = fabrikam.connect(route, server_name="edge1.contoso.example")
    server = edge.accept()
    for _ in range(4):
        server.receive(client.take_output())
        client.receive(server.take_output())
forever(shake)
""",
    "objects in modules and cycles": """
import builtins
class Holder: pass
holder = Holder()
holder.self = holder
holder.edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml", events=lambda event: holder)
holder.session = holder.edge.accept()
builtins.kept = sys.kept = holder
""",
    "at exit": """
import atexit
atexit.register(lambda: verifier.verify(message).to_dict())
""",
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("attempt", range(2))
def test_interpreter_ends_in_the_middle(demo, end, attempt):
    program = HEAD + ENDS[end].replace("events=print", "events=lambda event: None")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(demo)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


FORK = (
    HEAD
    + """
expected = verifier.verify(message).to_dict()
edge = domainsec.Edge.load(demo / "contoso" / "domainsec.toml")
key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"))
key.sign(b"x" * 32)
ids = set()
for _ in range(4):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        assert verifier.verify(message).to_dict() == expected
        assert len(key.sign(b"x" * 32)) == 64
        session = edge.accept()
        domainsec.PrivateKey.generate("ecdsa-p256")
        transaction = edge.begin(domainsec.SessionFacts.clear_text())
        transaction.mail_from("alice@fabrikam.example")
        answer = transaction.rcpt_to("bob@contoso.example")
        os.write(writer, answer.event_id.encode())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    ids.add(os.read(reader, 100))
assert len(ids) == 4, ids
assert verifier.verify(message).to_dict() == expected
"""
)


def test_fork_after_use(demo):
    done = subprocess.run([sys.executable, "-c", FORK, str(demo)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def verified(folder):
    from pathlib import Path

    ring = domainsec.KeyRing.from_file(Path(folder) / "contoso" / "keyring.toml")
    report = domainsec.Verifier(ring, ["contoso.example"]).verify((Path(folder) / "message-1.eml").read_bytes())
    return os.getpid(), report


@pytest.mark.parametrize("method", ["spawn", "fork"])
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_reports_of_children(demo, method):
    """Reports cross processes as pickles."""
    _, here = verified(demo)
    with multiprocessing.get_context(method).Pool(2) as pool:
        results = pool.map(verified, [str(demo)] * 6)
    assert os.getpid() not in {process for process, _ in results}
    for _, report in results:
        assert report == here and report.display().label == here.display().label
