"""`routing explain`: what is left out in short, one visit in full, and what is asked wrongly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from routing.cli.exit_codes import ExitCode
from tests.cli.small_tables import DAY, QUICK, plan_small, run, write_tables

# C2 is due and shut on Mondays; C4 comes first in the morning, so that nothing else of the day is in its way.
C2, C4 = f"C2@{DAY}", f"C4@{DAY}"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with plan, request and matrix documents of the small territory's Monday."""
    folder = tmp_path_factory.mktemp("day")
    plan_small(write_tables(folder / "small"), *_files(folder))
    return folder


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the documents of its week."""
    folder = tmp_path_factory.mktemp("week")
    territory = write_tables(folder / "small")
    run("plan", "week", territory, "--date", DAY, *QUICK, *_files(folder))
    return folder


def _files(folder: Path) -> list[object]:
    files = ("--out", "plan"), ("--request-out", "request"), ("--matrix-out", "matrix")
    return [part for option, name in files for part in (option, folder / f"{name}.json")]


def _explain(made: Path, *options: object, **environment: str) -> Result:
    documents = ("--request", made / "request.json", "--matrix", made / "matrix.json")
    return run("explain", made / "plan.json", *documents, *options, **environment)


def test_what_is_left_out_stands_in_a_line_each(day: Path) -> None:
    """The one visit left out has its line with the rule, and how to ask for more comes last."""
    shown = _explain(day)
    assert shown.exit_code == ExitCode.FINE
    assert "due visits left out: 1" in shown.stdout
    line = next(line for line in shown.stdout.splitlines() if line.startswith("C2"))
    assert "closed on this day" in line
    assert shown.stdout.splitlines()[-1] == "one of them in full: --customer C2"


def test_left_out_visit_in_full(day: Path) -> None:
    """Why it is asked for, why it is left out, and the only shift that was tried."""
    shown = _explain(day, "--visit", C2)
    assert shown.exit_code == ExitCode.FINE
    assert C2 in shown.stdout
    assert "why it is left out or late" in shown.stdout
    assert "tried elsewhere" in shown.stdout
    assert "Choose a day on which the customer is open." in shown.stdout
    assert _explain(day, "--customer", "C2").stdout == shown.stdout
    assert _explain(day, "--left-out").stdout == shown.stdout


def test_planned_visit_in_full(day: Path) -> None:
    """Where it is, what leaving it out would cost, and that the plan has no other day."""
    shown = _explain(day, "--visit", C4)
    assert "stop " in shown.stdout
    assert "Without it: left out: due" in shown.stdout
    assert "This plan has no other day." in shown.stdout
    assert "why it is left out" not in shown.stdout


def test_week_names_its_other_days(week: Path) -> None:
    """A recurring visit is tried on every other day of the week; days of which the same is to say share a line."""
    shown = _explain(week, "--customer", "C4")
    request = json.loads((week / "request.json").read_text(encoding="utf-8"))
    days = [shift["day"] for shift in request["shifts"]]
    assert len(days) == 3
    assert all(day in shown.stdout for day in days)
    assert "Next best: 2026-11-" in shown.stdout


def test_tables_fit_a_hundred_columns(day: Path, week: Path) -> None:
    """No line of any view is longer than the terminal, and nothing is cut but the reasons in short."""
    for folder in (day, week):
        for options in ((), ("--left-out", "--customer", "C4")):
            for line in _explain(folder, *options, COLUMNS="100").stdout.splitlines():
                assert len(line) <= 100


def test_chinese(day: Path) -> None:
    """All texts are Chinese; no word of the command line is left in English."""
    shown = _explain(day, "--left-out", "--customer", "C4", "--lang", "zh").stdout
    assert "当日歇业" in shown
    assert "未安排或逾期原因" in shown
    assert "取消后：" in shown
    assert "Without" not in shown
    assert "查看某一户详情" in _explain(day, "--lang", "zh").stdout


def test_json_holds_what_the_tables_tell(day: Path) -> None:
    """One explanation a visit, with all fields of the type; nothing else on standard output."""
    (one,) = json.loads(_explain(day, "--visit", C4, "--json").stdout)["explanations"]
    assert one["visit_id"] == C4
    assert one["placements"][0]["next_best"] is None
    assert len(one["placements"][0]["cost"]) == 8
    listed = json.loads(_explain(day, "--json").stdout)
    assert [each["visit_id"] for each in listed["missed"]] == [C2]
    assert listed["missed"][0]["reason"]["rule"] == "CLOSED_DAY"
    assert listed["explanations"] == []
    assert (listed["repairs"], listed["conflicts"]) == ({}, [])


def test_repairs_are_told_where_asked_for(day: Path, tmp_path: Path) -> None:
    """No change of Monday lets in who is shut; known the question of Wednesday, the visit can be moved there."""
    shown = _explain(day, "--visit", C2, "--repairs")
    assert "what would let it in\n  no small change was found\n" in shown.stdout
    wednesday = tmp_path / "wednesday.json"
    territory = day / "small"
    run("plan", "day", territory, "--date", "2026-11-25", *QUICK, "--request-out", wednesday)
    shown = _explain(day, "--visit", C2, "--repairs", "--next-request", wednesday)
    assert "make it on 2026-11-25 instead" in shown.stdout
    found = json.loads(_explain(day, "--repairs", "--next-request", wednesday, "--json").stdout)[
        "repairs"
    ]
    assert [repair["kind"] for repair in found[C2]] == ["other-day"]
    # The question that a repair changes would be the whole request once more.
    assert "request" not in found[C2][0]
    assert (
        "what would let them in\n  Visit C2@"
        in _explain(day, "--repairs", "--next-request", wednesday).stdout
    )


def test_promises_that_clash_are_named(tmp_path: Path) -> None:
    """Three appointments for ten o'clock: 15 minutes with one and the way to the next leave the other out."""
    appointments = "客户编号,预约时间\n" + "".join(f"C{n},{DAY} 10:00\n" for n in (1, 4, 5))
    tables = write_tables(tmp_path / "small", appointments=appointments)
    plan_small(tables, *_files(tmp_path))
    shown = _explain(tmp_path)
    assert "promises contradict each other" in shown.stdout
    assert "promises that contradict each other\n  2026-11-23: 09:50-10:10 with C" in shown.stdout
    assert json.loads(_explain(tmp_path, "--json").stdout)["conflicts"][0]["is_smallest"]


