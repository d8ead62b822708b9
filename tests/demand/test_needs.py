"""What holds of every day's needs: nobody is lost, no deadline is passed over, the order of rows does not matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.build_request import day_request
from routing.demand.needs import Need, day_needs
from routing.demand.windows import opening_windows
from routing.demand.working_time import visit_days
from routing.domain.calendar import china_calendar
from routing.domain.customer import CustomerClass, DateRange, OpeningHours, Weekday
from routing.domain.territory import Territory
from routing.domain.visit import Category
from tests.demand.small_territory import (
    CLASSIFIED,
    MONDAY,
    ROUTE_STANDARD,
    complaint,
    needs_on,
    shop,
    territory,
    visited,
)
from tests.strategies import territories

CALENDAR = china_calendar(2024, 2029)
DAYS = st.dates(date(2025, 3, 1), date(2026, 12, 31))
CLASSES = st.sampled_from(CustomerClass)
PRESETS = {policy.name: policy for policy in (CLASSIFIED, ROUTE_STANDARD)}
TERRITORIES = territories(max_customers=4)
NAMES = st.sampled_from(sorted(PRESETS))


def evening_before(day: date) -> datetime:
    """Return 20:00 of the day before."""
    return datetime.combine(day - timedelta(days=1), time(20))


@settings(max_examples=40)
@given(of=TERRITORIES, day=DAYS, name=NAMES)
def test_everybody_is_in_exactly_one_bucket(of: Territory, day: date, name: str) -> None:
    """Each customer has a need or is at rest, in the order of ids; more than one need means appointments that clash."""
    found = day_needs(of, PRESETS[name], CALENDAR, day, evening_before(day))
    counts = Counter(need.customer.id for need in found.needs)
    counts.update(rest.customer_id for rest in found.resting)
    assert set(counts) == {customer.id for customer in of.customers}
    further = Counter(need.customer.id for need in found.needs if need.number > 1)
    assert all(count == 1 + further[one] for one, count in counts.items())
    order = [(need.customer.id, need.number) for need in found.needs]
    assert order == sorted(order)


@settings(max_examples=40)
@given(of=TERRITORIES, day=DAYS)
def test_a_need_without_time_says_which_rule_closed_it(of: Territory, day: date) -> None:
    """Windows and closing rule exclude each other; fillers are only offered where they can take place."""
    for need in day_needs(of, CLASSIFIED, CALENDAR, day, evening_before(day)).needs:
        assert (need.closed_by is None) == bool(need.windows)
        assert need.windows or need.category is not Category.FILLER
        assert need.because.text.endswith(".")
        assert need.because.text_zh.endswith("。")


@settings(max_examples=40)
@given(of=TERRITORIES, day=DAYS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(of: Territory, day: date, random: Random) -> None:
    """Tables shuffled, the request is the same, digest included."""
    tables = ("managers", "customers", "history", "anomalies", "appointments", "pins", "absences")
    shuffled: dict[str, Any] = {
        name: tuple(random.sample(getattr(of, name), len(getattr(of, name)))) for name in tables
    }
    other = replace(of, **shuffled)
    first, second = (
        day_request(one, CLASSIFIED, CALENDAR, day, evening_before(day)) for one in (of, other)
    )
    assert first == second
    assert first.digest == second.digest


OPENING = st.none() | st.frozensets(st.sampled_from(Weekday), min_size=1)


@st.composite
def single_customer_cases(draw: st.DrawFn) -> tuple[Territory, date]:
    """A customer with some weekdays open, a closed period, a last visit and perhaps an anomaly, and a visit day."""
    day = draw(DAYS)
    assume(day in visit_days(day, CLASSIFIED, CALENDAR))
    weekdays = draw(OPENING)
    first_closed = day + timedelta(days=draw(st.integers(-5, 40)))
    customer = shop(
        draw(CLASSES),
        opening_hours=()
        if weekdays is None
        else (OpeningHours(weekdays=weekdays, start=time(8), end=time(18)),),
        closed=(
            DateRange(
                first=first_closed, last=first_closed + timedelta(days=draw(st.integers(0, 60)))
            ),
        ),
    )
    events: list[object] = [visited(day - timedelta(days=draw(st.integers(1, 90))))]
    if draw(st.booleans()):
        hours = timedelta(hours=draw(st.integers(1, 150)))
        events.append(complaint(evening_before(day) - hours))
    return territory(customer, *events), day


def later_visit_days_in_time(need: Need, day: date) -> list[date]:
    """Return the visit days after a day, up to the deadline, on which the customer is open: from R6 alone."""
    assert need.deadline is not None
    later = (day + timedelta(days=n) for n in range(1, (need.deadline - day).days + 1))
    return [
        one
        for one in later
        if one in visit_days(one, CLASSIFIED, CALENDAR) and opening_windows(need.customer, one)
    ]


@given(case=single_customer_cases())
def test_mandatory_is_what_no_later_visit_day_can_hold(case: tuple[Territory, date]) -> None:
    """Mandatory: no later visit day is in time. Due or a filler: one is, so that nothing is lost by waiting."""
    of, day = case
    found = day_needs(of, CLASSIFIED, CALENDAR, day, evening_before(day))
    for need in found.needs:
        later = later_visit_days_in_time(need, day)
        if need.category is Category.MANDATORY:
            assert later == []
        else:
            assert later != []


@given(
    customer_class=CLASSES,
    gone=st.integers(1, 120),
    name=NAMES,
)
def test_urgency_only_grows_until_the_visit(
    customer_class: CustomerClass, gone: int, name: str
) -> None:
    """From one visit day to the next: rest, filler, due, mandatory, and never back; urgency and weight with it."""
    of = territory(shop(customer_class), visited(MONDAY - timedelta(days=gone)))
    order = [None, Category.FILLER, Category.DUE, Category.MANDATORY]
    seen = []
    for n in range(30):
        day = MONDAY + timedelta(days=n)
        if day not in visit_days(day, CLASSIFIED, CALENDAR):
            continue
        needs = needs_on(day, of, PRESETS[name]).needs
        need = needs[0] if needs else None
        seen.append(
            (
                order.index(need.category if need else None),
                need.urgency_permille if need else 0,
            )
        )
    assert seen == sorted(seen)
    assert [urgency for _, urgency in seen] == sorted(urgency for _, urgency in seen)
