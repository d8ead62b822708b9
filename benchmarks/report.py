"""What a benchmark hands back, how it is shown, and how it is kept in the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = [
    "DataAbsent",
    "Report",
    "Settings",
    "machine_text",
    "record",
    "result_line",
    "table_text",
    "versions_text",
]

_PACKAGES = ("routing", "numpy", "scipy", "numba", "ortools", "pyvrp", "pyvroom")


class DataAbsent(Exception):
    """The data of a benchmark is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no {path}. Put the data there, or name a folder of the same layout with --data DIR."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a benchmark is run.

    Parameters
    ----------
    data
        Folder of the data.
    quick
        Whether to take a small part that ends within a minute.
    times_s
        Search times instead of the benchmark's own, or empty.
    seed
        Seed of everything random.
    solvers
        Competitors asked for by name, or empty for the benchmark's own choice.
    processes
        Instances solved at the same time, each on one core.
    work
        Folder for what a long benchmark keeps, so that it can go on where it was broken off.
    recorded
        Whether the documentation is brought up to date with what is found.
    """

    data: Path
    quick: bool = False
    times_s: tuple[float, ...] = ()
    seed: int = 1
    solvers: tuple[str, ...] = ()
    processes: int = 2
    work: Path = Path("out")
    recorded: bool = False

    def folder(self, *parts: str) -> Path:
        """Return a folder of the data.

        Raises
        ------
        DataAbsent
            If it is not there.
        """
        path = self.data.joinpath(*parts)
        if not path.exists():
            raise DataAbsent(path)
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a benchmark found.

    Parameters
    ----------
    header, rows
        The table for people.
    figures
        Name and value of the line for programs, in order.
    remarks
        How it was measured and what the figures do not say; goes into the documentation.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[tuple[str, float], ...]
    remarks: str


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in columns; figures stand flush right, words flush left."""
    columns = [_column(name, [row[i] for row in rows]) for i, name in enumerate(header)]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))


def _column(name: str, cells: Sequence[str]) -> list[str]:
    width = max(map(len, [name, *cells]))
    is_figures = all(cell[:1].isdigit() or cell in {"-", "nan"} for cell in cells)
    lines = [name, "-" * width, *cells]
    return [line.rjust(width) if is_figures else line.ljust(width) for line in lines]


def result_line(figures: Sequence[tuple[str, float]]) -> str:
    """Return the line for programs.

    Examples
    --------
    >>> result_line([("at_best", 0.99), ("infeasible", 0)])
    'RESULT at_best=0.99 infeasible=0'
    """
    return " ".join(["RESULT", *(f"{name}={value:.6g}" for name, value in figures)])


def machine_text() -> str:
    """Return processor, cores and interpreter."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.partition(":")[2].strip()
                break
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def versions_text() -> str:
    """Return the versions of the packages that the figures depend on."""
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def record(document: Path, name: str, report: Report, *, day: date) -> None:
    """Put a dated row on top of the document's table of results."""
    lines = document.read_text(encoding="utf-8").splitlines()
    top = next(
        i
        for i, line in enumerate(lines)
        if line.startswith("|---") and lines[i - 1].startswith("| date ")
    )
    figures = result_line(report.figures).removeprefix("RESULT ")
    cells = (day.isoformat(), name, machine_text(), versions_text(), figures, report.remarks)
    lines.insert(top + 1, f"| {' | '.join(cells)} |")
    document.write_text("\n".join(lines) + "\n", encoding="utf-8")
