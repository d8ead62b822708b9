"""Values from plain JSON data, driven by the values' own type hints.

A class says once, in its annotations, what it holds; nothing here knows any class by name. Whatever does not fit is a
fault with its JSON path, and all of them are found in one pass.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, NewType, get_args, get_origin

import numpy as np

from routing.documents.hints import field_hints, is_union, variant_key, variants
from routing.errors import Issue, shown_value

__all__ = ["from_plain"]

# The hints are only known at run time, so here, and only here, values are `Any`.
_FAULTY: Any = object()


def from_plain(plain: object, kind: type, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401 - see _FAULTY
    """Return the value of a dataclass that plain JSON data describe; meaningless once there are faults.

    Parameters
    ----------
    plain
        What `json.loads` gave.
    kind
        The dataclass to build.
    path
        Where the data stand in the document.
    faults
        Every fault found goes here.
    """
    return _decode(plain, kind, path, faults)


def _fault(code: str, path: str, message: str, remedy: str, plain: object = "") -> Issue:
    value = "" if isinstance(plain, dict | list) else shown_value(str(plain))
    return Issue(code=code, place=path, value=value, message=message, remedy=remedy)


def _not_finite(path: str) -> Issue:
    return _fault(
        "number-not-finite", path, "This number is not finite.", "Give a finite number, or null."
    )


def _wrong_type(plain: object, wanted: str, path: str) -> Issue:
    found = {dict: "an object", list: "a list", str: "text", bool: "true or false"}.get(
        type(plain), "null" if plain is None else "a number"
    )
    return _fault(
        "type-wrong",
        path,
        f"Here stands {found}.",
        f"Write {wanted}.",
        "" if plain is None else plain,
    )


def _decode(plain: Any, hint: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    if isinstance(hint, NewType):
        hint = hint.__supertype__
    origin = get_origin(hint)
    if is_union(hint):
        return _decode_union(plain, hint, path, faults)
    if origin in (tuple, frozenset):
        return _decode_elements(plain, hint, path, faults)
    if origin is np.ndarray:
        return _decode_array(plain, hint, path, faults)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _decode_object(plain, hint, path, faults)
    if issubclass(hint, Enum):
        return _decode_choice(plain, hint, path, faults)
    return _decode_scalar(plain, hint, path, faults)


@cache
def _required(kind: type) -> frozenset[str]:
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.init
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    )


def _decode_object(plain: Any, kind: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    if isinstance(plain, str) and hasattr(kind, "from_text"):
        # What is an object now was plain text in older documents.
        text = _decode_scalar(plain, str, path, faults)
        return text if text is _FAULTY else kind.from_text(text)
    if not isinstance(plain, dict):
        faults.append(_wrong_type(plain, "an object", path))
        return _FAULTY
    hints = field_hints(kind)
    missing = [key for key in hints if key in _required(kind) and key not in plain]
    faults.extend(_unknown_key(key, hints, path) for key in plain if key not in hints)
    faults.extend(
        _fault("key-missing", f"{path}.{key}", "This is missing.", "Add the key.")
        for key in missing
    )
    found = {
        key: _decode(plain[key], hint, f"{path}.{key}", faults)
        for key, hint in hints.items()
        if key in plain
    }
    if missing or any(value is _FAULTY for value in found.values()):
        return _FAULTY
    return kind(**found)


def _decode_union(plain: Any, hint: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    members = get_args(hint)
    if plain is None and type(None) in members:
        return None
    if variants(hint):
        return _decode_variant(plain, hint, path, faults)
    (wanted,) = (member for member in members if member is not type(None))
    return _decode(plain, wanted, path, faults)


def _decode_variant(plain: Any, hint: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    kinds, key = variants(hint), variant_key(hint)
    if not isinstance(plain, dict):
        faults.append(_wrong_type(plain, "an object", path))
        return _FAULTY
    place = f"{path}.{key}"
    if key not in plain:
        known = ", ".join(kinds)
        faults.append(_fault("key-missing", place, "This is missing.", f"Write one of: {known}."))
        return _FAULTY
    name = plain[key]
    if not isinstance(name, str) or name not in kinds:
        faults.append(_unknown_value(name, kinds, place))
        return _FAULTY
    body = {field: part for field, part in plain.items() if field != key}
    return _decode_object(body, kinds[name], path, faults)


def _unknown_key(key: str, known: Iterable[str], path: str) -> Issue:
    shown = key if re.fullmatch(r"[A-Za-z_]{1,30}", key) else "..."
    near = get_close_matches(key, known, n=1)
    meant = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(sorted(known))}."
    return _fault(
        "key-unknown", path, f"The key {shown!r} is not known here.", f"Remove it. {meant}"
    )


def _decode_elements(plain: Any, hint: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    if not isinstance(plain, list):
        faults.append(_wrong_type(plain, "a list", path))
        return _FAULTY
    kinds = get_args(hint)
    if get_origin(hint) is frozenset or kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(plain)
    if len(kinds) != len(plain):
        faults.append(
            _fault(
                "length-wrong", path, f"The list has {len(plain)} parts.", f"Write {len(kinds)}."
            )
        )
        return _FAULTY
    elements = [
        _decode(part, kind, f"{path}[{index}]", faults)
        for index, (part, kind) in enumerate(zip(plain, kinds, strict=True))
    ]
    if any(element is _FAULTY for element in elements):
        return _FAULTY
    if get_origin(hint) is tuple:
        return tuple(elements)
    if len(set(elements)) < len(elements):
        faults.append(
            _fault("element-repeated", path, "The list names something twice.", "Name it once.")
        )
        return _FAULTY
    return frozenset(elements)


def _decode_choice(plain: Any, kind: type[Enum], path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    values = [choice.value for choice in kind]
    for choice in kind:
        # True equals 1 in Python, but nobody who writes true means Monday.
        if choice.value == plain and type(choice.value) is type(plain):
            return choice
    faults.append(_unknown_value(plain, values, path))
    return _FAULTY


def _unknown_value(plain: object, known: Collection[object], path: str) -> Issue:
    accepted = ", ".join(map(str, known))
    texts = [value for value in known if isinstance(value, str)]
    near = get_close_matches(plain, texts, n=1) if isinstance(plain, str) else []
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return _fault(
        "value-unknown", path, "This is no known value.", f"{meant}Write one of: {accepted}.", plain
    )


def _iso_date(text: str) -> date:
    value = date.fromisoformat(text)
    if value.isoformat() != text:
        raise ValueError(text)
    return value


_CLOCK = r"\d\d:\d\d(:\d\d(\.\d{6})?)?"


def _iso_time(text: str) -> time:
    if not re.fullmatch(_CLOCK, text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _iso_datetime(text: str) -> datetime:
    if not re.fullmatch(rf"\d{{4}}-\d\d-\d\dT{_CLOCK}", text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _whole_text(text: str) -> str:
    # Half of a surrogate pair is a legal escape in JSON and no text that could be written again.
    text.encode()
    return text


_FROM_TEXT: dict[type, tuple[str, Callable[[str], object]]] = {
    str: ("text", _whole_text),
    date: ("a date such as 2026-10-12", _iso_date),
    time: ("a time such as 09:30", _iso_time),
    datetime: ("a local date and time such as 2026-10-12T09:30", _iso_datetime),
}


def _decode_scalar(plain: Any, kind: type, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    if kind in _FROM_TEXT:
        wanted, from_text = _FROM_TEXT[kind]
        if isinstance(plain, str):
            try:
                return from_text(plain)
            except ValueError:
                faults.append(
                    _fault(
                        "text-unreadable", path, "This cannot be read.", f"Write {wanted}.", plain
                    )
                )
                return _FAULTY
    elif kind is bool:
        wanted = "true or false"
        if isinstance(plain, bool):
            return plain
    elif kind is int:
        wanted = "a whole number"
        if isinstance(plain, int) and not isinstance(plain, bool):
            return plain
    elif kind is float:
        wanted = "a number"
        if isinstance(plain, int | float) and not isinstance(plain, bool):
            return _finite(plain, path, faults)
    else:
        raise TypeError(f"{path}: a document cannot hold a {kind.__name__}")
    faults.append(_wrong_type(plain, wanted, path))
    return _FAULTY


def _finite(plain: float, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    try:
        value = float(plain)
    except OverflowError:
        value = math.inf
    if math.isfinite(value):
        return value
    faults.append(_not_finite(path))
    return _FAULTY


def _decode_array(plain: Any, hint: Any, path: str, faults: list[Issue]) -> Any:  # noqa: ANN401
    (number_type,) = get_args(get_args(hint)[1])
    element, wanted = (
        (bool, "true or false") if number_type is np.bool_ else (int, "a whole number")
    )
    if not (isinstance(plain, list) and all(isinstance(row, list) for row in plain)):
        faults.append(_wrong_type(plain, "a list of lists", path))
        return _FAULTY
    before = len(faults)
    for row_index, row in enumerate(plain):
        if len(row) != len(plain[0]):
            faults.append(
                _fault(
                    "length-wrong",
                    f"{path}[{row_index}]",
                    f"This row has {len(row)} numbers and the first has {len(plain[0])}.",
                    "Write rows of the same length.",
                )
            )
        if set(map(type, row)) <= {element}:
            continue
        faults.extend(
            _wrong_type(part, wanted, f"{path}[{row_index}][{index}]")
            for index, part in enumerate(row)
            if type(part) is not element
        )
    if len(faults) > before:
        return _FAULTY
    try:
        return np.array(plain, dtype=number_type).reshape(len(plain), len(plain[0]) if plain else 0)
    except OverflowError:
        faults.append(
            _fault("number-too-large", path, "A number is too large.", "Keep within 64 bits.")
        )
        return _FAULTY
