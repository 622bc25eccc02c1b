"""Encodes the parts of messages anew with Python's own encoders and asks for the digest of each.

Usage: content_oracle_test.py PRINT_CONTENT_DIGESTS. The digest expected is made from what was
encoded, by docs/stamp-format.md section 7.3, without reading a message.
"""

import base64
import binascii
import email
import email.policy
import hashlib
import itertools
import quopri
import re
import subprocess
import sys
from dataclasses import dataclass, field

LEAST_MESSAGES = 30


@dataclass
class Leaf:
    fields: list[bytes]  # without Content-Transfer-Encoding; LF inside for folds
    content: bytes       # text: with LF line ends
    kind: str = "text"   # or "binary", "message"


@dataclass
class Multipart:
    fields: list[bytes]
    boundary: bytes
    parts: list
    preamble: bytes = b""
    epilogue: bytes = b""


def text(content: bytes, kind: bytes = b"text/plain; charset=UTF-8", *more: bytes) -> Leaf:
    return Leaf([b"Content-Type: " + kind, *more], content)


def multipart(subtype: bytes, boundary: bytes, *parts, **texts) -> Multipart:
    kind = b'Content-Type: multipart/' + subtype + b';\n\tboundary="' + boundary + b'"'
    return Multipart([kind], boundary, list(parts), **texts)


# How a text may be written; each is a transcoder that is not ours.

def escaped(content: bytes) -> bytes:
    """Every octet but line ends as =xx, in lower case, with soft line breaks."""
    lines = []
    for line in content.split(b"\n"):
        triples = [b"=%02x" % octet for octet in line]
        rows = [b"".join(triples[at:at + 25]) for at in range(0, len(triples), 25)]
        lines.append(b"=\n".join(rows))
    return b"\n".join(lines)


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


ENCODERS = {
    "8bit": (b"8bit", lambda content: content),
    "binary": (b"binary", lambda content: content),
    "absent": (b"", lambda content: content),
    "qp": (b"quoted-printable", lambda content: binascii.b2a_qp(content, istext=True)),
    "qp_tabs": (b"Quoted-Printable", lambda content: quopri.encodestring(content, quotetabs=True)),
    "qp_escaped": (b"quoted-printable", escaped),
    "base64": (b"base64", lambda content: base64.encodebytes(crlf(content))),
    "base64_lf": (b"BASE64", lambda content: base64.encodebytes(content)),
    "base64_one_line": (b"base64", lambda content: base64.b64encode(crlf(content))),
    "base64_padded": (b"base64", lambda content: re.sub(rb"\n", b" \t\n", base64.encodebytes(content))),
}


def encoded(leaf: Leaf, encoder: str, is_message: bool) -> tuple[bytes, bytes]:
    """The Content-Transfer-Encoding and the body, with LF."""
    if leaf.kind == "message":
        return b"", leaf.content
    if leaf.kind == "binary":
        return b"base64", base64.encodebytes(leaf.content).rstrip(b"\n")
    name, encode = ENCODERS[encoder]
    body = encode(leaf.content)
    return name, body if is_message or not name.lower() == b"base64" else body.rstrip(b"\n")


def written(entity, encoders, is_message: bool = True) -> bytes:
    """The entity with LF line ends; the encoders are taken for the leaves in turn."""
    if isinstance(entity, Leaf):
        name, body = encoded(entity, next(encoders), is_message)
        fields = entity.fields + ([b"Content-Transfer-Encoding: " + name] if name else [])
        return b"".join(line + b"\n" for line in fields) + b"\n" + body
    out = b"".join(line + b"\n" for line in entity.fields) + b"\n"
    out += entity.preamble + b"\n" if entity.preamble else b""
    for part in entity.parts:
        out += b"--" + entity.boundary + b"\n" + written(part, encoders, False) + b"\n"
    return out + b"--" + entity.boundary + b"--\n" + entity.epilogue


TOP = b"From: alice@fabrikam.example\nSubject: content\nMIME-Version: 1.0\n"


# The digest, from what was encoded.

def relaxed(raw: bytes) -> bytes:
    name, value = raw.split(b":", 1)
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\n", b"")).strip(b" ")
    return name.lower() + b":" + value + b"\r\n"


def text_digest(content: bytes) -> bytes:
    return hashlib.sha256(crlf(content.rstrip(b"\n"))).digest()


def leaf_digest(leaf: Leaf) -> bytes:
    if leaf.kind == "text":
        return text_digest(leaf.content)
    return hashlib.sha256(crlf(leaf.content) if leaf.kind == "message" else leaf.content).digest()


