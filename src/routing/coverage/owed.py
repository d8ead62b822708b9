"""How many visits in person each customer needs on given days at the least, so that nothing lapses.

The days of a customer's visits are a path from before the horizon to after it, as in `routing.day_graph`; an arc joins
two visits in person in a row between which nothing lapses, contacts between them included. `routing.cadence` says what
lapses; here the same is said for all pairs of days at once, as arrays. The fewest visits on a set of days are then a
shortest path that counts those days only: exact for one customer alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from routing.coverage.chances import Chances
from routing.demand.deadlines import coverage_deadline
from routing.domain.visit import Category
from routing.request import CadenceTerms, Obligation, VisitRequest

__all__ = ["Owed", "fewest", "most", "owed"]

_FAR_DAY = 5_000_000
_UNREACHED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Owed:
    """Which visits in person may follow each other.

    Parameters
    ----------
    in_time
        Shape (visits, days + 2, days + 2), bool: whether nothing lapses between two visits in person in a row. Node 0
        stands before the horizon, the last after it.
    apart
        The same shape: whether the second may follow the first at all, lapses or not.
    late_already
        Shape (visits,), bool: whether something has lapsed before the horizon, or before the first visit day of it
        and the customer's first open day. It lapses in any plan; the visit is still owed, by the end of the horizon.
    stuck
        Shape (visits,), bool: whether something lapses even if everybody else is left out. Of such a visit nothing
        but one visit on any open day is counted.
    deadline
        For each visit the first day by which something is owed, or None.
    """

    in_time: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    late_already: NDArray[np.bool_]
    stuck: NDArray[np.bool_]
    deadline: tuple[date | None, ...]


def owed(visits: Sequence[VisitRequest], chances: Chances, visit_day: date | None) -> Owed:
    """Return which visits in person may follow each other, of each visit asked for.

    Before the first `visit_day` it is the calendar that keeps everybody waiting.
    """
    size, nodes = len(visits), len(chances.days) + 2
    in_time = np.zeros((size, nodes, nodes), np.bool_)
    apart = np.zeros((size, nodes, nodes), np.bool_)
    late = np.zeros(size, np.bool_)
    deadlines: list[date | None] = []
    day = np.array([one.toordinal() for one in chances.days], np.int64)
    open_days = chances.open_days
    for v, visit in enumerate(visits):
        if visit.cadence is None:
            in_time[v], apart[v], deadline = _once(visit, chances.days, open_days[v])
            in_time[v, 0, -1] |= chances.contact[v].any()
        else:
            chance = [
                chances.days[n] for n in np.flatnonzero(open_days[v] | chances.contact[v])[:1]
            ]
            begins = min(
                [*chance, *([visit_day] if visit_day else [])], default=visit.cadence.starts
            )
            in_time[v], apart[v], late[v], deadline = _recurring(
                visit, visit.cadence, day, open_days[v], chances.contact[v], begins.toordinal()
            )
        deadlines.append(deadline)
    free = np.zeros((size, nodes - 2, 1), np.int16)
    stuck = fewest(in_time, free)[:, 0] >= _UNREACHED
    for v in np.flatnonzero(stuck).tolist():
        in_time[v] = False
        in_time[v, 0, 1:-1] = in_time[v, 1:-1, -1] = open_days[v]
        in_time[v, 0, -1] = not open_days[v].any()
    return Owed(
        in_time=in_time, apart=apart, late_already=late, stuck=stuck, deadline=tuple(deadlines)
    )


def fewest(arcs: NDArray[np.bool_], price: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return, shape (visits, sets), the fewest visits of a path that count; 10,000 or so where there is no path.

    Parameters
    ----------
    arcs
        Shape (visits, days + 2, days + 2).
    price
        Shape (visits, days, sets): 1 where a visit in person on a day counts in a set of days, else 0.
    """
    size, nodes, _ = arcs.shape
    detour = np.where(arcs, 0, _UNREACHED).astype(np.int16)
    cost = np.full((size, nodes, price.shape[2]), _UNREACHED, np.int16)
    cost[:, 0] = 0
    for head in range(1, nodes):
        reached = (cost[:, :head] + detour[:, :head, head, None]).min(axis=1)
        cost[:, head] = reached if head == nodes - 1 else reached + price[:, head - 1]
        np.minimum(cost[:, head], _UNREACHED, out=cost[:, head])
    return cost[:, -1]


