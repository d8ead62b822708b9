"""The smallest repairs of a day's plan, each kind worked by hand.

Two visits fill a shift up to 09:30: 10 + 30 + 10 + 30 + 10 = 90 of 120 minutes. A third one takes 40 more: 10 too many.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routing.domain.customer import Mode
from routing.domain.ids import ManagerId, VisitId
from routing.domain.visit import Cause
from routing.plan import Plan
from routing.repair import Repair, RepairKind, apply_repair, repairs
from routing.request import ContactTerms, LunchTerms, PlanRequest
from routing.rules import Rule
from tests.repair.small_days import (
    DUE,
    FILLER,
    MANDATORY,
    agreed,
    asked,
    between,
    clock,
    late,
    levels,
    of_day,
    planned,
    shift,
    travel,
    visit,
)

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def found(request: PlanRequest, plan: Plan, name: str = "c", **more: object) -> dict[str, Repair]:
    """Return the repairs of a visit by kind and, of two of a kind, by their text; each is carried out."""
    every = repairs(request, travel(request), plan, VisitId(name), most=20, **more)  # type: ignore[arg-type]
    assert [one.rank for one in every] == sorted(one.rank for one in every)
    for one in every:
        made = apply_repair(travel(one.request), plan, one)
        assert name in {entry.visit_id for route in made.routes for entry in route.entries}
    return {one.kind: one for one in reversed(every)}


def test_a_longer_day() -> None:
    """The third visit needs ten minutes more in the evening; its detour is one leg of 10 minutes."""
    request = asked([shift()], late("a"), late("b"), visit("c"))
    only = found(request, planned(request, "ab"))
    assert set(only) == {RepairKind.LONGER_DAY}
    repair = only[RepairKind.LONGER_DAY]
    assert repair.request.shifts == (shift(end_s=clock(10, 10)),)
    assert repair.request.visits == request.visits
    assert (repair.cost, repair.concession_s) == (levels(COST=600), 600)
    assert (repair.in_time, repair.displaces, repair.contacts) == (True, (), ())
    ((shift_id, stops),) = repair.routes
    assert (shift_id, sorted(stops)) == ("m@2026-03-02", ["a", "b", "c"])
    assert (repair.rule, repair.standard) == (Rule.SHIFT_HOURS, "R20")
    assert "work 10 min longer on 2026-03-02, until 10:10" in repair.text
    assert "延长工作10分钟" in repair.text_zh


def test_less_in_reserve_goes_before_a_longer_day() -> None:
    """With half an hour kept free before 10:30 the same ten minutes may come from the reserve (R20)."""
    request = asked([shift(end_s=clock(10, 30), reserve_s=1800)], late("a"), late("b"), visit("c"))
    every = repairs(request, travel(request), planned(request, "ab"), VisitId("c"))
    assert [one.kind for one in every] == [RepairKind.LESS_RESERVE, RepairKind.LONGER_DAY]
    assert every[0].request.shifts[0].reserve_s == 1200
    assert "by 10 min to 20 min" in every[0].text


def test_an_earlier_start() -> None:
    """Open until 08:00 only, and 10 minutes away: no later end helps, a start at 07:50 does."""
    request = asked([shift()], visit("c", openings=between(0, clock(8))))
    repair = found(request, planned(request, ""))[RepairKind.LONGER_DAY]
    assert repair.request.shifts[0].start_s == clock(7, 50)
    assert "start work 10 min earlier on 2026-03-02, at 07:50" in repair.text


def test_one_visit_more_than_the_most() -> None:
    """Time for two, allowed is one."""
    request = asked([shift(max_visits=1)], late("a"), visit("c"))
    only = found(request, planned(request, "a"))
    assert set(only) == {RepairKind.MORE_VISITS}
    assert only[RepairKind.MORE_VISITS].request.shifts[0].max_visits == 2


def test_a_wider_window() -> None:
    """Open from 09:30: the visit would end at 10:00, ten minutes from home. Open from 09:15 it is in time.

    A longer day would do as well: 10 minutes, for less; both directions of the window are tried, later never helps.
    """
    request = asked([shift()], visit("c", openings=between(clock(9, 30), clock(12))))
    every = repairs(request, travel(request), planned(request, ""), VisitId("c"))
    assert [one.kind for one in every] == [RepairKind.LONGER_DAY, RepairKind.WIDER_WINDOW]
    assert every[1].request.visits[0].openings == between(clock(9, 15), clock(12))
    assert every[1].concession_s == 900
    assert "15 min earlier, from 09:15 on" in every[1].text


def test_another_time_for_an_appointment() -> None:
    """Two appointments at 08:30: after the first, begun at 08:20, the other one can begin at 09:00.

    A quarter of an hour later it may begin until 08:55, half an hour later until 09:10. Earlier there is no time for
    both: begun at 08:10 at the earliest, it leads to the other one at 08:50, which may begin until 08:40.
    """
    request = asked([shift()], agreed("a", clock(8, 30)), agreed("c", clock(8, 30)))
    every = repairs(request, travel(request), planned(request, "a"), VisitId("c"))
    assert [one.kind for one in every] == [RepairKind.OTHER_TIME, RepairKind.SKIP_OTHER]
    moved = every[0].request.visits[1]
    assert moved.openings == between(clock(8, 50), clock(9, 10))
    assert moved.appointment_s == clock(8, 55)
    assert every[0].concession_s == 1800
    # Instead of one promise another one is broken: no more is lost than before, but no less.
    assert every[1].cost == levels(PROMISE=100)
    assert every[1].displaces == ("a",)


def test_another_account_manager() -> None:
    """The own manager's day is full, his colleague's is empty."""
    shifts = [shift(), shift(manager="n")]
    own = frozenset({ManagerId("m")})
    request = asked(
        shifts, late("a", manager_ids=own), late("b", manager_ids=own), visit("c", manager_ids=own)
    )
    every = found(request, planned(request, "ab"))
    repair = every[RepairKind.STAND_IN]
    assert repair.request.visits[2].manager_ids == own | {ManagerId("n")}
    assert repair.routes == (("n@2026-03-02", ("c",)),)
    # There and back; the policies' price of a stand-in.
    assert (repair.cost, repair.concession_s) == (levels(COST=1200), 600)
    # 10 min of detour and 10 of work are less than 20 and 10.
    assert list(every) == [RepairKind.STAND_IN, RepairKind.LONGER_DAY]


def test_lunch_begins_later_or_is_shorter() -> None:
    """Lunch of an hour from 12:00 on at the latest, and a window that ends in the middle of it.

    The customer is 10 minutes away and opens from 12:05 to 12:20; the shift begins at 12:00, so lunch comes first.
    """
    lunch = LunchTerms(earliest_s=clock(12), latest_s=clock(12), length_s=3600)
    request = asked(
        [shift(start_s=clock(12), end_s=clock(15), lunch=lunch)],
        late("c", openings=between(clock(12, 5), clock(12, 20))),
    )
    repair = found(request, planned(request, ""))[RepairKind.OTHER_LUNCH]
    # On from the visit at 12:40, if it begins at 12:10.
    assert repair.request.shifts[0].lunch == replace(lunch, latest_s=clock(12, 45))
    assert "lunch begin up to 45 min later" in repair.text
    shorter = asked(
        [shift(end_s=clock(11), lunch=replace(lunch, earliest_s=0))],
        late("a"),
        late("b"),
        visit("c"),
    )
    # 130 minutes of visits and an hour of lunch are 10 minutes more than three hours.
    repair = found(shorter, planned(shorter, "ab"))[RepairKind.OTHER_LUNCH]
    assert repair.request.shifts[0].lunch == replace(lunch, earliest_s=0, length_s=3000)
    assert "lunch 10 min shorter" in repair.text


def test_a_phone_call() -> None:
    """Twenty minutes of the day are free; terms of a call are those of another visit. R13 and R14 ask for a visit."""
    terms = ContactTerms(modes=(Mode.PHONE,), length_s=300)
    others = late("a"), late("b", contact=terms)
    request = asked([shift()], *others, late("c"))
    repair = found(request, planned(request, "ab"))[RepairKind.CONTACT]
    assert repair.request.visits[2].contact == terms
    assert (repair.routes, repair.contacts) == ((), (("m@2026-03-02", "c"),))
    assert (repair.cost, repair.concession_s) == (levels(), 900)
    assert "if the contact before was in person" in repair.text
    for cause in (Cause.ANOMALY, Cause.NEW_CUSTOMER, Cause.APPOINTMENT, Cause.PINNED):
        request = asked([shift()], *others, visit("c", MANDATORY, cause))
        assert RepairKind.CONTACT not in found(request, planned(request, "ab"))


def test_others_give_way() -> None:
    """A late visit in place of the due one that weighs less; what weighs more than it gives way to nobody."""
    request = asked([shift()], visit("a", weight=70), visit("b", weight=90), late("c"))
    repair = found(request, planned(request, "ab"))[RepairKind.SKIP_OTHER]
    assert (repair.displaces, repair.cost) == (("a",), levels(DUE=70))
    assert "skip a, then on 2026-03-02 at " in repair.text
    request = asked([shift()], late("a"), late("b"), visit("c"))
    assert RepairKind.SKIP_OTHER not in found(request, planned(request, "ab"))


def test_two_others_give_way() -> None:
    """A visit of 70 minutes takes the time of two: 10 + 70 + 10 + 30 + 10 = 130 with one of them."""
    long = replace(late("c").length, min_s=4200, target_s=4200, max_s=4200)
    request = asked([shift()], visit("a"), visit("b"), late("c", length=long))
    repair = found(request, planned(request, "ab"))[RepairKind.SKIP_OTHER]
    assert repair.displaces == ("a", "b")
    assert repair.cost == levels(DUE=200, COST=-600)


def test_a_visit_that_fits_needs_nothing_else() -> None:
    """The search left it out although there is room: put in, at the cost of its detour, and nobody is asked."""
    request = asked([shift()], late("a"), visit("c"))
    only = found(request, planned(request, "a"))
    assert set(only) == {RepairKind.TAKE_IN}
    assert only[RepairKind.TAKE_IN].request == request
    assert only[RepairKind.TAKE_IN].cost == levels(COST=600)


def test_the_next_visit_day() -> None:
    """Tomorrow holds one visit more beside what must be made; a late visit is then still late, a due one may wait."""
    for one, in_time in ((visit("c"), True), (late("c"), False), (agreed("c", clock(9)), True)):
        request = asked([shift()], late("a"), late("b"), one)
        tomorrow = of_day(asked([shift()], late("a"), visit("c")), TUESDAY)
        matrix = travel(request)
        plan = planned(request, "ab")
        every = repairs(request, matrix, plan, VisitId("c"), next_request=tomorrow, most=20)
        (repair,) = [one for one in every if one.kind is RepairKind.OTHER_DAY]
        assert repair.in_time is in_time
        # What is late counts as much as it did, what it costs besides is nothing: tomorrow has it anyway.
        assert repair.cost == levels(LATE=0 if in_time else 100)
        assert repair.concession_s == 1800
        assert "make it on 2026-03-03 instead" in repair.text
        made = apply_repair(matrix, plan, repair)
        assert [route.day for route in made.routes] == [TUESDAY]
        assert {stop.customer_id for stop in made.routes[0].stops} == {"a", "c"}


def test_the_next_visit_day_keeps_what_must_be_made() -> None:
    """Tomorrow is full of late visits, or its request does not ask for the customer: nothing can be put off to it."""
    request = asked([shift()], late("a"), late("b"), visit("c"))
    tomorrow = of_day(asked([shift()], late("a"), late("b"), visit("c")), TUESDAY)
    kinds = found(request, planned(request, "ab"), next_request=tomorrow)
    assert RepairKind.OTHER_DAY not in kinds
    nobody = of_day(asked([shift()], late("a")), TUESDAY)
    assert RepairKind.OTHER_DAY not in found(request, planned(request, "ab"), next_request=nobody)


def test_a_deadline_after_the_next_day_is_in_time() -> None:
    """An anomaly owed by Wednesday may wait until Tuesday, one owed by Monday may not."""
    for deadline, in_time in ((WEDNESDAY, True), (date(2026, 3, 2), False)):
        request = asked(
            [shift()], late("a"), late("b"), visit("c", MANDATORY, Cause.ANOMALY, deadline=deadline)
        )
        tomorrow = of_day(asked([shift()], visit("c")), TUESDAY)
        plan = planned(request, "ab")
        every = repairs(
            request, travel(request), plan, VisitId("c"), next_request=tomorrow, most=20
        )
        (repair,) = [one for one in every if one.kind is RepairKind.OTHER_DAY]
        assert repair.in_time is in_time
        assert ("still late" in repair.text) is not in_time


def test_a_change_and_others_that_give_way() -> None:
    """Open until five past midnight, when the day begins, and ten minutes away: a quarter later, in place of one.

    Nobody can begin earlier, and a longer day alone does not open the door.
    """
    request = asked(
        [shift(start_s=0, end_s=clock(2))],
        visit("a"),
        visit("b"),
        late("c", openings=between(0, 300)),
    )
    every = found(request, planned(request, "ab"))
    assert set(every) == {RepairKind.WIDER_WINDOW}
    repair = every[RepairKind.WIDER_WINDOW]
    assert repair.request.visits[2].openings == between(0, 1200)
    assert repair.cost == levels(DUE=100)
    assert len(repair.displaces) == 1


def test_another_order_makes_room() -> None:
    """Ten minutes more do only if the visit that is open early comes first.

    The plan makes a then b. c may start until 08:10, the moment of the first arrival; a until 08:20, so that it cannot
    follow c at 08:50; b is open all day. c, then b, then a fits with a until 09:30, which is no matter of minutes; with
    a open until 08:50 the order c, a, b does, home at 10:10.
    """
    a, b, c = (
        late("a", openings=between(0, clock(8, 50))),
        late("b"),
        visit("c", openings=between(0, clock(8, 10))),
    )
    request = asked([shift()], a, b, c)
    repair = found(request, planned(request, "ba"))[RepairKind.LONGER_DAY]
    assert repair.request.shifts[0].end_s == clock(10, 10)
    assert repair.routes == (("m@2026-03-02", ("c", "a", "b")),)


@pytest.mark.parametrize("name", ["a", "f"])
def test_what_nobody_misses_needs_no_repair(name: str) -> None:
    """A visit that is made, and a filler that is not."""
    request = asked([shift()], late("a"), visit("f", FILLER, Cause.FILLER), visit("c", DUE))
    assert found(request, planned(request, "a"), name) == {}


def test_what_nothing_helps_has_no_repair() -> None:
    """Ten hours away: no minutes, no window, no other visit let go of bring it near."""
    request = asked([shift()], late("c"))
    matrix = travel(request)
    far = replace(matrix, duration_s=matrix.duration_s * 60)
    plan = planned(request, "", matrix=far)
    assert repairs(request, far, plan, VisitId("c")) == ()