def serialized(entity) -> bytes:
    number = lambda value: value.to_bytes(4, "big")
    fields = [relaxed(raw) for raw in entity.fields]
    out = b"E" + number(len(fields)) + b"".join(number(len(raw)) + raw for raw in fields)
    if isinstance(entity, Leaf):
        return out + b"L" + leaf_digest(entity)
    out += b"P" + text_digest(entity.preamble)
    return out + b"".join(map(serialized, entity.parts)) + b"C" + text_digest(entity.epilogue)


def expected(entity) -> str:
    return hashlib.sha256(b"domainsec content v1\0" + serialized(entity)).hexdigest()


def leaves(entity) -> list[Leaf]:
    return [entity] if isinstance(entity, Leaf) else [leaf for part in entity.parts for leaf in leaves(part)]


# What another reader of MIME sees must be what was meant.

def seen_by_python(message: bytes) -> list[bytes]:
    found = []
    pending = [email.message_from_bytes(message, policy=email.policy.default)]
    while pending:
        part = pending.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            pending = list(part.iter_parts()) + pending
        elif part.get_content_maintype() == "text":
            found.append(part.get_payload(decode=True).replace(b"\r\n", b"\n").rstrip(b"\n"))
        elif part.get_content_maintype() != "message":
            found.append(part.get_payload(decode=True))
    return found


def meant(entity) -> list[bytes]:
    return [leaf.content.rstrip(b"\n") if leaf.kind == "text" else leaf.content
            for leaf in leaves(entity) if leaf.kind != "message"]


# Texts where encoders and stores go wrong easily.
TEXTS = {
    "plain": b"Please find the figures below.\n\nAlice\n",
    "utf8": "Grüße aus Köln, 12 €\nπ ≈ 3,14159\n日本語\n".encode(),
    "long_line": b"word " * 500 + b"end\n",
    "long_line_without_spaces": "ü".encode() * 700 + b"\n",
    "white_space_at_line_ends": b"one \ntwo\t\nthree \t \n \n\t\nend \n",
    "white_space_at_the_very_end": b"one\nend \t ",
    "flowed": b"> quoted \n> text that flows \non and on \n\n-- \nAlice\n",
    "dots": b".\n..\n.dot\n\n.\n",
    "empty": b"",
    "line_ends_only": b"\n\n\n",
    "no_line_end": b"no line end",
    "many_line_ends": b"one\n\n\n\ntwo\n\n\n\n",
    "empty_lines_first": b"\n\none\n",
    "equals_signs": b"a=b\na=3Db =\n=\n==\n=20\n= 20\n",
    "from_lines": b"From here on\nFrom: x\n>From there\n",
    "dashes": b"--\n--a\n---\n-- \n--=\n--_\n",
    "controls": b"bell \x07 escape \x1b form \x0c feed \x7f\n",
    "looks_like_base64": b"R3LDvMOfZQ0K\nQUJD\n",
    "looks_like_a_header": b"Content-Type: text/html\n\n<b>no</b>\n",
}


