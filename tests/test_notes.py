"""Notes of plans: every sentence is there in both languages, and each face shows the one that it is asked for."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest
from openpyxl import load_workbook
from rich.console import Console

from routing import Limits, china_calendar, load_policy, read_territory
from routing.build_request import day_request, places
from routing.cli.answer_view import show_notes
from routing.cli.shown import Shown
from routing.cli.words import Words
from routing.documents import from_json, to_json
from routing.domain.events import Appointment
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence
from routing.domain.note import Note
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.outputs.page import plan_page
from routing.outputs.workbook import plan_workbook
from routing.plan import Plan
from routing.planner import plan_request
from routing.request import PlanRequest
from routing.terms import Language
from routing.travel.gate import matrix_from_arrays
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix
from tests.conftest import ROOT
from tests.outputs.page.reading import read

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
KEYS_OF_A_FILE = {"days_off", "working_days", "covered_through"}


# ------------------------------------------------------------------ every sentence


def made_notes() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Yield each note that the source makes: where, and of what."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                words = {str(one.arg): one.value for one in node.keywords}
                yield f"{path.name}, line {node.lineno}", words


NOTES = dict(made_notes())


def wording(sentence: ast.expr) -> str:
    """Return what stands in a sentence as it is written, without what is filled in."""
    filled = [one for one in ast.walk(sentence) if isinstance(one, ast.FormattedValue)]
    inside = {id(node) for one in filled for node in ast.walk(one)}
    return "".join(
        node.value
        for node in ast.walk(sentence)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    )


def filled_in(sentence: ast.expr) -> set[str]:
    """Return the names of all that a sentence is filled with; that of a Chinese text as its English one."""
    values = [
        node
        for one in ast.walk(sentence)
        if isinstance(one, ast.FormattedValue)
        for node in ast.walk(one.value)
    ]
    names = {one.id for one in values if isinstance(one, ast.Name)}
    names |= {one.attr for one in values if isinstance(one, ast.Attribute)}
    return {name.removesuffix("_zh") for name in names}


def test_there_are_notes_of_all_kinds() -> None:
    """What follows looks at all notes that the source makes, thirty at least."""
    assert len(NOTES) >= 30


@pytest.mark.parametrize("place", NOTES)
def test_a_note_is_told_in_both_languages(place: str) -> None:
    """Each has an English sentence, a Chinese one without an English word, and the same is filled into both."""
    note = NOTES[place]
    assert set(note) == {"text", "text_zh"}
    assert ENGLISH.search(wording(note["text"]))
    assert not CHINESE.search(wording(note["text"]))
    chinese = wording(note["text_zh"])
    for key in KEYS_OF_A_FILE:
        chinese = chinese.replace(key, "")
    assert CHINESE.search(chinese)
    assert ENGLISH.findall(chinese) == []
    assert filled_in(note["text"]) == filled_in(note["text_zh"])


# ------------------------------------------------------------------ every face

MONDAY, EVENING = date(2026, 12, 28), datetime(2026, 12, 27, 17, 30)  # noqa: DTZ001 - local time


@cache
def told() -> tuple[Territory, PlanRequest, Plan]:
    """Return a day of which there is much to tell: a short team, a clash, a floor missed, no notice of next year."""
    whole, _ = read_territory(ROOT / "data" / "country-80")
    (manager,) = whole.managers
    other = replace(manager, id=ManagerId("M09"))
    twice = [
        Appointment(customer_id=whole.customers[0].id, at=datetime(2026, 12, 28, hour))  # noqa: DTZ001
        for hour in (10, 15)
    ]
    territory = replace(
        whole,
        managers=(manager, other),
        customers=whole.customers[:5],
        history=(),
        anomalies=(),
        pins=(),
        appointments=tuple(twice),
        absences=(Absence(manager_id=other.id, first=MONDAY, last=MONDAY),),
    )
    request = day_request(
        territory, load_policy("classified"), china_calendar(2026, 2027), MONDAY, EVENING
    )
    geodesic = Geodesic().matrix(places(territory))
    matrix = matrix_from_arrays(
        geodesic.place_ids, geodesic.duration_s, None, source="without metres"
    )
    return territory, request, plan_request(request, matrix, limits=Limits(iterations=20))


def on_the_page(language: Language) -> list[str]:
    """Return the notes as the page has them."""
    territory, request, plan = told()
    page = plan_page(plan, territory, request=request, language=language)
    return [one.text for one in read(page).one("details", id="notes").all("li")]


def in_the_workbook(language: Language) -> list[str]:
    """Return what the last of the workbook's sheets that people see ends with."""
    territory, request, plan = told()
    content = plan_workbook(plan, territory, request=request, language=language)
    book = load_workbook(io.BytesIO(content))
    (sheet,) = (one for one in book.worksheets if one.title in ("指标", "figures"))
    texts = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    return texts[-len(plan.notes) :]


