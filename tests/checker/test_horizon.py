"""The two weeks worked by hand: clean, with one thing broken, and with numbers that nobody wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.checker import check
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ShiftId, VisitId
from routing.domain.visit import Category, Cause
from routing.plan import Kpis, Lunch, ObjectiveTerm, ReasonKind
from routing.request import Obligation, Opening, Wish
from routing.rules import Rule
from routing.status import Level
from tests.checker.edits import (
    Edit,
    Place,
    asked,
    both,
    cadence,
    contact,
    kpis,
    level,
    not_unassigned,
    numbers_of,
    plan,
    reason,
    route,
    shift,
    stop,
    terms,
    unassigned,
    with_number,
)
from tests.checker.worked_horizon import BECAUSE, march, shift_on, worked_horizon
from tests.checker.worked_plan import LUNCH, Case

MANDATORY, DUE, FILLER = Category.MANDATORY, Category.DUE, Category.FILLER


def complaints(case: Case) -> list[tuple[Rule, str]]:
    """Return rule and subject of each violation."""
    found = check(case.request, case.matrix, case.plan).violations
    return [(violation.rule, violation.subject) for violation in found]


def told(case: Case) -> list[str]:
    """Return the messages of the violations."""
    return [found.message for found in check(case.request, case.matrix, case.plan).violations]


def listed(customer: str, like: str) -> Edit:
    """Return an edit that lists one more entry among the visits left out, told like the first of another visit."""

    def edit(case: Case) -> Case:
        first = next(entry for entry in case.plan.unassigned if entry.visit_id == like)
        added = replace(first, visit_id=VisitId(customer), customer_id=CustomerId(customer))
        return plan(unassigned=(added, *case.plan.unassigned))(case)

    return edit


def not_listed(customer: str, number: int) -> Edit:
    """Return an edit that drops one entry of a visit from those left out."""

    def edit(case: Case) -> Case:
        entries = [entry for entry in case.plan.unassigned if entry.visit_id == customer]
        kept = tuple(entry for entry in case.plan.unassigned if entry is not entries[number])
        return plan(unassigned=kept)(case)

    return edit


def term(name: str, amount: int, value: int) -> Edit:
    """Return an edit of one term and, by as much, of its level; a term of no value goes."""

    def edit(case: Case) -> Case:
        (old,) = (one for one in case.plan.objective.terms if one.name == name)
        now = case.plan.objective.levels[old.level] + value - old.value

        def change(listed: tuple[ObjectiveTerm, ...]) -> tuple[ObjectiveTerm, ...]:
            new = (replace(old, amount=amount, value=value),) if value else ()
            return (*(one for one in listed if one is not old), *new)

        return both(terms(change), level(old.level, now))(case)

    return edit


def owed(cause: Cause, first: date, last: date) -> tuple[Obligation, ...]:
    """Return one obligation."""
    return (Obligation(cause=cause, first=first, last=last, because=BECAUSE),)


def window(day: int, start_s: int, end_s: int) -> tuple[Opening, ...]:
    """Return one opening on a day of March."""
    return (Opening(day=march(day), start_s=start_s, end_s=end_s),)


def change_wish(*unless: int) -> tuple[Wish, ...]:
    """Return the wish of A, free on these days of March."""
    return (Wish(rule=Rule.CHANGE, price_s=50, unless_days=frozenset(map(march, unless))),)


# ---------------------------------------------------------------- what is clean


def test_the_worked_horizon_is_clean() -> None:
    """Visits on several days, lapses beside stops, an opened day and early visits draw no complaint."""
    case = worked_horizon()
    assert [*map(str, check(case.request, case.matrix, case.plan).violations)] == []


D_ON_MARCH_2: list[Edit] = [
    # Ten days after February 20 the contact is due, and ten days later the visit; late after March 16.
    stop("D", category=DUE, cause=Cause.CADENCE),
    kpis(num_due=2, num_filler=1),
    term("EARLY", 1, 400),
]


def _phoned_on_march_2(case: Case) -> Case:
    """Return the case with the contact moved to the shift that is not driven."""
    phoned = case.plan.routes[2].contacts
    moved = both(route(shift_on(4), contacts=()), route(shift_on(2), contacts=phoned))
    return both(moved, *D_ON_MARCH_2)(case)


STILL_CLEAN: list[tuple[str, Edit]] = [
    ("entries in another order", lambda case: plan(unassigned=case.plan.unassigned[::-1])(case)),
    ("routes in another order", lambda case: plan(routes=case.plan.routes[::-1])(case)),
    ("an extra day that is not driven", shift(shift_on(2), is_extra=True)),
    (
        "an extra day with a contact only is not driven",
        both(shift(shift_on(2), is_extra=True), _phoned_on_march_2),
    ),
    # March 4 is 5 days after February 27, March 11 is 7 days after March 4; D's 8 days after the contact.
    ("just after the gap", both(cadence("A", gap_days=5, due_days=5), cadence("J", gap_days=28))),
    (
        "a fuller day that costs nothing",
        both(shift(shift_on(9), over_price_s=0), term("BALANCE", 0, 0)),
    ),
    (
        "two fuller days, of which one costs nothing",
        shift(shift_on(4), fair_visits=1, over_price_s=0),
    ),
    ("a day as full as is fair", both(shift(shift_on(9), fair_visits=3), term("BALANCE", 0, 0))),
    (
        "a wish that asks for no day",
        both(asked("A", wishes=change_wish(4, 11)), term("CHANGE", 0, 0)),
    ),
    (
        "a wish that asks for all days",
        both(asked("A", wishes=change_wish()), term("CHANGE", 2, 100)),
    ),
    ("no price for early visits", both(cadence("F", early_price_s=0), term("EARLY", 1, 400))),
    (
        "closed for what is owed by then",
        reason("N", 0, kind=ReasonKind.IMPOSSIBLE, rule=Rule.MIN_GAP),
    ),
    (
        "an appointment that no day can keep",
        both(
            asked("E", obligations=owed(Cause.APPOINTMENT, march(20), march(20))),
            reason("E", 0, kind=ReasonKind.IMPOSSIBLE, rule=Rule.APPOINTMENT),
        ),
    ),
    (
        "a pin that no day can keep",
        both(
            asked("E", obligations=owed(Cause.PINNED, march(20), march(20))),
            reason("E", 0, kind=ReasonKind.IMPOSSIBLE, rule=Rule.PINNED),
        ),
    ),
]


@pytest.mark.parametrize("edit", [pytest.param(edit, id=name) for name, edit in STILL_CLEAN])
def test_another_horizon_that_keeps_the_rules_is_clean(edit: Edit) -> None:
    """Limits are inclusive, and what costs nothing need not be told."""
    case = edit(worked_horizon())
    assert [*map(str, check(case.request, case.matrix, case.plan).violations)] == []


def test_what_is_late_or_left_out_is_remarked_with_its_days() -> None:
    """A planner sees what was owed by when, and whether it was made after all."""
    case = worked_horizon()
    remarks = check(case.request, case.matrix, case.plan).remarks
    shown = [
        (one.subject, one.amount, one.message) for one in remarks if one.rule is not Rule.FLOOR
    ]
    full = "PERIOD_FULL."
    assert shown == [
        ("E", 1002, f"is mandatory (late, by 2026-03-02) and made on 2026-03-04: {full}"),
        ("H", 1015, "is mandatory (late, by 2026-02-08) and left out: CLOSED_DAY."),
        ("H", 1015, "is mandatory (coverage, by 2026-02-28) and left out: CLOSED_DAY."),
        ("N", 1008, f"is mandatory (late, by 2026-03-01) and made on 2026-03-09: {full}"),
        ("N", 1005, f"is mandatory (new-customer, by 2026-03-04) and made on 2026-03-09: {full}"),
    ]


# ---------------------------------------------------------------- one thing broken

# From the 3rd on an anomaly is owed to D: a contact does not answer it, the visit on the 12th does.
AN_ANOMALY_BY_PHONE = both(
    asked("D", obligations=owed(Cause.ANOMALY, march(3), march(12))),
    contact("D", cause=Cause.ANOMALY),
    stop("D", category=MANDATORY, cause=Cause.ANOMALY),
    kpis(num_mandatory=8, num_filler=1),
    term("EARLY", 1, 400),
)

BROKEN: list[tuple[str, Edit, Rule, str]] = [
    # ------------------------------------------------------------ what lapses
    ("nothing said of a visit", not_unassigned("G"), Rule.LOST_VISIT, "G"),
    ("nothing said of one that lapses", not_unassigned("H"), Rule.LOST_VISIT, "H"),
    ("made late and not told", not_listed("E", 0), Rule.LOST_VISIT, "E"),
    ("due at the end and not told", not_unassigned("B"), Rule.LOST_VISIT, "B"),
    ("out of the months and not told", not_listed("H", 1), Rule.LOST_VISIT, "H"),
    ("an obligation late and not told", not_listed("N", 0), Rule.LOST_VISIT, "N"),
    ("a lapse told twice", listed("E", like="E"), Rule.VISIT_ONCE, "E"),
    ("a filler told twice", listed("G", like="G"), Rule.VISIT_ONCE, "G"),
    ("a lapse that is none", listed("J", like="B"), Rule.WRONG_FIGURE, "J"),
    ("left out, but made", listed("A", like="G"), Rule.WRONG_FIGURE, "A"),
    ("left out, but lapsed", listed("H", like="G"), Rule.WRONG_FIGURE, "H"),
    ("a lapse's category", unassigned("E", category=DUE), Rule.WRONG_FIGURE, "E"),
    ("a lapse's cause", unassigned("E", cause=Cause.CADENCE), Rule.WRONG_FIGURE, "E"),
    ("a lapse's day", unassigned("E", deadline=march(3)), Rule.WRONG_FIGURE, "E"),
    ("a lapse without a day", unassigned("E", deadline=None), Rule.WRONG_FIGURE, "E"),
    ("a filler with a day", unassigned("G", deadline=march(3)), Rule.WRONG_FIGURE, "G"),
    ("a lapse's customer", unassigned("E", customer_id=CustomerId("A")), Rule.WRONG_FIGURE, "E"),
    ("a lapse without a reason", unassigned("E", 1, reasons=()), Rule.NO_REASON_FOUND, "E"),
    (
        "a due visit not needed",
        reason("E", 1, kind=ReasonKind.NOT_NEEDED, rule=Rule.NOT_NEEDED),
        Rule.WRONG_FIGURE,
        "E",
    ),
    (
        "displaces what is not planned",
        reason("E", displaces=(VisitId("G"),)),
        Rule.WRONG_FIGURE,
        "E",
    ),
    *(
        (
            f"{rule} though nothing speaks for it",
            reason("E", kind=ReasonKind.IMPOSSIBLE, rule=rule),
            Rule.WRONG_FIGURE,
            "E",
        )
        for rule in (Rule.APPOINTMENT, Rule.PINNED, Rule.NO_SHIFT, Rule.UNREACHABLE)
    ),
    (
        "too soon without a gap",
        both(cadence("E", gap_days=0), reason("E", kind=ReasonKind.IMPOSSIBLE, rule=Rule.MIN_GAP)),
        Rule.WRONG_FIGURE,
        "E",
    ),
    # ------------------------------------------------------------ what a day means
    ("a visit's category", stop("A", on=march(11), category=DUE), Rule.WRONG_FIGURE, "A"),
    ("a visit's cause", stop("A", on=march(4), cause=Cause.COVERAGE), Rule.WRONG_FIGURE, "A"),
    ("a filler's category", stop("F", category=DUE), Rule.WRONG_FIGURE, "F"),
    ("an anomaly's cause", stop("B", cause=Cause.CADENCE), Rule.WRONG_FIGURE, "B"),
    ("a contact's category", contact("D", category=DUE), Rule.WRONG_FIGURE, "D"),
    ("a contact's cause", contact("D", cause=Cause.LATE), Rule.WRONG_FIGURE, "D"),
    (
        "a visit's customer",
        stop("A", on=march(4), customer_id=CustomerId("B")),
        Rule.WRONG_FIGURE,
        "A",
    ),
    # D's visit in person is 8 days after the contact: 400 * 1 // 1 as before.
    ("inside the gap", cadence("D", gap_days=9, early_price_s=400), Rule.MIN_GAP, "D"),
    # The first one is 17 days after the one before the horizon: 400 * min(3, 4) // 3.
    (
        "inside the gap before the horizon",
        cadence("F", gap_days=18, early_price_s=400),
        Rule.MIN_GAP,
        "F",
    ),
    ("contacts do not count", cadence("D", in_person_every=1), Rule.CONTACT, "D"),
    ("the second contact in a row", cadence("D", contacts_since=1), Rule.CONTACT, "D"),
    # The contact is 12 days after; the visit 8 days after that: 480 * 5 // 6 = 400.
    ("a contact before it is due", cadence("D", due_days=13, early_price_s=480), Rule.CONTACT, "D"),
    ("in person only", asked("D", contact=None), Rule.IN_PERSON, "D"),
    ("an anomaly by phone", AN_ANOMALY_BY_PHONE, Rule.IN_PERSON, "D"),
    (
        # The contact would be out of turn as well; what is owed in person is said alone.
        "an anomaly by phone, out of turn",
        both(AN_ANOMALY_BY_PHONE, cadence("D", contacts_since=1)),
        Rule.IN_PERSON,
        "D",
    ),
    # ------------------------------------------------------------ days and windows
    (
        "a window on a day without the appointment",
        both(
            asked("E", openings=window(4, 34201, 63000)),
            asked("E", obligations=owed(Cause.APPOINTMENT, march(20), march(20))),
        ),
        Rule.TIME_WINDOW,
        "E",
    ),
    (
        # What would be lost if it were never made says nothing about a day.
        "a window of a visit that a pin calls for",
        asked("E", openings=window(4, 34201, 63000), cause=Cause.PINNED),
        Rule.TIME_WINDOW,
        "E",
    ),
    (
        "a closed day of a visit that a pin calls for",
        asked("E", openings=window(9, 30600, 63000), cause=Cause.PINNED),
        Rule.CLOSED_DAY,
        "E",
    ),
    (
        "a day without an opening",
        asked("E", openings=window(9, 30600, 63000)),
        Rule.CLOSED_DAY,
        "E",
    ),
    ("closed for good", asked("E", openings=(), closed_by=Rule.LEAD_TIME), Rule.LEAD_TIME, "E"),
    ("another day's window", asked("J", openings=window(11, 33001, 63000)), Rule.TIME_WINDOW, "J"),
    (
        "a contact's window",
        asked("D", openings=window(4, 50401, 63000) + window(12, 30600, 63000)),
        Rule.TIME_WINDOW,
        "D",
    ),
    ("an appointment missed", asked("C", openings=window(9, 35701, 36600)), Rule.APPOINTMENT, "C"),
    (
        "a pinned time missed",
        both(
            asked(
                "C",
                openings=window(9, 35701, 36600),
                obligations=owed(Cause.PINNED, march(9), march(9)),
            ),
            stop("C", cause=Cause.PINNED),
        ),
        Rule.PINNED,
        "C",
    ),
    # ------------------------------------------------------------ each shift's own rules
    ("lunch owed on this day", shift(shift_on(4), lunch=LUNCH), Rule.LUNCH, shift_on(4)),
    (
        "lunch not owed on this day",
        route(shift_on(12), lunch=Lunch(start_s=43200, end_s=46800)),
        Rule.LUNCH,
        shift_on(12),
    ),
    ("too many on this day", shift(shift_on(9), max_visits=2), Rule.MAX_VISITS, shift_on(9)),
    ("back too late on this day", shift(shift_on(9), end_s=51299), Rule.SHIFT_HOURS, shift_on(9)),
    ("a route's day", route(shift_on(11), day=march(12)), Rule.WRONG_FIGURE, shift_on(11)),
    ("a shortfall that no note tells", plan(notes=()), Rule.FLOOR, shift_on(12)),
    # ------------------------------------------------------------ figures
    *(
        (f"kpis.{field.name}", kpis(**{field.name: -1}), Rule.WRONG_FIGURE, f"kpis.{field.name}")
        for field in fields(Kpis)
    ),
    *(
        (f"level {at.name}", level(at, 7), Rule.WRONG_FIGURE, f"objective.levels[{at.name}]")
        for at in Level
    ),
]

WRONG_TERM: dict[str, Callable[[ObjectiveTerm], tuple[ObjectiveTerm, ...]]] = {
    "value": lambda one: (replace(one, value=one.value + 1),),
    "amount": lambda one: (replace(one, amount=one.amount - 1),),
    "absent": lambda _: (),
}


@pytest.mark.parametrize(
    ("edit", "rule", "subject"),
    [pytest.param(edit, rule, subject, id=name) for name, edit, rule, subject in BROKEN],
)
def test_one_thing_broken_draws_one_complaint(edit: Edit, rule: Rule, subject: str) -> None:
    """What is broken is named once, by the right rule, and nothing else is complained of."""
    broken = edit(worked_horizon())
    assert complaints(broken) == [(rule, subject)], told(broken)


@pytest.mark.parametrize("wrong", WRONG_TERM)
@pytest.mark.parametrize("one", worked_horizon().plan.objective.terms, ids=lambda one: one.name)
def test_every_term_of_the_objective_is_recomputed(wrong: str, one: ObjectiveTerm) -> None:
    """Lapses by cause, days opened, floors, travel, early visits, balance and wishes: each term by itself."""
    case = worked_horizon()
    edited = tuple(
        part
        for each in case.plan.objective.terms
        for part in (WRONG_TERM[wrong](each) if each == one else (each,))
    )
    broken = terms(lambda _: edited)(case)
    subject = f"objective.terms[{one.level.name}, {one.name}]"
    assert complaints(broken) == [(Rule.WRONG_FIGURE, subject)]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            not_listed("E", 0),
            "lets lapse mandatory (late) by 2026-03-02, which is not listed as left out.",
        ),
        (listed("E", like="E"), "is listed as left out twice: mandatory (late) by 2026-03-02."),
        (listed("A", like="G"), "is listed as left out: filler (filler), which does not lapse."),
        (
            unassigned("E", deadline=march(3)),
            "is listed as left out: mandatory (late) by 2026-03-03, recomputed mandatory (late) by 2026-03-02.",
        ),
        (
            cadence("D", gap_days=9, early_price_s=400),
            "is made on 2026-03-12; the gap after the last visit is over on 2026-03-13.",
        ),
        (
            AN_ANOMALY_BY_PHONE,
            "is made by phone, but has to be made in person (anomaly).",
        ),
        (
            cadence("D", contacts_since=1),
            "the contact on 2026-03-04 would be number 2 in a row; every 2 one is in person.",
        ),
        (
            cadence("D", due_days=13, early_price_s=480),
            "the contact on 2026-03-04 comes before 2026-03-05, when a visit is due.",
        ),
    ],
)
def test_a_complaint_names_the_days(edit: Edit, message: str) -> None:
    """A planner sees which of a visit's days is wrong, and what it should be."""
    assert told(edit(worked_horizon())) == [message]


