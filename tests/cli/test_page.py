"""`--page` of `routing plan` and `routing replan`, and the reasons of changes on exported pages."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document
from routing.plan_chain import PlanRecord
from routing.units import clock_text
from tests.cli.small_tables import DAY, NAMES, QUICK, plan_small, run, write_tables
from tests.outputs.page.reading import Element, read


def page_at(path: Path) -> Element:
    """Return a page that was written."""
    return read(path.read_text(encoding="utf-8"))


def rows_of_changes(page: Element) -> dict[str, list[str]]:
    """Return the cells of the list of changes by customer."""
    rows = page.one("section", id="changes").all("tr")
    changed = [row for row in rows if "data-customer" in row.attributes]
    return {
        row.attributes["data-customer"]: [cell.text for cell in row.all("td")] for row in changed
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small territory as tables, with the month and then the Monday planned and published."""
    folder = tmp_path_factory.mktemp("page")
    tables = write_tables(folder / "small")
    shown = run(
        *("plan", "month", tables, "--month", "2026-11", "--asked-at", "2026-11-22 17:30"),
        *(*QUICK, "--publish", folder / "month.json", "--page", folder / "month.html"),
    )
    assert shown.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}, shown.output
    plan_small(tables, "--publish", folder / "day.json", "--page", folder / "day.html")
    return folder


def test_page_of_a_day_shows_the_stops_of_the_plan(folder: Path) -> None:
    """The page is that of the record written beside it, stop by stop, in the language of the tables."""
    page = page_at(folder / "day.html")
    record = read_document(folder / "day.json", PlanRecord)
    (route,) = record.plan.routes
    rows = [one for one in page.all("tr") if "stop" in one.classes]
    assert [row.attributes["data-customer"] for row in rows] == [
        stop.customer_id for stop in route.stops
    ]
    assert [row.all("td")[1].one("b").text for row in rows] == [
        clock_text(stop.start_s) for stop in route.stops
    ]
    assert page.one("html").attributes["lang"] == "en"
    assert f"published · {record.id}" in page.one("header").text
    assert not page.all("section", id="changes")  # no plan before it was named


def test_page_of_a_month_has_the_calendar(folder: Path) -> None:
    """It begins when it was asked for; days that are off are marked as such."""
    page = page_at(folder / "month.html")
    cells = page.one("section", id="calendar").all("td")
    days = {one.attributes["data-cell"]: one for one in cells if "data-cell" in one.attributes}
    assert min(days) == "2026-11-22" or min(days) == DAY
    assert "visit" in days[DAY].text


def test_page_tells_why_each_visit_changed(folder: Path) -> None:
    """C4 may not be visited on the Monday any more and falls out, and the page says why in both languages."""
    (folder / "again").mkdir()
    changed = write_tables(folder / "again" / "small", pins=f"客户编号,日期,禁止\nC4,{DAY},是\n")
    told = {}
    for language in ("en", "zh"):
        out = folder / f"changed-{language}.html"
        shown = plan_small(
            *(changed, "--from-plan", folder / "day.json", "--page", out, "--lang", language),
            "--no-names",
        )
        assert shown.exit_code == ExitCode.FINE, shown.output
        told[language] = rows_of_changes(page_at(out))
        assert not [name for name in NAMES if name in out.read_text(encoding="utf-8")]
    assert told["en"]["C4"][1] == "dropped"
    assert told["zh"]["C4"][1] == "取消"
    assert told["en"]["C4"][4]
    assert told["zh"]["C4"][4]
    assert told["en"]["C4"][4] != told["zh"]["C4"][4]


def test_page_of_the_rest_of_a_day(folder: Path) -> None:
    """After nine, C1 is visited; C3 is shut: the list says it; the way begins where the account manager is."""
    out = folder / "rest.html"
    shown = run(
        *("replan", folder / "day.json", folder / "small", "--now", f"{DAY} 09:00"),
        *("--as-planned", "--closed", "C3", "--position", "30.005,114.005", "--page", out),
    )
    assert shown.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}, shown.output
    page = page_at(out)
    assert "the shop was closed" in rows_of_changes(page)["C3"][4]
    marks = page.one("g", id="customers").all("g")
    (visited,) = [one for one in marks if "visited" in one.classes]
    assert visited.attributes["data-customer"] == "C1"
    assert "places without coordinates" not in page.text


def test_missing_library_is_told_before_the_search(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Jinja nothing is read, planned or written, and the line says what to install."""
    real_import = builtins.__import__

    def without_jinja(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if name == "jinja2":
            raise ImportError(name)
        return real_import(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_jinja)
    out = folder / "never.html"

    def refused(shown: Result) -> None:
        assert shown.exit_code == ExitCode.MACHINERY
        assert "pip install 'routing[page]'" in shown.stderr

    # That the territory is not there is not even seen.
    refused(plan_small(folder / "absent", "--page", out))
    refused(
        run(
            *("replan", folder / "absent.json", folder / "absent", "--now", f"{DAY} 09:00"),
            *("--page", out),
        )
    )
    assert not out.exists()


def test_exported_page_tells_why_if_it_can(folder: Path) -> None:
    """With territory and policy the reasons stand in the list; with another policy a hint says what is missing."""
    plan_small(
        *(folder / "small", "--from-plan", folder / "month.json"),
        *("--set", "visits.floor=1", "--publish", folder / "floor.json"),
    )
    plan_small(
        folder / "small", "--from-plan", folder / "month.json", "--publish", folder / "later.json"
    )
    told = []
    for name in ("later", "floor"):
        out = folder / f"{name}-exported.html"
        shown = run(
            *("export", folder / f"{name}.json", folder / "small", "--format", "html"),
            *("--before", folder / "month.json", "--out", out, "--lang", "en"),
        )
        assert shown.exit_code == ExitCode.FINE, shown.output
        told.append((rows_of_changes(page_at(out)), shown.stderr))
    (reasoned, nothing), (_, hint) = told
    assert reasoned
    assert all(cells[4] for cells in reasoned.values())
    assert nothing == ""
    assert "name that policy with --policy" in hint
