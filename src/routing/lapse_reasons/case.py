"""How a lapse came about: what the visit followed, and on which days it would have been in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routing.cadence import Lapse, Past, past_of, step, steps
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut
from routing.request import CadenceTerms, Obligation, PlanRequest, VisitRequest
from routing.what_if.standing_plan import Event

__all__ = ["Case", "above", "case_of", "of_cause"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A lapse as it came about.

    Parameters
    ----------
    past, since
        What it followed, and on which day.
    obligation
        What was owed between two days, None for what the cadence asks for.
    made
        Day on which the visit was made too late, or None.
    total, above
        What all lapses of this cause sum up to, and those on higher levels.
    begins, first, last
        The days on which it would have been in time, from `begins` on but for the minimum gap.
    """

    index: int
    visit: VisitRequest
    terms: CadenceTerms
    lapse: LeftOut
    past: Past
    since: date | None
    obligation: Obligation | None
    made: date | None
    total: int
    above: int
    begins: date
    first: date
    last: date

    @property
    def deadline(self) -> date:
        """By when it was owed."""
        return self.lapse.deadline or self.last


def case_of(request: PlanRequest, events: Sequence[Event], lapse: LeftOut) -> Case:
    """Return how a lapse came about in a plan that makes the visit on these days."""
    visit = request.visits[lapse.visit]
    terms = visit.cadence
    if terms is None:
        raise ValueError(f"visit {visit.id} does not recur")
    days = [date.fromordinal(day) for day, _, _ in events]
    walked = steps(visit, zip(days, (in_person for _, in_person, _ in events), strict=True))
    position = next(
        (n for n, one in enumerate(walked) if any(_is_of(lapse, other) for other in one.lapses)),
        0,
    )
    past = past_of(terms) if position == 0 else walked[position - 1].past
    lapsing = sum(of_cause(lapse, one.lapses) for one in walked)
    first = terms.starts
    owed = [o for o in visit.obligations if (o.cause, o.last) == (lapse.cause, lapse.deadline)]
    obligation = owed[0] if owed else None
    if obligation is not None:
        first = max(first, obligation.first)
    elif (since := _follows(lapse, terms, past)) is not None:
        first = max(first, since + _ONE_DAY)
    begins = first
    while first <= terms.until and not _admits(visit, past, first):
        first += _ONE_DAY
    last_day = max((shift.day for shift in request.shifts), default=first)
    is_open = lapse.deadline is None or lapse.category is Category.DUE
    return Case(
        index=lapse.visit,
        visit=visit,
        terms=terms,
        lapse=lapse if lapsing else replace(lapse, weight=1),
        past=past,
        since=_follows(lapse, terms, past),
        obligation=obligation,
        made=days[position] if position < len(days) else None,
        # Of a visit that nobody misses: that it is not made.
        total=lapsing or 1,
        above=sum(above(lapse, one.lapses) for one in walked),
        begins=begins,
        first=first,
        last=last_day if is_open or lapse.deadline is None else lapse.deadline,
    )


def _is_of(lapse: LeftOut, other: Lapse) -> bool:
    return (other.category, other.cause, other.deadline, other.weight) == (
        lapse.category,
        lapse.cause,
        lapse.deadline,
        lapse.weight,
    )


def of_cause(lapse: LeftOut, others: Iterable[Lapse]) -> int:
    """Return what the lapses of the same cause sum up to."""
    return sum(
        one.weight for one in others if (one.category, one.cause) == (lapse.category, lapse.cause)
    )


def above(lapse: LeftOut, others: Iterable[Lapse]) -> int:
    """Return what the lapses on higher levels sum up to."""
    level = lapse.cause.level(lapse.category)
    return sum(one.weight for one in others if level is not None and one.level < level)


def _follows(lapse: LeftOut, terms: CadenceTerms, past: Past) -> date | None:
    """Return the day of the visit that one which lapses follows: for the months of R8 contacts do not count."""
    if lapse.cause is Cause.COVERAGE and past.seen is not None:
        return max(past.seen, terms.since or past.seen)
    return past.since


def _admits(visit: VisitRequest, past: Past, day: date) -> bool:
    """Return whether the minimum gap after the visit before leaves a day, as far as that visit comes before it."""
    return past.since is None or day <= past.since or step(visit, past, day) is not None
