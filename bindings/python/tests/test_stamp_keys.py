"""Keys that sign, keyrings, key records, logs, restamping and companions."""

import hashlib
import pickle
from datetime import datetime, timedelta, timezone

import pytest
from conftest import MESSAGE
from secured import Signer, path_of

import domainsec
from domainsec import KeyLookupReason, RestampingProblem, StampKey

NOW = datetime.now(timezone.utc).replace(microsecond=0)
DOMAIN = domainsec.DomainName("contoso.example")


@pytest.fixture
def path(demo, facts):
    return path_of(demo, facts())


def test_keys_tell_what_they_are_and_no_more():
    private = domainsec.PrivateKey.generate("ed25519")
    key = StampKey(private)
    assert key.algorithm is domainsec.StampAlgorithm.ED25519_SHA256
    assert repr(key) == "<StampKey ed25519-sha256>"
    assert len(key.sign(hashlib.sha256(b"x").digest())) == 64
    with pytest.raises(TypeError):
        pickle.dumps(key)
    for digest in (b"", b"x" * 31, b"x" * 33):
        with pytest.raises(ValueError, match="32 octets"):
            key.sign(digest)
    with pytest.raises(TypeError):
        key.sign("x" * 32)


@pytest.mark.parametrize("algorithm", ["rsa-3072", "ecdsa-p384"])
def test_keys_of_other_algorithms_are_refused(algorithm):
    with pytest.raises(domainsec.Error) as caught:
        StampKey(domainsec.PrivateKey.generate(algorithm))
    assert caught.value.code is domainsec.ErrorCode.UNSUPPORTED_ALGORITHM


def test_key_from_file(demo, tmp_path):
    key = StampKey.from_file(demo / "contoso" / "stamp.pem")
    (entry,) = domainsec.KeyRing.from_file(demo / "contoso" / "keyring.toml").entries
    assert key.public_key.endswith(entry.public_key)
    with pytest.raises(domainsec.Error) as caught:
        StampKey.from_file(tmp_path / "none.pem")
    assert caught.value.code is domainsec.ErrorCode.UNREADABLE_FILE
    (tmp_path / "broken.pem").write_bytes(b"\xff")
    with pytest.raises(domainsec.Error):
        StampKey.from_file(tmp_path / "broken.pem")


def test_key_behind_a_callback(path):
    signer = Signer()
    asked = []

    def sign(digest):
        asked.append(digest)
        return signer.key.sign(digest)

    remote = StampKey.from_callback(signer.key.public_key, sign)
    stamper = domainsec.Stamper(remote, domain=DOMAIN, selector="s1")
    assert signer.verifier.verify(stamper.stamp(MESSAGE, path).field + MESSAGE).status == "pass"
    assert [len(digest) for digest in asked] == [32]
    with pytest.raises(domainsec.Error):
        StampKey.from_callback(b"no key", sign)
    with pytest.raises(TypeError, match="function"):
        StampKey.from_callback(signer.key.public_key, b"no function")


@pytest.mark.parametrize("answer", [b"", b"x" * 64, b"short", None, "text", 7])
def test_signatures_that_are_none(path, answer):
    signer = Signer()
    stamper = domainsec.Stamper(
        StampKey.from_callback(signer.key.public_key, lambda digest: answer), domain=DOMAIN, selector="s1"
    )
    result = stamper.stamp(MESSAGE, path)
    assert (result.problem, result.field) == (domainsec.StampingProblem.SIGNING_FAILED, b"")


def test_key_behind_a_socket_that_is_not_there(path, tmp_path):
    signer = Signer()
    remote = StampKey.from_socket(tmp_path / "none", signer.key.public_key, timeout=timedelta(milliseconds=50))
    result = domainsec.Stamper(remote, domain=DOMAIN, selector="s1").stamp(MESSAGE, path)
    assert result.problem == "signing_failed"
    with pytest.raises(domainsec.Error):
        StampKey.from_socket(tmp_path / "none", signer.key.public_key, timeout=timedelta(milliseconds=1))


def test_entries_and_rings():
    signer = Signer()
    assert (len(signer.ring), list(signer.ring)) == (1, [signer.entry])
    assert signer.ring.find(DOMAIN, "s1") == signer.entry
    assert signer.ring.find(DOMAIN, "s2") is None
    assert domainsec.KeyRing.from_string(signer.entry.to_toml()).entries == [signer.entry]
    owner, text = signer.entry.to_dns_record()
    assert owner == str(domainsec.key_record_owner(DOMAIN, "s1")) and text.startswith("v=DSEC1")
    assert repr(signer.ring) == "<KeyRing of 1 keys>"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "retired", "not_after": NOW + timedelta(days=1)}, "none"),
        ({"state": "compromised", "compromised_at": NOW}, "key_compromised"),
        ({"not_after": NOW - timedelta(days=1)}, "key_not_valid"),
        ({"not_before": NOW + timedelta(days=1)}, "key_not_valid"),
        ({"edges": [domainsec.DomainName("edge2.contoso.example")]}, "edge_not_allowed"),
        ({"edges": [], "any_edge": True}, "none"),
        ({"role": "filter"}, "role_not_allowed"),
    ],
)
def test_what_a_ring_says_of_a_key_counts(path, change, reason):
    signer = Signer()
    stamped = signer.stamped(MESSAGE, path)
    content = dict(domain=DOMAIN, selector="s1", public_key=signer.entry.public_key, edges=signer.entry.edges)
    ring = domainsec.KeyRing([domainsec.KeyRingEntry(**{**content, **change})])
    assert domainsec.Verifier(ring, [DOMAIN]).verify(stamped).reason == reason


