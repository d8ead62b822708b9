"""Who plans the simulated year by hand: a fixed journey, and the most overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from benchmarks.months import sample
from benchmarks.rivals import FixedJourney, MostOverdueFirst
from benchmarks.rivals.areas import area_of_each, nearest_area
from routing.demand.deadlines import anomaly_deadline
from routing.domain.customer import CustomerClass, Point, Weekday
from routing.domain.events import Anomaly, AnomalyKind, Appointment, UndoneReason
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.road_events import Position
from routing.domain.territory import Territory
from routing.simulation import simulate
from routing.simulation.strategy import Known, OnTheRoad, Planned, Strategy
from routing.simulation.tour import Errand
from routing.simulation.world import STRESS
from tests.benchmarks.street import (
    BASE,
    CLASSIFIED,
    FRIDAY,
    M1,
    M2,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
    evening_before,
    floor_of,
    hours,
    house,
    names,
    shop,
    territory,
    visited,
    with_visits,
)

CORE, POTENTIAL, ASSISTED = CustomerClass.CORE, CustomerClass.POTENTIAL, CustomerClass.ASSISTED
JOURNEY = FixedJourney(drawn_on=MONDAY)
OVERDUE = MostOverdueFirst()
WEEK = timedelta(days=7)


@pytest.fixture(params=[JOURNEY, OVERDUE], ids=lambda one: one.name)
def by_hand(request: pytest.FixtureRequest) -> Strategy:
    """Both who plan by hand."""
    found: Strategy = request.param
    return found


def complaint(name: str, reported_at: str) -> Anomaly:
    """Return a complaint of somebody."""
    return Anomaly(
        customer_id=CustomerId(name), kind=AnomalyKind.COMPLAINT, reported_at=at(reported_at)
    )


def agreed(name: str, when: str) -> Appointment:
    """Return an appointment with somebody."""
    return Appointment(customer_id=CustomerId(name), at=at(when))


# ------------------------------------------------------------------ what came in, planned by either


def test_anomaly_is_on_the_next_visit_day_before_anybody_else(by_hand: Strategy) -> None:
    """Reported on Friday afternoon, in time until Tuesday: Monday's list has room for one, and takes it."""
    of = territory(shop("a", 1), shop("b", 9), ago={"a": 50, "b": 8})
    of = replace(of, anomalies=(complaint("b", "2026-11-20 15:00"),))
    planned = by_hand.evening(evening_before(of, MONDAY, floor_of(1)), MONDAY)
    assert names(planned) == [["b"]]
    # Wednesday would be too late, so it cannot wait.
    assert planned.tours[0].errands[0].is_fixed


def test_other_days_are_opened_only_for_what_no_visit_day_meets(by_hand: Strategy) -> None:
    """Reported on Thursday, in time until Monday; who is shut on Mondays is met on Friday, the other one on Monday."""
    not_on_monday = hours(time(8), time(18), *(set(Weekday) - {Weekday.MONDAY}))
    of = territory(shop("a", 1, opening_hours=not_on_monday), shop("b", 2))
    reported = (complaint("a", "2026-11-26 12:00"), complaint("b", "2026-11-26 12:00"))
    of = replace(of, anomalies=reported)
    assert names(by_hand.evening(evening_before(of, FRIDAY), FRIDAY)) == [["a"]]
    quiet = replace(of, anomalies=reported[1:])
    assert names(by_hand.evening(evening_before(quiet, FRIDAY), FRIDAY)) == []
    next_monday = MONDAY + WEEK
    [[*on_monday]] = names(by_hand.evening(evening_before(of, next_monday), next_monday))
    assert on_monday == ["b"]


def test_appointment_is_met_at_its_time(by_hand: Strategy) -> None:
    """At ten: aimed at five to ten, also on a Tuesday, in overtime if need be."""
    of = territory(shop("a", 1), shop("b", 2), appointments=(agreed("a", "2026-11-24 10:00"),))
    [tour] = by_hand.evening(evening_before(of, TUESDAY), TUESDAY).tours
    [errand] = tour.errands
    assert errand.start_s == 9 * 3600 + 55 * 60
    assert errand.is_fixed
    assert errand.length_s == 12 * 60


