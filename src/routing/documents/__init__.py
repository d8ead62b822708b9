"""Versioned JSON documents of territories, requests, plans and travel matrices, written and read whole."""

from routing.documents.document import (
    FORMAT,
    KINDS,
    from_json,
    read_document,
    to_json,
    write_document,
)

__all__ = ["FORMAT", "KINDS", "from_json", "read_document", "to_json", "write_document"]
