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
    def made(self) -> tuple[date, ...]:
        """The days that count for the interval, the one before the horizon included."""
        known = () if self.terms.since is None else (self.terms.since,)
        return (*known, *self.in_person)

    @cached_property
    def seen(self) -> tuple[date, ...]:
        """The days that count for the months of R8, the one before the horizon included."""
        known = () if self.terms.seen is None else (self.terms.seen,)
        return (*known, *(self.in_person if self.terms.contacts_cover else self.visits))

    # ------------------------------------------------------------ deadlines

    def by_interval(self, made: date) -> date:
        """Return the last day of the interval after a visit."""
        return made + timedelta(days=self.terms.interval_days)

    def by_months(self, seen: date) -> date:
        """Return the last day before a whole number of months (R8) has passed without a visit."""
        month = seen.year * _MONTHS_A_YEAR + (seen.month - 1) + self.terms.coverage_months + 1
        return date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1) - _ONE_DAY

    # ------------------------------------------------------------ what lapsed

    def lapses(self) -> Iterator[Lapse]:
        """Yield what came too late and, where nothing else is still owed at the end, a visit that is due by then."""
        lapses = [*self._late_intervals(), *self._late_months(), *self._late_answers()]
        yield from lapses
        if all(lapse.made is not None for lapse in lapses) and self.made:
            waited = (self.terms.until - self.made[-1]).days
            if waited >= self.terms.due_days:
                deadline = self.by_interval(self.made[-1])
                if self.seen:
                    deadline = min(deadline, self.by_months(self.seen[-1]))
                urgency = self.terms.weight * waited // self.terms.interval_days
                yield Lapse(
                    category=Category.DUE,
                    cause=Cause.CADENCE,
                    deadline=deadline,
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
            if at > owed.last:
                yield Lapse(
                    category=Category.MANDATORY,
                    cause=owed.cause,
                    deadline=owed.last,
                    made=answer,
                    weight=owed.weight + (at - owed.last).days,
                )

    # ------------------------------------------------------------ what a day means

    def turn(self, day: date) -> Turn:
        """Return what a day means."""
        terms = self.terms
        before = max((made for made in self.made if made < day), default=None)
        seen = max((seen for seen in self.seen if seen < day), default=None)
        waited = None if before is None else (day - before).days
        is_due = waited is None or waited >= terms.due_days
        # Without a visit before there is neither an interval nor a month to count from: it is late at once.
        interval = terms.starts - _ONE_DAY if before is None else self.by_interval(before)
        months = interval if before is None or seen is None else self.by_months(seen)
        deadline = min(interval, months)
        answers = self._open_on(day)
        early_s = 0
        if answers:
            category, cause = Category.MANDATORY, answers[0].cause
        elif day > deadline:
            category, cause = Category.MANDATORY, Cause.LATE
        elif deadline <= terms.until:
            is_covered = interval <= months
            category, cause = Category.MANDATORY, Cause.CADENCE if is_covered else Cause.COVERAGE
        elif is_due:
            category, cause = Category.DUE, Cause.CADENCE
        else:
            category, cause = Category.FILLER, Cause.FILLER
        if self.in_person[day] and waited is not None and not is_due and not answers:
            spread = max(1, terms.due_days - terms.gap_days)
            early_s = terms.early_price_s * min(spread, terms.due_days - waited) // spread
        is_bound = waited is not None and not answers and day <= deadline
        return Turn(
            category=category,
            cause=cause,
            early_s=early_s,
            too_soon_days=max(0, terms.gap_days - waited) if is_bound and waited is not None else 0,
            owed_in_person=answers[0].cause if answers else None,
            contact_fault=self._contact_fault(day, is_due=is_due),
        )

    def _open_on(self, day: date) -> list[Obligation]:
        """Return the obligations that a visit on this day answers, the strongest first."""
        open_ones = [
            owed
            for owed in self.obligations
            if owed.first <= day and not any(owed.first <= visit < day for visit in self.visits)
        ]
        return sorted(open_ones, key=lambda owed: _STRONGEST_FIRST.index(owed.cause))

    def _contact_fault(self, day: date, *, is_due: bool) -> str:
        """Return why the day may hold no contact, obligations aside (R22)."""
        last = max((visit for visit in self.visits if visit < day), default=date.min)
        row = sum(last < made < day for made, at in self.in_person.items() if not at)
        row += self.terms.contacts_since if last == date.min else 0
        if row + 1 >= self.terms.in_person_every:
            return f"would be number {row + 1} in a row; every {self.terms.in_person_every} one is in person"
        return (
            "" if is_due else f"comes before the {self.terms.due_days} days after which it is due"
        )
