"""Where account managers are taken to be: as long as the day goes as planned, nothing changes.

They start at 11:00: a 11:05-11:23, b 11:28-11:40, c 11:45-12:03, d 12:08-12:20, e 12:25-12:37, f 12:42-13:00, lunch
there 13:00-14:00, g 14:05-14:17, h 14:22-14:34. a, c and f have had notice.
"""

from __future__ import annotations

import pytest

from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.note import Note
from routing.domain.road_events import Position, RunsLate, VisitCancelled
from routing.replanning import Replan
from routing.units import MINUTE_S, clock_text
from tests.replanning.worked_day import (
    M1,
    WEDNESDAY,
    clock,
    kinds,
    made,
    morning,
    number,
    on_the_road,
    shop,
    street,
    times,
    told,
)

OF = street(
    *(shop(name, 5 * (index + 1), told=name in "acf") for index, name in enumerate("abcdefgh")),
    begins="11:00",
)
RECORD = morning(OF, {M1: "a b c d e f g h"})
STOPS = RECORD.plan.routes[0].stops


def over_by(now: str) -> tuple[VisitRecord, ...]:
    """Return the visits that are over at a time as the plan has them."""
    return made(*(one.customer_id for one in STOPS if clock_text(one.departure_s) <= now))


def lunch(found: Replan) -> str | None:
    """Return when lunch begins."""
    [route] = found.plan.routes
    return None if route.lunch is None else clock_text(route.lunch.start_s)


def at_customer(
    customer_id: str, free_at: str | None = None, *, had_lunch: bool | None = None
) -> Position:
    """Return the position with a customer."""
    return Position(
        manager_id=M1,
        customer_id=CustomerId(customer_id),
        free_at=None if free_at is None else clock(free_at),
        had_lunch=had_lunch,
    )


def test_the_day_is_as_worked() -> None:
    """Eight visits, lunch after the sixth: f ends at 13:00, the last moment for it."""
    assert times(RECORD.plan) == ("a 11:05 b 11:28 c 11:45 d 12:08 e 12:25 f 12:42 g 14:05 h 14:22")
    assert RECORD.plan.routes[0].lunch is not None
    assert clock_text(RECORD.plan.routes[0].lunch.start_s) == "13:00"


# ------------------------------------------------------------------ nothing happened


@pytest.mark.parametrize("minute", [10 * 60, 10 * 60 + 59, *range(11 * 60, 14 * 60 + 40, 7)])
def test_while_the_day_goes_as_planned_nothing_changes(minute: int) -> None:
    """Whether somebody is at home, on the way, with a customer or at lunch: the rest is what the plan has left."""
    now = clock_text(minute * 60)
    found = on_the_road(OF, RECORD, now, done=over_by(now))
    ahead = [one for one in STOPS if clock_text(one.start_s) > now]
    assert times(found.plan) == " ".join(f"{s.customer_id} {clock_text(s.start_s)}" for s in ahead)
    assert (found.changes, found.messages, found.handed_on) == ((), (), ())
    if ahead and now < "13:00":
        assert lunch(found) == "13:00"


def test_a_visit_under_way_is_finished_and_counts() -> None:
    """At 11:50 m1 is with c, as planned since 11:45: c stands in the history, and d is next."""
    found = on_the_road(OF, RECORD, "11:50", done=over_by("11:50"))
    assert times(found.plan).startswith("d 12:08")
    under_way = found.territory.history[-1]
    assert (under_way.customer_id, under_way.day) == ("c", WEDNESDAY)
    assert under_way.start == clock("11:45")
    told_of = Note(
        text="m1 is taken to be with c since 11:45, as planned: the visit counts as made.",
        text_zh="按计划视为 m1 自 11:45 起正在拜访 c：该拜访计为已完成。",
    )
    assert told_of in found.plan.notes


def test_a_visit_may_take_a_quarter_of_an_hour_longer_unreported() -> None:
    """At 12:13 c, which ends at 12:03, is not over yet: it ends now, and all others begin ten minutes later."""
    found = on_the_road(OF, RECORD, "12:13", done=made("a", "b"))
    assert times(found.plan).startswith("d 12:18 e 12:35 f 12:52")


def test_later_than_that_he_is_where_the_last_visit_was() -> None:
    """At 12:20 nothing is known of c, which was to end at 12:03: it is still to be made, from b and from now on."""
    found = on_the_road(OF, RECORD, "12:20", done=made("a", "b"))
    [route] = found.plan.routes
    assert route.start_place_id == "c:b"
    assert {stop.customer_id for stop in route.stops} == set("cdefgh")
    assert min(stop.start_s for stop in route.stops) >= (12 * 60 + 25) * MINUTE_S


def test_what_was_told_of_the_last_visit_counts() -> None:
    """B began at 11:34 and took 15 minutes: c is reached at 11:54, nine minutes late."""
    [a], [b] = made("a"), made("b", start=clock("11:34"), length_minutes=15)
    found = on_the_road(OF, RECORD, "11:50", done=(a, b))
    assert times(found.plan).startswith("c 11:54 d 12:17")


def test_who_is_early_arrives_early() -> None:
    """B was over at 11:36, four minutes early: c is reached at 11:41."""
    [a], [b] = made("a"), made("b", start=clock("11:26"), length_minutes=10)
    found = on_the_road(OF, RECORD, "11:38", done=(a, b))
    assert times(found.plan).startswith("c 11:41 d 12:04")


# ------------------------------------------------------------------ where he says he is


