"""One event each on a morning of six visits: what is visited when, who is told, and what is left to later days.

The plan: leave 0 at 08:30, a 08:35-08:53, b 08:58-09:10, c 09:15-09:33, d 09:38-09:50, e 09:55-10:07, f 10:12-10:30,
home at 11:00, lunch at home. a, c and f have had notice. At 08:55 a has been visited, and m1 is on the way to b: he
will be there at 08:58.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from routing.domain.customer import Trait
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Task, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    RoadEvent,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.plan_chain import ChangeReason
from routing.replanning import Replan
from tests.replanning.worked_day import (
    M1,
    THURSDAY,
    WEDNESDAY,
    at,
    clock,
    kinds,
    later,
    made,
    morning,
    on_the_road,
    shop,
    street,
    times,
    told,
)

SIX = street(
    shop("a", 5, told=True),
    shop("b", 10),
    shop("c", 15, told=True),
    shop("d", 20),
    shop("e", 25),
    shop("f", 30, told=True),
)
MORNING = morning(SIX, {M1: "a b c d e f"})


def after(
    *events: RoadEvent,
    of: Territory = SIX,
    now: str = "08:55",
    done: tuple[VisitRecord, ...] = made("a"),
) -> Replan:
    """Return what comes of events."""
    return on_the_road(of, MORNING, now, done=done, events=events)


def test_the_morning_is_as_worked() -> None:
    """18 min with potential customers, 12 with regular ones, 5 min from one to the next."""
    assert times(MORNING.plan) == "a 08:35 b 08:58 c 09:15 d 09:38 e 09:55 f 10:12"


# ------------------------------------------------------------------ a new anomaly (R13)


def test_a_new_anomaly_is_put_in_where_nobody_has_to_be_told() -> None:
    """N at 17 lies between c and d: 12 min later for f, which is within a quarter of an hour."""
    of = street(*SIX.customers, shop("n", 17))
    found = after(_complaint("n"), of=of)
    assert times(found.plan) == "b 08:58 c 09:15 n 09:35 d 09:50 e 10:07 f 10:24"
    assert kinds(found) == {"n": ("added",)}
    assert found.changes[0].why.reason is ChangeReason.ANOMALY
    assert (told(found), found.handed_on) == ({}, ())


def test_a_new_anomaly_that_finds_no_room_is_handed_on_with_its_deadline() -> None:
    """N at 250 is too far: there and back are 500 min, and 17:30 is 512 min after 08:58.

    Reported on Wednesday: Friday is its second working day, and Thursday a visit day.
    """
    of = street(*SIX.customers, shop("n", 250))
    found = after(_complaint("n"), of=of)
    assert times(found.plan) == "b 08:58 c 09:15 d 09:38 e 09:55 f 10:12"
    assert later(found) == {"n": "11-06 11-05 in time"}
    assert found.handed_on[0].cause is Cause.ANOMALY
    assert (kinds(found), told(found)) == ({}, {})


def test_a_complaint_after_the_visit_of_today_is_handed_on() -> None:
    """A was visited at 08:35 and complains at 08:54: that is no answer, and nobody is visited twice a day."""
    found = after(_complaint("a"))
    assert later(found) == {"a": "11-06 11-05 in time"}
    assert kinds(found) == {}


def test_an_anomaly_of_a_customer_of_the_plan_changes_nothing() -> None:
    """D is visited today as it is."""
    found = after(_complaint("d"))
    assert times(found.plan) == "b 08:58 c 09:15 d 09:38 e 09:55 f 10:12"
    assert {stop.customer_id: stop.cause for stop in found.plan.routes[0].stops}[
        CustomerId("d")
    ] is Cause.ANOMALY


def test_who_is_to_be_phoned_and_complains_is_visited() -> None:
    """N is remote and would be phoned in the afternoon; an anomaly asks for a visit in person (R13)."""
    of = street(*SIX.customers, shop("n", 12, traits=frozenset({Trait.REMOTE})))
    record = morning(of, {M1: "a b c d e f"}, calls=[(M1, "n")])
    found = on_the_road(of, record, "08:55", done=made("a"), events=[_complaint("n")])
    assert "n 09:" in times(found.plan)
    assert kinds(found)["n"] == ("mode",)


# ------------------------------------------------------------------ cancelled, found closed


def test_who_cancels_is_not_told_and_not_forgotten() -> None:
    """Without c, d begins 18 + 0 min earlier: b ends at 09:10, 10 min to d.

    f may begin at 09:57, a quarter of an hour before its time: e ends at 09:49, so f waits 3 min.
    """
    found = after(VisitCancelled(customer_id=CustomerId("c")))
    assert times(found.plan) == "b 08:58 d 09:20 e 09:37 f 09:57"
    assert kinds(found) == {"c": ("dropped",), "d": ("retimed",), "e": ("retimed",)}
    assert found.changes[0].is_promised
    assert "cancelled" in found.changes[0].why.text
    assert told(found) == {}
    assert later(found) == {"c": "11-09 11-05 in time"}


def test_a_cancelled_appointment_is_gone() -> None:
    """The customer himself has called it off: nothing is promised any more, and nothing lost."""
    of = replace(SIX, appointments=(Appointment(customer_id=CustomerId("d"), at=at("09:45")),))
    record = morning(of, {M1: "a b c d e f"})
    found = on_the_road(
        of, record, "08:55", done=made("a"), events=[VisitCancelled(customer_id=CustomerId("d"))]
    )
    assert found.territory.appointments == ()
    assert found.plan.objective.levels[0] == 0
    assert told(found) == {}


def test_who_is_found_closed_has_been_tried_in_vain() -> None:
    """At b's door at 09:00: c is 5 min away, d begins 09:05 + 18 + 5."""
    found = after(VisitFoundClosed(customer_id=CustomerId("b")), now="09:00")
    assert times(found.plan) == "c 09:05 d 09:28 e 09:45 f 10:02"
    assert kinds(found) == {"b": ("dropped",)}
    assert later(found) == {"b": "11-14 11-05 in time"}
    assert told(found) == {}
    [record] = [one for one in found.territory.history if not one.done]
    assert (record.customer_id, record.manager_id, record.because) == (
        "b",
        M1,
        UndoneReason.CLOSED,
    )


