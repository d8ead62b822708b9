"""From sequences to clock times: days worked out by hand, and any feasible day held to an arithmetic of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.feasibility import is_feasible
from routing.problem import Lunch, Problem, Shift, Visit, Window
from routing.solve.backend import Limits
from routing.solve.reference import Reference
from routing.status import Level
from routing.timetable import (
    ScheduledContact,
    ScheduledStop,
    ShiftTimetable,
    timetables,
    with_room_for_contacts,
)
from tests.solve.problem_strategies import days, problems

LEG_S = 600
HALF_HOUR_S = 1800
ALL_DAY = ((0, 86_400),)
LUNCH = Lunch(earliest_s=41_400, latest_s=46_800, length_s=3600)


def at(clock: str) -> int:
    """Return a clock time such as ``"08:30"`` in seconds after midnight."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def from_to(first: str, last: str) -> tuple[Window, ...]:
    """Return one window between two clock times."""
    return ((at(first), at(last)),)


def visit(windows: tuple[Window, ...] = ALL_DAY, **fields: object) -> Visit:
    """Return a due visit of half an hour, no longer and no shorter, unless told otherwise."""
    given: dict[str, object] = {
        "place": 0,
        "min_s": HALF_HOUR_S,
        "target_s": HALF_HOUR_S,
        "max_s": HALF_HOUR_S,
        "windows": (windows,),
        "skip_level": Level.DUE,
        "skip_weight": 1,
        "serve_cost_s": (0,),
    }
    return Visit(**(given | fields))  # type: ignore[arg-type]


def day(
    *visits: Visit, lunch: Lunch | None = None, start: str = "08:30", end: str = "17:00"
) -> Problem:
    """Return a shift from and to place 0 with visits at places 1, 2, ..., every leg ten minutes long."""
    size = len(visits) + 1
    travel_s = np.full((size, size), LEG_S, dtype=np.int64)
    np.fill_diagonal(travel_s, 0)
    shift = Shift(start_place=0, end_place=0, start_s=at(start), end_s=at(end), lunch=lunch)
    placed = tuple(replace(one, place=number) for number, one in enumerate(visits, start=1))
    return Problem(travel_s=travel_s, shifts=(shift,), visits=placed)


def timed(problem: Problem, *sequence: int) -> ShiftTimetable:
    """Return the timetable of the only shift, by default with all visits in their order."""
    (table,) = timetables(problem, [sequence or tuple(range(len(problem.visits)))])
    return table


def starts(table: ShiftTimetable) -> list[int]:
    """Return when the visits start."""
    return [stop.start_s for stop in table.stops]


