"""What is to be repaired: something that a visit lets lapse in a plan, and the days that would not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from routing.cadence import Lapse, steps
from routing.day_graph import Node
from routing.domain.visit import Category, Cause
from routing.encode import levels_of, steps_of_days
from routing.problem import Problem
from routing.request import VisitRequest
from routing.status import NUM_LEVELS, Level
from routing.what_if import Choices, Event

__all__ = ["Target", "targets"]

# What lapses on higher levels than the target outweighs any of the target's own.
_FAR_MORE = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that a visit lets lapse.

    Parameters
    ----------
    index
        Which visit.
    category, cause, deadline
        What lapses, and by when it was owed; None where no day is known.
    level, weight
        On which level it counts, and what.
    goals
        How much the visit may let lapse, as `choices` count it: nothing more of this, else less than now.
    """

    index: int
    category: Category
    cause: Cause
    deadline: date | None
    level: Level
    weight: int
    goals: tuple[int, ...]

    @property
    def is_promise(self) -> bool:
        """Whether the day or the time was agreed or pinned (R16, R17)."""
        return self.level is Level.PROMISE

    def choices(self, visit: VisitRequest, problem: Problem, *, may_call: bool = True) -> Choices:
        """Return the choices of days of the visit, its terms maybe changed, and what each lets lapse of this.

        Parameters
        ----------
        may_call
            Whether a visit that is made once may be a call, where its terms allow one.
        """
        windows = problem.visits[self.index].windows
        days = sorted({shift.day for shift, w in zip(problem.shifts, windows, strict=True) if w})
        if visit.cadence is None:
            may_call = may_call and problem.visits[self.index].contact_s is not None
            return self._once(days, may_call=may_call)
        nodes, arcs = steps_of_days(visit, [date.fromordinal(day) for day in days])
        return Choices.of(
            [(0, True), *nodes, (0, True)],
            [(tail, head, self._count(one.lapses), levels_of(one)) for tail, head, one in arcs],
        )

    def let_go(self, visit: VisitRequest, made: Sequence[Node]) -> int | None:
        """Return what the visit, made on some days, lets lapse of this, as `choices` count it; None if it cannot be."""
        if visit.cadence is None:
            return int(not made)
        try:
            walked = steps(visit, [(date.fromordinal(day), in_person) for day, in_person in made])
        except ValueError:
            return None
        return self._count(tuple(lapse for one in walked for lapse in one.lapses))

    def _once(self, days: list[int], *, may_call: bool) -> Choices:
        """Return the choices of a visit that is made once at most: one of its days, or none."""
        modes = (True, False) if may_call else (True,)
        nodes: list[Node] = [(day, in_person) for day in days for in_person in modes]
        last = len(nodes) + 1
        free, lost = [0] * NUM_LEVELS, [0] * NUM_LEVELS
        lost[self.level] = self.weight
        arcs = [(0, last, 1, lost)]
        for number in range(1, last):
            arcs += [(0, number, 0, free), (number, last, 0, free)]
        return Choices.of([(0, True), *nodes, (0, True)], arcs)

    def _count(self, lapses: tuple[Lapse, ...]) -> int:
        return _counted(lapses, self.category, self.cause, self.level)


def targets(visit: VisitRequest, index: int, events: tuple[Event, ...]) -> list[Target]:
    """Return what a visit that is made on these days lets lapse, the gravest first; nothing where nobody misses it."""
    if visit.cadence is not None:
        return sorted(
            _lapsing(visit, index, events), key=lambda one: (one.level, -one.weight, one.cause)
        )
    level = visit.cause.level(visit.category)
    if events or level is None:
        return []
    return [
        Target(
            index=index,
            category=visit.category,
            cause=visit.cause,
            deadline=visit.deadline,
            level=level,
            weight=visit.weight,
            goals=(0,),
        )
    ]


def _lapsing(visit: VisitRequest, index: int, events: tuple[Event, ...]) -> Iterator[Target]:
    made = [(date.fromordinal(day), in_person) for day, in_person, _ in events]
    lapses = tuple(lapse for one in steps(visit, made) for lapse in one.lapses)
    for lapse in (one for one in lapses if one.weight):
        now = _counted(lapses, lapse.category, lapse.cause, lapse.level)
        goals = dict.fromkeys((now - lapse.weight, now - 1))
        yield Target(
            index=index,
            category=lapse.category,
            cause=lapse.cause,
            deadline=lapse.deadline,
            level=lapse.level,
            weight=lapse.weight,
            goals=tuple(goals),
        )


def _counted(lapses: tuple[Lapse, ...], category: Category, cause: Cause, level: Level) -> int:
    """Return what lapses of a cause sum up to, those on higher levels first."""
    own = sum(one.weight for one in lapses if (one.category, one.cause) == (category, cause))
    return own + _FAR_MORE * sum(one.weight for one in lapses if one.level < level)
