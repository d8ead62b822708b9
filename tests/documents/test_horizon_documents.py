"""Documents of horizons: recurring visits come back the same, and no edit by hand gets past reader and checker."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.checker import check
from routing.documents import from_json, to_json
from routing.domain.visit import Because, Cause
from routing.errors import InputError
from routing.plan import Plan
from routing.request import (
    CadenceTerms,
    Obligation,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from tests.checker.worked_horizon import march, worked_horizon
from tests.strategies import DAYS, TEXTS, plan_requests, plans

NUMBERS = st.integers(0, 2000)
COUNTS = st.integers(1, 2000)

OBLIGATIONS = st.builds(
    Obligation,
    cause=st.sampled_from([Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER]),
    first=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    last=st.dates(date(2025, 12, 31), date(2026, 12, 31)),
    because=st.builds(Because, standard=TEXTS, text=TEXTS, text_zh=TEXTS),
    weight=NUMBERS,
)
TERMS = st.builds(
    CadenceTerms,
    since=st.none() | DAYS,
    seen=st.none() | DAYS,
    contacts_since=NUMBERS,
    starts=DAYS,
    until=DAYS,
    gap_days=NUMBERS,
    due_days=st.integers(2000, 3000),
    interval_days=st.integers(3000, 4000),
    planned=st.lists(DAYS, max_size=3).map(tuple),
    coverage_months=COUNTS,
    in_person_every=COUNTS,
    contacts_cover=st.booleans(),
    weight=NUMBERS,
    early_price_s=NUMBERS,
    rule=TEXTS,
    coverage_rule=TEXTS,
)
CHANGES = st.builds(
    Wish, rule=st.just(Rule.CHANGE), price_s=NUMBERS, unless_days=st.frozensets(DAYS, max_size=6)
)


@st.composite
def horizon_requests(draw: st.DrawFn) -> PlanRequest:
    """A well-typed request whose visits recur, some of them with obligations and wishes of an earlier plan."""
    request = draw(plan_requests(max_visits=3))

    def recurring(visit: VisitRequest) -> VisitRequest:
        terms = draw(st.none() | TERMS)
        return replace(
            visit,
            cadence=terms,
            obligations=draw(st.lists(OBLIGATIONS, max_size=3 if terms else 0).map(tuple)),
            wishes=(*visit.wishes, *draw(st.lists(CHANGES, max_size=2))),
        )

    def balanced(shift: ShiftRequest) -> ShiftRequest:
        return replace(
            shift,
            is_extra=draw(st.booleans()),
            fair_visits=draw(NUMBERS),
            over_price_s=draw(NUMBERS),
        )

    return replace(
        request,
        shifts=tuple(map(balanced, request.shifts)),
        visits=tuple(map(recurring, request.visits)),
    )


@given(horizon_requests())
def test_horizon_request_comes_back_the_same(request: PlanRequest) -> None:
    """Cadence, obligations, days of an earlier plan and fair days come back equal, with the digest."""
    text = to_json(request)
    read = from_json(text, PlanRequest)
    assert read == request
    assert read.digest == request.digest
    assert to_json(read) == text


@given(plans(), st.lists(st.none() | DAYS, min_size=2, max_size=2))
def test_days_of_what_lapses_come_back_the_same(plan: Plan, days: list[date | None]) -> None:
    """An entry among the visits left out keeps the day by which it was owed, or that there is none."""
    dated = replace(
        plan,
        unassigned=tuple(
            replace(entry, deadline=day) for entry, day in zip(plan.unassigned, days, strict=False)
        ),
    )
    assert from_json(to_json(dated), Plan) == dated


def test_the_worked_horizon_comes_back_clean() -> None:
    """Two weeks worked by hand are as sound after a journey through two files."""
    case = worked_horizon()
    request = from_json(to_json(case.request), PlanRequest)
    plan = from_json(to_json(case.plan), Plan)
    assert (request, plan) == (case.request, case.plan)
    assert check(request, case.matrix, plan).is_clean


SINCE_HORIZONS = {
    "shifts": ("is_extra", "fair_visits", "over_price_s"),
    "visits": ("cadence", "obligations"),
}


@given(plan_requests(max_visits=3))
def test_documents_of_a_day_need_not_know_of_horizons(request: PlanRequest) -> None:
    """A request written before visits could recur says nothing of it, and is read as one whose visits do not."""
    plain = json.loads(to_json(request))
    for part, keys in SINCE_HORIZONS.items():
        for entry in plain[part]:
            for key in keys:
                del entry[key]
    for visit in plain["visits"]:
        for wish in visit["wishes"]:
            del wish["unless_days"]
    assert from_json(json.dumps(plain), PlanRequest) == request


@given(plans())
def test_plans_of_a_day_need_not_know_of_deadlines(plan: Plan) -> None:
    """A plan written before lapses had days is read as one that names none."""
    plain = json.loads(to_json(plan))
    for entry in plain["unassigned"]:
        assert entry.pop("deadline") is None
    assert from_json(json.dumps(plain), Plan) == plan


_DIGEST = """
from dataclasses import replace
from tests.checker.worked_horizon import march, worked_horizon
from routing.request import Wish
from routing.rules import Rule
request = worked_horizon().request
wish = Wish(rule=Rule.CHANGE, price_s=5, unless_days=frozenset(map(march, range(1, 30))))
managers = frozenset("abcdefghij")
first, *others = request.visits
first = replace(first, wishes=(wish,), manager_ids=managers)
print(replace(request, visits=(first, *others)).digest)
"""


def test_a_digest_is_the_same_in_every_run() -> None:
    """Sets are hashed anew in every run of Python; a plan's record of its request outlives the run."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1


