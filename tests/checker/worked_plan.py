"""A day worked out by hand: lunch on the way and after the return, contacts, an appointment, visits left out.

All places lie on a line, at minutes from its start. Driving up the line takes 60 s and 500 m a minute, driving down
90 s and 600 m, so that a leg looked up the wrong way round is seen.

=========  ======  =====================================================================================
place      minute  what
=========  ======  =====================================================================================
s:m1            0  m1 starts and ends here
c:A            10  due, neither orders today nor tomorrow: pays ORDER_DAY
c:B            20  appointment at 10:00
c:C           110  filler: pays EARLY
s:m2          200  m2 starts here
c:D           210  anomaly
c:E           220  pinned on m2, a stand-in: pays STAND_IN
e:m2          230  m2 ends here
s:m3          300  m3 starts and ends here, and is not needed
c:P c:N c:Q   400  phone and network
c:W..c:Z      500  left out; there is no way to c:W
=========  ======  =====================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    Provenance,
    Reason,
    ReasonKind,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.request import (
    Because,
    ContactTerms,
    LunchTerms,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.status import Level, Status, StoppedBy
from routing.travel.matrix import TravelMatrix

DAY = date(2026, 3, 2)
NEXT_DAY = date(2026, 3, 3)

PLACES = {
    "s:m1": 0,
    "c:A": 10,
    "c:B": 20,
    "c:C": 110,
    "s:m2": 200,
    "c:D": 210,
    "c:E": 220,
    "e:m2": 230,
    "s:m3": 300,
    "c:P": 400,
    "c:N": 400,
    "c:Q": 400,
    "c:W": 500,
    "c:X": 500,
    "c:Y": 500,
    "c:Z": 500,
}

CORE = VisitLength(min_s=900, target_s=1200, max_s=1200)
REGULAR = VisitLength(min_s=600, target_s=900, max_s=900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a check is asked about."""

    request: PlanRequest
    matrix: TravelMatrix
    plan: Plan


def shift_id(manager: str) -> ShiftId:
    """Return the id of a manager's shift."""
    return ShiftId(f"{manager}@{DAY}")


def visit_id(customer: str) -> VisitId:
    """Return the id of a customer's visit."""
    return VisitId(f"{customer}@{DAY}")


def opening(start_s: int, end_s: int, day: date = DAY) -> Opening:
    """Return an opening."""
    return Opening(day=day, start_s=start_s, end_s=end_s)


# ---------------------------------------------------------------- the matrix


def _matrix() -> TravelMatrix:
    minutes = np.array(list(PLACES.values()))
    up = minutes[None, :] - minutes[:, None]
    reachable = np.ones((len(PLACES), len(PLACES)), dtype=np.bool_)
    island = list(PLACES).index("c:W")
    reachable[island, :] = reachable[:, island] = False
    reachable[island, island] = True
    return TravelMatrix(
        place_ids=tuple(PlaceId(place) for place in PLACES),
        duration_s=np.where(up > 0, 60 * up, -90 * up).astype(np.int64),
        distance_m=np.where(up > 0, 500 * up, -600 * up).astype(np.int64),
        reachable=reachable,
        source="by hand",
    )


# ---------------------------------------------------------------- the request

LUNCH = LunchTerms(earliest_s=41400, latest_s=46800, length_s=3600)  # 11:30 to 13:00, an hour


def _shift(manager: str, end_place: str, floor: int, max_visits: int) -> ShiftRequest:
    """Return a shift from 08:30 to 17:30, of which the last half hour is reserved."""
    return ShiftRequest(
        id=shift_id(manager),
        manager_id=ManagerId(manager),
        day=DAY,
        start_place_id=PlaceId(f"s:{manager}"),
        end_place_id=PlaceId(end_place),
        start_s=30600,
        end_s=63000,
        lunch=LUNCH,
        reserve_s=1800,
        floor=floor,
        max_visits=max_visits,
    )


