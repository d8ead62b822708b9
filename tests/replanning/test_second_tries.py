"""Second tries on the same day, for whom no later day is in time (R13, R14).

Twelve minutes with each of six customers five numbers apart: a 08:35-08:47, b 08:52, c 09:09, d 09:26, e 09:43,
f 10:00-10:12, home at 10:42. b has complained on Monday, so that Wednesday is the last day in time. At 08:52 nobody
is there: m1 is with c at 08:57, d 09:14, e 09:31, f 09:48-10:00, and b, 20 minutes from f, lies on his way home.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from routing.domain.customer import CustomerClass
from routing.domain.events import (
    Anomaly,
    AnomalyKind,
    Appointment,
    UndoneReason,
    VisitRecord,
)
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId
from routing.domain.road_events import (
    DayEndsEarly,
    Position,
    RoadEvent,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.execution_report import ExecutionReport, Outcome, PromiseState, report_day
from routing.plan_chain import (
    ChangeReason,
    PlanRecord,
    kept_visits,
    publish,
    unfinished_visits,
)
from routing.replanning import Replan
from tests.replanning.worked_day import (
    CHINA,
    M1,
    POLICY,
    WEDNESDAY,
    at,
    clock,
    hours,
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

B = CustomerId("b")
ON_MONDAY, ON_TUESDAY = (datetime.fromisoformat(f"2026-11-0{day}T10:00") for day in (2, 3))
GONE_ON, AGAIN = "c 08:57 d 09:14 e 09:31 f 09:48", "c 08:57 d 09:14 e 09:31 f 09:48 b 10:20"


def six(reported_at: datetime = ON_MONDAY, **of_b: object) -> Territory:
    """Return the street with b as told, who has complained."""
    shops = [
        replace(shop(name, 5 * (n + 1)), **of_b) if name == "b" else shop(name, 5 * (n + 1))  # type: ignore[arg-type]
        for n, name in enumerate("abcdef")
    ]
    complaint = Anomaly(customer_id=B, kind=AnomalyKind.COMPLAINT, reported_at=reported_at)
    return street(*shops, anomalies=(complaint,))


SIX = six()
RECORD = morning(SIX, {M1: "a b c d e f"})


def failed(
    start: str | None = "08:52", because: UndoneReason | None = UndoneReason.KEEPER_AWAY
) -> VisitRecord:
    """Return a try at b's door."""
    [one] = made("b", start=None if start is None else clock(start), done=False, because=because)
    return one


def after(
    *tries: VisitRecord,
    of: Territory = SIX,
    record: PlanRecord = RECORD,
    now: str = "08:54",
    events: tuple[RoadEvent, ...] = (),
) -> Replan:
    """Return what comes of tries at b's door after the visit to a."""
    return on_the_road(of, record, now, done=(*made("a"), *tries), events=events)


# ------------------------------------------------------------------ who is tried again


def test_the_morning_is_as_worked() -> None:
    """Twelve minutes each, five from one to the next."""
    assert times(RECORD.plan) == "a 08:35 b 08:52 c 09:09 d 09:26 e 09:43 f 10:00"


@pytest.mark.parametrize("because", [UndoneReason.KEEPER_AWAY, UndoneReason.CLOSED])
def test_who_cannot_wait_for_another_day_is_tried_again(because: UndoneReason) -> None:
    """Past b again at 10:20, more than an hour after 08:52; the others come as if b were given up."""
    found = after(failed(because=because))
    assert times(found.plan) == AGAIN
    [again] = [one for one in found.request.visits if one.customer_id == "b"]
    assert (again.category, again.cause, again.deadline) == (
        Category.MANDATORY,
        Cause.ANOMALY,
        WEDNESDAY,
    )
    assert [opening.start_s for opening in again.openings] == [(9 * 60 + 52) * 60]
    assert kinds(found) == {"b": ("retimed",)}
    assert found.changes[0].why.reason is ChangeReason.TRIED_IN_VAIN
    assert (told(found), found.handed_on) == ({}, ())


def test_who_can_wait_is_not() -> None:
    """A complaint of Tuesday is in time on Thursday."""
    found = after(failed(), of=six(ON_TUESDAY))
    assert times(found.plan) == GONE_ON
    assert later(found) == {"b": "11-05 11-05 in time"}


def test_nor_who_is_late_by_the_interval_alone() -> None:
    """Without a complaint b is due until 14 November."""
    found = after(failed(), of=replace(SIX, anomalies=()))
    assert times(found.plan) == GONE_ON
    assert later(found) == {"b": "11-14 11-05 in time"}


