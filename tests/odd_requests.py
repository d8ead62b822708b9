"""Small questions of every oddity at once, by a seed: days and fortnights that are short of time, people and roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np

from routing.cadence import last_step, past_of
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.request import (
    CadenceTerms,
    ContactTerms,
    LunchTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix

__all__ = ["odd_day", "odd_fortnight"]

MONDAY = date(2026, 3, 2)
HOUR_S = 3600
_BASE = PlaceId("s:m")
_CLOSED_BY = (Rule.LEAD_TIME, Rule.NO_SHIFT, Rule.MIN_GAP, Rule.VISIT_ONCE)
_OWED = (Cause.ANOMALY, Cause.PINNED, Cause.APPOINTMENT, Cause.NEW_CUSTOMER)
_MANDATORY = (*_OWED, Cause.LATE)
_BECAUSE = Because(standard="R1", text="made up", text_zh="虚构")

Question = tuple[PlanRequest, TravelMatrix]


def odd_day(seed: int) -> Question:
    """Return a day of one to three account managers and visits made once, some of which may be called."""
    chance = Random(f"odd day {seed}")
    managers = ["m", "n", "k"][: chance.choice((1, 1, 2, 3))]
    shifts = tuple(_shift(chance, one, 0, most=(2, 10, 10, 10)) for one in managers)
    names = "abcdefghijkl"[: chance.randint(2, 12)]
    return _question(chance, shifts, tuple(_visit_of_a_day(chance, name) for name in names))


def odd_fortnight(seed: int) -> Question:
    """Return up to five days of one or two account managers and recurring visits, sometimes with one made once."""
    chance = Random(f"odd fortnight {seed}")
    days = sorted(chance.sample(range(13), chance.randint(1, 5)))
    managers = ["m", "n"][: chance.choice((1, 1, 2))]
    shifts = [
        _shift(chance, manager, day, most=(0, 1, 2, 10, 10, 10))
        for day in days
        for manager in managers
        if manager == "m" or chance.random() < 0.7
    ]
    visits = [_recurring(chance, name, days) for name in "abcdefg"[: chance.randint(1, 7)]]
    if chance.random() < 0.3:
        openings = tuple(_whole(day) for day in days if chance.random() < 0.6)
        once = _visit(chance, "o", openings, minutes=30)
        visits.append(replace(once, category=Category.DUE, cause=Cause.CADENCE, weight=30))
    return _question(chance, tuple(shifts), tuple(visits))


def _on(number: int) -> date:
    return MONDAY + timedelta(days=number)


def _whole(number: int) -> Opening:
    return Opening(day=_on(number), start_s=0, end_s=24 * HOUR_S)


def _shift(chance: Random, manager: str, number: int, *, most: tuple[int, ...]) -> ShiftRequest:
    lunch = LunchTerms(earliest_s=int(11.5 * HOUR_S), latest_s=13 * HOUR_S, length_s=1800)
    has_lunch = chance.random() < 0.3
    start_s = (10 if has_lunch else 8) * HOUR_S
    return ShiftRequest(
        id=ShiftId(f"{manager}@{_on(number)}"),
        manager_id=ManagerId(manager),
        day=_on(number),
        start_place_id=_BASE,
        end_place_id=_BASE,
        start_s=start_s,
        end_s=start_s + (4 if has_lunch else chance.choice((2, 3))) * HOUR_S,
        lunch=lunch if has_lunch else None,
        reserve_s=chance.choice((0, 0, 1200)),
        floor=chance.choice((0, 0, 1, 4)),
        max_visits=chance.choice(most),
        is_extra=len(most) > 4 and chance.random() < 0.15,
    )


def _visit(
    chance: Random, name: str, openings: tuple[Opening, ...], *, minutes: int
) -> VisitRequest:
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=chance.choice((300, 600, 1500)))
    return VisitRequest(
        id=VisitId(name),
        customer_id=CustomerId(name),
        place_id=PlaceId(f"c:{name}"),
        category=Category.FILLER,
        cause=Cause.FILLER,
        weight=1,
        length=VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        openings=openings,
        because=_BECAUSE,
        manager_ids=chance.choice((None, None, None, None, _only("m"), _only("n"))),
        contact=phone if chance.random() < 0.35 else None,
    )


def _only(manager: str) -> frozenset[ManagerId]:
    return frozenset({ManagerId(manager)})


def _visit_of_a_day(chance: Random, name: str) -> VisitRequest:
    kind = chance.random()
    from_s = chance.randint(8 * 4, 13 * 4) * 900
    openings: tuple[Opening, ...] = (_whole(0),)
    if kind < 0.2:
        openings = (replace(_whole(0), start_s=from_s, end_s=from_s + 1200),)
    elif kind < 0.3:
        openings = (replace(_whole(0), manager_ids=_only(chance.choice("mn"))),)
    elif kind < 0.35:
        openings = (replace(_whole(0), start_s=18 * HOUR_S, end_s=19 * HOUR_S),)
    elif kind < 0.4:
        openings = ()
    category, cause = chance.choice(
        [(Category.DUE, Cause.CADENCE)] * 4
        + [(Category.FILLER, Cause.FILLER)] * 2
        + [(Category.MANDATORY, one) for one in _MANDATORY]
    )
    is_agreed = cause is Cause.APPOINTMENT and bool(openings)
    return replace(
        _visit(chance, name, openings, minutes=chance.choice((10, 20, 20, 30, 40, 200))),
        category=category,
        cause=cause,
        weight=chance.randint(1, 20),
        closed_by=None if openings else chance.choice((Rule.CLOSED_DAY, *_CLOSED_BY)),
        appointment_s=openings[0].start_s + 300 if is_agreed else None,
        release=_on(1) if chance.random() < 0.1 else None,
        wishes=(Wish(rule=Rule.ORDER_DAY, price_s=300),) if chance.random() < 0.2 else (),
    )


def _recurring(chance: Random, name: str, days: list[int]) -> VisitRequest:
    openings = tuple(one for day in days for one in _opening(chance, day))
    shut = [day for day in days if not any(one.day == _on(day) for one in openings)]
    closed_on = tuple(
        (_on(day), chance.choice(_CLOSED_BY)) for day in shut if chance.random() < 0.7
    )
    since = chance.choice((None, *range(-20, 0)))
    seen = _on(since) if since is not None else None
    if seen is not None and chance.random() < 0.3:
        seen = date(2026, 1, chance.randint(1, 31))
    interval = chance.randint(4, 14)
    terms = CadenceTerms(
        since=None if since is None else _on(since),
        seen=seen,
        contacts_since=chance.choice((0, 0, 1)),
        starts=MONDAY,
        until=_on(chance.randint(days[-1], 15)),
        gap_days=-(-interval // 2),
        due_days=-(-interval * 7 // 10),
        interval_days=interval,
        coverage_months=chance.choice((1, 2, 2)),
        in_person_every=chance.choice((1, 2, 2, 3)),
        contacts_cover=chance.random() < 0.3,
        weight=chance.choice((10, 100, 1000)),
        early_price_s=chance.choice((0, 300)),
    )
    first = chance.randint(0, 10)
    owed = Obligation(
        cause=chance.choice(_OWED),
        first=_on(first),
        last=_on(first + chance.randint(0, 3)),
        because=_BECAUSE,
        due_weight=chance.choice((0, 50)),
    )
    visit = replace(
        _visit(chance, name, openings, minutes=chance.choice((20, 30, 30, 60, 110, 150))),
        closed_by=None if openings else dict(closed_on).get(_on(days[0]), Rule.CLOSED_DAY),
        closed_on=closed_on,
        cadence=terms,
        obligations=(owed,) if chance.random() < 0.3 else (),
    )
    end = last_step(visit, past_of(terms))
    worst = min(end.lapses, key=lambda lapse: lapse.level, default=None)
    return replace(
        visit,
        category=end.category,
        cause=end.cause,
        deadline=end.deadline,
        weight=1 if worst is None else worst.weight,
    )


def _opening(chance: Random, day: int) -> Iterator[Opening]:
    kind = chance.random()
    if kind < 0.55:
        yield _whole(day)
    elif kind < 0.65:
        yield replace(_whole(day), start_s=8 * HOUR_S, end_s=9 * HOUR_S)
    elif kind < 0.7:
        yield replace(_whole(day), start_s=20 * HOUR_S, end_s=21 * HOUR_S)
    elif kind < 0.75:
        yield replace(_whole(day), manager_ids=_only(chance.choice("mn")))


def _question(
    chance: Random, shifts: tuple[ShiftRequest, ...], visits: tuple[VisitRequest, ...]
) -> Question:
    """Return the question with travel that breaks the triangle inequality, and here and there no way."""
    places = (_BASE, *(visit.place_id for visit in visits))
    size = len(places)
    numbers = np.random.default_rng(chance.randrange(1 << 32))
    apart = 1 - np.eye(size, dtype=np.int64)
    duration_s = numbers.integers(60, chance.choice((1500, 2500)), (size, size)) * apart
    reachable = np.ones((size, size), np.bool_)
    for row in range(1, size):
        if chance.random() < 0.05:
            reachable[row, :] = reachable[:, row] = False
            reachable[row, row] = True
    return PlanRequest(territory_id="odd", shifts=shifts, visits=visits), TravelMatrix(
        place_ids=places,
        duration_s=duration_s,
        distance_m=duration_s.copy(),
        reachable=reachable,
        source="made up",
    )
