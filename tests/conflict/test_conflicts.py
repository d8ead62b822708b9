"""Conflicts worked by hand: who clashes with whom, by which conditions, by how much, and who does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing.conflict import Conflict, conflicts
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, VisitId
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.request import ContactTerms, PlanRequest, ShiftRequest, VisitRequest
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from tests.conflict.worked_days import (
    ANY_TIME,
    LUNCH,
    MONDAY,
    anomaly,
    appointment,
    asked,
    at,
    matrix,
    on,
    pin,
    recurring,
    shift,
    visit,
)

M = frozenset({ManagerId("m")})
EARLY = (at("09:00"), at("09:00"))


def names(found: tuple[Conflict, ...]) -> list[str]:
    """Return the customers of each conflict as one word."""
    return ["".join(one[0] for one in conflict.visit_ids) for conflict in found]


def only(request: PlanRequest, travel: TravelMatrix | None = None) -> Conflict:
    """Return the one conflict of a request."""
    (found,) = conflicts(request, travel or matrix())
    return found


def parts(found: Conflict) -> list[tuple[Rule, str]]:
    """Return the conditions that take part, with the customer or manager they belong to."""
    return [(part.rule, part.subject.split("@")[0]) for part in found.parts]


# ------------------------------------------------------------------ a day


def test_two_appointments_with_too_little_time_between() -> None:
    """From a, begun at 08:50 at the earliest, 15 min there and 32 min on the way: b at 09:37, by 09:25 asked.

    The other way round b begins at 09:05, and a could at 09:52, 42 min too late.
    """
    request = asked(appointment("a", "09:00", minutes=15), appointment("b", "09:15", minutes=15))
    found = only(request, matrix({("a", "b"): 32 * 60, ("b", "a"): 32 * 60}))
    assert (found.day, found.visit_ids, found.shift_ids) == (
        MONDAY,
        ("a@2026-03-02", "b@2026-03-02"),
        ("m@2026-03-02",),
    )
    assert (found.is_smallest, found.missing_s) == (True, 12 * 60)
    # 08:50 + 32 min = 09:22 is in time: the visit takes part, as does the way.
    assert parts(found) == [
        (Rule.APPOINTMENT, "a"),
        (Rule.APPOINTMENT, "b"),
        (Rule.VISIT_LENGTH, "a"),
        (Rule.TRAVEL, ""),
    ]
    assert found.text == (
        "2026-03-02: 08:50-09:10 with a and 09:05-09:25 with b clash: 08:50 at a, visit 15 min, 32 min of travel; "
        "earliest possible start at b is 09:37, 12 min too late. "
        "Agree another time with one of them, or give one to somebody else."
    )
    assert found.text_zh == (
        "2026-03-02:a(08:50-09:10)、b(09:05-09:25)相互冲突:08:50在a、拜访15分钟、路途32分钟,b最早09:37开始,迟12分钟。"
        "请与其中一户另约时间,或改由他人拜访。"
    )
    assert [part.text for part in found.parts] == [
        "a is to begin 08:50-09:10 (appointment)",
        "b is to begin 09:05-09:25 (appointment)",
        "the visit to a takes 15 min",
        "travel: 20 min from the start to a, 32 min from a to b, 20 min from b to the end",
    ]


def test_the_same_two_far_enough_apart_in_time() -> None:
    """With an agreed time 12 min later there is no conflict; a minute less, and there is."""
    legs = {("a", "b"): 32 * 60, ("b", "a"): 32 * 60}
    first = appointment("a", "09:00", minutes=15)
    in_time = asked(first, appointment("b", "09:27", minutes=15))
    assert conflicts(in_time, matrix(legs)) == ()
    assert only(asked(first, appointment("b", "09:26", minutes=15)), matrix(legs)).missing_s == 60


def test_three_of_which_any_two_can_be_kept() -> None:
    """All pinned to begin 09:00-10:00: the first at 09:00, the second at 09:50, a third at 10:40."""
    request = asked(*(pin(name, "09:00", "10:00") for name in "abc"), pin("d", "15:00", "16:00"))
    found = only(request)
    assert names((found,)) == ["abc"]
    assert (found.is_smallest, found.missing_s) == (True, 40 * 60)
    assert "Without any one of them the others can be kept." in found.text
    assert "放弃其中任意一项" in found.text_zh
    assert "10:40" in found.text
    pairs = [(a, b) for a in request.visits[:3] for b in request.visits[:3] if a.id < b.id]
    for pair in pairs:
        assert conflicts(asked(*pair), matrix()) == ()


def test_a_clash_because_of_lunch() -> None:
    """At a from 11:00 to 12:00, 20 min and an hour of lunch: b at 13:20, to begin at 13:10. Without lunch at 12:20.

    Before a it is too early for lunch, after b (13:40) too late.
    """
    pair = (pin("a", "11:00", "11:00", minutes=60), pin("b", "13:10", "13:10"))
    found = only(asked(*pair, shifts=(shift(lunch=LUNCH),)))
    assert (Rule.LUNCH, "m") in parts(found)
    assert (Rule.SHIFT_HOURS, "m") not in parts(found)
    assert found.missing_s == 10 * 60
    assert (
        "visit 60 min, 20 min of travel, 60 min of lunch; earliest possible start at b is 13:20"
        in (found.text)
    )
    assert "In the way: m has lunch for 60 min, beginning 11:30-13:00." in found.text
    assert "m午休60分钟(11:30-13:00开始)" in found.text_zh
    assert conflicts(asked(*pair, shifts=(shift(),)), matrix()) == ()


def test_a_clash_because_of_lunch_that_nobody_could_begin_in_time() -> None:
    """From 11:00 to 14:00 one visit follows the other, at the same place: lunch would begin an hour late.

    Lunch cannot begin before 11:30, and must by 13:00; the visits leave no gap.
    """
    here = {("a", "b"): 0, ("b", "a"): 0}
    pair = (
        pin("a", "11:00", "11:00", minutes=120),
        pin("b", "13:00", "13:00", minutes=60),
    )
    found = only(asked(*pair, shifts=(shift(lunch=LUNCH),)), matrix(here))
    assert (Rule.LUNCH, "m") in parts(found)
    # Lunch 13:00-14:00 and b at 14:00 misses by as much as lunch at 14:00.
    assert found.missing_s == 60 * 60


def test_a_clash_in_which_only_lunch_is_late() -> None:
    """At a from 11:20 until 12:50, at b from 13:10 until 13:40: lunch begins at 13:40, not by 13:00.

    Before a it is too early, and between them there is no time: b is to begin at 13:10.
    """
    pair = (pin("a", "11:20", "11:20", minutes=90), pin("b", "13:10", "13:10"))
    found = only(asked(*pair, shifts=(shift(lunch=LUNCH),)))
    assert found.missing_s == 40 * 60
    assert "clash: lunch would begin 40 min too late. In the way: m has lunch" in found.text
    assert "午休将迟40分钟" in found.text_zh


def test_a_clash_because_of_the_end_of_the_shift() -> None:
    """Three take 3 x 30 + 4 x 20 = 170 min, two 2 x 30 + 3 x 20 = 120: from 08:30 to 10:50 are 140."""
    three = [anomaly(name) for name in "abc"]
    found = only(asked(*three, shifts=(shift(end_s=at("10:50")),)))
    assert (found.is_smallest, found.missing_s) == (True, 30 * 60)
    assert (Rule.SHIFT_HOURS, "m") in parts(found)
    assert Rule.TIME_WINDOW not in {part.rule for part in found.parts}
    assert "any time with a, any time with b and any time with c clash" in found.text
    assert "earliest possible return of m is 11:20, 30 min after 10:50" in found.text
    assert "m works until 10:50" in found.text
    assert "m10:50下班" in found.text_zh
    assert conflicts(asked(*three[1:], shifts=(shift(end_s=at("10:50")),)), matrix()) == ()
    assert conflicts(asked(*three, shifts=(shift(end_s=at("11:20")),)), matrix()) == ()


def test_a_clash_because_of_the_reserve() -> None:
    """The same until 11:20 would do, but half an hour of it is kept free; of ten minutes too many, ten are missing."""
    three = [anomaly(name) for name in "abc"]
    found = only(asked(*three, shifts=(shift(end_s=at("11:20"), reserve_s=1800),)))
    assert (Rule.RESERVED_TIME, "m") in parts(found)
    assert "m keeps the last 30 min free" in found.text
    assert "m预留末尾30分钟" in found.text_zh
    tight = only(asked(*three, shifts=(shift(end_s=at("11:20"), reserve_s=600),)))
    assert tight.missing_s == 600
    assert (
        conflicts(asked(*three, shifts=(shift(end_s=at("11:30"), reserve_s=600),)), matrix()) == ()
    )


def test_a_clash_because_both_have_one_manager() -> None:
    """Two at ten, both of m's customers: m2 is not allowed. If m2 may visit one of them, both are kept."""
    both = (shift(), shift("m2"))
    ours = [appointment(name, "10:00", manager_ids=M) for name in "ab"]
    found = only(asked(*ours, shifts=both))
    assert (Rule.MANAGER_NOT_ALLOWED, "a") in parts(found)
    assert (Rule.MANAGER_NOT_ALLOWED, "b") in parts(found)
    assert "a is visited by m only" in found.text
    assert "a仅由m拜访" in found.text_zh
    assert (
        conflicts(asked(ours[0], replace(ours[1], manager_ids=None), shifts=both), matrix()) == ()
    )


