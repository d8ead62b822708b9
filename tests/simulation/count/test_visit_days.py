"""Visit days a week (R6), visits a day (R7), and what nobody could have reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand import working_time
from routing.demand.deadlines import next_turn
from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.calendar import CalendarOverrides, weekday_calendar
from routing.domain.customer import Customer, CustomerClass, Mode
from routing.domain.events import Pin, VisitRecord
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.policy_terms import StandIns
from routing.domain.territory import Territory
from routing.simulation.count import Floor, Owed, Share, VisitWeeks, counted
from routing.simulation.count.record import Record
from routing.simulation.count.visit_days import visit_days
from routing.simulation.news import News
from routing.simulation.season import DayLog, Season
from tests.simulation.count.hand_made import (
    FRIDAY,
    M1,
    M2,
    MANAGER,
    MONDAY,
    OPEN,
    POLICY,
    SATURDAY,
    SEASON,
    SECOND,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    AllAlike,
    Locked,
    agreed,
    away,
    complaint,
    count_of,
    customer,
    visit,
)

REGULAR = CustomerClass.REGULAR
IDS = [f"c{n:02d}" for n in range(30)]
CROWD = tuple(customer(one, REGULAR) for one in IDS)
"""Thirty regular customers, of whom nobody knows a visit: all can be visited, for ten minutes at the least."""


def week_of(
    *history: VisitRecord,
    customers: Iterable[Customer] = CROWD,
    absences: tuple[Absence, ...] = (),
    news: tuple[News, ...] = (),
    managers: tuple[AccountManager, ...] = (MANAGER,),
    off: Iterable[date] = (),
    end: date = SUNDAY,
) -> Season:
    """Return a season of one week."""
    calendar = weekday_calendar(2026, 2027, overrides=CalendarOverrides(days_off=frozenset(off)))
    territory = Territory(
        id="t",
        managers=managers,
        customers=tuple(customers),
        history=history,
        absences=absences,
    )
    return replace(SEASON, territory=territory, calendar=calendar, news=news, end=end)


def visits(day: date, number: int, first: int = 0) -> tuple[VisitRecord, ...]:
    """Return visits of a day to so many customers of the crowd."""
    return tuple(visit(day, customer_id=one) for one in IDS[first : first + number])


def chosen(season: Season) -> list[date]:
    """Return the first manager's visit days of the week."""
    return visit_days(Record(season), MANAGER, MONDAY)


# ------------------------------------------------------------ which days (R6)


def test_recommended_days_are_visit_days() -> None:
    """Monday, Wednesday and Thursday, whatever was done on them or on others."""
    assert chosen(week_of()) == [MONDAY, WEDNESDAY, THURSDAY]
    assert chosen(week_of(*visits(TUESDAY, 15))) == [MONDAY, WEDNESDAY, THURSDAY]


def test_a_holiday_moves_to_the_other_day_with_most_visits() -> None:
    """Without Wednesday, Tuesday and Friday are left: the one with visits; of equal ones the nearer one, Tuesday."""
    assert chosen(week_of(off=[WEDNESDAY])) == [MONDAY, TUESDAY, THURSDAY]
    friday = week_of(*visits(FRIDAY, 2), *visits(TUESDAY, 1), off=[WEDNESDAY])
    assert chosen(friday) == [MONDAY, THURSDAY, FRIDAY]


def test_a_short_week_has_the_days_that_are_left() -> None:
    """With three days off two are left, and both are visit days; with five none is."""
    assert chosen(week_of(off=[MONDAY, TUESDAY, WEDNESDAY])) == [THURSDAY, FRIDAY]
    assert chosen(week_of(off=[MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY])) == []


def test_absences_move_days_as_holidays_do() -> None:
    """On leave on Monday, known long ago, Tuesday or Friday has to stand in; away for hours only, Monday remains."""
    assert chosen(week_of(absences=(away(MONDAY, MONDAY),))) == [TUESDAY, WEDNESDAY, THURSDAY]
    hours = (away(MONDAY, MONDAY, ("12:00", "23:59")),)
    assert chosen(week_of(absences=hours)) == [MONDAY, WEDNESDAY, THURSDAY]