def test_new_customer_is_visited_before_the_first_order(by_hand: Strategy) -> None:
    """Joined last week, orders on Friday: Monday's only visit, though others have waited longer."""
    new = shop("n", 3, joined_on=MONDAY - WEEK, first_order_on=FRIDAY)
    of = territory(shop("a", 1), new, ago={"a": 50})
    of = replace(of, history=of.history[:1])
    assert names(by_hand.evening(evening_before(of, MONDAY, floor_of(1)), MONDAY)) == [["n"]]


def test_nobody_is_visited_on_days_off(by_hand: Strategy) -> None:
    """Saturday, though somebody is years late."""
    of = territory(shop("a", 1), ago={"a": 400})
    assert by_hand.evening(evening_before(of, SATURDAY), SATURDAY) == Planned(tours=())


def test_who_is_shut_today_is_not_on_the_list(by_hand: Strategy) -> None:
    """House 1 opens in the afternoon of Tuesdays only."""
    on_tuesdays = hours(time(14), time(18), Weekday.TUESDAY)
    of = territory(shop("a", 1, opening_hours=on_tuesdays), shop("b", 2))
    assert names(by_hand.evening(evening_before(of, MONDAY), MONDAY)) == [["b"]]


def test_the_day_ends_in_time(by_hand: Strategy) -> None:
    """An hour to the only shops: (570 - 30 - 60 - 120) / 20 min hold 18 of forty core customers that are late."""
    # From 08:30 to 17:00, an hour for lunch: 450 min, of which the road takes 120.
    of = territory(
        *(shop(f"c{number}", 36, CORE) for number in range(40)),
        ago={f"c{number}": 20 for number in range(40)},
    )
    [visits] = names(by_hand.evening(evening_before(of, MONDAY), MONDAY))
    assert len(visits) == 330 // 20


PAIR = (AccountManager(id=M1, start=BASE), AccountManager(id=M2, start=BASE))


def test_everybody_is_visited_by_the_own_account_manager(by_hand: Strategy) -> None:
    """Two lists, one each."""
    of = territory(
        shop("a", 1), shop("b", 2, manager_id=M2), shop("c", 3), ago={"a": 40}, managers=PAIR
    )
    planned = by_hand.evening(evening_before(of, MONDAY), MONDAY)
    assert [tour.manager_id for tour in planned.tours] == [M1, M2]
    assert names(planned) == [["a", "c"], ["b"]]


def test_a_colleague_stands_in_for_what_cannot_wait(by_hand: Strategy) -> None:
    """The first account manager is away: his appointment falls to the other one, his late customer waits."""
    of = territory(
        shop("a", 1),
        shop("late", 2),
        shop("b", 3, manager_id=M2),
        ago={"late": 100},
        managers=PAIR,
        appointments=(agreed("a", "2026-11-23 10:00"),),
        absences=(Absence(manager_id=M1, first=MONDAY, last=MONDAY),),
    )
    [tour] = by_hand.evening(evening_before(of, MONDAY), MONDAY).tours
    assert tour.manager_id == M2
    assert {one.customer_id for one in tour.errands} == {"a", "b"}


# ------------------------------------------------------------------ the most overdue first


def test_the_largest_share_of_the_interval_comes_first() -> None:
    """Of four, two are wanted: 12 of 14 days and 45 of 60 are over, more than 20 of 30 and 40 of 60."""
    # 0.857 and 0.75 against 0.667 and 0.667.
    of = territory(
        shop("core", 1, CORE),
        shop("regular", 2),
        shop("potential", 3, POTENTIAL),
        shop("other", 4),
        ago={"core": 12, "regular": 45, "potential": 20, "other": 40},
    )
    assert names(OVERDUE.evening(evening_before(of, MONDAY, floor_of(2)), MONDAY)) == [
        ["core", "regular"]
    ]


def test_who_turns_late_before_the_next_visit_day_comes_before_the_share() -> None:
    """13 of 14 days are over: late on Wednesday. 59 of 60 are more, and end on Tuesday: both go; 57 of 60 can wait."""
    of = territory(
        shop("core", 3, CORE),
        shop("ends", 2),
        shop("waits", 1),
        ago={"core": 13, "ends": 59, "waits": 57},
    )
    assert names(OVERDUE.evening(evening_before(of, MONDAY, floor_of(0)), MONDAY)) == [
        ["ends", "core"]
    ]


