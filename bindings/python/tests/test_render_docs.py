"""The pages of the API are rendered, whole: each public name with its members, its types and what it does."""

import html
import importlib.machinery
import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

import domainsec
from domainsec import aio

COMMAND = pathlib.Path(__file__).parents[1] / "render_docs"


def load():
    loader = importlib.machinery.SourceFileLoader("render_docs", str(COMMAND))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("render_docs", loader))
    loader.exec_module(module)
    return module


def run(*arguments):
    command = [sys.executable, COMMAND, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    done = run(folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def main_page(pages):
    return (pages / "domainsec.html").read_text(encoding="utf-8")


def text_at(page, name):
    """What a reader sees from the place of a name on."""
    begin = page.index(f'id="{name}"')
    seen = html.unescape(re.sub(r"<[^>]*>", "", page[begin : begin + 20000]))
    return re.sub(r"\s+", " ", seen)


def test_every_public_name_has_its_place(main_page, pages):
    names = [name for name in domainsec.__all__ if not name.startswith("_")]
    assert [name for name in names if f'id="{name}"' not in main_page] == []
    of_aio = (pages / "domainsec" / "aio.html").read_text(encoding="utf-8")
    assert [name for name in aio.__all__ if f'id="{name}"' not in of_aio] == []
    assert 'id="Controller"' in (pages / "domainsec" / "aio" / "smtpd.html").read_text(encoding="utf-8")


def test_every_member_has_its_place(main_page):
    kinds = [getattr(domainsec, name) for name in domainsec.__all__]
    members = [
        f"{kind.__name__}.{member}"
        for kind in kinds
        if isinstance(kind, type) and kind.__module__ == "domainsec"
        for member in vars(kind)
        if not member.startswith("_")
    ]
    assert len(members) > 300
    assert [member for member in members if f'id="{member}"' not in main_page] == []


def test_types_are_those_of_the_stubs(main_page):
    assert "Edge.load" in main_page and "(unknown)" not in main_page and "pybind11" not in main_page
    seen = text_at(main_page, "KeyRing.find")
    assert "domain: DomainName | str, selector: str) -> KeyRingEntry | None" in seen
    assert "The entry of a domain and selector, or None." in seen
    assert "max_tags: int 20 to 1000." in text_at(main_page, "StampLimits.max_tags")


@pytest.mark.parametrize("area", ["domainsec", "domainsec.aio", "domainsec.aio.smtpd"])
def test_a_missing_page_is_told(pages, tmp_path, area):
    found = load().missing(tmp_path)
    assert any(line.endswith("no such page") and area.split(".")[-1] in line for line in found)
    assert load().missing(pages) == []


def test_a_missing_name_is_told(pages, tmp_path, main_page):
    command = load()
    for page in pages.rglob("*.html"):
        copy = tmp_path / page.relative_to(pages)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(page.read_bytes())
    (tmp_path / "domainsec.html").write_text(main_page.replace('id="Edge"', 'id="Ledge"'), encoding="utf-8")
    assert [line.partition(":")[0] for line in command.missing(tmp_path)] == ["domainsec.Edge"]


def test_a_folder_that_cannot_be_written_fails(tmp_path):
    (tmp_path / "taken").write_text("")
    assert run(tmp_path / "taken").returncode != 0