def lengths(table: ShiftTimetable) -> list[int]:
    """Return how many minutes the visits take."""
    return [stop.length_s // 60 for stop in table.stops]


# ------------------------------------------------------------------ travel and waiting


def test_visits_follow_each_other_without_a_pause() -> None:
    """08:30 + 10 = 08:40 to 09:10, + 10 = 09:20 to 09:50, + 10 = 10:00 at home."""
    table = timed(day(visit(), visit()))
    assert table == ShiftTimetable(
        leave_s=at("08:30"),
        back_s=at("10:00"),
        stops=(
            ScheduledStop(visit=0, arrival_s=at("08:40"), start_s=at("08:40"), length_s=1800),
            ScheduledStop(visit=1, arrival_s=at("09:20"), start_s=at("09:20"), length_s=1800),
        ),
    )


def test_waiting_is_on_arrival() -> None:
    """From 09:10 on the way, there at 09:20, open from 10:30: 70 minutes of waiting."""
    table = timed(day(visit(), visit(from_to("10:30", "11:00"))))
    assert (table.stops[1].arrival_s, table.stops[1].start_s) == (at("09:20"), at("10:30"))


def test_who_would_wait_at_the_first_visit_leaves_home_later() -> None:
    """Open from 10:30, ten minutes away: leaves at 10:20 and does not wait."""
    table = timed(day(visit(from_to("10:30", "11:00")), visit()))
    assert (table.leave_s, table.stops[0].arrival_s) == (at("10:20"), at("10:30"))


def test_the_second_window_is_used_when_the_first_is_over() -> None:
    """There at 09:20, after the window until 09:15: starts in the next one at 14:00."""
    windows = from_to("09:00", "09:15") + from_to("14:00", "15:00")
    assert starts(timed(day(visit(), visit(windows)))) == [at("08:40"), at("14:00")]


def test_a_shift_without_visits_is_not_driven() -> None:
    """No leaving, no lunch, although lunch would be owed."""
    problem = day(visit(), lunch=LUNCH)
    (table,) = timetables(problem, [()])
    assert table == ShiftTimetable(leave_s=at("08:30"), back_s=at("08:30"))


# ------------------------------------------------------------------ lunch


def test_lunch_on_arrival_before_the_visit() -> None:
    """Leaves the first visit 11:20, there 11:30, lunch to 12:30; the visit opens 12:40 and starts then."""
    problem = day(visit(from_to("10:50", "10:50")), visit(from_to("12:40", "12:40")), lunch=LUNCH)
    table = timed(problem)
    assert (table.stops[1].arrival_s, table.lunch_start_s) == (at("11:30"), at("11:30"))
    assert starts(table) == [at("10:50"), at("12:40")]


def test_lunch_waits_for_its_earliest_moment_on_arrival() -> None:
    """There at 11:00 already: lunch starts at 11:30, not before."""
    problem = day(visit(from_to("10:20", "10:20")), visit(from_to("12:40", "12:40")), lunch=LUNCH)
    table = timed(problem)
    assert (table.stops[1].arrival_s, table.lunch_start_s) == (at("11:00"), at("11:30"))


def test_lunch_before_the_leg_where_arrival_would_be_too_late() -> None:
    """A visit ends at 12:55; ten minutes on it is 13:05, past 13:00: lunch 12:55 to 13:55, there at 14:05."""
    problem = day(visit(from_to("12:25", "12:25")), visit(from_to("14:05", "14:05")), lunch=LUNCH)
    table = timed(problem)
    assert (table.lunch_start_s, table.stops[1].arrival_s) == (at("12:55"), at("14:05"))


def test_lunch_in_the_middle_of_a_long_leg() -> None:
    """Leaves at 11:00 for a way of three hours: lunch at 11:30 on the road, there at 11:00 + 3 h + 1 h = 15:00."""
    problem = day(visit(from_to("10:30", "10:30")), visit(from_to("15:00", "15:00")), lunch=LUNCH)
    travel_s = problem.travel_s.copy()
    travel_s[1, 2] = 3 * 3600
    table = timed(replace(problem, travel_s=travel_s))
    assert (table.lunch_start_s, table.stops[1].arrival_s) == (at("11:30"), at("15:00"))


def test_lunch_at_home_before_leaving() -> None:
    """The only visit opens at 13:30 and the day ends with it: lunch 11:30 to 12:30 at home, leaves 13:20."""
    problem = day(visit(from_to("13:30", "13:30")), lunch=LUNCH, end="14:10")
    table = timed(problem)
    assert (table.lunch_start_s, table.leave_s, table.stops[0].arrival_s) == (
        at("11:30"),
        at("13:20"),
        at("13:30"),
    )


def test_lunch_on_arrival_at_the_first_visit_makes_nobody_leave_too_early() -> None:
    """No time for lunch at home (11:30 + 60 > 12:25): leaves 12:35 - 60 - 10 = 11:25, lunches 11:35 to 12:35 there."""
    problem = day(visit(from_to("12:35", "12:35")), lunch=LUNCH, end="13:15")
    table = timed(problem)
    assert (table.leave_s, table.stops[0].arrival_s) == (at("11:25"), at("11:35"))
    assert table.lunch_start_s == at("11:35")


def test_lunch_on_the_first_way() -> None:
    """Two hours away at 15:30, lunch from 12:50 to 13:00 only: too late for home, which is left at 13:30.

    So 15:30 - 1 h - 2 h = 12:30 is when to leave, the break is on the way, and 12:30 + 2 h + 1 h = 15:30.
    """
    lunch = replace(LUNCH, earliest_s=at("12:50"))
    problem = day(visit(from_to("15:30", "15:30")), lunch=lunch, end="18:00")
    table = timed(replace(problem, travel_s=np.array([[0, 7200], [7200, 0]], dtype=np.int64)))
    assert (table.leave_s, table.lunch_start_s) == (at("12:30"), at("12:50"))
    assert table.stops[0].arrival_s == at("15:30")


def test_lunch_after_the_return() -> None:
    """One visit from 10:00 to 10:30, home 10:40; lunch at 11:30, within the shift, and the return stays 10:40."""
    table = timed(day(visit(from_to("10:00", "10:00")), lunch=LUNCH))
    assert (table.back_s, table.lunch_start_s) == (at("10:40"), at("11:30"))


def test_lunch_after_the_return_ends_within_the_shift() -> None:
    """Home at 10:40, and the shift ends at 12:30: lunch to 12:30 fits; a shift until 12:29 cannot be driven so."""
    problem = day(visit(from_to("10:00", "10:00")), lunch=LUNCH, end="12:30")
    assert timed(problem).lunch_start_s == at("11:30")
    shorter = day(visit(from_to("10:00", "10:00")), lunch=LUNCH, end="12:29")
    assert not is_feasible(shorter, 0, (0,))


# ------------------------------------------------------------------ appointments


def appointment(clock: str) -> Visit:
    """Return a visit agreed for a time: ten minutes off at most, aimed at five minutes early (R16)."""
    agreed_s = at(clock)
    return visit(((agreed_s - 600, agreed_s + 600),), aim_s=agreed_s - 300, urgency=9)


def test_an_appointment_is_aimed_at_five_minutes_early() -> None:
    """Could start at 09:50 already; starts at 09:55, and the manager leaves home for that: 09:45."""
    table = timed(day(appointment("10:00")))
    assert (table.leave_s, starts(table)) == (at("09:45"), [at("09:55")])


def test_an_appointment_reached_late_is_kept_within_its_window() -> None:
    """08:40 to 09:54 at the first, there at 10:04: after the moment aimed at, within ten minutes of 10:00."""
    first = visit(from_to("08:40", "08:40"), min_s=4440, target_s=4440, max_s=4440)
    assert starts(timed(day(first, appointment("10:00")))) == [at("08:40"), at("10:04")]


def test_an_appointment_begins_early_where_waiting_would_break_a_later_promise() -> None:
    """The next visit closes at 10:31: to wait from 09:50 to 09:55 would end at 10:25 + 10 = 10:35, so it does not."""
    problem = day(appointment("10:00"), visit(from_to("09:00", "10:31")))
    assert starts(timed(problem)) == [at("09:50"), at("10:30")]


def test_an_appointment_begins_early_where_another_would_be_late_otherwise() -> None:
    """The second is aimed at 10:32: ten minutes there and half an hour of visit, so the first begins by 09:52.

    It begins as soon as it may then, at 09:50, and the second at 10:32. From 09:55 on it would begin at 10:35.
    """
    problem = day(appointment("10:00"), appointment("10:37"))
    assert starts(timed(problem)) == [at("09:50"), at("10:32")]


def test_lunch_makes_no_appointment_late_that_may_be_had_before() -> None:
    """Lunch before the first, 11:35 to 12:35, leaves the second its 13:55.

    Left at 12:55, lunch on the way there would be over at 14:05: within ten minutes of 14:00, but later than aimed at.
    """
    first = visit(from_to("12:35", "12:35"), min_s=1200, target_s=1200, max_s=1200)
    table = timed(day(first, appointment("14:00"), lunch=LUNCH))
    assert (table.lunch_start_s, starts(table)) == (at("11:35"), [at("12:35"), at("13:55")])


# ------------------------------------------------------------------ lengths


def growing(urgency: int, target_minutes: int, windows: tuple[Window, ...] = ALL_DAY) -> Visit:
    """Return a visit of 10 minutes at least."""
    target_s = 60 * target_minutes
    return visit(windows, min_s=600, target_s=target_s, max_s=7200, urgency=urgency)


def test_visits_grow_to_their_target_and_no_further() -> None:
    """Time enough for everybody: 20 and 15 minutes, though up to two hours would be allowed."""
    assert lengths(timed(day(growing(1, 20), growing(2, 15)))) == [20, 15]


def test_time_is_given_back_to_the_most_urgent_first() -> None:
    """40 minutes on the road, 3 x 10 of visits: 70 of 82. Of the 12 left the second takes 10, the third 2."""
    problem = day(growing(1, 20), growing(3, 20), growing(2, 20), start="08:30", end="09:52")
    assert lengths(timed(problem)) == [10, 20, 12]


def test_lengths_grow_by_whole_minutes() -> None:
    """20 minutes on the road and 10 of visit leave 5 min 59 s: 5 minutes are given, the seconds stay free."""
    problem = day(growing(1, 20), start="08:30", end="09:05")
    shift = replace(problem.shifts[0], end_s=at("09:05") + 59)
    assert lengths(timed(replace(problem, shifts=(shift,)))) == [15]


def test_a_target_between_whole_minutes_is_reached_exactly() -> None:
    """From 600 s to 690 s: one whole minute and then the half one, never past the target."""
    one = replace(growing(1, 20), target_s=690)
    assert [stop.length_s for stop in timed(day(one)).stops] == [690]


def test_growing_breaks_no_later_window() -> None:
    """The second visit closes at 09:05: the first may stay from 08:40 to 08:55, 15 minutes of 30 wished for."""
    problem = day(growing(9, 30), visit(from_to("09:00", "09:05")))
    table = timed(problem)
    assert (lengths(table), starts(table)[1]) == ([15, 30], at("09:05"))


def test_growing_leaves_minutes_before_a_shop_closes() -> None:
    """Open from 08:00 to 09:15, ten minutes are to spare: the first stays from 08:40 to 08:55 and not to 09:05."""
    problem = day(growing(9, 30), visit(from_to("08:00", "09:15")))
    table = timed(problem)
    assert (lengths(table), starts(table)[1]) == ([15, 30], at("09:05"))


def test_growing_puts_no_appointment_off() -> None:
    """The one at 09:15 is aimed at 09:10: the first visit, from 08:40, may stay until 09:00 and no minute longer."""
    problem = day(growing(9, 60), replace(visit(from_to("09:05", "09:25")), aim_s=at("09:10")))
    table = timed(problem)
    assert (lengths(table), starts(table)[1]) == ([20, 30], at("09:10"))


def test_growing_costs_no_lunch() -> None:
    """Home by 14:00 with an hour of lunch: a visit from 10:00 has until 12:50, not until 13:50."""
    one = growing(1, 600, from_to("10:00", "10:00"))
    table = timed(day(one, lunch=LUNCH, end="14:00"))
    # 10:00 + 170 min = 12:50, home 13:00, lunch to 14:00
    assert (lengths(table), table.lunch_start_s) == ([170], at("13:00"))


# ------------------------------------------------------------------ contacts


def contact(windows: tuple[Window, ...] = ALL_DAY, **fields: object) -> Visit:
    """Return a visit that a call of ten minutes can replace."""
    return visit(windows, **({"contact_s": 600} | fields))


def test_a_due_visit_is_given_up_for_a_late_contact() -> None:
    """08:40-09:10 and 09:20-09:50, back at 10:00 sharp: the lighter visit makes room, 09:20-09:30 is for the phone."""
    late = contact(skip_level=Level.LATE)
    problem = day(visit(skip_weight=2), visit(), late, end="10:00")
    assert timed(problem, 0, 1).contacts == ()
    assert with_room_for_contacts(problem, [(0, 1)]) == ((0,),)
    assert calls(timed(problem, 0)) == [(2, at("09:20"))]


@pytest.mark.parametrize(
    "asked",
    [
        contact(skip_weight=900),
        contact(skip_level=Level.LATE, windows=from_to("08:00", "08:29")),
        visit(skip_level=Level.LATE),
    ],
    ids=["only due", "cannot be called in the shift", "in person only"],
)
def test_nothing_is_given_up_in_vain(asked: Visit) -> None:
    """Nobody is dropped for a contact that is not mandatory, or that no free time would make possible."""
    problem = day(visit(), visit(), asked, end="10:00")
    assert with_room_for_contacts(problem, [(0, 1)]) == ((0, 1),)


def test_a_mandatory_visit_makes_no_room_for_a_lighter_one() -> None:
    """Two late visits of weight 1 stay where one of weight 1 waits for a call; one of weight 2 is worth a visit."""
    late = [visit(skip_level=Level.LATE) for _ in range(2)]
    assert with_room_for_contacts(
        day(*late, contact(skip_level=Level.LATE), end="10:00"), [(0, 1)]
    ) == ((0, 1),)
    heavier = day(*late, contact(skip_level=Level.LATE, skip_weight=2), end="10:00")
    assert [len(sequence) for sequence in with_room_for_contacts(heavier, [(0, 1)])] == [1]


def calls(table: ShiftTimetable) -> list[tuple[int, int]]:
    """Return which visit is called, and when."""
    return [(one.visit, one.start_s) for one in table.contacts]


def test_a_call_is_made_while_waiting() -> None:
    """There at 09:20, open from 10:30: the call from 09:30, when its own window opens, is over at 09:40."""
    problem = day(
        visit(), visit(from_to("10:30", "11:00")), contact(from_to("09:30", "09:45")), end="11:10"
    )
    table = timed(problem, 0, 1)
    assert table.contacts == (ScheduledContact(visit=2, start_s=at("09:30"), length_s=600),)
    # The day is full to its end (11:00 + 10 = 11:10) all the same.
    assert table.back_s == at("11:10")


def test_a_call_is_made_before_leaving_or_after_the_return() -> None:
    """Leaves at 09:20, back at 10:10: one calls at 08:30, the other, who can be called from 10:00 on, at 10:10."""
    problem = day(visit(from_to("09:30", "09:30")), contact(), contact(from_to("10:00", "12:00")))
    assert calls(timed(problem, 0)) == [(1, at("08:30")), (2, at("10:10"))]


def test_no_call_on_the_road_in_a_visit_or_at_lunch() -> None:
    """Visit 11:00 to 11:30, lunch 11:40 to 12:40 at home: who can be called from 10:50 on is called at 12:40."""
    problem = day(visit(from_to("11:00", "11:00")), contact(from_to("10:50", "13:00")), lunch=LUNCH)
    table = timed(problem, 0)
    assert (table.back_s, table.lunch_start_s) == (at("11:40"), at("11:40"))
    assert calls(table) == [(1, at("12:40"))]


def test_calls_come_before_longer_visits() -> None:
    """The visit could grow until 09:30 - 10 = 09:20; two calls need twenty minutes, so it ends at 09:00."""
    problem = day(growing(9, 60), contact(), contact(), end="09:30")
    table = timed(problem, 0)
    assert (lengths(table), table.back_s) == ([20], at("09:10"))
    assert calls(table) == [(1, at("09:10")), (2, at("09:20"))]


def test_time_for_one_call_goes_to_the_most_important() -> None:
    """Ten minutes are left: the late customer is called, not the due one, however heavy."""
    problem = day(
        visit(),
        contact(skip_weight=900),
        contact(skip_level=Level.LATE, skip_weight=1),
        contact(skip_weight=950),
        end="09:30",
    )
    assert calls(timed(problem, 0)) == [(2, at("09:20"))]


def test_a_shift_without_visits_makes_calls() -> None:
    """Two calls from 08:30 on, in a day that owes no lunch because nobody drives."""
    problem = day(contact(), contact(), lunch=LUNCH)
    (table,) = timetables(problem, [()])
    assert table.stops == ()
    assert calls(table) == [(0, at("08:30")), (1, at("08:40"))]


def test_fillers_and_who_must_be_visited_are_not_called() -> None:
    """A filler left out misses nobody; without terms for a call there is none."""
    problem = day(visit(), contact(skip_level=None, skip_weight=0), visit())
    assert timed(problem, 0).contacts == ()


def test_a_call_keeps_to_its_window() -> None:
    """Only from 08:30 to 08:45, while the manager is on the way and in a visit: not made."""
    assert timed(day(visit(), contact(from_to("08:30", "08:45"))), 0).contacts == ()


def test_of_two_managers_whoever_has_time_calls() -> None:
    """The first shift is full, and the third visit may not be called by the second."""
    problem = day(visit(), contact(), contact(), end="09:20")
    shifts = (*problem.shifts, replace(problem.shifts[0], end_s=at("17:00")))
    windows = ((ALL_DAY, ALL_DAY), (ALL_DAY, ALL_DAY), (ALL_DAY, ()))
    visits = tuple(
        replace(one, windows=these, serve_cost_s=(0, 0))
        for one, these in zip(problem.visits, windows, strict=True)
    )
    first, second = timetables(replace(problem, shifts=shifts, visits=visits), [(0,), ()])
    assert (calls(first), calls(second)) == ([], [(1, at("08:30"))])


def test_calls_that_are_settled_come_first_and_stay_with_their_shift() -> None:
    """Ten minutes are left to each of two managers: the lighter call is settled with the first, once and for all."""
    problem = day(visit(), contact(skip_weight=900), contact(skip_weight=100), end="09:30")
    shifts = (problem.shifts[0], replace(problem.shifts[0], end_s=at("08:40")))
    visits = tuple(
        replace(one, windows=(ALL_DAY, ALL_DAY), serve_cost_s=(0, 0)) for one in problem.visits
    )
    team = replace(problem, shifts=shifts, visits=visits)
    first, second = timetables(team, [(0,), ()], [(0, 2)])
    assert (calls(first), calls(second)) == ([(2, at("09:20"))], [(1, at("08:30"))])


# ------------------------------------------------------------------ any day


def hold(problem: Problem, k: int, sequence: tuple[int, ...], table: ShiftTimetable) -> None:
    """Hold a timetable to everything that its shift and visits ask for."""
    shift = problem.shifts[k]
    assert tuple(stop.visit for stop in table.stops) == sequence
    assert shift.start_s <= table.leave_s <= table.back_s
    # An empty shift that ends before it starts is nobody's fault.
    assert table.back_s <= max(shift.start_s, shift.end_s)
    if not sequence:
        assert (table.leave_s, table.back_s, table.lunch_start_s) == (*[shift.start_s] * 2, None)
    lunch: Window | None = None
    if table.lunch_start_s is not None:
        assert shift.lunch is not None
        lunch = (table.lunch_start_s, table.lunch_start_s + shift.lunch.length_s)
        assert shift.lunch.earliest_s <= lunch[0] <= shift.lunch.latest_s
        assert shift.start_s <= lunch[0]
        assert lunch[1] <= shift.end_s
    assert (lunch is None) is (shift.lunch is None or not sequence)

    busy: list[Window] = [] if lunch is None else [lunch]
    clock_s, place = table.leave_s, shift.start_place
    legs: list[Window] = []
    for stop in table.stops:
        asked = problem.visits[stop.visit]
        clock_s = _drive(problem, (place, asked.place), clock_s, lunch, legs)
        assert stop.arrival_s == clock_s
        assert stop.start_s >= clock_s
        assert any(opens <= stop.start_s <= closes for opens, closes in asked.windows[k])
        assert asked.min_s <= stop.length_s <= asked.target_s
        assert (stop.length_s - asked.min_s) % 60 == 0 or stop.length_s == asked.target_s
        clock_s, place = stop.start_s + stop.length_s, asked.place
        busy.append((stop.start_s, clock_s))
    if sequence:
        assert table.back_s == _drive(problem, (place, shift.end_place), clock_s, lunch, legs)
    _hold_apart(busy)

    called = []
    for one in table.contacts:
        asked = problem.visits[one.visit]
        assert asked.contact_s == one.length_s
        assert asked.skip_level is not None
        assert any(opens <= one.start_s <= closes for opens, closes in asked.windows[k])
        assert shift.start_s <= one.start_s
        assert one.start_s + one.length_s <= shift.end_s
        called.append((one.start_s, one.start_s + one.length_s))
    _hold_apart([*busy, *called])
    assert not any(
        min(leg[1], call[1]) > max(leg[0], call[0]) and leg[1] > leg[0] and call[1] > call[0]
        for leg in legs
        for call in called
    )


def _drive(
    problem: Problem, way: tuple[int, int], from_s: int, lunch: Window | None, legs: list[Window]
) -> int:
    """Return when a leg ends, second by second over the lunch that falls into it, and note when it is driven."""
    travel_s = int(problem.travel_s[way])
    to_s = from_s + travel_s
    if lunch is not None and from_s <= lunch[0] < to_s:
        to_s += lunch[1] - lunch[0]
    legs.append((from_s, to_s))
    return to_s


def _hold_apart(spans: list[Window]) -> None:
    """Hold that no two spans of some length have a moment in common."""
    lasting = sorted(span for span in spans if span[0] < span[1])
    assert all(first[1] <= second[0] for first, second in pairwise(lasting))


@settings(max_examples=150)
@given(problem=problems(min_shifts=1), data=st.data())
def test_every_feasible_day_has_a_sound_timetable(problem: Problem, data: st.DataObject) -> None:
    """Any feasible routes of any small problem get times that keep windows, lunch, lengths, calls and shift."""
    contactable = data.draw(st.sets(st.sampled_from(range(max(1, len(problem.visits))))))
    visits = tuple(
        replace(
            one,
            contact_s=data.draw(st.integers(1, 9)) if index in contactable else None,
            aim_s=data.draw(st.none() | st.integers(0, 60)),
            target_s=one.min_s + data.draw(st.sampled_from([0, 60, 90, 7])),
        )
        for index, one in enumerate(problem.visits)
    )
    problem = replace(problem, visits=visits)
    # Few iterations, so that often something stays out.
    limits = Limits(iterations=data.draw(st.sampled_from([0, 3, 10, 200])))
    sequences = Reference().solve(problem, limits).sequences
    tables = timetables(problem, sequences)
    assert len(tables) == len(problem.shifts)
    for k, (sequence, table) in enumerate(zip(sequences, tables, strict=True)):
        hold(problem, k, sequence, table)
    called = [one.visit for table in tables for one in table.contacts]
    served = [v for sequence in sequences for v in sequence]
    assert len({*called, *served}) == len(called) + len(served)


@pytest.mark.parametrize("seed", range(4))
def test_a_plausible_day_has_a_sound_timetable(seed: int) -> None:
    """Days of 25 customers for two managers, minutes and hours long."""
    problem = days(seed, 25, num_shifts=2)
    visits = tuple(
        replace(one, contact_s=600) if index % 3 == 0 else one
        for index, one in enumerate(problem.visits)
    )
    problem = replace(problem, visits=visits)
    sequences = Reference().solve(problem, Limits(iterations=2000)).sequences
    tables = timetables(problem, sequences)
    for k, (sequence, table) in enumerate(zip(sequences, tables, strict=True)):
        hold(problem, k, sequence, table)
    assert any(table.lunch_start_s for table in tables)
