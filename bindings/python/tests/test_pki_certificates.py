"""Certificates and chains as values, and certificates made."""

import hashlib
import pickle
import ssl
from datetime import datetime, timedelta, timezone

import domainsec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from domainsec import Certificate, Chain, ChainLimits, PrivateKey
from pki_things import NOW, content, refused, self_signed


@pytest.fixture(scope="module")
def root():
    return self_signed(is_ca=True, path_length=1, server_auth=False, client_auth=False, common_name="Root")


def their_certificate(name, **changes):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(changes.get("serial", 0xABC)).not_valid_before(NOW)
    builder = builder.not_valid_after(changes.get("not_after", NOW + timedelta(days=10)))
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in changes.get("names", ["contoso.example"])])
    return builder.add_extension(names, False).sign(key, hashes.SHA256())


def test_facts_of_a_certificate():
    key, chain = self_signed(organization="Fabrikam, Inc.")
    leaf = chain.leaf
    assert leaf.dns_names == ["fabrikam.example", "mx1.fabrikam.example"]
    assert (leaf.not_before, leaf.not_after) == (NOW - timedelta(days=1), NOW + timedelta(days=30))
    assert leaf.not_before.tzinfo is timezone.utc
    assert "O=Fabrikam\\, Inc." in leaf.subject and leaf.subject == leaf.issuer
    assert leaf.public_key == key.public_key and leaf.pin == key.pin
    assert leaf.fingerprint == hashlib.sha256(leaf.der).digest()
    assert leaf.spki_sha256 == hashlib.sha256(leaf.public_key).digest()
    assert (leaf.is_ca, leaf.is_self_issued, leaf.key_description) == (False, True, "ECDSA P-256")
    assert leaf.extended_key_usages == ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]
    assert leaf.to_dict()["not_after"] == "2026-12-26T12:00:00Z"
    with pytest.raises(AttributeError):
        leaf.serial = "1"


def test_cryptography_reads_our_certificates():
    leaf = self_signed()[1].leaf
    theirs = x509.load_der_x509_certificate(leaf.der)
    assert f"{theirs.serial_number:x}" == leaf.serial
    names = theirs.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == leaf.dns_names
    usages = theirs.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    theirs.verify_directly_issued_by(theirs)


def test_we_read_the_certificates_of_cryptography():
    theirs = their_certificate("contoso.example", names=["*.contoso.example"])
    ours = Certificate.from_bytes(theirs.public_bytes(serialization.Encoding.PEM))
    assert ours.der == theirs.public_bytes(serialization.Encoding.DER)
    assert (ours.serial, ours.dns_names) == ("abc", ["*.contoso.example"])
    assert ours.not_after == NOW + timedelta(days=10)
    assert ours.subject == "CN=contoso.example"


def test_the_last_second_of_certificates_without_an_end():
    theirs = their_certificate("x", not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc))
    ours = Certificate.from_der(theirs.public_bytes(serialization.Encoding.DER))
    assert ours.not_after == datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


def test_names_of_strangers_are_escaped():
    theirs = their_certificate("evil\r\n\x1b[31m é", names=["a\x1b.example"])
    ours = Certificate.from_der(theirs.public_bytes(serialization.Encoding.DER))
    for text in (ours.subject, repr(ours), *ours.dns_names):
        assert text.isprintable() and text.isascii()


def test_certificates_compare_hash_and_pickle():
    one, other = self_signed()[1].leaf, self_signed()[1].leaf
    again = Certificate.from_bytes(one.pem.encode())
    assert one == again != other and hash(one) == hash(again)
    assert one != "x" and len({one, again, other}) == 2
    assert pickle.loads(pickle.dumps(one)) == one


def test_files_of_certificates(tmp_path):
    chains = [self_signed()[1] for _ in range(3)]
    path = tmp_path / "bundle.pem"
    path.write_text("".join(chain.pem for chain in chains))
    assert domainsec.read_certificates(path) == [chain.leaf for chain in chains]
    with refused("limit_exceeded"):
        Certificate.from_file(path)
    path.write_bytes(chains[0].leaf.der)
    assert Certificate.from_file(str(path)) == chains[0].leaf
    for read in (Certificate.from_file, Chain.from_file, domainsec.read_certificates):
        with refused("unreadable_file"):
            read(tmp_path / "none.pem")


