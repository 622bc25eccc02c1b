"""The demo's organizations: DOMAINSEC_DEMO names the folder that examples/two_organizations has made."""

import os
import pathlib
import ssl
from datetime import datetime, timezone

import pytest

import domainsec

MESSAGE = (
    b"From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\nSubject: Contract\r\n"
    b"Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n\r\nHello\r\n"
)


@pytest.fixture(scope="session")
def demo() -> pathlib.Path:
    return pathlib.Path(os.environ["DOMAINSEC_DEMO"])


@pytest.fixture
def edge(demo):
    return domainsec.Edge.load(demo / "contoso" / "domainsec.toml")


@pytest.fixture
def fabrikam(demo):
    return domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml")


@pytest.fixture
def verifier(demo):
    return domainsec.Verifier(domainsec.KeyRing.from_file(demo / "contoso" / "keyring.toml"), ["contoso.example"])


@pytest.fixture
def fabrikam_leaf(demo) -> bytes:
    return ssl.PEM_cert_to_DER_cert((demo / "fabrikam" / "certificates" / "mx1" / "chain.pem").read_text())


@pytest.fixture
def facts(fabrikam_leaf):
    def make(**changes):
        proof = dict(
            leaf=fabrikam_leaf,
            handshake_complete=True,
            resumed=False,
            proved_at=datetime.now(timezone.utc),
            version="TLSv1.3",
            cipher="TLS_AES_256_GCM_SHA384",
            group="x25519",
            extended_master_secret=True,
        )
        return domainsec.SessionFacts.from_peer(**{**proof, **changes})

    return make


@pytest.fixture
def stamped(edge, facts) -> bytes:
    transaction = edge.begin(facts())
    transaction.mail_from("alice@fabrikam.example")
    transaction.rcpt_to("bob@contoso.example")
    finished = transaction.finish(MESSAGE)
    assert finished.secured
    return finished.edits.applied_to(MESSAGE)
