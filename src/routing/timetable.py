"""When everything happens: from sequences of visits to clock times, visit lengths, lunch and contacts.

Routing works with minimum lengths. Here the slack of each shift is handed out, in this order: contacts by phone or
network get their time (R22), appointments are aimed at (R16), visits grow towards their target length, most urgent
first (R1-R4). What is left stays free. Everything rests on one fact: leaving a stop earlier is never worse, so that a
route with some visits made longer, or their windows made narrower, is feasible exactly if its earliest walk is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from routing.feasibility import earliest_starts, is_feasible
from routing.problem import Problem, Shift, Visit
from routing.status import Level
from routing.units import HOUR_S, MINUTE_S

__all__ = [
    "ScheduledContact",
    "ScheduledStop",
    "ShiftTimetable",
    "timetables",
    "with_room_for_contacts",
]

_SPARE_S = 10 * MINUTE_S
"""So much before the end of a window a visit begins, where only the length of others asks for later."""

_MOST_IN_VAIN = 10
"""How often a stop may be given up in vain on a day: whoever is not found time for at first seldom is later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledStop:
    """A visit in person: index of the visit, clock times in seconds."""

    visit: int
    arrival_s: int
    start_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledContact:
    """A visit by phone or network: index of the visit, clock times in seconds."""

    visit: int
    start_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTimetable:
    """One shift's day: leaves at `leave_s`, is back at `back_s`; both are the shift's start where it is not driven."""

    leave_s: int
    back_s: int
    stops: tuple[ScheduledStop, ...] = ()
    lunch_start_s: int | None = None
    contacts: tuple[ScheduledContact, ...] = ()


def timetables(
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacts: Iterable[tuple[int, int]] = (),
) -> tuple[ShiftTimetable, ...]:
    """Return the timetable of every shift.

    Of the visits made once at most, one in no sequence that allows contact is contacted besides if time can be found
    for it: the level that it would be left out on decides who comes first, then its weight.

    Parameters
    ----------
    sequences
        For each shift the visits in order; each sequence must be feasible.
    contacts
        Shift and visit of the contacts that are settled; one for which no moment is found is left out.
    """
    found = [_walk(problem, k, sequence, 0) for k, sequence in enumerate(sequences)]
    unhurried = tuple(found)
    wanted: list[tuple[int, ...]] = [() for _ in sequences]
    choices: list[tuple[int, tuple[int, ...]]] = [(v, (k,)) for k, v in sorted(contacts)]
    settled = {v for v, _ in choices}
    anywhere = tuple(range(len(sequences)))
    choices += [(v, anywhere) for v in _to_contact(problem, sequences) if v not in settled]
    for index, shifts in choices:
        for k in shifts:
            more = (*wanted[k], index)
            timed = _with_contacts(problem, k, sequences[k], unhurried[k], more)
            if timed is not None:
                found[k], wanted[k] = timed, more
                break
    return tuple(found)


