"""`routing compare`: two plans side by side, of plan documents and of records, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from routing.cli.comparison_view import FIGURE_NAMES
from routing.cli.exit_codes import ExitCode
from routing.cli.words import Language, Words
from routing.comparison import compare
from routing.documents import write_document
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId
from routing.plan import Plan
from routing.plan_chain import PlanKind, PlanRecord
from routing.status import Level
from tests.cli.small_tables import run
from tests.plan_chain.hand_made import (
    CORE,
    FRIDAY,
    M1,
    MONDAY,
    POTENTIAL,
    REGULAR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Entry,
    week,
)
from tests.test_comparison import left_out, worth

ELEVEN = 39_600


def first() -> PlanRecord:
    """Return a week with three visits that leaves a fourth customer out."""
    record = week(
        Entry(CORE, MONDAY),
        Entry(POTENTIAL, MONDAY, clock_s=ELEVEN),
        Entry(REGULAR, TUESDAY),
        unassigned=(left_out(CORE),),
    )
    return _worth(record, 3)


def second() -> PlanRecord:
    """Return the same week with one of them moved, one phoned, the order turned, and nobody left out."""
    record = week(
        Entry(POTENTIAL, MONDAY),
        Entry(CORE, MONDAY, clock_s=ELEVEN),
        Entry(REGULAR, WEDNESDAY, mode=Mode.PHONE),
    )
    return _worth(record, 2)


def _worth(record: PlanRecord, late: int) -> PlanRecord:
    plan = worth(
        record.plan, (Level.LATE, "late", late, late * 1000), (Level.COST, "travel", 5400, 5400)
    )
    return replace(record, plan=plan)


def written(folder: Path, *plans: Plan | PlanRecord) -> list[Path]:
    """Write plans into files and return them."""
    paths = [folder / f"{n}.json" for n in range(len(plans))]
    for path, plan in zip(paths, plans, strict=True):
        write_document(plan, path)
    return paths


def test_verdict_comes_first_then_all_that_differs(tmp_path: Path) -> None:
    """The better plan with its reason, the moved visit, the turned route, who is no longer left out, the level."""
    shown = run("compare", *written(tmp_path, first(), second()))
    assert shown.exit_code == ExitCode.FINE
    lines = [line.rstrip() for line in shown.stdout.splitlines()]
    assert lines[0] == "t  2026-11-02 to 2026-11-08"
    assert (
        "The second plan is better: late visits left out 3,000 -> 2,000 (3 -> 2 visits)." in lines
    )
    assert "visits that differ: moved 1, mode 1, retimed 2" in lines
    assert any(
        line.startswith("regular   moved   11-03 10:00  11-04 10:00 phone") for line in lines
    )
    assert "other times of the same day (--all lists them): 2" in lines
    assert "  2026-11-02 m1: core" in lines
    assert "left out by the first plan only: 1" in lines
    late = next(line for line in lines if line.startswith("  late visits left out"))
    assert late.split() == [
        *["late", "visits", "left", "out", "3,000", "2,000", "late", "3", "->", "2"]
    ]


def test_other_times_are_listed_where_all_is_asked_for(tmp_path: Path) -> None:
    """--all names who is at another time of the same day."""
    shown = run("compare", *written(tmp_path, first(), second()), "--all")
    assert "potential  retimed" in shown.stdout
    assert "--all" not in shown.stdout


def test_plans_and_records_are_compared_alike(tmp_path: Path) -> None:
    """A plan document against the record of another plan: the same differences as of two records."""
    records = written(tmp_path, first(), second().plan)
    told = json.loads(run("compare", *records, "--json").stdout)
    assert [one["kind"] for one in told["differences"]] == ["retimed", "retimed", "moved", "mode"]
    assert told["verdict"] == "second"
    assert told["text"] == compare(first().plan, second().plan).text


def test_records_say_which_days_are_planned(tmp_path: Path) -> None:
    """Without a shift on Friday a record still plans Friday: the visit that fell out is told."""
    before = week(Entry(CORE, FRIDAY))
    after = week(absent=[(M1, FRIDAY)])
    told = json.loads(run("compare", *written(tmp_path, before, after), "--json").stdout)
    assert [one["kind"] for one in told["differences"]] == ["dropped"]


def test_month_and_day_are_compared_on_the_day(tmp_path: Path) -> None:
    """A month beside one of its days: the day's visits, and no verdict on objectives of other days."""
    month = week(Entry(CORE, MONDAY), plan_kind=PlanKind.MONTH, last=date(2026, 11, 30))
    day = week(Entry(REGULAR, MONDAY), plan_kind=PlanKind.DAY, last=MONDAY)
    shown = run("compare", *written(tmp_path, month, day))
    assert "t  2026-11-02\n" in shown.stdout
    assert "The plans are for different days" in shown.stdout
    assert "figures of the common days" in shown.stdout


