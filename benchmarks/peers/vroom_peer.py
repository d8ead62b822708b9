"""VROOM: priorities, several windows, breaks, most tasks; no prizes and no floor.

It serves the greatest sum of priorities first and saves travel second, so prices become priorities.
"""

from __future__ import annotations

from datetime import timedelta

from benchmarks.reduction import layout
from routing.problem import Feature, Problem, Visit
from routing.status import Level

__all__ = ["EXPRESSES", "solve"]

EXPRESSES = frozenset(
    {Feature.SEVERAL_SHIFTS, Feature.SEVERAL_WINDOWS, Feature.LUNCH, Feature.SKIPPING}
)

MANDATORY_PRIORITIES = (100, 90, 80, 70)
HIGHEST_DUE_PRIORITY = 10
EXPLORATION = 5


def solve(problem: Problem, *, time_s: float, seed: int) -> tuple[tuple[int, ...], ...]:
    """Return VROOM's routes; the seed is not used, VROOM has none."""
    del seed
    import vroom

    nodes = layout(problem)
    if not nodes.visits:
        return ((),) * len(problem.shifts)
    model = vroom.Input()
    for k, shift in enumerate(problem.shifts):
        profile = f"shift {k}"
        model.set_durations_matrix(profile, nodes.travel_s)
        model.set_costs_matrix(profile, nodes.cost_s[k])
        lunch = shift.lunch
        model.add_vehicle(
            vroom.Vehicle(
                k,
                start=2 * k,
                end=2 * k + 1,
                profile=profile,
                # Who may visit whom is a skill of its own for each visit.
                skills={node for node, allowed in enumerate(nodes.allowed) if k in allowed},
                time_window=vroom.TimeWindow(shift.start_s, shift.end_s),
                breaks=[]
                if lunch is None
                else [
                    vroom.Break(
                        k,
                        time_windows=[vroom.TimeWindow(lunch.earliest_s, lunch.latest_s)],
                        service=lunch.length_s,
                    )
                ],
                max_tasks=shift.max_visits,
            )
        )
    dearest = max((v.skip_weight for v in problem.visits if v.skip_level is Level.COST), default=1)
    for node, index in enumerate(nodes.visits):
        visit = problem.visits[index]
        model.add_job(
            vroom.Job(
                node,
                location=2 * len(problem.shifts) + node,
                default_service=visit.min_s,
                skills={node},
                priority=_priority(visit, dearest),
                time_windows=[vroom.TimeWindow(max(a, 0), b) for a, b in nodes.windows[node]],
            )
        )
    solution = model.solve(
        exploration_level=EXPLORATION, nb_threads=1, timeout=timedelta(seconds=time_s)
    )
    steps = solution.routes
    jobs = steps[steps["type"] == "job"]
    routes: list[list[int]] = [[] for _ in problem.shifts]
    if not jobs.empty:  # without jobs the table has no column of their numbers
        for vehicle, job in zip(jobs["vehicle_id"], jobs["id"], strict=True):
            routes[vehicle].append(nodes.visits[job])
    return tuple(tuple(route) for route in routes)


def _priority(visit: Visit, dearest: int) -> int:
    if visit.skip_level is None:
        return 0
    if visit.skip_level < Level.FLOOR:
        return MANDATORY_PRIORITIES[visit.skip_level]
    return max(1, round(HIGHEST_DUE_PRIORITY * visit.skip_weight / dearest))
