"""Counts as values: causes add up to what was missed, and counts to one another."""

from __future__ import annotations

from datetime import date

import pytest

from routing.simulation.count import (
    Backlog,
    Cadence,
    CadenceByClass,
    Count,
    Floor,
    LateOn,
    Miss,
    MissedBecause,
    Owed,
    Share,
    Visits,
    VisitWeeks,
    Work,
)

SUNDAY = date(2026, 11, 8)


@pytest.mark.parametrize("because", list(MissedBecause))
def test_every_miss_has_one_cause(because: MissedBecause) -> None:
    """One thing missed is missed for its cause alone, and possible unless that is a bound."""
    one = Owed.one(because)
    causes = {
        "absent": one.absent,
        "shut": one.shut,
        "clash": one.clash,
        "too-few-customers": one.too_few_customers,
        "too-little-time": one.too_little_time,
        "in-vain": one.in_vain,
        "off-time": one.off_time,
        "neglected": one.neglected,
    }
    assert (one.kept, one.of, one.missed) == (0, 1, 1)
    assert causes == {cause: int(cause == because) for cause in causes}
    assert one.could == Share(kept=0, of=0 if because.is_bound else 1)


def test_shares_say_how_many_of_how_many() -> None:
    """Of 8 owed, 5 kept, 2 impossible: 5 of 8 are 62.5 %, 5 of the 6 that could be kept 83.3 %."""
    owed = Owed(kept=5, of=8, shut=1, absent=1, in_vain=1)
    assert owed.share.percent == 62.5
    assert owed.could.percent == pytest.approx(83.33, abs=0.01)
    assert (owed.share.missed, owed.impossible, owed.neglected) == (3, 2, 0)


def test_nothing_owed_is_nothing_missed() -> None:
    """Without anything owed a share is full, and a mean zero."""
    assert Share().percent == 100
    assert (Cadence().mean_days, VisitWeeks().days_a_week) == (0, 0)
    assert (Count().travel_s_a_visit, Count().travel_m_a_visit) == (0, 0)


def test_counts_of_two_territories_add_up() -> None:
    """Every figure is the sum of the two: means are taken of the sums, misses stand one after the other."""
    one = Count(
        anomalies=Owed(kept=3, of=4, in_vain=1),
        new_customers=Owed(kept=1, of=1),
        cadence=CadenceByClass(core=Cadence(ended=2, ended_days=20, late_days=1)),
        floor=Floor(days=Owed(kept=2, of=3, too_little_time=1)),
        visit_weeks=VisitWeeks(enough=Share(kept=1, of=1), days=3, owed_days=3),
        visits=Visits(in_person=30, contacts=10),
        work=Work(travel_s=3000, travel_m=60_000, waiting_s=1, visiting_s=2, contact_s=3, task_s=4),
        backlog=Backlog(weeks=(LateOn(day=SUNDAY, late=2, customers=10),)),
        misses=(Miss(rule="R13", who="a", owed_by=SUNDAY, because=MissedBecause.IN_VAIN),),
    )
    other = Count(
        cadence=CadenceByClass(
            core=Cadence(ended=1, ended_days=40), regular=Cadence(ended=1, ended_days=60)
        ),
        visits=Visits(in_person=10),
        work=Work(travel_s=1000),
        backlog=Backlog(
            weeks=(
                LateOn(day=date(2026, 11, 1), late=1, customers=5),
                LateOn(day=SUNDAY, late=1, customers=5),
            )
        ),
    )
    both = sum((one, other), Count())
    assert both.deadlines == Owed(kept=4, of=5, in_vain=1)
    assert both.cadence.core.mean_days == 20  # (20 + 40) / 3
    assert both.cadence.total.mean_days == 30  # (20 + 40 + 60) / 4
    assert both.visits.in_person_share == Share(kept=40, of=50)
    assert both.travel_s_a_visit == 100  # 4000 s / 40
    assert both.travel_m_a_visit == 1500
    assert both.work.working_s == 4010
    assert both.floor.days.too_little_time == 1
    assert both.backlog.weeks == (
        LateOn(day=date(2026, 11, 1), late=1, customers=5),
        LateOn(day=SUNDAY, late=3, customers=15),
    )
    assert both.misses == one.misses
    assert other + one == both
