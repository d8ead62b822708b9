"""Days driven by hand: every way takes ten minutes and every visit fifteen, unless a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from routing.domain.customer import DateRange, Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence
from routing.simulation.news import AppointmentCancelled, ClosureAnnounced
from tests.simulation.driven_day import (
    DAY,
    M1,
    M2,
    Script,
    Told,
    agreed,
    at,
    away,
    clock,
    complaint,
    customer,
    driven,
    errand,
    log_of,
    rows_of,
    span,
    task,
    territory,
    tour,
)

TEAM = territory(
    *map(customer, "abc"), *(customer(one, manager_id=M2) for one in "xyz"), num_managers=2
)


# ---------------------------------------------------------------- a day as planned


def test_a_day_as_it_was_meant() -> None:
    """08:30 + 10 = 08:40 at a, 15 minutes; 09:05 at b, 20 minutes; 09:35 home: 30 on the road, 35 with customers."""
    day = driven(territory(), tour("a", errand("b", 20)))
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:05", True)]
    log = log_of(day)
    assert (log.planned, log.failed, log.replans, log.retold) == (2, 0, 0, 0)
    assert (log.left_s, log.back_s) == (clock("08:30"), clock("09:35"))
    assert (log.travel_s, log.travel_m) == (3 * 600, 3 * 6000)
    assert (log.visiting_s, log.waiting_s, log.contact_s) == (35 * 60, 0, 0)
    assert (log.task_s, log.overtime_s) == (0, 0)
    assert [one.length_minutes for one in day.territory.history] == [15, 20]
    assert {one.manager_id for one in day.territory.history} == {M1}


def test_roads_and_visits_take_what_the_world_says() -> None:
    """25 minutes to a, a visit of 40: 08:55 to 09:35, then 09:45 at b; he meant to be there at 09:05."""
    script = Script()
    world = Told(legs={"a": 25}, lengths={"a": 40})
    day = driven(territory(), tour("a", errand("b", start="09:05")), world=world, strategy=script)
    assert rows_of(day) == [("a", "08:55", True), ("b", "09:45", True)]
    # Asked a quarter of an hour before he leaves, when he leaves, at 09:35 and at 10:00.
    assert script.times() == ["08:15", "08:30", "09:35", "10:00"]
    assert [found.behind_s for _, found in script.asked] == [0, 0, 40 * 60, 0]


def test_minutes_are_rounded_up() -> None:
    """A visit of 15 minutes and a second lasted 16."""
    one = replace(errand("a"), length_s=901)
    assert [row.length_minutes for row in driven(territory(), tour(one)).territory.history] == [16]


def test_nobody_has_a_tour() -> None:
    """Everybody stays at home, hears the day's news by 17:30 and does his tasks; later news wait."""
    news = (("09:00", task(30)), ("17:30", complaint("a", "17:30")))
    script = Script()
    world = Told(news=(*news, ("17:31", task(45))))
    day = driven(TEAM, world=world, strategy=script)
    assert rows_of(day) == []
    assert (day.num_news, script.asked) == (2, [])
    assert len(day.territory.anomalies) == 1
    assert [(one.left_s, one.back_s, one.task_s, one.overtime_s) for one in day.logs] == [
        (None, None, 30 * 60, 0),
        (None, None, 0, 0),
    ]


def test_everybody_has_a_log_in_the_order_of_ids() -> None:
    """Of account managers without a tour too, whatever the order of their rows."""
    reversed_rows = replace(TEAM, managers=TEAM.managers[::-1])
    day = driven(reversed_rows, tour("x", manager_id=M2))
    assert [(one.manager_id, one.planned) for one in day.logs] == [(M1, 0), (M2, 1)]


# ---------------------------------------------------------------- waiting


def test_who_need_not_be_there_yet_sets_out_late() -> None:
    """Not before 09:30: he leaves at 09:15, is there at 09:25 and waits five minutes."""
    log = log_of(driven(territory(), tour(errand("a", not_before="09:30"))))
    assert (log.left_s, log.waiting_s) == (clock("09:15"), 300)


