"""Whether some visits can all be made on some shifts: every order and every split, as far as effort allows.

Labels are (visits made, last one, lunch owed or had) with the earliest departure; of two labels with the same key the
earlier one does, since leaving earlier is never worse (see `routing.feasibility`). One shift is driven after the other,
so that the visits made are those of all shifts so far. A label is dropped when a visit that only this shift can still
make is out of its reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.feasibility import NEVER_S, first_start, ready_after_lunch
from routing.problem import Problem

__all__ = ["Effort", "Routes", "TooDear", "routes_with"]

Routes = tuple[tuple[int, ...], ...]
"""For each shift its visits in order."""

_Key = tuple[int, int, bool]
"""Visits made, as bits; the last one, or -1; whether no lunch is owed any more."""

_Label = tuple[int, int, tuple[int, ...]]
"""Earliest departure, visits made on the shifts before, those of this shift in order."""


class TooDear(Exception):
    """The effort allowed is spent: the answer stays unknown."""


@dataclass(slots=True)
class Effort:
    """How many steps may still be tried."""

    left: int

    def spend(self, steps: int) -> None:
        """Take so many steps off.

        Raises
        ------
        TooDear
            If that is more than is left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooDear


def routes_with(problem: Problem, members: Sequence[int], effort: Effort) -> Routes | None:
    """Return routes that make all these visits and no others, or None if there are none.

    Raises
    ------
    TooDear
        If the effort is spent before either is certain.
    """
    everything = (1 << len(members)) - 1
    chances = [
        sum(1 << number for number, v in enumerate(members) if problem.visits[v].windows[k])
        for k in range(len(problem.shifts))
    ]
    room_s = [
        max(0, shift.end_s - shift.start_s - (shift.lunch.length_s if shift.lunch else 0))
        if chances[k]
        else 0
        for k, shift in enumerate(problem.shifts)
    ]
    begun: dict[int, Routes] = {0: ()}
    for k in range(len(problem.shifts)):
        later = 0
        for chance in chances[k + 1 :]:
            later |= chance
        due = everything & ~later
        drive = _Shift(problem, k, members, chances[k], due, sum(room_s[k + 1 :]))
        finished = {made: (*routes, ()) for made, routes in begun.items() if not due & ~made}
        for made, before, sequence in drive.routes(begun, effort) if chances[k] else ():
            if made not in finished:
                finished[made] = (*begun[before], sequence)
            if made == everything:
                return (*finished[made], *((),) * (len(problem.shifts) - k - 1))
        begun = finished
    return begun.get(everything)


class _Shift:
    """One shift, driven after others."""

    def __init__(
        self,
        problem: Problem,
        k: int,
        members: Sequence[int],
        chance: int,
        due: int,
        room_after_s: int,
    ) -> None:
        self._shift = problem.shifts[k]
        self._members = members
        self._visits = [problem.visits[v] for v in members]
        self._windows = [visit.windows[k] for visit in self._visits]
        self._here = [number for number in range(len(members)) if chance >> number & 1]
        self._due = due
        self._room_after_s = room_after_s
        places = [visit.place for visit in self._visits]
        # The row of the start comes last, so that -1 names it.
        rows = [*places, self._shift.start_place]
        self._leg_s = problem.travel_s[rows][:, places].tolist()
        self._home_s = problem.travel_s[places, self._shift.end_place].tolist()
        # On another shift the leg to a visit may be shorter.
        starts = [shift.start_place for shift in problem.shifts]
        least = problem.travel_s[[*places, *starts]][:, places]
        least[range(len(places)), range(len(places))] = NEVER_S
        self._work_s = [
            visit.min_s + leg_s
            for visit, leg_s in zip(self._visits, least.min(axis=0).tolist(), strict=True)
        ]

    def routes(
        self, begun: dict[int, Routes], effort: Effort
    ) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Yield visits made after this shift and before it, as bits, with the visits of this shift in order."""
        shift = self._shift
        layer: dict[_Key, _Label] = {
            (made, -1, shift.lunch is None): (shift.start_s, made, ()) for made in begun
        }
        for _ in range(min(shift.max_visits, len(self._here))):
            following: dict[_Key, _Label] = {}
            for key, label in layer.items():
                effort.spend(1 + len(self._here))
                for after, departure_s in self._nexts(key, label[0]):
                    if after not in following or departure_s < following[after][0]:
                        sequence = (*label[2], self._members[after[1]])
                        following[after] = (departure_s, label[1], sequence)
            for key, label in following.items():
                if not self._due & ~key[0] and self._is_home_in_time(key, label[0]):
                    yield key[0], label[1], label[2]
            layer = following

    def _nexts(self, key: _Key, departure_s: int) -> list[tuple[_Key, int]]:
        """Return the labels one visit further, none where a visit that is due here cannot be made any more."""
        made, last, is_free = key
        lunch = self._shift.lunch
        if self._is_overfull(made, departure_s, is_free=is_free):
            return []
        found: list[tuple[_Key, int]] = []
        for number in self._here:
            bit = 1 << number
            if made & bit:
                continue
            leg_s = self._leg_s[last][number]
            windows, min_s = self._windows[number], self._visits[number].min_s
            start_s = first_start(windows, departure_s + leg_s)
            fed_s = NEVER_S
            if lunch is not None and not is_free:
                fed_s = first_start(windows, ready_after_lunch(departure_s, leg_s, lunch))
                if fed_s < NEVER_S:
                    found.append(((made | bit, number, True), fed_s + min_s))
            if start_s < NEVER_S:
                found.append(((made | bit, number, is_free), start_s + min_s))
            elif fed_s >= NEVER_S and self._due & bit:
                return []
        return found

    def _is_overfull(self, made: int, departure_s: int, *, is_free: bool) -> bool:
        """Return whether the shortest visits and legs alone take longer than there is time."""
        lunch = self._shift.lunch
        left_s = self._shift.end_s - departure_s
        if lunch is not None and not is_free:
            left_s -= lunch.length_s
        due_s = all_s = 0
        for number, work_s in enumerate(self._work_s):
            if not made >> number & 1:
                all_s += work_s
                if self._due >> number & 1:
                    due_s += work_s
        return due_s > left_s or all_s > max(0, left_s) + self._room_after_s

    def _is_home_in_time(self, key: _Key, departure_s: int) -> bool:
        _, last, is_free = key
        back_s: int = departure_s + self._home_s[last]
        if self._shift.lunch is not None and not is_free:
            back_s = ready_after_lunch(departure_s, self._home_s[last], self._shift.lunch)
        return back_s <= self._shift.end_s