def test_a_digest_sees_cadence_obligations_and_days() -> None:
    """Requests that differ in one of them alone have different digests."""
    request = worked_horizon().request
    first, *others = request.visits
    assert first.cadence is not None
    owed = Obligation(cause=Cause.PINNED, first=march(4), last=march(4), because=first.because)
    wish = Wish(rule=Rule.CHANGE, price_s=50, unless_days=frozenset({march(4), march(5)}))
    changed = [
        replace(first, cadence=replace(first.cadence, gap_days=4)),
        replace(first, cadence=replace(first.cadence, planned=(march(4),))),
        replace(first, cadence=None),
        replace(first, obligations=(owed,)),
        replace(first, obligations=(replace(owed, last=march(5)),)),
        replace(first, wishes=(wish,)),
    ]
    digests = {replace(request, visits=(other, *others)).digest for other in (first, *changed)}
    assert len(digests) == 7


@pytest.mark.parametrize(
    ("keys", "value", "code", "place"),
    [
        (("visits", 0, "cadence"), [], "type-wrong", "$.visits[0].cadence"),
        (
            ("visits", 0, "cadence", "since"),
            "2026-02-30",
            "text-unreadable",
            "$.visits[0].cadence.since",
        ),
        (("visits", 0, "cadence", "until"), None, "type-wrong", "$.visits[0].cadence.until"),
        (("visits", 0, "cadence", "gap_days"), "3", "type-wrong", "$.visits[0].cadence.gap_days"),
        (("visits", 0, "cadence", "gap"), 3, "key-unknown", "$.visits[0].cadence"),
        (
            ("visits", 0, "cadence", "contacts_cover"),
            1,
            "type-wrong",
            "$.visits[0].cadence.contacts_cover",
        ),
        (
            ("visits", 0, "wishes", 0, "unless_days"),
            ["2026-03-04"] * 2,
            "element-repeated",
            "$.visits[0].wishes[0].unless_days",
        ),
        (
            ("visits", 0, "wishes", 0, "unless_days", 0),
            "4.3.",
            "text-unreadable",
            "$.visits[0].wishes[0].unless_days[0]",
        ),
        (("visits", 1, "obligations"), {}, "type-wrong", "$.visits[1].obligations"),
        (
            ("visits", 1, "obligations", 0, "cause"),
            "anomlay",
            "value-unknown",
            "$.visits[1].obligations[0].cause",
        ),
        (
            ("visits", 1, "obligations", 0, "last"),
            3,
            "type-wrong",
            "$.visits[1].obligations[0].last",
        ),
        (
            ("visits", 1, "obligations", 0, "because"),
            None,
            "type-wrong",
            "$.visits[1].obligations[0].because",
        ),
        (("shifts", 1, "day"), "9999-12-31", "day-out-of-range", "$.shifts[1].day"),
        (
            ("visits", 0, "cadence", "since"),
            "0001-01-01",
            "day-out-of-range",
            "$.visits[0].cadence.since",
        ),
        (
            ("visits", 0, "cadence", "gap_days"),
            -1,
            "number-out-of-range",
            "$.visits[0].cadence.gap_days",
        ),
        (
            ("visits", 0, "cadence", "interval_days"),
            0,
            "number-out-of-range",
            "$.visits[0].cadence.interval_days",
        ),
        (
            ("visits", 0, "cadence", "coverage_months"),
            10**9,
            "number-out-of-range",
            "$.visits[0].cadence.coverage_months",
        ),
        (
            ("visits", 0, "cadence", "gap_days"),
            99,
            "days-out-of-order",
            "$.visits[0].cadence.interval_days",
        ),
        (
            ("visits", 0, "cadence", "planned"),
            ["2026-03-04", "2999-01-01"],
            "day-out-of-range",
            "$.visits[0].cadence.planned[1]",
        ),
        (
            ("visits", 1, "obligations", 0, "due_weight"),
            -1,
            "number-out-of-range",
            "$.visits[1].obligations[0].due_weight",
        ),
        (("visits", 1, "cadence"), None, "cadence-missing", "$.visits[1].cadence"),
        (
            ("visits", 1, "obligations", 0, "cause"),
            "late",
            "value-unknown",
            "$.visits[1].obligations[0].cause",
        ),
        (
            ("visits", 1, "obligations", 0, "last"),
            "2026-03-01",
            "days-out-of-order",
            "$.visits[1].obligations[0].last",
        ),
        (("shifts", 1, "is_extra"), "yes", "type-wrong", "$.shifts[1].is_extra"),
    ],
)
def test_one_thing_broken_is_one_fault(
    keys: tuple[str | int, ...], value: object, code: str, place: str
) -> None:
    """A horizon's document with one thing broken is refused with that one fault, at its JSON path."""
    plain = json.loads(to_json(worked_horizon().request))
    _set(plain, keys, value)
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), PlanRequest)
    assert [(issue.code, issue.place) for issue in refused.value.issues] == [(code, place)]


