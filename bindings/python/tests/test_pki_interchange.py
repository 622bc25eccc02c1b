"""Requests, PKCS#12 and PKCS#7: what others write and read."""

import pickle

import domainsec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509.oid import NameOID
from domainsec import CertificateRequest, Chain
from pki_things import content, refused, self_signed


def theirs_of(certificate):
    return x509.load_der_x509_certificate(certificate.der)


def test_cryptography_reads_our_request():
    key = domainsec.PrivateKey.generate("ecdsa-p256")
    ours = domainsec.make_request(key, content(organization="Fabrikam"))
    theirs = x509.load_pem_x509_csr(ours.pem.encode())
    assert theirs.is_signature_valid
    names = theirs.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ours.dns_names
    assert (ours.organization, ours.common_name, ours.pin) == ("Fabrikam", "fabrikam.example", key.pin)


def test_we_read_the_request_of_cryptography():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Müller\x1b")])
    theirs = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    ours = CertificateRequest.from_bytes(theirs.public_bytes(serialization.Encoding.PEM))
    assert ours.common_name == "Müller\x1b" and ours.subject.isascii() and not ours.asks_for_ca
    assert pickle.loads(pickle.dumps(ours)) == ours == CertificateRequest.from_der(ours.der)
    assert hash(ours) == hash(CertificateRequest.from_der(ours.der)) and ours.to_dict()["dns_names"] == []


def test_requests_refused(tmp_path):
    der = domainsec.make_request(domainsec.PrivateKey.generate("ecdsa-p256"), content()).der
    for octets in (b"", b"\0", der[:-1], der + b"\0", der[:-1] + bytes([der[-1] ^ 1])):
        for read in (CertificateRequest.from_der, CertificateRequest.from_bytes):
            with refused("malformed_request"):
                read(octets)
    with refused("unreadable_file"):
        CertificateRequest.from_file(tmp_path / "none")
    with refused("unsupported_algorithm"):
        domainsec.make_request(domainsec.PrivateKey.generate("ed25519"), content())


@pytest.mark.parametrize("protection", ["modern", "exchange2010"])
def test_cryptography_opens_our_pkcs12(protection):
    key, chain = self_signed()
    file = domainsec.write_pkcs12(chain, key, passphrase="пароль", protection=protection, friendly_name="edge é")
    theirs = pkcs12.load_pkcs12(file, "пароль".encode())
    assert theirs.cert.certificate == theirs_of(chain.leaf)
    assert theirs.cert.friendly_name == "edge é".encode()
    ours = domainsec.read_pkcs12(file, passphrase="пароль", legacy=protection == "exchange2010")
    assert (ours.key.pin, ours.certificates, ours.friendly_name) == (key.pin, list(chain), "edge é")


def test_we_open_the_pkcs12_of_cryptography():
    key, chain = self_signed()
    their_key = serialization.load_pem_private_key(key.to_pem().encode(), None)
    file = pkcs12.serialize_key_and_certificates(
        b"theirs", their_key, theirs_of(chain.leaf), None, serialization.BestAvailableEncryption(b"secret")
    )
    ours = domainsec.read_pkcs12(file, passphrase="secret")
    assert (ours.key.pin, ours.certificates, ours.friendly_name) == (key.pin, list(chain), "theirs")
    assert domainsec.read_pkcs12(bytearray(file), passphrase=b"secret").key.pin == key.pin
    with pytest.raises(TypeError):
        pickle.dumps(ours)


def test_pkcs12_refused():
    key, chain = self_signed()
    file = domainsec.write_pkcs12(chain, key, passphrase="x")
    with refused("wrong_passphrase"):
        domainsec.read_pkcs12(file, passphrase="y")
    with refused("malformed_key"):
        domainsec.read_pkcs12(b"\x30\x80", passphrase="x")
    with refused("limit_exceeded"):
        domainsec.read_pkcs12(b"0" * (1024 * 1024 + 1), passphrase="x")
    with refused("invalid_argument"):
        domainsec.read_pkcs12(file, passphrase=b"\xff")
    old = domainsec.write_pkcs12(chain, key, passphrase="x", protection="exchange2010")
    with refused("unsupported_algorithm"):
        domainsec.read_pkcs12(old, passphrase="x")
    for changes in (
        {"passphrase": ""},
        {"passphrase": "x", "iterations": 1},
        {"passphrase": "x", "friendly_name": "\n"},
    ):
        with refused("invalid_argument"):
            domainsec.write_pkcs12(chain, key, **changes)
    with refused("key_mismatch"):
        domainsec.write_pkcs12(chain, domainsec.PrivateKey.generate("ecdsa-p256"), passphrase="x")


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_we_read_the_pkcs7_of_cryptography(encoding):
    leaves = [self_signed()[1].leaf for _ in range(2)]
    file = pkcs7.serialize_certificates([theirs_of(leaf) for leaf in leaves], encoding)
    assert set(domainsec.read_pkcs7(file)) == set(leaves)


def test_pkcs7_refused():
    for octets in (b"", b"\0", b"\x30\x80\0\0", self_signed()[1].leaf.der):
        with refused("malformed_certificate"):
            domainsec.read_pkcs7(octets)
    with pytest.raises(TypeError):
        domainsec.read_pkcs7("text")
    assert len(Chain(self_signed()[1].certificates)) == 1
