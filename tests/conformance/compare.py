"""Puts a public suite to the harness and holds its answers against what is expected.

usage: compare.py HARNESS SUITE EXCEPTIONS [OPTION...]

Fails on every difference that EXCEPTIONS does not list, and on every entry there that is no longer
true: a change in either direction wants to be looked at. Exit code 77 without the suite.
"""

import json
import pathlib
import subprocess
import sys
import time
import tomllib

LONGEST_SECONDS = 40


def answers_of(harness: str, suite: pathlib.Path, options: list[str]) -> dict[str, dict[str, str]]:
    started = time.monotonic()
    with suite.open("rb") as cases:
        done = subprocess.run([harness, *options], stdin=cases, capture_output=True, check=True,
                              timeout=LONGEST_SECONDS)
    print(f"answered in {time.monotonic() - started:.1f} s")
    return {result["id"]: result for result in json.loads(done.stdout)["results"]}


def compare(suite: pathlib.Path, answers: dict[str, dict[str, str]], listed: dict[str, dict[str, str]]) -> int:
    cases = {case["id"]: case for case in json.loads(suite.read_bytes())["testcases"]}
    problems = [f"exceptions.toml lists {id}, which is no case of this suite" for id in listed.keys() - cases.keys()]
    wrong = {"false accepts": 0, "false rejects": 0, "skipped": 0}
    for id, case in cases.items():
        answer = answers.get(id, {"actual_result": "SKIPPED", "context": "no answer"})
        actual, expected = answer["actual_result"], case["expected_result"]
        if actual != expected:
            kind = {"SUCCESS": "false accepts", "FAILURE": "false rejects"}.get(actual, "skipped")
            wrong[kind] += 1
            if id not in listed:
                problems.append(f"{id}: {actual}, expected {expected}\n{answer['context']}")
            elif listed[id]["ours"] != actual:
                problems.append(f"{id}: {actual}, but exceptions.toml says {listed[id]['ours']}")
        elif id in listed:
            problems.append(f"{id}: is as expected now; take it out of exceptions.toml")
    for problem in problems:
        print(problem)
    counts = ", ".join(f"{count} {kind}" for kind, count in wrong.items())
    print(f"{suite.name}: {len(cases)} cases, {len(cases) - sum(wrong.values())} as expected, {counts}")
    return 1 if problems else 0


def main() -> int:
    harness, suite_path, exceptions, *options = sys.argv[1:]
    suite = pathlib.Path(suite_path)
    if not suite.exists():
        print(f"There is no {suite}: set DOMAINSEC_CONFORMANCE_DIR to the folder of the public suites to run this test.")
        return 77
    listed = {entry["id"]: entry
              for entry in tomllib.loads(pathlib.Path(exceptions).read_text(encoding="utf-8")).get(suite.stem, [])}
    without_reason = [id for id, entry in listed.items() if len(entry["reason"]) < 40]
    if without_reason:
        print("exceptions.toml gives no reason for " + ", ".join(without_reason))
        return 1
    return compare(suite, answers_of(harness, suite, options), listed)


if __name__ == "__main__":
    sys.exit(main())
