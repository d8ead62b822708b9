"""Plans and records made by hand, of a territory whose dates can be worked out on paper.

2 November 2026 is a Monday. Visit days are Monday, Wednesday and Thursday, work ends at 17:30 and begins at 08:30.
Intervals: core 14 days (gap 7, due after 10), potential 30 (15, 21), regular 60 (30, 42), assisted 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from routing.domain.calendar import china_calendar
from routing.domain.customer import Customer, CustomerClass, Mode, Point
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, ShiftId, VisitId, customer_place
from routing.domain.manager import AccountManager
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.plan import (
    Contact,
    Kpis,
    Objective,
    Plan,
    Provenance,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.plan_chain import PlanKind, PlanRecord, draft, publish
from routing.status import NUM_LEVELS, Status, StoppedBy

CHINA = china_calendar(2025, 2027)
POLICY = load_policy("classified")
MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    MONDAY + timedelta(days=n) for n in range(1, 7)
)
M1, M2 = ManagerId("m1"), ManagerId("m2")
POINT = Point(lat=30.0, lon=114.0)
CORE, POTENTIAL, REGULAR = (
    CustomerId("core"),
    CustomerId("potential"),
    CustomerId("regular"),
)


def at(text: str) -> datetime:
    """Return a local time, as ``"2026-11-02 14:00"`` says it."""
    return datetime.fromisoformat(text)


def shop(customer_id: str, **fields: object) -> Customer:
    """Return a customer of the class that the id names, regular otherwise, of account manager m1."""
    classes = {one.value: one for one in CustomerClass}
    given: dict[str, object] = {
        "id": CustomerId(customer_id),
        "point": POINT,
        "customer_class": classes.get(customer_id, CustomerClass.REGULAR),
        "manager_id": M1,
    }
    return Customer(**(given | fields))  # type: ignore[arg-type]


def territory(*customers: Customer, **fields: object) -> Territory:
    """Return a territory of these customers, by default one of each class, and two account managers."""
    given: dict[str, object] = {
        "id": "t",
        "managers": tuple(AccountManager(id=one, start=POINT) for one in (M1, M2)),
        "customers": customers or (shop("core"), shop("potential"), shop("regular")),
    }
    return Territory(**(given | fields))  # type: ignore[arg-type]


def done(customer_id: CustomerId, day: date, **fields: object) -> VisitRecord:
    """Return a record of a visit."""
    given: dict[str, object] = {"customer_id": customer_id, "day": day}
    return VisitRecord(**(given | fields))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Entry:
    """One visit of a plan made by hand."""

    customer_id: CustomerId
    day: date
    clock_s: int = 10 * 3600
    manager_id: ManagerId = M1
    mode: Mode = Mode.IN_PERSON
    category: Category = Category.DUE
    cause: Cause = Cause.CADENCE


def plan(
    entries: Iterable[Entry],
    first: date,
    last: date,
    *,
    unassigned: tuple[UnassignedVisit, ...] = (),
    managers: tuple[ManagerId, ...] = (M1,),
    territory_id: str = "t",
    absent: Iterable[tuple[ManagerId, date]] = (),
) -> Plan:
    """Return a plan with a route for each manager and working day; only who, when and how is true in it."""
    entries = tuple(entries)
    routes = [
        _route(manager_id, day, [e for e in entries if (e.manager_id, e.day) == (manager_id, day)])
        for day in CHINA.working_days(first, last)
        for manager_id in managers
        if (manager_id, day) not in set(absent)
    ]
    return Plan(
        territory_id=territory_id,
        routes=tuple(routes),
        unassigned=unassigned,
        objective=Objective(levels=(0,) * (NUM_LEVELS - 1) + (7200,), terms=()),
        kpis=Kpis(**dict.fromkeys(Kpis.__slots__, 0)),
        provenance=Provenance(
            solver="by hand",
            versions=(),
            seed=0,
            time_limit_s=None,
            iteration_limit=None,
            iterations=0,
            status=Status.FEASIBLE,
            stopped_by=StoppedBy.ITERATIONS,
            bound=None,
            request_digest="",
            problem_digest="",
            travel_source="",
            policy="",
            runtime_s=0.0,
        ),
    )


def _route(manager_id: ManagerId, day: date, entries: list[Entry]) -> Route:
    stops = tuple(
        Stop(
            visit_id=VisitId(entry.customer_id),
            customer_id=entry.customer_id,
            place_id=customer_place(entry.customer_id),
            category=entry.category,
            cause=entry.cause,
            travel_s=0,
            distance_m=0,
            arrival_s=entry.clock_s,
            start_s=entry.clock_s,
            length_s=600,
        )
        for entry in entries
        if entry.mode is Mode.IN_PERSON
    )
    contacts = tuple(
        Contact(
            visit_id=VisitId(entry.customer_id),
            customer_id=entry.customer_id,
            category=entry.category,
            cause=entry.cause,
            mode=entry.mode,
            start_s=entry.clock_s,
            length_s=300,
        )
        for entry in entries
        if entry.mode is not Mode.IN_PERSON
    )
    place = customer_place(CustomerId("base"))
    return Route(
        shift_id=ShiftId(f"{manager_id}@{day}"),
        manager_id=manager_id,
        day=day,
        start_place_id=place,
        end_place_id=place,
        start_s=0,
        end_s=0,
        stops=stops,
        contacts=contacts,
    )


def week(
    *entries: Entry,
    plan_kind: PlanKind = PlanKind.WEEK,
    first: date = MONDAY,
    last: date = SUNDAY,
    made_at: str = "2026-10-30 16:00",
    published_at: str | None = "2026-10-30 17:00",
    parent: PlanRecord | None = None,
    among: Iterable[PlanRecord] = (),
    **fields: object,
) -> PlanRecord:
    """Return a plan's record, by default of the first week of November, made and published on the Friday before."""
    record = draft(
        plan(entries, first, last, **fields),  # type: ignore[arg-type]
        plan_kind=plan_kind,
        first=first,
        last=last,
        made_at=at(made_at),
        manager_ids=fields.get("managers", (M1,)),  # type: ignore[arg-type]
        parent=parent,
        among=among,
    )
    return record if published_at is None else publish(record, at(published_at))
