"""`routing plan week`: any day names its week, its documents pass the check, later plans keep what it promised."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from routing.cli import plan as plan_command
from routing.cli.exit_codes import ExitCode
from routing.documents import from_json, read_document
from routing.plan import Plan
from routing.plan_chain import PlanRecord, PlanState
from routing.request import PlanRequest
from tests.cli.small_tables import NAMES, QUICK, run, write_tables

MONDAY = "2026-11-23"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small territory as tables."""
    return write_tables(tmp_path_factory.mktemp("week") / "small")


def _week(folder: Path, *arguments: object, **environment: str) -> Result:
    return run("plan", "week", folder, *QUICK, *arguments, **environment)


def _request(folder: Path, tmp_path: Path, *arguments: object) -> PlanRequest:
    _week(folder, "--quiet", "--request-out", tmp_path / "request.json", *arguments)
    return read_document(tmp_path / "request.json", PlanRequest)


def test_week_is_shown_day_by_day(folder: Path, tmp_path: Path) -> None:
    """The verdict on the standard comes first, then the week with every stop at its time, then coverage and figures."""
    shown = _week(folder, "--date", MONDAY, "--out", tmp_path / "plan.json")
    assert shown.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}
    lines = shown.stdout.splitlines()
    assert "standard" in lines[0]
    assert "small  2026-11-23 to 2026-11-29" in lines
    plan = read_document(tmp_path / "plan.json", Plan)
    stops = [stop for route in plan.routes for stop in route.stops]
    assert stops
    assert all(stop.customer_id in shown.stdout for stop in stops)
    assert f"M1 李文博  visits: {len(stops)}" in shown.stdout
    assert "coverage by class" in lines
    assert "objective, most important first" in lines


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-25", "2026-11-29"])
def test_any_day_names_its_week(folder: Path, tmp_path: Path, day: str) -> None:
    """Monday, Wednesday and Sunday of a week ask for the same days."""
    request = _request(folder, tmp_path, "--date", day)
    days = [shift.day for shift in request.shifts]
    assert min(days) == date(2026, 11, 23)
    assert max(days) <= date(2026, 11, 29)


