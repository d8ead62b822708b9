"""Writes the fields of documents, and examples of them, into docs/reference/documents.md.

What a document holds is said once, by the classes that it is made of: their annotations say which keys there are, their
docstrings what the keys mean. A comment in the page is followed by what is made from them:

==========================  ===================================================================
``<!-- plan: fields -->``   the fields of a document and of all parts that none before it has
``<!-- plan: example -->``  a small document, written by the library
==========================  ===================================================================

Run it after a class of a document has changed: ``python -m scripts.write_document_page``.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from datetime import date, datetime, time
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, NewType, get_args, get_origin

import numpy as np

import routing
from routing import Limits, Plan, PlanRequest, Territory, load_policy
from routing.build_request import day_request, places
from routing.documents import KINDS, to_json
from routing.documents.hints import field_hints, is_union, variants
from routing.documents.to_plain import to_plain
from routing.domain.calendar import weekday_calendar
from routing.domain.customer import Customer, CustomerClass, Point
from routing.domain.events import Anomaly, AnomalyKind, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.road_events import (
    AnomalyReported,
    Position,
    RoadEvents,
    RunsLate,
    VisitFoundClosed,
)
from routing.plan_chain import PlanKind, PlanRecord, draft, publish
from routing.planner import plan_request
from routing.rules import Rule
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix

__all__ = ["PAGE", "examples", "parts_of", "rewritten"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "documents.md"

_MADE = re.compile(
    r"(<!-- ([a-z-]+): (fields|example) -->\n).*?(?=\n<!-- end -->)", flags=re.DOTALL
)
_PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    date: "date",
    time: "time",
    datetime: "date and time",
}
_LATER = re.compile(
    r"\n\n(?:Attributes|Raises|See Also|Notes|References|Examples)\n-+\n.*", flags=re.DOTALL
)
_DAY = date(2026, 11, 2)
_EVENING = datetime(2026, 11, 1, 17, 30)  # noqa: DTZ001 - records hold the policy's local time


def rewritten(page: str) -> str:
    """Return a page with the fields and examples of documents as they are now."""
    told: list[type] = []
    shown = examples()

    def made(found: re.Match[str]) -> str:
        mark, kind, what = found.groups()
        if what == "example":
            # A record without its plan is no JSON to whoever colours it.
            language = "text" if kind == "plan-record" else "json"
            return f"{mark}\n```{language}\n{shown[kind]}```\n"
        parts = [part for part in parts_of(KINDS[kind]) if part not in told]
        told.extend(parts)
        return f"{mark}\n" + "\n".join(_section(part, kind) for part in parts)

    return _MADE.sub(made, page)


def parts_of(kind: type) -> tuple[type, ...]:
    """Return a class and all classes that documents of it may hold, each once, in the order of their keys."""
    found: list[type] = []

    def visit(hint: object) -> None:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            if hint not in found:
                found.append(hint)
                for part in field_hints(hint).values():
                    visit(part)
            return
        for argument in get_args(hint):
            visit(argument)

    visit(kind)
    return tuple(found)


def _section(part: type, kind: str) -> str:
    """Return the heading, the words and the table of a class."""
    summary, meanings = _told(part)
    keys = {
        field.name: (_holds(hint), _otherwise(field))
        for field, hint in zip(
            (one for one in dataclasses.fields(part) if one.init),
            field_hints(part).values(),
            strict=True,
        )
    }
    rows = []
    while keys:
        first = next(iter(keys))
        group = next((names for names in meanings if first in names), (first,))
        for position, name in enumerate(group):
            holds, otherwise = keys.pop(name)
            says = meanings.get(group, "") if position == 0 else '"'
            rows.append(f"| `{name}` | {holds} | {otherwise} | {says} |\n")
    level = "###" if part is KINDS[kind] else "####"
    head = "| key | holds | without it | says |\n|---|---|---|---|\n"
    return f"{level} {part.__name__}\n\n{summary}\n\n{head}{''.join(rows)}"


def _told(part: type) -> tuple[str, dict[tuple[str, ...], str]]:
    """Return what a docstring says of a class, and of its fields where it names them one by one."""
    text = _LATER.sub("", inspect.cleandoc(part.__doc__ or "").replace("``", "`"))
    for spoken, written in (("None", "null"), ("True", "true"), ("False", "false")):
        text = re.sub(rf"\b{spoken}\b", written, text)
    prose, _, parameters = text.partition("\nParameters\n----------\n")
    meanings: dict[tuple[str, ...], str] = {}
    for names, says in re.findall(
        r"^(\w+(?:, \w+)*)\n((?:    .*\n?)+)", parameters, flags=re.MULTILINE
    ):
        meanings[tuple(names.split(", "))] = " ".join(says.split()).replace("|", "\\|")
    paragraphs = [" ".join(one.split()) for one in prose.strip().split("\n\n")]
    return "\n\n".join(paragraphs), meanings


def _holds(hint: Any) -> str:  # noqa: ANN401, PLR0911 - one return a kind of hint
    if isinstance(hint, NewType):
        return "id"
    arguments = get_args(hint)
    origin = get_origin(hint)
    if kinds := variants(hint):
        named = " or ".join(f"[{one.__name__}](#{one.__name__.lower()})" for one in kinds.values())
        return f"{'list of ' if origin is tuple else ''}{named}, told apart by `kind`"
    if is_union(hint):
        (wanted,) = (one for one in arguments if one is not type(None))
        return f"{_holds(wanted)}, or null"
    if origin is tuple and arguments[-1] is not Ellipsis:
        return f"list of {len(arguments)}: {', '.join(map(_holds, arguments))}"
    if origin in (tuple, frozenset):
        listed = _holds(arguments[0])
        return f"list of {listed}" + (", none twice" if origin is frozenset else "")
    if origin is np.ndarray:
        (number,) = get_args(arguments[1])
        return f"list of n lists of n: {_PLAIN[bool if number is np.bool_ else int]}"
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if issubclass(hint, Enum):
        return _choice(hint)
    return _PLAIN[hint]


def _choice(kind: type[Enum]) -> str:
    if kind is Rule:
        return "[code](../reasons.md#codes)"
    if issubclass(kind, IntEnum):
        return "one of " + ", ".join(f"{one.value} ({one.name.lower()})" for one in kind)
    return "one of " + ", ".join(f"`{one.value}`" for one in kind)


def _otherwise(field: dataclasses.Field[Any]) -> str:
    """Return what holds where a document lacks a key."""
    if field.default is dataclasses.MISSING:
        return "a fault"
    value = to_plain(field.default)
    if isinstance(value, list) and len(value) > 1:
        return "all of them"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def examples() -> dict[str, str]:
    """Return a small document of each kind, as the library writes it."""
    territory = _territory()
    policy, calendar = load_policy("classified"), weekday_calendar(2026, 2026)
    request = day_request(territory, policy, calendar, _DAY, asked_at=_EVENING)
    matrix = Geodesic().matrix(places(territory))
    made = plan_request(request, matrix, limits=Limits(iterations=20))
    # How long the search took and which packages searched is another on every machine.
    plan = dataclasses.replace(
        made,
        provenance=dataclasses.replace(
            made.provenance, runtime_s=0.1, versions=(("routing", routing.__version__),)
        ),
    )
    record = publish(
        draft(
            plan,
            plan_kind=PlanKind.DAY,
            first=_DAY,
            last=_DAY,
            made_at=_EVENING,
            manager_ids=(ManagerId("M1"),),
        ),
        _EVENING,
    )
    values: dict[str, Territory | PlanRequest | Plan | PlanRecord | TravelMatrix | RoadEvents] = {
        "territory": territory,
        "plan-request": request,
        "plan": plan,
        "plan-record": record,
        "travel-matrix": matrix,
        "road-events": _events(),
    }
    return {kind: _short(kind, to_json(value)) for kind, value in values.items()}


def _short(kind: str, text: str) -> str:
    """Return a document's text; of a record without the plan in it, which is told already."""
    if kind != "plan-record":
        return text
    return re.sub(r'^  "plan": \{.*^  \}$', '  "plan": {...}', text, flags=re.MULTILINE | re.DOTALL)