# ---------------------------------------------------------------- several things at once


def test_a_visit_twice_on_a_day_is_told() -> None:
    """A recurring visit may stand in the plan many times, but once a day."""
    case = worked_horizon()
    twice = replace(case.plan.routes[2].contacts[0], start_s=51000)
    broken = route(shift_on(4), contacts=(*case.plan.routes[2].contacts, twice))(case)
    assert (Rule.VISIT_ONCE, "D") in complaints(broken)
    assert "is made 2 times on 2026-03-04." in told(broken)
    # Its category and what lapses are those of one visit; only the figures count both.
    assert {rule for rule, _ in complaints(broken)} == {Rule.VISIT_ONCE, Rule.WRONG_FIGURE}


def test_a_visit_and_a_contact_on_a_day_count_as_a_visit() -> None:
    """Phoned on the day on which it is visited, D is still visited early, and paid for."""
    case = worked_horizon()
    phoned = case.plan.routes[2].contacts[0]
    broken = complaints(route(shift_on(12), contacts=(phoned,))(case))
    assert (Rule.VISIT_ONCE, "D") in broken
    assert (Rule.WRONG_FIGURE, "objective.terms[COST, EARLY]") not in broken


def test_without_what_allows_it_a_visit_is_inside_the_gap() -> None:
    """B is seen five days after the last visit for an anomaly alone."""
    broken = asked("B", obligations=())(worked_horizon())
    assert (Rule.MIN_GAP, "B") in complaints(broken)


