"""Times for an appointment, worked by hand in a street."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy_terms import AppointmentTerms
from routing.domain.visit import Category, Cause
from routing.recommendation import TimeOffer, recommend_times, take
from routing.request import ContactTerms, LunchTerms, Obligation, PlanRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from tests.recommendation.street import BECAUSE, ask, at, on, planned, shift, street, visit

X = CustomerId("x")


def clock(offers: tuple[TimeOffer, ...]) -> list[tuple[int, str]]:
    """Return day and time of each offer."""
    return [
        ((one.day - on(0)).days, f"{one.at_s // 3600:02d}:{one.at_s % 3600 // 60:02d}")
        for one in offers
    ]


def two_days() -> tuple[PlanRequest, TravelMatrix]:
    """Return two days, a customer in house 20 and x in house 30, neither of them due."""
    request = ask([shift(0), shift(1)], [visit("b", [0, 1]), visit("x", [0, 1])])
    return request, street({"b": 20, "x": 30})


def test_a_detour_is_what_an_offer_costs() -> None:
    """Monday stops at house 20, Tuesday at none: x in house 30 is 20 minutes more on Monday and 60 on Tuesday."""
    request, matrix = two_days()
    offers = recommend_times(request, matrix, planned(request, matrix, [(0,), ()]), X, most=2)
    assert [(one.day, one.cost[Level.COST]) for one in offers] == [(on(0), 1200), (on(1), 3600)]
    # x before b or after b is the same way; he can be there from 08:30 on.
    first = offers[0]
    assert (first.at_s, first.start_s) == (at("08:30"), at("08:30"))
    assert (first.after, first.before, first.position) == (None, "b", 1)
    assert first.cost[: Level.COST] == (0,) * Level.COST
    assert (first.gives_up, first.adds, first.displaces) == ((), (), ())
    assert first.routes == ((request.shifts[0].id, ("x", "b")),)


def test_times_lie_within_the_window_around_them() -> None:
    """Reached at 08:30 at the earliest, left for home by 11:30: from 08:30 - 10 to 11:00 + 10 on the quarter hour."""
    request, matrix = two_days()
    plan = planned(request, matrix, [(), ()])
    found = recommend_times(request, matrix, plan, X, first=on(1), most=1000)
    assert [time for _, time in sorted(clock(found))] == [
        f"{8 + n // 4:02d}:{n % 4 * 15:02d}" for n in range(2, 13)
    ]
    # Half an hour at x from 11:10 would end at 11:40, home at 12:10: 11:00 is the last that can be kept.
    exact = AppointmentTerms(early_minutes=0, late_minutes=15, aim_early_minutes=0)
    later = recommend_times(request, matrix, plan, X, first=on(1), most=1000, terms=exact)
    # A quarter of an hour late is allowed, and none early: 08:15 becomes possible.
    assert min(clock(later))[1] == "08:15"
    assert max(clock(later))[1] == "11:00"


def test_a_time_on_which_nobody_is_late_is_offered_first() -> None:
    """08:45 could be kept, 8 minutes late; 09:00 costs as much and is kept on time."""
    request = ask([shift(0)], [visit("x", [0])])
    matrix = street({"x": 53})
    (offer,) = recommend_times(request, matrix, planned(request, matrix, [()]), X, most=1)
    # There at 08:53; home by 12:00 means leaving by 11:07.
    assert (offer.at_s, offer.start_s) == (at("09:00"), at("08:53"))


def test_days_and_hours_differ_before_times_are_near() -> None:
    """Every time of a day costs the same: at most half of the offers are of one day, and an hour lies between them."""
    request, matrix = two_days()
    plan = planned(request, matrix, [(), ()])
    assert clock(recommend_times(request, matrix, plan, X, most=4)) == [
        (0, "08:30"),
        (0, "09:30"),
        (1, "08:30"),
        (1, "09:30"),
    ]


def test_one_of_several_account_managers_is_named() -> None:
    """Of two who may go, the one in whose route x lies is offered."""
    shifts = [shift(0, "m"), shift(0, "n")]
    request = ask(shifts, [visit("b", [0]), visit("x", [0])])
    matrix = street({"b": 20, "x": 20})
    plan = planned(request, matrix, [(), (0,)])
    (offer,) = recommend_times(request, matrix, plan, X, most=1)
    assert (offer.manager_id, offer.cost[Level.COST]) == ("n", 0)
    own = replace(request.visits[1], manager_ids=frozenset({ManagerId("m")}))
    asked = replace(request, visits=(request.visits[0], own))
    plan = planned(asked, matrix, [(), (0,)])
    (offer,) = recommend_times(asked, matrix, plan, X, most=1)
    assert (offer.manager_id, offer.cost[Level.COST]) == ("m", 2400)


def test_only_within_the_customers_openings_and_not_before_a_time() -> None:
    """Open from 09:05 to 10:20: the first quarter hours are 09:15 and, from 09:50 on, 10:00."""
    request = ask([shift(0)], [visit("x", [0], window=("09:05", "10:20"))])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [()])
    every = recommend_times(request, matrix, plan, X, most=100)
    assert sorted(clock(every)) == [
        (0, time) for time in ("09:15", "09:30", "09:45", "10:00", "10:15")
    ]
    later = recommend_times(request, matrix, plan, X, not_before_s=at("09:50"), most=100)
    assert sorted(clock(later)) == [(0, "10:00"), (0, "10:15")]
    half = recommend_times(request, matrix, plan, X, step_s=1800, most=100)
    assert sorted(clock(half)) == [(0, "09:30"), (0, "10:00")]


def test_his_ordinary_visit_goes_where_the_new_one_makes_it_needless() -> None:
    """Planned on day 8, x cannot be visited again within the gap of 30 days: the appointment stands in for it."""
    request = ask([shift(0), shift(8)], [visit("x", [0, 8])])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), (0,)])
    (offer,) = recommend_times(request, matrix, plan, X, last=on(0), most=1)
    assert (offer.gives_up, offer.adds) == ((on(8),), ())
    assert dict(offer.routes) == {request.shifts[0].id: ("x",), request.shifts[1].id: ()}
    # An hour of driving on either day.
    assert offer.cost == (0,) * 8


def test_a_later_visit_moves_to_keep_the_interval() -> None:
    """Every 14 days: visited on day 2 and owed again by 16; the appointment on day 4 moves it on, to day 11."""
    days = (2, 4, 9, 11)
    often = visit("x", days, since=-6, interval=14, until=20)
    request = ask([shift(n) for n in days], [often])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(0,), (), (0,), ()])
    (offer,) = recommend_times(request, matrix, plan, X, first=on(4), last=on(4), most=1)
    # Within 7 days of day 4 nothing ordinary: 2 and 9 go. Due again from day 14, owed by 18: that needs day 11.
    assert (offer.gives_up, offer.adds) == ((on(2), on(9)), (on(11),))


def test_an_early_visit_is_none_once_it_is_agreed() -> None:
    """Inside its gap x can be visited only because it is agreed; that costs the way and nothing else."""
    request = ask([shift(0)], [visit("x", [0], since=-10)])
    matrix = street({"x": 30})
    (offer,) = recommend_times(request, matrix, planned(request, matrix, [()]), X, most=1)
    assert offer.cost == (*(0,) * Level.COST, 3600)
    (owed,) = offer.request.visits[0].obligations
    assert (owed.cause, owed.first, owed.last) == (Cause.APPOINTMENT, on(0), on(0))


def test_a_promise_is_not_broken_for_another() -> None:
    """Told for day 8, and one visit is all that fits between the gaps: no time of day 4 takes its place."""
    promise = Obligation(cause=Cause.PINNED, first=on(8), last=on(8), because=BECAUSE)
    request = ask([shift(4), shift(8)], [visit("x", [4, 8], obligations=(promise,))])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), (0,)])
    (kept,) = recommend_times(request, matrix, plan, X, first=on(4), last=on(4), most=1)
    # A promise may stand inside the gap: both are kept.
    assert (kept.gives_up, kept.nearby, kept.cost[Level.COST]) == ((), (on(8),), 3600)
    assert kept.text.endswith("Visited on 2026-03-10 as planned.")
    # So days that lie apart from it come first: there is none but the day itself.
    assert recommend_times(request, matrix, plan, X, most=1)[0].day == on(8)
    (instead,) = recommend_times(
        request, matrix, plan, X, first=on(4), last=on(4), most=1, instead_of=on(8)
    )
    assert (instead.gives_up, instead.cost[Level.COST]) == ((on(8),), 0)
    assert [one.last for one in instead.request.visits[0].obligations] == [on(4)]
    # The day that is given up is none to offer.
    assert {one.day for one in recommend_times(request, matrix, plan, X, instead_of=on(8))} == {
        on(4)
    }


def test_a_mandatory_visit_is_not_made_late_for_it() -> None:
    """Every 14 days, and nobody can come after day 4: from day 2 the next would be owed by 16, before the end on 17."""
    often = visit("x", [2, 4], since=-10, interval=14, until=17)
    request = ask([shift(2), shift(4)], [often])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), (0,)])
    assert recommend_times(request, matrix, plan, X, first=on(2), last=on(2)) == ()
    assert recommend_times(request, matrix, plan, X) != ()


def full_day(*obligations: Obligation) -> tuple[PlanRequest, TravelMatrix]:
    """Return a day of 4 hours with b and c, an hour each, and x, 50 minutes, in houses 20, 40 and 30."""
    visits = [
        visit("b", [0], minutes=60, obligations=obligations),
        visit("c", [0], minutes=60),
        visit("x", [0], minutes=50),
    ]
    return ask([shift(0)], visits), street({"b": 20, "c": 40, "x": 30})


def test_a_stop_gives_way_where_no_time_is_left() -> None:
    """Two hours of visits and 80 minutes of driving leave 40 for x: one has to go, the one that saves more driving."""
    request, matrix = full_day()
    plan = planned(request, matrix, [(0, 1)])
    offers = recommend_times(request, matrix, plan, X)
    # Without c the way ends at house 30: 60 minutes of driving in place of 80. Without b it is as far as before.
    assert {(one.displaces, one.cost[Level.COST]) for one in offers} == {(("c",), -1200)}


def test_nobody_with_a_promise_gives_way() -> None:
    """Where one of the two is promised and the other due, only the other may go, at the price of its weight."""
    promise = Obligation(cause=Cause.PINNED, first=on(0), last=on(0), because=BECAUSE)
    request, matrix = full_day(promise)
    due = replace(request.visits[1], cadence=visit("c", [0], since=-40).cadence)
    request = replace(request, visits=(request.visits[0], due, request.visits[2]))
    plan = planned(request, matrix, [(0, 1)])
    offers = recommend_times(request, matrix, plan, X, most=2)
    assert {one.displaces for one in offers} == {("c",)}
    # At day 10, 50 of the 60 days are over: 1000 * 50 / 60.
    assert offers[0].cost[Level.DUE] == 833


def test_who_gives_way_on_a_day_may_be_phoned_instead() -> None:
    """A day's due visit of 90 minutes makes room for x, and the call of 10 that is as good finds time then."""
    call = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    visits = [
        replace(
            visit(name, [0], minutes=minutes),
            category=Category.DUE,
            cause=Cause.CADENCE,
            weight=weight,
            contact=contact,
            cadence=None,
        )
        for name, minutes, weight, contact in (
            ("b", 90, 700, call),
            ("c", 90, 900, None),
            ("x", 60, 500, None),
        )
    ]
    request = ask([shift(0)], visits)
    matrix = street({"b": 0, "c": 0, "x": 30})
    plan = planned(request, matrix, [(0, 1)])
    offer, *_ = recommend_times(request, matrix, plan, X)
    # 60 minutes of driving: x stands in for b, who is phoned; x is left out no more.
    assert (offer.displaces, offer.phones) == (("b",), ("b",))
    assert offer.cost == (*(0,) * Level.DUE, -500, 3600)
    assert offer.text.endswith("Phoned: b.")
    made = take(matrix, plan, offer)
    assert made.kpis.num_contacts == 1
    assert made.objective.levels[Level.DUE] == 0


