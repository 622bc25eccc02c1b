"""Chains judged from Python: policies, anchors, validators, reports."""

import json
import pickle
import threading
from datetime import datetime, timedelta

import pytest
from chains import CRL_URI, NOW, World

import domainsec
from domainsec import (
    AnchorSet,
    ChainValidator,
    DnsAnswer,
    ErrorCode,
    Evidence,
    EvidenceStore,
    JudgementCache,
    TlsaRecord,
    TrustPolicy,
    TrustReason,
    ValidationLimits,
    ValidatorOptions,
)


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def evidence(world):
    store = EvidenceStore()
    assert store.put_crl(CRL_URI, world.crl())
    return store.snapshot()


def judge(world, evidence=None, peer="client", **policy):
    return ChainValidator(world.policy(**policy), peer).judge(world.chain, evidence, now=NOW)


def test_chain_under_a_named_anchor_passes(world, evidence):
    report = judge(world, evidence)
    assert report.passed and report.status is domainsec.Status.PASS and report.reason is TrustReason.NONE
    assert report.path == [world.leaf, world.root] and report.presented == [world.leaf]
    assert str(report.matched_identity) == "fabrikam.example"
    assert report.method_tag == "pkix" and report.judged_at == NOW < report.valid_until


def test_missing_list_is_pending_with_what_to_fetch(world):
    report = judge(world)
    assert report.status is domainsec.Status.TEMPERROR
    assert [(request.kind, request.locator) for request in report.pending] == [("crl", CRL_URI)]
    assert judge(world, revocation="soft").passed and judge(world, revocation="off").passed


def test_revoked_leaf_fails(world):
    store = EvidenceStore()
    assert store.put_crl(CRL_URI, world.crl(world.leaf.serial))
    report = judge(world, store.snapshot())
    assert (report.status, report.reason) == ("fail", "revoked")
    assert report.exchange_status is domainsec.ExchangeStatus.REVOKED


def test_other_name_is_told_with_its_rule(world, evidence):
    report = judge(world, evidence, identities=["other.example"])
    finding = report.findings[0]
    assert report.reason is finding.reason is TrustReason.NAME_MISMATCH
    assert finding.is_error and finding.certificate == 0 and "9525" in finding.rule and "fabrikam" in finding.seen
    assert "other.example" in finding.expected
    assert finding.to_dict()["reason"] == "name_mismatch"


def test_dates_are_those_of_now(world, evidence):
    validator = ChainValidator(world.policy(revocation="off"), "server")
    assert validator.judge(world.chain, now=NOW + timedelta(days=400)).reason is TrustReason.EXPIRED
    assert validator.judge(world.chain, now=NOW - timedelta(days=400)).reason is TrustReason.NOT_YET_VALID
    with pytest.raises(ValueError, match="time zone"):
        validator.judge(world.chain, now=datetime(2026, 1, 1))


def test_pin_is_the_key_alone(world):
    pins = [world.leaf.spki_sha256, bytes(32)]
    assert judge(world, method="pin", pins=pins, identities=[]).passed
    assert judge(world, method="pin", pins=[bytes(32)]).reason is TrustReason.PIN_MISMATCH


def test_dane_ee_by_records_that_are_secure(world):
    owner = domainsec.tlsa_owner("fabrikam.example")
    record = TlsaRecord(usage=3, selector=1, matching_type=1, data=world.leaf.spki_sha256)
    rules = dict(method="dane", tlsa_owners=[owner], revocation="off")
    assert [request.kind for request in judge(world, peer="server", **rules).pending] == ["tlsa"]
    for security, reason in (("secure", "none"), ("insecure", "tlsa_not_secure")):
        store = EvidenceStore()
        answer = DnsAnswer(outcome="records", security=security, records=[record], ttl=timedelta(hours=1))
        store.put_tlsa(owner, answer, NOW)
        assert judge(world, store.snapshot(), "server", **rules).reason == reason


