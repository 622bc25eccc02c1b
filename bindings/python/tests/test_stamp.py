"""Stamps made and checked: whole messages, messages in pieces, messages of the email package."""

import email
import email.policy
import json
import pickle
from datetime import datetime, timedelta, timezone

import pytest
from conftest import MESSAGE
from secured import Signer, path_of

import domainsec
from domainsec import StampingProblem, StampReason, Status

NOW = datetime.now(timezone.utc)


@pytest.fixture
def path(demo, facts):
    return path_of(demo, facts())


@pytest.fixture(scope="module")
def signer():
    return Signer()


@pytest.mark.parametrize("algorithm", ["ed25519", "ecdsa-p256", "ml-dsa-65"])
@pytest.mark.parametrize("forms", ["relaxed/relaxed", "simple/simple", "simple/relaxed", "relaxed/simple"])
def test_what_a_key_signs_its_ring_verifies(path, algorithm, forms):
    signer = Signer(algorithm, canonicalization=forms)
    report = signer.verifier.verify(signer.stamped(MESSAGE, path))
    assert (report.status, report.reason) == (Status.PASS, StampReason.NONE)
    assert (report.selector, str(report.edge), report.method) == ("s1", "edge1.contoso.example", "pkix")
    assert report.mail_from == "alice@fabrikam.example" and report.from_aligned


def test_a_set_of_two_keys(path):
    key = domainsec.StampKey(domainsec.PrivateKey.generate("ed25519"), domainsec.PrivateKey.generate("ml-dsa-65"))
    domain = domainsec.DomainName("contoso.example")
    stamper = domainsec.Stamper(key, domain=domain, selector="both")
    entry = domainsec.make_key_ring_entry(domain, "both", key, [domainsec.DomainName("edge1.contoso.example")])
    assert entry.algorithm is domainsec.StampAlgorithm.ED25519_ML_DSA_65_SHA256
    stamped = stamper.stamp(MESSAGE, path).field + MESSAGE
    assert domainsec.Verifier(domainsec.KeyRing([entry]), [domain]).verify(stamped).status == "pass"


def test_stamping_in_pieces_cut_at_every_place(path, signer):
    whole = signer.stamper.stamp(MESSAGE, path)
    for cut in range(0, len(MESSAGE) + 1):
        stamping = signer.stamper.begin()
        stamping.update(MESSAGE[:cut])
        stamping.update(memoryview(MESSAGE)[cut:])
        assert stamping.finish(path) == whole
    octets = signer.stamper.begin()
    for at in range(len(MESSAGE)):
        octets.update(MESSAGE[at : at + 1])
    assert octets.finish(path).field == whole.field


def test_verification_in_pieces_cut_at_every_place(path, signer):
    message = signer.stamped(MESSAGE, path)
    for each in (message, message.replace(b"Hello", b"hello")):
        whole = signer.verifier.verify(each, now=NOW)
        for cut in range(len(each) + 1):
            pieces = signer.verifier.begin()
            pieces.update(each[:cut])
            pieces.update(each[cut:])
            assert pieces.finish(now=NOW) == whole


@pytest.mark.parametrize("begin", ["stamper", "verifier"])
def test_nothing_follows_finish(path, signer, begin):
    running = getattr(signer, begin).begin()
    running.update(MESSAGE)
    finish = (lambda: running.finish(path)) if begin == "stamper" else running.finish
    finish()
    for call in (finish, lambda: running.update(b"x")):
        with pytest.raises(domainsec.Error) as caught:
            call()
        assert caught.value.code is domainsec.ErrorCode.INVALID_STATE


@pytest.mark.parametrize("policy", [email.policy.default, email.policy.compat32, email.policy.SMTP, email.policy.HTTP])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_stamped_message_parsed_by_email_still_passes(path, signer, policy, line_end):
    message = MESSAGE.replace(b"\r\n", line_end)
    long = b"Subject: " + b" ".join(b"word%d" % n for n in range(60)) + line_end
    message = message.replace(b"Subject: Contract" + line_end, long).replace(b"Hello", b"From here\xff\xe9 on")
    stamped = signer.stamped(message, path)
    assert signer.verifier.verify(email.message_from_bytes(stamped, policy=policy)).status == "pass"


