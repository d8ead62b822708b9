"""Planning as a service: plain functions from JSON to JSON, to be put behind whatever server there is.

    service = load(Path("data/country-80"))
    answer(service, "plan-day", '{"day": "2026-11-02"}')

Nothing is kept between two questions: an answer carries the documents that later questions are asked with. They are
those of the command line, so that `routing check` and `routing export` read them too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from routing import (
    Geodesic,
    InputError,
    Limits,
    PlanRequest,
    Policy,
    Territory,
    china_calendar,
    explain,
    load_policy,
    read_territory,
    repairs,
    replan,
)
from routing.build_request import day_request, places
from routing.documents import from_json, to_json
from routing.documents.to_plain import to_plain
from routing.domain.calendar import WorkCalendar
from routing.domain.road_events import RoadEvents
from routing.errors import Issue
from routing.plan_chain import PlanKind, PlanRecord, draft, kept_visits
from routing.planner import evening_before, plan_request
from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["LIMITS", "QUESTIONS", "Service", "answer", "load"]

Body = dict[str, Any]
IsCancelled = Callable[[], bool]
Value = TypeVar("Value")
Document = TypeVar("Document", PlanRecord, PlanRequest, RoadEvents, TravelMatrix)

LIMITS = Limits(time_s=5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What all questions share. Nothing in it changes, so that any number of threads may ask at once.

    When the tables change, load another one and hand it to the questions that come then.
    """

    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    travel: TravelSource
    matrix: TravelMatrix
    limits: Limits


def load(tables: Path, *, policy: str = "classified", limits: Limits = LIMITS) -> Service:
    """Return the service of a territory, or raise `InputError` with every fault of its tables.

    The first plan after installation compiles the search for half a minute: ask for one before anybody else does.
    """
    territory, warnings = read_territory(tables)
    for warning in warnings:
        logging.getLogger(__name__).warning("%s", warning)  # ids only, like every message
    travel = Geodesic()  # or RoadGraph(...), which takes longer, and is asked here, once
    return Service(
        territory=territory,
        policy=load_policy(policy),
        calendar=china_calendar(2025, 2027),
        travel=travel,
        matrix=travel.matrix(places(territory)),
        limits=limits,
    )


def answer(
    service: Service, question: str, text: str, is_cancelled: IsCancelled = lambda: False
) -> str:
    """Return the answer to a question as JSON: ``"ok": false`` with all its faults where the question is broken.

    Whatever else is raised is a fault of the service or of the library, for the server to log.
    """
    try:
        ask = QUESTIONS.get(question, _no_such_question)
        body: Body = {"ok": True, **ask(service, text, is_cancelled)}
    except InputError as error:
        body = {"ok": False, "issues": [to_plain(issue) for issue in error.issues]}
    return json.dumps(body, ensure_ascii=False)


def plan_this_day(service: Service, text: str, is_cancelled: IsCancelled) -> Body:
    """Return the plan of a ``day`` as a record, and the request that it answers.

    ``asked_at`` is the evening before unless given; ``earlier`` are records of published plans, whose promises are
    kept. Once cancelled, the best plan found so far is the answer.
    """
    body = _read(text, needed={"day"}, more={"asked_at", "earlier"})
    day = _value(body, "day", date.fromisoformat, "a date such as 2026-11-02")
    service.calendar.is_working_day(day)  # refuses a day that the calendar does not span
    asked_at = evening_before(day, service.policy)
    if "asked_at" in body:
        asked_at = _value(body, "asked_at", _local_time, "local time such as 2026-11-02T07:30")
    made_from = (service.territory, service.policy, service.calendar)
    earlier = _earlier(body)
    kept, notes = kept_visits(earlier, *made_from, asked_at, day, day)
    # Later questions need the request, which `plan_day` would keep to itself.
    request = day_request(*made_from, day, asked_at, kept=kept)
    plan = plan_request(
        request, service.matrix, limits=service.limits, progress=lambda _: is_cancelled()
    )
    record = draft(
        plan,
        plan_kind=PlanKind.DAY,
        first=day,
        last=day,
        made_at=asked_at,
        manager_ids=[manager.id for manager in service.territory.managers],
        among=earlier,
    )
    return {"record": _plain(record), "request": _plain(request), "notes": to_plain(notes)}


