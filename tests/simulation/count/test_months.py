"""Months in a row that cover every customer (R8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Customer, CustomerClass, Mode
from routing.domain.events import VisitRecord
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.count import Miss, MissedBecause, Owed
from tests.simulation.count.hand_made import (
    MANAGER,
    POLICY,
    SEASON,
    A,
    away,
    count_of,
    customer,
    in_vain,
    visit,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)
"""March and April: one pair of months."""
REGULAR = CustomerClass.REGULAR


def covered(
    *history: VisitRecord,
    of: Customer | None = None,
    start: date = FIRST,
    end: date = LAST,
    absences: tuple[Absence, ...] = (),
    policy: Policy = POLICY,
) -> Owed:
    """Return what is counted of one regular customer."""
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(of or customer(customer_class=REGULAR),),
        history=history,
        absences=absences,
    )
    season = replace(SEASON, territory=territory, start=start, end=end, policy=policy)
    return count_of(season).months


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        (visit(FIRST - timedelta(days=1)), 0),
        (visit(FIRST), 1),
        (visit(LAST), 1),
        (visit(LAST + timedelta(days=1)), 0),
        (visit(FIRST, mode=Mode.PHONE), 0),
    ],
)
def test_two_months_cover_who_is_visited_in_them(made: VisitRecord, kept: int) -> None:
    """March and April: in person, from the first day to the last."""
    assert covered(made) == Owed(kept=kept, of=1)


def test_every_pair_that_lies_in_the_season_counts() -> None:
    """A year has eleven pairs; visits in February, May and August cover Jan-Mar, Apr-Jun and Jul-Sep: six of them."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    made = [visit(date(2026, month, 10)) for month in (2, 5, 8)]
    assert covered(*made, start=first, end=last) == Owed(kept=6, of=11)
    # From 2 January on January is no whole month any more.
    first = date(2026, 1, 2)
    assert covered(*made, start=first, end=last) == Owed(kept=5, of=10)
    assert covered(start=FIRST, end=LAST - timedelta(days=1)) == Owed()


def test_policies_say_how_many_months_and_what_covers() -> None:
    """By the route standard each month covers everybody (R10); where contacts cover by policy, a call will do."""
    made = (visit(date(2026, 3, 10)),)
    assert covered(*made, policy=load_policy("route-standard")) == Owed(kept=1, of=2)
    calls = POLICY.derive({"contact.counts_for_coverage": True})
    assert covered(visit(FIRST, mode=Mode.PHONE), policy=calls) == Owed(kept=1, of=1)


def test_who_joined_in_the_course_of_them_is_owed_the_next_ones() -> None:
    """Joined on the first day: owed. On the second: not."""
    assert covered(of=customer(customer_class=REGULAR, joined_on=FIRST)).of == 1
    second = FIRST + timedelta(days=1)
    assert covered(of=customer(customer_class=REGULAR, joined_on=second)).of == 0


def test_what_is_missed_says_why() -> None:
    """Shut or nobody at work for two months is impossible; but for one day it is not."""
    shut = customer(customer_class=REGULAR, closed=[(FIRST, LAST)])
    assert covered(of=shut) == Owed(of=1, shut=1)
    assert covered(absences=(away(FIRST, LAST),)) == Owed(of=1, absent=1)
    # 30 April is a Thursday.
    assert covered(absences=(away(FIRST, LAST - timedelta(days=1)),)) == Owed(of=1)
    assert covered(in_vain(LAST)) == Owed(of=1, in_vain=1)


def test_misses_name_the_last_day_of_the_months() -> None:
    """A customer who was not seen stands among the misses, owed by the end of April."""
    territory = Territory(
        id="t", managers=(MANAGER,), customers=(customer(customer_class=REGULAR),)
    )
    season = replace(SEASON, territory=territory, start=FIRST, end=LAST)
    missed = Miss(rule="R8", who=A, owed_by=LAST, because=MissedBecause.NEGLECTED)
    assert missed in count_of(season).misses


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2026, 9, 30)), max_size=8),
    st.dates(date(2026, 1, 1), date(2026, 4, 15)),
    st.dates(date(2026, 4, 16), date(2026, 9, 30)),
)
def test_pairs_agree_with_a_slow_reading(made: list[date], start: date, end: date) -> None:
    """Month by month: both whole in the season, and one of the days in either of them."""
    kept = of = 0
    for month in range(1, 9):
        days = [
            start + timedelta(days=n)
            for n in range((end - start).days + 1)
            if (start + timedelta(days=n)).month in (month, month + 1)
        ]
        whole = (date(2026, month + 2, 1) - date(2026, month, 1)).days
        if len(days) == whole:
            of += 1
            kept += any(day in days for day in made)
    found = covered(*(visit(day) for day in made), start=start, end=end)
    assert (found.kept, found.of) == (kept, of)