# ------------------------------------------------------------------ the fixed journey


def test_areas_are_what_lies_together_and_of_one_size() -> None:
    """Two villages of four and of six make areas of five each; three of four make three of four."""
    far = [house(number) for number in (100, 101, 102, 103, 104, 105)]
    near = [house(number) for number in (1, 2, 3, 4)]
    labels = area_of_each((*near, *far), 2, 0)
    assert sorted(labels) == [0] * 5 + [1] * 5
    assert len(set(labels[:4])) == 1
    villages = tuple(
        Point(lat=30 + row + step / 1000, lon=114 + row * row)
        for row in range(3)
        for step in range(4)
    )
    labels = area_of_each(villages, 3, 7)
    assert [len(set(labels[first : first + 4])) for first in (0, 4, 8)] == [1, 1, 1]
    assert len(set(labels)) == 3
    assert nearest_area(Point(lat=31.1, lon=115.0), villages, labels) == labels[4]


def two_villages(**ago: int) -> Territory:
    """Return three core customers near the base and three far from it."""
    shops = [shop(f"near{n}", n, CORE) for n in (1, 2, 3)]
    shops += [shop(f"far{n}", n + 30, CORE) for n in (1, 2, 3)]
    return territory(*shops, ago=ago)


def journey(of: Territory, days: Sequence[date]) -> list[list[str]]:
    """Return whom the fixed journey visits on some days, each as if the one before had gone well."""
    found = []
    for day in days:
        planned = JOURNEY.evening(evening_before(of, day, floor_of(3)), day)
        found += names(planned)
        of = with_visits(of, planned, day)
    return found


def test_areas_take_turns_in_nearest_order() -> None:
    """Six customers and a floor of three make two areas; each visit day has the next one, walked from the base on."""
    near, far = ["near1", "near2", "near3"], ["far1", "far2", "far3"]
    days = [MONDAY, WEDNESDAY, THURSDAY, MONDAY + WEEK]
    found = journey(two_villages(), days)
    assert found in ([near, far, near, far], [far, near, far, near])


def test_a_journey_that_keeps_the_gap_fills_no_day_up_inside_it() -> None:
    """Of three of one village, all in time until its next turn, the one of yesterday's visit is a filler or waits."""
    potentials = [shop(f"p{n}", n, POTENTIAL) for n in (1, 2, 3)]
    of = territory(*potentials, ago={"p1": 1, "p2": 20, "p3": 20})
    evening = evening_before(of, MONDAY, floor_of(3))
    keeps = replace(JOURNEY, keeps_gap=True)
    assert names(JOURNEY.evening(evening, MONDAY)) == [["p1", "p2", "p3"]]
    assert names(keeps.evening(evening, MONDAY)) == [["p2", "p3"]]


def test_a_deadline_goes_before_the_gap() -> None:
    """Visited five days ago, a core customer would be late after two weeks' absence: today, though it is too soon."""
    of = territory(*(shop(f"c{n}", n, CORE) for n in (1, 2, 3)), ago={"c1": 5, "c2": 13, "c3": 13})
    keeps = replace(JOURNEY, keeps_gap=True)
    assert names(keeps.evening(evening_before(of, MONDAY, floor_of(3)), MONDAY)) == [["c2", "c3"]]
    of = replace(of, absences=(Absence(manager_id=M1, first=TUESDAY, last=FRIDAY + WEEK),))
    found = keeps.evening(evening_before(of, MONDAY, floor_of(3)), MONDAY)
    assert names(found) == [["c1", "c2", "c3"]]


def test_who_is_late_in_another_area_waits() -> None:
    """On each of two days one village alone is visited, though all of the other have waited for a hundred days."""
    for ago in (
        {"near1": 100, "near2": 100, "near3": 100},
        {"far1": 100, "far2": 100, "far3": 100},
    ):
        for visits in journey(two_villages(**ago), [MONDAY, WEDNESDAY]):
            assert len({name[:3] for name in visits}) == 1


def test_a_missed_week_shifts_the_rotation() -> None:
    """Away from Wednesday on and all of next week: who was Wednesday's turn is visited in the week after."""
    of = replace(
        two_villages(),
        absences=(Absence(manager_id=M1, first=TUESDAY, last=FRIDAY + WEEK),),
    )
    usual = journey(two_villages(), [MONDAY, WEDNESDAY])
    assert journey(of, [MONDAY, WEDNESDAY, MONDAY + WEEK, MONDAY + 2 * WEEK]) == usual