def test_a_visit_dropped_from_a_route_lapses() -> None:
    """Without its second visit A is late from March 12 on: what lapses is recomputed, not believed."""
    case = worked_horizon()
    broken = route(shift_on(11), stops=case.plan.routes[4].stops[1:])(case)
    assert (Rule.LOST_VISIT, "A") in complaints(broken)
    assert "lets lapse mandatory (late) by 2026-03-11, which is not listed as left out." in told(
        broken
    )


def test_a_visit_moved_changes_what_the_next_means() -> None:
    """D phoned on March 2 makes the visit on March 12 a due one: told where the plan still calls it a filler."""
    moved = _phoned_on_march_2(worked_horizon())
    assert complaints(moved) == []
    still_filler = stop("D", category=FILLER, cause=Cause.FILLER)(moved)
    assert complaints(still_filler) == [(Rule.WRONG_FIGURE, "D")] * 2


def test_a_route_of_no_shift_on_a_day_of_the_request_still_counts_its_visits() -> None:
    """The missing shift is told; nobody is called late for it."""
    broken = route(shift_on(11), shift_id=ShiftId("m@sometime"))(worked_horizon())
    assert {rule for rule, _ in complaints(broken)} == {Rule.NO_SHIFT, Rule.WRONG_FIGURE}
    assert "A" not in {subject for _, subject in complaints(broken)}


