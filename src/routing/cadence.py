"""What a recurring visit counts on each day, given the one before it (R1-R4, R8, R10, R13-R17, R22).

The visits of a customer over a horizon are read in order of time, each as a *step* from the one before it; a last step
leads from the last visit to the end of the horizon. A step tells what calls for the visit, whether it comes too soon,
and what has lapsed since the visit before: an interval, the months of R8, an obligation. Costs stand on steps only, so a
search can choose the days of a customer as a shortest path (see `routing.day_graph`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from routing.demand.deadlines import coverage_deadline
from routing.domain.visit import Category, Cause
from routing.request import CadenceTerms, Obligation, VisitRequest
from routing.status import Level

__all__ = ["Lapse", "Past", "Step", "past_of", "step", "steps"]

_ONE_DAY = timedelta(days=1)
_CALLS = (Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the next visit of a customer follows.

    Parameters
    ----------
    since, seen, contacts
        As `CadenceTerms.since`, `seen` and `contacts_since`.
    answered
        Day of the last visit in person in the horizon, or None.
    """

    since: date | None
    seen: date | None
    contacts: int
    answered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Something owed that was not done in time: what it counts, and on which level."""

    category: Category
    cause: Cause
    deadline: date
    weight: int

    @property
    def level(self) -> Level:
        """The level on which it counts."""
        level = self.cause.level(self.category)
        if level is None:
            raise AssertionError("fillers do not lapse")  # pragma: no cover
        return level


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One visit after another, or the end of the horizon after the last one.

    Parameters
    ----------
    category, cause
        What calls for the visit; of the end: whether a visit is due then.
    deadline
        Last day on which it is in time.
    early_s
        What it costs that it comes before it is due.
    lapses
        What was owed since the visit before and came too late, or not at all.
    past
        What the next visit follows.
    """

    category: Category
    cause: Cause
    deadline: date | None
    early_s: int
    lapses: tuple[Lapse, ...]
    past: Past


def past_of(terms: CadenceTerms) -> Past:
    """Return what the first visit of the horizon follows."""
    return Past(since=terms.since, seen=terms.seen, contacts=terms.contacts_since)


def steps(visit: VisitRequest, events: Iterable[tuple[date, bool]]) -> list[Step]:
    """Return the steps of a recurring visit that is made on these days, the one to the end of the horizon last.

    Parameters
    ----------
    visit
        The visit asked for, with `cadence`.
    events
        Days ascending, and whether the visit is made in person.

    Raises
    ------
    ValueError
        If a visit or contact comes too soon, or a contact where none is allowed.
    """
    past = past_of(_terms(visit))
    found = []
    for day, in_person in events:
        one = step(visit, past, day, in_person=in_person)
        if one is None:
            raise ValueError(f"visit {visit.id} cannot be made on {day} after {past.since}")
        found.append(one)
        past = one.past
    return [*found, _end(visit, past)]


def step(
    visit: VisitRequest, past: Past, day: date | None, *, in_person: bool = True
) -> Step | None:
    """Return the step to a visit on a day, or to the end of the horizon for None.

    None is returned for a visit inside the minimum gap that answers no obligation and is not late either, and for a
    contact that does not count: before the visit is due, where the next one must be in person, or while an obligation
    is open.
    """
    if day is None:
        return _end(visit, past)
    terms = _terms(visit)
    open_ones = [one for one in _open(visit, past) if one.first <= day]
    deadline, is_coverage = _deadline(terms, past)
    elapsed = _elapsed(past, day)
    if elapsed is not None and elapsed < terms.gap_days and day <= deadline and not open_ones:
        return None
    if not in_person and not _is_contact_turn(visit, past, elapsed, open_ones):
        return None
    lapses = [*_cadence_lapses(terms, past, day)]
    if in_person or terms.contacts_cover:
        lapses += _coverage_lapses(terms, past, day)
    if in_person:
        lapses += [_lapsed(one, day) for one in open_ones if day > one.last]
    early_s = 0
    if open_ones:
        first = min(open_ones, key=lambda one: (_CALLS.index(one.cause), one.last))
        category, cause, deadline = Category.MANDATORY, first.cause, first.last
    elif day > deadline:
        category, cause = Category.MANDATORY, Cause.LATE
    elif deadline <= terms.until:
        category, cause = Category.MANDATORY, Cause.COVERAGE if is_coverage else Cause.CADENCE
    elif elapsed is None or elapsed >= terms.due_days:
        category, cause = Category.DUE, Cause.CADENCE
    else:
        category, cause = Category.FILLER, Cause.FILLER
    if not open_ones and elapsed is not None and elapsed < terms.due_days:
        spread = max(1, terms.due_days - terms.gap_days)
        early_s = terms.early_price_s * min(spread, terms.due_days - elapsed) // spread
    return Step(
        category=category,
        cause=cause,
        deadline=deadline,
        early_s=early_s,
        lapses=tuple(lapses),
        past=Past(
            since=day,
            seen=day if in_person or terms.contacts_cover else past.seen,
            contacts=0 if in_person else past.contacts + 1,
            answered=day if in_person else past.answered,
        ),
    )