@pytest.mark.parametrize(
    ("leg", "begins", "waits_s"), [(14, "09:30", 60), (15, "09:30", 0), (20, "09:35", 0)]
)
def test_five_minutes_are_for_the_road(leg: int, begins: str, waits_s: int) -> None:
    """He leaves at 09:15 by the ten minutes that he believes in; the way takes longer."""
    day = driven(territory(), tour(errand("a", not_before="09:30")), world=Told(legs={"a": leg}))
    assert rows_of(day) == [("a", begins, True)]
    assert log_of(day).waiting_s == waits_s


def test_an_appointment_is_not_begun_before_its_time() -> None:
    """Agreed on 10:00: there at 09:45, begun at 09:50 (R16)."""
    for agreed_at in ("10:00", "2026-11-02T02:00+00:00"):
        where = replace(territory(), appointments=(agreed("b", agreed_at),))
        day = driven(where, tour("a", errand("b", start="09:55")))
        assert rows_of(day) == [("a", "08:40", True), ("b", "09:50", True)]
        assert log_of(day).waiting_s == 300


def test_who_waits_hears_what_comes_in() -> None:
    """The visit of 11:00 has him wait with a from 08:55 on; at 09:20 b complains, and is visited in between.

    He looks every quarter of an hour: at 09:25. Off then, with b at 09:35; off to c at 10:45.
    """
    later = errand("c", not_before="11:00", start="11:00")
    script = Script(answers={"09:20": (tour("b", later, leaves="09:20"),)})
    news = [("09:20", complaint("b", "09:20"))]
    day = driven(territory(), tour("a", later), world=Told(news=news), strategy=script)
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:35", True), ("c", "11:00", True)]
    assert script.times()[:5] == ["08:15", "08:30", "08:55", "09:10", "09:25"]
    assert [found.is_news for _, found in script.asked][:5] == [False] * 4 + [True]


def test_nobody_sets_out_before_his_tour_says() -> None:
    """A tour that leaves at 10:00 is begun then; its news are heard from 08:30 on, every quarter of an hour."""
    script = Script()
    news = [("09:50", task(30))]
    day = driven(territory(), tour("a", leaves="10:00"), world=Told(news=news), strategy=script)
    assert rows_of(day) == [("a", "10:10", True)]
    assert script.times() == [
        "08:30",
        "08:45",
        "09:00",
        "09:15",
        "09:30",
        "09:45",
        "10:00",
        "10:25",
    ]
    assert [found.is_news for _, found in script.asked] == [False] * 6 + [True, False]


def test_who_leaves_late_hears_what_came_in_early() -> None:
    """A tour leaves at 11:00; b complains at 08:20, is planned in at 08:30, and visited at 08:40."""
    later = errand("a", not_before="11:10", start="11:10")
    script = Script(answers={"08:30": (tour("b", later),)})
    news = [("08:20", complaint("b", "08:20"))]
    meant = tour(later, leaves="11:00")
    day = driven(territory(), meant, world=Told(news=news), strategy=script)
    assert rows_of(day) == [("b", "08:40", True), ("a", "11:10", True)]


def test_own_hours_say_when_work_begins() -> None:
    """Who begins at 09:30 and leaves at 11:00 looks at 09:30 for the first time."""
    where = territory()
    (manager,) = where.managers
    where = replace(where, managers=(replace(manager, day_start=time(9, 30)),))
    script = Script()
    driven(where, tour("a", leaves="11:00"), strategy=script)
    assert script.times()[0] == "09:30"


def test_a_tour_of_the_road_may_have_him_wait() -> None:
    """After a, at 08:55, he gets a tour that leaves at 11:00: nothing is driven before, and news are heard."""
    script = Script(answers={"08:55": (tour("b", leaves="11:00"),)})
    news = [("10:00", task(30))]
    day = driven(territory(), tour("a", "c"), world=Told(news=news), strategy=script)
    assert rows_of(day) == [("a", "08:40", True), ("b", "11:10", True)]
    heard = [
        known.now.time().isoformat("minutes") for known, found in script.asked if found.is_news
    ]
    assert heard == ["10:10"]


