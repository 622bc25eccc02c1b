#!/usr/bin/env python3
"""Receives mail with STARTTLS, with Python's ssl (RFC 5321, RFC 3207), one connection after another.

Prints its port, and for each connection the name that the client asked for and what was agreed on.
It ends when it is killed.
"""

import argparse
import socket
import ssl
import sys


def context_for(arguments: argparse.Namespace) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion(arguments.version)
    context.load_cert_chain(arguments.certificate, arguments.key)
    context.load_verify_locations(arguments.authority)
    context.verify_mode = getattr(ssl, "CERT_" + arguments.asks)
    context.num_tickets = arguments.tickets
    context.sni_callback = lambda _socket, name, _context: print("asked for:", name, flush=True)
    if arguments.version < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def reply_to(line: str, in_tls: bool) -> str:
    verb = line.upper().split(":")[0].strip()
    if verb.startswith("EHLO"):
        return "250-mx1.fabrikam.example\r\n" + ("250 SIZE" if in_tls else "250 STARTTLS")
    return {"DATA": "354 go on", "QUIT": "221 bye", "STARTTLS": "220 ready"}.get(verb, "250 OK")


def serve(connection: socket.socket, context: ssl.SSLContext, injected: "str | None") -> None:
    reader = connection.makefile("rb")
    connection.sendall(b"220 mx1.fabrikam.example ESMTP\r\n")
    in_tls = in_data = False
    while line := reader.readline().decode():
        line = line.rstrip("\r\n")
        print("<", line, flush=True)
        in_data = in_data and line != "."
        if in_data:
            continue
        reply = reply_to(line, in_tls)
        if line == "STARTTLS" and injected:
            reply += "\r\n" + injected
        connection.sendall(reply.encode() + b"\r\n")
        in_data = reply.startswith("354")
        if line == "STARTTLS":
            connection = context.wrap_socket(connection, server_side=True)
            reader = connection.makefile("rb")
            in_tls = True
            print("agreed:", connection.version(), connection.cipher(), flush=True)
            print("resumed:", connection.session_reused, flush=True)
        elif line == "QUIT":
            break
    if isinstance(connection, ssl.SSLSocket):
        connection.unwrap()
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", type=lambda text: getattr(ssl.TLSVersion, text), required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--authority", required=True)
    parser.add_argument("--asks", choices=["NONE", "OPTIONAL", "REQUIRED"], default="NONE")
    parser.add_argument("--tickets", type=int, default=2)
    parser.add_argument("--injected", help="a reply in clear text behind that to STARTTLS")
    arguments = parser.parse_args()
    context = context_for(arguments)
    listener = socket.create_server(("127.0.0.1", 0))
    print("listening on", listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        connection.settimeout(10)
        try:
            serve(connection, context, arguments.injected)
        except (ssl.SSLError, OSError) as problem:
            print("problem:", problem, flush=True)
            connection.close()


sys.exit(main())
