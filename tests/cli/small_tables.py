"""A small territory as tables, and the command line run on it. 2026-11-23 is a Monday and a visit day."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from routing.cli import main

DAY = "2026-11-23"
QUICK = ("--iterations", "50")

NAMES = ("李文博", "王记烟酒店", "和平超市", "东门便利店", "桥头食杂店", "新华商店", "南街小卖部")

# Opening hours and last visits make one customer of each kind: C1 is late (R1: two weeks from 2 November), C2 due but
# shut on Mondays, C3 due and steady, so that a call will do (R22), C4 due, C5 a filler (half of 60 days are over),
# C6 just visited: nobody asks for it.
TABLES = {
    "managers.csv": "客户经理编号,姓名,纬度,经度\nM1,李文博,30.00,114.00\n",
    "customers.csv": (
        "客户编号,客户名称,纬度,经度,客户类别,客户特征,营业时间\n"
        "C1,王记烟酒店,30.01,114.00,核心,,\n"
        "C2,和平超市,30.01,114.01,帮扶,,周二至周五 08:00-18:00\n"
        "C3,东门便利店,30.00,114.01,常规,稳定,\n"
        "C4,桥头食杂店,30.02,114.01,潜力,,\n"
        "C5,新华商店,30.02,114.00,常规,,\n"
        "C6,南街小卖部,30.02,114.02,常规,,\n"
    ),
    "history.csv": (
        "客户编号,拜访日期\n"
        "C1,2026-11-02\nC2,2026-11-11\nC3,2026-10-08\nC4,2026-10-26\nC5,2026-10-20\nC6,2026-11-20\n"
    ),
}


def write_tables(folder: Path, **more: str) -> Path:
    """Write the tables, and others by name; return their folder."""
    folder.mkdir()
    for name, text in (TABLES | {f"{table}.csv": text for table, text in more.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object, **environment: str) -> Result:
    """Run the command line; its environment has a wide terminal, so that cells stay in one line."""
    return CliRunner(env={"COLUMNS": "200"} | environment).invoke(
        main, [str(argument) for argument in arguments], prog_name="routing"
    )


def plan_small(folder: Path, *arguments: object, **environment: str) -> Result:
    """Plan the Monday of a folder of tables in a moment."""
    return run("plan", "day", folder, "--date", DAY, *QUICK, *arguments, **environment)
