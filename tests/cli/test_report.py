"""`routing report`: a day planned, lived and reported; the plan closed; what is left stands in the next plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from routing.cli.exit_codes import ExitCode
from routing.cli.words import Language, Words
from routing.documents import read_document
from routing.domain.ids import CustomerId
from routing.execution_report import PromiseState
from routing.plan_chain import ChangeKind, ChangeReason, PlanRecord, PlanState, planned_visits
from tests.cli.small_tables import DAY, NAMES, TABLES, plan_small, run, write_tables

HISTORY = TABLES["history.csv"].replace("客户编号,拜访日期\n", "")
HEADER = "客户编号,拜访日期,开始时间,拜访方式,是否完成,原因\n"
REASONS = (
    ChangeReason.NOT_RECORDED,
    ChangeReason.TRIED_IN_VAIN,
    ChangeReason.REPLACED,
    ChangeReason.VISITED,
    ChangeReason.CONTACTED,
    ChangeReason.CUSTOMER_GONE,
    ChangeReason.APPOINTMENT,
    ChangeReason.FORBIDDEN,
    ChangeReason.CLOSED,
    ChangeReason.MANAGER_AWAY,
    ChangeReason.TASKS,
)
"""Why a planned visit may stand in a report as not made."""
EVENING = ("--at", f"{DAY} 18:00")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record of the Monday's plan: C1, C4 and C5 in person, C3 by phone; C2 is shut."""
    folder = tmp_path_factory.mktemp("report")
    path = folder / "monday.json"
    plan_small(write_tables(folder / "small"), "--publish", path)
    visits = planned_visits(read_document(path, PlanRecord).plan)
    assert [one.customer_id for one in visits] == ["C1", "C3", "C4", "C5"]
    return path


def lived(folder: Path, record: Path) -> Path:
    """Return the tables when the day is over: C1 as planned, C3 not there, C4 a day later, C5 nowhere, C6 unplanned."""
    starts = {
        one.customer_id: f"{one.start_s // 3600:02}:{one.start_s % 3600 // 60:02}"
        for one in planned_visits(read_document(record, PlanRecord).plan)
    }
    rows = (
        "".join(f"{line},,,,\n" for line in HISTORY.splitlines())
        + f"C1,{DAY},{starts[CustomerId('C1')]},,是,\n"
        + f"C3,{DAY},{starts[CustomerId('C3')]},电话,否,负责人不在\n"
        + "C4,2026-11-24,09:00,,是,\n"
        + f"C6,{DAY},16:00,,是,\n"
    )
    return write_tables(folder / "small", history=HEADER + rows)


def test_day_is_summed_up(tmp_path: Path, record: Path) -> None:
    """One made as planned, one failed with its reason, two not recorded, one unplanned; what is left has deadlines."""
    shown = run("report", lived(tmp_path, record), "--plan", record, "--date", DAY, *EVENING)
    assert shown.exit_code == ExitCode.FINE
    lines = [line.rstrip() for line in shown.stdout.splitlines()]
    assert lines[0] == f"small  {DAY} Monday"
    sums = {" ".join(line.split()[:-1]): line.split()[-1] for line in lines if line[-1:].isdigit()}
    expected = {
        "planned": "4",
        "done as planned": "1",
        "not made": "3",
        "made but not planned": "1",
    }
    assert {name: sums[name] for name in expected} == expected
    assert any("Not made on 2026-11-23: the keeper was not there." in line for line in lines)
    assert lines[lines.index("not made: 3") + 1] == "  not-recorded 2, tried-in-vain 1"
    assert "for the next plan: 3" in lines
    assert "made but not planned: 1" in lines
    assert f"    {DAY} M1 李文博: 2/15" in lines


def test_later_report_knows_what_was_made_up_for(tmp_path: Path, record: Path) -> None:
    """On Tuesday evening C4's visit is one that was made a day later, by JSON too."""
    tables = lived(tmp_path, record)
    options = ("--plan", record, "--date", DAY, "--at", "2026-11-24 18:00")
    told = json.loads(run("report", tables, *options, "--json").stdout)
    rows = {row["planned"]["customer_id"]: row for row in told["visits"]}
    assert {one: row["outcome"] for one, row in rows.items()} == {
        "C1": "done",
        "C3": "undone",
        "C4": "otherwise",
        "C5": "undone",
    }
    assert rows["C4"]["differs"] == ["moved"]
    assert [one["planned"]["customer_id"] for one in told["backlog"]] == ["C3", "C5"]
    assert "C4 桥头食杂店" in run("report", tables, *options).stdout


