"""The page about documents shows every kind of document with all its keys, and examples that are read back."""

from __future__ import annotations

import json
import re

import pytest

from routing.documents import FORMAT, KINDS, from_json
from routing.documents.hints import field_hints, variant_name
from routing.domain.road_events import RoadEvent
from scripts.write_document_page import PAGE, parts_of, rewritten

TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^###+ (\w+)\n(.*?)(?=^##|\Z)", TEXT, flags=re.MULTILINE | re.DOTALL))
EXAMPLES = {
    kind: re.search(rf"<!-- {kind}: example -->\n\n```[a-z]+\n(.*?)```", TEXT, flags=re.DOTALL)
    for kind in KINDS
}


def test_page_is_what_the_classes_say() -> None:
    """Tables and examples are those of the classes as they are now.

    Where they are not, `python -m scripts.write_document_page` writes them anew.
    """
    assert rewritten(TEXT).splitlines() == TEXT.splitlines()


def test_every_kind_is_listed() -> None:
    """The table at the top names each kind of document, and the version is that of the library."""
    listed = re.findall(r"^\| \[`([a-z-]+)`\]\(#([a-z]+)\) \|", TEXT, flags=re.MULTILINE)
    assert sorted(listed) == sorted((kind, held.__name__.lower()) for kind, held in KINDS.items())
    assert f'`"format": "{FORMAT}"`' in TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_document_is_told(kind: str) -> None:
    """Each class that a document may hold has a table with its keys, and no other."""
    for part in parts_of(KINDS[kind]):
        keys = re.findall(r"^\| `([a-z_]+)` \|", SECTIONS[part.__name__], flags=re.MULTILINE)
        assert sorted(keys) == sorted(field_hints(part)), part.__name__


def test_every_event_of_the_road_can_be_named() -> None:
    """What happens on the road has its class on the page; its name in documents follows from that of the class."""
    for event in RoadEvent.__args__:
        assert event.__name__ in SECTIONS
    assert variant_name(RoadEvent.__args__[0]) == "anomaly-reported"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "plan-record"])
def test_examples_are_documents(kind: str) -> None:
    """What the page shows is read back."""
    shown = EXAMPLES[kind]
    assert shown is not None
    assert isinstance(from_json(shown[1], KINDS[kind]), KINDS[kind])


def test_example_of_a_record_is_one_with_its_plan() -> None:
    """The record on the page leaves out the plan that stands above it; with it, it is a document."""
    record, plan = EXAMPLES["plan-record"], EXAMPLES["plan"]
    assert record is not None
    assert plan is not None
    body = {key: part for key, part in json.loads(plan[1]).items() if key not in ("format", "kind")}
    whole = record[1].replace("{...}", json.dumps(body))
    assert isinstance(from_json(whole, KINDS["plan-record"]), KINDS["plan-record"])


def test_links_lead_to_tables() -> None:
    """What a key holds is told further up or down."""
    anchors = {title.lower() for title in re.findall(r"^#+ ([^\n]+)$", TEXT, flags=re.MULTILINE)}
    linked = set(re.findall(r"\]\(#([a-z]+)\)", TEXT))
    assert linked - anchors == set()
