"""The examples run, and say what their texts promise."""

import os
import pathlib
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "examples" / "python"


def test_stamp_and_verify(demo):
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "stamp_and_verify.py", demo],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "As it came:     pass, shown as 'Domain Secured by fabrikam.example'" in done.stdout
    assert "Another price:  fail, shown as ''" in done.stdout
    assert "PRIVATE" not in done.stdout


def test_tour(demo, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("DOMAINSEC_DEMO", os.fspath(demo))
    tour = nbformat.read(EXAMPLES / "tour.ipynb", as_version=4)
    nbformat.validate(tour)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in tour.cells)
    assert 10 <= len(tour.cells) <= 15
    # The kernel is this interpreter, whatever is installed elsewhere.
    client = nbclient.NotebookClient(tour, timeout=60, kernel_name="python3")
    client.execute()
    text = "\n".join(str(output) for cell in tour.cells for output in cell.get("outputs", []))
    assert "Domain Secured by fabrikam.example" in text and "text/html" in text
    assert "DSEC-NO-TLS" in text