def _end(visit: VisitRequest, past: Past) -> Step:
    """Return the step to the end of the horizon: what lapses if no further visit is made."""
    terms = _terms(visit)
    after = terms.until + _ONE_DAY
    lapses = [*_cadence_lapses(terms, past, after), *_coverage_lapses(terms, past, after)]
    lapses += [_lapsed(one, after) for one in _open(visit, past) if one.last < after]
    deadline, _ = _deadline(terms, past)
    elapsed = _elapsed(past, terms.until)
    is_due = elapsed is not None and elapsed >= terms.due_days and not lapses
    if is_due:
        weight = max(1, terms.weight * (elapsed or 0) // terms.interval_days)
        lapses.append(
            Lapse(category=Category.DUE, cause=Cause.CADENCE, deadline=deadline, weight=weight)
        )
    strongest = min(lapses, key=lambda lapse: lapse.level, default=None)
    return Step(
        category=strongest.category if strongest else Category.FILLER,
        cause=strongest.cause if strongest else Cause.FILLER,
        deadline=strongest.deadline if strongest else None,
        early_s=0,
        lapses=tuple(lapses),
        past=past,
    )


def _terms(visit: VisitRequest) -> CadenceTerms:
    if visit.cadence is None:
        raise ValueError(f"visit {visit.id} does not recur")
    return visit.cadence


def _elapsed(past: Past, day: date) -> int | None:
    return None if past.since is None else (day - past.since).days


def _open(visit: VisitRequest, past: Past) -> list[Obligation]:
    """Return the obligations that no visit in person has answered yet."""
    return [one for one in visit.obligations if past.answered is None or one.first > past.answered]


def _is_contact_turn(
    visit: VisitRequest, past: Past, elapsed: int | None, open_ones: list[Obligation]
) -> bool:
    terms = _terms(visit)
    return (
        visit.contact is not None
        and past.contacts < terms.in_person_every - 1
        and not open_ones
        and (elapsed is None or elapsed >= terms.due_days)
    )


def _deadline(terms: CadenceTerms, past: Past) -> tuple[date, bool]:
    """Return the last day in time for the next visit, and whether the months of R8 set it."""
    if past.since is None:
        return terms.starts - _ONE_DAY, False
    by_interval = past.since + timedelta(days=terms.interval_days)
    if past.seen is None:
        return by_interval, False
    by_months = coverage_deadline(past.seen, terms.coverage_months)
    return min(by_interval, by_months), by_months < by_interval


def _late(terms: CadenceTerms, cause: Cause, deadline: date, day: date) -> Iterator[Lapse]:
    """Yield the lapse of a deadline that has passed on a day; days before the horizon are nobody's choice."""
    if day > deadline:
        days = (day - max(deadline, terms.starts - _ONE_DAY)).days
        yield Lapse(
            category=Category.MANDATORY,
            cause=cause,
            deadline=deadline,
            weight=terms.weight + max(0, days),
        )


def _cadence_lapses(terms: CadenceTerms, past: Past, day: date) -> Iterator[Lapse]:
    if past.since is None:
        deadline = terms.starts - _ONE_DAY
    else:
        deadline = past.since + timedelta(days=terms.interval_days)
    yield from _late(terms, Cause.LATE, deadline, day)


def _coverage_lapses(terms: CadenceTerms, past: Past, day: date) -> Iterator[Lapse]:
    if past.seen is not None:
        deadline = coverage_deadline(past.seen, terms.coverage_months)
        yield from _late(terms, Cause.COVERAGE, deadline, day)


def _lapsed(one: Obligation, day: date) -> Lapse:
    return Lapse(
        category=Category.MANDATORY,
        cause=one.cause,
        deadline=one.last,
        weight=one.weight + (day - one.last).days,
    )
