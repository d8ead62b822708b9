"""A replanning among other plans: what it follows, what it leaves to the next day, and the next one from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from routing.build_request import day_request
from routing.domain.events import Anomaly, AnomalyKind
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RunsLate,
    VisitFoundClosed,
)
from routing.domain.visit import Category, Cause
from routing.plan_chain import PlanKind, PlanRecord, PlanState, kept_visits, publish
from routing.planner import plan_day
from routing.replanning import Replan
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from tests.replanning.worked_day import (
    CHINA,
    M1,
    POLICY,
    STREET,
    THURSDAY,
    WEDNESDAY,
    at,
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

OF = street(shop("a", 5, told=True), shop("b", 10), shop("c", 15, told=True), shop("d", 20))
RECORD = morning(OF, {M1: "a b c d"})
LATE = RunsLate(manager_id=M1, minutes=10)


def tomorrow(found: Replan, *chain: PlanRecord, policy: Policy = POLICY) -> dict[str, Category]:
    """Return whom Thursday's question asks for, and whether it can wait."""
    asked_at = at("17:40")
    records = (*chain, publish(found.record, found.record.made_at))
    kept, _ = kept_visits(records, found.territory, policy, CHINA, asked_at, THURSDAY, THURSDAY)
    request = day_request(found.territory, policy, CHINA, THURSDAY, asked_at, kept=kept)
    return {visit.customer_id: visit.category for visit in request.visits}


# ------------------------------------------------------------------ what it follows


def test_the_new_plan_follows_the_one_in_hand() -> None:
    """A draft of the day, made now, numbered on."""
    record = on_the_road(OF, RECORD, "08:55", done=made("a"), records=[RECORD]).record
    assert (record.plan_kind, record.first, record.last) == (PlanKind.DAY, WEDNESDAY, WEDNESDAY)
    assert (record.number, record.parent_id) == (2, RECORD.id)
    assert (record.state, record.made_at) == (PlanState.DRAFT, at("08:55"))


def test_a_draft_in_hand_counts_as_told_when_it_was_made() -> None:
    """Nobody has published it, and yet c is told that he is late: on the road there is no other plan."""
    made_only = morning(OF, {M1: "a b c d"}, published_at=None)
    late = RunsLate(manager_id=M1, minutes=60)
    from_draft = on_the_road(OF, made_only, "08:55", done=made("a"), events=[late])
    published = on_the_road(OF, RECORD, "08:55", done=made("a"), events=[late])
    assert (times(from_draft.plan), told(from_draft)) == (times(published.plan), told(published))


def test_the_week_in_hand_is_replanned_for_its_day() -> None:
    """A week's plan that has e on Thursday: only the rest of Wednesday is planned, and e stays where it is."""
    of = street(*OF.customers, shop("e", 25))
    thursday = morning(of, {M1: "e"}, day=THURSDAY)
    week = replace(
        morning(of, {M1: "a b c d"}),
        plan_kind=PlanKind.WEEK,
        first=date(2026, 11, 2),
        last=date(2026, 11, 8),
    )
    week = replace(week, plan=replace(week.plan, routes=(*week.plan.routes, *thursday.plan.routes)))
    found = on_the_road(of, week, "08:55", done=made("a"), events=[LATE])
    assert times(found.plan) == "b 09:08 c 09:25 d 09:48"
    assert found.changes == ()
    assert found.record.plan_kind is PlanKind.DAY
    chain = (week, publish(found.record, at("08:56")))
    kept, _ = kept_visits(chain, found.territory, POLICY, CHINA, at("08:57"), WEDNESDAY, THURSDAY)
    days = {one.customer_id: one.day for one in kept}
    assert days == {"b": WEDNESDAY, "c": WEDNESDAY, "d": WEDNESDAY, "e": THURSDAY}


# ------------------------------------------------------------------ one after the other


def test_nothing_changes_from_one_replanning_to_the_next() -> None:
    """At 08:55 ten minutes late; at 09:22, b made meanwhile, all is as it was planned then."""
    first = on_the_road(OF, RECORD, "08:55", done=made("a"), events=[LATE])
    published = publish(first.record, at("08:56"))
    [b] = made("b", start=clock("09:08"))
    second = on_the_road(first.territory, published, "09:22", records=[RECORD], done=[b])
    assert times(second.plan) == "c 09:25 d 09:48"
    assert (second.changes, second.messages, second.handed_on) == ((), (), ())
    assert second.record.number == 3


