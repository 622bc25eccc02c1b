"""The life of a certificate, as an administrator scripts it."""

import os
import pickle
import threading
from datetime import timedelta

import domainsec
import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from domainsec import AuthorityIssue, CertificateStore, Chain, Service, ServiceUse
from pki_things import NOW, authority_in, content, refused, self_signed


@pytest.fixture
def store(tmp_path):
    return CertificateStore.create(tmp_path / "store")


@pytest.fixture
def authority(tmp_path):
    return authority_in(tmp_path)


def add(store, label, **changes):
    key, chain = self_signed()
    store.add(label, chain, key, now=NOW, **changes)
    return key, chain


def test_the_life_of_a_certificate(store, authority, tmp_path):
    request = store.request("edge1", "ecdsa-p256", content(), passphrase="secret", exportable=True, now=NOW)
    pending = store.entry("edge1")
    assert pending.is_pending and pending.request == request and pending.pin == request.pin
    with refused("invalid_state", "waits for its certificate"):
        store.load("edge1", passphrase="secret")

    issued = authority.issue(request, AuthorityIssue(days=30), now=NOW)
    assert store.complete(Chain([issued]), now=NOW) == "edge1"
    [entry] = store.entries()
    assert entry.chain.leaf == issued and entry.request is None and entry.exportable
    assert entry.key_place is domainsec.KeyPlace.ENCRYPTED_FILE and entry.created == NOW
    before = store.assign([Service.SMTP_SERVER, Service.SMTP_CLIENT], "edge1")
    assert [each.label for each in before] == ["", ""]

    identity = store.load("edge1", passphrase="secret")
    file = domainsec.write_pkcs12(identity.chain, identity.key, passphrase="exchange", friendly_name="edge1")
    imported = domainsec.read_pkcs12(file, passphrase=b"exchange")
    other = CertificateStore.create(tmp_path / "other")
    other.add(imported.friendly_name, Chain(imported.certificates), imported.key, now=NOW)
    assert other.load("edge1").key.pin == identity.key.pin

    def issue(wished):
        return Chain([authority.issue(wished, AuthorityIssue(days=60), now=NOW)])

    following = store.prepare_next("edge1", "ecdsa-p256", issue=issue, passphrase="secret", now=NOW)
    assert following.pin != entry.pin and following.chain.leaf.dns_names == issued.dns_names
    assert store.entry("edge1").chain.leaf == issued
    store.switch_to_next("edge1", now=NOW)
    assert store.entry("edge1").pin == following.pin and store.entry("edge1").next is None

    with refused("in_use"):
        store.remove("edge1", now=NOW)
    store.unassign([ServiceUse(service="smtp-server"), ServiceUse(service="smtp-client")])
    add(store, "edge2")
    trashed = store.remove("edge1", now=NOW)
    assert store.labels() == ["edge2"] and trashed in store.trash()
    store.restore(trashed.name)
    assert store.load("edge1", passphrase="secret").key.pin == following.pin
    left = len(store.trash())
    assert left > 0 and {each.label for each in store.trash()} == {"edge1"}
    assert store.empty_trash(NOW + timedelta(days=1)) == left and store.trash() == []


def test_a_certificate_for_no_request_is_refused(store, authority):
    key = domainsec.PrivateKey.generate("ecdsa-p256")
    issued = authority.issue(domainsec.make_request(key, content()), now=NOW)
    with refused("not_found"):
        store.complete(Chain([issued]), now=NOW)
    with refused("invalid_argument"):
        store.complete(Chain(), now=NOW)


def test_what_the_issuer_raises_is_raised_and_nothing_is_written(store):
    add(store, "edge1")
    revision = store.revision()

    class Unreachable(Exception):
        pass

    def unreachable(request):
        raise Unreachable(request.common_name)

    with pytest.raises(Unreachable, match="fabrikam.example"):
        store.prepare_next("edge1", "ecdsa-p256", issue=unreachable, now=NOW)
    with pytest.raises(TypeError, match="Chain"):
        store.prepare_next("edge1", "ecdsa-p256", issue=lambda request: "no chain", now=NOW)
    with pytest.raises(TypeError, match="function"):
        store.prepare_next("edge1", "ecdsa-p256", issue=3, now=NOW)
    with refused("key_mismatch"):
        store.prepare_next("edge1", "ecdsa-p256", issue=lambda request: self_signed()[1], now=NOW)
    with refused("invalid_state"):
        store.prepare_next("edge1", "ecdsa-p256", issue=lambda request: Chain(), now=NOW)
    assert store.entry("edge1").next is None and store.revision() == revision


