"""Impossibilities planted into the tables of a small territory, and the days and fortnights asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from benchmarks.generated_horizons import CrookedRoads, generated_horizon
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.customer import Customer, CustomerClass, DateRange, OpeningHours, Point, Weekday
from routing.domain.events import Appointment, Pin, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, VisitId, customer_place
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from tests.planted_day import Planted, Rules

__all__ = ["OF_A_FORTNIGHT", "OF_A_TERRITORY"]

MONDAY = date(2026, 3, 2)
WEDNESDAY, THURSDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
FORTNIGHT = MONDAY + timedelta(days=13)
SUNDAY_EVENING = datetime.combine(MONDAY - timedelta(days=1), time(18))
OWN, OTHER = ManagerId("m1"), ManagerId("m2")
_CUSTOMERS = 8
_FAR_NORTH = 1.7
"""Degrees: about 190 km, some five hours on the road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A territory, one of its customers, and on which terms it is asked for."""

    territory: Territory
    customer: Customer
    asked_at: datetime = SUNDAY_EVENING
    changes: Mapping[str, object] = field(default_factory=dict)
    suffix: str = ""
    island: bool = False

    @property
    def policy(self) -> Policy:
        """The policy to plan by."""
        return _policy().derive(self.changes) if self.changes else _policy()

    @property
    def matrix(self) -> TravelMatrix:
        """The travel, to an island none."""
        matrix = CrookedRoads(seed=1).matrix(places(self.territory))
        if not self.island:
            return matrix
        row = matrix.index[customer_place(self.customer.id)]
        reachable = matrix.reachable.copy()
        reachable[row, :] = reachable[:, row] = False
        reachable[row, row] = True
        return replace(matrix, reachable=reachable)


@cache
def _whole(seed: int) -> Territory:
    return generated_horizon("town", seed).territory


@cache
def _policy() -> Policy:
    return load_policy("classified")


@cache
def _calendar() -> WorkCalendar:
    return china_calendar(2025, 2027)


def _case(
    seed: int, owed_by: date, *, customer_class: str = "potential", **fields: object
) -> _Case:
    """Return a small territory in which one customer, drawn by the seed, is owed a visit by a day."""
    whole = _whole(seed)
    customers = list(whole.customers[:_CUSTOMERS])
    number = seed % _CUSTOMERS
    victim = replace(
        customers[number], customer_class=CustomerClass(customer_class), opening_hours=()
    )
    victim = replace(victim, traits=frozenset(), **fields)  # type: ignore[arg-type]
    customers[number] = victim
    interval_days, _ = _policy().interval(victim)
    seen = VisitRecord(customer_id=victim.id, day=owed_by - timedelta(days=interval_days))
    ids = {customer.id for customer in customers} - {victim.id}
    return _Case(
        territory=replace(
            whole,
            customers=tuple(customers),
            history=(seen, *(one for one in whole.history if one.customer_id in ids)),
        ),
        customer=victim,
    )


_Plant = Callable[[int, date], _Case]


def _customer(**fields: object) -> _Plant:
    return lambda seed, owed_by: _case(seed, owed_by, **fields)  # type: ignore[arg-type]


def _events(**events: Callable[[CustomerId], tuple[object, ...]]) -> _Plant:
    """Return how to add events of the customer to the territory."""

    def plant(seed: int, owed_by: date) -> _Case:
        case = _case(seed, owed_by)
        found = {name: made(case.customer.id) for name, made in events.items()}
        return replace(case, territory=replace(case.territory, **found))  # type: ignore[arg-type]

    return plant


def _by_policy(**changes: object) -> _Plant:
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    return lambda seed, owed_by: replace(_case(seed, owed_by), changes=dotted)


def _north(plant: _Plant) -> _Plant:
    def planted(seed: int, owed_by: date) -> _Case:
        case = plant(seed, owed_by)
        point = case.customer.point
        moved = replace(case.customer, point=Point(lat=point.lat + _FAR_NORTH, lon=point.lon))
        customers = tuple(moved if one.id == moved.id else one for one in case.territory.customers)
        return replace(case, customer=moved, territory=replace(case.territory, customers=customers))

    return planted


def _away(days: DateRange, *, other: bool, pinned: bool = False) -> _Plant:
    """Return how to send the manager away, with or without a colleague who may not stand in."""

    def plant(seed: int, owed_by: date) -> _Case:
        case = _case(seed, owed_by)
        (own,) = case.territory.managers
        managers = (own, replace(own, id=OTHER)) if other else (own,)
        territory = replace(
            case.territory,
            managers=managers,
            absences=(Absence(manager_id=own.id, first=days.first, last=days.last),),
            # On a day on which nobody would visit only what is pinned is asked for.
            pins=(Pin(customer_id=case.customer.id, day=MONDAY),) if pinned else (),
        )
        return replace(case, territory=territory, changes={"stand_ins": "never"})

    return plant


def _without_notice(seed: int, owed_by: date) -> _Case:
    case = _case(seed, owed_by, customer_class="core")
    return replace(case, asked_at=datetime.combine(MONDAY, time(8)))


def _unnoticed_and_closed(seed: int, owed_by: date) -> _Case:
    case = _case(seed, owed_by, customer_class="core", closed=_CLOSED)
    return replace(case, asked_at=datetime.combine(MONDAY, time(8)))


def _island(seed: int, owed_by: date) -> _Case:
    return replace(_case(seed, owed_by), island=True)


def _twice(seed: int, owed_by: date) -> _Case:
    hours = (time(10), time(14))
    agreed = _events(
        appointments=lambda one: tuple(
            Appointment(customer_id=one, at=datetime.combine(MONDAY, hour)) for hour in hours
        )
    )
    return replace(agreed(seed, owed_by), suffix="#2")


def _pin(*days: date, **fields: object) -> _Plant:
    return _events(
        pins=lambda one: tuple(
            Pin(customer_id=one, day=day, **fields)  # type: ignore[arg-type]
            for day in days
        )
    )


def _agreed(day: date) -> _Plant:
    at = datetime.combine(day, time(19, 30))
    return _events(appointments=lambda one: (Appointment(customer_id=one, at=at),))


def _contradictory(one: CustomerId) -> tuple[Pin, ...]:
    return tuple(
        Pin(customer_id=one, day=MONDAY, start=time(hour), end=time(hour + 1)) for hour in (9, 14)
    )


_CLOSED = (DateRange(first=MONDAY, last=FORTNIGHT),)
_EARLY = (OpeningHours(weekdays=frozenset(Weekday), start=time(5), end=time(6)),)
_LONG = {f"classes__potential__{name}_minutes": 600 for name in ("min", "target", "max")}
_EVENING = {"start": time(19), "end": time(20)}
_HOURS = ((Rule.TIME_WINDOW,), (Rule.SHIFT_HOURS,))
_PINNED = ((Rule.PINNED,), (Rule.SHIFT_HOURS,))
_AGREED = ((Rule.APPOINTMENT,), (Rule.SHIFT_HOURS,))
_LENGTH = ((Rule.VISIT_LENGTH,), (Rule.SHIFT_HOURS,))
_RESERVE = ((Rule.RESERVED_TIME,), (Rule.SHIFT_HOURS,))
_ALL_DAY = Task(manager_id=OWN, day=MONDAY, minutes=600)

_DAYS: dict[str, tuple[_Plant, Rules]] = {
    "closed": (_customer(closed=_CLOSED), ((Rule.CLOSED_DAY,),)),
    "open before work": (_customer(opening_hours=_EARLY), _HOURS),
    "agreed after work": (_agreed(MONDAY), _AGREED),
    "pinned after work": (_pin(MONDAY, **_EVENING), _PINNED),
    "forbidden": (_pin(MONDAY, forbidden=True), ((Rule.PINNED,),)),
    "pinned to two times": (_events(pins=_contradictory), ((Rule.PINNED,),)),
    "far away": (_north(_customer()), ((Rule.SHIFT_HOURS,),)),
    "far away and closed": (
        _north(_customer(closed=_CLOSED)),
        ((Rule.CLOSED_DAY, Rule.SHIFT_HOURS),),
    ),
    "no way": (_island, ((Rule.UNREACHABLE,),)),
    "its manager is away": (
        _away(DateRange(first=MONDAY, last=MONDAY), other=True, pinned=True),
        ((Rule.NO_SHIFT,),),
    ),
    "nobody is there": (
        _away(DateRange(first=MONDAY, last=MONDAY), other=False, pinned=True),
        ((Rule.NO_SHIFT,),),
    ),
    "tasks all day": (_events(tasks=lambda _: (_ALL_DAY,)), ((Rule.NO_SHIFT,),)),
    "no notice": (_without_notice, ((Rule.LEAD_TIME,),)),
    "no notice, and closed": (
        _unnoticed_and_closed,
        ((Rule.CLOSED_DAY, Rule.LEAD_TIME),),
    ),
    "agreed twice": (_twice, ((Rule.VISIT_ONCE,),)),
    "reserved all day": (_by_policy(day__reserve_minutes=535), _RESERVE),
    "ten hours long": (_by_policy(**_LONG), _LENGTH),
}

_FORTNIGHTS: dict[str, tuple[_Plant, date, Rules]] = {
    "closed": (_customer(closed=_CLOSED), THURSDAY, ((Rule.CLOSED_DAY,),)),
    "open before work": (_customer(opening_hours=_EARLY), THURSDAY, _HOURS),
    "agreed after work": (_agreed(WEDNESDAY), FORTNIGHT, _AGREED),
    "pinned after work": (_pin(WEDNESDAY, **_EVENING), FORTNIGHT, _PINNED),
    "forbidden": (
        _pin(MONDAY, WEDNESDAY, THURSDAY, forbidden=True),
        THURSDAY,
        ((Rule.PINNED,),),
    ),
    "far away": (_north(_customer()), THURSDAY, ((Rule.SHIFT_HOURS,),)),
    "far away and closed": (
        _north(_customer(closed=_CLOSED)),
        THURSDAY,
        ((Rule.CLOSED_DAY, Rule.SHIFT_HOURS),),
    ),
    "no way": (_island, THURSDAY, ((Rule.UNREACHABLE,),)),
    "its manager is away": (
        _away(DateRange(first=MONDAY, last=FORTNIGHT), other=True),
        THURSDAY,
        ((Rule.NO_SHIFT,),),
    ),
    "away until it is late": (
        _away(DateRange(first=MONDAY, last=MONDAY + timedelta(days=1)), other=False),
        MONDAY + timedelta(days=1),
        ((Rule.NO_VISIT_DAY,),),
    ),
    "no notice": (_without_notice, MONDAY, ((Rule.LEAD_TIME,),)),
    "no notice, and closed": (
        _unnoticed_and_closed,
        MONDAY,
        ((Rule.CLOSED_DAY, Rule.LEAD_TIME),),
    ),
    # Visited the day before, due only long after the fortnight, while days miss their floors.
    "inside the gap": (
        _customer(customer_class="regular"),
        MONDAY + timedelta(days=59),
        ((Rule.MIN_GAP,),),
    ),
    "reserved all day": (_by_policy(day__reserve_minutes=535), THURSDAY, _RESERVE),
    "ten hours long": (_by_policy(**_LONG), THURSDAY, _LENGTH),
}


def _on_monday(plant: _Plant, rules: Rules) -> Callable[[int], Planted]:
    def planted(seed: int) -> Planted:
        case = plant(seed, MONDAY)
        request = day_request(case.territory, case.policy, _calendar(), MONDAY, case.asked_at)
        visit_id = VisitId(f"{case.customer.id}@{MONDAY}{case.suffix}")
        return Planted(request=request, matrix=case.matrix, visit_id=visit_id, rules=rules)

    return planted


def _in_a_fortnight(plant: _Plant, owed_by: date, rules: Rules) -> Callable[[int], Planted]:
    def planted(seed: int) -> Planted:
        case = plant(seed, owed_by)
        request = horizon_request(
            case.territory, case.policy, _calendar(), MONDAY, FORTNIGHT, case.asked_at
        )
        visit_id = VisitId(case.customer.id)
        return Planted(request=request, matrix=case.matrix, visit_id=visit_id, rules=rules)

    return planted


OF_A_TERRITORY = {name: _on_monday(*kind) for name, kind in _DAYS.items()}
"""Kinds of impossibility of one day by name: how to plant one into tables, given a seed."""

OF_A_FORTNIGHT = {name: _in_a_fortnight(*kind) for name, kind in _FORTNIGHTS.items()}
"""Kinds of impossibility of two weeks by name."""