def test_a_second_event_is_compared_with_the_first_answer() -> None:
    """Late by 10 min, then by 20 more: against the plan in hand c and d are 20 min later, and c is told once."""
    first = on_the_road(OF, RECORD, "08:55", done=made("a"), events=[LATE])
    published = publish(first.record, at("08:56"))
    again = RunsLate(manager_id=M1, minutes=20)
    [b] = made("b", start=clock("09:08"))
    second = on_the_road(
        first.territory, published, "09:20", records=[RECORD], done=[b], events=[again]
    )
    assert times(second.plan) == "c 09:45 d 10:08"
    assert kinds(second) == {"c": ("retimed",), "d": ("retimed",)}
    assert told(second) == {"c": "09:45 instead of 09:25."}


def test_a_replanning_from_a_point_on_the_road_goes_on() -> None:
    """Where the first one began is no place that anybody knows: the second goes by the last visit."""
    here = Position(manager_id=M1, point=number(8))
    first = on_the_road(OF, RECORD, "08:56", done=made("a"), positions=[here])
    published = publish(first.record, at("08:57"))
    second = on_the_road(first.territory, published, "08:57")
    assert second.plan.routes[0].start_place_id == "c:a"
    assert times(second.plan).startswith("b ")


# ------------------------------------------------------------------ what is left to the next day


def test_what_was_let_go_is_asked_for_the_next_day() -> None:
    """Home at 09:50: d falls out, and Thursday asks for it; who was visited, or will be, is left in peace."""
    event = DayEndsEarly(manager_id=M1, at=clock("09:45"))
    found = on_the_road(OF, RECORD, "08:55", done=made("a"), events=[event])
    gone = {one.customer_id for one in found.handed_on}
    assert gone
    asked = tomorrow(found, RECORD)
    assert gone <= asked.keys()
    assert "a" not in asked


def test_everything_of_somebody_ill_is_asked_for_when_he_is_back() -> None:
    """Ill today only: Thursday asks for b, c and d."""
    found = on_the_road(OF, RECORD, "08:55", done=made("a"), events=[ManagerIll(manager_id=M1)])
    assert {one.customer_id for one in found.handed_on} == {"b", "c", "d"}
    assert tomorrow(found, RECORD).keys() >= {"b", "c", "d"}


def test_a_closed_shop_is_asked_for_when_it_opens() -> None:
    """B is closed until Thursday evening: nothing is asked then, and the visit still is in time on Monday."""
    event = VisitFoundClosed(customer_id=CustomerId("b"), until=THURSDAY)
    found = on_the_road(OF, RECORD, "09:00", done=made("a"), events=[event])
    [handed] = found.handed_on
    assert (handed.customer_id, handed.next_day) == ("b", date(2026, 11, 9))
    assert tomorrow(found, RECORD).get(CustomerId("b")) is not Category.MANDATORY


def test_an_anomaly_that_found_no_room_cannot_wait_longer() -> None:
    """Reported today, owed by Friday, and Thursday is the only visit day before: mandatory then (R13)."""
    of = street(*OF.customers, shop("n", 250))
    complaint = AnomalyReported(
        anomaly=Anomaly(
            customer_id=CustomerId("n"), kind=AnomalyKind.COMPLAINT, reported_at=at("08:50")
        )
    )
    found = on_the_road(of, RECORD, "08:55", done=made("a"), events=[complaint])
    assert tomorrow(found, RECORD)[CustomerId("n")] is Category.MANDATORY
    plan = plan_day(
        found.territory,
        POLICY,
        CHINA,
        STREET,
        THURSDAY,
        asked_at=at("17:40"),
        limits=Limits(iterations=200),
        backend=RuinRecreate(),
    )
    causes = {stop.customer_id: stop.cause for route in plan.routes for stop in route.stops}
    causes |= {one.customer_id: one.cause for one in plan.unassigned}
    assert causes[CustomerId("n")] is Cause.ANOMALY


def test_what_was_given_is_left_as_it_was() -> None:
    """Territory and record are the caller's: the territory that comes back is another one."""
    before = (repr(OF), repr(RECORD))
    found = on_the_road(
        OF, RECORD, "08:55", done=made("a"), events=[VisitFoundClosed(customer_id=CustomerId("c"))]
    )
    assert (repr(OF), repr(RECORD)) == before
    assert found.territory != OF
