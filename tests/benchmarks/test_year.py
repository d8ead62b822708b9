"""The study of a simulated year: what it plays, what it keeps, and what it says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import isnan
from pathlib import Path

import pytest

from benchmarks import year_store
from benchmarks.__main__ import ROOT
from benchmarks.report import result_line
from benchmarks.year_figures import figures_of, reached_table
from benchmarks.year_page import MarkMissing, page_parts, with_parts
from benchmarks.year_plots import COLOURS, draw
from benchmarks.year_runs import (
    AXES,
    OURS,
    RIVALS,
    STANDARD,
    START,
    TERRITORIES,
    YEAR,
    FixedLengths,
    Played,
    Run,
    failed,
    ground,
    play,
    policy_of,
    strategy_of,
)
from benchmarks.year_scope import FULL, QUICK, Results, Scope
from benchmarks.year_store import Store, played_all
from benchmarks.year_tables import KEPT, TOOK, failures, planners_table
from routing.domain.customer import Mode
from routing.domain.policy import policy_document
from routing.planner import evening_before
from routing.simulation.count import (
    Backlog,
    Cadence,
    CadenceByClass,
    Count,
    Floor,
    LateOn,
    MissedBecause,
    Owed,
    Share,
    Visits,
    VisitWeeks,
    Work,
)
from routing.simulation.our_plans import Effort, OurPlans
from routing.simulation.strategy import Known
from routing.solve import Limits

DATA = ROOT.parent / "shared" / "data"
A_WEEK = Run(territory="town-150", planner="most overdue first", days=7)
TWO = Scope(
    territories=("town-150", "country-80"),
    worlds=("realistic", "stress"),
    days=YEAR,
    rivals=("fixed journey", "most overdue first"),
)


def _owed(kept: int, of: int, **missed: int) -> Owed:
    return Owed(kept=kept, of=of, **missed)


def _count(*, travel_s: int = 1000, in_person: int = 10) -> Count:
    """Return a count by hand.

    Deadlines: 8 of 10 kept, one could not be; appointments 19 of 20, one off its time; R8 30 of 31, a shop was shut;
    3 visit days of 5 at the floor, one too short for it.
    """
    return Count(
        anomalies=_owed(6, 8, absent=1),
        new_customers=_owed(2, 2),
        appointments=_owed(19, 20, off_time=1),
        months=_owed(30, 31, shut=1),
        cadence=CadenceByClass(core=Cadence(intervals=_owed(9, 10), late_days=4)),
        floor=Floor(days=_owed(3, 5, too_little_time=1)),
        visit_weeks=VisitWeeks(enough=Share(kept=2, of=2), days=6, owed_days=6),
        visits=Visits(in_person=in_person),
        work=Work(travel_s=travel_s, days=10),
        backlog=Backlog(weeks=(LateOn(day=date(2026, 11, 8), late=2, customers=150),)),
    )


def _results(
    scope: Scope, count_of: Callable[[Run], Count], *, broken: Run | None = None
) -> Results:
    return Results(
        scope,
        [
            failed(run, "ValueError: a | b\nand more")
            if run == broken
            else Played(
                run=run,
                count=count_of(run),
                visits_a_day=(0,) * 14 + (1, 2, 2),
                seconds=100.0,
                cpu_s=90.0,
                memory_mb=(100.0, 200.0, 203.5),
            )
            for run in scope.runs
        ],
    )


def _by_planner(run: Run) -> Count:
    """Return 80 s a visit for ours, 100 s for the fixed journey, every other one too soon, 160 s for the others."""
    seconds = {OURS: 800, "fixed journey": 1000}
    count = _count(travel_s=seconds.get(run.planner, 1600))
    if run.planner != "fixed journey":
        return count
    return replace(count, visits=replace(count.visits, too_soon=5))


# ------------------------------------------------------------------ what it plays


def test_the_core_is_a_year_of_everybody_everywhere() -> None:
    """Ours and all rivals on all territories in both worlds, a year each, nothing twice, all of the same seed."""
    core = [run for run in FULL.runs if run.days == YEAR and run.planner in {OURS, *RIVALS}]
    assert {(run.territory, run.planner, run.world) for run in core} == {
        (territory, planner, world)
        for territory in TERRITORIES
        for planner in (OURS, *RIVALS)
        for world in ("realistic", "stress")
    }
    assert len(FULL.runs) == len(set(FULL.runs))
    assert {run.seed for run in replace(FULL, seed=7).runs} == {7}


@pytest.mark.parametrize("axis", AXES)
def test_one_number_is_varied_at_a_time(axis: str) -> None:
    """Set to the standard's value a policy is the standard's; set to another, nothing but the axis's keys differs."""
    terms = AXES[axis]
    standard = policy_of(STANDARD)
    assert terms.standard in terms.values
    assert standard.derive(terms.changes(terms.standard)).digest == standard.digest
    for value, run in FULL.along(axis):
        changed = policy_document(policy_of(run.policy))
        same = policy_document(standard)
        for key in terms.keys:
            section, name = key.split(".")
            same[section][name] = changed[section][name]
        assert {**changed, "name": ""} == {**same, "name": ""}
        assert (policy_of(run.policy).digest == standard.digest) == (value == terms.standard)


