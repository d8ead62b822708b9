"""Anomalies, closures, new customers: how often they come, when, and what keeps them apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import (
    Customer,
    CustomerClass,
    DateRange,
    OpeningHours,
    Point,
    Trait,
    Weekday,
)
from routing.domain.events import Anomaly, AnomalyKind, Appointment
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.simulation.news import ClosureAnnounced, News, learned
from routing.simulation.world import REALISTIC, STRESS, AnomalyPercent, World
from tests.simulation.crowd import LAST, MONDAY, NEW_YEAR, QUIET, crowd, happenings, weekdays

CROWD = 3000
ONE_DAY = timedelta(days=1)


@cache
def anomalies() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but anomalies."""
    return happenings(crowd(CROWD), replace(QUIET, anomalies_per_1000=40)).news


@cache
def closures() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but closures, ten times the realistic."""
    return happenings(crowd(CROWD), replace(QUIET, closures_per_1000=30)).news


@cache
def joined() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but new customers, ten times the realistic."""
    return happenings(crowd(CROWD // 3, 3), replace(QUIET, new_customers_per_1000=50)).news


def shut(news: Sequence[News]) -> list[tuple[datetime, CustomerId, DateRange]]:
    """Return the closures that are announced, and when."""
    return [
        (one.at, one.what.customer_id, one.what.closed)
        for one in news
        if isinstance(one.what, ClosureAnnounced)
    ]


# ---------------------------------------------------------------- anomalies


def test_how_many_anomalies_there_are() -> None:
    """40 a month and 1000: 3000 x 12 x 0.04 = 1440 +- 4 sqrt(1440) = 152.

    One in a hundred follows another within a week, 0.04 x 7 / 30, and is none: 1426.
    """
    assert all(isinstance(one.what, Anomaly) for one in anomalies())
    assert abs(len(anomalies()) - 1426) < 152


def test_stress_has_three_times_the_anomalies() -> None:
    """120 a month and 1000, of which 2.8 per cent fall into a week: 4320 x 0.972 = 4200 +- 4 sqrt(4200) = 259."""
    world = replace(QUIET, anomalies_per_1000=STRESS.anomalies_per_1000)
    assert abs(len(happenings(crowd(CROWD), world).news) - 4200) < 259


def test_the_kinds_of_anomalies() -> None:
    """40, 15, 20, 10 and 15 per cent of those that there are, each within 4 sigma."""
    kinds = Counter(one.what.kind for one in anomalies() if isinstance(one.what, Anomaly))
    number = len(anomalies())
    for kind, share in (
        (AnomalyKind.ORDERS_FAILED, 0.40),
        (AnomalyKind.COMPLAINT, 0.15),
        (AnomalyKind.UNUSUAL_ORDER, 0.20),
        (AnomalyKind.IRREGULAR_TRADING, 0.10),
        (AnomalyKind.VISIT_REQUESTED, 0.15),
    ):
        sigma = math.sqrt(number * share * (1 - share))
        assert abs(kinds[kind] - number * share) < 4 * sigma


def test_a_world_may_have_one_kind_only() -> None:
    """All complaints, where they are 100 per cent."""
    only = AnomalyPercent(
        orders_failed=0, complaint=100, unusual_order=0, irregular_trading=0, visit_requested=0
    )
    news = happenings(crowd(200), replace(QUIET, anomalies_per_1000=100, anomaly_percent=only)).news
    assert {one.what.kind for one in news if isinstance(one.what, Anomaly)} == {
        AnomalyKind.COMPLAINT
    }


def test_when_anomalies_are_reported() -> None:
    """12 per cent come out of hours: on 261 of 365 days in the evening, on the others by day.

    Of 1426: evenings 0.12 x 261/365 = 8.6 per cent, 122 +- 42; days off 3.4 per cent, 49 +- 28.
    """
    evenings = days_off = 0
    for one in anomalies():
        assert isinstance(one.what, Anomaly)
        assert one.what.reported_at == one.at
        if not weekdays().is_working_day(one.at.date()):
            days_off += 1
            assert time(9) <= one.at.time() <= time(20)
        elif one.at.time() > time(17, 30):
            evenings += 1
            assert one.at.time() <= time(21)
        else:
            assert time(8, 30) <= one.at.time()
    assert abs(evenings - 122) < 42
    assert abs(days_off - 49) < 28


def test_nobody_has_two_anomalies_within_a_week() -> None:
    """However many there are, and one that stands in the territory counts."""
    old = datetime.combine(NEW_YEAR - 2 * ONE_DAY, time(10))
    customer = crowd(1).customers[0]
    stands = Anomaly(customer_id=customer.id, kind=AnomalyKind.COMPLAINT, reported_at=old)
    territory = replace(crowd(1), anomalies=(stands,))
    news = happenings(territory, replace(QUIET, anomalies_per_1000=10_000)).news
    times = [old, *(one.at for one in news)]
    # A year has 52 weeks; with ten a month one follows the other closely.
    assert len(times) > 30
    assert all(later - sooner >= timedelta(days=7) for sooner, later in pairwise(times))
    # Without the one that stands there, the first comes sooner.
    free = happenings(crowd(1), replace(QUIET, anomalies_per_1000=10_000)).news
    assert free[0].at < old + timedelta(days=7) <= news[0].at


# ---------------------------------------------------------------- closures


def test_how_many_closures_there_are() -> None:
    """30 a month and 1000: 3000 x 12 x 0.03 = 1080 +- 4 sqrt(1080) = 131.

    From its announcement to its end a closure takes 6.5 + 14 = 20.5 days, in which no other is announced: it drops
    0.03 x 20.5 / 30 = 2 per cent, and 1058 are left.
    """
    assert abs(len(closures()) - 1058) < 131


def test_closures_last_one_to_three_weeks_and_are_announced() -> None:
    """7 to 21 days, told 3 to 10 days ahead in working hours; all lengths occur."""
    lengths = set()
    for at, _, closed in shut(closures()):
        assert 3 <= (closed.first - at.date()).days <= 10
        assert weekdays().is_working_day(at.date())
        assert time(8, 30) <= at.time() <= time(17, 30)
        lengths.add((closed.last - closed.first).days + 1)
    assert lengths == set(range(7, 22))


def test_closures_do_not_overlap() -> None:
    """Neither each other, nor those of the territory; nobody announces one from within another."""
    standing = DateRange(first=date(2026, 3, 1), last=date(2026, 4, 30))
    territory = crowd(50)
    customers = tuple(replace(one, closed=(standing,)) for one in territory.customers)
    world = replace(QUIET, closures_per_1000=1000)
    found = defaultdict(list)
    for at, customer_id, closed in shut(
        happenings(replace(territory, customers=customers), world).news
    ):
        assert at.date() not in standing
        found[customer_id].append(closed)
    assert len(found) == 50
    for periods in found.values():
        for sooner, later in pairwise(sorted((standing, *periods), key=lambda one: one.first)):
            assert sooner.last < later.first


def test_no_closure_over_a_promise_of_the_territory() -> None:
    """Who has an appointment on each Monday of the year never closes for a week or more."""
    (customer,) = crowd(1).customers
    appointments = tuple(
        Appointment(customer_id=customer.id, at=datetime.combine(day, time(10)))
        for day in weekdays().working_days(NEW_YEAR, LAST + 60 * ONE_DAY)
        if day.isoweekday() == Weekday.MONDAY
    )
    world = replace(QUIET, closures_per_1000=1000)
    assert shut(happenings(crowd(1), world).news)
    assert not shut(happenings(replace(crowd(1), appointments=appointments), world).news)


def test_nobody_has_an_anomaly_in_a_closure() -> None:
    """Neither in one of the territory nor in one that is announced; outside they have."""
    standing = DateRange(first=date(2026, 3, 1), last=date(2026, 6, 30))
    territory = crowd(30)
    customers = tuple(replace(one, closed=(standing,)) for one in territory.customers)
    world = replace(QUIET, closures_per_1000=300, anomalies_per_1000=1000)
    news = happenings(replace(territory, customers=customers), world).news
    periods = defaultdict(list)
    for _, customer_id, closed in shut(news):
        periods[customer_id].append(closed)
    reported = [one.what for one in news if isinstance(one.what, Anomaly)]
    assert reported
    for anomaly in reported:
        day = anomaly.reported_at.date()
        assert not any(day in one for one in (standing, *periods[anomaly.customer_id]))


# ---------------------------------------------------------------- new customers


def newcomers() -> list[tuple[datetime, Customer]]:
    """Return who joins, and when."""
    return [(one.at, one.what) for one in joined() if isinstance(one.what, Customer)]


def test_how_many_customers_join() -> None:
    """50 a month and 1000: 1000 x 12 x 0.05 = 600 +- 4 sqrt(600) = 98, numbered in the order of joining."""
    assert abs(len(newcomers()) - 600) < 98
    assert [one.id for _, one in newcomers()] == [
        f"T-N{n + 1:04d}" for n in range(len(newcomers()))
    ]


def test_new_customers_join_on_working_days_and_order_in_time() -> None:
    """The day of the news is that of joining; the first order is 8 to 15 days later."""
    days = set()
    for at, one in newcomers():
        assert one.joined_on == at.date()
        assert weekdays().is_working_day(at.date())
        assert one.first_order_on is not None
        days.add((one.first_order_on - at.date()).days)
    assert days == set(range(8, 16))


def test_new_customers_are_mostly_regular() -> None:
    """85 per cent regular, 12 potential, 3 core, with tiers of their class; none assisted (R1-R4)."""
    number = len(newcomers())
    classes = Counter(one.customer_class for _, one in newcomers())
    for customer_class, share in (
        (CustomerClass.REGULAR, 0.85),
        (CustomerClass.POTENTIAL, 0.12),
        (CustomerClass.CORE, 0.03),
    ):
        sigma = math.sqrt(number * share * (1 - share))
        assert abs(classes[customer_class] - number * share) < 4 * sigma
    tiers = {CustomerClass.REGULAR: (1, 15), CustomerClass.POTENTIAL: (15, 24)}
    for _, one in newcomers():
        low, high = tiers.get(one.customer_class, (25, 30))
        assert one.tier is not None
        assert low <= one.tier <= high


def metres(one: Point, other: Point) -> float:
    """Return the distance of two points near 31 degrees of latitude, on a flat earth."""
    north, east = one.lat - other.lat, (one.lon - other.lon) * math.cos(math.radians(31.01))
    return 111_200 * math.hypot(north, east)


def test_new_customers_open_near_others_and_belong_to_the_nearest() -> None:
    """Within 800 m of a customer of old; the account manager is that of the nearest customer, new or old."""
    known = list(crowd(CROWD // 3, 3).customers)
    for _, one in newcomers():
        old = min(metres(one.point, other.point) for other in crowd(CROWD // 3, 3).customers)
        assert old <= 802
        by_distance = sorted((metres(one.point, other.point), other.manager_id) for other in known)
        nearest_m, manager_id = by_distance[0]
        # A flat earth errs by less than a metre here, so two that are as near may swap places.
        assert one.manager_id in {who for far_m, who in by_distance if far_m <= nearest_m + 1}
        assert one.manager_id == manager_id or by_distance[1][0] <= nearest_m + 1
        known.append(one)


def test_a_new_customer_keeps_the_hours_of_a_neighbour_and_nothing_else() -> None:
    """Hours and order days are the quarter's; name, traits and closures are not."""
    (customer,) = crowd(1).customers
    hours = OpeningHours(weekdays=frozenset({Weekday.MONDAY}), start=time(9), end=time(12))
    customer = replace(
        customer,
        name="Old Shop",
        traits=frozenset({Trait.MODERN_TERMINAL}),
        opening_hours=(hours,),
        order_weekdays=frozenset({Weekday.TUESDAY}),
        closed=(DateRange(first=NEW_YEAR, last=LAST),),
    )
    territory = replace(crowd(1), customers=(customer,))
    news = happenings(territory, replace(QUIET, new_customers_per_1000=500)).news
    found = [one.what for one in news if isinstance(one.what, Customer)]
    assert found
    for one in found:
        assert (one.opening_hours, one.order_weekdays) == ((hours,), customer.order_weekdays)
        assert (one.name, one.closed, one.traits) == ("", (), frozenset())
        assert one.manager_id == ManagerId("m1")


def test_ids_that_are_taken_are_left_out() -> None:
    """Where T-N0001 is a customer already, the first to join is T-N0002."""
    (customer,) = crowd(1).customers
    territory = replace(crowd(1), customers=(replace(customer, id=CustomerId("T-N0001")),))
    news = happenings(territory, replace(QUIET, new_customers_per_1000=500)).news
    found = [one.what.id for one in news if isinstance(one.what, Customer)]
    assert found[:2] == ["T-N0002", "T-N0003"]


# ---------------------------------------------------------------- all together

BUSY = replace(
    REALISTIC,
    anomalies_per_1000=1000,
    appointments_per_1000=1000,
    closures_per_1000=200,
    new_customers_per_1000=300,
)


def test_nothing_is_heard_of_a_customer_before_joining() -> None:
    """Of the new, and of those of the territory who join in the course of the season; later on it is."""
    later = date(2026, 7, 1)
    territory = crowd(20)
    customers = tuple(replace(one, joined_on=later) for one in territory.customers)
    news = happenings(replace(territory, customers=customers), BUSY).news
    joined_on = {one.id: later for one in customers}
    heard = set()
    for one in news:
        if isinstance(one.what, Customer):
            joined_on[one.what.id] = one.at.date()
        elif isinstance(one.what, Anomaly | Appointment | ClosureAnnounced):
            assert one.at.date() > joined_on[one.what.customer_id]
            heard.add(one.what.customer_id)
    assert any(one.startswith("T-N") for one in heard)
    assert "c0000" in heard


def test_a_quiet_world_brings_no_news() -> None:
    """All rates at zero: nothing becomes known in a year."""
    assert happenings(crowd(100, 3), QUIET).news == ()


def test_days_in_the_wrong_order_bring_no_news() -> None:
    """A season that ends before it begins has no days."""
    assert happenings(crowd(20), BUSY, start=MONDAY, end=MONDAY - ONE_DAY).news == ()


RATES = st.integers(0, 2000)
WORLDS = st.builds(
    World,
    anomalies_per_1000=RATES,
    appointments_per_1000=RATES,
    appointments_cancelled_percent=st.integers(0, 100),
    closures_per_1000=RATES,
    new_customers_per_1000=RATES,
    tasks_per_100=RATES,
    leave_days_a_year=st.integers(0, 100),
    illness_days_a_year=st.integers(0, 100),
)


@given(
    world=WORLDS,
    num_customers=st.integers(0, 4),
    num_managers=st.integers(1, 2),
    first=st.integers(0, 364),
    days=st.integers(1, 60),
    seed=st.integers(),
)
def test_the_news_of_any_world_make_sound_territories(
    world: World, num_customers: int, num_managers: int, first: int, days: int, seed: int
) -> None:
    """By time, within the days, and what they make of the territory has no fault, even of nobody."""
    start = NEW_YEAR + first * ONE_DAY
    end = start + (days - 1) * ONE_DAY
    territory: Territory = crowd(num_customers, num_managers)
    news = happenings(territory, world, seed=seed, start=start, end=end).news
    assert all(start <= one.at.date() <= end for one in news)
    assert list(news) == sorted(news, key=lambda one: one.at)
    for one in news:
        territory = learned(territory, one)
    faults = territory_faults(territory, today=end)
    # Many new customers on one day may well stand at the same place; that is a warning.
    assert not [one for one in faults if one.severity == "error"]
