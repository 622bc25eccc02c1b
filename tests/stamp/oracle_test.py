"""Checks stamps with implementations that are not ours: dkimpy canonicalizes, cryptography verifies.

Usage: oracle_test.py WRITE_SAMPLES. The steps are those of docs/stamp-format.md section 4.
"""

import base64
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.canonicalization import CanonicalizationPolicy
from dkim.util import parse_tag_value

LEAST_MESSAGES = 500


def split(message: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Header fields as (name, value with its line end), and the body; CRLF throughout."""
    message = re.sub(rb"\r?\n", b"\r\n", message)
    header, _, body = message.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", header.removesuffix(b"\r\n"))
    return [tuple(field.split(b":", 1)) for field in fields], body


def signed_digest(fields, stamp, tags, policy) -> bytes:
    """SHA-256 over the fields of h=, from the bottom up, and the stamp with an empty b=."""
    left = list(fields)
    chosen = []
    for name in re.split(rb"\s*:\s*", tags[b"h"].strip()):
        for index in range(len(left) - 1, -1, -1):
            if left[index][0].strip().lower() == name.lower():
                chosen.append(left.pop(index))
                break
    emptied = re.sub(rb"(;\s*b2?\s*=)[^;]*", rb"\1", stamp[1])
    text = b""
    for name, value in policy.canonicalize_headers([(n, v + b"\r\n") for n, v in chosen]):
        text += name + b":" + value
    for name, value in policy.canonicalize_headers([(stamp[0], emptied)]):
        text += name + b":" + value.removesuffix(b"\r\n")
    return hashlib.sha256(text).digest()


def signature_fits(key_line: str, digest: bytes, signature: bytes) -> bool:
    algorithm, encoded = key_line.split()
    key = base64.b64decode(encoded, validate=True)
    try:
        if algorithm.startswith("ed25519-sha256"):  # alone, or the first of a set
            ed25519.Ed25519PublicKey.from_public_bytes(key[:32]).verify(signature, digest)
        else:
            numbers = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            load_der_public_key(key).verify(utils.encode_dss_signature(*numbers), digest,
                                            ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True


def fault_of(message: bytes, key_line: str) -> str:
    """Why a stamp does not hold; empty when it does."""
    fields, body = split(message)
    stamp = fields[0]
    if stamp[0] != b"Domain-Secured":
        return "the first field is not the stamp"
    tags = parse_tag_value(stamp[1])
    policy = CanonicalizationPolicy.from_c_value(tags[b"c"])
    if base64.b64decode(tags[b"bh"]) != hashlib.sha256(policy.canonicalize_body(body)).digest():
        return "the body hash differs"
    digest = signed_digest(fields, stamp, tags, policy)
    if not signature_fits(key_line, digest, base64.b64decode(tags[b"b"])):
        return "the signature does not fit"
    return ""


def changed(message: bytes) -> bytes:
    """A covered field with another letter: the check must notice."""
    head, _, rest = message.rpartition(b"fabrikam.example")
    return head + b"fabrikan.example" + rest


def main(write_samples: str) -> int:
    count = faults = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([write_samples, folder], check=True, timeout=100)
        for file in sorted(pathlib.Path(folder).glob("*.eml")):
            message = file.read_bytes()
            key_line = file.with_suffix(".key").read_text(encoding="ascii")
            fault = fault_of(message, key_line)
            if not fault and not fault_of(changed(message), key_line):
                fault = "a changed field is not noticed"
            count += 1
            faults += bool(fault)
            if fault:
                print(f"{file.name}: {fault}")
    print(f"{count} messages checked, {faults} faults")
    return 0 if faults == 0 and count >= LEAST_MESSAGES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