def test_a_point_on_the_way() -> None:
    """At number 8 at 11:27, b is two minutes away: 11:29."""
    here = Position(manager_id=M1, point=number(8))
    found = on_the_road(OF, RECORD, "11:27", done=made("a"), positions=[here])
    assert times(found.plan).startswith("b 11:29 c 11:46")
    assert found.plan.routes[0].start_place_id == "p:m1"
    assert found.changes == ()


def test_a_point_elsewhere_turns_the_order_round() -> None:
    """At number 40 at 11:24, the rest of the street lies on the way home; c and f may be a quarter of an hour off.

    f (30) may begin from 12:27 on, c (15) until 12:00: that c comes first costs nothing but the way there.
    """
    here = Position(manager_id=M1, point=number(40))
    found = on_the_road(OF, RECORD, "11:24", done=made("a"), positions=[here])
    assert times(found.plan).startswith("h 11:24")
    assert told(found) == {}


def test_a_visit_under_way_ends_when_he_says() -> None:
    """With c until 12:10: d at 12:15, and so on, seven minutes later."""
    found = on_the_road(
        OF, RECORD, "11:50", done=made("a", "b"), positions=[at_customer("c", "12:10")]
    )
    assert times(found.plan).startswith("d 12:15 e 12:32 f 12:49")
    assert found.changes == ()


def test_a_visit_under_way_ends_as_planned_where_nobody_says() -> None:
    """With c at 11:50: until 12:03."""
    found = on_the_road(OF, RECORD, "11:50", done=made("a", "b"), positions=[at_customer("c")])
    assert times(found.plan).startswith("d 12:08 e 12:25")


def test_who_is_still_where_he_has_been_goes_on_from_there_now() -> None:
    """With b at 11:42, though b was over at 11:40: c at 11:47."""
    found = on_the_road(OF, RECORD, "11:42", done=made("a", "b"), positions=[at_customer("b")])
    assert times(found.plan).startswith("c 11:47")


def test_a_visit_that_no_plan_has_is_under_way() -> None:
    """With n at 11:30 until 11:40: n counts, and b is four minutes from there."""
    of = street(*OF.customers, shop("n", 6), begins="11:00")
    found = on_the_road(of, RECORD, "11:30", done=made("a"), positions=[at_customer("n", "11:40")])
    assert times(found.plan).startswith("b 11:44")
    assert found.territory.history[-1].customer_id == "n"


def test_whom_he_was_on_the_way_to_cancels() -> None:
    """At 11:42 c cancels: b, two minutes back, is nearer than c; to d it is ten minutes from b, so 11:54.

    From c it would be 11:45 + 5.
    """
    found = on_the_road(
        OF,
        RECORD,
        "11:42",
        done=made("a", "b"),
        events=[VisitCancelled(customer_id=CustomerId("c"))],
    )
    assert times(found.plan).startswith("d 11:54")


# ------------------------------------------------------------------ lunch


def test_lunch_is_as_late_as_its_account_manager() -> None:
    """Five minutes late f ends at 13:05: lunch begins then, though 13:00 is the last moment of a day as planned."""
    found = on_the_road(
        OF, RECORD, "12:39", done=over_by("12:39"), events=[RunsLate(manager_id=M1, minutes=5)]
    )
    assert times(found.plan) == "f 12:47 g 14:10 h 14:27"
    assert lunch(found) == "13:05"
    assert found.changes == ()


def test_lunch_that_began_late_ends_late() -> None:
    """F was over at 13:06: at 13:30 lunch lasts until 14:06, and g is five minutes away."""
    [f] = made("f", start=clock("12:46"), length_minutes=20)
    found = on_the_road(OF, RECORD, "13:30", done=(*made(*"abcde"), f))
    assert times(found.plan) == "g 14:11 h 14:28"
    assert lunch(found) is None


def test_lunch_had_already_is_not_waited_for() -> None:
    """At f's door at 13:01 with lunch behind him: g at 13:06, an hour early and of no consequence to anybody."""
    found = on_the_road(
        OF, RECORD, "13:01", done=made(*"abcdef"), positions=[at_customer("f", had_lunch=True)]
    )
    assert times(found.plan) == "g 13:06 h 13:23"
    assert lunch(found) is None


def test_lunch_still_owed_is_taken_late() -> None:
    """At 13:40 on the road without lunch: it is taken within half an hour."""
    here = Position(manager_id=M1, point=number(32), had_lunch=False)
    found = on_the_road(OF, RECORD, "13:40", done=made(*"abcdef"), positions=[here])
    assert lunch(found) is not None
    assert "13:40" <= str(lunch(found)) <= "14:10"
    assert kinds(found).keys() <= {"g", "h"}


def test_who_is_with_a_customer_at_lunchtime_has_lunch_before_him() -> None:
    """With f until 13:10, at 13:05: lunch from 13:10 on."""
    found = on_the_road(
        OF, RECORD, "13:05", done=made(*"abcde"), positions=[at_customer("f", "13:10")]
    )
    assert times(found.plan) == "g 14:15 h 14:32"
    assert lunch(found) == "13:10"


def test_a_door_closed_after_lunch_is_no_lunch_before_him() -> None:
    """G was closed at 13:55 already: lunch is over then, and h five minutes from there."""
    [g] = made("g", start=clock("14:05"), done=False, because=UndoneReason.CLOSED)
    found = on_the_road(OF, RECORD, "14:06", done=(*made(*"abcdef"), g))
    assert times(found.plan) == "h 14:10"
    assert lunch(found) is None
