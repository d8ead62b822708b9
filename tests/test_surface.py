"""What a user of the package meets before any planning: its import, its files, its wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import routing

PACKAGE = Path(routing.__file__).parent
ROOT = Path(__file__).resolve().parent.parent

HEAVY = (
    "holidays",
    "icalendar",
    "jinja2",
    "matplotlib",
    "networkx",
    "numba",
    "openpyxl",
    "ortools",
    "pandas",
    "pyvrp",
    "rich",
    "scipy",
    "vroom",
)


def test_import_brings_no_heavy_library() -> None:
    """Whoever imports routing does not pay for solvers, compilers or spreadsheets."""
    code = f"import sys, routing; print([name for name in {HEAVY!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_source_files_hold_one_thing_each() -> None:
    """No source file grows past 400 lines: one that does holds two things and is to be split."""
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    """The wheel carries the modules, the policy presets and the type marker, under the package's own version."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith("routing/")}
    in_tree = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == in_tree
    assert "routing/py.typed" in shipped
    assert wheel.name.startswith(f"routing-{routing.__version__}-")
