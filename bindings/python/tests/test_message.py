"""Messages looked at: fields, authors, canonical forms, Authentication-Results."""

import email
import email.policy
import pickle

import pytest
from conftest import MESSAGE

import domainsec

HOSTILE = b"From: \xff\xfe <alice@fabrikam.example>\r\nX-Place: caf\xe9\r\nSubject: a\r\n\tb\r\n\r\nbody\xff\r\n"


def test_fields_and_body():
    view = domainsec.MessageView(MESSAGE)
    assert [field.name for field in view.fields] == ["From", "To", "Subject", "Date", "Message-ID"]
    assert view.body == b"Hello\r\n"
    assert MESSAGE[view.body_offset :] == view.body
    assert b"".join(field.raw for field in view.fields) + b"\r\n" + view.body == MESSAGE
    assert (view.line_ends, view.defect) == ("crlf", domainsec.MessageDefect.NONE)
    assert repr(view.fields[2]) == "<HeaderField 'Subject': 'Contract'>"


def test_octets_that_are_not_utf8_are_lone_surrogates():
    view = domainsec.MessageView(HOSTILE)
    assert view.fields[1].unfolded == "caf\udce9"
    assert view.fields[1].value == b" caf\xe9"
    assert view.fields[2].unfolded == "a\tb"
    assert "\\udce9" in repr(view.fields[1])
    assert view.body == b"body\xff\r\n"


@pytest.mark.parametrize(
    ("octets", "defect"),
    [
        (b"", "no_header"),
        (b"no field\r\n\r\n", "malformed_field"),
        (b"A: b\r\n\r\nx\0y\r\n", "nul"),
        (b"A: b\r\n\r\nx\ry\r\n", "bare_cr"),
        (b"A: b\r\n\r\nx\ny\r\n", "mixed_line_ends"),
        (b"A: " + b"x" * 2000 + b"\r\n\r\n", "header_too_large"),
        (b"A: b\r\n" * 11 + b"\r\n", "too_many_fields"),
    ],
)
def test_defects_are_told_and_never_raised(octets, defect):
    view = domainsec.MessageView(octets, max_header_octets=1024, max_fields=10)
    assert view.defect == defect
    assert isinstance(view.body, bytes) and isinstance(view.fields, list)


@pytest.mark.parametrize("limits", [{"max_header_octets": 1023}, {"max_header_octets": 2**26 + 1}, {"max_fields": 9}])
def test_limits_out_of_range_are_misuse(limits):
    with pytest.raises(domainsec.Error) as caught:
        domainsec.MessageView(MESSAGE, **limits)
    assert caught.value.code is domainsec.ErrorCode.INVALID_ARGUMENT


@pytest.mark.parametrize("limit", [-1, 2**64, 1.5, "10", None])
def test_limits_of_other_types_are_refused(limit):
    with pytest.raises(TypeError):
        domainsec.MessageView(MESSAGE, max_fields=limit)


def test_count_and_last_look_at_names_in_any_case():
    view = domainsec.MessageView(b"Received: 1\r\nreceived: 2\r\n\r\n")
    assert view.count("RECEIVED") == 2
    assert view.last("Received").unfolded == "2"
    assert view.last("Subject") is None
    assert view.count("") == 0


def test_duplicated_singletons():
    twice = MESSAGE.replace(b"Subject:", b"Subject: a\r\nSubject:", 1)
    assert [name.lower() for name in domainsec.MessageView(twice).duplicated_singletons] == ["subject"]
    assert domainsec.MessageView(MESSAGE).duplicated_singletons == []


def test_a_view_keeps_its_octets_when_the_buffer_changes():
    buffer = bytearray(MESSAGE)
    view = domainsec.MessageView(buffer)
    buffer[:] = b"x" * len(buffer)
    assert view.fields[0].name == "From"
    del buffer
    assert view.body == b"Hello\r\n"


def test_fields_outlive_their_view():
    fields = domainsec.MessageView(bytes(bytearray(MESSAGE))).fields
    assert [field.name for field in fields][-1] == "Message-ID"


def test_lf_messages():
    view = domainsec.MessageView(MESSAGE.replace(b"\r\n", b"\n"))
    assert (view.line_ends, view.body) == ("lf", b"Hello\n")


