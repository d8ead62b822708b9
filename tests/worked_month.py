"""October 2026 worked out by hand: holidays to the 7th, a make-up Saturday on the 10th, an opened Tuesday, leave.

The horizon is 1 to 31 October; the next visit day after it is Monday, 2 November. One account manager, m1. Each visit
takes 15 minutes after a drive of 10; the drive home takes 20.

==  =========  ======================================================================================================
id  class      what
==  =========  ======================================================================================================
A   core       14 days. Last visit 24 September: owed by 8 October, made on that day; then on the 19th, 11 days later.
               The next is due from the 29th and owed by 2 November: due at the end.
B   regular    60 days. Last visit 20 August: owed by 19 October, made on the 22nd: late by 3 days.
C   potential  30 days. Last visit 21 September; phoned on 14 October, 23 days later: in time.
D   assisted   14 days. Last visit 10 September: owed by 24 September; closed all month: impossible.
E   regular    60 days. Last visit 28 September; an anomaly is answered on Tuesday the 20th, an opened day.
F   regular    60 days. Last visit 15 July: owed by 13 September, and by 30 September (R8); left out.
G   regular    60 days. Last visit 28 September: due from 9 November: rests.
==  =========  ======================================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.customer import Customer, CustomerClass, Mode, Point
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.manager import Absence, AccountManager
from routing.domain.note import Note
from routing.domain.territory import Territory
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.plan import (
    Contact,
    Plan,
    Reason,
    ReasonKind,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.request import (
    CadenceTerms,
    ContactTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.rules import Rule
from tests.checker.worked_plan import worked_case

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MANAGER = ManagerId("m1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month, what was asked for, and the answer."""

    territory: Territory
    request: PlanRequest
    plan: Plan
    calendar: WorkCalendar


def october(day: int) -> date:
    """Return a day of the month."""
    return date(2026, 10, day)


CLASSES = {
    "A": CustomerClass.CORE,
    "B": CustomerClass.REGULAR,
    "C": CustomerClass.POTENTIAL,
    "D": CustomerClass.ASSISTED,
    "E": CustomerClass.REGULAR,
    "F": CustomerClass.REGULAR,
    "G": CustomerClass.REGULAR,
}
LAST_VISITS = {
    "A": date(2026, 9, 24),
    "B": date(2026, 8, 20),
    "C": date(2026, 9, 21),
    "D": date(2026, 9, 10),
    "E": date(2026, 9, 28),
    "F": date(2026, 7, 15),
    "G": date(2026, 9, 28),
}
# Rule, minimum gap, due from, late after.
CADENCES = {
    CustomerClass.CORE: ("R1", 7, 10, 14),
    CustomerClass.POTENTIAL: ("R2", 15, 21, 30),
    CustomerClass.REGULAR: ("R3", 30, 42, 60),
    CustomerClass.ASSISTED: ("R4", 7, 10, 14),
}
ANOMALY = Obligation(
    cause=Cause.ANOMALY,
    first=october(16),
    last=october(20),
    because=Because(standard="R13", text="A complaint.", text_zh="投诉。"),
)


