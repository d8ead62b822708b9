"""The smallest repairs of a plan of several days, worked by hand on days of two hours and legs of ten minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from routing.domain.customer import Mode
from routing.domain.ids import ManagerId, VisitId
from routing.domain.visit import Category, Cause, VisitLength
from routing.plan import Plan
from routing.repair import Repair, RepairKind, apply_repair, repairs
from routing.request import (
    CadenceTerms,
    ContactTerms,
    Obligation,
    Opening,
    PlanRequest,
    VisitRequest,
)
from tests.repair.small_days import BECAUSE, MONDAY, asked, clock, levels, planned, shift, travel
from tests.repair.small_days import visit as once

TUESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 3, 4))


def visit(name: str, days: Sequence[date], *, owed: date, **fields: object) -> VisitRequest:
    """Return a visit every 14 days, owed by a day, that may be made all day on some days of two weeks."""
    last = owed - timedelta(days=14)
    given: dict[str, object] = {
        "openings": tuple(Opening(day=day, start_s=0, end_s=86_400) for day in days),
        "cadence": CadenceTerms(
            since=last,
            seen=last,
            starts=MONDAY,
            until=MONDAY + timedelta(days=6),
            gap_days=7,
            due_days=10,
            interval_days=14,
            coverage_months=2,
        ),
    }
    return once(name, Category.FILLER, Cause.FILLER, **(given | fields))


def resting(name: str, days: Sequence[date], **fields: object) -> VisitRequest:
    """Return a visit that nobody misses this week but for what its customer is promised."""
    return visit(name, days, owed=MONDAY + timedelta(days=19), **fields)


def appointment(day: date) -> Obligation:
    """Return an appointment."""
    return Obligation(cause=Cause.APPOINTMENT, first=day, last=day, because=BECAUSE)


def found(request: PlanRequest, plan: Plan, name: str = "c") -> dict[str, Repair]:
    """Return the repairs of a visit by kind; each is carried out, and nothing of what it repairs lapses any more."""
    every = repairs(request, travel(request), plan, VisitId(name), most=20)
    assert [one.rank for one in every] == sorted(one.rank for one in every)
    before = [one for one in plan.unassigned if one.visit_id == name]
    for one in every:
        made = apply_repair(travel(one.request), plan, one)
        lapsed = [left for left in made.unassigned if left.visit_id == name]
        assert (len(lapsed) < len(before)) is one.in_time
    return {one.kind: one for one in reversed(every)}


def test_a_day_is_opened() -> None:
    """Owed by Tuesday and closed on Monday: Tuesday is no visit day and can be opened.

    It costs the way there and back, 1200 s, and the price of a day opened: four hours.
    """
    request = asked(
        [shift(MONDAY), shift(THURSDAY)],
        visit(
            "c",
            [THURSDAY],
            owed=TUESDAY,
            spare_openings=(Opening(day=TUESDAY, start_s=0, end_s=86_400),),
        ),
        spare_shifts=(shift(TUESDAY, is_extra=True), shift(FRIDAY, is_extra=True)),
    )
    only = found(request, planned(request, "", ""))
    # Thursday is sooner than never, but too late.
    assert set(only) == {RepairKind.OPEN_DAY}
    repair = only[RepairKind.OPEN_DAY]
    assert [one.day for one in repair.request.shifts] == [MONDAY, TUESDAY, THURSDAY]
    assert repair.request.shifts[1] == shift(TUESDAY)
    assert {one.day for one in repair.request.visits[0].openings} == {TUESDAY, THURSDAY}
    assert (repair.cost, repair.concession_s) == (levels(COST=1200), 14_400)
    assert "open 2026-03-03 for visits" in repair.text


def test_a_day_that_is_driven_anyway_stays_extra() -> None:
    """Tuesday is opened for another visit: one visit more on it opens nothing, and it still counts as extra."""
    spare = (Opening(day=TUESDAY, start_s=0, end_s=86_400),)
    request = asked(
        [shift(MONDAY), shift(TUESDAY, is_extra=True)],
        visit("a", [TUESDAY], owed=TUESDAY),
        visit("c", [], owed=TUESDAY, spare_openings=spare, closed_by=None),
    )
    repair = found(request, planned(request, "", "a"))[RepairKind.OPEN_DAY]
    assert [one.is_extra for one in repair.request.shifts] == [False, True]
    assert repair.cost == levels(COST=600)


def test_minutes_are_asked_of_the_day_that_needs_them_only() -> None:
    """Owed by Tuesday; Monday is full by 10 minutes, Thursday is too late."""
    days = [MONDAY, THURSDAY]
    request = asked(
        [shift(MONDAY), shift(THURSDAY)],
        visit("a", [MONDAY], owed=MONDAY),
        visit("b", [MONDAY], owed=MONDAY),
        visit("c", days, owed=TUESDAY),
    )
    repair = found(request, planned(request, "ab", "c"))[RepairKind.LONGER_DAY]
    assert [one.end_s for one in repair.request.shifts] == [clock(10, 10), clock(10)]
    # Thursday is left empty: 10 minutes more on Monday, 20 fewer on Thursday.
    assert repair.cost == levels(COST=-600)
    assert repair.concession_s == 600
    assert "instead of 2026-03-05" in repair.text


def test_a_promise_is_moved_to_the_nearest_day() -> None:
    """Two appointments on Tuesday at 08:30: one could be kept on Monday, or half an hour later on Tuesday."""
    days = [MONDAY, TUESDAY, THURSDAY, FRIDAY]
    window = Opening(day=TUESDAY, start_s=clock(8, 20), end_s=clock(8, 40))
    openings = tuple(
        window if day == TUESDAY else Opening(day=day, start_s=0, end_s=86_400) for day in days
    )
    request = asked(
        [shift(day) for day in days],
        resting("a", [TUESDAY], openings=(window,), obligations=(appointment(TUESDAY),)),
        resting("c", days, openings=openings, obligations=(appointment(TUESDAY),)),
    )
    every = found(request, planned(request, "", "a"))
    moved = every[RepairKind.OTHER_DAY].request.visits[1]
    # Monday and Thursday could keep it, and Monday is nearer.
    assert moved.obligations == (appointment(MONDAY),)
    assert every[RepairKind.OTHER_DAY].concession_s == 1800
    later = every[RepairKind.OTHER_TIME].request.visits[1]
    assert later.openings[1] == Opening(day=TUESDAY, start_s=clock(8, 50), end_s=clock(9, 10))
    assert later.openings[0] == openings[0]


def test_what_was_agreed_is_no_opening_time() -> None:
    """Late, and open on Monday until 08:05: a wider window is asked of Monday, the appointment of Thursday stays."""
    agreed = Opening(day=THURSDAY, start_s=clock(8, 20), end_s=clock(8, 40))
    request = asked(
        [shift(MONDAY, start_s=clock(8)), shift(THURSDAY)],
        visit(
            "c",
            [],
            owed=TUESDAY,
            openings=(Opening(day=MONDAY, start_s=0, end_s=clock(8, 5)), agreed),
            obligations=(appointment(THURSDAY),),
        ),
    )
    repair = found(request, planned(request, "", "c"))[RepairKind.WIDER_WINDOW]
    monday, thursday = repair.request.visits[0].openings
    assert (monday.end_s, thursday) == (clock(8, 20), agreed)


def test_a_call_in_between() -> None:
    """A full Monday leaves half an hour: a call of ten minutes is in time. It counts only every second time."""
    terms = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    others = visit("a", [MONDAY], owed=MONDAY), visit("b", [MONDAY], owed=MONDAY, contact=terms)
    cadence = visit("c", [MONDAY], owed=TUESDAY).cadence
    assert cadence is not None
    for contacts_since, kinds in ((0, True), (1, False)):
        request = asked(
            [shift(MONDAY)],
            *others,
            visit(
                "c",
                [MONDAY],
                owed=TUESDAY,
                cadence=replace(cadence, contacts_since=contacts_since),
            ),
        )
        every = found(request, planned(request, "ab"))
        assert (RepairKind.CONTACT in every) is kinds
        if kinds:
            repair = every[RepairKind.CONTACT]
            assert repair.contacts == (("m@2026-03-02", "c"),)
            terms_then = repair.request.visits[2].cadence
            assert terms_then is not None
            assert terms_then.in_person_every == 2


def test_who_gives_way_is_made_on_another_day() -> None:
    """The late visit takes Monday from a due one, which goes to Thursday: nothing lapses, nobody is lost."""
    long = VisitLength(min_s=4800, target_s=4800, max_s=4800)
    request = asked(
        [shift(MONDAY), shift(THURSDAY)],
        visit("a", [MONDAY, THURSDAY], owed=FRIDAY, length=long),
        visit("c", [MONDAY], owed=TUESDAY),
    )
    repair = found(request, planned(request, "a", ""))[RepairKind.SKIP_OTHER]
    assert repair.displaces == ("a",)
    assert dict(repair.routes) == {"m@2026-03-02": ("c",), "m@2026-03-05": ("a",)}
    assert repair.cost == levels(COST=1200)


def test_what_can_only_be_sooner_says_so() -> None:
    """Owed in February; Monday is closed and Thursday full: ten minutes more on Thursday, late all the same.

    Left out it counts 1000 and a day for each from 1 to 8 March, made on Thursday for four days: 2 to 5 March.
    """
    request = asked(
        [shift(MONDAY), shift(THURSDAY)],
        visit("a", [THURSDAY], owed=FRIDAY),
        visit("b", [THURSDAY], owed=FRIDAY),
        visit("c", [THURSDAY], owed=date(2026, 2, 27)),
    )
    plan = planned(request, "", "ab")
    repair = found(request, plan)[RepairKind.LONGER_DAY]
    assert not repair.in_time
    assert "still late (owed by 2026-02-27)" in repair.text
    # The weight of a late visit is 1000, and it is four days late: 2 to 5 March.
    assert repair.cost == levels(LATE=1004, COST=600)


def test_a_stand_in_for_some_days() -> None:
    """The own manager's Monday is full; a colleague, who may stand in on Thursdays only so far, has time on Monday."""
    m, both = frozenset({ManagerId("m")}), frozenset({ManagerId("m"), ManagerId("n")})
    openings = (
        Opening(day=MONDAY, start_s=0, end_s=86_400, manager_ids=m),
        Opening(day=THURSDAY, start_s=0, end_s=86_400),
    )
    request = asked(
        [shift(MONDAY), shift(MONDAY, "n")],
        visit("a", [MONDAY], owed=MONDAY),
        visit("b", [MONDAY], owed=MONDAY),
        visit("c", [], owed=TUESDAY, openings=openings, manager_ids=both),
    )
    repair = found(request, planned(request, "ab", ""))[RepairKind.STAND_IN]
    assert repair.request.visits[2].openings == (
        replace(openings[0], manager_ids=both),
        replace(openings[1], manager_ids=both),
    )
    assert repair.routes == (("n@2026-03-02", ("c",)),)


def test_nobody_misses_a_visit_that_rests() -> None:
    """Not due for two weeks and not made: nothing to repair."""
    request = asked([shift(MONDAY)], resting("c", [MONDAY]))
    assert repairs(request, travel(request), planned(request, ""), VisitId("c")) == ()