@pytest.mark.parametrize("because", [UndoneReason.REFUSED, UndoneReason.CANCELLED, None])
def test_nor_who_does_not_want_it(because: UndoneReason | None) -> None:
    """Who refuses or cancels is left in peace, and where nobody knows why, nobody is sent again."""
    found = after(failed(because=because))
    assert [stop.customer_id for stop in found.plan.routes[0].stops] == ["c", "d", "e", "f"]
    assert later(found) == {"b": "11-04 11-05 late"}


def test_a_shop_shut_for_the_day_is_not_tried_again() -> None:
    """`VisitFoundClosed` says that it stays so, here until the end of the day."""
    found = after(now="08:52", events=(VisitFoundClosed(customer_id=B),))
    assert times(found.plan) == GONE_ON
    assert later(found) == {"b": "11-04 11-05 late"}


def test_who_agrees_on_an_hour_is_visited_then() -> None:
    """B's keeper asks for 09:35, sooner than an hour after 08:52: begun from 09:25 on, aimed at 09:30."""
    of = replace(SIX, appointments=(Appointment(customer_id=B, at=at("09:35")),))
    found = after(failed(), of=of)
    [stop] = [one for one in found.plan.routes[0].stops if one.customer_id == "b"]
    assert clock("09:25") <= clock(f"{stop.start_s // 3600:02d}:{stop.start_s // 60 % 60:02d}")
    assert stop.start_s <= (9 * 60 + 45) * 60


@pytest.mark.parametrize(("now", "begins"), [("09:34", "b 09:39"), ("09:37", "b 09:42")])
def test_who_agrees_on_an_hour_is_visited_then_by_who_is_late(now: str, begins: str) -> None:
    """B's keeper asks for 09:35, and m1 is with c until then: he is there by 09:45 (R16)."""
    of = replace(SIX, appointments=(Appointment(customer_id=B, at=at("09:35")),), anomalies=())
    with_c = Position(manager_id=M1, customer_id=CustomerId("c"), free_at=clock(now))
    found = on_the_road(of, RECORD, now, done=(*made("a"), failed()), positions=[with_c])
    assert times(found.plan).startswith(begins)
    assert len(found.territory.appointments) == 1


@pytest.mark.parametrize(
    ("tried", "now", "is_kept"),
    [
        ("08:52", "09:40", True),
        ("08:52", "09:46", False),
        ("09:25", "09:34", True),
        ("09:25", "09:35", False),
        ("09:24", "09:35", True),
    ],
)
def test_a_time_for_which_somebody_was_at_the_door_is_over(
    tried: str,
    now: str,
    is_kept: bool,  # noqa: FBT001
) -> None:
    """Agreed for 09:35, b is met from 09:25 to 09:45: who was there for it in vain has waited until 09:35.

    Who was there before it was agreed may be late for it, until 09:45.
    """
    of = replace(SIX, appointments=(Appointment(customer_id=B, at=at("09:35")),))
    found = after(failed(tried), of=of, now=now)
    assert len(found.territory.appointments) == is_kept


def test_a_new_customer_before_the_first_order_is_tried_again() -> None:
    """The first order is on Thursday (R14). A core customer needs a day's notice (R17): that of today is enough."""
    new = shop("b", 10, customer_class=CustomerClass.CORE, first_order_on=date(2026, 11, 5))
    others = street(*(shop(name, 5 * (n + 1)) for n, name in enumerate("abcdef") if name != "b"))
    of = replace(others, customers=(*others.customers, new))
    record = morning(of, {M1: "a b c d e f"})
    [b] = [one for one in record.plan.routes[0].stops if one.customer_id == "b"]
    assert b.cause is Cause.NEW_CUSTOMER
    found = after(failed(), of=of, record=record)
    [again] = [one for one in found.plan.routes[0].stops if one.customer_id == "b"]
    assert (again.cause, again.start_s) == (Cause.NEW_CUSTOMER, (10 * 60 + 20) * 60)


# ------------------------------------------------------------------ when


def test_not_sooner_than_an_hour_after() -> None:
    """Nobody else is left: m1 waits at b's door until 09:52."""
    of = replace(SIX, customers=SIX.customers[:2], history=SIX.history[:2])
    found = after(failed(), of=of, record=morning(of, {M1: "a b"}))
    assert times(found.plan) == "b 09:52"


