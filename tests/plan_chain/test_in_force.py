"""Which plan speaks of a visit: the last one published before it was to begin."""

from __future__ import annotations

from dataclasses import replace

from routing.domain.ids import CustomerId
from routing.domain.territory import Territory
from routing.plan_chain import PlanKind, PlanRecord, unfinished_visits
from routing.plan_chain.in_force import in_force_at_start, published
from tests.plan_chain.hand_made import (
    CORE,
    M1,
    M2,
    MONDAY,
    POLICY,
    POTENTIAL,
    REGULAR,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Entry,
    at,
    done,
    territory,
    week,
)

NINE, ELEVEN, FOURTEEN = 9 * 3600, 11 * 3600, 14 * 3600


def spoken(*records: PlanRecord) -> list[tuple[CustomerId, int]]:
    """Return who stands in the plans in force, and when."""
    return [
        (visit.customer_id, visit.start_s)
        for _, visit in in_force_at_start(records, MONDAY, SUNDAY)
    ]


def on_the_road(before: PlanRecord, *entries: Entry) -> PlanRecord:
    """Return a plan of the rest of Monday, made and published at ten."""
    return week(
        *entries,
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=before,
        among=[before],
    )


def test_plan_of_the_rest_of_a_day_leaves_the_morning_to_the_one_before() -> None:
    """Made at ten without the regular customer at eleven: nine o'clock stands, eleven does not, Wednesday does."""
    before = week(
        Entry(CORE, MONDAY, clock_s=NINE),
        Entry(REGULAR, MONDAY, clock_s=ELEVEN),
        Entry(REGULAR, WEDNESDAY, clock_s=NINE),
    )
    after = on_the_road(before, Entry(POTENTIAL, MONDAY, clock_s=FOURTEEN))
    assert spoken(before, after) == [(CORE, NINE), (POTENTIAL, FOURTEEN), (REGULAR, NINE)]


def test_visit_put_off_to_the_afternoon_stands_once() -> None:
    """Nine o'clock was missed, the new plan has the customer at two: that is the visit now."""
    before = week(Entry(CORE, MONDAY, clock_s=NINE))
    after = on_the_road(before, Entry(CORE, MONDAY, clock_s=FOURTEEN))
    assert spoken(before, after) == [(CORE, FOURTEEN)]


def test_plan_of_somebody_else_changes_nothing() -> None:
    """A later plan for m2 alone leaves m1's week as it is."""
    before = week(Entry(CORE, MONDAY, clock_s=ELEVEN))
    other = week(
        Entry(POTENTIAL, THURSDAY, manager_id=M2), managers=(M2,), published_at="2026-11-01 12:00"
    )
    assert spoken(before, other) == [(CORE, ELEVEN), (POTENTIAL, 36_000)]
    assert spoken(before, week(managers=(M1,), published_at="2026-11-01 12:00")) == []


def test_what_the_road_undid_is_unfinished_like_a_morning_that_nobody_made() -> None:
    """At nine nobody came; at ten the day was planned again without nine and eleven: both are carried over, at once."""
    before = week(Entry(CORE, MONDAY, clock_s=NINE), Entry(REGULAR, MONDAY, clock_s=ELEVEN))
    records = [before, on_the_road(before, Entry(POTENTIAL, MONDAY, clock_s=FOURTEEN))]
    of = territory(history=(done(POTENTIAL, MONDAY),))

    def left(when: str, of: Territory = of) -> list[CustomerId]:
        return [one.customer_id for one in unfinished_visits(records, of, POLICY, at(when))]

    assert left("2026-11-02 09:59") == []
    assert left("2026-11-02 10:00") == [REGULAR]
    assert left("2026-11-02 18:00") == [CORE, REGULAR]
    on_tuesday = replace(of, history=(*of.history, done(REGULAR, TUESDAY)))
    assert left("2026-11-03 18:00", on_tuesday) == [CORE]


def test_what_a_plan_of_the_road_has_on_a_later_day_is_not_unfinished() -> None:
    """On Monday at ten the rest of the week is planned again: eleven o'clock moves to Thursday, nobody left it."""
    before = week(Entry(REGULAR, MONDAY, clock_s=ELEVEN), Entry(CORE, MONDAY, clock_s=ELEVEN))
    after = week(
        Entry(REGULAR, THURSDAY),
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=before,
        among=[before],
    )
    left = unfinished_visits([before, after], territory(), POLICY, at("2026-11-02 18:00"))
    assert [visit.customer_id for visit in left] == [CORE]


def test_day_begins_with_its_own_plan_or_with_work() -> None:
    """At 07:30 Monday's plan takes the week's place: it plans. At 08:00 it is changed: what falls out was let go."""
    whole = week(Entry(CORE, MONDAY), Entry(REGULAR, MONDAY))
    monday = {"plan_kind": PlanKind.DAY, "last": MONDAY}
    half_past_seven, eight = "2026-11-02 07:30", "2026-11-02 08:00"
    own = week(
        Entry(CORE, MONDAY),
        made_at=half_past_seven,
        published_at=half_past_seven,
        parent=whole,
        **monday,  # type: ignore[arg-type]
    )
    changed = week(
        made_at=eight,
        published_at=eight,
        parent=own,
        among=[own],
        **monday,  # type: ignore[arg-type]
    )

    def left(*records: PlanRecord) -> list[CustomerId]:
        found = unfinished_visits(records, territory(), POLICY, at("2026-11-02 18:00"))
        return [one.customer_id for one in found]

    assert left(whole, own) == [CORE]
    assert left(own, changed) == left(whole, own, changed) == [CORE]


def test_day_speaks_over_the_week_published_with_it() -> None:
    """Both are asked for on Sunday evening: of two plans published at once the one of fewer days is the later."""
    sunday = {"made_at": "2026-11-01 17:30", "published_at": "2026-11-01 17:30"}
    whole = week(Entry(CORE, MONDAY), Entry(REGULAR, THURSDAY), **sunday)  # type: ignore[arg-type]
    monday = week(Entry(POTENTIAL, MONDAY), plan_kind=PlanKind.DAY, last=MONDAY, **sunday)  # type: ignore[arg-type]
    for records in ([whole, monday], [monday, whole]):
        ordered = published(records, territory(), at("2026-11-01 18:00"))
        assert [who for who, _ in spoken(*ordered)] == [POTENTIAL, REGULAR]