def test_whoever_joins_belongs_to_the_nearest_area() -> None:
    """A new shop next to the far village, visited first on joining, is then visited with it."""
    new = shop("new", 34, CORE, joined_on=MONDAY + timedelta(days=1))
    of = two_villages()
    of = replace(
        of,
        customers=(*of.customers, new),
        history=(*of.history, visited("new", TUESDAY)),
    )
    later = [MONDAY + 2 * WEEK, WEDNESDAY + 2 * WEEK]
    found = journey(of, later)
    assert [["new" in visits, "far1" in visits] for visits in found] in (
        [[True, True], [False, False]],
        [[False, False], [True, True]],
    )


def test_a_quarter_without_chance_keeps_every_interval() -> None:
    """Six areas of 25 in two weeks: core and assisted every 14 days, potential within 30, regular within 60."""
    chance = Random(5)
    classes = [CORE] * 8 + [ASSISTED] * 10 + [POTENTIAL] * 36 + [CustomerClass.REGULAR] * 96
    shops = tuple(
        shop(
            f"c{number:03}",
            0,
            customer_class,
            point=Point(
                lat=30 + chance.uniform(-0.02, 0.02), lon=114 + chance.uniform(-0.02, 0.02)
            ),
        )
        for number, customer_class in enumerate(classes)
    )
    ago = {str(one.id): chance.randint(1, CLASSIFIED.interval(one)[0]) for one in shops}
    of = territory(*shops, ago=ago)
    sizes = []
    for number in range(13 * 7):
        day = MONDAY + timedelta(days=number)
        planned = JOURNEY.evening(evening_before(of, day), day)
        for tour in planned.tours:
            assert len({one.customer_id for one in tour.errands}) == len(tour.errands)
            sizes.append(len(tour.errands))
        of = with_visits(of, planned, day)
    assert len(sizes) == 39
    assert min(sizes) >= 15
    for one in shops:
        days = sorted(
            row.day for row in of.history if row.customer_id == one.id and row.day >= MONDAY
        )
        longest = max((b - a).days for a, b in pairwise((*days, MONDAY + 13 * WEEK)))
        # The last stretch is cut off by the end of the quarter.
        assert longest <= CLASSIFIED.interval(one)[0]


# ------------------------------------------------------------------ on the road


def on_the_road(
    of: Territory, now: str, left: Sequence[Errand], *, at_shop: str | None = None, **more: object
) -> tuple[Known, OnTheRoad]:
    """Return what the first account manager knows and finds who has been at a shop."""
    positions: tuple[Position, ...] = ()
    if at_shop is not None:
        positions = (
            Position(manager_id=M1, customer_id=CustomerId(at_shop), free_at=at(now).time()),
        )
    given: dict[str, object] = {"is_news": False, "has_failed": False, "behind_s": 0}
    found = OnTheRoad(
        manager_id=M1,
        positions=positions,
        left={M1: tuple(left)},
        **(given | more),  # type: ignore[arg-type]
    )
    return replace(evening_before(of, MONDAY), now=at(now)), found


def list_of(strategy: Strategy, of: Territory) -> tuple[Errand, ...]:
    """Return Monday's list."""
    [tour] = strategy.evening(evening_before(of, MONDAY), MONDAY).tours
    return tour.errands


def test_the_list_is_followed_while_nothing_happens(by_hand: Strategy) -> None:
    """Before leaving, and after the first shop."""
    of = territory(shop("a", 1), shop("b", 2), shop("c", 3))
    errands = list_of(by_hand, of)
    assert by_hand.on_the_road(*on_the_road(of, "2026-11-23 08:15", errands)) is None
    after = on_the_road(of, "2026-11-23 08:50", errands[1:], at_shop="a")
    assert by_hand.on_the_road(*after) is None


