"""Documents: what is written comes back the same, and whatever is wrong in one is named with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.documents import FORMAT, from_json, read_document, to_json, write_document
from routing.domain.customer import Customer, Point
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.plan import Plan
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix
from tests.strategies import plan_requests, plans, territories, travel_matrices

TERRITORY = Territory(
    id="T",
    managers=(AccountManager(id=ManagerId("M"), start=Point(lat=41.8, lon=123.4)),),
    customers=(Customer(id=CustomerId("C"), point=Point(lat=41.81, lon=123.42), name="东门店"),),
)
MATRIX = TravelMatrix(
    place_ids=(PlaceId("s:M"), PlaceId("c:C")),
    duration_s=np.array([[0, 60], [70, 0]]),
    distance_m=np.array([[0, 500], [600, 0]]),
    reachable=np.array([[True, True], [False, True]]),
    source="by hand",
)

YES = True


@given(territories())
def test_territory_comes_back_the_same(territory: Territory) -> None:
    """Writing a territory and reading it gives an equal one, and equal ones give the same text."""
    text = to_json(territory)
    assert from_json(text, Territory) == territory
    assert to_json(from_json(text, Territory)) == text


@given(plan_requests())
def test_request_comes_back_the_same(request: PlanRequest) -> None:
    """A request keeps its digest through a document, so a plan's record of it still fits."""
    read = from_json(to_json(request), PlanRequest)
    assert read == request
    assert read.digest == request.digest


@given(plans())
def test_plan_comes_back_the_same(plan: Plan) -> None:
    """A plan comes back equal, the running time that comparisons leave out included."""
    read = from_json(to_json(plan), Plan)
    assert read == plan
    assert read.provenance.runtime_s == plan.provenance.runtime_s


@given(plans(), st.floats(0, 100))
def test_same_plan_gives_the_same_bytes_but_for_the_running_time(
    plan: Plan, runtime_s: float
) -> None:
    """Two runs that differ only in how long they took differ only in that line of the document."""
    other = replace(plan, provenance=replace(plan.provenance, runtime_s=runtime_s))
    first, second = (json.loads(to_json(one)) for one in (plan, other))
    first["provenance"].pop("runtime_s")
    second["provenance"].pop("runtime_s")
    assert json.dumps(first) == json.dumps(second)


@given(st.integers(0, 5).flatmap(lambda n: travel_matrices(tuple(map(PlaceId, "abcde"[:n])))))
def test_matrix_comes_back_the_same(matrix: TravelMatrix) -> None:
    """A travel matrix keeps places, numbers and therefore its digest, down to none at all."""
    read = from_json(to_json(matrix), TravelMatrix)
    assert read.digest == matrix.digest
    assert (read.source, read.notes) == (matrix.source, matrix.notes)
    assert read.duration_s.shape == matrix.duration_s.shape
    assert read.duration_s.dtype == np.int64
    assert not read.duration_s.flags.writeable


def test_document_says_what_it_is() -> None:
    """Format and kind stand first; Chinese is written as such; times of day and dates are ISO text."""
    text = to_json(TERRITORY)
    assert text.startswith('{\n  "format": "routing/1",\n  "kind": "territory",\n')
    assert "东门店" in text


def test_fields_with_defaults_may_be_left_out() -> None:
    """A hand-written document names only what differs from the defaults."""
    text = json.dumps(
        {
            "format": FORMAT,
            "kind": "territory",
            "id": "T",
            "managers": [{"id": "M", "start": {"lat": 41.8, "lon": 123.4}}],
            "customers": [{"id": "C", "point": {"lat": 41.81, "lon": 123.42}, "name": "东门店"}],
        }
    )
    assert from_json(text, Territory) == TERRITORY


def _set(path: str, value: object) -> Callable[[Any], None]:
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))

    def change(plain: Any) -> None:  # noqa: ANN401 - plain JSON
        for step in steps:
            plain = plain[step]
        plain[last] = value

    return change


