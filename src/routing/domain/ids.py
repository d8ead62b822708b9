"""Identifiers, each a type of its own so that they cannot be mixed up."""

from __future__ import annotations

from typing import NewType

__all__ = ["CustomerId", "ManagerId", "PlaceId", "ShiftId", "VisitId", "customer_place"]

CustomerId = NewType("CustomerId", str)
ManagerId = NewType("ManagerId", str)
PlaceId = NewType("PlaceId", str)
ShiftId = NewType("ShiftId", str)
VisitId = NewType("VisitId", str)


def customer_place(customer_id: CustomerId) -> PlaceId:
    """Return the place at which a customer is visited.

    Examples
    --------
    >>> customer_place(CustomerId("C-0017"))
    'c:C-0017'
    """
    return PlaceId(f"c:{customer_id}")