def test_an_appointment_called_off_is_struck_out_and_a_new_one_added(by_hand: Strategy) -> None:
    """A's was called off since the evening, d has made one who was on no list."""
    closed = hours(time(8), time(9), Weekday.SUNDAY)
    shops = (shop("a", 1), shop("b", 2), shop("d", 4, opening_hours=closed))
    of = territory(*shops, appointments=(agreed("a", "2026-11-23 10:00"),))
    errands = list_of(by_hand, of)
    assert {one.customer_id for one in errands} == {"a", "b"}
    of = replace(of, appointments=(agreed("d", "2026-11-23 11:00"),))
    planned = by_hand.on_the_road(*on_the_road(of, "2026-11-23 08:15", errands, is_news=True))
    assert planned is not None
    [tour] = planned.tours
    assert [(one.customer_id, one.start_s) for one in tour.errands] == [
        ("b", None),
        ("d", 10 * 3600 + 55 * 60),
    ]


def test_who_is_late_goes_to_the_appointment_first(by_hand: Strategy) -> None:
    """At 09:40 house 5 and house 1 on its far side are left, and the appointment at ten in house 5."""
    of = territory(
        shop("a", 1), shop("b", 2), shop("c", 5), appointments=(agreed("c", "2026-11-23 10:00"),)
    )
    errands = {one.customer_id: one for one in list_of(by_hand, of)}
    left = [errands[CustomerId(name)] for name in ("a", "c")]
    # From house 2: 100 s to house 1, 720 s there, 400 s to house 5 make 1220 s; 895 s are left until 09:55.
    found = on_the_road(of, "2026-11-23 09:40", left, at_shop="b")
    planned = by_hand.on_the_road(*found)
    assert planned is not None
    assert names(planned) == [["c", "a"]]


def test_an_anomaly_of_today_is_for_tomorrow(by_hand: Strategy) -> None:
    """Reported at nine on Wednesday: not on Wednesday's list, on Thursday's."""
    shops = [shop(f"c{n}", n) for n in range(1, 16)]
    of = territory(*shops, shop("x", 16), ago={"x": 1})
    [tour] = by_hand.evening(evening_before(of, WEDNESDAY), WEDNESDAY).tours
    errands = [one for one in tour.errands if one.customer_id != "x"]
    of = replace(of, anomalies=(complaint("x", "2026-11-25 09:00"),))
    found = on_the_road(of, "2026-11-25 09:01", errands, is_news=True)
    assert by_hand.on_the_road(*found) is None
    [thursday] = by_hand.evening(evening_before(of, THURSDAY), THURSDAY).tours
    assert "x" in {one.customer_id for one in thursday.errands}


def test_the_next_in_line_makes_up_for_a_locked_door(by_hand: Strategy) -> None:
    """Sixteen shops and a floor of fifteen: the one left out comes in; who must be told a day ahead does not."""
    shops = [shop(f"c{n:02}", n) for n in range(1, 17)]
    of = territory(*shops)
    errands = list_of(by_hand, of)
    [spare] = {one.id for one in shops} - {one.customer_id for one in errands}
    tried = visited(errands[0].customer_id, MONDAY, done=False, because=UndoneReason.KEEPER_AWAY)
    of = replace(of, history=(*of.history, tried))
    found = on_the_road(
        of, "2026-11-23 08:40", errands[1:], at_shop=errands[0].customer_id, has_failed=True
    )
    planned = by_hand.on_the_road(*found)
    assert planned is not None
    [visits] = names(planned)
    assert sorted(visits) == sorted([*(one.customer_id for one in errands[1:]), spare])
    told = replace(
        of,
        customers=tuple(
            replace(one, customer_class=CORE) if one.id == spare else one for one in of.customers
        ),
    )
    assert by_hand.on_the_road(replace(found[0], territory=told), found[1]) is None


def after_noon(of: Territory, *, m1_ill: bool) -> tuple[Known, OnTheRoad]:
    """Return what the second account manager knows at noon on Monday, home number 9 behind him, m1 perhaps ill."""
    if m1_ill:
        ill = Absence(manager_id=M1, first=MONDAY, last=MONDAY, start=time(11), end=time(17, 30))
        of = replace(of, absences=(ill,))
    own = {one.id: one for one in of.customers}
    errand = Errand(customer_id=own[CustomerId("y")].id, length_s=720)
    hers = Errand(customer_id=own[CustomerId("late")].id, length_s=720)
    found = OnTheRoad(
        manager_id=M2,
        positions=(
            Position(manager_id=M2, customer_id=CustomerId("x"), free_at=time(12), had_lunch=True),
        ),
        left={M1: (hers,), M2: (errand,)},
        is_news=False,
        has_failed=False,
        behind_s=0,
    )
    return replace(evening_before(of, MONDAY), now=at("2026-11-23 12:00")), found


