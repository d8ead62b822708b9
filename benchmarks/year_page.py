"""The study's page: text by hand, tables and figures by the study, between marks that stay where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.report import machine_text, versions_text
from benchmarks.year_figures import reached_table
from benchmarks.year_plots import draw
from benchmarks.year_runs import OURS
from benchmarks.year_scope import Results
from benchmarks.year_tables import (
    KEPT,
    TOOK,
    causes_table,
    failures,
    markdown,
    parts_table,
    planners_table,
    policies_table,
    sensitivity_table,
    worlds_table,
)
from routing.units import HOUR_S
from routing.whole_file import write_whole

__all__ = ["MarkMissing", "page_parts", "with_parts", "write_page"]


class MarkMissing(Exception):
    """A page has no place for something that the study found."""


def write_page(page: Path, figures: Path, results: Results) -> None:
    """Bring a page, and the figures in their folder, up to date.

    Raises
    ------
    MarkMissing
        If the page has no place for a part; nothing is written then.
    """
    text = with_parts(page.read_text(encoding="utf-8"), page_parts(results))
    draw(results, figures)
    write_whole(page, text.encode())


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """Return a page with new parts between their marks, everything else as it is.

    Raises
    ------
    MarkMissing
        If a mark is not there.

    Examples
    --------
    >>> print(with_parts("Before <!-- a: begin -->old<!-- a: end --> after", {"a": "new"}))
    Before <!-- a: begin -->
    new
    <!-- a: end --> after
    """
    for name, part in parts.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, begins, rest = text.partition(begin)
        _, ends, after = rest.partition(end)
        if not (begins and ends):
            raise MarkMissing(f"The page lacks {begin} and, after it, {end}: put them in place.")
        text = f"{before}{begin}\n{part}\n{end}{after}"
    return text


def page_parts(results: Results) -> dict[str, str]:
    """Return all that the study writes into its page, by the name of the marks around it."""
    scope = results.scope
    parts = {
        "reached": markdown(reached_table(results)),
        "worlds": markdown(worlds_table(scope.worlds)),
        "backlog": _figure("backlog", "Customers late at the end of each week"),
        "visits a day": _figure("visits-a-day", "Share of visit days with at least so many visits"),
    }
    for world in scope.worlds:
        parts |= {
            f"{world} kept": markdown(planners_table(results, world, KEPT)),
            f"{world} took": markdown(planners_table(results, world, TOOK)),
            f"{world} causes": markdown(causes_table(results, world)),
        }
    parts["realistic kept"] = _under("kept", "What was kept, by planner", parts["realistic kept"])
    parts["realistic took"] = _under(
        "travel", "Seconds on the road a visit, by planner", parts["realistic took"]
    )
    if scope.parts:
        parts["parts"] = _under(
            "parts", "Our plans without one of their parts", markdown(parts_table(results))
        )
    if scope.varied_days:
        parts["sensitivity"] = _under(
            "sensitivity",
            "What one number of the standard does",
            markdown(sensitivity_table(results)),
        )
        parts["policies"] = markdown(policies_table(results))
    return parts | {"made": "\n".join(_made(results))}


def _figure(name: str, says: str) -> str:
    return f"![{says}](figures/year-{name}.svg)"


def _under(name: str, says: str, table: str) -> str:
    return f"{_figure(name, says)}\n\n{table}"


def _made(results: Results) -> Iterator[str]:
    """Yield how the page's results came about."""
    played = [one for one in results.all if not one.why_failed]
    hours = sum(one.cpu_s for one in played) / HOUR_S
    yield f"{len(played)} seasons, seed {results.scope.seed}, {hours:.1f} hours of processor time in all;"
    yield f"{machine_text()}; {versions_text()}."
    yield ""
    ours = [one for one in played if one.run.planner == OURS and one.run.days == results.scope.days]
    for one in ours:
        at_start, at_quarter, at_end = one.memory_mb
        yield (
            f"- Ours, {one.run.territory}, {one.run.world}: {one.seconds:.0f} s ({one.cpu_s:.0f} s of the processor); "
            f"most memory {at_start:.0f} MB before the first day, {at_quarter:.0f} MB after a quarter, "
            f"{at_end:.0f} MB in the end."
        )
    for run, why in failures(results):
        yield f"- **Failed**: {run.text}: {why}"
