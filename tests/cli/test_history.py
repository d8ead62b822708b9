"""`routing history`: workbooks written by `routing export`, filled in by hand, and taken over into a territory."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from tests.cli.small_tables import DAY, NAMES, plan_small, run, write_tables
from tests.filled_workbook import FilledWorkbook

MONDAY = date.fromisoformat(DAY)
M1 = ManagerId("M1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the tables of a territory, and the workbook of its Monday."""
    town = write_tables(tmp_path / "town")
    files = ("--publish", tmp_path / "day.json", "--request-out", tmp_path / "request.json")
    assert plan_small(town, *files).exit_code == ExitCode.FINE
    exported = run(
        *("export", tmp_path / "day.json", town, "--format", "xlsx"),
        *("--request", tmp_path / "request.json", "--out", tmp_path / "day.xlsx"),
    )
    assert exported.output == f"{tmp_path / 'day.xlsx'}\n"
    return tmp_path


def fill(folder: Path, name: str, **results: dict[str, object]) -> Path:
    """Fill a copy of the workbook in; return its path."""
    filled = FilledWorkbook((folder / "day.xlsx").read_bytes())
    for customer, values in results.items():
        filled.type_in(filled.sheet(MONDAY, M1), customer, **values)
    (folder / name).write_bytes(filled.saved())
    return folder / name


def taken_over(folder: Path) -> list[VisitRecord]:
    """Return the records of Monday in the territory that was written."""
    territory = read_document(folder / "town.json", Territory)
    return [record for record in territory.history if record.day == MONDAY]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "No row says whether a visit was made."), ("zh", "没有填写任何结果。")],
)
def test_a_workbook_that_nobody_filled_in_is_told(folder: Path, language: str, said: str) -> None:
    """Whoever gives the empty workbook by mistake is told so, and does not take a bare head for an answer."""
    arguments = ("--out", folder / "town.json", "--today", DAY, "--lang", language)
    told = run("history", fill(folder, "empty.xlsx"), folder / "town", *arguments)
    assert told.exit_code == ExitCode.FINE
    assert told.output.strip() == said


def test_results_become_history(folder: Path) -> None:
    """What was typed into two copies stands in the territory's history; taken over again it changes nothing."""
    first = fill(folder, "li.xlsx", C1={"done": "是", "start": "9:05", "minutes": "15分"})
    second = fill(folder, "wang.xlsx", C4={"done": "×", "reason": "关门"})
    arguments = ("--out", folder / "town.json", "--today", DAY)
    told = run("history", first, second, folder / "town", *arguments)
    assert told.exit_code == ExitCode.FINE
    assert told.output.split()[-4:] == [DAY, "M1", "1", "1"]
    assert taken_over(folder) == [
        VisitRecord(
            customer_id=CustomerId("C1"),
            day=MONDAY,
            start=time(9, 5),
            manager_id=M1,
            length_minutes=15,
        ),
        VisitRecord(
            customer_id=CustomerId("C4"),
            day=MONDAY,
            done=False,
            manager_id=M1,
            because=UndoneReason.CLOSED,
        ),
    ]
    content = (folder / "town.json").read_bytes()
    again = run("history", second, first, folder / "town.json", *arguments)
    assert again.exit_code == ExitCode.FINE
    assert (folder / "town.json").read_bytes() == content
    report = run("report", folder / "town.json", "--plan", folder / "day.json", "--date", DAY)
    assert report.exit_code == ExitCode.FINE


def test_faults_of_all_workbooks_are_told_and_nothing_is_written(folder: Path) -> None:
    """One broken cell in one of them, and a contradiction in the other, leave the territory as it was."""
    first = fill(folder, "li.xlsx", C1={"done": "是"}, C4={"done": "whatever"})
    second = fill(folder, "wang.xlsx", C1={"done": "否"}, C5={"done": "=1", "start": "noon"})
    told = run(
        *("history", first, second, folder / "town"),
        *("--out", folder / "town.json", "--today", DAY),
    )
    assert told.exit_code == ExitCode.INPUT
    for code in ("yes-no-unreadable", "formula-in-cell", "time-unreadable"):
        assert code in told.stderr
    assert not [name for name in NAMES if name in told.stderr]
    assert not (folder / "town.json").exists()


def test_workbooks_that_contradict_each_other_are_told(folder: Path) -> None:
    """Two copies that tell differently of one visit are an error in the second."""
    first = fill(folder, "li.xlsx", C1={"done": "是"})
    second = fill(folder, "wang.xlsx", C1={"done": "否"})
    told = run(
        *("history", first, second, folder / "town"),
        *("--out", folder / "town.json", "--today", DAY),
    )
    assert told.exit_code == ExitCode.INPUT
    assert "results-contradict" in told.stderr
    assert "wang.xlsx" in told.stderr


def test_results_before_the_day_are_refused(folder: Path) -> None:
    """A result of a later day than that of reading is a slip."""
    first = fill(folder, "li.xlsx", C1={"done": "是"})
    told = run(
        *("history", first, folder / "town"),
        *("--out", folder / "town.json", "--today", "2026-11-22"),
    )
    assert told.exit_code == ExitCode.INPUT
    assert "date-in-future" in told.stderr