# ---------------------------------------------------------------- shops


def test_he_waits_for_a_shop_that_opens_soon() -> None:
    """Ready at 08:30 he could be there at 08:40; the shop opens at 09:25, 45 minutes later: he leaves at 09:10."""
    where = territory(customer("a", span("09:25", "17:00")), customer("b"))
    day = driven(where, tour("a", "b"))
    assert rows_of(day) == [("a", "09:25", True), ("b", "09:50", True)]
    assert log_of(day).left_s == clock("09:10")


def test_he_passes_by_a_shop_that_opens_late() -> None:
    """One that opens at 09:26 would have him wait for 46 minutes: he goes to b, and nobody was at a's door."""
    where = territory(customer("a", span("09:26", "17:00")), customer("b"))
    assert rows_of(driven(where, tour("a", "b"))) == [("b", "08:40", True)]


def test_the_plan_may_mean_to_wait() -> None:
    """Meant for 10:00, a shop that opens then is waited for."""
    where = territory(customer("a", span("10:00", "17:00")), customer("b"))
    day = driven(where, tour(errand("a", start="10:00"), "b"))
    assert rows_of(day) == [("a", "10:00", True), ("b", "10:25", True)]


def test_a_shop_that_shuts_while_he_drives_is_a_visit_in_vain() -> None:
    """He should be there at 08:40; it takes until 08:55, and the shop shut at 08:45: three minutes before the door."""
    where = territory(customer("a", span("08:00", "08:45")), customer("b"))
    day = driven(where, tour("a", "b"), world=Told(legs={"a": 25}))
    assert rows_of(day) == [("a", "08:55", False), ("b", "09:08", True)]
    assert day.territory.history[0].because is UndoneReason.CLOSED
    assert (log_of(day).failed, log_of(day).waiting_s) == (1, 180)


def test_a_closure_announced_in_the_morning_is_heeded() -> None:
    """Who hears at 08:20 that a is shut today does not go there."""
    shut = ClosureAnnounced(customer_id=CustomerId("a"), closed=DateRange(first=DAY, last=DAY))
    script = Script()
    day = driven(territory(), tour("a", "b"), world=Told(news=[("08:20", shut)]), strategy=script)
    assert rows_of(day) == [("b", "08:40", True)]
    assert [found.is_news for _, found in script.asked] == [False, True, False]


def test_a_locked_door_costs_three_minutes() -> None:
    """At 08:40 nobody opens: noted with its time and without a length; off at 08:43, with b at 08:53."""
    script = Script()
    world = Told(locked={"a": ("08:00", "09:00")})
    day = driven(territory(), tour("a", "b"), world=world, strategy=script)
    assert rows_of(day) == [("a", "08:40", False), ("b", "08:53", True)]
    row = day.territory.history[0]
    assert (row.because, row.length_minutes) == (UndoneReason.KEEPER_AWAY, None)
    log = log_of(day)
    assert (log.failed, log.waiting_s, log.visiting_s) == (1, 180, 15 * 60)
    assert [found.has_failed for _, found in script.asked] == [False, False, True, False]


def test_a_door_is_tried_when_the_visit_would_begin() -> None:
    """Locked until 09:00 and the shop open from 09:20: unlocked by then."""
    where = territory(customer("a", span("09:20", "17:00")))
    day = driven(where, tour("a"), world=Told(locked={"a": ("08:00", "09:00")}))
    assert rows_of(day) == [("a", "09:20", True)]


# ---------------------------------------------------------------- visits called off


def test_a_visit_that_is_called_off_is_struck_out() -> None:
    """B calls at 08:50, he hears it when a is over at 08:55: noted without a time, and c is next, at 09:05."""
    script = Script()
    world = Told(called_off={"b": "08:50"})
    day = driven(territory(), tour("a", "b", "c"), world=world, strategy=script)
    assert rows_of(day) == [("a", "08:40", True), ("b", None, False), ("c", "09:05", True)]
    assert day.territory.history[1].because is UndoneReason.CANCELLED
    # Nobody went there in vain.
    assert log_of(day).failed == 0
    assert [found.has_failed for _, found in script.asked] == [False, False, True, False]


