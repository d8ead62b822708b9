"""What people say of the road on the command line: each option is its event, each fault stands at its option."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from routing.cli.reported import Reported, point_in_time, reported
from routing.cli.road_options import RoadOptions
from routing.domain.customer import Mode, Point
from routing.domain.events import Anomaly, AnomalyKind, Task, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId, customer_place
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvent,
    RoadEvents,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.plan import Contact, Route, Stop

DAY = date(2026, 11, 4)
NOW = datetime(2026, 11, 4, 10, 20)  # noqa: DTZ001 - local, as records are
M1, M2 = ManagerId("M1"), ManagerId("M2")
C1, C2, C3 = CustomerId("C1"), CustomerId("C2"), CustomerId("C3")


def _stop(customer_id: CustomerId, start_s: int) -> Stop:
    return Stop(
        visit_id=VisitId(customer_id),
        customer_id=customer_id,
        place_id=customer_place(customer_id),
        category=Category.DUE,
        cause=Cause.CADENCE,
        travel_s=300,
        distance_m=1000,
        arrival_s=start_s,
        start_s=start_s,
        length_s=900,
    )


# C1 from 08:40 to 08:55; C3 from 10:10 to 10:25, under way at 10:20; C4 from 10:40; C2 is phoned from 09:10 to 09:15.
ROUTE = Route(
    shift_id=ShiftId("M1@2026-11-04"),
    manager_id=M1,
    day=DAY,
    start_place_id=PlaceId("s:M1"),
    end_place_id=PlaceId("s:M1"),
    start_s=30_600,
    end_s=40_000,
    stops=(_stop(C1, 31_200), _stop(C3, 36_600), _stop(CustomerId("C4"), 38_400)),
    contacts=(
        Contact(
            visit_id=VisitId(C2),
            customer_id=C2,
            category=Category.DUE,
            cause=Cause.CADENCE,
            mode=Mode.PHONE,
            start_s=33_000,
            length_s=300,
        ),
    ),
)


def _said(
    *,
    managers: tuple[ManagerId, ...] = (M1,),
    in_document: RoadEvents | None = None,
    known: frozenset[CustomerId] = frozenset(),
    **options: Any,  # noqa: ANN401 - whatever the command line gives
) -> Reported:
    """Return what comes of some options, all others not given."""
    given = dict.fromkeys(RoadOptions.__annotations__, ())
    said: Any = {**given, "as_planned": False, "events": None, **options}
    return reported(
        said,
        in_document or RoadEvents(),
        now=NOW,
        managers=managers,
        routes=(ROUTE,),
        known=known,
    )


def _faults(said: Reported) -> list[tuple[str, str]]:
    return [(issue.place.removeprefix("command line, "), issue.code) for issue in said.faults]


@pytest.mark.parametrize(
    ("option", "text", "event"),
    [
        (
            "anomaly",
            "C1=complaint",
            AnomalyReported(
                anomaly=Anomaly(customer_id=C1, kind=AnomalyKind.COMPLAINT, reported_at=NOW)
            ),
        ),
        (
            "anomaly",
            "C1＝投诉",
            AnomalyReported(
                anomaly=Anomaly(customer_id=C1, kind=AnomalyKind.COMPLAINT, reported_at=NOW)
            ),
        ),
        ("cancelled", "C1", VisitCancelled(customer_id=C1)),
        ("closed", "C1", VisitFoundClosed(customer_id=C1)),
        ("closed", "C1=2026-11-06", VisitFoundClosed(customer_id=C1, until=date(2026, 11, 6))),
        ("runs_long", "C1=11:20", VisitRunsLong(customer_id=C1, until=time(11, 20))),
        ("late", "20", RunsLate(manager_id=M1, minutes=20)),
        ("late", "M2=20", RunsLate(manager_id=M2, minutes=20)),
        ("task", "45", TaskAssigned(task=Task(manager_id=M1, day=DAY, minutes=45))),
        ("day_ends", "下午3点", DayEndsEarly(manager_id=M1, at=time(15))),
        ("day_ends", " M2 = 15:00 ", DayEndsEarly(manager_id=M2, at=time(15))),
        ("ill", "M1", ManagerIll(manager_id=M1)),
        ("ill", "M1=2026-11-06", ManagerIll(manager_id=M1, until=date(2026, 11, 6))),
    ],
)
def test_option_is_its_event(option: str, text: str, event: RoadEvent) -> None:
    """Each option reads as the event that it stands for, in the notations that tables know, too."""
    options: Any = {option: (text,)}
    said = _said(**options)
    assert said.events == RoadEvents(events=(event,))
    assert said.faults == ()


def test_visits_are_done_as_they_were_planned() -> None:
    """C2 is to be phoned: what is done is the call; who has no plan was visited in person; a reason goes with it."""
    said = _said(done=("C1=08:42", "C2", "C9"), failed=("C3=店主不在", "C4"))
    assert said.events.done == (
        VisitRecord(customer_id=C1, day=DAY, start=time(8, 42)),
        VisitRecord(customer_id=C2, day=DAY, mode=Mode.PHONE),
        VisitRecord(customer_id=CustomerId("C9"), day=DAY),
        VisitRecord(customer_id=C3, day=DAY, done=False, because=UndoneReason.KEEPER_AWAY),
        VisitRecord(customer_id=CustomerId("C4"), day=DAY, done=False),
    )


def test_place_and_time_make_one_position() -> None:
    """Where he is and when he can go on come in two options and are one position of each account manager."""
    said = _said(
        managers=(M1, M2),
        position=("M1=30.9,118.7", "M2=C1"),
        free_at=("M2=10:40",),
    )
    assert said.events.positions == (
        Position(manager_id=M1, point=Point(lat=30.9, lon=118.7)),
        Position(manager_id=M2, customer_id=C1, free_at=time(10, 40)),
    )
    alone = _said(free_at=("10:40",))
    assert alone.events.positions == (Position(manager_id=M1, free_at=time(10, 40)),)


def test_what_is_said_twice_is_two_positions() -> None:
    """Two places, or two times, of one account manager are not one of them: replanning refuses both."""
    assert len(_said(position=("C1", "C2")).events.positions) == 2
    assert len(_said(free_at=("10:30", "10:40")).events.positions) == 2


def test_as_planned_is_what_is_over_and_not_spoken_of() -> None:
    """At 10:20 C1 and the call of C2 are over, C3 is under way; what else is said or known of one holds."""
    visit = VisitRecord(customer_id=C1, day=DAY, start=time(8, 40), manager_id=M1)
    call = VisitRecord(customer_id=C2, day=DAY, start=time(9, 10), manager_id=M1, mode=Mode.PHONE)
    assert _said(as_planned=True).events.done == (visit, call)
    assert _said(as_planned=True, closed=("C1",)).events.done == (call,)
    assert _said(as_planned=True, position=("C2",)).events.done == (visit,)
    assert _said(as_planned=True, known=frozenset({C1})).events.done == (call,)
    failed = VisitRecord(customer_id=C2, day=DAY, done=False)
    assert _said(as_planned=True, failed=("C2",)).events.done == (failed, visit)
    cancelled = RoadEvents(events=(VisitCancelled(customer_id=C1),))
    assert _said(as_planned=True, in_document=cancelled).events.done == (call,)


def test_document_comes_first() -> None:
    """What a program has written stands before what is said in options."""
    written = RoadEvents(events=(VisitCancelled(customer_id=C1),))
    said = _said(in_document=written, cancelled=("C2",))
    assert said.events.events == (
        VisitCancelled(customer_id=C1),
        VisitCancelled(customer_id=C2),
    )


def test_all_faults_come_at_once_each_at_its_option() -> None:
    """Whatever cannot be read is told, with what would be right; what can be read is there all the same."""
    said = _said(
        managers=(M1, M2),
        position=("M1=30.9,east",),
        free_at=("10:40",),
        done=("C1=25:00",),
        failed=("C1=hungry",),
        anomaly=("C1", "C2=complaint"),
        closed=("C1=tomorrow",),
        runs_long=("C1",),
        late=("M1=soon",),
        task=("M1=",),
        day_ends=("M1=late",),
        ill=("M1=2026-11-31",),
    )
    assert _faults(said) == [
        ("--position M1=30.9,east", "number-unreadable"),
        ("--free-at 10:40", "manager-missing"),
        ("--done C1=25:00", "time-impossible"),
        ("--failed C1=hungry", "word-unknown"),
        ("--anomaly C1", "word-unknown"),
        ("--closed C1=tomorrow", "date-unreadable"),
        ("--runs-long C1", "time-unreadable"),
        ("--late M1=soon", "number-unreadable"),
        ("--task M1=", "number-unreadable"),
        ("--day-ends M1=late", "time-unreadable"),
        ("--ill M1=2026-11-31", "date-impossible"),
    ]
    assert "M1, M2" in said.faults[1].remedy
    assert [
        event.anomaly.customer_id
        for event in said.events.events
        if isinstance(event, AnomalyReported)
    ] == [C2]


def test_names_stay_out_of_faults() -> None:
    """A customer's name typed for the id is not repeated (R24)."""
    (fault,) = _said(done=("王记烟酒店=25:00",)).faults
    assert "王记" not in str(fault)
    assert fault.place == "command line, --done"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("events[0].customer_id", "news.json, $.events[0].customer_id"),
        ("events[1].customer_id", "command line, --cancelled C2"),
        ("done[0].start", "command line, --done C1=11:00"),
        ("positions[0].point", "command line, --position 0,0"),
        ("positions", "command line, --position"),
        ("now", "command line, --now"),
        ("manager_ids", "command line, --manager"),
        ("noticed", "command line, --noticed"),
        ("plan T-day-2026-11-04-1", "plan T-day-2026-11-04-1"),
    ],
)
def test_faults_are_told_where_they_were_said(place: str, expected: str) -> None:
    """Replanning names its arguments; whoever typed options is told the option, whoever wrote a document the path."""
    said = _said(
        in_document=RoadEvents(events=(VisitCancelled(customer_id=C1),)),
        events=Path("folder/news.json"),
        cancelled=("C2",),
        done=("C1=11:00",),
        position=("0,0",),
    )
    issue = Issue(code="wrong", place=place, message="Wrong.", remedy="Correct it.")
    assert said.located(issue).place == expected


def test_point_in_time_is_read_as_in_tables() -> None:
    """Date and time in any notation of the tables; a time without its day is none."""
    assert point_in_time("--now", "2026-11-04 10:20") == NOW
    assert point_in_time("--now", "2026年11月4日 10点20分") == NOW
    with pytest.raises(InputError) as refused:
        point_in_time("--now", "10:20")
    (issue,) = refused.value.issues
    assert (issue.place, issue.code) == ("command line, --now 10:20", "date-unreadable")
