"""Documents of what happens on the road: each event carries the name of its kind, and comes back as what it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.documents import from_json, to_json
from routing.documents.from_plain import from_plain
from routing.documents.to_plain import to_plain
from routing.domain.customer import Point
from routing.domain.events import Anomaly, AnomalyKind, Task, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvents,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.errors import InputError, Issue
from tests.strategies import CLOCKS, DAYS, IDENTIFIERS, MODES, POINTS, TEXTS

CUSTOMERS = IDENTIFIERS.map(CustomerId)
MANAGERS = IDENTIFIERS.map(ManagerId)
MINUTES = st.integers(1, 480)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001 - local
    lambda moment: moment.replace(microsecond=0)
)

EVENTS = st.one_of(
    st.builds(
        AnomalyReported,
        anomaly=st.builds(
            Anomaly,
            customer_id=CUSTOMERS,
            kind=st.sampled_from(AnomalyKind),
            reported_at=MOMENTS,
        ),
    ),
    st.builds(VisitCancelled, customer_id=CUSTOMERS),
    st.builds(VisitFoundClosed, customer_id=CUSTOMERS, until=st.none() | DAYS),
    st.builds(VisitRunsLong, customer_id=CUSTOMERS, until=CLOCKS),
    st.builds(RunsLate, manager_id=MANAGERS, minutes=MINUTES),
    st.builds(
        TaskAssigned,
        task=st.builds(Task, manager_id=MANAGERS, day=DAYS, minutes=MINUTES, name=TEXTS),
    ),
    st.builds(DayEndsEarly, manager_id=MANAGERS, at=CLOCKS),
    st.builds(ManagerIll, manager_id=MANAGERS, until=st.none() | DAYS),
)
ROAD_EVENTS = st.builds(
    RoadEvents,
    positions=st.lists(
        st.builds(
            Position,
            manager_id=MANAGERS,
            point=st.none() | POINTS,
            customer_id=st.none() | CUSTOMERS,
            free_at=st.none() | CLOCKS,
            had_lunch=st.none() | st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    done=st.lists(
        st.builds(
            VisitRecord,
            customer_id=CUSTOMERS,
            day=DAYS,
            start=st.none() | CLOCKS,
            mode=MODES,
            done=st.booleans(),
            manager_id=st.none() | MANAGERS,
            because=st.none() | st.sampled_from(UndoneReason),
        ),
        max_size=2,
    ).map(tuple),
    events=st.lists(EVENTS, max_size=4).map(tuple),
)

CUSTOMER, MANAGER = CustomerId("C"), ManagerId("M")
DAY = date(2026, 11, 4)
ONE_OF_EACH = RoadEvents(
    positions=(Position(manager_id=MANAGER, point=Point(lat=30.9, lon=118.7)),),
    done=(VisitRecord(customer_id=CUSTOMER, day=DAY, start=time(8, 40)),),
    events=(
        AnomalyReported(
            anomaly=Anomaly(
                customer_id=CUSTOMER,
                kind=AnomalyKind.COMPLAINT,
                reported_at=datetime(2026, 11, 4, 10),  # noqa: DTZ001 - local
            )
        ),
        VisitCancelled(customer_id=CUSTOMER),
        VisitFoundClosed(customer_id=CUSTOMER),
        VisitRunsLong(customer_id=CUSTOMER, until=time(11)),
        RunsLate(manager_id=MANAGER, minutes=20),
        TaskAssigned(task=Task(manager_id=MANAGER, day=DAY, minutes=45)),
        DayEndsEarly(manager_id=MANAGER, at=time(15)),
        ManagerIll(manager_id=MANAGER, until=date(2026, 11, 6)),
    ),
)


@given(ROAD_EVENTS)
def test_events_come_back_the_same(events: RoadEvents) -> None:
    """Whatever is reported comes back equal, each event as the kind that it was."""
    text = to_json(events)
    assert from_json(text, RoadEvents) == events
    assert to_json(from_json(text, RoadEvents)) == text


def test_kinds_of_events_have_these_names() -> None:
    """The names are part of the format: services write them."""
    plain = json.loads(to_json(ONE_OF_EACH))
    assert plain["kind"] == "road-events"
    assert [event["kind"] for event in plain["events"]] == [
        "anomaly-reported",
        "visit-cancelled",
        "visit-found-closed",
        "visit-runs-long",
        "runs-late",
        "task-assigned",
        "day-ends-early",
        "manager-ill",
    ]
    assert plain["events"][4] == {"kind": "runs-late", "manager_id": "M", "minutes": 20}


def test_what_is_not_chosen_among_several_has_no_name() -> None:
    """A position, a visit and the parts of an event are of one class each: they carry no kind of their own."""
    plain = json.loads(to_json(ONE_OF_EACH))
    assert "kind" not in plain["positions"][0]
    assert "kind" not in plain["done"][0]
    assert "kind" not in plain["events"][5]["task"]


def test_hand_written_document_names_only_what_there_is() -> None:
    """A service that reports one event writes that event."""
    text = (
        '{"format": "routing/1", "kind": "road-events",'
        ' "events": [{"kind": "visit-found-closed", "customer_id": "C"}]}'
    )
    assert from_json(text, RoadEvents) == RoadEvents(
        events=(VisitFoundClosed(customer_id=CUSTOMER),)
    )


@pytest.mark.parametrize(
    ("event", "code", "place", "remedy"),
    [
        ({"customer_id": "C"}, "key-missing", ".kind", "visit-cancelled"),
        ({"kind": "visit-canceled"}, "value-unknown", ".kind", "Did you mean 'visit-cancelled'?"),
        ({"kind": 7}, "value-unknown", ".kind", "manager-ill"),
        ({"kind": []}, "value-unknown", ".kind", "manager-ill"),
        ("visit-cancelled", "type-wrong", "", "an object"),
        (None, "type-wrong", "", "an object"),
        ({"kind": "visit-cancelled"}, "key-missing", ".customer_id", "Add"),
        ({"kind": "visit-cancelled", "customer_id": 7}, "type-wrong", ".customer_id", "text"),
        (
            {"kind": "runs-late", "manager_id": "M", "minutes": 20, "until": "11:00"},
            "key-unknown",
            "",
            "minutes",
        ),
        (
            {"kind": "visit-runs-long", "customer_id": "C", "until": "11"},
            "text-unreadable",
            ".until",
            "09:30",
        ),
    ],
)
def test_one_thing_broken_is_one_fault(event: object, code: str, place: str, remedy: str) -> None:
    """An event without a kind, of an unknown one, or that lacks what its kind needs, is told at its place."""
    plain = json.loads(to_json(ONE_OF_EACH))
    plain["events"][2] = event
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), RoadEvents)
    (issue,) = refused.value.issues
    assert (issue.code, issue.place) == (code, f"$.events[2]{place}")
    assert remedy in issue.remedy


@dataclass(frozen=True)
class _Square:
    side: int


@dataclass(frozen=True)
class _Circle:
    radius: int


@dataclass(frozen=True)
class _Drawing:
    frame: _Square | _Circle | None = None


@dataclass(frozen=True)
class _Ware:
    kind: str


@dataclass(frozen=True)
class _Shelf:
    part: _Square | _Ware


@dataclass(frozen=True)
class _Taken:
    kind: str
    variant: str


@dataclass(frozen=True)
class _Unnameable:
    part: _Square | _Taken


@pytest.mark.parametrize("drawing", [_Drawing(), _Drawing(frame=_Circle(radius=2))])
def test_a_choice_may_be_absent(drawing: _Drawing) -> None:
    """Where one of several classes or nothing may stand, both come back."""
    faults: list[Issue] = []
    plain: Any = to_plain(drawing)
    assert from_plain(plain, _Drawing, "$", faults) == drawing
    assert faults == []


@pytest.mark.parametrize("part", [_Square(side=1), _Ware(kind="tea")])
def test_who_has_a_kind_of_his_own_is_named_under_another_key(part: _Square | _Ware) -> None:
    """Where one class of several has a field `kind`, all of them carry their names under "variant" instead."""
    faults: list[Issue] = []
    plain: Any = to_plain(_Shelf(part=part))
    assert plain["part"].pop("variant") == {_Square: "_square", _Ware: "_ware"}[type(part)]
    assert from_plain(to_plain(_Shelf(part=part)), _Shelf, "$", faults) == _Shelf(part=part)
    assert faults == []


def test_fields_of_all_keys_of_names_are_a_fault_of_the_classes() -> None:
    """The name would stand in a field's place: that is told as what it is."""
    with pytest.raises(TypeError, match="fields stand wherever a name could"):
        to_plain(_Unnameable(part=_Square(side=1)))
