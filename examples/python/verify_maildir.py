#!/usr/bin/env python3
"""Verifies every message of a Maildir: progress on standard error, a table on standard output.

    verify_maildir.py ~/Maildir --keyring /etc/domainsec/keyring.toml --trust contoso.example --flag '$DomainSecured'

--flag gives secured messages an IMAP keyword, and takes it from all others: any mail program can set a keyword, so
only what was just verified may carry it. Keywords are kept as Dovecot keeps them: the file dovecot-keywords gives each
a letter (a to z), and the letters stand among the flags in a message's file name, as in "1763989200.M1P2.host:2,Sa".
What is flagged in new/ moves to cur/ without being marked as seen. Exit code 0: all were read, 1: some could not be,
2: nothing was done.
"""

import argparse
import contextlib
import os
import pathlib
import string
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Optional

import domainsec


def messages_in(maildir: pathlib.Path) -> list[pathlib.Path]:
    return sorted(
        path for part in ("new", "cur") for path in (maildir / part).iterdir() if not path.name.startswith(".")
    )


def printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


@contextlib.contextmanager
def dovecot_lock(maildir: pathlib.Path, patience: float = 10.0) -> Iterator[None]:
    """The lock that Dovecot takes before it touches dovecot-keywords."""
    lock = maildir / "dovecot-uidlist.lock"
    deadline = time.monotonic() + patience
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            if time.monotonic() > deadline:
                raise OSError(f"{lock}: somebody holds it; remove it when no Dovecot runs") from None
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.unlink()


def letter_of(keyword: str, maildir: pathlib.Path) -> str:
    """The keyword's letter; the next free one when Dovecot does not know it yet."""
    path = maildir / "dovecot-keywords"
    with dovecot_lock(maildir):
        lines = path.read_text().splitlines() if path.exists() else []
        known = {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}
        if keyword not in known:
            free = [number for number in range(26) if number not in known.values()]
            if not free:
                raise OSError(f"{path}: all 26 letters are taken")
            known[keyword] = free[0]
            fresh = path.with_suffix(".new")
            fresh.write_text(
                "".join(f"{number} {name}\n" for name, number in sorted(known.items(), key=lambda each: each[1]))
            )
            fresh.replace(path)
    return string.ascii_lowercase[known[keyword]]


def set_letter(path: pathlib.Path, letter: str, wanted: bool) -> None:
    """Renames the file where the letter is wanted and missing, or there and not wanted."""
    name, _, flags = path.name.partition(":2,")
    if (letter in flags) == wanted:
        return
    new_flags = "".join(sorted({*flags, letter} if wanted else {*flags} - {letter}))
    path.rename(path.parent.parent / "cur" / f"{name}:2,{new_flags}")


def verdict_on(path: pathlib.Path, verifier: domainsec.Verifier) -> Optional[domainsec.StampReport]:
    try:
        return verifier.verify(path.read_bytes())
    except FileNotFoundError:
        return None  # A mail program has moved it meanwhile.


def row(name: str, report: domainsec.StampReport) -> str:
    shown = report.display()
    what = shown.label if shown.is_secured else f"({report.reason})"
    return f"{report.status!s:<9}  {what:<40}  {printable(name)}"


def verify_all(maildir: pathlib.Path, verifier: domainsec.Verifier, letter: Optional[str]) -> "Counter[str]":
    seen: "Counter[str]" = Counter()
    paths = messages_in(maildir)
    interactive = sys.stderr.isatty()
    for number, path in enumerate(paths, 1):
        if interactive or number == len(paths):
            print(f"\r{number} of {len(paths)}", end="" if number < len(paths) else "\n", file=sys.stderr, flush=True)
        try:
            report = verdict_on(path, verifier)
            if report is None:
                continue
            seen[str(report.status)] += 1
            print(row(path.name, report))
            if letter:
                set_letter(path, letter, report.display().is_secured)
        except OSError as error:
            seen["unreadable"] += 1
            print(f"{'unread':<9}  {printable(error.strerror or str(error)):<40}  {printable(path.name)}")
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("maildir", type=pathlib.Path, help="a folder with cur/ and new/")
    parser.add_argument("--keyring", type=pathlib.Path, required=True, help="the organization's keyring file")
    parser.add_argument(
        "--trust", action="append", required=True, metavar="DOMAIN", help="a domain of ours; may be repeated"
    )
    parser.add_argument(
        "--flag", metavar="KEYWORD", help="an IMAP keyword for secured messages, such as $DomainSecured"
    )
    arguments = parser.parse_args()
    if arguments.flag is not None and not (
        arguments.flag.isascii() and arguments.flag.isprintable() and " " not in arguments.flag
    ):
        parser.error("--flag: an IMAP keyword is ASCII without spaces")
    try:
        verifier = domainsec.Verifier(domainsec.KeyRing.from_file(arguments.keyring), arguments.trust)
        letter = letter_of(arguments.flag, arguments.maildir) if arguments.flag else None
        seen = verify_all(arguments.maildir, verifier, letter)
    except (domainsec.Error, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(", ".join(f"{count} {status}" for status, count in sorted(seen.items())) or "no messages")
    return 1 if seen["unreadable"] else 0


if __name__ == "__main__":
    sys.exit(main())