def test_not_outside_the_opening_hours() -> None:
    """Open until 09:00 and from 10:30 on: ten minutes at the door after 10:20."""
    of = six(opening_hours=(*hours("08:00", "09:00"), *hours("10:30", "18:00")))
    record = morning(of, {M1: "a b c d e f"})
    assert times(after(failed(), of=of, record=record).plan) == f"{GONE_ON} b 10:30"


def test_not_where_the_shop_is_shut_by_then() -> None:
    """Open until 09:30, and an hour after 08:52 is 09:52: the visit goes to Thursday."""
    of = six(opening_hours=hours("08:00", "09:30"))
    found = after(failed(), of=of, record=morning(of, {M1: "a b c d e f"}))
    assert times(found.plan) == GONE_ON
    assert later(found) == {"b": "11-04 11-05 late"}


def test_what_finds_no_time_is_handed_on_and_counts_as_lost() -> None:
    """Home at 09:50: nobody can be with b at 09:52, and the anomalous customer is missed (R13)."""
    found = after(failed(), events=(DayEndsEarly(manager_id=M1, at=clock("09:50")),))
    assert "b" not in times(found.plan)
    assert later(found)["b"] == "11-04 11-05 late"
    [b] = [one for one in found.handed_on if one.customer_id == "b"]
    assert b.cause is Cause.ANOMALY
    assert {one.customer_id: one.cause for one in found.plan.unassigned}[B] is Cause.ANOMALY


def test_a_try_without_a_time_was_made_as_planned() -> None:
    """Told at 08:54 of a visit planned for 08:52."""
    found = after(failed(None))
    assert times(found.plan) == AGAIN
    [tried] = [one for one in found.territory.history if not one.done]
    assert tried.start == clock("08:52")


# ------------------------------------------------------------------ what comes of it

FOUND = after(failed())
SECOND = publish(FOUND.record, at("08:54"))


def next_one(
    now: str, *done: VisitRecord, events: tuple[RoadEvent, ...] = (), at_b: bool = False
) -> Replan:
    """Return a replanning of the plan that tries b again."""
    return on_the_road(
        FOUND.territory,
        SECOND,
        now,
        done=done,
        events=events,
        positions=[Position(manager_id=M1, customer_id=B)] if at_b else [],
        records=[RECORD],
    )


def test_what_is_planned_again_stays_planned() -> None:
    """At 09:20, told once more that b was tried: m1 is with d, and nothing changes."""
    for again in ((), (failed(),), (failed(None),)):
        found = next_one("09:20", *made("c"), *again)
        assert times(found.plan) == "e 09:31 f 09:48 b 10:20"
        assert (found.changes, found.handed_on) == ((), ())
        assert sum(not one.done for one in found.territory.history) == 1


def test_on_the_way_to_the_second_try_he_arrives_there() -> None:
    """At 10:10, ten minutes after f, m1 is halfway to b."""
    found = next_one("10:10", *made(*"cdef"))
    assert times(found.plan) == "b 10:20"
    assert found.plan.routes[0].start_place_id == "c:b"


@pytest.mark.parametrize("at_b", [True, False])
def test_the_second_try_under_way_counts_as_made(at_b: bool) -> None:  # noqa: FBT001
    """At 10:25 m1 is with b, as planned or as he says."""
    found = next_one("10:25", *made(*"cdef"), at_b=at_b)
    assert times(found.plan) == ""
    assert _of_b(found.territory) == [("08:52", False), ("10:20", True)]
    assert (found.changes, found.handed_on) == ((), ())


def test_the_second_try_may_run_long() -> None:
    """The keeper was there: that the first try failed does not contradict it."""
    event = VisitRunsLong(customer_id=B, until=clock("11:00"))
    found = next_one("10:25", *made(*"cdef"), events=(event,))
    assert _of_b(found.territory) == [("08:52", False), ("10:20", True)]


@pytest.mark.parametrize(
    "again",
    [
        failed("10:20"),
        failed(None),
        failed("10:20", UndoneReason.CLOSED),
        failed(None, UndoneReason.REFUSED),
    ],
)
def test_a_second_failure_ends_it(again: VisitRecord) -> None:
    """Nobody is sent a third time."""
    found = next_one("10:25", *made(*"cdef"), again)
    assert times(found.plan) == ""
    assert _of_b(found.territory) == [("08:52", False), ("10:20", False)]
    assert kinds(found) == {"b": ("dropped",)}
    assert later(found) == {"b": "11-04 11-05 late"}
    assert found.plan.routes == () or found.plan.routes[0].start_place_id == "c:b"


