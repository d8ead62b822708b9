"""What the days of a recurring visit mean: what called for each, and what lapsed (R1-R4, R8, R10, R13-R17, R22).

Read over all days at once, as spans that must not be too long: from visit to visit for the interval, from one that
counts for the months of R8 to the next, from an obligation's first day to the visit that answers it. Every span that
is not closed by a visit ends after the last day that can wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from math import ceil

from routing.domain.visit import Category, Cause
from routing.request import CadenceTerms, ContactTerms, Obligation, VisitRequest

__all__ = ["Lapse", "Recurrence", "Turn", "recurrence"]

_MONTHS_A_YEAR = 12
_ONE_DAY = timedelta(days=1)
_STRONGEST_FIRST = (Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Something owed by a day, and the day on which it was made too late, or None where it was not made at all."""

    category: Category
    cause: Cause
    deadline: date
    made: date | None
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one of the days means.

    Parameters
    ----------
    category, cause
        What calls for the visit.
    early_s
        Price of a visit in person that comes before it is due.
    too_soon_days
        Days missing to the minimum gap, 0 where it is kept or need not be.
    owed_in_person
        The cause of the obligation that stands open, which no contact can answer.
    contact_fault
        Why there may be no contact on this day, empty where there may.
    """

    category: Category
    cause: Cause
    early_s: int
    too_soon_days: int
    owed_in_person: Cause | None
    contact_fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """All days of one recurring visit."""

    turns: Mapping[date, Turn]
    lapses: tuple[Lapse, ...]


def recurrence(visit: VisitRequest, in_person: Mapping[date, bool]) -> Recurrence:
    """Return what the days of a recurring visit mean.

    Parameters
    ----------
    visit
        The visit asked for, with cadence.
    in_person
        For each day on which it is made, in any order, whether in person.
    """
    if visit.cadence is None:
        raise AssertionError(f"visit {visit.id} does not recur")  # pragma: no cover
    reading = _Reading(
        terms=visit.cadence,
        contact=visit.contact,
        obligations=visit.obligations,
        in_person=dict(sorted(in_person.items())),
    )
    return Recurrence(
        turns={day: reading.turn(day) for day in reading.in_person}, lapses=tuple(reading.lapses())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """From which day the next visit is counted, from when it is due, and by when the interval or the months end."""

    counted_from: date
    due: date
    deadline: date
    is_by_months: bool


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The terms beside the days, ascending."""

    terms: CadenceTerms
    contact: ContactTerms | None
    obligations: tuple[Obligation, ...]
    in_person: Mapping[date, bool]

    @property
    def after(self) -> date:
        """The first day that is too late for whatever cannot wait until after the horizon."""
        return self.terms.until + _ONE_DAY

    @cached_property
    def visits(self) -> tuple[date, ...]:
        """The days in person."""
        return tuple(day for day, is_in_person in self.in_person.items() if is_in_person)

    @cached_property
    def covering(self) -> tuple[date, ...]:
        """The days that count for the months of R8."""
        return tuple(self.in_person) if self.terms.contacts_cover else self.visits

    @cached_property
    def made(self) -> tuple[date, ...]:
        """The days that count for the interval, the one before the horizon included."""
        known = () if self.terms.since is None else (self.terms.since,)
        return (*known, *self.in_person)

    @cached_property
    def seen(self) -> tuple[date, ...]:
        """The days that count for the months of R8, the one before the horizon included."""
        known = () if self.terms.seen is None else (self.terms.seen,)
        return (*known, *self.covering)

    # ------------------------------------------------------------ deadlines

    def by_interval(self, made: date) -> date:
        """Return the last day of the interval after a visit."""
        return made + timedelta(days=self.terms.interval_days)

    def by_months(self, seen: date) -> date:
        """Return the last day before a whole number of months (R8) has passed without a visit."""
        month = seen.year * _MONTHS_A_YEAR + (seen.month - 1) + self.terms.coverage_months + 1
        return date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1) - _ONE_DAY

    def count(self, made: date, seen: date | None) -> _Count:
        """Return the count that follows a visit, and another one that was the last to count for the months."""
        terms, deadline = self.terms, self.by_interval(made)
        counted_from, is_by_months = made, False
        if seen is not None and self.by_months(seen) < deadline:
            counted_from, deadline, is_by_months = seen, self.by_months(seen), True
        # The same share of the months as of the interval has to be over before a visit is due.
        due_days = ceil((deadline - counted_from).days * terms.due_days / terms.interval_days)
        usual = counted_from + timedelta(days=due_days)
        enough = counted_from + timedelta(days=terms.gap_days)
        # What an earlier plan has on a fitting day is due on it, be that sooner or later than usual.
        fitting = (day for day in sorted(terms.planned) if max(enough, made + _ONE_DAY) <= day)
        planned = next(fitting, deadline + _ONE_DAY)
        return _Count(
            counted_from=counted_from,
            due=usual if planned > deadline else planned,
            deadline=deadline,
            is_by_months=is_by_months,
        )

    # ------------------------------------------------------------ what lapsed

    def lapses(self) -> Iterator[Lapse]:
        """Yield what came too late and, where neither interval nor months are over at the end, a visit due by then."""
        lapses = [*self._late_intervals(), *self._late_months()]
        yield from lapses
        yield from self._late_answers()
        if all(lapse.made is not None for lapse in lapses) and self.made:
            turn = self.count(self.made[-1], self.seen[-1] if self.seen else None)
            if turn.due <= self.terms.until:
                waited = self.terms.until - turn.counted_from
                urgency = self.terms.weight * waited // (turn.deadline - turn.counted_from)
                yield Lapse(
                    category=Category.DUE,
                    cause=Cause.CADENCE,
                    deadline=turn.deadline,
                    made=None,
                    weight=max(1, urgency),
                )

    def _late_intervals(self) -> Iterator[Lapse]:
        if self.terms.since is None:
            # Nobody knows of a visit before, so one is owed from the outset.
            first = next(iter(self.in_person), None)
            yield from self._late(Cause.LATE, self.terms.starts - _ONE_DAY, first)
        for made, following in pairwise((*self.made, None)):
            if made is not None:
                yield from self._late(Cause.LATE, self.by_interval(made), following)

    def _late_months(self) -> Iterator[Lapse]:
        for seen, following in pairwise((*self.seen, None)):
            if seen is not None:
                yield from self._late(Cause.COVERAGE, self.by_months(seen), following)

    def _late(self, cause: Cause, deadline: date, made: date | None) -> Iterator[Lapse]:
        """Yield the lapse of a deadline; days before the horizon are nobody's choice and do not count."""
        at = self.after if made is None else made
        if at > deadline:
            counted = at - max(deadline, self.terms.starts - _ONE_DAY)
            yield Lapse(
                category=Category.MANDATORY,
                cause=cause,
                deadline=deadline,
                made=made,
                weight=self.terms.weight + max(0, counted.days),
            )

    def _late_answers(self) -> Iterator[Lapse]:
        for owed in self.obligations:
            answer = next((day for day in self.visits if day >= owed.first), None)
            at = self.after if answer is None else answer
            if answer is None and at <= owed.last and owed.due_weight:
                yield Lapse(
                    category=Category.DUE,
                    cause=owed.cause,
                    deadline=owed.last,
                    made=None,
                    weight=owed.due_weight,
                )
            if at > owed.last:
                counted = at - max(owed.last, self.terms.starts - _ONE_DAY)
                yield Lapse(
                    category=Category.MANDATORY,
                    cause=owed.cause,
                    deadline=owed.last,
                    made=answer,
                    weight=owed.weight + max(0, counted.days),
                )

    # ------------------------------------------------------------ what a day means

    def turn(self, day: date) -> Turn:
        """Return what a day means."""
        terms = self.terms
        # A new customer is counted from a day to come until the first visit (R14).
        before = max((made for made in self.in_person if made < day), default=terms.since)
        seen = max((made for made in self.covering if made < day), default=terms.seen)
        count = None if before is None else self.count(before, seen)
        is_due = count is None or day >= count.due
        # Without a visit before there is neither an interval nor a month to count from: it is late at once.
        deadline = terms.starts - _ONE_DAY if count is None else count.deadline
        answers = self._open_on(day)
        early_s = too_soon_days = 0
        if answers:
            category, cause = Category.MANDATORY, answers[0].cause
        elif day > deadline:
            category, cause = Category.MANDATORY, Cause.LATE
        elif deadline <= terms.until:
            is_by_months = count is not None and count.is_by_months
            category, cause = Category.MANDATORY, Cause.COVERAGE if is_by_months else Cause.CADENCE
        elif is_due:
            category, cause = Category.DUE, Cause.CADENCE
        else:
            category, cause = Category.FILLER, Cause.FILLER
        if count is not None and not answers:
            too_soon = count.counted_from + timedelta(days=terms.gap_days)
            if self.in_person[day] and not is_due:
                spread = max(1, (count.due - too_soon).days)
                early_s = terms.early_price_s * min(spread, (count.due - day).days) // spread
            if day <= deadline:
                too_soon_days = max(0, (too_soon - day).days)
        return Turn(
            category=category,
            cause=cause,
            early_s=early_s,
            too_soon_days=too_soon_days,
            owed_in_person=answers[0].cause if answers else None,
            contact_fault=self._contact_fault(day, count),
        )

    def _open_on(self, day: date) -> list[Obligation]:
        """Return the obligations that a visit on this day answers, the strongest first."""
        open_ones = [
            owed
            for owed in self.obligations
            if owed.first <= day and not any(owed.first <= visit < day for visit in self.visits)
        ]
        return sorted(open_ones, key=lambda owed: _STRONGEST_FIRST.index(owed.cause))

    def _contact_fault(self, day: date, count: _Count | None) -> str:
        """Return why the day may hold no contact, obligations aside (R22)."""
        terms = self.terms
        last = max((visit for visit in self.visits if visit < day), default=date.min)
        row = sum(last < made < day for made, at in self.in_person.items() if not at)
        row += terms.contacts_since if last == date.min else 0
        if row + 1 >= terms.in_person_every:
            return f"would be number {row + 1} in a row; every {terms.in_person_every} one is in person"
        if count is None:
            return ""
        if day < count.due:
            return f"comes before {count.due}, when a visit is due"
        if count.is_by_months and not terms.contacts_cover:
            return f"does not cover the months that end on {count.deadline}"
        return ""