def test_plan_is_closed_and_its_rest_stands_in_the_next(tmp_path: Path, record: Path) -> None:
    """--close writes the plan as done with three visits unfinished; the next day's plan carries just these over."""
    tables, done = lived(tmp_path, record), tmp_path / "done.json"
    options = ("--plan", record, "--date", DAY, *EVENING, "--close", done)
    assert run("report", tables, *options).exit_code == ExitCode.FINE
    closed = read_document(done, PlanRecord)
    assert closed.state is PlanState.DONE
    assert [one.customer_id for one in closed.unfinished] == ["C3", "C4", "C5"]
    plan = json.loads(
        run(
            "plan",
            "day",
            tables,
            "--date",
            "2026-11-25",
            "--asked-at",
            f"{DAY} 18:00",
            "--from-plan",
            done,
            "--iterations",
            "50",
            "--json",
        ).stdout
    )
    carried = [
        told.split()[3]
        for note in plan["notes"]
        if (told := note["text"]).startswith("Carried over")
    ]
    assert carried == ["C3,", "C4,", "C5,"]


def test_plan_that_is_not_over_is_not_closed(tmp_path: Path, record: Path) -> None:
    """At noon the day's visits may still be made: the report is refused with --close, and nothing is written."""
    done = tmp_path / "done.json"
    options = ("--plan", record, "--date", DAY, "--at", f"{DAY} 12:00")
    tables = lived(tmp_path, record)
    shown = run("report", tables, *options, "--close", done)
    assert shown.exit_code == ExitCode.INPUT
    assert "plan-not-over" in shown.stderr
    assert not done.exists()
    assert "not over yet: 2" in run("report", tables, *options).stdout  # C4 and C5


def test_month_has_the_coverage_of_two(tmp_path: Path, record: Path) -> None:
    """Every customer has a visit in October or November; the days without a plan are named."""
    tables = lived(tmp_path, record)
    shown = run(
        "report", tables, "--plan", record, "--month", "2026-11", "--at", "2026-11-30 18:00"
    )
    assert shown.exit_code == ExitCode.FINE
    assert shown.stdout.startswith("small  2026-11-01 to 2026-11-30\n")
    assert "2026-10 to 2026-11 (R8): every customer has a visit" in shown.stdout
    assert "days without a plan" in shown.stdout


@pytest.mark.parametrize("width", [60, 80])
def test_chinese_fits_the_terminal(tmp_path: Path, record: Path, width: int) -> None:
    """In Chinese every line fits, with all visits listed."""
    options = ("--plan", record, "--date", DAY, *EVENING, "--lang", "zh", "--all")
    shown = run("report", lived(tmp_path, record), *options, COLUMNS=str(width))
    assert max(map(cell_len, shown.stdout.splitlines())) <= width
    words = ("计划与完成情况", "按计划完成", "未完成: 3", "负责人不在", "转入下一计划: 3")
    assert all(word in shown.stdout.replace("\n", "") for word in words)


def test_names_stay_out_where_asked(tmp_path: Path, record: Path) -> None:
    """--no-names shows ids alone (R24)."""
    options = ("--plan", record, "--date", DAY, *EVENING, "--no-names", "--all")
    shown = run("report", lived(tmp_path, record), *options)
    assert "C3" in shown.stdout
    assert not any(name in shown.stdout for name in NAMES)


@pytest.mark.parametrize(
    "options",
    [(), ("--date", DAY, "--month", "2026-11")],
)
def test_day_or_month_is_asked_for(tmp_path: Path, record: Path, options: tuple[str, ...]) -> None:
    """Neither and both are refused."""
    shown = run("report", lived(tmp_path, record), "--plan", record, *options)
    assert shown.exit_code == ExitCode.INPUT
    assert "--date or --month" in shown.stderr


def test_report_without_a_plan_of_the_day_is_refused(tmp_path: Path, record: Path) -> None:
    """A day before the plan's, and the same plan twice: told with what to do, exit code 2."""
    tables = lived(tmp_path, record)
    shown = run("report", tables, "--plan", record, "--date", "2026-11-16", *EVENING)
    assert shown.exit_code == ExitCode.INPUT
    assert "no-plan-of-these-days" in shown.stderr
    twice = run("report", tables, "--plan", record, "--plan", record, "--date", DAY, *EVENING)
    assert twice.exit_code == ExitCode.INPUT
    assert "plan-repeated" in twice.stderr


@pytest.mark.parametrize("word", [*PromiseState, *ChangeKind, *REASONS])
def test_states_have_their_chinese(word: str) -> None:
    """Each state of a promise, way in which a visit differs, and reason for which it was not made reads as Chinese."""
    assert Words(Language.ZH)(word) != word
