"""Whether the standard can be met with the given shifts, told before anything is planned."""

from routing.coverage.certificate import certificate
from routing.coverage.findings import (
    Certificate,
    FloorRoom,
    Span,
    SpanKind,
    Stuck,
    WayOut,
    WayOutKind,
)

__all__ = [
    "Certificate",
    "FloorRoom",
    "Span",
    "SpanKind",
    "Stuck",
    "WayOut",
    "WayOutKind",
    "certificate",
]