def test_a_call_that_comes_too_late_calls_nothing_off() -> None:
    """B calls at 09:06, when he has been there since 09:05."""
    day = driven(territory(), tour("a", "b"), world=Told(called_off={"b": "09:06"}))
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:05", True)]


def test_who_waits_for_the_visit_does_not_call_it_off() -> None:
    """Neither who has an appointment on this day nor who reported something within a week; a call is not called off.

    B reported at 09:30 a week ago, in Shanghai, and c at 08:10: when he looks, at 08:15, that is more than a week ago.
    """
    where = replace(
        territory(),
        appointments=(agreed("a", "08:45"),),
        anomalies=(complaint("b", "2026-10-26T01:30+00:00"), complaint("c", "2026-10-26T08:10")),
    )
    world = Told(called_off={"a": "07:30", "b": "07:30", "c": "07:30", "d": "07:30"})
    call = errand("d", 5, mode=Mode.PHONE)
    day = driven(where, tour("a", "b", "c", call), world=world)
    assert [(one, done) for one, _, done in rows_of(day)] == [
        ("c", False),
        ("a", True),
        ("b", True),
        ("d", True),
    ]


def test_a_cancelled_appointment_is_news() -> None:
    """Cancelled at 09:00, it is no appointment when he goes on: the visit is begun when he is there."""
    gone = agreed("b", "2026-11-02T02:00+00:00")
    where = replace(territory(), appointments=(gone,))
    news = [("08:50", AppointmentCancelled(appointment=gone))]
    script = Script()
    day = driven(
        where, tour("a", errand("b", start="09:55")), world=Told(news=news), strategy=script
    )
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:05", True)]
    assert [found.is_news for _, found in script.asked] == [False, False, True, False]


# ---------------------------------------------------------------- lunch


def test_lunch_where_the_plan_has_it() -> None:
    """B is over at 11:45 and lunch comes before c: 11:45 to 12:45, with c at 12:55."""
    meant = tour("a", errand("b", 20, not_before="11:25"), "c", lunch_before=2)
    day = driven(territory(), meant)
    assert rows_of(day) == [("a", "08:40", True), ("b", "11:25", True), ("c", "12:55", True)]
    log = log_of(day)
    # 12:55 + 15 + 10 = 13:20. Of 290 minutes he drove 40, visited 50, waited 5, ate 60: 135 without anything to do.
    assert (log.left_s, log.back_s) == (clock("08:30"), clock("13:20"))
    assert (log.travel_s, log.visiting_s, log.waiting_s) == (2400, 3000, 300)


def test_lunch_is_not_had_before_its_time() -> None:
    """Lunch before b, and a over at 11:00: he waits until 11:30, and is with b at 12:40."""
    meant = tour(errand("a", not_before="10:45"), "b", lunch_before=1)
    assert rows_of(driven(territory(), meant)) == [("a", "10:45", True), ("b", "12:40", True)]


def test_lunch_moves_with_the_errands_that_are_struck_out() -> None:
    """Lunch before the third; the first is called off and the second visited: lunch is next."""
    meant = tour("a", errand("b", not_before="11:30"), "c", lunch_before=2)
    day = driven(territory(), meant, world=Told(called_off={"a": "07:30"}))
    # b 11:30 to 11:45, lunch until 12:45, c at 12:55.
    assert rows_of(day) == [("a", None, False), ("b", "11:30", True), ("c", "12:55", True)]


