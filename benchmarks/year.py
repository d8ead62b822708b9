"""Whether the standard holds in a year played day by day, by our plans and by rivals in the same worlds.

Every season is a process of its own and is kept in the work folder, so that a study that is broken off goes on where it
stopped. The page `docs/year.md` is written from the same results as the line for programs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.report import Report, Settings
from benchmarks.year_figures import figures_of
from benchmarks.year_page import page_parts, write_page
from benchmarks.year_plots import draw
from benchmarks.year_runs import PITTSBURGH, START, Played, strategy_of
from benchmarks.year_scope import FULL, QUICK, Results
from benchmarks.year_store import Store, played_all
from benchmarks.year_tables import SHORT, failures, planners_table
from routing.outputs.plots.paper import need_matplotlib
from routing.units import HOUR_S
from routing.whole_file import write_whole

__all__ = ["run"]

ROOT = Path(__file__).resolve().parent.parent


def run(settings: Settings) -> Report:
    """Return what was kept and what it took, by territory and planner; figures are ours on all territories together.

    Raises
    ------
    DataAbsent
        If the data is not there.
    ExtraMissing
        If matplotlib or PyVRP is not installed: before anything is played.
    """
    need_matplotlib()
    scope = replace(QUICK if settings.quick else FULL, seed=settings.seed)
    if PITTSBURGH in scope.territories:
        settings.folder("real", "pittsburgh_joint")
    for planner in dict.fromkeys(one.planner for one in scope.runs):
        strategy_of(planner, scope.seed)
    store = Store(settings.work / "year", settings.data)
    played = played_all(scope.runs, store, processes=settings.processes, told=_tell)
    results = Results(scope, tuple(played.values()))
    if settings.recorded:
        write_page(ROOT / "docs" / "year.md", ROOT / "docs" / "figures", results)
    else:
        draw(results, store.folder / "figures")
        parts = page_parts(results)
        text = "\n".join(f"## {name}\n\n{part}\n" for name, part in parts.items())
        write_whole(store.folder / "year.md", text.encode())
    return _report(results)


def _report(results: Results) -> Report:
    scope = results.scope
    header, rows = planners_table(results, "realistic", SHORT)
    hours = sum(one.cpu_s for one in results.all) / HOUR_S
    broken = "; ".join(f"failed: {run.text}: {why}" for run, why in failures(results))
    return Report(
        header=header,
        rows=rows,
        figures=figures_of(results),
        remarks=(
            f"{scope.days} days from {START} on {len(scope.territories)} territories, seed {scope.seed}; "
            f"{len(scope.runs)} seasons, {hours:.1f} h of processor time; tables and figures: [year](year.md)"
            + (f"; {broken}" if broken else "")
        ),
    )


def _tell(played: Played, number: int, of: int) -> None:
    """Say that a season is over."""
    what = f"{played.seconds:.0f} s, {played.cpu_s:.0f} s of the processor"
    if played.why_failed:
        what = f"FAILED: {played.why_failed.splitlines()[0]}"
    print(f"{number}/{of} {played.run.text}: {what}", flush=True)
