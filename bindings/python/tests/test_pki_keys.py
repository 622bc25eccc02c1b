"""Private keys, passphrases and where they come from."""

import copy
import hashlib
import os
import pickle
import threading

import domainsec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from domainsec import Passphrase, PassphraseSource, Pkcs11Uri, PrivateKey
from pki_things import refused

PASSPHRASES = ["correct horse", "пароль", b"\xff\x00octets", bytearray(b"mutable"), memoryview(b"seen")]
URI = "pkcs11:token=edge;object=tls;id=%01%02?module-path=/usr/lib/softhsm/libsofthsm2.so"


def as_octets(passphrase):
    return passphrase.encode() if isinstance(passphrase, str) else bytes(passphrase)


@pytest.mark.parametrize("algorithm", ["ecdsa-p256", "ecdsa-p384", "rsa-2048", "ed25519", "ml-dsa-65"])
def test_generated_key_comes_back_from_pem(algorithm):
    key = PrivateKey.generate(algorithm)
    assert key.algorithm is domainsec.KeyAlgorithm(algorithm)
    again = PrivateKey.from_bytes(key.to_pem().encode())
    assert again.public_key == key.public_key
    assert again.pin == key.pin == domainsec.to_pin(hashlib.sha256(key.public_key).digest())


def test_cryptography_reads_our_keys():
    key = PrivateKey.generate("ecdsa-p384")
    theirs = serialization.load_pem_private_key(key.to_pem().encode(), None)
    spki = theirs.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert spki == key.public_key


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=lambda value: type(value).__name__)
def test_cryptography_opens_what_we_encrypt(passphrase):
    pem = PrivateKey.generate("ecdsa-p256").to_pem(passphrase=passphrase)
    assert pem.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    serialization.load_pem_private_key(pem.encode(), as_octets(passphrase))


@pytest.mark.parametrize(
    "theirs",
    [
        ec.generate_private_key(ec.SECP256R1()),
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["ec", "rsa", "ed25519"],
)
@pytest.mark.parametrize("passphrase", ["geheim", None])
def test_we_read_the_keys_of_cryptography(theirs, passphrase):
    protection = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER):
        octets = theirs.private_bytes(encoding, serialization.PrivateFormat.PKCS8, protection)
        ours = PrivateKey.from_bytes(octets, passphrase=passphrase)
        assert ours.public_key == theirs.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def test_wrong_and_missing_passphrases():
    pem = PrivateKey.generate("ecdsa-p256").to_pem(passphrase="right").encode()
    for wrong in ("wrong", "", None, b"right\n"):
        with refused("wrong_passphrase"):
            PrivateKey.from_bytes(pem, passphrase=wrong)
    assert PrivateKey.from_bytes(pem, passphrase=Passphrase("right")).pin


def test_weak_and_malformed_keys():
    weak = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with refused("weak_key"):
        PrivateKey.from_bytes(weak)
    for octets in (b"", b"\0", b"\x30\x82\xff\xff", b"-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n"):
        with refused("malformed_key"):
            PrivateKey.from_bytes(octets)
    with refused("limit_exceeded"):
        PrivateKey.from_bytes(b"0" * (64 * 1024 + 1))


def test_key_files_are_private_and_never_replaced(tmp_path):
    key = PrivateKey.generate("ecdsa-p256")
    path = tmp_path / "key.pem"
    key.write_new(path, passphrase="x")
    assert path.stat().st_mode & 0o777 == 0o600
    assert PrivateKey.from_file(str(path), passphrase=b"x").pin == key.pin
    with refused("already_exists"):
        key.write_new(path)
    path.chmod(0o644)
    with refused("unreadable_file", "0600"):
        PrivateKey.from_file(path, passphrase="x")
    with refused("unreadable_file"):
        PrivateKey.from_file(tmp_path / "none")


def test_keys_are_neither_pickled_nor_shown():
    key = PrivateKey.generate("ecdsa-p256")
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(key)
    assert repr(key) == f"<PrivateKey ecdsa-p256 {key.pin}>"
    with pytest.raises(AttributeError):
        key.algorithm = "rsa-2048"


@pytest.mark.parametrize(
    "call",
    [
        lambda secret: PrivateKey.from_file(3, passphrase=secret),
        lambda secret: PrivateKey.from_bytes(secret.encode(), passphrase=3),
        lambda secret: PrivateKey.from_bytes(b"", secret, secret),
        lambda secret: PrivateKey.from_pkcs11(URI, pin=secret, public_key=3),
        lambda secret: PrivateKey.generate("ecdsa-p256").to_pem(passphrase=secret, bogus=1),
        lambda secret: PrivateKey.generate("ecdsa-p256").write_new(None, passphrase=secret),
        lambda secret: Passphrase(secret, 1),
        lambda secret: PassphraseSource(secret, bogus=1),
        lambda secret: domainsec.read_pkcs12(1, passphrase=secret),
        lambda secret: domainsec.write_pkcs12(1, 2, passphrase=secret),
        lambda secret: domainsec.CertificateAuthority.create("x", 3, passphrase=secret),
        lambda secret: domainsec.CertificateStore.add(None, "x", passphrase=secret),
    ],
)
def test_a_type_error_never_shows_a_passphrase(call):
    with pytest.raises(TypeError, match="incompatible") as raised:
        call("hunter2hunter2")
    shown = str(raised.value) + repr(raised.value.__context__) + repr(raised.value.__cause__)
    assert "hunter2" not in shown