def test_empty_chain_and_chain_of_a_stranger(world, evidence):
    validator = ChainValidator(world.policy(), "client")
    assert validator.judge(domainsec.Chain([])).reason is TrustReason.NO_CERTIFICATE
    assert not validator.judge(World().chain, evidence).passed


@pytest.mark.parametrize("wrong", [None, b"der", "chain", 7])
def test_what_is_no_chain_is_a_type_error(world, wrong):
    with pytest.raises(TypeError):
        ChainValidator(world.policy(), "client").judge(wrong)


def test_hostile_staples_count_for_nothing(world, evidence):
    validator = ChainValidator(world.policy(), "client")
    assert validator.judge(world.chain, evidence, now=NOW, staples=[b"\x30\x82\xff", b"", bytes(5000)]).passed
    with pytest.raises(TypeError):
        validator.judge(world.chain, staples=["text"])


def test_report_is_a_value(world, evidence):
    report = judge(world, evidence, identities=["other.example"])
    again = pickle.loads(pickle.dumps(report))
    assert again == report and again.text() == str(report)
    facts = report.to_dict()
    assert facts["reason"] == "name_mismatch" and json.dumps(facts)
    assert json.loads(report.json()) == json.loads(report.to_json())
    assert pickle.loads(pickle.dumps(report.findings[0])) == report.findings[0]
    with pytest.raises(AttributeError):
        report.status = "pass"


@pytest.mark.parametrize(
    "changes",
    [
        dict(anchors=None),
        dict(identities=[]),
        dict(method="pin", pins=[]),
        dict(min_rsa_bits=1024),
        dict(short_lived=timedelta(days=31)),
        dict(limits=ValidationLimits(max_path_length=0)),
        dict(limits=ValidationLimits(max_signatures=2000)),
    ],
)
def test_policy_out_of_range_is_misuse(world, changes):
    policy = world.policy(**changes)
    for check in (policy.check, lambda: ChainValidator(policy, "client")):
        with pytest.raises(domainsec.Error) as caught:
            check()
        assert caught.value.code is ErrorCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    "field, wrong",
    [
        ("method", "anchor"),
        ("anchors", [1]),
        ("identities", ["not a name"]),
        ("identities", "fabrikam.example"),
        ("eku", 1),
        ("min_rsa_bits", -1),
        ("min_rsa_bits", 2**80),
        ("short_lived", 5),
    ],
)
def test_policy_refuses_other_types(field, wrong):
    with pytest.raises(TypeError, match=field):
        TrustPolicy(**{field: wrong})


def test_pins_are_32_octets():
    with pytest.raises(ValueError, match="32 octets"):
        TrustPolicy(pins=[b"short"])


def test_policy_is_a_value(world):
    policy = world.policy(pins=[bytes(32)], limits=ValidationLimits(max_paths=5))
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert policy != world.policy()
    policy.identities = ["a.example", domainsec.DomainName("b.example")]
    assert [str(name) for name in policy.identities] == ["a.example", "b.example"]
    assert policy.to_dict()["method"] == "anchors"


def test_validator_holds_a_checked_copy(world):
    policy = world.policy()
    validator = ChainValidator(policy, domainsec.PeerRole.SERVER, ValidatorOptions(profile="rfc5280"))
    policy.identities = ["changed.example"]
    assert [str(name) for name in validator.policy.identities] == ["fabrikam.example"]
    assert validator.peer is domainsec.PeerRole.SERVER
    assert validator.options.profile is domainsec.ValidationProfile.RFC5280
    assert validator.revision != ChainValidator(world.policy(), "client").revision


def test_validator_options(world, evidence):
    options = ValidatorOptions(any_identity=True, max_intermediates=0)
    assert ChainValidator(world.policy(identities=[]), "client", options).judge(world.chain, evidence).passed
    assert pickle.loads(pickle.dumps(options)) == options
    with pytest.raises(domainsec.Error, match="ip_addresses"):
        ValidatorOptions(ip_addresses=[b"123"]).check()