def test_fixed_lengths_are_the_targets_of_the_classes() -> None:
    """A visit day of the town: each visit is planned for the target of its class, 20, 18, 12 or 20 minutes."""
    here = ground("town-150", DATA, 1)
    policy = policy_of(STANDARD)
    little = Effort(day=Limits(iterations=200))
    plans = OurPlans(plans_months=False, plans_weeks=False, effort=little)
    known = Known(
        now=evening_before(START, policy),
        territory=here.territory,
        policy=policy,
        calendar=here.calendar,
        travel=here.travel,
    )
    [tour] = FixedLengths(plans=plans).evening(known, START).tours
    targets_s = {one.id: 60 * policy.terms(one).target_minutes for one in here.territory.customers}
    visits = [one for one in tour.errands if one.mode is Mode.IN_PERSON]
    assert len(visits) >= 15
    assert [one.length_s for one in visits] == [targets_s[one.customer_id] for one in visits]
    [elastic] = plans.evening(known, START).tours
    assert any(
        one.length_s != targets_s[one.customer_id]
        for one in elastic.errands
        if one.mode is Mode.IN_PERSON
    )


@pytest.mark.parametrize("planner", [OURS, *FULL.rivals, *FULL.parts])
def test_every_planner_can_be_made(planner: str) -> None:
    """Each has a name, and those that are compared have a colour."""
    assert strategy_of(planner, 1).name
    assert planner in FULL.parts or planner in COLOURS


# ------------------------------------------------------------------ what it keeps


def test_a_week_is_played_and_counted() -> None:
    """A visit day for each of Monday, Wednesday and Thursday; their visits are all but those of extra days."""
    played = play(A_WEEK, DATA)
    assert not played.why_failed
    assert sum(played.visits_a_day) == played.count.floor.days.of == 3
    on_visit_days = sum(number * days for number, days in enumerate(played.visits_a_day))
    assert 0 < on_visit_days <= played.count.visits.in_person
    assert len(played.memory_mb) == 3
    assert list(played.memory_mb) == sorted(played.memory_mb)


def test_a_study_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    """What is kept is read back as it was, and is not played again; what failed is told, and tried again."""
    store = Store(tmp_path / "kept", DATA)
    nowhere = Run(territory="nowhere", planner="fixed journey", days=3)
    told: list[tuple[str, int, int]] = []

    def tell(played: Played, number: int, of: int) -> None:
        told.append((played.run.territory, number, of))

    first = played_all([A_WEEK, nowhere, A_WEEK], store, processes=2, told=tell)
    assert sorted(number for _, number, _ in told) == [1, 2]
    assert list(first) == [A_WEEK, nowhere]
    assert "nowhere" in first[nowhere].why_failed
    again = played_all([A_WEEK, nowhere], store, processes=1, told=tell)
    assert told[2:] == [("nowhere", 1, 1)]
    assert again[A_WEEK] == first[A_WEEK] == store.read(A_WEEK)
    assert first[A_WEEK].count == play(A_WEEK, DATA).count