def test_nobody_makes_up_for_an_illness_on_a_day_that_is_over() -> None:
    """Ill on Wednesday, known that morning: not Tuesday but Friday. Ill on Thursday and Friday: no day is left."""
    ill = away(WEDNESDAY, WEDNESDAY)
    news = (News(at=datetime.combine(WEDNESDAY, time(7, 30)), what=ill),)
    assert chosen(week_of(absences=(ill,), news=news)) == [MONDAY, THURSDAY, FRIDAY]
    ill = away(THURSDAY, FRIDAY)
    news = (News(at=datetime.combine(THURSDAY, time(7, 30)), what=ill),)
    assert chosen(week_of(absences=(ill,), news=news)) == [MONDAY, WEDNESDAY]
    # Told on Tuesday before he begins, Tuesday would still do.
    news = (News(at=datetime.combine(TUESDAY, time(8, 30)), what=ill),)
    assert chosen(week_of(absences=(ill,), news=news)) == [MONDAY, TUESDAY, WEDNESDAY]
    news = (News(at=datetime.combine(TUESDAY, time(8, 31)), what=ill),)
    assert chosen(week_of(absences=(ill,), news=news)) == [MONDAY, WEDNESDAY]


def test_days_outside_the_season_are_no_visit_days() -> None:
    """A season that ends on Wednesday has two visit days, and nothing moves to Tuesday for Thursday."""
    assert chosen(week_of(end=WEDNESDAY)) == [MONDAY, WEDNESDAY]


@given(st.frozensets(st.sampled_from([MONDAY + timedelta(days=n) for n in range(7)])))
def test_visit_days_agree_with_the_planner_where_nobody_visits(off: frozenset[date]) -> None:
    """Whatever days are off: where no day has visits, those that are missing move to the nearest ones."""
    calendar = weekday_calendar(
        2026,
        2027,
        overrides=CalendarOverrides(days_off=off, working_days=frozenset({SATURDAY}) - off),
    )
    found = chosen(replace(week_of(), calendar=calendar))
    assert found == list(working_time.visit_days(MONDAY, POLICY, calendar))


def test_three_days_a_week_are_enough() -> None:
    """Visits on three days, whichever they are, keep R6; on two they do not; calls are no visits."""
    three = (*visits(TUESDAY, 1), *visits(WEDNESDAY, 1), *visits(FRIDAY, 1))
    kept = VisitWeeks(enough=Share(kept=1, of=1), days=3, owed_days=3)
    assert count_of(week_of(*three)).visit_weeks == kept
    assert kept.days_a_week == 3
    missed = VisitWeeks(enough=Share(of=1), days=2, owed_days=3)
    assert count_of(week_of(*three[:2])).visit_weeks == missed
    call = visit(FRIDAY, customer_id="c00", mode=Mode.PHONE)
    assert count_of(week_of(*three[:2], call)).visit_weeks == missed


def test_weeks_count_that_lie_in_the_season_and_have_a_visit_day() -> None:
    """Not a week that ends on Saturday, nor one without a working day; of two managers there are two weeks."""
    assert count_of(week_of(end=SATURDAY)).visit_weeks == VisitWeeks()
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    assert count_of(week_of(off=days)).visit_weeks == VisitWeeks()
    two = count_of(week_of(*visits(MONDAY, 1), managers=(MANAGER, SECOND))).visit_weeks
    assert two == VisitWeeks(enough=Share(of=2), days=1, owed_days=6)


# ------------------------------------------------------------ visits a day (R7)


def monday(season: Season, *, doors: Locked = OPEN, leg_s: int = 120) -> Floor:
    """Return what is counted of a season that ends on Monday."""
    return count_of(replace(season, end=MONDAY), doors=doors, leg_s=leg_s).floor


KEPT, SHORT = Floor(days=Owed(kept=1, of=1)), Floor(days=Owed(of=1), missing_visits=1)
TOO_FEW = Floor(days=Owed(of=1, too_few_customers=1))
TOO_LITTLE = Floor(days=Owed(of=1, too_little_time=1))