def replan_now(service: Service, text: str, _: IsCancelled) -> Body:
    """Return the rest of a day planned again ``now``, from the ``record`` in hand and what the ``road`` reports.

    The road tells of the whole day each time. Beside the plan stand the request and the travel that it answers, what
    changes and why, whom to tell what, and what later days take over.
    """
    body = _read(text, needed={"record", "now"}, more={"road", "earlier"})
    road = _document(body["road"], "road", RoadEvents) if "road" in body else RoadEvents()
    found = replan(
        service.territory,
        service.policy,
        service.calendar,
        service.travel,
        _document(body["record"], "record", PlanRecord),
        now=_value(body, "now", _local_time, "local time such as 2026-11-02T10:20"),
        positions=road.positions,
        done=road.done,
        events=road.events,
        records=_earlier(body),
        matrix=service.matrix,
    )
    told = {"changes": found.changes, "messages": found.messages, "handed_on": found.handed_on}
    return {
        "record": _plain(found.record),
        "request": _plain(found.request),
        "matrix": _plain(found.matrix),
        **{name: to_plain(values) for name, values in told.items()},
    }


def why_not(service: Service, text: str, _: IsCancelled) -> Body:
    """Return why a plan visits a customer when it does, or not at all, and what would let the visit in.

    Asked with ``customer_id``, ``record``, its ``request`` and, of a day planned again, its ``matrix``. Where the
    request asks for no visit of the customer, there is nothing to explain.
    """
    body = _read(text, needed={"customer_id", "record", "request"}, more={"matrix"})
    customer_id = body["customer_id"]
    if customer_id not in [customer.id for customer in service.territory.customers]:
        raise InputError([_issue("unknown-customer", "customer_id", "Give the id of a customer.")])
    plan = _document(body["record"], "record", PlanRecord).plan
    request = _document(body["request"], "request", PlanRequest)
    matrix = service.matrix
    if "matrix" in body:
        matrix = _document(body["matrix"], "matrix", TravelMatrix)
    visit_ids = [visit.id for visit in request.visits if visit.customer_id == customer_id]
    ways_in = [one for visit_id in visit_ids for one in repairs(request, matrix, plan, visit_id)]
    return {
        "explanations": [to_plain(explain(request, matrix, plan, one)) for one in visit_ids],
        "repairs": [{"text": one.text, "text_zh": one.text_zh} for one in ways_in],
    }


def _no_such_question(_service: Service, _text: str, _: IsCancelled) -> Body:
    raise InputError([_issue("unknown-question", "question", f"Ask {', '.join(QUESTIONS)}.")])


QUESTIONS = {"plan-day": plan_this_day, "replan": replan_now, "why-not": why_not}


def _issue(code: str, place: str, remedy: str) -> Issue:
    return Issue(code=code, place=place, message="This is not what is asked for.", remedy=remedy)


def _read(text: str, *, needed: set[str], more: set[str]) -> Body:
    """Return the parts of a question: all that it needs, and none that is unknown."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InputError([_issue("question-broken", "$", "Write a JSON object.")])
    issues = [_issue("key-missing", f"$.{key}", "Add it.") for key in sorted(needed - body.keys())]
    if body.keys() - needed - more:
        known = ", ".join(sorted(needed | more))
        issues.append(_issue("key-unknown", "$", f"Remove what is none of: {known}."))
    if issues:
        raise InputError(issues)
    return body


def _value(body: Body, key: str, parse: Callable[[Any], Value], wanted: str) -> Value:
    try:
        return parse(body[key])
    except (TypeError, ValueError):
        raise InputError([_issue("value-unreadable", f"$.{key}", f"Write {wanted}.")]) from None


def _local_time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is not None:
        raise ValueError(text)
    return at


def _earlier(body: Body) -> list[PlanRecord]:
    parts = _value({"earlier": [], **body}, "earlier", list, "a list of plan records")
    return [_document(part, "earlier", PlanRecord) for part in parts]


def _document(part: object, key: str, kind: type[Document]) -> Document:
    """Return the value of a document inside a question; its faults say where they stand."""
    try:
        return from_json(json.dumps(part), kind)
    except InputError as error:
        raise InputError(
            replace(one, place=f"$.{key}{one.place.removeprefix('$')}") for one in error.issues
        ) from None


def _plain(value: PlanRecord | PlanRequest | TravelMatrix) -> Body:
    """Return a value as a document inside an answer."""
    body: Body = json.loads(to_json(value))
    return body