def crossed(**more: object) -> Territory:
    """Return m1's customers with a complaint that is due today, an appointment and an old visit, and two of m2's."""
    return territory(
        shop("urgent", 3),
        shop("agreed", 4),
        shop("late", 5),
        shop("x", 9, manager_id=M2),
        shop("y", 8, manager_id=M2),
        ago={"late": 100},
        managers=PAIR,
        anomalies=(complaint("urgent", "2026-11-19 09:00"),),
        appointments=(agreed("agreed", "2026-11-23 15:00"),),
        **more,
    )


def test_who_is_out_stands_in_after_an_illness_at_noon(by_hand: Strategy) -> None:
    """m1 is ill from 11:00 on: m2 goes to the complaint at once and keeps the appointment; who is late waits."""
    planned = by_hand.on_the_road(*after_noon(crossed(), m1_ill=True))
    assert planned is not None
    [tour] = planned.tours
    assert tour.manager_id == M2
    assert [(one.customer_id, one.is_fixed) for one in tour.errands] == [
        ("urgent", True),
        ("y", False),
        ("agreed", True),
    ]


def test_nobody_stands_in_who_need_not_or_may_not(by_hand: Strategy) -> None:
    """While m1 is at work, and where the policy lets nobody stand in, m2 keeps his list."""
    well, found = after_noon(crossed(), m1_ill=False)
    planned = by_hand.on_the_road(well, found)
    assert planned is None
    ill, found = after_noon(crossed(), m1_ill=True)
    never = CLASSIFIED.derive({"stand_ins": "never"})
    assert by_hand.on_the_road(replace(ill, policy=never), found) is None


# ------------------------------------------------------------------ whole territories


@pytest.mark.parametrize("name", ["town-150", "mixed-175"])
def test_tours_of_sample_territories_can_be_driven(by_hand: Strategy, name: str) -> None:
    """A week: nobody twice, nobody where it is shut, agreed times met, anomalies in by their deadline."""
    horizon = sample(name)
    of = horizon.territory
    customers = {one.id: one for one in of.customers}
    for day in horizon.calendar.working_days(horizon.first, horizon.first + timedelta(days=6)):
        known = Known(
            now=datetime.combine(day - timedelta(days=1), CLASSIFIED.day.end),
            territory=of,
            policy=CLASSIFIED,
            calendar=horizon.calendar,
            travel=horizon.travel,
        )
        planned = by_hand.evening(known, day)
        visits = [one for tour in planned.tours for one in tour.errands]
        assert len({one.customer_id for one in visits}) == len(visits)
        due = {one.customer_id for one in of.appointments if one.at.date() == day}
        assert due == {one.customer_id for one in visits if one.start_s is not None}
        for one in visits:
            customer = customers[one.customer_id]
            assert not any(day in closed for closed in customer.closed)
            assert (
                one.start_s is not None
                or not customer.opening_hours
                or any(day.isoweekday() in opening.weekdays for opening in customer.opening_hours)
            )
        of = with_visits(of, planned, day)
    for anomaly in of.anomalies:
        deadline = anomaly_deadline(anomaly, CLASSIFIED, horizon.calendar)
        if horizon.first <= deadline <= horizon.first + timedelta(days=4):
            assert any(
                row.customer_id == anomaly.customer_id
                and anomaly.reported_at.date() < row.day <= deadline
                for row in of.history
            )


def test_a_season_can_be_played(by_hand: Strategy) -> None:
    """Three weeks with three times the anomalies: nobody visited twice a day, and the same again from the same seed."""
    horizon = sample("mixed-175")
    end = horizon.first + timedelta(days=20)

    def played() -> Territory:
        return simulate(
            horizon.territory,
            CLASSIFIED,
            horizon.first,
            end,
            STRESS,
            3,
            calendar=horizon.calendar,
            travel=horizon.travel,
            strategy=by_hand,
        ).territory

    of = played()
    made = [
        (row.customer_id, row.day) for row in of.history if row.done and row.day >= horizon.first
    ]
    assert len(made) > 200
    assert len(set(made)) == len(made)
    assert played().history == of.history