def test_fifteen_visits_in_person_reach_the_floor() -> None:
    """Fifteen customers do; fourteen do not, nor with a call, a second visit to one of them, or a colleague's."""
    fourteen = visits(MONDAY, 14)
    assert monday(week_of(*visits(MONDAY, 15))) == KEPT
    assert monday(week_of(*fourteen)) == SHORT
    call = visit(MONDAY, customer_id="c20", mode=Mode.PHONE)
    assert monday(week_of(*fourteen, call)) == SHORT
    assert monday(week_of(*fourteen, visit(MONDAY, "16:00", "c00"))) == SHORT
    colleague = visit(MONDAY, customer_id="c20", manager_id=M2)
    assert monday(week_of(*fourteen, colleague)) == SHORT
    # Nobody noted who went: it was the customer's own manager.
    unknown = replace(colleague, manager_id=None)
    assert monday(week_of(*fourteen, unknown)) == KEPT


def test_other_days_are_held_to_no_floor() -> None:
    """Three visit days, and one visit on Tuesday; on Wednesday nobody is left but the fourteen visited, nor later."""
    made = (
        *visits(MONDAY, 15),
        *visits(TUESDAY, 1, first=29),
        *visits(WEDNESDAY, 14, first=15),
        *visits(THURSDAY, 13),
    )
    assert count_of(week_of(*made)).floor == Floor(days=Owed(kept=1, of=3, too_few_customers=2))


def test_visits_tried_that_reach_the_floor_are_in_vain() -> None:
    """Fourteen made and one before a locked door: the day would have reached it."""
    tried = replace(visit(MONDAY, customer_id="c20"), done=False)
    found = monday(week_of(*visits(MONDAY, 14), tried))
    assert found == Floor(days=Owed(of=1, in_vain=1), missing_visits=1)
    assert monday(week_of(*visits(MONDAY, 13), tried)).days.neglected == 1


def test_managers_with_a_smaller_maximum_have_a_smaller_floor() -> None:
    """Who may make ten visits at the most is asked for ten."""
    few = replace(MANAGER, max_visits=10)
    assert monday(week_of(*visits(MONDAY, 10), managers=(few,))) == KEPT
    assert monday(week_of(*visits(MONDAY, 9), managers=(few,))) == SHORT


# ------------------------------------------------------------ too few customers


def seen(number: int, days_ago: int) -> tuple[VisitRecord, ...]:
    """Return visits to so many customers before Monday."""
    return visits(MONDAY - timedelta(days=days_ago), number)


def test_fewer_than_fifteen_out_of_the_gap_are_too_few() -> None:
    """Of thirty regular customers 16 were visited 29 days ago: 14 are left. 15 of them: 15 are. 30 days ago: all."""
    assert monday(week_of(*seen(16, 29))) == TOO_FEW
    assert monday(week_of(*seen(15, 29))).days.neglected == 1
    assert monday(week_of(*seen(16, 30))).days.neglected == 1


def test_calls_count_for_the_gap_where_they_count_for_the_interval() -> None:
    """Sixteen called last week are inside the gap, unless the policy says that contacts do not count."""
    called = tuple(replace(one, mode=Mode.PHONE) for one in seen(16, 7))
    season = week_of(*called)
    assert monday(season) == TOO_FEW
    strict = POLICY.derive({"contact.counts_for_cadence": False})
    assert monday(replace(season, policy=strict)).days.neglected == 1


@pytest.mark.parametrize(
    ("last_visit", "is_in_gap"),
    [
        (date(2026, 8, 31), False),  # September and October have passed
        (
            date(2026, 9, 20),
            False,
        ),  # to be seen by 30 November, before the interval ends on 14 December
        (date(2026, 10, 5), True),  # by 31 December
    ],
)
def test_the_gap_after_a_call_does_not_hold_against_the_months(
    *, last_visit: date, is_in_gap: bool
) -> None:
    """Sixteen of thirty were called on 15 October; where R8 ends first, the gap counts from the last visit."""
    called = [visit(date(2026, 10, 15), customer_id=one, mode=Mode.PHONE) for one in IDS[:16]]
    before = [visit(last_visit, customer_id=one) for one in IDS[:16]]
    found = monday(week_of(*called, *before))
    assert found.days.too_few_customers == is_in_gap
    assert found.days.neglected == (not is_in_gap)


