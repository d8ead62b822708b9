"""The examples of the docstrings run as they stand, and every public name has one."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import routing

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"

RAISE_NOTHING = {
    "InputError": "it is raised itself",
    "Plan": "a value; the checker looks at it",
    "PlanRequest": "a value; whatever plans looks at it",
    "Policy": "a value; what reads or derives one looks at it",
    "Territory": "a value; whatever plans looks at it",
    "check": "all that is wrong stands in its answer",
}
"""Public names that raise nothing, and why."""

BESIDE = (
    "routing.build_horizon.horizon_request",
    "routing.build_request.day_request",
    "routing.build_request.places",
    "routing.comparison.compare",
    "routing.conflict.conflicts",
    "routing.coverage.certificate",
    "routing.domain.calendar.WorkCalendar",
    "routing.errors.RoutingError",
    "routing.execution_report.report_day",
    "routing.execution_report.report_month",
    "routing.explanation.explain_all",
    "routing.outputs.geojson.plan_geojson",
    "routing.planner.plan_horizon",
    "routing.planner.plan_request",
    "routing.recommendation.recommend_days",
    "routing.recommendation.recommend_times",
    "routing.repair.apply_repair",
    "routing.travel.matrix.TravelMatrix",
    "routing.travel.matrix.TravelSource",
    "routing.travel.road_network.RoadNetwork",
)
"""What other programs import besides, from the module that it stands in."""


def modules_with_examples() -> Iterator[str]:
    """Yield the modules in whose text an example stands; none of them is imported."""
    for path in sorted(SOURCE.rglob("*.py")):
        if ">>> " in path.read_text(encoding="utf-8"):
            parts = path.relative_to(SOURCE).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("name", [*modules_with_examples()])
def test_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the project's folder, where the sample territories stand, each example prints what stands below it."""
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(import_module(name))
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize("name", [*(f"routing.{name}" for name in routing.__all__), *BESIDE])
def test_name_has_an_example(name: str) -> None:
    """Whoever looks up a name that other programs use finds it at work."""
    module, _, last = name.rpartition(".")
    assert _has(getattr(import_module(module), last), "Examples")


@pytest.mark.parametrize("name", routing.__all__)
def test_public_name_says_what_it_raises(name: str) -> None:
    """Whatever a public name raises is said; of those that raise nothing it is said here why."""
    assert _has(getattr(routing, name), "Raises") == (name not in RAISE_NOTHING)


def test_pages_hold_the_names() -> None:
    """Every name that other programs use has its entry in the reference, and no page has one that is gone."""
    public, beside = (
        re.findall(r"^.. auto(?:function|class|exception):: ([\w.]+)", page, flags=re.MULTILINE)
        for page in (_page("api"), _page("api-modules"))
    )
    assert sorted(public) == [f"routing.{name}" for name in routing.__all__]
    assert set(BESIDE) <= {*beside, "routing.errors.RoutingError"}  # its whole module is there


def _page(name: str) -> str:
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")


def _has(value: object, section: str) -> bool:
    lines = (inspect.getdoc(value) or "").splitlines()
    return section in lines and lines[lines.index(section) + 1] == "-" * len(section)