@pytest.mark.parametrize(
    "octets", [b"", b"\0", b"0" * 70_000, b"\x30\x84\xff\xff\xff\xff", b"-----BEGIN CERTIFICATE-----"]
)
def test_octets_that_are_no_certificate(octets):
    for read in (Certificate.from_der, Certificate.from_bytes, lambda each: Chain.from_der([each])):
        with refused("malformed_certificate"):
            read(octets)


def test_every_truncation_and_some_changes_are_answered():
    der = self_signed()[1].leaf.der
    for length in range(0, len(der), 7):
        with refused("malformed_certificate"):
            Certificate.from_der(der[:length])
    with refused("malformed_certificate"):
        Certificate.from_der(der + b"\0")
    for at in range(0, len(der), 5):
        changed = der[:at] + bytes([der[at] ^ 0xFF]) + der[at + 1 :]
        try:
            repr(Certificate.from_der(changed).to_dict())
        except domainsec.Error as error:
            assert error.code == "malformed_certificate"


def test_wrong_types_for_certificates():
    der = self_signed()[1].leaf.der
    with pytest.raises(TypeError):
        Certificate.from_bytes("text")
    with pytest.raises(TypeError):
        Certificate()
    with pytest.raises(TypeError):
        Chain.from_der(der)
    with pytest.raises(TypeError):
        Chain(["x"])
    with pytest.raises(BufferError):
        Certificate.from_der(memoryview(der)[::2])
    assert Certificate.from_der(bytearray(der)) == Certificate.from_der(memoryview(der))


def test_chain_is_a_sequence(root):
    chain = Chain([self_signed()[1].leaf, root[1].leaf])
    assert len(chain) == 2 and list(chain) == chain.certificates
    assert chain[0] == chain.leaf and chain[-1] == root[1].leaf
    assert root[1].leaf in chain
    assert chain == Chain.from_pem(chain.pem) == Chain.from_der([each.der for each in chain])
    assert pickle.loads(pickle.dumps(chain)) == chain and hash(Chain(list(chain))) == hash(chain)
    assert chain.digest == hashlib.sha256(chain[0].fingerprint + chain[1].fingerprint).digest()
    for index in (2, -3):
        with pytest.raises(IndexError):
            chain[index]
    assert len(chain.to_dict()["certificates"]) == 2


def test_empty_chain():
    chain = Chain()
    assert not chain and chain == Chain.from_der([]) and chain.digest == bytes(32)
    assert repr(chain) == "<Chain, empty>"
    with refused("invalid_state"):
        chain.leaf


def test_limits_of_a_chain():
    leaf = self_signed()[1].leaf
    assert (ChainLimits().max_certificates, ChainLimits().max_octets) == (10, 128 * 1024)
    assert len(Chain.from_der([leaf.der] * 10)) == 10
    with refused("limit_exceeded", "11 certificates"):
        Chain.from_der([leaf.der] * 11)
    with refused("limit_exceeded"):
        Chain.from_pem(leaf.pem * 3, limits=ChainLimits(max_certificates=2))
    with refused("limit_exceeded"):
        Chain.from_der([leaf.der] * 5, limits=ChainLimits(max_octets=1024))
    with refused("invalid_argument") as raised:
        ChainLimits(max_certificates=0).check()
    assert raised.value.field == "max_certificates"
    with pytest.raises(TypeError, match="max_octets"):
        ChainLimits(max_octets=-1)
    with pytest.raises(TypeError):
        ChainLimits(max_octets=2**70)
    assert pickle.loads(pickle.dumps(ChainLimits(max_certificates=3))) == ChainLimits(max_certificates=3)


def test_pins():
    digest = bytes(range(32))
    assert domainsec.pin_from_string(domainsec.to_pin(digest)) == digest
    assert domainsec.pin_from_string("sha256:" + digest.hex()) == digest
    for text in ("", "sha256/", "sha256/AAAA", "md5/x", "\0", domainsec.to_pin(digest) + "A"):
        assert domainsec.pin_from_string(text) is None
    with pytest.raises(ValueError, match="32 octets"):
        domainsec.to_pin(b"short")
    with pytest.raises(TypeError):
        domainsec.to_pin("text")


def test_issued_certificate_belongs_to_its_authority(root):
    key = PrivateKey.generate("rsa-2048")
    leaf = domainsec.issue_certificate(root[1].leaf, root[0], key.public_key, content())
    theirs = x509.load_der_x509_certificate(leaf.der)
    theirs.verify_directly_issued_by(x509.load_der_x509_certificate(root[1].leaf.der))
    assert leaf.issuer == root[1].leaf.subject and leaf.key_description == "RSA 2048"