def _territory() -> Territory:
    return Territory(
        id="north",
        managers=(AccountManager(id=ManagerId("M1"), start=Point(lat=30.0, lon=114.0)),),
        customers=(
            Customer(
                id=CustomerId("C1"),
                point=Point(lat=30.01, lon=114.0),
                name="王记烟酒店",
                customer_class=CustomerClass.CORE,
            ),
        ),
        history=(VisitRecord(customer_id=CustomerId("C1"), day=date(2026, 10, 19)),),
    )


def _events() -> RoadEvents:
    complaint = Anomaly(
        customer_id=CustomerId("C2"),
        kind=AnomalyKind.COMPLAINT,
        reported_at=datetime(2026, 11, 2, 10, 15),  # noqa: DTZ001 - as `_EVENING`
    )
    return RoadEvents(
        positions=(
            Position(
                manager_id=ManagerId("M1"), customer_id=CustomerId("C1"), free_at=time(10, 40)
            ),
        ),
        done=(VisitRecord(customer_id=CustomerId("C3"), day=_DAY, start=time(9, 53)),),
        events=(
            VisitFoundClosed(customer_id=CustomerId("C4")),
            AnomalyReported(anomaly=complaint),
            RunsLate(manager_id=ManagerId("M1"), minutes=20),
        ),
    )


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"wrote {PAGE.name}")
