"""`routing validate`: every fault where its author finds it, and an exit code for programs."""

from __future__ import annotations

import json
from pathlib import Path

from routing.cli.exit_codes import ExitCode
from routing.documents import write_document
from routing.tables import read_territory
from tests.cli.small_tables import NAMES, run, write_tables

DATA = Path(__file__).resolve().parents[2] / "data"


def test_sound_territory_is_fine() -> None:
    """The sample town has no fault: its sizes are told, the exit code is 0, even with --strict."""
    shown = run("validate", DATA / "town-150", "--strict")
    assert shown.exit_code == ExitCode.FINE
    assert "150 customers, 1,721 visits" in shown.stdout
    assert "No fault found." in shown.stdout


def test_tasks_are_counted(tmp_path: Path) -> None:
    """Two ad-hoc tasks in the table (R20) are told beside what else was read."""
    tasks = "客户经理,日期,时长\nM1,2026-11-24,60\nM1,2026-11-25,90\n"
    shown = run("validate", write_tables(tmp_path / "busy", tasks=tasks))
    assert "absences, 2 tasks." in " ".join(shown.stdout.split())


def test_warnings_pass_unless_strict(tmp_path: Path) -> None:
    """Six customers are fewer than the band of R11: a warning, an exit code of its own with --strict."""
    folder = write_tables(tmp_path / "small")
    shown = run("validate", folder)
    assert shown.exit_code == ExitCode.FINE
    assert "1 warning" in shown.stdout
    assert "6 urban, 0 rural" in shown.stdout
    assert run("validate", folder, "--strict").exit_code == ExitCode.FOUND


def test_faults_stand_by_file_errors_first(tmp_path: Path) -> None:
    """Two broken files: each has its heading, rows and columns under it, the errors before the warnings; no names."""
    folder = write_tables(
        tmp_path / "broken",
        anomalies="客户编号,异常类型,报告时间,备注\nC1,抱怨,2026-11-20 10:00,王记烟酒店\n",
        pins="客户编号,日期\nC9,2026-11-23\nC1,2026-13-01\n",
    )
    shown = run("validate", folder)
    assert shown.exit_code == ExitCode.INPUT
    lines = [line.rstrip() for line in shown.stdout.splitlines()]
    errors, warnings = (
        next(n for n, line in enumerate(lines) if line.endswith(kind))
        for kind in (" errors", " warning")
    )
    assert errors < lines.index("anomalies.csv") < lines.index("pins.csv") < warnings
    assert "row 2, column 异常类型" in shown.stdout
    assert "row 3, column 日期" in shown.stdout
    assert [name for name in NAMES if name in shown.output] == []


def test_the_future_is_looked_at_when_the_day_is_told(tmp_path: Path) -> None:
    """The visit of 20 November lies in the future of the 19th; without --today nobody asks."""
    folder = write_tables(tmp_path / "small")
    shown = run("validate", folder, "--today", "2026-11-19")
    assert shown.exit_code == ExitCode.INPUT
    assert "2026-11-20" in shown.stdout
    assert "history.csv" in shown.stdout


def test_json_report_holds_every_issue(tmp_path: Path) -> None:
    """With --json the report alone is printed, each issue with code, place, message and remedy."""
    folder = write_tables(tmp_path / "small", pins="客户编号,日期\nC9,2026-11-23\n")
    shown = run("validate", folder, "--json")
    report = json.loads(shown.stdout)
    assert shown.exit_code == ExitCode.INPUT
    assert report["usable"] is False
    (issue,) = report["issues"]
    assert issue["severity"] == "error"
    assert issue["place"].startswith("pins.csv, row 2")
    assert issue["value"] == "C9"


def test_documents_are_validated_too(tmp_path: Path) -> None:
    """A territory document is read like the tables it came from, and its faults are named by their JSON paths."""
    territory, _ = read_territory(write_tables(tmp_path / "small"))
    document = tmp_path / "small.json"
    write_document(territory, document)
    assert run("validate", document).exit_code == ExitCode.FINE
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace('"2026-11-20"', '"2027-11-20"'), encoding="utf-8")
    shown = run("validate", document, "--today", "2026-11-23")
    assert shown.exit_code == ExitCode.INPUT
    assert "small.json" in shown.stdout
    assert "$.history[5].day" in shown.stdout


def test_absent_source_is_told(tmp_path: Path) -> None:
    """A folder or document that is not there is a fault of the input, with the name that was looked for."""
    for name in ("absent", "absent.json"):
        shown = run("validate", tmp_path / name)
        assert shown.exit_code == ExitCode.INPUT
        assert name in shown.stdout