def _visit(
    customer: str,
    category: Category,
    cause: Cause,
    *openings: Opening,
    weight: int = 1,
    length: VisitLength = CORE,
) -> VisitRequest:
    return VisitRequest(
        id=visit_id(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=category,
        cause=cause,
        weight=weight,
        length=length,
        openings=openings,
        because=Because(standard="R1", text="worked by hand", text_zh="手工算例"),
    )


ALL_DAY = opening(30600, 63000)
PHONE = ContactTerms(modes=(Mode.PHONE,), length_s=600)
PHONE_OR_NETWORK = ContactTerms(modes=(Mode.PHONE, Mode.NETWORK), length_s=600)


def _visits() -> tuple[VisitRequest, ...]:
    due, filler, mandatory = Category.DUE, Category.FILLER, Category.MANDATORY
    return (
        replace(
            # 09:00 to 12:00
            _visit("A", due, Cause.CADENCE, opening(32400, 43200), weight=10),
            # The second wish is for another day, so it is not paid.
            wishes=(
                Wish(rule=Rule.ORDER_DAY, price_s=300, day=DAY),
                Wish(rule=Rule.ORDER_DAY, price_s=7, day=NEXT_DAY),
            ),
        ),
        replace(
            # 10:00 less and plus ten minutes, aimed at 09:55
            _visit("B", mandatory, Cause.APPOINTMENT, opening(35400, 36600)),
            appointment_s=35700,
        ),
        replace(
            # 12:50 to 14:00
            _visit("C", filler, Cause.FILLER, opening(46200, 50400)),
            wishes=(Wish(rule=Rule.EARLY, price_s=200),),
        ),
        # 08:30 to 09:00 and 10:10 to 11:00
        _visit("D", mandatory, Cause.ANOMALY, opening(30600, 32400), opening(36600, 39600)),
        replace(
            _visit("E", mandatory, Cause.PINNED, opening(38000, 40000), length=REGULAR),
            manager_ids=frozenset({ManagerId("m2"), ManagerId("m3")}),
            # The second wish is about another manager, so it is not paid.
            wishes=(
                Wish(rule=Rule.STAND_IN, price_s=600, manager_id=ManagerId("m2")),
                Wish(rule=Rule.STAND_IN, price_s=5, manager_id=ManagerId("m3")),
            ),
        ),
        replace(
            _visit("P", due, Cause.CADENCE, ALL_DAY),
            contact=PHONE,
            # A contact pays none.
            wishes=(Wish(rule=Rule.ORDER_DAY, price_s=300),),
        ),
        replace(_visit("N", due, Cause.CADENCE, ALL_DAY), contact=PHONE_OR_NETWORK),
        replace(_visit("Q", due, Cause.CADENCE, ALL_DAY), contact=PHONE_OR_NETWORK),
        _visit("W", mandatory, Cause.LATE, ALL_DAY, weight=3),
        replace(_visit("X", due, Cause.CADENCE, weight=40), closed_by=Rule.CLOSED_DAY),
        _visit("Y", due, Cause.CADENCE, ALL_DAY, weight=25),
        _visit("Z", filler, Cause.FILLER, ALL_DAY),
    )


def _request() -> PlanRequest:
    return PlanRequest(
        territory_id="worked",
        shifts=(
            _shift("m1", "s:m1", floor=4, max_visits=3),
            _shift("m2", "e:m2", floor=2, max_visits=15),
            _shift("m3", "s:m3", floor=0, max_visits=15),
        ),
        visits=_visits(),
    )


# ---------------------------------------------------------------- the plan


def _stop(
    customer: str,
    category: Category,
    cause: Cause,
    *,
    leg: tuple[int, int],
    arrival_s: int,
    start_s: int,
    length_s: int,
) -> Stop:
    return Stop(
        visit_id=visit_id(customer),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=category,
        cause=cause,
        travel_s=leg[0],
        distance_m=leg[1],
        arrival_s=arrival_s,
        start_s=start_s,
        length_s=length_s,
    )


def _contact(customer: str, mode: Mode, start_s: int) -> Contact:
    return Contact(
        visit_id=visit_id(customer),
        customer_id=CustomerId(customer),
        category=Category.DUE,
        cause=Cause.CADENCE,
        mode=mode,
        start_s=start_s,
        length_s=600,
    )


def _first_route() -> Route:
    due, filler, mandatory = Category.DUE, Category.FILLER, Category.MANDATORY
    return Route(
        shift_id=shift_id("m1"),
        manager_id=ManagerId("m1"),
        day=DAY,
        start_place_id=PlaceId("s:m1"),
        end_place_id=PlaceId("s:m1"),
        start_s=31500,  # 08:45
        stops=(
            # Up 10 min: 31500 + 600 = 32100; opens at 32400, a wait of 300; until 32400 + 900 = 33300.
            _stop(
                "A",
                due,
                Cause.CADENCE,
                leg=(600, 5000),
                arrival_s=32100,
                start_s=32400,
                length_s=900,
            ),
            # Up 10 min: 33300 + 600 = 33900; a wait of 1800, of which N takes 600; until 35700 + 1200 = 36900.
            _stop(
                "B",
                mandatory,
                Cause.APPOINTMENT,
                leg=(600, 5000),
                arrival_s=33900,
                start_s=35700,
                length_s=1200,
            ),
            # Up 90 min: 36900 + 5400 = 42300, after lunch has begun at 41400, so 42300 + 3600 = 45900; opens at
            # 46200, a wait of 300; until 46200 + 900 = 47100.
            _stop(
                "C",
                filler,
                Cause.FILLER,
                leg=(5400, 45000),
                arrival_s=45900,
                start_s=46200,
                length_s=900,
            ),
        ),
        lunch=Lunch(start_s=41400, end_s=45000),
        # P before leaving, N while waiting for B.
        contacts=(_contact("P", Mode.PHONE, 30600), _contact("N", Mode.NETWORK, 34200)),
        # Down 110 min: 110 * 90 = 9900 s and 110 * 600 = 66000 m; 47100 + 9900 = 57000, 15:50.
        return_travel_s=9900,
        return_distance_m=66000,
        end_s=57000,
    )


def _second_route() -> Route:
    mandatory = Category.MANDATORY
    return Route(
        shift_id=shift_id("m2"),
        manager_id=ManagerId("m2"),
        day=DAY,
        start_place_id=PlaceId("s:m2"),
        end_place_id=PlaceId("e:m2"),
        start_s=36000,  # 10:00
        stops=(
            # Up 10 min: 36000 + 600 = 36600, when D opens; until 36600 + 900 = 37500.
            _stop(
                "D",
                mandatory,
                Cause.ANOMALY,
                leg=(600, 5000),
                arrival_s=36600,
                start_s=36600,
                length_s=900,
            ),
            # Up 10 min: 37500 + 600 = 38100; until 38100 + 600 = 38700.
            _stop(
                "E",
                mandatory,
                Cause.PINNED,
                leg=(600, 5000),
                arrival_s=38100,
                start_s=38100,
                length_s=600,
            ),
        ),
        # Up 10 min: 38700 + 600 = 39300, 10:55; lunch at 12:00, Q at 15:00.
        return_travel_s=600,
        return_distance_m=5000,
        end_s=39300,
        lunch=Lunch(start_s=43200, end_s=46800),
        contacts=(_contact("Q", Mode.NETWORK, 54000),),
    )


def _third_route() -> Route:
    return Route(
        shift_id=shift_id("m3"),
        manager_id=ManagerId("m3"),
        day=DAY,
        start_place_id=PlaceId("s:m3"),
        end_place_id=PlaceId("s:m3"),
        start_s=30600,
        end_s=30600,
        stops=(),
    )


def reason(kind: ReasonKind, rule: Rule) -> Reason:
    """Return a reason."""
    return Reason(kind=kind, rule=rule, text="by hand", text_zh="手工", verified=True)


def _unassigned(customer: str, category: Category, cause: Cause, why: Reason) -> UnassignedVisit:
    return UnassignedVisit(
        visit_id=visit_id(customer),
        customer_id=CustomerId(customer),
        category=category,
        cause=cause,
        reasons=(why,),
    )


def _plan() -> Plan:
    due, filler, mandatory = Category.DUE, Category.FILLER, Category.MANDATORY
    impossible = ReasonKind.IMPOSSIBLE
    displaced = replace(
        reason(ReasonKind.DISPLACED, Rule.DISPLACED),
        cost=(0, 1, 0, 0, 0, 0, -25, 900),
        displaces=(visit_id("D"),),
    )
    return Plan(
        territory_id="worked",
        routes=(_first_route(), _second_route(), _third_route()),
        unassigned=(
            _unassigned("W", mandatory, Cause.LATE, reason(impossible, Rule.UNREACHABLE)),
            _unassigned("X", due, Cause.CADENCE, reason(impossible, Rule.CLOSED_DAY)),
            _unassigned("Y", due, Cause.CADENCE, displaced),
            _unassigned("Z", filler, Cause.FILLER, reason(ReasonKind.NOT_NEEDED, Rule.NOT_NEEDED)),
        ),
        objective=Objective(
            # LATE: W weighs 3. FLOOR: m1 makes 3 of 4. DUE: X 40 + Y 25.
            # COST: travel 18300, see below, + 300 (A) + 600 (E) + 200 (C) = 19400.
            levels=(0, 0, 0, 3, 0, 1, 65, 19400),
            terms=(
                ObjectiveTerm(level=Level.LATE, name="late", amount=1, value=3),
                ObjectiveTerm(level=Level.FLOOR, name="floor", amount=1, value=1),
                ObjectiveTerm(level=Level.DUE, name="cadence", amount=2, value=65),
                ObjectiveTerm(level=Level.COST, name="travel", amount=18300, value=18300),
                ObjectiveTerm(level=Level.COST, name="ORDER_DAY", amount=1, value=300),
                ObjectiveTerm(level=Level.COST, name="STAND_IN", amount=1, value=600),
                ObjectiveTerm(level=Level.COST, name="EARLY", amount=1, value=200),
            ),
        ),
        kpis=Kpis(
            num_visits=5,
            num_contacts=3,
            num_mandatory=3,  # B, D, E
            num_due=4,  # A, P, N, Q
            num_filler=1,  # C
            num_unassigned_mandatory=1,  # W
            num_unassigned_due=2,  # X, Y
            floor_missed=1,
            travel_s=18300,  # m1: 600 + 600 + 5400 + 9900 = 16500; m2: 3 * 600 = 1800
            distance_m=136000,  # m1: 5000 + 5000 + 45000 + 66000 = 121000; m2: 3 * 5000 = 15000
            visiting_s=4500,  # 900 + 1200 + 900 + 900 + 600
            waiting_s=1800,  # A 300, B 1800 - 600, C 300
            contact_s=1800,  # 3 * 600
            working_s=26400,  # 18300 + 4500 + 1800 + 1800
        ),
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
            travel_source="by hand",
            policy="",
            runtime_s=0.0,
        ),
        notes=(Note.from_text(f"{shift_id('m1')}: 3 visits of 4, for want of time."),),
    )


def worked_case() -> Case:
    """Return the day, the way from place to place, and its plan."""
    return Case(request=_request(), matrix=_matrix(), plan=_plan())
