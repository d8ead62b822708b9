"""What the compiled search counts step by step is what the problem counts of the answer as a whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.day_graph import DayGraph, pattern_graph
from routing.feasibility import is_feasible
from routing.problem import FAR_S, Lunch, Problem, Shift, Visit, Window
from routing.solve.clock_kernel import Answer, Arrays, Chain
from routing.solve.flattening import chain_of, flattened
from routing.solve.ruin_recreate import Settings, _cycles
from routing.solve.ruin_recreate_kernel import improve
from routing.solve.scratch_kernel import scratch_of
from routing.status import NUM_LEVELS, Level
from routing.timetable import timetables

DAY_END = 200


def _graph(random: Random, num_days: int, *, contacts: bool) -> DayGraph:
    """Return a graph of any shape: days left out, arcs missing, lapses on several levels, contacts before visits."""
    nodes = []
    for day in range(num_days):
        if contacts and random.random() < 0.6:
            nodes.append((day, False))
        if random.random() < 0.9:
            nodes.append((day, True))
    days = [-1, *(day for day, _ in nodes), num_days]
    last = len(days) - 1
    arcs = []
    for tail in range(last):
        for head in range(tail + 1, last + 1):
            is_needed = tail == 0 or head == last
            if days[head] > days[tail] and (is_needed or random.random() < 0.7):
                cost = [0] * NUM_LEVELS
                cost[random.choice((Level.ANOMALY, Level.LATE, Level.DUE))] = random.choice(
                    (0, 0, random.randint(1, 30))
                )
                cost[Level.COST] = random.randint(0, 9)
                arcs.append((tail, head, tuple(cost)))
    return DayGraph.of(nodes, arcs)


def _shifts(random: Random, num_days: int, num_places: int) -> list[Shift]:
    """Return up to three shifts a day in any order, some of them twins, some too short for anything."""
    shifts: list[Shift] = []
    for day in range(num_days):
        for number in range(random.randint(1, 3)):
            if number and random.random() < 0.3:
                shifts.append(shifts[-1])
                continue
            earliest_s = random.randint(10, 60)
            lunch = Lunch(
                earliest_s=earliest_s,
                latest_s=earliest_s + random.randint(0, 15),
                length_s=random.randint(1, 10),
            )
            shifts.append(
                Shift(
                    start_place=random.randrange(num_places),
                    end_place=random.randrange(num_places),
                    start_s=random.randint(0, 10),
                    end_s=random.choice((0, 50, 100, DAY_END)),
                    lunch=random.choice((lunch, None)),
                    day=day,
                    floor=random.randint(0, 4),
                    max_visits=random.choice((0, 2, 3, 10_000)),
                    capacity=random.choice((None, 0, 3, 8)),
                    is_extra=random.random() < 0.3,
                    fair_visits=random.choice((0, 1, 2, 5)),
                    over_price_s=random.choice((0, 7)),
                )
            )
    random.shuffle(shifts)
    return shifts


def _windows(random: Random) -> tuple[Window, ...]:
    first, second, third, fourth = sorted(random.sample(range(DAY_END), 4))
    return random.choice(
        (
            (),
            ((0, DAY_END),),
            ((0, DAY_END),),
            ((first, second),),
            ((first, second), (third, fourth)),
        )
    )


def _problem(random: Random, *, shortest_contact_s: int) -> Problem:
    """Return a horizon with everything that counts, on legs of which some are no way and some a detour."""
    num_days, num_places = random.randint(1, 5), random.randint(2, 8)
    legs = [0, *range(40), FAR_S] if random.random() < 0.5 else range(40)
    travel_s = np.array(
        [[random.choice(legs) for _ in range(num_places)] for _ in range(num_places)], np.int64
    )
    np.fill_diagonal(travel_s, 0)
    shifts = _shifts(random, num_days, num_places)
    visits = []
    for _ in range(random.randint(1, 10)):
        sets = [
            sorted(random.sample(range(num_days), random.randint(1, num_days))) for _ in range(2)
        ]
        usual = _windows(random)
        visits.append(
            Visit(
                place=random.randrange(num_places),
                min_s=random.randint(0, 8),
                target_s=10,
                max_s=12,
                windows=tuple(usual if random.random() < 0.7 else _windows(random) for _ in shifts),
                skip_level=random.choice((None, Level.LATE, Level.DUE, Level.COST)),
                skip_weight=random.randint(1, 30),
                serve_cost_s=tuple(random.randint(-5, 9) for _ in shifts),
                load=random.randint(0, 3),
                contact_s=random.choice((None, shortest_contact_s, 5, 20)),
                days=random.choice(
                    (
                        None,
                        pattern_graph(sets, Level.LATE, 30),
                        _graph(random, num_days, contacts=False),
                        _graph(random, num_days, contacts=True),
                    )
                ),
            )
        )
    return Problem(travel_s=travel_s, shifts=tuple(shifts), visits=tuple(visits))


def _held(problem: Problem, arrays: Arrays, answer: Answer | Chain) -> None:
    """Hold an answer of the search against the problem."""
    sequences = [
        route[:size].tolist() for route, size in zip(answer.route, answer.size, strict=True)
    ]
    contacts = [
        (int(answer.shift_on[v, day]), int(v))
        for v, day in np.argwhere(answer.node_on >= 0)
        if arrays.node_contact[answer.node_on[v, day]]
    ]
    assert tuple(answer.levels.tolist()) == problem.objective(sequences, contacts)
    for k, sequence in enumerate(sequences):
        kept_s = sum(problem.visits[v].contact_s or 0 for at, v in contacts if at == k)
        loaded = sum(problem.visits[v].load for v in sequence)
        assert (answer.kept_s[k], answer.loaded[k]) == (kept_s, loaded)
        shorter = replace(problem.shifts[k], end_s=problem.shifts[k].end_s - kept_s)
        shifts = (*problem.shifts[:k], shorter, *problem.shifts[k + 1 :])
        assert is_feasible(replace(problem, shifts=shifts), k, sequence)
    found = [
        (k, entry.visit)
        for k, table in enumerate(timetables(problem, sequences, contacts))
        for entry in table.contacts
        if problem.visits[entry.visit].days is not None and problem.visits[entry.visit].contact_s
    ]
    assert sorted(found) == sorted(one for one in contacts if problem.visits[one[1]].contact_s)


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 1 << 32), shortest_contact_s=st.sampled_from((0, 1)))
def test_counts_as_the_problem_does(seed: int, shortest_contact_s: int) -> None:
    """After any few iterations levels, loads and times kept for contacts are right, and each contact finds its time."""
    random = Random(seed)
    problem = _problem(random, shortest_contact_s=shortest_contact_s)
    arrays = flattened(problem)
    chain = chain_of(problem, arrays, ((),) * len(problem.shifts), seed)
    scratch = scratch_of(arrays, chain)
    chosen = Settings(close=random.choice((0.01, 0.1)), blink=random.choice((0.0, 0.05, 0.3)))
    for cycle in islice(_cycles(chosen, problem, arrays), 3):
        for step in range(10):
            improve(
                arrays,
                chain,
                scratch,
                chosen.tuning,
                cycle.prices,
                random.choice((1, 1, 3, 30)),
                cycle.hot_s,
                cycle.cold_s,
                step / 10,
                1 / 200,
            )
            _held(problem, arrays, chain)
            _held(problem, arrays, chain.best)
