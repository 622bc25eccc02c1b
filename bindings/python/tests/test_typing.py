"""The types that the stubs promise: to programs with them, to programs against them, and beside the compiled core."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

import domainsec

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
BUILT = pathlib.Path(domainsec.__file__).resolve().parents[1]
PACKAGE = ROOT / "bindings" / "python" / "package"
EXAMPLES = sorted((ROOT / "examples" / "python").glob("*.py"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> pathlib.Path:
    return tmp_path_factory.mktemp("mypy")


def run(*arguments, path, cwd):
    environment = {**os.environ, "MYPYPATH": str(path), "PYTHONPATH": str(BUILT)}
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=240,
    )


def strict(cache, *arguments):
    return run("mypy", "--strict", "--cache-dir", cache, *arguments, path=PACKAGE, cwd=ROOT)


def test_stubs_agree_with_the_compiled_core(tmp_path):
    # Where the compiled core lies beside the stubs; the package's source has only these.
    allowed = HERE / "stubtest_allowlist.txt"
    assert all("  # " in line for line in allowed.read_text().splitlines())
    found = run("mypy.stubtest", "--concise", "--allowlist", allowed, "domainsec", path=BUILT, cwd=tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_package_is_typed_strictly(cache):
    found = strict(cache, "-p", "domainsec")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_is_typed_strictly(cache, example):
    found = strict(cache, example)
    assert found.returncode == 0, found.stdout + found.stderr


def test_there_are_examples():
    assert EXAMPLES


def test_program_that_keeps_to_the_types_passes(cache):
    found = strict(cache, HERE / "typed" / "right.py")
    assert found.returncode == 0, found.stdout + found.stderr


def test_program_against_the_types_fails_where_it_says(cache):
    program = HERE / "typed" / "wrong.py"
    expected = [
        (number, code)
        for number, line in enumerate(program.read_text().splitlines(), 1)
        for code in re.findall(r"# wrong: ([\w-]+)$", line)
    ]
    found = strict(cache, "--no-error-summary", "--hide-error-context", program)
    complaints = [(int(line), code) for line, code in re.findall(r":(\d+): error: .*\[([\w-]+)\]$", found.stdout, re.M)]
    assert found.returncode == 1 and len(expected) > 10
    assert complaints == expected, found.stdout
