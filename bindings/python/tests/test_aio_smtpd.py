"""domainsec.aio.smtpd: aiosmtpd with mutual TLS, judgement, edits and stamp."""

import asyncio
import contextlib
import hashlib
import re
import shutil
import socket
import subprocess
import sys
import threading

import domainsec
import pytest
from aio_ends import in_loop
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from domainsec.aio import smtpd
from smtp_ends import MESSAGE, Client, Deliveries, controlled, free_port, smtp_server


@pytest.fixture
def deliveries():
    return Deliveries()


@pytest.fixture
def pending_edge(demo, tmp_path):
    """Contoso with a partner by DANE, whose TLSA records nobody has asked for."""
    shutil.copytree(demo / "contoso", tmp_path / "contoso")
    path = tmp_path / "contoso" / "domainsec.toml"
    text = path.read_text().replace('trust = "anchors"\nanchors = ["fabrikam-ca.pem"]', 'trust = "dane"')
    path.write_text(text)
    return domainsec.Edge.load(path)


@in_loop
async def test_secured_message_is_marked_and_handed_over(edge, fabrikam, verifier, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        assert (await client.send()).startswith("250")
    [envelope] = deliveries.envelopes
    assert envelope.finished.secured and envelope.finished.partner == "Fabrikam"
    assert envelope.facts.binding == client.facts.binding
    assert envelope.original_content == MESSAGE
    assert envelope.content.endswith(MESSAGE)
    assert envelope.mail_from == "alice@fabrikam.example" and envelope.rcpt_tos == ["bob@contoso.example"]
    assert verifier.verify(envelope.content).status == "pass"


@in_loop
async def test_forged_marks_are_taken_off(edge, fabrikam, verifier, deliveries):
    forged = (
        b"Domain-Secured: v=1; d=contoso.example; p=fabrikam.example\r\n"
        b"Authentication-Results: edge1.contoso.example; x-domain-secured=pass\r\n" + MESSAGE
    )
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        assert (await client.send(forged)).startswith("250")
    [envelope] = deliveries.envelopes
    assert envelope.content.count(b"Domain-Secured:") == 1
    assert verifier.verify(envelope.content).status == "pass"


@in_loop
async def test_starttls_is_offered_once(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        assert "STARTTLS" in await client.say("EHLO mx1.fabrikam.example")
        assert (await client.say("STARTTLS now")).startswith("501")
        assert "STARTTLS" not in await client.start_tls()
        assert (await client.say("STARTTLS")).startswith("503")
        assert (await client.send()).startswith("250")
    assert deliveries.envelopes[0].finished.secured


@in_loop
async def test_clear_text_is_refused_with_its_token(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        answer = await client.send()
        assert answer.startswith("451 4.7.0") and "[DSEC-NO-TLS]" in answer
        assert (await client.say("DATA")).startswith("503")
    assert not deliveries.envelopes


@in_loop
async def test_mail_of_others_passes_unmarked(edge, fabrikam, deliveries):
    message = MESSAGE.replace(b"fabrikam.example", b"elsewhere.example")
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        assert (await client.send(message, sender="carol@elsewhere.example")).startswith("250")
    [envelope] = deliveries.envelopes
    assert not envelope.finished.secured and not envelope.facts.is_tls
    assert envelope.facts.peer_address == "127.0.0.1"
    assert b"Domain-Secured:" not in envelope.content


@in_loop
async def test_transaction_of_clear_text_does_not_go_on_inside_tls(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        assert (await client.say("MAIL FROM:<alice@fabrikam.example>")).startswith("250")
        await client.start_tls()
        assert (await client.say("RCPT TO:<bob@contoso.example>")).startswith("503")
        assert (await client.send()).startswith("250")
    assert deliveries.envelopes[0].finished.secured


@in_loop
async def test_ehlo_is_needed_again_after_starttls(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        await client.say("STARTTLS")
        route = fabrikam.route("contoso.example")
        await domainsec.aio.start_tls(client.reader, client.writer, edge=fabrikam, route=route)
        assert (await client.say("MAIL FROM:<alice@fabrikam.example>")).startswith("503")


@in_loop
async def test_injected_commands_end_the_connection(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam, tls=False) as client:
        client.writer.write(b"STARTTLS\r\nMAIL FROM:<evil@stranger.example>\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert await client.reader.read() == b""
    assert not deliveries.envelopes


@in_loop
async def test_failed_handshake_ends_the_connection(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port:
        async with Client.to(port, fabrikam, tls=False) as client:
            assert (await client.say("STARTTLS")).startswith("220")
            client.writer.write(b"MAIL FROM:<in@clear.example>\r\n")
            assert (await client.reader.read())[:1] == b"\x15"
        async with Client.to(port, fabrikam) as client:
            assert (await client.send()).startswith("250")


@in_loop
async def test_handshake_is_bounded_in_time(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries, handshake_timeout=0.2) as port:
        async with Client.to(port, fabrikam, tls=False) as client:
            await client.say("STARTTLS")
            assert (await asyncio.wait_for(client.reader.read(), 30))[:1] in (b"", b"\x15")


@in_loop
async def test_second_transaction_and_reset_are_judged_anew(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        assert (await client.send()).startswith("250")
        await client.say("MAIL FROM:<alice@fabrikam.example>")
        await client.say("RCPT TO:<bob@contoso.example>")
        assert (await client.say("RSET")).startswith("250")
        assert (await client.say("DATA")).startswith("503")
        other = MESSAGE.replace(b"fabrikam.example", b"elsewhere.example")
        assert (await client.send(other, sender="carol@elsewhere.example")).startswith("250")
    assert [each.finished.secured for each in deliveries.envelopes] == [True, False]


@in_loop
async def test_null_reverse_path(edge, fabrikam, deliveries):
    bounce = MESSAGE.replace(b"alice@", b"mailer-daemon@mx1.")
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        assert (await client.send(bounce, sender="")).startswith("250")
    assert deliveries.envelopes[0].finished.secured


@in_loop
async def test_size_is_refused_before_the_data(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries, data_size_limit=None) as port, Client.to(port, fabrikam) as client:
        answer = await client.say("MAIL FROM:<alice@fabrikam.example> SIZE=99999999999")
        assert answer.startswith("552 5.3.4")


@in_loop
async def test_message_may_be_refused_after_the_data(demo, tmp_path, fabrikam, deliveries):
    shutil.copytree(demo / "contoso", tmp_path / "contoso")
    path = tmp_path / "contoso" / "domainsec.toml"
    path.write_text(path.read_text().replace('mode = "require"', 'mode = "require"\nunsecured_from = "reject"'))
    rejecting = domainsec.Edge.load(path)
    async with smtp_server(rejecting, deliveries) as port, Client.to(port, fabrikam) as client:
        answer = await client.send(sender="carol@elsewhere.example")
        assert answer[0] in "45" and "[DSEC-FROM]" in answer
        assert not deliveries.envelopes
        assert (await client.send()).startswith("250")


@in_loop
async def test_pending_is_temporary(pending_edge, fabrikam, deliveries):
    async with smtp_server(pending_edge, deliveries) as port, Client.to(port, fabrikam) as client:
        answer = await client.send()
        assert answer.startswith("451 4.7.5") and "[DSEC-EVIDENCE]" in answer
    assert not deliveries.envelopes


@in_loop
async def test_pending_that_cannot_be_fetched_stays_temporary(pending_edge, fabrikam, deliveries):
    async with smtp_server(pending_edge, deliveries, fulfil=True) as port, Client.to(port, fabrikam) as client:
        assert (await client.send()).startswith("451 4.7.5")


@in_loop
async def test_what_is_missing_is_fetched_once(pending_edge, fabrikam, fabrikam_leaf, deliveries):
    key = x509.load_der_x509_certificate(fabrikam_leaf).public_key()
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = domainsec.TlsaRecord(usage=3, selector=1, matching_type=1, data=hashlib.sha256(spki).digest())
    resolver = domainsec.MapResolver(tlsa_records={domainsec.tlsa_owner("fabrikam.example"): [record]})
    async with smtp_server(pending_edge, deliveries, fulfil=True, resolver=resolver) as port:
        async with Client.to(port, fabrikam) as client:
            assert (await client.send()).startswith("250")
    assert deliveries.envelopes[0].finished.secured
    assert deliveries.envelopes[0].finished.report.method == "dane"


@in_loop
async def test_resolver_that_raises_is_temporary(pending_edge, fabrikam, deliveries):
    def failing(kind, owner):
        raise RuntimeError("no DNS today")

    resolver = domainsec.FunctionResolver(failing)
    async with smtp_server(pending_edge, deliveries, fulfil=True, resolver=resolver) as port:
        async with Client.to(port, fabrikam) as client:
            assert (await client.send()).startswith("451")
    assert not deliveries.envelopes


@in_loop
async def test_address_that_is_no_text_is_refused(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries, enable_SMTPUTF8=True) as port, Client.to(port, fabrikam) as client:
        client.writer.write(b"MAIL FROM:<al\xff@fabrikam.example>\r\n")
        assert (await client.reply()).startswith("553 5.1.3")
        assert (await client.send()).startswith("250")


@in_loop
async def test_exception_in_the_delivery_is_temporary(edge, fabrikam, caplog):
    deliveries = Deliveries(RuntimeError("disk full"))
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        answer = await client.send()
        assert answer.startswith("451 4.3.0") and "disk" not in answer
        deliveries.answer = None
        assert (await client.send()).startswith("250")
    assert "disk full" in caplog.text


@in_loop
async def test_answer_of_the_delivery_is_given(edge, fabrikam):
    async with smtp_server(edge, Deliveries("452 4.2.2 Full")) as port, Client.to(port, fabrikam) as client:
        assert await client.send() == "452 4.2.2 Full"


class Handler:
    """An ordinary aiosmtpd handler."""

    def __init__(self):
        self.seen = []
        self.envelope = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.seen.append(("MAIL", address))
        envelope.mail_from = address
        return "250 sender taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.seen.append(("RCPT", address))
        if address.startswith("nobody"):
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 recipient taken"

    async def handle_DATA(self, server, session, envelope):
        self.envelope = envelope
        assert session.ssl["domainsec.facts"].is_tls
        return "250 2.0.0 queued as 7"

    async def handle_NOOP(self, server, session, envelope, arg):
        return "250 noted"

    def handle_STARTTLS(self, server, session, envelope):
        self.seen.append(("STARTTLS", session.ssl["domainsec.facts"].is_strong))
        return True


@in_loop
async def test_ordinary_handler_keeps_its_hooks(edge, fabrikam):
    handler = Handler()
    async with smtp_server(edge, None, handler) as port, Client.to(port, fabrikam) as client:
        assert await client.say("NOOP") == "250 noted"
        assert await client.say("MAIL FROM:<alice@fabrikam.example>") == "250 sender taken"
        assert (await client.say("RCPT TO:<nobody@contoso.example>")).startswith("550 5.1.1")
        await client.say("RSET")
        assert await client.send() == "250 2.0.0 queued as 7"
    assert handler.envelope.finished.secured
    assert ("STARTTLS", True) in handler.seen


@in_loop
async def test_refused_recipient_never_reaches_the_handler(edge, fabrikam):
    handler = Handler()
    async with smtp_server(edge, None, handler) as port, Client.to(port, fabrikam, tls=False) as client:
        assert (await client.send()).startswith("451")
    assert [kind for kind, _ in handler.seen] == ["MAIL"]


@in_loop
async def test_judgement_does_not_block_the_loop(edge, fabrikam, deliveries):
    threads = set()

    class Noting(smtpd.Judgement):
        def mail_from(self, *arguments):
            threads.add(threading.current_thread())
            return super().mail_from(*arguments)

        def finish(self, message):
            threads.add(threading.current_thread())
            return super().finish(message)

    original, smtpd.Judgement = smtpd.Judgement, Noting
    try:
        async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
            assert (await client.send()).startswith("250")
    finally:
        smtpd.Judgement = original
    assert threads and threading.current_thread() not in threads


@in_loop
async def test_require_starttls(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries, require_starttls=True) as port:
        async with Client.to(port, fabrikam, tls=False) as client:
            assert (await client.send()).startswith("530")


@in_loop
async def test_many_clients_at_once(edge, fabrikam, deliveries):
    async def one(port):
        async with Client.to(port, fabrikam) as client:
            return await client.send()

    async with smtp_server(edge, deliveries) as port:
        answers = await asyncio.gather(*(one(port) for _ in range(12)))
    assert all(answer.startswith("250") for answer in answers)
    assert len(deliveries.envelopes) == 12


@in_loop
async def test_client_that_leaves_in_the_data_delivers_nothing(edge, fabrikam, deliveries):
    async with smtp_server(edge, deliveries) as port, Client.to(port, fabrikam) as client:
        for line in ("MAIL FROM:<alice@fabrikam.example>", "RCPT TO:<bob@contoso.example>", "DATA"):
            await client.say(line)
        client.writer.write(MESSAGE)
        client.writer.transport.abort()
        await asyncio.sleep(0.1)
    assert not deliveries.envelopes


def test_messages_must_have_a_taker(edge):
    with pytest.raises(ValueError, match="lost"):
        smtpd.Controller(object(), "127.0.0.1", 0, edge=edge)


@pytest.mark.parametrize("name", ["ssl_context", "tls_context", "decode_data"])
def test_options_that_would_undo_it_are_refused(edge, deliveries, name):
    with pytest.raises(ValueError, match=name):
        smtpd.Controller(None, "127.0.0.1", 0, edge=edge, deliver=deliveries, **{name: object()})


def test_controller_needs_an_identity(demo, deliveries):
    stranger = domainsec.Edge.load(demo / "stranger" / "domainsec.toml")
    with pytest.raises(domainsec.Error):
        smtpd.Controller(None, "127.0.0.1", 0, edge=stranger, deliver=deliveries)


def swaks(port, *arguments):
    command = ["swaks", "--server", "127.0.0.1", "--port", str(port), "--helo", "mx1.fabrikam.example"]
    command += ["--from", "alice@fabrikam.example", "--to", "bob@contoso.example"]
    command += ["--header", "From: Alice <alice@fabrikam.example>", "--timeout", "10", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def with_certificate(demo):
    folder = demo / "fabrikam" / "certificates" / "mx1"
    return ["--tls", "--tls-cert", str(folder / "chain.pem"), "--tls-key", str(folder / "key.pem")]


def test_swaks_with_a_certificate_is_secured(demo, edge, verifier, deliveries):
    with controlled(edge, deliveries) as port:
        sent = swaks(port, *with_certificate(demo))
    assert sent.returncode == 0, sent.stdout
    assert deliveries.envelopes[0].finished.secured
    assert verifier.verify(deliveries.envelopes[0].content).display().is_secured


def test_swaks_without_a_certificate_is_deferred(edge, deliveries):
    with controlled(edge, deliveries) as port:
        sent = swaks(port, "--tls")
    assert "451 4.7.5" in sent.stdout and "[DSEC-NO-CERT]" in sent.stdout
    assert sent.returncode != 0 and not deliveries.envelopes


def test_swaks_in_clear_text_is_deferred(edge, deliveries):
    with controlled(edge, deliveries) as port:
        sent = swaks(port)
    assert "[DSEC-NO-TLS]" in sent.stdout and not deliveries.envelopes


def test_s_client_by_starttls(demo, edge, deliveries):
    folder = demo / "fabrikam" / "certificates" / "mx1"
    with controlled(edge, deliveries) as port:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-starttls", "smtp", "-crlf", "-ign_eof"]
        command += ["-cert", str(folder / "chain.pem"), "-key", str(folder / "key.pem")]
        said = subprocess.run(command, input=b"EHLO mx1\nQUIT\n", capture_output=True, timeout=30).stdout
    assert re.search(rb"250 HELP\r?\n", said) and b"221" in said


def test_controller_stops_in_the_middle_of_conversations(edge, fabrikam, deliveries):
    with controlled(edge, deliveries) as port, socket.create_connection(("127.0.0.1", port)) as half:
        half.recv(100)
        half.sendall(b"EHLO x\r\nSTARTTLS\r\n")
        half.recv(1000)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()


def test_without_aiosmtpd_there_is_one_sentence(tmp_path):
    program = "import sys; sys.modules['aiosmtpd'] = None\nimport domainsec.aio\nimport domainsec.aio.smtpd"
    failed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert failed.stderr.strip().splitlines()[-1] == (
        "ImportError: domainsec.aio.smtpd needs the package aiosmtpd: pip install aiosmtpd"
    )


def test_unthreaded_controller_runs_in_the_callers_loop(edge, fabrikam, deliveries):
    loop = asyncio.new_event_loop()
    controller = smtpd.UnthreadedController(None, "127.0.0.1", free_port(), loop, edge=edge, deliver=deliveries)
    controller.begin()

    async def talk():
        async with Client.to(controller.port, fabrikam) as client:
            answer = await client.send()
            await client.say("QUIT")
            return answer

    try:
        assert loop.run_until_complete(asyncio.wait_for(talk(), 20)).startswith("250")
        loop.run_until_complete(asyncio.sleep(0.05))
        controller.end()
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        asyncio.set_event_loop(None)
    assert deliveries.envelopes[0].finished.secured
