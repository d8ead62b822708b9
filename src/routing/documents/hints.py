"""What the type hints of a class say of its documents: which fields there are, and where a value needs a name.

Where a field may hold one of several dataclasses, its value carries a name under ``"kind"``: that of its class, in
lower case with hyphens.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Hashable
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

__all__ = ["VARIANT_KEY", "field_hints", "is_union", "variant_name", "variants"]

VARIANT_KEY = "kind"
"""Key of the name of a variant."""


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
    """Return the dataclasses between which a hint, or that of a tuple's elements, leaves the choice, by name.

    Raises
    ------
    TypeError
        If one of them has a field of the key that the name stands under.
    """
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    members = [one for one in get_args(hint) if one is not type(None)] if is_union(hint) else []
    if len(members) <= 1:
        return {}
    for member in members:
        if VARIANT_KEY in field_hints(member):
            raise TypeError(
                f"{member.__name__} has a field {VARIANT_KEY!r}: no name could stand there"
            )
    return {variant_name(member): member for member in members}


def variant_name(kind: type) -> str:
    """Return the name of a class in documents.

    Examples
    --------
    >>> class VisitRunsLong: ...
    >>> variant_name(VisitRunsLong)
    'visit-runs-long'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()