def test_the_issuer_cannot_wait_for_its_own_lock(store):
    add(store, "edge1")
    seen = []

    def changing(request):
        seen.append(store.labels())
        CertificateStore.open(store.directory).remove("edge1", even_if_used=True)

    with refused("invalid_state", "locked"):
        store.prepare_next("edge1", "ecdsa-p256", issue=changing, now=NOW)
    assert seen == [["edge1"]] == [store.labels()]
    store.remove("edge1", even_if_used=True)


def test_next_key_by_hand_dropped_and_self_signed(store):
    key, chain = add(store, "edge1")
    following = store.prepare_next("edge1", "ecdsa-p384", now=NOW)
    assert not following.chain and following.announced == NOW and following.request.dns_names == chain.leaf.dns_names
    with refused("invalid_state"):
        store.switch_to_next("edge1", now=NOW)
    with refused("invalid_state"):
        store.prepare_next("edge1", "ecdsa-p256", now=NOW)
    store.drop_next("edge1", now=NOW)
    following = store.prepare_self_signed_next("edge1", "ecdsa-p256", now=NOW)
    assert following.chain.leaf.not_before == NOW - timedelta(minutes=5)
    assert pickle.loads(pickle.dumps(store.entry("edge1"))) == store.entry("edge1")


def test_assignments(store):
    add(store, "edge1")
    assert store.assigned("smtp-server") == "edge1" and store.assignments() == []
    add(store, "edge2")
    assert store.assigned(Service.SMTP_SERVER) is None
    store.assign("smtp-client", "edge1")
    narrow = ServiceUse(service="smtp-client", partner="Contoso")
    store.assign(narrow, "edge2")
    assert str(narrow) == "smtp-client for Contoso"
    assert {(str(each.use), each.label) for each in store.assignments()} == {
        ("smtp-client", "edge1"),
        ("smtp-client for Contoso", "edge2"),
    }
    [restored] = store.undo_assignment()
    assert (restored.use, restored.label) == (narrow, "")
    with refused("invalid_state"):
        store.undo_assignment()


def test_assignments_refused(store):
    add(store, "edge1")
    with refused("not_found"):
        store.assign("smtp-server", "none")
    with refused("not_found"):
        store.unassign(ServiceUse(partner="X", service="smtp-client"))
    with refused("invalid_argument"):
        store.assign(ServiceUse(service="smtp-server", partner="X"), "edge1")
    for wrong in ("smtp", 3, [3], None):
        with pytest.raises(TypeError):
            store.assign(wrong, "edge1")


def test_replace_keeps_the_old_in_the_trash(store):
    add(store, "edge1")
    key, chain = self_signed()
    store.replace("edge1", chain, key, now=NOW)
    assert store.load("edge1").chain == chain
    assert [each.label for each in store.trash()] == ["edge1"]
    with refused("already_exists"):
        store.restore(store.trash()[0].name)
    with refused("key_mismatch"):
        store.replace("edge1", chain, domainsec.PrivateKey.generate("ecdsa-p256"), now=NOW)


@pytest.mark.parametrize("label", ["", ".hidden", "../x", "a/b", "UPPER", "x" * 65, "a\0b", "é"])
def test_labels_refused(store, label):
    key, chain = self_signed()
    with refused("invalid_name"):
        store.add(label, chain, key)
    assert store.labels() == []


def test_adding_refused(store):
    key, chain = add(store, "edge1", passphrase="right")
    with refused("already_exists"):
        store.add("edge1", chain, key)
    with refused("key_mismatch"):
        store.add("edge2", chain, domainsec.PrivateKey.generate("ecdsa-p256"))
    with refused("wrong_passphrase"):
        store.load("edge1", passphrase="wrong")
    for call in (store.load, store.entry, store.remove, store.restore, store.drop_next):
        with refused("not_found"):
            call("none")
    with pytest.raises(TypeError):
        store.entry("\udc80")


