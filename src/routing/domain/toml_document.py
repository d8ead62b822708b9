"""TOML documents to frozen dataclasses and back: the dataclass is the schema, and every fault is reported at once.

A class may have a method ``faults()`` that yields (field, value, message, remedy) for each contradiction among its
fields; it is asked as soon as its own fields are sound, whatever is wrong elsewhere.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from routing.errors import InputError, Issue

__all__ = ["Between", "plain", "read_toml", "read_value", "toml_text"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a whole number, both included; stands in `typing.Annotated`."""

    low: int
    high: int


class _Missing(Enum):
    """Stands for a value that could not be read; its fault is already noted."""

    MISSING = 0


_MISSING = _Missing.MISSING


# ------------------------------------------------------------------ reading


def read_toml(path: Path, *, place: str) -> dict[str, Any]:
    """Return a TOML file as plain tables.

    Raises
    ------
    InputError
        If there is no such file, it is not UTF-8, or it is no TOML.
    """
    import tomllib

    def refuse(code: str, message: str, remedy: str) -> InputError:
        return InputError([Issue(code=code, place=place, message=message, remedy=remedy)])

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refuse("unreadable", f"{reason}.", "Check the path of the file.") from error
    except UnicodeDecodeError as error:
        raise refuse("encoding", "The file is not UTF-8.", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise refuse("toml-syntax", f"{error}.", "Mend the TOML at that place.") from error


def read_value(
    cls: type[_Value], document: Mapping[str, Any], *, place: str, format_name: str
) -> _Value:
    """Return the value that a document spells out.

    Parameters
    ----------
    cls
        Frozen dataclass; its annotations are the schema.
    document
        Plain tables; the key ``format`` must be `format_name`.
    place
        What the document is called in faults.
    format_name
        Name and version, such as ``"routing-policy/1"``.

    Raises
    ------
    InputError
        With every fault: unknown and missing keys, wrong types, numbers out of range, contradictions.
    """
    reader = _Reader(place)
    body = dict(document)
    found = body.pop("format", None)
    if found != format_name:
        reader.note(
            "format",
            "format",
            "" if found is None else found,
            f"The document is not in the format {format_name}.",
            f'Begin it with: format = "{format_name}".',
        )
    value = reader.table(cls, body, path="")
    if reader.issues:
        raise InputError(reader.issues)
    return cast("_Value", value)


class _Reader:
    """One pass over a document that collects the faults."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.issues: list[Issue] = []

    def note(self, code: str, path: str, value: object, message: str, remedy: str) -> None:
        shown = ", ".join(map(_shown, value)) if isinstance(value, frozenset) else _shown(value)
        self.issues.append(
            Issue(
                code=code,
                place=f"{self.place}, {path}" if path else self.place,
                value=shown,
                message=message,
                remedy=remedy,
            )
        )

    def table(self, cls: type[Any], found: object, *, path: str) -> object:
        if not isinstance(found, Mapping):
            return self._wrong_type(path, found, "a table")
        hints = get_type_hints(cls, include_extras=True)
        known = {item.name: item for item in fields(cls)}
        for key in found:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                remedy = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
                self.note(
                    "unknown-key",
                    _join(path, str(key)),
                    found[key] if not isinstance(found[key], Mapping) else "",
                    "There is no such key.",
                    remedy,
                )
        values: dict[str, object] = {}
        for name, item in known.items():
            if name in found:
                values[name] = self.value(hints[name], found[name], path=_join(path, name))
            elif not _has_default(item):
                values[name] = _MISSING
                self.note(
                    "missing-key",
                    _join(path, name),
                    "",
                    "This key is missing.",
                    'Add it, or take the rest from a preset with: extends = "classified".',
                )
        if any(value is _MISSING for value in values.values()):
            return _MISSING
        made = cls(**values)
        faults = getattr(made, "faults", None)
        if faults is not None:
            for field_name, value, message, remedy in faults():
                self.note("contradiction", _join(path, field_name), value, message, remedy)
        return made

    def value(self, hint: Any, found: object, *, path: str) -> object:  # noqa: ANN401, PLR0911 - one return a type
        if get_origin(hint) is Annotated:
            base, bounds = get_args(hint)
            return self._bounded(self.value(base, found, path=path), bounds, path=path)
        if get_origin(hint) in (Union, types.UnionType):
            (inner,) = (arm for arm in get_args(hint) if arm is not type(None))
            return self.value(inner, found, path=path)
        if get_origin(hint) in (frozenset, tuple):
            return self._sequence(hint, found, path=path)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.table(hint, found, path=path)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._choice(hint, found, path=path)
        # bool is an int and a datetime is a date to Python, but not to the author of a document.
        if type(found) is hint:
            return found
        return self._wrong_type(path, found, _TYPE_NAMES[hint])

    def _bounded(self, value: object, bounds: Between, *, path: str) -> object:
        if isinstance(value, int) and not bounds.low <= value <= bounds.high:
            self.note(
                "out-of-range",
                path,
                value,
                f"The number must lie between {bounds.low} and {bounds.high}.",
                "Change it.",
            )
            return _MISSING
        return value

    def _sequence(self, hint: Any, found: object, *, path: str) -> object:  # noqa: ANN401
        if not isinstance(found, list):
            return self._wrong_type(path, found, "a list")
        inner = get_args(hint)[0]
        values = [self.value(inner, item, path=f"{path}[{n}]") for n, item in enumerate(found)]
        if any(value is _MISSING for value in values):
            return _MISSING
        if get_origin(hint) is frozenset and len(set(values)) < len(values):
            self.note("repeated", path, "", "An entry stands here twice.", "Remove one of them.")
            return _MISSING
        return frozenset(values) if get_origin(hint) is frozenset else tuple(values)

    def _choice(self, hint: type[Enum], found: object, *, path: str) -> object:
        names = {_shown(member): member for member in hint}
        if isinstance(found, str) and found in names:
            return names[found]
        self.note(
            "unknown-choice",
            path,
            found,
            "There is no such choice.",
            f"Use one of: {', '.join(names)}.",
        )
        return _MISSING

    def _wrong_type(self, path: str, found: object, wanted: str) -> object:
        shown = "" if isinstance(found, Mapping) else found
        self.note("wrong-type", path, shown, f"This must be {wanted}.", "Write it so.")
        return _MISSING


_TYPE_NAMES: dict[object, str] = {
    bool: "true or false",
    int: "a whole number",
    str: "text in quotes",
    time: "a clock time such as 08:30:00",
    date: "a date such as 2026-10-01",
}


def _has_default(item: Any) -> bool:  # noqa: ANN401 - dataclasses.Field is generic in a type nobody knows
    from dataclasses import MISSING

    return item.default is not MISSING or item.default_factory is not MISSING


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


# ------------------------------------------------------------------ writing


def plain(value: object) -> Any:  # noqa: ANN401 - tables, lists and scalars, as tomllib gives them
    """Return a frozen value as plain tables, lists and scalars; sets come out sorted, absent values left out."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((item.name, getattr(value, item.name)) for item in fields(value))
        return {name: plain(inner) for name, inner in pairs if inner is not None}
    if isinstance(value, frozenset | set):
        return [plain(item) for item in sorted(value)]
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return _shown(value)
    return value


def toml_text(tables: Mapping[str, Any]) -> str:
    """Return plain tables as TOML text that reads back as the same tables."""
    return "\n".join(_lines(tables, path="")) + "\n"


def _lines(table: Mapping[str, Any], *, path: str) -> Iterator[str]:
    for name, value in table.items():
        if not isinstance(value, Mapping) and not _is_array_of_tables(value):
            yield f"{name} = {_literal(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield ""
            yield f"[{_join(path, name)}]"
            yield from _lines(value, path=_join(path, name))
        elif _is_array_of_tables(value):
            for inner in value:
                yield ""
                yield f"[[{_join(path, name)}]]"
                yield from _lines(inner, path=_join(path, name))


def _is_array_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    if isinstance(value, str):
        # TOML's basic strings escape as JSON's do.
        import json

        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    return _shown(value)
