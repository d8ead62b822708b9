"""Identifiers, each a type of its own so that they cannot be mixed up."""

from __future__ import annotations

from typing import NewType

__all__ = ["CustomerId", "ManagerId", "PlaceId", "ShiftId", "VisitId"]

CustomerId = NewType("CustomerId", str)
ManagerId = NewType("ManagerId", str)
PlaceId = NewType("PlaceId", str)
ShiftId = NewType("ShiftId", str)
VisitId = NewType("VisitId", str)
