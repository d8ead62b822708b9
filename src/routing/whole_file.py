"""Files that are written whole or not at all: whoever reads one never sees half of it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

__all__ = ["write_whole"]

_ANY_WRITE_BIT = 0o222
_OTHERWISE = "Check that the path is right and may be written to."
_REMEDIES = {
    errno.ENOENT: "Make the folder first, or name one that is there.",
    errno.ENOTDIR: "Make the folder first, or name one that is there.",
    errno.EISDIR: "This is a folder: name a file in it.",
    errno.EACCES: "Allow writing to file and folder, and close the programs that have it open.",
    errno.EPERM: "Allow writing to file and folder, and close the programs that have it open.",
    errno.EROFS: "Name a place that may be written to.",
    errno.ENOSPC: "Make room on the disk, or name a place on another one.",
    errno.EDQUOT: "Make room on the disk, or name a place on another one.",
    errno.EFBIG: "Name a place that takes files of this size.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


def write_whole(path: Path | str, content: bytes) -> None:
    """Write a file whole or not at all: what stood there stays until all of the new content is on the disk.

    A link stays a link, and a file keeps its permissions. Devices and pipes, which hold nothing that could be lost, are
    written to directly.

    Raises
    ------
    OSError
        When the file cannot be written; what stood there is as it was. `filename` is the path that was asked for, and a
        note says what to do.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir() or (target.exists() and not target.is_file()):
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        told = OSError(error.errno, error.strerror or type(error).__name__, str(path))
        told.add_note(_REMEDIES.get(error.errno or 0, _OTHERWISE))
        raise told from None


def _replace(target: Path, content: bytes) -> None:
    exists = target.exists()
    # Replacing asks for no permission on the file itself, but whoever made it read-only meant it.
    if exists and not target.stat().st_mode & _ANY_WRITE_BIT:
        raise PermissionError(errno.EACCES, "The file is read-only")
    part = target.with_name(f".routing-{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if exists:
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
