"""What is kept before what: agreed times, times told, the floor, the reserve, calls, the longest day of visits.

a 08:35-08:53, b 08:58-09:10, c 09:15-09:33, d 09:38-09:50, home at 10:10; a and c have had notice. At 08:55 a has been
visited, and m1 is on the way to b.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routing.domain.customer import Mode, Trait
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, Task
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.road_events import (
    AnomalyReported,
    ManagerIll,
    RoadEvent,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitRunsLong,
)
from routing.plan_chain import PlanRecord
from routing.replanning import Replan
from routing.units import HOUR_S, MINUTE_S, clock_text
from tests.replanning.worked_day import (
    M1,
    M2,
    POLICY,
    THURSDAY,
    WEDNESDAY,
    at,
    clock,
    kinds,
    later,
    made,
    morning,
    number,
    on_the_road,
    shop,
    street,
    times,
    told,
)

FOUR = (shop("a", 5, told=True), shop("b", 10), shop("c", 15, told=True), shop("d", 20))
OF = street(*FOUR)
RECORD = morning(OF, {M1: "a b c d"})


def late(minutes: int) -> RunsLate:
    """Return that m1 is late."""
    return RunsLate(manager_id=M1, minutes=minutes)


# ------------------------------------------------------------------ agreed times (R16)

AGREED = replace(OF, appointments=(Appointment(customer_id=CustomerId("d"), at=at("10:00")),))
WITH_D_AT_TEN = morning(AGREED, {M1: "a b c d"})


def test_the_morning_waits_for_the_agreed_time() -> None:
    """D is reached at 09:38 and begins at 09:55, five minutes before ten."""
    assert times(WITH_D_AT_TEN.plan) == "a 08:35 b 08:58 c 09:15 d 09:55"


def test_an_appointment_stays_while_others_move() -> None:
    """25 min late at b's door: c at 09:28 and d at 09:55, b on the way home. With b first, c would be at 09:40."""
    found = on_the_road(AGREED, WITH_D_AT_TEN, "08:55", done=made("a"), events=[late(25)])
    assert times(found.plan) == "c 09:28 d 09:55 b 10:17"
    assert (kinds(found), told(found)) == ({"b": ("retimed",)}, {})


def test_an_appointment_may_be_ten_minutes_off_untold() -> None:
    """55 min late: d at 10:03 from b's at 09:53 is within ten minutes of ten; c, past its time anyhow, comes after."""
    found = on_the_road(AGREED, WITH_D_AT_TEN, "08:55", done=made("a"), events=[late(55)])
    starts = dict(zip(times(found.plan).split()[::2], times(found.plan).split()[1::2], strict=True))
    assert "09:50" <= starts["d"] <= "10:10"
    assert "d" not in told(found)
    assert told(found).keys() == {"c"}


def test_the_old_order_makes_no_appointment_late() -> None:
    """At b's at 09:38: in the old order d begins at 09:58. With d first it begins at 09:55, and the way is as long."""
    of = street(
        shop("b", 10),
        shop("d", 20),
        appointments=(Appointment(customer_id=CustomerId("d"), at=at("10:00")),),
    )
    record = morning(of, {M1: "b d"})
    assert times(record.plan) == "b 08:40 d 09:55"
    found = on_the_road(of, record, "08:35", events=[late(58)])
    assert times(found.plan) == "d 09:55 b 10:17"


def test_an_appointment_that_cannot_be_kept_is_told() -> None:
    """At 10:08 from b's door, d cannot be reached by 10:10: a new time is to be agreed on; c is told of its own."""
    found = on_the_road(AGREED, WITH_D_AT_TEN, "08:55", done=made("a"), events=[late(70)])
    assert "d" not in times(found.plan).split()
    assert told(found)["d"].startswith("no visit today at 09:55, agree on a new time")
    assert later(found) == {"d": "11-14 11-05 in time"}


def test_an_appointment_of_somebody_without_notice_is_told_when_its_manager_is_ill() -> None:
    """D is a regular customer: the time was agreed on all the same."""
    found = on_the_road(
        AGREED, WITH_D_AT_TEN, "08:55", done=made("a"), events=[ManagerIll(manager_id=M1)]
    )
    assert told(found).keys() == {"c", "d"}


# ------------------------------------------------------------------ notice (R17)


def test_before_notice_is_given_nobody_is_told() -> None:
    """At 08:20 nobody has had the notice of the same day, which comes when work begins: all may move."""
    found = on_the_road(OF, RECORD, "08:20", events=[late(60)])
    assert times(found.plan) == "a 09:25 b 09:48 c 10:05 d 10:28"
    assert told(found) == {}
    assert not any(one.is_promised for one in found.changes)


