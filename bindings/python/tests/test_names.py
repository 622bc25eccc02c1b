"""Names as values: host names, patterns of certificates, mailboxes."""

import copy
import pickle

import pytest

import domainsec
from domainsec import DomainName, ErrorCode, HostPattern, MailAddress


def refused(make, *arguments):
    with pytest.raises(domainsec.Error) as caught:
        make(*arguments)
    return caught.value


@pytest.mark.parametrize(
    "text", ["", ".", "a..b", "-a.example", "_25._tcp.example", "192.0.2.1", "a b.example", "a\0.example"]
)
def test_what_is_no_domain_name_says_so(text):
    assert refused(DomainName, text).code is ErrorCode.INVALID_NAME


def test_domain_name_is_at_most_253_octets():
    labels = ".".join(["a" * 63] * 3)
    assert len(str(DomainName(f"{labels}.{'b' * 61}"))) == 253
    refused(DomainName, f"{labels}.{'b' * 62}")
    refused(DomainName, "a" * 64 + ".example")


def test_error_escapes_what_it_repeats():
    assert "\x1b" not in str(refused(DomainName, "\x1b[31mred.example"))


def test_lone_surrogates_are_a_type_error():
    for make in (DomainName, HostPattern, MailAddress):
        with pytest.raises(TypeError):
            make("\udcff.example")


@pytest.mark.parametrize("wrong", [None, 25, ["contoso.example"], DomainName])
def test_names_are_made_of_str_only(wrong):
    with pytest.raises(TypeError):
        DomainName(wrong)


def test_parts_of_a_domain_name():
    name = DomainName("mx1.fabrikam.example")
    assert name.label_count == 3
    assert name.parent == DomainName("fabrikam.example")
    assert DomainName("example").parent is None
    assert name.is_below("fabrikam.example") and not name.is_below(name)
    assert not DomainName("notfabrikam.example").is_below("fabrikam.example")


def test_u_labels_are_for_people():
    name = DomainName("münchen.example")
    assert (str(name), name.unicode, name.has_u_labels) == ("xn--mnchen-3ya.example", "münchen.example", True)
    assert not DomainName("contoso.example").has_u_labels


def test_owner_names_have_underscores_and_host_names_have_not():
    owner = DomainName.from_owner_name("_25._tcp.mx1.fabrikam.example")
    assert DomainName("mx1.fabrikam.example").with_prefix("_25._tcp") == owner
    assert DomainName("mx1.fabrikam.example").with_prefix("a b") is None
    assert pickle.loads(pickle.dumps(owner)) == owner
    assert refused(DomainName.from_owner_name, "_25..example").code is ErrorCode.INVALID_NAME


def test_names_order_hash_and_show_themselves():
    low, high = DomainName("a.example"), DomainName("b.example")
    assert low < high and low <= low and high > low and high >= high and low != high
    assert sorted([high, low]) == [low, high]
    assert {DomainName("A.example."): 1}[low] == 1
    assert repr(low) == "DomainName('a.example')"
    assert low != 3


def test_wildcard_stands_for_exactly_one_label():
    pattern = HostPattern("*.fabrikam.example")
    assert pattern.is_wildcard and pattern.name == DomainName("fabrikam.example")
    assert pattern.matches("mx1.fabrikam.example")
    assert not pattern.matches("fabrikam.example")
    assert not pattern.matches("a.mx1.fabrikam.example")
    assert str(pattern) == "*.fabrikam.example" and repr(pattern) == "HostPattern('*.fabrikam.example')"


@pytest.mark.parametrize("text", ["*", "*.example", "mx*.fabrikam.example", "mx.*.example", "**.fabrikam.example", ""])
def test_other_wildcards_are_no_patterns(text):
    assert refused(HostPattern, text).code is ErrorCode.INVALID_NAME


def test_exact_pattern_is_a_value():
    pattern = HostPattern("MX1.fabrikam.example")
    assert not pattern.is_wildcard and pattern.matches("mx1.fabrikam.example")
    assert pickle.loads(pickle.dumps(pattern)) == pattern == copy.deepcopy(pattern)
    assert len({pattern, HostPattern("mx1.fabrikam.example")}) == 1


def test_mailbox_is_held_unquoted_and_written_quoted():
    address = MailAddress('"alice b"@Fabrikam.example')
    assert address.local_part == "alice b"
    assert address.domain == DomainName("fabrikam.example")
    assert str(address) == '"alice b"@fabrikam.example'
    assert repr(address) == "MailAddress('\"alice b\"@fabrikam.example')"
    assert pickle.loads(pickle.dumps(address)) == address


def test_mailbox_in_utf8_and_its_case():
    assert MailAddress("jörg@example.com").local_part == "jörg"
    assert MailAddress("Alice@example.com") != MailAddress("alice@example.com")
    assert MailAddress("a@example.com") < MailAddress("b@example.com")


@pytest.mark.parametrize(
    "text", ["alice", "@example.com", "alice@", "a@[192.0.2.1]", "@r:a@example.com", "a\r\n@example.com"]
)
def test_what_is_no_mailbox_says_so(text):
    assert refused(MailAddress, text).code is ErrorCode.INVALID_NAME
