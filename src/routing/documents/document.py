"""Versioned JSON documents: territory, plan request, plan, plan record, travel matrix, events of the road."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar, cast

from routing.documents.from_plain import from_plain
from routing.documents.to_plain import Json, to_plain
from routing.domain.road_events import RoadEvents
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan import Plan
from routing.plan_chain import PlanRecord, record_faults
from routing.request import PlanRequest
from routing.request_faults import request_faults
from routing.travel.matrix import TravelMatrix
from routing.whole_file import write_whole

__all__ = ["FORMAT", "KINDS", "from_json", "read_document", "to_json", "write_document"]

FORMAT = "routing/1"
"""Version of the documents; a change that old readers would misread counts it up."""

KINDS: dict[str, type] = {
    "territory": Territory,
    "plan-request": PlanRequest,
    "plan": Plan,
    "plan-record": PlanRecord,
    "travel-matrix": TravelMatrix,
    "road-events": RoadEvents,
}
"""What a document may hold, by the name that it carries."""

Document = TypeVar("Document", Territory, PlanRequest, Plan, PlanRecord, TravelMatrix, RoadEvents)

_LINE = 100


def to_json(value: Territory | PlanRequest | Plan | PlanRecord | TravelMatrix | RoadEvents) -> str:
    """Return a value as the text of a document: equal values give equal texts.

    Raises
    ------
    InputError
        When a number in it is not finite.
    TypeError
        When it is of none of the classes of `KINDS`.
    """
    kind = _kind_of(type(value))
    body = cast("dict[str, Json]", to_plain(value))
    return _laid_out({"format": FORMAT, "kind": kind, **body}) + "\n"


def from_json(text: str, kind: type[Document]) -> Document:
    """Return the value that a document's text describes.

    Parameters
    ----------
    text
        The document.
    kind
        What it must hold: one of the classes of `KINDS`.

    Raises
    ------
    InputError
        When anything in it is wrong; names every fault with its JSON path. What the values mean together is not
        looked at here: see `routing.domain.faults`, `routing.travel.gate` and `routing.checker`.
    """
    faults: list[Issue] = []
    plain = _parsed(text, faults)
    if faults:
        raise InputError(faults)
    if not isinstance(plain, dict):
        raise InputError([_fault("document-broken", "$", "This is no JSON object.", "Write one.")])
    faults.extend(_envelope_faults(plain, _kind_of(kind)))
    if faults:
        # A document of another version or kind would only bring faults that follow from it.
        raise InputError(faults)
    body = {key: part for key, part in plain.items() if key not in ("format", "kind")}
    value = from_plain(body, kind, "$", faults)
    if not faults and isinstance(value, TravelMatrix):
        faults.extend(_shape_faults(value))
    if not faults and isinstance(value, PlanRequest):
        faults.extend(request_faults(value, "$"))
    if not faults and isinstance(value, PlanRecord):
        faults.extend(record_faults(value))
    if faults:
        raise InputError(faults)
    document: Document = value
    return document


def write_document(
    value: Territory | PlanRequest | Plan | PlanRecord | TravelMatrix | RoadEvents, path: Path | str
) -> None:
    """Write a value as a document, whole or not at all (see `routing.whole_file`).

    Parameters
    ----------
    value
        Of one of the classes of `KINDS`.
    path
        The file; one that is there is replaced. Equal values give equal files: UTF-8, JSON, keys in a fixed order.

    Raises
    ------
    InputError
        When a number in the value is not finite.
    OSError
        When the file cannot be written.
    TypeError
        When the value is of none of the classes of `KINDS`.

    References
    ----------
    R24: documents hold what the value holds; a territory has names, plans have ids alone.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from routing import Territory, read_document, read_territory, write_document
    >>> territory, _ = read_territory("data/country-80")
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "country.json")
    ...     write_document(territory, path)
    ...     read_document(path, Territory) == territory
    True
    """
    write_whole(path, to_json(value).encode())


def read_document(path: Path | str, kind: type[Document]) -> Document:
    """Return the value in a document's file.

    Parameters
    ----------
    path
        The file, UTF-8.
    kind
        What it must hold: one of the classes of `KINDS`.

    Raises
    ------
    InputError
        When the file cannot be read or anything in it is wrong; names every fault with file and JSON path.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from routing import InputError, Territory, read_document
    >>> text = '{"format": "routing/1", "kind": "territory", "id": "ours", "customers": []}'
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ours.json")
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     try:
    ...         read_document(path, Territory)
    ...     except InputError as error:
    ...         print(error.issues[0])
    error: ours.json, $.managers: This is missing. Add the key. [key-missing]
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        fault = _fault(
            "file-unreadable",
            path.name,
            f"The file cannot be read: {error.strerror}.",
            "Check that it is there and may be read.",
        )
        raise InputError([fault]) from None
    except UnicodeDecodeError:
        fault = _fault(
            "encoding-unknown", path.name, "The file is not UTF-8 text.", "Save it as UTF-8."
        )
        raise InputError([fault]) from None
    try:
        return from_json(text, kind)
    except InputError as error:
        raise InputError(
            Issue(
                code=issue.code,
                place=f"{path.name}, {issue.place}",
                value=issue.value,
                message=issue.message,
                remedy=issue.remedy,
                severity=issue.severity,
            )
            for issue in error.issues
        ) from None