def on_the_terminal(language: Language) -> list[str]:
    """Return the notes as commands print them."""
    territory, request, plan = told()
    console = Console(file=io.StringIO(), record=True, width=1000)
    shown = Shown(territory=territory, request=request, plan=plan, words=Words(language))
    show_notes(console, shown)
    _, *lines = console.export_text().strip().splitlines()
    return [line.strip() for line in lines]


def without_blanks(texts: list[str]) -> list[str]:
    """Return texts without the blanks at which a face may break them."""
    return ["".join(text.split()) for text in texts]


@pytest.mark.parametrize("face", [on_the_page, in_the_workbook, on_the_terminal])
def test_a_face_tells_the_notes_in_its_language(face: Callable[[Language], list[str]]) -> None:
    """Each note stands there once, in the language of the face: no other stands beside it."""
    notes = told()[2].notes
    assert len(notes) >= 5
    assert without_blanks(face(Language.EN)) == without_blanks([one.text for one in notes])
    assert without_blanks(face(Language.ZH)) == without_blanks([one.text_zh for one in notes])


# ------------------------------------------------------------------ documents


def as_written_before(document: Plan | PlanRequest | TravelMatrix) -> str:
    """Return a document as it was written when notes were in English only."""
    plain = json.loads(to_json(document))
    plain["notes"] = [note["text"] for note in plain["notes"]]
    return json.dumps(plain)


def test_notes_come_back_in_both_languages() -> None:
    """What is written of a plan and its question is read again; in the document both texts of a note have their key."""
    _, request, plan = told()
    assert from_json(to_json(plan), Plan) == plan
    assert from_json(to_json(request), PlanRequest) == request
    (first, *_) = json.loads(to_json(plan))["notes"]
    assert first == {"text": plan.notes[0].text, "text_zh": plan.notes[0].text_zh}


def test_older_documents_are_read() -> None:
    """A note that was plain text stands for both languages; the plan still answers the request, by its digest."""
    _, request, plan = told()
    english = tuple(Note(text=one.text, text_zh=one.text) for one in plan.notes)
    assert from_json(as_written_before(plan), Plan) == replace(plan, notes=english)
    asked = from_json(as_written_before(request), PlanRequest)
    assert asked.digest == plan.provenance.request_digest
    matrix = matrix_from_arrays(["a"], [[0]], None, source="")  # type: ignore[list-item]
    (note,) = from_json(as_written_before(matrix), TravelMatrix).notes
    assert note == Note.from_text("metres are unknown and stand as 0")


@pytest.mark.parametrize(
    ("note", "code", "place"),
    [
        (7, "type-wrong", "$.notes[0]"),
        ({"text": "A day was opened."}, "key-missing", "$.notes[0].text_zh"),
        ("half \ud800 of a pair", "text-unreadable", "$.notes[0]"),
    ],
)
def test_what_is_no_note_is_named(note: object, code: str, place: str) -> None:
    """A number, a note in one language and broken text are faults with their place."""
    plain = json.loads(to_json(told()[2]))
    plain["notes"] = [note]
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(plain), Plan)
    assert [(one.code, one.place) for one in caught.value.issues] == [(code, place)]
