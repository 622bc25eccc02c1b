"""The stubs, written by hand, say what the compiled core takes; and everything public has a docstring."""

import importlib
import inspect
import types

import pytest

import domainsec
from domainsec import _core, aio
from domainsec.aio import smtpd
from signatures import AREAS, Parameter, Stub, at_runtime, explained, of_line

STUBS = {area: Stub(area) for area in AREAS}
CLASSES = [
    pytest.param(area, name, id=f"{area}.{name}")
    for area, stub in STUBS.items()
    for name in stub.classes
    if not name.startswith("_")
]
FUNCTIONS = [pytest.param(area, name, id=f"{area}.{name}") for area, stub in STUBS.items() for name in stub.functions]


def compiled(area, name):
    return getattr(importlib.import_module(f"domainsec._core.{area}"), name)


def methods_of(kind):
    """Methods, static ones too; the constructor where the class has one of its own."""
    for name, value in vars(kind).items():
        is_ours = not name.startswith("_") or (
            name == "__init__" and not isinstance(value, types.WrapperDescriptorType)
        )
        if is_ours and not isinstance(value, property) and callable(getattr(kind, name)):
            yield name, getattr(kind, name)


def properties_of(kind):
    return {name: value for name, value in vars(kind).items() if isinstance(value, property)}


def test_a_line_of_pybind11_is_read_as_it_is_meant():
    line = "f(self: a.B, x: Union[str, bytes], y: float = -1.5, *, z: object = F(a=')', b=<C: 1, 2>), w: d[e, f]) -> g"
    assert of_line(line) == (
        Parameter("self", False, False),
        Parameter("x", False, False),
        Parameter("y", False, True),
        Parameter("z", True, True),
        Parameter("w", True, False),
    )
    assert of_line("f() -> None") == ()


def test_every_area_has_a_stub():
    assert AREAS == sorted(name for name in vars(_core) if inspect.ismodule(getattr(_core, name)))


@pytest.mark.parametrize("area", AREAS)
def test_the_stub_has_the_names_of_the_area_and_so_has_the_package(area):
    names = {name for name in vars(importlib.import_module(f"domainsec._core.{area}")) if not name.startswith("_")}
    stub = STUBS[area]
    assert names == {name for name in [*stub.classes, *stub.functions] if not name.startswith("_")}
    assert names <= set(domainsec.__all__)


@pytest.mark.parametrize(("area", "name"), FUNCTIONS)
def test_function_takes_what_the_stub_says(area, name):
    assert at_runtime(compiled(area, name)) == STUBS[area].functions[name]


@pytest.mark.parametrize(("area", "name"), CLASSES)
def test_methods_take_what_the_stub_says(area, name):
    kind, stub = compiled(area, name), STUBS[area].classes[name]
    keywords = getattr(kind, "__keywords__", None)
    for method, function in methods_of(kind):
        if method == "__init__" and keywords is not None:
            expected = (Parameter("self", False, False), *(Parameter(each, True, True) for each in keywords))
            assert stub.methods["__init__"] == [expected]
        elif method != "to_dict":
            assert stub.methods.get(method) == at_runtime(function), method


@pytest.mark.parametrize(("area", "name"), CLASSES)
def test_properties_are_those_of_the_stub(area, name):
    kind, stub = compiled(area, name), STUBS[area].classes[name]
    assert {each: value.fset is not None for each, value in properties_of(kind).items()} == stub.properties
    assert set(getattr(kind, "__fields__", ())) <= set(stub.properties)
    assert set(getattr(kind, "__keywords__", ())) <= {each for each, settable in stub.properties.items() if settable}


@pytest.mark.parametrize(("area", "name"), CLASSES)
def test_class_methods_and_properties_have_docstrings(area, name):
    kind = compiled(area, name)
    assert (kind.__doc__ or "").strip()
    bare = [each for each, value in properties_of(kind).items() if not (value.__doc__ or "").strip()]
    bare += [each for each, function in methods_of(kind) if each != "__init__" and not explained(function)]
    assert bare == []


@pytest.mark.parametrize(("area", "name"), FUNCTIONS)
def test_function_has_a_docstring(area, name):
    assert explained(compiled(area, name))


@pytest.mark.parametrize("module", [domainsec, domainsec.words, aio, smtpd], ids=lambda each: each.__name__)
def test_what_is_written_in_python_has_docstrings(module):
    own = {
        name: value
        for name, value in inspect.getmembers(module)
        if name[0] != "_" and (inspect.isclass(value) or inspect.isroutine(value)) and "domainsec" in value.__module__
    }
    assert module.__doc__ and own
    assert [name for name, value in own.items() if not inspect.getdoc(value)] == []