def test_lunch_is_kept() -> None:
    """Lunch from 10:00 to 11:00 at the latest: x begins so that 30 minutes of it fit in before or after."""
    lunch = LunchTerms(earliest_s=at("10:00"), latest_s=at("10:00"), length_s=3600)
    request = ask([shift(0, lunch=lunch)], [visit("x", [0])])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [()])
    times = [time for _, time in sorted(clock(recommend_times(request, matrix, plan, X, most=99)))]
    # Over by 10:00, so begun by 09:30; after lunch from 11:00 on, left for home by 11:30.
    assert times == ["08:30", "08:45", "09:00", "09:15", "09:30", "11:00"]


def test_calls_keep_their_time() -> None:
    """A call of 40 minutes that begins between 08:30 and 08:40: x is agreed for after it."""
    call = visit(
        "p",
        [0],
        since=-45,
        window=("08:30", "08:40"),
        contact=ContactTerms(modes=(Mode.PHONE,), length_s=2400),
    )
    terms = call.cadence
    assert terms is not None
    call = replace(call, cadence=replace(terms, in_person_every=2))
    request = ask([shift(0)], [call, visit("x", [0])])
    matrix = street({"p": 5, "x": 10})
    plan = planned(request, matrix, [()], [(0, 0)])
    offers = recommend_times(request, matrix, plan, X, most=99)
    # Phoned from 08:30 to 09:10, then 10 minutes to x: agreed for 09:30, the visit can begin at 09:20.
    assert min(clock(offers)) == (0, "09:30")
    assert all(one.contacts == ((request.shifts[0].id, "p"),) for one in offers)


