"""The nearest other times at which a plan could keep an appointment that it does not keep (R16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routing.feasibility import is_feasible
from routing.plan import Reason
from routing.problem import Problem
from routing.units import DAY_S, MINUTE_S

__all__ = ["with_times"]

# Times are agreed to the quarter of an hour.
_AGREED_TO_S = 900


def with_times(
    problem: Problem, sequences: Sequence[Sequence[int]], index: int, reasons: tuple[Reason, ...]
) -> tuple[Reason, ...]:
    """Return the reasons with the nearest earlier and later times at which the plan could keep an appointment (R16)."""
    steps = range(_AGREED_TO_S, DAY_S, _AGREED_TO_S)
    earlier_s = next((s for s in steps if _takes_in(problem, sequences, index, -s)), None)
    later_s = next((s for s in steps if _takes_in(problem, sequences, index, s)), None)
    times, times_zh = [], []
    if earlier_s is not None:
        times.append(f"{earlier_s // MINUTE_S} min earlier")
        times_zh.append(f"提前{earlier_s // MINUTE_S}分钟")
    if later_s is not None:
        times.append(f"{later_s // MINUTE_S} min later")
        times_zh.append(f"推迟{later_s // MINUTE_S}分钟")
    told = (
        f"The plan could keep it {' or '.join(times)}." if times else "No other time could be kept."
    )
    told_zh = f"可改为{'或'.join(times_zh)}。" if times else "当日无其他可行时间。"
    return tuple(
        replace(one, text=f"{one.text} {told}", text_zh=f"{one.text_zh}{told_zh}")
        for one in reasons
    )


def _takes_in(problem: Problem, sequences: Sequence[Sequence[int]], index: int, by_s: int) -> bool:
    """Return whether a route could take a visit in, its windows moved by so much, and keep all that it holds."""
    visit = problem.visits[index]
    moved = tuple(tuple((a + by_s, b + by_s) for a, b in windows) for windows in visit.windows)
    visits = (
        *problem.visits[:index],
        replace(visit, windows=moved),
        *problem.visits[index + 1 :],
    )
    changed = replace(problem, visits=visits)
    return any(
        is_feasible(changed, k, (*sequence[:position], index, *sequence[position:]))
        for k, sequence in enumerate(sequences)
        if moved[k]
        for position in range(len(sequence) + 1)
    )
