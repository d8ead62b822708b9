"""`routing plan month`: a month by its name or any of its days, as a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from routing.cli import plan as plan_command
from routing.cli.exit_codes import ExitCode
from routing.documents import read_document
from routing.plan import Plan
from routing.request import PlanRequest
from tests.cli.small_tables import QUICK, run, write_tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small territory as tables; all it knows lies before December 2026."""
    return write_tables(tmp_path_factory.mktemp("month") / "small")


def _month(folder: Path, *arguments: object, **environment: str) -> Result:
    return run("plan", "month", folder, *QUICK, *arguments, **environment)


def test_month_is_shown_as_a_calendar(folder: Path, tmp_path: Path) -> None:
    """Every day of the month has its cell, and the visits of the calendar are those of the plan."""
    shown = _month(folder, "--month", "2026-12", "--out", tmp_path / "plan.json", COLUMNS="100")
    lines = shown.stdout.splitlines()
    assert "small  2026-12-01 to 2026-12-31" in lines
    cells = [cell for line in lines for cell in line.split()]
    assert all(f"12-{day:02d}" in cells for day in range(1, 32))
    plan = read_document(tmp_path / "plan.json", Plan)
    visits = sum(len(route.stops) for route in plan.routes)
    assert visits >= 4  # C1 alone, core, is owed a visit every two weeks
    assert any(line.startswith(f"M1 李文博  visits: {visits}  ") for line in lines)
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    "options", [("--month", "2026-12"), ("--date", "2026-12-01"), ("--date", "2026-12-31")]
)
def test_month_or_any_day_of_it(folder: Path, tmp_path: Path, options: tuple[str, str]) -> None:
    """A month is named by itself or by one of its days."""
    _month(folder, "--quiet", "--request-out", tmp_path / "request.json", *options)
    days = [shift.day for shift in read_document(tmp_path / "request.json", PlanRequest).shifts]
    # 1 December 2026 is a Tuesday, the 31st a Thursday; both are worked.
    assert min(days) >= date(2026, 12, 1)
    assert max(days) == date(2026, 12, 31)


def test_next_month_is_the_default(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked on 30 November without a month, December is planned."""
    monkeypatch.setattr(plan_command, "_today", lambda: date(2026, 11, 30))
    _month(folder, "--quiet", "--request-out", tmp_path / "request.json")
    request = read_document(tmp_path / "request.json", PlanRequest)
    assert {shift.day.month for shift in request.shifts} == {12}


def test_details_and_coverage_are_shown_when_asked_for(folder: Path) -> None:
    """The days in full with why each visit is made, and a row for every customer, in both languages."""
    asked = ("--month", "2026-12", "--details", "--coverage")
    english = _month(folder, *asked).stdout
    chinese = _month(folder, *asked, "--lang", "zh").stdout
    plain = _month(folder, "--month", "2026-12").stdout
    assert "coverage by customer" in english
    assert "Last visit 2026-11-02" in english  # C1's, before its first visit of the month
    assert "覆盖情况（按客户）" in chinese
    assert "上次拜访 2026-11-02" in chinese
    assert "coverage by customer" not in plain
    assert "Last visit" not in plain


def test_month_without_any_working_day_says_so(folder: Path, tmp_path: Path) -> None:
    """Where the overrides take off the whole month, there is a plan without a day, and everybody is told of."""
    days = ", ".join(f"2026-12-{day:02d}" for day in range(1, 32))
    overrides = tmp_path / "off.toml"
    overrides.write_text(f'format = "routing-calendar/1"\ndays_off = [{days}]\n', encoding="utf-8")
    shown = _month(folder, "--month", "2026-12", "--overrides", overrides)
    assert "No visit day at all." in shown.stdout
    assert shown.exit_code == ExitCode.MANDATORY_LEFT_OUT


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--month", "December"), "'December' does not match"),
        (("--month", "2026-12", "--date", "2026-12-01"), "Use --month or --date, not both."),
    ],
)
def test_broken_arguments_are_told_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    """A broken argument ends with exit code 2 and a message on standard error."""
    shown = run("plan", "month", folder, *arguments)
    assert shown.exit_code == ExitCode.INPUT
    assert told in shown.stderr
    assert shown.stdout == ""
