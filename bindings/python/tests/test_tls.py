"""Sessions and contexts: octets in and out, facts, failures, tickets, options."""

import pickle
from datetime import datetime, timedelta, timezone

import pytest
from tlsends import carry, connected, identity

import domainsec
from domainsec import ClientContext, ServerContext, SessionState, TlsOptions


@pytest.fixture(scope="module")
def ours():
    return identity("mx.server.example")


@pytest.fixture(scope="module")
def theirs():
    return identity("mx.client.example")


@pytest.fixture
def pair(ours, theirs):
    return connected(ServerContext([ours]), ClientContext(theirs), client_ip="192.0.2.7")


def test_both_sides_know_each_other(pair, ours, theirs):
    client, server = pair
    assert client.state is server.state is SessionState.ESTABLISHED
    assert repr(client) == "<Session established>"
    assert list(server.facts.chain)[0] == list(theirs.chain)[0]
    assert list(client.facts.chain)[0] == list(ours.chain)[0]
    assert server.facts.peer_address == "192.0.2.7"
    assert server.facts.server_name == "mx.server.example"
    assert server.facts.is_strong and server.facts.is_tls and not server.facts.asserted_by_caller
    assert server.facts.parameters.startswith("TLS1.3/TLS_")
    assert repr(server.facts) == f"<SessionFacts {server.facts.parameters}>"
    assert abs(server.facts.proved_at - datetime.now(timezone.utc)) < timedelta(minutes=1)
    assert not server.facts.resumed and server.facts.staples in ([], [b""])


def test_binding_is_the_exporter_of_both(pair):
    client, server = pair
    assert client.exporter() == server.exporter() == client.facts.binding == server.facts.binding
    assert len(client.exporter()) == 32


def test_data_goes_both_ways_cut_anywhere(pair):
    client, server = pair
    client.send(b"EHLO mx.client.example\r\n")
    client.send(bytearray(b"x" * 100_000))
    wire = client.take_output()
    for at in range(0, len(wire), 997):
        server.receive(memoryview(wire)[at : at + 997])
    assert server.take_plaintext() == b"EHLO mx.client.example\r\n" + b"x" * 100_000
    server.send(b"250 ok\r\n")
    assert server.pending_output > 0
    client.receive(server.take_output())
    assert client.take_plaintext() == b"250 ok\r\n"
    assert client.take_plaintext() == b"" and client.take_output() == b""


def test_nothing_before_the_handshake_is_complete(ours):
    server = ServerContext([ours]).accept()
    assert server.state is SessionState.HANDSHAKING
    assert server.facts is None and server.failure is None
    assert server.take_plaintext() == b"" and not server.can_send
    for early in (lambda: server.send(b"x"), server.exporter):
        with pytest.raises(domainsec.Error) as caught:
            early()
        assert caught.value.code is domainsec.ErrorCode.INVALID_STATE


def test_closed_in_order(pair):
    client, server = pair
    client.close()
    server.receive(client.take_output())
    assert server.peer_closed
    with pytest.raises(domainsec.Error):
        client.send(b"x")


def test_cut_off_is_truncated(pair):
    client, server = pair
    server.connection_ended()
    assert server.state is SessionState.FAILED and server.failure.reason == "truncated"
    assert pickle.loads(pickle.dumps(server.failure)) == server.failure


def test_abandoned_before_it_was_complete(ours):
    server = ServerContext([ours]).accept()
    server.connection_ended()
    assert server.failure.reason is domainsec.SessionFailureReason.ABANDONED
    assert server.failure.to_dict()["reason"] == "abandoned"


@pytest.mark.parametrize("wire", [b"EHLO x\r\n", b"\x16\x03\x01\xff\xff" + b"\0" * 100, b"\0" * 65536, b"\xff" * 5])
def test_hostile_octets_fail_the_session_and_never_raise(ours, wire):
    server = ServerContext([ours]).accept()
    for _ in range(3):
        server.receive(wire)
    assert server.state in (SessionState.FAILED, SessionState.HANDSHAKING)
    if server.state is SessionState.FAILED:
        assert server.failure.text and server.facts is None
        assert repr(server.failure).startswith("SessionFailure(")


def test_every_octet_of_a_record_counts(pair):
    client, server = pair
    client.send(b"secret")
    wire = bytearray(client.take_output())
    wire[-1] ^= 1
    server.receive(wire)
    assert server.failure.reason == "protocol_error" and server.take_plaintext() == b""


def test_leftover_behind_starttls_fails(ours, theirs):
    for session in (ServerContext([ours]).accept(leftover=b"MAIL"), ClientContext(theirs).connect(leftover=b"250")):
        assert session.state is SessionState.FAILED
        assert session.failure.reason == "plaintext_injected"


def test_client_without_identity_and_server_that_does_not_ask(ours, theirs):
    _, server = connected(ServerContext([ours]), ClientContext())
    assert server.facts.is_tls and len(server.facts.chain) == 0
    _, server = connected(ServerContext([ours]), ClientContext(theirs), request_certificate=False)
    assert len(server.facts.chain) == 0