def _kind_of(kind: type) -> str:
    for name, known in KINDS.items():
        if known is kind:
            return name
    raise TypeError(
        f"No document holds a {kind.__name__}; there are documents of {', '.join(KINDS)}."
    )


def _fault(code: str, place: str, message: str, remedy: str) -> Issue:
    return Issue(code=code, place=place, message=message, remedy=remedy)


def _parsed(text: str, faults: list[Issue]) -> object:
    def refuse_constant(name: str) -> None:
        faults.append(
            _fault(
                "number-not-finite", "$", f"{name} is no JSON number.", "Write a number or null."
            )
        )

    def refuse_repeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            faults.append(
                _fault("key-repeated", "$", "An object has a key twice.", "Keep one of the two.")
            )
        return found

    try:
        return json.loads(text, parse_constant=refuse_constant, object_pairs_hook=refuse_repeated)
    except json.JSONDecodeError as error:
        place = f"$, line {error.lineno}, column {error.colno}"
        faults.append(_fault("document-broken", place, f"{error.msg}.", "Write valid JSON."))
    except (RecursionError, ValueError):
        faults.append(
            _fault(
                "document-broken",
                "$",
                "The document is nested or written beyond all reason.",
                "Make it anew.",
            )
        )
    return None


def _envelope_faults(plain: dict[str, object], kind: str) -> list[Issue]:
    faults = []
    for key, wanted in (("format", FORMAT), ("kind", kind)):
        if key not in plain:
            faults.append(
                _fault("key-missing", f"$.{key}", "This is missing.", f"Write {key!r}: {wanted!r}.")
            )
        elif plain[key] != wanted:
            faults.append(
                _fault(
                    f"{key}-unknown",
                    f"$.{key}",
                    f"This reader wants {wanted!r}.",
                    "Give the right document, or make it anew with this version.",
                )
            )
    return faults


def _shape_faults(matrix: TravelMatrix) -> list[Issue]:
    places = len(matrix.place_ids)
    faults = [
        _fault(
            "shape-wrong",
            f"$.{name}",
            f"The table has {' x '.join(map(str, array.shape))} numbers for {places} places.",
            "Give a row and a column for every place.",
        )
        for name, array in (
            ("duration_s", matrix.duration_s),
            ("distance_m", matrix.distance_m),
            ("reachable", matrix.reachable),
        )
        if array.size != places * places or len(array) != places
    ]
    if len(matrix.index) < places:
        faults.append(
            _fault("element-repeated", "$.place_ids", "A place stands twice.", "Name it once.")
        )
    return faults


def _laid_out(value: Json, indent: str = "") -> str:
    """Return JSON text with whatever fits, and every list of plain values, on one line."""
    compact = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, dict | list):
        return compact
    parts = list(value.values()) if isinstance(value, dict) else value
    flat = isinstance(value, list) and not any(isinstance(part, dict | list) for part in parts)
    if flat or len(indent) + len(compact) <= _LINE:
        return compact
    deeper = indent + "  "
    texts = [_laid_out(part, deeper) for part in parts]
    if isinstance(value, dict):
        texts = [
            f"{json.dumps(key, ensure_ascii=False)}: {text}"
            for key, text in zip(value, texts, strict=True)
        ]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inside = f",\n{deeper}".join(texts)
    return f"{opening}\n{deeper}{inside}\n{indent}{closing}"
