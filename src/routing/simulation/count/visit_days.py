"""Visit days, and visits a day (R6, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from routing.domain.calendar import week_of
from routing.domain.customer import Customer
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence, AccountManager
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import Record, Verdict, days_of, tally
from routing.simulation.count.values import Floor, MissedBecause, Share, VisitWeeks
from routing.simulation.count.ways import Ways
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["floor", "visit_days", "visit_weeks"]


def visit_days(record: Record, manager: AccountManager, monday: date) -> list[date]:
    """Return the days of a week on which somebody was to visit (R6), as far as they lie in the season.

    The recommended weekdays on which he was at work. Where fewer remain than R6 asks for, each that is missing moves to
    another day of the week on which he was at work, and which had not begun when it became known that he would be
    missing: to the one with most visits, since the standard leaves open which; of equal ones the nearest, the earlier
    of two.
    """
    week = [day for day in days_of(monday, monday + timedelta(days=6)) if _is_inside(record, day)]
    here = [day for day in week if record.hours(manager, day)]
    terms = record.policy.visits
    recommended = [day for day in week if day.isoweekday() in terms.weekdays]
    chosen = [day for day in recommended if day in here]
    for missing in recommended:
        if missing in here or len(chosen) >= terms.min_days_a_week:
            continue
        known_at = _known_at(record, manager, missing)
        begins = manager.day_start or record.policy.day.start
        others = [
            (-_made(record, manager, day), abs(day - missing), day)
            for day in here
            if day not in chosen and datetime.combine(day, begins) >= known_at
        ]
        chosen += [min(others)[-1]] if others else []
    return sorted(chosen)


def visit_weeks(record: Record) -> VisitWeeks:
    """Return in how many weeks each account manager visited on enough days (R6).

    A week counts if it lies wholly in the season and has a visit day; a day, if he visited somebody in person.
    """
    found = VisitWeeks()
    for manager in record.managers.values():
        for monday in _mondays(record):
            week = days_of(monday, monday + timedelta(days=6))
            owed = len(visit_days(record, manager, monday))
            if not owed or not (record.start <= week[0] and week[-1] <= record.end):
                continue
            days = sum(_made(record, manager, day) > 0 for day in week)
            found += VisitWeeks(enough=Share(kept=days >= owed, of=1), days=days, owed_days=owed)
    return found


def floor(record: Record, reach: Reach, ways: Ways) -> tuple[Floor, list[Verdict]]:
    """Return on how many visit days the floor was reached (R7), and a verdict for each visit day.

    Two bounds say that nobody could have reached it on a day, all other days being as they were:

    - *Too few customers.* The account manager could visit fewer than the floor asks for. He could visit who was a
      customer of his, or of a colleague who was away and for whom the policy lets him stand in, whom nobody else
      visited on that day, who let somebody in at some moment of his working hours, and who was out of the minimum gap
      after the last visit, or had an anomaly open, an appointment or a pin. A colleague who is at work has a floor of
      his own to reach with his customers. That a door was unlocked only while he was at another counts against him.
      That visits of earlier days might have left more for this one does not: whoever visits many customers on one day
      is excused on the next, so days that count as possible are those of his own year, not of another plan's.
    - *Too little time.* Of these, fewer than the floor fit into his hours, with the shortest visits of their classes,
      the shortest way to each from any other of them or from where he starts, and the shortest way home. His hours are
      those of his working day without absences, ad-hoc tasks as he did them (R20), and lunch where he was there all
      the time in which it may be taken; the reserve counts as time for visits. Ways and lengths are as planners
      believed them: on a day with luckier roads, or visits shorter than the shortest meant, more might have fitted.

    A day below the floor is in vain where visits made and tried together reach it.
    """
    verdicts, missing_visits = [], 0
    for manager in record.managers.values():
        asked = min(record.policy.visits.floor, _most(record, manager))
        for monday in _mondays(record):
            for day in visit_days(record, manager, monday):
                made = _made(record, manager, day)
                because = None
                if made < asked:
                    because = _below(_Day(record, reach, ways, manager, day), asked)
                    missing_visits += 0 if because.is_bound else asked - made
                verdicts.append(Verdict(rule="R7", who=manager.id, owed_by=day, because=because))
    return Floor(days=tally(verdicts), missing_visits=missing_visits), verdicts


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of an account manager."""

    record: Record
    reach: Reach
    ways: Ways
    manager: AccountManager
    day: date