def with_room_for_contacts(
    problem: Problem, sequences: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """Return the sequences, single stops given up where that finds time for a mandatory contact (R22).

    Routing knows no contacts: it fills a day with due visits though a few minutes on the phone would answer a late one.
    Each change leaves out less of what is mandatory, so what is given up is worth less than what is contacted instead.
    """
    best = tuple(map(tuple, sequences))
    if not _to_contact(problem, best):
        return best
    contacted = _contacted(problem, best)
    in_vain = 0
    for index in _to_contact(problem, best):
        level = problem.visits[index].skip_level
        if any(index == v for _, v in contacted) or level is None or level >= Level.FLOOR:
            continue
        left_out = problem.objective(best, contacted)[: Level.FLOOR]
        hoped = [*contacted, (0, index)]
        by_loss = sorted(
            (problem.objective(one, hoped), one) for one in _with_a_stop_fewer(problem, best)
        )
        for hoped_for, shorter in by_loss:
            if hoped_for[: Level.FLOOR] >= left_out or in_vain == _MOST_IN_VAIN:
                break
            found = _contacted(problem, shorter)
            if problem.objective(shorter, found)[: Level.FLOOR] < left_out:
                best, contacted = shorter, found
                break
            in_vain += 1
    return best


def _with_a_stop_fewer(
    problem: Problem, sequences: tuple[tuple[int, ...], ...]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    for k, sequence in enumerate(sequences):
        for position in range(len(sequence)):
            rest = (*sequence[:position], *sequence[position + 1 :])
            # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
            if is_feasible(problem, k, rest):
                yield (*sequences[:k], rest, *sequences[k + 1 :])


def _contacted(problem: Problem, sequences: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [
        (k, entry.visit)
        for k, table in enumerate(timetables(problem, sequences))
        for entry in table.contacts
    ]


def _to_contact(problem: Problem, sequences: Sequence[Sequence[int]]) -> list[int]:
    """Return the visits to contact if time can be found, most important first."""
    served = {v for sequence in sequences for v in sequence}
    waiting = [
        (visit.skip_level, -visit.skip_weight, index)
        for index, visit in enumerate(problem.visits)
        if index not in served
        and visit.days is None
        and visit.contact_s is not None
        and visit.skip_level is not None
    ]
    return [index for _, _, index in sorted(waiting)]


def _with_contacts(
    problem: Problem,
    k: int,
    sequence: Sequence[int],
    unhurried: ShiftTimetable,
    wanted: tuple[int, ...],
) -> ShiftTimetable | None:
    """Return a timetable that holds all contacts wanted, or None.

    They are put into the free moments of the unhurried day; if these do not do, time is kept free for them at the end.
    """
    if not all(problem.visits[v].windows[k] for v in wanted):
        return None
    placed = _place_contacts(problem, k, unhurried, wanted)
    if len(placed) == len(wanted):
        return replace(unhurried, contacts=placed)
    reserved_s = sum(problem.visits[v].contact_s or 0 for v in wanted)
    if not _has_room(problem, k, sequence, reserved_s):
        return None
    timed = _walk(problem, k, sequence, reserved_s)
    placed = _place_contacts(problem, k, timed, wanted)
    return replace(timed, contacts=placed) if len(placed) == len(wanted) else None


def _has_room(problem: Problem, k: int, sequence: Sequence[int], reserved_s: int) -> bool:
    """Return whether the shift can end that much earlier."""
    shift = problem.shifts[k]
    if not sequence:
        return shift.start_s + reserved_s <= shift.end_s
    return is_feasible(_single_shift(problem, k, sequence, reserved_s), 0, range(len(sequence)))


def _single_shift(problem: Problem, k: int, sequence: Sequence[int], reserved_s: int) -> Problem:
    """Return the problem of one shift that makes these visits and ends `reserved_s` earlier."""
    shift = problem.shifts[k]
    return Problem(
        travel_s=problem.travel_s,
        shifts=(replace(shift, end_s=shift.end_s - reserved_s),),
        visits=tuple(
            replace(
                problem.visits[v],
                windows=(problem.visits[v].windows[k],),
                serve_cost_s=(problem.visits[v].serve_cost_s[k],),
            )
            for v in sequence
        ),
    )


def _walk(problem: Problem, k: int, sequence: Sequence[int], reserved_s: int) -> ShiftTimetable:
    """Return the timetable of a shift without its contacts, for which `reserved_s` is kept free at its end."""
    shift = problem.shifts[k]
    if not sequence:
        return ShiftTimetable(leave_s=shift.start_s, back_s=shift.start_s)
    single = _single_shift(problem, k, sequence, reserved_s)
    for settle in (_in_time, _aimed):
        for position in _by_urgency(single.visits):
            single = settle(single, position)
    single = _unhurried(single)
    for position in _by_urgency(single.visits):
        single = _lengthened(single, position)
    starts = earliest_starts(single, 0, range(len(sequence)))
    if starts is None:
        raise AssertionError("only feasible sequences have a timetable")  # pragma: no cover
    return _clock(single, sequence, starts)


def _by_urgency(visits: tuple[Visit, ...]) -> list[int]:
    return sorted(range(len(visits)), key=lambda position: (-visits[position].urgency, position))


def _with_visit(single: Problem, position: int, visit: Visit) -> Problem | None:
    """Return the problem with one visit changed, or None if its route cannot be kept then."""
    visits = (*single.visits[:position], visit, *single.visits[position + 1 :])
    changed = replace(single, visits=visits)
    return changed if is_feasible(changed, 0, range(len(visits))) else None


def _in_time(single: Problem, position: int) -> Problem:
    """Return the problem with an appointment begun by the moment aimed at, if that can be (R16)."""
    visit = single.visits[position]
    if visit.aim_s is None:
        return single
    sooner = tuple(
        (opens_s, min(closes_s, visit.aim_s))
        for opens_s, closes_s in visit.windows[0]
        if opens_s <= visit.aim_s
    )
    return _with_visit(single, position, replace(visit, windows=(sooner,))) or single


def _aimed(single: Problem, position: int) -> Problem:
    """Return the problem with an appointment not begun before the moment aimed at, if that can be (R16)."""
    visit = single.visits[position]
    if visit.aim_s is None:
        return single
    later = tuple(
        (max(opens_s, visit.aim_s), closes_s)
        for opens_s, closes_s in visit.windows[0]
        if closes_s >= visit.aim_s
    )
    return _with_visit(single, position, replace(visit, windows=(later,))) or single


def _unhurried(single: Problem) -> Problem:
    """Return the problem with visits held to their times while others grow: roads and people take longer than planned.

    An appointment is not put off beyond the moment aimed at, nor another visit into the last minutes of opening hours,
    unless they are there already.
    """
    starts = earliest_starts(single, 0, range(len(single.visits)))
    if starts is None:
        raise AssertionError("only feasible sequences have a timetable")  # pragma: no cover
    visits = []
    for visit, start_s in zip(single.visits, starts, strict=True):
        windows = tuple(
            (opens_s, max(start_s, _unhurried_s(opens_s, closes_s, visit.aim_s)))
            for opens_s, closes_s in visit.windows[0]
            if opens_s <= start_s <= closes_s
        )
        visits.append(replace(visit, windows=(windows,)))
    return replace(single, visits=tuple(visits))


def _unhurried_s(opens_s: int, closes_s: int, aim_s: int | None) -> int:
    """Return until when a visit begins for the sake of others; a time kept to some minutes has none to spare."""
    if aim_s is not None:
        return aim_s
    return closes_s - _SPARE_S if closes_s - opens_s > HOUR_S else closes_s


def _lengthened(single: Problem, position: int) -> Problem:
    """Return the problem with a visit as long as the slack allows, in whole minutes, up to its target."""
    visit = single.visits[position]
    low, high = 0, -(-(visit.target_s - visit.min_s) // MINUTE_S)
    best = single
    while low < high:
        middle = (low + high + 1) // 2
        length_s = min(visit.target_s, visit.min_s + middle * MINUTE_S)
        longer = _with_visit(single, position, replace(visit, min_s=length_s))
        if longer is None:
            high = middle - 1
        else:
            low, best = middle, longer
    return best


def _clock(single: Problem, sequence: Sequence[int], starts: Sequence[int]) -> ShiftTimetable:
    """Return the timetable that follows from the starts; the manager leaves home as late as they allow."""
    shift, visits = single.shifts[0], single.visits
    places = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
    legs = [int(single.travel_s[a, b]) for a, b in pairwise(places)]
    ends = [start_s + visit.min_s for start_s, visit in zip(starts, visits, strict=True)]
    leave_s, lunch_start_s = _leave_and_lunch(shift, legs, starts, ends)
    arrivals = []
    for departure_s, leg_s in zip([leave_s, *ends], legs, strict=True):
        arrival_s = departure_s + leg_s
        if shift.lunch and lunch_start_s is not None and departure_s <= lunch_start_s < arrival_s:
            arrival_s += shift.lunch.length_s
        arrivals.append(arrival_s)
    return ShiftTimetable(
        leave_s=leave_s,
        back_s=arrivals[-1],
        stops=tuple(
            ScheduledStop(
                visit=sequence[position],
                arrival_s=arrivals[position],
                start_s=starts[position],
                length_s=visit.min_s,
            )
            for position, visit in enumerate(visits)
        ),
        lunch_start_s=lunch_start_s,
    )


def _leave_and_lunch(
    shift: Shift, legs: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> tuple[int, int | None]:
    """Return when the manager leaves home and when lunch begins, in the last gap that can hold it."""
    leave_s = max(shift.start_s, starts[0] - legs[0])
    lunch = shift.lunch
    if lunch is None:
        return leave_s, None
    departures = [shift.start_s, *ends]
    bounds = [*starts, shift.end_s]
    gap = max(
        gap
        for gap, (departure_s, leg_s) in enumerate(zip(departures, legs, strict=True))
        if departure_s <= lunch.latest_s
        and max(departure_s + leg_s, lunch.earliest_s) + lunch.length_s <= bounds[gap]
    )
    if gap == 0:
        # At home before leaving where the morning is long enough, else on the way.
        at_home_s = max(shift.start_s, lunch.earliest_s)
        if at_home_s <= lunch.latest_s and at_home_s + lunch.length_s <= leave_s:
            return leave_s, at_home_s
        departures[0] = leave_s = starts[0] - lunch.length_s - legs[0]
    arrival_s = departures[gap] + legs[gap]
    # On arrival where that is in time, else before or during the leg.
    begin_s = arrival_s if arrival_s <= lunch.latest_s else departures[gap]
    return leave_s, max(begin_s, lunch.earliest_s)


def _place_contacts(
    problem: Problem, k: int, timed: ShiftTimetable, wanted: Iterable[int]
) -> tuple[ScheduledContact, ...]:
    """Return the contacts that find a free moment within their windows, in order of time."""
    shift = problem.shifts[k]
    free = [(shift.start_s, timed.leave_s), (timed.back_s, shift.end_s)]
    free.extend((stop.arrival_s, stop.start_s) for stop in timed.stops)
    if shift.lunch is not None and timed.lunch_start_s is not None:
        free = _without(free, (timed.lunch_start_s, timed.lunch_start_s + shift.lunch.length_s))
    placed = []
    for index in wanted:
        visit = problem.visits[index]
        length_s = visit.contact_s or 0
        moments = [
            max(opens_s, from_s)
            for from_s, to_s in free
            for opens_s, closes_s in visit.windows[k]
            if max(opens_s, from_s) <= min(closes_s, to_s - length_s)
        ]
        if moments:
            start_s = min(moments)
            placed.append(ScheduledContact(visit=index, start_s=start_s, length_s=length_s))
            free = _without(free, (start_s, start_s + length_s))
    return tuple(sorted(placed, key=lambda contact: contact.start_s))


def _without(free: Iterable[tuple[int, int]], busy: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the free periods with a busy one cut out."""
    kept = []
    for from_s, to_s in free:
        kept += [(from_s, min(to_s, busy[0])), (max(from_s, busy[1]), to_s)]
    return [(from_s, to_s) for from_s, to_s in kept if from_s < to_s]
