"""Puts the stubs' types on the pages that pdoc makes: the compiled core has them only as text of its docstrings."""

import ast
import inspect
import re
import types
from typing import Dict, List, Union

import pdoc

import domainsec
from signatures import AREAS, PACKAGE, explained, signature_lines


class Written:
    """A type or default as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


Owner = Union[ast.Module, ast.ClassDef]


class StubText:
    """What one area's stub says, with its private aliases spelled out and the package's names in full."""

    def __init__(self, area: str) -> None:
        self.tree = ast.parse((PACKAGE / "_core" / f"{area}.pyi").read_text(encoding="utf-8"))
        self.aliases: Dict[str, str] = {}
        for node in self.tree.body:
            target = node.target if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [None])[0]
            if isinstance(target, ast.Name) and getattr(node, "value", None):
                self.aliases[target.id] = ast.unparse(node.value)

    def type(self, node: ast.expr) -> Written:
        text = ast.unparse(node)
        for _ in range(3):
            text = re.sub(r"\b_\w+", lambda name: self.aliases.get(name.group(), name.group()), text)
        return Written(re.sub(r"(?<![\w.])[A-Z]\w*", self._in_full, text))

    @staticmethod
    def _in_full(name: "re.Match[str]") -> str:
        return f"domainsec.{name.group()}" if name.group() in domainsec.__all__ else name.group()

    def signature(self, node: ast.FunctionDef, line: str) -> pdoc.doc._PrettySignature:
        given = node.args
        positional = given.posonlyargs + given.args
        defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
        kinds = [inspect.Parameter.POSITIONAL_OR_KEYWORD] * len(positional)
        kinds += [inspect.Parameter.KEYWORD_ONLY] * len(given.kwonlyargs)
        parameters = [
            inspect.Parameter(
                each.arg,
                kind,
                default=Written(default_in(line, each.arg)) if default else inspect.Parameter.empty,
                annotation=self.type(each.annotation) if each.annotation else inspect.Parameter.empty,
            )
            for each, kind, default in zip(positional + given.kwonlyargs, kinds, defaults + given.kw_defaults)
        ]
        returns = inspect.Signature.empty if node.name == "__init__" or not node.returns else self.type(node.returns)
        return pdoc.doc._PrettySignature(parameters, return_annotation=returns)


def default_in(line: str, name: str) -> str:
    """A plain default from the core's own signature; "..." for what would not be read again."""
    found = re.search(
        rf"\b{name}: [^=]*? = (None|True|False|-?\d+|b?'[^']*'|\[\]|datetime\.timedelta\([^)]*\))(?=[,)])", line
    )
    return found.group(1) if found else "..."


def show(module: pdoc.doc.Module) -> None:
    """On one page."""
    for stub in map(StubText, AREAS):
        show_members(module, stub, stub.tree)
        for node in stub.tree.body:
            kind = module.get(node.name) if isinstance(node, ast.ClassDef) else None
            if isinstance(kind, pdoc.doc.Class):
                kind.bases = [base for base in kind.bases if "pybind11" not in base[0]]
                if isinstance(vars(kind.obj).get("__init__"), types.WrapperDescriptorType):
                    kind.members.pop("__init__", None)  # Made by the library alone.
                show_members(kind, stub, node)


def show_members(owner: pdoc.doc.Namespace, stub: StubText, node: Owner) -> None:
    functions: Dict[str, List[ast.FunctionDef]] = {}
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and isinstance(owner.get(each.name), pdoc.doc.Function):
            functions.setdefault(each.name, []).append(each)
        elif isinstance(each, ast.FunctionDef) and isinstance(owner.get(each.name), pdoc.doc.Variable):
            show_property(owner, each.name, stub.type(each.returns) if each.returns else None)
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            show_property(owner, each.target.id, stub.type(each.annotation))
    for name, overloads in functions.items():
        if len(overloads) == 1:
            function = owner.get(name)
            line = "".join(signature_lines(function.obj))
            function.signature = stub.signature(overloads[0], line)
            function.docstring = explained(function.obj)


def show_property(owner: pdoc.doc.Namespace, name: str, written: Union[Written, None]) -> None:
    variable = owner.get(name)
    if not isinstance(variable, pdoc.doc.Variable):
        return
    if written and repr(written) != "None":
        variable.annotation = written
    found = vars(owner.obj).get(name)
    variable.docstring = found.__doc__ or "" if isinstance(found, property) else variable.docstring
