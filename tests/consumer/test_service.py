"""The example service, used as another program would: its answers are those of the library asked directly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from docs.examples.service import Service, answer, load
from routing import (
    Limits,
    PlanRequest,
    check,
    explain,
    plan_day,
    repairs,
    replan,
)
from routing.documents import from_json, to_json
from routing.documents.to_plain import to_plain
from routing.domain.customer import Point
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.road_events import Position, RoadEvents, VisitFoundClosed
from routing.domain.visit import Cause
from routing.errors import TravelError
from routing.plan import Plan
from routing.plan_chain import PlanRecord, planned_visits, publish
from routing.status import StoppedBy
from routing.travel.matrix import TravelMatrix

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "country-80"
MONDAY = date(2026, 11, 2)
MANAGER = ManagerId("M02")
EVENING = datetime.combine(date(2026, 11, 1), time(17, 30))
MORNING = datetime.combine(MONDAY, time(10, 20))


@pytest.fixture(scope="module")
def service() -> Service:
    """Return the service of a sample territory, with a search that can be repeated."""
    return load(SAMPLE, limits=Limits(iterations=50))


@pytest.fixture(scope="module")
def monday(service: Service) -> dict[str, Any]:
    """Return the answer about Monday."""
    return asked(service, "plan-day", day="2026-11-02")


def asked(service: Service, question: str, **parts: object) -> dict[str, Any]:
    """Return the answer to a question of these parts."""
    found: dict[str, Any] = json.loads(answer(service, question, json.dumps(parts)))
    return found


def record_of(found: Mapping[str, object]) -> PlanRecord:
    """Return the record in an answer."""
    return from_json(json.dumps(found["record"]), PlanRecord)


def direct(service: Service, day: date = MONDAY) -> Plan:
    """Return the plan of a day as the library makes it."""
    return plan_day(
        service.territory,
        service.policy,
        service.calendar,
        service.travel,
        day,
        limits=service.limits,
    )


def test_a_day_is_that_of_the_library(service: Service, monday: dict[str, Any]) -> None:
    """There and back through JSON nothing is lost: the plan equals that of `plan_day`, and the checker accepts it."""
    record = record_of(monday)
    assert record.plan == direct(service)
    assert (record.first, record.last, record.made_at) == (MONDAY, MONDAY, EVENING)
    request = from_json(json.dumps(monday["request"]), PlanRequest)
    assert check(request, service.matrix, record.plan).is_clean


def test_a_replan_is_that_of_the_library(service: Service, monday: dict[str, Any]) -> None:
    """A door is shut: plan, changes and messages are as `replan` has them, and the plan can be checked."""
    record = record_of(monday)
    shut = record.plan.routes[0].stops[-1].customer_id
    road = RoadEvents(events=(VisitFoundClosed(customer_id=shut),))
    found = asked(
        service,
        "replan",
        record=monday["record"],
        now=MORNING.isoformat(),
        road=json.loads(to_json(road)),
    )
    expected = replan(
        service.territory,
        service.policy,
        service.calendar,
        service.travel,
        record,
        now=MORNING,
        events=road.events,
        matrix=service.matrix,
    )
    after = record_of(found)
    assert after == expected.record
    assert shut not in {one.customer_id for one in planned_visits(after.plan)}
    assert found["changes"] == [to_plain(one) for one in expected.changes]
    assert found["messages"] == [to_plain(one) for one in expected.messages]
    assert found["handed_on"] == [to_plain(one) for one in expected.handed_on]
    request = from_json(json.dumps(found["request"]), PlanRequest)
    matrix = from_json(json.dumps(found["matrix"]), TravelMatrix)
    assert check(request, matrix, after.plan).is_clean


def test_why_not_is_that_of_the_library(service: Service, monday: dict[str, Any]) -> None:
    """Of visits left out: reasons as `explain`, ways in as `repairs` has them."""
    plan = record_of(monday).plan
    request = from_json(json.dumps(monday["request"]), PlanRequest)
    missed = [one for one in plan.unassigned if one.category != "filler"]
    assert {one.category for one in missed} == {"mandatory", "due"}
    for one in missed:
        found = asked(
            service,
            "why-not",
            customer_id=one.customer_id,
            record=monday["record"],
            request=monday["request"],
        )
        visit_id, matrix = one.visit_id, service.matrix
        assert found["explanations"] == [to_plain(explain(request, matrix, plan, visit_id))]
        assert found["explanations"][0]["reasons"]
        assert [way["text"] for way in found["repairs"]] == [
            way.text for way in repairs(request, matrix, plan, visit_id)
        ]


def test_why_not_after_a_replan(service: Service, monday: dict[str, Any]) -> None:
    """Somebody on the road is at no place of the territory: the answer's own matrix goes with the question."""
    road = RoadEvents(positions=(Position(manager_id=MANAGER, point=Point(lat=29.62, lon=110.91)),))
    after = asked(
        service,
        "replan",
        record=monday["record"],
        now=MORNING.isoformat(),
        road=json.loads(to_json(road)),
    )
    visited = record_of(after).plan.routes[0].stops[0].customer_id
    parts = {key: after[key] for key in ("record", "request", "matrix")}
    found = asked(service, "why-not", customer_id=visited, **parts)
    assert found["ok"]
    assert [one["customer_id"] for one in found["explanations"]] == [visited]
    assert found["explanations"][0]["placements"]