def test_who_has_no_lunch_in_the_plan_eats_when_it_is_time() -> None:
    """B would be over at 13:01: lunch first, from 12:36 to 13:36. At 13:00 it would not have been too late."""
    early = tour(errand("a", not_before="12:20"), "b")
    # a 12:20 to 12:35, b 12:45 to 13:00.
    assert rows_of(driven(territory(), early))[1] == ("b", "12:45", True)
    late = tour(errand("a", 16, not_before="12:20"), "b")
    assert rows_of(driven(territory(), late))[1] == ("b", "13:46", True)


def test_lunch_is_had_once() -> None:
    """Whatever a new tour says of it: lunch from 11:30 to 12:30, b at 12:40, c at 13:05."""
    first = tour(errand("a", not_before="11:15"), "b", "c", lunch_before=1)
    script = Script(answers={"12:30": (tour("b", "c", leaves="12:30", lunch_before=0),)})
    day = driven(territory(), first, strategy=script)
    assert rows_of(day)[1:] == [("b", "12:40", True), ("c", "13:05", True)]
    at_table = [found for known, found in script.asked if known.now.hour >= 12]
    assert [one.positions[0].had_lunch for one in at_table] == [True] * 3


def test_who_begins_after_lunch_has_eaten() -> None:
    """Who leaves at 13:30 has had lunch at home: with a at 13:40."""
    assert rows_of(driven(territory(), tour("a", leaves="13:30"))) == [("a", "13:40", True)]


def test_who_is_home_by_lunch_has_it_there() -> None:
    """Nothing left for m2 after x at 12:00: home at 12:25, lunch until 13:25; sent out again, with y at 13:35."""
    script = Script(answers={"12:30": (tour("y", leaves="12:30", manager_id=M2),)})
    meant = tour(errand("x", not_before="12:00"), lunch_before=1, manager_id=M2)
    day = driven(TEAM, meant)
    assert log_of(day, M2).back_s == clock("12:25")
    at_noon = tour(errand("a", not_before="12:15"), "b")
    day = driven(TEAM, at_noon, meant, strategy=script)
    assert [one for one in rows_of(day) if one[0] == "y"] == [("y", "13:35", True)]


# ---------------------------------------------------------------- the end of the day


def test_visits_that_no_longer_fit_are_left_out() -> None:
    """A is over at 17:10: b would be over at 17:35 and he home at 17:45, just in time; a minute later he would not."""
    just = tour(errand("a", not_before="16:55"), "b")
    day = driven(territory(), just)
    assert rows_of(day) == [("a", "16:55", True), ("b", "17:20", True)]
    assert log_of(day).overtime_s == 15 * 60
    late = tour(errand("a", not_before="16:56"), "b")
    day = driven(territory(), late)
    assert rows_of(day) == [("a", "16:56", True)]
    # 17:11 + 10 = 17:21.
    assert (log_of(day).back_s, log_of(day).overtime_s) == (clock("17:21"), 0)


def test_what_cannot_wait_is_done_in_overtime() -> None:
    """The same with b fixed, and c, which is not, left out: home at 17:46."""
    late = tour(errand("a", not_before="16:56"), "c", errand("b", is_fixed=True))
    day = driven(territory(), late)
    assert rows_of(day) == [("a", "16:56", True), ("b", "17:21", True)]
    assert log_of(day).overtime_s == 16 * 60


def test_tasks_come_after_the_visits_and_count() -> None:
    """With a task of an hour b would have to be over at 16:35; the task is done from 16:30 to 17:30."""
    where = replace(territory(), tasks=(task(60),))
    day = driven(where, tour(errand("a", not_before="16:05"), "b"))
    assert rows_of(day) == [("a", "16:05", True)]
    log = log_of(day)
    assert (log.back_s, log.task_s, log.overtime_s) == (clock("16:30"), 3600, 0)


def test_a_task_that_comes_in_on_the_road_is_news() -> None:
    """An hour more at 16:00: he was to be home at 17:05, and works until 18:05, 35 minutes beyond his day."""
    script = Script()
    news = [("16:00", task(60))]
    meant = tour(errand("a", 60, not_before="15:55"))
    day = driven(territory(), meant, world=Told(news=news), strategy=script)
    log = log_of(day)
    assert (log.back_s, log.task_s, log.overtime_s) == (clock("17:05"), 3600, 35 * 60)
    assert script.asked[-1][1].is_news


