"""The life of a plan: draft, published, done, and what contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from routing.documents import from_json, to_json
from routing.domain.customer import Mode
from routing.domain.ids import ManagerId
from routing.errors import InputError
from routing.plan_chain import PlanId, PlanKind, PlanRecord, PlanState, close, draft, publish
from tests.plan_chain.hand_made import (
    CORE,
    MONDAY,
    POLICY,
    POTENTIAL,
    REGULAR,
    SUNDAY,
    THURSDAY,
    WEDNESDAY,
    Entry,
    at,
    done,
    plan,
    territory,
    week,
)


def test_id_is_made_of_what_the_plan_is() -> None:
    """Territory, kind, first day and a number that counts on among the records there are."""
    first = week(published_at=None)
    second = week(published_at=None, among=[first], parent=first)
    assert first.id == "t-week-2026-11-02-1"
    assert second.id == "t-week-2026-11-02-2"
    assert second.parent_id == first.id
    other = week(plan_kind=PlanKind.DAY, last=MONDAY, published_at=None, among=[first, second])
    assert other.id == "t-day-2026-11-02-1"


def test_life_goes_one_way() -> None:
    """A draft is published, a published plan is closed; every other step is refused with what to do."""
    of = territory()
    drafted = week(Entry(CORE, MONDAY), published_at=None)
    published = publish(drafted, at("2026-10-30 17:00"))
    closed = close(published, of, POLICY, at("2026-11-08 18:00"))
    states = [one.state for one in (drafted, published, closed)]
    assert states == [PlanState.DRAFT, PlanState.PUBLISHED, PlanState.DONE]
    assert {one.id for one in (drafted, published, closed)} == {drafted.id}
    steps: list[Callable[[], PlanRecord]] = [
        lambda: publish(published, at("2026-11-01 12:00")),
        lambda: publish(closed, at("2026-11-09 12:00")),
        lambda: close(drafted, of, POLICY, at("2026-11-08 18:00")),
        lambda: close(closed, of, POLICY, at("2026-11-09 18:00")),
    ]
    for step in steps:
        with pytest.raises(InputError) as caught:
            step()
        (issue,) = caught.value.issues
        assert issue.code == "plan-state-wrong"
        assert drafted.id in issue.place
        assert issue.remedy


def test_nothing_is_published_before_it_is_made_or_closed_before_it_is_published() -> None:
    """Times of a life follow each other."""
    drafted = week(published_at=None)
    with pytest.raises(InputError, match="made_at"):
        publish(drafted, at("2026-10-30 15:59"))
    with pytest.raises(InputError, match="published_at"):
        close(week(), territory(), POLICY, at("2026-10-30 16:59"))


def test_closed_plan_names_what_nobody_made() -> None:
    """Done on its day, done later in the week, and not done: only the last is unfinished (R23)."""
    published = week(Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY), Entry(REGULAR, THURSDAY))
    of = territory(history=(done(CORE, MONDAY), done(POTENTIAL, WEDNESDAY)))
    closed = close(published, of, POLICY, at("2026-11-08 18:00"))
    assert [(one.customer_id, one.day) for one in closed.unfinished] == [(REGULAR, THURSDAY)]


def test_visit_tried_in_vain_is_unfinished() -> None:
    """A record of a failed visit answers nothing, one of a contact answers a visit that only the interval asks for."""
    published = week(Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY))
    of = territory(
        history=(done(CORE, MONDAY, done=False), done(POTENTIAL, MONDAY, mode=Mode.PHONE))
    )
    closed = close(published, of, POLICY, at("2026-11-08 18:00"))
    assert [one.customer_id for one in closed.unfinished] == [CORE]


def test_plan_is_closed_with_its_own_territory() -> None:
    """The history of another territory says nothing about a plan."""
    with pytest.raises(InputError, match="territory"):
        close(week(), territory(id="other"), POLICY, at("2026-11-08 18:00"))


def test_plan_of_other_days_is_no_draft() -> None:
    """A plan whose routes lie outside the days of the record is refused, each route by its place."""
    with pytest.raises(InputError) as caught:
        draft(
            plan([], MONDAY, SUNDAY),
            plan_kind=PlanKind.WEEK,
            first=MONDAY,
            last=WEDNESDAY,
            made_at=at("2026-10-30 16:00"),
            manager_ids=[ManagerId("m1")],
        )
    assert [issue.place for issue in caught.value.issues] == [
        "plan t-week-2026-11-02-1, plan.routes[3].day",
        "plan t-week-2026-11-02-1, plan.routes[4].day",
    ]


BREAKS: dict[str, tuple[Callable[[PlanRecord], PlanRecord], str]] = {
    "days reversed": (lambda one: replace(one, last=date(2026, 11, 1)), "last"),
    "number": (lambda one: replace(one, number=0), "number"),
    "own parent": (lambda one: replace(one, parent_id=PlanId("t-week-2026-11-02-1")), "parent_id"),
    "nobody's route": (
        lambda one: replace(one, manager_ids=(ManagerId("m2"),)),
        "plan.routes[0].manager_id",
    ),
    "published, yet a draft": (lambda one: replace(one, state=PlanState.DRAFT), "published_at"),
    "done, yet not closed": (lambda one: replace(one, state=PlanState.DONE), "closed_at"),
    "published before made": (
        lambda one: replace(one, made_at=one.made_at + timedelta(days=1)),
        "published_at",
    ),
    "unfinished too soon": (
        lambda one: replace(
            one,
            unfinished=close(one, territory(), POLICY, at("2026-11-08 18:00")).unfinished,
        ),
        "unfinished",
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_record_edited_into_nonsense_is_refused(broken: str) -> None:
    """Each contradiction is named by its field when the record is read."""
    change, field = BREAKS[broken]
    record = change(week(Entry(CORE, MONDAY)))
    text = to_json(record)
    with pytest.raises(InputError) as caught:
        from_json(text, PlanRecord)
    assert f"plan {record.id}, {field}" in [issue.place for issue in caught.value.issues]


def test_times_stand_in_the_policys_zone_without_saying_so() -> None:
    """A time with a zone is refused where a record is made; documents cannot hold one at all."""
    drafted = week(published_at=None)
    with pytest.raises(InputError, match=r"published_at.*without a zone"):
        publish(drafted, datetime(2026, 10, 30, 17, tzinfo=UTC))


def test_record_comes_back_from_a_document() -> None:
    """Written and read, a record of any state is the same."""
    published = week(Entry(CORE, MONDAY), Entry(REGULAR, THURSDAY, mode=Mode.PHONE))
    closed = close(published, territory(), POLICY, at("2026-11-08 18:00"))
    assert closed.unfinished
    for record in (week(published_at=None), published, closed):
        assert from_json(to_json(record), PlanRecord) == record
