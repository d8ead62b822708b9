"""What the type hints of a class say of its documents: which fields there are, and where a value needs a name.

Where a field may hold one of several dataclasses, its value carries a name: that of its class, in lower case with
hyphens. It stands under ``"kind"``, or under ``"variant"`` where one of those classes has a field ``kind`` of its own.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Hashable
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

__all__ = ["field_hints", "is_union", "variant_key", "variant_name", "variants"]

_VARIANT_KEYS = ("kind", "variant")
"""Keys that the name of a variant may stand under: the first that is no field of any of them."""


@cache
def field_hints(kind: type) -> dict[str, Any]:
    """Return the fields that a dataclass is built from, in their order, with their hints."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind) if field.init}


def is_union(hint: object) -> bool:
    """Return whether a hint says "this or that"."""
    return get_origin(hint) in (Union, types.UnionType)


@cache
def variants(hint: Hashable) -> dict[str, type]:
    """Return the dataclasses between which a hint, or that of a tuple's elements, leaves the choice, by name."""
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    members = [one for one in get_args(hint) if one is not type(None)] if is_union(hint) else []
    return {variant_name(member): member for member in members} if len(members) > 1 else {}


@cache
def variant_key(hint: Hashable) -> str | None:
    """Return the key that the name of a variant stands under, None where a hint leaves no choice.

    Raises
    ------
    TypeError
        If the variants have fields of all keys that it could be.
    """
    members = variants(hint)
    if not members:
        return None
    taken = {field for member in members.values() for field in field_hints(member)}
    for key in _VARIANT_KEYS:
        if key not in taken:
            return key
    raise TypeError(f"{', '.join(members)}: fields stand wherever a name could")


def variant_name(kind: type) -> str:
    """Return the name of a class in documents.

    Examples
    --------
    >>> class VisitRunsLong: ...
    >>> variant_name(VisitRunsLong)
    'visit-runs-long'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()
