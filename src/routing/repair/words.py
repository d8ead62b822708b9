"""Repairs in words: what to do, where the visit is then made, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from routing.lapse_reasons.words import dates
from routing.reasons import price
from routing.reasons.words import listed
from routing.repair.repair import Repair, RepairKind
from routing.repair.target import Target
from routing.repair.trial import Found
from routing.request import ShiftRequest, VisitRequest
from routing.timetable import timetables
from routing.units import MINUTE_S, clock_text

__all__ = ["told", "told_next_day"]

_Both = tuple[str, str]


def told(repair: Repair, name: str, amount: int, found: Found, target: Target) -> _Both:
    """Return what a repair asks for, in English and Chinese.

    Parameters
    ----------
    name, amount
        Which of the kind's changes, and how much of it.
    found, target
        The changed plan, and what it repairs.
    """
    shifts = [found.request.shifts[k] for _, _, k in found.made]
    visit = found.request.visits[target.index]
    if repair.kind is RepairKind.SKIP_OTHER:
        gone, gone_zh = listed(repair.displaces)
        asked, asked_zh = f"skip {gone}", f"舍弃{gone_zh}"
    else:
        asked, asked_zh = _ASKED[repair.kind](shifts, visit, name, amount)
    placed = [_placed(found, target.index, k, in_person=p) for _, p, k in found.made]
    then = " and ".join(text for text, _ in placed)
    then_zh = "、".join(text for _, text in placed)
    if found.left:
        on, on_zh = dates(found.left)
        then = f"{then} instead of {on}" if placed else f"without the visit on {on}"
        then_zh = f"{then_zh}，取消{on_zh}" if placed else f"取消{on_zh}的拜访"
    return _whole(repair, target, f"{asked}, then {then}", f"{asked_zh}，届时{then_zh}")


def told_next_day(repair: Repair, day: date, target: Target) -> _Both:
    """Return that a visit is made on the next visit day instead."""
    return _whole(
        repair, target, f"make it on {day} instead", f"改在{day}拜访", is_promise=target.is_promise
    )


def _whole(
    repair: Repair, target: Target, told: str, told_zh: str, *, is_promise: bool = False
) -> _Both:
    parts, parts_zh = [told], [told_zh]
    if is_promise:
        parts.append("to be agreed with the customer")
        parts_zh.append("须与客户商定")
    if repair.displaces and repair.kind is not RepairKind.SKIP_OTHER:
        gone, gone_zh = listed(repair.displaces)
        parts.append(f"in place of {gone}")
        parts_zh.append(f"替换{gone_zh}")
    if not repair.in_time:
        owed = f" (owed by {target.deadline})" if target.deadline else ""
        owed_zh = f"（应于{target.deadline}前）" if target.deadline else ""
        parts.append(f"still late{owed}")
        parts_zh.append(f"仍逾期{owed_zh}")
    # Told is the whole change, what the visit itself wins included: so it is the difference of the two plans.
    change = [
        cost - (target.weight if level == target.level else 0)
        for level, cost in enumerate(repair.cost)
    ]
    paid, paid_zh = price(change)
    return (
        f"Visit {repair.visit_id}: {'; '.join(parts)}. {paid}",
        f"拜访{repair.visit_id}：{'；'.join(parts_zh)}。{paid_zh}",
    )


def _placed(found: Found, v: int, k: int, *, in_person: bool) -> _Both:
    """Return when and by whom the visit is made."""
    shift = found.request.shifts[k]
    at = clock_text(_start_s(found, v, k, in_person=in_person))
    if in_person:
        return (
            f"on {shift.day} at {at} by {shift.manager_id}",
            f"{shift.day} {at}由{shift.manager_id}拜访",
        )
    return (
        f"a call on {shift.day} at {at} by {shift.manager_id}",
        f"{shift.day} {at}由{shift.manager_id}电话联系",
    )


def _start_s(found: Found, v: int, k: int, *, in_person: bool) -> int:
    """Return when the timetable of the changed shift has the visit."""
    problem, sequence = found.problem, found.answer.sequences[k]
    calls = [other for row, other in found.answer.contacts if row == k]
    stops = [problem.visits[one] for one in (*sequence, *calls)]
    visits = tuple(
        # Only these calls are made, whatever else would find time.
        replace(
            one,
            windows=(one.windows[k],),
            serve_cost_s=(one.serve_cost_s[k],),
            skip_level=None,
        )
        for one in stops
    )
    single = replace(problem, shifts=(problem.shifts[k],), visits=visits)
    on_phone = [(0, len(sequence) + number) for number in range(len(calls))]
    (table,) = timetables(single, [range(len(sequence))], on_phone)
    number = sequence.index(v) if in_person else len(sequence) + calls.index(v)
    entries = table.stops if in_person else table.contacts
    return next(entry.start_s for entry in entries if entry.visit == number)


# ------------------------------------------------------------------ what is asked for

_Asked = Callable[[list[ShiftRequest], VisitRequest, str, int], _Both]


def _names(ids: Iterable[str]) -> str:
    return ", ".join(ids)


def _days(shifts: Iterable[ShiftRequest]) -> str:
    return ", ".join(str(day) for day in sorted({shift.day for shift in shifts}))


def _each(shifts: list[ShiftRequest], text: Callable[[ShiftRequest], str]) -> str:
    return ", ".join(dict.fromkeys(text(shift) for shift in shifts))


def _taken_in(_shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, _by: int) -> _Both:
    return "put it into the plan as it stands", "直接列入现有计划"


def _agreed(shifts: list[ShiftRequest], visit: VisitRequest, name: str, by_s: int) -> _Both:
    days = {shift.day for shift in shifts}
    # Of several days the one with the agreed time is the narrowest.
    window = min(
        (one for one in visit.openings if one.day in days),
        key=lambda one: (one.end_s - one.start_s, one.day),
    )
    minutes = by_s // MINUTE_S
    times = f"{clock_text(window.start_s)}-{clock_text(window.end_s)}"
    zh = "提前" if name == "earlier" else "推迟"
    return (
        f"agree with the customer on {minutes} min {name}, {times}",
        f"与客户商定{zh}{minutes}分钟（{times}）",
    )


def _widened(shifts: list[ShiftRequest], visit: VisitRequest, name: str, by_s: int) -> _Both:
    minutes, is_earlier = by_s // MINUTE_S, name == "earlier"
    days = {shift.day for shift in shifts}
    bounds = sorted(
        {one.start_s if is_earlier else one.end_s for one in visit.openings if one.day in days}
    )
    clocks = _names(map(clock_text, bounds))
    if is_earlier:
        return (
            f"ask the customer to be visited {minutes} min earlier, from {clocks} on",
            f"请客户将可拜访时间提前{minutes}分钟（自{clocks}起）",
        )
    return (
        f"ask the customer to be visited {minutes} min later, until {clocks}",
        f"请客户将可拜访时间延后{minutes}分钟（至{clocks}）",
    )


def _phoned(_shifts: list[ShiftRequest], visit: VisitRequest, _name: str, _by: int) -> _Both:
    if visit.cadence is None:
        return (
            "phone instead, if the contact before was in person",
            "改为电话或网络拜访（前提是上次为实地拜访）",
        )
    return "phone instead", "改为电话或网络拜访"


def _stood_in(shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, _by: int) -> _Both:
    who = _each(shifts, lambda shift: shift.manager_id)
    return f"let {who} stand in", f"由{who}代访"


def _more(shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, _by: int) -> _Both:
    most = _each(shifts, lambda shift: f"{shift.max_visits}")
    return (
        f"allow {most} visits on {_days(shifts)}, one more than the maximum",
        f"{_days(shifts)}拜访上限放宽1户至{most}户",
    )


def _reserve(shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, by_s: int) -> _Both:
    minutes, left = by_s // MINUTE_S, _each(shifts, lambda one: f"{one.reserve_s // MINUTE_S}")
    return (
        f"lower the reserve on {_days(shifts)} by {minutes} min to {left} min",
        f"{_days(shifts)}预留时间减少{minutes}分钟（余{left}分钟）",
    )


def _longer(shifts: list[ShiftRequest], _visit: VisitRequest, name: str, by_s: int) -> _Both:
    minutes, days = by_s // MINUTE_S, _days(shifts)
    if name == "earlier":
        begins = _each(shifts, lambda one: clock_text(one.start_s))
        return (
            f"start work {minutes} min earlier on {days}, at {begins}",
            f"{days}提前{minutes}分钟上班（{begins}）",
        )
    ends = _each(shifts, lambda one: clock_text(one.end_s))
    return (
        f"work {minutes} min longer on {days}, until {ends}",
        f"{days}延长工作{minutes}分钟（至{ends}）",
    )


def _lunch(shifts: list[ShiftRequest], _visit: VisitRequest, name: str, by_s: int) -> _Both:
    minutes, days = by_s // MINUTE_S, _days(shifts)
    if name == "shorter":
        return (
            f"make lunch {minutes} min shorter on {days}",
            f"{days}午休缩短{minutes}分钟",
        )
    zh = "提前" if name == "earlier" else "推迟"
    return (
        f"let lunch begin up to {minutes} min {name} on {days}",
        f"{days}午休最多{zh}{minutes}分钟",
    )


def _other_day(shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, _by: int) -> _Both:
    return (
        f"agree with the customer on {_days(shifts)} instead",
        f"与客户商定改到{_days(shifts)}",
    )


def _opened(shifts: list[ShiftRequest], _visit: VisitRequest, _name: str, _by: int) -> _Both:
    return (f"open {_days(shifts)} for visits (R6)", f"将{_days(shifts)}开放为拜访日（R6）")


_ASKED: dict[RepairKind, _Asked] = {
    RepairKind.TAKE_IN: _taken_in,
    RepairKind.OTHER_TIME: _agreed,
    RepairKind.WIDER_WINDOW: _widened,
    RepairKind.CONTACT: _phoned,
    RepairKind.STAND_IN: _stood_in,
    RepairKind.MORE_VISITS: _more,
    RepairKind.LESS_RESERVE: _reserve,
    RepairKind.LONGER_DAY: _longer,
    RepairKind.OTHER_LUNCH: _lunch,
    RepairKind.OTHER_DAY: _other_day,
    RepairKind.OPEN_DAY: _opened,
}