def _below(one: _Day, asked: int) -> MissedBecause:
    """Return why a day did not reach the floor."""
    found = [
        customer for customer in one.record.customers.values() if _could_be_visited(one, customer)
    ]
    if len(found) < asked:
        return MissedBecause.TOO_FEW_CUSTOMERS
    if _most_that_fit(one, found) < asked:
        return MissedBecause.TOO_LITTLE_TIME
    tried = sum(
        row.day == one.day and row.manager_id == one.manager.id
        for rows in one.record.tried.values()
        for row in rows
    )
    if _made(one.record, one.manager, one.day) + tried >= asked:
        return MissedBecause.IN_VAIN
    return MissedBecause.NEGLECTED


def _could_be_visited(one: _Day, customer: Customer) -> bool:
    record, manager, day = one.record, one.manager, one.day
    if customer.id in record.made_by.get((manager.id, day), ()):
        return True
    return (
        record.is_customer_on(customer, day)
        and record.looks_after(manager, customer, day)
        and all(row.day != day for row in record.visits[customer.id])
        and (
            record.gap_is_over(customer.id, day)
            or record.is_promised(customer.id, day)
            or record.is_anomalous(customer.id, day)
        )
        and one.reach.could_be_visited(customer, manager, day)
    )


def _most_that_fit(one: _Day, customers: Sequence[Customer]) -> int:
    """Return how many visits to some customers fit into a day at the most."""
    policy = one.record.policy
    ids: list[CustomerId] = [customer.id for customer in customers]
    stays_s = np.array([policy.terms(customer).min_minutes * MINUTE_S for customer in customers])
    loads_s = np.sort(stays_s + one.ways.shortest_in(one.manager, ids))
    left_s = _hours_s(one) - one.ways.shortest_home(one.manager, ids)
    return int((np.cumsum(loads_s) <= left_s).sum())


def _hours_s(one: _Day) -> int:
    """Return how long an account manager had for visits and ways on a day."""
    record, manager, day = one.record, one.manager, one.day
    hours = record.hours(manager, day)
    lunch = record.policy.day.lunch
    first_s = seconds_after_midnight(lunch.earliest)
    last_s = seconds_after_midnight(lunch.latest) + lunch.minutes * MINUTE_S
    eats = any(start_s <= first_s and last_s <= end_s for start_s, end_s in hours)
    return (
        sum(end_s - start_s for start_s, end_s in hours)
        - (lunch.minutes * MINUTE_S if eats else 0)
        - record.task_s.get((manager.id, day), 0)
    )


def _known_at(record: Record, manager: AccountManager, day: date) -> datetime:
    """Return when it became known that an account manager would not be at work on a day."""
    always = datetime.combine(record.start, time.min)
    if not record.is_worked(day):
        return always
    return min(
        (
            news.at
            for news in record.season.news
            if isinstance(news.what, Absence)
            and news.what.manager_id == manager.id
            and news.what.first <= day <= news.what.last
        ),
        default=always,
    )


def _mondays(record: Record) -> list[date]:
    return sorted({week_of(day)[0] for day in record.days})


def _is_inside(record: Record, day: date) -> bool:
    return record.start <= day <= record.end


def _made(record: Record, manager: AccountManager, day: date) -> int:
    """Return how many customers an account manager visited in person on a day."""
    return len(record.made_by.get((manager.id, day), ()))


def _most(record: Record, manager: AccountManager) -> int:
    return record.policy.visits.max if manager.max_visits is None else manager.max_visits
