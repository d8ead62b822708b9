"""What cannot be, and what is told of it: every fault at once, or an answer that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from routing.domain.customer import Point
from routing.domain.events import Anomaly, AnomalyKind, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.note import Note
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvent,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain import PlanRecord, PlanState, close, publish
from routing.replanning import replan
from routing.replanning.notes import GIVEN_TWICE
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from tests.replanning.worked_day import (
    CHINA,
    EVENING,
    M1,
    M2,
    POLICY,
    STREET,
    THURSDAY,
    WEDNESDAY,
    Street,
    at,
    clock,
    made,
    morning,
    number,
    on_the_road,
    shop,
    street,
    times,
)

THREE = street(shop("a", 5, told=True), shop("b", 10), shop("c", 15, told=True), managers=(M1, M2))
MORNING = morning(THREE, {M1: "a b c"})
NOBODY, NO_MANAGER = CustomerId("x"), ManagerId("mx")
TUESDAY = WEDNESDAY - timedelta(days=1)


def faults(
    of: Territory = THREE,
    record: PlanRecord = MORNING,
    now: datetime | str = "09:05",
    **fields: object,
) -> list[Issue]:
    """Return the faults for which a replanning is refused."""
    moment = at(now) if isinstance(now, str) else now
    with pytest.raises(InputError) as refused:
        replan(of, POLICY, CHINA, STREET, record, now=moment, **fields)  # type: ignore[arg-type]
    return list(refused.value.issues)


def codes(**fields: object) -> list[tuple[str, str]]:
    """Return code and place of the faults."""
    return [(one.code, one.place) for one in faults(**fields)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "code", "place"),
    [
        (VisitCancelled(customer_id=NOBODY), "unknown-customer", "customer_id"),
        (VisitFoundClosed(customer_id=NOBODY), "unknown-customer", "customer_id"),
        (
            VisitRunsLong(customer_id=NOBODY, until=clock("10:00")),
            "unknown-customer",
            "customer_id",
        ),
        (
            AnomalyReported(
                anomaly=Anomaly(
                    customer_id=NOBODY, kind=AnomalyKind.COMPLAINT, reported_at=at("09:00")
                )
            ),
            "unknown-customer",
            "anomaly.customer_id",
        ),
        (RunsLate(manager_id=M2, minutes=5), "unknown-manager", "manager_id"),
        (DayEndsEarly(manager_id=M2, at=clock("12:00")), "unknown-manager", "manager_id"),
        (ManagerIll(manager_id=NO_MANAGER), "unknown-manager", "manager_id"),
        (
            TaskAssigned(task=Task(manager_id=NO_MANAGER, day=WEDNESDAY, minutes=5)),
            "unknown-manager",
            "task.manager_id",
        ),
        (RunsLate(manager_id=M1, minutes=0), "number-out-of-range", "minutes"),
        (
            TaskAssigned(task=Task(manager_id=M1, day=WEDNESDAY, minutes=-5)),
            "number-out-of-range",
            "task.minutes",
        ),
        (
            TaskAssigned(task=Task(manager_id=M1, day=TUESDAY, minutes=5)),
            "in-the-past",
            "task.day",
        ),
        (DayEndsEarly(manager_id=M1, at=clock("09:00")), "in-the-past", "at"),
        (VisitRunsLong(customer_id=CustomerId("b"), until=clock("09:00")), "in-the-past", "until"),
        (ManagerIll(manager_id=M1, until=TUESDAY), "in-the-past", "until"),
        (VisitFoundClosed(customer_id=CustomerId("b"), until=TUESDAY), "in-the-past", "until"),
        (
            AnomalyReported(
                anomaly=Anomaly(
                    customer_id=CustomerId("b"), kind=AnomalyKind.COMPLAINT, reported_at=at("09:06")
                )
            ),
            "in-the-future",
            "anomaly.reported_at",
        ),
    ],
)
def test_an_event_that_cannot_be(event: RoadEvent, code: str, place: str) -> None:
    """Somebody unknown, a time that is over or not come yet, no time at all; the place names the event."""
    assert codes(events=[event]) == [(code, f"events[0].{place}")]


def test_all_faults_come_at_once() -> None:
    """A visit made in the future, one of yesterday by nobody known, a position of a stranger, an unknown customer."""
    done = (
        VisitRecord(customer_id=CustomerId("a"), day=WEDNESDAY, start=clock("09:10")),
        VisitRecord(customer_id=NOBODY, day=TUESDAY, manager_id=NO_MANAGER, length_minutes=0),
    )
    found = codes(
        done=done,
        positions=[Position(manager_id=M2, customer_id=NOBODY)],
        events=[VisitCancelled(customer_id=NOBODY)],
        noticed=[NOBODY],
        manager_ids=[M1, NO_MANAGER],
    )
    assert sorted(found) == sorted(
        [
            ("unknown-manager", "manager_ids"),
            ("unknown-customer", "noticed"),
            ("unknown-manager", "positions[0].manager_id"),
            ("unknown-customer", "positions[0].customer_id"),
            ("in-the-future", "done[0].start"),
            ("unknown-customer", "done[1].customer_id"),
            ("unknown-manager", "done[1].manager_id"),
            ("number-out-of-range", "done[1].length_minutes"),
            ("other-day", "done[1].day"),
            ("unknown-customer", "events[0].customer_id"),
        ]
    )


# ------------------------------------------------------------------ where somebody is


@pytest.mark.parametrize(
    ("point", "code"),
    [
        (Point(lat=0.015, lon=30.0), "coordinate-swapped"),
        (Point(lat=91.0, lon=0.005), "coordinate-off-globe"),
        (Point(lat=31.0, lon=0.005), "coordinate-outlying"),
        (Point(lat=0.0, lon=0.0), "coordinate-zero"),
    ],
)
def test_a_position_off_the_map(point: Point, code: str) -> None:
    """Swapped, off the globe, 111 km north of everybody, never set."""
    found = codes(positions=[Position(manager_id=M1, point=point)])
    assert [one for one, _ in found] == [code]
    assert found[0][1].startswith("positions[0].point")


@dataclass(frozen=True)
class Bridgeless(Street):
    """The street, of which the numbers above 50 cannot be left."""

    def matrix(self, places: object) -> TravelMatrix:
        """Return the travel between numbers."""
        whole = super().matrix(places)  # type: ignore[arg-type]
        reachable = whole.reachable.copy()
        across = np.array([one.startswith("p:") for one in whole.place_ids])
        reachable[across, :] = reachable[:, across] = False
        np.fill_diagonal(reachable, val=True)
        return replace(whole, reachable=reachable)


def test_a_position_from_which_no_way_leads() -> None:
    """As where no road is near: the account manager is named."""
    with pytest.raises(InputError) as refused:
        replan(
            THREE,
            POLICY,
            CHINA,
            Bridgeless(),
            MORNING,
            now=at("09:05"),
            positions=[Position(manager_id=M1, point=number(60))],
        )
    [issue] = refused.value.issues
    assert (issue.code, issue.value) == ("position-off-map", M1)


def test_two_positions_of_one_account_manager() -> None:
    """Or two places in one position."""
    twice = [Position(manager_id=M1, point=number(5)), Position(manager_id=M1)]
    assert codes(positions=twice) == [("position-twice", "positions")]
    both = [Position(manager_id=M1, point=number(5), customer_id=CustomerId("a"))]
    assert codes(positions=both) == [("position-twice", "positions[0]")]


# ------------------------------------------------------------------ what cannot be true together


def test_a_visit_that_runs_long_and_is_cancelled() -> None:
    """Or was found closed, or tried in vain."""
    b = CustomerId("b")
    runs_long = VisitRunsLong(customer_id=b, until=clock("10:00"))
    for other in (VisitCancelled(customer_id=b), VisitFoundClosed(customer_id=b)):
        assert codes(events=[runs_long, other]) == [("contradiction", "events")]
    assert codes(events=[runs_long], done=made("b", done=False)) == [("contradiction", "events")]


def test_a_visit_that_was_made_is_not_cancelled() -> None:
    """Whether this is reported now, or stands in the history already."""
    event = VisitCancelled(customer_id=CustomerId("a"))
    assert codes(events=[event], done=made("a")) == [("contradiction", "events[0].customer_id")]
    of = replace(THREE, history=(*THREE.history, *made("a")))
    assert codes(of=of, events=[event]) == [("contradiction", "events[0].customer_id")]


def test_a_visit_that_lasts_until_two_times() -> None:
    """The second one is named."""
    events = [
        VisitRunsLong(customer_id=CustomerId("b"), until=clock(until))
        for until in ("10:00", "10:30")
    ]
    assert codes(events=events) == [("contradiction", "events[1].until")]


# ------------------------------------------------------------------ the plan in hand


def test_a_plan_of_another_territory() -> None:
    """The plan is named."""
    assert codes(of=replace(THREE, id="avenue")) == [("territory-wrong", f"plan {MORNING.id}")]


def test_a_time_outside_the_plan() -> None:
    """Before it was made, on another day."""
    for now in (EVENING - timedelta(hours=1), at("09:05") + timedelta(days=1)):
        assert codes(now=now) == [("outside-plan", "now")]


def test_a_plan_that_is_over() -> None:
    """Closed at noon: nothing is left to replan."""
    closed = close(MORNING, THREE, POLICY, at("12:00"))
    assert closed.state is PlanState.DONE
    assert codes(record=closed, now="12:05") == [("plan-state-wrong", f"plan {MORNING.id}")]


def test_two_replans_from_one_plan() -> None:
    """The first is published: the second is refused, and told from which plan to go on."""
    first = on_the_road(THREE, MORNING, "09:05", done=made("a")).record
    published = publish(first, at("09:06"))
    [issue] = faults(now="09:10", records=[MORNING, published])
    assert (issue.code, issue.value) == ("plan-replaced", published.id)
    # A draft that nobody was told of takes nobody's place.
    found = on_the_road(THREE, MORNING, "09:10", done=made("a"), records=[MORNING, first])
    assert found.record.number == 3


def test_a_plan_of_another_territory_among_the_records_says_nothing() -> None:
    """Though it is of the same day and account manager."""
    other = morning(replace(THREE, id="avenue"), {M1: "a b c"})
    assert on_the_road(THREE, MORNING, "09:05", done=made("a"), records=[other]).changes == ()


# ------------------------------------------------------------------ odd, and answered


def test_the_same_event_twice_counts_once() -> None:
    """And it is said."""
    late = RunsLate(manager_id=M1, minutes=10)
    twice = on_the_road(THREE, MORNING, "09:05", done=made("a"), events=[late, late])
    once = on_the_road(THREE, MORNING, "09:05", done=made("a"), events=[late])
    assert times(twice.plan) == times(once.plan)
    assert GIVEN_TWICE in twice.plan.notes


def test_a_visit_that_no_plan_had_counts_and_is_told() -> None:
    """D was visited though nobody had planned it (R23)."""
    of = street(*THREE.customers, shop("d", 20))
    found = on_the_road(of, MORNING, "09:05", done=made("a", "d", start=clock("08:40")))
    assert any(
        note.text.startswith("d was visited though no plan had it") for note in found.plan.notes
    )


def test_who_is_ill_is_not_late_as_well() -> None:
    """Illness counts, and it is said."""
    found = on_the_road(
        THREE,
        MORNING,
        "09:05",
        done=made("a"),
        events=[ManagerIll(manager_id=M1), RunsLate(manager_id=M1, minutes=30)],
    )
    assert found.plan.routes == ()
    told = Note(
        text="m1 is ill: RunsLate changes nothing.",
        text_zh="m1 因病离岗：晚点不再影响计划。",
    )
    assert told in found.plan.notes


def test_a_customer_whom_nobody_plans_today_is_cancelled_all_the_same() -> None:
    """It is noted, and said."""
    of = street(*THREE.customers, shop("d", 20))
    found = on_the_road(
        of, MORNING, "09:05", done=made("a"), events=[VisitCancelled(customer_id=CustomerId("d"))]
    )
    assert found.changes == ()
    assert any(note.text.startswith("No plan has d today") for note in found.plan.notes)


def test_who_runs_long_is_where_somebody_is() -> None:
    """Whatever his position says, and though no plan has the visit; both are said."""
    of = street(*THREE.customers, shop("d", 20))
    elsewhere = Position(manager_id=M1, customer_id=CustomerId("a"))
    for customer_id, positions, note in (
        ("b", [elsewhere], "m1 is with b, who runs long, whatever his position says."),
        ("d", [], "No plan has d today: m1 is taken to be there until 09:30."),
    ):
        runs_long = VisitRunsLong(customer_id=CustomerId(customer_id), until=clock("09:30"))
        found = on_the_road(
            of, MORNING, "09:05", done=made("a"), positions=positions, events=[runs_long]
        )
        assert note in [one.text for one in found.plan.notes]
        assert found.request.shifts[0].start_place_id == f"c:{customer_id}"


@pytest.mark.parametrize("now", ["17:10", "17:30", "23:00"])
def test_when_no_time_is_left_everything_is_handed_on(now: str) -> None:
    """Nobody is visited after work; b and c wait for Thursday.

    At 17:10 the reserve has time, but too little: b, from 17:15 to 17:25 at the least, is ten minutes from home.
    """
    found = on_the_road(THREE, MORNING, now, done=made("a"))
    assert [stop for route in found.plan.routes for stop in route.stops] == []
    assert [one.customer_id for one in found.handed_on] == ["c", "b"]
    assert {one.next_day for one in found.handed_on} == {THURSDAY}


def test_after_work_the_reason_is_that_no_time_is_left() -> None:
    """Wednesday is a working day like any other: the reason does not say that it is none."""
    found = on_the_road(THREE, MORNING, "17:40", done=made("a"))
    reasons = {one.customer_id: one.reasons[0] for one in found.plan.unassigned}
    assert {name: one.rule for name, one in reasons.items()} == {
        "b": Rule.NO_SHIFT,
        "c": Rule.NO_SHIFT,
    }
    assert "nobody has working time on this day" in reasons[CustomerId("b")].text
    assert "当日无人可出访" in reasons[CustomerId("b")].text_zh


def test_before_the_day_begins_nothing_changes() -> None:
    """At 07:00, an hour and a half before anybody leaves."""
    found = on_the_road(THREE, MORNING, "07:00")
    assert times(found.plan) == times(MORNING.plan)
    assert found.changes == ()


def test_an_account_manager_without_a_route_goes_on_without_one() -> None:
    """m2 has nothing to do today, and it stays so."""
    record = morning(THREE, {M1: "a b c", M2: ""})
    found = on_the_road(THREE, record, "09:05", done=made("a"))
    assert times(found.plan, M2) == ""
    assert found.changes == ()


def test_a_holiday_has_nobody_to_replan() -> None:
    """A plan of a Sunday has no routes, and its replanning has none either."""
    sunday = date(2026, 11, 8)
    record = replace(
        morning(THREE, {M1: ""}),
        first=sunday,
        last=sunday,
        plan=replace(MORNING.plan, routes=()),
    )
    found = replan(
        THREE, POLICY, CHINA, STREET, record, now=datetime.combine(sunday, clock("10:00"))
    )
    assert found.plan.routes == ()
