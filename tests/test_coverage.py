"""The coverage certificate: never "cannot" where a plan exists, and hand-worked findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, permutations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.cadence import past_of, step
from routing.coverage import certificate
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import encode
from routing.feasibility import is_feasible
from routing.request import (
    CadenceTerms,
    ContactTerms,
    LunchTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.status import Level
from routing.travel.matrix import TravelMatrix

STARTS = date(2026, 11, 2)
BECAUSE = Because(standard="R3", text="", text_zh="")


def later(days: int) -> date:
    """A day so long after the first of the horizon."""
    return STARTS + timedelta(days=days)


def shift_on(offset: int, manager: str = "m", **changes: object) -> ShiftRequest:
    """A shift from 8 to 12 without lunch."""
    day = later(offset)
    base = ShiftRequest(
        id=ShiftId(f"{manager}@{day}"),
        manager_id=ManagerId(manager),
        day=day,
        start_place_id=PlaceId("s:m"),
        end_place_id=PlaceId("s:m"),
        start_s=28_800,
        end_s=43_200,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def terms_of(**changes: object) -> CadenceTerms:
    """Owed every 14 days, last visit 10 days before the horizon; the horizon lasts two weeks."""
    base = CadenceTerms(
        since=later(-10),
        seen=later(-10),
        starts=STARTS,
        until=later(13),
        gap_days=7,
        due_days=10,
        interval_days=14,
        coverage_months=2,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def visit_of(
    name: str, offsets: Sequence[int], minutes: int = 30, **changes: object
) -> VisitRequest:
    """A recurring visit that may start at any time of these days."""
    base = VisitRequest(
        id=VisitId(name),
        customer_id=CustomerId(name),
        place_id=PlaceId(f"c:{name}"),
        category=Category.MANDATORY,
        cause=Cause.CADENCE,
        weight=1000,
        length=VisitLength(min_s=minutes * 60, target_s=minutes * 60, max_s=minutes * 60),
        openings=tuple(Opening(day=later(one), start_s=0, end_s=86_400) for one in offsets),
        because=BECAUSE,
        cadence=terms_of(),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def asked(shifts: Sequence[ShiftRequest], visits: Sequence[VisitRequest]) -> PlanRequest:
    """A request of these shifts and visits."""
    return PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))


def matrix_of(request: PlanRequest, leg_s: NDArray[np.int64] | int) -> TravelMatrix:
    """Travel between all places, the depot first; a number means as far from any to any."""
    names = (PlaceId("s:m"), *(visit.place_id for visit in request.visits))
    size = len(names)
    seconds = np.full((size, size), leg_s) if isinstance(leg_s, int) else leg_s.copy()
    np.fill_diagonal(seconds, 0)
    return TravelMatrix(
        place_ids=names,
        duration_s=seconds.astype(np.int64),
        distance_m=seconds.astype(np.int64),
        reachable=np.ones((size, size), np.bool_),
        source="test",
    )


# ---------------------------------------------------------------- the exhaustive search

Choice = tuple[tuple[int, bool], ...]
"""Positions of days, and whether in person."""


def flawless(visit: VisitRequest, days: Sequence[date]) -> Iterator[Choice]:
    """Every choice of days with which nothing lapses but what had lapsed before the first day.

    What is late already is to be visited within the horizon.
    """
    assert visit.cadence is not None
    open_days = [n for n, day in enumerate(days) if any(o.day == day for o in visit.openings)]
    modes = (True, False) if visit.contact else (True,)
    for number in range(len(open_days) + 1):
        for chosen in combinations(open_days, number):
            for kinds in product(modes, repeat=number):
                past = past_of(visit.cadence)
                good = True
                for day, in_person in [*zip(chosen, kinds, strict=True), (None, True)]:
                    one = step(visit, past, None if day is None else days[day], in_person=in_person)
                    if one is None:
                        good = False
                        break
                    owed = [lapse for lapse in one.lapses if lapse.level <= Level.LATE]
                    if any(lapse.deadline >= visit.cadence.starts for lapse in owed) or (
                        day is None and owed
                    ):
                        good = False
                        break
                    past = one.past
                if good:
                    yield tuple(zip(chosen, kinds, strict=True))


def plan_exists(request: PlanRequest, matrix: TravelMatrix) -> bool:
    """Whether some choice of days, managers and orders lets nothing lapse; contacts take no time."""
    problem = encode(request, matrix)
    days = sorted({shift.day for shift in request.shifts})
    known: dict[tuple[int, frozenset[int]], bool] = {}

    def can(shift: int, visits: frozenset[int]) -> bool:
        key = (shift, visits)
        if key not in known:
            known[key] = all(problem.visits[v].windows[shift] for v in visits) and any(
                is_feasible(problem, shift, order) for order in permutations(sorted(visits))
            )
        return known[key]

    def day_works(shifts: list[int], visits: list[int]) -> bool:
        return any(
            all(
                can(k, frozenset(v for v, mine in zip(visits, split, strict=True) if mine == k))
                for k in shifts
            )
            for split in product(shifts, repeat=len(visits))
        )

    of_day = [[k for k, s in enumerate(request.shifts) if s.day == day] for day in days]

    def search(v: int, load: tuple[frozenset[int], ...]) -> bool:
        if v == len(request.visits):
            return True
        for choice in flawless(request.visits[v], days):
            new = list(load)
            for day, in_person in choice:
                if in_person:
                    new[day] = new[day] | {v}
            if all(
                new[d] == load[d] or day_works(of_day[d], sorted(new[d])) for d in range(len(days))
            ) and search(v + 1, tuple(new)):
                return True
        return False

    return search(0, tuple(frozenset[int]() for _ in days))


@st.composite
def small_requests(draw: st.DrawFn) -> tuple[PlanRequest, TravelMatrix]:
    """Two to five customers, two to four days, one or two managers; tight on purpose."""
    offsets = sorted(draw(st.sets(st.sampled_from([0, 1, 2, 4, 7]), min_size=2, max_size=4)))
    managers = draw(st.sampled_from([("m",), ("m",), ("m", "n")]))
    shifts = []
    for offset in offsets:
        for manager in managers:
            lunch = draw(
                st.sampled_from(
                    [None, LunchTerms(earliest_s=36_000, latest_s=39_600, length_s=1800)]
                )
            )
            shifts.append(
                shift_on(
                    offset,
                    manager,
                    lunch=lunch,
                    reserve_s=draw(st.sampled_from([0, 1800])),
                    max_visits=draw(st.sampled_from([1, 2, 3, 9])),
                    is_extra=draw(st.sampled_from([False, False, False, True])),
                )
            )
    visits = []
    for number in range(draw(st.integers(2, 5))):
        interval = draw(st.sampled_from([4, 6, 10, 14, 14]))
        last = later(draw(st.integers(1, 11)) - interval)
        since = draw(st.sampled_from([last, last, last, later(-20), None]))
        seen = draw(st.sampled_from([since, since, since, later(-60), later(-75)]))
        first = draw(st.sampled_from(offsets)) - draw(st.integers(0, 1))
        obligation = Obligation(
            cause=draw(st.sampled_from([Cause.APPOINTMENT, Cause.ANOMALY])),
            first=later(first),
            last=later(first + draw(st.integers(1, 4))),
            because=BECAUSE,
        )
        by_phone = draw(st.sampled_from([False, False, True]))
        windows = []
        for offset in offsets:
            if draw(st.integers(0, 5)):
                opens = draw(st.sampled_from([0, 32_400, 37_800]))
                closes = draw(st.sampled_from([opens + 1800, 86_400]))
                windows.append(Opening(day=later(offset), start_s=opens, end_s=closes))
        visits.append(
            visit_of(
                f"c{number}",
                [],
                minutes=draw(st.sampled_from([10, 40, 60, 90])),
                openings=tuple(windows),
                manager_ids=draw(
                    st.sampled_from([None, None, *(frozenset({ManagerId(m)}) for m in managers)])
                ),
                contact=ContactTerms(modes=(Mode.PHONE,), length_s=300) if by_phone else None,
                obligations=(obligation,) if draw(st.integers(0, 3)) == 0 else (),
                cadence=terms_of(
                    since=since,
                    seen=seen,
                    contacts_since=draw(st.integers(0, 1)),
                    until=later(offsets[-1] + draw(st.integers(0, 4))),
                    gap_days=interval // 2,
                    due_days=-(-interval * 7 // 10),
                    interval_days=interval,
                    in_person_every=draw(st.sampled_from([1, 2, 3])),
                    contacts_cover=draw(st.booleans()),
                ),
            )
        )
    request = asked(shifts, visits)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = len(visits) + 1
    # Any numbers at all: the triangle inequality is broken, and one way is longer than the other.
    leg_s = random.integers(0, draw(st.sampled_from([600, 3600, 7200])), (size, size))
    return request, matrix_of(request, leg_s)


@settings(max_examples=150)
@given(small_requests())
def test_never_says_cannot_where_a_plan_exists(case: tuple[PlanRequest, TravelMatrix]) -> None:
    """Where trying all days, managers and orders finds a plan in which nothing lapses, the certificate says "can"."""
    request, matrix = case
    if plan_exists(request, matrix):
        assert certificate(request, matrix).possible