def test_a_process_that_leaves_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed has written nothing: the run failed, and the study goes on."""

    class Killed:
        exitcode = -9

        def __init__(self, **_: object) -> None: ...
        def start(self) -> None: ...
        def join(self) -> None: ...

    class Context:
        Process = Killed

    monkeypatch.setattr(year_store, "get_context", lambda _: Context)
    found = played_all([A_WEEK], Store(tmp_path, DATA), processes=1, told=lambda *_: None)
    assert "-9" in found[A_WEEK].why_failed


def test_a_run_is_known_by_all_that_it_depends_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another territory, planner, world, policy, length, seed or version of the study is another file."""
    store = Store(tmp_path, DATA)
    others = [
        replace(A_WEEK, territory="country-80"),
        replace(A_WEEK, planner=OURS),
        replace(A_WEEK, world="stress"),
        replace(A_WEEK, policy="floor 12"),
        replace(A_WEEK, days=8),
        replace(A_WEEK, seed=2),
    ]
    paths = {store.path(run) for run in (A_WEEK, *others)}
    assert len(paths) == 1 + len(others)
    assert store.path(replace(A_WEEK)) in paths
    monkeypatch.setattr(year_store, "VERSION", year_store.VERSION + 1)
    assert store.path(A_WEEK) not in paths


def test_half_a_file_is_no_result(tmp_path: Path) -> None:
    """A file that cannot be read is as if there were none."""
    store = Store(tmp_path, DATA)
    store.path(A_WEEK).write_text('{"run": {', encoding="utf-8")
    assert store.read(A_WEEK) is None


# ------------------------------------------------------------------ what it says


def test_figures_are_sums_over_all_territories() -> None:
    """Each of two territories: 10 deadlines, 8 kept, 1 impossible: 1 missed; R8 1 missed, impossible; 3 of 4 floors.

    19 of 20 appointments. 80 s a visit against 100 s and 160 s; against 200 s without the half of
    the fixed journey's visits that is too soon. Memory grows from 200 to 203.5 MB.
    """
    assert result_line(figures_of(_results(TWO, _by_planner))) == (
        "RESULT deadlines_missed=2 r8_missed=0 floor_share=0.75 appointments_kept=0.95 travel_vs_fixed=0.8 "
        "travel_vs_overdue=0.5 travel_vs_fixed_not_too_soon=0.4 "
        "stress_deadlines_missed=2 seconds_most=100 memory_growth_mb=3.5 failed=0"
    )


def test_travel_is_weighed_by_visits() -> None:
    """Ours: 10 visits of 80 s and 30 of 40 s are 50 s a visit; half of the rival's 100 s."""

    def count_of(run: Run) -> Count:
        if run.planner != OURS:
            return _count(travel_s=1000)
        if run.territory == "town-150":
            return _count(travel_s=800)
        return _count(travel_s=1200, in_person=30)

    assert dict(figures_of(_results(TWO, count_of)))["travel_vs_fixed"] == 0.5


def test_a_season_that_failed_spoils_its_own_figures_only() -> None:
    """Without one season of the fixed journey there is no travel against it; everything else stands."""
    broken = Run(territory="country-80", planner="fixed journey")
    results = _results(TWO, _by_planner, broken=broken)
    figures = dict(figures_of(results))
    assert isnan(figures["travel_vs_fixed"])
    assert figures["travel_vs_overdue"] == 0.5
    assert figures["failed"] == 1
    assert list(failures(results)) == [(broken, "ValueError: a / b")]
    [row] = [row for row in planners_table(results, "realistic", KEPT)[1] if row[2] == "failed"][:1]
    assert row[:2] == ("country-80", "fixed journey")
    parts = page_parts(results)
    assert "**Failed**: country-80, fixed journey" in parts["made"]
    assert "ValueError: a / b" in parts["made"]


def test_a_table_has_a_row_for_each_planner_and_their_sums() -> None:
    """Missed though possible, impossible, owed: 1 / 1 / 10 in the town, 2 / 2 / 20 together."""
    header, rows = planners_table(_results(TWO, _by_planner), "realistic", KEPT)
    assert header[:4] == ("territory", "planner", "R13, R14", "R8")
    assert [row[:2] for row in rows] == [
        (name, planner)
        for name in ("town-150", "country-80", "**all**")
        for planner in (OURS, "fixed journey", "most overdue first")
    ]
    assert rows[0][2:] == (
        *("1 / 1 / 10", "0 / 1 / 31", "95.0", "75.0", "100.0", "90.0", "4 (4, 0, 0, 0)"),
    )
    assert rows[-3][2] == "2 / 2 / 20"


