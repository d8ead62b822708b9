"""`routing demo`: plans for the sample town, their files and pages, and a hint where there is no sample."""

from __future__ import annotations

from pathlib import Path

from routing.cli.exit_codes import ExitCode
from routing.documents import read_document
from routing.plan import Plan
from tests.cli.small_tables import run

DATA = Path(__file__).resolve().parents[2] / "data"


def test_demo_plans_the_sample_town(tmp_path: Path) -> None:
    """Every mandatory visit of the day and more than 15 visits are planned; the files that it names are there."""
    shown = run("demo", "--iterations", "300", "--out", tmp_path / "new", "--data", DATA)
    assert shown.exit_code == ExitCode.FINE
    plan = read_document(tmp_path / "new" / "plan.json", Plan)
    assert plan.kpis.num_unassigned_mandatory == 0
    assert plan.kpis.num_visits >= 15
    assert f"visits: {plan.kpis.num_visits}" in shown.stdout
    assert all(stop.customer_id in shown.stdout for route in plan.routes for stop in route.stops)
    names = {"plan.json", "request.json", "matrix.json", "plan.geojson", "day.html", "month.html"}
    assert {path.name for path in (tmp_path / "new").iterdir()} == names
    assert all(name in shown.stdout for name in names)
    day = (tmp_path / "new" / "day.html").read_text(encoding="utf-8")
    assert f'<data value="{plan.kpis.num_visits}" data-kpi="num_visits">' in day
    month = (tmp_path / "new" / "month.html").read_text(encoding="utf-8")
    assert "month plan town-150" in month


def test_demo_without_samples_says_where_they_are(tmp_path: Path) -> None:
    """Where the sample is not found, the message says what to do."""
    shown = run("demo", "--data", tmp_path)
    assert shown.exit_code == ExitCode.INPUT
    assert "--data FOLDER" in shown.stderr