@pytest.mark.parametrize("policy", [email.policy.default, email.policy.compat32, email.policy.SMTP])
def test_a_message_of_the_email_package_is_read_as_it_was_written(policy):
    assert domainsec.MessageView(email.message_from_bytes(MESSAGE, policy=policy)).body.replace(b"\r", b"") == b"Hello\n"
    assert str(domainsec.author_of(email.message_from_bytes(MESSAGE, policy=policy)).address) == "alice@fabrikam.example"


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (b"", "no_from"),
        (b"From: a@b.example\r\nFrom: a@b.example\r\n", "several_from"),
        (b"From: a@b.example, c@d.example\r\n", "several_addresses"),
        (b"From: friends: a@b.example;\r\n", "group"),
        (b"From: Alice\r\n", "malformed"),
        (b"From: \xff\r\n", "malformed"),
    ],
)
def test_authors_are_never_guessed(field, problem):
    author = domainsec.author_of(field + b"Subject: x\r\n\r\n")
    assert author.problem == problem
    assert author.address is None


def test_author_with_a_display_name():
    author = domainsec.parse_single_mailbox("=?utf-8?q?Al=C3=ADce?= <alice@fabrikam.example>")
    assert (str(author.address), author.display_name) == ("alice@fabrikam.example", "Alíce")
    assert pickle.loads(pickle.dumps(author)) == author
    assert author.to_dict()["address"] == "alice@fabrikam.example"
    assert domainsec.parse_single_mailbox(b"\xff <a@b.example>").problem in set(domainsec.AuthorProblem)


def test_lone_surrogates_go_back_to_octets():
    assert domainsec.parse_single_mailbox("\udcff <a@b.example>") == domainsec.parse_single_mailbox(b"\xff <a@b.example>")
    with pytest.raises(UnicodeEncodeError):
        domainsec.parse_single_mailbox("\ud800")


def test_canonical_bodies():
    body = b"a  b \t\r\n\r\n\r\n"
    assert domainsec.canonical_body(body, "relaxed") == b"a b\r\n"
    assert domainsec.canonical_body(body, domainsec.Canonicalization.SIMPLE) == b"a  b \t\r\n"
    assert domainsec.canonical_body(b"", "relaxed") == b""
    assert domainsec.canonical_body(b"", "simple") == b"\r\n"
    with pytest.raises(TypeError):
        domainsec.canonical_body(body, "loose")
    with pytest.raises(TypeError):
        domainsec.canonical_body("text", "relaxed")


def test_canonical_fields():
    assert domainsec.canonical_field(b"SUBJect :  a \r\n\tb  \r\n", "relaxed") == b"subject:a b\r\n"
    assert domainsec.canonical_field(b"SUBJect :  a\r\n", "simple") == b"SUBJect :  a\r\n"
    for wrong in (b"", b"A: b\r\nC: d\r\n", b"no field\r\n"):
        with pytest.raises(domainsec.Error):
            domainsec.canonical_field(wrong, "relaxed")


def test_results_are_read_and_written():
    results = domainsec.AuthenticationResults.from_string('edge1.contoso.example; dkim=pass reason="ok" header.d=a.example')
    assert results.authserv_id == "edge1.contoso.example"
    (method,) = results.methods
    assert (method.method, method.result, method.reason) == ("dkim", "pass", "ok")
    (prop,) = method.properties
    assert (prop.ptype, prop.property, prop.value) == ("header", "d", "a.example")
    assert domainsec.AuthenticationResults.from_string(results.to_field().split(b":", 1)[1].strip()) == results
    assert pickle.loads(pickle.dumps(results)) == results


def test_results_that_are_none():
    assert domainsec.AuthenticationResults.from_string("edge1; none").methods == []
    assert domainsec.AuthenticationResults.from_string(b"\xff;;;") is None
    assert domainsec.AuthenticationResults.from_string("(" * 200) is None
    with pytest.raises(domainsec.Error):
        domainsec.AuthenticationResults(
            authserv_id="a", methods=[domainsec.AuthenticationMethod(method="no word", result="pass")]
        ).to_field()


def test_results_are_made_by_keywords_only():
    with pytest.raises(TypeError):
        domainsec.AuthenticationMethod("dkim")
    with pytest.raises(TypeError, match="no keyword"):
        domainsec.AuthenticationMethod(methode="dkim")
    with pytest.raises(TypeError):
        domainsec.AuthenticationMethod(method=1)
    with pytest.raises(TypeError):
        domainsec.AuthenticationResults(methods=[1])


def test_who_could_claim():
    names = [domainsec.DomainName("contoso.example")]
    assert domainsec.could_claim("contoso.example; none", names)
    assert domainsec.could_claim(b"\xff\xff", names)
    assert not domainsec.could_claim("other.example; none", names)
    with pytest.raises(TypeError):
        domainsec.could_claim("contoso.example; none", [3])
