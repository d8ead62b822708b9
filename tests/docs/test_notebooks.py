"""The notebooks run from top to bottom, say what is true of what they compute, and are notebooks."""

from __future__ import annotations

import ast
import sys
import tempfile
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import jupytext
import nbformat
import pytest
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.py"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[str]:
    """Return the sources of the cells of a kind, in order."""
    return [cell.source for cell in jupytext.read(path).cells if cell.cell_type == kind]


def parts(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """Return the code of a cell, and that of its last expression, which is what the cell shows."""
    tree = ast.parse(source, name)
    shown = None
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        tree.body.pop()
        shown = compile(ast.Expression(last.value), name, "eval")
    return compile(tree, name, "exec"), shown


@EACH
def test_notebook_runs_and_its_figures_can_be_drawn(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every assertion of its text holds, nothing warns, and each figure that a cell shows is drawn."""
    module = ModuleType("notebook_under_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(path.parent)
    scope: dict[str, Any] = module.__dict__
    num_figures = 0
    for source in cells(path, "code"):
        code, shown = parts(source, path.name)
        exec(code, scope)  # noqa: S102 - our own notebook
        value = None if shown is None else eval(shown, scope)  # noqa: S307 - as above
        if isinstance(value, Figure):
            value.savefig(tmp_path / "figure.png")
            num_figures += 1
    assert num_figures > 0


@EACH
def test_notebook_is_one(path: Path) -> None:
    """What jupytext makes of it is a valid notebook, with its cells in place."""
    text = jupytext.writes(jupytext.read(path), fmt="ipynb")
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == cells(
        path, "code"
    )


@EACH
def test_notebook_teaches(path: Path) -> None:
    """It begins with a title, says at the end what was learnt, and never has three cells of code without a word."""
    found = jupytext.read(path).cells
    kinds = "".join(cell.cell_type[0] for cell in found)
    assert found[0].source.startswith("# ")
    assert "## What was learnt" in found[-1].source
    assert "ccc" not in kinds


def test_there_are_five() -> None:
    """A first plan, what a policy costs, a season, travel and policy of one's own, and a table from elsewhere."""
    assert [path.stem for path in NOTEBOOKS] == [
        "a_season",
        "first_plan",
        "from_a_crm_export",
        "own_travel_own_policy",
        "price_of_a_policy",
    ]
