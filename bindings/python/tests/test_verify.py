"""Stamps looked at from Python."""

import pickle
from datetime import datetime, timedelta, timezone

import pytest
from conftest import MESSAGE

import domainsec


def test_stamped_message_passes(verifier, stamped):
    report = verifier.verify(stamped)
    assert report.status is domainsec.Status.PASS
    assert str(report.partner) == "fabrikam.example"
    assert report.display().label == "Domain Secured by fabrikam.example"
    assert report.asserted_by_caller
    assert report.stamped_at.tzinfo is timezone.utc
    assert "from" in report.covered


def test_changed_body_fails(verifier, stamped):
    report = verifier.verify(stamped.replace(b"Hello", b"hello"))
    assert (report.status, report.reason) == (domainsec.Status.FAIL, domainsec.StampReason.BODY_HASH_MISMATCH)
    assert not report.display().is_secured
    assert report.display().html() == ""


def test_unstamped_message_is_none(verifier):
    assert verifier.verify(MESSAGE).reason == "no_stamp"


def test_expired_is_policy_and_archival_answer_is_labelled(verifier, stamped):
    later = datetime.now(timezone.utc) + timedelta(days=400)
    assert verifier.verify(stamped, now=later).reason == "expired"
    archival = verifier.verify(stamped, now=later, at=datetime.now(timezone.utc))
    assert archival.status == "pass"
    assert archival.archival


@pytest.mark.parametrize("octets", [bytes, bytearray, memoryview])
def test_bytes_like_of_every_kind(verifier, stamped, octets):
    assert verifier.verify(octets(stamped)).status == "pass"


def test_text_and_non_contiguous_buffers_are_refused(verifier, stamped):
    with pytest.raises(TypeError, match="bytes-like"):
        verifier.verify(stamped.decode())
    with pytest.raises(BufferError):
        verifier.verify(memoryview(stamped)[::2])


def test_report_as_dict(verifier, stamped):
    report = verifier.verify(stamped).to_dict()
    assert report["status"] == "pass"
    assert report["partner"] == "fabrikam.example"


def test_every_hostile_message_gets_a_verdict(verifier, stamped):
    for message in (b"", b"\0", b"\r", b"Domain-Secured:", b"x" * 100_000, stamped.replace(b"v=1;", b"v=1; v=1;")):
        assert verifier.verify(message).status in set(domainsec.Status)


def test_names_are_values():
    name = domainsec.DomainName("MÜNCHEN.example.")
    assert str(name) == "xn--mnchen-3ya.example"
    assert name == domainsec.DomainName("xn--mnchen-3ya.example")
    assert pickle.loads(pickle.dumps(name)) == name
    with pytest.raises(domainsec.Error):
        domainsec.DomainName("not a name")


def test_facts_are_never_pickled(facts):
    with pytest.raises(TypeError):
        pickle.dumps(facts())


def test_every_reason_of_the_core_has_its_word(verifier, stamped):
    """Reasons that came later, each from a message that has it."""
    relabelled = stamped.replace(b"Subject:", b"Content-Transfer-Encoding: base64\r\nSubject:", 1)
    assert verifier.verify(relabelled).reason is domainsec.StampReason.ENCODING_MISMATCH
    report = verifier.verify(stamped)
    assert (report.changed_by_filter, report.in_log) == ([], False)
    assert report.display().on_demand == ""
    assert verifier.verify(MESSAGE).display().on_demand == "No mail server of ours has marked it."
