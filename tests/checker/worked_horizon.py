"""Two weeks worked out by hand: visits that recur, an opened day, a contact, an appointment, and all that lapses.

The line of `worked_plan`: driving up it takes 60 s and 500 m a minute, driving down 90 s and 600 m. One manager starts
and ends at minute 0. The horizon is March 2 (a Monday) to 13; the next visit day after it is March 16.

======  ======  ===============================================================================================
place   minute  what
======  ======  ===============================================================================================
c:A         10  weekly; on the 4th and 11th. A wish of CHANGE asks for the 4th, and is paid on the 11th
c:B         20  fortnightly; an anomaly inside its gap, on the 3rd, which is opened for it; due again at the end
c:C         30  monthly; an appointment on the 9th at 10:00
c:D         40  fortnightly; by phone on the 4th, in person and early on the 12th
c:E         50  fortnightly; two days late on the 4th, and due again at the end
c:F         60  monthly; early on the 9th
c:G         70  every 60 days; not needed
c:H         70  every 60 days; late and out of the months of R8, but closed
c:J         30  every 45 days; due on the 11th
c:N         80  monthly, never visited before; new, and five days late for that on the 9th
======  ======  ===============================================================================================
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.note import Note
from routing.domain.visit import Category, Cause, VisitLength
from routing.plan import (
    Contact,
    Kpis,
    Lunch,
    Objective,
    ObjectiveTerm,
    Plan,
    ReasonKind,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.request import (
    Because,
    CadenceTerms,
    ContactTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from tests.checker.worked_plan import LUNCH, Case, reason, worked_case

MANDATORY, DUE, FILLER = Category.MANDATORY, Category.DUE, Category.FILLER
BECAUSE = Because(standard="R1", text="worked by hand", text_zh="手工算例")

PLACES = {
    "s:m": 0,
    "c:A": 10,
    "c:B": 20,
    "c:C": 30,
    "c:D": 40,
    "c:E": 50,
    "c:F": 60,
    "c:G": 70,
    "c:H": 70,
    "c:J": 30,
    "c:N": 80,
}


def march(day: int) -> date:
    """Return a day of March 2026."""
    return date(2026, 3, day)


def february(day: int) -> date:
    """Return a day of February 2026."""
    return date(2026, 2, day)


def shift_on(day: int) -> ShiftId:
    """Return the id of the shift of a day of March."""
    return ShiftId(f"m@{march(day)}")


# ---------------------------------------------------------------- the request


def _matrix() -> TravelMatrix:
    minutes = np.array(list(PLACES.values()))
    up = minutes[None, :] - minutes[:, None]
    return TravelMatrix(
        place_ids=tuple(PlaceId(place) for place in PLACES),
        duration_s=np.where(up > 0, 60 * up, -90 * up).astype(np.int64),
        distance_m=np.where(up > 0, 500 * up, -600 * up).astype(np.int64),
        reachable=np.ones((len(PLACES), len(PLACES)), dtype=np.bool_),
        source="by hand",
    )


def _shift(day: int) -> ShiftRequest:
    """Return a shift from 08:30 to 17:30."""
    return ShiftRequest(
        id=shift_on(day),
        manager_id=ManagerId("m"),
        day=march(day),
        start_place_id=PlaceId("s:m"),
        end_place_id=PlaceId("s:m"),
        start_s=30600,
        end_s=63000,
        max_visits=3,
        fair_visits=2,
        over_price_s=120,
    )


def _shifts() -> tuple[ShiftRequest, ...]:
    return (
        _shift(2),
        replace(_shift(3), is_extra=True),
        replace(_shift(4), floor=2),
        replace(_shift(9), floor=2, lunch=LUNCH),
        _shift(11),
        replace(_shift(12), floor=2),
    )


def _terms(since: date | None, gap_days: int, due_days: int, interval_days: int) -> CadenceTerms:
    return CadenceTerms(
        since=since,
        seen=since,
        starts=march(2),
        until=march(15),
        gap_days=gap_days,
        due_days=due_days,
        interval_days=interval_days,
        coverage_months=2,
        in_person_every=2,
        early_price_s=600,
    )


def _visit(customer: str, terms: CadenceTerms, *obligations: Obligation) -> VisitRequest:
    """Return a visit that may start from 08:30 to 17:30 on every visit day."""
    return VisitRequest(
        id=VisitId(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=MANDATORY,
        cause=Cause.LATE,
        weight=1000,
        length=VisitLength(min_s=600, target_s=900, max_s=900),
        openings=tuple(
            Opening(day=march(day), start_s=30600, end_s=63000) for day in (2, 4, 9, 11, 12)
        ),
        because=BECAUSE,
        cadence=terms,
        obligations=obligations,
    )


def _owed(cause: Cause, first: date, last: date) -> Obligation:
    return Obligation(cause=cause, first=first, last=last, because=BECAUSE, weight=1000)


def _visits() -> tuple[VisitRequest, ...]:
    appointment = Opening(day=march(9), start_s=35400, end_s=36600)
    opened = Opening(day=march(3), start_s=30600, end_s=63000)
    return (
        replace(
            _visit("A", _terms(february(27), 3, 5, 7)),
            wishes=(Wish(rule=Rule.CHANGE, price_s=50, unless_days=frozenset({march(4)})),),
        ),
        replace(
            _visit(
                "B",
                _terms(february(26), 7, 10, 14),
                _owed(Cause.ANOMALY, march(2), march(3)),
            ),
            openings=(opened,),
        ),
        replace(
            _visit(
                "C",
                _terms(february(10), 15, 21, 30),
                _owed(Cause.APPOINTMENT, march(9), march(9)),
            ),
            openings=(appointment,),
        ),
        replace(
            _visit("D", _terms(february(20), 7, 10, 14)),
            contact=ContactTerms(modes=(Mode.PHONE,), length_s=300),
        ),
        _visit("E", _terms(february(16), 7, 10, 14)),
        _visit("F", _terms(february(20), 15, 21, 30)),
        _visit("G", _terms(february(27), 30, 42, 60)),
        replace(
            _visit("H", _terms(date(2025, 12, 10), 30, 42, 60)),
            openings=(),
            closed_by=Rule.CLOSED_DAY,
        ),
        _visit("J", _terms(february(10), 20, 28, 45)),
        _visit("N", _terms(None, 15, 21, 30), _owed(Cause.NEW_CUSTOMER, march(2), march(4))),
    )


# ---------------------------------------------------------------- the plan


def _stop(
    customer: str,
    category: Category,
    cause: Cause,
    *,
    leg: tuple[int, int],
    arrival_s: int,
    start_s: int | None = None,
) -> Stop:
    """Return a visit of ten minutes, begun on arrival where nothing else is said."""
    return Stop(
        visit_id=VisitId(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=category,
        cause=cause,
        travel_s=leg[0],
        distance_m=leg[1],
        arrival_s=arrival_s,
        start_s=arrival_s if start_s is None else start_s,
        length_s=600,
    )


def _route(day: int, start_s: int, *stops: Stop, home: tuple[int, int], end_s: int) -> Route:
    return Route(
        shift_id=shift_on(day),
        manager_id=ManagerId("m"),
        day=march(day),
        start_place_id=PlaceId("s:m"),
        end_place_id=PlaceId("s:m"),
        start_s=start_s,
        end_s=end_s,
        stops=stops,
        return_travel_s=home[0],
        return_distance_m=home[1],
    )


def _routes() -> tuple[Route, ...]:
    phoned = Contact(
        visit_id=VisitId("D"),
        customer_id=CustomerId("D"),
        category=MANDATORY,  # late after February 20 + 14 = March 6
        cause=Cause.CADENCE,
        mode=Mode.PHONE,
        start_s=50400,
        length_s=300,
    )
    return (
        _route(2, 30600, home=(0, 0), end_s=30600),
        # Up 20 min, ten minutes there, down 20 min: 31800 + 600 + 1800 = 34200.
        _route(
            3,
            30600,
            _stop("B", MANDATORY, Cause.ANOMALY, leg=(1200, 10000), arrival_s=31800),
            home=(1800, 12000),
            end_s=34200,
        ),
        # Up 10, up 40, down 50 min: 31800 + 2400 = 34200; 34800 + 4500 = 39300.
        replace(
            _route(
                4,
                30600,
                # Late after February 27 + 7 = March 6.
                _stop("A", MANDATORY, Cause.CADENCE, leg=(600, 5000), arrival_s=31200),
                # Late after February 16 + 14 = March 2.
                _stop("E", MANDATORY, Cause.LATE, leg=(2400, 20000), arrival_s=34200),
                home=(4500, 30000),
                end_s=39300,
            ),
            contacts=(phoned,),
        ),
        # Up 30, a wait of 1500 for the appointment; up 30, 36300 + 1800 = 38100; up 20, 38700 + 1200 = 39900; down
        # 80 with lunch on the way, 40500 + 7200 + 3600 = 51300.
        replace(
            _route(
                9,
                32400,
                _stop(
                    "C",
                    MANDATORY,
                    Cause.APPOINTMENT,
                    leg=(1800, 15000),
                    arrival_s=34200,
                    start_s=35700,
                ),
                # 17 days after, due after 21.
                _stop("F", FILLER, Cause.FILLER, leg=(1800, 15000), arrival_s=38100),
                _stop("N", MANDATORY, Cause.NEW_CUSTOMER, leg=(1200, 10000), arrival_s=39900),
                home=(7200, 48000),
                end_s=51300,
            ),
            lunch=Lunch(start_s=41400, end_s=45000),
        ),
        # Up 10, up 20, down 30 min: 31800 + 1200 = 33000; 33600 + 2700 = 36300.
        _route(
            11,
            30600,
            # Late after March 4 + 7 = March 11.
            _stop("A", MANDATORY, Cause.CADENCE, leg=(600, 5000), arrival_s=31200),
            # 29 days after, due after 28, late after March 27.
            _stop("J", DUE, Cause.CADENCE, leg=(1200, 10000), arrival_s=33000),
            home=(2700, 18000),
            end_s=36300,
        ),
        # Up 40, down 40 min: 33600 + 3600 = 37200. 8 days after the contact, due after 10.
        _route(
            12,
            30600,
            _stop("D", FILLER, Cause.FILLER, leg=(2400, 20000), arrival_s=33000),
            home=(3600, 24000),
            end_s=37200,
        ),
    )


def _lapsed(
    customer: str,
    category: Category,
    cause: Cause,
    deadline: date | None,
    kind: ReasonKind,
    rule: Rule,
) -> UnassignedVisit:
    return UnassignedVisit(
        visit_id=VisitId(customer),
        customer_id=CustomerId(customer),
        category=category,
        cause=cause,
        reasons=(reason(kind, rule),),
        deadline=deadline,
    )


def _plan() -> Plan:
    impossible, displaced = ReasonKind.IMPOSSIBLE, ReasonKind.DISPLACED
    return Plan(
        territory_id="worked",
        routes=_routes(),
        unassigned=(
            # March 3 + 14; March 15 is the twelfth day, and it is due after 10: 1000 * 12 // 14 = 857.
            _lapsed("B", DUE, Cause.CADENCE, march(17), displaced, Rule.PERIOD_FULL),
            # Two days late: 1000 + 2.
            _lapsed("E", MANDATORY, Cause.LATE, march(2), displaced, Rule.PERIOD_FULL),
            # March 4 + 14; March 15 is the eleventh day: 1000 * 11 // 14 = 785.
            _lapsed("E", DUE, Cause.CADENCE, march(18), displaced, Rule.PERIOD_FULL),
            _lapsed("G", FILLER, Cause.FILLER, None, ReasonKind.NOT_NEEDED, Rule.NOT_NEEDED),
            # December 10 + 60 = February 8; January and February pass without a visit. Both days lie before the
            # horizon, so days count from March 1 on: 16 - 1 = 15, 1000 + 15 each.
            _lapsed("H", MANDATORY, Cause.LATE, february(8), impossible, Rule.CLOSED_DAY),
            _lapsed("H", MANDATORY, Cause.COVERAGE, february(28), impossible, Rule.CLOSED_DAY),
            # 9 - 4 = 5 days late for a new customer, 1000 + 5; owed from the outset, 9 - 1 = 8: 1000 + 8.
            _lapsed("N", MANDATORY, Cause.NEW_CUSTOMER, march(4), displaced, Rule.PERIOD_FULL),
            _lapsed("N", MANDATORY, Cause.LATE, march(1), displaced, Rule.PERIOD_FULL),
        ),
        objective=Objective(
            # LATE: late 1002 + 1015 + 1008 = 3025, coverage 1015. DUE: 857 + 785 = 1642.
            # COST: travel 33000, early 400 + 400, balance 120, change 50.
            levels=(0, 0, 1005, 4040, 1, 1, 1642, 33970),
            terms=(
                ObjectiveTerm(level=Level.NEW_CUSTOMER, name="new-customer", amount=1, value=1005),
                ObjectiveTerm(level=Level.LATE, name="late", amount=3, value=3025),
                ObjectiveTerm(level=Level.LATE, name="coverage", amount=1, value=1015),
                ObjectiveTerm(level=Level.OPENED, name="opened", amount=1, value=1),  # March 3
                ObjectiveTerm(level=Level.FLOOR, name="floor", amount=1, value=1),  # March 12
                ObjectiveTerm(level=Level.DUE, name="cadence", amount=2, value=1642),
                ObjectiveTerm(level=Level.COST, name="travel", amount=33000, value=33000),
                # F 4 days of 6, 600 * 4 // 6 = 400; D 2 days of 3, 600 * 2 // 3 = 400.
                ObjectiveTerm(level=Level.COST, name="EARLY", amount=2, value=800),
                # March 9 makes 3 where 2 are fair.
                ObjectiveTerm(level=Level.COST, name="BALANCE", amount=1, value=120),
                ObjectiveTerm(level=Level.COST, name="CHANGE", amount=1, value=50),
            ),
        ),
        kpis=Kpis(
            num_visits=9,
            num_contacts=1,
            num_mandatory=7,  # B, A, E, D by phone, C, N, A
            num_due=1,  # J
            num_filler=2,  # F, D
            num_unassigned_mandatory=5,  # E, H twice, N twice
            num_unassigned_due=2,  # B, E
            floor_missed=1,
            # March 3: 1200 + 1800; 4: 600 + 2400 + 4500; 9: 1800 + 1800 + 1200 + 7200; 11: 600 + 1200 + 2700;
            # 12: 2400 + 3600. Together 3000 + 7500 + 12000 + 4500 + 6000.
            travel_s=33000,
            # 22000 + 55000 + 88000 + 33000 + 44000
            distance_m=242000,
            visiting_s=5400,  # 9 * 600
            waiting_s=1500,  # C
            contact_s=300,
            working_s=40200,  # 33000 + 5400 + 1500 + 300
        ),
        provenance=worked_case().plan.provenance,
        notes=(Note.from_text(f"{shift_on(12)}: 1 visit of 2, for want of customers."),),
    )


def worked_horizon() -> Case:
    """Return the two weeks, the way from place to place, and their plan."""
    request = PlanRequest(territory_id="worked", shifts=_shifts(), visits=_visits())
    return Case(request=request, matrix=_matrix(), plan=_plan())
