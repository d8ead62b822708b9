"""`routing recommend`: times and days on the terminal and as JSON, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document
from routing.plan import Plan
from tests.cli.small_tables import DAY, QUICK, run, write_tables


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with plan, request and matrix documents of the small territory's week."""
    folder = tmp_path_factory.mktemp("recommend")
    files = ("--out", "plan"), ("--request-out", "request"), ("--matrix-out", "matrix")
    options = [part for option, name in files for part in (option, folder / f"{name}.json")]
    tables = write_tables(folder / "small")
    run("plan", "week", tables, "--date", DAY, *QUICK, *options)
    return folder


def _recommend(week: Path, *options: str) -> Result:
    documents = ("--request", week / "request.json", "--matrix", week / "matrix.json")
    return run("recommend", week / "plan.json", *documents, *options)


def _offers(shown: Result) -> list[dict[str, object]]:
    told: dict[str, list[dict[str, object]]] = json.loads(shown.stdout)
    return told["offers"]


def test_the_recommended_time_stands_first(week: Path) -> None:
    """C1 is visited on Monday anyhow, which costs no way: the first row, and marked; to visit him twice comes later."""
    shown = _recommend(week, "--customer", "C1")
    assert shown.exit_code == ExitCode.FINE
    title, _, _, first, *others, mark = shown.stdout.splitlines()
    assert title == "C1  times for an appointment"
    assert first.startswith(f"*  {DAY} Monday")
    assert "M1" in first
    assert "+0 min" in first
    assert not any(one.startswith("*") for one in others)
    assert "visited on 2026-11-23 as planned" in others[-1]
    assert mark == "* recommended"


def test_offers_in_chinese(week: Path) -> None:
    """Title, head and mark are Chinese; the weekday too."""
    shown = _recommend(week, "--customer", "C5", "--lang", "zh").stdout
    assert shown.startswith("C5  可约时间")
    assert "约定时间" in shown
    assert "推荐" in shown
    assert "周" in shown
    assert "recommended" not in shown


def test_offers_as_json_are_those_of_the_table(week: Path) -> None:
    """Each with its time, its price level by level, its sentences and the routes; not with the whole question."""
    offers = _offers(_recommend(week, "--customer", "C1", "--most", "2", "--json"))
    assert len(offers) == 2
    first = offers[0]
    assert first["visit_id"] == "C1"
    assert isinstance(first["at_s"], int)
    assert first["at_s"] % 900 == 0
    assert first["cost"] == [0] * 8
    assert "by M1" in str(first["text"])
    assert "由M1拜访" in str(first["text_zh"])
    assert "request" not in first
    plan = read_document(week / "plan.json", Plan)
    assert {route["shift_id"] for route in _routes(first)} <= {one.shift_id for one in plan.routes}


def _routes(offer: dict[str, object]) -> list[dict[str, object]]:
    routes = offer["routes"]
    assert isinstance(routes, list)
    return [{"shift_id": shift_id, "stops": stops} for shift_id, stops in routes]


def test_days_and_hours_narrow_the_offers(week: Path) -> None:
    """C2 is shut on Monday: from Wednesday on, in the afternoon."""
    options = ("--customer", "C2", "--after", "14:00", "--json")
    offers = _offers(_recommend(week, *options, "--from", "2026-11-25", "--to", "2026-11-25"))
    assert {one["day"] for one in offers} == {"2026-11-25"}
    assert all(isinstance(one["at_s"], int) and one["at_s"] >= 14 * 3600 for one in offers)
    monday = _recommend(week, *options, "--to", DAY)
    assert (monday.exit_code, _offers(monday)) == (ExitCode.FOUND, [])
    told = _recommend(week, "--customer", "C2", "--to", DAY)
    assert "with at most one stop giving way" in told.stdout
    assert "Closed on this day" in told.stdout
    assert "`routing explain --visit C2 --repairs`" in told.stdout
    in_chinese = _recommend(week, "--customer", "C2", "--to", DAY, "--lang", "zh").stdout
    assert "至多让出一户时没有可约时间" in in_chinese
    why = json.loads(monday.stdout)["why_none"]
    assert "with at most one stop giving way" in why["text"]
    assert "至多让出一户" in why["text_zh"]


def test_an_anomaly_is_visited_within_its_deadline(week: Path) -> None:
    """Reported on Tuesday: by Thursday, from Wednesday on; after the cut-off it is a day later, on Friday."""
    options = ("--customer", "C6", "--json")
    shown = _recommend(week, *options, "--anomaly", "2026-11-24 10:00")
    assert shown.exit_code == ExitCode.FINE
    assert json.loads(shown.stdout)["by"] == "2026-11-26"
    assert {one["day"] for one in _offers(shown)} == {"2026-11-25", "2026-11-26"}
    assert all(one["in_time"] for one in _offers(shown))
    later = _recommend(week, *options, "--anomaly", "2026-11-24 18:00")
    assert json.loads(later.stdout)["by"] == "2026-11-27"
    table = _recommend(week, "--customer", "C6", "--anomaly", "2026-11-24 10:00").stdout
    assert table.startswith("C6  days for a visit  owed by 2026-11-26")


def test_a_day_that_is_opened_or_too_late(week: Path) -> None:
    """Owed by Tuesday and not before it: the day is opened, and Wednesday is said to be too late."""
    options = ("--customer", "C6", "--from", "2026-11-24", "--by", "2026-11-24")
    shown = _recommend(week, *options)
    assert shown.exit_code == ExitCode.FINE
    rows = shown.stdout.splitlines()[3:]
    assert rows[0].startswith("*  2026-11-24 Tuesday")
    assert "the only visit of the day" in rows[0]
    assert "extra days driven +1" in rows[1]
    assert "2026-11-25" in rows[2]
    assert "too late" in rows[3]
    overdue = _recommend(week, "--customer", "C6", "--by", "2026-11-20")
    assert overdue.exit_code == ExitCode.FOUND
    assert "recommended" not in overdue.stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--anomaly", "2026-11-24 10:00", "--by", "2026-11-26"),
        ("--by", "2026-11-26", "--after", "10:00"),
        ("--anomaly", "2026-11-24 10:00", "--to", "2026-11-26"),
    ],
)
def test_options_that_do_not_go_together(week: Path, options: tuple[str, ...]) -> None:
    """A deadline has no time of day, and an anomaly has its own."""
    shown = _recommend(week, "--customer", "C1", *options)
    assert shown.exit_code == ExitCode.INPUT
    assert "--anomaly" in shown.stderr


def test_who_is_not_in_the_plan(week: Path) -> None:
    """The error says so, and the number of offers is refused with it."""
    shown = _recommend(week, "--customer", "C9", "--most", "0")
    assert shown.exit_code == ExitCode.INPUT
    assert "unknown-customer" in shown.stderr
    assert "number-out-of-range" in shown.stderr