def test_three_at_a_time_for_two_managers() -> None:
    """Any two of three appointments at ten can be kept; the routes of both managers are told."""
    request = asked(*(appointment(name, "10:00") for name in "abc"), shifts=(shift(), shift("m2")))
    found = only(request)
    assert names((found,)) == ["abc"]
    assert found.is_smallest
    assert found.shift_ids == ("m@2026-03-02", "m2@2026-03-02")
    assert "nearest by m " in found.text
    assert "; m2 " in found.text


def test_a_clash_because_of_the_most_visits() -> None:
    """Two visits are all that the day allows; no delay would help."""
    request = asked(*(anomaly(name) for name in "abc"), shifts=(shift(max_visits=2),))
    found = only(request)
    assert parts(found) == [(Rule.MAX_VISITS, "m")]
    assert found.missing_s is None
    assert "m makes at most 2 visits" in found.text
    assert "m最多拜访2户" in found.text_zh


def test_what_a_promise_is() -> None:
    """Pins, appointments, anomalies and first visits are; what is late, due or may be phoned is not."""
    first = visit("a", EARLY)
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    for other, is_promise in (
        (visit("b", EARLY, cause=Cause.APPOINTMENT), True),
        (visit("b", EARLY, cause=Cause.ANOMALY), True),
        (visit("b", EARLY, cause=Cause.NEW_CUSTOMER), True),
        (visit("b", EARLY, cause=Cause.LATE), False),
        (visit("b", EARLY, category=Category.DUE), False),
        (visit("b", EARLY, contact=phone), False),
        (visit("b", EARLY, cause=Cause.ANOMALY, contact=phone), True),
    ):
        assert bool(conflicts(asked(first, other), matrix())) == is_promise