def test_contexts_refuse_what_cannot_be():
    with pytest.raises((domainsec.Error, TypeError)):
        ServerContext([])
    with pytest.raises(TypeError):
        ServerContext(None)
    with pytest.raises(TypeError):
        ServerContext([1])
    with pytest.raises(TypeError):
        ClientContext("identity")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_handshake_octets": 1},
        {"max_pending_output": 1},
        {"record_size_limit": 63},
        {"protocols": ["x" * 256]},
        {"protocols": [""]},
    ],
)
def test_options_out_of_range_are_refused_where_a_context_is_made(ours, wrong):
    with pytest.raises(domainsec.Error) as caught:
        ServerContext([ours], options=TlsOptions(**wrong))
    assert caught.value.code is domainsec.ErrorCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    "wrong",
    [{"allow_tls12": "yes"}, {"record_size_limit": 2**80}, {"record_size_limit": -1}, {"clock": 3}, {"nope": 1}],
)
def test_options_of_wrong_types(wrong):
    with pytest.raises(TypeError):
        TlsOptions(**wrong)


def test_options_are_as_they_were_set():
    options = TlsOptions(allow_tls12=False, protocols=["smtp"], staple=lambda chain: b"")
    assert (options.allow_tls12, options.protocols, options.staple, options.key_log) == (False, ["smtp"], True, False)
    options.staple = None
    assert options.staple is False
    assert options.to_dict()["protocols"] == ["smtp"]


def test_alpn_is_agreed_on(ours, theirs):
    options = TlsOptions(protocols=["smtp", "x\xe9"])
    client, server = connected(ServerContext([ours], options=options), ClientContext(theirs, options=options))
    assert server.facts.application_protocol == client.facts.application_protocol == "smtp"


def test_events_and_key_log_of_sessions(ours, theirs):
    events, lines = [], []
    options = TlsOptions(events=events.append, key_log=lines.append)
    connected(ServerContext([ours], options=options), ClientContext(theirs))
    assert any(line.startswith("SERVER_TRAFFIC_SECRET_0") for line in lines)
    kinds = {event.kind for event in events}
    assert kinds and kinds <= set(domainsec.EventKind)
    for event in events:
        assert event.to_json().startswith("{") and "\n" not in event.to_log_line()


def test_tickets(ours, theirs, tmp_path):
    keys = domainsec.TicketKeys()
    (fact,) = keys.facts
    assert len(fact.id) == 16 and repr(keys).count(fact.id) == 0
    keys.rotate()
    assert [each.id for each in keys.facts][1:] == [fact.id]
    file = tmp_path / "tickets"
    domainsec.TicketKeys.create_file(file)
    with pytest.raises(domainsec.Error) as caught:
        domainsec.TicketKeys.create_file(file)
    assert caught.value.code is domainsec.ErrorCode.ALREADY_EXISTS
    kept = domainsec.TicketKeys.from_file(file)
    assert not kept.refresh()
    domainsec.TicketKeys.rotate_file(file)
    assert kept.refresh() and len(kept.facts) == 2
    with pytest.raises(TypeError):
        pickle.dumps(kept)
    with pytest.raises(domainsec.Error):
        domainsec.TicketKeys.from_file(tmp_path / "none")


def test_resumption(ours, theirs):
    resumption = domainsec.Resumption(
        keys=domainsec.TicketKeys(), listener="mx", policy_revision=b"\1" * 32, lifetime=timedelta(hours=1)
    )
    server_context = ServerContext([ours], options=TlsOptions(resumption=resumption))
    client_context = ClientContext(theirs, options=TlsOptions(resumption=domainsec.Resumption(client_sessions=10)))
    first = connected(server_context, client_context)
    assert not first[1].facts.resumed
    second = connected(server_context, client_context)
    assert second[1].facts.resumed and second[0].facts.resumed
    with pytest.raises(ValueError, match="32 octets"):
        domainsec.Resumption(policy_revision=b"short")


def test_facts_of_the_caller_s_own_tls(facts):
    given = facts(version="TLSv1.2", cipher="ECDHE-ECDSA-AES128-GCM-SHA256", group="P-256", binding=b"b" * 32)
    assert given.is_strong and given.asserted_by_caller and given.binding == b"b" * 32
    assert "TLS1.2/" in given.parameters
    assert not facts(version="TLSv1.2", cipher="ECDHE-ECDSA-AES128-GCM-SHA256", extended_master_secret=False).is_strong
    assert facts(leaf=b"\xff").chain_problem
    for wrong in ({"version": "SSLv3"}, {"cipher": ""}, {"handshake_complete": False}, {"version": "\0"}):
        with pytest.raises(domainsec.Error):
            facts(**wrong)
    for wrong in ({"leaf": "text"}, {"proved_at": 1}, {"staples": [1]}, {"cipher": None}, {"leaf": 2**64}):
        with pytest.raises(TypeError):
            facts(**wrong)


def test_facts_are_copied_out_of_their_session(ours, theirs):
    client, server = connected(ServerContext([ours]), ClientContext(theirs))
    kept = server.facts
    del client, server
    assert kept.is_tls and len(kept.chain) == 1
    for away in (pickle.dumps, __import__("copy").copy, __import__("copy").deepcopy):
        with pytest.raises(TypeError):
            away(kept)


def test_handshake_in_single_octets(ours, theirs):
    server, client = ServerContext([ours]).accept(), ClientContext(theirs).connect()
    for _ in range(6):
        for end, other in ((client, server), (server, client)):
            for octet in end.take_output():
                other.receive(bytes([octet]))
    assert client.state is server.state is SessionState.ESTABLISHED
    carry(client, server)