def test_promises_of_earlier_plans_are_kept(service: Service) -> None:
    """A plan published in the evening binds the one asked for in the morning: who has had notice stays (R17)."""
    record = record_of(asked(service, "plan-day", day="2026-11-04"))
    published = publish(record, record.made_at)
    parts = {"day": "2026-11-04", "asked_at": "2026-11-04T08:30"}
    alone = asked(service, "plan-day", **parts)
    again = asked(service, "plan-day", **parts, earlier=[json.loads(to_json(published))])
    told = pinned(again) - pinned(alone)
    assert told
    assert told <= {one.customer_id for one in planned_visits(published.plan)}
    assert told <= {one.customer_id for one in planned_visits(record_of(again).plan)}
    assert record_of(again).number == published.number + 1


def pinned(found: Mapping[str, object]) -> set[CustomerId]:
    """Return who has to be visited because it was promised or decided."""
    request = from_json(json.dumps(found["request"]), PlanRequest)
    return {one.customer_id for one in request.visits if one.cause is Cause.PINNED}


def test_threads_may_ask_at_once(service: Service, monday: dict[str, Any]) -> None:
    """Four threads, two days, one service: everybody gets what he would have got alone."""
    days = (MONDAY, date(2026, 11, 4)) * 2
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda day: asked(service, "plan-day", day=str(day)), days))
    alone = {MONDAY: record_of(monday).plan, days[1]: direct(service, days[1])}
    assert [record_of(one).plan for one in found] == [alone[day] for day in days]


def test_cancelled_is_answered_all_the_same(service: Service) -> None:
    """Whoever gives up at once gets what there is: a plan that keeps the rules, marked as cancelled."""
    text = answer(service, "plan-day", '{"day": "2026-11-02"}', is_cancelled=lambda: True)
    found = json.loads(text)
    plan = record_of(found).plan
    assert plan.provenance.stopped_by is StoppedBy.CANCELLED
    request = from_json(json.dumps(found["request"]), PlanRequest)
    assert check(request, service.matrix, plan).is_clean