def test_who_had_notice_and_was_closed_is_told_when_next() -> None:
    """C at 09:15 closed, until Sunday: Monday is the next visit day, and c's last day."""
    found = after(
        VisitFoundClosed(customer_id=CustomerId("c"), until=date(2026, 11, 8)),
        now="09:15",
        done=made("a", "b"),
    )
    assert told(found) == {"c": "no visit today at 09:15, possible again on 2026-11-09."}
    assert later(found) == {"c": "11-09 11-09 in time"}


def test_who_was_tried_in_vain_is_not_tried_again_today() -> None:
    """B's keeper was away at 08:58: at 09:00 m1 is on the way to c, 5 min after 08:58."""
    [tried] = made("b", start=clock("08:58"), done=False, because=UndoneReason.KEEPER_AWAY)
    found = after(now="09:00", done=(*made("a"), tried))
    assert times(found.plan) == "c 09:03 d 09:26 e 09:43 f 10:00"
    assert kinds(found) == {"b": ("dropped",)}
    assert later(found) == {"b": "11-14 11-05 in time"}


def test_who_was_not_there_and_agrees_on_a_later_hour_is_visited_then() -> None:
    """B's keeper asks for 11:00: begins at 10:55 with five minutes in hand, and the agreed time is what counts."""
    of = replace(SIX, appointments=(Appointment(customer_id=CustomerId("b"), at=at("11:00")),))
    [tried] = made("b", start=clock("08:58"), done=False, because=UndoneReason.KEEPER_AWAY)
    found = after(now="09:00", of=of, done=(*made("a"), tried))
    assert "b 10:55" in times(found.plan)


# ------------------------------------------------------------------ later than planned


def test_a_visit_that_runs_long_puts_the_others_off() -> None:
    """B lasts until 10:00, 50 min longer: all the others begin so much later, and c and f are told."""
    found = after(VisitRunsLong(customer_id=CustomerId("b"), until=clock("10:00")), now="09:05")
    assert times(found.plan) == "c 10:05 d 10:28 e 10:45 f 11:02"
    assert told(found) == {"c": "10:05 instead of 09:15.", "f": "11:02 instead of 10:12."}
    assert found.handed_on == ()
    [record] = [one for one in found.territory.history if one.day == WEDNESDAY and one.start]
    assert (record.customer_id, record.start, record.manager_id) == ("b", clock("08:58"), M1)


def test_ten_minutes_late_nobody_is_told() -> None:
    """All begin ten minutes later."""
    found = after(RunsLate(manager_id=M1, minutes=10))
    assert times(found.plan) == "b 09:08 c 09:25 d 09:48 e 10:05 f 10:22"
    assert (kinds(found), told(found)) == ({}, {})


