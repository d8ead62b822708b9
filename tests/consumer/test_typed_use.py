"""What a strict type checker says of programs that use the installed package: nothing, unless they are wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("docs/examples/service.py", "tests/consumer/test_service.py")

WRONG = """\
from datetime import date

from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
from routing import plan_fortnight

territory, warnings = read_territory("data/town-150")
policy = load_policy("classified")
calendar = china_calendar(2026, 2027)
limits = Limits(iterations="many")
plan = plan_day(territory, policy, calendar, Geodesic(), "2026-11-02", limits=limits)
plan.rotues
for route in plan_day(territory, policy, calendar, Geodesic(), date(2026, 11, 2)).routes:
    start: str = route.start_s
"""
FAULTS = [
    (4, "attr-defined"),
    (9, "arg-type"),
    (10, "arg-type"),
    (11, "attr-defined"),
    (13, "assignment"),
]


def test_programs_are_checked_by_the_types_of_the_package(tmp_path: Path) -> None:
    """Without a line of this project's configuration: the example and its tests are clean, a wrong program is not.

    Line 4 asks for a name that is none, 9 and 10 hand text to what takes numbers and dates, 11 misspells a field, 13
    takes seconds for text.
    """
    for program in PROGRAMS:
        (tmp_path / program).parent.mkdir(parents=True)
        shutil.copy(ROOT / program, tmp_path / program)
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    shown = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "mypy",
                "--strict",
                "--config-file=",
                "--explicit-package-bases",
            ),
            *("--no-pretty", "--hide-error-context", "--no-error-summary"),
            f"--cache-dir={ROOT / '.mypy_cache' / 'consumer'}",
            *PROGRAMS,
            "wrong.py",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [
        re.fullmatch(r"(.+?):(\d+): error: .+\[(.+)\]", line) for line in shown.stdout.splitlines()
    ]
    assert shown.stderr == ""
    assert [(one[1], int(one[2]), one[3]) for one in told if one] == [
        ("wrong.py", line, code) for line, code in FAULTS
    ], shown.stdout