def test_a_visit_that_is_impossible_alone_clashes_with_nobody() -> None:
    """Pinned to 08:40 it is out of reach, to nobody it is closed: reasons of its own, no conflict."""
    for alone in (pin("a", "08:40", "08:40"), visit("a"), pin("a", "17:00", "17:10")):
        assert conflicts(asked(alone, pin("b", "08:50", "08:55")), matrix()) == ()


def test_several_conflicts_are_all_named() -> None:
    """Three at nine and two at three: a and b, then, b set aside, a and c; and d and e."""
    request = asked(
        *(pin(name, "09:00", "09:05") for name in "abc"),
        *(pin(name, "15:00", "15:05") for name in "de"),
        pin("f", "12:00", "12:05"),
    )
    assert names(conflicts(request, matrix())) == ["ab", "ac", "de"]


def test_the_promise_that_counts_least_is_set_aside() -> None:
    """An anomaly counts less than a pin, whatever the weights; of two pins the lighter one does."""
    at_nine = [
        pin("a", "09:00", "09:05", cause=Cause.ANOMALY, weight=9),
        pin("b", "09:00", "09:05", weight=1),
        pin("c", "09:00", "09:05", weight=2),
    ]
    # a goes with either of the others, then b with c.
    assert names(conflicts(asked(*at_nine), matrix())) == ["ab", "bc"]


def test_no_more_than_twenty_are_named() -> None:
    """Thirty at nine make 29 conflicts with the one that stays."""
    many = [
        replace(
            pin("a", "09:00", "09:05"),
            id=VisitId(f"{number:02}"),
            customer_id=CustomerId(f"{number:02}"),
        )
        for number in range(30)
    ]
    assert len(conflicts(asked(*many), matrix())) == 20


def test_a_quick_way_through_a_third_customer_is_no_conflict() -> None:
    """From a to b takes three hours, by way of c 5 + 30 + 5 min: with c a plan keeps both, without c none does."""
    legs = {("a", "b"): 10_800, ("b", "a"): 10_800, ("a", "c"): 300, ("c", "b"): 300}
    pair = (pin("a", "09:00", "09:05"), pin("b", "10:10", "10:15"))
    via = visit("c", ANY_TIME, cause=Cause.CADENCE, category=Category.DUE)
    assert conflicts(asked(*pair, via), matrix(legs)) == ()
    found = only(asked(*pair), matrix(legs))
    assert (Rule.TRAVEL, "") in parts(found)


