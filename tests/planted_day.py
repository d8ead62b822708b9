"""Impossibilities planted into generated days: one visit of a day that can be planned otherwise, and what stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from benchmarks.generated_days import Day, generated_day
from routing.domain.customer import Mode
from routing.domain.ids import ManagerId, VisitId
from routing.domain.visit import Category, Cause, VisitLength
from routing.request import ContactTerms, LunchTerms, Opening, PlanRequest, VisitRequest
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix

__all__ = ["ON_A_DAY", "Planted", "Rules"]

Rules = tuple[tuple[Rule, ...], ...]
"""What has to be told, in this order: rules that stand in the way only together in one entry."""

HOUR_S = 3600
_VISITS = 12
_SOMEBODY_ELSE = frozenset({ManagerId("m9")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A question, the visit that something was planted for, and what has to be told of it."""

    request: PlanRequest
    matrix: TravelMatrix
    visit_id: VisitId
    rules: Rules


def _day(seed: int) -> Day:
    """Return a generated day with few visits, lunch and reserve aside."""
    day = generated_day(seed)
    (shift,) = day.request.shifts
    # The last are due and can wait; appointments are left out, so that nothing clashes.
    visits = day.request.visits[-_VISITS - 10 : -10]
    shift = replace(shift, lunch=None, floor=0)
    return replace(day, request=replace(day.request, shifts=(shift,), visits=visits))


def _visit(**fields: object) -> Callable[[int], tuple[Day, VisitId]]:
    """Return how to change fields of one visit, drawn by the seed, that is otherwise open all day."""

    def plant(seed: int) -> tuple[Day, VisitId]:
        day = _day(seed)
        number = seed % _VISITS
        whole = Opening(day=day.request.shifts[0].day, start_s=0, end_s=24 * HOUR_S)
        victim = replace(day.request.visits[number], openings=(whole,))
        victim = replace(victim, **fields)  # type: ignore[arg-type]
        return _with(day, victim, number), victim.id

    return plant


def _hours(start_s: int, end_s: int, **fields: object) -> Callable[[int], tuple[Day, VisitId]]:
    def plant(seed: int) -> tuple[Day, VisitId]:
        only = Opening(day=_day(seed).request.shifts[0].day, start_s=start_s, end_s=end_s)
        return _visit(openings=(only,), **fields)(seed)

    return plant


def _with(day: Day, victim: VisitRequest, number: int) -> Day:
    visits = list(day.request.visits)
    visits[number] = victim
    return replace(day, request=replace(day.request, visits=tuple(visits)))


def _shift(
    planted: Callable[[int], tuple[Day, VisitId]] | None = None, **fields: object
) -> Callable[[int], tuple[Day, VisitId]]:
    """Return how to change fields of the shift."""

    def plant(seed: int) -> tuple[Day, VisitId]:
        day, visit_id = (planted or _visit())(seed)
        shift = replace(day.request.shifts[0], **fields)  # type: ignore[arg-type]
        return replace(day, request=replace(day.request, shifts=(shift,))), visit_id

    return plant


def _nobody(seed: int) -> tuple[Day, VisitId]:
    day, visit_id = _visit()(seed)
    return replace(day, request=replace(day.request, shifts=())), visit_id


def _far(
    leg_s: int | None, planted: Callable[[int], tuple[Day, VisitId]] | None = None
) -> Callable[[int], tuple[Day, VisitId]]:
    """Return how to move the visit so far from everywhere, None for where no way leads."""

    def plant(seed: int) -> tuple[Day, VisitId]:
        day, visit_id = (planted or _visit())(seed)
        place = next(one.place_id for one in day.request.visits if one.id == visit_id)
        row = day.matrix.index[place]
        duration_s, reachable = day.matrix.duration_s.copy(), day.matrix.reachable.copy()
        duration_s[row, :] = duration_s[:, row] = leg_s or 0
        reachable[row, :] = reachable[:, row] = leg_s is not None
        duration_s[row, row], reachable[row, row] = 0, True
        return replace(
            day, matrix=replace(day.matrix, duration_s=duration_s, reachable=reachable)
        ), visit_id

    return plant


def _tomorrow(seed: int) -> tuple[Day, VisitId]:
    day = _day(seed).request.shifts[0].day + timedelta(days=1)
    return _visit(openings=(Opening(day=day, start_s=0, end_s=24 * HOUR_S),))(seed)


def _released_tomorrow(seed: int) -> tuple[Day, VisitId]:
    return _visit(release=_day(seed).request.shifts[0].day + timedelta(days=1))(seed)


def _for_somebody_else(seed: int) -> tuple[Day, VisitId]:
    day = _day(seed).request.shifts[0].day
    only = Opening(day=day, start_s=0, end_s=24 * HOUR_S, manager_ids=_SOMEBODY_ELSE)
    return _visit(openings=(only,))(seed)