def test_unknown_visits_and_customers_are_all_named(day: Path) -> None:
    """Two ids that the request does not have: both are told, exit code 2."""
    shown = _explain(day, "--visit", "X9", "--customer", "Y9", "--visit", C2)
    assert shown.exit_code == ExitCode.INPUT
    assert "X9" in shown.stderr
    assert "Y9" in shown.stderr
    assert shown.stdout == ""


def test_documents_that_do_not_belong_together(day: Path, week: Path) -> None:
    """A day's plan with a week's request: the plan names visits that were not asked for."""
    shown = run(
        "explain",
        day / "plan.json",
        "--request",
        week / "request.json",
        "--matrix",
        week / "matrix.json",
    )
    assert shown.exit_code == ExitCode.INPUT
    assert "unknown-visit" in shown.stderr


def test_nothing_left_out(tmp_path: Path) -> None:
    """With C2 open on Mondays all that is due is planned, and the command says so."""
    tables = write_tables(tmp_path / "small")
    customers = tables / "customers.csv"
    text = customers.read_text(encoding="utf-8").replace("周二至周五 08:00-18:00", "")
    customers.write_text(text, encoding="utf-8")
    plan_small(tables, *_files(tmp_path))
    assert "Nothing mandatory or due is left out or late." in _explain(tmp_path).stdout