def most(arcs: NDArray[np.bool_], price: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return, shape (visits, sets), the most visits of a path that count; see `fewest`."""
    return -fewest(arcs, -price)


def _once(
    visit: VisitRequest, days: Sequence[date], open_days: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], date | None]:
    """Return the arcs of a visit that is made once at most."""
    is_owed = visit.category is Category.MANDATORY
    apart = np.zeros((len(days) + 2, len(days) + 2), np.bool_)
    apart[0, 1:-1] = apart[1:-1, -1] = open_days
    apart[0, -1] = True
    in_time = apart.copy()
    in_time[0, -1] = not is_owed
    if is_owed and visit.deadline is not None and visit.deadline >= days[0]:
        in_time[0, 1:-1] &= np.array([one <= visit.deadline for one in days])
    return in_time, apart, visit.deadline if is_owed else None


def _recurring(
    visit: VisitRequest,
    terms: CadenceTerms,
    day: NDArray[np.int64],
    open_days: NDArray[np.bool_],
    contact_days: NDArray[np.bool_],
    begins: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], bool, date | None]:
    """Return the arcs of a visit that recurs; whether it is late already; by when something is owed first.

    What the cadence asks for before the day on which visits begin counts as late already.
    """
    starts, until = terms.starts.toordinal(), terms.until.toordinal()
    since = None if terms.since is None else terms.since.toordinal()
    before = np.concatenate([[-_FAR_DAY if since is None else since], day])
    after = np.concatenate([day, [until + 1]])
    by_months = _by_months(terms, day)
    by_interval = before + terms.interval_days
    turns = _turns(terms, before, by_months)
    if since is None:
        by_interval[0] = starts - 1
    really = np.minimum(by_interval, by_months)
    begins = max(begins, starts)
    late = bool(really[0] < begins)
    # What has lapsed before the first chance cannot be helped; the visit is still owed within the horizon.
    by_interval[0] = until if by_interval[0] < begins else by_interval[0]
    by_months[0] = until if by_months[0] < begins else by_months[0]
    size = len(day)
    follows = np.arange(size + 1)[:, None] <= np.arange(size + 1)[None, :]
    follows[1:] &= open_days[:, None]
    follows[:, :size] &= open_days[None, :]
    waited = after[None, :] - turns.since[:, None] >= terms.gap_days
    waited[:, size] = True
    excused = after[None, :] > really[:, None]
    missed = np.zeros_like(follows)
    barred = np.zeros_like(follows)
    for one in visit.obligations:
        pending, last = _pending(one, day, starts, until)
        late |= one.last.toordinal() < starts
        is_open = pending[:, None] & (one.first.toordinal() <= after[None, :])
        barred |= is_open
        missed |= pending[:, None] & (last < after[None, :])
    excused |= barred
    may_follow = follows & (waited | excused)
    good = may_follow & ~missed
    good &= after[None, :] <= np.minimum(by_interval, by_months)[:, None]
    if visit.contact is not None and contact_days.any() and terms.in_person_every > 1:
        over = _over_contacts(
            terms, turns, (after, by_interval, by_months), contact_days, barred, excused
        )
        good |= over & follows & ~missed
    owed_by = [int(really[0])] + [one.last.toordinal() for one in visit.obligations]
    soonest = max(min(owed_by), starts)
    deadline = date.fromordinal(soonest) if soonest <= until else None
    return _framed(good), _framed(may_follow), late, deadline


def _framed(arcs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return arcs from tails 0.. to heads 1.. as a square array over all nodes."""
    size = len(arcs) + 1
    framed = np.zeros((size, size), np.bool_)
    framed[:-1, 1:] = arcs
    return framed


def _by_months(terms: CadenceTerms, day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return by when R8 asks for the next visit after each node but the last."""
    seen = _FAR_DAY
    if terms.seen is not None:
        seen = coverage_deadline(terms.seen, terms.coverage_months).toordinal()
    later = [
        coverage_deadline(date.fromordinal(int(one)), terms.coverage_months).toordinal()
        for one in day
    ]
    return np.array([seen, *later], np.int64)


def _pending(
    one: Obligation, day: NDArray[np.int64], starts: int, until: int
) -> tuple[NDArray[np.bool_], int]:
    """Return at which tails an obligation is not answered yet, and by when it is owed."""
    last = one.last.toordinal()
    return np.concatenate([[True], day < one.first.toordinal()]), last if last >= starts else until


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Turns:
    """Of each node but the last: from where the next visit is counted, and days until it is due.

    `by_months` tells where the months of R8 set the deadline, `seen` from where they run.
    """

    since: NDArray[np.int64]
    due_days: NDArray[np.int64]
    by_months: NDArray[np.bool_]
    seen: NDArray[np.int64]


def _turns(terms: CadenceTerms, before: NDArray[np.int64], months_end: NDArray[np.int64]) -> _Turns:
    seen = before.copy()
    seen[0] = -_FAR_DAY if terms.seen is None else terms.seen.toordinal()
    by_months = months_end < before + terms.interval_days
    if terms.since is None:
        by_months[0] = False
    since = np.where(by_months, seen, before)
    span = np.where(by_months, months_end - seen, terms.interval_days)
    due_days = -(-terms.due_days * span // terms.interval_days)
    if terms.planned:
        # An earlier plan may have the visit at any time after the gap.
        due_days = np.minimum(due_days, terms.gap_days)
    return _Turns(since=since, due_days=due_days, by_months=by_months, seen=seen)


def _over_contacts(
    terms: CadenceTerms,
    turns: _Turns,
    ways: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    contact_days: NDArray[np.bool_],
    barred: NDArray[np.bool_],
    excused: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return between which visits in person contacts may stand so that no interval lapses (R22).

    Contacts are taken as costing no time, and count for R8 where the terms say so.
    """
    after, by_interval, by_months = ways
    size = len(contact_days)
    day, months = after[:size], by_months[1:]
    in_time = np.minimum(by_interval, by_months) if terms.contacts_cover else by_interval
    elapsed = day[None, :] - turns.since[:, None]
    turn = (elapsed >= turns.due_days[:, None]) & ((elapsed >= terms.gap_days) | excused[:, :size])
    turn &= np.arange(size + 1)[:, None] <= np.arange(size)[None, :]
    turn &= contact_days[None, :] & (day[None, :] <= in_time[:, None]) & ~barred[:, :size]
    by_contact = day + terms.interval_days
    if terms.contacts_cover:
        by_contact = np.minimum(by_contact, months)
        # After a contact nothing runs from the visit in person before it.
        called = np.zeros((size + 1, size), np.bool_)
        pause = np.maximum(turns.due_days[1:], terms.gap_days)
    else:
        turn &= ~turns.by_months[:, None]
        called = by_months[:, None] < by_contact[None, :]
        due_days = terms.gap_days if terms.planned else terms.due_days
        pause = np.full(size, max(due_days, terms.gap_days))
    onward = after[None, :] - day[:, None]
    later = np.arange(size)[:, None] < np.arange(size + 1)[None, :]
    next_one = later & (after[None, :] <= by_contact[:, None])
    waited = next_one & (onward >= terms.gap_days)
    waited[:, size] = next_one[:, size]
    since_seen = after[None, :] - turns.seen[:, None] >= terms.gap_days
    since_seen[:, size] = True
    again = next_one[:, :size] & contact_days[None, :] & (onward[:, :size] >= pause[:, None])
    covered = (
        np.ones((size + 1, size + 1), np.bool_)
        if terms.contacts_cover
        else after[None, :] <= by_months[:, None]
    )
    over = np.zeros((size + 1, size + 1), np.bool_)
    reach = turn
    for number in range(1, min(terms.in_person_every, size + 1)):
        if terms.contacts_since + number >= terms.in_person_every:
            reach[0] = False
        if not reach.any():
            break
        free = reach & ~called
        over |= covered & (free @ waited)
        over |= covered & ((reach & called) @ next_one) & since_seen
        over |= covered & (reach @ next_one) & excused
        reach = (free @ again) & ~barred[:, :size]
    return over