@pytest.mark.parametrize(
    ("question", "text", "issues"),
    [
        ("plan-year", "{}", [("unknown-question", "question")]),
        ("plan-day", "{", [("question-broken", "$")]),
        ("plan-day", "[]", [("question-broken", "$")]),
        ("plan-day", "[" * 100_000, [("question-broken", "$")]),
        ("plan-day", '{"dya": 1}', [("key-missing", "$.day"), ("key-unknown", "$")]),
        ("plan-day", '{"day": 20261102}', [("value-unreadable", "$.day")]),
        ("plan-day", '{"day": "2026-02-30"}', [("value-unreadable", "$.day")]),
        ("plan-day", '{"day": "0001-01-01"}', [("outside-calendar", "calendar china")]),
        ("plan-day", '{"day": "9999-12-31"}', [("outside-calendar", "calendar china")]),
        (
            "plan-day",
            '{"day": "2026-11-02", "asked_at": "2026-11-01T17:30+08:00"}',
            [("value-unreadable", "$.asked_at")],
        ),
        ("plan-day", '{"day": "2026-11-02", "earlier": 7}', [("value-unreadable", "$.earlier")]),
        ("plan-day", '{"day": "2026-11-02", "earlier": [7]}', [("document-broken", "$.earlier")]),
        ("replan", "{}", [("key-missing", "$.now"), ("key-missing", "$.record")]),
        (
            "replan",
            '{"now": "2026-11-02T10:20", "record": {"format": "routing/0", "kind": "plan"}}',
            [("format-unknown", "$.record.format"), ("kind-unknown", "$.record.kind")],
        ),
        (
            "why-not",
            '{"customer_id": ["QS0001"], "record": {}, "request": {}}',
            [("unknown-customer", "customer_id")],
        ),
    ],
)
def test_a_broken_question_is_answered_with_its_faults(
    service: Service, question: str, text: str, issues: list[tuple[str, str]]
) -> None:
    """A plain result, no exception: each fault with code and place, and what to do about it."""
    found = json.loads(answer(service, question, text))
    assert found["ok"] is False
    assert [(one["code"], one["place"]) for one in found["issues"]] == issues
    assert all(one["remedy"] for one in found["issues"])


def test_a_record_of_another_territory_is_refused(service: Service, monday: dict[str, Any]) -> None:
    """The library's own faults come through as they are."""
    other = replace(service, territory=replace(service.territory, id="elsewhere"))
    found = asked(other, "replan", record=monday["record"], now=MORNING.isoformat())
    assert [one["code"] for one in found["issues"]] == ["territory-wrong"]


@dataclass(frozen=True)
class NoRoads:
    """A travel source that is down."""

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Raise."""
        raise TravelError(f"no answer about {len(places)} places")


def test_what_is_nobody_elses_fault_is_raised(service: Service, monday: dict[str, Any]) -> None:
    """A travel source that fails is the server's to log, not the client's to read as an issue."""
    road = RoadEvents(
        positions=(
            Position(manager_id=MANAGER, point=Point(lat=29.62, lon=110.91), free_at=time(10, 30)),
        )
    )
    with pytest.raises(TravelError):
        asked(
            replace(service, travel=NoRoads()),
            "replan",
            record=monday["record"],
            now=MORNING.isoformat(),
            road=json.loads(to_json(road)),
        )


def test_answers_hold_ids_only(service: Service, monday: dict[str, Any]) -> None:
    """No customer's name leaves with an answer (R24)."""
    names = {one.name for one in service.territory.customers if one.name}
    assert names
    assert not [name for name in names if name in json.dumps(monday, ensure_ascii=False)]
    unknown = asked(service, "why-not", customer_id=min(names), record={}, request={})
    assert min(names) not in json.dumps(unknown, ensure_ascii=False)


def test_a_customer_who_is_not_asked_for_needs_no_explanation(
    service: Service, monday: dict[str, Any]
) -> None:
    """The request names whom the day needs or welcomes; of the others there is nothing to tell."""
    named = {one["customer_id"] for one in monday["request"]["visits"]}
    others = [one.id for one in service.territory.customers if one.id not in named]
    assert others
    found = asked(
        service,
        "why-not",
        customer_id=CustomerId(others[0]),
        record=monday["record"],
        request=monday["request"],
    )
    assert found == {"ok": True, "explanations": [], "repairs": []}
