"""Appointments (R16): kept within ten minutes, or missed and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.domain.customer import Mode
from routing.domain.events import Appointment, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, customer_place
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy_terms import StandIns
from routing.domain.territory import Territory
from routing.simulation.count import Miss, MissedBecause, Owed, counted
from tests.simulation.count.hand_made import (
    FRIDAY,
    M2,
    MANAGER,
    MONDAY,
    OPEN,
    POLICY,
    SEASON,
    SECOND,
    TUESDAY,
    WEDNESDAY,
    A,
    AllAlike,
    B,
    Locked,
    agreed,
    away,
    count_of,
    customer,
    in_vain,
    visit,
)

KEPT, NEGLECTED = Owed(kept=1, of=1), Owed(of=1)
AT_TEN = agreed("2026-11-03 10:00")
NEVER = replace(POLICY, stand_ins=StandIns.NEVER)


def of_tuesday(
    *history: VisitRecord,
    at: Appointment = AT_TEN,
    doors: Locked = OPEN,
    absences: tuple[Absence, ...] = (),
    managers: tuple[AccountManager, ...] = (MANAGER,),
) -> Owed:
    """Return what is counted of an appointment on Tuesday at ten."""
    territory = Territory(
        id="t",
        managers=managers,
        customers=(customer(),),
        history=history,
        appointments=(at,),
        absences=absences,
    )
    season = replace(SEASON, territory=territory, policy=NEVER)
    return count_of(season, doors=doors).appointments


@pytest.mark.parametrize(
    ("made", "counted_as"),
    [
        (visit(TUESDAY, "09:50"), KEPT),
        (visit(TUESDAY, "10:10"), KEPT),
        (visit(TUESDAY, "09:49"), Owed(of=1, off_time=1)),
        (visit(TUESDAY, "10:11"), Owed(of=1, off_time=1)),
        (visit(TUESDAY, None), Owed(of=1, off_time=1)),
        (visit(TUESDAY, "10:00", mode=Mode.PHONE), NEGLECTED),
        (visit(WEDNESDAY, "10:00"), NEGLECTED),
        (in_vain(TUESDAY, "10:00"), Owed(of=1, in_vain=1)),
        (in_vain(TUESDAY, "10:11"), NEGLECTED),
        (in_vain(TUESDAY, None, because=UndoneReason.CANCELLED), Owed(of=1, in_vain=1)),
    ],
)
def test_kept_is_what_begins_within_ten_minutes(made: VisitRecord, counted_as: Owed) -> None:
    """Agreed for ten o'clock: from 9:50 to 10:10 in person, to the minute."""
    assert of_tuesday(made) == counted_as


def test_without_a_visit_it_is_neglected() -> None:
    """Nobody went, though nothing was in the way."""
    assert of_tuesday() == NEGLECTED
    assert NEGLECTED.neglected == 1


def test_locked_in_all_the_twenty_minutes_is_impossible() -> None:
    """Locked from 9:50 to 10:11 leaves no time; from 9:55 on there were five minutes; visits outside do not matter."""
    all_the_time = Locked(doors=((A, "2026-11-03 09:50", "2026-11-03 10:11"),))
    assert of_tuesday(doors=all_the_time) == Owed(of=1, shut=1)
    assert of_tuesday(visit(TUESDAY, "10:30"), doors=all_the_time) == Owed(of=1, shut=1)
    later = Locked(doors=((A, "2026-11-03 09:55", "2026-11-03 10:11"),))
    assert of_tuesday(doors=later) == NEGLECTED


def test_a_manager_who_is_away_cannot_keep_it() -> None:
    """Away all day, or from 9:30 to 11: impossible. Away from ten on, he was there for ten minutes."""
    assert of_tuesday(absences=(away(TUESDAY, TUESDAY),)) == Owed(of=1, absent=1)
    morning = (away(MONDAY, FRIDAY, ("09:30", "11:00")),)
    assert of_tuesday(absences=morning) == Owed(of=1, absent=1)
    assert of_tuesday(absences=(away(TUESDAY, TUESDAY, ("10:00", "12:00")),)) == NEGLECTED


def test_whoever_was_named_could_have_come() -> None:
    """Where nobody stands in and the own manager is away, a second one could come if the appointment names him."""
    both, absent = (MANAGER, SECOND), (away(TUESDAY, TUESDAY),)
    assert of_tuesday(managers=both, absences=absent) == Owed(of=1, absent=1)
    named = agreed("2026-11-03 10:00", manager_id=M2)
    assert of_tuesday(managers=both, absences=absent, at=named) == NEGLECTED


