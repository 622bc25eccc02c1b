"""The work of bench_python on Python's side: the same key and message as in C++, ten messages in each call."""

import base64
import concurrent.futures
import pathlib
import tempfile
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Dict

import dkim
from cryptography.hazmat.primitives import serialization

import domainsec

CONFIGURATION = """
[organization]
domain = "contoso.example"
domains = ["contoso.example"]
[edge]
name = "edge1.contoso.example"
[stamp]
selector = "edge1"
key = "stamp.pem"
[[partner]]
name = "Fabrikam"
domains = ["fabrikam.example"]
[partner.receive]
mode = "require"
trust = "pin"
pins = ["{pin}"]
"""
PER_THREAD = 400
AT_ONCE = 10  # As in bench_python.cpp: the call into Python is no part of what is measured.


def secured_path(key_pem: str, message: bytes) -> domainsec.SecuredPath:
    """The path of a message that a pinned peer handed over, as a transaction judges it."""
    peer_key = domainsec.PrivateKey.generate(domainsec.KeyAlgorithm.ECDSA_P256)
    now = datetime.now(timezone.utc)
    template = domainsec.CertificateTemplate(
        common_name="fabrikam.example",
        dns_names=["fabrikam.example"],
        not_before=now - timedelta(hours=1),
        not_after=now + timedelta(days=30),
    )
    leaf = domainsec.make_self_signed(peer_key, template)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "domainsec.toml"
        file.write_text(CONFIGURATION.format(pin=leaf.pin))
        stamp_key = file.with_name("stamp.pem")
        stamp_key.touch(mode=0o600)
        stamp_key.write_text(key_pem)
        context = domainsec.JudgementContext(domainsec.Configuration.load(file))
    facts = domainsec.SessionFacts.from_peer(
        leaf=leaf.der,
        handshake_complete=True,
        resumed=False,
        proved_at=now,
        version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        group="x25519mlkem768",
        extended_master_secret=True,
    )
    transaction = domainsec.InboundTransaction(context, facts)
    transaction.mail_from("alice@fabrikam.example")
    transaction.rcpt_to("bob@contoso.example")
    path = transaction.finish(message).path
    assert path is not None
    return path


def works(key_pem: str, message: bytes) -> Dict[str, Callable[[], Any]]:
    """What is measured, by name. Each raises when the work was not done right."""
    key = domainsec.StampKey(domainsec.PrivateKey.from_bytes(key_pem.encode()))
    stamper = domainsec.Stamper(key, domain="contoso.example", selector="edge1")
    entry = domainsec.make_key_ring_entry("contoso.example", "edge1", key, ["edge1.contoso.example"])
    verifier = domainsec.Verifier(domainsec.KeyRing([entry]), ["contoso.example"])
    path = secured_path(key_pem, message)
    stamped = stamper.stamp(message, path).field + message
    passes = domainsec.Status.PASS
    assert verifier.verify(stamped).status is passes

    def stamp() -> None:
        for _ in range(AT_ONCE):
            if not stamper.stamp(message, path).field:
                raise RuntimeError("no stamp was made")

    def verify_many(times: int) -> None:
        for _ in range(times):
            if verifier.verify(stamped).status is not passes:
                raise RuntimeError("a stamp did not pass")

    def verify() -> None:
        verify_many(AT_ONCE)

    pool = concurrent.futures.ThreadPoolExecutor(4)

    def in_four_threads() -> None:
        list(pool.map(verify_many, [PER_THREAD] * 4))

    def in_one_thread() -> None:
        verify_many(4 * PER_THREAD)

    private = domainsec.PrivateKey.from_bytes(key_pem.encode())
    seed = ed25519_seed(private)

    def sign_with_dkimpy() -> None:
        for _ in range(AT_ONCE):
            dkim.sign(
                message, b"edge1", b"contoso.example", seed, canonicalize=(b"relaxed", b"relaxed"),
                signature_algorithm=b"ed25519-sha256",
            )

    return {
        "stamp": stamp,
        "verify": verify,
        "in_four_threads": in_four_threads,
        "in_one_thread": in_one_thread,
        "sign_with_dkimpy": sign_with_dkimpy,
        "close": pool.shutdown,
    }


def ed25519_seed(key: domainsec.PrivateKey) -> bytes:
    """The key as dkimpy takes it: base64 of the 32 octets of its seed (RFC 8032 §5.1.5)."""
    loaded = serialization.load_pem_private_key(key.to_pem().encode(), None)
    raw = loaded.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return base64.b64encode(raw)
