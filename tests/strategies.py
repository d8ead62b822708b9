"""Hypothesis strategies for the library's values: territories, plan requests, travel matrices, plans.

Territories and requests are consistent (ids unique and known, windows in order); plans are only well-typed, because
what makes a plan sound is the checker's business.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
from hypothesis import strategies as st

from routing.domain.customer import (
    Area,
    Customer,
    CustomerClass,
    DateRange,
    Mode,
    OpeningHours,
    Point,
    StoreFormat,
    Trait,
    Weekday,
)
from routing.domain.events import (
    Anomaly,
    AnomalyKind,
    Appointment,
    Pin,
    Task,
    UndoneReason,
    VisitRecord,
)
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId, customer_place
from routing.domain.manager import Absence, AccountManager
from routing.domain.note import Note
from routing.domain.territory import Territory
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

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
CLOCKS_S = st.integers(0, 86_399)
IDENTIFIERS = st.text("ABC0123456789-客", min_size=1, max_size=8)
TEXTS = st.text(max_size=20)
NOTES = st.lists(st.builds(Note, text=TEXTS, text_zh=TEXTS), max_size=2).map(tuple)
CATEGORIES = st.sampled_from(Category)
CAUSES = st.sampled_from(Cause)
MODES = st.sampled_from(Mode)
RULES = st.sampled_from(Rule)

POINTS = st.builds(
    Point,
    lat=st.floats(41.5, 42.1).map(lambda degrees: round(degrees, 6)),
    lon=st.floats(123.0, 123.9).map(lambda degrees: round(degrees, 6)),
)
"""Places in one city, near enough to each other to be one bulk."""


@st.composite
def clock_windows(draw: st.DrawFn) -> tuple[time, time]:
    """A window of the day, start before end."""
    first, last = sorted([draw(CLOCKS), draw(CLOCKS)])
    return first, last


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    """Up to three weeks."""
    first = draw(DAYS)
    return DateRange(first=first, last=first + timedelta(days=draw(st.integers(0, 20))))


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    """One window on at least one weekday."""
    start, end = draw(clock_windows())
    weekdays = draw(st.frozensets(st.sampled_from(Weekday), min_size=1))
    return OpeningHours(weekdays=weekdays, start=start, end=end)


def customers(
    identifier: CustomerId, managers: st.SearchStrategy[ManagerId]
) -> st.SearchStrategy[Customer]:
    """The customer of an id, looked after by one of the managers or none."""
    return st.builds(
        Customer,
        id=st.just(identifier),
        point=POINTS,
        name=TEXTS,
        customer_class=st.sampled_from(CustomerClass),
        tier=st.none() | st.integers(1, 30),
        area=st.sampled_from(Area),
        store_format=st.none() | st.sampled_from(StoreFormat),
        traits=st.frozensets(st.sampled_from(Trait)),
        order_weekdays=st.frozensets(st.sampled_from(Weekday)),
        opening_hours=st.lists(opening_hours(), max_size=3).map(tuple),
        closed=st.lists(date_ranges(), max_size=2).map(tuple),
        modes=st.frozensets(MODES, min_size=1),
        manager_id=st.none() | managers,
        joined_on=st.none() | DAYS,
        first_order_on=st.none() | DAYS.map(lambda day: day.replace(year=2027)),
    )


@st.composite
def account_managers(draw: st.DrawFn, identifier: ManagerId) -> AccountManager:
    """The account manager of an id."""
    day_start, day_end = draw(clock_windows())
    own_hours = draw(st.booleans())
    return AccountManager(
        id=identifier,
        start=draw(POINTS),
        end=draw(st.none() | POINTS),
        name=draw(TEXTS),
        day_start=day_start if own_hours else None,
        day_end=day_end if own_hours else None,
        max_visits=draw(st.none() | st.integers(1, 30)),
    )


@st.composite
def territories(draw: st.DrawFn, max_customers: int = 8) -> Territory:
    """A consistent territory with history and events; everything that happened lies before 2027."""
    manager_ids = draw(st.lists(IDENTIFIERS.map(ManagerId), min_size=1, max_size=3, unique=True))
    customer_ids = draw(
        st.lists(IDENTIFIERS.map(CustomerId), min_size=1, max_size=max_customers, unique=True)
    )
    manager_id, customer_id = st.sampled_from(manager_ids), st.sampled_from(customer_ids)
    moments = st.builds(datetime.combine, DAYS, CLOCKS)
    pins = st.builds(
        lambda window, **fields: Pin(
            **fields, start=window and window[0], end=window and window[1]
        ),
        st.none() | clock_windows(),
        customer_id=customer_id,
        day=DAYS,
        forbidden=st.booleans(),
        manager_id=st.none() | manager_id,
    )
    absences = st.builds(
        lambda manager, period, window: Absence(
            manager_id=manager,
            first=period.first,
            last=period.last,
            start=window and window[0],
            end=window and window[1],
        ),
        manager_id,
        date_ranges(),
        st.none() | clock_windows(),
    )
    history = st.builds(
        VisitRecord,
        customer_id=customer_id,
        day=DAYS,
        start=st.none() | CLOCKS,
        mode=MODES,
        manager_id=st.none() | manager_id,
        length_minutes=st.none() | st.integers(1, 60),
    ) | st.builds(
        VisitRecord,
        customer_id=customer_id,
        day=DAYS,
        done=st.just(value=False),
        because=st.none() | st.sampled_from(UndoneReason),
    )
    anomalies = st.builds(
        Anomaly, customer_id=customer_id, kind=st.sampled_from(AnomalyKind), reported_at=moments
    )
    appointments = st.builds(
        Appointment, customer_id=customer_id, at=moments, manager_id=st.none() | manager_id
    )
    tasks = st.builds(
        Task, manager_id=manager_id, day=DAYS, minutes=st.integers(1, 600), name=TEXTS
    )
    return Territory(
        id=draw(IDENTIFIERS),
        managers=tuple(draw(account_managers(identifier)) for identifier in manager_ids),
        customers=tuple(draw(customers(identifier, manager_id)) for identifier in customer_ids),
        history=draw(st.lists(history, max_size=8).map(tuple)),
        anomalies=draw(st.lists(anomalies, max_size=3).map(tuple)),
        appointments=draw(st.lists(appointments, max_size=3).map(tuple)),
        pins=draw(st.lists(pins, max_size=3).map(tuple)),
        absences=draw(st.lists(absences, max_size=2).map(tuple)),
        tasks=draw(st.lists(tasks, max_size=2).map(tuple)),
    )


@st.composite
def shift_requests(draw: st.DrawFn, manager_id: ManagerId, day: date) -> ShiftRequest:
    """A shift of six to ten hours around noon."""
    start_s = draw(st.integers(7 * 4, 9 * 4)) * 900
    lunch = LunchTerms(earliest_s=41_400, latest_s=46_800, length_s=3600)
    return ShiftRequest(
        id=ShiftId(f"{manager_id}@{day.isoformat()}"),
        manager_id=manager_id,
        day=day,
        start_place_id=PlaceId(f"s:{manager_id}"),
        end_place_id=PlaceId(draw(st.sampled_from("se")) + f":{manager_id}"),
        start_s=start_s,
        end_s=start_s + draw(st.integers(6, 10)) * 3600,
        lunch=draw(st.sampled_from([None, lunch])),
        reserve_s=draw(st.sampled_from([0, 1800, 3600])),
        floor=draw(st.integers(0, 15)),
        max_visits=draw(st.integers(1, 25)),
    )


@st.composite
def visit_requests(
    draw: st.DrawFn, customer_id: CustomerId, day: date, manager_ids: list[ManagerId]
) -> VisitRequest:
    """A visit of a customer on a day: always open, open in windows, or never."""
    shortest, target, longest = sorted(draw(st.tuples(*[st.integers(5, 40)] * 3)))
    bounds = sorted(draw(st.lists(CLOCKS_S, min_size=0, max_size=4, unique=True)))
    openings = tuple(
        Opening(day=day, start_s=start_s, end_s=end_s)
        for start_s, end_s in zip(bounds[::2], bounds[1::2], strict=False)
    )
    category = draw(CATEGORIES)
    managers = st.sampled_from(manager_ids)
    wishes = st.builds(
        Wish,
        rule=st.sampled_from([Rule.ORDER_DAY, Rule.EARLY, Rule.STAND_IN]),
        price_s=st.integers(0, 1800),
        day=st.none() | st.just(day),
        manager_id=st.none() | managers,
    )
    return VisitRequest(
        id=VisitId(f"{customer_id}@{day.isoformat()}"),
        customer_id=customer_id,
        place_id=customer_place(customer_id),
        category=category,
        cause=Cause.FILLER
        if category is Category.FILLER
        else draw(st.sampled_from([cause for cause in Cause if cause is not Cause.FILLER])),
        weight=draw(st.integers(1, 1000)),
        length=VisitLength(min_s=shortest * 60, target_s=target * 60, max_s=longest * 60),
        openings=openings,
        because=Because(standard="R3", text=draw(TEXTS), text_zh=draw(TEXTS)),
        appointment_s=draw(st.none() | CLOCKS_S),
        manager_ids=draw(st.none() | st.frozensets(managers, min_size=1)),
        contact=draw(
            st.sampled_from([None, ContactTerms(modes=(Mode.PHONE, Mode.NETWORK), length_s=600)])
        ),
        wishes=draw(st.lists(wishes, max_size=2).map(tuple)),
        release=draw(st.none() | DAYS),
        deadline=draw(st.none() | DAYS),
        closed_by=None if openings else Rule.CLOSED_DAY,
    )


@st.composite
def plan_requests(draw: st.DrawFn, max_visits: int = 6) -> PlanRequest:
    """A consistent request of one day for one to three account managers."""
    day = draw(DAYS)
    manager_ids = draw(st.lists(IDENTIFIERS.map(ManagerId), min_size=1, max_size=3, unique=True))
    customer_ids = draw(st.lists(IDENTIFIERS.map(CustomerId), max_size=max_visits, unique=True))
    return PlanRequest(
        territory_id=draw(IDENTIFIERS),
        shifts=tuple(draw(shift_requests(manager_id, day)) for manager_id in manager_ids),
        visits=tuple(draw(visit_requests(one, day, manager_ids)) for one in customer_ids),
        policy=draw(TEXTS),
        notes=draw(NOTES),
    )


@st.composite
def travel_matrices(draw: st.DrawFn, place_ids: tuple[PlaceId, ...]) -> TravelMatrix:
    """Travel between the places: whole numbers, nothing on the diagonal, now and then no way."""
    size = len(place_ids)
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    apart = 1 - np.eye(size, dtype=np.int64)
    return TravelMatrix(
        place_ids=place_ids,
        duration_s=numbers.integers(0, 5400, (size, size)) * apart,
        distance_m=numbers.integers(0, 60_000, (size, size)) * apart,
        reachable=(numbers.random((size, size)) < draw(st.sampled_from([0.9, 1.0]))) | (apart == 0),
        source=draw(TEXTS),
        notes=draw(NOTES),
    )


_AMOUNTS = st.integers(0, 10**12)
_LEVELS = st.lists(_AMOUNTS, max_size=len(Level)).map(tuple)
_VISITS = IDENTIFIERS.map(VisitId)
_CUSTOMERS = IDENTIFIERS.map(CustomerId)
_PLACES = _CUSTOMERS.map(customer_place)

_STOPS = st.builds(
    Stop,
    visit_id=_VISITS,
    customer_id=_CUSTOMERS,
    place_id=_PLACES,
    category=CATEGORIES,
    cause=CAUSES,
    travel_s=_AMOUNTS,
    distance_m=_AMOUNTS,
    arrival_s=CLOCKS_S,
    start_s=CLOCKS_S,
    length_s=CLOCKS_S,
)
_CONTACTS = st.builds(
    Contact,
    visit_id=_VISITS,
    customer_id=_CUSTOMERS,
    category=CATEGORIES,
    cause=CAUSES,
    mode=MODES,
    start_s=CLOCKS_S,
    length_s=CLOCKS_S,
)
_ROUTES = st.builds(
    Route,
    shift_id=IDENTIFIERS.map(ShiftId),
    manager_id=IDENTIFIERS.map(ManagerId),
    day=DAYS,
    start_place_id=_PLACES,
    end_place_id=_PLACES,
    start_s=CLOCKS_S,
    end_s=CLOCKS_S,
    stops=st.lists(_STOPS, max_size=4).map(tuple),
    lunch=st.none() | st.builds(Lunch, start_s=CLOCKS_S, end_s=CLOCKS_S),
    contacts=st.lists(_CONTACTS, max_size=2).map(tuple),
    return_travel_s=_AMOUNTS,
    return_distance_m=_AMOUNTS,
)
_REASONS = st.builds(
    Reason,
    kind=st.sampled_from(ReasonKind),
    rule=RULES,
    text=TEXTS,
    text_zh=TEXTS,
    verified=st.booleans(),
    cost=_LEVELS,
    displaces=st.lists(_VISITS, max_size=2).map(tuple),
    also=st.lists(RULES, max_size=2).map(tuple),
    instead=st.lists(
        st.tuples(IDENTIFIERS.map(ShiftId), st.lists(_VISITS, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    instead_contacts=st.lists(st.tuples(IDENTIFIERS.map(ShiftId), _VISITS), max_size=1).map(tuple),
)
_UNASSIGNED = st.builds(
    UnassignedVisit,
    visit_id=_VISITS,
    customer_id=_CUSTOMERS,
    category=CATEGORIES,
    cause=CAUSES,
    reasons=st.lists(_REASONS, min_size=1, max_size=2).map(tuple),
)
_TERMS = st.builds(
    ObjectiveTerm, level=st.sampled_from(Level), name=TEXTS, amount=_AMOUNTS, value=_AMOUNTS
)
_PROVENANCES = st.builds(
    Provenance,
    solver=TEXTS,
    versions=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    seed=st.integers(0, 2**31 - 1),
    time_limit_s=st.none() | st.floats(0, 3600),
    iteration_limit=st.none() | _AMOUNTS,
    iterations=_AMOUNTS,
    status=st.sampled_from(Status),
    stopped_by=st.sampled_from(StoppedBy),
    bound=st.none() | _LEVELS,
    request_digest=IDENTIFIERS,
    problem_digest=IDENTIFIERS,
    travel_source=TEXTS,
    policy=TEXTS,
    runtime_s=st.floats(0, 3600),
)


def plans() -> st.SearchStrategy[Plan]:
    """A well-typed plan; its ids and figures need not agree with anything."""
    return st.builds(
        Plan,
        territory_id=IDENTIFIERS,
        routes=st.lists(_ROUTES, max_size=2).map(tuple),
        unassigned=st.lists(_UNASSIGNED, max_size=2).map(tuple),
        objective=st.builds(
            Objective, levels=_LEVELS, terms=st.lists(_TERMS, max_size=3).map(tuple)
        ),
        kpis=st.builds(Kpis),
        provenance=_PROVENANCES,
        notes=NOTES,
    )