def test_appointments_outside_the_season_are_none_of_it() -> None:
    """One on the eve of the first day, one on the day after the last."""
    before = MONDAY - timedelta(days=1)
    assert of_tuesday(at=agreed(f"{before} 10:00")) == Owed()
    assert of_tuesday(at=agreed(f"{SEASON.end + timedelta(days=1)} 10:00")) == Owed()
    assert of_tuesday(at=agreed(f"{SEASON.end} 10:00")).of == 1


# ------------------------------------------------------------ two at a time


def two_at_once(
    *history: VisitRecord, at: str = "10:00", leg_s: int, managers: int = 1
) -> tuple[Owed, set[tuple[str, MissedBecause]]]:
    """Return what is counted of one customer at ten and another at a time on Tuesday, and what was missed why."""
    territory = Territory(
        id="t",
        managers=(MANAGER, SECOND)[:managers],
        customers=(customer(A), customer(B)),
        history=history,
        appointments=(AT_TEN, agreed(f"2026-11-03 {at}", B)),
    )
    season = replace(SEASON, territory=territory)
    count = counted(season, travel=AllAlike(leg_s=leg_s), doors=OPEN)
    missed = {(one.who, one.because) for one in count.misses if one.rule == "R16"}
    return count.appointments, missed


def test_of_two_that_nobody_can_keep_both_one_is_impossible() -> None:
    """Both at ten: from 9:50 on 15 min of visit and 6 of way end at 10:11, a minute too late; with 5 of way not."""
    counted_as, missed = two_at_once(visit(TUESDAY, "10:00", A), leg_s=360)
    assert counted_as == Owed(kept=1, of=2, clash=1)
    assert missed == {(B, MissedBecause.CLASH)}
    counted_as, _ = two_at_once(visit(TUESDAY, "10:00", A), leg_s=300)
    assert counted_as == Owed(kept=1, of=2)


def test_of_two_missed_the_earlier_one_could_have_been_kept() -> None:
    """Nobody went to either: the one that begins first is neglected, the other one impossible beside it."""
    counted_as, missed = two_at_once(leg_s=420, at="10:01")
    assert counted_as == Owed(of=2, clash=1)
    assert missed == {(A, MissedBecause.NEGLECTED), (B, MissedBecause.CLASH)}


def test_either_order_may_keep_two_appointments() -> None:
    """At 10:00 and 10:02 with a leg of 7 minutes: from the first it is 10:12, in time for 10:02 and its ten minutes."""
    counted_as, _ = two_at_once(visit(TUESDAY, "10:00", A), leg_s=420, at="10:02")
    assert counted_as == Owed(kept=1, of=2)
    # At 10:00 and 9:58 it is the second customer who has to come first.
    counted_as, _ = two_at_once(visit(TUESDAY, "10:00", A), leg_s=420, at="09:58")
    assert counted_as == Owed(kept=1, of=2)


def test_two_managers_can_keep_both() -> None:
    """Where a second manager may stand in, no two appointments clash."""
    counted_as, _ = two_at_once(visit(TUESDAY, "10:00", A), leg_s=3600, managers=2)
    assert counted_as == Owed(kept=1, of=2)


def test_the_way_goes_from_the_first_to_the_second() -> None:
    """Where one direction is slow, the other one decides."""
    places = customer_place(CustomerId(A)), customer_place(CustomerId(B))
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(A), customer(B)),
        appointments=(AT_TEN, agreed("2026-11-03 10:00", B)),
    )
    season = replace(SEASON, territory=territory)
    for pair, clashes in ((places, 0), (places[::-1], 0), (("c:x", "c:y"), 1)):
        travel = AllAlike(leg_s=600, legs={pair: 60})
        assert counted(season, travel=travel, doors=OPEN).appointments.clash == clashes


def test_misses_name_the_day() -> None:
    """A missed appointment stands among the misses with its day."""
    territory = Territory(
        id="t", managers=(MANAGER,), customers=(customer(),), appointments=(AT_TEN,)
    )
    misses = count_of(replace(SEASON, territory=territory)).misses
    assert Miss(rule="R16", who=A, owed_by=TUESDAY, because=MissedBecause.NEGLECTED) in misses
