"""Four weeks made up for the benchmarks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, time, timedelta

import numpy as np
import pytest

from benchmarks.generated_horizons import (
    KINDS,
    MOST_A_DAY,
    generated_horizon,
    horizon_problem,
    necessary_visits,
)
from routing.build_request import places
from routing.domain.customer import Customer, CustomerClass, OpeningHours, Point, Weekday
from routing.domain.events import VisitRecord
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId
from routing.problem import Feature
from routing.status import Level

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def allowed_shifts(kind: str, customer_class: CustomerClass, *, seen: date) -> list[list[int]]:
    """Return for each necessary visit of one customer of a class, seen last on a day, the shifts that may make it."""
    horizon = generated_horizon(kind, 1)
    customer = Customer(
        id=CustomerId("c"), point=Point(lat=30.01, lon=114.01), customer_class=customer_class
    )
    territory = replace(
        horizon.territory,
        customers=(customer,),
        history=(VisitRecord(customer_id=customer.id, day=seen),),
    )
    problem = necessary_visits(replace(horizon, territory=territory))
    return [[k for k, windows in enumerate(v.windows) if windows] for v in problem.visits]


@EVERY_KIND
def test_equal_seeds_give_equal_horizons_and_others_give_others(kind: str) -> None:
    """A horizon is named by kind and seed."""
    assert generated_horizon(kind, 1).territory == generated_horizon(kind, 1).territory
    assert horizon_problem(kind, 1).digest == horizon_problem(kind, 1).digest
    assert horizon_problem(kind, 1).digest != horizon_problem(kind, 2).digest


@EVERY_KIND
@pytest.mark.parametrize("seed", [1000, 1001, 1002])
def test_every_visit_has_an_allowed_day_and_no_day_serves_two_of_a_customer(
    kind: str, seed: int
) -> None:
    """The spans of the visits at one place are disjoint, whole and in order; none is empty."""
    problem = horizon_problem(kind, seed)
    taken: dict[int, int] = defaultdict(lambda: -1)
    for visit in problem.visits:
        days = [k for k, windows in enumerate(visit.windows) if windows]
        assert days == list(range(days[0], days[-1] + 1))
        assert taken[visit.place] < days[0]
        taken[visit.place] = days[-1]


@EVERY_KIND
def test_every_solver_can_say_all_of_it(kind: str) -> None:
    """No lunch, floor, recurrence or second window; leaving out is late; one window on all days; 80 to 170 visits."""
    problem = horizon_problem(kind, 1)
    assert problem.features == {Feature.SEVERAL_SHIFTS, Feature.SKIPPING}
    assert 80 <= len(problem.visits) <= 170
    for visit in problem.visits:
        assert (visit.skip_level, visit.skip_weight) == (Level.LATE, 1000)
        assert len({windows for windows in visit.windows if windows}) == 1
    assert {shift.max_visits for shift in problem.shifts} == {MOST_A_DAY}


def test_clock_times_bind_where_the_seed_is_even() -> None:
    """Three visits in ten have a window narrower than the shift, or none has."""

    def share(seed: int) -> float:
        problem = horizon_problem("town", seed)
        [whole] = {(shift.start_s, shift.end_s) for shift in problem.shifts}
        return float(np.mean([(whole,) not in visit.windows for visit in problem.visits]))

    assert 0.2 < share(2) < 0.4
    assert share(1) == share(3) == 0


def test_holidays_take_visit_days() -> None:
    """Four weeks have twelve visit days; the Spring Festival takes three, the National Day only moves some."""
    assert {kind: len(horizon_problem(kind, 1).shifts) for kind in KINDS} == {
        "town": 12,
        "country": 12,
        "mixed": 12,
        "overloaded": 12,
        "october": 12,
        "spring": 9,
    }


def test_a_visit_may_be_made_in_the_last_half_of_its_interval() -> None:
    """Seen on 12 January, the regular customer is due 60 days later, on Friday 13 March, and from 11 February on.

    From Monday 2 March on, the visit days of these weeks are 2, 4, 5, 9, 11, 12 March: shifts 0 to 5. The next visit
    is due in May and not asked for.
    """
    allowed = allowed_shifts("town", CustomerClass.REGULAR, seen=date(2026, 1, 12))
    assert allowed == [[0, 1, 2, 3, 4, 5]]


def test_visits_two_weeks_apart_follow_each_other() -> None:
    """Seen on 26 February, a core customer is due on 12 and 26 March, each time in the seven days up to then.

    5 to 12 March are shifts 2 to 5 (5, 9, 11, 12 March), 19 to 26 March shifts 8 to 11 (19, 23, 25, 26 March).
    """
    allowed = allowed_shifts("town", CustomerClass.CORE, seen=date(2026, 2, 26))
    assert allowed == [[2, 3, 4, 5], [8, 9, 10, 11]]


def test_a_half_interval_of_holidays_leaves_the_last_day_before_them() -> None:
    """Seen on 9 February, a core customer is due on 23 February, the last day of the Spring Festival.

    The seven days before are all holidays from 15 February on, so the last visit day before them counts: 12 February,
    shift 2. The next visit is due on 9 March, after the four weeks.
    """
    assert allowed_shifts("spring", CustomerClass.CORE, seen=date(2026, 2, 9)) == [[2]]


def test_opening_hours_are_cut_to_the_shift() -> None:
    """08:00 to 14:30 of a day from 08:30 on is 08:30 to 14:30: 30,600 to 52,200 s."""
    hours = OpeningHours(weekdays=frozenset(Weekday), start=time(8), end=time(14, 30))
    horizon = generated_horizon("town", 1)
    customer = replace(horizon.territory.customers[0], opening_hours=(hours,))
    record = VisitRecord(customer_id=customer.id, day=date(2026, 1, 12))
    territory = replace(horizon.territory, customers=(customer,), history=(record,))
    problem = necessary_visits(replace(horizon, territory=territory))
    windows = {w for visit in problem.visits for w in visit.windows if w}
    assert windows == {((30_600, 52_200),)}


@EVERY_KIND
def test_a_territory_is_sound_and_nobody_is_late_before_it_starts(kind: str) -> None:
    """No fault; the youngest visit lies before the first day and within the interval; ways there and back differ."""
    horizon = generated_horizon(kind, 1)
    assert territory_faults(horizon.territory) == ()
    days = [record.day for record in horizon.territory.history]
    assert max(days) < horizon.first
    assert horizon.last - horizon.first == timedelta(days=27)
    matrix = horizon.travel.matrix(places(horizon.territory))
    assert (matrix.duration_s != matrix.duration_s.T).mean() > 0.5
    intervals = {
        CustomerClass.CORE: 14,
        CustomerClass.POTENTIAL: 30,
        CustomerClass.REGULAR: 60,
        CustomerClass.ASSISTED: 14,
    }
    seen: dict[CustomerId, date] = {}
    for record in horizon.territory.history:
        seen[record.customer_id] = max(record.day, seen.get(record.customer_id, record.day))
    for customer in horizon.territory.customers:
        due = seen[customer.id] + timedelta(days=intervals[customer.customer_class])
        assert due >= horizon.first
