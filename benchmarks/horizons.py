"""Four weeks of one account manager against plain OR-Tools, PyVRP and VROOM, on the rules that all of them can express.

Each visit day is a vehicle, each necessary visit a visit of its own that only some of the vehicles may make. What
counts is first how many visits are left out, then travel. Both sides get the very same problem on one core each; VROOM
stops by itself, so against it we get the time that it took.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, median

import numpy as np

from benchmarks.contest import OURS, Answer, Task, run_tasks
from benchmarks.generated_horizons import KINDS, horizon_problem
from benchmarks.report import Report, Settings
from routing.problem import Problem, Shift

__all__ = ["Duel", "Judged", "judge", "ratio", "ratios", "run", "unserved"]

SEEDS_OF_KIND = 3
QUICK_KINDS = ("mixed", "overloaded")
TIMES_S = (10.0, 30.0)
QUICK_TIMES_S = (3.0,)
STOPS_BY_ITSELF = "vroom"
PEERS = ("pyvrp", "ortools", STOPS_BY_ITSELF)

_Key = tuple[str, str, float]
"""Solver, horizon, seconds."""

_Round = tuple[_Key, _Key, float | None]
"""A peer's task, ours, and the time limit of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer, driven anew; one that breaks a rule serves nobody."""

    unserved: int
    travel_s: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One horizon and time limit: a peer's answer and ours, and the wall clock of each.

    `time_s` is None where the peer stops by itself and we get the time that it took.
    """

    horizon: str
    peer: str
    time_s: float | None
    theirs: Judged
    ours: Judged
    their_elapsed_s: float
    our_elapsed_s: float

    @property
    def time(self) -> str:
        """The time limit in words."""
        return "own time" if self.time_s is None else f"{self.time_s:g} s"


def run(settings: Settings) -> Report:
    """Return how our travel compares with each peer's, and how many visits we leave out that a peer makes."""
    duels = _compete(settings)
    groups: dict[tuple[str, str], list[Duel]] = {}
    for duel in duels:
        groups.setdefault((duel.peer, duel.time), []).append(duel)
        _tell(duel)
    worst = {peer: float("nan") for peer, _ in groups}
    for (peer, _), part in groups.items():
        # Where nothing compares there is no number, and `fmax` passes over it.
        worst[peer] = float(np.fmax(worst[peer], ratio(part)))
    beside = "; ".join(f"{peer} {time} {_spread(part)}" for (peer, time), part in groups.items())
    return Report(
        header=(
            *("against", "time", "horizons", "compared", "mean ratio", "median", "worst ratio"),
            *("worst horizon", "we serve more", "they serve more", "their faults", "our faults"),
            *("their wall", "our wall"),
        ),
        rows=tuple(_row(part) for part in groups.values()),
        figures=(
            *((f"ratio_{peer}", value) for peer, value in worst.items()),
            ("unserved", unserved(duels)),
        ),
        remarks=(
            f"{len({duel.horizon for duel in duels})} horizons, one core each, seed {settings.seed}; ratio: our travel "
            "over the peer's, mean over horizons on which both serve everybody, the worse of the time limits "
            f"({beside})"
        ),
    )


def _compete(settings: Settings) -> list[Duel]:
    peers = [peer for peer in PEERS if peer in (settings.solvers or PEERS)]
    times_s = settings.times_s or (QUICK_TIMES_S if settings.quick else TIMES_S)
    problems = _problems(settings)

    def answers(asked: Sequence[_Key]) -> dict[_Key, Answer]:
        tasks = [
            Task(solver=solver, problem=problems[name], time_s=time_s, seed=settings.seed)
            for solver, name, time_s in asked
        ]
        return dict(zip(asked, run_tasks(tasks, processes=settings.processes), strict=True))

    longest_s = max(times_s)
    by_itself = [(STOPS_BY_ITSELF, name, longest_s) for name in problems]
    found = answers(by_itself) if STOPS_BY_ITSELF in peers else {}
    own_time: list[_Round] = [
        (key, (OURS, key[1], answer.elapsed_s), None) for key, answer in found.items()
    ]
    same_time: list[_Round] = [
        ((peer, name, time_s), (OURS, name, time_s), time_s)
        for time_s in times_s
        for name in problems
        for peer in peers
        if peer != STOPS_BY_ITSELF
    ]
    rounds = [*same_time, *own_time]
    entered = dict.fromkeys(chain.from_iterable(entry[:2] for entry in rounds))
    found |= answers([key for key in entered if key not in found])
    return [
        Duel(
            horizon=theirs[1],
            peer=theirs[0],
            time_s=time_s,
            theirs=judge(problems[theirs[1]], found[theirs].sequences),
            ours=judge(problems[ours[1]], found[ours].sequences),
            their_elapsed_s=found[theirs].elapsed_s,
            our_elapsed_s=found[ours].elapsed_s,
        )
        for theirs, ours, time_s in rounds
    ]


def _problems(settings: Settings) -> dict[str, Problem]:
    kinds = QUICK_KINDS if settings.quick else tuple(KINDS)
    first = settings.seed * 1000
    seeds = range(first, first + (1 if settings.quick else SEEDS_OF_KIND))
    return {f"{kind} {seed}": horizon_problem(kind, seed) for kind in kinds for seed in seeds}