def test_next_week_is_the_default(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked on a Wednesday without a date, the week of the next Monday is planned."""
    monkeypatch.setattr(plan_command, "_today", lambda: date(2026, 11, 18))
    assert min(shift.day for shift in _request(folder, tmp_path).shifts) == date(2026, 11, 23)


def test_week_that_has_begun_is_planned_from_the_question_on(folder: Path, tmp_path: Path) -> None:
    """Asked on Wednesday evening, what is left of the week is planned, shown, and published as such."""
    record = tmp_path / "rest.json"
    options = ("--date", MONDAY, "--asked-at", "2026-11-25 18:00", "--publish", record)
    assert "small  2026-11-25 to 2026-11-29" in _week(folder, *options).stdout
    published = read_document(record, PlanRecord)
    assert (published.first, published.last) == (date(2026, 11, 25), date(2026, 11, 29))
    assert {route.day for route in published.plan.routes} == {date(2026, 11, 26)}


def test_day_plan_takes_over_what_the_week_promised(folder: Path, tmp_path: Path) -> None:
    """The day's plan names its week as the one before it, and lists what it changes of it (R18)."""
    week, day = tmp_path / "week.json", tmp_path / "day.json"
    _week(folder, "--date", MONDAY, "--quiet", "--publish", week)
    asked = ("--date", MONDAY, "--from-plan", week, "--publish", day)
    shown = run("plan", "day", folder, *QUICK, *asked)
    assert shown.exit_code == ExitCode.FINE
    one, two = (read_document(path, PlanRecord) for path in (week, day))
    assert two.parent_id == one.id
    assert f"changes of plan {one.id}: " in shown.stdout
    monday = next(route for route in one.plan.routes if route.day == date(2026, 11, 23))
    (route,) = two.plan.routes
    assert {stop.customer_id for stop in monday.stops} <= {stop.customer_id for stop in route.stops}


def test_extra_day_is_a_visit_day(folder: Path, tmp_path: Path) -> None:
    """A Tuesday is none of the visit days of R6, unless it is named."""

    def visit_days(*options: str) -> set[int]:
        request = _request(folder, tmp_path, "--date", MONDAY, *options)
        return {shift.day.isoweekday() for shift in request.shifts if not shift.is_extra}

    assert visit_days() == {1, 3, 4}
    assert visit_days("--extra-day", "2026-11-24") == {1, 2, 3, 4}


def test_documents_pass_the_check(folder: Path, tmp_path: Path) -> None:
    """`routing check` reads plan, request and matrix of a week, and finds nothing; another day of a visit it finds."""
    files = {name: tmp_path / f"{name}.json" for name in ("plan", "request", "matrix")}
    _week(
        folder,
        *("--date", MONDAY, "--out", files["plan"]),
        *("--request-out", files["request"], "--matrix-out", files["matrix"]),
    )
    asked = ("--request", files["request"], "--matrix", files["matrix"])
    clean = run("check", files["plan"], *asked)
    assert clean.exit_code == ExitCode.FINE
    assert "keeps every rule" in clean.stdout
    document = json.loads(files["plan"].read_text(encoding="utf-8"))
    moved = next(route for route in document["routes"] if route["stops"])
    moved["day"] = "2026-11-28"
    files["plan"].write_text(json.dumps(document), encoding="utf-8")
    assert run("check", files["plan"], *asked).exit_code == ExitCode.FOUND


def test_json_is_the_plan_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """Standard output holds the plan's document alone, no certificate either."""
    shown = _week(folder, "--date", MONDAY, "--json", "--out", tmp_path / "plan.json")
    assert from_json(shown.stdout, Plan) == read_document(tmp_path / "plan.json", Plan)


def test_quiet_prints_nothing(folder: Path, tmp_path: Path) -> None:
    """With --quiet the files are written and standard output stays empty."""
    shown = _week(folder, "--date", MONDAY, "--quiet", "--geojson", tmp_path / "map.json")
    assert shown.stdout == ""
    layer = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    days = {
        feature["properties"]["day"]
        for feature in layer["features"]
        if feature["properties"]["kind"] == "route"
    }
    assert len(days) >= 3


def test_promise_that_cannot_be_kept_has_its_exit_code(tmp_path: Path) -> None:
    """An appointment before the working day cannot be kept: the plan says so, and the exit code is 3."""
    early = f"客户编号,预约时间\nC4,{MONDAY} 06:00\n"
    shown = _week(write_tables(tmp_path / "early", appointments=early), "--date", MONDAY)
    assert shown.exit_code == ExitCode.MANDATORY_LEFT_OUT
    assert "mandatory visits late or left out: " in shown.stdout
    assert "C4" in shown.stdout


def test_published_plan_is_kept_and_its_changes_are_listed(folder: Path, tmp_path: Path) -> None:
    """A week planned again keeps a published one; a change of what is known is listed with its reason."""
    record = tmp_path / "week.json"
    _week(folder, "--date", MONDAY, "--quiet", "--publish", record)
    published = read_document(record, PlanRecord)
    assert published.state is PlanState.PUBLISHED
    assert (published.first, published.last) == (date(2026, 11, 23), date(2026, 11, 29))
    again = _week(folder, "--date", MONDAY, "--from-plan", record)
    assert f"changes of plan {published.id}: 0" in again.stdout
    planned = next(stop for route in published.plan.routes for stop in route.stops)
    closed = f"客户编号,日期,禁止\n{planned.customer_id},{MONDAY},是\n"
    changed = write_tables(tmp_path / "small", pins=closed)
    shown = _week(changed, "--date", MONDAY, "--from-plan", record)
    assert f"changes of plan {published.id}: 0" not in shown.stdout
    chinese = _week(folder, "--date", MONDAY, "--from-plan", record, "--lang", "zh")
    assert "与原计划相比的变更" in chinese.stdout


def test_plan_of_other_days_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """The next week follows this one, and has no day in common with it: there are no changes to tell, not even none."""
    record = tmp_path / "week.json"
    _week(folder, "--date", MONDAY, "--quiet", "--publish", record)
    shown = _week(folder, "--date", "2026-11-30", "--from-plan", record)
    assert "mandatory visits late or left out" in shown.stdout
    assert "changes of plan" not in shown.stdout


def test_successor_names_its_parent(folder: Path, tmp_path: Path) -> None:
    """A plan that follows another is published under the next number, with the other as its parent."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    _week(folder, "--date", MONDAY, "--quiet", "--publish", first)
    _week(folder, "--date", MONDAY, "--quiet", "--from-plan", first, "--publish", second)
    one, two = (read_document(path, PlanRecord) for path in (first, second))
    assert two.parent_id == one.id
    assert (one.number, two.number) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--date", "Monday"), "'Monday' does not match"),
        (("--from-plan", "absent.json"), "absent.json"),
        (("--extra-day", "soon"), "'soon' does not match"),
        (("--publish", "absent/week.json"), "The folder absent is not there"),
        (("--date", MONDAY, "--manager", "M9"), "Use one of: M1"),
        (("--date", MONDAY, "--set", "visits.floors=12"), "Did you mean floor?"),
        (("--date", MONDAY, "--time", "-1"), "0 or more seconds"),
    ],
)
def test_broken_arguments_are_told_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    """A broken argument ends with exit code 2 and a message on standard error that says what would be right."""
    shown = run("plan", "week", folder, *arguments)
    assert shown.exit_code == ExitCode.INPUT
    assert told in shown.stderr
    assert shown.stdout == ""


def test_every_broken_record_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    """Two files that are no records of plans are both named, before anything is planned."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text("{}", encoding="utf-8")
    options = ("--from-plan", tmp_path / "one.json", "--from-plan", tmp_path / "two.json")
    shown = run("plan", "week", folder, "--date", MONDAY, *options)
    assert shown.exit_code == ExitCode.INPUT
    assert "one.json" in shown.stderr
    assert "two.json" in shown.stderr


def test_names_can_be_left_out(folder: Path) -> None:
    """With --no-names, and all there is to show, customers and account managers are shown by id alone (R24)."""
    shown = _week(folder, "--date", MONDAY, "--no-names", "--details", "--coverage", "--all")
    assert [name for name in NAMES if name in shown.output] == []
    assert "C1" in shown.stdout
