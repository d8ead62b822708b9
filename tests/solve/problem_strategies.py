"""Problems to try solvers on: small ones of every odd shape for hypothesis, and plausible days of any size."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from routing.problem import FAR_S, Lunch, Problem, Shift, Visit, Window
from routing.status import Level

__all__ = ["days", "problems", "scaled"]


LEVELS = (
    None,
    Level.PROMISE,
    Level.ANOMALY,
    Level.NEW_CUSTOMER,
    Level.LATE,
    Level.DUE,
    Level.DUE,
    Level.COST,
)


@st.composite
def _windows(draw: st.DrawFn, horizon: int) -> tuple[Window, ...]:
    """The whole day, or none, one or two ascending disjoint windows, some of them a single moment."""
    if draw(st.booleans()):
        return ((0, horizon),)
    cuts = sorted(draw(st.sets(st.integers(0, horizon), max_size=4)))
    if len(cuts) % 2:
        cuts.append(cuts[-1])
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


@st.composite
def _shifts(draw: st.DrawFn, horizon: int, num_places: int) -> Shift:
    """Long and short ones, with lunches that fit and some that do not."""
    start_s = draw(st.integers(0, horizon // 3))
    lunch = None
    if draw(st.booleans()):
        earliest_s = start_s + draw(st.integers(-5, horizon // 2))
        lunch = Lunch(
            earliest_s=earliest_s,
            latest_s=earliest_s + draw(st.integers(0, 15)),
            length_s=draw(st.integers(1, 10)),
        )
    return Shift(
        start_place=draw(st.integers(0, num_places - 1)),
        end_place=draw(st.integers(0, num_places - 1)),
        start_s=start_s,
        end_s=start_s + draw(st.sampled_from([horizon, horizon // 2, horizon // 4, 1, 0, -3])),
        lunch=lunch,
        floor=draw(st.integers(0, 3)),
        max_visits=draw(st.sampled_from([10_000, 10_000, 10_000, 2, 0])),
    )


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    min_visits: int = 0,
    max_visits: int = 5,
    min_shifts: int = 0,
    max_shifts: int = 2,
    horizon: int = 60,
) -> Problem:
    """Tiny problems with every feature: zero legs, no way, broken triangles, lunches that do not fit, no windows."""
    num_places = draw(st.integers(1, max_visits + 1))
    leg = st.one_of(st.integers(0, 9), st.sampled_from([0, 3, 3, 6, FAR_S]))
    rows = st.lists(leg, min_size=num_places, max_size=num_places)
    travel_s = np.array(
        draw(st.lists(rows, min_size=num_places, max_size=num_places)), dtype=np.int64
    )
    np.fill_diagonal(travel_s, 0)
    shifts = tuple(
        draw(st.lists(_shifts(horizon, num_places), min_size=min_shifts, max_size=max_shifts))
    )
    visits = []
    for _ in range(draw(st.integers(min_visits, max_visits))):
        same_windows = draw(_windows(horizon))
        min_s = draw(st.integers(0, 8))
        visits.append(
            Visit(
                place=draw(st.integers(0, num_places - 1)),
                min_s=min_s,
                target_s=min_s + 2,
                max_s=min_s + 4,
                windows=tuple(
                    same_windows if draw(st.booleans()) else draw(_windows(horizon)) for _ in shifts
                ),
                skip_level=draw(st.sampled_from(LEVELS)),
                skip_weight=draw(st.integers(1, 9)),
                serve_cost_s=tuple(draw(st.integers(-3, 9)) for _ in shifts),
            )
        )
    return Problem(travel_s=travel_s, shifts=shifts, visits=tuple(visits))


def scaled(problem: Problem, factor: int) -> Problem:
    """The same problem with every second counted `factor` times, so that it looks like a real day."""
    travel_s = np.where(problem.travel_s >= FAR_S, FAR_S, problem.travel_s * factor)
    shifts = tuple(
        replace(
            shift,
            start_s=shift.start_s * factor,
            end_s=shift.end_s * factor,
            lunch=shift.lunch
            and Lunch(
                earliest_s=shift.lunch.earliest_s * factor,
                latest_s=shift.lunch.latest_s * factor,
                length_s=shift.lunch.length_s * factor,
            ),
        )
        for shift in problem.shifts
    )
    visits = tuple(
        replace(
            visit,
            min_s=visit.min_s * factor,
            target_s=visit.target_s * factor,
            max_s=visit.max_s * factor,
            windows=tuple(
                tuple((opens * factor, closes * factor) for opens, closes in windows)
                for windows in visit.windows
            ),
            serve_cost_s=tuple(cost * factor for cost in visit.serve_cost_s),
        )
        for visit in problem.visits
    )
    return Problem(travel_s=travel_s, shifts=shifts, visits=visits)


def days(
    seed: int, num_visits: int, *, num_shifts: int = 1, floor: int = 15, side_s: int = 3000
) -> Problem:
    """A plausible working day of a team: 08:30 to 17:30 with lunch, a sixth mandatory, a half due, 40 % with windows.

    Customers lie in clusters in a square that takes `side_s` seconds to cross.
    """
    random = Random(seed)
    centres = [(random.random() * side_s, random.random() * side_s) for _ in range(6)]
    points = [(side_s / 2, side_s / 2)]
    for _ in range(num_visits):
        x, y = random.choice(centres)
        points.append((random.gauss(x, side_s / 12), random.gauss(y, side_s / 12)))
    xy = np.array(points)
    legs = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    # Two minutes to park and walk in, and no way shorter through a third place after rounding up.
    travel_s = np.ceil(legs).astype(np.int64) + 120
    np.fill_diagonal(travel_s, 0)
    shift = Shift(
        start_place=0,
        end_place=0,
        start_s=30_600,
        end_s=61_200,
        lunch=Lunch(earliest_s=41_400, latest_s=46_800, length_s=3600),
        floor=floor,
    )
    visits = []
    for number in range(num_visits):
        windows: tuple[Window, ...] = ((30_600, 61_200),)
        if random.random() < 0.4:
            opens_s = random.randrange(30_600, 50_400, 900)
            windows = ((opens_s, opens_s + 7200),)
            if random.random() < 0.3:
                windows += ((opens_s + 9000, opens_s + 10_800),)
        kind = random.random()
        level, weight = (
            (random.choice((Level.ANOMALY, Level.LATE)), 1)
            if kind < 1 / 6
            else (Level.DUE, random.randint(700, 1000))
            if kind < 2 / 3
            else (None, 0)
        )
        min_s = random.choice((600, 900, 900, 1200))
        visits.append(
            Visit(
                place=number + 1,
                min_s=min_s,
                target_s=min_s + 300,
                max_s=min_s + 600,
                windows=(windows,) * num_shifts,
                skip_level=level,
                skip_weight=weight,
                serve_cost_s=(random.choice((0, 0, 300)),) * num_shifts,
            )
        )
    return Problem(travel_s=travel_s, shifts=(shift,) * num_shifts, visits=tuple(visits))