def messages() -> dict:
    """By name; each gets the fields of TOP in front."""
    plain, utf8 = TEXTS["plain"], TEXTS["utf8"]
    html = text("<p>Grüße</p>\n".encode(), b"text/html; charset=utf-8")
    binary = Leaf([b'Content-Type: application/octet-stream; name="x.bin"',
                   b"Content-Disposition: attachment;\n filename=x.bin"], bytes(range(256)), "binary")
    line_ends = Leaf([b"Content-Type: application/x"], b"\n\r\n\r\0\n\n", "binary")
    attached = Leaf([b"Content-Type: message/rfc822"],
                    b"From: bob@contoso.example\nContent-Transfer-Encoding: base64\n\nQUJD\n\n", "message")
    made = {"text_" + name: text(content) for name, content in TEXTS.items()}
    made["no_type"] = Leaf([], utf8)
    made["latin1"] = text("Grüße\n".encode("latin-1"), b'text/plain; charset="iso-8859-1"')
    made["html_alone"] = html
    made["alternative"] = multipart(b"alternative", b"=_alt", text(utf8), html)
    made["attachment"] = multipart(b"mixed", b"=_mix", text(utf8), binary)
    made["binary_line_ends"] = multipart(b"mixed", b"m", text(plain), line_ends)
    made["attached_message"] = multipart(b"mixed", b"m", text(utf8), attached, text(plain))
    made["digest"] = multipart(b"digest", b"d", attached, attached)
    made["nested"] = multipart(
        b"mixed", b"outer", multipart(b"related", b"middle", multipart(b"alternative", b"inner", text(utf8), html), binary),
        text(b"footer\n"), preamble=b"For old readers.\n", epilogue=b"\nafter all\n")
    made["inner_texts"] = multipart(
        b"mixed", b"o", multipart(b"mixed", b"i", text(plain), preamble=b"in \n\nfront", epilogue=b"behind\n"),
        multipart(b"mixed", b"i", text(utf8)))
    made["empty_parts"] = multipart(b"mixed", b"m", text(b""), Leaf([], b""), text(b"\n"), text(b""))
    made["without_fields"] = multipart(b"mixed", b"m", Leaf([], plain), Leaf([], utf8))
    made["boundary_with_spaces"] = multipart(b"mixed", b"a b ' ( ) + , - . / : = ? c", text(utf8))
    made["longest_boundary"] = multipart(b"mixed", b"x" * 70, text(utf8), text(plain))
    made["folded_fields"] = multipart(
        b"mixed", b"m", text(utf8, b"text/plain;\n\tcharset=UTF-8;\n  format=flowed", b"X-Long:  a \n\tb  c ",
                             b"Content-ID:\n <1@x.example>"))
    made["all_texts"] = multipart(b"mixed", b"all/of/them", *(text(content) for content in TEXTS.values()))
    deep = text(utf8)
    for level in range(10):
        deep = multipart(b"mixed", b"level%d." % level, deep, text(b"%d\n" % level))
    made["ten_deep"] = deep
    made["hundred_parts"] = multipart(b"mixed", b"m", *(text(b"%d \n" % part) for part in range(100)))
    return made


def digests_of(program: str, inputs: list[bytes], *options: str) -> list[str]:
    stream = b"".join(b"%d\n" % len(octets) + octets for octets in inputs)
    done = subprocess.run([program, *options], input=stream, stdout=subprocess.PIPE, check=True, timeout=200)
    return done.stdout.decode().splitlines()


def variants(entity) -> dict[str, bytes]:
    """The message in every encoding, and with encodings that change from part to part."""
    made = {name: TOP + written(entity, itertools.repeat(name)) for name in ENCODERS}
    made["in_turn"] = TOP + written(entity, itertools.cycle(ENCODERS))
    made["in_turn_back"] = TOP + written(entity, itertools.cycle(reversed(ENCODERS)))
    return made


@dataclass
class Tally:
    checks: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, what: str, holds: bool) -> None:
        self.checks += 1
        if not holds:
            self.faults.append(what)


def check_encodings(program: str, name: str, entity, tally: Tally) -> None:
    made = variants(entity)
    inputs = [octets for variant in made.values() for octets in (crlf(variant), variant)]
    options = ["--every-cut"] if max(map(len, inputs)) < 5000 else []
    found = iter(digests_of(program, inputs, *options))
    for variant, octets in made.items():
        tally.expect(f"{name} {variant}: Python reads it otherwise", seen_by_python(crlf(octets)) == meant(entity))
        for store in "crlf", "lf":
            digest = next(found)
            tally.expect(f"{name} {variant} {store}: {digest}", digest == expected(entity))


def check_changes(program: str, name: str, entity, tally: Tally) -> None:
    """Another octet anywhere in decoded content is another digest, in text and in base64."""
    inputs, places = [], []
    for number, leaf in enumerate(leaves(entity)):
        original = leaf.content
        step = max(1, len(original) // 150)
        for at in range(0, len(original), step):
            other = b"y" if original[at:at + 1] == b"x" else b"x"
            leaf.content = original[:at] + other + original[at + 1:]
            for encoder in "8bit", "base64":
                inputs.append(crlf(TOP + written(entity, itertools.repeat(encoder))))
                places.append(f"{name}, leaf {number}, octet {at}, {encoder}")
        leaf.content = original
    for place, digest in zip(places, digests_of(program, inputs), strict=True):
        tally.expect(f"{place}: not noticed", digest != expected(entity))


def main(program: str) -> int:
    tally = Tally()
    made = messages()
    for name, entity in made.items():
        check_encodings(program, name, entity, tally)
        check_changes(program, name, entity, tally)
    tally.expect("two messages have one digest", len({expected(entity) for entity in made.values()}) > 30)
    for fault in tally.faults[:40]:
        print(fault)
    print(f"{len(made)} messages, {tally.checks} checks, {len(tally.faults)} faults")
    return 0 if not tally.faults and len(made) >= LEAST_MESSAGES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
