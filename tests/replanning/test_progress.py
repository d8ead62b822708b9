"""Replanning can be watched and stopped, as any search can; however soon, there is a checked plan."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from routing.replanning import Replan
from routing.solve.backend import Limits, Progress
from routing.status import StoppedBy
from tests.replanning.worked_day import M1, made, morning, on_the_road, shop, street, times

OF = street(shop("a", 5), shop("b", 10, told=True), shop("c", 15), shop("d", 20))
IN_HAND = morning(OF, {M1: "a c b d"})
NUM_ITERATIONS = 300
SHORT = Limits(iterations=NUM_ITERATIONS)


def replanned(progress: Callable[[Progress], bool | None] | None = None) -> Replan:
    """Return the day replanned after a breakdown at the first customer: one of three others does not fit any more."""
    done = made("a")
    return on_the_road(OF, IN_HAND, "16:40", done=done, limits=SHORT, progress=progress)


def test_watching_changes_nothing() -> None:
    """Iterations and time run on from search to search, and the plan is the one that nobody watched."""
    reports: list[Progress] = []
    watched, alone = replanned(reports.append), replanned()
    assert watched.plan.routes == alone.plan.routes
    assert watched.plan.unassigned == alone.plan.unassigned
    assert watched.plan.provenance.stopped_by is StoppedBy.ITERATIONS
    assert reports
    assert all(one.iterations < later.iterations for one, later in pairwise(reports))
    assert all(one.elapsed_s <= later.elapsed_s for one, later in pairwise(reports))
    # Each of the searches has 300 iterations, and there are several.
    assert reports[-1].iterations > NUM_ITERATIONS


@pytest.mark.parametrize("words", [1, 2])
def test_cancelled_is_cancelled_for_good(words: int) -> None:
    """Cancelled at some word there is no further one, and the plan, a checked one, says so."""
    reports: list[Progress] = []

    def enough(progress: Progress) -> bool:
        reports.append(progress)
        return len(reports) == words

    found = replanned(enough)
    assert len(reports) == words
    assert found.plan.provenance.stopped_by is StoppedBy.CANCELLED


def test_cancelled_at_once_what_still_fits_of_the_plan_in_hand_is_kept() -> None:
    """The searches begin from it, and what was told to a customer goes before the rest."""
    assert times(replanned(lambda _: True).plan) == "c 16:50 b 17:05"


def test_time_is_measured_by_the_clock_that_is_given() -> None:
    """A second passes at each look at it: three are over soon, with any iterations left."""
    looks = iter(range(10**9))
    limits = Limits(time_s=3, iterations=10**9)
    found = on_the_road(OF, IN_HAND, "09:00", limits=limits, clock=lambda: float(next(looks)))
    assert found.plan.provenance.stopped_by is StoppedBy.TIME


def test_an_error_of_the_callback_is_its_owner_s() -> None:
    """It comes through as it is."""

    def broken(_: Progress) -> bool:
        raise LookupError

    with pytest.raises(LookupError):
        replanned(broken)
