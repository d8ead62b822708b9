"""Runs a benchmark: ``python -m benchmarks NAME``; without a name lists them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.contest import SOLVERS
from benchmarks.report import (
    DataAbsent,
    Report,
    Settings,
    machine_text,
    record,
    result_line,
    table_text,
    versions_text,
)
from routing.errors import ExtraMissing

ROOT = Path(__file__).resolve().parent.parent

BENCHMARKS = {
    "tsptw": "a fixed day: is it ordered as well as known?",
    "toptw": "optional visits: are the right ones chosen, and the mandatory ones kept?",
    "days": "whole days: are they planned as well as by the peers?",
    "horizons": "four weeks of single visits: are they planned as well as by the peers?",
    "pvrp": "recurring visits: are days and routes chosen as well as known?",
    "pvrpif": "recurring visits on real roads: are days and routes cheaper than with unloading trips?",
    "months": "four weeks by all rules: is nobody late who need not be?",
    "year": "a year played day by day, beside rivals: does the standard hold?",
    "replans": "does one event change as little of a day as it can, within a second?",
    "reasons": "are the reasons true when each is tried again?",
    "repairs": "do repairs let in the visits that they are for?",
    "scale": "how do time and memory grow with the territory?",
    "cost": "what does a plan cost besides the search?",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0, or 2 where a benchmark cannot be run as asked."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.name is None:
        parser.print_help()
        return 0
    settings = Settings(
        data=asked.data,
        quick=asked.quick,
        times_s=tuple(asked.time or ()),
        seed=asked.seed,
        solvers=tuple(asked.solver or ()),
        processes=asked.processes,
        work=asked.work,
        recorded=not (asked.quick or asked.no_record),
    )
    print(f"{asked.name}: {BENCHMARKS[asked.name]}")
    print(machine_text())
    print(versions_text(), flush=True)
    try:
        report: Report = import_module(f"benchmarks.{asked.name}").run(settings)
    except (DataAbsent, ExtraMissing) as absent:
        print(f"error: {absent}", file=sys.stderr)
        return 2
    print()
    print(table_text(report.header, report.rows))
    print()
    print(report.remarks)
    if settings.recorded:
        today = datetime.now(tz=UTC).date()
        record(ROOT / "docs" / "benchmarks.md", asked.name, report, day=today)
    print(result_line(report.figures))
    return 0


def _parser() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<8}{question}" for name, question in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=f"Runs a benchmark and keeps its figures in docs/benchmarks.md.\n\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", choices=tuple(BENCHMARKS), metavar="NAME")
    parser.add_argument(
        "--quick", action="store_true", help="a part that ends within a minute; not recorded"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data",
        metavar="DIR",
        help="folder of the data (default: ../shared/data)",
    )
    parser.add_argument(
        "--time", type=float, action="append", metavar="S", help="search time; may be repeated"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--solver",
        choices=tuple(SOLVERS),
        action="append",
        help="competitor; may be repeated, the first one's figures are the result (tsptw, toptw)",
    )
    parser.add_argument(
        "--processes", type=int, default=2, metavar="N", help="instances at a time (default: 2)"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / "out",
        metavar="DIR",
        help="folder in which a long benchmark keeps its parts, to go on where it was broken off (default: out)",
    )
    parser.add_argument("--no-record", action="store_true", help="leave docs/ alone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
