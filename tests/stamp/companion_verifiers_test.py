"""Checks companion DKIM-Signatures with dkimpy and with OpenDKIM's library.

Usage: companion_verifiers_test.py WRITE_SAMPLES OPENDKIM_VERIFY
Both have to find every signature good, and each change of what it covers.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import dkim

LEAST_MESSAGES = 100
DOMAIN = "secured.contoso.example"


def changes(message: bytes) -> dict[str, bytes]:
    """What must break the signature, by name."""
    return {
        "a second From": message.replace(b"Domain-Secured:", b"From: eve@evil.example\r\nDomain-Secured:", 1),
        "a changed author": message.replace(b"alice@fabrikam", b"alicf@fabrikam"),
        "a changed stamp": message.replace(b"p=fabrikam.example;", b"p=fabrikan.example;", 1),
        "a second stamp": message.replace(b"Domain-Secured:", b"Domain-Secured: v=1\r\nDomain-Secured:", 1),
        "more body": message + b"\r\nmore\r\n",
    }


def by_dkimpy(message: bytes, records: dict[str, str]) -> bool:
    def lookup(name: bytes, timeout: int = 5) -> bytes:
        return records[name.decode().removesuffix(".")].encode()

    return dkim.verify(message, dnsfunc=lookup)


def by_opendkim(program: str, folder: pathlib.Path, keys: pathlib.Path, messages: list[bytes]) -> list[bool]:
    files = []
    for number, message in enumerate(messages):
        files.append(folder / f"to-verify-{number}")
        files[-1].write_bytes(message)
    run = subprocess.run([program, keys, *files], check=True, timeout=100, stdout=subprocess.PIPE)
    return [line == "pass" for line in run.stdout.decode().split("\n")[:-1]]


def main(write_samples: str, opendkim_verify: str) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([write_samples, folder], check=True, timeout=100)
        records: dict[str, str] = {}
        cases: list[tuple[str, bytes, bool]] = []
        for file in sorted(folder.glob("*.dkim")):
            message = re.sub(rb"\r?\n", b"\r\n", file.read_bytes())
            header, end, _ = message.partition(b"\r\n\r\n")
            # Neither takes a header without its empty line, dkimpy no space before the colon, and
            # OpenDKIM no last line without its end, which no message on the wire has.
            if not end or not message.endswith(b"\r\n") or re.search(rb"^[\w-]+[ \t]+:", header, re.M):
                continue
            selector = re.search(rb"^DKIM-Signature:.*?\bs=(\w+);", message, re.S).group(1).decode()
            records[f"{selector}._domainkey.{DOMAIN}"] = file.with_suffix(".record").read_text()
            cases.append((file.name, message, True))
            for what, changed in changes(message).items():
                if changed == message:
                    print(f"{file.name}: {what}: nothing was changed")
                    return 1
                cases.append((f"{file.name}: {what}", changed, False))
        keys = folder / "keys"
        keys.write_text("".join(f"{owner} {record}\n" for owner, record in records.items()))
        found = {
            "dkimpy": [by_dkimpy(message, records) for _, message, _ in cases],
            "OpenDKIM": by_opendkim(opendkim_verify, folder, keys, [message for _, message, _ in cases]),
        }
    faults = 0
    for verifier, verdicts in found.items():
        assert len(verdicts) == len(cases), verifier
        for (what, _, wanted), verdict in zip(cases, verdicts):
            if verdict != wanted:
                faults += 1
                print(f"{verifier}: {what}: {'does not verify' if wanted else 'verifies'}")
    good = sum(wanted for _, _, wanted in cases)
    print(f"{good} messages and {len(cases) - good} changed ones, two verifiers, {len(records)} keys, {faults} faults")
    return 0 if faults == 0 and good >= LEAST_MESSAGES and len(records) == 2 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
