"""Files that are written whole or not at all: a reader never sees half of one, and a failure leaves the old one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path | str, content: bytes) -> None:
    """Write a file beside its place, and put it there once it is complete.

    Raises
    ------
    OSError
        When the file cannot be written; what stood there before still does.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