def test_what_was_asked_stands_beside_what_was_found() -> None:
    """2 deadlines were missed: not reached. 20 % less travel than the fixed journey is just enough."""
    _, rows = reached_table(_results(TWO, _by_planner))
    found = {what: (text, reached) for what, _, text, reached in rows}
    missed = found["deadlines of R13, R14 that could be kept and were not"]
    assert missed == ("2 of 20", "**no**")
    text, reached = found["travel a visit against fixed journey"]
    assert text.startswith("20.0 % less (60.0 % less a visit not too soon); missed 4 against 4")
    assert reached == "yes"


def test_only_what_stands_between_the_marks_is_written() -> None:
    """Text by hand stays; written twice is written once; a page without the marks is refused."""
    page = "By hand.\n<!-- a: begin -->\nold\n<!-- a: end -->\nBy hand.\n"
    once = with_parts(page, {"a": "new"})
    assert once == page.replace("old", "new")
    assert with_parts(once, {"a": "new"}) == once
    with pytest.raises(MarkMissing, match="b: begin"):
        with_parts(page, {"b": "new"})


def test_the_page_has_a_place_for_everything(tmp_path: Path) -> None:
    """The whole study fits the page as it stands, and draws every figure that the page then shows."""
    results = _results(FULL, _by_planner)
    page = (ROOT / "docs" / "year.md").read_text(encoding="utf-8")
    text = with_parts(page, page_parts(results))
    drawn = {path.name for path in draw(results, tmp_path)}
    assert drawn
    assert {name for name in drawn if f"(figures/{name})" in text} == drawn
    assert text.count("(figures/") == len(drawn)


def test_figures_are_the_same_bytes_for_the_same_results(tmp_path: Path) -> None:
    """No date, no random name of a part of the drawing; a season that failed is left out, and so is its total."""
    broken = Run(territory="town-150", planner="fixed journey", days=QUICK.days)
    results = _results(QUICK, _by_planner, broken=broken)
    first = draw(results, tmp_path / "first")
    again = draw(results, tmp_path / "again")
    assert [path.name for path in first] == [path.name for path in again]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert all(b"<dc:date>" not in path.read_bytes() for path in first)


def test_every_cause_has_its_column() -> None:
    """What was missed adds up: owed less kept is the sum of all causes in each row."""
    results = _results(TWO, _by_planner)
    table = page_parts(results)["realistic causes"].splitlines()
    assert len(MissedBecause) == table[0].count("|") - 4
    for line in table[2:]:
        owed, kept, *causes = (int(cell) for cell in line.split("|")[2:-1])
        assert owed - kept == sum(causes)


def test_the_season_is_the_one_of_the_samples() -> None:
    """The first day is the Monday for which the sample territories are made, and nothing in them is later."""
    assert START.isoweekday() == 1
    history = ground("country-80", DATA, 1).territory.history
    assert max(row.day for row in history) < START


def test_who_tells_nobody_anything_has_no_changes_of_it() -> None:
    """Rivals give no notice: what they tell otherwise is not nought but nothing."""
    header, rows = planners_table(_results(TWO, _by_planner), "realistic", TOOK)
    told = header.index("told otherwise")
    assert {row[told] for row in rows if row[1] == OURS} == {"0"}
    assert {row[told] for row in rows if row[1] in RIVALS} == {"–"}


def test_a_season_is_known_by_the_code_that_plays_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every module of the benchmarks that a season runs through is in its digest: the files named are there."""
    store = Store(tmp_path, DATA)
    before = store.path(A_WEEK)
    for name in year_store.PLAYING:
        assert (year_store.ROOT / "benchmarks" / f"{name}.py").is_file()
        less = tuple(one for one in year_store.PLAYING if one != name)
        monkeypatch.setattr(year_store, "PLAYING", less)
        year_store._code_digest.cache_clear()
        assert store.path(A_WEEK) != before
        monkeypatch.undo()
    year_store._code_digest.cache_clear()
    assert store.path(A_WEEK) == before
