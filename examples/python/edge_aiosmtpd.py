#!/usr/bin/env python3
"""A mail edge in a few lines: aiosmtpd with mutual TLS, judgement and stamp, delivering into one Maildir.

    edge_aiosmtpd.py /etc/domainsec/domainsec.toml /var/mail/inbox --listen 0.0.0.0:25

Partners' mail without a secured path is refused with a temporary code, as the configuration says; everything else is
delivered, marked where it is Domain Secured. One line per message on standard output. SIGTERM and SIGINT end it.
"""

import argparse
import asyncio
import mailbox
import pathlib
import signal
import sys

import domainsec
from domainsec.aio.smtpd import Controller, Envelope


def address(text: str) -> "tuple[str, int]":
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


class Delivery:
    """Puts each message into the Maildir, under the return path it came with."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.maildir = mailbox.Maildir(folder, create=True)

    async def __call__(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes) and envelope.finished is not None
        sender = envelope.mail_from if envelope.mail_from != "<>" else ""
        message = f"Return-Path: <{sender}>\r\n".encode() + envelope.content
        # On the disk before the sender is told 250; an exception on the way becomes a 451.
        await asyncio.get_running_loop().run_in_executor(None, self.maildir.add, message.replace(b"\r\n", b"\n"))
        finished = envelope.finished
        verdict = f"secured by {finished.partner}" if finished.secured else f"not secured ({finished.reason})"
        print(f"{verdict}: <{sender}> to {', '.join(envelope.rcpt_tos)}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("configuration", type=pathlib.Path, help="the edge's domainsec.toml")
    parser.add_argument("maildir", type=pathlib.Path, help="where mail goes; made when it is not there")
    parser.add_argument(
        "--listen", type=address, default=("127.0.0.1", 8025), metavar="HOST:PORT", help="127.0.0.1:8025"
    )
    parser.add_argument("--require-starttls", action="store_true", help="take nothing at all in clear text")
    arguments = parser.parse_args()

    try:
        edge = domainsec.Edge.load(arguments.configuration)
        host, port = arguments.listen
        deliver = Delivery(arguments.maildir)
        controller = Controller(
            None, host, port, edge=edge, deliver=deliver, fulfil=True, require_starttls=arguments.require_starttls
        )
    except (domainsec.Error, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    # Before the server's thread begins, so that no thread takes them but this one.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    controller.start()
    print(f"listening on {host}:{port}", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    controller.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
