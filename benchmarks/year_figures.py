"""The figures by which the study is judged, and what was asked of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

from benchmarks.year_runs import OURS
from benchmarks.year_scope import Results
from benchmarks.year_tables import Table, seconds_a_visit_in_time
from routing.simulation.count import Count

__all__ = ["figures_of", "reached_table"]

RIVAL_NAMES = {
    "fixed journey": "fixed",
    "fixed journey, gap kept": "fixed_gap_kept",
    "most overdue first": "overdue",
    "plain OR-Tools": "ortools",
    "PyVRP": "pyvrp",
}
MOST_RATIO = {
    "fixed": 0.80,
    "fixed_gap_kept": 0.80,
    "overdue": 0.85,
    "ortools": 1.0,
    "pyvrp": 1.0,
}
"""Our travel a visit over a rival's, at the most."""
MOST_S = 600


def figures_of(results: Results) -> tuple[tuple[str, float], ...]:
    """Return the figures of the line for programs; of a season that failed they are not a number.

    ==========================  ====================================================================================
    figure                      what it is, of ours on all territories together
    ==========================  ====================================================================================
    deadlines_missed            deadlines of R13 and R14 that could be kept and were not
    r8_missed                   customers who could be seen in two months in a row and were not, by pair of months
    floor_share                 visit days with as many visits as the floor asks for, of those that can have them
    appointments_kept           begun within ten minutes (R16), of all that nobody cancelled
    travel_vs_...               our seconds on the road a visit over the rival's
    ..._not_too_soon            the same where visits inside the minimum gap are no visits
    stress_deadlines_missed     as the first, in the stress world
    seconds_most                of our slowest season
    memory_growth_mb            most by which the memory of one of our seasons grew after its first quarter
    failed                      seasons of the study that broke off
    ==========================  ====================================================================================
    """
    scope = results.scope
    ours = results.total(scope.side_by_side(OURS, "realistic"))
    found = [
        ("deadlines_missed", nan if ours is None else ours.deadlines.could.missed),
        ("r8_missed", nan if ours is None else ours.months.could.missed),
        ("floor_share", nan if ours is None else ours.floor.days.could.percent / 100),
        ("appointments_kept", nan if ours is None else ours.appointments.share.percent / 100),
        *(
            (f"travel_vs_{RIVAL_NAMES[rival]}", _ratio(ours, _total(results, rival)))
            for rival in scope.rivals
        ),
    ]
    if "fixed journey" in scope.rivals:
        theirs = _total(results, "fixed journey")
        in_time = _ratio(ours, theirs, seconds_a_visit_in_time)
        found.append(("travel_vs_fixed_not_too_soon", in_time))
    if "stress" in scope.worlds:
        stress = results.total(scope.side_by_side(OURS, "stress"))
        missed = nan if stress is None else stress.deadlines.could.missed
        found.append(("stress_deadlines_missed", missed))
    seasons = [results[run] for world in scope.worlds for run in scope.side_by_side(OURS, world)]
    whole = [one for one in seasons if not one.why_failed]
    return (
        *found,
        ("seconds_most", max((one.seconds for one in whole), default=nan)),
        ("memory_growth_mb", max((one.growth_mb for one in whole), default=nan)),
        ("failed", sum(bool(one.why_failed) for one in results.all)),
    )


def _total(results: Results, planner: str) -> Count | None:
    return results.total(results.scope.side_by_side(planner, "realistic"))


def _ratio(
    ours: Count | None,
    theirs: Count | None,
    seconds: Callable[[Count], float] = lambda one: one.travel_s_a_visit,
) -> float:
    if ours is None or theirs is None or not seconds(theirs):
        return nan
    return seconds(ours) / seconds(theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    what: str
    asked: str
    found: str
    is_reached: bool


def reached_table(results: Results) -> Table:
    """Return what was asked, what was found, and whether that is enough."""
    figures = dict(figures_of(results))
    ours = _total(results, OURS) or Count()
    rows = [
        _Row(
            what="deadlines of R13, R14 that could be kept and were not",
            asked="0",
            found=f"{figures['deadlines_missed']:g} of {ours.deadlines.of:,}",
            is_reached=figures["deadlines_missed"] == 0,
        ),
        _Row(
            what="customers not seen in two months, though they could be (R8)",
            asked="0",
            found=f"{figures['r8_missed']:g} of {ours.months.of:,}",
            is_reached=figures["r8_missed"] == 0,
        ),
        _Row(
            what="visit days with 15 visits, of those that can have them (R7)",
            asked="at least 99 %",
            found=_percent(figures["floor_share"]),
            is_reached=figures["floor_share"] >= 0.99,
        ),
        _Row(
            what="appointments within ten minutes, of all (R16)",
            asked="at least 98 %",
            found=_percent(figures["appointments_kept"]),
            is_reached=figures["appointments_kept"] >= 0.98,
        ),
    ]
    for rival in results.scope.rivals:
        ratio, most = figures[f"travel_vs_{RIVAL_NAMES[rival]}"], MOST_RATIO[RIVAL_NAMES[rival]]
        theirs = _total(results, rival) or Count()
        in_time = _ratio(ours, theirs, seconds_a_visit_in_time)
        rows.append(
            _Row(
                what=f"travel a visit against {rival}",
                asked="no more" if most == 1 else f"at least {100 * (1 - most):.0f} % less",
                found=f"{_less(ratio)} ({_less(in_time)} a visit not too soon); "
                f"missed {_missed(ours)} against {_missed(theirs)}, "
                f"customer-days late {ours.cadence.total.late_days:,} against "
                f"{theirs.cadence.total.late_days:,}",
                is_reached=ratio <= most,
            )
        )
    if "stress_deadlines_missed" in figures:
        stress = results.total(results.scope.side_by_side(OURS, "stress")) or Count()
        missed = figures["stress_deadlines_missed"]
        rows.append(
            _Row(
                what="the same deadlines in the stress world",
                asked="0",
                found=f"{missed:g} of {stress.deadlines.of:,}",
                is_reached=missed == 0,
            )
        )
    rows += [
        _Row(
            what="seconds of the slowest season, one core",
            asked=f"under {MOST_S}",
            found=f"{figures['seconds_most']:.0f}",
            is_reached=figures["seconds_most"] < MOST_S,
        ),
        _Row(
            what="growth of memory after the first quarter",
            asked="none to speak of",
            found=f"{figures['memory_growth_mb']:.0f} MB at the most",
            is_reached=figures["memory_growth_mb"] < 10,
        ),
    ]
    return ("what", "asked", "found", "reached"), tuple(
        (row.what, row.asked, row.found, "yes" if row.is_reached else "**no**") for row in rows
    )


def _missed(count: Count) -> str:
    """Return how much was missed of what could be kept: deadlines, appointments and customers in two months."""
    owed = count.deadlines + count.appointments + count.months
    return f"{owed.could.missed:,}"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _less(ratio: float) -> str:
    return f"{abs(100 * (1 - ratio)):.1f} % {'less' if ratio <= 1 else 'more'}"