def test_stores_that_cannot_be_opened(tmp_path):
    with refused("unreadable_file"):
        CertificateStore.open(tmp_path / "none")
    (tmp_path / "loose").mkdir(mode=0o755)
    os.chmod(tmp_path / "loose", 0o777)
    with refused("unreadable_file"):
        CertificateStore.open(tmp_path / "loose")
    with pytest.raises(TypeError):
        CertificateStore()


def test_identity_is_never_pickled(store):
    key, chain = add(store, "edge1")
    identity = store.load("edge1")
    assert (identity.label, identity.chain, identity.only_for) == ("edge1", chain, None)
    for secret in (identity, domainsec.Identity("a", chain, key, only_for="mx1.fabrikam.example")):
        with pytest.raises(TypeError):
            pickle.dumps(secret)
        assert "PRIVATE" not in repr(secret) + repr(secret.to_dict())


def test_revision_changes_with_the_store(store):
    revisions = {store.revision()}
    add(store, "edge1")
    revisions.add(store.revision())
    store.assign("smtp-server", "edge1")
    revisions.add(store.revision())
    assert len(revisions) == 3


def test_a_store_in_many_threads(store):
    add(store, "first")
    made = [self_signed() for _ in range(8)]
    failures = []

    def work(number):
        try:
            key, chain = made[number]
            store.add(f"edge{number}", chain, key)
            store.entries()
            store.remove(f"edge{number}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and store.labels() == ["first"] and len(store.trash()) == 8


def test_the_book_of_an_authority(authority):
    request = domainsec.make_request(domainsec.PrivateKey.generate("ecdsa-p256"), content())
    leaf = authority.issue(request, AuthorityIssue(days=30, client_auth=False), now=NOW)
    assert leaf.extended_key_usages == ["1.3.6.1.5.5.7.3.1"]
    authority.revoke(leaf.serial, "keyCompromise", now=NOW)
    [line] = domainsec.CertificateAuthority.open(authority.directory).issued()
    assert (line.serial, line.revoked_at, line.cause) == (leaf.serial, NOW, domainsec.RevocationCause.KEY_COMPROMISE)
    assert pickle.loads(pickle.dumps(line)) == line
    listed = x509.load_der_x509_crl(authority.crl(timedelta(days=7), now=NOW))
    assert listed.get_revoked_certificate_by_serial_number(int(leaf.serial, 16)) is not None
    answer = ocsp.load_der_ocsp_response(authority.ocsp_response(leaf.serial, timedelta(days=1), now=NOW))
    assert answer.certificate_status is ocsp.OCSPCertStatus.REVOKED
    with refused("invalid_state"):
        authority.revoke(leaf.serial, "superseded", now=NOW)
    with refused("not_found"):
        authority.revoke("00\n", "superseded", now=NOW)


def test_an_authority_refuses(authority, tmp_path):
    key = domainsec.PrivateKey.generate("ecdsa-p256")
    with refused("invalid_argument"):
        authority.issue(domainsec.make_request(key, content("contoso.example")), now=NOW)
    with refused("invalid_argument"):
        authority.issue(domainsec.make_request(key, content()), AuthorityIssue(days=0), now=NOW)
    with refused("invalid_argument"):
        authority.crl(timedelta(minutes=1), now=NOW)
    with refused("already_exists"):
        authority_in(tmp_path)
    with pytest.raises(ValueError, match="whole seconds"):
        authority.crl(timedelta(days=1, microseconds=1))


def test_an_authority_under_a_passphrase(tmp_path):
    options = domainsec.AuthorityOptions(name="CA", algorithm="ecdsa-p256")
    authority = domainsec.CertificateAuthority.create(tmp_path / "ca", options, passphrase="secret")
    request = domainsec.make_request(domainsec.PrivateKey.generate("ecdsa-p256"), content())
    with refused("wrong_passphrase"):
        authority.issue(request)
    assert authority.issue(request, passphrase=b"secret").issuer == authority.certificate().subject
