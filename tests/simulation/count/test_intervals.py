"""Intervals between visits by class (R1-R4, R10, R22), and who was late at the end of a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Customer, CustomerClass, Mode, Trait
from routing.domain.events import VisitRecord
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.count import Cadence, Count, LateOn, Owed
from tests.simulation.count.hand_made import (
    MANAGER,
    MONDAY,
    NEXT_SUNDAY,
    OPEN,
    POLICY,
    SEASON,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    A,
    Locked,
    away,
    count_of,
    customer,
    in_vain,
    visit,
)

# Thirteen days before Tuesday, fourteen before Wednesday: a core customer is owed a visit by then.
BEFORE = WEDNESDAY - timedelta(days=14)
ONLY_VISITS = POLICY.derive({"contact.counts_for_cadence": False})
KEPT, MISSED = Owed(kept=1, of=1), Owed(of=1)


def count(
    *history: VisitRecord,
    of: Customer | None = None,
    doors: Locked = OPEN,
    absences: tuple[Absence, ...] = (),
    end: date = NEXT_SUNDAY,
    policy: Policy = POLICY,
) -> Count:
    """Return the count of one customer's history, of a core customer unless said otherwise."""
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(of or customer(),),
        history=history,
        absences=absences,
    )
    return count_of(replace(SEASON, territory=territory, end=end, policy=policy), doors=doors)


def test_an_interval_is_kept_to_the_day() -> None:
    """Visited fourteen days before Wednesday, a core customer is in time on Wednesday and a day late on Thursday."""
    assert count(visit(BEFORE), visit(WEDNESDAY)).cadence.core == Cadence(
        intervals=KEPT, ended=1, ended_days=14
    )
    assert count(visit(BEFORE), visit(THURSDAY)).cadence.core == Cadence(
        intervals=MISSED, late_days=1, ended=1, ended_days=15
    )


def test_every_interval_that_ends_in_the_season_counts() -> None:
    """Tuesday, Thursday: intervals of 13 and 2 days, and of the one from Thursday on nobody knows yet."""
    core = count(visit(BEFORE), visit(TUESDAY), visit(THURSDAY)).cadence.core
    assert core == Cadence(intervals=Owed(kept=2, of=2), ended=2, ended_days=15)
    assert core.mean_days == 7.5


def test_what_turns_late_in_the_season_counts() -> None:
    """Owed by Wednesday and never made: on Wednesday nothing is late, on Thursday one customer is, for a day."""
    assert count(visit(BEFORE), end=WEDNESDAY).cadence.core == Cadence()
    assert count(visit(BEFORE), end=THURSDAY).cadence.core == Cadence(intervals=MISSED, late_days=1)
    # From Thursday the 5th to Sunday the 15th are eleven days.
    assert count(visit(BEFORE)).cadence.core.late_days == 11


def test_what_was_late_on_the_first_day_stands_apart() -> None:
    """Owed by the Sunday before: late at the start, for the two days to Tuesday, and counted nowhere else."""
    before = MONDAY - timedelta(days=15)
    core = count(visit(before), visit(TUESDAY)).cadence.core
    assert core == Cadence(late_at_start=1, late_at_start_days=2)
    # Owed by the Monday itself it is not late yet.
    core = count(visit(before + timedelta(days=1)), visit(TUESDAY)).cadence.core
    assert core == Cadence(intervals=MISSED, late_days=1, ended=1, ended_days=15)
    # Of the customer of whom nobody knows anything the same is said: fourteen days.
    assert count().cadence.core == Cadence(late_at_start=1, late_at_start_days=14)


def test_each_class_has_its_interval() -> None:
    """30 days for potential, 60 for regular customers, 14 for assisted ones; the total holds them all."""
    for name, days in (("core", 14), ("potential", 30), ("regular", 60), ("assisted", 14)):
        of = customer(customer_class=CustomerClass(name))
        for late in (0, 1):
            found = count(visit(TUESDAY - timedelta(days=days + late)), visit(TUESDAY), of=of)
            owed = Owed(kept=1 - late, of=1)
            assert found.cadence[CustomerClass(name)].intervals == owed
            assert found.cadence.total.intervals == owed


