"""Conditions of random clashes, lifted in the request and tried in every order: each takes part, no other does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.conflict import Conflict, conflicts
from routing.domain.ids import ManagerId
from routing.domain.visit import VisitLength
from routing.encode import encode
from routing.request import LunchTerms, Opening, PlanRequest
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from tests.conflict.all_plans import is_held, plans_of
from tests.conflict.worked_days import MONDAY, asked, at, matrix, pin, shift

MANAGERS = st.sampled_from([None, *(frozenset({ManagerId(name)}) for name in ("m", "m2"))])


@st.composite
def crowded_days(draw: st.DrawFn) -> PlanRequest:
    """Two to four pins around noon, on one or two short shifts with lunch or reserve."""
    shifts = tuple(
        shift(
            manager,
            end_s=at(draw(st.sampled_from(["12:30", "14:00", "15:00"]))),
            reserve_s=draw(st.sampled_from([0, 1800])),
            max_visits=draw(st.sampled_from([2, 10_000])),
            lunch=draw(
                st.sampled_from(
                    [None, LunchTerms(earliest_s=at("10:00"), latest_s=at("11:00"), length_s=1800)]
                )
            ),
        )
        for manager in ("m", "m2")[: draw(st.integers(1, 2))]
    )
    visits = []
    for name in "abcd"[: draw(st.integers(2, 4))]:
        opens = draw(st.integers(18, 24))
        closes = opens + draw(st.sampled_from([0, 1, 4]))
        visits.append(
            pin(
                name,
                f"{opens // 2:02d}:{opens % 2 * 30:02d}",
                f"{closes // 2:02d}:{closes % 2 * 30:02d}",
                minutes=draw(st.sampled_from([10, 40, 70])),
                manager_ids=draw(MANAGERS) if len(shifts) > 1 else None,
            )
        )
    return asked(*visits, shifts=shifts)


def lifted(
    request: PlanRequest, travel: TravelMatrix, conditions: Iterable[tuple[Rule, str, bool]]
) -> tuple[PlanRequest, TravelMatrix]:
    """Return the question without some conditions: rule, subject, and of working hours whether it is their start."""
    for rule, subject, is_start in conditions:
        shifts, visits = list(request.shifts), list(request.visits)
        for k, one in enumerate(shifts):
            if one.id == subject:
                changes: dict[tuple[Rule, bool], dict[str, object]] = {
                    (Rule.MAX_VISITS, False): {"max_visits": 99},
                    (Rule.RESERVED_TIME, False): {"reserve_s": 0},
                    (Rule.LUNCH, False): {"lunch": None},
                    (Rule.SHIFT_HOURS, True): {"start_s": 0},
                    # The reserve of a shift that never ends keeps nobody from anything.
                    (Rule.SHIFT_HOURS, False): {"end_s": at("24:00") + one.reserve_s},
                }
                shifts[k] = replace(one, **changes[rule, is_start])  # type: ignore[arg-type]
        for v, asked_for in enumerate(visits):
            if asked_for.id == subject:
                freed: dict[Rule, dict[str, object]] = {
                    Rule.MANAGER_NOT_ALLOWED: {"manager_ids": None},
                    Rule.PINNED: {"openings": (Opening(day=MONDAY, start_s=0, end_s=at("24:00")),)},
                    Rule.VISIT_LENGTH: {"length": VisitLength(min_s=0, target_s=0, max_s=0)},
                }
                visits[v] = replace(asked_for, **freed[rule])  # type: ignore[arg-type]
        if rule is Rule.TRAVEL:
            travel = replace(travel, duration_s=0 * travel.duration_s)
        request = replace(request, shifts=tuple(shifts), visits=tuple(visits))
    return request, travel


def conditions_in(request: PlanRequest) -> list[tuple[Rule, str, bool]]:
    """Return all conditions that there are, those of no effect included."""
    of_shifts = (Rule.MAX_VISITS, Rule.RESERVED_TIME, Rule.LUNCH, Rule.SHIFT_HOURS)
    of_visits = (Rule.MANAGER_NOT_ALLOWED, Rule.PINNED, Rule.VISIT_LENGTH)
    return [
        *((rule, str(one.id), False) for rule in of_shifts for one in request.shifts),
        *((Rule.SHIFT_HOURS, str(one.id), True) for one in request.shifts),
        *((rule, str(one.id), False) for rule in of_visits for one in request.visits),
        (Rule.TRAVEL, "", False),
    ]


def named(found: Conflict) -> list[tuple[Rule, str, bool]]:
    """Return the conditions that a conflict names."""
    return [(part.rule, part.subject, "starts at" in part.text) for part in found.parts]


def can_be_kept(request: PlanRequest, travel: TravelMatrix) -> bool:
    """Return whether a plan makes all visits of a request."""
    plans = plans_of(encode(request, travel))
    return is_held(plans, set(range(len(request.visits))))


@settings(max_examples=150)
@given(crowded_days())
def test_what_is_named_takes_part_and_is_enough(request_: PlanRequest) -> None:
    """Without all that is not named the promises still clash; without any one more of those named they do not."""
    for found in conflicts(request_, matrix()):
        members = tuple(one for one in request_.visits if one.id in found.visit_ids)
        alone = replace(request_, visits=members)
        assert found.is_smallest
        assert not can_be_kept(alone, matrix())
        takes_part = named(found)
        others = [one for one in conditions_in(alone) if one not in takes_part]
        assert not can_be_kept(*lifted(alone, matrix(), others))
        for one in takes_part:
            assert can_be_kept(*lifted(alone, matrix(), [*others, one]))


@settings(max_examples=150)
@given(crowded_days())
def test_the_nearest_miss_is_what_is_missing(request_: PlanRequest) -> None:
    """With every latest moment so much later all can be kept, with a second less they cannot."""
    for found in conflicts(request_, matrix()):
        if found.missing_s is None:
            continue
        members = tuple(one for one in request_.visits if one.id in found.visit_ids)
        alone = replace(request_, visits=members)
        assert can_be_kept(later(alone, found.missing_s), matrix())
        assert not can_be_kept(later(alone, found.missing_s - 1), matrix())


def later(request: PlanRequest, by_s: int) -> PlanRequest:
    """Return the request with windows, lunches and shifts that end so much later."""
    return replace(
        request,
        shifts=tuple(
            replace(
                one,
                end_s=one.end_s + by_s,
                lunch=one.lunch and replace(one.lunch, latest_s=one.lunch.latest_s + by_s),
            )
            for one in request.shifts
        ),
        visits=tuple(
            replace(
                one,
                openings=tuple(
                    replace(opening, end_s=opening.end_s + by_s) for opening in one.openings
                ),
            )
            for one in request.visits
        ),
    )