# ---------------------------------------------------------------- edited by hand

Keys = tuple[str | int, ...]


def _set(plain: Any, keys: Keys, value: object) -> None:  # noqa: ANN401 - plain JSON
    for key in keys[:-1]:
        plain = plain[key]
    plain[keys[-1]] = value


def _at(plain: Any, keys: Keys) -> Any:  # noqa: ANN401 - plain JSON
    for key in keys:
        plain = plain[key]
    return plain


def _places(plain: object, keys: Keys = ()) -> Iterator[Keys]:
    """Yield the way to every value of a document."""
    entries: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(plain, dict):
        entries = iter(plain.items())
    elif isinstance(plain, list):
        entries = iter(enumerate(plain))
    for key, value in entries:
        yield (*keys, key)
        yield from _places(value, (*keys, key))


WORKED = worked_horizon()
PLAIN = json.loads(to_json(WORKED.plan))
PLACES = list(_places(PLAIN))
# What nobody can recompute: how the plan was made, words, and what was tried for a reason.
FREE = {"provenance", "notes", "reasons"}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from(
        [-1, 0, 1, 86_400, 1.5, "", "A", "G", "客", "2026-03-04", "9999-12-31", "0001-01-01"]
    ),
    st.sampled_from([*Rule, *Cause]).map(str),
    # Copies: an edit after may write into what this one has put there.
    st.sampled_from([[], {}, [[]], ["A"], {"id": "A"}]).map(deepcopy),
    st.sampled_from(PLACES).map(lambda keys: deepcopy(_at(PLAIN, keys))),
)