@pytest.mark.parametrize("day", [date.min, date.max, date(2026, 3, 5)])
def test_a_route_on_a_day_out_of_the_world_is_refused_without_a_crash(day: date) -> None:
    """A day that is not in the request answers nothing, however far away it is; what it is called is left at that."""
    broken = complaints(
        route(shift_on(11), shift_id=ShiftId("m@sometime"), day=day)(worked_horizon())
    )
    assert {(Rule.NO_SHIFT, "m@sometime"), (Rule.LOST_VISIT, "A")} <= set(broken)
    assert (Rule.WRONG_FIGURE, "A") not in broken
    assert (Rule.WRONG_FIGURE, "kpis.num_due") not in broken


def test_recurring_visits_that_never_were_asked_are_unknown() -> None:
    """Held against another request, a horizon draws complaints and no error."""
    case = worked_horizon()
    stranger = replace(case.request, visits=())
    found = check(stranger, case.matrix, case.plan).violations
    assert {Rule.UNKNOWN_VISIT, Rule.WRONG_FIGURE} <= {violation.rule for violation in found}


# ---------------------------------------------------------------- any number, any entry


def _follows(place: Place) -> bool:
    return place[0] not in ("provenance", "unassigned") and "contacts" not in place


NUMBERS = [
    (place, number) for place, number in numbers_of(worked_horizon().plan) if _follows(place)
]


