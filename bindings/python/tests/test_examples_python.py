"""The examples of examples/python as users run them."""

import contextlib
import mailbox
import pathlib
import re
import select
import signal
import smtplib
import subprocess
import sys

import domainsec
import pytest
from smtp_ends import MESSAGE, Deliveries, controlled, free_port

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "examples" / "python"


def command_of(name, arguments):
    """With everything that Python warns of shown."""
    return [sys.executable, "-X", "dev", "-W", "error", str(EXAMPLES / name), *map(str, arguments)]


def run(name, *arguments):
    finished = subprocess.run(command_of(name, arguments), capture_output=True, text=True, timeout=60)
    assert "Warning" not in finished.stderr and "Traceback" not in finished.stderr, finished.stderr
    return finished


@contextlib.contextmanager
def running(name, *arguments):
    """A server: gives the process once it says that it listens; it must end well at SIGTERM."""
    with subprocess.Popen(
        command_of(name, arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert select.select([process.stdout], [], [], 60)[0]
            first = process.stdout.readline()
            assert first.startswith("listening on "), process.stderr.read()
            process.port = int(first.rsplit(":", 1)[1])
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.rest, process.errors = process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert process.returncode == 0, process.errors
    assert "Warning" not in process.errors and "Traceback" not in process.errors, process.errors


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_every_example_says_what_it_does(name):
    helped = run(name, "--help")
    assert helped.returncode == 0 and "usage:" in helped.stdout


# edge_aiosmtpd.py


def swaks(port, demo, *arguments):
    folder = demo / "fabrikam" / "certificates" / "mx1"
    command = [
        "swaks",
        "--server",
        "127.0.0.1",
        "--port",
        str(port),
        "--helo",
        "mx1.fabrikam.example",
        "--timeout",
        "10",
    ]
    command += [
        "--from",
        "alice@fabrikam.example",
        "--to",
        "bob@contoso.example",
        "--header",
        "From: alice@fabrikam.example",
    ]
    command += ["--tls-cert", str(folder / "chain.pem"), "--tls-key", str(folder / "key.pem")]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=30)


def test_edge_delivers_secured_mail_marked(demo, tmp_path, verifier):
    listen = f"127.0.0.1:{free_port()}"
    configuration = demo / "contoso" / "domainsec.toml"
    with running("edge_aiosmtpd.py", configuration, tmp_path / "inbox", "--listen", listen) as edge:
        assert swaks(edge.port, demo, "--tls").returncode == 0
        assert "[DSEC-NO-TLS]" in swaks(edge.port, demo).stdout
    assert edge.rest == "secured by Fabrikam: <alice@fabrikam.example> to bob@contoso.example\n"
    [message] = mailbox.Maildir(tmp_path / "inbox", create=False)
    assert message["Return-Path"] == "<alice@fabrikam.example>"
    [path] = (tmp_path / "inbox" / "new").iterdir()
    assert verifier.verify(path.read_bytes()).display().is_secured


def test_edge_without_configuration_is_one_sentence(tmp_path):
    failed = run("edge_aiosmtpd.py", tmp_path / "none.toml", tmp_path / "inbox")
    assert failed.returncode == 2 and "none.toml" in failed.stderr and "Traceback" not in failed.stderr


# check_partner.py


@pytest.fixture
def ask(demo):
    def check(port, *arguments):
        configuration = demo / "fabrikam" / "domainsec.toml"
        return run("check_partner.py", configuration, "contoso.example", "--host", f"127.0.0.1:{port}", *arguments)

    return check


def test_partner_that_is_ready(edge, ask):
    with controlled(edge, Deliveries()) as port:
        checked = ask(port, "--from", "alice@fabrikam.example", "--to", "bob@contoso.example")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "FAIL" not in checked.stdout
    for what in ("connection", "TLS", "certificate", "ours", "our mail"):
        assert re.search(rf"^ok +{what} ", checked.stdout, re.M), checked.stdout


def test_partner_with_a_strangers_certificate(demo, ask):
    northwind = domainsec.Edge.load(demo / "northwind" / "domainsec.toml")
    with controlled(northwind, Deliveries()) as port:
        checked = ask(port)
    assert checked.returncode == 1
    assert re.search(r"^FAIL +certificate +.*northwind.example.*expected contoso.example", checked.stdout, re.M)
    assert re.search(r"^FAIL +not ready +.*subjectAltName", checked.stdout, re.M)


def test_partner_that_does_not_take_our_mail(edge, ask):
    with controlled(edge, Deliveries()) as port:
        checked = ask(port, "--from", "eve@northwind.example", "--to", "bob@contoso.example")
    assert checked.returncode == 1
    assert "[DSEC-" in checked.stdout


@pytest.fixture
def plain_port():
    """aiosmtpd as it comes, without STARTTLS."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    controller = Controller(Sink(), "127.0.0.1", free_port())
    controller.start()
    yield controller.port
    controller.stop()


def test_partner_without_starttls(ask, plain_port):
    checked = ask(plain_port)
    assert checked.returncode == 1
    assert re.search(r"^FAIL +not ready +The server offers no TLS", checked.stdout, re.M)


def test_partner_that_is_away(ask):
    checked = ask(free_port())
    assert checked.returncode == 1 and "FAIL" in checked.stdout and "Traceback" not in checked.stderr


def test_partner_that_nobody_configured(demo):
    checked = run("check_partner.py", demo / "fabrikam" / "domainsec.toml", "elsewhere.example")
    assert checked.returncode == 2 and "elsewhere.example" in checked.stderr


# verify_maildir.py


@pytest.fixture
def maildir(tmp_path, stamped):
    folder = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    (folder / "new" / "1.secured").write_bytes(stamped.replace(b"\r\n", b"\n"))
    (folder / "cur" / "2.plain:2,S").write_bytes(MESSAGE)
    (folder / "cur" / "3.broken:2,FS").write_bytes(stamped.replace(b"Hello", b"Hullo"))
    return folder


@pytest.fixture
def verify(demo, maildir):
    def run_it(*arguments):
        keyring = demo / "contoso" / "keyring.toml"
        return run("verify_maildir.py", maildir, "--keyring", keyring, "--trust", "contoso.example", *arguments)

    return run_it


def names(maildir):
    return sorted(path.name for part in ("new", "cur") for path in (maildir / part).iterdir())


def test_maildir_table_and_progress(verify, maildir):
    before = names(maildir)
    verified = verify()
    assert verified.returncode == 0
    assert re.search(r"^pass +Domain Secured by fabrikam.example +1.secured$", verified.stdout, re.M)
    assert re.search(r"^none +.*2.plain", verified.stdout, re.M)
    assert re.search(r"^fail +.*3.broken", verified.stdout, re.M)
    assert verified.stdout.endswith("1 fail, 1 none, 1 pass\n")
    assert "3 of 3" in verified.stderr
    assert names(maildir) == before


def test_maildir_flag_is_dovecots_keyword(verify, maildir):
    (maildir / "dovecot-keywords").write_text("0 $Forwarded\n")
    assert verify("--flag", "$DomainSecured").returncode == 0
    assert (maildir / "dovecot-keywords").read_text() == "0 $Forwarded\n1 $DomainSecured\n"
    assert names(maildir) == ["1.secured:2,b", "2.plain:2,S", "3.broken:2,FS"]
    assert not list((maildir / "new").iterdir())
    assert not (maildir / "dovecot-uidlist.lock").exists()


def test_maildir_flag_that_anyone_could_set_is_taken_off(verify, maildir):
    verify("--flag", "$DomainSecured")
    (maildir / "cur" / "3.broken:2,FS").rename(maildir / "cur" / "3.broken:2,FSa")
    assert verify("--flag", "$DomainSecured").returncode == 0
    assert names(maildir) == ["1.secured:2,a", "2.plain:2,S", "3.broken:2,FS"]


def test_maildir_keywords_are_full(verify, maildir):
    (maildir / "dovecot-keywords").write_text("".join(f"{number} k{number}\n" for number in range(26)))
    failed = verify("--flag", "$DomainSecured")
    assert failed.returncode == 2 and "26 letters" in failed.stderr


def test_maildir_names_cannot_write_to_the_terminal(verify, maildir):
    (maildir / "cur" / "4.\x1b[31m:2,").write_bytes(MESSAGE)
    verified = verify()
    assert "\x1b" not in verified.stdout and "4.?[31m" in verified.stdout


def test_maildir_that_is_none(verify, maildir, tmp_path):
    maildir.rename(tmp_path / "elsewhere")
    failed = verify()
    assert failed.returncode == 2 and "Traceback" not in failed.stderr


# lmtp_flagger.py


class Store:
    """A mail store's LMTP: refuses nobody@ at RCPT and full@ after the data, as LMTP may."""

    def __init__(self):
        self.messages = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "\r\n".join(
            "452 4.2.2 full" if each.startswith("full@") else "250 2.0.0 kept" for each in envelope.rcpt_tos
        )


@contextlib.contextmanager
def mail_store():
    from aiosmtpd.controller import Controller
    from aiosmtpd.lmtp import LMTP

    class StoreController(Controller):
        def factory(self):
            return LMTP(self.handler, loop=self.loop, **self.SMTP_kwargs)

    store = Store()
    controller = StoreController(store, "127.0.0.1", free_port())
    controller.start()
    store.port = controller.port
    try:
        yield store
    finally:
        controller.stop()


def flagger(demo, next_port, *arguments):
    keyring = demo / "contoso" / "keyring.toml"
    trust = ("--trust", "contoso.example", "--name", "store.contoso.example", "--listen", "127.0.0.1:0")
    return running("lmtp_flagger.py", "--keyring", keyring, *trust, "--next", f"127.0.0.1:{next_port}", *arguments)


def deliver(port, message, *recipients):
    """By LMTP; the answers to each recipient after the data."""
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        assert client.mail("alice@fabrikam.example")[0] == 250
        for each in recipients:
            assert client.rcpt(each)[0] == 250
        assert client.docmd("DATA")[0] == 354
        client.send(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
        return [client.getreply() for _ in recipients]


def test_flagger_marks_secured_mail(demo, stamped):
    message = b"X-Domain-Secured: yes; partner=evil.example\r\nX-Keywords:\r\n $DomainSecured\r\n" + stamped
    with mail_store() as store, flagger(demo, store.port, "--keyword", "$DomainSecured") as process:
        assert deliver(process.port, message, "bob@contoso.example") == [(250, b"2.0.0 kept")]
    [(sender, recipients, kept)] = store.messages
    assert (sender, recipients) == ("alice@fabrikam.example", ["bob@contoso.example"])
    assert kept.count(b"X-Domain-Secured:") == 1 and b"X-Domain-Secured: yes; partner=fabrikam.example\r\n" in kept
    assert kept.count(b"X-Keywords:") == 1 and b"evil" not in kept
    assert re.search(rb"Authentication-Results: store.contoso.example;\s+x-domain-secured=pass", kept)
    assert (
        domainsec.Verifier(domainsec.KeyRing.from_file(demo / "contoso" / "keyring.toml"), ["contoso.example"])
        .verify(kept)
        .display()
        .is_secured
    )


def test_flagger_does_not_mark_other_mail(demo):
    forged = (
        b"x-domain-secured : yes; partner=fabrikam.example\r\n"
        b"Authentication-Results: store.contoso.example; x-domain-secured=pass\r\n" + MESSAGE + b".dotted\r\n"
    )
    with mail_store() as store, flagger(demo, store.port) as process:
        assert deliver(process.port, forged, "bob@contoso.example")[0][0] == 250
    [(_, _, kept)] = store.messages
    assert b"domain-secured :" not in kept and b"X-Domain-Secured" not in kept
    assert kept.count(b"Authentication-Results") == 1 and b"x-domain-secured=none" in kept
    assert kept.endswith(MESSAGE + b".dotted\r\n")


def test_flagger_gives_every_recipient_its_answer(demo, stamped):
    people = ["bob@contoso.example", "nobody@contoso.example", "full@contoso.example"]
    with mail_store() as store, flagger(demo, store.port) as process:
        answers = deliver(process.port, stamped, *people)
    assert [code for code, _ in answers] == [250, 550, 452]
    assert store.messages[0][1] == ["bob@contoso.example", "full@contoso.example"]


def test_flagger_keeps_mail_in_the_queue_when_the_store_is_away(demo, stamped):
    with flagger(demo, free_port()) as process:
        answers = deliver(process.port, stamped, "bob@contoso.example", "carol@contoso.example")
    assert [code for code, _ in answers] == [451, 451]
    assert "next hop" in process.errors


def test_flagger_without_keyring_is_one_sentence(tmp_path):
    failed = run(
        "lmtp_flagger.py",
        "--keyring",
        tmp_path / "none",
        "--trust",
        "a.example",
        "--name",
        "b.example",
        "--next",
        "x:1",
    )
    assert failed.returncode == 2 and "none" in failed.stderr and "Traceback" not in failed.stderr