def test_traits_shorten_the_interval_where_the_policy_says_so() -> None:
    """By the route standard a big retailer is owed a visit each week (R10): seven days are in time, eight are not."""
    standard = load_policy("route-standard")
    of = replace(customer(), traits=frozenset({Trait.BIG_RETAILER}))
    week = TUESDAY - timedelta(days=7)
    for made, intervals in ((visit(TUESDAY), KEPT), (visit(WEDNESDAY), MISSED)):
        found = count(visit(week), made, of=of, policy=standard, end=THURSDAY)
        assert found.cadence.core.intervals == intervals


def test_contacts_count_where_the_policy_lets_them() -> None:
    """A call on Tuesday ends the interval by default; where contacts do not count, the visit is late."""
    made = (visit(BEFORE), visit(TUESDAY, mode=Mode.PHONE))
    assert count(*made).cadence.core.intervals == KEPT
    assert count(*made, policy=ONLY_VISITS).cadence.core.intervals == MISSED


def test_new_customers_count_from_their_first_visit() -> None:
    """Joined three weeks ago: with a first order known the interval begins with the first visit, else with joining."""
    joined = MONDAY - timedelta(days=13)
    new = customer(joined_on=joined, first_order_on=THURSDAY)
    assert count(visit(WEDNESDAY), of=new).cadence.core == Cadence()
    assert count(visit(WEDNESDAY), of=replace(new, first_order_on=None)).cadence.core == Cadence(
        intervals=MISSED, late_days=1, ended=1, ended_days=15
    )
    # From Monday to the second Sunday fourteen days have not passed.
    made = (visit(MONDAY), visit(MONDAY + timedelta(days=13)))
    assert count(*made, of=new).cadence.core == Cadence(intervals=KEPT, ended=1, ended_days=13)


def test_what_is_missed_says_why() -> None:
    """Owed by Wednesday: shut or away all the season's days until then, tried in vain, or neglected."""
    shut = customer(closed=[(MONDAY, WEDNESDAY)])
    assert count(visit(BEFORE), of=shut).cadence.core.intervals == Owed(of=1, shut=1)
    ill = (away(MONDAY, WEDNESDAY),)
    assert count(visit(BEFORE), absences=ill).cadence.core.intervals == Owed(of=1, absent=1)
    tried = count(visit(BEFORE), in_vain(MONDAY), visit(THURSDAY))
    assert tried.cadence.core.intervals == Owed(of=1, in_vain=1)
    assert count(visit(BEFORE)).cadence.core.intervals == MISSED


def test_locked_doors_do_not_hinder_calls() -> None:
    """Locked until Wednesday evening: impossible, unless the customer may be called and calls count."""
    doors = Locked(doors=((A, "2026-11-02 00:00", "2026-11-05 00:00"),))
    assert count(visit(BEFORE), doors=doors).cadence.core.intervals == Owed(of=1, shut=1)
    steady = replace(customer(), traits=frozenset({Trait.STEADY}))
    assert count(visit(BEFORE), of=steady, doors=doors).cadence.core.intervals == MISSED
    only_in_person = replace(steady, modes=frozenset({Mode.IN_PERSON}))
    found = count(visit(BEFORE), of=only_in_person, doors=doors)
    assert found.cadence.core.intervals == Owed(of=1, shut=1)
    strict = POLICY.derive({"contact.in_person_every": 1})
    found = count(visit(BEFORE), of=steady, doors=doors, policy=strict)
    assert found.cadence.core.intervals == Owed(of=1, shut=1)


# ------------------------------------------------------------ backlog