_ALL_MORNING = LunchTerms(
    earliest_s=int(8.5 * HOUR_S), latest_s=int(9.5 * HOUR_S), length_s=int(8.5 * HOUR_S)
)
_PHONE = ContactTerms(modes=(Mode.PHONE,), length_s=300)
_TEN_HOURS = VisitLength(min_s=10 * HOUR_S, target_s=10 * HOUR_S, max_s=10 * HOUR_S)
_ANOMALY = {"category": Category.MANDATORY, "cause": Cause.ANOMALY}
_PINNED = {"category": Category.MANDATORY, "cause": Cause.PINNED}
_AGREED = {
    "category": Category.MANDATORY,
    "cause": Cause.APPOINTMENT,
    "appointment_s": 19 * HOUR_S - 300,
}

_KINDS: dict[str, tuple[Callable[[int], tuple[Day, VisitId]], Rules]] = {
    "closed": (_visit(openings=(), closed_by=Rule.CLOSED_DAY), ((Rule.CLOSED_DAY,),)),
    "open tomorrow": (_tomorrow, ((Rule.CLOSED_DAY,),)),
    "open in the evening": (
        _hours(18 * HOUR_S, 20 * HOUR_S),
        ((Rule.TIME_WINDOW,), (Rule.SHIFT_HOURS,)),
    ),
    "agreed for the evening": (
        _hours(19 * HOUR_S - 600, 19 * HOUR_S + 600, **_AGREED),
        ((Rule.APPOINTMENT,), (Rule.SHIFT_HOURS,)),
    ),
    # The day begins at 08:30, and everybody lives more than a minute away.
    "pinned to the first minute": (
        _hours(0, int(8.5 * HOUR_S) + 60, **_PINNED),
        ((Rule.PINNED,), (Rule.SHIFT_HOURS,)),
    ),
    "no way": (_far(None), ((Rule.UNREACHABLE,),)),
    "five hours away": (_far(5 * HOUR_S), ((Rule.SHIFT_HOURS,),)),
    "thirteen hours away": (_far(13 * HOUR_S), ((Rule.TRAVEL,),)),
    "somebody else's": (_visit(manager_ids=_SOMEBODY_ELSE), ((Rule.MANAGER_NOT_ALLOWED,),)),
    "nobody may go": (_visit(manager_ids=frozenset()), ((Rule.MANAGER_NOT_ALLOWED,),)),
    "open for somebody else": (_for_somebody_else, ((Rule.MANAGER_NOT_ALLOWED,),)),
    "no visits": (_shift(max_visits=0), ((Rule.MAX_VISITS,),)),
    # Lunch leaves half an hour, the shortest visit takes ten minutes, the way there and back twenty-two.
    "lunch all day": (
        _far(660, _shift(lunch=_ALL_MORNING)),
        ((Rule.LUNCH,), (Rule.SHIFT_HOURS,)),
    ),
    # The reserve leaves twenty-nine minutes, the way alone takes thirty.
    "reserved all day": (
        _far(900, _shift(reserve_s=9 * HOUR_S - 29 * 60)),
        ((Rule.RESERVED_TIME,), (Rule.SHIFT_HOURS,)),
    ),
    "ten hours long": (_visit(length=_TEN_HOURS), ((Rule.VISIT_LENGTH,), (Rule.SHIFT_HOURS,))),
    "inside the gap": (_released_tomorrow, ((Rule.MIN_GAP,),)),
    "nobody works": (_nobody, ((Rule.NO_SHIFT,),)),
    "its manager is away": (
        _visit(openings=(), closed_by=Rule.NO_SHIFT, manager_ids=_SOMEBODY_ELSE),
        ((Rule.NO_SHIFT,),),
    ),
    "no notice": (_visit(openings=(), closed_by=Rule.LEAD_TIME), ((Rule.LEAD_TIME,),)),
    "forbidden": (_visit(openings=(), closed_by=Rule.PINNED), ((Rule.PINNED,),)),
    "a second time": (_visit(openings=(), closed_by=Rule.VISIT_ONCE), ((Rule.VISIT_ONCE,),)),
    "no way to an anomaly": (
        _far(None, _visit(contact=_PHONE, **_ANOMALY)),
        ((Rule.UNREACHABLE,), (Rule.IN_PERSON,)),
    ),
    "closed, and no way": (
        _far(None, _visit(openings=(), closed_by=Rule.CLOSED_DAY)),
        ((Rule.CLOSED_DAY, Rule.UNREACHABLE),),
    ),
    "somebody else's, and ten hours long": (
        _visit(manager_ids=_SOMEBODY_ELSE, length=_TEN_HOURS),
        (
            (Rule.MANAGER_NOT_ALLOWED, Rule.VISIT_LENGTH),
            (Rule.MANAGER_NOT_ALLOWED, Rule.SHIFT_HOURS),
        ),
    ),
    "no notice, and no visits": (
        _shift(_visit(openings=(), closed_by=Rule.LEAD_TIME), max_visits=0),
        ((Rule.LEAD_TIME, Rule.MAX_VISITS),),
    ),
}


def _planted(plant: Callable[[int], tuple[Day, VisitId]], rules: Rules) -> Callable[[int], Planted]:
    def planted(seed: int) -> Planted:
        day, visit_id = plant(seed)
        return Planted(request=day.request, matrix=day.matrix, visit_id=visit_id, rules=rules)

    return planted


ON_A_DAY = {name: _planted(plant, rules) for name, (plant, rules) in _KINDS.items()}
"""Kinds of impossibility by name: how to plant one, given a seed."""
