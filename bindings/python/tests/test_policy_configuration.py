"""The configuration file from Python: every mistake in one run, facts that cannot be changed."""

import json
import pickle

import pytest

import domainsec
from domainsec import Configuration, ErrorCode

BROKEN = """[organization]
domain = "contoso.example"
domians = ["contoso.example"]
[edge]
name = "edge1.contoso.example"
[[partner]]
name = "Fabrikam"
domains = ["fabrikam.example"]
[partner.receive]
mode = "requier"
trust = "pin"
pins = []
"""

GOOD = """[organization]
domain = "contoso.example"
domains = ["contoso.example"]
[edge]
name = "edge1.contoso.example"
stage = "mail"
request_certificate = { networks = ["192.0.2.0/24"] }
[[internal]]
pins = ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
[[partner]]
name = "Fabrikam"
domains = ["fabrikam.example"]
subdomains = true
[partner.receive]
mode = "require"
trust = "pin"
pins = ["sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "sha256/AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="]
on_failure = "reject"
[partner.send]
mode = "prefer"
trust = "pin"
pins = ["sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "sha256/AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="]
nexthop = "[mx.fabrikam.example]:25"
"""


@pytest.fixture
def good(tmp_path):
    return Configuration.from_string(GOOD, tmp_path)


def test_demo_configuration_as_facts(demo):
    loaded = Configuration.load(demo / "contoso" / "domainsec.toml")
    assert str(loaded.organization_domain) == "contoso.example" and str(loaded.edge_name) == "edge1.contoso.example"
    assert [partner.name for partner in loaded.partners] == ["Fabrikam", "Northwind"]
    assert loaded.stamp.selector == "edge1" and loaded.stamp.key.name == "stamp.pem"
    assert loaded.stage == "rcpt" and loaded.request_certificate.mode == "always"
    assert len(loaded.revision) == 32 == len(loaded.policy_revision)
    assert loaded.identity_store == demo / "contoso" / "certificates"
    assert json.dumps(loaded.to_dict())


def test_every_mistake_with_its_line(tmp_path):
    path = tmp_path / "domainsec.toml"
    path.write_text(BROKEN)
    problems = [problem for problem in Configuration.check_file(path) if not problem.warning]
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert {3, 10} <= {problem.line for problem in problems}
    assert any("domains" in problem.sentence or "domians" in problem.field for problem in problems)
    assert str(problems[0]).startswith(f"{path}:{problems[0].line}: ")
    assert pickle.loads(pickle.dumps(problems)) == problems
    with pytest.raises(domainsec.Error) as caught:
        Configuration.load(path)
    assert caught.value.code is ErrorCode.INVALID_CONFIGURATION
    assert all(problem.sentence in str(caught.value) for problem in problems)


@pytest.mark.parametrize(
    "octets", [b"", b"\0", b"\xff\xfe", b"[" * 5000, b"a = 1\n" * 100, b'[organization]\ndomain = "\xff"']
)
def test_hostile_files_have_problems_and_never_raise(tmp_path, octets):
    path = tmp_path / "domainsec.toml"
    path.write_bytes(octets)
    problems = Configuration.check_file(path)
    assert problems and all(str(problem) for problem in problems)


def test_missing_file(tmp_path):
    with pytest.raises(domainsec.Error) as caught:
        Configuration.load(tmp_path / "none.toml")
    assert caught.value.code is ErrorCode.UNREADABLE_FILE


def test_partner_by_its_domains(good):
    partner = good.partner_of("mail.fabrikam.example")
    assert partner.name == "Fabrikam" and partner.subdomains and partner.line == 11 or partner.line > 0
    assert str(partner.covering("mail.fabrikam.example")) == "fabrikam.example"
    assert partner.covering("contoso.example") is None
    assert good.partner_of("stranger.example") is None


def test_rules_of_both_directions(good):
    partner = good.partner_of("fabrikam.example")
    assert partner.receive.mode is domainsec.DirectionMode.REQUIRE
    assert partner.receive.on_failure is domainsec.OnFailure.REJECT
    assert partner.receive.trust.pins == [b"\x01" * 32, b"\x02" * 32]
    assert partner.receive.unsecured_from is domainsec.UnsecuredFrom.MARK
    assert partner.send.mode == "prefer" and partner.send.nexthop and partner.send.via == []
    assert pickle.loads(pickle.dumps(partner)) == partner


def test_facts_are_read_only(good):
    for owner, name in ((good, "partners"), (good.partners[0], "name"), (good.partners[0].receive, "mode")):
        with pytest.raises(AttributeError):
            setattr(owner, name, None)
    good.partners.clear()
    assert len(good.partners) == 1
    with pytest.raises(TypeError):
        pickle.dumps(good)
    for made in (Configuration, domainsec.PartnerPolicy, domainsec.ReceiveRules):
        with pytest.raises(TypeError):
            made()


def test_who_is_asked_for_a_certificate(good):
    rule = good.request_certificate
    assert rule.mode == "networks" and rule.asks("192.0.2.7") and not rule.asks("198.51.100.1")
    assert rule.asks("garbage")
    assert good.stage == "mail" and good.internal[0].pins == [bytes(32)] and good.stamp is None


def test_revision_follows_the_meaning(tmp_path, good):
    other = Configuration.from_string(GOOD.replace('stage = "mail"', 'stage = "rcpt"'), tmp_path)
    assert other.revision != good.revision and other.policy_revision == good.policy_revision
    stricter = Configuration.from_string(GOOD.replace("AgIC", "AwMD", 1), tmp_path)
    assert stricter.policy_revision != good.policy_revision