@pytest.mark.parametrize("turned", [False, True])
def test_plan_made_on_the_road_is_compared_from_then_on(tmp_path: Path, *, turned: bool) -> None:
    """Made at half past ten, after core at ten: only eleven o'clock fell out, whichever of the two is named first."""
    morning = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, MONDAY, clock_s=ELEVEN),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
    )
    rest = week(
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:30",
        published_at="2026-11-02 10:30",
        parent=morning,
        among=[morning],
    )
    pair = (rest, morning) if turned else (morning, rest)
    told = json.loads(run("compare", *written(tmp_path, *pair), "--json").stdout)
    kind = "added" if turned else "dropped"
    assert [(one["kind"], one["customer_id"]) for one in told["differences"]] == [(kind, REGULAR)]
    assert (told["verdict"], told["since"]) == ("unknown", "2026-11-02T10:30")


def test_plan_made_before_the_days_first_visit_is_one_of_the_whole_day(tmp_path: Path) -> None:
    """Made at half past nine, before core at ten: both plans are of the whole day, and one is the better."""
    evening = week(Entry(CORE, MONDAY), plan_kind=PlanKind.DAY, last=MONDAY)
    morning = week(
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 09:30",
        published_at="2026-11-02 09:30",
        parent=evening,
        among=[evening],
    )
    told = json.loads(run("compare", *written(tmp_path, evening, morning), "--json").stdout)
    assert (told["verdict"], told["since"]) == ("equal", None)


def test_dozen_of_those_left_out_are_listed_unless_all_are_asked_for(tmp_path: Path) -> None:
    """Fifteen due ones are left out by the first plan only: twelve rows, and three more are counted."""
    many = tuple(left_out(CustomerId(f"due-{n:02}")) for n in range(15))
    paths = written(tmp_path, week(unassigned=many), week())
    shown = run("compare", *paths).stdout
    assert "left out by the first plan only: 15" in shown
    assert shown.count("due-") == 12
    assert "more (--all lists them): 3" in shown
    everything = run("compare", *paths, "--all").stdout
    assert everything.count("due-") == 15
    assert "more (--all" not in everything


@pytest.mark.parametrize("width", [60, 80])
def test_chinese_fits_the_terminal(tmp_path: Path, width: int) -> None:
    """In Chinese every line fits, and no English word of the command line is left."""
    paths = written(tmp_path, first(), second())
    shown = run("compare", *paths, "--lang", "zh", COLUMNS=str(width))
    assert max(map(cell_len, shown.stdout.splitlines())) <= width
    words = ("后一份计划更优", "改期", "仅前一份计划未安排", "户均路途", "目标（按重要性排列）")
    assert all(word in shown.stdout.replace("\n", "") for word in words)


def test_every_figure_has_its_name() -> None:
    """Each figure that a comparison holds, of same days or not, has a name in both languages."""
    later = week(Entry(CORE, THURSDAY), first=WEDNESDAY)
    for other in (second(), later):
        for one in compare(first().plan, other.plan).figures:
            assert Words(Language.ZH)(FIGURE_NAMES[one.name])


def test_everything_broken_is_told_at_once(tmp_path: Path) -> None:
    """A file that is not there and one that is no plan: both are named, exit code 2."""
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "routing/1", "kind": "territory"}', encoding="utf-8")
    shown = run("compare", tmp_path / "absent.json", broken)
    assert shown.exit_code == ExitCode.INPUT
    assert "absent.json" in shown.stderr
    assert "broken.json" in shown.stderr
    assert shown.stdout == ""


def test_plans_of_other_weeks_are_refused(tmp_path: Path) -> None:
    """A week and the next have no day in common."""
    monday = MONDAY + timedelta(days=7)
    later = week(first=monday, last=monday + timedelta(days=6))
    shown = run("compare", *written(tmp_path, first(), later))
    assert shown.exit_code == ExitCode.INPUT
    assert "days-disjoint" in shown.stderr
