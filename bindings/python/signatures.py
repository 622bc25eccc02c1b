"""What callables take, as the compiled core's docstrings and as the stubs say it, in one form to compare."""

import ast
import pathlib
import re
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

PACKAGE = pathlib.Path(__file__).resolve().parent / "package" / "domainsec"
AREAS = sorted(path.stem for path in (PACKAGE / "_core").glob("*.pyi") if path.stem != "__init__")


class Parameter(NamedTuple):
    name: str
    is_keyword_only: bool
    has_default: bool


Signature = Tuple[Parameter, ...]


def pieces(text: str) -> Iterator[str]:
    """The text up to the parenthesis that closes it, cut at the commas outside of brackets and quotes."""
    depth, begin = 0, 0
    for found in re.finditer(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|->|[][(){}<>,]", text):
        mark = found.group()
        if mark in "([{<":
            depth += 1
        elif mark in ")]}>" and depth > 0:
            depth -= 1
        elif mark == ")" or (mark == "," and depth == 0):
            if text[begin : found.start()].strip():
                yield text[begin : found.start()].strip()
            begin = found.end()
            if mark == ")":
                return
    raise AssertionError(f"no end of the parameters in {text!r}")


def of_line(line: str) -> Signature:
    """Of one line that pybind11 has put at the top of a docstring: ``name(self: T, x: int = 3, *, y: str) -> T``."""
    found: List[Parameter] = []
    keyword_only = False
    for piece in pieces(line.partition("(")[2]):
        if piece == "*":
            keyword_only = True
        elif piece != "/":
            name = re.match(r"\**\w+", piece)
            assert name, line
            found.append(Parameter(name.group(), keyword_only, bool(re.search(r"(?<!\w)= ", piece))))
    return tuple(found)


def signature_lines(function: Any) -> List[str]:
    """One for each overload; none in the docstring of a function that is written in Python."""
    name, doc = re.escape(function.__name__), function.__doc__ or ""
    first = r"^\d+\. " if "\nOverloaded function.\n" in doc else r"\A"
    return re.findall(rf"{first}({name}\(.*)$", doc, re.MULTILINE)


def explained(function: Any) -> str:
    """What a docstring says beside the signatures."""
    doc = function.__doc__ or ""
    for line in signature_lines(function):
        doc = doc.replace(line, "")
    return re.sub(r"^(\w+\(\*args, \*\*kwargs\)|Overloaded function\.|\d+\. )$", "", doc, flags=re.MULTILINE).strip()


def at_runtime(function: Any) -> List[Signature]:
    return [of_line(line) for line in signature_lines(function)]


def of_node(node: ast.FunctionDef) -> Signature:
    given = node.args
    positional = given.posonlyargs + given.args
    first_default = len(positional) - len(given.defaults)
    found = [Parameter(each.arg, False, place >= first_default) for place, each in enumerate(positional)]
    for each, default in zip(given.kwonlyargs, given.kw_defaults):
        found.append(Parameter(each.arg, True, default is not None))
    return tuple(found)


class StubClass:
    """One class of a stub."""

    def __init__(self, node: ast.ClassDef) -> None:
        self.methods: Dict[str, List[Signature]] = {}
        self.properties: Dict[str, bool] = {}  # True: may be set
        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                self.properties[each.target.id] = True
            elif isinstance(each, ast.FunctionDef):
                self._take(each)

    def _take(self, node: ast.FunctionDef) -> None:
        marks = [ast.unparse(each) for each in node.decorator_list]
        if "property" in marks:
            self.properties[node.name] = False
        elif f"{node.name}.setter" in marks:
            self.properties[node.name] = True
        else:
            self.methods.setdefault(node.name, []).append(of_node(node))


class Stub:
    """The public names of one area's stub."""

    def __init__(self, area: str) -> None:
        tree = ast.parse((PACKAGE / "_core" / f"{area}.pyi").read_text(encoding="utf-8"))
        self.classes = {node.name: StubClass(node) for node in tree.body if isinstance(node, ast.ClassDef)}
        self.functions: Dict[str, List[Signature]] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.functions.setdefault(node.name, []).append(of_node(node))
