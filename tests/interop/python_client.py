#!/usr/bin/env python3
"""Sends the commands of standard input through STARTTLS, with Python's ssl (RFC 3207).

Prints what was agreed on and each reply. With --resume a second connection resumes the session of
the first, if the server lets it.
"""

import argparse
import socket
import ssl
import sys


class Connection:
    """Lines of SMTP, in clear text and in TLS."""

    def __init__(self, port: int) -> None:
        self.socket: socket.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.reader = self.socket.makefile("rb")

    def reply(self) -> str:
        while True:
            line = self.reader.readline().decode()
            if not line:
                raise ConnectionError("the server has ended the connection")
            print("<", line.rstrip(), flush=True)
            if line[3:4] != "-":
                return line

    def say(self, line: str) -> None:
        self.socket.sendall(line.encode() + b"\r\n")

    def start_tls(self, context: ssl.SSLContext, arguments: argparse.Namespace, session) -> None:
        self.reply()
        self.say("EHLO mx1.fabrikam.example")
        self.reply()
        self.say("STARTTLS" + (f"\r\n{arguments.injected}" if arguments.injected else ""))
        self.reply()
        self.socket = context.wrap_socket(self.socket, server_hostname=arguments.name, session=session)
        self.reader = self.socket.makefile("rb")
        print("agreed:", self.socket.version(), self.socket.cipher(), flush=True)
        print("resumed:", self.socket.session_reused, flush=True)


def context_for(arguments: argparse.Namespace) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=arguments.authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion(arguments.version)
    if arguments.certificate:
        context.load_cert_chain(arguments.certificate, arguments.key)
    if arguments.version < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def converse(connection: Connection, commands: "list[str]") -> None:
    in_data = False
    for command in commands:
        connection.say(command)
        if command == "DATA":
            in_data = connection.reply().startswith("354")
        elif command == "." or not in_data:
            in_data = False
            connection.reply()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", type=lambda text: getattr(ssl.TLSVersion, text), required=True)
    parser.add_argument("--authority", required=True)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--injected", help="a command in clear text behind STARTTLS")
    parser.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    context = context_for(arguments)
    commands = sys.stdin.read().splitlines()
    session = None
    for _ in range(2 if arguments.resume else 1):
        connection = Connection(arguments.port)
        try:
            connection.start_tls(context, arguments, session)
            converse(connection, commands)
            session = connection.socket.session
            connection.socket.unwrap().close()
        except (ssl.SSLError, OSError) as problem:
            print("problem:", problem, flush=True)
            return 1
    return 0


sys.exit(main())