def test_anchors_from_files_and_their_identity(world, tmp_path):
    (tmp_path / "a.pem").write_text(world.root.pem)
    for path in (tmp_path, tmp_path / "a.pem", str(tmp_path / "a.pem")):
        anchors = AnchorSet.from_path(path)
        assert anchors == world.anchors and len(anchors) == 1 and hash(anchors) == hash(world.anchors)
    assert anchors.certificates == [world.root] and len(anchors.digest) == 32
    assert pickle.loads(pickle.dumps(anchors)) == anchors
    assert AnchorSet.from_certificates([]) != anchors


def test_half_a_set_of_anchors_is_never_used(world, tmp_path):
    (tmp_path / "a.pem").write_text(world.root.pem)
    (tmp_path / "b.pem").write_text("garbage")
    for path, code in ((tmp_path, "malformed_certificate"), (tmp_path / "none", "unreadable_file")):
        with pytest.raises(domainsec.Error) as caught:
            AnchorSet.from_path(path)
        assert caught.value.code == code


def test_cache_remembers_and_never_a_temperror(world, evidence):
    cache, validator = JudgementCache(10), ChainValidator(world.policy(), "client")
    assert cache.judge(validator, world.chain, now=NOW).status == "temperror" and len(cache) == 0
    first = cache.judge(validator, world.chain, evidence, partner="Fabrikam", now=NOW)
    assert cache.judge(validator, world.chain, evidence, partner="Fabrikam", now=NOW) == first
    assert first.passed and len(cache) == 1
    with pytest.raises(domainsec.Error):
        JudgementCache(0)


def test_many_threads_judge_at_once(world, evidence):
    cache, validator, passed = JudgementCache(), ChainValidator(world.policy(), "client"), []

    def run():
        for _ in range(20):
            passed.append(validator.judge(world.chain, evidence, now=NOW).passed)
            passed.append(cache.judge(validator, world.chain, evidence, now=NOW).passed)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed == [True] * 320


def test_expiry_and_where_revocation_is_looked_up(world):
    expiry = domainsec.expiry_of(world.leaf, NOW)
    assert expiry.stage is domainsec.ExpiryStage.FRESH and expiry.left == timedelta(days=335)
    assert expiry.percent_left == 91 and expiry.renew_at < world.leaf.not_after
    assert domainsec.expiry_of(world.leaf, NOW + timedelta(days=365)).left == timedelta(days=-30)
    sources = domainsec.revocation_sources(world.leaf)
    assert (sources.crl_uris, sources.ocsp_uris, sources.no_revocation_available) == ([CRL_URI], [], False)
    assert domainsec.is_list_for(world.leaf, world.crl())
    assert not domainsec.is_list_for(World().root, b"garbage")


def test_standing_of_a_store_entry(world, tmp_path, evidence):
    store = domainsec.CertificateStore.create(tmp_path / "store")
    store.add("mx1", world.chain, world.key)
    standing = domainsec.standing_of(store.entry("mx1"), world.anchors, evidence, "hard", NOW)
    assert standing.state is domainsec.CertificateState.VALID and not standing.expiring_soon
    untrusted = domainsec.standing_of(store.entry("mx1"), World().anchors, now=NOW)
    assert untrusted.state is domainsec.CertificateState.UNTRUSTED and untrusted.why
    assert pickle.loads(pickle.dumps(untrusted)) == untrusted


def test_evidence_is_a_snapshot(world):
    store = EvidenceStore()
    before = store.snapshot()
    assert before.epoch == Evidence.none().epoch or before.epoch < 2
    assert store.put_crl(world.crl())
    assert store.snapshot().epoch > before.epoch
    assert before.mx("fabrikam.example") is None
    with pytest.raises(TypeError):
        pickle.dumps(before)