@given(
    where=st.sampled_from(NUMBERS),
    by=st.integers(-2, 2) | st.integers(-100_000, 100_000) | st.integers(-(10**15), 10**15),
)
def test_any_wrong_number_is_noticed(where: tuple[Place, int], by: int) -> None:
    """A number that follows from others cannot be changed unnoticed on any day."""
    assume(by)
    case = worked_horizon()
    place, number = where
    assert complaints(replace(case, plan=with_number(case.plan, place, number + by)))


@given(
    index=st.integers(0, len(worked_horizon().plan.unassigned) - 1),
    category=st.sampled_from(Category),
    cause=st.sampled_from(Cause),
    deadline=st.none() | st.dates(date(2026, 2, 1), date(2026, 3, 31)),
)
def test_any_other_entry_among_those_left_out_is_noticed(
    index: int, category: Category, cause: Cause, deadline: date | None
) -> None:
    """Category, cause and day of what lapses follow from the routes."""
    case = worked_horizon()
    entries = list(case.plan.unassigned)
    changed = replace(entries[index], category=category, cause=cause, deadline=deadline)
    assume(changed != entries[index])
    entries[index] = changed
    assert complaints(plan(unassigned=tuple(entries))(case))


@given(
    mode=st.sampled_from(Mode),
    index=st.integers(0, 5),
    start_s=st.sampled_from([30600, 50400, 62700]),
)
def test_a_contact_on_another_day_is_noticed(mode: Mode, index: int, start_s: int) -> None:
    """Wherever D is phoned instead, its other days and the figures no longer fit."""
    case = worked_horizon()
    phoned = replace(case.plan.routes[2].contacts[0], mode=mode, start_s=start_s)
    assume(index != 2)
    routes = [replace(one, contacts=()) for one in case.plan.routes]
    routes[index] = replace(routes[index], contacts=(phoned,))
    assert complaints(plan(routes=tuple(routes))(case))