def test_work_at_the_desk_has_overtime_too() -> None:
    """A call at 17:00 takes ten minutes; the tasks of half an hour are over at 17:40. Nothing was driven."""
    where = replace(territory(), tasks=(task(30),))
    log = log_of(driven(where, tour(errand("a", 10, mode=Mode.PHONE, not_before="17:00"))))
    assert (log.left_s, log.contact_s, log.task_s) == (None, 600, 1800)
    assert log.overtime_s == 10 * 60


# ---------------------------------------------------------------- people who are away


def test_illness_in_the_middle_of_the_day() -> None:
    """Ill from 09:10 on, with b then: the visit is finished at 09:20, c is left out, home at 09:30."""
    script = Script()
    news = [("09:10", away("09:10", "17:30"))]
    day = driven(territory(), tour("a", "b", "c"), world=Told(news=news), strategy=script)
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:05", True)]
    assert log_of(day).back_s == clock("09:30")
    assert [found.is_news for _, found in script.asked] == [False, False, False, True]


def test_illness_before_the_day_begins() -> None:
    """Who calls in at 07:30 goes nowhere, though he has a tour."""
    day = driven(territory(), tour("a"), world=Told(news=[("07:30", away())]))
    assert rows_of(day) == []
    assert log_of(day).left_s is None


@pytest.mark.parametrize("absence", [away(), away("09:00"), away("09:00", "17:30")])
def test_who_is_away_does_no_tasks(absence: Absence) -> None:
    """Ill all day or from 09:00 on, before a task of two hours: he does not do it, and works no overtime."""
    news = [("07:30", absence), ("08:00", task(120))]
    log = log_of(driven(territory(), tour("a"), world=Told(news=news)))
    assert (log.task_s, log.overtime_s) == (0, 0)


def test_a_meeting_over_noon() -> None:
    """Away from 11:00 to 13:00: b, which would be over at 11:05, waits until he is back, and has it at 13:10.

    Lunch is had in between.
    """
    where = replace(territory(), absences=(away("11:00", "13:00"),))
    day = driven(where, tour(errand("a", not_before="10:25"), "b"))
    # a 10:25 to 10:40; b 10:50 to 11:05 would not do.
    assert rows_of(day) == [("a", "10:25", True), ("b", "13:10", True)]
    assert log_of(day).back_s == clock("13:35")


def test_a_meeting_in_the_morning() -> None:
    """Away until 10:00, he begins then, with the news of the morning heard."""
    where = replace(territory(), absences=(away("08:00", "10:00"),))
    script = Script()
    day = driven(where, tour("a"), world=Told(news=[("09:30", task(15))]), strategy=script)
    assert rows_of(day) == [("a", "10:10", True)]
    assert [known.now.hour for known, found in script.asked if found.is_news] == [10]


def test_a_meeting_to_the_end_of_the_day() -> None:
    """Away from 15:00 on: what would be over at 15:05 is left out, and the way home is his own time."""
    where = replace(territory(), absences=(away("15:00", "17:30"),))
    day = driven(where, tour(errand("a", not_before="14:25"), "b"))
    assert rows_of(day) == [("a", "14:25", True)]
    assert (log_of(day).back_s, log_of(day).overtime_s) == (clock("14:50"), 0)