def test_message_of_email_can_be_stamped(path, signer):
    parsed = email.message_from_bytes(MESSAGE)
    result = signer.stamper.stamp(parsed, path)
    assert signer.verifier.verify(result.field + parsed.as_bytes()).status == "pass"


def test_message_made_with_email(path, signer):
    made = email.message.EmailMessage()
    made["From"] = "Alice <alice@fabrikam.example>"
    made["To"] = "bob@contoso.example"
    made["Subject"] = "Verträge " * 20
    made.set_content("Grüße\n")
    made.add_attachment(b"\0\xff" * 50, maintype="application", subtype="octet-stream", filename="a.bin")
    octets = made.as_bytes(policy=email.policy.SMTP)
    stamped = signer.stamped(octets, path)
    assert signer.verifier.verify(stamped).status == "pass"
    assert signer.verifier.verify(email.message_from_bytes(stamped, policy=email.policy.default)).status == "pass"


def test_a_message_changed_with_email_fails(path, signer):
    parsed = email.message_from_bytes(signer.stamped(MESSAGE, path))
    parsed.replace_header("Subject", "Another")
    report = signer.verifier.verify(parsed)
    assert (report.status, report.reason) == ("fail", "signature_mismatch")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b"Subject: Contract", b"Subject: contract", "signature_mismatch"),
        (b"Hello", b"Hell0", "body_hash_mismatch"),
        (b"p=fabrikam.example", b"p=contoso.example", "signature_mismatch"),
        (b"s=s1", b"s=s2", "unknown_key"),
        (b"d=contoso.example", b"d=other.example", "not_ours"),
        (b"v=1", b"v=2", "unknown_version"),
        (b"To: bob", b"To: eve@x.example\r\nTo: bob", "signature_mismatch"),
        (b"Message-ID", b"From: eve@x.example\r\nMessage-ID", "several_authors"),
    ],
)
def test_every_change_has_its_reason(path, signer, before, after, reason):
    message = signer.stamped(MESSAGE, path)
    assert before in message
    report = signer.verifier.verify(message.replace(before, after, 1))
    assert report.status is not Status.PASS
    assert report.reason == reason
    assert not report.display().is_secured and report.display().svg() == ""


def test_display_of_a_secured_message(path, signer):
    display = signer.verifier.verify(signer.stamped(MESSAGE, path)).display()
    assert display.is_secured and str(display) == display.label == "Domain Secured by fabrikam.example"
    assert "<svg" in display.svg() and "fabrikam.example" in display.html()
    assert display.on_demand == "" and "author" in display.sentence


def test_times_of_a_stamp(path):
    signer = Signer(lifetime=timedelta(hours=1))
    stamped = signer.stamped(MESSAGE, path)
    report = signer.verifier.verify(stamped)
    assert report.expires_at - report.stamped_at == timedelta(hours=1)
    assert signer.verifier.verify(stamped, now=NOW + timedelta(hours=2)).reason == "expired"
    future = signer.verifier.verify(stamped, now=NOW - timedelta(hours=1))
    assert (future.status, future.reason) == ("temperror", "from_future")
    late = signer.verifier.verify(stamped, now=NOW, delivered_at=NOW + timedelta(minutes=10))
    assert not late.stale and late.status == "pass"
    other = datetime.now(timezone(timedelta(hours=-11)))
    assert signer.verifier.verify(stamped, now=other).status == "pass"


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone.utc),
        datetime.min.replace(tzinfo=timezone.utc),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-23))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=23))),
    ],
)
def test_moments_at_the_ends_of_time(path, signer, moment):
    stamped = signer.stamped(MESSAGE, path)
    for about in ({"now": moment}, {"delivered_at": moment}, {"at": moment}):
        report = signer.verifier.verify(stamped, **about)
        assert report.to_dict()["status"] in ("pass", "policy", "temperror")


