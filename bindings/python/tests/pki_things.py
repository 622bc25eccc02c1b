"""Keys, certificates and stores that the tests of pki make."""

import pathlib
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

import domainsec
import pytest

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)


def content(*names, **changes):
    wished = dict(
        dns_names=list(names or ["fabrikam.example", "mx1.fabrikam.example"]),
        not_before=NOW - timedelta(days=1),
        not_after=NOW + timedelta(days=30),
    )
    return domainsec.CertificateTemplate(**{**wished, **changes})


def self_signed(*names, algorithm="ecdsa-p256", **changes):
    key = domainsec.PrivateKey.generate(algorithm)
    return key, domainsec.Chain([domainsec.make_self_signed(key, content(*names, **changes))])


def authority_in(folder: pathlib.Path, **options):
    wished = dict(name="Fabrikam CA", permitted_domains=["fabrikam.example"], algorithm="ecdsa-p256")
    return domainsec.CertificateAuthority.create(
        folder / "ca", domainsec.AuthorityOptions(**{**wished, **options}), now=NOW
    )


@contextmanager
def refused(code, sentence=None):
    """The block raises Error with this code and a sentence that matches."""
    with pytest.raises(domainsec.Error, match=sentence) as raised:
        yield raised
    assert raised.value.code is domainsec.ErrorCode(code)
