"""A Python function as the issuer of a store's next certificate: raising, wrong types, changing the store itself."""

import shutil

import pytest

import domainsec


class Own(BaseException):
    """Of one's own."""


@pytest.fixture
def store(demo, tmp_path):
    shutil.copytree(demo / "fabrikam" / "certificates", tmp_path / "certificates", symlinks=True)
    return domainsec.CertificateStore.open(tmp_path / "certificates")


def prepare(store, issue):
    return store.prepare_next("mx1", "ecdsa-p256", issue=issue)


@pytest.mark.parametrize("error", [ValueError("x"), Own("y"), SystemExit(3), KeyboardInterrupt()])
def test_what_an_issuer_raises_is_raised_and_nothing_is_written(store, error):
    def issue(request):
        raise error

    before = store.revision()
    with pytest.raises(type(error)) as caught:
        prepare(store, issue)
    assert caught.value is error
    assert store.revision() == before
    prepare(store, None)  # No next key stands in the way.


@pytest.mark.parametrize("value", [None, 5, "chain", b"", [], object()])
def test_what_is_no_chain(store, value):
    with pytest.raises(TypeError, match="something else than a Chain"):
        prepare(store, lambda request: value)


def test_an_issuer_may_read_the_store_and_must_not_change_it(store):
    seen = []

    def issue(request):
        seen.append(len(store.entries()))
        store.drop_next("mx1")

    with pytest.raises(domainsec.Error) as caught:
        prepare(store, issue)
    assert caught.value.code is domainsec.ErrorCode.INVALID_STATE and seen == [1]
    prepare(store, None)


def test_chain_of_another_key(store):
    with pytest.raises(domainsec.Error) as caught:
        prepare(store, lambda request: store.load("mx1").chain)
    assert caught.value.code is domainsec.ErrorCode.KEY_MISMATCH