def _read(plain: object) -> Plan | InputError:
    try:
        return from_json(json.dumps(plain), Plan)
    except InputError as error:
        return error


def _passes(plain: object) -> bool:
    """Return whether a plan document is read and its check is clean; whatever is wrong is told with its place."""
    read = _read(plain)
    if isinstance(read, InputError):
        assert all(issue.place.startswith("$") and issue.remedy for issue in read.issues)
        return False
    report = check(WORKED.request, WORKED.matrix, read)
    assert all(map(str, (*report.violations, *report.remarks)))
    return report.is_clean


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
def test_a_plan_edited_into_nonsense_is_refused_with_places(
    edits: list[tuple[Keys, object]],
) -> None:
    """Whatever is written anywhere in a plan, reader or checker say where it is wrong; none breaks down."""
    plain = json.loads(json.dumps(PLAIN))
    for keys, value in edits:
        try:
            _set(plain, keys, value)
        except (KeyError, IndexError, TypeError):
            continue  # an edit before has replaced what this one meant
    _passes(plain)


@given(st.sampled_from([keys for keys in PLACES if not FREE & set(keys)]), JUNK)
def test_one_value_edited_by_hand_does_not_pass(keys: Keys, value: object) -> None:
    """Any other value, anywhere but in words and how the plan was made, is refused or fails the check."""
    plain = json.loads(json.dumps(PLAIN))
    before = _at(plain, keys)
    _set(plain, keys, value)
    # A contact may be moved where its manager is free.
    is_free = "contacts" in keys and keys[-1] == "start_s"
    assert not _passes(plain) or is_free or value == before


ASKED = json.loads(to_json(WORKED.request))


@given(st.lists(st.tuples(st.sampled_from(list(_places(ASKED))), JUNK), min_size=1, max_size=3))
def test_a_request_edited_into_nonsense_breaks_no_check(edits: list[tuple[Keys, object]]) -> None:
    """What a request asks for is believed; what can neither be read nor counted with is refused with its place."""
    plain = json.loads(json.dumps(ASKED))
    for keys, value in edits:
        try:
            _set(plain, keys, value)
        except (KeyError, IndexError, TypeError):
            continue  # an edit before has replaced what this one meant
    try:
        request = from_json(json.dumps(plain), PlanRequest)
    except InputError:
        return
    assert all(map(str, check(request, WORKED.matrix, WORKED.plan).violations))


LISTS = [keys for keys in PLACES if isinstance(_at(PLAIN, keys), list) and _at(PLAIN, keys)]


@given(
    st.sampled_from([keys for keys in LISTS if not FREE & set(keys)]),
    st.randoms(use_true_random=False),
)
def test_an_entry_dropped_or_doubled_does_not_pass(keys: Keys, random: Any) -> None:  # noqa: ANN401
    """A stop, a route that is driven, an entry among those left out, a term: none can be lost or told twice."""
    for is_doubled in (False, True):
        plain = json.loads(json.dumps(PLAIN))
        entries = _at(plain, keys)
        entry = random.choice(entries)
        if is_doubled:
            entries.append(entry)
        else:
            entries.remove(entry)
        # A shift that is not driven needs no route.
        is_idle = isinstance(entry, dict) and entry.get("stops") == []
        assert not _passes(plain) or (is_idle and not is_doubled)
