"""Two ends of TLS from memory to memory, with certificates made on the spot."""

from datetime import datetime, timedelta, timezone

import domainsec

NOW = datetime.now(timezone.utc)


def identity(name):
    key = domainsec.PrivateKey.generate("ecdsa-p256")
    content = domainsec.CertificateTemplate(
        common_name=name, dns_names=[name], not_before=NOW - timedelta(days=1), not_after=NOW + timedelta(days=30)
    )
    certificate = domainsec.make_self_signed(key, content)
    return domainsec.Identity(name.split(".")[1], domainsec.Chain([certificate]), key)


def carry(client, server, rounds=12):
    """Octets both ways until neither has any left."""
    for _ in range(rounds):
        there, back = client.take_output(), server.take_output()
        if not there and not back:
            return
        server.receive(there)
        client.receive(back)


def connected(server_context, client_context, **options):
    server = server_context.accept(**options)
    client = client_context.connect(server_name="mx.server.example")
    carry(client, server)
    return client, server