def test_a_stand_in_takes_over() -> None:
    """m1 is ill at 09:00; when he hears of it, at 09:20, m2 gets b and c, though he was at home since 09:05.

    m2 leaves again at once, is with b at 09:30, with c at 09:55, home at 10:20.
    """
    script = Script(
        answers={
            "09:20": (
                tour(manager_id=M1),
                tour("b", "c", leaves="09:20", manager_id=M2),
            )
        },
        retold=(CustomerId("b"),),
    )
    news = [("09:00", away("09:00", "17:30"))]
    first = tour(errand("a", 40), "b", "c")
    day = driven(TEAM, first, tour("x", manager_id=M2), world=Told(news=news), strategy=script)
    assert rows_of(day) == [
        ("x", "08:40", True),
        ("a", "08:40", True),
        ("b", "09:30", True),
        ("c", "09:55", True),
    ]
    assert [one.manager_id for one in day.territory.history] == [M2, M1, M2, M2]
    one, other = day.logs
    assert (one.back_s, one.replans, one.retold) == (clock("09:30"), 1, 1)
    # Out from 08:30 to 09:05 and from 09:20 to 10:20, with five ways in all.
    assert (other.left_s, other.back_s, other.replans) == (clock("08:30"), clock("10:20"), 0)
    assert (other.travel_s, other.visiting_s, other.planned) == (5 * 600, 45 * 60, 1)


def test_nobody_leaves_again_before_he_is_home() -> None:
    """m2 is on the way home, 08:55 to 09:55, when he gets y at 09:20: he leaves again at 09:55, with y at 10:05."""
    script = Script(answers={"09:20": (tour("y", leaves="09:20", manager_id=M2),)})
    legs = {("c:x", "s:m2"): 3600}
    day = driven(
        TEAM, tour(errand("a", 40), "b"), tour("x", manager_id=M2), strategy=script, legs=legs
    )
    assert [one for one in rows_of(day) if one[0] == "y"] == [("y", "10:05", True)]


def test_a_stand_in_who_waits_is_there_at_once() -> None:
    """m2 waits at home for y at 15:00; at 08:55 he gets b besides, and leaves when he next looks, not at 14:45."""
    later = errand("y", not_before="15:00", start="15:00")
    script = Script(answers={"08:55": (tour("b", later, leaves="08:55", manager_id=M2),)})
    day = driven(TEAM, tour("a"), tour(later, manager_id=M2), strategy=script)
    # m2 looks at 08:15, 08:30, and every quarter of an hour from then on: at 09:00.
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:10", True), ("y", "15:00", True)]


# ---------------------------------------------------------------- calls, new customers


def test_a_call_takes_time_and_no_way() -> None:
    """A over at 08:55, a call of five minutes from there, with c at 09:10 (R22)."""
    day = driven(territory(), tour("a", errand("b", 5, mode=Mode.PHONE), "c"))
    assert rows_of(day) == [("a", "08:40", True), ("b", "08:55", True), ("c", "09:10", True)]
    row = day.territory.history[1]
    assert (row.mode, row.length_minutes) == (Mode.PHONE, 5)
    log = log_of(day)
    assert (log.planned, log.contact_s, log.visiting_s) == (2, 300, 1800)
    assert log.travel_s == 3 * 600


def test_calls_alone_keep_somebody_at_home() -> None:
    """From 08:30 to 08:35 and to 08:40; he never left."""
    calls = [errand(one, 5, mode=Mode.NETWORK) for one in "ab"]
    day = driven(territory(), tour(*calls))
    assert rows_of(day) == [("a", "08:30", True), ("b", "08:35", True)]
    log = log_of(day)
    assert (log.left_s, log.back_s, log.contact_s, log.planned) == (None, None, 600, 0)


def test_a_call_is_not_made_before_its_time() -> None:
    """Nobody sets out to it: at 10:00 it is 10:00, not five minutes sooner."""
    day = driven(territory(), tour(errand("a", 5, mode=Mode.PHONE, not_before="10:00")))
    assert rows_of(day) == [("a", "10:00", True)]


def test_somebody_who_joins_today_is_on_the_map() -> None:
    """n, unknown in the morning, joins at 09:00 and is visited in the same round: at 09:30."""
    script = Script(answers={"09:05": (tour("n", leaves="09:05"),)})
    world = Told(news=[("09:00", customer("n"))])
    day = driven(territory(), tour("a", "b", "c"), world=world, strategy=script)
    # a 08:40, b 09:05 to 09:20: asked then, n from 09:30 on; c was taken away.
    assert rows_of(day) == [("a", "08:40", True), ("b", "09:05", True), ("n", "09:30", True)]