def _drop(path: str) -> Callable[[Any], None]:
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))

    def change(plain: Any) -> None:  # noqa: ANN401 - plain JSON
        for step in steps:
            plain = plain[step]
        del plain[last]

    return change


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_set("format", "routing/2"), "format-unknown", "$.format"),
        (_set("kind", "plan"), "kind-unknown", "$.kind"),
        (_drop("kind"), "key-missing", "$.kind"),
        (_drop("managers"), "key-missing", "$.managers"),
        (_set("custmers", []), "key-unknown", "$"),
        (_set("customers", {}), "type-wrong", "$.customers"),
        (_set("customers.0", 7), "type-wrong", "$.customers[0]"),
        (_set("customers.0.id", 7), "type-wrong", "$.customers[0].id"),
        (_set("customers.0.id", None), "type-wrong", "$.customers[0].id"),
        (_set("customers.0.name", "\ud800"), "text-unreadable", "$.customers[0].name"),
        (_set("customers.0.tier", 7.5), "type-wrong", "$.customers[0].tier"),
        (_set("customers.0.tier", YES), "type-wrong", "$.customers[0].tier"),
        (_drop("customers.0.point.lat"), "key-missing", "$.customers[0].point.lat"),
        (_set("customers.0.point.lat", "41"), "type-wrong", "$.customers[0].point.lat"),
        (_set("customers.0.point.lat", 10**400), "number-not-finite", "$.customers[0].point.lat"),
        (_set("customers.0.area", "Urban"), "value-unknown", "$.customers[0].area"),
        (
            _set("customers.0.order_weekdays", [8]),
            "value-unknown",
            "$.customers[0].order_weekdays[0]",
        ),
        (
            _set("customers.0.order_weekdays", [True]),
            "value-unknown",
            "$.customers[0].order_weekdays[0]",
        ),
        (
            _set("customers.0.order_weekdays", [1, 1]),
            "element-repeated",
            "$.customers[0].order_weekdays",
        ),
        (_set("customers.0.joined_on", "20261012"), "text-unreadable", "$.customers[0].joined_on"),
        (
            _set("customers.0.joined_on", "2026-13-01"),
            "text-unreadable",
            "$.customers[0].joined_on",
        ),
        (_set("managers.0.day_start", "8:30"), "text-unreadable", "$.managers[0].day_start"),
        (
            _set("appointments", [{"customer_id": "C", "at": "2026-10-12T09:30+08:00"}]),
            "text-unreadable",
            "$.appointments[0].at",
        ),
        (
            _set("history", [{"customer_id": "C", "day": "2026-10-12", "done": 1}]),
            "type-wrong",
            "$.history[0].done",
        ),
    ],
)
def test_one_thing_broken_is_one_fault(
    change: Callable[[Any], None], code: str, place: str
) -> None:
    """A sound document with one thing broken is refused with that one fault, at its JSON path."""
    plain = json.loads(to_json(TERRITORY))
    change(plain)
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), Territory)
    assert [(issue.code, issue.place) for issue in refused.value.issues] == [(code, place)]


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_set("duration_s.0.1", 1.5), "type-wrong", "$.duration_s[0][1]"),
        (_set("duration_s.0.1", YES), "type-wrong", "$.duration_s[0][1]"),
        (_set("duration_s.1", [0]), "length-wrong", "$.duration_s[1]"),
        (_set("duration_s.0.1", 2**63), "number-too-large", "$.duration_s"),
        (_set("duration_s", 3), "type-wrong", "$.duration_s"),
        (_set("reachable.0.1", 1), "type-wrong", "$.reachable[0][1]"),
        (_set("distance_m", [[0, 1]]), "shape-wrong", "$.distance_m"),
        (_set("distance_m", [[0], [1]]), "shape-wrong", "$.distance_m"),
        (_set("distance_m", [[0, 1, 2, 3]]), "shape-wrong", "$.distance_m"),
        (_set("place_ids", ["a", "a"]), "element-repeated", "$.place_ids"),
    ],
)
def test_broken_matrix_is_one_fault(change: Callable[[Any], None], code: str, place: str) -> None:
    """A table of another shape, or with anything but whole numbers in it, is refused where it is wrong."""
    plain = json.loads(to_json(MATRIX))
    change(plain)
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), TravelMatrix)
    assert [(issue.code, issue.place) for issue in refused.value.issues] == [(code, place)]


@given(plans().filter(lambda plan: bool(plan.unassigned)))
def test_unknown_rule_codes_of_foreign_plans_are_named(plan: Plan) -> None:
    """A plan of another program with a code that nobody here knows is refused with the codes that are known."""
    plain = json.loads(to_json(plan))
    plain["unassigned"][0]["reasons"][0]["rule"] = "TIME_WINDOWS"
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), Plan)
    (issue,) = refused.value.issues
    assert issue.place == "$.unassigned[0].reasons[0].rule"
    assert "'TIME_WINDOW'" in issue.remedy


