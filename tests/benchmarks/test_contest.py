"""Competitors side by side."""

from __future__ import annotations

import pytest

from benchmarks import contest
from benchmarks.contest import OURS, SOLVERS, Task, expresses, run_tasks
from benchmarks.generated_days import generated_day
from benchmarks.scoring import ask, score
from routing.errors import ExtraMissing

DAY = generated_day(1)


def test_we_express_whatever_some_peer_does() -> None:
    """Nobody is asked a rule that we could not be asked beside it."""
    for name in SOLVERS:
        assert expresses(name) <= expresses(OURS)


def test_answers_come_in_the_order_of_the_tasks() -> None:
    """One peer, two days: each answer is scored on its own day without a fault."""
    asked = [ask(generated_day(seed).request, generated_day(seed).matrix) for seed in (1, 2)]
    tasks = [Task(solver="ortools", problem=a.problem, time_s=0.2, seed=1) for a in asked]
    answers = run_tasks(tasks, processes=1)
    for one, answer in zip(asked, answers, strict=True):
        assert answer.sequences[0]
        assert score(one, answer.sequences).violations == ()


def test_a_missing_competitor_names_its_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers are extras; without one the benchmark says how to get it."""
    monkeypatch.setattr(contest, "find_spec", lambda _: None)
    task = Task(solver="vroom", problem=ask(DAY.request, DAY.matrix).problem, time_s=0.1, seed=1)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[vroom\]'"):
        run_tasks([task], processes=1)