def judge(problem: Problem, sequences: Sequence[Sequence[int]]) -> Judged:
    """Return what an answer is worth, by driving each shift from its start as early as can be.

    Shifts without lunch and floor, visits made once at most; whatever the solvers say of themselves is not looked at.
    """
    made = Counter(chain.from_iterable(sequences))
    faults = [f"visit {visit} is made {times} times" for visit, times in made.items() if times > 1]
    faults += [
        f"there is no visit {visit}" for visit in made if visit not in range(len(problem.visits))
    ]
    if len(sequences) != len(problem.shifts):
        faults.append(f"{len(sequences)} routes for {len(problem.shifts)} shifts")
    travel_s = 0
    if not faults:
        for k, shift in enumerate(problem.shifts):
            travel_s += _drive(problem, k, shift, sequences[k], faults)
    if faults:
        return Judged(unserved=len(problem.visits), travel_s=0, faults=tuple(faults))
    return Judged(unserved=len(problem.visits) - len(made), travel_s=travel_s)


def _drive(
    problem: Problem, shift_index: int, shift: Shift, sequence: Sequence[int], faults: list[str]
) -> int:
    """Return the travel of one shift, and add what it breaks."""
    if not sequence:
        return 0
    if len(sequence) > shift.max_visits:
        faults.append(f"shift {shift_index} makes {len(sequence)} visits")
    clock_s, here, travel_s = shift.start_s, shift.start_place, 0
    for visit_index in sequence:
        visit = problem.visits[visit_index]
        leg_s = int(problem.travel_s[here, visit.place])
        arrival_s = clock_s + leg_s
        starts_s = [
            max(arrival_s, opens_s)
            for opens_s, closes_s in visit.windows[shift_index]
            if arrival_s <= closes_s
        ]
        if not starts_s:
            faults.append(
                f"visit {visit_index} cannot be made on shift {shift_index} at {arrival_s} s"
            )
        clock_s = min(starts_s, default=arrival_s) + visit.min_s
        here, travel_s = visit.place, travel_s + leg_s
    home_s = int(problem.travel_s[here, shift.end_place])
    if clock_s + home_s > shift.end_s:
        faults.append(f"shift {shift_index} ends at {clock_s + home_s} s")
    return travel_s + home_s


def _tell(duel: Duel) -> None:
    """Print what the averages hide: a peer that serves more, and answers that break a rule."""
    subject = f"{duel.horizon}, {duel.time}, against {duel.peer}"
    if duel.ours.unserved > duel.theirs.unserved:
        print(f"{subject}: {duel.ours.unserved} left out, by them {duel.theirs.unserved}")
    for name, judged in ((duel.peer, duel.theirs), (OURS, duel.ours)):
        for fault in judged.faults:
            print(f"{subject}: {name}: {fault}")


def _row(duels: Sequence[Duel]) -> tuple[str, ...]:
    by_horizon = dict(ratios(duels))
    found = list(by_horizon.values())
    return (
        duels[0].peer,
        duels[0].time,
        str(len(duels)),
        str(len(found)),
        f"{ratio(duels):.4f}",
        f"{median(found):.4f}" if found else "-",
        f"{max(found):.4f}" if found else "-",
        max(by_horizon, key=lambda name: by_horizon[name], default="-"),
        str(sum(duel.ours.unserved < duel.theirs.unserved for duel in duels)),
        str(sum(duel.ours.unserved > duel.theirs.unserved for duel in duels)),
        str(sum(bool(duel.theirs.faults) for duel in duels)),
        str(sum(bool(duel.ours.faults) for duel in duels)),
        f"{fmean(duel.their_elapsed_s for duel in duels):.2f} s",
        f"{fmean(duel.our_elapsed_s for duel in duels):.2f} s",
    )


def _spread(duels: Sequence[Duel]) -> str:
    """Return mean, median and worst ratio, and on which horizon the worst is."""
    by_horizon = dict(ratios(duels))
    if not by_horizon:
        return "not compared"
    worst = max(by_horizon, key=lambda name: by_horizon[name])
    return (
        f"{ratio(duels):.4f} median {median(by_horizon.values()):.4f} "
        f"worst {by_horizon[worst]:.4f} {worst}"
    )


def ratio(duels: Iterable[Duel]) -> float:
    """Return our travel over the peer's, mean over the horizons on which both serve everybody."""
    found = [value for _, value in ratios(duels)]
    return fmean(found) if found else float("nan")


def ratios(duels: Iterable[Duel]) -> Iterator[tuple[str, float]]:
    """Yield horizon and ratio where both serve everybody."""
    for duel in duels:
        if duel.ours.unserved == duel.theirs.unserved == 0 and duel.theirs.travel_s:
            yield duel.horizon, duel.ours.travel_s / duel.theirs.travel_s


def unserved(duels: Iterable[Duel]) -> int:
    """Return the visits that we leave out beyond those of the best peer, summed over horizons and time limits."""
    beyond: dict[tuple[str, str], int] = {}
    for duel in duels:
        key = (duel.horizon, duel.time)
        more = duel.ours.unserved - duel.theirs.unserved
        beyond[key] = max(beyond.get(key, 0), more)
    return sum(beyond.values())
