"""Announced keys, and the bundle that one organization hands to another."""

import pickle
from datetime import timedelta

import pytest
from chains import NOW, World

import domainsec
from domainsec import AnnouncedKey, PartnerBundle


@pytest.fixture(scope="module")
def world():
    return World(crl_uri="", dns_names=["fabrikam.example", "mx1.fabrikam.example"])


@pytest.fixture(scope="module")
def bundle(world):
    return PartnerBundle(
        organization="Fabrikam",
        contact="postmaster@fabrikam.example",
        domains=["fabrikam.example"],
        identities=["fabrikam.example"],
        pins=[world.leaf.spki_sha256, bytes(32)],
        created=NOW,
        expires=NOW + timedelta(days=30),
    )


@pytest.fixture(scope="module")
def text(bundle, world):
    return domainsec.sign_bundle(bundle, world.key, world.chain)


def test_signed_and_read_again(text, bundle, world):
    for given in (text, text.encode(), bytearray(text.encode())):
        signed = domainsec.read_bundle(given, NOW)
        assert signed.bundle == bundle and signed.signer.certificates == [world.leaf]
        assert signed.signer_pin == world.leaf.spki_sha256
        assert signed.signer_is_pinned and not signed.signer_is_anchored
    assert pickle.loads(pickle.dumps(signed.bundle)) == bundle


def test_fingerprint_as_typed(text):
    signed = domainsec.read_bundle(text, NOW)
    assert domainsec.is_fingerprint_of(signed.fingerprint.replace(" ", "-"), signed)
    assert domainsec.is_fingerprint_of(domainsec.to_pin(signed.signer_pin), signed)
    for wrong in ("", "12345", "\udcff", "0" * 40):
        assert not domainsec.is_fingerprint_of(wrong, signed)


@pytest.mark.parametrize("change", [("Fabrikam", "Fabrikan"), ("fabrikam.example", "evil.example")])
def test_changed_bundle_is_refused(text, change):
    with pytest.raises(domainsec.Error) as caught:
        domainsec.read_bundle(text.replace(*change), NOW)
    assert caught.value.code is domainsec.ErrorCode.INVALID_CONFIGURATION


@pytest.mark.parametrize("hostile", ["", "\udcff", b"\0", b"\xff" * 100, "[" * 9999, b"x" * 300_000])
def test_hostile_bundles(hostile):
    with pytest.raises(domainsec.Error) as caught:
        domainsec.read_bundle(hostile)
    assert caught.value.code is domainsec.ErrorCode.INVALID_CONFIGURATION


def test_times_of_a_bundle(text):
    for arguments in (dict(now=NOW + timedelta(days=31)), dict(now=NOW, not_older_than=NOW + timedelta(seconds=1))):
        with pytest.raises(domainsec.Error):
            domainsec.read_bundle(text, **arguments)
    with pytest.raises(domainsec.Error, match="clock_skew"):
        domainsec.read_bundle(text, NOW, clock_skew=timedelta(hours=2))


def test_remarks_and_entry(text, tmp_path):
    signed = domainsec.read_bundle(text, NOW)
    assert all(remark.endswith(".") for remark in domainsec.remarks_on(signed, NOW))
    entry = domainsec.to_partner_toml(signed, name="F", watch_only=True)
    head = '[organization]\ndomain = "contoso.example"\ndomains = ["contoso.example"]\n[edge]\nname = "e.contoso.example"\n'
    loaded = domainsec.Configuration.from_string(head + entry, tmp_path)
    partner = loaded.partner_of("fabrikam.example")
    assert partner.name == "F" and partner.receive.report and partner.receive.trust.pins == signed.bundle.pins
    with pytest.raises(domainsec.Error):
        domainsec.to_partner_toml(signed, trust="anchors", anchors_file=tmp_path / "a.pem")


def test_incomplete_bundle_and_foreign_key(bundle, world):
    with pytest.raises(domainsec.Error, match="organization"):
        PartnerBundle(created=NOW, expires=NOW + timedelta(days=1)).check()
    with pytest.raises(domainsec.Error) as caught:
        domainsec.sign_bundle(bundle, domainsec.PrivateKey.generate("ecdsa-p256"), world.chain)
    assert caught.value.code is domainsec.ErrorCode.KEY_MISMATCH


def test_announced_keys(world):
    key = AnnouncedKey.from_chain(world.chain)
    again = AnnouncedKey.from_bytes(world.leaf.pem.encode())
    assert key.pin == again.pin == world.leaf.spki_sha256 and key.public_key == world.leaf.public_key
    next_key = AnnouncedKey.from_bytes(domainsec.PrivateKey.generate("ecdsa-p256").public_key)
    assert domainsec.pins_of([key, next_key, key]) == [key.pin, next_key.pin]
    records = domainsec.tlsa_records_of(
        AnnouncedKey.from_chain(domainsec.Chain([world.leaf, world.root])), "mx1.fabrikam.example"
    )
    assert [(record.usage, record.data) for record in records] == [
        (3, world.leaf.spki_sha256),
        (2, world.root.spki_sha256),
    ]
    for wrong in (b"", b"garbage"):
        with pytest.raises(domainsec.Error):
            AnnouncedKey.from_bytes(wrong)
