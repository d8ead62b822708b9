"""The coverage certificate: never "cannot" where a plan exists, and hand-worked findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.cadence import last_step, past_of, step
from routing.coverage import SpanKind, Stuck, WayOutKind, certificate
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import encode
from routing.errors import InputError
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
                    one = (
                        last_step(visit, past)
                        if day is None
                        else step(visit, past, days[day], in_person=in_person)
                    )
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


# ---------------------------------------------------------------- floors


def allowed(visit: VisitRequest, days: Sequence[date]) -> Iterator[tuple[int, ...]]:
    """Every choice of days for visits in person, whatever lapses."""
    open_days = [n for n, day in enumerate(days) if any(o.day == day for o in visit.openings)]
    for number in range(len(open_days) + 1):
        for chosen in combinations(open_days, number):
            assert visit.cadence is not None
            past = past_of(visit.cadence)
            for n in chosen:
                one = step(visit, past, days[n])
                if one is None:
                    break
                past = one.past
            else:
                yield chosen


@settings(max_examples=60)
@given(small_requests(), st.integers(1, 3))
def test_never_says_that_a_floor_is_missed_where_it_is_kept(
    case: tuple[PlanRequest, TravelMatrix], floor: int
) -> None:
    """No choice of days, managers and orders misses fewer visits of the floors than the certificate says."""
    request, matrix = case
    visits = request.visits[:3]
    shifts = [
        replace(shift, floor=0 if shift.is_extra else floor, manager_id=ManagerId("m"))
        for shift in request.shifts
        if shift.manager_id == "m"
    ]
    request = replace(
        request,
        visits=tuple(replace(visit, manager_ids=None) for visit in visits),
        shifts=tuple(shifts),
    )
    problem = encode(request, matrix)
    days = [shift.day for shift in shifts]
    fewest_missing = sum(shift.floor for shift in shifts)
    for choice in product(*(list(allowed(visit, days)) for visit in request.visits)):
        missing = 0
        for k, shift in enumerate(shifts):
            stops = [v for v, chosen in enumerate(choice) if k in chosen]
            if not any(is_feasible(problem, k, order) for order in permutations(stops)):
                break
            missing += max(0, shift.floor - len(stops))
        else:
            fewest_missing = min(fewest_missing, missing)
    assert certificate(request, matrix).floor_shortfall <= fewest_missing


# ---------------------------------------------------------------- hand-worked findings


def test_time_and_travel_are_counted() -> None:
    """Three visits of 70 min, 20 min from anywhere to anywhere, need two shifts of 4 h: 210 + 5 * 20 = 310 min."""
    visits = [visit_of(f"c{n}", [0], minutes=70) for n in range(3)]
    request = asked([shift_on(0)], visits)
    found = certificate(request, matrix_of(request, 1200))
    (day,) = [span for span in found.spans if span.kind is SpanKind.WHOLE]
    assert not found.possible
    assert (day.owed_visits, day.room_s) == (3, 14_400)
    # One tour would take 3 * 70 + 4 * 20 = 290 of 240 min, so there are two, with one leg more: 310 min.
    assert day.owed_s == 18_600
    assert found.falls_on == ("c0",)  # equal weights and deadlines: by id
    assert found.short_days == 1


def test_a_recurring_visit_is_owed_again() -> None:
    """Seen 10 days before and owed every 14, a customer is owed by day 4 and again 14 days on: twice in three weeks."""
    terms = terms_of(until=later(20))
    request = asked(
        [shift_on(n) for n in (0, 3, 7, 10, 14, 17)],
        [visit_of("c", [0, 3, 7, 10, 14, 17], cadence=terms)],
    )
    found = certificate(request, matrix_of(request, 600))
    weeks = [span.owed_visits for span in found.spans if span.kind is SpanKind.WEEK]
    (whole,) = [span for span in found.spans if span.kind is SpanKind.WHOLE]
    # By day 4: in the first week. From day 0 or 3 on by day 14 or 17: in the second or the third week.
    assert weeks == [1, 0, 0]
    assert whole.owed_visits == 2
    assert found.possible


def test_contacts_relieve_demand() -> None:
    """With every second visit by phone, the visit of the first week may be a call, and one trip is enough."""
    terms = terms_of(until=later(20), in_person_every=2)
    by_phone = ContactTerms(modes=(Mode.PHONE,), length_s=300)
    offsets = (0, 3, 7, 10, 14, 17)
    request = asked(
        [shift_on(n) for n in offsets], [visit_of("c", offsets, cadence=terms, contact=by_phone)]
    )
    (whole,) = [
        span
        for span in certificate(request, matrix_of(request, 600)).spans
        if span.kind is SpanKind.WHOLE
    ]
    assert whole.owed_visits == 1


def test_what_is_late_already_is_told_apart() -> None:
    """A customer who was late before the first day makes nothing impossible, but is owed a visit."""
    request = asked([shift_on(0)], [visit_of("c", [0], cadence=terms_of(since=later(-20)))])
    found = certificate(request, matrix_of(request, 600))
    assert found.possible
    assert found.late_already == ("c",)
    assert [span.owed_visits for span in found.spans] == [1]


def test_what_lapses_before_the_first_visit_day_is_late_already() -> None:
    """A horizon from Saturday on, owed by Sunday, visit days from Monday on: nobody can be blamed, and one is owed.

    A Sunday opened for others changes nothing, one opened for this customer makes the visit possible.
    """
    saturday = -2
    visit = visit_of(
        "c",
        [0],
        cadence=terms_of(
            since=later(-15), seen=later(-15), starts=later(saturday), until=later(12)
        ),
    )
    sunday = shift_on(-1, is_extra=True)
    for shifts in ([shift_on(0)], [sunday, shift_on(0)]):
        request = asked(shifts, [visit])
        found = certificate(request, matrix_of(request, 600))
        assert (found.possible, found.late_already, found.stuck) == (True, ("c",), ())
        assert max(span.owed_visits for span in found.spans) == 1
    request = asked(
        [sunday, shift_on(0)],
        [replace(visit, openings=(Opening(day=later(-1), start_s=0, end_s=86_400),))],
    )
    found = certificate(request, matrix_of(request, 600))
    assert (found.possible, found.late_already) == (True, ())


def test_a_customer_closed_until_the_deadline_is_stuck() -> None:
    """Owed by day 4 and open from day 7 on, a visit comes too late in any plan."""
    request = asked([shift_on(0), shift_on(7)], [visit_of("c", [7])])
    found = certificate(request, matrix_of(request, 600))
    assert not found.possible
    assert found.stuck == (
        Stuck(customer_id=CustomerId("c"), deadline=later(4), first_day=later(7)),
    )


def test_a_shift_too_short_for_the_way_leaves_a_customer_stuck() -> None:
    """Two hours there and two back leave no time for a visit on a shift of four hours."""
    request = asked([shift_on(0)], [visit_of("c", [0])])
    found = certificate(request, matrix_of(request, 7200))
    assert [one.first_day for one in found.stuck] == [None]


def test_no_shift_at_all() -> None:
    """Without a shift whoever is owed a visit is stuck, and nothing breaks."""
    request = asked([], [visit_of("c", [0])])
    found = certificate(request, matrix_of(request, 600))
    assert not found.possible
    assert (len(found.stuck), found.spans, found.floor_shortfall) == (1, (), 0)


def test_refuses_what_no_plan_could_answer() -> None:
    """Places without travel, and numbers that no travel is, are told as for a plan: nothing is certified of them."""
    request = asked([shift_on(0)], [visit_of("a", [0])])
    sound = matrix_of(request, 600)
    elsewhere = replace(sound, place_ids=(PlaceId("s:m"), PlaceId("c:b")))
    negative = replace(sound, duration_s=-np.array(sound.duration_s))
    with pytest.raises(InputError) as raised:
        certificate(request, elsewhere)
    assert [(one.code, one.value) for one in raised.value.issues] == [("unknown-place", "c:a")]
    with pytest.raises(InputError, match="travel"):
        certificate(request, negative)


def test_nobody_to_visit() -> None:
    """Without a customer everything is in time."""
    request = asked([shift_on(0)], [])
    assert certificate(request, matrix_of(request, 600)).possible


def test_promises_are_the_last_to_be_dropped() -> None:
    """Of three visits where two fit, the one without an appointment and of least weight falls out."""
    promise = Obligation(cause=Cause.APPOINTMENT, first=later(0), last=later(0), because=BECAUSE)
    request = asked(
        [shift_on(0, max_visits=2)],
        [
            visit_of("a", [0], minutes=5, obligations=(promise,), cadence=terms_of(weight=1)),
            visit_of("b", [0], minutes=5, cadence=terms_of(weight=1500)),
            visit_of("c", [0], minutes=5, cadence=terms_of(weight=1250)),
        ],
    )
    assert certificate(request, matrix_of(request, 60)).falls_on == ("c",)


def test_every_way_out_is_one() -> None:
    """Each way out is a change after which nothing is short: an extra day, a call, a longer day, made by hand here."""
    extra = shift_on(1, is_extra=True)
    visits = [visit_of(f"c{n}", [0], minutes=70) for n in range(3)]
    request = asked([shift_on(0), extra], visits)
    matrix = matrix_of(request, 1200)
    ways = {way.kind: way for way in certificate(request, matrix).ways_out}
    assert ways[WayOutKind.VISIT_DAYS].shifts == ((ManagerId("m"), later(1)),)
    opened = [
        replace(visit, openings=(*visit.openings, Opening(day=later(1), start_s=0, end_s=86_400)))
        for visit in visits
    ]
    assert certificate(asked([shift_on(0), shift_on(1)], opened), matrix).possible
    minutes = ways[WayOutKind.MINUTES].minutes_a_day
    assert minutes == 50  # one tour takes 290 min, 240 are there
    longer = [shift_on(0, end_s=43_200 + minutes * 60), extra]
    assert certificate(asked(longer, visits), matrix).possible


def test_floors_that_the_customers_cannot_supply() -> None:
    """Two customers with a gap of a week supply two visits to each week: floors of two on two days miss two."""
    shifts = [shift_on(n, floor=2) for n in (0, 2, 7, 9)]
    visits = [visit_of(f"c{n}", (0, 2, 7, 9), cadence=terms_of(since=later(-10))) for n in range(2)]
    request = asked(shifts, visits)
    found = certificate(request, matrix_of(request, 60))
    assert [(week.asked, week.shortfall) for week in found.floors] == [(4, 2), (4, 2)]
    assert found.floor_shortfall == 4


def test_sentences_come_in_two_languages() -> None:
    """As many findings are told in Chinese as in English, by ids."""
    visits = [
        visit_of(f"c{n}", [0], minutes=70, cadence=terms_of(since=later(-14))) for n in range(4)
    ]
    request = asked([shift_on(0, floor=9)], visits)
    found = certificate(request, matrix_of(request, 1200))
    assert len(found.text) == len(found.text_zh)
    assert any("c0" in sentence for sentence in found.text)
    assert found.text_zh[0] == "按现有拜访日，无法达到标准。"