def test_who_comes_in_with_notice_of_the_same_day_is_told() -> None:
    """N, a potential customer, has complained: he is visited, and told so; a regular one would not be."""
    of = street(*FOUR, shop("n", 17, told=True), shop("r", 18))
    complaints = [
        AnomalyReported(
            anomaly=Anomaly(
                customer_id=CustomerId(name), kind=AnomalyKind.COMPLAINT, reported_at=at("08:50")
            )
        )
        for name in "nr"
    ]
    found = on_the_road(of, RECORD, "08:55", done=made("a"), events=complaints)
    assert kinds(found) == {"n": ("added",), "r": ("added",)} | {
        name: how for name, how in kinds(found).items() if name not in "nr"
    }
    assert told(found).keys() == {"n"}
    assert told(found)["n"].startswith("visit today at ")


# ------------------------------------------------------------------ the floor and the maximum (R7)


def test_a_day_below_its_floor_is_filled_with_who_is_due() -> None:
    """Floor 4: a is made, c and d are to come, b cancels. n, due and on the way, comes in; z at 200 does not."""
    policy = POLICY.derive({"visits.floor": 4})
    of = street(*FOUR, shop("n", 22), shop("z", 200))
    record = morning(of, {M1: "a b c d"}, policy=policy)
    cancelled = VisitCancelled(customer_id=CustomerId("b"))
    found = on_the_road(of, record, "08:55", policy=policy, done=made("a"), events=[cancelled])
    assert kinds(found) == {"b": ("dropped",), "n": ("added",)}
    assert found.request.shifts[0].floor == 3
    assert found.plan.kpis.floor_missed == 0


def test_without_a_floor_to_reach_nobody_comes_in() -> None:
    """The same day with no floor: what was not planned waits as before."""
    of = street(*FOUR, shop("n", 22))
    cancelled = VisitCancelled(customer_id=CustomerId("b"))
    found = on_the_road(of, RECORD, "08:55", done=made("a"), events=[cancelled])
    assert kinds(found) == {"b": ("dropped",)}


def test_visits_made_count_for_the_most_of_a_day() -> None:
    """At most 4 a day: a and z, whom nobody had planned, are made, so two more: b, on the way to whom m1 is, and c."""
    policy = POLICY.derive({"visits.max": 4})
    of = street(*FOUR, shop("z", 7))
    found = on_the_road(of, RECORD, "08:55", policy=policy, done=made("a", "z"))
    assert found.request.shifts[0].max_visits == 2
    assert found.plan.kpis.num_visits == 2
    assert "c" in times(found.plan).split()


# ------------------------------------------------------------------ the reserve (R20)

SHORT = replace(OF, managers=(AccountManager(id=M1, start=number(0), day_end=clock("10:40")),))
UNTIL_TEN_FORTY = morning(SHORT, {M1: "a b c d"})
"""Home at 10:10, exactly half an hour before the day ends."""


def short(*events: RoadEvent) -> Replan:
    """Return what comes of events on the short day."""
    return on_the_road(SHORT, UNTIL_TEN_FORTY, "08:55", done=made("a"), events=events)


def back_at(found: Replan) -> str:
    """Return when m1 is home."""
    return clock_text(found.plan.routes[0].end_s)


