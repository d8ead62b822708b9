"""What is promised for one customer on one day: an agreed time (R16), a planner's pins, and where they contradict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from routing.demand.deadlines import local_time
from routing.demand.windows import Window, intersection, opening_windows, without
from routing.domain.customer import Customer
from routing.domain.events import Appointment, Pin
from routing.domain.ids import ManagerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.rules import Rule
from routing.units import DAY_S, MINUTE_S, seconds_after_midnight

__all__ = ["Promises", "promises_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """The promises for one customer on one day, and the windows that they leave.

    Parameters
    ----------
    windows, closed_by
        When the visit may start; where never, the rule that leaves no time.
    appointment, others
        The earliest appointment, kept, and those of the same day that one visit cannot keep as well.
    pinned
        Whether a planner wants the visit on this day.
    manager_ids, is_firm
        Who may make the visit by appointment or pin, or None for no wish; firm where a pin says so.
    not_by
        Who may not.
    notes
        Contradictions, in words.
    """

    windows: tuple[Window, ...]
    closed_by: Rule | None = None
    appointment: Appointment | None = None
    others: tuple[Appointment, ...] = ()
    pinned: bool = False
    manager_ids: frozenset[ManagerId] | None = None
    is_firm: bool = False
    not_by: frozenset[ManagerId] = frozenset()
    notes: tuple[Note, ...] = ()


def promises_on(
    customer: Customer,
    day: date,
    policy: Policy,
    *,
    appointments: Iterable[Appointment],
    pins: Iterable[Pin],
) -> Promises:
    """Return what is promised for a customer on a day.

    An appointment overrides opening hours; a pin does not. Promises that contradict each other leave no window: the
    visit then stands in the plan as impossible, with a note. A forbidding pin that names a manager keeps this manager
    away all day, also where it names hours.

    Parameters
    ----------
    appointments, pins
        Those of the customer, on any day.
    """
    agreed = sorted(
        {one for one in appointments if local_time(one.at, policy).date() == day},
        key=lambda one: (local_time(one.at, policy), one.manager_id or ""),
    )
    asked = [pin for pin in pins if pin.day == day]
    wished = [pin for pin in asked if not pin.forbidden]
    forbidden = [pin for pin in asked if pin.forbidden and pin.manager_id is None]
    appointment = agreed[0] if agreed else None

    open_windows = (
        (_agreed_window(appointment, policy),) if appointment else opening_windows(customer, day)
    )
    windows = open_windows
    for pin in wished:
        windows = intersection(windows, _pin_window(pin))
    for pin in forbidden:
        windows = without(windows, _pin_window(pin))

    asked_for = [one.manager_id for one in agreed[:1]] + [pin.manager_id for pin in wished]
    named = [manager_id for manager_id in asked_for if manager_id is not None]
    notes = []
    if open_windows and not windows and (appointment or wished):
        notes.append(
            Note(
                text=(
                    f"{customer.id}: what is promised or pinned for {day} leaves no time for the visit; "
                    "remove one of the contradicting entries."
                ),
                text_zh=f"{customer.id}：{day} 的预约或指定相互矛盾，无可用拜访时间；请删除其中一项。",
            )
        )
    if len(set(named)) > 1:
        windows, visitors = (), sorted(set(named))
        notes.append(
            Note(
                text=f"{customer.id}: promised on {day} to {' and to '.join(visitors)}; keep one of them.",
                text_zh=f"{customer.id}：{day} 同时约定由 {'、'.join(visitors)} 拜访；请保留其一。",
            )
        )
    if len(agreed) > 1:
        times = [f"{local_time(one.at, policy):%H:%M}" for one in agreed]
        notes.append(
            Note(
                text=f"{customer.id}: {len(agreed)} appointments on {day} ({', '.join(times)}); the first is kept.",
                text_zh=f"{customer.id}：{day} 有 {len(agreed)} 个预约（{'、'.join(times)}），保留最早的一个。",
            )
        )
    return Promises(
        windows=windows,
        closed_by=None if windows else Rule.PINNED if open_windows else Rule.CLOSED_DAY,
        appointment=appointment,
        others=tuple(agreed[1:]),
        pinned=bool(wished),
        manager_ids=frozenset(named) or None,
        is_firm=any(pin.manager_id is not None for pin in wished),
        not_by=frozenset(pin.manager_id for pin in asked if pin.forbidden and pin.manager_id),
        notes=tuple(notes),
    )


def _agreed_window(appointment: Appointment, policy: Policy) -> Window:
    at_s = seconds_after_midnight(local_time(appointment.at, policy).time())
    return (
        max(0, at_s - policy.appointment.early_minutes * MINUTE_S),
        min(DAY_S, at_s + policy.appointment.late_minutes * MINUTE_S),
    )


def _pin_window(pin: Pin) -> Window:
    return (
        seconds_after_midnight(pin.start) if pin.start else 0,
        seconds_after_midnight(pin.end) if pin.end else DAY_S,
    )