def test_recipients_bound_by_a_key(demo, facts):
    key = b"k" * 32
    signer = Signer(recipient_key=key)
    stamped = signer.stamped(MESSAGE, path_of(demo, facts()))
    bob, eve = domainsec.MailAddress("bob@contoso.example"), domainsec.MailAddress("eve@contoso.example")
    inside = domainsec.Verifier(signer.ring, [signer.domain], recipient_key=key, strict_recipients=True)
    assert inside.verify(stamped, recipients=[eve, bob]).recipient is domainsec.RecipientBinding.BOUND
    unbound = inside.verify(stamped, recipients=[eve])
    assert (unbound.status, unbound.reason, unbound.recipient) == ("policy", "unbound_recipient", "unbound")
    assert signer.verifier.verify(stamped, recipients=[eve]).recipient == "unknown"
    assert key not in repr(inside).encode() and key not in stamped


def test_options_out_of_range(signer):
    for wrong in (
        {"canonicalization": "loose/loose"},
        {"lifetime": timedelta(seconds=1)},
        {"lifetime": timedelta(days=40000)},
        {"recipient_key": b"short"},
        {"selector": "NOT A SELECTOR"},
        {"selector": "\udcff"},
    ):
        with pytest.raises((domainsec.Error, UnicodeEncodeError, TypeError)):
            domainsec.Stamper(signer.key, **{"domain": signer.domain, "selector": "s1", **wrong})
    for wrong in ({"max_clock_skew": timedelta(hours=2)}, {"recipient_key": b"x" * 65}):
        with pytest.raises(domainsec.Error):
            domainsec.Verifier(signer.ring, [signer.domain], **wrong)
    with pytest.raises(ValueError, match="whole seconds"):
        domainsec.Verifier(signer.ring, [signer.domain], max_clock_skew=timedelta(microseconds=1))


def test_message_that_cannot_be_stamped(path, signer):
    for octets in (b"", b"\0", b"From: alice@fabrikam.example\r\n\r\na\nb\r\n"):
        result = signer.stamper.stamp(octets, path)
        assert (result.problem, result.field) == (StampingProblem.MALFORMED_MESSAGE, b"")


def test_limits_of_a_verifier(path, signer):
    stamped = signer.stamped(MESSAGE, path)
    tight = domainsec.Verifier(
        signer.ring, [signer.domain], message_limits=domainsec.MessageLimits(max_header_octets=1024, max_fields=10)
    )
    assert tight.verify(b"X: " + b"y" * 2000 + b"\r\n" + stamped).status != "pass"
    small = domainsec.StampLimits(max_stamps=1)
    assert pickle.loads(pickle.dumps(small)) == small
    assert domainsec.Verifier(signer.ring, [signer.domain], limits=small).verify(stamped).status == "pass"
    with pytest.raises(domainsec.Error):
        domainsec.Verifier(signer.ring, [signer.domain], limits=domainsec.StampLimits(max_stamps=0))


def test_reports_are_values(path, signer):
    report = signer.verifier.verify(signer.stamped(MESSAGE, path), now=NOW)
    again = pickle.loads(pickle.dumps(report))
    assert again == report and again.display().label == report.display().label
    assert json.loads(report.to_json())["partner"] == "fabrikam.example"
    assert json.dumps(report.to_dict())
    assert repr(report) == "<StampReport pass, none>"
    with pytest.raises(AttributeError):
        report.status = Status.PASS
    with pytest.raises(TypeError):
        domainsec.StampReport()
    with pytest.raises(TypeError):
        hash(report)


def test_exchange_fields(path):
    fields = domainsec.exchange_fields(path)
    assert b"X-MS-Exchange-Organization-AuthAs: Partner\r\n" in fields
    assert b"\r" not in domainsec.exchange_fields(path, line_end="\n")
    with pytest.raises(domainsec.Error):
        domainsec.exchange_fields(path, line_end="\r")


def test_secured_path_is_the_judgement_s_own(signer):
    for forged in (None, {}, object(), "path"):
        with pytest.raises(TypeError):
            signer.stamper.stamp(MESSAGE, forged)