@pytest.mark.parametrize("minute", [0, 7])
def test_what_is_taken_is_a_checked_plan(minute: int) -> None:
    """Each offer leads to a plan without a fault, at the cost and at the moment that it tells."""
    request, matrix = full_day()
    more = [replace(one, openings=visit("", [0, 1]).openings) for one in request.visits]
    request = ask([shift(0), shift(1, start_s=at("08:00") + 60 * minute)], more)
    plan = planned(request, matrix, [(0, 1), ()])
    offers = recommend_times(request, matrix, plan, X, most=8)
    assert len(offers) >= 6
    for offer in offers:
        made = take(matrix, plan, offer)
        levels = zip(made.objective.levels, plan.objective.levels, strict=True)
        assert tuple(new - old for new, old in levels) == offer.cost
        (start_s,) = (
            stop.start_s for route in made.routes for stop in route.stops if stop.visit_id == "x"
        )
        assert start_s == offer.start_s
        assert abs(start_s - offer.at_s) <= 600


def test_other_days_hold_a_visit_that_only_fits_on_the_way_to_somebody() -> None:
    """From x straight home is 23 minutes, over a none: x fits beside a on a day on which it would not fit alone.

    x opens at 09:00. On day 7 lunch begins by 09:15, so alone it would be 09:00-09:15 and x 09:15-09:38: home at
    10:01, a minute too late. Over a, 5 minutes, it is 09:43. And the minute from the base to a is saved.
    """
    lunch = LunchTerms(earliest_s=at("09:00"), latest_s=at("09:15"), length_s=900)
    shifts = [
        shift(number, end_s=at("10:00"), lunch=lunch if number == 7 else None)
        for number in (0, 3, 7)
    ]
    a = visit("a", [7], since=None, interval=6, until=7, minutes=5)
    x = visit(
        "x", [0, 3, 7], since=None, interval=6, until=7, minutes=23, window=("09:00", "09:50")
    )
    request = ask(shifts, [a, x])
    matrix = street({"a": 0, "x": 0})
    duration_s = 60 * np.array([[0, 1, 0], [0, 0, 0], [23, 0, 0]], np.int64)
    matrix = replace(matrix, duration_s=duration_s, distance_m=duration_s)
    plan = planned(request, matrix, [(), (), (0,)])
    offers = recommend_times(request, matrix, plan, X, step_s=1800, most=9)
    # On days 0 and 3 the way is 23 minutes each, on day 7 one less than none.
    beside = (request.shifts[2].id, ("x", "a"))
    assert {one.day: one.cost[Level.COST] for one in offers} == {on(n): 2700 for n in (0, 3, 7)}
    assert all(beside in one.routes for one in offers)


def test_sentences_tell_it_in_both_languages() -> None:
    """Day, time, account manager, neighbours, price, and who gives way."""
    request, matrix = full_day()
    plan = planned(request, matrix, [(0, 1)])
    offer, *_ = recommend_times(request, matrix, plan, X, most=1)
    assert offer.text == (
        "2026-03-02 08:30 by m, first, before b. Travel and wishes -20 min. Gives way: c."
    )
    assert (
        offer.text_zh == "2026-03-02 08:30由m拜访，当日首访，其后为b。路途与偏好-20分钟。须让出c。"
    )