def test_issuing_refused(root):
    key, plain = self_signed()
    with refused("invalid_argument"):
        domainsec.issue_certificate(plain.leaf, key, key.public_key, content())
    with refused("key_mismatch"):
        domainsec.issue_certificate(root[1].leaf, key, key.public_key, content())
    with refused("invalid_argument"):
        domainsec.issue_certificate(root[1].leaf, root[0], key.public_key, content(not_after=NOW + timedelta(days=31)))
    with refused("malformed_key"):
        domainsec.issue_certificate(root[1].leaf, root[0], b"\x30\0", content())
    for algorithm in ("ed25519", "ml-dsa-65"):
        with refused("unsupported_algorithm"):
            self_signed(algorithm=algorithm)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("common_name", {"common_name": "x" * 65}),
        ("not_after", {"not_after": NOW - timedelta(days=2)}),
        ("not_after", {"not_after": NOW + timedelta(days=365 * 40)}),
        ("path_length", {"is_ca": True, "path_length": 11}),
        ("dns_wildcards", {"dns_wildcards": ["*"]}),
    ],
)
def test_template_names_the_field_that_is_wrong(field, changes):
    with refused("invalid_argument") as raised:
        content(**changes).check()
    assert raised.value.field == field


def test_template_is_a_record():
    wished = content(organization="Fabrikam")
    assert pickle.loads(pickle.dumps(wished)) == wished != content()
    assert wished.to_dict()["dns_names"] == ["fabrikam.example", "mx1.fabrikam.example"]
    wished.dns_wildcards = ["*.fabrikam.example"]
    wished.check()
    with pytest.raises(TypeError, match="bogus"):
        domainsec.CertificateTemplate(bogus=1)
    with pytest.raises(ValueError, match="time zone"):
        content(not_after=datetime(2027, 1, 1))
    with pytest.raises(TypeError, match="dns_names"):
        content("no name at all")


def test_certificate_is_taken_by_ssl(tmp_path):
    key, chain = self_signed()
    (tmp_path / "chain.pem").write_text(chain.pem)
    key.write_new(tmp_path / "key.pem", passphrase="x")
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        tmp_path / "chain.pem", tmp_path / "key.pem", password="x"
    )


def test_revocation_list_is_read_by_cryptography(root):
    entries = [
        domainsec.RevokedEntry(serial=b"\x0a\xbc", revoked_at=NOW, reason=1),
        domainsec.RevokedEntry(serial=b"\x01", revoked_at=NOW),
    ]
    octets = domainsec.make_crl(root[1].leaf, root[0], entries, NOW, NOW + timedelta(days=7), number=5)
    theirs = x509.load_der_x509_crl(octets)
    assert theirs.is_signature_valid(x509.load_der_x509_certificate(root[1].leaf.der).public_key())
    revoked = theirs.get_revoked_certificate_by_serial_number(0xABC)
    assert revoked.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    assert len(theirs) == 2


def test_revocation_list_refused(root):
    with refused("invalid_argument"):
        domainsec.make_crl(root[1].leaf, root[0], [], NOW, NOW)
    with refused("key_mismatch"):
        domainsec.make_crl(root[1].leaf, PrivateKey.generate("ecdsa-p256"), [], NOW, NOW + timedelta(days=1))
    with pytest.raises(TypeError):
        domainsec.RevokedEntry(reason=256)
    with refused("invalid_argument"):
        entry = domainsec.RevokedEntry(serial=b"\1", revoked_at=NOW, reason=7)
        domainsec.make_crl(root[1].leaf, root[0], [entry], NOW, NOW + timedelta(days=1))


def test_built_chain_of_certificates_in_any_order(root):
    middle_key = PrivateKey.generate("ecdsa-p256")
    middle_content = content(is_ca=True, common_name="Middle", server_auth=False, client_auth=False)
    middle = domainsec.issue_certificate(root[1].leaf, root[0], middle_key.public_key, middle_content)
    leaf_key = PrivateKey.generate("ecdsa-p256")
    leaf = domainsec.issue_certificate(middle, middle_key, leaf_key.public_key, content())
    built = domainsec.build_chain(leaf, [root[1].leaf, self_signed()[1].leaf, middle])
    assert built.chain == Chain([leaf, middle]) and built.ends_in_root and built.missing_issuer == ""
    partial = domainsec.build_chain(leaf, [])
    assert partial.chain == Chain([leaf]) and not partial.ends_in_root
    assert partial.missing_issuer == middle.subject and partial.issuer_uris == []
