"""Reports for people: Exchange's words, the page and the picture."""

import xml.etree.ElementTree as ElementTree

import pytest

import domainsec


@pytest.fixture
def judge(demo, facts):
    """What Fabrikam's route to Contoso finds about a session with this certificate."""
    fabrikam = domainsec.Edge.load(demo / "fabrikam" / "domainsec.toml")
    route = fabrikam.route("contoso.example")

    return lambda leaf: route.judge(facts(leaf=leaf)).report


def test_certificate_of_another_is_a_subject_mismatch(judge, fabrikam_leaf):
    report = judge(fabrikam_leaf)
    assert report.exchange_status is domainsec.ExchangeStatus.SUBJECT_MISMATCH
    assert report.exchange_status == "SubjectMismatch"
    assert report.presented[0].der == fabrikam_leaf
    assert all(finding.certificate < len(report.examined) for finding in report.findings)
    assert report.judged_at.tzinfo is not None


def test_page_and_picture_say_what_is_wrong(judge, fabrikam_leaf):
    report = judge(fabrikam_leaf)
    assert report.html().startswith("<!DOCTYPE html>")
    assert "The certificate is for other names" in report.html()
    root = ElementTree.fromstring(report.svg())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title").text.endswith("Refused")


def test_every_word_of_the_library_has_a_member():
    words = {member.value for member in domainsec.ExchangeStatus}
    assert {"Valid", "ValidSelfSigned", "RevocationOffline", "Unknown"} <= words
    assert len(words) == 14