def test_the_reserve_is_whole_while_nothing_happens() -> None:
    """Home at 10:10."""
    found = short()
    assert (back_at(found), found.request.shifts[0].reserve_s) == ("10:10", HOUR_S // 2)


@pytest.mark.parametrize(("minutes", "back"), [(8, "10:18"), (15, "10:25")])
def test_lateness_is_what_the_reserve_is_for(minutes: int, back: str) -> None:
    """Nobody falls out: all are home later by as much."""
    found = short(late(minutes))
    assert back_at(found) == back
    assert found.changes == ()


def test_time_of_tasks_is_not_to_be_had() -> None:
    """A task takes 10 of the 30 min: 15 min late still fits, home at 10:25. One of 25 min leaves five: d falls out."""
    ten, much = (
        TaskAssigned(task=Task(manager_id=M1, day=WEDNESDAY, minutes=minutes))
        for minutes in (10, 25)
    )
    found = short(late(15), ten)
    assert (back_at(found), found.changes) == ("10:25", ())
    assert found.request.shifts[0].reserve_s == 10 * MINUTE_S
    found = short(late(15), much)
    assert kinds(found) == {"d": ("dropped",)}
    assert back_at(found) <= "10:15"


A_AND_B = replace(
    street(shop("a", 5, told=True), shop("b", 2)),
    managers=(AccountManager(id=M1, start=number(0), day_end=clock("09:45")),),
)
UNTIL_A_QUARTER_PAST = morning(A_AND_B, {M1: "a b"})
"""a 08:35-08:53, b 08:56-09:08, home at 09:10; the reserve is from 09:15 to 09:45."""


@pytest.mark.parametrize(
    ("until", "plan", "free"),
    [("09:14", "b 09:17", 0), ("09:20", "b 09:23", 0), ("09:31", "", 30), ("09:45", "", 0)],
)
def test_when_only_the_reserve_is_left_it_is_used(until: str, plan: str, free: int) -> None:
    """A lasts longer. B takes ten minutes at least: left at 09:30, it is over at 09:43, and m1 home at 09:45.

    From 09:31 on there is no time for it; at 09:45 there is none at all, and no shift.
    """
    runs_long = VisitRunsLong(customer_id=CustomerId("a"), until=clock(until))
    found = on_the_road(A_AND_B, UNTIL_A_QUARTER_PAST, "08:50", events=[runs_long])
    assert times(found.plan) == plan
    assert [one.reserve_s for one in found.request.shifts] == (
        [] if until == "09:45" else [free * MINUTE_S]
    )
    over = "Account manager m1 has no working time left on 2026-11-04."
    told = [note.text for note in found.plan.notes]
    assert (over in told) == (until == "09:45")


# ------------------------------------------------------------------ tasks that wait (R20)


def task(minutes: int, manager_id: ManagerId = M1) -> TaskAssigned:
    """Return an ad-hoc task of today."""
    return TaskAssigned(task=Task(manager_id=manager_id, day=WEDNESDAY, minutes=minutes))


UNTIL_TEN_PAST_TEN = [
    AccountManager(id=one, start=number(0), day_end=clock("10:10")) for one in (M1, M2)
]
D_AND_P = replace(
    street(shop("d", 12), shop("p", 20, told=True)), managers=(UNTIL_TEN_PAST_TEN[0],)
)
WITH_D = morning(D_AND_P, {M1: "d p"})
"""d 08:42-08:54, p 09:02-09:20, home at 09:40, when the reserve begins."""


def wait(found: Replan) -> list[str]:
    """Return what is noted of tasks that wait."""
    return [one.text for one in found.plan.notes if "wait" in one.text]


def test_tasks_wait_for_promises_and_for_nobody_else() -> None:
    """A task of 48 min leaves 18 min less: home by 09:22. P alone is left at 09:05, 20 min from home: 09:25.

    Three minutes of the task wait for that. D, ten minutes at least, is out: it waits for nobody who is only due.
    """
    found = on_the_road(D_AND_P, WITH_D, "08:35", events=[task(48)])
    assert times(found.plan) == "p 08:50"
    assert back_at(found) == "09:25"
    assert wait(found) == ["Tasks of m1 wait: 3 min of them are left for after work (R20)."]
    [shift] = found.request.shifts
    assert clock_text(shift.end_s - shift.reserve_s) == "09:25"


def test_tasks_of_those_who_keep_their_promises_do_not_wait() -> None:
    """Both have a task of 48 min; m2 visits q, 08:42-08:54, and is home at 09:06."""
    both = replace(
        street(
            shop("d", 12),
            shop("p", 20, told=True),
            shop("q", -12, told=True, manager_id=M2),
            managers=(M1, M2),
        ),
        managers=tuple(UNTIL_TEN_PAST_TEN),
    )
    record = morning(both, {M1: "d p", M2: "q"})
    found = on_the_road(both, record, "08:35", events=[task(48), task(48, M2)])
    assert times(found.plan) == "p 08:50"
    assert wait(found) == ["Tasks of m1 wait: 3 min of them are left for after work (R20)."]
    ends = [clock_text(one.end_s - one.reserve_s) for one in found.request.shifts]
    assert ends == ["09:25", "09:22"]


@pytest.mark.parametrize(("minutes", "plan"), [(130, "p 10:50"), (131, "")])
def test_tasks_wait_an_hour_at_most(minutes: int, plan: str) -> None:
    """P, agreed for 11:00, is begun at 10:50 and left ten minutes later, 20 min from home: 11:20.

    The reserve begins at 12:00. 130 min of tasks leave 100 min less: 10:20, an hour too early.
    """
    of = replace(
        street(
            shop("p", 20),
            appointments=(Appointment(customer_id=CustomerId("p"), at=at("11:00")),),
        ),
        managers=(AccountManager(id=M1, start=number(0), day_end=clock("12:30")),),
    )
    record = morning(of, {M1: "p"})
    found = on_the_road(of, record, "08:35", events=[task(minutes)])
    assert times(found.plan) == plan
    assert told(found).keys() == (set() if plan else {"p"})


# ------------------------------------------------------------------ deadlines before notice (R13, R17)

P_OR_X = replace(
    street(
        shop("p", 20, told=True),
        shop("x", -25),
        absences=(Absence(manager_id=M1, first=THURSDAY, last=date(2026, 11, 8)),),
    ),
    managers=(UNTIL_TEN_PAST_TEN[0],),
)
"""Home by 10:10. Both take 20 + 10 + 45 + 10 + 25 = 110 min, of which there are 100."""


@pytest.mark.parametrize("is_pinned", [False, True])
def test_who_was_told_of_the_day_gives_way_to_a_deadline(is_pinned: bool) -> None:  # noqa: FBT001
    """X is reported at 08:30, and nobody is there until its deadline on Friday: p is told, unless it is pinned."""
    pins = (Pin(customer_id=CustomerId("p"), day=WEDNESDAY),) if is_pinned else ()
    of = replace(P_OR_X, pins=pins)
    reported = AnomalyReported(
        anomaly=Anomaly(
            customer_id=CustomerId("x"), kind=AnomalyKind.COMPLAINT, reported_at=at("08:30")
        )
    )
    found = on_the_road(of, morning(of, {M1: "p"}), "08:30", events=[reported])
    visited = times(found.plan).split()[::2]
    assert visited == (["p"] if is_pinned else ["x"])
    assert ("p" in told(found)) == (not is_pinned)
    left = {one.customer_id for one in found.plan.unassigned}
    assert left == ({"x"} if is_pinned else {"p"})


# ------------------------------------------------------------------ calls (R22)

WITH_CALL = street(shop("a", 5), shop("b", 10), shop("p", 12, traits=frozenset({Trait.REMOTE})))
CALLED: PlanRecord = morning(WITH_CALL, {M1: "a b"}, calls=[(M1, "p")])


def calls(found: Replan) -> list[tuple[str, str]]:
    """Return who is phoned when."""
    return [
        (one.customer_id, clock_text(one.start_s))
        for route in found.plan.routes
        for one in route.contacts
    ]


def test_calls_stay_calls() -> None:
    """P is phoned at home, a minute's drive from b though he is."""
    assert calls(on_the_road(WITH_CALL, CALLED, "08:50", done=made("a"))) == [("p", "09:14")]
    found = on_the_road(WITH_CALL, CALLED, "08:50", done=made("a"), events=[late(30)])
    assert times(found.plan).startswith("b ")
    assert [name for name, _ in calls(found)] == ["p"]
    assert told(found) == {}


def test_a_call_made_is_not_made_again() -> None:
    """P was phoned from the road."""
    called = made("p", mode=Mode.PHONE, start=clock("08:49"))
    found = on_the_road(WITH_CALL, CALLED, "08:50", done=(*made("a"), *called))
    assert calls(found) == []
    assert found.changes == ()


# ------------------------------------------------------------------ how long, and what for


def test_visits_last_as_long_as_planned() -> None:
    """The time that a cancelled visit leaves is no reason to stay longer, or to be anywhere later."""
    found = on_the_road(
        OF,
        RECORD,
        "08:55",
        done=made("a"),
        events=[VisitCancelled(customer_id=CustomerId("d"))],
    )
    assert times(found.plan) == "b 08:58 c 09:15"
    lengths = {stop.customer_id: stop.length_s // MINUTE_S for stop in found.plan.routes[0].stops}
    assert lengths == {"b": 12, "c": 18}


def test_a_planned_visit_is_not_given_up_for_another_of_its_kind() -> None:
    """D and m have never been visited, which is as late for both; without a reserve there is no time for both.

    At their shortest c ends at 09:18, d at 09:33 and m at 09:44, and home is 19 min from there: 10:03, and the day ends
    at 10:00. Of the two m is a minute nearer, but the plan has d.
    """
    policy = POLICY.derive({"day.reserve_minutes": 0})
    a, _, c, d = FOUR
    of = street(a, c, d, shop("m", 19))
    of = replace(
        of,
        managers=(AccountManager(id=M1, start=number(0), day_end=clock("10:00")),),
        history=tuple(one for one in of.history if one.customer_id not in {"d", "m"}),
    )
    record = morning(of, {M1: "a c d"}, policy=policy)
    assert times(record.plan) == "a 08:35 c 09:03 d 09:26"
    found = on_the_road(of, record, "08:55", policy=policy, done=made("a"))
    assert times(found.plan) == "c 09:03 d 09:26"
    assert [one.customer_id for one in found.handed_on] == ["m"]