def test_broken_rings_name_the_mistake(tmp_path):
    for text in ("[[key]]\nselektor = 1\n", "\0", "[[key]]\ndomain = 'x y'\n"):
        with pytest.raises(domainsec.Error) as caught:
            domainsec.KeyRing.from_string(text, "ring.toml")
        assert "ring.toml" in str(caught.value)
    with pytest.raises(domainsec.Error):
        domainsec.KeyRing([domainsec.KeyRingEntry(domain=DOMAIN, selector="s", public_key=b"short", any_edge=True)])
    with pytest.raises(TypeError):
        domainsec.KeyRing([1])


def test_keys_in_the_dns(path):
    signer = Signer()
    stamped = signer.stamped(MESSAGE, path)
    owner, text = signer.entry.to_dns_record()
    empty = domainsec.Verifier(domainsec.KeyRing(), [DOMAIN])

    def answer(security):
        records = [domainsec.TxtRecord(text=text)]
        return lambda kind, name: domainsec.DnsAnswer(outcome="records", security=security, records=records)

    asked = domainsec.look_up_key(domainsec.FunctionResolver(answer("secure")), DOMAIN, "s1")
    assert asked.reason is KeyLookupReason.NONE and asked.entry.public_key == signer.entry.public_key
    report = empty.verify_with_key_records(stamped, domainsec.FunctionResolver(answer("secure")))
    assert report.key_source == "dns" and report.reason in ("none", "edge_not_allowed")
    insecure = empty.verify_with_key_records(stamped, domainsec.FunctionResolver(answer("insecure")))
    assert (insecure.status, insecure.reason) == ("temperror", "key_unavailable")
    assert empty.verify(stamped).reason == "unknown_key"


def test_logs(path, tmp_path):
    signer = Signer()
    stamp = signer.stamper.stamp(MESSAGE, path).field
    file = tmp_path / "stamp.log"
    writer = domainsec.StampLogWriter(file)
    writer.append("s1", stamp, now=NOW)
    log = domainsec.StampLog.from_file(file)
    assert len(log) == 1 and log.covers("s1") and not log.covers("s2")
    assert len(domainsec.stamp_digest(stamp)) == 32
    assert log.recorded_at("s1", domainsec.stamp_digest(stamp)) == NOW
    assert log.recorded_at("s1", b"\0" * 32) is None
    verifier = domainsec.Verifier(signer.ring, [DOMAIN], log=log)
    assert verifier.verify(stamp + MESSAGE).in_log
    writer.append("s1", signer.stamper.stamp(MESSAGE + b"x\r\n", path).field, now=NOW)
    assert domainsec.StampLog.from_file(file, head=log.head).head != log.head
    with pytest.raises(domainsec.Error) as caught:
        domainsec.StampLog.from_string("broken\n", "a.log")
    assert caught.value.code is domainsec.ErrorCode.MALFORMED_LOG
    with pytest.raises(domainsec.Error):
        domainsec.StampLogWriter(tmp_path / "none" / "stamp.log")


def test_restamping_behind_a_filter(path):
    edge = Signer()
    private = StampKey(domainsec.PrivateKey.generate("ed25519"))
    entry = domainsec.KeyRingEntry(
        domain=DOMAIN, selector="f1", public_key=private.public_key[-32:], role="filter", any_edge=True
    )
    ring = domainsec.KeyRing([edge.entry, entry])
    verifier = domainsec.Verifier(ring, [DOMAIN])
    restamper = domainsec.Restamper(verifier, domainsec.Stamper(private, domain=DOMAIN, selector="f1"))
    original = edge.stamped(MESSAGE, path)
    changed = original.replace(b"Hello", b"Hello\r\n[filtered]")
    result = restamper.restamp(original, changed)
    assert result.problem is RestampingProblem.NONE and result.report.status == "pass"
    report = verifier.verify(result.edits.applied_to(changed))
    assert (report.status, report.changed_by_filter) == ("pass", ["body"])
    assert restamper.restamp(changed, changed).problem is RestampingProblem.NOT_VERIFIED
    author = changed.replace(b"From: Alice <alice@", b"From: Eve <eve@", 1)
    assert restamper.restamp(original, author).problem is RestampingProblem.AUTHOR_CHANGED


def test_companion_signature(path):
    signer = Signer()
    stamp = signer.stamper.stamp(MESSAGE, path).field
    companion = domainsec.CompanionSigner(
        domainsec.PrivateKey.generate("ed25519"), domain=domainsec.DomainName("mark.contoso.example"), selector="c1"
    )
    field = companion.sign(MESSAGE, stamp)
    assert field.startswith(b"DKIM-Signature:") and b"domain-secured" in field.lower()
    owner, text = companion.dns_record
    assert str(owner) == "c1._domainkey.mark.contoso.example" and text.startswith("v=DKIM1")
    with pytest.raises(domainsec.Error):
        domainsec.CompanionSigner(domainsec.PrivateKey.generate("ml-dsa-65"), domain=DOMAIN, selector="c1")
