"""The names that `import routing` offers: all there, all documented, the same to programs and to type checkers."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

import routing

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("click", "holidays", "networkx", "numba", "numpy", "ortools", "rich", "scipy")


def test_names_are_few_and_sorted() -> None:
    """What most programs need and no more; the rest is imported from its module."""
    assert len(routing.__all__) == 22
    assert routing.__all__ == sorted(routing.__all__)


def test_no_name_is_a_modules() -> None:
    """A module of the package would stand in a public name's place as soon as anybody imports it."""
    modules = {module.name for module in pkgutil.iter_modules(routing.__path__)}
    assert modules.isdisjoint(routing.__all__)


@pytest.mark.parametrize("name", routing.__all__)
def test_name_is_there_and_documented(name: str) -> None:
    """Every public name resolves to itself and says what it is."""
    value = getattr(routing, name)
    assert value.__name__ == name
    assert inspect.getdoc(value)


@pytest.mark.parametrize("name", routing.__all__)
def test_name_is_typed(name: str) -> None:
    """What to give and what to expect is said of every parameter and answer, and never by Any."""
    callables = list(_callables(getattr(routing, name)))
    assert callables
    for one in callables:
        signature = inspect.signature(one)
        told = {
            parameter.name: parameter.annotation for parameter in signature.parameters.values()
        } | {"return": signature.return_annotation}
        untold = [key for key, hint in told.items() if hint is signature.empty and key != "self"]
        assert untold == [], one
        assert not re.search(r"\bAny\b", str(signature)), one


def _callables(value: object) -> Iterator[Callable[..., object]]:
    """Yield a function, or how a class is made and what can be asked of it."""
    if not inspect.isclass(value):
        assert callable(value)
        yield value
        return
    for name, member in vars(value).items():
        if name == "__init__" or not name.startswith("_"):
            found = member.fget if isinstance(member, property) else getattr(value, name)
            if inspect.isfunction(found) or inspect.ismethod(found):
                yield found


def test_type_checkers_see_the_same_names() -> None:
    """The imports that type checkers read are those that programs get."""
    tree = ast.parse(Path(routing.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {
        alias.name: node.module
        for block in blocks
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: f"routing.{home}" for name, home in routing._HOMES.items()}
    assert typed == homes
    assert sorted(homes) == routing.__all__


def test_documents_import_what_there_is() -> None:
    """Every name of the package that a page's Python imports is where the page says."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    asked = {
        (node.module, alias.name)
        for page in pages
        for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("routing")
        for alias in node.names
    }
    assert ("routing", "plan_day") in asked
    assert {name for module, name in asked if module == "routing"} <= {*routing.__all__}
    missing = [
        (module, name) for module, name in sorted(asked) if not hasattr(import_module(module), name)
    ]
    assert missing == []


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not public fails as any module's would."""
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(routing, "nonsense")  # noqa: B009 - type checkers would refuse the attribute
    assert set(routing.__all__) <= set(dir(routing))


def test_import_alone_brings_nothing_along() -> None:
    """Names are imported when asked for: `import routing` loads no other package."""
    code = f"import sys, routing; print([name for name in {HEAVY!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
