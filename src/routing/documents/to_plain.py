"""Values as plain JSON data.

Dates are ISO, clock times ``HH:MM`` or ``HH:MM:SS``, enumerations their values, tuples lists, frozen sets sorted lists,
arrays nested lists, dataclasses objects with every field in its declared order. Where there is a choice of several
classes, the name of the class stands before the fields.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import date, datetime, time
from enum import Enum

import numpy as np

from routing.documents.hints import field_hints, variant_key, variant_name
from routing.errors import InputError, Issue

__all__ = ["Json", "to_plain"]

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def to_plain(  # noqa: PLR0911 - one return a type
    value: object, path: str = "$", *, name_under: str | None = None
) -> Json:
    """Return a value as plain JSON data.

    Parameters
    ----------
    value
        A dataclass instance, or anything that one may hold.
    path
        Where the value stands, for faults.
    name_under
        The key under which the value's class is named, None where no other class could stand there.

    Raises
    ------
    InputError
        When a number in it is not finite: JSON has no such numbers.
    TypeError
        When it holds something that has no place in a document.
    """
    if isinstance(value, Enum):
        return to_plain(value.value, path)
    if isinstance(value, float) and not math.isfinite(value):
        fault = Issue(
            code="number-not-finite",
            place=path,
            message="This number is not finite.",
            remedy="Give a finite number, or None where one may be missing.",
        )
        raise InputError([fault])
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.ndarray):
        return list(value.tolist())
    if isinstance(value, tuple | list):
        return [
            to_plain(element, f"{path}[{index}]", name_under=name_under)
            for index, element in enumerate(value)
        ]
    if isinstance(value, frozenset):
        return sorted((to_plain(element, path) for element in value), key=repr)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        name: dict[str, Json] = {name_under: variant_name(type(value))} if name_under else {}
        return name | {
            field: to_plain(getattr(value, field), f"{path}.{field}", name_under=variant_key(hint))
            for field, hint in field_hints(type(value)).items()
        }
    raise TypeError(f"{path}: a document cannot hold a {type(value).__name__}")