def test_twenty_minutes_late_those_without_notice_give_way() -> None:
    """At b's at 09:18, c begins at 09:23 if b waits until the way home, and f at 10:08 if e waits as well.

    The street is as long in either order, so that nothing is lost: c and f keep their time.
    """
    found = after(RunsLate(manager_id=M1, minutes=20))
    assert times(found.plan) == "c 09:23 d 09:46 f 10:08 e 10:31 b 10:58"
    assert kinds(found) == {"b": ("retimed",), "e": ("retimed",)}
    assert told(found) == {}


def test_an_hour_late_everybody_is_visited_and_told() -> None:
    """At b's at 09:58: no order brings c to 09:30; visits are short, so that nobody comes near the end of his hour."""
    found = after(RunsLate(manager_id=M1, minutes=60))
    assert times(found.plan) == "b 09:58 c 10:13 d 10:33 e 10:48 f 11:03"
    assert told(found) == {"c": "10:13 instead of 09:15.", "f": "11:03 instead of 10:12."}


# ------------------------------------------------------------------ less time


def test_a_task_within_the_reserve_changes_nothing() -> None:
    """Half an hour is what the reserve is for (R20), and it is kept for it."""
    found = after(_task(30))
    assert times(found.plan) == "b 08:58 c 09:15 d 09:38 e 09:55 f 10:12"
    assert (found.changes, found.messages, found.handed_on) == ((), (), ())
    assert found.request.shifts[0].reserve_s == 30 * 60


def test_a_task_beyond_the_reserve_takes_visits_without_notice() -> None:
    """Seven hours, half an hour of them in reserve: visits end at 10:30 at home, so f at 10:00 and at the latest.

    From b at 09:10: c 09:15-09:30, 15 min to f, 09:45-10:00. With d f would end at 10:12.
    """
    found = after(_task(420))
    assert times(found.plan) == "b 08:58 c 09:13 f 09:45"
    assert kinds(found) == {"d": ("dropped",), "e": ("dropped",), "f": ("retimed",)}
    assert found.changes[0].why.text.startswith("Left out")
    assert told(found) == {"f": "09:45 instead of 10:12."}
    assert later(found) == {"d": "11-14 11-05 in time", "e": "11-14 11-05 in time"}
    assert found.request.shifts[0].reserve_s == 30 * 60


def test_a_task_of_another_day_changes_nothing_today() -> None:
    """It stands in the territory for tomorrow's plan."""
    task = Task(manager_id=M1, day=THURSDAY, minutes=200)
    found = after(TaskAssigned(task=task))
    assert found.changes == ()
    assert found.territory.tasks == (task,)


def test_a_day_that_ends_early_keeps_promises_first() -> None:
    """Home at 10:20, the reserve used: f ends at 09:50, so that c ends by 09:20: past b, d and e, 09:03-09:20."""
    found = after(DayEndsEarly(manager_id=M1, at=clock("10:20")))
    assert times(found.plan) == "c 09:03 f 09:35"
    assert told(found) == {"f": "09:35 instead of 10:12."}
    assert later(found) == dict.fromkeys("bde", "11-14 11-05 in time")
    assert found.request.shifts[0].reserve_s == 0


def test_who_is_ill_without_a_stand_in_leaves_all_to_later_days() -> None:
    """Away on Wednesday and Thursday: the week's third visit day is Friday (R6)."""
    found = after(ManagerIll(manager_id=M1, until=THURSDAY))
    assert found.plan.routes == ()
    assert kinds(found) == dict.fromkeys("bcdef", ("dropped",))
    assert told(found) == {
        "c": "no visit today at 09:15, possible again on 2026-11-06.",
        "f": "no visit today at 10:12, possible again on 2026-11-06.",
    }
    assert later(found) == {"c": "11-09 11-06 in time", "f": "11-09 11-06 in time"} | dict.fromkeys(
        "bde", "11-14 11-06 in time"
    )
    assert Absence(manager_id=M1, first=THURSDAY, last=THURSDAY) in found.territory.absences


def _complaint(customer_id: str) -> AnomalyReported:
    return AnomalyReported(
        anomaly=Anomaly(
            customer_id=CustomerId(customer_id),
            kind=AnomalyKind.COMPLAINT,
            reported_at=at("08:54"),
        )
    )


def _task(minutes: int) -> TaskAssigned:
    return TaskAssigned(task=Task(manager_id=M1, day=WEDNESDAY, minutes=minutes))