def test_all_faults_come_at_once() -> None:
    """Three things broken in three places are three faults in one error."""
    plain = json.loads(to_json(TERRITORY))
    _set("customers.0.tier", "high")(plain)
    _set("managers.0.max_visits", "many")(plain)
    _drop("id")(plain)
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), Territory)
    assert {issue.place for issue in refused.value.issues} == {
        "$.id",
        "$.customers[0].tier",
        "$.managers[0].max_visits",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "document-broken"),
        ("{", "document-broken"),
        ("[]", "document-broken"),
        ("null", "document-broken"),
        ("[" * 100_000, "document-broken"),
        ('{"id": ' + "9" * 5000 + "}", "document-broken"),
        ('{"id": NaN}', "number-not-finite"),
        ('{"id": -Infinity}', "number-not-finite"),
        ('{"id": "T", "id": "T"}', "key-repeated"),
    ],
)
def test_text_that_is_no_document_is_refused(text: str, code: str) -> None:
    """Broken JSON, JSON's unofficial numbers, keys given twice and other shapes are each a clear fault."""
    with pytest.raises(InputError) as refused:
        from_json(text, Territory)
    assert [issue.code for issue in refused.value.issues] == [code]


def test_what_is_not_finite_is_not_written() -> None:
    """NaN has no place in JSON; the error says where it stands in the value."""
    broken = replace(TERRITORY.customers[0], point=Point(lat=float("nan"), lon=0))
    with pytest.raises(InputError, match=r"\$\.customers\[0\]\.point\.lat"):
        to_json(replace(TERRITORY, customers=(broken,)))


def test_what_no_document_holds_is_refused_by_name(tmp_path: Path) -> None:
    """A value of another class is a slip of the program: it learns which documents there are; no file is written."""
    path = tmp_path / "manager.json"
    with pytest.raises(TypeError, match="there are documents of territory, plan-request"):
        write_document(TERRITORY.managers[0], path)  # type: ignore[arg-type]
    assert not path.exists()


def test_names_stay_out_of_faults() -> None:
    """A name or phone number at the wrong place of a document is not repeated by the error (R24)."""
    plain = json.loads(to_json(TERRITORY))
    _set("customers.0.area", "东门店")(plain)
    _set("customers.0.store_format", "13800001234")(plain)
    with pytest.raises(InputError) as refused:
        from_json(json.dumps(plain), Territory)
    assert len(refused.value.issues) == 2
    assert "东门店" not in str(refused.value)
    assert "13800001234" not in str(refused.value)


def test_file_is_written_whole_and_read_back(tmp_path: Path) -> None:
    """A file holds the document alone, replaces an older one, and leaves nothing else behind."""
    path = tmp_path / "territory.json"
    path.write_text("older", encoding="utf-8")
    write_document(TERRITORY, path)
    assert read_document(path, Territory) == TERRITORY
    assert [entry.name for entry in tmp_path.iterdir()] == ["territory.json"]


def test_failed_write_leaves_the_older_file(tmp_path: Path) -> None:
    """What cannot be written does not harm what is there."""
    path = tmp_path / "territory.json"
    write_document(TERRITORY, path)
    before = path.read_bytes()
    broken = replace(TERRITORY.customers[0], point=Point(lat=float("inf"), lon=0))
    with pytest.raises(InputError):
        write_document(replace(TERRITORY, customers=(broken,)), path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_file_faults_name_the_file(tmp_path: Path) -> None:
    """An absent file, one in another encoding and one with a fault inside are told apart, each with its name."""
    absent = tmp_path / "absent.json"
    legacy = tmp_path / "legacy.json"
    legacy.write_bytes(to_json(TERRITORY).encode("gb18030"))
    broken = tmp_path / "broken.json"
    broken.write_text(to_json(TERRITORY).replace('"tier": null', '"tier": "x"'), encoding="utf-8")
    codes = {}
    for path in (absent, legacy, broken):
        with pytest.raises(InputError) as refused:
            read_document(path, Territory)
        (issue,) = refused.value.issues
        assert issue.place.startswith(path.name)
        codes[path.name] = issue.code
    assert codes == {
        "absent.json": "file-unreadable",
        "legacy.json": "encoding-unknown",
        "broken.json": "type-wrong",
    }
