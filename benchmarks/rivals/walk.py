"""How people walk a list: to the nearest next, to an appointment when it is time, past what is shut.

Times are seconds after midnight, travel is as it is believed to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.demand.windows import Window
from routing.domain.ids import CustomerId, PlaceId
from routing.domain.policy import Policy
from routing.feasibility import NEVER_S, first_start
from routing.problem import FAR_S
from routing.travel.matrix import TravelMatrix
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["PATIENCE_S", "Walk", "Wanted", "walked"]

PATIENCE_S = 15 * MINUTE_S
"""Who would wait longer before a door goes to somebody else first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A visit on the list.

    Parameters
    ----------
    windows
        When it may start.
    aim_s
        When to be at an appointment; None: no time is agreed.
    cannot_wait
        Whether it is a promise or the last day in time for an anomaly or a new customer.
    """

    customer_id: CustomerId
    place_id: PlaceId
    length_s: int
    windows: tuple[Window, ...]
    aim_s: int | None = None
    cannot_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The order in which the list is walked.

    Parameters
    ----------
    leaves_s
        When he leaves for the first, so that he need not wait there; lunch before it comes after that.
    eats_first
        Whether he has lunch before the first.
    order
        Who is met, in order; who can no longer be met today is not among them.
    back_s
        When he is home, or free where there is nobody to meet.
    """

    leaves_s: int
    eats_first: bool
    order: tuple[Wanted, ...]
    back_s: int


@dataclass(frozen=True, slots=True)
class _At:
    """Where somebody is when: a row of the matrix, the time, and whether lunch is still owed."""

    place: int
    clock_s: int
    owes_lunch: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """What going to somebody next comes to."""

    leg_s: int
    eats: bool
    ready_s: int
    start_s: int
    after: _At

    @property
    def wait_s(self) -> int:
        return self.start_s - self.ready_s


def walked(
    wanted: Sequence[Wanted],
    matrix: TravelMatrix,
    policy: Policy,
    *,
    from_place: PlaceId,
    home: PlaceId,
    leaves_s: int,
    owes_lunch: bool,
    keeps_order: bool = False,
) -> Walk:
    """Return how the list is walked from a place and time on.

    Next comes the nearest who is open on arrival and leaves time for the next appointment and for whoever closes first;
    where nobody is, whoever can be met first. Who would be late for an appointment goes there all the same.

    Parameters
    ----------
    keeps_order
        Whether the list has an order already: the first comes next then, and the nearest only where the first cannot.
    """
    return _Walker(matrix, policy, keeps_order=keeps_order).walk(
        wanted, matrix.index[home], _At(matrix.index[from_place], leaves_s, owes_lunch)
    )


class _Walker:
    def __init__(self, matrix: TravelMatrix, policy: Policy, *, keeps_order: bool) -> None:
        self._legs_s: NDArray[np.int64] = np.where(matrix.reachable, matrix.duration_s, FAR_S)
        self._index = matrix.index
        self._lunch_latest_s = seconds_after_midnight(policy.day.lunch.latest)
        self._lunch_earliest_s = seconds_after_midnight(policy.day.lunch.earliest)
        self._lunch_s = policy.day.lunch.minutes * MINUTE_S
        self._keeps_order = keeps_order

    def walk(self, wanted: Sequence[Wanted], home: int, at: _At) -> Walk:
        left = [one for one in wanted if self._leg_s(at.place, one) < FAR_S]
        order: list[Wanted] = []
        leaves_s, eats_first = at.clock_s, False
        while left and (found := self._next(left, at)) is not None:
            one, step = found
            if not order:
                leaves_s += step.wait_s
                eats_first = step.eats
            left.remove(one)
            order.append(one)
            at = step.after
        back_s = at.clock_s + (int(self._legs_s[at.place, home]) if order else 0)
        return Walk(leaves_s=leaves_s, eats_first=eats_first, order=tuple(order), back_s=back_s)

    def _next(self, left: Sequence[Wanted], at: _At) -> tuple[Wanted, _Step] | None:
        """Return whom to go to next, None where nobody can be met any more."""
        steps = [(one, step) for one in left if (step := self._step(at, one)).start_s < NEVER_S]
        agreed = min((one for one, _ in steps if one.aim_s is not None), key=_last_s, default=None)
        possible = [
            (one, step) for one, step in steps if one is agreed or self._is_before(step, agreed)
        ]
        open_now = [
            (one, step) for one, step in possible if one.aim_s is None and step.wait_s <= PATIENCE_S
        ]
        if not open_now:
            return min(possible, key=lambda pair: pair[1].start_s, default=None)
        closing = min((one for one, _ in steps if one.aim_s is None), key=_last_s)
        in_time = [
            (one, step)
            for one, step in open_now
            if one is closing or self._is_before(step, closing)
        ]
        chosen = in_time or open_now
        if self._keeps_order and chosen[0][0] is left[0]:
            return chosen[0]
        return min(chosen, key=lambda pair: (pair[1].leg_s, pair[0].customer_id))

    def _is_before(self, step: _Step, other: Wanted | None) -> bool:
        """Return whether somebody else can still be met in time after a step."""
        return other is None or self._step(step.after, other).ready_s <= _last_s(other)

    def _step(self, at: _At, one: Wanted) -> _Step:
        """Return what going there comes to; lunch is had first where it would be too late afterwards."""
        leg_s = self._leg_s(at.place, one)
        ready_s = at.clock_s + leg_s
        eats = at.owes_lunch and _start_s(one, ready_s) + one.length_s > self._lunch_latest_s
        if eats:
            ready_s = max(at.clock_s, self._lunch_earliest_s) + self._lunch_s + leg_s
        start_s = _start_s(one, ready_s)
        after = _At(self._index[one.place_id], start_s + one.length_s, at.owes_lunch and not eats)
        return _Step(leg_s, eats, ready_s, start_s, after)

    def _leg_s(self, place: int, one: Wanted) -> int:
        return int(self._legs_s[place, self._index[one.place_id]])


def _last_s(one: Wanted) -> int:
    """Return when to be there at the latest."""
    return one.windows[-1][1] if one.aim_s is None else one.aim_s


def _start_s(one: Wanted, ready_s: int) -> int:
    """Return when a visit starts for which somebody is ready: an appointment late rather than never."""
    if one.aim_s is not None:
        return max(ready_s, one.aim_s)
    return first_start(one.windows, ready_s)
