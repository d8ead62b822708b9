"""A world: its numbers, what contradicts itself in it, and that it is a plain value."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import time

import pytest

from routing.documents.from_plain import from_plain
from routing.documents.to_plain import to_plain
from routing.domain.toml_document import plain, read_value, toml_text
from routing.errors import InputError, Issue
from routing.simulation.world import (
    REALISTIC,
    STRESS,
    WORLD_FORMAT,
    AnomalyPercent,
    Hours,
    World,
    check_world,
)


def test_stress_differs_in_two_numbers_only() -> None:
    """Three times the anomalies, 3 x 40 = 120 a month and 1000 customers, and 120 per cent of the driving times."""
    assert replace(REALISTIC, anomalies_per_1000=120, travel_percent=120) == STRESS


def test_both_worlds_can_be() -> None:
    """The worlds that are offered have no faults."""
    check_world(REALISTIC)
    check_world(STRESS)


def test_every_fault_is_told_at_once() -> None:
    """A negative rate, shares over all and off 100, hours in the wrong order, roads that take no time."""
    backwards = Hours(start=time(18), end=time(17))
    broken = replace(
        REALISTIC,
        closures_per_1000=-1,
        locked_permille=1001,
        called_off_permille=-1,
        appointments_cancelled_percent=101,
        travel_percent=0,
        anomaly_percent=AnomalyPercent(complaint=16),
        rush_hours=(REALISTIC.rush_hours[0], backwards),
        appointment_hours=(backwards,),
    )
    with pytest.raises(InputError) as refusal:
        check_world(broken)
    found = [(issue.place, issue.value) for issue in refusal.value.issues]
    assert found == [
        ("world, anomaly_percent.orders_failed", "40"),
        ("world, appointment_hours[0].end", "17:00:00"),
        ("world, appointments_cancelled_percent", "101"),
        ("world, closures_per_1000", "-1"),
        ("world, locked_permille", "1001"),
        ("world, called_off_permille", "-1"),
        ("world, travel_percent", "0"),
        ("world, rush_hours[1].end", "17:00:00"),
    ]
    assert all(issue.message and issue.remedy for issue in refusal.value.issues)


@pytest.mark.parametrize(
    ("field", "value"),
    [("tasks_per_100", 0.25), ("locked_permille", True), ("travel_percent", "100")],
)
def test_numbers_are_whole(field: str, value: object) -> None:
    """A rate of a quarter, a truth value and text are each refused."""
    with pytest.raises(InputError) as refusal:
        check_world(replace(REALISTIC, **{field: value}))  # type: ignore[arg-type]
    (issue,) = refusal.value.issues
    assert (issue.code, issue.place) == ("wrong-type", f"world, {field}")


def test_a_world_reads_back_from_both_kinds_of_documents() -> None:
    """Neither TOML nor JSON loses anything of a world."""
    faults: list[Issue] = []
    assert from_plain(to_plain(STRESS), World, "$", faults) == STRESS
    assert not faults
    document = tomllib.loads(toml_text({"format": WORLD_FORMAT, **plain(STRESS)}))
    assert read_value(World, document, place="world", format_name=WORLD_FORMAT) == STRESS


def test_a_document_states_only_what_differs() -> None:
    """What a document leaves out is as in the realistic world."""
    document = {"format": WORLD_FORMAT, "travel_percent": 120, "anomalies_per_1000": 120}
    assert read_value(World, document, place="world", format_name=WORLD_FORMAT) == STRESS


def test_a_document_with_unknown_fields_is_refused_whole() -> None:
    """Two names that no world has, one of them within, and a rate out of range: three faults."""
    document = {
        "format": WORLD_FORMAT,
        "earthquakes_per_1000": 1,
        "anomaly_percent": {"complaint": 15, "boredom": 0},
        "locked_permille": 1001,
    }
    with pytest.raises(InputError) as refusal:
        read_value(World, document, place="world", format_name=WORLD_FORMAT)
    assert sorted(issue.place for issue in refusal.value.issues) == [
        "world, anomaly_percent.boredom",
        "world, earthquakes_per_1000",
        "world, locked_permille",
    ]
    assert all(issue.remedy for issue in refusal.value.issues)