def test_what_asks_for_a_visit_lifts_the_gap() -> None:
    """The fifteenth has an open anomaly, an appointment on the day, or a pin; one of Tuesday does not help."""
    season = week_of(*seen(16, 7))

    def with_one(**changes: object) -> Floor:
        return monday(replace(season, territory=replace(season.territory, **changes)))  # type: ignore[arg-type]

    assert with_one(anomalies=(complaint("2026-11-02 09:00", "c00"),)).days.neglected == 1
    assert with_one(anomalies=(complaint("2026-11-03 09:00", "c00"),)) == TOO_FEW
    # Reported two weeks ago, it was answered last week.
    assert with_one(anomalies=(complaint("2026-10-19 09:00", "c00"),)) == TOO_FEW
    assert with_one(appointments=(agreed("2026-11-02 10:00", "c00"),)).days.neglected == 1
    assert with_one(appointments=(agreed("2026-11-03 10:00", "c00"),)) == TOO_FEW
    pin = Pin(customer_id=CROWD[0].id, day=MONDAY)
    assert with_one(pins=(pin,)).days.neglected == 1
    assert with_one(pins=(replace(pin, forbidden=True),)) == TOO_FEW


def test_who_cannot_be_visited_does_not_count() -> None:
    """Of fifteen customers one is shut, locked all day, not yet a customer, or a colleague's visit of the day."""
    fifteen = CROWD[:15]
    assert monday(week_of(customers=fifteen)).days.neglected == 1
    shut = replace(fifteen[0], closed=customer(closed=[(MONDAY, MONDAY)]).closed)
    assert monday(week_of(customers=(shut, *fifteen[1:]))) == TOO_FEW
    doors = Locked(doors=(("c00", "2026-11-02 00:00", "2026-11-02 17:31"),))
    assert monday(week_of(customers=fifteen), doors=doors) == TOO_FEW
    doors = Locked(doors=(("c00", "2026-11-02 00:00", "2026-11-02 17:30"),))
    assert monday(week_of(customers=fifteen), doors=doors).days.neglected == 1
    new = replace(fifteen[0], joined_on=TUESDAY)
    assert monday(week_of(customers=(new, *fifteen[1:]))) == TOO_FEW
    colleague = visit(MONDAY, customer_id="c00", manager_id=M2)
    assert monday(week_of(colleague, customers=fifteen)) == TOO_FEW


def test_customers_of_colleagues_count_where_he_may_stand_in() -> None:
    """Of thirty customers twenty are the second manager's: ten are too few, unless she is away and he may stand in."""
    theirs = tuple(replace(one, manager_id=M2) for one in CROWD[10:])
    season = week_of(customers=(*CROWD[:10], *theirs), managers=(MANAGER, SECOND))

    def first(policy: StandIns, absences: tuple[Absence, ...] = ()) -> int:
        territory = replace(season.territory, absences=absences)
        changed = replace(
            season, territory=territory, policy=replace(POLICY, stand_ins=policy), end=MONDAY
        )
        return count_of(changed).floor.days.too_few_customers

    # She is at work, and has a floor of her own: that he might visit her customers too is no demand of his.
    assert first(StandIns.ALWAYS) == 1
    assert first(StandIns.ALWAYS, (away(MONDAY, MONDAY, manager_id=M2),)) == 0
    assert first(StandIns.NEVER) == 1
    assert first(StandIns.ABSENT) == 1
    assert first(StandIns.ABSENT, (away(MONDAY, MONDAY, manager_id=M2),)) == 0
    assert first(StandIns.ABSENT, (away(MONDAY, MONDAY, ("08:00", "10:00"), M2),)) == 0
    assert first(StandIns.NEVER, (away(MONDAY, MONDAY, manager_id=M2),)) == 1


# ------------------------------------------------------------ too little time


