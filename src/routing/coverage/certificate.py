"""The coverage certificate: whether the standard can be met with the given shifts (R1-R4, R7, R8, R13-R17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np

from routing.coverage.chances import quickest_ways
from routing.coverage.findings import Certificate, FloorRoom, Span, SpanKind, Stuck
from routing.coverage.floor_room import floor_room
from routing.coverage.load import Load, Outlook, disjoint, outlook
from routing.coverage.ways_out import falls_on, short_days, ways_out
from routing.errors import InputError
from routing.request import PlanRequest
from routing.request_faults import refuse_unsound
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix
from routing.units import HOUR_S

__all__ = ["certificate"]

_SHOWN = 12


def certificate(request: PlanRequest, matrix: TravelMatrix) -> Certificate:
    """Return whether the shifts of the request can meet the standard, as far as bounds that hold can tell.

    "Cannot" is a proof: in every plan something lapses that had not lapsed before visits could begin. "Can" means that
    no bound is broken: in no stretch of days is more owed, in visits or in time with travel, than the shifts have room
    for, and nobody is stuck for lack of an open day.

    Parameters
    ----------
    request
        The question, of a day or of a horizon.
    matrix
        Travel between all its places.

    Raises
    ------
    InputError
        If the request contradicts itself (every fault is named), or the travel matrix holds what no travel is.

    References
    ----------
    R1-R4, R7, R8, R13-R17. Travel of many visits is bounded from below as by Held and Karp 1970,
    doi 10.1287/opre.18.6.1138.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, china_calendar, load_policy, read_territory
    >>> from routing.build_horizon import horizon_request
    >>> from routing.build_request import places
    >>> from routing.coverage import certificate
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> first, last, asked_at = date(2026, 11, 2), date(2026, 11, 8), datetime(2026, 11, 1, 17, 30)
    >>> request = horizon_request(territory, policy, calendar, first, last, asked_at)
    >>> matrix = Geodesic().matrix(places(territory))
    >>> answer = certificate(request, matrix)
    >>> answer.possible, answer.late_already
    (True, ('QS0023', 'QS0033', 'QS0035', 'QS0038', 'QS0052'))

    Monday alone cannot hold what the week owes:

    >>> from dataclasses import replace
    >>> one_day = replace(request, shifts=request.shifts[:1])
    >>> print(certificate(one_day, matrix).text[0])
    The standard cannot be met with these shifts.
    """
    travel = inspect_matrix(matrix)
    if not travel.usable:
        raise InputError(travel.issues)
    refuse_unsound(request, matrix)
    found = outlook(request, quickest_ways(request, matrix))
    stuck = tuple(_stuck(found, int(v)) for v in np.flatnonzero(found.owed.stuck))
    late = tuple(request.visits[v].customer_id for v in np.flatnonzero(found.owed.late_already))
    floors: list[FloorRoom] = []
    missing = 0
    for load in found.loads:
        if len(load.visits):
            rooms, short = floor_room(found, load)
            floors += rooms
            missing += short
    is_overloaded = found.is_overloaded
    spans = tuple(span for load in found.loads for span in _spans(found, load))
    answer = Certificate(
        possible=not is_overloaded and not stuck,
        spans=spans,
        stuck=stuck,
        late_already=late,
        short_days=short_days(found) if is_overloaded else 0,
        falls_on=falls_on(found) if is_overloaded else (),
        ways_out=ways_out(found) if is_overloaded else (),
        floors=tuple(floors),
        floor_shortfall=missing,
        text=(),
        text_zh=(),
    )
    return replace(answer, text=tuple(_english(answer)), text_zh=tuple(_chinese(answer)))


def _stuck(found: Outlook, v: int) -> Stuck:
    open_days = np.flatnonzero(found.chances.open_days[v])
    return Stuck(
        customer_id=found.request.visits[v].customer_id,
        deadline=found.owed.deadline[v],
        first_day=found.chances.days[open_days[0]] if len(open_days) else None,
    )


def _spans(found: Outlook, load: Load) -> Iterator[Span]:
    """Yield the stretches that people ask for, and those without a day in common where most is missing."""
    if not len(load.visits):
        return
    days = found.chances.days
    managers = tuple(sorted({found.request.shifts[k].manager_id for k in load.shifts}))
    kinds = _kinds(days, load)
    short = load.short
    for stretch in disjoint(np.ceil(short), load):
        kinds.setdefault(stretch, SpanKind.STRETCH)
    owed_visits, owed_s = load.owed_visits, load.owed_s
    for stretch, kind in sorted(
        kinds.items(), key=lambda one: (list(SpanKind).index(one[1]), one[0])
    ):
        yield Span(
            kind=kind,
            first=days[load.stretches.first[stretch]],
            last=days[load.stretches.last[stretch]],
            weekdays=load.stretches.weekdays[stretch],
            manager_ids=managers,
            with_extra=bool(load.stretches.with_extra[stretch]),
            num_shifts=int(load.members[:, stretch].sum()),
            owed_visits=int(owed_visits[stretch]),
            room_visits=int(load.room_visits[stretch]),
            owed_s=int(owed_s[stretch]),
            room_s=int(load.room_s[stretch]),
            short_shifts=round(float(short[stretch]), 2),
        )


def _kinds(days: Sequence[date], load: Load) -> dict[int, SpanKind]:
    """Return the stretches of visit days that are a day, a week, months from the start on, or the whole."""
    stretches = load.stretches
    at = {
        (int(stretches.first[k]), int(stretches.last[k])): int(k)
        for k in np.flatnonzero(~stretches.with_extra)
        if not stretches.weekdays[k]
    }
    visit_days = sorted({first for first, _ in at})
    if not visit_days:
        return {}
    spans = [(SpanKind.WHOLE, visit_days)]
    for _, month in groupby(visit_days, key=lambda one: (days[one].year, days[one].month)):
        spans.append((SpanKind.MONTHS, [visit_days[0], *month]))
    for _, week in groupby(visit_days, key=lambda one: days[one].isocalendar()[:2]):
        spans.append((SpanKind.WEEK, list(week)))
    spans += [(SpanKind.DAY, [day]) for day in visit_days]
    kinds: dict[int, SpanKind] = {}
    for kind, members in spans:
        kinds.setdefault(at[members[0], members[-1]], kind)
    return kinds


def _english(answer: Certificate) -> Iterator[str]:
    if answer.possible:
        yield "No bound forbids that the standard is met with these shifts."
    else:
        yield "The standard cannot be met with these shifts."
    for span in _broken(answer):
        yield (
            f"From {span.first} to {span.last}{_weekdays(span, 'on weekdays')} at least {span.owed_visits} "
            f"visits in person are owed, "
            f"{span.owed_s / HOUR_S:.1f} h with travel; the {span.num_shifts} shifts of "
            f"{', '.join(span.manager_ids)} hold at most {span.room_visits} visits, {span.room_s / HOUR_S:.1f} h."
        )
    if answer.short_days:
        yield f"At least {answer.short_days} visit day(s) are missing."
        yield f"By priority it falls on {len(answer.falls_on)} customer(s): {_listed(answer.falls_on)}."
    for one in answer.stuck[:_SHOWN]:
        by = f" by {one.deadline}" if one.deadline else ""
        if one.first_day is None:
            why = "can be visited on no shift"
        elif one.deadline and one.first_day > one.deadline:
            why = f"can be visited from {one.first_day} on only"
        else:
            why = "cannot be visited often enough"
        yield f"Customer {one.customer_id} is owed a visit{by}, but {why}."
    if answer.late_already:
        ids = _listed(answer.late_already)
        yield f"{len(answer.late_already)} customer(s) are late already when visits can begin: {ids}."
    if answer.floor_shortfall:
        yield f"At least {answer.floor_shortfall} visit(s) will be missing from the floors of the visit days (R7)."
    yield from (way.text for way in answer.ways_out)


def _chinese(answer: Certificate) -> Iterator[str]:
    if answer.possible:
        yield "按现有拜访日，没有发现无法达到标准的情况。"
    else:
        yield "按现有拜访日，无法达到标准。"
    for span in _broken(answer):
        yield (
            f"{span.first}至{span.last}{_weekdays(span, '的星期')}至少需实地拜访{span.owed_visits}次，"
            f"含路途{span.owed_s / HOUR_S:.1f}小时；"
            f"{'、'.join(span.manager_ids)}的{span.num_shifts}个班次最多可容{span.room_visits}次、"
            f"{span.room_s / HOUR_S:.1f}小时。"
        )
    if answer.short_days:
        yield f"至少缺少{answer.short_days}个拜访日。"
        yield f"按优先级将影响{len(answer.falls_on)}户客户：{_listed(answer.falls_on, '、')}。"
    for one in answer.stuck[:_SHOWN]:
        by = f"须在{one.deadline}前拜访" if one.deadline else "须按期拜访"
        if one.first_day is None:
            why = "没有可拜访的班次"
        elif one.deadline and one.first_day > one.deadline:
            why = f"最早{one.first_day}才能拜访"
        else:
            why = "可拜访的日期不足"
        yield f"客户{one.customer_id}{by}，但{why}。"
    if answer.late_already:
        ids = _listed(answer.late_already, "、")
        yield f"可拜访之前已有{len(answer.late_already)}户客户逾期：{ids}。"
    if answer.floor_shortfall:
        yield f"各拜访日最低户数合计至少缺{answer.floor_shortfall}户（R7）。"
    yield from (way.text_zh for way in answer.ways_out)


def _broken(answer: Certificate) -> list[Span]:
    """Return the broken spans to tell of: those of most missing first, a few only."""
    broken = [span for span in answer.spans if span.short_shifts > 0]
    return sorted(broken, key=lambda span: (-span.short_shifts, span.first))[:3]


def _weekdays(span: Span, word: str) -> str:
    return f" {word} {', '.join(map(str, span.weekdays))}" if span.weekdays else ""


def _listed(ids: Sequence[str], separator: str = ", ") -> str:
    more = " ..." if len(ids) > _SHOWN else ""
    return separator.join(ids[:_SHOWN]) + more