def test_a_passphrase_with_a_lone_surrogate_is_refused_without_it():
    with pytest.raises(ValueError, match="bytes") as raised:
        PrivateKey.generate("ecdsa-p256").to_pem(passphrase="hunter2\udc80")
    assert raised.value.__context__ is None
    assert "hunter2" not in str(raised.value)


def test_wrong_types_for_keys():
    with pytest.raises(TypeError):
        PrivateKey.generate("dsa-1024")
    with pytest.raises(TypeError):
        PrivateKey.generate("\udc80")
    with pytest.raises(TypeError):
        PrivateKey()
    with pytest.raises(TypeError, match="encode"):
        PrivateKey.from_bytes("text")
    with pytest.raises(BufferError):
        PrivateKey.from_bytes(memoryview(b"12345678")[::2])
    with pytest.raises(TypeError, match="single octets"):
        PrivateKey.from_bytes(memoryview(b"12345678").cast("I"))
    with pytest.raises(TypeError):
        PrivateKey.generate("ecdsa-p256").to_pem("positional")


def test_key_octets_of_every_kind_are_read_and_released():
    key = PrivateKey.generate("ecdsa-p256")
    octets = bytearray(key.to_pem().encode())
    assert PrivateKey.from_bytes(octets).pin == PrivateKey.from_bytes(memoryview(octets)).pin == key.pin
    octets.clear()  # BufferError, were it held.


def test_keys_in_many_threads():
    key = PrivateKey.generate("ecdsa-p256")
    pins = []

    def work():
        for _ in range(20):
            pins.append(PrivateKey.from_bytes(key.to_pem().encode()).pin)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pins == [key.pin] * 160


def test_passphrase_is_seen_only_when_asked_for():
    secret = Passphrase("hunter2")
    assert repr(secret) == "<Passphrase>" and "hunter2" not in str(secret)
    assert secret.view() == b"hunter2"
    assert secret and not Passphrase() and not Passphrase(None)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        Passphrase(3)


def test_passphrase_sources(tmp_path, monkeypatch):
    file = tmp_path / "passphrase"
    file.write_bytes(b"from file\nsecond line\n")
    file.chmod(0o600)
    monkeypatch.setenv("DOMAINSEC_TEST_PASSPHRASE", "from environment")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    for text, kind, secret in (
        (f"file:{file}", "file", b"from file"),
        ("env:DOMAINSEC_TEST_PASSPHRASE", "environment", b"from environment"),
        ("command:/bin/echo 'from command'", "command", b"from command"),
        ("credential:passphrase", "credential", b"from file"),
        (None, "none", b""),
    ):
        source = PassphraseSource(text)
        assert source.kind == kind
        assert source.read().view() == secret
    assert str(PassphraseSource("file:passphrase", base=tmp_path)) == f"file:{file}"
    assert "from command" not in str(PassphraseSource("command:/bin/echo 'from command'"))


def test_passphrase_sources_that_fail(tmp_path, monkeypatch):
    with refused("invalid_argument") as raised:
        PassphraseSource("hunter2")
    assert "hunter2" not in str(raised.value)
    monkeypatch.delenv("DOMAINSEC_NONE", raising=False)
    for text, code in (
        ("env:DOMAINSEC_NONE", "not_found"),
        ("command:/bin/false", "resource_unavailable"),
        (f"file:{tmp_path}/none", "unreadable_file"),
    ):
        with refused(code):
            PassphraseSource(text).read()


def test_a_key_under_a_passphrase_from_a_source(tmp_path):
    key = PrivateKey.generate("ecdsa-p256")
    source = PassphraseSource("command:/bin/echo secret")
    key.write_new(tmp_path / "key.pem", passphrase=source.read())
    assert PrivateKey.from_file(tmp_path / "key.pem", passphrase="secret").pin == key.pin


def test_pkcs11_uri_attribute_by_attribute():
    uri = Pkcs11Uri(URI)
    assert (uri.token, uri.object, uri.id, uri.model) == ("edge", "tls", b"\1\2", None)
    assert uri.module_path == "/usr/lib/softhsm/libsofthsm2.so"
    assert Pkcs11Uri(str(uri)) == uri == pickle.loads(pickle.dumps(uri))
    assert hash(uri) == hash(Pkcs11Uri(str(uri))) and uri != Pkcs11Uri(URI.replace("tls", "other"))
    assert uri.to_dict()["id"] == "0102"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://x",
        "pkcs11:token=edge",
        URI + "&pin-value=hunter2",
        URI.replace("token=edge", "token=edge;token=b"),
        "x" * 5000,
    ],
)
def test_pkcs11_uri_refused(text):
    with refused("invalid_argument") as raised:
        Pkcs11Uri(text)
    assert "hunter2" not in str(raised.value)


def test_pkcs11_uri_of_octets_that_are_no_utf8_can_be_read():
    try:
        token = Pkcs11Uri(URI.replace("edge", "%ff")).token
    except domainsec.Error as error:
        assert error.code == "invalid_argument"
    else:
        assert token == "\udcff"


def test_a_driver_that_is_not_there():
    with refused("unreadable_file"):
        PrivateKey.from_pkcs11("pkcs11:token=edge?module-path=" + os.devnull + "/none.so", pin="1234")