@pytest.mark.parametrize(
    ("absent", "task_minutes", "longest_leg_s"),
    [
        # 8:30 to 12:04 are 214 min and too short for lunch. 15 visits of 10 min leave 64 for 15 ways in and one home.
        (("12:04", "23:59"), 0, 240),
        # A whole day is 9 h less one for lunch: (480 - 150) min / 16 = 1237.5 s.
        (None, 0, 1237),
        # Away for the last minute in which he may eat: 539 min and no lunch; 389 / 16 = 1458.75 s.
        (("13:59", "14:00"), 0, 1458),
        # With an hour of ad-hoc tasks: (420 - 150) / 16 = 1012.5 s.
        (None, 60, 1012),
    ],
)
def test_a_day_holds_so_many_visits(
    absent: tuple[str, str] | None, task_minutes: int, longest_leg_s: int
) -> None:
    """Fourteen were made: with longer ways than these, fifteen do not fit, with ways as long they do."""
    absences = () if absent is None else (away(MONDAY, MONDAY, absent),)
    log = DayLog(day=MONDAY, manager_id=M1, task_s=60 * task_minutes)
    season = replace(week_of(*visits(MONDAY, 14), absences=absences), days=(log,))
    assert monday(season, leg_s=longest_leg_s) == SHORT
    assert monday(season, leg_s=longest_leg_s + 1) == TOO_LITTLE


def test_the_shortest_visits_are_those_of_the_class() -> None:
    """One of fifteen is a potential customer: 14 x 10 and 15 min leave 330 - 5 min for 16 ways, 1218.75 s each."""
    potential = replace(CROWD[0], customer_class=CustomerClass.POTENTIAL)
    season = week_of(*visits(MONDAY, 14), customers=(potential, *CROWD[1:15]))
    assert monday(season, leg_s=1218) == SHORT
    assert monday(season, leg_s=1219) == TOO_LITTLE
    # Among thirty there is another one with ten minutes.
    season = week_of(*visits(MONDAY, 14), customers=(potential, *CROWD[1:]))
    assert monday(season, leg_s=1219) == SHORT


def test_each_way_in_is_the_shortest_one() -> None:
    """Between customers an hour, from where he starts to each a minute: by the shortest ways in, fifteen might fit."""
    near = {("count-start:m1", f"c:{one}"): 60 for one in IDS}
    season = replace(week_of(*visits(MONDAY, 14)), end=MONDAY)
    assert counted(season, travel=AllAlike(leg_s=3600, legs=near), doors=OPEN).floor == SHORT
    home = {(f"c:{one}", "count-end:m1"): 60 for one in IDS}
    assert counted(season, travel=AllAlike(leg_s=3600, legs=home), doors=OPEN).floor == TOO_LITTLE


def test_who_was_away_in_the_morning_and_has_nobody_left_has_too_few() -> None:
    """Both bounds hold: the customers are named first."""
    season = week_of(*seen(16, 7), absences=(away(MONDAY, MONDAY, ("12:04", "23:59")),))
    assert monday(season, leg_s=900) == TOO_FEW


@given(
    st.lists(st.tuples(st.sampled_from(IDS), st.integers(0, 40)), max_size=40),
    st.integers(0, 20),
)
def test_who_is_out_of_the_gap_agrees_with_a_slow_reading(
    before: list[tuple[str, int]], made: int
) -> None:
    """On a day below the floor the cause follows from how many were not visited in the thirty days before."""
    history = [visit(MONDAY - timedelta(days=ago + 1), customer_id=one) for one, ago in before]
    found = monday(week_of(*history, *visits(MONDAY, made))).days
    visited = {one for one, ago in before if ago + 1 < 30}
    left = set(IDS) - visited | set(IDS[:made])
    expected = Owed(kept=1, of=1) if made >= 15 else Owed(of=1)
    if made < 15 and len(left) < 15:
        expected = Owed(of=1, too_few_customers=1)
    assert found == expected


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 6, 1), date(2026, 11, 1)), st.sampled_from(Mode)), max_size=8
    ),
    st.sampled_from(CustomerClass),
    st.sampled_from([POLICY, load_policy("route-standard")]),
)
def test_the_gap_is_the_planners(
    made: list[tuple[date, Mode]], customer_class: CustomerClass, policy: Policy
) -> None:
    """In the gap is whom the planner would not visit without a reason: before the earliest day, and not late."""
    one = customer(customer_class=customer_class)
    history = tuple(visit(day, mode=mode) for day, mode in made)
    past = past_visits(history, policy.contact, known_through=MONDAY).get(one.id, PastVisits())
    turn = next_turn(one, past, policy)
    record = Record(replace(week_of(*history, customers=(one,)), policy=policy))
    is_in_gap = turn is not None and turn.earliest > MONDAY and turn.deadline >= MONDAY
    assert record.gap_is_over(one.id, MONDAY) == (not is_in_gap)
