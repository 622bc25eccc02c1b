"""What a border takes off and puts on: edits, streams, milters."""

import threading

import pytest
from conftest import MESSAGE

import domainsec

OWN = [domainsec.DomainName("contoso.example"), domainsec.DomainName("edge1.contoso.example")]
FORGED = (
    b"Domain-Secured: v=1; d=contoso.example\r\n"
    b"Authentication-Results: edge1.contoso.example; dkim=pass\r\n"
    b"Received: from x\r\n"
    b"x-ms-exchange-ORGANIZATION-authas: Internal\r\n" + MESSAGE
)


@pytest.fixture
def edits():
    return domainsec.border_edits(FORGED, own_names=OWN)


def test_foreign_marks_go(edits):
    assert edits.applied_to(FORGED) == b"Received: from x\r\n" + MESSAGE
    assert [(each.index, each.name, each.reason) for each in edits.removed] == [
        (0, "Domain-Secured", domainsec.RemovalReason.STAMP),
        (1, "Authentication-Results", domainsec.RemovalReason.CLAIMS_US),
        (3, "x-ms-exchange-ORGANIZATION-authas", domainsec.RemovalReason.EXCHANGE_FIELD),
    ]
    begin, end = edits.removed[0].range
    assert FORGED[begin:end] == b"Domain-Secured: v=1; d=contoso.example\r\n"
    assert b"".join(FORGED[begin:end] for begin, end in edits.kept) == edits.applied_to(FORGED)
    assert not edits.changes_nothing and "3 fields off" in repr(edits)


def test_what_is_put_in_front(edits):
    edits.prepend(b"B: 2\r\n")
    edits.prepend(bytearray(b"A: 1\r\n"))
    assert edits.prefix == b"A: 1\r\nB: 2\r\n"
    assert edits.applied_to(FORGED).startswith(b"A: 1\r\nB: 2\r\nReceived:")


def test_another_message_is_misuse(edits):
    with pytest.raises(domainsec.Error) as caught:
        edits.applied_to(FORGED + b"x")
    assert caught.value.code is domainsec.ErrorCode.INVALID_ARGUMENT


def test_clean_message_stays():
    edits = domainsec.border_edits(MESSAGE, own_names=OWN)
    assert edits.changes_nothing and edits.applied_to(MESSAGE) == MESSAGE and edits.kept == [(0, len(MESSAGE))]


def test_kept_stamp():
    one = FORGED.split(b"\r\n", 1)[0] + b"\r\n" + MESSAGE
    assert domainsec.border_edits(one, own_names=OWN, keep_stamp=True).changes_nothing


def test_stream_cut_at_every_place_gives_what_the_whole_gives(edits):
    edits.prepend(b"A: 1\r\n")
    whole = edits.applied_to(FORGED)
    for cut in range(len(FORGED) + 1):
        stream = domainsec.EditedStream(edits)
        assert stream.update(FORGED[:cut]) + stream.update(FORGED[cut:]) == whole
    stream = domainsec.EditedStream(edits)
    assert b"".join(stream.update(FORGED[at : at + 1]) for at in range(len(FORGED))) == whole


def test_stream_outlives_its_edits():
    stream = domainsec.EditedStream(domainsec.border_edits(FORGED, own_names=OWN))
    assert stream.update(FORGED) == b"Received: from x\r\n" + MESSAGE


def test_stream_beyond_its_message(edits):
    stream = domainsec.EditedStream(edits)
    stream.update(FORGED)
    try:
        more = stream.update(b"x" * 100)
    except domainsec.Error as error:
        assert error.code is domainsec.ErrorCode.INVALID_ARGUMENT
    else:
        assert more in (b"", b"x" * 100)


def test_header_alone_gives_the_same_edits(edits):
    header = FORGED[: FORGED.index(b"\r\n\r\n") + 4]
    early = domainsec.header_border_edits(header, own_names=OWN)
    stream = domainsec.EditedStream(early)
    assert stream.update(FORGED) == edits.applied_to(FORGED)
    assert domainsec.header_border_edits(header.replace(b"\r\n", b"\n"), own_names=OWN) is None


@pytest.mark.parametrize("octets", [b"", b"\0", b"\xff\r\r\n", b"Domain-Secured:", b"\r\n\r\nDomain-Secured: x\r\n"])
def test_hostile_messages_have_edits(octets):
    edits = domainsec.border_edits(octets, own_names=OWN)
    assert b"domain-secured" not in edits.applied_to(octets).lower()
    for removed in edits.removed:
        assert removed.index is None or removed.index >= 0
        assert removed.to_dict()["reason"] == str(removed.reason)


def test_milter_changes(edits):
    edits.prepend(b"Domain-Secured: v=1;\r\n d=x\r\n")
    changes = domainsec.milter_changes(edits, FORGED)
    assert changes.complete
    assert {(each.name, each.index) for each in changes.removals} >= {
        ("Domain-Secured", 1),
        ("Authentication-Results", 1),
    }
    assert [(each.name, each.value.strip()) for each in changes.insertions] == [("Domain-Secured", "v=1;\n d=x")]


def test_rules_of_wrong_types():
    with pytest.raises(TypeError):
        domainsec.border_edits(FORGED)
    with pytest.raises(TypeError):
        domainsec.border_edits(FORGED, own_names="contoso.example")
    with pytest.raises(TypeError):
        domainsec.border_edits(FORGED.decode(), own_names=OWN)
    with pytest.raises(BufferError):
        domainsec.border_edits(memoryview(FORGED)[::2], own_names=OWN)


def test_edits_read_from_many_threads(edits):
    wrong = []

    def read():
        for _ in range(200):
            if edits.applied_to(FORGED) != b"Received: from x\r\n" + MESSAGE:
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
