"""domainsec.aio against OpenSSL's s_client and s_server, which know nothing of us."""

import asyncio
import contextlib
import re

import pytest
from aio_ends import Echo, connect, ended, in_loop, plain_serving, serving
from domainsec import aio
from domainsec.words import SessionFailureReason

FABRIKAM = ("fabrikam", "mx1")
CONTOSO = ("contoso", "edge1")


def certificate(demo, whose):
    organization, label = whose
    folder = demo / organization / "certificates" / label
    return ["-cert", str(folder / "chain.pem"), "-key", str(folder / "key.pem")]


@contextlib.asynccontextmanager
async def openssl(*arguments):
    process = await asyncio.create_subprocess_exec(
        "openssl",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def client_says(port, line, *arguments):
    """What s_client prints until the conversation ends."""
    async with openssl("s_client", "-connect", f"127.0.0.1:{port}", "-quiet", *arguments) as process:
        process.stdin.write(line)
        await process.stdin.drain()
        return await asyncio.wait_for(process.stdout.read(), 30)


@contextlib.asynccontextmanager
async def openssl_server(*arguments):
    async with openssl("s_server", "-accept", "127.0.0.1:0", "-naccept", "1", *arguments) as process:
        while True:
            line = await asyncio.wait_for(process.stdout.readline(), 30)
            assert line, "s_server did not start"
            if accepted := re.match(rb"ACCEPT .*:(\d+)", line):
                break
        yield process, int(accepted[1])


class AnswerOnce(Echo):
    async def __call__(self, reader, writer):
        self.facts.append(writer.get_extra_info("domainsec.facts"))
        writer.write((await reader.readline()).upper())
        await ended(writer)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@in_loop
async def test_s_client_with_a_certificate(demo, edge, version):
    answer = AnswerOnce()
    async with serving(edge, answer) as port:
        said = await client_says(port, b"hello\n", version, *certificate(demo, FABRIKAM))
    assert b"HELLO\n" in said
    [facts] = answer.facts
    assert len(facts.chain) == 1
    transaction = edge.begin(facts)
    transaction.mail_from("alice@fabrikam.example")
    assert transaction.rcpt_to("bob@contoso.example").reply.code == 250


@in_loop
async def test_s_client_without_a_certificate_is_let_in_and_judged_later(edge):
    answer = AnswerOnce()
    async with serving(edge, answer) as port:
        assert b"HELLO\n" in await client_says(port, b"hello\n")
    [facts] = answer.facts
    assert len(facts.chain) == 0
    transaction = edge.begin(facts)
    transaction.mail_from("alice@fabrikam.example")
    assert "[DSEC-NO-CERT]" in transaction.rcpt_to("bob@contoso.example").reply.text


@in_loop
async def test_s_client_by_starttls(demo, edge):
    seen = []

    async def smtp(reader, writer):
        writer.write(b"220 edge1.contoso.example ESMTP\r\n")
        assert (await reader.readline()).startswith(b"EHLO")
        writer.write(b"250-edge1.contoso.example\r\n250 STARTTLS\r\n")
        assert await reader.readline() == b"STARTTLS\r\n"
        seen.append(await aio.start_tls(reader, writer, edge=edge, reply=b"220 Go ahead\r\n"))
        writer.write(b"you said " + await reader.readline())
        await ended(writer)

    async with plain_serving(smtp) as port:
        said = await client_says(port, b"NOOP\n", "-starttls", "smtp", *certificate(demo, FABRIKAM))
    assert b"you said NOOP" in said
    assert len(seen[0].chain) == 1


@in_loop
async def test_old_tls_is_refused(edge):
    async with serving(edge, AnswerOnce()) as port:
        said = await client_says(port, b"hello\n", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    assert b"alert" in said and b"HELLO" not in said


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@in_loop
async def test_s_server_sees_our_certificate(demo, fabrikam, version):
    anchors = str(demo / "contoso" / "fabrikam-ca.pem")
    arguments = [version, *certificate(demo, CONTOSO), "-Verify", "1", "-CAfile", anchors, "-verify_return_error"]
    async with openssl_server(*arguments) as (process, port):
        reader, writer = await connect(fabrikam, port)
        facts = writer.get_extra_info("domainsec.facts")
        assert fabrikam.route("contoso.example").judge(facts).secured
        process.stdin.write(b"hello\n")
        assert await asyncio.wait_for(reader.readline(), 30) == b"hello\n"
        await ended(writer)


@in_loop
async def test_refusal_of_our_certificate_comes_late_in_tls13(demo, fabrikam):
    anchors = str(demo / "fabrikam" / "contoso-ca.pem")  # Not the one that issued Fabrikam's.
    arguments = ["-tls1_3", *certificate(demo, CONTOSO), "-Verify", "1", "-CAfile", anchors, "-verify_return_error"]
    async with openssl_server(*arguments) as (_, port):
        reader, writer = await connect(fabrikam, port)
        with pytest.raises(aio.SessionError) as caught:
            await asyncio.wait_for(reader.readline(), 30)
        assert caught.value.reason is SessionFailureReason.PEER_REJECTED_CERTIFICATE
        assert caught.value.failure.alert_from_peer
        await ended(writer)


@in_loop
async def test_wrong_server_is_let_in_by_tls_and_refused_by_the_route(demo, fabrikam):
    async with openssl_server(*certificate(demo, ("northwind", "mx1"))) as (_, port):
        _, writer = await connect(fabrikam, port)
        verdict = fabrikam.route("contoso.example").judge(writer.get_extra_info("domainsec.facts"))
        assert not verdict.secured and verdict.text
        await ended(writer)
