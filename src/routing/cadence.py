"""What a recurring visit counts on each day, given the one before it (R1-R4, R8, R10, R13-R17, R22).

The visits of a customer over a horizon are read in order of time, each as a *step* from the one before it; a last step
leads from the last visit to the end of the horizon. A step tells what calls for the visit, whether it comes too soon,
and what has lapsed since the visit before: an interval, the months of R8, an obligation. Costs stand on steps only, so
a search can choose the days of a customer as a shortest path (see `routing.day_graph`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routing.demand.deadlines import coverage_deadline
from routing.domain.visit import Category, Cause
from routing.request import CadenceTerms, Obligation, VisitRequest
from routing.status import Level

__all__ = [
    "Lapse",
    "Past",
    "Step",
    "as_if_never_made",
    "due_from",
    "last_step",
    "owed_by",
    "past_of",
    "step",
    "steps",
]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """When the next ordinary visit is too soon, due and late, all counted from one day.

    `is_coverage` says that the months of R8 set the deadline, because they end before the interval does.
    """

    since: date
    earliest: date
    due_from: date
    deadline: date
    is_coverage: bool


def past_of(terms: CadenceTerms) -> Past:
    """Return what the first visit of the horizon follows."""
    return Past(since=terms.since, seen=terms.seen, contacts=terms.contacts_since)


def due_from(terms: CadenceTerms, past: Past) -> date | None:
    """Return the day from which the next ordinary visit is due, None where nobody knows of one before."""
    turn = _turn(terms, past)
    return None if turn is None else turn.due_from


def owed_by(terms: CadenceTerms, past: Past) -> date | None:
    """Return the last day in time for the next ordinary visit, None where nobody knows of one before."""
    turn = _turn(terms, past)
    return None if turn is None else turn.deadline


def as_if_never_made(visit: VisitRequest) -> VisitRequest:
    """Return a recurring visit with the category, cause and weight of what is lost if it is not made at all."""
    end = last_step(visit, past_of(_terms(visit)))
    strongest = min(end.lapses, key=lambda lapse: lapse.level, default=None)
    return replace(
        visit,
        category=end.category,
        cause=end.cause,
        deadline=end.deadline,
        weight=1 if strongest is None else strongest.weight,
    )


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
    return [*found, last_step(visit, past)]


def step(visit: VisitRequest, past: Past, day: date, *, in_person: bool = True) -> Step | None:
    """Return the step to a visit on a day.

    None is returned for a visit inside the minimum gap that answers no obligation and is not late either, and for a
    contact that does not count: before the visit is due, where the next one must be in person, where the months of R8
    ask for it and contacts do not cover, or while an obligation is open.
    """
    terms = _terms(visit)
    open_ones = [one for one in _open(visit, past) if one.first <= day]
    turn = _turn(terms, past)
    deadline = terms.starts - _ONE_DAY if turn is None else turn.deadline
    if turn is not None and day < turn.earliest and day <= deadline and not open_ones:
        return None
    if not in_person and (open_ones or not _is_contact_turn(visit, past, turn, day)):
        return None
    lapses = [*_cadence_lapses(terms, past, day)]
    if in_person or terms.contacts_cover:
        lapses += _coverage_lapses(terms, past, day)
    if in_person:
        lapses += [_lapsed(terms, one, day) for one in open_ones if day > one.last]
    early_s = 0
    if open_ones:
        first = min(open_ones, key=lambda one: (_CALLS.index(one.cause), one.last))
        category, cause, deadline = Category.MANDATORY, first.cause, first.last
    elif day > deadline:
        category, cause = Category.MANDATORY, Cause.LATE
    elif deadline <= terms.until:
        is_coverage = turn is not None and turn.is_coverage
        category, cause = Category.MANDATORY, Cause.COVERAGE if is_coverage else Cause.CADENCE
    elif turn is None or day >= turn.due_from:
        category, cause = Category.DUE, Cause.CADENCE
    else:
        category, cause = Category.FILLER, Cause.FILLER
    if not open_ones and turn is not None and day < turn.due_from:
        spread = max(1, (turn.due_from - turn.earliest).days)
        early_s = terms.early_price_s * min(spread, (turn.due_from - day).days) // spread
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


def last_step(visit: VisitRequest, past: Past) -> Step:
    """Return the step to the end of the horizon: what lapses if no further visit is made."""
    terms = _terms(visit)
    after = terms.until + _ONE_DAY
    lapses = [*_cadence_lapses(terms, past, after), *_coverage_lapses(terms, past, after)]
    turn = _turn(terms, past)
    if not lapses and turn is not None and turn.due_from <= terms.until:
        waited = (terms.until - turn.since).days
        weight = max(1, terms.weight * waited // (turn.deadline - turn.since).days)
        lapses.append(
            Lapse(category=Category.DUE, cause=Cause.CADENCE, deadline=turn.deadline, weight=weight)
        )
    for one in _open(visit, past):
        if one.last < after:
            lapses.append(_lapsed(terms, one, after))
        elif one.due_weight:
            lapses.append(
                Lapse(
                    category=Category.DUE,
                    cause=one.cause,
                    deadline=one.last,
                    weight=one.due_weight,
                )
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


def _open(visit: VisitRequest, past: Past) -> list[Obligation]:
    """Return the obligations that no visit in person has answered yet."""
    return [one for one in visit.obligations if past.answered is None or one.first > past.answered]


def _is_contact_turn(visit: VisitRequest, past: Past, turn: _Turn | None, day: date) -> bool:
    terms = _terms(visit)
    if visit.contact is None or past.contacts >= terms.in_person_every - 1:
        return False
    return turn is None or (day >= turn.due_from and (terms.contacts_cover or not turn.is_coverage))


def _turn(terms: CadenceTerms, past: Past) -> _Turn | None:
    """Return when the next ordinary visit is due, None where nobody knows of one before: it is late at once."""
    if past.since is None:
        return None
    since, deadline = past.since, past.since + timedelta(days=terms.interval_days)
    is_coverage = False
    if past.seen is not None:
        covered_by = coverage_deadline(past.seen, terms.coverage_months)
        if covered_by < deadline:
            since, deadline, is_coverage = past.seen, covered_by, True
    due_days = -(-terms.due_days * (deadline - since).days // terms.interval_days)
    earliest = since + timedelta(days=terms.gap_days)
    planned = [day for day in terms.planned if past.since < day and earliest <= day <= deadline]
    return _Turn(
        since=since,
        earliest=earliest,
        due_from=min(planned, default=since + timedelta(days=due_days)),
        deadline=deadline,
        is_coverage=is_coverage,
    )


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
    waited = timedelta(days=terms.interval_days)
    deadline = terms.starts - _ONE_DAY if past.since is None else past.since + waited
    yield from _late(terms, Cause.LATE, deadline, day)


def _coverage_lapses(terms: CadenceTerms, past: Past, day: date) -> Iterator[Lapse]:
    if past.seen is not None:
        deadline = coverage_deadline(past.seen, terms.coverage_months)
        yield from _late(terms, Cause.COVERAGE, deadline, day)


def _lapsed(terms: CadenceTerms, one: Obligation, day: date) -> Lapse:
    days = (day - max(one.last, terms.starts - _ONE_DAY)).days
    return Lapse(
        category=Category.MANDATORY,
        cause=one.cause,
        deadline=one.last,
        weight=one.weight + max(0, days),
    )