def test_bad_input_is_refused_whole() -> None:
    """Unknown places and legs of less than no time are named."""
    broken = replace(pin("a", "09:00", "09:05"), place_id=PlaceId("c:nowhere"))
    with pytest.raises(InputError, match="nowhere"):
        conflicts(asked(broken), matrix())
    travel = matrix()
    with pytest.raises(InputError):
        conflicts(
            asked(pin("a", "09:00", "09:05")),
            replace(travel, duration_s=-np.abs(travel.duration_s)),
        )


def test_nothing_promised_nothing_contradicted() -> None:
    """No visits, no shifts, no promises: no conflicts."""
    assert conflicts(asked(), matrix()) == ()
    assert conflicts(PlanRequest(territory_id="t", shifts=(), visits=()), matrix()) == ()


# ------------------------------------------------------------------ several days


def short_days(*numbers: int) -> tuple[ShiftRequest, ...]:
    """Return shifts from 08:30 to 09:45: 75 min, of which one visit takes 70 and two take 120."""
    return tuple(shift(number=number, end_s=at("09:45")) for number in numbers)


def owed(name: str, first: int, last: int, days: tuple[int, ...] = (0, 1, 2)) -> VisitRequest:
    """Return a recurring visit to an anomalous customer, open all day, owed from one day to another."""
    return recurring(name, dict.fromkeys(days, ANY_TIME), (Cause.ANOMALY, first, last))


def test_two_promises_for_one_day_of_a_week() -> None:
    """Both owed by Monday, when one can be made: on Tuesday it would be late."""
    request = asked(owed("a", 0, 0), owed("b", 0, 0), shifts=short_days(0, 1))
    found = only(request)
    assert (found.day, found.visit_ids) == (on(0), ("a", "b"))
    later = asked(owed("a", 0, 0), owed("b", 0, 1), shifts=short_days(0, 1))
    assert conflicts(later, matrix()) == ()


def test_three_promises_for_two_days() -> None:
    """Three owed by Tuesday, one visit a day: any two can be made, all three cannot; with Wednesday they can."""
    request = asked(*(owed(name, 0, 1) for name in "abc"), shifts=short_days(0, 1, 2))
    found = only(request)
    assert (found.day, found.is_smallest, names((found,))) == (None, True, ["abc"])
    assert found.shift_ids == ("m@2026-03-02", "m@2026-03-03")
    assert "a between 2026-03-02 and 2026-03-03" in found.text
    assert "a(2026-03-02至2026-03-03)" in found.text_zh
    assert "m (2026-03-02) works until 09:45" in found.text
    wider = asked(*(owed(name, 0, 2) for name in "abc"), shifts=short_days(0, 1, 2))
    assert conflicts(wider, matrix()) == ()


def test_an_appointment_stands_in_the_way_of_an_anomaly() -> None:
    """Monday is taken by the appointment, on Tuesday the anomalous customer is closed, Wednesday is too late."""
    agreed = recurring("a", {0: (at("08:50"), at("09:00"))}, (Cause.APPOINTMENT, 0, 0))
    request = asked(agreed, owed("b", 0, 1, days=(0, 2)), shifts=short_days(0, 1, 2))
    found = only(request)
    assert (found.day, names((found,))) == (on(0), ["ab"])
    # It is the length of the day that leaves no room beside it: at no other time of Monday there would be more.
    assert (Rule.SHIFT_HOURS, "m") in parts(found)
    assert (Rule.APPOINTMENT, "a") not in parts(found)


def test_two_obligations_of_one_customer_are_no_conflict() -> None:
    """An anomaly by Monday and an appointment on Monday: one visit answers both."""
    both = recurring(
        "a", {0: (at("08:50"), at("09:10"))}, (Cause.APPOINTMENT, 0, 0), (Cause.ANOMALY, 0, 0)
    )
    assert conflicts(asked(both, shifts=short_days(0)), matrix()) == ()
    clash = only(asked(both, owed("b", 0, 0), shifts=short_days(0)))
    assert names((clash,)) == ["ab"]


def test_what_may_wait_until_after_the_plan_is_no_promise_of_it() -> None:
    """Owed by Friday, and the plan answers for what is owed until Thursday: nothing is lost if it waits."""
    waits = [
        recurring(name, {0: ANY_TIME}, (Cause.ANOMALY, 0, 4), until=until)
        for name, until in (("a", 3), ("b", 4))
    ]
    assert conflicts(asked(*waits, shifts=short_days(0)), matrix()) == ()
    both = [replace(one, cadence=waits[1].cadence) for one in waits]
    assert names(conflicts(asked(*both, shifts=short_days(0)), matrix())) == ["ab"]