def test_who_calls_the_second_try_off_is_left_in_peace() -> None:
    """At 09:20 b asks not to be visited today."""
    for one in ((), (failed(None, UndoneReason.CANCELLED),)):
        events = () if one else (VisitCancelled(customer_id=B),)
        found = next_one("09:20", *made("c"), *one, events=events)
        assert times(found.plan) == "e 09:31 f 09:48"
        assert kinds(found) == {"b": ("dropped",)}


def test_notice_of_the_second_time_holds_as_of_any() -> None:
    """A potential customer is told 10:20 in place of 08:52. The plan is made at the very minute of the first try."""
    of = six(customer_class=CustomerClass.POTENTIAL)
    record = morning(of, {M1: "a b c d e f"})
    first = after(failed(), of=of, record=record, now="08:52")
    assert times(first.plan) == AGAIN
    assert told(first) == {"b": "10:20 instead of 08:52."}
    published = publish(first.record, at("08:52"))
    kept, notes = kept_visits(
        [record, published], first.territory, POLICY, CHINA, at("09:20"), WEDNESDAY, WEDNESDAY
    )
    assert {one.customer_id: one.is_promised for one in kept}[B]
    assert notes == ()
    second = on_the_road(first.territory, published, "09:20", done=made("c"), records=[record])
    assert times(second.plan) == "e 09:31 f 09:48 b 10:20"


def _of_b(of: Territory) -> list[tuple[str, bool]]:
    """Return when b was tried on Wednesday, and whether the visit was made."""
    return [
        (f"{one.start:%H:%M}", one.done)
        for one in of.history
        if (one.customer_id, one.day) == (B, WEDNESDAY) and one.start is not None
    ]


# ------------------------------------------------------------------ two records of one day


def _report(of: Territory, *records: PlanRecord) -> ExecutionReport:
    return report_day(records, of, POLICY, CHINA, WEDNESDAY, at("18:00"))


@pytest.mark.parametrize("records", [(RECORD, SECOND), (RECORD,)])
def test_failed_and_made_is_a_day_visited(records: tuple[PlanRecord, ...]) -> None:
    """The history is sound, nothing is unfinished, the plans' one visit to b is made, and the complaint answered."""
    [tried_again] = made("b", start=clock("10:20"))
    of = next_one("10:40", *made(*"cdef"), tried_again).territory
    assert list(territory_faults(of)) == list(territory_faults(SIX))
    assert unfinished_visits(records, of, POLICY, at("18:00")) == ()
    report = _report(of, *records)
    [row] = [one for one in report.visits if one.planned.customer_id == "b"]
    assert row.made is not None
    assert row.made.start == clock("10:20")
    assert row.outcome is (Outcome.DONE if len(records) > 1 else Outcome.OTHERWISE)
    assert (row.is_settled, row.why) == (True, None)
    assert [one.state for one in report.anomalies] == [PromiseState.KEPT]
    assert report.managers[0].num_undone == 0
    assert (report.managers[0].num_planned, len(report.unplanned)) == (6, 0)


def test_failed_twice_is_one_visit_not_made() -> None:
    """One row, with the reason of the second try; it is taken over by the next plan."""
    again = failed("10:20", UndoneReason.CLOSED)
    of = next_one("10:40", *made(*"cdef"), again).territory
    report = _report(of, RECORD, SECOND)
    [row] = [one for one in report.visits if one.planned.customer_id == "b"]
    assert (row.outcome, row.planned.start_s) == (Outcome.UNDONE, (10 * 60 + 20) * 60)
    assert row.why is not None
    assert row.why.text == "Not made on 2026-11-04: the shop was closed."
    assert [one.state for one in report.anomalies] == [PromiseState.MISSED]
    left = unfinished_visits([RECORD, SECOND], of, POLICY, at("18:00"))
    assert [one.customer_id for one in left] == ["b"]


def test_both_may_be_told_at_once() -> None:
    """In vain at 08:52 and made at 10:20 are two visits; in vain and made within the hour contradict each other."""
    [later_on] = made("b", start=clock("10:20"))
    found = after(failed(), later_on, now="10:40")
    assert _of_b(found.territory) == [("08:52", False), ("10:20", True)]
    [at_once] = made("b", start=clock("09:20"))
    with pytest.raises(InputError, match="says otherwise"):
        after(failed(), at_once, now="10:40")
