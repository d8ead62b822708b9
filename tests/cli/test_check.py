"""`routing check`: a plan as it was made is clean, one that was tampered with is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document, write_document
from routing.plan import Plan
from tests.cli.small_tables import plan_small, run, write_tables


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with plan, request and matrix documents of the small territory."""
    folder = tmp_path_factory.mktemp("check")
    files = ("--out", "plan"), ("--request-out", "request"), ("--matrix-out", "matrix")
    options = [part for option, name in files for part in (option, folder / f"{name}.json")]
    plan_small(write_tables(folder / "small"), *options)
    return folder


def _check(made: Path, plan: Path, *options: str) -> Result:
    return run(
        "check",
        plan,
        "--request",
        made / "request.json",
        "--matrix",
        made / "matrix.json",
        *options,
    )


def test_own_plan_is_clean(made: Path) -> None:
    """The documents that `plan day` writes pass; the missed floor of 15 is a remark, no violation."""
    shown = _check(made, made / "plan.json")
    assert shown.exit_code == ExitCode.FINE
    assert "keeps every rule" in shown.stdout
    assert "remarks: 1" in shown.stdout
    assert "FLOOR" in shown.stdout


def test_tampered_plan_is_refused(made: Path, tmp_path: Path) -> None:
    """One visit more than there are in the key figures: one violation, in the table and as JSON, exit code 1."""
    plan = read_document(made / "plan.json", Plan)
    wrong = replace(plan, kpis=replace(plan.kpis, num_visits=plan.kpis.num_visits + 1))
    write_document(wrong, tmp_path / "wrong.json")
    shown = _check(made, tmp_path / "wrong.json")
    assert shown.exit_code == ExitCode.FOUND
    assert "rules broken: 1" in shown.stdout
    assert "WRONG_FIGURE" in shown.stdout
    assert "kpis.num_visits" in shown.stdout
    report = json.loads(_check(made, tmp_path / "wrong.json", "--json").stdout)
    assert report["clean"] is False
    assert [one["subject"] for one in report["violations"]] == ["kpis.num_visits"]


def test_all_broken_documents_are_told_at_once(made: Path) -> None:
    """A request given as the plan and a matrix that is not there: both are named, exit code 2."""
    shown = run(
        "check",
        made / "request.json",
        "--request",
        made / "request.json",
        "--matrix",
        made / "absent.json",
    )
    assert shown.exit_code == ExitCode.INPUT
    assert "request.json" in shown.stderr
    assert "absent.json" in shown.stderr
    assert shown.stdout == ""