def _visit(customer: str) -> VisitRequest:
    rule, gap, due, interval = CADENCES[CLASSES[customer]]
    return VisitRequest(
        id=VisitId(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=Category.DUE,
        cause=Cause.CADENCE,
        weight=1000,
        length=VisitLength(min_s=900, target_s=900, max_s=1200),
        openings=()
        if customer == "D"
        else tuple(Opening(day=day, start_s=30_600, end_s=61_200) for day in SHIFT_DAYS),
        because=Because(standard=rule, text="by hand", text_zh="手工"),
        contact=ContactTerms(modes=(Mode.PHONE,), length_s=300) if customer == "C" else None,
        closed_by=Rule.CLOSED_DAY if customer == "D" else None,
        cadence=CadenceTerms(
            since=LAST_VISITS[customer],
            seen=LAST_VISITS[customer],
            starts=FIRST,
            until=date(2026, 11, 1),
            gap_days=gap,
            due_days=due,
            interval_days=interval,
            coverage_months=2,
            in_person_every=2,
            rule=rule,
            coverage_rule="R8",
        ),
        obligations=(ANOMALY,) if customer == "E" else (),
    )


# Visit days, with a floor of one visit, and the working days that may be opened.
VISIT_DAYS = tuple(map(october, (8, 10, 12, 14, 15, 19, 21, 22, 29)))
SPARE_DAYS = tuple(map(october, (9, 13, 16, 20, 23, 30)))
SHIFT_DAYS = tuple(sorted(VISIT_DAYS + SPARE_DAYS))


def _shift(day: date) -> ShiftRequest:
    is_visit_day = day in VISIT_DAYS
    return ShiftRequest(
        id=ShiftId(f"{MANAGER}@{day}"),
        manager_id=MANAGER,
        day=day,
        start_place_id=PlaceId("s:m1"),
        end_place_id=PlaceId("s:m1"),
        start_s=30_600,
        end_s=63_000,
        floor=int(is_visit_day),
        is_extra=not is_visit_day,
    )


MANDATORY, DUE, FILLER = Category.MANDATORY, Category.DUE, Category.FILLER
STOPS = {
    october(8): [("A", MANDATORY, Cause.CADENCE)],
    october(19): [("A", DUE, Cause.CADENCE)],
    october(20): [("E", MANDATORY, Cause.ANOMALY)],
    october(22): [("B", MANDATORY, Cause.LATE)],
}


def _stop(number: int, customer: str, category: Category, cause: Cause) -> Stop:
    start_s = 31_200 + number * 1500  # 08:40, then every 25 minutes
    return Stop(
        visit_id=VisitId(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=category,
        cause=cause,
        travel_s=600,
        distance_m=5000,
        arrival_s=start_s,
        start_s=start_s,
        length_s=900,
    )


def _route(shift: ShiftRequest) -> Route:
    stops = tuple(_stop(number, *called) for number, called in enumerate(STOPS.get(shift.day, ())))
    contacts = (
        Contact(
            visit_id=VisitId("C"),
            customer_id=CustomerId("C"),
            category=DUE,
            cause=Cause.CADENCE,
            mode=Mode.PHONE,
            start_s=36_000,
            length_s=300,
        ),
    )
    return Route(
        shift_id=shift.id,
        manager_id=shift.manager_id,
        day=shift.day,
        start_place_id=shift.start_place_id,
        end_place_id=shift.end_place_id,
        start_s=30_600,
        end_s=stops[-1].departure_s + 1200 if stops else 30_600,
        stops=stops,
        contacts=contacts if shift.day == october(14) else (),
        return_travel_s=1200 if stops else 0,
        return_distance_m=9000 if stops else 0,
    )


def _lapse(
    customer: str, cause: Cause, deadline: date, kind: ReasonKind, rule: Rule
) -> UnassignedVisit:
    return UnassignedVisit(
        visit_id=VisitId(customer),
        customer_id=CustomerId(customer),
        category=DUE if cause is Cause.CADENCE else MANDATORY,
        cause=cause,
        reasons=(
            Reason(
                kind=kind, rule=rule, text=f"{rule} it is.", text_zh=f"{rule}也。", verified=True
            ),
        ),
        deadline=deadline,
    )


def worked_month() -> Month:
    """Return the month."""
    shifts = tuple(_shift(day) for day in SHIFT_DAYS)
    displaced, impossible = ReasonKind.DISPLACED, ReasonKind.IMPOSSIBLE
    not_needed = Reason(
        kind=ReasonKind.NOT_NEEDED,
        rule=Rule.NOT_NEEDED,
        text="Not yet.",
        text_zh="未到期。",
        verified=True,
    )
    day = worked_case().plan
    plan = replace(
        day,
        territory_id="worked",
        routes=tuple(_route(shift) for shift in shifts),
        unassigned=(
            _lapse("A", Cause.CADENCE, date(2026, 11, 2), displaced, Rule.DISPLACED),
            _lapse("B", Cause.LATE, october(19), displaced, Rule.PERIOD_FULL),
            _lapse("D", Cause.LATE, date(2026, 9, 24), impossible, Rule.CLOSED_DAY),
            _lapse("F", Cause.LATE, date(2026, 9, 13), displaced, Rule.PERIOD_FULL),
            _lapse("F", Cause.COVERAGE, date(2026, 9, 30), displaced, Rule.PERIOD_FULL),
            UnassignedVisit(
                visit_id=VisitId("G"),
                customer_id=CustomerId("G"),
                category=FILLER,
                cause=Cause.FILLER,
                reasons=(not_needed,),
            ),
        ),
        notes=(Note(text="Extra day 2026-10-20.", text_zh="加开 2026-10-20。"),),
    )
    return Month(
        territory=Territory(
            id="worked",
            managers=(AccountManager(id=MANAGER, name="李文博", start=Point(lat=30.0, lon=114.0)),),
            customers=tuple(
                Customer(
                    id=CustomerId(customer),
                    name=f"商店{customer}",
                    point=Point(lat=30.01, lon=114.0),
                    customer_class=customer_class,
                )
                for customer, customer_class in CLASSES.items()
            ),
            history=tuple(
                VisitRecord(customer_id=CustomerId(customer), day=day)
                for customer, day in LAST_VISITS.items()
            ),
            absences=(Absence(manager_id=MANAGER, first=october(26), last=october(28)),),
        ),
        request=PlanRequest(
            territory_id="worked", shifts=shifts, visits=tuple(map(_visit, CLASSES))
        ),
        plan=plan,
        calendar=china_calendar(2025, 2027),
    )


def team_of(month: Month, size: int) -> Month:
    """Return the month with colleagues who have the same shifts and nothing to do."""
    managers = [
        AccountManager(id=ManagerId(f"m{n}"), start=Point(lat=30.0, lon=114.0 + n / 100))
        for n in range(2, size + 1)
    ]
    shifts, routes = list(month.request.shifts), list(month.plan.routes)
    for manager in managers:
        for shift in month.request.shifts:
            own = replace(
                shift,
                id=ShiftId(f"{manager.id}@{shift.day}"),
                manager_id=manager.id,
                start_place_id=PlaceId(f"s:{manager.id}"),
                end_place_id=PlaceId(f"s:{manager.id}"),
            )
            shifts.append(own)
            routes.append(replace(_route(own), stops=(), contacts=(), end_s=30_600))
    return replace(
        month,
        territory=replace(month.territory, managers=(*month.territory.managers, *managers)),
        request=replace(month.request, shifts=tuple(shifts)),
        plan=replace(month.plan, routes=tuple(routes)),
    )


def without_days(month: Month) -> Month:
    """Return the month in which nobody works at all, and nobody is visited."""
    return replace(
        month,
        request=replace(month.request, shifts=()),
        plan=replace(month.plan, routes=()),
    )


WEEK = october(19), october(25)
ONE_DAY = timedelta(days=1)