def late_on_sundays(*history: VisitRecord, of: Customer | None = None) -> list[tuple[int, int]]:
    """Return, of both Sundays, how many of how many customers were late."""
    return [(one.late, one.customers) for one in count(*history, of=of).backlog.weeks]


def test_backlog_counts_who_is_late_on_sunday_evening() -> None:
    """Owed by Wednesday: late on the first Sunday unless visited by then; owed by Sunday: not late on it."""
    assert late_on_sundays(visit(BEFORE)) == [(1, 1), (1, 1)]
    assert late_on_sundays(visit(BEFORE), visit(SUNDAY)) == [(0, 1), (0, 1)]
    monday = visit(SUNDAY + timedelta(days=1))
    assert late_on_sundays(visit(BEFORE), monday) == [(1, 1), (0, 1)]
    by_sunday = visit(SUNDAY - timedelta(days=14))
    assert late_on_sundays(by_sunday) == [(0, 1), (1, 1)]


def test_backlog_counts_new_customers_after_their_first_order() -> None:
    """Joined on Tuesday of the second week, ordering on Thursday: no customer yet, then late without a visit."""
    week = timedelta(days=7)
    new = customer(joined_on=TUESDAY + week, first_order_on=THURSDAY + week)
    assert late_on_sundays(of=new) == [(0, 0), (1, 1)]
    assert late_on_sundays(visit(WEDNESDAY + week), of=new) == [(0, 0), (0, 1)]
    call = visit(WEDNESDAY + week, mode=Mode.PHONE)
    assert late_on_sundays(call, of=new) == [(0, 0), (1, 1)]


def test_backlog_names_the_sundays() -> None:
    """Two weeks have two Sundays; without one there is no backlog to tell."""
    weeks = count(visit(BEFORE)).backlog.weeks
    assert weeks == (
        LateOn(day=SUNDAY, late=1, customers=1),
        LateOn(day=NEXT_SUNDAY, late=1, customers=1),
    )
    assert count(end=THURSDAY).backlog.weeks == ()


# ------------------------------------------------------------ against a slow reading

days = st.dates(MONDAY - timedelta(days=40), MONDAY + timedelta(days=60))


@given(
    st.lists(st.tuples(days, st.sampled_from([Mode.IN_PERSON, Mode.PHONE])), max_size=12),
    st.sampled_from(CustomerClass),
    st.sampled_from([POLICY, ONLY_VISITS]),
)
def test_cadence_agrees_with_a_walk_over_the_days(
    made: list[tuple[date, Mode]], customer_class: CustomerClass, policy: Policy
) -> None:
    """Day by day: since when nobody came, and whether that was late already when the season began."""
    length = timedelta(days=policy.classes[customer_class].interval_days)
    end = MONDAY + timedelta(days=48)
    found = count(
        *(visit(day, mode=mode) for day, mode in made),
        of=customer(customer_class=customer_class),
        policy=policy,
        end=end,
    )
    visited = {day for day, mode in made if policy is POLICY or mode is Mode.IN_PERSON}
    slow = Cadence()
    late_on: list[int] = []
    known_since = [day for day in visited if day < MONDAY]
    since = max(known_since, default=None)
    day = MONDAY
    was_late = since is None or since + length < MONDAY
    is_late = was_late
    while day <= end:
        if was_late:
            slow += Cadence(late_at_start_days=1, late_at_start=int(day == MONDAY))
        elif since is not None and day > since + length:
            slow += Cadence(late_days=1)
            if not is_late:
                slow += Cadence(intervals=MISSED)
            is_late = True
        if day in visited:
            if since is not None and not was_late:
                slow += Cadence(ended=1, ended_days=(day - since).days)
                slow += Cadence() if is_late else Cadence(intervals=KEPT)
            since, was_late, is_late = day, False, False
        if day.isoweekday() == 7:
            late_on.append(int(is_late))
        day += timedelta(days=1)
    assert found.cadence[customer_class] == slow
    assert [one.late for one in found.backlog.weeks] == late_on