# ---------------------------------------------------------------- what the strategy is told


def test_what_is_told_on_the_road() -> None:
    """With m1 done with a at 08:55 and m2 on the way to x until 09:30 and with it until 09:45."""
    script = Script()
    legs = {("s:m2", "c:x"): 3600}
    news = [("08:50", complaint("y", "08:50"))]
    driven(
        TEAM,
        tour("a", "b", "c"),
        tour("x", "y", manager_id=M2),
        world=Told(news=news),
        strategy=script,
        legs=legs,
    )
    known, found = next(
        one for one in script.asked if one[0].now.hour * 60 + one[0].now.minute == 535
    )
    assert found.manager_id == M1
    assert [
        (one.manager_id, one.customer_id, str(one.free_at), one.had_lunch)
        for one in found.positions
    ] == [(M1, "a", "08:55:00", False), (M2, "x", "09:45:00", False)]
    assert {who: [one.customer_id for one in left] for who, left in found.left.items()} == {
        M1: ["b", "c"],
        M2: ["y"],
    }
    # The complaint is another one's customer's: known, and no news to m1.
    assert len(known.territory.anomalies) == 1
    assert not found.is_news
    assert [row.customer_id for row in known.territory.history] == ["a"]
    to_m2 = next(one for _, one in script.asked if one.manager_id == M2 and one.is_news)
    assert [one.customer_id for one in to_m2.positions if one.manager_id == M2] == ["x"]


def test_nobody_knows_what_has_not_happened_yet() -> None:
    """Of news and of visits: at each question those up to then."""
    script = Script()
    news = [(f"{hour:02}:07", task(hour)) for hour in range(8, 13)]
    errands = [errand(one, 40) for one in "abcdef"]
    driven(territory(), tour(*errands), world=Told(news=news), strategy=script)
    for known, _ in script.asked:
        passed = [one for one, _ in news if known.now >= at(one)]
        assert len(known.territory.tasks) == len(passed)
        assert all(_over(row) <= known.now for row in known.territory.history)
    assert len(script.asked[-1][0].territory.tasks) == 5


def test_where_somebody_is_who_has_not_left_or_is_going_home() -> None:
    """He has no position before he leaves; a call at home gives him none."""
    script = Script()
    driven(
        TEAM,
        tour(errand("c", 10, mode=Mode.PHONE), "a", "b"),
        tour("x", manager_id=M2),
        strategy=script,
    )
    told = {
        (known.now.time().isoformat("minutes"), found.manager_id): {
            one.manager_id for one in found.positions
        }
        for known, found in script.asked
    }
    assert told["08:40", M1] == {M2}
    # m2 is on his way home from 08:55 on.
    assert told["09:05", M1] == {M1}


def test_who_hears_otherwise_is_counted() -> None:
    """Two in the evening, of whom one is m2's customer, and one at each of the new tours."""
    again = {"08:55": (tour("c", "b", leaves="08:55"),), "09:20": (tour("b", leaves="09:20"),)}
    script = Script(answers=again, retold=(CustomerId("b"),))
    day = driven(TEAM, tour("a", "b", "c"), strategy=script, retold=("b", "x"))
    one, other = day.logs
    assert (one.replans, one.retold) == (2, 1 + 2)
    assert (other.replans, other.retold) == (0, 1)


def test_a_customer_of_nobody_is_the_first_ones() -> None:
    """Who has no account manager of his own complains to the first."""
    where = replace(TEAM, customers=(*TEAM.customers, customer("n", manager_id=None)))
    script = Script()
    news = [("08:50", complaint("n", "08:50"))]
    driven(where, tour("a"), tour("x", manager_id=M2), world=Told(news=news), strategy=script)
    assert {found.manager_id for _, found in script.asked if found.is_news} == {M1}


def _over(row: VisitRecord) -> datetime:
    assert row.start is not None
    assert row.length_minutes is not None
    return datetime.combine(row.day, row.start) + timedelta(minutes=row.length_minutes)
